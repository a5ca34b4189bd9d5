"""Hyperband, by Optuna's pruner over random draws.

L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh and A. Talwalkar (2018), Hyperband: A novel
bandit-based approach to hyperparameter optimization. Journal of Machine Learning Research 18(185).
"""

from __future__ import annotations

import math

from paramlens.checks import check_whole
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.optuna_space import optuna, quiet, suggested

__all__ = ["search"]


def search(ledger: Ledger, seed: int, factor: int = 3) -> None:
    """Start settings drawn at random, and stop each at the rung where its bracket gives it up.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials; each rung is made anew, from the start, and paid for in full.
    seed : int
        Decides the draws and the brackets.
    factor : int
        One in `factor` settings goes on to `factor` times the fidelity.

    Raises
    ------
    TypeError, ValueError
        If an option has an illegal value.
    """
    check_whole("factor", factor, least=2)
    fidelity = ledger.problem.fidelity
    rungs = fidelity.rungs(factor)
    pruner = optuna.pruners.HyperbandPruner(min_resource=rungs[0], max_resource=fidelity.high, reduction_factor=factor)
    with quiet():
        sampler = optuna.samplers.RandomSampler(seed=seed)
        # The name decides which bracket a trial falls in; a random one would make the search irreproducible.
        study = optuna.create_study(study_name=f"seed {seed}", direction="maximize", sampler=sampler, pruner=pruner)
        while True:
            trial = study.ask()
            setting = suggested(trial, ledger.problem.space)
            for amount in rungs:
                score = ledger.score(setting, amount)
                if math.isnan(score):
                    study.tell(trial, state=optuna.trial.TrialState.FAIL)
                    break
                trial.report(score, amount)
                if amount < fidelity.high and trial.should_prune():
                    study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                    break
            else:
                study.tell(trial, score)

"""The tree-structured Parzen estimator of Optuna.

J. Bergstra, R. Bardenet, Y. Bengio and B. Kégl (2011), Algorithms for hyper-parameter optimization.
Advances in Neural Information Processing Systems 24.
"""

from __future__ import annotations

import math

from paramlens.checks import check_whole
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.optuna_space import optuna, quiet, suggested

__all__ = ["search"]


def search(ledger: Ledger, seed: int, n_startup: int = 10) -> None:
    """Draw `n_startup` settings at random, then where good settings are denser than bad ones.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials, one after another.
    seed : int
        Decides the draws.
    n_startup : int
        How many settings to draw blindly.

    Raises
    ------
    TypeError, ValueError
        If an option has an illegal value.
    """
    check_whole("n_startup", n_startup, least=1)
    with quiet():
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=n_startup)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        for _ in range(ledger.n_left):
            trial = study.ask()
            score = ledger.score(suggested(trial, ledger.problem.space))
            if math.isnan(score):
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(trial, score)

"""The tree-structured Parzen estimator of HyperOpt, driven by ``fmin``.

J. Bergstra, D. Yamins and D. D. Cox (2013), Making a science of model search: Hyperparameter
optimization in hundreds of dimensions for vision architectures. Proceedings of ICML 28, 115-123.
"""

from __future__ import annotations

import math
from contextlib import suppress
from functools import partial

import numpy as np
from hyperopt import STATUS_FAIL, STATUS_OK, Trials, fmin, hp, tpe
from hyperopt.exceptions import AllTrialsFailed

from paramlens.checks import check_whole
from paramlens.tuning.dimensions import Choice, Dimension, Real
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.space import Setting

__all__ = ["search"]


def search(ledger: Ledger, seed: int, n_startup: int = 20) -> None:
    """Draw `n_startup` settings at random, then where good settings are denser than bad ones.

    Dimensions with conditions are drawn all the same and left out where they are asleep.

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
    space = ledger.problem.space

    def loss(drawn: dict[str, object]) -> dict[str, object]:
        setting: Setting = {}
        for name, value in drawn.items():
            one = space.dimensions[name]
            setting[name] = one.options[value] if isinstance(one, Choice) else type(one.low)(value)
        score = ledger.score(setting)
        return {"status": STATUS_FAIL} if math.isnan(score) else {"status": STATUS_OK, "loss": -score}

    # HyperOpt says so where no trial has finished; the ledger has written them all down by then.
    with suppress(AllTrialsFailed):
        fmin(
            loss,
            {name: _drawn(name, one) for name, one in space.free.items()},
            algo=partial(tpe.suggest, n_startup_jobs=n_startup),
            max_evals=ledger.n_left,
            trials=Trials(),
            rstate=np.random.default_rng(seed),
            show_progressbar=False,
            verbose=False,
        )


def _drawn(name: str, dimension: Dimension) -> object:
    if isinstance(dimension, Choice):
        return hp.choice(name, list(range(dimension.n_values)))
    if isinstance(dimension, Real):
        if dimension.log:
            return hp.loguniform(name, math.log(dimension.low), math.log(dimension.high))
        return hp.uniform(name, dimension.low, dimension.high)
    if dimension.log:
        return hp.qloguniform(name, math.log(dimension.low), math.log(dimension.high), 1)
    return hp.uniformint(name, dimension.low, dimension.high)

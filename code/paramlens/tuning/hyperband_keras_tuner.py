"""Hyperband as Keras Tuner runs it, by its oracle; no Keras model is needed.

L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh and A. Talwalkar (2018), Hyperband: A novel
bandit-based approach to hyperparameter optimization. Journal of Machine Learning Research 18(185).
"""

from __future__ import annotations

import importlib.util
import math
import os
import tempfile
import warnings
from collections.abc import Callable

# Keras takes TensorFlow unless told otherwise, and fails at import where only JAX is installed.
if importlib.util.find_spec("tensorflow") is None and importlib.util.find_spec("jax") is not None:
    os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np
from keras_tuner import HyperParameters, Objective
from keras_tuner.oracles import HyperbandOracle

from paramlens.checks import check_whole
from paramlens.tuning.dimensions import Choice, Dimension, Real
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.space import Setting

__all__ = ["search"]

# The library keeps names of its own, such as "tuner/epochs", beside those of the space.
_NAME = "setting/{}"


def search(ledger: Ledger, seed: int, factor: int = 3) -> None:
    """Run bracket after bracket, from the one that gives settings the least to the one that gives all.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials; each is made anew, from the start, and paid for in full.
    seed : int
        Decides the draws.
    factor : int
        One in `factor` settings goes on to `factor` times the fidelity.

    Raises
    ------
    TypeError, ValueError
        If an option has an illegal value.
    """
    check_whole("factor", factor, least=2)
    space, fidelity = ledger.problem.space, ledger.problem.fidelity
    drawn = HyperParameters()
    for name, dimension in space.free.items():
        _declare(drawn, _NAME.format(name), dimension)
    units = max(1, fidelity.high // fidelity.low)
    with tempfile.TemporaryDirectory() as folder:
        oracle = _Oracle(
            objective=Objective("score", "max"),
            max_epochs=units,
            factor=int(factor),
            hyperband_iterations=None,  # as many as the budget pays for
            # The oracle counts the seed up with every draw: neighbouring seeds would make the same draws, one later.
            seed=int(np.random.default_rng(seed).integers(1, 2**62)),
            hyperparameters=drawn,
            max_consecutive_failed_trials=math.inf,
        )
        oracle.verbose = 0
        oracle._set_project_dir(folder, "search")
        while (trial := _quietly(oracle.create_trial, "tuner")).status == "RUNNING":
            values = trial.hyperparameters.values
            setting: Setting = {name: _value(one, values[_NAME.format(name)]) for name, one in space.free.items()}
            amount = max(fidelity.low, round(values["tuner/epochs"] * fidelity.high / units))
            score = ledger.score(setting, amount)
            if math.isnan(score):
                trial.status = "FAILED"
            else:
                _quietly(oracle.update_trial, trial.trial_id, {"score": score}, step=amount)
                trial.status = "COMPLETED"
            _quietly(oracle.end_trial, trial)


def _quietly(call: Callable[..., object], *given: object, **named: object) -> object:
    """The library without its notes on threading; those of an objective are for the person who wrote it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return call(*given, **named)


class _Oracle(HyperbandOracle):
    """One that tries a setting again where there are fewer settings than a bracket has places."""

    def _duplicate(self, values: dict[str, object]) -> bool:
        return False


def _declare(drawn: HyperParameters, name: str, dimension: Dimension) -> None:
    if isinstance(dimension, Choice):
        drawn.Choice(name, list(range(dimension.n_values)))
        return
    sampling = "log" if dimension.log else "linear"
    kind = drawn.Float if isinstance(dimension, Real) else drawn.Int
    kind(name, dimension.low, dimension.high, sampling=sampling)


def _value(dimension: Dimension, drawn: object) -> object:
    if isinstance(dimension, Choice):
        return dimension.options[drawn]
    return type(dimension.low)(min(max(drawn, dimension.low), dimension.high))

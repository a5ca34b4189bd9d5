"""A space in Optuna's terms: asked for dimension by dimension, so that conditions hold by themselves."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import TqdmWarning

from paramlens.tuning.dimensions import Choice, Real
from paramlens.tuning.space import Setting, Space

with warnings.catch_warnings():
    # Its bars would be prettier with widgets, and are never shown here.
    warnings.simplefilter("ignore", TqdmWarning)
    import optuna

__all__ = ["optuna", "quiet", "suggested"]


@contextmanager
def quiet() -> Iterator[None]:
    """Optuna without its log of every trial, and without its notes that a sampler is experimental."""
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(level)


def suggested(trial: optuna.trial.BaseTrial, space: Space) -> Setting:
    """The setting that a trial suggests.

    Parameters
    ----------
    trial : optuna.trial.Trial
        Asked for each dimension that is awake; for a choice by the place in its list, since Optuna
        stores no options that are not plain.
    space : Space
        What to ask for.

    Returns
    -------
    dict
    """
    setting: Setting = {}
    for name, dimension in space.dimensions.items():
        if not space.is_awake(name, setting):
            continue
        if dimension.n_values == 1:
            setting[name] = dimension.at(0.5)
        elif isinstance(dimension, Choice):
            setting[name] = dimension.options[trial.suggest_categorical(name, range(dimension.n_values))]
        elif isinstance(dimension, Real):
            setting[name] = trial.suggest_float(name, dimension.low, dimension.high, log=dimension.log)
        else:
            setting[name] = trial.suggest_int(name, dimension.low, dimension.high, log=dimension.log)
    return setting

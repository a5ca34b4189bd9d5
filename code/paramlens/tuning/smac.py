"""SMAC: Bayesian optimisation with a random forest, by the library of that name.

M. Lindauer et al. (2022), SMAC3: A versatile Bayesian optimization package for hyperparameter
optimization. Journal of Machine Learning Research 23(54).
"""

from __future__ import annotations

import logging
import math
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ConfigSpace import (
    AndConjunction,
    CategoricalHyperparameter,
    ConfigurationSpace,
    InCondition,
    UniformFloatHyperparameter,
    UniformIntegerHyperparameter,
)

from paramlens.checks import check_whole
from paramlens.tuning.dimensions import Choice, Dimension, Real
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.space import Setting, Space
from smac import HyperparameterOptimizationFacade, Scenario
from smac.main.exceptions import ConfigurationSpaceExhaustedException
from smac.runhistory import StatusType, TrialValue

__all__ = ["search"]


def search(ledger: Ledger, seed: int, n_startup: int = 10) -> None:
    """Draw `n_startup` settings that fill the space, then where the forest says that it is worth most.

    A failed trial counts as the worst score so far. The path of the search also depends on the order of
    Python's sets: with ``PYTHONHASHSEED`` set in the environment it is the same in every process.

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
    with tempfile.TemporaryDirectory() as folder:
        with _thinking():
            scenario = Scenario(
                _configspace(space, seed),
                deterministic=True,
                n_trials=ledger.n_left,
                seed=seed,
                output_directory=Path(folder),
            )
            facade = HyperparameterOptimizationFacade(
                scenario,
                _never_called,
                initial_design=HyperparameterOptimizationFacade.get_initial_design(scenario, n_configs=n_startup),
                logging_level=False,
                overwrite=True,
            )
        worst, waiting = math.inf, []
        # A space without ranges has an end, and SMAC tries nothing twice.
        with suppress(ConfigurationSpaceExhaustedException):
            while True:
                with _thinking():
                    info = facade.ask()
                score = ledger.score(_setting(space, dict(info.config)))
                waiting.append((info, score))
                worst = worst if math.isnan(score) else min(worst, score)
                if worst == math.inf:
                    continue  # none has finished, and so there is no worst score
                for told, one in waiting:
                    failed = math.isnan(one)
                    value = TrialValue(
                        cost=-(worst if failed else one),
                        status=StatusType.CRASHED if failed else StatusType.SUCCESS,
                    )
                    with _thinking():
                        facade.tell(told, value, save=False)
                waiting = []


@contextmanager
def _thinking() -> Iterator[None]:
    """The library without its log and its warnings; those of an objective are for the person who wrote it."""
    log = logging.getLogger("smac")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _never_called(config: object, seed: int = 0) -> float:
    raise AssertionError("trials are made by the ledger")


def _setting(space: Space, values: Mapping[str, object]) -> Setting:
    return {
        name: one.options[int(values[name])] if isinstance(one, Choice) else type(one.low)(values[name])
        for name, one in space.free.items()
        if name in values
    }


def _configspace(space: Space, seed: int) -> ConfigurationSpace:
    found = ConfigurationSpace(seed=seed)
    made = {name: _hyperparameter(name, one) for name, one in space.free.items()}
    found.add(list(made.values()))
    for name, dimension in space.free.items():
        conditions = [
            InCondition(made[name], made[parent], [space.dimensions[parent].index_of(option) for option in options])
            for parent, options in (dimension.when or {}).items()
            if parent in made
        ]
        if conditions:
            found.add(conditions[0] if len(conditions) == 1 else AndConjunction(*conditions))
    return found


def _hyperparameter(name: str, dimension: Dimension) -> object:
    if isinstance(dimension, Choice):
        return CategoricalHyperparameter(name, list(range(dimension.n_values)))
    kind = UniformFloatHyperparameter if isinstance(dimension, Real) else UniformIntegerHyperparameter
    return kind(name, lower=dimension.low, upper=dimension.high, log=dimension.log)

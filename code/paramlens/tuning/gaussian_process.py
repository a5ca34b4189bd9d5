"""Bayesian optimisation with a Gaussian process, by scikit-optimize.

J. Snoek, H. Larochelle and R. P. Adams (2012), Practical Bayesian optimization of machine learning
algorithms. Advances in Neural Information Processing Systems 25.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from skopt import Optimizer
from skopt.space import Categorical, Integer
from skopt.space import Real as SkoptReal
from threadpoolctl import threadpool_limits

from paramlens.checks import check_whole
from paramlens.tuning.dimensions import Choice, Dimension, Real
from paramlens.tuning.ledger import Ledger

__all__ = ["search"]

# The surrogate squares scores, and what it cannot square would end the search.
_FARTHEST = 1e100


def search(ledger: Ledger, seed: int, n_startup: int = 10) -> None:
    """Draw `n_startup` settings at random, then where the surrogate says that it is worth most.

    Dimensions with conditions are part of every point and left out of a setting where they are asleep.
    A failed trial counts as the worst score so far.

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
    free = ledger.problem.space.free
    optimizer = Optimizer(
        [_dimension(name, one) for name, one in free.items()],
        base_estimator="GP",
        n_initial_points=n_startup,
        random_state=seed,
    )
    worst, waiting = math.inf, []
    for _ in range(ledger.n_left):
        with _thinking():
            point = optimizer.ask()
        values = dict(zip(free, point, strict=True))
        setting = {
            name: one.options[values[name]] if isinstance(one, Choice) else type(one.low)(values[name])
            for name, one in free.items()
        }
        score = float(np.clip(ledger.score(setting), -_FARTHEST, _FARTHEST))
        waiting.append((point, score))
        worst = worst if math.isnan(score) else min(worst, score)
        if worst == math.inf:
            continue  # none has finished, and so there is no worst score: the draws stay blind
        with _thinking():
            optimizer.tell([point for point, _ in waiting], [-(worst if math.isnan(s) else s) for _, s in waiting])
        waiting = []


@contextmanager
def _thinking() -> Iterator[None]:
    """The library without its warnings; those of an objective are for the person who wrote it."""
    with threadpool_limits(1), warnings.catch_warnings():  # the matrices are too small to share
        # A point that was tried before, or a length scale at its bound: the search goes on, and so says nothing.
        warnings.simplefilter("ignore")
        yield


def _dimension(name: str, dimension: Dimension) -> object:
    if isinstance(dimension, Choice):
        return Categorical(list(range(dimension.n_values)), name=name)
    kind = SkoptReal if isinstance(dimension, Real) else Integer
    return kind(dimension.low, dimension.high, prior="log-uniform" if dimension.log else "uniform", name=name)

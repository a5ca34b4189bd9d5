"""CMA-ES: a normal distribution over the space that learns its own shape, by the library cmaes.

N. Hansen and A. Ostermeier (2001), Completely derandomized self-adaptation in evolution strategies.
Evolutionary Computation 9, 159-195.
"""

from __future__ import annotations

import math

import numpy as np
from cmaes import CMA

from paramlens.tuning.ledger import Ledger

__all__ = ["search"]

_START_WIDTH = 0.3


def search(ledger: Ledger, seed: int) -> None:
    """Sample generations from the unit cube over the space, starting in its middle.

    The options of a choice lie side by side, which gives them an order that they have not: where a
    space is mostly choices, another method will do better. Restarts when the distribution has
    collapsed, with another draw.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials of a generation together.
    seed : int
        Decides the draws.
    """
    space = ledger.problem.space
    # The library wants two dimensions at least; one that nothing reads does no harm.
    n_dims = max(2, len(space.free))
    bounds = np.tile([0.0, 1.0], (n_dims, 1))
    rng = np.random.default_rng(seed)
    while True:
        start = np.full(n_dims, 0.5)
        strategy = CMA(mean=start, sigma=_START_WIDTH, bounds=bounds, seed=int(rng.integers(2**31)))
        while not strategy.should_stop():
            points = [strategy.ask() for _ in range(strategy.population_size)]
            scores = ledger.score_all([space.at(point[: len(space.free)]) for point in points])
            if len(scores) < len(points):
                break
            worst = min((score for score in scores if not math.isnan(score)), default=0.0)
            losses = [-worst + 1.0 if math.isnan(score) else -score for score in scores]
            strategy.tell(list(zip(points, losses, strict=True)))

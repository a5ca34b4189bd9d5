"""Successive halving: give many settings a little, the best of them more, and the rest nothing.

K. Jamieson and A. Talwalkar (2016), Non-stochastic best arm identification and hyperparameter
optimization. Proceedings of AISTATS 51, 240-248.
"""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np

from paramlens.checks import check_whole
from paramlens.tuning.ledger import Ledger

__all__ = ["search"]


def search(ledger: Ledger, seed: int, factor: int = 3) -> None:
    """Halve again and again, from new settings, until the budget is spent.

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
    rng = np.random.default_rng(seed)
    space, fidelity = ledger.problem.space, ledger.problem.fidelity
    rungs = fidelity.rungs(factor)
    while True:
        n_settings = _affordable(rungs, factor, ledger.left * fidelity.high)
        alive = [space.draw(rng) for _ in range(n_settings)]
        for amount in rungs[-1 - math.ceil(math.log(n_settings, factor) - 1e-9) :] if n_settings > 1 else rungs[-1:]:
            scores = np.array(ledger.score_all(alive, amount))
            order = np.argsort(-np.where(np.isnan(scores), -np.inf, scores), kind="stable")
            survivors = [
                alive[place] for place in order[: math.ceil(len(alive) / factor)] if not np.isnan(scores[place])
            ]
            if not survivors:
                break
            alive = survivors


def _affordable(rungs: list[int], factor: int, left: float) -> int:
    """How many settings can be halved down to one that is tried in full."""
    # From as many rungs the cost grows with the settings; one rung more, and a few more settings can cost less.
    for n_rungs in range(len(rungs) - 1, 0, -1):
        numbers = range(factor ** (n_rungs - 1) + 1, factor**n_rungs + 1)
        if place := bisect_right(numbers, left, key=lambda n: _cost(n, rungs, factor)):
            return numbers[place - 1]
    return 1


def _cost(n_settings: int, rungs: list[int], factor: int) -> int:
    """What one halving costs, in units of the fidelity."""
    total = 0
    for amount in rungs[-1 - math.ceil(math.log(n_settings, factor) - 1e-9) :]:
        total += n_settings * amount
        n_settings = math.ceil(n_settings / factor)
    return total

"""Successive halving: give many settings a little, the best of them more, and the rest nothing.

K. Jamieson and A. Talwalkar (2016), Non-stochastic best arm identification and hyperparameter
optimization. Proceedings of AISTATS 51, 240-248.
"""

from __future__ import annotations

import math

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
    """
    check_whole("factor", factor, least=2)
    rng = np.random.default_rng(seed)
    space, fidelity = ledger.problem.space, ledger.problem.fidelity
    rungs = fidelity.rungs(factor)
    most = factor ** (len(rungs) - 1)
    while True:
        # No more settings than can be halved down to one that is tried in full.
        n_settings = most
        while n_settings > 1 and _cost(n_settings, rungs, factor) > ledger.left * fidelity.high:
            n_settings -= 1
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


def _cost(n_settings: int, rungs: list[int], factor: int) -> int:
    """What one halving costs, in units of the fidelity."""
    total = 0
    for amount in rungs[-1 - math.ceil(math.log(n_settings, factor) - 1e-9) :]:
        total += n_settings * amount
        n_settings = math.ceil(n_settings / factor)
    return total

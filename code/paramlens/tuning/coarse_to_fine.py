"""The narrowing search: draw from a rough range, keep to where the good scores lie, repeat.

Y. Bengio (2012), Practical recommendations for gradient-based training of deep architectures. In: Neural
networks: Tricks of the trade, 437-478.
"""

from __future__ import annotations

import math
import numbers

import numpy as np

from paramlens.checks import check_whole
from paramlens.tuning.ledger import Ledger
from paramlens.tuning.space import Setting

__all__ = ["search"]


def search(ledger: Ledger, seed: int, rounds: int = 3, keep: float = 0.25) -> None:
    """Draw at random in rounds; each round's best settings span the space of the next.

    Where trials can be had for less, every round but the last makes do with a part: the first with the
    lowest fidelity, the following with more.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials.
    seed : int
        Decides the draws.
    rounds : int
        How often to draw, each time for an equal part of the budget.
    keep : float
        The share of a round's settings that span the space of the next; at least two settings.

    Raises
    ------
    TypeError, ValueError
        If an option has an illegal value.
    """
    check_whole("rounds", rounds, least=1)
    if not isinstance(keep, numbers.Real) or isinstance(keep, bool):
        raise TypeError(f"keep must be a share above 0 and at most 1, got {keep!r}")
    if not 0 < keep <= 1:
        raise ValueError(f"keep must be a share above 0 and at most 1, got {keep!r}")
    rng = np.random.default_rng(seed)
    space, fidelity = ledger.problem.space, ledger.problem.fidelity
    amounts: list[int | None] = [None] * rounds
    if fidelity is not None and rounds > 1:
        amounts = [int(round(a)) for a in np.geomspace(fidelity.low, fidelity.high, rounds)]
    for number, amount in enumerate(amounts):
        cost = 1.0 if amount is None else amount / fidelity.high
        n_trials = max(1, math.floor(ledger.left / (rounds - number) / cost + 1e-9))
        drawn: list[Setting] = [space.draw(rng) for _ in range(n_trials)]
        scores = np.array(ledger.score_all(drawn, amount))
        order = np.argsort(-np.where(np.isnan(scores), -np.inf, scores), kind="stable")
        good = [drawn[place] for place in order[: max(2, math.ceil(keep * len(scores)))] if not np.isnan(scores[place])]
        if good:
            space = space.around(good)

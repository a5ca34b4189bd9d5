"""Random search: settings drawn independently, each dimension evenly on its scale.

J. Bergstra and Y. Bengio (2012), Random search for hyper-parameter optimization. Journal of Machine
Learning Research 13, 281-305.
"""

from __future__ import annotations

import numpy as np

from paramlens.tuning.ledger import Ledger

__all__ = ["search"]

_AT_ONCE = 10_000


def search(ledger: Ledger, seed: int) -> None:
    """Draw as many settings as the budget pays for.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials, thousands at once.
    seed : int
        Decides the draws.
    """
    rng = np.random.default_rng(seed)
    while ledger.n_left:
        ledger.score_all([ledger.problem.space.draw(rng) for _ in range(min(ledger.n_left, _AT_ONCE))])

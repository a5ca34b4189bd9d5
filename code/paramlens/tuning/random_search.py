"""Random search: settings drawn independently, each dimension evenly on its scale.

J. Bergstra and Y. Bengio (2012), Random search for hyper-parameter optimization. Journal of Machine
Learning Research 13, 281-305.
"""

from __future__ import annotations

import numpy as np

from paramlens.tuning.ledger import Ledger

__all__ = ["search"]


def search(ledger: Ledger, seed: int) -> None:
    """Draw as many settings as the budget pays for.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials, all together.
    seed : int
        Decides the draws.
    """
    rng = np.random.default_rng(seed)
    ledger.score_all([ledger.problem.space.draw(rng) for _ in range(ledger.n_left)])

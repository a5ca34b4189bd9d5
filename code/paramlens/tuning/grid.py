"""Grid search: every combination of values at equal distances."""

from __future__ import annotations

from paramlens.tuning.ledger import Ledger

__all__ = ["search"]


def search(ledger: Ledger, seed: int) -> None:
    """Try the finest grid that the budget pays for.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials, all together.
    seed : int
        Decides nothing: a grid is not drawn.
    """
    ledger.score_all(ledger.problem.space.grid(ledger.n_left))

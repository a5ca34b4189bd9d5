"""What a reader can drag: one dial for each hyperparameter of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paramlens.canvas import is_geometric, written
from paramlens.sweep import Sweep

__all__ = ["Dial", "dial", "dials_of", "in_order", "texts_of"]

_MOST_DIGITS = 17


@dataclass(frozen=True)
class Dial:
    """A hyperparameter with the values that it can be dragged to.

    Attributes
    ----------
    name : str
        The argument.
    values : tuple
        At least two, in the order in which they are dragged through; numbers ascend.
    texts : tuple of str
        The values as a reader sees and hears them, each different.
    start : int
        Where it stands at first: an index into `values`.
    """

    name: str
    values: tuple[object, ...]
    texts: tuple[str, ...]
    start: int

    @property
    def is_number(self) -> bool:
        """Whether all values are finite numbers, so that they have places on an axis."""
        return all(map(_is_number, self.values))

    @property
    def is_logarithmic(self) -> bool:
        """Whether the values lie more evenly as ratios than as differences."""
        return self.is_number and is_geometric(np.asarray(self.values, dtype=float))


def dial(name: str, values: Sequence[object], start: int = 0) -> Dial:
    """A dial over values in their order.

    Parameters
    ----------
    name : str
        The argument.
    values : sequence
        What it can be set to.
    start : int, default=0
        The index of the value that it shows at first.

    Returns
    -------
    Dial

    Raises
    ------
    ValueError
        If there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError(f"an explorable needs at least 2 values of {name!r} to drag through, got {len(values)}")
    return Dial(name, tuple(values), texts_of(values), start)


def dials_of(sweep: Sweep) -> tuple[Dial, ...]:
    """The dials of a sweep, at the best setting where there are scores and half-way elsewhere.

    Parameters
    ----------
    sweep : Sweep
        Over one or two hyperparameters.

    Returns
    -------
    tuple of Dial
        One per name, in the order of the sweep.

    Raises
    ------
    TypeError
        If it is no sweep.
    ValueError
        If a hyperparameter has fewer than two values.
    """
    if not isinstance(sweep, Sweep):
        raise TypeError(f"an explorable is made of a Sweep, as sweep() and grid() return it, got {sweep!r}")
    has_scores = sweep.scores["score"].notna().any()
    best = sweep.best() if has_scores else {}
    dials = []
    for name in sweep.names:
        values = in_order(list(dict.fromkeys(sweep.points[name].tolist())))
        start = values.index(best[name]) if name in best else len(values) // 2
        dials.append(dial(name, values, start))
    return tuple(dials)


def in_order(values: Sequence[object]) -> list[object]:
    """Values as they are dragged through.

    Parameters
    ----------
    values : sequence
        Candidates, each once.

    Returns
    -------
    list
        Numbers ascending; anything else in the order given.
    """
    return sorted(values) if all(map(_is_number, values)) else list(values)


def texts_of(values: Sequence[object]) -> tuple[str, ...]:
    """Values as short texts that differ from each other.

    Parameters
    ----------
    values : sequence
        Candidates, each once.

    Returns
    -------
    tuple of str
        Numbers with as few digits as tell them apart, at least three significant ones if they
        have them.
    """
    texts = [written(value) for value in values]
    digits = 3
    while len(set(texts)) < len(texts) and digits < _MOST_DIGITS:
        digits += 1
        texts = [f"{value:.{digits}g}" if isinstance(value, float) else written(value) for value in values]
    if len(set(texts)) < len(texts):
        texts = [f"{text} ({place})" for place, text in enumerate(texts, start=1)]
    return tuple(texts)


def _is_number(value: object) -> bool:
    whole_or_real = isinstance(value, int | float | np.integer | np.floating)
    return whole_or_real and not isinstance(value, bool) and bool(np.isfinite(value)) and not pd.isna(value)

"""What a reader can drag: one dial for each hyperparameter of a sweep."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from paramlens.canvas import is_geometric, written
from paramlens.sweep import Sweep

__all__ = ["Dial", "dial", "dials_of", "in_order", "key_of", "texts_of"]

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
        """Whether all values are different finite numbers, so that they have places on an axis."""
        return all(map(_is_number, self.values)) and len(set(self.values)) == len(self.values)

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
        If it is not a Sweep.
    ValueError
        If a hyperparameter has fewer than two values.
    """
    if not isinstance(sweep, Sweep):
        raise TypeError(f"an explorable is made of a Sweep, as sweep() and grid() return it, got {sweep!r}")
    has_scores = sweep.scores["score"].notna().any()
    best = sweep.best() if has_scores else {}
    dials = []
    for name in sweep.names:
        values = in_order(list({key_of(value): value for value in sweep.points[name].tolist()}.values()))
        start = list(map(key_of, values)).index(key_of(best[name])) if name in best else len(values) // 2
        dials.append(dial(name, values, start))
    return tuple(dials)


def key_of(value: object) -> Hashable:
    """What two values of a sweep share exactly if they are one; 1 and 1.0 can differ in meaning.

    Parameters
    ----------
    value : object
        From ``sweep.points``, which holds the same object wherever it holds the same value.

    Returns
    -------
    hashable
    """
    return (type(value), value) if isinstance(value, bool | int | float | str) else id(value)


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
        have them; what digits do not tell apart as Python writes it, or at last with its place.
    """
    ways = [partial(_rounded, digits=digits) for digits in range(3, _MOST_DIGITS + 1)]
    for way in [*ways, lambda value: written(repr(value))]:
        texts = tuple(map(way, values))
        if len(set(texts)) == len(texts):
            return texts
    return tuple(f"{written(value)} ({place})" for place, value in enumerate(values, start=1))


def _rounded(value: object, *, digits: int) -> str:
    return f"{value:.{digits}g}" if isinstance(value, float | np.floating) else written(value)


def _is_number(value: object) -> bool:
    is_real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return is_real and math.isfinite(value)

"""Lines and circles in pixels, as the paths of SVG."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["dots", "path"]

_FAR = 4000
"""Beyond this many pixels nothing is drawn; lines that leave the rectangle stay short."""


def path(x: ArrayLike, y: ArrayLike, *, closed: bool = False) -> str:
    """A line through places in pixels, as the path of SVG.

    Parameters
    ----------
    x, y : array-like of shape (n_points,)
        Pixels from the left and from the top; what is no number breaks the line.
    closed : bool, default=False
        Whether it returns to its first point.

    Returns
    -------
    str
        Rounded to a tenth of a pixel.
    """
    places = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    if (np.abs(places[np.isfinite(places)]) > _FAR).any():
        places = _cut(places)
    seen = np.isfinite(places).all(axis=1)
    pieces, before = [], False
    for (left, top), is_seen in zip(places, seen, strict=True):
        if is_seen:
            pieces.append(f"{'L' if before else 'M'}{_tenth(left)},{_tenth(top)}")
        before = bool(is_seen)
    return "".join(pieces) + ("Z" if closed and pieces else "")


def _cut(places: np.ndarray) -> np.ndarray:
    """A line without what lies far outside; what is left keeps its direction, and NaN parts its pieces."""
    apart = np.full(2, np.nan)
    kept = [apart]
    for start, end in itertools.pairwise(places):
        piece = _inside(start, end)
        if piece is not None:
            kept += [piece[1]] if np.array_equal(kept[-1], piece[0]) else [apart, *piece]
    return np.array(kept)


def _inside(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The part of a straight line that is not far outside.

    Liang, Y. and Barsky, B. (1984). A new concept and method for line clipping. ACM Transactions on
    Graphics 3, 1-22.
    """
    if not np.isfinite([start, end]).all():
        return None
    if np.abs(start).max() > np.abs(end).max():
        # From the nearer end, which a step to the far one would round away.
        piece = _inside(end, start)
        return piece and piece[::-1]
    first, last = 0.0, 1.0
    for place, step in zip(start, end - start, strict=True):
        if step:
            enters, leaves = sorted([(-_FAR - place) / step, (_FAR - place) / step])
            first, last = max(first, enters), min(last, leaves)
        elif abs(place) > _FAR:
            return None
    if first >= last:
        return None
    return start + first * (end - start), start + last * (end - start) if last < 1 else end


def dots(x: ArrayLike, y: ArrayLike, radius: float) -> str:
    """Circles around places in pixels, as one path.

    Parameters
    ----------
    x, y : array-like of shape (n_points,)
        Pixels from the left and from the top; what is no number is left out.
    radius : float
        In pixels.

    Returns
    -------
    str
    """
    ring = f"a{radius:g},{radius:g} 0 1,0 {2 * radius:g},0a{radius:g},{radius:g} 0 1,0 {-2 * radius:g},0"
    places = zip(np.ravel(x).astype(float), np.ravel(y).astype(float), strict=True)
    inside = [(left, top) for left, top in places if np.isfinite([left, top]).all() and max(abs(left), abs(top)) < _FAR]
    return "".join(f"M{_tenth(left - radius)},{_tenth(top)}{ring}" for left, top in inside)


def _tenth(pixels: float) -> str:
    return f"{round(float(pixels), 1) + 0.0:g}"

"""What a model answers over a rectangle of two columns, and the lines where the answer changes."""

from __future__ import annotations

from collections.abc import Sequence

import contourpy
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.explorables.chart import MAIN
from paramlens.explorables.paths import path
from paramlens.explorables.plane import Plane, room

__all__ = ["chances", "contours", "plane_of", "predictions_over", "rows_over"]

_N_CELLS = 120


def plane_of(X: ArrayLike, kind: str) -> tuple[Plane, np.ndarray, tuple[str, str]]:
    """The rectangle over two columns.

    Parameters
    ----------
    X : array-like of shape (n_samples, 2)
        The rows.
    kind : str
        The function that draws them.

    Returns
    -------
    plane : Plane
    places : ndarray of shape (n_samples, 2)
    names : tuple of two str
        Of the columns.

    Raises
    ------
    ValueError
        If there are not two columns.
    """
    places = np.asarray(X, dtype=float)
    if places.ndim != 2 or places.shape[1] != 2:
        n_columns = places.shape[1] if places.ndim == 2 else 1
        raise ValueError(f"{kind} draws over the two columns of X, got {n_columns}")
    names = tuple(map(str, X.columns)) if hasattr(X, "columns") else ("first column", "second column")
    return Plane(room(places[:, 0]), room(places[:, 1]), *MAIN), places, names


def predictions_over(plane: Plane, model: BaseEstimator, X: ArrayLike) -> np.ndarray:
    """How far a model leans to each class over a rectangle.

    Parameters
    ----------
    plane : Plane
        The rectangle.
    model : fitted classifier or clusterer
        Asked for its decision function or its probabilities; for its labels if it has neither, or if it does not
        predict what they favour.
    X : array-like of shape (n_samples, 2)
        Of the kind that it was fitted to.

    Returns
    -------
    ndarray of shape (n_cells, n_cells) or (n_cells, n_cells, n_classes)
        For two classes zero where they are even; for more, how far each leads before the next best.
    """
    leaning = _leaning(model, rows_over(plane, X))
    if leaning.ndim == 1:
        return leaning.reshape(_N_CELLS, _N_CELLS)
    best = np.sort(leaning, axis=1)
    lead = np.where(leaning == best[:, -1:], leaning - best[:, -2:-1], leaning - best[:, -1:])
    return lead.reshape(_N_CELLS, _N_CELLS, -1)


def rows_over(plane: Plane, X: ArrayLike) -> ArrayLike:
    """The rows of a fine grid over a rectangle, from bottom to top and from left to right.

    Parameters
    ----------
    plane : Plane
        The rectangle.
    X : array-like of shape (n_samples, 2)
        A frame gives the rows its columns.

    Returns
    -------
    pandas.DataFrame or ndarray of shape (n_cells ** 2, 2)
    """
    across, up = (np.linspace(*ends, _N_CELLS) for ends in (plane.x, plane.y))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    return pd.DataFrame(grid, columns=X.columns) if hasattr(X, "columns") else grid


def _leaning(model: BaseEstimator, rows: ArrayLike) -> np.ndarray:
    labels = np.asarray(model.predict(rows))
    if hasattr(model, "decision_function"):
        leaning = np.asarray(model.decision_function(rows), dtype=float)
    elif hasattr(model, "predict_proba"):
        leaning = chances(model, rows)
    else:
        leaning = None
    if leaning is not None and _favours(leaning, labels, getattr(model, "classes_", None)):
        return leaning
    return (labels[:, None] == np.unique(labels)).astype(float)


def chances(model: BaseEstimator, rows: ArrayLike) -> np.ndarray:
    """How probable each class is to a model.

    Parameters
    ----------
    model : fitted classifier
        With ``predict_proba``.
    rows : array-like of shape (n_rows, 2)
        What it is asked about.

    Returns
    -------
    ndarray of shape (n_rows,) or (n_rows, n_classes)
        For two classes how far the second is above one half.
    """
    found = np.asarray(model.predict_proba(rows), dtype=float)
    return found[:, 1] - 0.5 if found.shape[1] == 2 else found


def _favours(leaning: np.ndarray, labels: np.ndarray, classes: np.ndarray | None) -> bool:
    """Whether the labels are what the model leans to: not so for a moved threshold or for pairs of classes."""
    if classes is None:
        return True
    if leaning.ndim == 1:
        leaning = np.column_stack([-leaning, leaning])
    if leaning.shape[1] != len(classes) or len(classes) < 2:
        return False
    second, first = np.sort(leaning, axis=1)[:, -2:].T
    is_sure = first - second > 1e-6
    return bool((np.asarray(classes)[leaning.argmax(axis=1)] == labels)[is_sure].all())


def contours(plane: Plane, field: np.ndarray, levels: Sequence[float]) -> str:
    """Lines of equal height over a rectangle, as one path.

    Parameters
    ----------
    plane : Plane
        The rectangle.
    field : ndarray of shape (n_cells, n_cells) or (n_cells, n_cells, n_classes)
        Rows from bottom to top; several classes give the lines between them.
    levels : sequence of float
        The heights.

    Returns
    -------
    str
    """
    # Where a model votes, the border runs along the cells of the grid; their steps are none of its own.
    within = 0.4 if len(np.unique(field)) > 200 else 0.8 * plane.width / field.shape[1]
    fields = [field] if field.ndim == 2 else list(np.moveaxis(field, -1, 0))
    across, up = np.linspace(*plane.x, field.shape[1]), np.linspace(*plane.y, field.shape[0])
    lines = [
        line for one in fields for level in levels for line in contourpy.contour_generator(across, up, one).lines(level)
    ]
    return "".join(path(*_thinned(plane.across(line[:, 0]), plane.down(line[:, 1]), within)) for line in lines)


def _thinned(x: np.ndarray, y: np.ndarray, within: float) -> tuple[np.ndarray, np.ndarray]:
    """A line without the points that lie closer than part of a pixel to the line without them.

    Douglas, D. and Peucker, T. (1973). Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature. Cartographica 10, 112-122.
    """
    keep = np.zeros(len(x), dtype=bool)
    keep[[0, -1]] = True
    pending = [(0, len(x) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        between = slice(first + 1, last)
        along = np.array([x[last] - x[first], y[last] - y[first]])
        away = np.array([x[between] - x[first], y[between] - y[first]])
        length = np.hypot(*along)
        off = np.abs(along[0] * away[1] - along[1] * away[0]) / length if length else np.hypot(*away)
        furthest = int(np.argmax(off))
        if off[furthest] > within:
            middle = first + 1 + furthest
            keep[middle] = True
            pending += [(first, middle), (middle, last)]
    return x[keep], y[keep]

"""Drag one or two hyperparameters, watch a decision boundary."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import contourpy
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.canvas import LEARNED, NEITHER
from paramlens.explorables.chart import (
    MAIN,
    Explorable,
    Panel,
    check_scores,
    explorable,
    numbers_at,
    rows_of,
    said_of_scores,
)
from paramlens.explorables.dials import dials_of
from paramlens.explorables.panels import scores
from paramlens.explorables.plane import Plane, dots, moving, path, room, shaped, still
from paramlens.sweep import Sweep

__all__ = ["boundary", "contours", "plane_of", "points_by_class", "predictions_over"]

_N_CELLS = 120
_MOST_CLASSES = 6
_SHAPES = ("dot", "cross", "square", "triangle", "ring", "bar")


def boundary(sweep: Sweep, X: ArrayLike, y: ArrayLike) -> Explorable:
    """Where a classifier changes its mind, at every setting.

    A thick line divides the classes; for two classes thin ones show where the model is twice as sure of one
    as of the other, or for a model of margins the margins. Rows that a support vector machine keeps are
    ringed.

    Parameters
    ----------
    sweep : Sweep
        Of a classifier, over one or two hyperparameters, with scores.
    X : array-like of shape (n_samples, 2)
        The rows that were fitted.
    y : array-like of shape (n_samples,)
        Their classes, at most six.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `sweep` is none.
    ValueError
        If a hyperparameter has fewer than two values, if there are no scores, if `X` has not two columns, if
        there are more than six classes, or if the chart would be too large.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from paramlens import datasets, explorables, sweep
    >>> X, y = datasets.two_moons(60)
    >>> explorables.boundary(sweep(SVC(), "gamma", [0.1, 1, 10], X, y), X, y)
    <Explorable: drag gamma (3 values); ...>
    """
    dials = dials_of(sweep)
    check_scores(sweep, "boundary")
    rows = rows_of(sweep, dials)
    plane, places, names = plane_of(X, "boundary")
    classes = list(dict.fromkeys(sorted(np.ravel(y).tolist(), key=str)))
    if len(classes) > _MOST_CLASSES:
        raise ValueError(f"boundary tells at most {_MOST_CLASSES} classes apart, got {len(classes)}")
    firm, soft = [], []
    for row in rows:
        model = sweep.models[row]
        field = predictions_over(plane, model, X)
        firm.append(contours(plane, field, [0.0]))
        soft.append(contours(plane, field, _levels(model)) if field.ndim == 2 else "")
    layers = [plane.axes(*names), *points_by_class(plane, places, np.ravel(y), classes)]
    if any(soft):
        layers.append(moving(soft, stroke=LEARNED, strokeWidth=1, strokeDash=[4, 3]))
    kept = [_support_vectors(sweep.models[row]) for row in rows]
    has_kept = all(one is not None for one in kept)
    if has_kept:
        layers.append(_ringed(plane, kept))
    layers.append(moving(firm, stroke=LEARNED, strokeWidth=3))
    says = f"The rows of {len(classes)} classes and the line between them that the chosen setting leads to"
    if has_kept:
        says += ", with the support vectors ringed"
    main = Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)
    table = numbers_at(sweep, rows)
    said = said_of_scores(sweep, rows)
    if has_kept:
        n_kept = list(map(len, kept))
        table = table.assign(**{"support vectors": n_kept})
        said = [f"{one}; {n} support vectors" for one, n in zip(said, n_kept, strict=True)]
    return explorable(dials, main, [scores(sweep, dials, rows)], said=said, table=table)


def plane_of(X: ArrayLike, kind: str) -> tuple[Plane, np.ndarray, tuple[str, str]]:
    """The rectangle over two columns.

    Parameters
    ----------
    X : array-like of shape (n_samples, 2)
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
    model : fitted classifier or clusterer
        Asked for its decision function, its probabilities, or its labels, whichever it has.
    X : array-like of shape (n_samples, 2)
        Of the kind that it was fitted to.

    Returns
    -------
    ndarray of shape (n_cells, n_cells) or (n_cells, n_cells, n_classes)
        For two classes zero where they are even; for more, how far each leads before the next best.
    """
    across, up = (np.linspace(*ends, _N_CELLS) for ends in (plane.x, plane.y))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    rows = pd.DataFrame(grid, columns=X.columns) if hasattr(X, "columns") else grid
    leaning = _leaning(model, rows)
    if leaning.ndim == 1:
        return leaning.reshape(_N_CELLS, _N_CELLS)
    best = np.sort(leaning, axis=1)
    lead = np.where(leaning == best[:, -1:], leaning - best[:, -2:-1], leaning - best[:, -1:])
    return lead.reshape(_N_CELLS, _N_CELLS, -1)


def _leaning(model: BaseEstimator, rows: ArrayLike) -> np.ndarray:
    if hasattr(model, "decision_function"):
        return np.asarray(model.decision_function(rows), dtype=float)
    if hasattr(model, "predict_proba"):
        chances = np.asarray(model.predict_proba(rows), dtype=float)
        return chances[:, 1] - 0.5 if chances.shape[1] == 2 else chances
    labels = model.predict(rows)
    return (labels[:, None] == np.unique(labels)).astype(float)


def _levels(model: BaseEstimator) -> list[float]:
    """Where the thin lines lie: at the margins, or where the odds are two to one."""
    if _support_vectors(model) is not None:
        return [-1.0, 1.0]
    return [-np.log(2), np.log(2)] if hasattr(model, "decision_function") else [-1 / 6, 1 / 6]


def contours(plane: Plane, field: np.ndarray, levels: Sequence[float]) -> str:
    """Lines of equal height over a rectangle, as one path.

    Parameters
    ----------
    plane : Plane
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
        line
        for one in fields
        for level in levels
        for line in contourpy.contour_generator(across, up, one).lines(level)
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


def points_by_class(plane: Plane, places: np.ndarray, y: np.ndarray, classes: Sequence[object]) -> list[alt.Chart]:
    """The rows of each class in a shape of its own.

    Parameters
    ----------
    plane : Plane
    places : ndarray of shape (n_samples, 2)
    y : ndarray of shape (n_samples,)
        The classes of the rows.
    classes : sequence of at most six
        Each class once.

    Returns
    -------
    list of altair.Chart
        A layer per class.
    """
    layers = []
    for shape, one in zip(_SHAPES, classes, strict=False):
        members = places[[value == one for value in y.tolist()]]
        x, top = plane.across(members[:, 0]), plane.down(members[:, 1])
        if shape in ("dot", "square", "triangle"):
            layers.append(still(_marks(shape, x, top), fill=NEITHER, opacity=0.7))
        else:
            layers.append(still(_marks(shape, x, top), stroke=NEITHER, strokeWidth=1.5, opacity=0.9))
    return layers


def _marks(shape: str, x: np.ndarray, y: np.ndarray) -> str:
    if shape in ("dot", "ring"):
        return dots(x, y, 3)
    outline = {
        "cross": "m-3,-3l6,6m0,-6l-6,6",
        "square": "m-3,-3l6,0l0,6l-6,0z",
        "triangle": "m0,-4l4,7l-8,0z",
        "bar": "m-4,0l8,0",
    }[shape]
    return "".join(f"M{left:.1f},{top:.1f}{outline}" for left, top in zip(x, y, strict=True))


def _support_vectors(model: BaseEstimator) -> np.ndarray | None:
    vectors = getattr(model, "support_vectors_", None)
    return vectors if isinstance(vectors, np.ndarray) and vectors.shape[1:] == (2,) else None


def _ringed(plane: Plane, kept: Sequence[np.ndarray]) -> alt.Chart:
    """A ring around each row that is kept at the chosen setting.

    The rows are written down once, each with a digit per setting: most are kept at many.
    """
    spots = dict.fromkeys(tuple(row) for vectors in kept for row in vectors.tolist())
    members = [set(map(tuple, vectors.tolist())) for vectors in kept]
    rows = [
        {
            "path": dots(plane.across([spot[0]]), plane.down([spot[1]]), 5.5),
            "kept": "".join("1" if spot in one else "0" for one in members),
        }
        for spot in spots
    ]
    chart = alt.Chart(alt.Data(values=rows)).transform_filter("datum.kept[point] == '1'")
    return shaped(chart, "datum.path", stroke=LEARNED, strokeWidth=1.5)

"""Drag one or two hyperparameters, watch a decision boundary."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.canvas import LEARNED, NEITHER
from paramlens.explorables.chart import Explorable, Panel, explorable
from paramlens.explorables.contours import (
    chances,
    contours,
    plane_of,
    predictions_over,
    rows_over,
)
from paramlens.explorables.dials import dials_of
from paramlens.explorables.panels import scores
from paramlens.explorables.paths import dots
from paramlens.explorables.plane import Plane, moving, still
from paramlens.explorables.settings import (
    check_scores,
    numbers_at,
    rows_of,
    said_of_scores,
)
from paramlens.sweep import Sweep

__all__ = ["boundary"]

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
        If `sweep` is not a Sweep.
    ValueError
        If a hyperparameter has fewer than two values, if there are no scores, if `X` has not two columns, if
        X and y differ in length, there are more than six classes, or if the chart would be too large.

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
    if len(np.ravel(y)) != len(places):
        raise ValueError(f"X and y must have as many rows as each other, got {len(places)} and {len(np.ravel(y))}")
    if len(classes) > _MOST_CLASSES:
        raise ValueError(f"boundary tells at most {_MOST_CLASSES} classes apart, got {len(classes)}")
    firm, soft = [], []
    for row in rows:
        model = sweep.models[row]
        field = predictions_over(plane, model, X)
        firm.append(contours(plane, field, [0.0]))
        soft.append(_soft(plane, model, X, field) if field.ndim == 2 else "")
    layers = [plane.axes(*names), *_points_by_class(plane, places, np.ravel(y), classes)]
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


def _soft(plane: Plane, model: BaseEstimator, X: ArrayLike, field: np.ndarray) -> str:
    """The thin lines: where the odds are two to one, or the margins of a model that knows no odds."""
    if _support_vectors(model) is None and hasattr(model, "predict_proba"):
        odds = field if not hasattr(model, "decision_function") else chances(model, rows_over(plane, X))
        return contours(plane, odds.reshape(field.shape), [-1 / 6, 1 / 6])
    return contours(plane, field, [-1.0, 1.0])


def _points_by_class(plane: Plane, places: np.ndarray, y: np.ndarray, classes: Sequence[object]) -> list[alt.Chart]:
    """The rows of each class in a shape of its own, a layer per class."""
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
    """A ring around each row that is kept at the chosen setting."""
    rings = [dots(plane.across(vectors[:, 0]), plane.down(vectors[:, 1]), 5.5) for vectors in kept]
    return moving(rings, stroke=LEARNED, strokeWidth=1.5)

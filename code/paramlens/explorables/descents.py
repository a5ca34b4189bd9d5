"""Drag a learning rate, watch the way down a loss surface."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, is_classifier
from sklearn.metrics import log_loss, mean_squared_error

from paramlens.canvas import LEARNED, NEITHER
from paramlens.explorables.chart import ASIDE, MAIN, Explorable, Panel, explorable, heights
from paramlens.explorables.contours import contours
from paramlens.explorables.dials import Dial, dials_of
from paramlens.explorables.paths import dots
from paramlens.explorables.plane import Plane, moving, room, still
from paramlens.explorables.settings import rows_of
from paramlens.roles import Word
from paramlens.sweep import Sweep

__all__ = ["descent", "paths_along"]

_N_CELLS = 41
_N_LEVELS = 9


def descent(sweep: Sweep, X: ArrayLike, y: ArrayLike, attributes: Sequence[str], along: str) -> Explorable:
    """Two learned numbers on their way down the loss, step by step, at every value of a hyperparameter.

    The surface is found by experiment: the two numbers are changed by hand in a fitted model, and the loss of
    its predictions on `X` is measured.

    Parameters
    ----------
    sweep : Sweep
        A grid over the hyperparameter and over `along`.
    X : array-like of shape (n_samples, n_features)
        The rows that were fitted.
    y : array-like of shape (n_samples,)
        Their targets. The loss is the mean squared error, or for a classifier the log loss.
    attributes : sequence of str
        The fitted attributes that hold two numbers together: ``["coef_"]`` for two columns, or
        ``["coef_", "intercept_"]`` for one.
    along : str
        The argument that counts steps, such as ``"max_iter"``; each value is a point of the way.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep, or `attributes` a single name.
    ValueError
        If it is no grid over `along` and another name, or has fewer than two values of either, if the attributes
        hold not two numbers, or if the chart would be too large.

    References
    ----------
    Goh, G. (2017). Why momentum really works. Distill.

    Examples
    --------
    >>> from sklearn.linear_model import SGDRegressor
    >>> from paramlens import datasets, explorables, grid
    >>> X, y = datasets.diabetes()
    >>> X = X[["bmi", "blood_pressure"]] / X[["bmi", "blood_pressure"]].std()
    >>> walker = SGDRegressor(learning_rate="constant", fit_intercept=False, tol=None)
    >>> walked = grid(walker, {"eta0": [1e-7, 1e-6], "max_iter": [1, 2, 3, 4]}, X, y)
    >>> explorables.descent(walked, X, y, ["coef_"], along="max_iter")
    <Explorable: drag eta0 (2 values); ...>
    """
    if isinstance(attributes, str):
        raise TypeError(f"attributes must be a list of names such as ['coef_'], got {attributes!r}")
    (dial,), rows, steps = paths_along(sweep, along, "descent")
    # The best setting has often arrived at the first step, and shows no way.
    dial = replace(dial, start=len(dial.values) // 2)
    numbers = [sweep.learned(name) for name in attributes]
    names = [f"{name} {element}".strip() for name, one in zip(attributes, numbers, strict=True) for element in one]
    if len(names) != 2:
        raise ValueError(f"descent follows two learned numbers, and {' and '.join(attributes)} hold {len(names)}")
    places = np.column_stack([one.to_numpy() for one in numbers])
    losses = np.array([_loss(model, X, y) for model in sweep.models])
    ways = places[rows]
    lines = losses[rows]
    plane = _plane(places, losses, lines[:, 0])
    surface = _surface(plane, sweep.models[int(np.nanargmin(losses))], attributes, X, y)
    least = float(surface.min())
    # Levels that lie evenly as roots make a bowl's rings even.
    levels = least + (float(surface.max()) - least) * (np.arange(1, _N_LEVELS + 1) / (_N_LEVELS + 1)) ** 2
    layers = [
        plane.axes(*names, word_of_x=Word.LEARNED, word_of_y=Word.LEARNED),
        still(contours(plane, surface, levels), stroke=NEITHER, strokeWidth=1, opacity=0.6),
        moving([plane.line(way[:, 0], way[:, 1]) for way in ways], stroke=LEARNED, strokeWidth=1.5),
        moving([dots(plane.across(way[:, 0]), plane.down(way[:, 1]), 2.5) for way in ways], fill=LEARNED),
        moving([dots(plane.across(way[-1:, 0]), plane.down(way[-1:, 1]), 6) for way in ways], stroke=LEARNED),
    ]
    says = (
        f"Rings of equal loss over {names[0]} and {names[1]}, and the way that the two learned numbers take "
        f"in {len(steps)} steps of {along}; a ring marks the last"
    )
    main = Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)
    said = [_said(one, least) for one in lines]
    shown = pd.DataFrame({dial.name: list(dial.values), "loss at the first step": lines[:, 0]}, dtype=object)
    shown = shown.assign(**{"loss at the last step": lines[:, -1]})
    shown = shown.assign(**{f"last {name}": [way[-1, at] for way in ways] for at, name in enumerate(names)})
    return explorable((dial,), main, [_losses(steps, lines, along)], said=said, table=shown.astype(object))


def paths_along(sweep: Sweep, along: str, kind: str) -> tuple[tuple[Dial], np.ndarray, np.ndarray]:
    """A grid as one dial and, for each of its values, a way along the other name.

    Parameters
    ----------
    sweep : Sweep
        A grid.
    along : str
        The name that counts steps.
    kind : str
        The function that wants it.

    Returns
    -------
    dials : tuple of one Dial
    rows : ndarray of shape (n_values, n_steps)
        The rows of ``sweep.points``, a way for each value of the dial.
    steps : ndarray of shape (n_steps,)
        Ascending.

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it is no grid over `along` and another name, or the values of `along` are no numbers.
    """
    dials = dials_of(sweep)
    if len(dials) != 2 or along not in sweep.names:
        raise ValueError(
            f"{kind} needs a grid over {along!r} and one hyperparameter, got a sweep over "
            f"{' and '.join(map(repr, sweep.names))}: make it with grid()"
        )
    (dial,) = (one for one in dials if one.name != along)
    (counted,) = (one for one in dials if one.name == along)
    if not counted.is_number:
        texts = ", ".join(counted.texts)
        raise ValueError(f"along must be a name whose values count steps, got {along!r} with {texts}")
    rows = np.reshape(rows_of(sweep, (dial, counted)), (len(dial.values), len(counted.values)))
    return (dial,), rows, np.asarray(counted.values)


def _loss(model: BaseEstimator, X: ArrayLike, y: ArrayLike) -> float:
    predicted = model.predict_proba(X) if is_classifier(model) else model.predict(X)
    if not np.isfinite(predicted).all():
        return float("inf")
    if is_classifier(model):
        return float(log_loss(y, predicted, labels=model.classes_))
    with np.errstate(over="ignore"):
        return float(mean_squared_error(y, predicted))


def _plane(places: np.ndarray, losses: np.ndarray, at_first: np.ndarray) -> Plane:
    """A rectangle around all steps but those that flee: their loss exceeds what any way began with."""
    stays = np.isfinite(losses) & (losses <= 1.05 * np.nanmedian(at_first))
    near = places[stays] if stays.sum() >= 2 else places[np.isfinite(places).all(axis=1)]
    return Plane(room(near[:, 0], 0.35), room(near[:, 1], 0.35), *MAIN)


def _surface(plane: Plane, model: BaseEstimator, attributes: Sequence[str], X: ArrayLike, y: ArrayLike) -> np.ndarray:
    changed = copy.deepcopy(model)
    held = [_held(changed, name) for name in attributes]
    shapes = [np.shape(getattr(part, name)) for part, name in held]
    sizes = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    field = np.empty((_N_CELLS, _N_CELLS))
    for row, up in enumerate(np.linspace(*plane.y, _N_CELLS)):
        for column, across in enumerate(np.linspace(*plane.x, _N_CELLS)):
            parts = np.split(np.array([across, up]), sizes)
            for (part, name), shape, numbers in zip(held, shapes, parts, strict=True):
                setattr(part, name, numbers.reshape(shape))
            field[row, column] = _loss(changed, X, y)
    return field


def _held(model: BaseEstimator, attribute: str) -> tuple[BaseEstimator, str]:
    """The part of a model that holds an attribute, and the name it has there."""
    *steps, name = attribute.split("__")
    for step in steps:
        model = model.get_params()[step]
    return model, name


def _said(losses: np.ndarray, least: float) -> str:
    if not np.isfinite(losses[-1]) or losses[-1] > 2 * losses[0]:
        return f"the loss grows from {losses[0]:.4g} to {losses[-1]:.3g}: it diverges"
    if losses[-1] > losses[0]:
        return f"the loss grows from {losses[0]:.4g} to {losses[-1]:.4g}; the surface goes down to about {least:.4g}"
    return f"the loss falls from {losses[0]:.4g} to {losses[-1]:.4g}; the surface goes down to about {least:.4g}"


def _losses(steps: np.ndarray, lines: np.ndarray, along: str) -> Panel:
    """The loss over the steps of each way, the chosen one in front."""
    shown = np.log10(np.where(np.isfinite(lines), lines, np.nan))
    top = np.nanmax(shown[:, 0]) + 0.5 * (np.nanmax(shown[:, 0]) - np.nanmin(shown) or 1.0)
    plane = Plane(room(steps, 0.04), room([np.nanmin(shown), top], 0.06), ASIDE, heights(1))
    drawn = [plane.line(steps, line) for line in shown]
    layers = [
        plane.axes(along, "loss", y_axis={"tickCount": 4, "labelExpr": "format(pow(10, datum.value), '.3~g')"}),
        still("".join(drawn), stroke=NEITHER, strokeWidth=1, opacity=0.5),
        moving(drawn, stroke=NEITHER, strokeWidth=3),
    ]
    says = f"The loss over {along}, of the chosen value in front of all others"
    return Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)

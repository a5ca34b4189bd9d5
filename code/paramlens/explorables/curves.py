"""Drag a hyperparameter, watch a fitted curve and its coefficients."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from paramlens.canvas import LEARNED, NEITHER
from paramlens.explorables.chart import MAIN, Explorable, Panel, explorable, heights
from paramlens.explorables.dials import dials_of
from paramlens.explorables.panels import scores, sticks
from paramlens.explorables.paths import dots
from paramlens.explorables.plane import Plane, moving, room, still
from paramlens.explorables.settings import check_one, check_scores, numbers_at, rows_of, said_of_scores
from paramlens.roles import Word
from paramlens.sweep import Sweep

__all__ = ["coefficients", "curve"]

_N_PLACES = 160


def curve(sweep: Sweep, X: ArrayLike, y: ArrayLike, attribute: str) -> Explorable:
    """A fitted curve, its learned numbers and its scores.

    Parameters
    ----------
    sweep : Sweep
        Of a regressor over one hyperparameter, with scores.
    X : array-like of shape (n_samples, 1)
        The rows that were fitted.
    y : array-like of shape (n_samples,)
        Their targets.
    attribute : str
        The learned numbers to show, such as ``"ridge__coef_"``.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it has two hyperparameters, fewer than two values, no scores or no such attribute, if `X` has
        several columns or another length than `y`, or if the chart would be too large.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import SplineTransformer
    >>> from paramlens import datasets, explorables, sweep
    >>> X, y = datasets.curve(40)
    >>> path = sweep(make_pipeline(SplineTransformer(9), Ridge()), "ridge__alpha", [0.01, 0.1, 1, 10], X, y)
    >>> explorables.curve(path, X, y, "ridge__coef_")
    <Explorable: drag ridge__alpha (4 values); ...>
    """
    dials = dials_of(sweep)
    check_one(sweep, "curve")
    check_scores(sweep, "curve")
    rows = rows_of(sweep, dials)
    frame = pd.DataFrame(X)
    if len(frame.columns) != 1:
        raise ValueError(f"curve draws over the only column of X, got {len(frame.columns)} columns")
    if len(y) != len(frame):
        raise ValueError(f"X and y must have as many rows as each other, got {len(frame)} and {len(y)}")
    at = np.linspace(frame.iloc[:, 0].min(), frame.iloc[:, 0].max(), _N_PLACES)
    places = (
        frame.iloc[:0].reindex(range(_N_PLACES)).assign(**{frame.columns[0]: at})
        if hasattr(X, "columns")
        else at[:, None]
    )
    lines = [np.ravel(sweep.models[row].predict(places)) for row in rows]
    plane = Plane(room(at, 0.03), _heights(np.asarray(y, dtype=float), lines), *MAIN)
    layers = [
        plane.axes(str(frame.columns[0]) if hasattr(X, "columns") else "x", "prediction", word_of_y=Word.LEARNED),
        still(dots(plane.across(frame.iloc[:, 0]), plane.down(y), 3.5), fill=NEITHER, opacity=0.75),
        moving([plane.line(at, line) for line in lines], stroke=LEARNED, strokeWidth=3),
    ]
    says = f"The {len(frame)} points of the data and the curve that was fitted to them at the chosen value"
    main = Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)
    learned = sweep.learned(attribute).iloc[rows]
    beside = [sticks(learned, attribute, height=heights(2)), scores(sweep, dials, rows, n_panels=2)]
    said = said_of_scores(sweep, rows)
    return explorable(dials, main, beside, said=said, table=numbers_at(sweep, rows, attribute))


def _heights(y: np.ndarray, lines: list[np.ndarray]) -> tuple[float, float]:
    """Room for all points, and for lines that leave them by less than a third of their span."""
    third = np.ptp(y) / 3
    reached = np.clip(np.concatenate(lines), y.min() - third, y.max() + third)
    return room(np.append(y, reached), 0.05)


def coefficients(sweep: Sweep, attribute: str) -> Explorable:
    """The numbers of one fitted attribute, and the scores.

    Parameters
    ----------
    sweep : Sweep
        Over one hyperparameter, with scores.
    attribute : str
        The learned numbers to show, such as ``"coef_"``.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it has two hyperparameters, fewer than two values, no scores or no such attribute, or if the
        chart would be too large.

    Examples
    --------
    >>> from sklearn.linear_model import Lasso
    >>> from paramlens import datasets, explorables, sweep
    >>> path = sweep(Lasso(), "alpha", [0.1, 1, 10], *datasets.diabetes())
    >>> explorables.coefficients(path, "coef_")
    <Explorable: drag alpha (3 values); ...>
    """
    dials = dials_of(sweep)
    check_one(sweep, "coefficients")
    check_scores(sweep, "coefficients")
    rows = rows_of(sweep, dials)
    learned = sweep.learned(attribute).iloc[rows]
    n_zero = (learned == 0).sum(axis=1).tolist()
    main = sticks(learned, attribute, width=MAIN[0], height=MAIN[1])
    told = said_of_scores(sweep, rows)
    said = [f"{one}; {zero} of {len(learned.columns)} are zero" for one, zero in zip(told, n_zero, strict=True)]
    return explorable(dials, main, [scores(sweep, dials, rows)], said=said, table=numbers_at(sweep, rows, attribute))

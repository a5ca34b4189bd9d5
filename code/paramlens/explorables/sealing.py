"""Drag a hyperparameter against the validation score; the test score stays sealed until it is opened."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from paramlens.canvas import NEITHER, SET
from paramlens.explorables.chart import ASIDE, MAIN, Explorable, Panel, explorable, heights
from paramlens.explorables.dials import Dial, dials_of
from paramlens.explorables.panels import axis_of
from paramlens.explorables.paths import dots, path
from paramlens.explorables.plane import AT_SETTING, Plane, moving, room, shaped, still, words
from paramlens.explorables.settings import check_one, check_scores, rows_of
from paramlens.roles import Word
from paramlens.runs import chosen_scoring
from paramlens.sweep import Sweep

__all__ = ["sealed"]

_CLICKED = "peek"
_SEAL = "✉ sealed: click to open"
_HALF = 76
"""Half the width of that text, in pixels."""

_OPENED = "indexof(peeks, toString(datum.point))"
"""The place of a setting among those that were opened, in the order of opening; -1 for a sealed one."""


def sealed(
    sweep: Sweep,
    X_test: ArrayLike,
    y_test: ArrayLike,
    X_true: ArrayLike,
    y_true: ArrayLike,
    *,
    scoring: str | Callable[..., float] | None = None,
) -> Explorable:
    """A test set under seal: each peek is counted, and what the best revealed score promises is held against truth.

    Parameters
    ----------
    sweep : Sweep
        Over one hyperparameter, with validation scores; of rows that are not in the test set.
    X_test : array-like of shape (n_test, n_features)
        The rows of the test set.
    y_test : array-like of shape (n_test,)
        Their targets.
    X_true : array-like of shape (n_true, n_features)
        Rows so many that their score is as good as the true one; thousands, from the same generator.
    y_true : array-like of shape (n_true,)
        Their targets.
    scoring : str, callable or None
        A scorer as in scikit-learn, the one of the sweep; None is the estimator's own ``score``.

    Returns
    -------
    Explorable
        In Jupyter a click on the seal opens it; on a page of the book a button does.

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it has two hyperparameters, fewer than two values or no scores, if fewer rows stand for the truth than
        are tested, if `scoring` is not that of the sweep or gives no number, or if the chart would be too large.

    References
    ----------
    Cawley, G. and Talbot, N. (2010). On over-fitting in model selection and subsequent selection bias in
    performance evaluation. Journal of Machine Learning Research 11, 2079-2107.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from paramlens import datasets, explorables, sweep
    >>> tried = sweep(KNeighborsClassifier(), "n_neighbors", [1, 5, 15], *datasets.two_moons(80))
    >>> test, truth = datasets.two_moons(40, seed=1), datasets.two_moons(2000, seed=2)
    >>> explorables.sealed(tried, *test, *truth)
    <Explorable: drag n_neighbors (3 values); ...>
    """
    (dial, *_) = dials = dials_of(sweep)
    check_one(sweep, "sealed")
    check_scores(sweep, "sealed")
    if len(y_true) <= len(y_test):
        raise ValueError(
            f"X_true and y_true must hold more rows than the test set, so that they can stand for the truth; "
            f"got {len(y_true)} against {len(y_test)}"
        )
    chosen = chosen_scoring(sweep.models[0], scoring)
    if chosen.label != sweep.scoring:
        raise ValueError(f"scoring must be the one of the sweep, {sweep.scoring!r}, got {chosen.label!r}")
    rows = rows_of(sweep, dials)
    validation = sweep.to_frame()["validation"].to_numpy(dtype=float)[rows]
    test = np.array([chosen.scorer(sweep.models[row], X_test, y_test) for row in rows]).round(4)
    truth = np.array([chosen.scorer(sweep.models[row], X_true, y_true) for row in rows]).round(4)
    if not np.isfinite([test, truth]).all():
        raise ValueError(f"scoring must give a number for the test set and the truth at every value of {dial.name!r}")
    low, high = room(np.concatenate([validation, test, truth]), 0.06)
    # Room below for what the marks mean.
    span = low - 0.22 * (high - low), high
    table = pd.DataFrame({dial.name: list(dial.values), f"validation {sweep.scoring}": validation}).astype(object)
    return explorable(
        dials,
        _over_values(dial, validation, test, truth, span, sweep.scoring),
        [_over_peeks(test, truth, span, sweep.scoring)],
        said=[f"validation {sweep.scoring} {score:.3f}" for score in validation],
        table=table,
        params=[
            alt.VariableParameter(
                name="peeks", expr=f"split(join(pluck(data('{_CLICKED}_store'), 'values'), ';'), ';')"
            )
        ],
        seal={
            "param": "peeks",
            "mark": _SEAL,
            "button": "Open the test score here",
            "opened": "Opened: this cannot be undone",
            "before": "No peek yet: the test set is as good as new.",
            "test": test.tolist(),
            "truth": truth.tolist(),
        },
    )


def _over_values(
    dial: Dial, validation: np.ndarray, test: np.ndarray, truth: np.ndarray, span: tuple[float, float], scoring: str
) -> Panel:
    places, ends, is_logarithmic, axis = axis_of(dial)
    plane = Plane(ends, span, *MAIN, is_logarithmic)
    across = plane.across(places)
    best = int(np.nanargmax(validation))
    rows = [
        {"point": point, "between": path([x, x], plane.down(pair)), "test": _square(x, top), "truth": _triangle(x, low)}
        for point, (x, pair) in enumerate(zip(across, np.column_stack([test, truth]), strict=True))
        for top, low in [plane.down(pair)]
    ]
    opened = alt.Chart(alt.Data(values=rows)).transform_filter(f"{_OPENED} >= 0")
    seal = alt.Chart(
        alt.Data(
            values=[
                {"point": point, "left": round(x)}
                for point, x in enumerate(np.clip(across, _HALF, plane.width - _HALF))
            ]
        )
    )
    seal = seal.transform_filter(AT_SETTING).transform_filter(f"{_OPENED} < 0")
    click = alt.selection_point(name=_CLICKED, fields=["point"], on="click", clear=False, empty=False, toggle="true")
    seal = seal.mark_text(text=_SEAL, fontSize=13, color=SET, dy=-8, baseline="bottom", cursor="pointer")
    seal = seal.encode(x=alt.X("left:Q", scale=None, axis=None), y=alt.value(0)).add_params(click)
    layers = [
        plane.axes(dial.name, scoring, word_of_x=Word.SET, x_axis=axis),
        moving([plane.line([place, place], plane.y) for place in places], stroke=SET, strokeWidth=2),
        still(plane.line(places, validation), stroke=NEITHER, strokeWidth=3),
        moving(
            [dots([x], [top], 5) for x, top in zip(across, plane.down(validation), strict=True)], fill=SET, clip=False
        ),
        shaped(opened, "datum.between", stroke=NEITHER, strokeWidth=1, strokeDash=[2, 2]),
        shaped(opened, "datum.truth", fill=NEITHER),
        shaped(opened, "datum.test", stroke=NEITHER, strokeWidth=2),
        words(
            [
                {"left": 6, "top": plane.height - 46, "text": "line: validation"},
                {"left": 6, "top": plane.height - 30, "text": "□ test, once opened"},
                {"left": 6, "top": plane.height - 14, "text": "▲ the true score there"},
            ]
        ),
        seal,
    ]
    says = (
        f"The validation {scoring} over {dial.name}, best at {dial.texts[best]}; where the seal was opened, the test "
        "score as a square and the true score as a triangle"
    )
    return Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)


def _over_peeks(test: np.ndarray, truth: np.ndarray, span: tuple[float, float], scoring: str) -> Panel:
    """The best revealed score and its true one, peek by peek."""
    plane = Plane((0.5, len(test) + 0.5), span, ASIDE, heights(1))
    rows = [
        {"point": point, "test": float(one), "truth": float(true)}
        for point, (one, true) in enumerate(zip(test, truth, strict=True))
    ]
    revealed = (
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(order=_OPENED)
        .transform_filter("datum.order >= 0")
        .transform_window(sort=[alt.SortField("order")], frame=[None, 0], peek="row_number()", held="argmax(test)")
        .transform_calculate(best="datum.held.test", true="datum.held.truth")
    )
    x = alt.X("peek:Q")
    looks = {"color": NEITHER, "clip": True, "interpolate": "step-after"}
    layers = [
        plane.axes("peeks", scoring, x_axis={"tickMinStep": 1, "format": "d", "tickCount": 5}),
        revealed.mark_line(strokeWidth=3, **looks).encode(x=x, y=alt.Y("best:Q")),
        revealed.mark_line(strokeWidth=2, strokeDash=[5, 4], **looks).encode(x=x, y=alt.Y("true:Q")),
        revealed.mark_point(shape="square", size=60, color=NEITHER, opacity=1).encode(x=x, y=alt.Y("best:Q")),
        revealed.mark_point(shape="triangle-up", size=60, filled=True, color=NEITHER, opacity=1).encode(
            x=x, y=alt.Y("true:Q")
        ),
        words(
            [
                {"left": 6, "top": plane.height - 30, "text": "□ the best revealed test score"},
                {"left": 6, "top": plane.height - 14, "text": "▲ the true score of that setting"},
            ]
        ),
    ]
    says = f"The best test {scoring} revealed so far over the number of peeks, and the true score of that setting"
    return Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)


def _square(x: float, y: float) -> str:
    return f"M{x - 5:.1f},{y - 5:.1f}h10v10h-10z"


def _triangle(x: float, y: float) -> str:
    return f"M{x:.1f},{y - 6:.1f}l6,11l-12,0z"

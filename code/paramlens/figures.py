"""The few figures that chapters share: what is set in orchid, what is learned in gold.

Every colour is the midtone of a `Palette`, by itself or made transparent, on no background: it is
readable on a light and on a dark page, and a page can put other shades in its place.
"""

from __future__ import annotations

from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.canvas import (
    HEIGHT,
    LEARNED,
    NEITHER,
    SET,
    SMALL,
    axes,
    categories,
    label_lines,
    label_side,
    note,
    places,
    styled,
    written,
    zero_line,
)
from paramlens.resample import Resamples
from paramlens.roles import Word
from paramlens.sweep import Sweep

__all__ = ["LEARNED", "NEITHER", "SET", "axes", "boundary", "cloud", "path", "scores"]

_MOST_LABELS = 6
_MOST_STRIPS = 30


def path(sweep: Sweep, attribute: str, ax: Axes | None = None) -> Axes:
    """How the numbers of a fitted attribute move as a hyperparameter is varied.

    One gold line per element; those that reach furthest from zero are labelled.

    Parameters
    ----------
    sweep : Sweep
        Over one hyperparameter.
    attribute : str
        Such as ``"coef_"``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the sweep is over two hyperparameters, or the models have no such attribute.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import datasets, figures, sweep
    >>> path = sweep(Ridge(), "alpha", [0.1, 1, 10], *datasets.diabetes())
    >>> figures.path(path, "coef_").get_xlabel()
    '◆ alpha'
    """
    if len(sweep.names) != 1:
        raise ValueError(f"path draws a sweep over one hyperparameter, got a grid over {sweep.names}")
    table = sweep.learned(attribute)
    ax = axes() if ax is None else styled(ax)
    (name,) = sweep.names
    x = places(ax, name, list(sweep.points[name]))
    order = np.argsort(x, kind="stable")
    x, table = x[order], table.iloc[order]
    reach = table.abs().max().sort_values(ascending=False, kind="stable")
    labelled = [element for element in reach.index[:_MOST_LABELS] if element]
    for element, numbers in table.items():
        strong = element in labelled or len(table.columns) == 1
        ax.plot(
            x,
            numbers,
            color=LEARNED,
            linestyle="-",
            linewidth=2 if strong else 1.2,
            alpha=1 if strong else 0.45,
            marker="o" if len(x) <= 12 else "",
            markersize=5,
            label=element,
        )
    zero_line(ax, "y")
    label_side(ax, "y", Word.LEARNED, attribute)
    label_lines(ax, {element: table[element] for element in labelled}, x, colour=LEARNED)
    return ax


def scores(sweep: Sweep, ax: Axes | None = None) -> Axes:
    """How well each setting predicts, on the rows fitted to and on the rows held out.

    For one hyperparameter: the means over the folds, solid with dots for validation and dashed with
    triangles for train, with a band of one standard deviation over the folds on either side of
    validation. For two: a tile per setting with its mean validation score. The best setting is
    marked in orchid.

    Parameters
    ----------
    sweep : Sweep
        With scores.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If there are no scores.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from paramlens import datasets, figures, sweep
    >>> figures.scores(sweep(SVC(), "C", [0.1, 1, 10], *datasets.two_moons(60))).get_ylabel()
    'accuracy'
    """
    best = sweep.best()
    ax = axes() if ax is None else styled(ax)
    return _tiles(sweep, best, ax) if len(sweep.names) == 2 else _score_lines(sweep, best, ax)


def cloud(resamples: Resamples, attribute: str, ax: Axes | None = None) -> Axes:
    """How far the numbers of a fitted attribute scatter when only the data change.

    For each element a strip with a point per resample, a bar from the 2.5th to the 97.5th
    percentile, and a dot at the mean. Of more than 30 elements those with the largest means are
    drawn, and the axis says so.

    Parameters
    ----------
    resamples : Resamples
        At least two fits.
    attribute : str
        Such as ``"coef_"``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; if None, new axes that are as high as the elements need.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the models have no such attribute.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import datasets, figures, resample
    >>> scatter = resample(LinearRegression(), *datasets.diabetes(), n_resamples=20)
    >>> figures.cloud(scatter, "coef_").get_xlabel()
    '● coef_'
    """
    table = resamples.learned(attribute)
    largest = table.mean().abs().sort_values(ascending=False, kind="stable").index[:_MOST_STRIPS]
    shown = table[[element for element in table.columns if element in largest]]
    height = max(HEIGHT if len(shown.columns) > 1 else 2.2, 0.36 * len(shown.columns) + 1)
    ax = axes(height=height) if ax is None else styled(ax)
    # A fixed sequence that fills the strip evenly: the same points every time, without a seed.
    jitter = 0.5 * ((np.arange(len(shown)) * 0.618034) % 1 - 0.5)
    for row, (element, numbers) in enumerate(shown.items()):
        ax.plot(numbers, row + jitter, "o", color=LEARNED, alpha=0.3, markersize=4, mew=0, label=element)
        low, high = numbers.quantile([0.025, 0.975])
        ax.plot([low, high], [row, row], color=LEARNED, linestyle="-", linewidth=2.5, label="_interval")
        ax.plot([numbers.mean()], [row], "o", color=LEARNED, markersize=8, label="_mean")
    ax.set_yticks(range(len(shown.columns)), shown.columns)
    ax.set_ylim(len(shown.columns) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    zero_line(ax, "x")
    of_all = f" ({len(shown.columns)} of {len(table.columns)})" if len(largest) < len(table.columns) else ""
    label_side(ax, "x", Word.LEARNED, attribute + of_all)
    return ax


def boundary(model: BaseEstimator, X: ArrayLike, y: ArrayLike, ax: Axes | None = None) -> Axes:
    """Where a fitted classifier changes its mind, over two features.

    The gold line is learned. The shading says which class is predicted, the stronger the more
    certain where the model has probabilities; the points are the data, one shape per class.

    Parameters
    ----------
    model : fitted classifier
        Fitted to two features.
    X : array-like of shape (n_samples, 2)
        The points to show.
    y : array-like of shape (n_samples,)
        Their classes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if None.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError
        If `model` is no fitted classifier.
    ValueError
        If `X` has not two features, or not as many rows as `y`.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from paramlens import datasets, figures
    >>> X, y = datasets.two_moons()
    >>> figures.boundary(SVC().fit(X, y), X, y).get_xlabel()
    'x1'
    """
    if not (hasattr(model, "predict") and hasattr(model, "classes_")):
        raise TypeError(f"model must be a fitted classifier, got {model!r}")
    points = np.asarray(X, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"X must have two features to be drawn, got an array of shape {points.shape}")
    if len(y) != len(points):
        raise ValueError(f"X and y must have as many rows as each other, got {len(points)} and {len(y)}")
    ax = axes() if ax is None else styled(ax)
    across, up = np.meshgrid(*(_span(column) for column in points.T))
    grid = np.column_stack([across.ravel(), up.ravel()])
    leads = _leads(model, pd.DataFrame(grid, columns=X.columns) if isinstance(X, pd.DataFrame) else grid)
    for kind, lead in enumerate(leads.reshape(-1, *across.shape)):
        for level in _shades(lead):
            # Areas within areas add up; bands side by side would leave seams.
            ax.contourf(
                across,
                up,
                lead,
                levels=[level, lead.max() + 1],
                colors=[LEARNED if kind else NEITHER],
                alpha=0.07 if kind < 2 else 0.14,
            )
        if kind and lead.min() < 0 < lead.max():
            ax.contour(across, up, lead, levels=[0], colors=[LEARNED], linewidths=2.5)
    _class_marks(ax, points, y, model.classes_)
    for side, column in (("x", 0), ("y", 1)):
        name = str(X.columns[column]) if isinstance(X, pd.DataFrame) else f"feature {column}"
        label_side(ax, side, Word.NEITHER, name)
    return ax


def _score_lines(sweep: Sweep, best: dict[str, object], ax: Axes) -> Axes:
    (name,) = sweep.names
    x = places(ax, name, list(sweep.points[name]))
    order = np.argsort(x, kind="stable")
    by_split = sweep.scores.groupby(["split", "point"])["score"]
    mean, deviation = by_split.mean(), by_split.std(ddof=0)["validation"].iloc[order]
    peak = mean["validation"].idxmax()
    train, validation = mean["train"].iloc[order], mean["validation"].iloc[order]
    band = (validation - deviation, validation + deviation)
    ax.fill_between(x[order], *band, color=NEITHER, alpha=0.18, linewidth=0, label="_band")
    line = {"color": NEITHER, "linewidth": 2, "markersize": 6, "markevery": max(1, len(x) // 15)}
    ax.plot(x[order], train, linestyle=(0, (4, 2)), marker="^", mfc="none", label="train", **line)
    ax.plot(x[order], validation, linestyle="-", marker="o", label="validation", **line)
    label_side(ax, "y", Word.NEITHER, sweep.scoring.replace("_", " "))
    label_lines(ax, {"train": train, "validation": validation}, x[order], colour=NEITHER)
    ax.axvline(x[peak], color=SET, linewidth=1.5, linestyle=":", zorder=0, label="_best")
    ax.plot([x[peak]], [mean["validation"][peak]], "D", color=SET, markersize=9, label="_best")
    note(ax, f"best: {_setting(best)}", x[peak], colour=SET)
    return ax


def _tiles(sweep: Sweep, best: dict[str, object], ax: Axes) -> Axes:
    down, across = sweep.names
    first = list(sweep.points[down])
    n_across = sum(type(value) is type(first[0]) and np.array_equal(value, first[0]) for value in first)
    mean = sweep.scores.query("split == 'validation'").groupby("point")["score"].mean()
    share = (mean - mean.min()) / (np.ptp(mean) or 1)
    digits = int(np.clip(2 - np.floor(np.log10(np.ptp(mean) or 1)), 0, 3))
    for point, score in mean.items():
        row, column = divmod(point, n_across)
        tile = Rectangle((column - 0.47, row - 0.46), 0.94, 0.92, color=NEITHER, linewidth=0)
        tile.set_alpha(0.03 + 0.25 * share[point])
        ax.add_patch(tile)
        if n_across <= 8:
            colour = SET if point == mean.idxmax() else NEITHER
            ax.text(column, row, f"{score:.{digits}f}", color=colour, fontsize=SMALL, ha="center", va="center")
    row, column = divmod(mean.idxmax(), n_across)
    frame = Rectangle((column - 0.47, row - 0.46), 0.94, 0.92, fill=False, edgecolor=SET, linewidth=2.5)
    ax.add_patch(frame)
    categories(ax, "x", list(sweep.points[across])[:n_across])
    categories(ax, "y", first[::n_across])
    ax.set(xlim=(-0.5, n_across - 0.5), ylim=(-0.5, len(first) // n_across - 0.5))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    label_side(ax, "x", Word.SET, across)
    label_side(ax, "y", Word.SET, down)
    note(ax, f"validation {sweep.scoring.replace('_', ' ')}; best: {_setting(best)}", column, colour=SET)
    return ax


def _setting(best: dict[str, object]) -> str:
    return ", ".join(f"{name} = {written(value)}" for name, value in best.items())


def _span(column: np.ndarray) -> np.ndarray:
    margin = 0.06 * (np.ptp(column) or 1)
    return np.linspace(column.min() - margin, column.max() + margin, 201)


def _leads(model: BaseEstimator, X: ArrayLike) -> np.ndarray:
    """For each class and row, the support for the class less that for the strongest other.

    Support is a probability, else a decision value, else one for the class predicted; the first of
    these by which the model predicts.
    """
    n_classes = len(model.classes_)
    predicted = np.searchsorted(model.classes_, model.predict(X))
    support = np.eye(n_classes)[predicted]
    for method in ("predict_proba", "decision_function"):
        if hasattr(model, method):
            graded = np.asarray(getattr(model, method)(X))
            graded = np.column_stack([-graded, graded]) if graded.ndim == 1 else graded
            if graded.shape[1] == n_classes and np.array_equal(graded.argmax(axis=1), predicted):
                support = graded
                break
    others = [np.delete(support, kind, axis=1).max(axis=1) for kind in range(n_classes)]
    return support.T - np.array(others)


def _shades(lead: np.ndarray) -> list[float]:
    """The leads from which on an area is shaded, and shaded again: none, a third and two thirds."""
    return [share * lead.max() for share in (0, 1 / 3, 2 / 3) if lead.max() > 0]


def _class_marks(ax: Axes, points: np.ndarray, y: ArrayLike, classes: np.ndarray) -> None:
    handles = []
    for label, marker, face in zip(classes, cycle("o^sDvP"), cycle([NEITHER, "none"])):
        name = f"{y.name} {label}" if getattr(y, "name", None) and not isinstance(label, str) else str(label)
        of_class = points[np.asarray(y) == label]
        style = {"linestyle": "", "color": NEITHER, "markersize": 6, "mew": 1.3, "mfc": face}
        handles += ax.plot(*of_class.T, marker=marker, label=name, **style)
    handles.append(Line2D([], [], color=LEARNED, linewidth=2.5, label=f"{Word.LEARNED.mark} boundary"))
    legend = ax.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.5, 1),
        ncols=4,
        frameon=False,
        fontsize=SMALL,
        labelcolor=NEITHER,
        handletextpad=0.4,
        columnspacing=1.4,
    )
    legend.get_texts()[-1].set_color(LEARNED)

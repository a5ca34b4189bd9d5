"""Axes in the style of the book: its colours on no background, and labels beside what they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.textpath import TextPath
from matplotlib.ticker import FixedFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import offset_copy
from sklearn.base import BaseEstimator
from sklearn.isotonic import isotonic_regression

from paramlens.roles import Word

__all__ = [
    "HEIGHT",
    "LEARNED",
    "NEITHER",
    "SET",
    "SMALL",
    "axes",
    "categories",
    "is_geometric",
    "label_lines",
    "label_side",
    "note",
    "places",
    "styled",
    "written",
    "zero_line",
]

SET, LEARNED, NEITHER = (word.palette.midtone for word in (Word.SET, Word.LEARNED, Word.NEITHER))
WIDTH, HEIGHT = 6.4, 3.8
LARGE, SMALL = 13, 12
_LEADER = 14
"""How far the name of a line stands from its end, in points."""


def axes(ncols: int = 1, *, height: float = HEIGHT) -> Axes | np.ndarray:
    """New axes in the style of the book, for a figure of your own.

    Lines drawn on them are gold, orchid and grey in turn, titles and labels grey; other texts that you add
    need their colour, the midtone of `Word.NEITHER`.

    Parameters
    ----------
    ncols : int, default=1
        How many axes stand side by side.
    height : float, default=3.8
        Of the figure, in inches; it is 6.4 inches wide.

    Returns
    -------
    matplotlib.axes.Axes, or an array of them of shape (ncols,) if there are several

    Examples
    --------
    >>> from paramlens import figures
    >>> left, right = figures.axes(2)
    >>> left.get_facecolor()
    (0.0, 0.0, 0.0, 0.0)
    """
    figure, drawn = plt.subplots(ncols=ncols, figsize=(WIDTH, height), layout="constrained")
    for ax in np.atleast_1d(drawn):
        styled(ax)
        ax.set_prop_cycle(cycler(color=[LEARNED, SET, NEITHER], linestyle=["-", "--", ":"]))
    return drawn


def styled(ax: Axes) -> Axes:
    """Give axes the style of the book: no background, grey for all that says neither set nor learned.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to change.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    ax.figure.patch.set(facecolor="none", edgecolor="none")
    ax.patch.set_facecolor("none")
    ax.tick_params(which="both", color=NEITHER, labelcolor=NEITHER, labelsize=SMALL)
    ax.spines[:].set_color(NEITHER)
    ax.spines[["top", "right"]].set_visible(False)
    ax.title.set_color(NEITHER)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set(color=NEITHER, fontsize=LARGE)
        axis.offsetText.set(color=NEITHER, fontsize=SMALL)
    return ax


def label_side(ax: Axes, side: str, word: Word, name: str) -> None:
    """Name an axis in the colour of its word, behind the word's mark.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on.
    side : {"x", "y"}
    word : Word
        Whether what the axis shows is set, learned or neither; neither has no mark here.
    name : str
        What it shows.
    """
    label = f"{word.mark} {name}" if word is not Word.NEITHER else name
    ax.set(**{f"{side}label": label})
    getattr(ax, f"{side}axis").label.set_color(word.palette.midtone)


def places(ax: Axes, name: str, values: Sequence[object]) -> np.ndarray:
    """Set up the x axis for the values of a hyperparameter.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on.
    name : str
        The hyperparameter.
    values : sequence of length n_points
        Numbers give a linear axis, or a logarithmic one if their steps are more even as ratios;
        anything else a place each, in the order given.

    Returns
    -------
    ndarray of shape (n_points,)
        Where each value lies.
    """
    label_side(ax, "x", Word.SET, name)
    if any(isinstance(value, bool | np.bool_) or not isinstance(value, int | float) for value in values):
        categories(ax, "x", values)
        return np.arange(len(values), dtype=float)
    x = np.asarray(values, dtype=float)
    if is_geometric(x):
        ax.set_xscale("log")
        if 1e-5 < x.min() and x.max() < 1e6:
            ax.xaxis.set_major_formatter("{x:g}")
    elif all(isinstance(value, int) for value in values):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(x) <= 8 and max(len(f"{value:g}") for value in x) <= 5:
        ax.set_xticks(np.sort(x))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_locator(NullLocator())
    return x


def is_geometric(x: np.ndarray) -> bool:
    """Whether the steps of numbers are more even as ratios than as differences.

    Parameters
    ----------
    x : ndarray of shape (n_points,)
        In any order; what is not finite is left out.

    Returns
    -------
    bool
        False for fewer than three numbers, and where one is not positive.
    """
    x = np.unique(x[np.isfinite(x)])
    if len(x) < 3 or x[0] <= 0:
        return False
    differences, ratios = np.diff(x), np.diff(np.log(x))
    return np.std(ratios) / np.mean(ratios) < np.std(differences) / np.mean(differences)


def categories(ax: Axes, side: str, values: Sequence[object]) -> None:
    """Write values at 0, 1, 2, ... along an axis, aslant if they would not fit side by side.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on.
    side : {"x", "y"}
    values : sequence
        What to write.
    """
    texts = [written(value) for value in values]
    ax.set(**{f"{side}ticks": range(len(texts)), f"{side}ticklabels": texts})
    if side == "x" and sum(map(_text_width, texts)) > 0.55 * _size(ax)[0]:
        plt.setp(ax.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")


def written(value: object) -> str:
    """A value of a hyperparameter as short text.

    Parameters
    ----------
    value : object
        A candidate.

    Returns
    -------
    str
        Numbers with three significant digits, estimators by the name of their class.
    """
    if isinstance(value, float | np.floating):
        return f"{value:.3g}"
    if isinstance(value, BaseEstimator):
        return type(value).__name__
    text = str(value)
    return text if len(text) <= 24 else text[:23] + "…"


def _text_width(text: str) -> float:
    """The width of a text in the small size, in points."""
    return TextPath((0, 0), text, size=SMALL).get_extents().width if text.strip() else 0.0


def zero_line(ax: Axes, side: str) -> None:
    """Mark zero across the axes if it lies within them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on.
    side : {"x", "y"}
        The axis on which zero lies.
    """
    low, high = sorted(getattr(ax, f"get_{side}lim")())
    if low <= 0 <= high:
        draw = ax.axhline if side == "y" else ax.axvline
        draw(0, color=NEITHER, linewidth=1, linestyle=(0, (4, 3)), zorder=0, label="_zero")


def label_lines(ax: Axes, lines: Mapping[str, pd.Series], x: np.ndarray, *, colour: str) -> None:
    """Write the name of each line beside the end where the lines are furthest apart.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to draw on.
        Its limits are widened to hold the names.
    lines : mapping of str to Series of shape (n_points,)
        The heights of the lines by name; NaN where a line has no point.
    x : ndarray of shape (n_points,)
        Where the points lie, ascending.
    colour : str
        Of the names.
    """
    ends = {
        side: {name: line.dropna().iloc[at] for name, line in lines.items() if line.notna().any()}
        for side, at in (("left", 0), ("right", -1))
    }
    if not ends["right"]:
        return
    side = max(("right", "left"), key=lambda side: np.ptp(list(ends[side].values())))
    outwards = -1 if side == "left" else 1
    names = sorted(ends[side], key=ends[side].get)
    _make_room(ax, x, side, max(map(_text_width, names)) + _LEADER + 4)
    low, high = ax.get_ylim()
    gap = 1.2 * SMALL / _size(ax)[1] * (high - low)
    heights = _spread([ends[side][name] for name in names], gap)
    ax.set_ylim(min(low, heights[0] - gap / 2), max(high, heights[-1] + gap / 2))
    beside = offset_copy(ax.transData, ax.figure, x=outwards * _LEADER, units="points")
    end = x[0] if side == "left" else x[-1]
    for name, height in zip(names, heights, strict=True):
        ax.annotate(
            name,
            (end, ends[side][name]),
            xytext=(end, height),
            textcoords=beside,
            ha="right" if side == "left" else "left",
            va="center",
            color=colour,
            fontsize=SMALL,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.8,
                "relpos": (1 if side == "left" else 0, 0.5),
                "shrinkA": 0,
                "shrinkB": 4,
            },
        )


def note(ax: Axes, text: str, x: float, *, colour: str) -> None:
    """Write above the axes, over a place on the x axis as far as the text then stays within them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its final limits.
    text : str
        What to write.
    x : float
        The place, in data.
    colour : str
        Of the text.
    """
    along = ax.transAxes.inverted().transform(ax.transData.transform((x, 0)))[0]
    half = _text_width(text) / 2 / _size(ax)[0]
    centre = 0.5 if half > 0.5 else np.clip(along, half, 1 - half)
    ax.text(centre, 1.02, text, color=colour, fontsize=SMALL, ha="center", va="bottom", transform=ax.transAxes)


def _spread(heights: Sequence[float], gap: float) -> list[float]:
    """Ascending heights moved as little as makes them lie `gap` apart."""
    # With the gaps taken out, lying apart becomes not descending: the nearest such heights are
    # the isotonic regression.
    steps = gap * np.arange(len(heights))
    return list(isotonic_regression(np.asarray(heights) - steps) + steps)


def _make_room(ax: Axes, x: np.ndarray, side: str, width: float) -> None:
    """Widen the axes on one side by a width in points; the axis line and its ticks stay with the data."""
    transform = ax.xaxis.get_transform()
    low, high = transform.transform(ax.get_xlim())
    share = min(0.5, width / _size(ax)[0])
    room = (high - low) * share / (1 - share)
    limits = (low - room, high) if side == "left" else (low, high + room)
    for minor in (False, True):
        ax.set_xticks([tick for tick in ax.get_xticks(minor=minor) if x[0] <= tick <= x[-1]], minor=minor)
    if not isinstance(ax.xaxis.get_major_formatter(), FixedFormatter):
        texts = [f"{tick:g}00" for tick in ax.get_xticks()]
        crowding = sum(map(_text_width, texts)) / ((1 - share) * _size(ax)[0])
        ax.set_xticks(ax.get_xticks()[:: max(1, int(np.ceil(crowding)))])
    ax.spines["bottom"].set_bounds(x[0], x[-1])
    ax.set_xlim(transform.inverted().transform(limits))


def _size(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in points."""
    box = ax.get_window_extent()
    return box.width * 72 / ax.figure.dpi, box.height * 72 / ax.figure.dpi

"""A rectangle of a chart with fixed scales: places in pixels, and lines as the paths of SVG.

What moves in an explorable is one path per setting, drawn beforehand. A browser then swaps one string for
another, which is quick on a slow phone and small on the wire.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
from numpy.typing import ArrayLike

from paramlens.canvas import NEITHER
from paramlens.explorables.paths import path
from paramlens.roles import Word

__all__ = ["AT_SETTING", "LEFT", "Plane", "moving", "room", "shaped", "still", "words"]

AT_SETTING = "datum.point == point"
"""Keeps the rows of the setting that is chosen."""

LEFT = 46
"""Room for the labels of a y axis, in pixels."""


@dataclass(frozen=True)
class Plane:
    """A rectangle with an x and a y scale.

    Attributes
    ----------
    x, y : tuple of two floats
        What lies at the left and right, and at the bottom and top.
    width, height : int
        In pixels.
    is_logarithmic : bool
        Whether the x scale is.
    left : int
        Room for the labels of the y axis, in pixels; what exceeds `LEFT` is taken from the width.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    width: int
    height: int
    is_logarithmic: bool = False
    left: int = LEFT

    def across(self, values: ArrayLike) -> np.ndarray:
        """Pixels from the left.

        Parameters
        ----------
        values : array-like of floats
            On the x scale.

        Returns
        -------
        ndarray of floats
        """
        values, ends = np.asarray(values, dtype=float), np.asarray(self.x, dtype=float)
        if self.is_logarithmic:
            values, ends = np.log10(values), np.log10(ends)
        return (values - ends[0]) / (ends[1] - ends[0]) * self.width

    def down(self, values: ArrayLike) -> np.ndarray:
        """Pixels from the top.

        Parameters
        ----------
        values : array-like of floats
            On the y scale.

        Returns
        -------
        ndarray of floats
        """
        low, high = self.y
        return (high - np.asarray(values, dtype=float)) / (high - low) * self.height

    def line(self, x: ArrayLike, y: ArrayLike) -> str:
        """A line through points; points that are no numbers break it.

        Parameters
        ----------
        x, y : array-like of shape (n_points,)
            On the two scales.

        Returns
        -------
        str
            The path, in pixels with one decimal.
        """
        return path(self.across(x), self.down(y))

    def axes(
        self,
        x: str,
        y: str,
        *,
        word_of_x: Word = Word.NEITHER,
        word_of_y: Word = Word.NEITHER,
        x_axis: dict[str, object] | None = None,
        y_axis: dict[str, object] | None = None,
    ) -> alt.Chart:
        """The two axes, titled in the colour of what they show.

        Parameters
        ----------
        x, y : str
            Titles; empty for none.
        word_of_x, word_of_y : Word, default=Word.NEITHER
            What each axis shows.
        x_axis, y_axis : dict, optional
            More of Vega-Lite's properties of the axis; ``{"disable": True}`` draws none.

        Returns
        -------
        altair.Chart
        """
        kind = "log" if self.is_logarithmic else "linear"
        sides = {}
        for side, title, word, ends, more in (("x", x, word_of_x, self.x, x_axis), ("y", y, word_of_y, self.y, y_axis)):
            scale = {"domain": _rounded(ends), "nice": False, "zero": False}
            if side == "x":
                scale["type"] = kind
            axis = None
            if not (more and more.get("disable")):
                named = f"{word.mark} {title}" if word is not Word.NEITHER else title
                axis = {"title": named or None, "titleColor": word.palette.midtone, **(more or {"tickCount": 5})}
                if side == "y":
                    # Above the axis, where it can be read without turning one's head.
                    axis |= {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom"}
                    axis |= {"titleX": -self.left + 4, "titleY": -8}
            sides[side] = {"field": side, "type": "quantitative", "scale": scale, "axis": axis}
        corner = alt.Data(values=[{"x": _rounded(self.x)[0], "y": _rounded(self.y)[0]}])
        return alt.Chart(corner).mark_point(opacity=0).encode(alt.X(**sides["x"]), alt.Y(**sides["y"]))

    def rule(self, at: float, *, side: str = "y", colour: str = NEITHER) -> alt.Chart:
        """A thin line across the rectangle.

        Parameters
        ----------
        at : float
            Where on the scale.
        side : {"x", "y"}, default="y"
            Of which scale.
        colour : str
            Of the line.

        Returns
        -------
        altair.Chart
        """
        if side == "y":
            ends = self.line(self.x, [at, at])
        else:
            ends = self.line([at, at], self.y)
        return still(ends, stroke=colour, strokeWidth=1, strokeDash=[4, 3])


def moving(paths: Sequence[str], **mark: object) -> alt.Chart:
    """A layer that shows one path per setting.

    Parameters
    ----------
    paths : sequence of str
        One per setting, in pixels.
    **mark : object
        Vega-Lite's properties of the mark, such as ``stroke`` and ``strokeWidth``.

    Returns
    -------
    altair.Chart
    """
    # One mark whose path changes: nothing comes or goes, so that a browser redraws a single element.
    held = alt.Data(values=[{"paths": [one or "M0,0" for one in paths]}])
    return shaped(alt.Chart(held), "datum.paths[point]", **mark)


def still(drawn: str, **mark: object) -> alt.Chart:
    """A layer that shows the same path at every setting.

    Parameters
    ----------
    drawn : str
        In pixels.
    **mark : object
        Vega-Lite's properties of the mark.

    Returns
    -------
    altair.Chart
    """
    return shaped(alt.Chart(alt.Data(values=[{"path": drawn or "M0,0"}])), "datum.path", **mark)


def shaped(chart: alt.Chart, shape: str, **mark: object) -> alt.Chart:
    """A chart with a path for each of its rows.

    Parameters
    ----------
    chart : altair.Chart
        With its data.
    shape : str
        The expression that gives a row its path, in pixels.
    **mark : object
        Vega-Lite's properties of the mark.

    Returns
    -------
    altair.Chart
    """
    # A shape is scaled by half the root of its size: 4 leaves pixels as they are.
    looks = {"fill": "transparent", "stroke": "transparent", "strokeWidth": 2, "opacity": 1, "clip": True, **mark}
    drawn = chart.mark_point(shape=alt.ExprRef(shape), size=4, **looks)
    return drawn.encode(x=alt.value(0), y=alt.value(0))


def words(rows: Iterable[dict[str, object]], *, moves: bool = False, **mark: object) -> alt.Chart:
    """A layer of texts.

    Parameters
    ----------
    rows : iterable of dict
        Each with ``left``, ``top`` in pixels and ``text``; with ``point``, the setting, if they move.
    moves : bool, default=False
        Whether only the rows of the chosen setting are shown.
    **mark : object
        Vega-Lite's properties of the text mark, such as ``color`` and ``align``.

    Returns
    -------
    altair.Chart
    """
    chart = alt.Chart(alt.Data(values=list(rows)))
    if moves:
        chart = chart.transform_filter(AT_SETTING)
    looks = {"fontSize": 12, "color": NEITHER, "baseline": "middle", "align": "left", **mark}
    left = alt.X("left:Q", scale=None, axis=None)
    return chart.mark_text(**looks).encode(x=left, y=alt.Y("top:Q", scale=None, axis=None), text="text:N")


def room(values: ArrayLike, share: float = 0.06) -> tuple[float, float]:
    """The span of numbers with some room on either side.

    Parameters
    ----------
    values : array-like of floats
        What is no number is left out.
    share : float, default=0.06
        Of the span, on each side.

    Returns
    -------
    tuple of two floats
        Different ones, also for equal numbers.
    """
    values = np.asarray(values, dtype=float).ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    wide = (high - low) or max(abs(high), 1.0)
    return low - share * wide, high + share * wide


def _rounded(ends: tuple[float, float]) -> list[float]:
    """The ends of a scale without the digits that no pixel shows."""
    digits = 5 + max(0, math.ceil(math.log10(max(map(abs, ends)) / abs(ends[1] - ends[0]))))
    return [float(f"{end:.{digits}g}") for end in ends]

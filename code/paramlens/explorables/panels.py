"""The panels that most explorables share: scores over what is dragged, and learned numbers as sticks."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from paramlens.canvas import LEARNED, NEITHER, SET, written
from paramlens.explorables.chart import ASIDE, Panel, heights
from paramlens.explorables.dials import Dial
from paramlens.explorables.paths import dots, path
from paramlens.explorables.plane import LEFT, Plane, moving, room, still, words
from paramlens.roles import Word
from paramlens.sweep import Sweep

__all__ = ["axis_of", "named_rows", "score_lines", "scores", "sticks"]

_MOST_NAMED = 12


def axis_of(dial: Dial) -> tuple[np.ndarray, tuple[float, float], bool, dict[str, object]]:
    """Where the values of a dial lie on an x axis.

    Parameters
    ----------
    dial : Dial
        What the axis shows.

    Returns
    -------
    places : ndarray of shape (n_values,)
        Numbers where they are, anything else at 0, 1, 2, ...
    ends : tuple of two floats
        Of the scale.
    is_logarithmic : bool
    axis : dict
        Vega-Lite's properties of the axis.
    """
    if not dial.is_number:
        places = np.arange(len(dial.values), dtype=float)
        axis = {"values": places.tolist(), "labelExpr": f"{json.dumps(dial.texts)}[datum.value]"}
        return places, (-0.5, len(places) - 0.5), False, axis
    places = np.asarray(dial.values, dtype=float)
    if dial.is_logarithmic:
        ends = tuple(10.0 ** np.asarray(room(np.log10(places), 0.04)))
        return places, ends, True, {"format": "~g", "tickCount": 4, "labelOverlap": True}
    axis = {"tickCount": 5}
    if all(isinstance(value, int | np.integer) for value in dial.values):
        axis |= {"tickMinStep": 1, "format": "d"}
    return places, room(places, 0.04), False, axis


def scores(sweep: Sweep, dials: Sequence[Dial], rows: Sequence[int], *, n_panels: int = 1) -> Panel:
    """Train and validation score over what is dragged, with a marker at the chosen setting.

    Parameters
    ----------
    sweep : Sweep
        With scores.
    dials : sequence of one or two Dial
        What is dragged.
    rows : sequence of int
        The rows of ``sweep.points``, a setting each.
    n_panels : int, default=1
        How many panels stand above each other in the right half.

    Returns
    -------
    Panel
        Two lines, or for two dials a field of validation scores.
    """
    table = sweep.to_frame().iloc[list(rows)]
    if len(dials) == 2:
        return _field(table["validation"].to_numpy(), dials, sweep.scoring, heights(n_panels))
    both = {side: table[side].to_numpy(dtype=float) for side in ("train", "validation")}
    return score_lines(dials[0], both, sweep.scoring, n_panels=n_panels)


def score_lines(dial: Dial, both: Mapping[str, np.ndarray], scoring: str, *, n_panels: int = 1) -> Panel:
    """Two lines of scores over what is dragged, with a marker at the chosen value.

    Parameters
    ----------
    dial : Dial
        What is dragged.
    both : mapping of str to ndarray of shape (n_values,)
        The scores by name, dashed lines first; the last is the one to be judged by.
    scoring : str
        What the scores are.
    n_panels : int, default=1
        How many panels stand above each other in the right half.

    Returns
    -------
    Panel
    """
    places, ends, is_logarithmic, axis = axis_of(dial)
    plane = Plane(ends, _seen(both), ASIDE, heights(n_panels), is_logarithmic)
    layers = [
        plane.axes(dial.name, scoring, word_of_x=Word.SET, x_axis=axis),
        moving([plane.line([place, place], plane.y) for place in places], stroke=SET, strokeWidth=2),
    ]
    *fitted, unseen = both
    for side, numbers in both.items():
        dash, dot = ({"strokeDash": [5, 4]}, {"stroke": SET}) if side in fitted else ({}, {"fill": SET})
        layers.append(still(plane.line(places, numbers), stroke=NEITHER, **dash))
        layers.append(moving(_spots(plane, places, numbers), clip=False, **dot))
    layers.append(words(_named_lines(plane, places, both, away_from=plane.across(places)[dial.start])))
    best = dial.texts[int(np.nanargmax(both[unseen]))]
    says = (
        f"Lines of the {scoring} over {dial.name} ({', '.join(both)}), with the chosen value marked; "
        f"the {unseen} line is highest at {best}"
    )
    return Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)


def _spots(plane: Plane, places: np.ndarray, numbers: np.ndarray) -> list[str]:
    inside = (numbers >= plane.y[0]) & (numbers <= plane.y[1])
    return [
        dots([left], [top], 5) if is_inside else ""
        for left, top, is_inside in zip(plane.across(places), plane.down(numbers), inside, strict=True)
    ]


def _seen(both: Mapping[str, np.ndarray]) -> tuple[float, float]:
    """The span of scores that is drawn: what is far below the best few tell nothing of the rest."""
    everything = np.concatenate(list(both.values()))
    least, top = np.nanmin(everything), np.nanmax(everything)
    middle = np.nanmedian(list(both.values())[-1])
    is_flat = top - middle <= 1e-6 * abs(top)
    return room([least if is_flat else max(least, top - 3 * (top - middle)), top], 0.1)


def _named_lines(
    plane: Plane, places: np.ndarray, both: Mapping[str, np.ndarray], away_from: float
) -> list[dict[str, object]]:
    """The names of the lines, each beside its own where no line runs through it."""
    across = np.linspace(0, plane.width, 200)
    heights_of = {
        side: np.interp(across, plane.across(places), plane.down(np.nan_to_num(numbers, nan=plane.y[0])))
        for side, numbers in both.items()
    }
    named: list[dict[str, object]] = []
    for side, line in heights_of.items():
        wide = 7 * len(side)
        spots = [
            (min(_clearance(one, across, left, wide, top) for one in heights_of.values()), left, top)
            for left in np.arange(6, plane.width - wide, 6)
            for offset in (-14, 14)
            if 8 < (top := float(np.interp(left + wide / 2, across, line)) + offset) < plane.height - 8
            and not any(abs(top - one["top"]) < 16 and abs(left - one["left"]) < 80 for one in named)
        ]
        free = [spot for spot in spots if spot[0] >= 8] or spots
        if free:
            _, left, top = max(free, key=lambda spot: abs(spot[1] + wide / 2 - away_from))
            named.append({"left": int(left), "top": round(top), "text": side})
    return named


def _clearance(line: np.ndarray, across: np.ndarray, left: float, wide: float, top: float) -> float:
    """How far a line stays from the middle of a text, in pixels."""
    under = (across >= left - 4) & (across <= left + wide + 4)
    near, far = line[under].min() - top, line[under].max() - top
    return 0.0 if near <= 0 <= far else float(min(abs(near), abs(far)))


def _field(validation: np.ndarray, dials: Sequence[Dial], scoring: str, height: int) -> Panel:
    """Validation scores as tiles, the second dial across, with a ring around the chosen one."""
    first, second = dials
    wide, high = ASIDE / len(second.values), height / len(first.values)
    plane = Plane((0, ASIDE), (0, height), ASIDE, height)
    low, top = np.nanmin(validation), np.nanmax(validation)
    shades = np.digitize((validation - low) / ((top - low) or 1.0), [0.35, 0.6, 0.8, 0.92, 0.985])
    # NaN would count as more than all.
    shades = np.where(np.isnan(validation), -1, shades)
    corners = [
        (column * wide, height - (row + 1) * high)
        for row, column in itertools.product(range(len(first.values)), range(len(second.values)))
    ]
    boxes = [
        path([left, left + wide, left + wide, left], [up, up, up + high, up + high], closed=True)
        for left, up in corners
    ]
    layers = [_tile_axes(plane, dials)]
    for shade in range(6):
        members = "".join(box for box, one in zip(boxes, shades, strict=True) if one == shade)
        if members:
            layers.append(still(members, fill=NEITHER, opacity=(0.06, 0.18, 0.34, 0.52, 0.72, 0.95)[shade]))
    layers.append(moving(boxes, stroke=SET, strokeWidth=4, clip=False))
    layers.append(
        words([{"left": ASIDE, "top": -14, "text": f"stronger shade: better validation {scoring}"}], align="right")
    )
    best = int(np.nanargmax(validation))
    row, column = divmod(best, len(second.values))
    where = f"{first.name} {first.texts[row]} and {second.name} {second.texts[column]}"
    says = (
        f"Tiles, in a stronger shade for a better validation {scoring}, over {first.name} and {second.name}, "
        f"with the chosen one framed; the best is at {where}"
    )
    return Panel(alt.layer(*layers, width=ASIDE, height=height), says)


def _tile_axes(plane: Plane, dials: Sequence[Dial]) -> alt.Chart:
    first, second = dials
    ticks = {}
    for side, dial, length in (("x", second, plane.width), ("y", first, plane.height)):
        places = [round((number + 0.5) * length / len(dial.values), 1) for number in range(len(dial.values))]
        every = max(1, -(-len(places) // 6))
        texts = json.dumps({f"{place:g}": text for place, text in zip(places, dial.texts, strict=True)})
        ticks[side] = {
            "values": places[::every],
            "labelExpr": f"({texts})[datum.value]",
            "ticks": False,
            "domain": False,
        }
    return plane.axes(
        second.name, first.name, word_of_x=Word.SET, word_of_y=Word.SET, x_axis=ticks["x"], y_axis=ticks["y"]
    )


def sticks(learned: pd.DataFrame, attribute: str, *, width: int = ASIDE, height: int) -> Panel:
    """Each learned number as a stick from zero.

    Parameters
    ----------
    learned : pandas.DataFrame of shape (n_settings, n_elements)
        The numbers of one fitted attribute.
    attribute : str
        Its name.
    width, height : int
        Of the plot, in pixels.

    Returns
    -------
    Panel
        Named elements below each other if there are few, numbered ones side by side.
    """
    named = len(learned.columns) <= _MOST_NAMED and not all(_is_index(name) for name in learned.columns)
    span = room(np.append(learned.to_numpy().ravel(), 0.0))
    n = len(learned.columns)
    if named:
        plane, y_axis = named_rows([written(str(name)) for name in learned.columns], span, width, height)
        axes = plane.axes(attribute, "", word_of_x=Word.LEARNED, y_axis=y_axis)
        places = [(plane.across(row), plane.down(range(n))) for row in learned.to_numpy()]
        zero = plane.rule(0.0, side="x")
    else:
        plane = Plane((-0.7, n - 0.3), span, width, height)
        counted = "coefficient number" if "coef" in attribute else "place in the array"
        axes = plane.axes(counted, attribute, word_of_y=Word.LEARNED, x_axis={"format": "d"})
        places = [(plane.across(range(n)), plane.down(row)) for row in learned.to_numpy()]
        zero = plane.rule(0.0)
    stems = [_stems(x, y, plane, is_upright=not named) for x, y in places]
    heads = [dots(x, y, 4 if n <= 40 else 2.5) for x, y in places]
    layers = [axes, zero, moving(stems, stroke=LEARNED, strokeWidth=1.5), moving(heads, fill=LEARNED, clip=False)]
    says = f"The {n} learned numbers of {attribute} at the chosen value, each as a stick from zero"
    return Panel(alt.layer(*layers, width=plane.width, height=height), says, plane.left)


def named_rows(
    names: Sequence[str], span: tuple[float, float], width: int, height: int
) -> tuple[Plane, dict[str, object]]:
    """A rectangle with a row for each name, from top to bottom.

    Parameters
    ----------
    names : sequence of str
        Written to the left of the rows.
    span : tuple of two floats
        The ends of the x scale.
    width, height : int
        In pixels; room for long names is taken from the width.

    Returns
    -------
    plane : Plane
        Row ``i`` lies at ``i`` of its y scale.
    axis : dict
        Vega-Lite's properties of the y axis.
    """
    left = min(150, max(LEFT, 14 + 7 * max(map(len, names))))
    plane = Plane(span, (len(names) - 0.5, -0.5), width - (left - LEFT), height, left=left)
    axis = {
        "values": list(range(len(names))),
        "labelExpr": f"{json.dumps(names)}[datum.value]",
        "ticks": False,
        "domain": False,
        "labelLimit": left - 10,
        "labelOverlap": False,
    }
    return plane, axis


def _stems(x: np.ndarray, y: np.ndarray, plane: Plane, *, is_upright: bool) -> str:
    root = plane.down([0.0])[0] if is_upright else plane.across([0.0])[0]
    if is_upright:
        return "".join(path([left, left], [root, top]) for left, top in zip(x, y, strict=True) if np.isfinite(top))
    return "".join(path([root, left], [top, top]) for left, top in zip(x, y, strict=True) if np.isfinite(left))


def _is_index(element: object) -> bool:
    return str(element).replace(",", "").isdigit() or not str(element)

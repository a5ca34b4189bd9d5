"""The chart itself: panels side by side, one or two sliders, and what is said at every setting."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from paramlens.canvas import NEITHER, SET, written
from paramlens.explorables.dials import Dial
from paramlens.explorables.plane import LEFT

__all__ = ["ASIDE", "MAIN", "MOST_BYTES", "Explorable", "Panel", "explorable", "heights"]

MOST_BYTES = 60_000
"""How much an explorable may weigh, compressed: about one picture."""

MAIN = (329, 330)
"""Width and height of the plot that takes the left half, in pixels."""

ASIDE = 273
"""Width of a plot in the right half, in pixels."""

_PADDING = {"right": 10, "top": 28, "bottom": 42}
_SPACING = 12
_FONT = "Source Sans 3, Source Sans Pro, system-ui, sans-serif"
_JUPYTER = "application/vnd.vegalite.v5+json"
"""The newest of Vega-Lite's types that JupyterLab shows without an extension."""

_CONFIG = {
    "aria": False,
    "background": "transparent",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "grid": False,
        "labelColor": NEITHER,
        "tickColor": NEITHER,
        "domainColor": NEITHER,
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 6,
        "labelFlush": True,
    },
    "title": {"color": SET, "fontSize": 15, "fontWeight": "normal", "anchor": "start"},
}


@dataclass(frozen=True)
class Panel:
    """One picture of an explorable.

    Attributes
    ----------
    chart : altair chart
        Layers over one rectangle.
    left : int
        The room left of the rectangle, in pixels.
    says : str
        What it shows, for those who do not see it.
    """

    chart: alt.LayerChart
    says: str
    left: int = LEFT


class Explorable(alt.HConcatChart):
    """An Altair chart whose hyperparameter can be dragged.

    It is a chart like any other of Altair (``to_dict``, ``save``), and shows itself in Jupyter without a
    network. What a page needs besides the drawing, the texts of its sliders and the table behind it,
    lies in ``usermeta["paramlens"]`` of its specification.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import datasets, explorables, sweep
    >>> path = sweep(Ridge(), "alpha", [0.1, 1, 10], *datasets.diabetes())
    >>> chart = explorables.coefficients(path, "coef_")
    >>> chart.to_dict()["usermeta"]["paramlens"]["dials"][0]["texts"]
    ['0.1', '1', '10']
    """

    def _repr_mimebundle_(self, *args: object, **kwargs: object) -> dict[str, object]:
        return {_JUPYTER: self.to_dict(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        kept = self.usermeta["paramlens"]
        dials = " and ".join(f"{one['name']} ({len(one['texts'])} values)" for one in kept["dials"])
        return f"<Explorable: drag {dials}; {'; '.join(one['says'] for one in kept['panels'])}>"


def explorable(
    dials: Sequence[Dial],
    main: Panel,
    beside: Sequence[Panel],
    *,
    said: Sequence[str],
    table: pd.DataFrame,
    params: Sequence[alt.VariableParameter] = (),
    seal: dict[str, object] | None = None,
) -> Explorable:
    """Panels with their sliders.

    Parameters
    ----------
    dials : sequence of one or two Dial
        What can be dragged. A setting is the number of its values in the product of the dials, the last
        varying fastest.
    main : Panel
        Takes the left half.
    beside : sequence of one or more Panel
        One above the other in the right half.
    said : sequence of str of length n_settings
        What came of each setting, in a few words.
    table : pandas.DataFrame of n_settings rows
        The numbers behind the chart; the first columns are the values of the dials.
    params : sequence of altair.VariableParameter
        What the panels refer to besides ``point``, the setting.
    seal : dict, optional
        The button, the words and the numbers of what stays hidden at first.

    Returns
    -------
    Explorable

    Raises
    ------
    ValueError
        If the chart would weigh more than `MOST_BYTES`.
    """
    n_last = len(dials[-1].values) if len(dials) > 1 else 1
    sum_of = f"dial_0 * {n_last} + dial_1" if len(dials) > 1 else "dial_0"
    sliders = [
        alt.VariableParameter(
            name=f"dial_{number}",
            value=one.start,
            bind=alt.BindRange(
                input="range", min=0, max=len(one.values) - 1, step=1, name=f"◆ {one.name}, value number "
            ),
        )
        for number, one in enumerate(dials)
    ]
    setting = alt.VariableParameter(name="point", expr=sum_of)
    title = " + ', ' + ".join(
        f"{json.dumps(f'◆ {one.name} = ')} + {json.dumps(list(one.texts))}[dial_{number}]"
        for number, one in enumerate(dials)
    )
    right = beside[0].chart if len(beside) == 1 else alt.VConcatChart(vconcat=[one.chart for one in beside])
    meta: dict[str, object] = {
        "dials": [{"name": one.name, "texts": list(one.texts), "start": one.start} for one in dials],
        "said": list(said),
        "panels": [{"says": one.says, "padding": {"left": one.left, **_PADDING}} for one in (main, *beside)],
        "table": {"columns": list(map(str, table.columns)), "rows": _rows(table, dials)},
    }
    if seal is not None:
        meta["seal"] = seal
    chart = Explorable(
        hconcat=[main.chart, right],
        params=[*sliders, setting, *params],
        title=alt.TitleParams(text=alt.ExprRef(title)),
        spacing=_SPACING,
        config=_CONFIG,
        usermeta={"paramlens": meta, "embedOptions": {"renderer": "svg", "actions": False}},
    )
    _check_size(chart, dials)
    return chart


def _rows(table: pd.DataFrame, dials: Sequence[Dial]) -> list[list[str]]:
    """The cells as texts; a setting is written as its dials write it, so that no two rows have the same."""
    settings = itertools.product(*(one.texts for one in dials))
    numbers = table.iloc[:, len(dials) :].to_numpy(dtype=object)
    return [[*setting, *map(_cell, row)] for setting, row in zip(settings, numbers, strict=True)]


def _check_size(chart: Explorable, dials: Sequence[Dial]) -> None:
    weight = len(gzip.compress(json.dumps(chart.to_dict(), sort_keys=True).encode(), mtime=0))
    if weight > MOST_BYTES:
        tried = " times ".join(f"{len(one.values)} values of {one.name!r}" for one in dials)
        raise ValueError(
            f"this explorable would weigh {weight / 1000:.0f} KB compressed, and {MOST_BYTES / 1000:.0f} are the "
            f"most: sweep fewer than {tried}, or give fewer rows to draw"
        )


def heights(n_panels: int) -> int:
    """How high each of the plots in the right half is, so that they end where the left one does.

    Parameters
    ----------
    n_panels : int
        How many stand above each other.

    Returns
    -------
    int
        In pixels.
    """
    edges = _PADDING["top"] + _PADDING["bottom"]
    return round((MAIN[1] + edges - (n_panels - 1) * _SPACING) / n_panels - edges)


def _cell(value: object) -> str:
    if isinstance(value, float) and value != value:
        return ""
    return written(value)

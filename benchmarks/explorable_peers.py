"""One figure as three pages: our explorable, Plotly with its sliders, and Bokeh with a callback in JavaScript.

The peers draw the same points, lines and markers in plots of the same size, and carry no more than they need. Ours
carries on top a picture for readers without scripts, a sentence for every setting and the table of its numbers.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from bokeh.embed import components
from bokeh.layouts import column, row
from bokeh.models import CategoricalSlider, ColumnDataSource, CustomJS
from bokeh.plotting import figure
from bokeh.resources import Resources
from explorable_contents import Content, Layer, Panel
from explorable_probe import Figure
from plotly import graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from booktools.explorable_page import bundle, explorable_html
from booktools.words import palette_css

__all__ = ["bokeh_figure", "our_figure", "plotly_figure"]

STATIC = Path(__file__).resolve().parent.parent / "chapters" / "_static"

_AT_ONCE = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}


def our_figure(content: Content) -> Figure:
    """The explorable, as a page of the book holds it."""
    drawn = explorable_html(content.chart.to_dict(), "A chart.", "chart")
    files = {name: (STATIC / name).read_text(encoding="utf8") for name in ("explorables.js", "explorables.css")}
    style = f"<style>{palette_css()} .explorable {{ max-width: 760px }}</style>"
    head = f'<link rel="stylesheet" href="explorables.css">{style}'
    files["index.html"] = _page(head, f'{drawn}<script src="explorables.js" defer></script>')
    files["vega.js"] = bundle()
    return Figure(
        "ours",
        files,
        is_live='"alive" in (document.querySelector(".explorable")?.dataset ?? {})',
        drawings=".explorable-panel",
        slider=".explorable input",
        ends=("", ""),
        inset=8,
        is_picture_first=True,
    )


def plotly_figure(content: Content, script: str | None = None) -> Figure:
    """Subplots with a slider of frames; two sliders need a few lines of JavaScript, since a step knows only its own.

    Both go through ``Plotly.animate`` without a full redraw, which answers sooner than ``Plotly.restyle``.

    Parameters
    ----------
    content : Content
    script : str, optional
        Another build of plotly.js than the one that plotly.py brings.
    """
    chart, moving = _plotly_chart(content)
    after = ["window.chartIsLive = true;"]
    if len(content.dials) == 1:
        chart.frames = [
            go.Frame(name=str(k), data=[_plotly_places(layer, k) for layer in moving.values()], traces=list(moving))
            for k in range(len(content.dials[0].values))
        ]
    else:
        after.append(_two_sliders(content, moving))
    drawn = to_html(
        chart,
        include_plotlyjs=False,
        full_html=False,
        auto_play=False,
        div_id="chart",
        config={"displayModeBar": False},
        post_script=after,
    )
    files = {
        "index.html": _page('<script src="plotly.min.js"></script>', drawn),
        "plotly.min.js": script or get_plotlyjs(),
    }
    return Figure(
        "Plotly",
        files,
        is_live="window.chartIsLive === true",
        drawings=".cartesianlayer",
        slider=".slider-group",
        ends=(".slider-tick-rect >> nth=0", ".slider-tick-rect >> nth=-1"),
        inset=-1,
    )


def bokeh_figure(content: Content) -> Figure:
    """Plots in a row, whose sources a callback fills anew."""
    plots, sources, layers = [], [], []
    for panel in content.panels:
        plot = _bokeh_plot(panel)
        for layer in panel.layers:
            source = _bokeh_layer(plot, layer, content.start)
            if layer.moves:
                sources.append(source)
                layers.append(layer)
        plots.append(plot)
    sliders = [
        CategoricalSlider(categories=list(dial.texts), value=dial.texts[dial.start], title=dial.name, width=660)
        for dial in content.dials
    ]
    texts = [list(dial.texts) for dial in content.dials]
    callback = CustomJS(
        args={"sources": sources, "held": list(map(_held, layers)), "sliders": sliders, "texts": texts}, code=_FILL
    )
    for slider in sliders:
        slider.js_on_change("value", callback)
    script, div = components(column(*sliders, row(plots[0], column(*plots[1:]))))
    own = Resources(mode="inline", minified=True, components=["bokeh", "bokeh-widgets"])
    files = {f"bokeh-{number}.js": text for number, text in enumerate(own.js_raw[:2])}
    head = "".join(f'<script src="{name}"></script>' for name in files)
    files["index.html"] = _page(head, div + script)
    return Figure(
        "Bokeh",
        files,
        is_live="window.Bokeh?.documents[0]?.is_idle === true",
        drawings="",
        slider=".noUi-base",
        ends=("", ""),
        inset=0,
    )


def _page(head: str, body: str) -> str:
    return f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>A chart</title>{head}</head><body>{body}</body></html>\n'


def _held(layer: Layer) -> dict[str, object]:
    """All that a layer draws at some setting."""
    x, y = zip(*layer.places, strict=True)
    # Where no x moves, one copy will do.
    across = [x[0]] if all(one == x[0] for one in x) else list(x)
    return {"x": across, "y": list(y), "shown": layer.shown}


_AT = """
const at = (layer, point) => {
  const [x, y] = [layer.x[point] ?? layer.x[0], layer.y[point] ?? layer.y[0]];
  if (!layer.shown) return { x, y };
  const isKept = (_, number) => layer.shown[point][number] === "1";
  return { x: x.filter(isKept), y: y.filter(isKept) };
};
"""

_FILL = (
    _AT
    + """
const point = sliders.reduce((sum, one, n) => sum * texts[n].length + texts[n].indexOf(one.value), 0);
const numbers = (ones) => ones.map((one) => one ?? NaN);
sources.forEach((source, n) => {
  const { x, y } = at(held[n], point);
  source.data = { x: numbers(x), y: numbers(y) };
});
"""
)


def _two_sliders(content: Content, moving: dict[int, Layer]) -> str:
    counts = [len(dial.values) for dial in content.dials]
    places = [dial.start for dial in content.dials]
    return f"""
{_AT}
const held = {json.dumps(list(map(_held, moving.values())), separators=(",", ":"))};
const gd = document.getElementById("chart");
const places = {places}, counts = {counts};
gd.on("plotly_sliderchange", ({{ slider, step }}) => {{
  places[slider._index] = step._index;
  const point = places.reduce((sum, place, n) => sum * counts[n] + place, 0);
  Plotly.animate(gd, {{ data: held.map((one) => at(one, point)), traces: {list(moving)} }}, {json.dumps(_AT_ONCE)});
}});
"""


def _plotly_chart(content: Content) -> tuple[go.Figure, dict[int, Layer]]:
    """The chart at its first setting, and by the number of their trace the layers that move."""
    beside = len(content.panels) - 1
    cells = [(1, 1)] + [(number + 1, 2) for number in range(beside)]
    specs = [[{"rowspan": beside}, {}]] + [[None, {}] for _ in range(beside - 1)]
    chart = make_subplots(beside, 2, specs=specs, column_widths=[0.55, 0.45], vertical_spacing=0.22)
    moving: dict[int, Layer] = {}
    for panel, (line, side) in zip(content.panels, cells, strict=True):
        for layer in panel.layers:
            if layer.moves:
                moving[len(chart.data)] = layer
            chart.add_trace(_plotly_places(layer, content.start).update(_plotly_look(layer)), line, side)
        is_log = panel.plane.is_logarithmic
        ends = [math.log10(one) if is_log else one for one in panel.plane.x]
        chart.update_xaxes(title=panel.title_x, range=ends, type="log" if is_log else "linear", row=line, col=side)
        chart.update_yaxes(title=panel.title_y, range=list(panel.plane.y), type="linear", row=line, col=side)
    chart.update_xaxes(fixedrange=True, showgrid=False, zeroline=False)
    chart.update_yaxes(fixedrange=True, showgrid=False, zeroline=False)
    sliders = [_plotly_slider(content, number) for number in range(len(content.dials))]
    below = 90 * len(sliders)
    chart.update_layout(
        template="none",
        width=760,
        height=420 + below,
        showlegend=False,
        hovermode=False,
        sliders=sliders,
        margin={"l": 50, "r": 10, "t": 20, "b": 50 + below},
    )
    return chart, moving


def _plotly_slider(content: Content, number: int) -> dict[str, object]:
    dial, is_alone = content.dials[number], len(content.dials) == 1
    way = {"method": "animate"} if is_alone else {"method": "skip"}
    steps = [
        {**way, "label": text, **({"args": [[str(k)], _AT_ONCE]} if is_alone else {})}
        for k, text in enumerate(dial.texts)
    ]
    said = {"prefix": f"{dial.name} = "}
    return {
        "active": dial.start,
        "steps": steps,
        "currentvalue": said,
        "transition": {"duration": 0},
        "pad": {"t": 40 + 90 * number},
    }


def _plotly_places(layer: Layer, setting: int) -> go.Scatter:
    x, y = layer.at(setting)
    return go.Scatter(x=x, y=y)


def _plotly_look(layer: Layer) -> dict[str, object]:
    if layer.width:
        line = {
            "color": layer.colour,
            "width": layer.width,
            "dash": "dash" if layer.dash else "solid",
            "simplify": False,
        }
        return {"mode": "lines", "line": line}
    symbol = {"ring": "circle-open", "x": "x-thin"}.get(layer.marker, layer.marker)
    marker = {"color": layer.colour, "size": layer.size, "symbol": symbol}
    if layer.marker in ("ring", "x"):
        marker["line"] = {"width": 1.5, "color": layer.colour}
    if layer.opacity:
        marker["opacity"] = layer.opacity
    return {"mode": "markers", "marker": marker}


def _bokeh_plot(panel: Panel) -> figure:
    plane = panel.plane
    plot = figure(
        width=plane.width + 56,
        height=plane.height + 70,
        x_range=plane.x,
        y_range=plane.y,
        toolbar_location=None,
        tools="",
        x_axis_type="log" if plane.is_logarithmic else "linear",
        x_axis_label=panel.title_x,
        y_axis_label=panel.title_y,
    )
    plot.grid.visible = False
    return plot


def _bokeh_layer(plot: figure, layer: Layer, start: int) -> ColumnDataSource:
    x, y = ([float("nan") if one is None else one for one in side] for side in layer.at(start))
    source = ColumnDataSource({"x": x, "y": y})
    if layer.width:
        dash = "dashed" if layer.dash else "solid"
        plot.line("x", "y", source=source, line_color=layer.colour, line_width=layer.width, line_dash=dash)
        return source
    opacity = 1.0
    if layer.opacity:
        source.data["opacity"] = layer.opacity
        opacity = "opacity"
    is_open = layer.marker in ("ring", "x")
    plot.scatter(
        "x",
        "y",
        source=source,
        marker="circle" if layer.marker == "ring" else layer.marker,
        size=layer.size,
        fill_color=None if is_open else layer.colour,
        line_color=layer.colour if is_open else None,
        line_width=1.5,
        fill_alpha=opacity,
    )
    return source

"""Explorables on a page: a picture that can be read as it is, and comes alive when the reader reaches for it.

Each panel of the chart becomes a view of its own, so that panels stand beside each other on a desk and below
each other on a phone. The specification is translated from Vega-Lite to Vega while the book is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import myst_nb.core.render as rendering
import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from paramlens.roles import Word

__all__ = ["MIME_TYPE", "bundle", "explorable_html", "panels_of", "setup"]

logger = logging.getLogger(__name__)

MIME_TYPE = "application/vnd.vegalite.v5+json"
_SHARED = ("$schema", "config", "params")
_ID = re.compile(r'(?<= id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


class explorable_block(nodes.General, nodes.Element):
    """An explorable, with its specification in ``spec``."""


class ExplorableRenderer:
    """How MyST-NB turns the output of a cell into an explorable."""

    mime_priority_overrides = (("html", MIME_TYPE, 0),)

    @staticmethod
    def handle_mime(renderer, data, inline: bool) -> list[nodes.Node] | None:
        if inline or data.mime_type != MIME_TYPE:
            return None
        spec = json.loads(data.content) if isinstance(data.content, str) else data.content
        options = renderer.renderer.get_cell_level_config("render_image_options", data.cell_metadata, line=data.line)
        return [explorable_block(spec=json.dumps(spec), alt=" ".join(str(options.get("alt", "")).split()))]


def panels_of(spec: dict[str, object]) -> list[dict[str, object]]:
    """The panels of an explorable as specifications of their own.

    Parameters
    ----------
    spec : dict
        What `Explorable.to_dict` gives.

    Returns
    -------
    list of dict
        In Vega-Lite, from left to right and from top to bottom; each holds only the data that it draws, no
        slider, and has a fixed size.
    """
    shared = {key: spec[key] for key in _SHARED if key in spec}
    shared["params"] = [_unbound(one, spec) for one in spec.get("params", []) if "select" not in one]
    panels = []
    for panel, kept in zip(_members(spec), spec["usermeta"]["paramlens"]["panels"], strict=True):
        used = set(_names_of_data(panel))
        data = {name: rows for name, rows in spec.get("datasets", {}).items() if name in used}
        fixed = {"datasets": data, "autosize": {"type": "none"}, "padding": kept["padding"]}
        own = {**panel, "params": shared["params"] + panel.get("params", [])}
        panels.append({**shared, **fixed, **own})
    return panels


def _unbound(param: dict[str, object], spec: dict[str, object]) -> dict[str, object]:
    """A parameter that a script sets, not a slider of Vega nor a click."""
    seal = spec["usermeta"]["paramlens"].get("seal")
    if seal and param["name"] == seal["param"]:
        return {"name": param["name"], "value": []}
    return {key: value for key, value in param.items() if key != "bind"}


def _members(spec: dict[str, object]) -> Iterator[dict[str, object]]:
    for way in ("hconcat", "vconcat"):
        if way in spec:
            for member in spec[way]:
                yield from _members(member)
            return
    yield spec


def _names_of_data(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("data"), dict) and "name" in part["data"]:
            yield part["data"]["name"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _names_of_data(one)


def explorable_html(spec: dict[str, object], alt: str, id: str) -> str:
    """An explorable as HTML that can be read without a script.

    Parameters
    ----------
    spec : dict
        What `Explorable.to_dict` gives.
    alt : str
        What is to be seen, for those who do not see it.
    id : str
        Different for each on a page.

    Returns
    -------
    str
        Sliders (hidden until a script shows them), what is said of the setting, the panels as SVG, the table
        behind the chart, and the specifications for the script.
    """
    meta = spec["usermeta"]["paramlens"]
    compiled = [vl_convert.vegalite_to_vega(json.dumps(one)) for one in panels_of(spec)]
    drawn = [_picture(vega, f"{id}-{number}") for number, vega in enumerate(compiled)]
    pictures = [
        f'<div class="explorable-panel" role="img" aria-label="{escape(panel["says"])}">'
        f'<div aria-hidden="true">{svg}</div></div>'
        for svg, panel in zip(drawn, meta["panels"], strict=True)
    ]
    start = 0
    for dial in meta["dials"]:
        start = start * len(dial["texts"]) + dial["start"]
    kept = {"dials": meta["dials"], "said": meta["said"], "views": compiled, "seal": meta.get("seal")}
    data = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    named = " and ".join(dial["name"] for dial in meta["dials"])
    return (
        f'<div class="explorable" id="{id}" role="group" aria-label="Explorable: drag {escape(named)}">\n'
        f'<p class="visually-hidden">{escape(alt)}</p>\n'
        f'<div class="explorable-dials" hidden>{"".join(_dial(id, *one) for one in enumerate(meta["dials"]))}</div>\n'
        f'<p class="explorable-said">{escape(_told(meta, start))}</p>\n'
        '<p class="visually-hidden explorable-heard" role="status"></p>\n'
        '<p class="explorable-still" role="status" hidden>The pictures do not follow, since a script did not come; '
        "the sentence and the table do.</p>\n"
        f"{_seal(meta.get('seal'))}"
        f'<div class="explorable-panels panels-{len(pictures)}">{"".join(pictures)}</div>\n'
        f"{_table(meta)}"
        f'<script type="application/json">{data}</script>\n</div>\n'
    )


def _picture(vega: dict[str, object], id: str) -> str:
    """A panel as SVG whose ids are its own: Vega counts them through, and begins anew in the reader's browser."""
    svg = vl_convert.vega_to_svg(vega)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(_ID.findall(svg)))}
    return _ID.sub(lambda found: f"{id}-clip{numbers[found[0]]}", svg)


def _dial(id: str, number: int, dial: dict[str, object]) -> str:
    name, texts, start = escape(dial["name"]), dial["texts"], dial["start"]
    field = f"{id}-{number}"
    return (
        f'<div class="explorable-dial">'
        f'<label for="{field}"><span aria-hidden="true">{Word.SET.mark} </span>{name}</label>'
        f'<input type="range" id="{field}" min="0" max="{len(texts) - 1}" step="1" value="{start}" '
        f'autocomplete="off" aria-valuetext="{escape(texts[start])}">'
        f'<output for="{field}" aria-hidden="true">{escape(texts[start])}</output></div>'
    )


def _told(meta: dict[str, object], point: int) -> str:
    setting = ", ".join(f"{dial['name']} = {dial['texts'][dial['start']]}" for dial in meta["dials"])
    return f"{setting}: {meta['said'][point]}"


def _seal(seal: dict[str, object] | None) -> str:
    if seal is None:
        return ""
    return (
        f'<div class="explorable-seal"><button type="button" hidden>{escape(seal["button"])}</button>'
        f'<p class="explorable-peeks" aria-live="polite">{escape(seal["before"])}</p></div>\n'
    )


def _table(meta: dict[str, object]) -> str:
    columns, rows = meta["table"]["columns"], meta["table"]["rows"]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    n_set = len(meta["dials"])
    body = "".join(
        "<tr>"
        + "".join(f'<th scope="row">{escape(cell)}</th>' for cell in row[:n_set])
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[n_set:])
        + "</tr>"
        for row in rows
    )
    return (
        '<details class="explorable-table"><summary>The numbers behind the chart</summary>'
        '<div tabindex="0" role="group" aria-label="Table"><table class="dataframe">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>\n"
    )


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that asks no other host for anything.

    Returns
    -------
    str
    """
    # In a scope of its own: its short names must not meet those of other scripts on the page.
    return f"(()=>{{{vl_convert.javascript_bundle(_SNIPPET)}}})();\n"


_installed = rendering.load_mime_renders


def _renderers() -> list[type]:
    return [*_installed(), ExplorableRenderer]


def _visit(self: HTML5Translator, node: explorable_block) -> None:
    if not node["alt"]:
        logger.warning("an explorable has no alt text; say in it what is to be seen", location=node)
    self.n_explorables = getattr(self, "n_explorables", 0) + 1
    self.body.append(explorable_html(json.loads(node["spec"]), node["alt"], f"explorable-{self.n_explorables}"))
    raise nodes.SkipNode


def _load_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if doctree is not None and next(doctree.findall(explorable_block), None) is not None:
        app.add_css_file("explorables.css")
        app.add_js_file("explorables.js", loading_method="defer")


def _write_bundle(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        (Path(app.outdir) / "_static" / "vega.js").write_text(bundle(), encoding="utf8")


def setup(app: Sphinx) -> None:
    """Register how explorables are drawn, and the scripts that only their pages load."""
    # MyST-NB looks for renderers among installed packages, and the book's tools are not installed.
    rendering.load_mime_renders = _renderers
    app.add_node(explorable_block, html=(_visit, None))
    app.connect("html-page-context", _load_scripts)
    app.connect("build-finished", _write_bundle)

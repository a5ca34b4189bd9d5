"""The page of the atlas: what was decided of every name on every estimator, as tables to read and to filter.

The page is whole without a script: `atlas.js` shows the controls and works on the tables that are there.
Closing tags that HTML lets out are left out, and what a row says by its class has its text in `atlas.css`:
there are thousands of rows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

import paramlens
from paramlens.atlas_table import atlas_table
from paramlens.roles import Role, Word

__all__ = ["AtlasDirective", "controls", "effect_text", "estimator_section", "legend", "setup", "summary"]

UNDECIDED = "undecided"
UNDECIDED_MARK = "?"
NOT_DECIDED = "The experiment could not tell: it did not run, or its outcome fits more than one role."
COLUMNS = ("Name", "Role", "Acts only if", "Default", "Legal values", "Effect", "What the experiment showed")
SORTS = {
    "": "family",
    "estimator": "estimator",
    "name": "name",
    "role": "role",
    "effect": "effect",
    "condition": "condition",
}
STEPS_OF_A_BAR = 20
LONGEST_LEGAL = 96
# A comma between alternatives, and none within an interval.
BEFORE_BOUND = re.compile("(?<=[≥≤<>]) ")
BETWEEN_ALTERNATIVES = re.compile(r", (?![^(\[]*[)\]])")


class Meaning(NamedTuple):
    """What a reader is told of a role."""

    word: str
    mark: str
    label: str
    definition: str


def _meaning(role: str) -> Meaning:
    if role == UNDECIDED:
        return Meaning(UNDECIDED, UNDECIDED_MARK, UNDECIDED, NOT_DECIDED)
    known = Role(role)
    return Meaning(known.word.value, known.word.mark, known.label, known.definition)


def _roles_in(table: pd.DataFrame) -> list[str]:
    """The roles that occur, in the order of the vocabulary, the undecided last."""
    there = set(table["role"])
    return [role for role in [*(role.value for role in Role), UNDECIDED] if role in there]


def _mark(mark: str) -> str:
    return f'<span class="m" aria-hidden="true">{mark}</span>'


def effect_text(effect: float) -> str:
    """An effect in as many figures as can be told apart; empty where none was measured."""
    if math.isnan(effect):
        return ""
    if math.isinf(effect):
        return "∞"
    if 0 < effect < 0.001:
        return "<0.001"
    if effect < 1:
        return f"{float(f'{effect:.2g}'):g}"
    return f"{effect:.1f}" if effect < 10 else f"{effect:,.0f}"


def _bar_class(effect: float) -> str:
    """The class that draws a bar: full where the prediction moved by its whole spread, or by more."""
    if math.isnan(effect) or effect <= 0:
        return ""
    return f" class=b{max(1, math.ceil(min(effect, 1) * STEPS_OF_A_BAR))}"


def _name(name: str) -> str:
    """A name that may break after an underscore."""
    return re.sub(r"(?<=[^_])(_+)(?=[^_])", r"\1<wbr>", escape(name, quote=False))


def _legal(legal: str) -> str:
    """The legal values; of a long list the beginning, and the rest when asked for."""
    legal = BEFORE_BOUND.sub("\N{NO-BREAK SPACE}", legal)
    if len(legal) <= LONGEST_LEGAL:
        return escape(legal, quote=False)
    alternatives = BETWEEN_ALTERNATIVES.split(legal)
    shown = list(alternatives)
    while len(shown) > 1 and len(", ".join(shown)) > LONGEST_LEGAL:
        shown.pop()
    rest = alternatives[len(shown) :]
    if not rest:
        return escape(legal, quote=False)
    first, last = (escape(", ".join(part), quote=False) for part in (shown, rest))
    return f"{first}<details><summary>{len(rest)} more</summary>{last}</details>"


def _row(row: NamedTuple) -> str:
    meaning = _meaning(row.role)
    flag = ""
    if row.disagrees:
        flag = f" <b>its name suggests {escape(_meaning(row.convention).label)}</b>"
    cells = (
        f"<td>{meaning.label}{flag}",
        f"<td>{escape(row.condition, quote=False)}",
        f"<td>{escape(row.default, quote=False)}",
        f"<td>{_legal(row.legal)}",
        f"<td{_bar_class(row.effect)}>{escape(effect_text(row.effect))}",
        f"<td>{escape(row.evidence, quote=False)}",
    )
    return f"<tr class={meaning.word}><th scope=row>{_name(row.name)}{''.join(cells)}"


def _head() -> str:
    return "<thead><tr>" + "".join(f"<th scope=col>{column}" for column in COLUMNS)


def estimator_section(name: str, rows: pd.DataFrame) -> str:
    """One estimator: a heading with its anchor, where it comes from, and the table of its names.

    Parameters
    ----------
    name : str
        The class, which is the anchor too.
    rows : pandas.DataFrame
        Those of `paramlens.atlas_table.atlas_table` that are this estimator's.

    Returns
    -------
    str
    """
    name = escape(name)
    tried = " and ".join(escape(data) for data in rows["data"].unique() if data)
    body = "\n".join(map(_row, rows.itertuples()))
    return (
        f'<div class="est" id="{name}" style="--n:{len(rows)}">'
        f'<h3>{name}<a class="headerlink" href="#{name}" aria-label="Link to {name}">#</a></h3>'
        f"<p><code>{escape(rows['module'].iloc[0])}</code>{f', tried on {tried}' if tried else ''}</p>"
        f'<table aria-label="{name}">{_head()}<tbody>\n{body}</table></div>\n'
    )


def summary(table: pd.DataFrame) -> str:
    """The line that says how much is told below, and what it was made with."""
    sides = table["side"].value_counts()
    against = int(table["disagrees"].sum())
    return (
        f"{table['estimator'].nunique():,} estimators have {len(table):,} names: "
        f"{sides.get('set', 0):,} arguments and {sides.get('learned', 0):,} fitted attributes. "
        f"The experiment went against the name of {against:,} and left {(table['role'] == UNDECIDED).sum():,} undecided. "
        f"Made with {table.attrs.get('made_with', 'versions that were not noted')}."
    )


def legend(table: pd.DataFrame) -> str:
    """What each role means and how many names have it, folded away; and how to read a row."""
    counts = table["role"].value_counts()
    entries = []
    for role in _roles_in(table):
        told = _meaning(role)
        entries.append(
            f'<tr><th scope="row" class="{told.word}">{_mark(told.mark)}{told.label}</th>'
            f"<td>{counts[role]:,}</td><td>{told.definition}</td></tr>"
        )
    return (
        '<details class="legend"><summary>How to read a row, and what the roles mean</summary>'
        "<p>The effect is how far the prediction moved when the value was changed, relative to the spread "
        "of the prediction; its bar is full where it moved by its whole spread, or by more. What acts only "
        "if another argument has a certain value is asleep until that wakes it. Where the experiment found another role "
        "than the name suggests, the row says so.</p>"
        '<table aria-label="Roles"><thead><tr><th scope="col">Role</th><th scope="col">Names</th>'
        f'<th scope="col">The experiment that makes it so</th></tr></thead>'
        f"<tbody>{''.join(entries)}</tbody></table></details>"
    )


def _option(value: str, text: str) -> str:
    return f'<option value="{escape(value)}">{escape(text)}</option>'


def _role_options(table: pd.DataFrame) -> str:
    words = "".join(_option(word.value, f"{word.mark} {word.value}, of any role") for word in Word)
    roles = (_meaning(role) for role in _roles_in(table))
    return (
        _option("", "any")
        + f'<optgroup label="Word">{words}</optgroup><optgroup label="Role">'
        + "".join(_option(told.label, f"{told.mark} {told.label}") for told in roles)
        + "</optgroup>"
    )


def controls(table: pd.DataFrame) -> str:
    """The filters and the order, hidden until a script can act on them."""
    families = "".join(_option(family, family) for family in _families(table))
    sorts = "".join(_option(value, text) for value, text in SORTS.items())
    return f"""<form class="atlas" role="search" aria-label="Names in the atlas" autocomplete="off" hidden>
<p class="wide"><label for="atlas-q">Estimator or name</label>
<input type="search" id="atlas-q" name="q" spellcheck="false" autocapitalize="off"></p>
<p><label for="atlas-family">Family</label>
<select id="atlas-family" name="family">{_option("", "any")}{families}</select></p>
<p><label for="atlas-role">Role</label><select id="atlas-role" name="role">{_role_options(table)}</select></p>
<p><label for="atlas-when">Acts only if</label>
<input type="search" id="atlas-when" name="when" spellcheck="false" autocapitalize="off"></p>
<p><label for="atlas-sort">Sort by</label><select id="atlas-sort" name="sort">{sorts}</select></p>
<div class="ticks">
<label><input type="checkbox" name="asleep">asleep until woken</label>
<label><input type="checkbox" name="against">against its name</label>
<label><input type="checkbox" name="reverse">in reverse order</label>
<button type="reset">Reset</button></div>
<p class="count" role="status"></p>
</form>
"""


def _families(table: pd.DataFrame) -> list[str]:
    return sorted(table["family"].unique(), key=str.casefold)


def _link(target: str, text: str) -> str:
    return f'<a href="#{escape(target)}">{escape(text)}</a>'


def _jumps(label: str, links: Iterable[str]) -> str:
    return f'<nav class="jump" aria-label="{escape(label)}">{" ".join(links)}</nav>'


class atlas_block(nodes.General, nodes.Element):
    """A part of the atlas in HTML; its text is what the search of the site finds it by."""


def _visit_atlas_block(self: HTML5Translator, node: atlas_block) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _block(html: str, words: str = "") -> atlas_block:
    return atlas_block("", nodes.Text(words), html=html)


class AtlasDirective(SphinxDirective):
    """``{atlas}``: every name on every estimator, by family; ``{atlas}`SVC` `` leads to an estimator's."""

    def run(self) -> list[nodes.Node]:
        self._follow_sources()
        table = atlas_table()
        families = [(family, table[table["family"] == family]) for family in _families(table)]
        counted = ((family, f"{family} ({rows['estimator'].nunique()})") for family, rows in families)
        contents = _jumps("Families", (_link(nodes.make_id(family), text) for family, text in counted))
        return [
            nodes.paragraph("", summary(table)),
            _block(legend(table) + controls(table) + contents),
            *(self._family(family, rows) for family, rows in families),
        ]

    def _follow_sources(self) -> None:
        """Have the page read again when the data change, or what makes the page of them."""
        package = Path(paramlens.__file__).parent
        for path in (package / "data" / "atlas.csv", package / "roles.py", Path(__file__)):
            self.env.note_dependency(str(path))

    def _family(self, family: str, rows: pd.DataFrame) -> nodes.section:
        section = nodes.section("", nodes.title("", family), ids=[nodes.make_id(family)], classes=["family"])
        names = sorted(rows["estimator"].unique())
        by_estimator = [(name, rows[rows["estimator"] == name]) for name in names]
        section += _block(_jumps(f"Estimators: {family}", (_link(name, name) for name, _ in by_estimator)))
        for name, own in by_estimator:
            self.env.get_domain("std").note_object("estimator", name, name, location=self.get_source_info())
            section += _block(estimator_section(name, own), f"{name} {' '.join(own['name'])}")
        return section


def _load_assets(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if doctree is not None and next(doctree.findall(atlas_block), None) is not None:
        app.add_css_file("atlas.css")
        app.add_js_file("atlas.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directive, the role that leads to an estimator, and what only this page loads."""
    app.add_node(atlas_block, html=(_visit_atlas_block, None))
    app.add_directive("atlas", AtlasDirective)
    app.add_object_type("estimator", "atlas", objname="estimator")
    app.connect("html-page-context", _load_assets)

"""The game on its page: a list of names that open to verdict and evidence; `game.js` asks for them one at a time."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

import paramlens
from booktools.game import DIRECTIVE, Turn, turns

__all__ = ["GameDirective", "setup"]

ATLAS_PAGE = "chapters/reference/atlas"
# Where the name of a class may break.
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _item(turn: Turn, atlas: str) -> str:
    word = turn.role.word
    estimator = escape(turn.estimator)
    shown = f"<code>{escape(turn.name)}</code> of <code>{HUMP.sub('<wbr>', estimator)}</code>"
    return (
        f'<li data-word="{word.value}"><details><summary>{shown}</summary>'
        f'<div class="told"><p><strong class="{word.value}"><span aria-hidden="true">{word.mark}</span> '
        f"{word.value}</strong> ({turn.role.label})</p>"
        f"<p>Tried on {escape(turn.data)}. {escape(turn.evidence, quote=False)}</p>"
        f'<p><a href="{atlas}#{estimator}">{estimator} in the atlas</a></p></div></details></li>'
    )


class game_block(nodes.General, nodes.Element):
    """The game in HTML; its text is what the search of the site finds it by."""


def _visit_game_block(self: HTML5Translator, node: game_block) -> None:
    atlas = self.builder.get_relative_uri(node["page"], ATLAS_PAGE)
    items = "\n".join(_item(turn, escape(atlas)) for turn in node["turns"])
    answers = ", ".join(f"{number} {turn.role.word.value}" for number, turn in enumerate(node["turns"], start=1))
    self.body.append(
        f'<div class="game"><ol>\n{items}\n</ol><p class="paper-answers">Answers: {answers}</p></div>\n'
    )
    raise nodes.SkipNode


class GameDirective(SphinxDirective):
    """``{set-or-learned-game}``: the names in its body, each as ``Estimator.name``, in this order."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        package = Path(paramlens.__file__).parent
        for path in (package / "data" / "atlas.csv", package / "roles.py", Path(__file__)):
            self.env.note_dependency(str(path))
        found = turns(" ".join(self.content).split())
        words = " ".join(f"{turn.estimator} {turn.name}" for turn in found)
        return [game_block("", nodes.Text(words), turns=found, page=self.env.docname)]


def _load_assets(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if doctree is not None and next(doctree.findall(game_block), None) is not None:
        app.add_css_file("questions.css")
        app.add_js_file("game.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directive, and what only a page with a game loads."""
    app.add_node(game_block, html=(_visit_game_block, None))
    app.add_directive(DIRECTIVE, GameDirective)
    app.connect("html-page-context", _load_assets)

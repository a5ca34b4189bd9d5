"""Formulas as MathML, made when the site is built: browsers draw it without a script."""

from __future__ import annotations

from html import escape

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging

__all__ = ["setup"]

logger = logging.getLogger(__name__)


def _mathml(node: nodes.Element, display: str) -> str:
    """The formula; one that the converter cannot read fails the build, which says where it stands."""
    latex = node.astext()
    try:
        markup = convert(latex, display=display)
    except Exception as error:  # the converter's errors have no common base
        logger.warning("formula %r cannot be written as MathML: %s", latex, error, location=node)
        return f"<code>{escape(latex)}</code>"
    if "\\" in markup:
        logger.warning("formula %r holds a command that has no MathML", latex, location=node)
    return markup


def _visit_inline(self, node: nodes.math) -> None:
    self.body.append(_mathml(node, "inline"))
    raise nodes.SkipNode


def _visit_block(self, node: nodes.math_block) -> None:
    ids = "".join(f' id="{id}"' for id in node.get("ids", ())[:1])
    self.body.append(f'<div class="math"{ids} tabindex="0" role="group" aria-label="formula">')
    self.body.append(_mathml(node, "block"))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app) -> None:
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))

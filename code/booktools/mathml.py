"""Formulas as MathML, made when the site is built: browsers draw it without a script."""

from __future__ import annotations

from html import escape

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.transforms.post_transforms import SphinxPostTransform
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
    # The bars of a norm stay as high as their letters, whatever stands above them.
    return markup.replace("<mo>&#x02016;</mo>", '<mo stretchy="false">&#x02016;</mo>')


class KeepPunctuation(SphinxPostTransform):
    """Hand the comma or full stop after a formula to the formula, so that no line begins with it."""

    default_priority = 950
    formats = ("html",)

    def run(self, **_: object) -> None:
        for formula in list(self.document.findall(nodes.math)):
            after = formula.next_node(descend=False, siblings=True)
            if isinstance(after, nodes.Text) and after.startswith(tuple(",.;:!?)")):
                formula["closed_by"] = after[0]
                after.parent.replace(after, nodes.Text(after[1:]))


def _visit_inline(self, node: nodes.math) -> None:
    markup = _mathml(node, "inline")
    closing = node.get("closed_by")
    self.body.append(f'<span class="formula">{markup}{closing}</span>' if closing else markup)
    raise nodes.SkipNode


def _visit_block(self, node: nodes.math_block) -> None:
    ids = "".join(f' id="{id}"' for id in node.get("ids", ())[:1])
    self.body.append(f'<div class="math"{ids} tabindex="0" role="group" aria-label="formula">')
    self.body.append(_mathml(node, "block"))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app) -> None:
    app.add_post_transform(KeepPunctuation)
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))

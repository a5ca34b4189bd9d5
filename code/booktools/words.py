"""The colour code in prose: ``{set}`C` ``, ``{learned}`coef_` ``, ``{neither}`n_jobs` ``; and Korean terms."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst.states import Inliner

from paramlens.roles import Palette, Word

__all__ = ["korean_role", "palette_css", "word_role"]


def word_role(word: Word):
    """A docutils role that marks a name as set, learned or neither: by colour, mark and hidden text."""

    def role(
        name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, options=None, content=None
    ) -> tuple[list[nodes.Node], list[nodes.Node]]:
        literal = nodes.literal(rawtext, "", classes=["word", f"word-{word.value}"])
        literal += nodes.inline("", word.mark, classes=["word-mark"])
        literal += nodes.Text(text)
        said = nodes.inline("", f" ({word.value})", classes=["visually-hidden"])
        return [literal, said], []

    return role


def korean_role(name, rawtext, text, lineno, inliner, options=None, content=None):
    """A docutils role for a Korean term, so that screen readers and browsers know its language."""
    return [korean("", text)], []


class korean(nodes.inline):
    """A run of Korean text."""


def visit_korean(self, node: korean) -> None:
    self.body.append('<span lang="ko">')


def depart_korean(self, node: korean) -> None:
    self.body.append("</span>")


def palette_css() -> str:
    """The colours of `paramlens` as custom properties, for a light and for a dark page."""

    def rules(shade: str) -> str:
        return "".join(f"--word-{word.value}:{getattr(word.palette, shade)};" for word in Word)

    light, dark = rules("on_light"), rules("on_dark")
    return (
        f"body{{{light}}}\n"
        f'@media not print{{body[data-theme="dark"]{{{dark}}}\n'
        f'@media (prefers-color-scheme:dark){{body:not([data-theme="light"]){{{dark}}}}}}}\n'
    )


def recoloured(svg: str, shade: str) -> str:
    """A figure drawn in midtones, redrawn in the shades for a light or a dark page."""
    for word in Word:
        palette: Palette = word.palette
        new = getattr(palette, shade)
        svg = svg.replace(palette.midtone.lower(), new.lower()).replace(palette.midtone, new)
    return svg

"""Chapters as ordinary notebooks: MyST's roles and directives become plain Markdown."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from pybtex.database import parse_file

from booktools.chapters import Chapter
from booktools.game import DIRECTIVE as GAME
from booktools.game import plain_game
from booktools.questions import Place, find_places, place_of, plain_question

__all__ = ["Book", "glued_values", "is_glue", "plain_markdown", "plain_notebook", "write_notebooks"]

GLUE_PREFIX = "application/papermill.record/"
ROLE = re.compile(r"\{(?P<role>[a-z][a-z:]*)\}`(?P<text>[^`]+)`")
TARGETED = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^<>]+)>", re.DOTALL)
DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[a-z:-]+)\}[ ]*(?P<argument>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
OPTION_LINE = re.compile(r":[\w-]+:.*")
TARGET_LINE = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
COMMENT_LINE = re.compile(r"^%.*\n?", re.MULTILINE)
EMPTY_LINK = re.compile(r"\[\]\((?P<path>[^)\s]+?\.md)(?P<anchor>#[^)]*)?\)")
PLACE_LINK = re.compile(r"\[(?P<text>[^][]+)\]\((?P<target>#[\w-]+)\)")
CHAPTER_LINK = re.compile(r"\]\((?P<path>[^)\s:]+?)\.md(#[^)]*)?\)")
ATTRIBUTES = re.compile(r"(?<=[`\])])\{[#.][^}\n]*\}")
QUOTING = {"epigraph"}
VERBATIM = {"table", "list-table"}


@dataclass(frozen=True)
class Book:
    """What the plain form of one chapter needs to know of the rest of the book."""

    titles: dict[str, str]
    citations: dict[str, tuple[str, str]]
    places: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, chapters: tuple[Chapter, ...], bibliography: Path) -> Book:
        titles = {chapter.path.resolve().as_posix(): chapter.title for chapter in chapters}
        entries = parse_file(str(bibliography), bib_format="bibtex").entries
        citations = {key: _author_and_year(entry) for key, entry in entries.items()}
        return cls(titles, citations, find_places(chapters))


def _author_and_year(entry) -> tuple[str, str]:
    names = [" ".join(person.last_names) for person in entry.persons.get("author", [])]
    if not names:
        names = [entry.fields.get("title", entry.key).strip("{}")]
    authors = names[0] if len(names) == 1 else f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return authors.replace("{", "").replace("}", ""), entry.fields.get("year", "")


def glued_values(notebook: nbformat.NotebookNode) -> dict[str, object]:
    """The values that an executed notebook hands to its prose."""
    values = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            text = output.get("data", {}).get(GLUE_PREFIX + "text/plain")
            if name is not None and text is not None:
                values[name] = text
    return values


def _formatted(text: str, form: str) -> str:
    """A glued text in the form that `glue:text` gives it on the site."""
    if not form:
        return text.strip("'\"")
    number = float(text) if not re.fullmatch(r"[+-]?\d+", text) else int(text)
    return format(number, form)


def plain_markdown(
    text: str, *, path: Path, book: Book, glued: dict[str, object], figures: dict[str, int]
) -> str:
    """One chapter's prose without MyST's own syntax."""

    def role(match: re.Match) -> str:
        name, content = match["role"], match["text"]
        targeted = TARGETED.fullmatch(content)
        shown, target = (targeted["text"], targeted["target"]) if targeted else (content, content)
        if name in {"set", "learned", "neither"}:
            return f"`{content}`"
        if name == "glue:text":
            key, _, form = content.partition(":")
            return _formatted(str(glued[key]), form) if key in glued else f"`{key}`"
        if name.startswith("cite"):
            return _cited(content, book, in_text=name == "cite:t")
        if name == "numref":
            return f"Figure {figures[target]}" if target in figures else shown
        if name == "math":
            return f"${content}$"
        return shown

    def directive(match: re.Match) -> str:
        name, argument = match["name"], match["argument"].strip()
        body = match["body"].splitlines()
        options = {}
        while body and OPTION_LINE.fullmatch(body[0].strip()):
            _, key, value = body.pop(0).strip().split(":", 2)
            options[key] = value.strip()
        content = DIRECTIVE.sub(directive, "\n".join(body)).strip()
        if name == "math":
            return f"$$\n{content}\n$$"
        if name in VERBATIM:
            return f"**{argument}**\n\n{content}" if argument else content
        if name in QUOTING:
            return _quoted(content)
        if name == "claim":
            return _quoted(f"**Claim: {options.get('verdict', '')}.** {content}")
        if name == "check":
            return plain_question(ROLE.sub(role, content), options.get("answer", ""))
        if name == GAME:
            return plain_game(content)
        heading = argument or name.capitalize()
        return _quoted(f"**{heading}**\n\n{content}" if content else f"**{heading}**")

    def empty_link(match: re.Match) -> str:
        title = book.titles.get((path.parent / match["path"]).resolve().as_posix(), match["path"])
        return f"[{title}]({match['path']}{match['anchor'] or ''})"

    def place_link(match: re.Match) -> str:
        place = place_of(match["target"], path, book.places)
        if place is None:
            return match[0]
        here = place.chapter.path.resolve() == path.resolve()
        file = "" if here else os.path.relpath(place.chapter.path.with_suffix(".ipynb"), path.parent)
        # A notebook names the anchor of a heading by its words.
        return f"[{match['text']}]({file}#{place.heading.replace(' ', '-')}) (see “{place.heading}”)"

    text = COMMENT_LINE.sub("", TARGET_LINE.sub("", text))
    text = PLACE_LINK.sub(place_link, text)
    text = ATTRIBUTES.sub("", ROLE.sub(role, DIRECTIVE.sub(directive, text)))
    text = CHAPTER_LINK.sub(r"](\g<path>.ipynb)", EMPTY_LINK.sub(empty_link, text))
    return text.strip()


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _cited(keys: str, book: Book, *, in_text: bool) -> str:
    works = [book.citations.get(key.strip(), (key.strip(), "")) for key in keys.split(",")]
    if in_text:
        return " and ".join(f"{author} ({year})" for author, year in works)
    return "(" + "; ".join(f"{author}, {year}" for author, year in works) + ")"


def plain_notebook(
    chapter: Chapter, book: Book, executed: nbformat.NotebookNode | None = None
) -> nbformat.NotebookNode:
    """A chapter as a notebook that any Jupyter shows well; with outputs if `executed` has them."""
    source = executed or chapter.notebook()
    glued = glued_values(source)
    captions = _captions(source)
    figures = {name: number for number, (name, _) in enumerate(captions.values(), start=1)}
    cells = []
    for index, cell in enumerate(source.cells):
        if cell.cell_type == "markdown":
            markdown = plain_markdown(
                cell.source, path=chapter.path, book=book, glued=glued, figures=figures
            )
            cells.append(nbformat.v4.new_markdown_cell(markdown))
            continue
        outputs = _joined([output for output in cell.get("outputs", ()) if not is_glue(output)])
        tags = list(cell.metadata.get("tags", ()))
        cells.append(
            nbformat.v4.new_code_cell(
                cell.source,
                outputs=outputs,
                execution_count=cell.get("execution_count"),
                metadata={"tags": tags} if tags else {},
            )
        )
        if index in captions:
            name, caption = captions[index]
            plain = plain_markdown(caption, path=chapter.path, book=book, glued=glued, figures=figures)
            cells.append(nbformat.v4.new_markdown_cell(f"*Figure {figures[name]}. {plain}*"))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _captions(notebook: nbformat.NotebookNode) -> dict[int, tuple[str, str]]:
    """Names and captions of the figures, by the place of their cells."""
    captions = {}
    for index, cell in enumerate(notebook.cells):
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if "caption" in figure:
            captions[index] = (figure.get("name", f"figure-{index}"), " ".join(figure["caption"].split()))
    return captions


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Outputs with what was printed in one piece: where a busy machine breaks it is nothing of the chapter's."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before is not None and output.output_type == before.output_type == "stream" and output.name == before.name:
            joined[-1] = nbformat.from_dict({**before, "text": before.text + output.text})
        else:
            joined.append(output)
    return joined


def is_glue(output: nbformat.NotebookNode) -> bool:
    return any(key.startswith(GLUE_PREFIX) for key in output.get("data", {}))


def write_notebooks(chapters: tuple[Chapter, ...], book: Book, folder: Path, executed_of=None) -> list[Path]:
    """Write every chapter that runs as a notebook below `folder`; returns the paths written."""
    paths = []
    for chapter in chapters:
        if not chapter.runs:
            continue
        path = folder / f"{chapter.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = plain_notebook(chapter, book, executed_of(chapter) if executed_of else None)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf8")
        paths.append(path)
    return paths

"""Read the book's sources: its chapters, cell by cell, with the line where each cell starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbformat import NotebookNode

__all__ = ["Cell", "Chapter", "book_chapters", "read_chapter"]

HIDING_TAGS = frozenset({"hide-input", "hide-cell", "remove-input", "remove-cell"})


@dataclass(frozen=True)
class Cell:
    """One cell of a chapter; `line` is where its text starts in the file, counted from 1."""

    kind: str
    source: str
    line: int
    tags: frozenset[str] = frozenset()
    image: dict | None = None

    @property
    def is_hidden(self) -> bool:
        return bool(self.tags & HIDING_TAGS)


@dataclass(frozen=True)
class Chapter:
    """One source file: its path, its name in the book (`distinction/parameter`), its cells."""

    path: Path
    name: str
    cells: tuple[Cell, ...]
    runs: bool

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def prose_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind == "markdown")

    @property
    def title(self) -> str:
        """The first heading."""
        for cell in self.prose_cells:
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line.removeprefix("# ").strip()
        return self.name

    def notebook(self) -> NotebookNode:
        """The chapter as an unexecuted notebook, read exactly as the site's builder reads it."""
        return _read_notebook(self.path)


def _read_notebook(path: Path) -> NotebookNode:
    return read_myst_markdown_notebook(path.read_text(encoding="utf8"), add_source_map=True, path=path)


def read_chapter(path: Path, name: str) -> Chapter:
    """Read one chapter; a page without code cells is one prose cell."""
    text = path.read_text(encoding="utf8")
    if not is_myst_markdown_notebook(text):
        return Chapter(path, name, (Cell("markdown", text, 1),), runs=False)
    notebook = _read_notebook(path)
    lines = text.splitlines()
    cells = []
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        cells.append(
            Cell(
                kind=cell.cell_type,
                source=cell.source,
                line=_first_line(lines, start, cell.source),
                tags=frozenset(cell.metadata.get("tags", ())),
                image=cell.metadata.get("mystnb"),
            )
        )
    return Chapter(path, name, tuple(cells), runs=any(cell.kind == "code" for cell in cells))


def _first_line(lines: list[str], start: int, source: str) -> int:
    """A cell's recorded start is that of its options or blank lines; find its first line of text."""
    first = source.splitlines()[0] if source else ""
    for number in range(start, len(lines)):
        if lines[number].strip() == first.strip():
            return number + 1
    return start + 1


def book_chapters(root: Path) -> tuple[Chapter, ...]:
    """All pages that `_toc.yml` lists, in reading order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf8"))
    files = [toc["root"]]
    for part in toc.get("parts", [{"chapters": toc.get("chapters", [])}]):
        files += [entry["file"] for entry in part["chapters"]]
    return tuple(
        read_chapter(root / f"{file}.md", file.removeprefix("chapters/")) for file in files
    )

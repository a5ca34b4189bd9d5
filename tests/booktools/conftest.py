"""A book in miniature, so that the tools are tested apart from the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONT = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""


class MiniBook:
    """A folder with the real tools and configuration, and chapters of the test's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "chapters" / "reference").mkdir(parents=True)
        (root / "code").mkdir()
        for name in ("booktools", "paramlens"):
            shutil.copytree(ROOT / "code" / name, root / "code" / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "chapters" / "_static", root / "chapters" / "_static")
        for name in ("_config.yml", "requirements.lock", "chapters/source_claims.csv"):
            shutil.copy(ROOT / name, root / name)
        self.bibliography("@book{known, title={Known}, author={Writer, Ada}, year={2000}, publisher={Press}}")
        self.chapters: list[str] = []
        self.write("index", "# Home\n\nProse.\n", runs=False)
        self.write("reference/claims", "# Claims\n\n```{claims-on-trial}\n```\n", runs=False)

    def bibliography(self, text: str) -> None:
        (self.root / "chapters" / "references.bib").write_text(text, encoding="utf8")

    def write(self, name: str, text: str, *, runs: bool = True) -> Path:
        """Write one chapter and list it in the table of contents."""
        path = self.root / "chapters" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((FRONT if runs else "") + text, encoding="utf8")
        if name not in self.chapters:
            self.chapters.append(name)
        entries = "".join(f"  - file: chapters/{name}\n" for name in self.chapters[1:])
        toc = "format: jb-book\nroot: chapters/index\n" + (f"chapters:\n{entries}" if entries else "")
        (self.root / "_toc.yml").write_text(toc, encoding="utf8")
        return path


@pytest.fixture
def book(tmp_path: Path) -> MiniBook:
    return MiniBook(tmp_path / "book")


@pytest.fixture
def cell():
    """Text of a code cell with options."""

    def make(code: str, **options: str) -> str:
        lines = "".join(f":{key}: {value}\n" for key, value in options.items())
        return f"```{{code-cell}}\n{lines}\n{code}\n```\n\n"

    return make

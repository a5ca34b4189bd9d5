"""A chapter opened in JupyterLab shows code where the book has roles, and is saved unharmed."""

from __future__ import annotations

import pytest

from booktools.lab import JOINER, ChapterContents, as_code, as_roles

PROSE = "Both {set}`C` and {learned}`coef_`, not {neither}`n_jobs` or `plain`, {term}`parameter`."


def test_roles_become_code_and_come_back():
    shown = as_code(PROSE)
    assert shown.replace(JOINER, "") == "Both `C` and `coef_`, not `n_jobs` or `plain`, {term}`parameter`."
    assert as_roles(shown) == PROSE


@pytest.fixture
def chapter(book, cell):
    path = book.write("page", f"# Page\n\n{PROSE}\n\n" + cell("x = 1", tags="[a-claim]") + "The end.\n")
    return path, ChapterContents(root_dir=str(book.root / "chapters"))


def test_chapter_opens_as_a_notebook_with_code(chapter):
    _, contents = chapter
    model = contents.get("page.md", type="notebook")
    assert [c["cell_type"] for c in model["content"]["cells"]] == ["markdown", "code", "markdown"]
    assert "Both `C`" in model["content"]["cells"][0]["source"]


def test_chapter_is_saved_with_its_roles(chapter):
    path, contents = chapter
    model = contents.get("page.md", type="notebook")
    model["content"]["cells"][0]["source"] += "\n\nMore."
    contents.save({"type": "notebook", "content": model["content"]}, "page.md")
    text = path.read_text()
    assert PROSE in text and "More." in text and JOINER not in text
    assert ":tags: [a-claim]" in text

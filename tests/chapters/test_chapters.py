"""Every chapter runs as a notebook of its own, and every statement that the part must judge is judged."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from booktools.chapters import book_chapters
from booktools.checks import check_book
from booktools.claims import find_claims, read_source_rows
from booktools.notebooks import Book, plain_notebook
from booktools.questions import find_questions

ROOT = Path(__file__).parents[2]
CHAPTERS = book_chapters(ROOT)
RUNNING = [chapter for chapter in CHAPTERS if chapter.runs]
BOOK = Book.of(CHAPTERS, ROOT / "chapters" / "references.bib")
# The clean build of test_files.py runs the code of them all in another folder; as notebooks, one of every part.
ONE_OF_EACH_PART = list({chapter.name.rpartition("/")[0]: chapter for chapter in reversed(RUNNING)}.values())


def test_sources_keep_the_books_rules():
    assert [str(problem) for problem in check_book(ROOT)] == []


@pytest.mark.parametrize("chapter", ONE_OF_EACH_PART, ids=lambda chapter: chapter.name)
def test_notebook_runs_outside_the_repository(chapter, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    nbformat.write(plain_notebook(chapter, BOOK), tmp_path / "chapter.ipynb")
    notebook = nbformat.read(tmp_path / "chapter.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("chapter", RUNNING, ids=lambda chapter: chapter.name)
def test_notebook_holds_the_code_that_the_build_runs(chapter):
    cells = [cell.source for cell in plain_notebook(chapter, BOOK).cells if cell.cell_type == "code"]
    assert cells == [cell.source for cell in chapter.code_cells]


def test_every_statement_of_the_sources_is_judged():
    rows = read_source_rows(ROOT / "chapters" / "source_claims.csv")
    judged = {row for claim in find_claims(CHAPTERS) for row in claim.judges}
    assert len(rows) > 90 and [f"{row.id}: {row.statement}" for row in rows if row.id not in judged] == []


@pytest.mark.parametrize("part", ["distinction/", "families/", "networks/", "choosing/", "blurred/"])
def test_every_statement_that_belongs_to_a_part_is_judged_there(part):
    rows = [row for row in read_source_rows(ROOT / "chapters" / "source_claims.csv") if row.chapter.startswith(part)]
    judged = {row: claim.chapter.name for claim in find_claims(CHAPTERS) for row in claim.judges}
    elsewhere = {row.id: judged.get(row.id) for row in rows if not fnmatch(judged.get(row.id, ""), row.chapter)}
    assert rows and elsewhere == {}


# k-means has no score that could choose; it measures the choice by criteria of its own.
CHOOSES_WITHOUT_A_SURVEY = {"families/k-means"}


@pytest.mark.parametrize(
    "chapter", [one for one in RUNNING if one.name.startswith("families/")], ids=lambda chapter: chapter.name
)
def test_family_chapter_has_an_explorable_claims_and_a_prediction_by_hand(chapter):
    code = "\n".join(cell.source for cell in chapter.code_cells)
    assert "explorables." in code
    assert list(find_claims([chapter]))
    if chapter.name != "families/overview":
        assert "anatomy(" in code
        assert "atol=1e-9" in code or "np.array_equal(tree.value" in code
        assert ("survey(" in code) != (chapter.name in CHOOSES_WITHOUT_A_SURVEY)


def test_chapter_has_exercises_takeaways_and_further_reading():
    for chapter in RUNNING:
        text = "\n".join(cell.source for cell in chapter.prose_cells)
        if chapter.name != "index" and not chapter.name.startswith("reference/"):
            for part in ("Takeaways", "## Exercises", "## Further reading"):
                assert part in text, (chapter.name, part)


def test_every_chapter_ends_with_questions():
    asked = {question.chapter.name for question in find_questions(CHAPTERS)}
    assert asked == {chapter.name for chapter in RUNNING if not chapter.name.startswith("reference/")}

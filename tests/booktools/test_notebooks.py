"""MyST's own syntax becomes plain Markdown, with the numbers of the run in it."""

from __future__ import annotations

import nbformat
import pytest

from booktools.chapters import book_chapters
from booktools.notebooks import Book, glued_values, plain_markdown, plain_notebook, write_notebooks


@pytest.fixture
def plain(book):
    book.write("distinction/other", "# The other chapter\n", runs=False)
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")
    path = book.root / "chapters" / "distinction" / "page.md"

    def convert(text: str) -> str:
        return plain_markdown(text, path=path, book=known, glued={"score": "0.9375", "n": "12"}, figures={"fig-a": 1})

    return convert


@pytest.mark.parametrize(
    "myst, markdown",
    [
        ("{set}`C`, {learned}`coef_`, {neither}`n_jobs`", "`C`, `coef_`, `n_jobs`"),
        ("{ko}`학습률`", "학습률"),
        ("{glue:text}`score:.2f` of {glue:text}`n`", "0.94 of 12"),
        ("a {term}`learning rate`, {term}`rates <learning rate>`", "a learning rate, rates"),
        ("{cite:p}`known` and {cite:t}`known`", "(Writer, 2000) and Writer (2000)"),
        ("see {numref}`fig-a`", "see Figure 1"),
        ("(a-label)=\n# Title", "# Title"),
        ("% a comment\ntext", "text"),
        ("[](other.md)", "[The other chapter](other.ipynb)"),
        ("[there](other.md#part)", "[there](other.ipynb)"),
        ("[out](https://example.org/a.md)", "[out](https://example.org/a.md)"),
        ("```{note}\nMind {set}`C`.\n```", "> **Note**\n>\n> Mind `C`."),
        ("```{admonition} Takeaways\n:class: tip\n\n- one\n```", "> **Takeaways**\n>\n> - one"),
        ("```{claim} an-id\n:verdict: false\n\nIt is so.\n```", "> **Claim: false.** It is so."),
        ("````{note}\n```{epigraph}\nSaid.\n```\n````", "> **Note**\n>\n> > Said."),
        ("```{math}\nx^2\n```", "$$\nx^2\n$$"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
    ],
)
def test_plain_form(plain, myst, markdown):
    assert plain(myst) == markdown


def test_notebook_is_valid_whole_and_the_same_each_time(book, cell):
    book.write("page", "# Page\n\nText with {set}`C`.\n\n" + cell("x = 1", tags="[a-claim]") + cell("print(x)"))
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")
    first, second = (plain_notebook(chapters[-1], known) for _ in range(2))
    nbformat.validate(first)
    assert first == second
    assert [c.source for c in first.cells] == ["# Page\n\nText with `C`.", "x = 1", "print(x)"]
    assert first.cells[1].metadata.tags == ["a-claim"]


def test_only_chapters_that_run_are_written(book, cell, tmp_path):
    book.write("part/page", "# Page\n\n" + cell("x = 1"))
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")
    paths = write_notebooks(chapters, known, tmp_path / "out")
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["out/part/page.ipynb"]


def test_glued_values_are_read_from_outputs():
    display = nbformat.v4.new_output(
        "display_data",
        data={"application/papermill.record/text/plain": "0.5"},
        metadata={"scrapbook": {"name": "half", "mime_prefix": "application/papermill.record/"}},
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[display])])
    assert glued_values(notebook) == {"half": "0.5"}


def test_what_was_printed_is_one_piece_wherever_it_broke(book, cell):
    book.write("page", "# Page\n\n" + cell("print('one line')"))
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")

    def ran(*pieces: str) -> nbformat.NotebookNode:
        executed = chapters[-1].notebook()
        code = next(one for one in executed.cells if one.cell_type == "code")
        code.outputs = [nbformat.v4.new_output("stream", name="stdout", text=piece) for piece in pieces]
        return plain_notebook(chapters[-1], known, executed)

    assert ran("one line\n") == ran("one ", "line", "\n")

"""A game takes its verdicts from the atlas, and a name that the atlas cannot answer for stops the build."""

from __future__ import annotations

import pytest

from booktools.chapters import book_chapters
from booktools.checks import check_book
from booktools.game import turns
from booktools.notebooks import Book, plain_markdown
from booktools.site import build
from paramlens.atlas_table import atlas_table


def game(*names: str) -> str:
    return "```{set-or-learned-game}\n" + "".join(f"{name}\n" for name in names) + "```\n"


@pytest.fixture
def messages(book):
    def find(*names: str) -> list[str]:
        book.write("page", "# Title\n\n" + game(*names), runs=False)
        return [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in check_book(book.root)]

    return find


def test_names_of_the_atlas_pass(messages):
    assert messages("SVC.C", "KNeighborsClassifier._fit_X") == []


def test_turns_are_rows_of_the_atlas():
    found = turns(["SVC.degree", "Ridge.coef_"])
    rows = atlas_table().set_index(["estimator", "name"])
    for turn in found:
        row = rows.loc[(turn.estimator, turn.name)]
        assert (turn.role.value, turn.evidence, turn.data) == (row["role"], row["evidence"], row["data"])
    assert [turn.role.word.value for turn in found] == ["set", "learned"]


@pytest.mark.parametrize(
    "names, wanted",
    [
        ((), "a game names at least one thing, got none"),
        (("SVC",), "a game names each thing as Estimator.name, got 'SVC'"),
        ((".C",), "a game names each thing as Estimator.name, got '.C'"),
        (("SVC.charm",), "a game takes its names from the atlas, which has no 'SVC.charm'"),
        (("SVC.C", "Ridge.alpha", "SVC.C"), "a game names each thing once, got 'SVC.C' twice"),
    ],
)
def test_each_fault_is_named_with_its_place(messages, names, wanted):
    assert messages(*names) == [f"page.md:3: {wanted}"]


def test_name_without_a_verdict_is_refused():
    table = atlas_table()
    undecided = table[table["role"] == "undecided"].iloc[0]
    with pytest.raises(ValueError, match="undecided"):
        turns([f"{undecided['estimator']}.{undecided['name']}"])


def test_game_becomes_plain_markdown_that_opens(book):
    [turn] = turns(["RandomForestClassifier.n_jobs"])
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")
    text = plain_markdown(
        game("RandomForestClassifier.n_jobs"), path=book.root / "x.md", book=known, glued={}, figures={}
    )
    assert text.startswith(
        "<details><summary><code>n_jobs</code> of <code>RandomForestClassifier</code></summary>\n\n○ **neither** (run setting)."
    )
    assert turn.evidence in text and text.endswith("</details>")


def test_built_page_has_every_turn_in_the_order_of_the_list(book):
    names = ["SVC.C", "Ridge.coef_", "RandomForestClassifier.n_jobs"]
    book.write("page", "# Title\n\n" + game(*names), runs=False)
    build(book.root, report=lambda line: None)
    site = book.root / "_build" / "html" / "chapters"
    html = (site / "page.html").read_text(encoding="utf8")
    places = [html.index(f'<li data-word="{word}">') for word in ("set", "learned", "neither")]
    assert places == sorted(places)
    assert "Answers: 1 set, 2 learned, 3 neither" in html
    assert "game.js" in html and "game.js" not in (site / "index.html").read_text(encoding="utf8")

"""A question whose answer is missing, whose mistakes have no name, or which leads nowhere stops the build."""

from __future__ import annotations

import re

import nbformat
import pytest

from booktools.chapters import book_chapters
from booktools.checks import check_book
from booktools.notebooks import Book, plain_notebook
from booktools.questions import find_places, find_questions, place_of
from booktools.site import BuildFailure, build

WRONG = "- Yes, {set}`C` is.\n\n  **The count fallacy.** It fails: [the cell](#evidence-a-claim-1).\n"
RIGHT = "- No.\n\n  It is not, says [the section](#a-section).\n"


def check(id="an-id", answer="2", prompt="Is it?", options=WRONG + RIGHT, after=""):
    setting = f":answer: {answer}\n" if answer is not None else ""
    return f"```{{check}} {id}\n{setting}\n{prompt}\n\n{options}{after}```\n\n"


@pytest.fixture
def head(cell):
    """A chapter up to its questions: front matter of five lines and a blank one, then these."""
    claim = "```{claim} a-claim\n:verdict: true\n\nIt holds.\n```\n\n"
    return "# Title\n\n## A section\n\n" + claim + cell("assert 1 < x", tags="[a-claim]") + "## The end\n\n"


@pytest.fixture
def messages(book, head):
    def find(*questions: str, others: int = 1) -> list[str]:
        sound = [check(f"sound-{number}") for number in range(others)]
        book.write("page", head + "".join([*questions, *sound]))
        return [problem.message for problem in check_book(book.root)]

    return find


def test_sound_question_passes(messages):
    assert messages(check()) == []


def test_parts_of_a_question_are_read(book, head):
    prompt = "First paragraph.\n\n- a list of the prompt's own\n\nThen: is it?"
    book.write("page", head + check(prompt=prompt))
    [question] = find_questions(book_chapters(book.root))
    assert (question.id, question.answer, question.rest) == ("an-id", "2", "")
    assert question.prompt == prompt
    assert [option.text for option in question.options] == ["Yes, {set}`C` is.", "No."]
    assert question.options[0].feedback.startswith("**The count fallacy.** It fails")
    lines = (book.root / "chapters" / "page.md").read_text(encoding="utf8").splitlines()
    assert lines[question.line - 1] == "```{check} an-id"
    assert [lines[option.line - 1][:5] for option in question.options] == ["- Yes", "- No."]


@pytest.mark.parametrize(
    "change, wanted",
    [
        ({"id": "An Id"}, "question 'An Id' must have an id of lower-case words joined by hyphens"),
        ({"id": ""}, "question '' must have an id of lower-case words joined by hyphens"),
        ({"answer": None}, "question 'an-id' has no :answer:; wanted is the number of the right option, 1 to 2"),
        ({"answer": "3"}, "question 'an-id' has :answer: 3; wanted is the number of the right option, 1 to 2"),
        ({"answer": "0"}, "question 'an-id' has :answer: 0; wanted is the number of the right option, 1 to 2"),
        ({"prompt": ""}, "question 'an-id' asks nothing before its options"),
        ({"after": "\nAnd more.\n"}, "question 'an-id' goes on after its options: 'And more.'"),
        ({"options": RIGHT, "answer": "1"}, "question 'an-id' has 1 options; wanted is a list of 2 to 4"),
        ({"options": WRONG * 4 + RIGHT, "answer": "4"}, "question 'an-id' has 5 options; wanted is a list of 2 to 4"),
        (
            {"options": WRONG + "- No.\n\n  It is not.\n"},
            "question 'an-id', option B, leads to no cell or section; "
            "wanted is [words](#evidence-<claim>-<number>) or [words](#a-heading)",
        ),
        (
            {"options": WRONG + "- No.\n\n  It is [not](https://example.org/#so).\n"},
            "question 'an-id', option B, leads to no cell or section; "
            "wanted is [words](#evidence-<claim>-<number>) or [words](#a-heading)",
        ),
        (
            {"options": WRONG.replace("claim-1", "claim-2") + RIGHT},
            "question 'an-id', option A, leads to '#evidence-a-claim-2', which is no evidence cell, figure or section",
        ),
        (
            {"options": WRONG + RIGHT.replace("#a-section", "other.md#nowhere")},
            "question 'an-id', option B, leads to 'other.md#nowhere', which is no evidence cell, figure or section",
        ),
        (
            {"options": WRONG.replace("**The count fallacy.** ", "") + RIGHT},
            "question 'an-id', option A, is wrong and must say by what name: "
            "wanted is **The name of the mistake.** first",
        ),
        (
            {"options": WRONG + "- No.\n"},
            "question 'an-id', option B, does not say why it is right or wrong, after a blank line",
        ),
        (
            {"options": WRONG + RIGHT.replace("No.", "[No](#a-section).")},
            "question 'an-id', option B, holds a link; links belong to what is said of it, after a blank line",
        ),
        (
            {"options": WRONG + RIGHT.replace("No.", "{term}`No`.")},
            "question 'an-id', option B, holds a link; links belong to what is said of it, after a blank line",
        ),
    ],
)
def test_each_fault_is_named(messages, change, wanted):
    assert messages(check(**change)) == [wanted]


def test_fault_names_its_line(book, head):
    book.write("page", head + check() + check("other", options=WRONG + "- No.\n\n  It is not.\n"))
    [problem] = check_book(book.root)
    lines = problem.path.read_text(encoding="utf8").splitlines()
    assert lines[problem.line - 1] == "- No." and problem.line == len(lines) - 4


def test_repeated_id_names_the_first_place(messages):
    [message] = messages(check(), check(), others=0)
    assert re.fullmatch(r"question 'an-id' stands already at page\.md:\d+", message)


@pytest.mark.parametrize("others, count", [(0, 1), (4, 5)])
def test_a_chapter_has_two_to_four_questions(messages, others, count):
    assert messages(check(), others=others) == [f"a chapter has 2 to 4 questions, this one has {count}"]


def test_decimal_typed_into_a_question_is_found(messages):
    [message] = messages(check(options=WRONG.replace("It fails", "It is 0.5") + RIGHT))
    assert "typed into prose" in message


def test_links_lead_to_cells_figures_and_sections_of_any_chapter(book, head, cell):
    figure = "```{code-cell}\n---\nmystnb:\n  figure: {name: fig-a, caption: A line.}\n---\nplot()\n```\n\n"
    page = book.write("part/page", head + figure)
    other = book.write("other", "# Other\n\n## `C` of *what*?\n", runs=False)
    places = find_places(book_chapters(book.root))

    def heading(target, path):
        place = place_of(target, path, places)
        return place and place.heading

    assert heading("#evidence-a-claim-1", other) == "A section"
    assert heading("#fig-a", other) == "The end"
    assert heading("#a-section", page) == "A section"
    assert heading("#a-section", other) is None
    assert heading("../other.md#c-of-what", page) == "C of what?"
    assert heading("part/page.md#evidence-a-claim-1", other) is None


def test_question_becomes_plain_markdown_that_opens(book, head):
    book.write("page", head + check() + check("other"))
    chapters = book_chapters(book.root)
    notebook = plain_notebook(chapters[-1], Book.of(chapters, book.root / "chapters" / "references.bib"))
    nbformat.validate(notebook)
    text = notebook.cells[-1].source
    assert "{check}" not in text and ":answer:" not in text and "{set}" not in text
    assert text.count("**Question.** Is it?") == 2
    wrong, right = re.findall(r"<details>(.*?)</details>", text, re.DOTALL)[:2]
    assert wrong == (
        "<summary>A. Yes, <code>C</code> is.</summary>\n\n**Not quite.** **The count fallacy.** It fails: "
        "[the cell](#A-section) (see “A section”).\n\n"
    )
    assert right.startswith("<summary>B. No.</summary>\n\n**Right.** It is not")


def test_link_to_another_chapter_leads_to_its_notebook(book, head):
    book.write("part/page", head)
    book.write("other", "# Other\n\n" + check() + check("two"))
    chapters = book_chapters(book.root)
    known = Book.of(chapters, book.root / "chapters" / "references.bib")
    text = plain_notebook(chapters[-1], known).cells[-1].source
    assert "[the cell](part/page.ipynb#A-section) (see “A section”)" in text


def test_built_page_has_the_question_and_loads_its_styles(book, head):
    text = head.replace("assert 1 < x", "x = 2\nassert 1 < x")
    book.write("page", text + check() + check("two", answer="2"))
    build(book.root, report=lambda line: None)
    site = book.root / "_build" / "html" / "chapters"
    html = (site / "page.html").read_text(encoding="utf8")
    assert html.count('<details class="option" name="check-an-id">') == 2
    assert 'href="#evidence-a-claim-1"' in html and 'id="evidence-a-claim-1"' in html
    assert '<p class="paper-answers">Answers: 1 B, 2 B</p>' in html
    assert "questions.css" in html and "questions.css" not in (site / "index.html").read_text(encoding="utf8")


def test_question_that_the_checks_cannot_see_stops_the_build(book, head):
    text = head.replace("assert 1 < x", "x = 2\nassert 1 < x")
    book.write("page", text + "````{note}\n" + check("hidden-in-a-note") + "````\n")
    with pytest.raises(BuildFailure, match="hidden-in-a-note"):
        build(book.root, report=lambda line: None)

"""Each rule of honesty finds its offence, names the place, and leaves honest cells alone."""

from __future__ import annotations

import pytest

from booktools.chapters import read_chapter
from booktools.honesty import honesty_problems


@pytest.fixture
def problems(book):
    def find(text: str, *, runs: bool = True) -> list[tuple[int, str]]:
        path = book.write("page", text, runs=runs)
        found = honesty_problems([read_chapter(path, "page")])
        return [(problem.line, problem.message) for problem in found]

    return find


@pytest.mark.parametrize(
    "hidden",
    ["score = 1", "model.score = 1", "table['a'] = 1", "score += 1", "def score(): return 1", "setattr(model, 'a', 1)", "table.pop()", "for score in [1]: pass"],
)
@pytest.mark.parametrize("tag", ["hide-input", "hide-cell", "remove-input", "remove-cell"])
def test_hidden_cell_may_not_make_what_a_shown_cell_shows(problems, cell, hidden, tag):
    text = "# T\n\n" + cell(hidden, tags=f"[{tag}]") + cell("print(score, model, table)")
    [(line, message)] = problems(text)
    assert "a hidden cell sets" in message
    assert line == 12, "the hidden cell's own line of code"


@pytest.mark.parametrize("hidden", ["import numpy as np", "import numpy as np\nnp.set_printoptions(precision=2)"])
def test_hidden_cell_may_import_and_style(problems, cell, hidden):
    assert problems("# T\n\n" + cell(hidden, tags="[hide-cell]") + cell("print(np.pi)")) == []


def test_name_that_a_shown_cell_sets_anew_is_its_own(problems, cell):
    text = cell("answer = 1", tags="[hide-cell]") + cell("answer = 2") + cell("print(answer)")
    assert problems(text) == []


@pytest.mark.parametrize(
    "code",
    [
        "SVC(random_state=33)",
        "make_moons(seed=1)",
        "np.random.default_rng(7)",
        "np.random.RandomState(42)",
        "np.random.seed(1)",
        "seed = 5",
        "SEED = 5",
        "model.set_params(svc__random_state=3)",
        "dict(a=1); {'random_state': 12}",
        "for seed in (3, 7): pass",
        "[fit(seed) for seed in [3, 7]]",
        "fit(random_state=-1)",
    ],
)
def test_seed_of_its_own_choosing_is_found(problems, cell, code):
    [(_, message)] = problems(cell(code))
    assert "the book's seed is 0" in message


@pytest.mark.parametrize(
    "code, words",
    [
        ("np.random.default_rng()", "without a seed"),
        ("np.random.normal(size=3)", "global state"),
        ("train_test_split(X, y)", "without random_state"),
        ("KFold(5, shuffle=True)", "without random_state"),
    ],
)
def test_draw_without_a_seed_is_found(problems, cell, code, words):
    [(_, message)] = problems(cell(code))
    assert words in message


@pytest.mark.parametrize(
    "code",
    [
        "SVC(random_state=0)",
        "SVC(random_state=None)",
        "np.random.default_rng(0)",
        "for seed in range(20): fit(random_state=seed)",
        "train_test_split(X, y, random_state=0)",
        "KFold(5, shuffle=True, random_state=0)",
        "rng.normal(size=3)",
    ],
)
def test_seeds_of_the_book_pass(problems, cell, code):
    assert problems(cell(code)) == []


def test_quoted_code_keeps_its_seed(problems, cell):
    assert problems(cell("SVC(random_state=33)", tags="[quotes-source]")) == []


@pytest.mark.parametrize(
    "prose",
    [
        "The score is 0.93.",
        "# About 2.5 times",
        "- a list with .5",
        "Between (1.5 and so on)",
        "```{note}\nIt was 3.14.\n```",
        "```{note} About 3.14\nYes.\n```",
        "````{admonition} Outer\n```{note}\n2.5\n```\n````",
        "a | b\n--|--\n1.5 | 2\n",
        "```{claim} some-id\n:verdict: true\n\nIt is 1.5.\n```",
    ],
)
@pytest.mark.parametrize("runs", [True, False])
def test_decimal_typed_into_prose_is_found(problems, prose, runs):
    [(_, message)] = problems(prose + "\n", runs=runs)
    assert "typed into prose" in message


@pytest.mark.parametrize(
    "prose",
    [
        "With `C=0.01` and {set}`C=0.5`.",
        "The score is {glue:text}`score:.2f`.",
        "> A quotation of 0.5.",
        "```{epigraph}\n0.5\n```",
        "```python\nx = 0.5\n```",
        "```{table} Settings\n:class: settings\n\n| C |\n|---|\n| 0.5 |\n```",
        "Twenty, 20, 95 % and v. 3",
        "see [text](https://example.org/1.5)",
    ],
)
def test_numbers_outside_prose_pass(problems, prose):
    assert problems(prose + "\n") == []


def test_decimal_in_a_caption_is_found(problems, cell):
    text = "```{code-cell}\n---\nmystnb:\n  figure:\n    caption: Falls to 0.5.\n---\nplot()\n```\n"
    assert ["typed into prose" in message for _, message in problems(text)] == [True]


def test_line_of_an_offence_is_its_own(problems):
    [(line, _)] = problems("# T\n\nFirst line\nsecond with 0.5 in it.\n")
    assert line == 10, "after five lines of front matter and a blank one, the fourth line of the text"


def test_long_cell_and_long_helper_are_found(problems, cell):
    assert "a cell of 26 lines" in problems(cell("\n".join(["x = 1"] * 26)))[0][1]
    helper = "def f(x):\n    a = x\n    b = a\n    c = b\n    return c"
    assert problems(cell("x = 1\n" + "y" * 89))[0] == (10, "a line of 89 characters; the most is 88")
    assert problems(cell("y" * 88)) == []
    assert "helper of 4 lines" in problems(cell(helper))[0][1]
    assert problems(cell("def f(x):\n    return x")) == []


@pytest.mark.parametrize("code", ["from myst_nb import glue", "import booktools.chapters"])
def test_chapter_may_not_lean_on_the_build(problems, cell, code):
    assert "must run without the book's build" in problems(cell(code))[0][1]


@pytest.mark.parametrize("code", ["glue('score', 0.93)", "glue('score', value=1)"])
def test_glue_takes_no_typed_value(problems, cell, code):
    assert "typed value" in problems(cell(code))[0][1]
    assert problems(cell("glue('score', model.score(X, y))")) == []

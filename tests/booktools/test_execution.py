"""What a cached output depends on: the chapter's code, the package's source and the lock; never its prose."""

from __future__ import annotations

import pytest

from booktools.chapters import book_chapters
from booktools.execution import ChapterFailure, depends_on, drop_stale, execute


@pytest.fixture
def lines():
    return []


@pytest.fixture
def run(book, lines):
    """Execute what is stale and return the names of the chapters that ran."""

    def run_stale() -> set[str]:
        runs = execute(book_chapters(book.root), book.root, report=lines.append)
        return {done.chapter.name for done in runs if done.executed}

    return run_stale


@pytest.fixture
def two_chapters(book, cell):
    book.write("lens", "# Lens\n\n" + cell("import paramlens.roles\nprint(6 * 7)"))
    book.write("plain", "# Plain\n\n" + cell("print('plain')"))
    return book


def test_exactly_the_right_chapters_run_again(two_chapters, cell, run):
    book = two_chapters
    assert run() == {"lens", "plain"}
    assert run() == set(), "nothing changed"

    book.write("lens", "# Lens, retold\n\nOther prose.\n\n" + cell("import paramlens.roles\nprint(6 * 7)"))
    assert run() == set(), "only prose changed"

    book.write("plain", "# Plain\n\n" + cell("print('plain')", tags="[some-tag]"))
    assert run() == set(), "only a tag changed"

    book.write("plain", "# Plain\n\n" + cell("print('other')"))
    assert run() == {"plain"}, "the code of one chapter changed"

    with (book.root / "code" / "paramlens" / "roles.py").open("a") as file:
        file.write("\n# a change of the package\n")
    assert run() == {"lens"}, "the package changed, and one chapter uses it"

    with (book.root / "requirements.lock").open("a") as file:
        file.write("# a change of the lock\n")
    assert run() == {"lens", "plain"}, "the lock changed"


def test_stale_run_is_out_of_the_builders_reach(two_chapters, run):
    run()
    (two_chapters.root / "code" / "paramlens" / "data_of_a_test.csv").write_text("a\n1\n")
    stale = drop_stale(book_chapters(two_chapters.root), two_chapters.root)
    assert [chapter.name for chapter in stale] == ["lens"]


def test_digest_knows_new_and_renamed_files(two_chapters):
    chapter = book_chapters(two_chapters.root)[-2]
    package = two_chapters.root / "code" / "paramlens"
    digests = [depends_on(chapter, two_chapters.root)]
    (package / "one.py").write_text("x = 1\n")
    digests.append(depends_on(chapter, two_chapters.root))
    (package / "one.py").rename(package / "two.py")
    digests.append(depends_on(chapter, two_chapters.root))
    assert len(set(digests)) == 3


def test_progress_names_each_chapter_with_its_time(two_chapters, run, lines):
    run()
    assert lines[0] == "Executing 2 of 2 chapters that run, 2 at a time." or "1 at a time" in lines[0]
    assert sorted(line.split()[-3] for line in lines[1:]) == ["lens", "plain"]
    assert all(line.endswith(" s") for line in lines[1:])


def test_failure_names_the_chapter_the_cell_and_the_error(book, cell, run):
    text = "# Broken\n\n" + cell("fine = 1") + "Prose.\n\n" + cell("fine / 0  # the culprit")
    path = book.write("broken", text)
    line = 1 + path.read_text().splitlines().index("fine / 0  # the culprit")
    with pytest.raises(ChapterFailure) as caught:
        run()
    message = str(caught.value).splitlines()
    assert message[0] == f"chapter broken, code cell 2 ({path}:{line})"
    assert "fine / 0  # the culprit" in message[1]
    assert message[-1] == "ZeroDivisionError: division by zero"


def test_failure_of_one_chapter_keeps_what_the_others_did(two_chapters, cell, run, lines):
    two_chapters.write("broken", "# Broken\n\n" + cell("raise ValueError('no')"))
    with pytest.raises(ChapterFailure):
        run()
    assert any("broken" in line and "FAILED" in line for line in lines)
    two_chapters.write("broken", "# Mended\n\n" + cell("print('yes')"))
    assert run() == {"broken"}


def test_caption_without_a_picture_is_a_failure(book, run):
    book.write("page", "# Page\n\n```{code-cell}\n---\nmystnb: {image: {alt: A line}}\n---\nx = 1\n```\n")
    with pytest.raises(ChapterFailure, match="shows no picture"):
        run()


def test_caption_over_more_than_a_picture_is_a_failure(book, run):
    drawn = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\n"
    start = "# Page\n\n```{code-cell}\n---\nmystnb: {image: {alt: A line}, figure: {name: fig-line, caption: A line.}}\n---\n"
    book.write("page", f"{start}{drawn}'and a text'\n```\n")
    with pytest.raises(ChapterFailure, match="a caption for one picture, and shows 2 things"):
        run()
    book.write("page", f"{start}{drawn}```\n")
    assert run() == {"page"}


def test_cell_that_hangs_is_named(book, cell):
    book.write("slow", "# Slow\n\n" + cell("import time\ntime.sleep(60)"))
    with pytest.raises(ChapterFailure, match="chapter slow, code cell 1"):
        execute(book_chapters(book.root), book.root, timeout=2, report=lambda line: None)

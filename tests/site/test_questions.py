"""Questions in the browser: by keyboard, without a script, in light and dark, on a phone, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from booktools.chapters import book_chapters
from booktools.questions import LETTERS, Question, find_questions

ROOT = Path(__file__).parents[2]
PAGE = "chapters/distinction/neither.html"


def questions_of(name: str) -> list[Question]:
    return [question for question in find_questions(book_chapters(ROOT)) if question.chapter.name == name]


CHAPTERS = sorted({question.chapter.name for question in find_questions(book_chapters(ROOT))})


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_option_opens_alone_and_says_whether_it_is_right_without_a_script(visit, name):
    page = visit(f"chapters/{name}.html", java_script_enabled=False)
    questions = questions_of(name)
    assert page.locator(".question").count() == len(questions)
    for box, question in zip(page.locator(".question").all(), questions, strict=True):
        assert box.locator(".feedback:visible").count() == 0
        for number, option in enumerate(box.locator("details").all(), start=1):
            option.locator("summary").click()
            said = box.locator(".feedback:visible")
            assert said.count() == 1
            verdict = "Right" if str(number) == question.answer else "Not quite"
            assert said.locator(".question-verdict").inner_text().endswith(verdict)
            assert said.locator("a").count() >= 1
            if verdict == "Not quite":
                assert said.locator("p:not(.question-verdict) > strong").first.is_visible()
            assert box.locator("details[open]").count() == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_keyboard_alone_chooses_reads_on_and_follows_the_link(visit, width):
    page = visit(PAGE, viewport={"width": width, "height": 740})
    page.locator(".question summary").first.focus()
    seen = []
    for _ in range(2):
        seen.append(page.evaluate("document.activeElement.querySelector('.letter').textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Tab")
    assert seen == ["A", "B"]
    page.keyboard.press("Enter")
    option = page.locator(".question details").nth(2)
    assert option.locator(".feedback").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.feedback') !== null")
    target = page.evaluate("document.activeElement.hash")
    page.keyboard.press("Enter")
    assert target and page.url.endswith(target)
    page.wait_for_timeout(500)
    assert -10 < page.locator(target).bounding_box()["y"] < 370


def test_question_is_a_named_group_for_a_screen_reader(visit):
    page = visit(PAGE)
    for number, question in enumerate(questions_of("distinction/neither"), start=1):
        group = page.get_by_role("group", name=f"Question {number}", exact=True)
        assert group.count() == 1
        assert group.locator("summary").count() == len(question.options)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_questions_are_accessible(visit, scheme, width):
    page = visit(PAGE, color_scheme=scheme, viewport={"width": width, "height": 740})
    for index, question in enumerate(questions_of("distinction/neither")):
        right = int(question.answer) - 1
        chosen = right if index % 2 else (right + 1) % len(question.options)
        page.locator(".question").nth(index).locator("summary").nth(chosen).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    kinds = page.locator(".feedback:visible").evaluate_all("found => found.map(one => one.className)")
    assert len(set(kinds)) == 2, "a right and a wrong one are looked at"
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.complaints == []


def test_options_are_large_enough_to_touch(visit):
    page = visit(PAGE, viewport={"width": 360, "height": 740})
    assert min(box.bounding_box()["height"] for box in page.locator(".question summary").all()) >= 36


def test_paper_asks_and_answers_below(visit):
    page = visit(PAGE)
    page.locator(".question summary").first.click()
    assert not page.locator(".paper-answers").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".question summary").last.is_visible()
    assert page.locator(".feedback:visible").count() == 0
    letters = [LETTERS[int(question.answer) - 1] for question in questions_of("distinction/neither")]
    answers = ", ".join(f"{number} {letter}" for number, letter in enumerate(letters, start=1))
    assert page.locator(".paper-answers").inner_text() == f"Answers: {answers}"


def test_nothing_moves_by_itself(visit):
    page = visit(PAGE, reduced_motion="reduce")
    moving = "all => all.filter(e => getComputedStyle(e).animationName !== 'none').length"
    assert page.locator(".question, .question *").evaluate_all(moving) == 0


def test_verdict_is_seen_under_forced_colours(visit):
    page = visit(PAGE, forced_colors="active")
    page.locator(".question summary").first.click()
    style = "e => { const s = getComputedStyle(e); return [s.color, s.borderLeftStyle]; }"
    colour, border = page.locator(".feedback:visible").evaluate(style)
    assert border == "solid"
    assert page.locator(".question-verdict:visible").inner_text().strip() == "✗ Not quite"


def test_right_options_do_not_always_stand_in_one_place():
    answers = [question.answer for question in find_questions(book_chapters(ROOT))]
    assert max(answers.count(answer) for answer in set(answers)) <= len(answers) / 2


def test_only_pages_with_questions_load_their_styles(site):
    users = {path.relative_to(site).as_posix() for path in site.rglob("*.html") if "questions.css" in path.read_text(encoding="utf8")}
    assert users == {f"chapters/{name}.html" for name in CHAPTERS}

"""The game of names in the browser: played by keyboard, read without a script, on a phone, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from booktools.chapters import book_chapters
from booktools.game import DIRECTIVE, Turn, turns
from booktools.questions import find_directives

ROOT = Path(__file__).parents[2]
PAGE = "chapters/index.html"
WORDS = ["set", "learned", "neither"]


@pytest.fixture(scope="module")
def names() -> list[Turn]:
    [(_, _, content)] = find_directives(book_chapters(ROOT)[0], DIRECTIVE)
    return turns(content.split())


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def say(page, word: str) -> None:
    """Answer with the keyboard, from the name on."""
    for _ in range(1 + WORDS.index(word)):
        page.keyboard.press("Tab")
    assert focused(page).endswith(word)
    page.keyboard.press("Enter")


def play(page, answers: list[str]) -> None:
    page.locator(".game-name").focus()
    for word in answers:
        say(page, word)
        assert focused(page) in {"Next", "See how you did"}
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "game-name"


def test_twelve_names_of_which_as_many_are_set_learned_and_neither(names):
    words = [turn.role.word.value for turn in names]
    assert len(words) == 12 and {words.count(word) for word in WORDS} == {4}


def test_without_a_script_each_name_opens_to_its_verdict(visit, names):
    page = visit(PAGE, java_script_enabled=False)
    assert page.locator(".game-panel").count() == 0
    items = page.locator(".game > ol > li")
    assert items.count() == len(names)
    for item, turn in zip(items.all(), names, strict=True):
        assert item.locator("summary").inner_text() == f"{turn.name} of {turn.estimator}"
        assert not item.locator(".told").is_visible()
        item.locator("summary").click()
        told = item.locator(".told").inner_text()
        assert turn.role.word.value in told and turn.role.word.mark in told
        assert turn.evidence in told


def test_every_name_leads_to_its_estimator_in_the_atlas(site, visit, names):
    page = visit(PAGE, java_script_enabled=False)
    links = page.locator(".game a").evaluate_all("found => found.map(one => one.getAttribute('href'))")
    assert links == [f"reference/atlas.html#{turn.estimator}" for turn in names]
    atlas = (site / "chapters/reference/atlas.html").read_text(encoding="utf8")
    assert all(f'id="{turn.estimator}"' in atlas for turn in names)


def test_keyboard_alone_plays_without_a_mistake(visit, names):
    page = visit(PAGE)
    assert not page.locator(".game > ol").is_visible()
    play(page, [turn.role.word.value for turn in names])
    assert focused(page) == "12 of 12 right"
    assert page.locator(".game-end").inner_text() == "None missed."
    assert page.complaints == []


def test_verdict_is_told_at_once_with_the_evidence(visit, names):
    page = visit(PAGE)
    status = page.locator(".game").get_by_role("status")
    assert status.count() == 1 and status.inner_text() == ""
    first, second = names[:2]
    page.locator(".game-name").focus()
    say(page, first.role.word.value)
    told = status.inner_text()
    assert told.startswith("Right.") and first.evidence in told
    page.keyboard.press("Enter")
    assert status.inner_text() == ""
    wrong = next(word for word in WORDS if word != second.role.word.value)
    say(page, wrong)
    told = status.inner_text()
    assert told.startswith(f"Not quite: you said {wrong}.")
    assert f"{second.role.word.mark} {second.role.word.value}" in told and second.evidence in told


def test_one_answer_counts_for_a_name(visit, names):
    page = visit(PAGE)
    choices = page.locator(".game-choices button")
    choices.filter(has_text=names[0].role.word.value).click()
    assert choices.evaluate_all("all => all.map(one => one.disabled)") == [True] * 3
    assert page.locator(".game-choices [aria-pressed=true]").count() == 1


def test_end_lists_what_was_missed_and_again_begins_anew(visit, names):
    page = visit(PAGE)
    play(page, ["learned"] * 12)
    missed = [turn for turn in names if turn.role.word.value != "learned"]
    assert focused(page) == f"{12 - len(missed)} of 12 right"
    listed = page.locator(".game-missed summary").all_inner_texts()
    assert listed == [f"{turn.name} of {turn.estimator}: {turn.role.word.value}; you said learned" for turn in missed]
    page.locator(".game-missed summary").first.click()
    assert missed[0].evidence in page.locator(".game-missed .told:visible").inner_text()
    page.get_by_role("button", name="Again").click()
    assert focused(page) == f"{names[0].name} of {names[0].estimator}"
    assert page.locator(".game-place").inner_text() == "1 of 12"
    assert not page.locator(".game-missed").is_visible()
    play(page, [turn.role.word.value for turn in names])
    assert focused(page) == "12 of 12 right"


def test_buttons_are_a_group_that_is_named_by_what_is_asked(visit, names):
    page = visit(PAGE)
    turn = names[0]
    group = page.get_by_role("group", name=f"{turn.name} of {turn.estimator} 1 of 12")
    assert [button.inner_text() for button in group.get_by_role("button").all()] == ["◆ set", "● learned", "○ neither"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_game_is_accessible(visit, names, scheme, width):
    page = visit(PAGE, color_scheme=scheme, viewport={"width": width, "height": 740})

    def look() -> None:
        options = {"rules": {"target-size": {"enabled": True}}}
        found = Axe().run(page, context=".game", options=options).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    look()
    page.locator(".game-name").focus()
    say(page, names[0].role.word.value)
    look()
    page.keyboard.press("Enter")
    play(page, ["set"] * 11)
    page.locator(".game-missed summary").first.click()
    look()
    assert page.complaints == []


def test_what_has_the_focus_is_not_hidden_by_the_bar_of_a_phone(visit, names):
    page = visit(PAGE, viewport={"width": 360, "height": 740})
    play(page, ["set"] * 12)
    box = page.locator(".game-name").bounding_box()
    hit = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.game-name') !== null", [box["x"] + 5, box["y"] + 5]
    )
    assert hit


def test_paper_has_the_list_and_the_answers(visit, names):
    page = visit(PAGE)
    page.emulate_media(media="print")
    assert not page.locator(".game-panel").is_visible()
    assert page.locator(".game > ol > li").last.is_visible()
    answers = ", ".join(f"{number} {turn.role.word.value}" for number, turn in enumerate(names, start=1))
    assert page.locator(".game .paper-answers").inner_text() == f"Answers: {answers}"


def test_only_the_page_of_the_game_loads_its_script(site):
    users = [path.relative_to(site).as_posix() for path in site.rglob("*.html") if "game.js" in path.read_text(encoding="utf8")]
    assert users == [PAGE]


def test_script_waits_for_the_page(site):
    html = (site / PAGE).read_text(encoding="utf8")
    [tag] = [part for part in html.split("<script")[1:] if "game.js" in part.split(">")[0]]
    assert "defer" in tag.split(">")[0]


def test_page_opened_as_a_file_plays_too(browser, site, names):
    page = browser.new_page()
    page.goto((site / PAGE).as_uri())
    play(page, [turn.role.word.value for turn in names])
    assert focused(page) == "12 of 12 right"
    page.close()

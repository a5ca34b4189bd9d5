"""Explorables in a real browser: a picture first, then alive by pointer and by keyboard, and light all the while."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from booktools.explorable_page import MIME_TYPE

SITE = Path(__file__).parents[2] / "_build" / "html"
GALLERY = "chapters/reference/explorables.html"
KINDS = [
    "curve",
    "coefficients",
    "boundary",
    "boundary-of-two",
    "tree",
    "centres",
    "descent",
    "scatter",
    "training",
    "sealed",
]
INDEX = "chapters/index.html"
BUNDLE = "_static/vega.js"

PATHS = """root => [...root.querySelectorAll('.explorable-panel')].map(
    panel => [...panel.querySelectorAll('.mark-symbol path, .mark-text text')]
        .map(one => one.getAttribute('d') || one.textContent)
)"""


def alive(page, number: int = 0):
    """An explorable of the page, once it can be dragged."""
    root = page.locator(".explorable").nth(number)
    root.scroll_into_view_if_needed()
    root.and_(page.locator("[data-alive]")).wait_for(timeout=60_000)
    return root


def held(root) -> dict:
    """What the page holds for the script."""
    return json.loads(root.locator("script").text_content())


def first_frame(page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_first_page_shows_the_chart_before_its_code(visit):
    page = visit(INDEX, viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    top = page.locator(".explorable").bounding_box()["y"]
    assert top < page.locator(".cell_input").first.bounding_box()["y"]
    # Its slider is in sight when the page opens.
    assert top < 700


def test_gallery_holds_every_kind(visit):
    page = visit(GALLERY, java_script_enabled=False)
    assert page.locator(".explorable").count() == len(KINDS)


@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
def test_keyboard_alone_moves_every_kind(visit, number):
    page = visit(GALLERY, reduced_motion="reduce")
    root = alive(page, number)
    data = held(root)
    for which, dial in enumerate(data["dials"]):
        slider = root.get_by_role("slider").nth(which)
        assert slider.get_attribute("aria-valuetext") == dial["texts"][dial["start"]]
        slider.focus()
        for key, place in (("Home", 0), ("ArrowRight", 1), ("End", len(dial["texts"]) - 1)):
            before, said_before = root.evaluate(PATHS), root.locator(".explorable-said").text_content()
            was = slider.get_attribute("aria-valuetext")
            page.keyboard.press(key)
            first_frame(page)
            text = dial["texts"][place]
            assert slider.get_attribute("aria-valuetext") == text
            assert root.locator("output").nth(which).text_content() == text
            if was != text:
                assert root.evaluate(PATHS) != before
                assert root.locator(".explorable-said").text_content() != said_before
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.complaints == []


@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
def test_live_chart_begins_as_the_picture(visit, number):
    still = visit(GALLERY, java_script_enabled=False).locator(".explorable").nth(number).inner_html()
    live = alive(visit(GALLERY), number)
    pictures = re.findall(r"<svg.*?</svg>", still, flags=re.DOTALL)
    drawn = [re.findall(r'<path[^>]* d="([^"]*)"', one) for one in pictures]
    # The browser writes a path as it was given; axes differ by a hair where fonts do.
    shown = live.evaluate(PATHS)
    for was, now in zip(drawn, shown, strict=True):
        assert any(path.startswith("M") for path in now)
        assert [path for path in now if path.startswith("M") and path not in was] == []


def test_pointer_drags_the_value(visit):
    page = visit(INDEX, viewport={"width": 1280, "height": 900})
    root = alive(page)
    slider = root.get_by_role("slider")
    before = root.evaluate(PATHS)
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    first_frame(page)
    texts = held(root)["dials"][0]["texts"]
    assert slider.get_attribute("aria-valuetext") == texts[0]
    assert root.evaluate(PATHS) != before


def test_what_came_of_a_setting_is_spoken_once_the_slider_rests(visit):
    page = visit(INDEX)
    root = alive(page)
    heard = root.locator(".explorable-heard")
    assert heard.get_attribute("role") == "status" and heard.text_content() == ""
    root.get_by_role("slider").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert heard.text_content() == ""
    data = held(root)
    point = data["dials"][0]["start"] - 3
    page.wait_for_function(
        "said => document.querySelector('.explorable-heard').textContent === said", arg=data["said"][point]
    )


def test_two_dials_say_the_setting_of_both(visit):
    page = visit(GALLERY)
    root = alive(page, KINDS.index("boundary-of-two"))
    data = held(root)
    first, second = data["dials"]
    root.get_by_role("slider").nth(0).focus()
    page.keyboard.press("Home")
    root.get_by_role("slider").nth(1).focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    first_frame(page)
    told = f"{first['name']} = {first['texts'][0]}, {second['name']} = {second['texts'][3]}: {data['said'][3]}"
    assert root.locator(".explorable-said").text_content() == told


@pytest.mark.parametrize("name", [INDEX, GALLERY])
def test_without_a_script_there_is_a_picture_and_its_table(visit, name):
    page = visit(name, java_script_enabled=False)
    for root in page.locator(".explorable").all():
        root.scroll_into_view_if_needed()
        assert all(one.is_visible() for one in root.locator(".explorable-panel svg").all())
        assert not root.get_by_role("slider").first.is_visible()
        assert root.locator(".explorable-said").text_content()
        root.locator("summary").click()
        data = held(root)
        n_settings = 1
        for dial in data["dials"]:
            n_settings *= len(dial["texts"])
        assert root.locator("tbody tr").count() == n_settings
        assert root.locator("tbody tr").first.is_visible()


def test_picture_stays_when_vega_does_not_come(visit):
    page = visit("chapters/distinction/side-by-side.html")
    page.route(f"**/{BUNDLE}*", lambda route: route.abort())
    page.goto(page.url.rsplit("/", 2)[0] + "/index.html")
    root = page.locator(".explorable").first
    root.scroll_into_view_if_needed()
    root.locator(".explorable-still").wait_for()
    assert root.locator(".explorable-panel svg").first.is_visible()
    # What the sentence and the table tell needs no picture.
    root.get_by_role("slider").focus()
    page.keyboard.press("Home")
    first_frame(page)
    data = held(root)
    assert root.locator(".explorable-said").text_content().endswith(data["said"][0])


def test_vega_comes_after_the_page_and_only_where_it_is_used(visit):
    page = visit(INDEX)
    alive(page)
    seen = page.evaluate(
        """() => ({
            vega: performance.getEntriesByType('resource').find(one => one.name.includes('vega.js')).startTime,
            loaded: performance.getEntriesByType('navigation')[0].loadEventStart,
        })"""
    )
    assert seen["vega"] >= seen["loaded"] > 0
    other = visit("chapters/distinction/stored-with-the-model.html")
    names = other.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
    assert [name for name in names if "explorable" in name or "vega" in name] == []


def test_scripts_of_a_page_with_explorables_are_bounded():
    page = (SITE / INDEX).read_text(encoding="utf8")
    sources = re.findall(r'<script[^>]* src="([^"]+)"', page)
    files = [(SITE / INDEX).parent / urlsplit(source).path for source in sources] + [SITE / BUNDLE]
    assert any(file.name == "explorables.js" for file in files)
    assert sum(len(gzip.compress(file.resolve().read_bytes())) for file in files) < 330_000


def test_data_of_an_explorable_are_bounded(visit):
    for page_name in (INDEX, GALLERY):
        for root in visit(page_name, java_script_enabled=False).locator(".explorable script").all():
            data = json.loads(root.text_content())
            # What a view takes besides the data, scales and axes, is not counted.
            rows = json.dumps([one["data"] for one in data["views"]] + [data["said"]])
            assert len(gzip.compress(rows.encode())) < 60_000


@pytest.mark.parametrize("width, beside", [(1280, True), (360, False)])
def test_panels_stand_beside_each_other_on_a_desk_and_below_on_a_phone(visit, width, beside):
    page = visit(INDEX, viewport={"width": width, "height": 800})
    boxes = [panel.bounding_box() for panel in alive(page).locator(".explorable-panel").all()]
    assert len(boxes) == 3
    assert (boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"] - 1) is beside
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


@pytest.mark.parametrize("scheme, shade", [("light", "rgb(122, 86, 0)"), ("dark", "rgb(239, 192, 74)")])
def test_what_is_learned_is_gold_in_both_schemes(visit, scheme, shade):
    page = visit(INDEX, color_scheme=scheme)
    line = alive(page).locator('.explorable-panel path[stroke="#A87900"]').first
    assert line.evaluate("one => getComputedStyle(one).stroke") == shade


def test_forced_colours_reach_the_words_of_a_chart(visit):
    page = visit(INDEX, forced_colors="active")
    word = alive(page).locator(".explorable-panel text").first
    canvas_text = page.evaluate(
        "() => { const one = document.createElement('p'); one.style.color = 'CanvasText'; document.body.append(one);"
        " return getComputedStyle(one).color; }"
    )
    assert word.evaluate("one => getComputedStyle(one).fill") == canvas_text


def test_paper_shows_the_chart_and_no_slider(visit):
    page = visit(INDEX)
    root = alive(page)
    page.emulate_media(media="print")
    assert all(one.is_visible() for one in root.locator(".explorable-panel svg").all())
    assert not root.get_by_role("slider").first.is_visible()
    assert root.locator(".explorable-said").is_visible()
    assert len(page.pdf()) > 20_000


def test_seal_counts_each_setting_once_and_holds_the_best_against_the_truth(visit):
    page = visit(GALLERY)
    root = alive(page, KINDS.index("sealed"))
    seal = held(root)["seal"]
    slider, button = root.get_by_role("slider"), root.get_by_role("button")
    shown = root.evaluate(PATHS)
    assert root.locator(".explorable-peeks").text_content() == seal["before"]
    slider.focus()
    page.keyboard.press("Home")
    opened = []
    for place in range(4):
        button.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        opened.append(place)
        best = max(opened, key=lambda one: seal["test"][one])
        line = root.locator(".explorable-peeks").text_content()
        assert line.startswith(f"{place + 1} peek")
        assert f"{seal['test'][best]:.3f}" in line and f"{seal['truth'][best]:.3f}" in line
        assert button.get_attribute("aria-disabled") == "true"
        slider.focus()
        page.keyboard.press("ArrowRight")
        first_frame(page)
        assert button.get_attribute("aria-disabled") == "false"
    assert root.evaluate(PATHS) != shown
    # In the right panel a square and a diamond for each peek.
    right = root.locator(".explorable-panel").nth(1)
    assert right.locator(".mark-symbol path").count() >= 2 * len(opened)
    assert page.complaints == []


def test_notebook_to_download_holds_the_chart_itself():
    notebook = json.loads((SITE / "_notebooks" / "index.ipynb").read_text(encoding="utf8"))
    outputs = [one for cell in notebook["cells"] for one in cell.get("outputs", [])]
    charts = [one["data"][MIME_TYPE] for one in outputs if MIME_TYPE in one.get("data", {})]
    assert len(charts) == 1
    assert charts[0]["params"][0]["bind"]["input"] == "range"

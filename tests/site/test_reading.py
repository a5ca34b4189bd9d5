"""The site as readers meet it: in light and dark, on a phone, by keyboard, without scripts, on paper."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe


# Of a page with thousands of rows a view of some; test_atlas.py reads the whole.
PART = {"chapters/reference/atlas.html": "?q=sv"}


def scroll_through(page) -> None:
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 500)"
        " { window.scrollTo(0, y); await new Promise(r => setTimeout(r, 10)); } window.scrollTo(0, 0); }"
    )
    page.wait_for_load_state("networkidle")


def violations(visit, page_name: str, scheme: str, width: int) -> tuple[list, list]:
    """What axe finds on a page, and what its console complains of."""
    page = visit(f"{page_name}{PART.get(page_name, '')}", color_scheme=scheme, viewport={"width": width, "height": 740})
    scroll_through(page)
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found], page.complaints


@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 360)])
def test_no_accessibility_violation_and_no_complaint(visit, page_name, scheme, width):
    assert violations(visit, page_name, scheme, width) == ([], [])


# Colours hang on the scheme and places on the width, so that the other two pairs add little: one page of each kind.
ONE_OF_EACH_KIND = [
    "chapters/index.html",
    "chapters/distinction/neither.html",
    "chapters/families/k-means.html",
    "chapters/networks/learning-rate.html",
    "chapters/choosing/three-splits.html",
    "chapters/blurred/needed-to-predict.html",
    "chapters/reference/atlas.html",
    "chapters/reference/claims.html",
    "chapters/reference/explorables.html",
]


@pytest.mark.parametrize("scheme, width", [("light", 360), ("dark", 1280)])
@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_no_violation_in_the_other_pairs_of_scheme_and_width(visit, name, scheme, width):
    assert violations(visit, name, scheme, width) == ([], [])


def test_phone_shows_the_page_without_sideways_scrolling(visit, page_name):
    page = visit(page_name, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('article *')].filter(e => {
            const box = e.getBoundingClientRect();
            const inScroller = e.closest('pre, .table-wrapper, .cell_output, .math, [role=region], .visually-hidden, details:not([open])');
            return !inScroller && box.width > 0 && box.right > 361;
        }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_readable_without_javascript(visit, page_name):
    if page_name in {"index.html", "search.html"}:
        pytest.skip("one forwards, the other says that it needs a script")
    page = visit(page_name, java_script_enabled=False)
    assert page.locator("h1").first.is_visible()
    for image in page.locator("article img.only-light").all():
        assert image.is_visible()


@pytest.mark.parametrize("scheme, shown", [("light", "only-light"), ("dark", "only-dark")])
def test_figures_follow_the_scheme(visit, scheme, shown):
    page = visit("chapters/distinction/notation.html", color_scheme=scheme)
    visible = [image.get_attribute("class") for image in page.locator("article img").all() if image.is_visible()]
    assert visible and set(visible) == {shown}


def test_scheme_is_chosen_by_keyboard_too(visit):
    page = visit("chapters/index.html", color_scheme="light")
    toggle = page.locator("button.theme-toggle:visible").first
    toggle.focus()
    seen = set()
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.body.dataset.theme"))
    assert seen == {"light", "dark", "auto"}


def test_first_tab_stop_leads_to_the_text(visit):
    page = visit("chapters/index.html")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("skip-to-content"):
            break
    else:
        pytest.fail("no link to the text among the first six tab stops")
    page.keyboard.press("Enter")
    assert page.url.endswith("#furo-main-content")


def test_menu_of_a_phone_opens_by_keyboard(visit):
    page = visit("chapters/index.html", viewport={"width": 360, "height": 740})
    page.locator("#__navigation").focus()
    assert page.evaluate("document.activeElement.id") == "__navigation"
    page.keyboard.press("Space")
    page.wait_for_timeout(500)
    assert page.locator(".sidebar-drawer a.reference").first.is_visible()
    assert page.locator(".sidebar-drawer").bounding_box()["x"] >= 0


def test_search_finds_a_chapter(visit):
    page = visit("search.html?q=metaparameter")
    page.locator("#search-results li a").first.wait_for(timeout=10_000)
    assert page.complaints == []


def test_paper_shows_the_text_and_leaves_the_menus_out(visit):
    page = visit("chapters/distinction/notation.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("h1").first.is_visible()
    for beside in (".sidebar-drawer", ".skip-to-content", ".menu-switches", ".chapter-tools"):
        assert not page.locator(beside).is_visible(), beside
    assert page.locator("img.only-light").first.is_visible()
    assert len(page.pdf()) > 10_000

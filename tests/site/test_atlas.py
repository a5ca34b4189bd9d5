"""The atlas in the browser: filters, orders, links, keys, and without any of them."""

from __future__ import annotations

import gzip
import re

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from paramlens.atlas_table import atlas_table

ATLAS = "chapters/reference/atlas.html"
ROWS = ".est tbody tr:visible"
FLAT = ".flat tbody tr:visible"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return atlas_table()


def number_shown(page) -> int:
    """The count that the page tells, once it has told it."""
    page.wait_for_timeout(400)
    told = page.locator("form.atlas .count").text_content()
    found = re.search(r"(All|[\d,]+ of) ([\d,]+) names", told)
    if not found:
        return 0
    return int((found[2] if found[1] == "All" else found[1].removesuffix(" of")).replace(",", ""))


def a_name_with_few_rows(table: pd.DataFrame) -> pd.Series:
    """A row whose estimator and name together are found in few rows."""
    counts = table["name"].value_counts()
    return table[table["name"].map(counts) <= 3].iloc[0]


def test_every_row_of_the_file_is_on_the_page(visit, table):
    page = visit(ATLAS, java_script_enabled=False)
    assert page.locator(".est tbody tr").count() == len(table)
    assert page.locator(".est").count() == table["estimator"].nunique()
    assert page.locator("section.family > h2").count() == table["family"].nunique()
    assert page.locator(".est b").count() == table["disagrees"].sum()
    assert table.attrs["made_with"] in page.locator("article").text_content()


def test_page_is_whole_without_a_script(visit, table):
    page = visit(ATLAS, java_script_enabled=False)
    assert not page.locator("form.atlas").is_visible()
    assert page.locator(".est table").first.is_visible()
    page.goto(page.url + f"#{table['estimator'].iloc[-1]}")
    assert page.locator(f"[id='{table['estimator'].iloc[-1]}'] th").first.is_visible()


def test_page_is_small(site):
    html = (site / ATLAS).read_bytes()
    assert len(html) < 1_000_000
    assert len(gzip.compress(html)) < 150_000


def test_only_the_atlas_loads_its_script(site):
    users = [path.name for path in site.rglob("*.html") if "atlas.js" in path.read_text(encoding="utf8")]
    assert users == ["atlas.html"]


def test_text_finds_estimators_and_names(visit, table):
    page = visit(ATLAS)
    assert number_shown(page) == len(table)
    wanted = a_name_with_few_rows(table)
    page.get_by_label("Estimator or name").fill(f"{wanted['name']} {wanted['estimator']}".upper())
    text = (table["estimator"] + " " + table["name"]).str.lower()
    words = (wanted["name"].lower(), wanted["estimator"].lower())
    found = table[[all(word in one for word in words) for one in text]]
    assert number_shown(page) == len(found) == page.locator(ROWS).count()
    assert page.locator(".est:visible").count() == found["estimator"].nunique()


def test_filters_are_joined_and_stand_in_the_address(visit, table):
    page = visit(ATLAS)
    family = table["family"].value_counts().index[0]
    page.get_by_label("Family").select_option(family)
    page.get_by_label("asleep until woken").check()
    asleep = table[(table["family"] == family) & (table["condition"] != "")]
    assert number_shown(page) == len(asleep)
    page.get_by_label("against its name").check()
    against = asleep[asleep["disagrees"]]
    assert number_shown(page) == len(against)
    assert "asleep=on" in page.url and "against=on" in page.url and "family=" in page.url
    page.reload()
    assert number_shown(page) == len(against)
    assert page.get_by_label("Family").input_value() == family


@pytest.mark.parametrize("word", ["set", "learned", "neither"])
def test_role_filter_takes_words_and_roles(visit, table, word):
    page = visit(f"{ATLAS}?role={word}")
    marked = page.locator(f".est tbody tr.{word}").count()
    assert number_shown(page) == marked > 0
    role = table["role"].mode()[0]
    page.get_by_label("Role", exact=True).select_option(role.replace("_", " "))
    assert number_shown(page) == (table["role"] == role).sum()


def test_condition_filter_takes_text(visit, table):
    conditions = table.loc[table["condition"] != "", "condition"]
    if conditions.empty:
        pytest.skip("nothing in the file is asleep")
    wanted = conditions.value_counts().index[0]
    page = visit(ATLAS)
    page.get_by_label("Acts only if").fill(wanted)
    assert number_shown(page) == table["condition"].str.lower().str.contains(wanted.lower(), regex=False).sum()


def test_reset_shows_everything_again(visit, table):
    page = visit(f"{ATLAS}?q=fit&against=on&sort=effect")
    page.get_by_role("button", name="Reset").click()
    assert number_shown(page) == len(table)
    page.wait_for_timeout(300)
    assert "?" not in page.url
    assert not page.locator(".flat").is_visible()


def test_nothing_found_is_said(visit):
    page = visit(f"{ATLAS}?q=zzzzzz")
    assert number_shown(page) == 0
    assert "No name" in page.get_by_role("status").text_content()


def test_largest_effects_come_first_and_the_unmeasured_last(visit, table):
    page = visit(ATLAS)
    page.get_by_label("Sort by").select_option("effect")
    assert page.locator(".flat th[aria-sort=descending]").text_content() == "Effect"
    top = table.sort_values("effect", ascending=False, na_position="last").iloc[0]
    assert page.locator(".flat [role=cell].of").first.text_content() in set(
        table.loc[table["effect"] >= top["effect"] * 0.9, "estimator"]
    )
    page.get_by_role("button", name="Show all").click()
    assert page.locator(FLAT).count() == len(table)
    shown = page.locator(".flat tbody tr > :nth-last-child(2)").all_text_contents()
    measured = [text for text in shown if text]
    assert measured == shown[: len(measured)] and len(measured) == table["effect"].notna().sum()


@pytest.mark.parametrize("order, place", [("estimator", 1), ("name", 2), ("condition", 4)])
def test_orders_by_text(visit, order, place):
    def shown(page) -> list[str]:
        return page.locator(f".flat tbody tr > :nth-child({place})").all_text_contents()

    def ordered(page, texts: list[str]) -> list[str]:
        return page.evaluate("texts => texts.sort(new Intl.Collator('en', { numeric: true }).compare)", texts)

    page = visit(f"{ATLAS}?sort={order}")
    texts = shown(page)
    assert texts == ordered(page, [text for text in texts if text]) + [text for text in texts if not text]
    page.get_by_label("in reverse order").check()
    texts = [text for text in shown(page) if text]
    assert texts == ordered(page, texts)[::-1]


def test_more_of_a_long_list_keeps_the_place(visit):
    page = visit(f"{ATLAS}?sort=name")
    before = page.locator(FLAT).count()
    page.get_by_role("button", name="Show more").click()
    assert page.locator(FLAT).count() > before
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == before + 1


@pytest.mark.parametrize("query", ["", "?q=zzzzzz", "?sort=effect"])
@pytest.mark.parametrize("width", [1280, 360])
def test_link_to_an_estimator_shows_it(visit, table, query, width):
    for name in (table["estimator"].min(), table["estimator"].max()):
        page = visit(f"{ATLAS}{query}#{name}", viewport={"width": width, "height": 740})
        page.wait_for_timeout(500)
        heading = page.locator(f"[id='{name}'] h3").bounding_box()
        assert 0 <= heading["y"] < 200
        if query:
            assert "?" not in page.url


def test_way_back_from_an_estimator_is_the_filtered_view(visit):
    page = visit(f"{ATLAS}?sort=effect")
    link = page.locator(".flat .of a").first
    name = link.text_content()
    link.click()
    page.wait_for_timeout(300)
    assert page.url.endswith(f"atlas.html#{name}")
    assert page.locator(f"[id='{name}'] h3").is_visible()
    page.go_back()
    assert page.url.endswith("?sort=effect")
    assert page.locator(".flat").is_visible()


def test_keyboard_reaches_and_works_every_control(visit, table):
    page = visit(ATLAS)
    page.get_by_label("Estimator or name").focus()
    names = []
    for _ in range(8):
        names.append(page.evaluate("document.activeElement.name"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", names[-1]
        page.keyboard.press("Tab")
    assert names == ["q", "family", "role", "when", "sort", "asleep", "against", ""]
    page.get_by_label("against its name").focus()
    page.keyboard.press("Space")
    assert number_shown(page) == table["disagrees"].sum()


def test_whole_page_is_accessible(visit):
    page = visit(ATLAS, color_scheme="light", viewport={"width": 1280, "height": 740})
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found] == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_filtered_and_sorted_views_are_accessible(visit, scheme, width):
    page = visit(f"{ATLAS}?sort=effect", color_scheme=scheme, viewport={"width": width, "height": 740})
    page.locator(".legend > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.complaints == []


def test_row_is_a_row_for_a_screen_reader_too(visit):
    page = visit(f"{ATLAS}?sort=effect", viewport={"width": 360, "height": 740})
    grid = page.get_by_role("table", name="Names by effect")
    assert grid.get_by_role("columnheader").count() == 8
    first = grid.get_by_role("row").nth(1)
    assert first.get_by_role("rowheader").count() == 1
    assert first.get_by_role("cell").count() == 7


def test_paper_has_the_tables_and_no_controls(visit):
    page = visit(ATLAS)
    page.emulate_media(media="print")
    assert not page.locator("form.atlas").is_visible()
    assert page.locator(".est table").first.is_visible()


def test_page_opened_as_a_file_filters_too(browser, site, table):
    page = browser.new_page()
    page.goto((site / ATLAS).as_uri())
    page.get_by_label("against its name").check()
    assert number_shown(page) == table["disagrees"].sum()
    page.close()

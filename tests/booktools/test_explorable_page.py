"""Explorables on a page: whole HTML, escaped, readable without a script, and the same each time."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
import vl_convert
from sklearn.linear_model import Lasso
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from booktools.explorable_page import bundle, explorable_html, panels_of
from paramlens import datasets, explorables, grid, sweep

X, y = datasets.two_moons(40)
EVIL = "<b>&\"'</script><!--<script>"
VOID = {"input", "br", "meta", "link", "hr", "img"}


class Tree(HTMLParser):
    """The elements of a fragment; fails where they are not nested well."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[dict] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} comes twice"
        self.elements.append({"tag": tag, "within": tuple(self.open), "text": "", **dict(attrs)})
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag

    def handle_data(self, data):
        for element in reversed(self.elements):
            if element["within"] + (element["tag"],) == tuple(self.open):
                element["text"] += data
                break

    def all(self, tag: str, **attributes: str) -> list[dict]:
        return [one for one in self.elements if one["tag"] == tag and attributes.items() <= one.items()]

    def one(self, tag: str, **attributes: str) -> dict:
        [found] = self.all(tag, **attributes)
        return found


@pytest.fixture(scope="module")
def votes():
    return explorables.boundary(sweep(KNeighborsClassifier(), "n_neighbors", [1, 5, 15], X, y, cv=2), X, y).to_dict()


@pytest.fixture(scope="module")
def pairs():
    found = grid(SVC(), {"C": [0.1, 10.0], "gamma": [10.0, 0.1, 1.0]}, X, y, cv=2)
    return explorables.boundary(found, X, y).to_dict()


@pytest.fixture(scope="module")
def sealed():
    tried = sweep(KNeighborsClassifier(), "n_neighbors", [1, 5], X, y, cv=2)
    return explorables.sealed(tried, *datasets.two_moons(20, seed=1), *datasets.two_moons(90, seed=2)).to_dict()


@pytest.fixture(scope="module")
def evil():
    """Names of columns that would be markup."""
    named = X.set_axis([EVIL, "plain"], axis=1)
    found = sweep(Lasso(), "alpha", [0.01, 0.1], named, y, cv=2)
    return explorables.coefficients(found, "coef_").to_dict()


@pytest.fixture(scope="module", params=["votes", "pairs", "sealed", "evil"])
def spec(request):
    return request.getfixturevalue(request.param)


# --- the panels


def test_panels_are_those_of_the_chart_from_left_to_right(votes):
    panels = panels_of(votes)
    assert [panel["layer"] for panel in panels] == [part["layer"] for part in votes["hconcat"]]


def test_panels_above_each_other_come_after_the_left_one():
    line = X.iloc[:, :1], X.iloc[:, 1]
    from sklearn.linear_model import Ridge

    spec = explorables.curve(sweep(Ridge(), "alpha", [1, 10], *line, cv=3), *line, "coef_").to_dict()
    left, right = spec["hconcat"]
    assert [one["layer"] for one in panels_of(spec)] == [left["layer"], *(one["layer"] for one in right["vconcat"])]


def test_panel_has_no_slider_and_no_selection(spec):
    for panel in panels_of(spec):
        assert not any("bind" in param or "select" in param for param in panel["params"])
        assert {"dial_0", "point"} <= {param["name"] for param in panel["params"]}
        assert "hconcat" not in panel and "usermeta" not in panel


def test_panel_has_a_fixed_size(spec):
    for panel, kept in zip(panels_of(spec), spec["usermeta"]["paramlens"]["panels"], strict=True):
        assert panel["autosize"] == {"type": "none"} and panel["padding"] == kept["padding"]
        assert panel["width"] > 0 and panel["height"] > 0


def test_panel_keeps_only_the_data_that_it_uses():
    layer = {"mark": "point", "data": {"name": "used"}}
    other = {"mark": "point", "data": {"name": "other"}, "transform": [{"from": {"data": {"name": "looked up"}}}]}
    kept = {"padding": 0, "says": ""}
    spec = {
        "hconcat": [{"layer": [layer]}, {"layer": [other]}],
        "datasets": {"used": [1], "other": [2], "looked up": [3]},
        "usermeta": {"paramlens": {"panels": [kept, kept]}},
    }
    assert [panel["datasets"] for panel in panels_of(spec)] == [{"used": [1]}, {"other": [2], "looked up": [3]}]


def test_specification_is_left_as_it_was(votes):
    before = json.dumps(votes)
    explorable_html(votes, "alt", "e")
    assert json.dumps(votes) == before


def test_peeks_are_set_by_the_page(sealed):
    for panel in panels_of(sealed):
        [peeks] = [param for param in panel["params"] if param["name"] == "peeks"]
        assert peeks == {"name": "peeks", "value": []}


# --- the HTML


def test_html_is_nested_well_with_each_id_once(spec):
    tree = Tree(explorable_html(spec, "What is seen.", "e-1"))
    ids = [element["id"] for element in tree.elements if "id" in element]
    assert "e-1" in ids and len(set(ids)) == len(ids)


def test_pictures_of_two_explorables_share_no_id(votes, pairs):
    both = explorable_html(votes, "", "e-1") + explorable_html(pairs, "", "e-2")
    ids = re.findall(r'\bid="([^"]*)"', both)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r"url\(#([^)]*)\)", both)) <= set(ids)


def test_same_explorable_has_the_same_bytes(spec):
    assert explorable_html(spec, "alt", "e") == explorable_html(spec, "alt", "e")


def test_slider_is_labelled_and_speaks_its_value(pairs):
    tree = Tree(explorable_html(pairs, "", "e"))
    for dial, slider in zip(pairs["usermeta"]["paramlens"]["dials"], tree.all("input"), strict=True):
        assert slider["type"] == "range" and slider["min"] == "0" and slider["max"] == str(len(dial["texts"]) - 1)
        assert slider["value"] == str(dial["start"]) and slider["aria-valuetext"] == dial["texts"][dial["start"]]
        assert dial["name"] in tree.one("label", **{"for": slider["id"]})["text"]


def test_sliders_and_the_seal_wait_for_a_script(sealed):
    tree = Tree(explorable_html(sealed, "", "e"))
    assert "hidden" in tree.one("div", **{"class": "explorable-dials"})
    assert "hidden" in tree.one("button")


def test_alt_text_and_panels_are_told(votes):
    tree = Tree(explorable_html(votes, 'Two "moons" & a line', "e"))
    assert tree.one("p", **{"class": "visually-hidden"})["text"] == 'Two "moons" & a line'
    labels = [one["aria-label"] for one in tree.all("div", role="img")]
    assert labels == [one["says"] for one in votes["usermeta"]["paramlens"]["panels"]]


def test_setting_of_the_start_is_told(pairs):
    kept = pairs["usermeta"]["paramlens"]
    first, second = kept["dials"]
    point = first["start"] * 3 + second["start"]
    told = Tree(explorable_html(pairs, "", "e")).one("p", **{"class": "explorable-said"})["text"]
    C, gamma = first["texts"][first["start"]], second["texts"][second["start"]]
    assert told == f"C = {C}, gamma = {gamma}: {kept['said'][point]}"
    assert kept["table"]["rows"][point][:2] == [C, gamma]


def test_picture_is_that_of_the_start(votes):
    """What moves in the picture are the paths of the setting at which the slider stands."""
    start = votes["usermeta"]["paramlens"]["dials"][0]["start"]
    html = explorable_html(votes, "", "e")
    drawings = [one.split("<script")[0] for one in html.split("<svg")[1:]]
    for panel, drawing in zip(panels_of(votes), drawings, strict=True):
        shown = numbers_in(drawing)
        moving = [one["data"]["values"][0]["paths"] for one in panel["layer"] if "paths" in one["data"]["values"][0]]
        assert moving and all(numbers(paths[start]) in shown for paths in moving)
        assert any(numbers(path) not in shown for paths in moving for path in paths)


def numbers(path: str) -> tuple[str, ...]:
    """The corners of a path, whichever way it writes them."""
    starts = re.findall(r"M(-?[\d.]+),(-?[\d.]+)", path)
    return tuple(f"{float(one):g}" for start in starts for one in start)


def numbers_in(svg: str) -> set[tuple[str, ...]]:
    return {numbers(path) for path in re.findall(r' d="([^"]*)"', svg)}


def test_no_name_becomes_markup(evil):
    html = explorable_html(evil, EVIL, "e")
    tree = Tree(html)
    assert {one["tag"] for one in tree.all("b") + tree.all("script")} == {"script"} and len(tree.all("script")) == 1
    assert html.count("</script") == 1 and "<!--" not in html
    assert any(EVIL in one["text"] for one in tree.all("th", scope="col")) or any(
        EVIL[:20] in one["text"] for one in tree.all("th", scope="col")
    )


def test_script_gets_all_that_it_needs(spec):
    data = json.loads(Tree(explorable_html(spec, "", "e")).one("script", type="application/json")["text"])
    kept = spec["usermeta"]["paramlens"]
    assert data["dials"] == kept["dials"] and data["said"] == kept["said"] and data["seal"] == kept.get("seal")
    assert len(data["views"]) == len(kept["panels"])
    for view in data["views"]:
        assert view["$schema"].startswith("https://vega.github.io/schema/vega/")
        assert {"dial_0", "point"} <= {signal["name"] for signal in view["signals"]}
        vl_convert.vega_to_svg(view)


def test_view_shows_another_picture_at_another_setting(votes):
    view = json.loads(Tree(explorable_html(votes, "", "e")).one("script")["text"])["views"][0]
    pictures = set()
    for place in range(3):
        for signal in view["signals"]:
            if signal["name"] == "dial_0":
                signal["value"] = place
        pictures.add(re.sub(r"clip\d+", "", vl_convert.vega_to_svg(view)))
    assert len(pictures) == 3


def test_table_has_headers_for_settings_and_columns(pairs):
    tree = Tree(explorable_html(pairs, "", "e"))
    kept = pairs["usermeta"]["paramlens"]["table"]
    assert [one["text"] for one in tree.all("th", scope="col")] == kept["columns"]
    assert [one["text"] for one in tree.all("th", scope="row")] == [cell for row in kept["rows"] for cell in row[:2]]
    assert [one["text"] for one in tree.all("td")] == [cell for row in kept["rows"] for cell in row[2:]]
    assert tree.all("summary") and {one["scope"] for one in tree.all("th")} == {"col", "row"}


def test_bundle_is_one_script_that_offers_vega_embed():
    code = bundle()
    assert "window.vegaEmbed" in code
    assert not re.search(r"^\s*(import|export)\s", code[:2000] + code[-2000:], re.MULTILINE)

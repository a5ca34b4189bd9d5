"""The HTML of the atlas: whole, escaped, and lean."""

from __future__ import annotations

import math
from html.parser import HTMLParser

import pandas as pd
import pytest

from booktools.atlas_page import controls, effect_text, estimator_section, legend, summary
from paramlens.roles import Role

ROW = {
    "estimator": "SVC",
    "module": "sklearn.svm",
    "family": "support vector machines",
    "data": "breast_cancer",
    "name": "degree",
    "side": "set",
    "role": "conditional_hyperparameter",
    "condition": "kernel='poly'",
    "effect": 0.26,
    "evidence": "With kernel='poly', 0 <= degree < 5 & more moved it.",
    "convention": "hyperparameter",
    "disagrees": True,
    "default": "3",
    "legal": "int ≥ 0",
}


def table(*changes: dict) -> pd.DataFrame:
    made = pd.DataFrame([{**ROW, **change} for change in changes or ({},)])
    made.attrs["made_with"] = "scikit-learn 9.9, seed 0"
    return made


class Cells(HTMLParser):
    """The texts of the cells of a fragment, and the tags around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.cells: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data

    def first(self, tag: str) -> dict:
        return next(attributes for name, attributes in self.tags if name == tag)


def body_of(html: str) -> Cells:
    return Cells(html.partition("<tbody>")[2].partition("</table>")[0])


def test_row_says_all_that_is_known_of_a_name():
    read = body_of(estimator_section("SVC", table()))
    name, role, condition, default, legal, effect, evidence = map(str.strip, read.cells)
    assert (name, condition, default, effect) == ("degree", "kernel='poly'", "3", "0.26")
    assert role == "conditional hyperparameter its name suggests hyperparameter"
    assert legal.replace("\N{NO-BREAK SPACE}", " ") == "int ≥ 0"
    assert evidence == ROW["evidence"]
    assert read.first("tr")["class"] == "set"
    assert read.first("th")["scope"] == "row"


def test_estimator_has_its_anchor_and_a_link_to_it():
    read = Cells(estimator_section("SVC", table()))
    assert read.first("div")["id"] == "SVC"
    assert read.first("a")["href"] == "#SVC"
    assert read.first("table")["aria-label"] == "SVC"


def test_no_text_of_the_table_becomes_markup():
    evil = "<script>alert('&amp;')</script>"
    columns = ("name", "condition", "evidence", "default", "legal", "data", "module")
    html = estimator_section(evil, table(dict.fromkeys(columns, evil)))
    assert "<script" not in html
    assert {tag for tag, _ in Cells(html).tags} <= {
        "div", "h3", "a", "p", "code", "table", "thead", "tbody", "tr", "th", "td", "b", "wbr"
    }
    for made in (controls(table({"family": '"><script>'})), legend(table()), summary(table())):
        assert "<script" not in made


def test_row_repeats_no_style_and_no_definition():
    html = body_of(estimator_section("SVC", table()))
    assert {name for _, attributes in html.tags for name in attributes} <= {"class", "scope"}


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_role_has_its_word_and_its_definition(role):
    row = table({"role": role, "disagrees": False})
    assert body_of(estimator_section("SVC", row)).first("tr")["class"] == Role(role).word.value
    assert Role(role).definition in legend(row)
    assert f'value="{Role(role).label}"' in controls(row)


def test_undecided_is_no_role_and_has_a_mark_of_its_own():
    row = table({"role": "undecided", "disagrees": False, "effect": math.nan})
    read = body_of(estimator_section("SVC", row))
    assert read.first("tr")["class"] == "undecided"
    assert read.cells[1] == "undecided" and read.cells[5] == ""
    assert ">?</span>undecided" in legend(row)


@pytest.mark.parametrize(
    "effect, text",
    [
        (math.nan, ""),
        (0, "0"),
        (0.0004, "<0.001"),
        (0.0123, "0.012"),
        (0.5, "0.5"),
        (1.26, "1.3"),
        (1234, "1,234"),
        (math.inf, "∞"),
    ],
)
def test_effects_are_written_short(effect, text):
    assert effect_text(effect) == text


@pytest.mark.parametrize(
    "effect, bar",
    [(0, None), (math.nan, None), (0.001, "b1"), (0.5, "b10"), (1, "b20"), (70, "b20"), (math.inf, "b20")],
)
def test_bar_is_full_at_the_whole_spread(effect, bar):
    row = body_of(estimator_section("SVC", table({"effect": effect})))
    cells = [attributes for tag, attributes in row.tags if tag == "td"]
    assert cells[4].get("class") == bar


def test_long_list_of_legal_values_keeps_every_one():
    legal = ", ".join(["float in (0, 1]", *(f"'choice{number}'" for number in range(30))])
    html = estimator_section("SVC", table({"legal": legal}))
    assert "<details><summary>" in html
    assert all(f"'choice{number}'" in html for number in range(30))
    assert "float in (0, 1]" in html


def test_summary_counts_what_is_there():
    learned = {"estimator": "NuSVC", "side": "learned", "role": "undecided"}
    said = summary(table({}, {"name": "C", "disagrees": False}, learned))
    assert "2 estimators have 3 names: 2 arguments and 1 fitted attributes" in said
    assert "went against the name of 2 and left 1 undecided" in said
    assert "scikit-learn 9.9, seed 0" in said


def test_controls_wait_for_a_script():
    assert Cells(controls(table())).first("form").get("hidden", "no") is None

"""The map of families: every family of the atlas has its line, and the line says what experiments found."""

from __future__ import annotations

import pytest

from paramlens import atlas_table, family_map
from paramlens.family_map import EXAMPLES


@pytest.fixture(scope="module")
def whole():
    return family_map()


@pytest.fixture(scope="module")
def drawn(whole):
    return whole.to_frame()


def test_every_family_of_the_atlas_is_there_with_an_estimator_of_its_own(drawn):
    family_of = atlas_table().drop_duplicates("estimator").set_index("estimator")["family"]
    assert set(drawn.index) == set(family_of)
    assert {family: family_of[name] for family, name in EXAMPLES.items()} == {family: family for family in EXAMPLES}


def test_known_lines(drawn):
    assert drawn.loc["linear models", ["set", "learned", "remembered", "asked again"]].tolist() == [
        "alpha, fit_intercept, max_iter, tol, positive",
        "coef_, intercept_",
        "",
        "",
    ]
    assert drawn.loc["nearest neighbours", ["learned", "asked again"]].tolist() == ["", "n_neighbors, weights"]
    assert "_fit_X" in drawn.loc["nearest neighbours", "remembered"]


def test_numbers_are_counted_on_fitted_models(drawn):
    assert drawn.loc["linear models", "numbers"] == 11
    assert (drawn["numbers"] > 0).all()


def test_what_is_undecided_says_so(drawn):
    assert drawn.loc["random projection", "learned"] == "components_ (?)"


def test_table_shows_a_few_names_and_says_how_many_more(whole):
    shown = whole._repr_html_()
    assert shown.count("<tr>") == 1 + len(EXAMPLES)
    assert "<code>alpha</code>, <code>fit_<wbr>intercept</code>, <code>max_<wbr>iter</code> and 2 more" in shown
    assert "<code>components_</code> (?)" in shown
    assert '<th scope="row">kernel ridge<br><code>Kernel<wbr>Ridge</code></th>' in shown


def test_text_shows_every_family(whole):
    assert repr(whole).startswith("<FamilyMap: 29 families>")
    assert all(family in repr(whole) for family in EXAMPLES)

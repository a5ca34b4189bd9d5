"""The anatomy: what it names, what it counts, what it refuses, and how it shows."""

from __future__ import annotations

import copy
import json
import pickle
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, VotingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.svm import SVC

from paramlens import Anatomy, Role, anatomy, datasets
from paramlens.counting import LEARNED_NUMBERS, count_numbers
from paramlens.display import as_html, as_text, shortened

X, y = datasets.breast_cancer()
Z = (X - X.mean()) / X.std()
Xr, yr = datasets.diabetes()
COLUMNS = ["side", "role", "value", "default", "changed", "legal", "type", "shape", "n_numbers"]


def row(found: Anatomy, name: str):
    return next(row for row in found.rows if row.name == name)


class Checked(HTMLParser):
    """Reads HTML as strictly as is needed to see that what was opened is closed."""

    VOID = {"wbr", "br", "img", "meta", "link"}

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


# --- what it holds


def test_unfitted_estimator_shows_what_is_set():
    found = anatomy(SVC(C=2.0))
    assert not found.is_fitted and found.n_learned == 0
    assert found.n_set == len(SVC().get_params())
    c = row(found, "C")
    assert (c.value, c.default, c.changed, c.legal, c.role) == (2.0, 1.0, True, ("number > 0",), Role.HYPERPARAMETER)


def test_fitted_attributes_have_type_shape_and_numbers():
    coef = row(anatomy(LogisticRegression(max_iter=5000).fit(Z, y)), "coef_")
    assert (coef.type, coef.shape, coef.n_numbers) == ("ndarray of float64", (1, 30), 30)


def test_counts_of_a_straight_line():
    found = anatomy(LinearRegression().fit(Xr, yr))
    assert (found.n_set, found.n_learned) == (5, 11)


def test_frame_is_tidy():
    found = anatomy(LogisticRegression(C=0.5, max_iter=5000).fit(Z, y))
    table = found.to_frame()
    assert table.columns.tolist() == COLUMNS and table.index.name == "name" and table.index.is_unique
    assert set(table["role"]) <= {role.value for role in Role}
    assert table.query("changed").index.tolist() == ["C", "max_iter"]
    assert table.loc[table["side"] == "set", "n_numbers"].sum() == 0
    assert (table["changed"].dtype, table["n_numbers"].dtype) == (bool, int)


def test_parts_of_pipelines_have_their_names():
    found = anatomy(make_pipeline(StandardScaler(), Ridge()).fit(Xr, yr))
    names = [row.name for row in found.rows]
    assert {"steps", "ridge", "ridge__alpha", "ridge__coef_", "standardscaler__mean_"} <= set(names)
    assert found.n_learned == 3 * 10 + 1
    assert len(names) == len(set(names))


def test_numbers_of_the_parts_of_a_search_are_counted_once():
    search = GridSearchCV(Ridge(), {"alpha": [1.0, 2.0]}).fit(Xr, yr)
    found = anatomy(search)
    assert row(found, "best_estimator___coef_").within
    assert found.n_learned == 10 + 1 + 1
    assert "(10)" in repr(found), "what its holder counts stands in parentheses"


def test_every_estimator_of_scikit_learn_has_an_anatomy(any_estimator):
    found = anatomy(any_estimator)
    assert {row.name for row in found.rows} >= set(any_estimator.get_params(deep=False))
    shown_well(found)


def test_every_fitted_estimator_counts_what_its_rows_count(fitted_instances):
    for name, model in fitted_instances.items():
        found = anatomy(model)
        assert found.n_learned == count_numbers(model), name
        shown_well(found)
        stand_alone = [row.n_numbers for row in found.rows if row.role in LEARNED_NUMBERS and not row.within]
        assert found.n_learned == sum(stand_alone), name


def shown_well(found: Anatomy) -> None:
    for text in (repr(found), found._repr_html_(), found.to_frame().to_csv()):
        assert "0x" not in re.sub(r"0x[^0-9a-fA-F]", "", text), "an address in memory changes from run to run"
        assert "object at" not in text
    Checked(found._repr_html_())
    json.dumps([[row.value, row.default] for row in found.rows])


def test_looking_changes_nothing(fitted_instances):
    for name in ("Ridge", "RandomForestClassifier", "GridSearchCV", "KMeans"):
        model = fitted_instances[name]
        before = pickle.dumps(model)
        state = np.random.get_state()[1].copy()
        anatomy(model).to_frame()
        repr(anatomy(model)), anatomy(model)._repr_html_()
        assert pickle.dumps(model) == before
        assert np.array_equal(np.random.get_state()[1], state)


@given(st.floats(allow_nan=False, min_value=0, exclude_min=True), st.booleans(), st.integers(0, 9))
@settings(max_examples=50, deadline=None)
def test_what_was_given_is_what_is_shown(C, shrinking, degree):
    given_values = {"C": C, "shrinking": shrinking, "degree": degree}
    found = anatomy(SVC(**given_values))
    defaults = SVC().get_params()
    for name, value in given_values.items():
        assert row(found, name).value == value
        assert row(found, name).changed == (value != defaults[name])


@given(st.integers(1, 6), st.integers(2, 4))
@settings(max_examples=20, deadline=None)
def test_counts_follow_the_shape_of_the_data(n_features, n_classes):
    rng = np.random.default_rng(0)
    data, target = rng.normal(size=(40, n_features)), np.arange(40) % n_classes
    n_lines = 1 if n_classes == 2 else n_classes
    assert anatomy(LogisticRegression().fit(data, target)).n_learned == n_lines * (n_features + 1)
    assert anatomy(LinearRegression().fit(data, target)).n_learned == n_features + 1


# --- what it refuses


@pytest.mark.parametrize(
    ("given_value", "message"),
    [
        (Ridge, r"estimator must be an instance, got a class; write Ridge\(\)"),
        (3, r"estimator must"),
        (None, r"estimator must"),
        ("Ridge", r"estimator must"),
        (pd.DataFrame(), r"estimator must"),
    ]
)
def test_what_is_no_estimator_is_refused_by_name(given_value, message):
    with pytest.raises(TypeError, match=message):
        anatomy(given_value)


# --- how it shows values


class Holder(BaseEstimator):
    def __init__(self, value=None):
        self.value = value

    def fit(self, X, y=None):
        self.held_ = self.value
        return self


class Opaque:
    pass


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (np.float64(0.1), 0.1),
        (np.int32(4), 4),
        (np.bool_(True), True),
        (None, None),
        ("text", "text"),
        (np.float64, "float64"),
        (np.random.RandomState(0), "RandomState"),
        (np.random.default_rng(0), "Generator"),
        (np.zeros((3, 4)), "array of 3 × 4"),
        (np.array([1.5, 2.0]), "[1.5, 2. ]"),
        (np.array(["a", "b"]), "['a', 'b']"),
        (np.array(["a"], dtype=object), "['a']"),
        ([np.float64(0.123456)], "[0.1235]"),
        ((0.1, 1, 10), "(0.1, 1, 10)"),
        (sparse.csr_array(np.eye(3)), "sparse matrix of 3 × 3"),
        (pd.Series([1, 2], name="a"), "Series of 2"),
        (len, "function len"),
        ([Opaque()], "list of 1 Opaque"),
        (Opaque(), "Opaque"),
        ([Ridge()] * 4, "list of 4 Ridge"),
        ([("a", Ridge()), ("b", SVC())], "a, b"),
        ({"a": np.zeros(2)}, "1 entries"),
        ("x" * 99, "x" * 99),
        (["x" * 99], "['" + "x" * 57 + "…"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_in_a_table(value, shown):
    assert row(anatomy(Holder(value)), "value").value == shown


def test_long_estimator_is_shown_by_its_class():
    part = ColumnTransformer([("a", StandardScaler(), ["a-rather-long-name", "another-rather-long-name"])])
    assert row(anatomy(Holder(part)), "value").value == "ColumnTransformer(…)"


def test_attribute_that_cannot_be_read_says_why():
    class Broken(Holder):
        @property
        def view_(self):
            raise RuntimeError("half built")

    found = row(anatomy(Broken().fit(Xr)), "view_")
    assert found.value == "cannot be read: RuntimeError: half built" and found.n_numbers == 0


# --- how it shows as a whole


def test_text_fits_the_width_that_it_is_given():
    found = anatomy(RandomForestClassifier(3, random_state=0).fit(X, y))
    for width in (72, 100, 160):
        assert max(map(len, as_text(found.estimator_name, found.rows, width=width).splitlines())) <= width


def test_text_says_all_in_words_without_colour():
    text = as_text("RidgeCV", anatomy(RidgeCV().fit(Xr, yr)).rows, width=120)
    assert "\x1b" not in text
    assert re.search(r"alpha_ +● selected hyperparameter +\S+ +float +1", text)
    assert "◆ Set: 7 arguments, none not at their default" in text
    assert "● Learned: 12 numbers that the data set" in text


def test_colours_of_a_terminal_are_those_of_the_book():
    text = as_text("Ridge", anatomy(Ridge()).rows, width=100, colour=True)
    red, green, blue = (int(Role.HYPERPARAMETER.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert f"38;2;{red};{green};{blue}" in text


def test_text_in_a_notebook_is_returned_and_not_displayed(monkeypatch, capsys):
    monkeypatch.setenv("JUPYTER_COLUMNS", "100")
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert "Ridge" in as_text("Ridge", anatomy(Ridge()).rows)
    assert capsys.readouterr().out == ""


def test_html_is_the_same_every_time_and_asks_no_host():
    found = anatomy(VotingRegressor([("spline", make_pipeline(SplineTransformer(), Ridge()))]).fit(Xr, yr))
    assert found._repr_html_() == copy.deepcopy(found)._repr_html_()
    assert "http" not in found._repr_html_() and " id=" not in found._repr_html_()


def test_html_says_the_role_beside_the_colour_and_can_be_scrolled_by_keyboard():
    html = as_html("Ridge", anatomy(Ridge().fit(Xr, yr)).rows)
    assert 'role="region" tabindex="0" aria-label="Anatomy of Ridge"' in html
    assert html.count('scope="row"') == len(anatomy(Ridge().fit(Xr, yr)).rows)
    assert '<td class="role set"' in html and "</span>hyperparameter</td>" in html
    assert Checked(html).seen.count("caption") == 2


def test_html_of_hostile_text_is_escaped():
    html = anatomy(Holder("<script>alert(1)</script>"))._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_shortened_alternatives_say_how_many_more():
    words = [f"'{'x' * 10}{number}'" for number in range(9)]
    text = shortened(words)
    shown = text.replace("\N{NO-BREAK SPACE}", " ").split(" and ")[0].split(", ")
    assert shown == words[: len(shown)] and text.endswith(f" and {len(words) - len(shown)} more")
    assert shortened([]) == ""

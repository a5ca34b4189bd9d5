"""Dials: which values, in which order, under which texts, and where they start."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from paramlens import datasets, grid, sweep
from paramlens.explorables.settings import rows_of
from paramlens.explorables.dials import dial, dials_of, texts_of

X, y = datasets.two_moons(30)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=40))


@given(st.lists(VALUES, min_size=2, max_size=8, unique_by=lambda value: (type(value), value)))
def test_texts_of_different_values_differ(values):
    assert len(set(texts_of(values))) == len(values)


@given(st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=8, unique=True))
def test_texts_of_numbers_are_near_them(values):
    assert np.allclose([float(text) for text in texts_of(values)], values, rtol=0.005)


def test_texts_have_no_more_digits_than_tell_them_apart():
    assert texts_of([0.123456, 0.2]) == ("0.123", "0.2")
    assert texts_of([1.0001, 1.0002, 5.0]) == ("1.0001", "1.0002", "5")


def test_words_that_begin_alike_leave_the_numbers_short():
    words = ["the same beginning of a name, one", "the same beginning of a name, two"]
    texts = texts_of([*words, 0.1])
    assert texts[2].startswith("0.1") and "0.1000" not in texts[2]


def test_one_feature_and_all_features_are_two_values():
    found = sweep(RandomForestClassifier(2, random_state=0), "max_features", [1, 1.0], X, y, cv=2)
    (one,) = dials_of(found)
    assert one.values == (1, 1.0) and one.texts == ("1", "1.0")
    assert rows_of(found, [one]) == [0, 1]
    assert not one.is_number, "two places at 1 could not be told apart"


def test_numbers_are_dragged_through_in_ascending_order(votes):
    assert dials_of(votes)[0].values == (1, 3, 9, 25)


def test_rows_follow_the_order_of_the_dial(votes):
    assert [votes.points["n_neighbors"][row] for row in rows_of(votes, dials_of(votes))] == [1, 3, 9, 25]


def test_last_dial_varies_fastest(pairs):
    rows = rows_of(pairs, dials_of(pairs))
    assert pairs.points.iloc[rows].to_numpy().tolist() == [[g, c] for g in (0.1, 10) for c in (0.1, 1, 100)]


@pytest.mark.parametrize(
    ("model", "name", "values"),
    [
        (SVC(), "kernel", ["rbf", "linear"]),
        (SVC(), "class_weight", [None, "balanced", {0: 5, 1: 1}]),
        (MLPClassifier(max_iter=2), "hidden_layer_sizes", [(3,), (2, 2)]),
        (MLPClassifier(max_iter=2), "hidden_layer_sizes", [[3], [2, 2]]),
        (
            BaggingClassifier(n_estimators=2),
            "estimator",
            [GaussianNB(), LogisticRegression(), LogisticRegression(C=2)],
        ),
        (StandardScaler(), "with_mean", [True, False]),
    ],
    ids=["strings", "None and a dict", "tuples", "lists", "estimators", "booleans"],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_values_that_are_no_numbers_keep_the_order_given(model, name, values):
    found = sweep(model, name, values, X, y, cv=2)
    (one,) = dials_of(found)
    assert [type(value) for value in one.values] == [type(value) for value in values]
    assert rows_of(found, [one]) == list(range(len(values)))
    assert len(set(one.texts)) == len(values) and not one.is_number


def test_dial_starts_at_the_best_setting(votes, pairs):
    (one,) = dials_of(votes)
    assert one.values[one.start] == votes.best()["n_neighbors"]
    assert {one.name: one.values[one.start] for one in dials_of(pairs)} == pairs.best()


def test_dial_starts_half_way_without_scores():
    (one,) = dials_of(sweep(StandardScaler(), "copy", [True, False], X))
    assert one.start == 1


@pytest.mark.parametrize(
    ("values", "is_logarithmic"),
    [
        ([0.01, 0.1, 1.0], True),
        ([1, 2, 3], False),
        ([0, 1, 10], False),
        ([1e-100, 1.0, 1e100], True),
        (["a", "b"], False),
    ],
)
def test_values_with_even_ratios_have_a_logarithmic_scale(values, is_logarithmic):
    assert dial("alpha", values).is_logarithmic == is_logarithmic


def test_whole_numbers_beyond_those_of_a_machine_are_numbers():
    assert dial("batch_size", [1, 10**30]).is_number


@pytest.mark.parametrize("values", [[1.0, float("inf")], [None, 1], [True, False]])
def test_what_has_no_place_on_an_axis_is_no_number(values):
    assert not dial("alpha", values).is_number


def test_one_value_is_refused():
    with pytest.raises(ValueError, match="at least 2 values of 'n_clusters' to drag through, got 1"):
        dials_of(sweep(KMeans(random_state=0), "n_clusters", [3], X))


def test_one_value_of_a_grid_is_refused():
    with pytest.raises(ValueError, match="at least 2 values of 'C'"):
        dials_of(grid(SVC(), {"gamma": [1, 2], "C": [1]}, X, y, cv=2))


@pytest.mark.parametrize("given", [None, SVC(), [1, 2]])
def test_anything_but_a_sweep_is_refused(given):
    with pytest.raises(TypeError, match=r"made of a Sweep, as sweep\(\) and grid\(\) return it, got"):
        dials_of(given)

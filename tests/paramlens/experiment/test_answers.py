"""What a model answers, and how far two sets of answers lie apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import SVC

from paramlens.experiment.answers import Answers, answers_of, distance, fit_and_answer, refusal
from paramlens.experiment.rows import split

X, y = load_iris(return_X_y=True)
ROWS = split(X, y, seed=0, is_classifier=True)
NUMBERS = arrays(np.float64, st.integers(2, 30), elements=st.floats(-100, 100, width=32))


def on(*arrays_by_place, offered=()):
    """Answers to one question each."""
    given = {f"predict on {place}": one for place, one in enumerate(arrays_by_place)}
    return Answers(given, frozenset(offered))


def one(value):
    """A single answer."""
    return on(np.asarray(value))


@pytest.mark.parametrize(
    ("estimator", "offered"),
    [
        (Ridge(), {"predict"}),
        (LogisticRegression(), {"predict", "predict_proba", "decision_function"}),
        (SVC(), {"predict", "decision_function"}),
        (PCA(2), {"transform", "score_samples", "inverse_transform"}),
        (GaussianNB(), {"predict", "predict_proba"}),
        (LocalOutlierFactor(), set()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_methods_that_are_offered_are_asked(estimator, offered):
    _, answers = fit_and_answer(lambda: estimator, ROWS)
    assert answers.offered == offered
    for name in offered - {"inverse_transform"}:
        for which in ROWS.asked:
            assert f"{name} on {which}" in answers.given


def test_answers_are_those_of_the_fitted_model():
    _, answers = fit_and_answer(LogisticRegression, ROWS)
    model = LogisticRegression().fit(ROWS.X, ROWS.y)
    for which, rows in ROWS.asked.items():
        np.testing.assert_array_equal(answers.given[f"predict on {which}"], model.predict(rows))
        np.testing.assert_allclose(answers.given[f"predict_proba on {which}"], model.predict_proba(rows))


def test_standard_deviations_of_predictions_are_asked_for():
    _, answers = fit_and_answer(GaussianProcessRegressor, ROWS)
    model = GaussianProcessRegressor().fit(ROWS.X, ROWS.y)
    expected = model.predict(ROWS.asked["held-out rows"], return_std=True)[1]
    np.testing.assert_allclose(answers.given["predict(return_std=True) on held-out rows"], expected)


def test_model_without_methods_is_asked_for_its_results():
    _, answers = fit_and_answer(DBSCAN, ROWS)
    np.testing.assert_array_equal(answers.given["labels_"], DBSCAN().fit(ROWS.X).labels_)


def test_methods_that_fit_and_answer_at_once_are_asked_where_wanted():
    _, answers = fit_and_answer(LocalOutlierFactor, ROWS, at_the_fit=("fit_predict",))
    np.testing.assert_array_equal(
        answers.given["fit_predict on training rows"], LocalOutlierFactor().fit_predict(ROWS.X)
    )


def test_sparse_answers_are_compared_as_their_entries():
    _, answers = fit_and_answer(OneHotEncoder, split((X // 2).astype(int), None, seed=0, is_classifier=False))
    held = answers.given["transform on held-out rows"]
    assert isinstance(held, np.ndarray)
    assert set(np.unique(held)) == {0.0, 1.0}


class Spoiler(BaseEstimator):
    """It overwrites whatever it is handed."""

    def fit(self, X, y=None):
        X[:] = -1
        y[:] = -1
        return self

    def predict(self, X):
        total = X.sum(axis=1)
        X[:] = 0
        return total


def test_data_handed_over_are_copies():
    rows = split(X.copy(), y.copy(), seed=0, is_classifier=True)
    before = rows.X.copy(), rows.y.copy()
    _, answers = fit_and_answer(Spoiler, rows)
    np.testing.assert_array_equal(rows.X, before[0])
    np.testing.assert_array_equal(rows.y, before[1])
    held = rows.asked["held-out rows"]
    np.testing.assert_allclose(answers.given["predict on held-out rows"], held.sum(axis=1))


class Picky(BaseEstimator):
    """It answers for some rows only."""

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        if np.abs(X).max() > 8:
            raise ValueError("too far")
        return X[:, 0]


def test_raising_is_an_answer():
    _, answers = fit_and_answer(Picky, ROWS)
    assert answers.given["predict on rows unlike those"] == "ValueError"
    held = ROWS.asked["held-out rows"]
    np.testing.assert_array_equal(answers.given["predict on held-out rows"], held[:, 0])


class Giving(BaseEstimator):
    """It answers with what it is given."""

    def __init__(self, answer=None):
        self.answer = answer

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        pd.DataFrame({"a": [1.0, 2.0]}),
        pd.Series(["a", "b"]),
        sparse.csr_array(np.eye(3)),
        [np.ones((2, 2)), np.zeros((2, 3))],
        (np.ones(2), np.array(["a"])),
        [1, None, "a"],
        3.0,
        None,
        [],
        np.array([np.arange(2), np.arange(3)], dtype=object),
    ],
    ids=lambda one: type(one).__name__,
)
def test_any_answer_is_an_array_that_is_no_distance_from_itself(answer):
    answers = answers_of(Giving(answer), ROWS)
    assert all(isinstance(found, np.ndarray) for found in answers.given.values())
    assert distance(answers, answers_of(Giving(answer), ROWS)).effect == 0


@given(NUMBERS)
def test_distance_to_itself_is_nothing(answer):
    found = distance(one(answer), one(answer.copy()))
    assert (found.effect, found.largest) == (0.0, 0.0)


@given(NUMBERS, st.floats(0.01, 50))
def test_shift_is_measured_in_standard_deviations(answer, shift):
    assume(np.std(answer) > 1e-3)
    found = distance(one(answer), one(answer + shift))
    assert found.effect == pytest.approx(shift / np.std(answer), rel=1e-6)
    assert found.largest == pytest.approx(shift / np.std(answer), rel=1e-6)


@given(NUMBERS, NUMBERS, st.floats(0.01, 100), st.floats(-100, 100))
def test_effect_does_not_depend_on_the_unit_of_the_answers(before, noise, scale, origin):
    noise = np.resize(noise, before.shape)
    assume(np.std(before) > 1e-2 and np.abs(noise).max() > 1e-2)
    plain = distance(one(before), one(before + noise)).effect
    other = distance(one(scale * before + origin), one(scale * (before + noise) + origin)).effect
    assert other == pytest.approx(plain, rel=1e-4)


@given(NUMBERS, NUMBERS)
def test_effect_is_the_root_mean_square_and_no_more_than_the_largest(before, noise):
    noise = np.resize(noise, before.shape)
    assume(np.std(before) > 1e-3)
    found = distance(one(before), one(before + noise))
    assert found.effect <= found.largest * (1 + 1e-9)
    if found.effect:
        assert found.effect == pytest.approx(np.sqrt(np.mean(noise**2)) / np.std(before), rel=1e-5)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_labels_are_compared_by_the_share_that_differs(flipped):
    labels = np.array(["a"] * len(flipped))
    found = distance(one(labels), one(np.where(flipped, "b", labels)))
    assert found.effect == pytest.approx(np.mean(flipped))


@given(NUMBERS)
def test_rounding_explains_the_last_digits(answer):
    assume(np.std(answer) > 1e-3 * np.abs(answer).max())
    assert distance(one(answer), one(answer * (1 + 1e-13))).largest == 0
    single = answer.astype(np.float32)
    assert distance(one(single), one(single * np.float32(1 + 1e-6))).largest == 0


def test_small_change_beyond_rounding_is_seen():
    answer = np.linspace(0, 1, 20)
    assert distance(one(answer), one(answer + 1e-6)).largest > 0


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ([1.0, np.nan], [1.0, np.nan], 0.0),
        ([1.0, np.inf], [1.0, np.inf], 0.0),
        ([1.0, 2.0], [1.0, np.nan], np.sqrt(0.5)),
        ([1.0, np.inf], [1.0, -np.inf], np.sqrt(0.5)),
        ([1.0, 2.0], [1.0, 2.0, 3.0], 1.0),
        ([[1.0, 2.0]], [[1.0], [2.0]], 1.0),
        ([3.0, 3.0], [6.0, 6.0], 1.0),
        ([0.0, 0.0], [2.0, 2.0], 2.0),
        ([], [], 0.0),
        ([0, 1, 1, 1], [1, 1, 1, 1], 0.25),
        ([True, False], [True, True], 0.5),
    ],
)
def test_effect_of_special_values(before, after, effect):
    assert distance(one(before), one(after)).effect == pytest.approx(effect)


def test_unit_may_be_that_of_other_answers():
    before, after, unit = one([0.0, 0.0]), one([1.0, 1.0]), one([0.0, 20.0])
    assert distance(before, after, unit).effect == pytest.approx(0.1)


def test_method_offered_on_one_side_only_is_a_difference():
    same = np.ones(2)
    found = distance(on(same, offered=["predict"]), on(same, offered=["predict", "predict_proba"]))
    assert found.effect == 1
    assert "predict_proba" in found.where


def test_furthest_answer_is_told():
    start = np.arange(4.0)
    before = Answers({"predict on held-out rows": start, "transform on held-out rows": start})
    after = Answers({"predict on held-out rows": start + 1, "transform on held-out rows": start + 2})
    assert distance(before, after).where == "transform on held-out rows"


def test_strange_rows_count_where_no_others_differ():
    def both(ordinary, strange):
        return Answers({"predict on held-out rows": ordinary, "predict on rows unlike those": strange})

    start, near, far = np.arange(4.0), np.arange(4.0) + 0.1, np.arange(4.0) + 9
    assert distance(both(start, start), both(near, far)).where == "predict on held-out rows"
    assert distance(both(start, start), both(start, far)).where == "predict on rows unlike those"


@given(st.lists(st.integers(0, 4), min_size=3, max_size=30), st.permutations(range(5)))
def test_numbers_of_groups_mean_nothing(labels, names):
    labels = np.array(labels)
    before, after = Answers({"labels_": labels}), Answers({"labels_": np.array(names)[labels]})
    assert distance(before, after).effect == 0


def test_row_in_another_group_is_seen():
    before, after = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 1, 1, 1, 0, 0])
    assert distance(Answers({"labels_": before}), Answers({"labels_": after})).effect == pytest.approx(1 / 6)


def test_numbers_of_classes_do_mean_something():
    before, after = np.array([0, 0, 1]), np.array([1, 1, 0])
    assert distance(one(before), one(after)).effect == 1


def test_method_that_raises_now_is_a_refusal():
    fine, raising = one([1.0]), on("ValueError")
    assert refusal(fine, raising) == "ValueError"
    assert refusal(raising, raising) == ""
    assert refusal(fine, fine) == ""


def test_raising_for_strange_rows_is_no_refusal():
    where = "predict on rows unlike those"
    assert refusal(Answers({where: np.ones(2)}), Answers({where: "ValueError"})) == ""
    assert distance(Answers({where: np.ones(2)}), Answers({where: "ValueError"})).effect == 1

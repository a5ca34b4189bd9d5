"""Arguments that a fitted estimator still reads: found by changing them after the fit."""

from __future__ import annotations

import joblib
import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import DBSCAN
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import consulted, datasets

MOONS = datasets.two_moons(80)
SUGAR = datasets.diabetes()


def names(found):
    return set(found.index[found["consulted"]])


def test_neighbours_ask_for_their_number_again():
    found = consulted(KNeighborsClassifier(), *MOONS)
    assert names(found) == {"n_neighbors", "weights"}
    assert found.loc["n_neighbors", "value"] == 5
    assert found.loc["n_neighbors", "tried"] != 5
    assert found.loc["n_neighbors", "effect"] > 0


@pytest.mark.parametrize("model", [Ridge(), LinearRegression(), DecisionTreeClassifier()])
def test_models_whose_numbers_suffice_ask_for_nothing(model):
    found = consulted(model, *SUGAR) if not isinstance(model, DecisionTreeClassifier) else consulted(model, *MOONS)
    assert len(found) > 3
    assert names(found) == set()
    assert (found["effect"] == 0).all()


def test_kernel_is_looked_up_and_its_width_is_not():
    found = consulted(SVC(), *MOONS)
    assert {"kernel"} <= names(found)
    assert not {"C", "gamma", "tol"} & names(found)


def test_transformers_are_asked_too():
    assert names(consulted(StandardScaler(), SUGAR[0])) == {"with_mean", "with_std"}
    assert names(consulted(SelectKBest(k=2), *SUGAR)) == {"k"}


def test_a_method_that_raises_has_read_the_argument():
    class Touchy(ClassifierMixin, BaseEstimator):
        def __init__(self, flag=True):
            self.flag = flag

        def fit(self, X, y):
            self.classes_ = np.unique(y)
            return self

        def predict(self, X):
            if not self.flag:
                raise ValueError("no")
            return np.full(len(X), self.classes_[0])

    found = consulted(Touchy(), *MOONS)
    assert found.loc["flag", ["tried", "consulted", "effect"]].tolist() == [False, True, 1.0]
    assert found.loc["flag", "where"] == "ValueError"


def test_answers_that_are_drawn_anew_are_no_evidence():
    class Drawn(ClassifierMixin, BaseEstimator):
        def __init__(self, size=1):
            self.size = size

        def fit(self, X, y):
            self.classes_, self.rng_ = np.unique(y), np.random.default_rng(0)
            return self

        def predict_proba(self, X):
            first = self.rng_.random(len(X))
            return np.column_stack([first, 1 - first])

    assert names(consulted(Drawn(), *MOONS)) == set()


def test_estimators_that_answer_for_no_rows_have_no_rows():
    found = consulted(DBSCAN(), MOONS[0])
    assert len(found) == 0
    assert found.columns.tolist() == ["value", "tried", "consulted", "effect", "where"]


def test_nothing_given_is_changed():
    model = KNeighborsClassifier().fit(*MOONS)
    before = joblib.hash((model, MOONS, np.random.get_state()))
    consulted(model, *MOONS)
    assert joblib.hash((model, MOONS, np.random.get_state())) == before


def test_same_answer_twice():
    assert consulted(SVC(), *MOONS).equals(consulted(SVC(), *MOONS))


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((SVC, *MOONS), TypeError, "estimator must be an instance, got a class"),
        ((SVC(), MOONS[0]), ValueError, "y"),
        ((SVC(C=-1), *MOONS), ValueError, "estimator must be one that can be fitted to these rows"),
    ],
)
def test_bad_input_is_told(given, error, message):
    with pytest.raises(error, match=message):
        consulted(*given)


def test_bad_seed_is_told():
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, got -1"):
        consulted(SVC(), *MOONS, seed=-1)

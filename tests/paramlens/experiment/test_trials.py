"""Fits with one thing changed: seeds fixed, each made once, near or in other processes."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.datasets import make_classification
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens.experiment.answers import distance
from paramlens.experiment.rows import split
from paramlens.experiment.trials import Experiment, prepared

X, y = make_classification(60, 4, random_state=0)
ROWS = split(X, y, seed=0, is_classifier=True)
FITS = []


class Shift(BaseEstimator):
    """It predicts the first column, moved; each fit leaves a mark."""

    def __init__(self, shift=0.0, random_state=None):
        self.shift = shift
        self.random_state = random_state

    def fit(self, X, y=None):
        FITS.append(self.shift)
        if self.shift < 0:
            raise ValueError("no way back")
        noise = np.random.default_rng(self.random_state).normal() if self.random_state is not None else 0.0
        self.moved_by_ = self.shift + noise
        return self

    def predict(self, X):
        return X[:, 0] + self.moved_by_


class OnceOnly(BaseEstimator):
    """Its constructor reads an argument, and nothing else does."""

    def __init__(self, power=1):
        self.power = power
        self._function = lambda rows: rows**power

    def fit(self, X, y=None):
        self.n_rows_ = len(X)
        return self

    def predict(self, X):
        return self._function(X[:, 0])


class Locked(Shift):
    """It cannot be pickled."""

    def __init__(self, shift=0.0, random_state=None):
        super().__init__(shift, random_state)
        self._lock = threading.Lock()


class Hoarder(BaseEstimator):
    """Its constructor changes what it is given, which clone refuses."""

    def __init__(self, shift=1.0):
        self.shift = shift + 0.0 if isinstance(shift, float) else float(shift)

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        return X[:, 0] + self.shift


@pytest.fixture(autouse=True)
def no_fits_yet():
    """Marks of earlier tests are wiped away."""
    FITS.clear()


def test_prepared_copy_leaves_the_estimator_alone():
    given = RandomForestClassifier(n_estimators=3)
    copy = prepared(given, {"n_estimators": 5}, 7)
    assert (given.n_estimators, given.random_state) == (3, None)
    assert (copy.n_estimators, copy.random_state) == (5, 7)
    assert copy is not given


def test_open_seeds_are_fixed_at_every_depth():
    model = prepared(make_pipeline(StandardScaler(), BaggingClassifier(DecisionTreeClassifier())), {}, 11)
    seeds = {name: one for name, one in model.get_params().items() if name.endswith("random_state")}
    assert len(seeds) == 2
    assert set(seeds.values()) == {11}


def test_seeds_that_were_given_stay():
    assert prepared(RandomForestClassifier(random_state=3), {}, 11).random_state == 3
    assert prepared(RandomForestClassifier(), {"random_state": 4}, 11).random_state == 4
    assert prepared(RandomForestClassifier(), {"random_state": None}, 11).random_state is None


def test_fit_without_a_limit_gets_one():
    assert prepared(SVC(), {}, 0).max_iter > 0
    assert prepared(SVC(max_iter=7), {}, 0).max_iter == 7


def test_argument_that_only_the_constructor_reads_is_honoured():
    experiment = Experiment(OnceOnly(), ROWS, 0)
    squared = experiment.outcome({"power": 2}).answers.given["predict on held-out rows"]
    np.testing.assert_allclose(squared, ROWS.asked["held-out rows"][:, 0] ** 2)


def test_argument_that_only_the_constructor_of_a_part_reads_is_honoured():
    experiment = Experiment(make_pipeline(StandardScaler(), OnceOnly()), ROWS, 0)
    plain, squared = experiment.outcomes([{}, {"onceonly__power": 2}])
    place = "predict on held-out rows"
    np.testing.assert_allclose(squared.answers.given[place], plain.answers.given[place] ** 2)


def test_constructor_that_changes_its_arguments_is_borne():
    experiment = Experiment(Hoarder(1), ROWS, 0)
    one, two = experiment.outcomes([{}, {"shift": 2}])
    place = "predict on held-out rows"
    np.testing.assert_allclose(two.answers.given[place] - one.answers.given[place], 1)
    assert one.error is two.error is None


def test_value_that_is_an_estimator_is_not_fitted_itself():
    tree = DecisionTreeClassifier()
    Experiment(BaggingClassifier(), ROWS, 0).outcome({"estimator": tree})
    assert not hasattr(tree, "tree_")


def test_every_fit_is_made_once():
    experiment = Experiment(Shift(), ROWS, 0)
    first = experiment.outcomes([{}, {"shift": 1.0}, {"shift": 2.0}])
    again = experiment.outcomes([{"shift": 2.0}, {}, {"shift": 3.0}])
    assert sorted(FITS) == [0.0, 1.0, 2.0, 3.0]
    assert experiment.n_fits == 4
    assert again[0] is first[2] and again[1] is first[0]


def test_setting_asked_for_twice_at_once_is_fitted_once():
    experiment = Experiment(Shift(), ROWS, 0)
    one, other = experiment.outcomes([{"shift": 1.0}, {"shift": 1.0}])
    assert one is other
    assert FITS == [1.0]


def test_order_of_arguments_makes_no_other_setting():
    experiment = Experiment(Shift(), ROWS, 0)
    one, other = experiment.outcomes([{"shift": 1.0, "random_state": 3}, {"random_state": 3, "shift": 1.0}])
    assert one is other


def test_another_seed_is_another_fit():
    experiment = Experiment(Shift(), ROWS, 0)
    one, other = experiment.outcome(), experiment.outcome(seed=1)
    assert len(FITS) == 2
    assert distance(one.answers, other.answers).effect > 0


def test_values_that_cannot_be_hashed_are_kept_apart():
    experiment = Experiment(OnceOnly(), ROWS, 0)
    one, other = threading.Lock(), threading.Lock()
    experiment.outcomes([{"power": one}, {"power": other}, {"power": one}])
    assert experiment.n_fits == 2


def test_value_that_is_gone_is_not_taken_for_a_new_one():
    experiment = Experiment(OnceOnly(), ROWS, 0)
    for _ in range(5):
        experiment.outcome({"power": threading.Lock()})
    assert experiment.n_fits == 5


def test_fit_afresh_is_made_again():
    experiment = Experiment(Shift(), ROWS, 0)
    experiment.outcome({"shift": 1.0})
    experiment.afresh({"shift": 1.0})
    assert FITS == [1.0, 1.0]


def test_failure_is_an_outcome():
    outcome = Experiment(Shift(), ROWS, 0).outcome({"shift": -1.0})
    assert outcome.answers is None
    assert outcome.error == "ValueError: no way back"


def test_solver_that_did_not_converge_is_told():
    experiment = Experiment(LogisticRegression(), ROWS, 0)
    done, stopped = experiment.outcomes([{}, {"max_iter": 1}])
    assert (done.is_unfinished, stopped.is_unfinished) == (False, True)


def test_other_rows_have_fits_of_their_own():
    experiment = Experiment(Shift(), ROWS, 0)
    experiment.outcome()
    experiment.on(ROWS).outcome()
    assert len(FITS) == 2


@pytest.mark.parametrize(
    ("estimator", "settings"),
    [
        (Ridge(), [{}, {"alpha": 10.0}, {"fit_intercept": False}]),
        (RandomForestClassifier(n_estimators=3), [{}, {"max_depth": 1}, {"n_estimators": 2}]),
        (Shift(), [{"shift": 1.0}, {"shift": -1.0}]),
        (Locked(), [{}, {"shift": 1.0}]),
    ],
    ids=lambda one: type(one).__name__,
)
def test_other_processes_make_the_same_fits(estimator, settings):
    near = Experiment(estimator, ROWS, 0).outcomes(settings)
    far = Experiment(estimator, ROWS, 0, n_jobs=2).outcomes(settings)
    for here, there in zip(near, far, strict=True):
        assert here.error == there.error
        assert here.answers is None or distance(here.answers, there.answers).largest == 0


def test_value_that_cannot_travel_is_fitted_here():
    settings = [{"power": threading.Lock()}, {"power": 2}]
    refused, fitted = Experiment(OnceOnly(), ROWS, 0, n_jobs=2).outcomes(settings)
    assert refused.answers is None or "TypeError" in refused.answers.given.values()
    assert fitted.error is None

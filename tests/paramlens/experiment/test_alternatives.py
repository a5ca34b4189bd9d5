"""Other values to try: never the present one, none twice, and within what is declared."""

from __future__ import annotations

from numbers import Integral, Real

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils._param_validation import Interval, Options, StrOptions

from paramlens.declared import arguments
from paramlens.experiment.alternatives import alternatives, bell, is_discrete
from paramlens.experiment.said import declared_seed, is_component, names_in
from paramlens.experiment.sameness import is_same
from paramlens.experiment.surroundings import Surroundings

AROUND = Surroundings(
    n_rows=40,
    n_columns=3,
    classes=("no", "yes"),
    folder="/an/empty/folder",
    words=("some", "words"),
    levels=((0, 1), (0, 1, 2), ("a", "b")),
    names=("one", "two", "three"),
)


pytestmark = pytest.mark.filterwarnings("ignore:Class PassiveAggressive:FutureWarning")


class Declaring(BaseEstimator):
    """It declares what its only argument may be."""

    def __init__(self, value=None):
        self.value = value


class Silent(BaseEstimator):
    """It declares nothing, but says what its arguments are.

    Parameters
    ----------
    style : {"plain", "fancy", "none"}
        How to look: ``'plain'`` or ``'baroque'``.
    depth : int or None
        How deep.
    share : float
        How much.
    flag : bool
        Whether at all.
    sizes : tuple of int
        How large.
    weights : dict or None
        Such as {'a': 2.0}.
    """

    def __init__(self, style="plain", depth=None, share=0.3, flag=False, sizes=(3, 4), weights=None):
        self.style = style
        self.depth = depth
        self.share = share
        self.flag = flag
        self.sizes = sizes
        self.weights = weights


def argument_of(estimator, name):
    """One argument of an estimator."""
    return next(one for one in arguments(estimator) if one.name == name)


def declaring(constraints, value):
    """The argument of an estimator that declares this of it."""
    kind = type("Declared", (Declaring,), {"_parameter_constraints": {"value": constraints}})
    return argument_of(kind(value), "value")


def tried(estimator, name, around=AROUND):
    """Other values of one argument."""
    return alternatives(argument_of(estimator, name), around)


def identity(value):
    """What two values share that make the same setting; 1 and 1.0 are one number here, True is none."""
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_):
        return "number", float(value)
    return joblib.hash(value)


def test_no_value_is_the_present_one_or_comes_twice(any_estimator):
    for one in arguments(any_estimator):
        found = alternatives(one, AROUND)
        seen = [identity(value) for value in [one.value, *found]]
        assert len(set(seen)) == len(seen), one.name


def test_same_values_come_each_time(any_estimator):
    for one in arguments(any_estimator):
        assert is_same(alternatives(one, AROUND), alternatives(one, AROUND)) is not False


def test_estimator_is_not_changed_by_looking_for_values(any_estimator):
    before = repr(any_estimator.get_params(deep=False))
    for one in arguments(any_estimator):
        alternatives(one, AROUND)
        is_component(one)
        declared_seed(one)
    assert repr(any_estimator.get_params(deep=False)) == before


BOUNDS = st.floats(-1e3, 1e3).map(lambda number: round(number, 3))
CLOSED = st.sampled_from(["left", "right", "both", "neither"])


@given(low=BOUNDS, width=st.floats(0.01, 1e3), closed=CLOSED, share=st.floats(0.01, 0.99))
def test_interval_of_fractions_is_kept(low, width, closed, share):
    interval = Interval(Real, low, low + width, closed=closed)
    found = alternatives(declaring([interval], low + share * width), AROUND)
    assert len(found) >= 2
    assert all(type(one) is float and one in interval for one in found)


@given(low=st.integers(-50, 50), width=st.integers(4, 500), closed=CLOSED, data=st.data())
def test_interval_of_whole_numbers_is_kept(low, width, closed, data):
    interval = Interval(Integral, low, low + width, closed=closed)
    value = data.draw(st.integers(low + 1, low + width - 1))
    for one in alternatives(declaring([interval], value), AROUND):
        assert type(one) is int and one in interval and one != value


@given(low=BOUNDS, kind=st.sampled_from([Real, Integral]), closed=st.sampled_from(["left", "neither"]))
def test_open_end_leaves_room_for_larger_values(low, kind, closed):
    low = int(low) if kind is Integral else low
    interval = Interval(kind, low, None, closed=closed)
    found = alternatives(declaring([interval, None], None), AROUND)
    assert found and all(one in interval for one in found)


@given(st.sets(st.text("abcdef", min_size=1, max_size=4), min_size=2, max_size=6), st.data())
def test_all_other_options_are_tried(options, data):
    value = data.draw(st.sampled_from(sorted(options)))
    found = alternatives(declaring([StrOptions(options)], value), AROUND)
    assert sorted(found) == sorted(options - {value})


def test_deprecated_options_are_not_tried():
    found = alternatives(declaring([StrOptions({"a", "b", "old"}, deprecated={"old"})], "a"), AROUND)
    assert found == ["b"]


@pytest.mark.parametrize(
    ("constraints", "value", "expected"),
    [
        (["boolean"], True, [False]),
        ([None, "boolean"], None, [True, False]),
        ([Options(int, {1, 2, 3})], 2, [1, 3]),
        ([None, StrOptions({"a"})], None, ["a"]),
        ([None, StrOptions({"a"})], "a", [None]),
    ],
)
def test_what_is_declared_is_tried(constraints, value, expected):
    assert alternatives(declaring(constraints, value), AROUND) == expected


@given(st.floats(1e-6, 1e6))
def test_number_without_bounds_is_tried_larger_and_smaller(value):
    found = [one for one in tried(Silent(share=value), "share") if one is not None]
    assert min(found) < value < max(found)


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("style", ["fancy", "baroque"]),
        ("depth", [1, 2, 3]),
        ("flag", [True]),
        ("sizes", [(3,), (4,), (30, 40)]),
    ],
)
def test_estimator_that_declares_nothing_is_read(name, among):
    assert set(among) <= set(tried(Silent(), name))


def test_dictionaries_are_made_from_what_the_documentation_shows():
    assert {"a": 3.0} in tried(Silent(), "weights")


def test_dictionary_loses_each_of_its_entries():
    assert {"b": 2} in tried(Silent(weights={"a": 1, "b": 2}), "weights")


@pytest.mark.parametrize(
    ("name", "value"), [("n_jobs", 2), ("memory", "/an/empty/folder"), ("verbose", True)]
)
def test_run_settings_are_tried_by_their_names(name, value):
    pipeline = make_pipeline(Ridge())
    estimator = pipeline if name in pipeline.get_params() else BaggingClassifier()
    assert value in tried(estimator, name)


def test_seeds_are_tried_as_small_numbers():
    assert tried(DecisionTreeClassifier(), "random_state") == [1, 2, 3, 4, 5]
    assert tried(DecisionTreeClassifier(random_state=3), "random_state") == [1, 2, 4, 5]


def test_weights_are_made_for_the_classes():
    assert {"no": 1.0, "yes": 5.0} in tried(SVC(), "class_weight")


def test_members_of_a_composite_are_weighted_by_their_names():
    voting = VotingClassifier([("a", SVC()), ("b", LogisticRegression())])
    assert any(len(np.atleast_1d(one)) > 1 for one in tried(voting, "weights"))


@pytest.mark.parametrize(
    ("estimator", "name", "component"),
    [
        (BaggingClassifier(), "estimator", True),
        (BaggingClassifier(SVC()), "estimator", True),
        (make_pipeline(Ridge()), "steps", True),
        (make_pipeline(Ridge()), "memory", False),
        (StackingClassifier([("a", SVC())]), "final_estimator", True),
        (GaussianProcessRegressor(RBF()), "kernel", True),
        (FunctionTransformer(np.log), "func", True),
        (SVC(), "kernel", False),
        (SVC(kernel=bell), "kernel", True),
        (Ridge(), "alpha", False),
        (DecisionTreeClassifier(), "random_state", False),
        (Silent(), "depth", False),
    ],
)
def test_components_are_what_is_handed_in(estimator, name, component):
    assert is_component(argument_of(estimator, name)) is component


@pytest.mark.parametrize(
    ("estimator", "name", "seed"),
    [(DecisionTreeClassifier(), "random_state", True), (Ridge(), "alpha", False), (Silent(), "depth", False)],
)
def test_seeds_are_declared_or_named(estimator, name, seed):
    assert declared_seed(argument_of(estimator, name)) is seed


@pytest.mark.parametrize("value", [None, True, np.True_, "word"])
def test_choices_are_discrete(value):
    assert is_discrete(value)


@pytest.mark.parametrize("value", [1, 0.5, [1], np.ones(2), {"a": 1}])
def test_amounts_and_collections_are_not_discrete(value):
    assert not is_discrete(value)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("must be one of 'a', 'b' or ``c``", ["a", "b", "c"]),
        ("must be in [fast, slow], got fats", ["fast", "slow"]),
        ("'True' or 'None' or 'really'", ["really"]),
        ("nothing here", []),
    ],
)
def test_names_are_found_in_messages(text, names):
    assert names_in(text) == names


@given(st.text())
def test_names_can_be_sought_in_any_text(text):
    assert all(" " not in name and name for name in names_in(text))


def test_bell_is_the_same_for_rows_and_for_matrices():
    rows = np.random.default_rng(0).normal(size=(5, 3))
    table = [[bell(one, other) for other in rows] for one in rows]
    np.testing.assert_allclose(bell(rows, rows), table)
    np.testing.assert_allclose(np.diag(table), 1)

"""Names, order, defaults and legal values of constructor arguments."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.ensemble import BaggingRegressor, RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LogisticRegression, Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils._param_validation import validate_parameter_constraints

from paramlens.declared import NO_DEFAULT, arguments, legal_values, signature_of


def names(estimator):
    return [argument.name for argument in arguments(estimator)]


def test_arguments_are_those_of_get_params_for_every_estimator(any_estimator):
    expected = set(any_estimator.get_params(deep=True))
    if isinstance(any_estimator, FrozenEstimator):  # keeps the arguments of what it wraps to itself
        expected |= {f"estimator__{name}" for name in any_estimator.estimator.get_params()}
    assert sorted(names(any_estimator)) == sorted(expected)


def test_arguments_come_in_the_order_of_the_signature(any_estimator):
    own = [name for name in names(any_estimator) if name in any_estimator.get_params(deep=False)]
    taken = inspect.signature(type(any_estimator)).parameters
    assert [name for name in own if name in taken] == [name for name in taken if name in own]


def test_fresh_estimator_has_nothing_changed():
    assert not any(argument.changed for argument in arguments(SVC()))
    assert [a.name for a in arguments(SVC(C=2, gamma="scale")) if a.changed] == ["C"]


@pytest.mark.parametrize(
    ("estimator", "changed"),
    [
        (Ridge(alpha=1), False),
        (Ridge(alpha=np.float64(1)), False),
        (Ridge(fit_intercept=1), True),
        (RidgeCV(alphas=[0.1, 1.0, 10.0]), True),
        (RidgeCV(alphas=(0.1, 1.0, 10.0)), False),
        (SimpleImputer(missing_values=np.nan), False),
        (SimpleImputer(missing_values=float("nan")), False),
        (BaggingRegressor(), False),
        (BaggingRegressor(Ridge()), True),
        (GaussianProcessRegressor(RBF()), True),
        (SVC(kernel=lambda a, b: a @ b.T), True),
    ]
)
def test_changed_means_another_value_than_the_default(estimator, changed):
    assert any(argument.changed for argument in arguments(estimator) if "__" not in argument.name) is changed


def test_arguments_of_parts_are_named_through_and_belong_to_the_part():
    model = GridSearchCV(make_pipeline(StandardScaler(), Ridge(alpha=3)), {"ridge__alpha": [1]})
    found = {argument.name: argument for argument in arguments(model)}
    assert found["estimator__ridge__alpha"].value == 3 and found["estimator__ridge__alpha"].changed
    assert isinstance(found["estimator__ridge__alpha"].owner, Ridge)
    assert found["estimator__ridge__alpha"].legal == ("number ≥ 0", "array-like")
    assert found["param_grid"].default is NO_DEFAULT and not found["param_grid"].changed


class Own(BaseEstimator):
    """By someone who declares nothing."""

    def __init__(self, must, *, may=3):
        self.must, self.may = must, may

    def fit(self, X, y=None):
        return self


def test_estimator_that_declares_nothing_has_no_legal_values():
    must, may = arguments(Own(1))
    assert (must.default, may.default) == (NO_DEFAULT, 3)
    assert must.legal == may.legal == ()


def test_signature_leaves_out_what_has_no_name():
    class Variadic:
        def __init__(self, a, *rest, b=2, **more):
            pass

    assert signature_of(Variadic) == {"a": NO_DEFAULT, "b": 2}


LEGAL = [
    (LogisticRegression, "C", ("number > 0",)),
    (LogisticRegression, "fit_intercept", ("bool",)),
    (LogisticRegression, "class_weight", ("dict", "'balanced'", "None")),
    (LogisticRegression, "random_state", ("int ≥ 0", "RandomState", "None")),
    (Lasso, "selection", ("'cyclic'", "'random'")),
    (SVC, "degree", ("int ≥ 0",)),
    (RandomForestClassifier, "max_features", ("int ≥ 1", "float in (0, 1]", "'log2'", "'sqrt'", "None")),
    (RandomForestClassifier, "verbose", ("int ≥ 0", "bool")),
    (GridSearchCV, "cv", ("int ≥ 2", "splitter", "iterable", "None")),
    (make_pipeline(Ridge()).__class__, "memory", ("None", "str", "object with cache")),
]


@pytest.mark.parametrize(("kind", "name", "legal"), LEGAL, ids=lambda v: getattr(v, "__name__", str(v)))
def test_legal_values_in_words(kind, name, legal):
    assert sorted(legal_values(kind._parameter_constraints[name])) == sorted(legal)


def test_every_declared_constraint_of_scikit_learn_has_words(any_estimator):
    for name, constraints in getattr(any_estimator, "_parameter_constraints", {}).items():
        words = legal_values(constraints)
        assert all(isinstance(word, str) and word and "0x" not in word for word in words), (name, words)
        assert words or constraints == "no_validation" or not isinstance(constraints, list)


def test_words_about_intervals_agree_with_what_is_accepted():
    constraints = RandomForestClassifier._parameter_constraints["max_features"]
    assert "float in (0, 1]" in legal_values(constraints)
    validate_parameter_constraints({"x": constraints}, {"x": 1.0}, "caller")
    with pytest.raises(ValueError, match="x"):
        validate_parameter_constraints({"x": constraints}, {"x": 0.0}, "caller")


def test_reading_an_estimator_does_not_change_it(any_estimator):
    before = any_estimator.get_params(deep=True)
    list(arguments(any_estimator))
    after = any_estimator.get_params(deep=True)
    assert list(before) == list(after) and all(before[name] is after[name] for name in before)

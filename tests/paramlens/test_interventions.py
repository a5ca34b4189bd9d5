"""One thing is changed on a copy; the model that was handed in stays as it was."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier

from paramlens.interventions import with_each, without_each

X = np.array([[0.0], [1.0], [2.0], [3.0]])
y = np.array([0, 0, 1, 1])


def test_prediction_of_a_linear_model_misses_its_parameters_and_no_setting():
    table = without_each(Lasso(alpha=0.01).fit(X, y), X)
    missed = set(table.index[table["prediction"] != "the same"])
    assert missed == {"coef_", "intercept_"}
    assert set(table.index[table["side"] == "set"]) == set(Lasso().get_params())


def test_neighbours_miss_their_memory_and_their_k():
    table = without_each(KNeighborsClassifier(1, algorithm="brute").fit(X, y), X)
    assert (table.loc[["_fit_X", "n_neighbors"], "prediction"] != "the same").all()


def test_value_that_acts_at_prediction_is_told_from_one_that_does_not():
    found = with_each(KNeighborsClassifier(1).fit(X, y), X, {"n_neighbors": 4, "leaf_size": 1})
    assert found.to_dict() == {"n_neighbors": "other values", "leaf_size": "the same"}


def test_value_that_breaks_the_prediction_is_named_by_its_error():
    found = with_each(KNeighborsClassifier(1).fit(X, y), X, {"n_neighbors": 99})
    assert found["n_neighbors"] == "ValueError"


def test_model_is_left_as_it_was():
    model = Ridge(alpha=2.0).fit(X, y)
    before = dict(vars(model))
    without_each(model, X)
    with_each(model, X, {"alpha": 5.0})
    assert vars(model) == before


@pytest.mark.parametrize("function", [lambda model: without_each(model, X, method="vote"), lambda model: with_each(model, X, {}, method="vote")])
def test_unknown_method_is_named(function):
    with pytest.raises(ValueError, match="method must name a method of LogisticRegression, got 'vote'"):
        function(LogisticRegression().fit(X, y))


def test_unknown_argument_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        with_each(LogisticRegression().fit(X, y), X, {"nonsense": 1})

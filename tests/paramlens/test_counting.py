"""How many numbers the data set, against counts that follow from the mathematics."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.compose import TransformedTargetRegressor
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeCV
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KDTree, KNeighborsClassifier
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from paramlens import datasets
from paramlens.counting import count_numbers

shapes = st.lists(st.integers(0, 4), max_size=3).map(tuple)


@given(st.lists(shapes, max_size=4))
def test_collection_holds_what_its_members_hold(each):
    arrays = [np.zeros(shape) for shape in each]
    total = sum(array.size for array in arrays)
    assert count_numbers(arrays) == count_numbers(tuple(arrays)) == total
    assert count_numbers(dict(enumerate(arrays))) == count_numbers([arrays, "text", None]) == total


@pytest.mark.parametrize(
    ("value", "n"),
    [
        (True, 1),
        (2.5, 1),
        (np.float32(1), 1),
        ("text", 0),
        (None, 0),
        (np.array(["a", "b"]), 0),
        (np.array([np.zeros(2), np.zeros(3)], dtype=object), 5),
        (sparse.csr_array(np.eye(4)), 4),
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), 2),
        (pd.Series([1.0, 2.0]), 2),
        (KDTree(np.zeros((5, 2))), 10),
        (RBF(1.0) + WhiteKernel(), 2),
        (np.random.default_rng(0), 0),
        (LinearRegression, 0),
        ({1, 2, 3}, 3),
    ]
)
def test_values_of_each_kind(value, n):
    assert count_numbers(value) == n


def test_number_in_a_container_of_python_objects_counts_once():
    assert count_numbers(np.array([1, None, "a", 2.0], dtype=object)) == 2


X, y = datasets.breast_cancer()
d = X.shape[1]
Xr, yr = datasets.diabetes()
Xw, yw = datasets.wine()
k, dw = yw.nunique(), Xw.shape[1]
n = len(X)

ORACLES = {
    "a slope for each column, and an intercept": (LinearRegression().fit(Xr, yr), Xr.shape[1] + 1),
    "logistic, two classes": (LogisticRegression(max_iter=9000).fit(X, y), d + 1),
    "logistic, three classes": (LogisticRegression(max_iter=9000).fit(Xw, yw), k * (dw + 1)),
    "Gaussian naive Bayes: means, variances, priors": (GaussianNB().fit(Xw, yw), 2 * k * dw + k),
    "a stump: feature, threshold, two values": (DecisionTreeRegressor(max_depth=1).fit(Xr, yr), 4),
    "a stump of three classes": (DecisionTreeClassifier(max_depth=1).fit(Xw, yw), 2 + 2 * k),
    "every row and its class": (KNeighborsClassifier().fit(X, y), n * d + n),
    "centres": (KMeans(3, n_init=1, random_state=0).fit(Xw), 3 * dw),
    "components, the mean, and the variances that its density reads": (PCA(2).fit(Xw), 3 * dw + 2 + 1),
    "a mixture: weights, means, covariances, their Cholesky factors are views": (
        GaussianMixture(2, random_state=0).fit(Xw[["alcohol", "hue"]]),
        2 + 2 * 2 + 2 * 4,
    ),
    "mean and scale of each column": (StandardScaler().fit(Xw), 2 * dw),
    "an idf for each word, and the vocabulary": (TfidfVectorizer().fit(["a cat", "the cat"]), 2 * 2),
    "the penalty that was chosen counts too": (RidgeCV().fit(Xr, yr), Xr.shape[1] + 2),
    "a pipeline has what its steps have": (
        make_pipeline(StandardScaler(), Ridge()).fit(Xr, yr),
        3 * Xr.shape[1] + 1,
    ),
    "weights and biases of 3 hidden units": (
        MLPRegressor(hidden_layer_sizes=(3,), max_iter=5, random_state=0, tol=1e9, n_iter_no_change=1).fit(Xr, yr),
        Xr.shape[1] * 3 + 3 + 3 + 1,
    ),
    "a search has what its best estimator has, and its choice": (
        GridSearchCV(Ridge(), {"alpha": [1, 2]}).fit(Xr, yr),
        Xr.shape[1] + 1 + 1,
    ),
}


@pytest.mark.parametrize("what", ORACLES)
def test_learned_numbers_are_those_of_the_mathematics(what):
    model, expected = ORACLES[what]
    assert count_numbers(model) == expected


def test_forest_is_the_sum_of_its_trees():
    forest = RandomForestClassifier(7, random_state=0).fit(Xw, yw)
    assert count_numbers(forest) == sum(map(count_numbers, forest.estimators_)) > 0


def test_boosting_counts_splits_leaves_and_the_baseline():
    model = HistGradientBoostingRegressor(max_iter=3, max_leaf_nodes=2, min_samples_leaf=5).fit(Xr, yr)
    assert count_numbers(model) == 3 * (2 + 2) + 1


def test_support_vector_machine_counts_the_rows_it_keeps():
    model = SVC(gamma=0.1).fit(Xw, yw)
    rows = model.support_vectors_
    assert count_numbers(model) >= rows.size + model.dual_coef_.size + model.intercept_.size


def test_gaussian_process_remembers_its_rows():
    x = np.linspace(0, 1, 8)[:, None]
    model = GaussianProcessRegressor(RBF(1.0), random_state=0).fit(x, np.sin(x).ravel())
    assert count_numbers(model) >= 8 + 8 + 1


def test_knots_of_splines_count():
    model = SplineTransformer(n_knots=4, degree=3).fit(Xw[["alcohol"]])
    assert count_numbers(model) == model.bsplines_[0].t.size


def test_regressor_behind_a_transformation_counts():
    model = TransformedTargetRegressor(Ridge(), func=np.log, inverse_func=np.exp).fit(Xr, yr)
    assert count_numbers(model) == Xr.shape[1] + 1


def test_unfitted_estimator_has_learned_nothing():
    assert count_numbers(Ridge()) == 0


def test_counting_warns_of_nothing():
    model = SVC().fit(Xw, yw)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert count_numbers(model) > 0

"""What names suggest: hand-checked roles, and rules that hold for every estimator of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import DBSCAN, FeatureAgglomeration, KMeans
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import BaggingClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_selection import RFE, SelectFpr, SelectKBest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_approximation import PolynomialCountSketch
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeCV, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import SplineTransformer
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import Role, Side, datasets
from paramlens.conventions import conventional_role, side_of

ARGUMENTS = [
    (SVC, "C", "hyperparameter"),
    (SVC, "kernel", "hyperparameter"),
    (SVC, "degree", "conditional_hyperparameter"),
    (SVC, "coef0", "conditional_hyperparameter"),
    (SVC, "cache_size", "run_setting"),
    (SVC, "random_state", "source_of_randomness"),
    (SplineTransformer, "degree", "hyperparameter"),
    (PolynomialCountSketch, "coef0", "hyperparameter"),
    (KernelRidge, "degree", "conditional_hyperparameter"),
    (LogisticRegression, "intercept_scaling", "conditional_hyperparameter"),
    (LogisticRegression, "n_jobs", "run_setting"),
    (RandomForestClassifier, "n_estimators", "hyperparameter"),
    (RandomForestClassifier, "oob_score", "run_setting"),
    (BaggingClassifier, "estimator", "component"),
    (KMeans, "n_clusters", "hyperparameter"),
    (KMeans, "algorithm", "run_setting"),
    (KNeighborsClassifier, "leaf_size", "run_setting"),
    (SGDClassifier, "eta0", "conditional_hyperparameter"),
    (GradientBoostingRegressor, "validation_fraction", "conditional_hyperparameter"),
]


@pytest.mark.parametrize(("owner", "name", "role"), ARGUMENTS, ids=lambda value: getattr(value, "__name__", value))
def test_arguments_by_hand(owner, name, role):
    assert conventional_role(name, owner, getattr(owner(), name)) is Role(role)


X, y = datasets.wine()
ATTRIBUTES = [
    (LinearRegression(), "coef_", "parameter"),
    (LinearRegression(), "rank_", "diagnostic"),
    (LinearRegression(), "n_features_in_", "metadata"),
    (LogisticRegression(max_iter=5000), "n_iter_", "diagnostic"),
    (LogisticRegression(max_iter=5000), "classes_", "metadata"),
    (RidgeCV(), "alpha_", "selected_hyperparameter"),
    (GaussianNB(), "theta_", "parameter"),
    (GaussianNB(), "class_count_", "derived_view"),
    (KNeighborsClassifier(), "_fit_X", "memorised_data"),
    (SVC(), "support_vectors_", "memorised_data"),
    (SVC(kernel="linear"), "coef_", "derived_view"),
    (SVC(), "_gamma", "selected_hyperparameter"),
    (SVC(gamma=0.5), "_gamma", "metadata"),
    (DecisionTreeClassifier(), "tree_", "parameter"),
    (DecisionTreeClassifier(), "feature_importances_", "derived_view"),
    (RandomForestClassifier(2), "estimators_", "parameter"),
    (RandomForestClassifier(2), "estimator_", "metadata"),
    (KMeans(2), "cluster_centers_", "parameter"),
    (KMeans(2), "inertia_", "diagnostic"),
    (KMeans(2), "labels_", "derived_view"),
    (FeatureAgglomeration(), "labels_", "parameter"),
    (DBSCAN(), "components_", "memorised_data"),
    (PCA(2), "components_", "parameter"),
    (PCA(2), "n_components_", "metadata"),
    (PCA(0.9), "n_components_", "selected_hyperparameter"),
    (TruncatedSVD(2), "explained_variance_", "derived_view"),
    (SelectKBest(), "scores_", "parameter"),
    (SelectKBest(), "pvalues_", "derived_view"),
    (SelectFpr(), "pvalues_", "parameter"),
    (RFE(LinearRegression()), "support_", "parameter"),
    (GaussianProcessRegressor(RBF()), "alpha_", "parameter"),
    (GaussianProcessRegressor(RBF()), "kernel_", "selected_hyperparameter"),
    (GradientBoostingRegressor(n_estimators=2), "n_estimators_", "metadata"),
    (GradientBoostingRegressor(n_estimators=9, n_iter_no_change=1), "n_estimators_", "selected_hyperparameter"),
]


@pytest.mark.parametrize(
    ("model", "name", "role"), ATTRIBUTES, ids=[f"{type(m).__name__}.{name}-{role}" for m, name, role in ATTRIBUTES]
)
@pytest.mark.filterwarnings("ignore")
def test_attributes_by_hand(model, name, role):
    model.fit(X, y)
    assert conventional_role(name, model, getattr(model, name)) is Role(role)


def test_every_argument_of_scikit_learn_stands_on_the_side_that_is_set(any_estimator):
    for name, value in any_estimator.get_params().items():
        assert side_of(name) is Side.SET
        assert conventional_role(name, any_estimator, value).side is Side.SET


def test_every_fitted_attribute_of_scikit_learn_stands_on_the_side_that_is_learned(fitted_instances):
    names = [(name, model) for model in fitted_instances.values() for name in vars(model) if name.endswith("_")]
    assert len(names) > 500
    wrong = [
        (type(model).__name__, name)
        for name, model in names
        if conventional_role(name, model, getattr(model, name)).side is not Side.LEARNED
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("alpha", "set"),
        ("coef_", "learned"),
        ("ridge__alpha", "set"),
        ("best_estimator___coef_", "learned"),
        ("best_estimator___alpha", "set"),
        ("knn___fit_X", "learned"),
        ("best_estimator____fit_X", "learned"),
        ("svc___gamma", "learned"),
        ("_private", "set"),
    ],
)
def test_side_of_names_of_parts(name, side):
    assert side_of(name) is Side(side)


def test_component_is_told_by_its_value():
    assert conventional_role("kernel", GaussianProcessRegressor, RBF()) is Role.COMPONENT
    assert conventional_role("metric", KNeighborsClassifier, np.dot) is Role.COMPONENT
    assert conventional_role("metric", KNeighborsClassifier, "euclidean") is Role.HYPERPARAMETER
    assert conventional_role("kind", object, np.float64) is Role.HYPERPARAMETER

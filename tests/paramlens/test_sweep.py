from __future__ import annotations

import copy
import dataclasses
import warnings
from importlib import import_module

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    LogisticRegressionCV,
    PoissonRegressor,
    Ridge,
    SGDClassifier,
)
from sklearn.metrics import make_scorer, mean_absolute_error
from sklearn.model_selection import GridSearchCV, KFold, ShuffleSplit, validation_curve
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import Sweep, datasets, grid, sweep
from paramlens.anatomy import anatomy
from paramlens.tidy import learned_numbers, wide

X, y = datasets.diabetes()
moons, sides = datasets.two_moons(80)


def test_ridge_path_is_the_closed_form():
    alphas = [0.01, 1.0, 100.0]
    path = sweep(Ridge(), "alpha", alphas, X, y).learned("coef_")
    centred = (X - X.mean()).to_numpy()
    for alpha in alphas:
        gram = centred.T @ centred + alpha * np.eye(10)
        np.testing.assert_allclose(path.loc[alpha], np.linalg.solve(gram, centred.T @ (y - y.mean())), rtol=1e-8)


@pytest.mark.parametrize(
    ("estimator", "name", "values", "data", "cv", "scoring"),
    [
        (Ridge(), "alpha", [0.1, 1, 10], (X, y), None, None),
        (SVC(), "C", [0.1, 1, 10], (moons, sides), 3, None),
        (make_pipeline(StandardScaler(), Ridge()), "ridge__alpha", [1, 2], (X, y), KFold(4), "neg_mean_squared_error"),
        (DecisionTreeClassifier(random_state=3), "max_depth", [1, 2, None], (moons, sides), 5, "roc_auc"),
        (Ridge(), "alpha", [1, 2], (X.to_numpy(), y.to_numpy()), [(range(100), range(100, 200))], None),
    ],
)
def test_scores_are_those_of_validation_curve(estimator, name, values, data, cv, scoring):
    found = sweep(estimator, name, values, *data, cv=cv, scoring=scoring).scores
    train, validation = validation_curve(
        estimator, *data, param_name=name, param_range=values, cv=cv, scoring=scoring
    )
    for split, expected in [("train", train), ("validation", validation)]:
        of_split = found[found["split"] == split]
        assert (of_split["fold"].to_numpy().reshape(expected.shape) == np.arange(expected.shape[1])).all()
        np.testing.assert_allclose(of_split["score"].to_numpy().reshape(expected.shape), expected, atol=1e-12, rtol=0)


def test_grid_is_grid_search():
    tried = {"C": [0.1, 1, 10], "gamma": [0.1, 1]}
    ours = grid(SVC(), tried, moons, sides).to_frame().set_index(["C", "gamma"])
    search = GridSearchCV(SVC(), tried, return_train_score=True).fit(moons, sides)
    theirs = pd.DataFrame(search.cv_results_).set_index(["param_C", "param_gamma"])
    theirs = theirs.reindex(ours.index.rename(theirs.index.names))
    np.testing.assert_allclose(ours["validation"], theirs["mean_test_score"], atol=1e-12)
    np.testing.assert_allclose(ours["train"], theirs["mean_train_score"], atol=1e-12)
    assert grid(SVC(), tried, moons, sides).best() == search.best_params_


def test_grid_varies_the_first_name_slowest():
    found = grid(SVC(), {"gamma": [2, 1], "C": [3, 5]}, moons, sides, cv=2)
    assert found.names == ("gamma", "C")
    assert found.points.to_numpy().tolist() == [[2, 3], [2, 5], [1, 3], [1, 5]]
    assert found.learned("support_vectors_").index.names == ["gamma", "C"]
    assert list(found.scores.columns) == ["gamma", "C", "split", "fold", "score"]


def test_tables_have_the_promised_columns():
    found = sweep(Ridge(), "alpha", [1, 2], X, y)
    assert list(found.parameters.columns) == ["alpha", "attribute", "element", "number"]
    assert list(found.scores.columns) == ["alpha", "split", "fold", "score"]
    assert list(found.to_frame().columns) == ["alpha", "train", "validation", "n_learned"]
    assert set(found.scores["split"]) == {"train", "validation"}
    assert found.scores["fold"].dtype.kind == "i"
    assert found.scoring == "R²"


def test_models_hold_the_settings_and_the_numbers_of_the_table():
    found = sweep(Ridge(), "alpha", [1, 2], X, y)
    assert [model.alpha for model in found.models] == [1, 2]
    for model, (_, coefficients) in zip(found.models, found.learned("coef_").iterrows(), strict=True):
        assert list(coefficients) == list(model.coef_)


def test_best_is_the_setting_with_the_best_mean_validation_score():
    found = sweep(SVC(), "kernel", ["linear", "rbf"], moons, sides)
    _, validation = validation_curve(SVC(), moons, sides, param_name="kernel", param_range=["linear", "rbf"])
    assert found.best() == {"kernel": ["linear", "rbf"][validation.mean(axis=1).argmax()]}


def test_n_learned_counts_what_the_table_leaves_out():
    found = sweep(DecisionTreeClassifier(random_state=0), "max_depth", [1, 3], moons, sides)
    assert "tree_" not in set(found.parameters["attribute"])
    assert found.to_frame()["n_learned"].tolist() == [anatomy(model).n_learned for model in found.models]


def test_large_attributes_are_not_tabulated():
    found = sweep(KNeighborsClassifier(), "n_neighbors", [1], *datasets.digits(), cv=2)
    assert "_fit_X" not in set(found.parameters["attribute"])
    assert found.to_frame()["n_learned"][0] > 10_000


@pytest.mark.parametrize(
    ("estimator", "name", "values", "attribute", "labels"),
    [
        (Ridge(), "alpha", [1], "coef_", list(X.columns)),
        (Ridge(), "alpha", [1], "intercept_", [""]),
        (make_pipeline(StandardScaler(), Ridge()), "ridge__alpha", [1], "ridge__coef_", list(X.columns)),
        (PCA(), "n_components", [1, 2], "explained_variance_", ["0", "1"]),
        (
            PCA(),
            "n_components",
            [1, 2],
            "components_",
            [f"{component},{column}" for component in (0, 1) for column in X.columns],
        ),
        (make_pipeline(PCA(2), Ridge()), "ridge__alpha", [1], "ridge__coef_", ["pca0", "pca1"]),
        (make_pipeline("passthrough", Ridge()), "ridge__alpha", [1], "ridge__coef_", list(X.columns)),
    ],
)
def test_elements_are_named_by_feature_or_place(estimator, name, values, attribute, labels):
    assert list(sweep(estimator, name, values, X, y, cv=2).learned(attribute).columns) == labels


def test_binary_classifier_has_no_index_for_its_single_row():
    found = sweep(LogisticRegression(), "C", [1], moons, sides)
    assert list(found.learned("coef_").columns) == ["x1", "x2"]
    assert list(found.learned("intercept_").columns) == [""]


def test_as_many_classes_as_features_are_not_named_by_feature():
    found = sweep(GaussianNB(), "var_smoothing", [1e-9], moons, sides)
    assert list(found.learned("class_prior_").columns) == ["0", "1"]
    assert list(found.learned("theta_").columns) == ["0,x1", "0,x2", "1,x1", "1,x2"]


def test_arrays_have_indices_for_names():
    assert list(sweep(Ridge(), "alpha", [1], X.to_numpy(), y).learned("coef_").columns) == list("0123456789")


def test_same_names_twice_give_indices():
    doubled = X.iloc[:, [0, 0]]
    tidy = learned_numbers([Ridge().fit(doubled.to_numpy(), y)], doubled)
    assert list(wide(tidy, "coef_").columns) == ["0", "1"]


def test_layers_are_the_first_index_of_a_list_of_arrays():
    network = MLPRegressor(hidden_layer_sizes=(2,), max_iter=5)
    with pytest.warns(ConvergenceWarning):
        found = sweep(network, "alpha", [1], X[["age", "bmi"]], y, cv=2).learned("coefs_")
    assert list(found.columns) == ["0,0,0", "0,0,1", "0,1,0", "0,1,1", "1,0", "1,1"]


def test_columns_made_on_the_way_are_named_and_absent_ones_are_missing():
    points, heights = datasets.curve(20)
    curve = make_pipeline(PolynomialFeatures(include_bias=False), Ridge())
    found = sweep(curve, "polynomialfeatures__degree", [1, 3], points, heights).learned("ridge__coef_")
    assert list(found.columns) == ["x", "x^2", "x^3"]
    assert found.isna().to_numpy().tolist() == [[False, True, True], [False, False, False]]


def test_steps_within_a_column_transformer_are_tabulated():
    X = pd.DataFrame({"size": [1.0, 2.0, np.nan, 5.0, 9.0, 4.0], "kind": [0, 1, 0, 1, 1, 0]})
    filled = Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())])
    columns = ColumnTransformer([("numbers", filled, ["size"]), ("rest", "passthrough", ["kind"])])
    path = sweep(
        Pipeline([("prepare", columns), ("ridge", Ridge())]),
        "prepare__numbers__fill__strategy",
        ["mean", "median"],
        X,
        np.arange(6.0),
        cv=2,
    )
    assert path.learned("prepare__numbers__fill__statistics_").to_numpy().ravel().tolist() == [4.2, 4.0]
    assert path.learned("ridge__coef_").columns.tolist() == ["numbers__size", "rest__kind"]


def test_words_name_the_coefficients_of_texts():
    texts = ["good film", "bad film", "good book", "bad book"] * 5
    model = make_pipeline(CountVectorizer(), LogisticRegression())
    found = sweep(model, "logisticregression__C", [0.1, 1], texts, ["+", "-"] * 10)
    assert list(found.learned("logisticregression__coef_").columns) == ["bad", "book", "film", "good"]
    assert list(found.learned("logisticregression__coef_").index) == [0.1, 1]


class Anonymous(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.asarray(X)


class Misnamed(Anonymous):
    def get_feature_names_out(self, names=None):
        raise ValueError("other names")


@pytest.mark.parametrize("step", [Anonymous(), Misnamed()])
def test_columns_without_names_have_indices(step):
    found = sweep(make_pipeline(step, Ridge()), "ridge__alpha", [1], X, y)
    assert list(found.learned("ridge__coef_").columns) == list("0123456789")


def test_unknown_attribute_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"'coef_', 'intercept_'.*got 'nope'"):
        sweep(Ridge(), "alpha", [1], X, y).learned("nope")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("max_depth", [1, None, 3]),
        ("max_features", [1, 1.0, 0.5]),
        ("criterion", ["gini", "entropy"]),
        ("class_weight", [None, {0: 1.0, 1: 2.0}, "balanced"]),
    ],
)
def test_values_keep_their_kind(name, values):
    found = sweep(RandomForestClassifier(5), name, values, moons, sides, cv=2)
    kept = list(found.points[name])
    assert kept == values
    assert [type(value) for value in kept] == [type(value) for value in values]
    assert found.best()[name] in values
    assert len(found.to_frame()) == len(values)


def test_tuples_and_estimators_are_values():
    with pytest.warns(ConvergenceWarning):
        sizes = sweep(MLPRegressor(max_iter=2), "hidden_layer_sizes", [(2,), (2, 3)], X, y, cv=2)
    assert list(sizes.learned("coefs_").index) == [(2,), (2, 3)]
    models = [Ridge(), LinearRegression()]
    swapped = sweep(Pipeline([("scale", StandardScaler()), ("model", Ridge())]), "model", models, X, y, cv=2)
    assert [type(found["model"]) for found in swapped.models] == [Ridge, LinearRegression]
    assert not hasattr(models[0], "coef_")


def test_numpy_values_become_python_values():
    best = sweep(Ridge(), "alpha", np.array([1.0, 2.0]), X, y).best()
    assert type(best["alpha"]) is float


def test_transformer_without_score_has_no_scores():
    found = sweep(StandardScaler(), "with_mean", [True, False], X)
    assert found.scores.empty
    assert list(found.scores.columns) == ["with_mean", "split", "fold", "score"]
    assert found.to_frame()[["train", "validation"]].isna().all(axis=None)
    assert repr(found) == "<Sweep: StandardScaler at 2 settings of with_mean>"
    with pytest.raises(ValueError, match="needs validation scores"):
        found.best()


def test_estimator_without_targets():
    found = sweep(KMeans(n_init=1), "n_clusters", [2, 3], moons, cv=2)
    assert found.scoring == "score"
    assert len(found.scores) == 8


@pytest.mark.parametrize(
    ("estimator", "scoring", "label"),
    [
        (SVC(), None, "accuracy"),
        (make_pipeline(StandardScaler(), SVC()), None, "accuracy"),
        (SVC(), "balanced_accuracy", "balanced_accuracy"),
        (SVC(), make_scorer(mean_absolute_error, greater_is_better=False), "mean_absolute_error"),
        (GridSearchCV(SVC(), {"C": [1]}, scoring="f1"), None, "f1"),
        (LogisticRegressionCV(Cs=2, scoring=make_scorer(mean_absolute_error), l1_ratios=(0,), use_legacy_attributes=False), None, "score"),
        (PoissonRegressor(), None, "D²"),
    ],
)
def test_scoring_has_a_name_for_axes(estimator, scoring, label):
    name = next(name for name in ("estimator__C", "svc__C", "C", "alpha", "max_iter") if name in estimator.get_params())
    assert sweep(estimator, name, [50], moons, sides, scoring=scoring, cv=2).scoring == label


def test_scorer_may_be_any_function():
    def rows(estimator, X, y):
        return len(X)

    found = sweep(Ridge(), "alpha", [1], X, y, scoring=rows, cv=[(np.arange(10), np.arange(10, 14))])
    assert found.scoring == "rows"
    assert found.scores["score"].tolist() == [10, 4]


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_result_is_the_same_wherever_it_runs(backend):
    estimator = RandomForestClassifier(5)
    here = sweep(estimator, "max_depth", [1, 2, 3], moons, sides)
    with joblib.parallel_config(backend=backend, n_jobs=2):
        there = sweep(estimator, "max_depth", [1, 2, 3], moons, sides)
    pd.testing.assert_frame_equal(here.scores, there.scores, check_exact=True)
    pd.testing.assert_frame_equal(here.parameters, there.parameters, check_exact=True)
    for one, other in zip(here.models, there.models, strict=True):
        assert (one.predict_proba(moons) == other.predict_proba(moons)).all()


def test_large_data_shared_with_other_processes_may_be_overwritten_by_a_fit():
    large = np.random.default_rng(0).normal(size=(2000, 100))
    model = make_pipeline(StandardScaler(copy=False), Ridge(copy_X=False))
    here = sweep(model, "ridge__alpha", [1, 2], large, large[:, 0], cv=2)
    there = sweep(model, "ridge__alpha", [1, 2], large, large[:, 0], cv=2, n_jobs=2)
    np.testing.assert_allclose(there.scores["score"], here.scores["score"], rtol=1e-12)


def test_data_overwritten_by_a_fit_are_copies():
    table, targets = X.to_numpy(copy=True), y.to_numpy(copy=True)
    before = table.copy(), targets.copy()
    careless = make_pipeline(StandardScaler(copy=False), Ridge(copy_X=False))
    careful = make_pipeline(StandardScaler(), Ridge())
    found = sweep(careless, "ridge__alpha", [1, 10], table, targets)
    assert (table == before[0]).all() and (targets == before[1]).all()
    expected = sweep(careful, "ridge__alpha", [1, 10], table, targets)
    np.testing.assert_allclose(found.scores["score"], expected.scores["score"], rtol=1e-12)


class Drawing(BaseEstimator):
    """Draws from NumPy's global state, as estimators should not."""

    def __init__(self, width=1):
        self.width = width

    def fit(self, X, y=None):
        self.draw_ = np.random.normal()
        return self

    def score(self, X, y=None):
        return np.random.normal()


@pytest.mark.parametrize("estimator", [Drawing(), Drawing(), "forest"])
def test_global_random_state_is_left_alone(estimator):
    estimator = RandomForestClassifier(3) if estimator == "forest" else estimator
    name = "width" if isinstance(estimator, Drawing) else "max_depth"
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    sweep(estimator, name, [1, 2], moons, sides, cv=ShuffleSplit(2))
    assert (np.random.get_state()[1] == before).all()


def test_unseeded_estimators_and_splitters_give_the_same_result_each_time():
    splitter = KFold(3, shuffle=True)
    first, second = (
        sweep(RandomForestClassifier(3), "max_depth", [1, 2], moons, sides, cv=splitter) for _ in range(2)
    )
    pd.testing.assert_frame_equal(first.scores, second.scores)
    assert splitter.random_state is None
    assert [model.random_state for model in first.models] == [0, 0]


def test_seeds_that_are_set_or_swept_stay():
    found = sweep(RandomForestClassifier(3, random_state=7), "max_depth", [1], moons, sides, cv=2)
    assert found.models[0].random_state == 7
    swept = sweep(RandomForestClassifier(3), "random_state", [1, 2, None], moons, sides, cv=2)
    assert [model.random_state for model in swept.models] == [1, 2, None]


@pytest.mark.parametrize("backend", ["sequential", "threading", "loky"])
def test_warnings_of_fits_are_shown_once_in_any_process(backend):
    lasso = Lasso(max_iter=2)
    filters = list(warnings.filters)
    with joblib.parallel_config(backend=backend, n_jobs=2), warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        sweep(lasso, "alpha", [0.001, 0.002], X, y)
    assert [shown.category for shown in seen] == [ConvergenceWarning]
    assert warnings.filters == filters


def test_warnings_obey_the_filters_of_the_caller():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("ignore")
        sweep(Lasso(max_iter=2), "alpha", [0.001], X, y)
    assert not seen
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ConvergenceWarning):
            sweep(Lasso(max_iter=2), "alpha", [0.001], X, y)


def test_sparse_data_and_lists():
    found = sweep(Ridge(), "alpha", [1, 2], sparse.csr_array(X.to_numpy()), list(y))
    listed = sweep(Ridge(), "alpha", [1, 2], X.to_numpy().tolist(), list(y))
    np.testing.assert_allclose(found.scores["score"], listed.scores["score"], rtol=1e-4)


def test_sparse_coefficients_are_tabulated():
    texts = sparse.csr_array(np.eye(6))

    class Sparsifying(SGDClassifier):
        def fit(self, X, y):
            return super().fit(X, y).sparsify()

    found = sweep(Sparsifying(), "alpha", [1e-4], texts, [0, 1] * 3, cv=2)
    assert found.learned("coef_").shape == (1, 6)


def test_precomputed_kernels_are_split_on_both_sides():
    kernel = moons.to_numpy() @ moons.to_numpy().T
    ours = sweep(SVC(kernel="precomputed"), "C", [1.0], kernel, sides)
    linear = sweep(SVC(kernel="linear"), "C", [1.0], moons, sides)
    np.testing.assert_allclose(ours.scores["score"], linear.scores["score"])


def test_result_shows_itself_as_its_table():
    found = sweep(SVC(), "C", [1, 10], moons, sides)
    assert repr(found).startswith("<Sweep: SVC at 2 settings of C; best validation accuracy with C=")
    assert found._repr_html_() == found.to_frame()._repr_html_()
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.names = ("D",)


def test_progress_is_shown_when_asked_for(capsys):
    sweep(Ridge(), "alpha", [1], X, y)
    sweep(Ridge(), "alpha", [1], X, y, progress=False)
    assert capsys.readouterr().err == ""
    sweep(Ridge(), "alpha", [1], X, y, progress=True)
    assert "6/6" in capsys.readouterr().err


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    alphas=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=5, unique=True),
    as_frame=st.booleans(),
)
def test_any_sweep_has_a_row_per_value_in_order_and_changes_nothing(alphas, as_frame):
    table, targets = (X, y) if as_frame else (X.to_numpy(), y.to_numpy())
    estimator = ElasticNet(alpha=5, copy_X=False)
    before = copy.deepcopy((table, targets, estimator.get_params(), vars(estimator)))
    found = sweep(estimator, "alpha", alphas, table, targets, cv=2)
    assert found.points["alpha"].tolist() == alphas
    assert found.to_frame()["alpha"].tolist() == alphas
    assert found.learned("coef_").index.tolist() == alphas
    assert [model.alpha for model in found.models] == alphas
    np.testing.assert_array_equal(table, before[0])
    np.testing.assert_array_equal(targets, before[1])
    assert (estimator.get_params(), vars(estimator)) == before[2:]


class Careless(BaseEstimator):
    """Declares nothing and fails at some of its values only when it is fitted."""

    def __init__(self, width=1):
        self.width = width

    def fit(self, X, y=None):
        if self.width > 2:
            raise RuntimeError("too wide")
        return self


with_missing = X.assign(age=X["age"].where(X.index > 1))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((SVC, "C", [1], moons, sides), TypeError, r"write SVC\(\)"),
        (("svc", "C", [1], moons, sides), TypeError, "estimator must be a scikit-learn estimator"),
        ((SVC(), 3, [1], moons, sides), TypeError, "name must be a string"),
        ((Ridge(), "alhpa", [1], X, y), ValueError, "'alhpa'; did you mean 'alpha'.*copy_X"),
        ((make_pipeline(SVC()), "C", [1], moons, sides), ValueError, "did you mean 'svc__C'"),
        ((SVC(), "zzz", [1], moons, sides), ValueError, "got 'zzz'; It has C, break_ties"),
        ((Ridge(), "alpha", [], X, y), ValueError, "^values must hold at least one candidate for 'alpha', got 0$"),
        ((Ridge(), "alpha", [1, 2, 1], X, y), ValueError, "each candidate for 'alpha' once, got 1 twice"),
        ((SVC(), "kernel", "rbf", moons, sides), TypeError, r"got the str 'rbf'; write \['rbf'\]"),
        ((Ridge(), "alpha", 1.0, X, y), TypeError, r"got the float 1.0; write \[1.0\]"),
        ((Ridge(), "alpha", {1, 2}, X, y), TypeError, "got the set"),
        ((Ridge(), "alpha", [1, -1], X, y), ValueError, "values must be legal for 'alpha': Ridge accepts.*got -1"),
        ((make_pipeline(SVC()), "svc__C", [-1], moons, sides), ValueError, "'svc__C': SVC accepts.*got -1"),
        ((Ridge(solver="no"), "alpha", [1], X, y), ValueError, "estimator must hold a legal 'solver'.*got 'no'"),
        ((Ridge(), "alpha", [1], X, y[:-1]), ValueError, "as many rows as each other, got 442 and 441"),
        ((Ridge(), "alpha", [1], X[:0], y[:0]), ValueError, "X must hold at least one row, got 0"),
        ((Ridge(), "alpha", [1], X, None), ValueError, "y must be given"),
        ((Ridge(), "alpha", [1], X, y.where(y > 30)), ValueError, "y must hold no missing values, got"),
        ((Ridge(), "alpha", [1], with_missing, y), ValueError, "Ridge does not accept, got 2 in 'age'"),
        ((Ridge(), "alpha", [1], X.replace(X.iloc[0, 0], np.inf).to_numpy(), y), ValueError, "missing or infinite"),
        ((Ridge(), "alpha", [1], sparse.csr_array(with_missing.to_numpy()), y), ValueError, "missing or infinite"),
        ((make_pipeline(StandardScaler(), SVC()), "svc__C", [1], "text", y), TypeError, "X must be a frame"),
        ((Ridge(), "alpha", [1], X, 3), TypeError, "y must be a frame, an array"),
        ((Ridge(), "alpha", [1], X, np.array(3)), TypeError, "y must have rows"),
    ],
)
def test_bad_input_is_refused_before_any_fit(arguments, error, message, monkeypatch):
    monkeypatch.setattr(import_module("paramlens.sweep"), "run", lambda *_, **__: pytest.fail("a fit was made"))
    with pytest.raises(error, match=message):
        sweep(*arguments)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"scoring": "acuracy"}, ValueError, "scoring must be a name.*got 'acuracy'"),
        ({"scoring": ["accuracy", "f1"]}, TypeError, "scoring must be the name of a scorer"),
        ({"cv": 1000}, ValueError, "cv must be.*got 1000"),
        ({"cv": "five"}, ValueError, "cv must be.*got 'five'"),
    ],
)
def test_bad_ways_to_judge_are_refused_before_any_fit(arguments, error, message, monkeypatch):
    monkeypatch.setattr(import_module("paramlens.sweep"), "run", lambda *_, **__: pytest.fail("a fit was made"))
    with pytest.raises(error, match=message):
        sweep(SVC(), "C", [1], moons, sides, **arguments)


@pytest.mark.parametrize(
    ("tried", "error", "message"),
    [
        ([("C", [1])], TypeError, "grid must be a dict of two names"),
        ({"C": [1]}, ValueError, r"two names with their candidates, got 1: \['C'\]"),
        ({"C": [1], "gama": [1]}, ValueError, "did you mean 'gamma'"),
        ({"C": [1], "gamma": []}, ValueError, r"^grid\['gamma'\] must hold at least one candidate for 'gamma', got 0$"),
        ({"C": [1], "gamma": [-1]}, ValueError, r"^grid\['gamma'\] must be legal for 'gamma'.*got -1$"),
    ],
)
def test_bad_grids_are_refused(tried, error, message):
    with pytest.raises(error, match=message):
        grid(SVC(), tried, moons, sides)


def test_missing_values_are_left_to_those_who_take_them():
    imputing = make_pipeline(SimpleImputer(), Ridge())
    assert len(sweep(imputing, "ridge__alpha", [1], with_missing, y).models) == 1
    searching = GridSearchCV(imputing, {"ridge__alpha": [1]}, cv=2)
    assert len(sweep(searching, "cv", [2], with_missing, y, cv=2).models) == 1


def test_missing_values_met_in_a_fit_are_reported_with_the_value():
    searching = GridSearchCV(Ridge(), {"alpha": [1]}, cv=2)
    with pytest.raises(ValueError, match="GridSearchCV failed with cv=2: "):
        sweep(searching, "cv", [2], with_missing, y, cv=2)


def test_error_in_a_fit_says_which():
    with pytest.raises(ValueError, match="^Careless failed with width=3: too wide$") as caught:
        sweep(Careless(), "width", [1, 3], X)
    assert isinstance(caught.value.__cause__, RuntimeError)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_error_that_only_the_data_show_says_which(n_jobs):
    with pytest.raises(ValueError, match=r"KNeighborsClassifier failed with n_neighbors=70 in fold \d"):
        sweep(KNeighborsClassifier(), "n_neighbors", [5, 70], moons, sides, n_jobs=n_jobs)


def test_validation_that_speaks_otherwise_is_passed_on():
    class Odd(Ridge):
        def _validate_params(self):
            raise ValueError("odd")

    with pytest.raises(ValueError, match="^odd$"):
        sweep(Odd(), "alpha", [1], X, y)


def test_values_that_cannot_be_pickled_are_told_apart_by_identity():
    kernels = [lambda a, b: a @ b.T, lambda a, b: (a @ b.T) ** 2]
    assert len(sweep(SVC(), "kernel", kernels, moons.to_numpy(), sides).models) == 2
    with pytest.raises(ValueError, match="once"):
        sweep(SVC(), "kernel", kernels[:1] * 2, moons.to_numpy(), sides)


def test_rows_of_unequal_length_are_left_to_the_estimator():
    words = [["a", "b"], ["b"], ["a"], ["b", "b"]] * 3
    counting = make_pipeline(CountVectorizer(analyzer=list), MultinomialNB())
    assert isinstance(sweep(counting, "multinomialnb__alpha", [1.0], words, [0, 1] * 6), Sweep)

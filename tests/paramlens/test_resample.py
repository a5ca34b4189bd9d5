"""Settings fixed, data varied: what is drawn, what is returned, what is refused."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

from paramlens import datasets, resample

X, y = datasets.diabetes()
Xw, yw = datasets.wine()


def test_every_refit_has_the_settings_that_were_given():
    found = resample(Ridge(alpha=3.5), X, y, n_resamples=5)
    assert len(found.models) == 5
    settings = Ridge(alpha=3.5, random_state=0).get_params()
    assert [model.get_params() for model in found.models] == [settings] * 5
    assert found.learned("coef_").std().min() > 0


def test_frames_are_tidy():
    found = resample(LinearRegression(), X, y, n_resamples=4)
    assert found.to_frame().columns.tolist() == ["resample", "train", "out-of-bag", "n_learned"]
    assert found.to_frame()["n_learned"].tolist() == [11] * 4
    assert found.learned("coef_").columns.tolist() == X.columns.tolist()
    assert found.learned("coef_").index.name == "resample"
    assert found.scores.groupby("split").size().to_dict() == {"train": 4, "out-of-bag": 4}


def test_spread_of_the_mean_is_its_standard_error():
    heights = datasets.class_heights(400)
    found = resample(DummyRegressor(), heights.to_frame(), heights, n_resamples=400)
    spread = found.learned("constant_").std().item()
    assert spread == pytest.approx(heights.std() / np.sqrt(400), rel=0.12)


def test_classes_keep_their_size():
    found = resample(GaussianNB(), Xw, yw, n_resamples=10)
    assert all(np.array_equal(m.class_count_, yw.value_counts().sort_index()) for m in found.models)


def test_rows_out_of_the_bag_are_about_a_third():
    class Counting(BaseEstimator):
        def fit(self, X, y=None):
            self.share_ = len(np.unique(np.asarray(X)[:, 0])) / len(X)
            return self

    rows = pd.DataFrame({"row": np.arange(500.0)})
    shares = resample(Counting(), rows, n_resamples=20).learned("share_").squeeze()
    assert shares.mean() == pytest.approx(1 - np.exp(-1), abs=0.02)


def test_seed_decides_the_rows_and_nothing_else_does():
    first, again = (resample(Ridge(), X, y, n_resamples=3, seed=4).learned("coef_") for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    other = resample(Ridge(), X, y, n_resamples=3, seed=5).learned("coef_")
    assert not np.allclose(first, other)


def test_number_of_processes_changes_nothing():
    alone = resample(Ridge(), X, y, n_resamples=4).learned("coef_")
    with joblib.parallel_config(backend="threading", n_jobs=2):
        together = resample(Ridge(), X, y, n_resamples=4).learned("coef_")
    pd.testing.assert_frame_equal(alone, together)


def test_only_the_rows_differ_between_refits_of_a_random_model():
    found = resample(RandomForestRegressor(2), X, y, n_resamples=2)
    assert [model.random_state for model in found.models] == [0, 0]


@given(st.integers(2, 6), st.integers(0, 2**31 - 1))
@settings(max_examples=20, deadline=None)
def test_one_refit_for_each_resample(n_resamples, seed):
    found = resample(StandardScaler(), Xw.iloc[:30], n_resamples=n_resamples, seed=seed)
    assert len(found.models) == len(found.to_frame()) == n_resamples
    assert found.learned("mean_").shape == (n_resamples, Xw.shape[1])


def test_neither_estimator_nor_data_nor_global_state_are_changed():
    model, data, target = Ridge(), X.copy(), y.copy()
    state = np.random.get_state()[1].copy()
    resample(model, data, target, n_resamples=3)
    assert vars(model) == vars(Ridge())
    pd.testing.assert_frame_equal(data, X)
    pd.testing.assert_series_equal(target, y)
    assert np.array_equal(np.random.get_state()[1], state)


def test_estimator_without_targets_and_without_score():
    assert resample(KMeans(2, n_init=1), Xw, n_resamples=2).learned("cluster_centers_").shape[0] == 2
    found = resample(StandardScaler(), Xw, n_resamples=2)
    assert found.to_frame()[["train", "out-of-bag"]].isna().all(axis=None)
    assert repr(found) == "<Resamples: StandardScaler on 2 resamples>"


def test_it_says_what_it_is():
    found = resample(LogisticRegression(max_iter=5000), Xw, yw, n_resamples=2)
    mean = found.to_frame()["out-of-bag"].mean()
    assert repr(found) == f"<Resamples: LogisticRegression on 2 resamples; mean out-of-bag accuracy {mean:.3g}>"
    assert found._repr_html_().startswith("<div>")


def test_scores_by_another_scorer():
    found = resample(Ridge(), X, y, n_resamples=2, scoring="neg_mean_absolute_error")
    assert (found.scores["score"] < 0).all() and "neg_mean_absolute_error" in repr(found)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n_resamples": 1}, ValueError, "n_resamples must be a whole number of at least 2, got 1"),
        ({"n_resamples": 2.5}, TypeError, "n_resamples must be a whole number of at least 2, got 2.5"),
        ({"n_resamples": True}, TypeError, "n_resamples must be a whole number of at least 2, got True"),
        ({"seed": -1}, ValueError, "seed must be a whole number of at least 0, got -1"),
        ({"seed": None}, TypeError, "seed must be a whole number of at least 0, got None"),
        ({"scoring": "acuracy"}, ValueError, "scoring"),
        ({"estimator": Ridge}, TypeError, "estimator must be an instance"),
        ({"estimator": Ridge(alpha=-1)}, ValueError, "alpha"),
        ({"y": y[:-1]}, ValueError, "as many rows"),
        ({"y": None}, ValueError, "y"),
        ({"X": X.mask(X > 60)}, ValueError, "X must hold no missing or infinite values, which Ridge does not accept"),
        ({"X": X[:0], "y": y[:0]}, ValueError, "X"),
    ],
)
def test_bad_input_is_named(arguments, error, message):
    given_values = {"estimator": Ridge(), "X": X, "y": y, "n_resamples": 3} | arguments
    with pytest.raises(error, match=message):
        resample(given_values.pop("estimator"), given_values.pop("X"), given_values.pop("y"), **given_values)


def test_unknown_attribute_lists_what_there_is():
    with pytest.raises(ValueError, match=r"coef_.*intercept_"):
        resample(Ridge(), X, y, n_resamples=2).learned("weights_")

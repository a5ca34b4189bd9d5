"""Scatters: a tick for each resampled number."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from paramlens import datasets, explorables, resample
from paramlens.canvas import LEARNED

X, y = datasets.diabetes()


@pytest.fixture(scope="module")
def drawn():
    return {alpha: resample(Ridge(alpha=alpha), X, y, n_resamples=6) for alpha in (10.0, 0.1, 1.0)}


@pytest.fixture(scope="module")
def chart(drawn):
    return explorables.scatter("alpha", drawn, "coef_")


def ticks(panel, path):
    """The numbers of each row of ticks, from top to bottom."""
    places = np.array([list(map(float, one)) for one in re.findall(r"M(-?[\d.]+),(-?[\d.]+)v", path)])
    return [np.sort(panel.x(places[places[:, 1] == top, 0])) for top in np.unique(places[:, 1])]


def test_ticks_are_the_resampled_numbers(drawn, chart, read):
    panel = read.panels(chart)[0]
    for alpha, path in zip([0.1, 1.0, 10.0], panel.moving(stroke=LEARNED, strokeWidth=1), strict=True):
        known = np.array([np.sort(one) for one in np.transpose([model.coef_ for model in drawn[alpha].models])])
        assert np.allclose(ticks(panel, path), known, atol=panel.half_pixel[0])


def test_thick_ticks_are_the_means(drawn, chart, read):
    panel = read.panels(chart)[0]
    for alpha, path in zip([0.1, 1.0, 10.0], panel.moving(stroke=LEARNED, strokeWidth=3), strict=True):
        known = np.mean([model.coef_ for model in drawn[alpha].models], axis=0)
        assert np.allclose(np.ravel(ticks(panel, path)), known, atol=panel.half_pixel[0])


def test_rows_are_named(chart, read):
    label = read.panels(chart)[0].axes["y"]["axis"]["labelExpr"]
    assert all(f'"{name[:23]}' in label for name in X.columns)


def test_scores_and_deviations_are_those_of_the_resamples(drawn, chart, read):
    kept = read.meta(chart)
    for alpha, row, said in zip([0.1, 1.0, 10.0], kept["table"]["rows"], kept["said"], strict=True):
        frame = drawn[alpha].to_frame()
        deviations = np.std([model.coef_ for model in drawn[alpha].models], axis=0, ddof=1)
        known = [alpha, frame["train"].mean(), frame["out-of-bag"].mean(), *deviations]
        assert np.allclose(list(map(float, row)), known, rtol=0.006)
        assert said.startswith(f"out-of-bag R² {frame['out-of-bag'].mean():.2f};")


def test_numbers_that_only_some_settings_have_are_drawn_where_they_are(read):
    rows = datasets.curve(20)
    drawn = {
        degree: resample(make_pipeline(PolynomialFeatures(degree), Ridge()), *rows, n_resamples=3) for degree in (1, 3)
    }
    chart = explorables.scatter("polynomialfeatures__degree", drawn, "ridge__coef_")
    panel = read.panels(chart)[0]
    counts = [path.count("M") for path in panel.moving(stroke=LEARNED, strokeWidth=1)]
    assert counts == [3 * 2, 3 * 4]
    assert "nan" not in "".join(panel.moving(stroke=LEARNED, strokeWidth=3))


def test_single_number_is_named_by_its_attribute(drawn, read):
    panel = read.panels(explorables.scatter("alpha", drawn, "intercept_"))[0]
    assert panel.axes["y"]["axis"]["labelExpr"] == '["intercept_"][datum.value]'


def test_one_value_is_refused(drawn):
    with pytest.raises(ValueError, match="at least 2 values of 'alpha' to drag through, got 1"):
        explorables.scatter("alpha", {0.1: drawn[0.1]}, "coef_")


@pytest.mark.parametrize("given", [None, [1], {1: LinearRegression()}])
def test_anything_but_resamples_is_refused(given):
    with pytest.raises(TypeError, match=r"drawn must be a dict of values with their Resamples, .* got "):
        explorables.scatter("alpha", given, "coef_")


def test_attribute_that_is_not_there_is_refused(drawn):
    with pytest.raises(ValueError, match="'coef_'.*got 'weights_'"):
        explorables.scatter("alpha", drawn, "weights_")


def test_more_than_twenty_numbers_are_refused():
    digits = datasets.digits()[0].iloc[:30]
    drawn = {flag: resample(StandardScaler(with_std=flag), digits, n_resamples=2) for flag in (True, False)}
    with pytest.raises(ValueError, match="scatter draws at most 20 learned numbers, and mean_ holds 64"):
        explorables.scatter("with_std", drawn, "mean_")


def test_missing_scores_are_refused():
    drawn = {flag: resample(StandardScaler(with_std=flag), X, n_resamples=2) for flag in (True, False)}
    with pytest.raises(ValueError, match=r"scatter shows train scores, and there are none: resample with a scoring"):
        explorables.scatter("with_std", drawn, "mean_")

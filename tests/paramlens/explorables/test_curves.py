"""Curves: the line is what the model predicts, and the sticks are its coefficients."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer

from paramlens import datasets, explorables, sweep
from paramlens.canvas import LEARNED, NEITHER

X, y = datasets.curve(30)


@pytest.fixture(scope="module")
def splines():
    return sweep(make_pipeline(SplineTransformer(6), Ridge()), "ridge__alpha", [10.0, 0.01, 1.0], X, y, cv=3)


@pytest.fixture(scope="module")
def chart(splines):
    return explorables.curve(splines, X, y, "ridge__coef_")


def test_line_is_what_the_model_of_the_setting_predicts(splines, chart, read):
    panel = read.panels(chart)[0]
    models = {model.get_params()["ridge__alpha"]: model for model in splines.models}
    for path, alpha in zip(panel.moving(stroke=LEARNED), [0.01, 1.0, 10.0], strict=True):
        [line] = read.pieces(path)
        places = X.iloc[:0].reindex(range(len(line))).assign(x=panel.x(line[:, 0]))
        across, up = panel.half_pixel
        slope = np.abs(np.gradient(panel.y(line[:, 1]), panel.x(line[:, 0])))
        off = np.abs(panel.y(line[:, 1]) - models[alpha].predict(places))
        assert (off <= up + slope * across).all()


def test_points_are_the_rows(chart, read):
    panel = read.panels(chart)[0]
    [path] = panel.still(fill=NEITHER)
    spots = read.rings(path)
    assert np.allclose(panel.x(spots[:, 0]), X["x"], atol=panel.half_pixel[0])
    assert np.allclose(panel.y(spots[:, 1]), y, atol=panel.half_pixel[1])


def test_sticks_are_the_coefficients_of_the_setting(splines, chart, read):
    panel = read.panels(chart)[1]
    models = {model.get_params()["ridge__alpha"]: model for model in splines.models}
    for path, alpha in zip(panel.moving(fill=LEARNED), [0.01, 1.0, 10.0], strict=True):
        drawn = panel.x(read.rings(path)[:, 0])
        assert np.allclose(drawn, models[alpha][-1].coef_, atol=1.01 * panel.half_pixel[0])


def test_line_that_shoots_far_out_stays_true_within_the_picture(read):
    class Cliff(Ridge):
        def predict(self, X):
            return 1e9 * (np.asarray(X)[:, 0] - 0.5)

    found = sweep(Cliff(), "alpha", [1, 2], X, y, cv=2)
    panel = read.panels(explorables.curve(found, X, y, "coef_"))[0]
    lines = np.vstack(read.pieces(panel.moving(stroke=LEARNED)[0]))
    seen = lines[np.abs(lines[:, 1]) <= 4000]
    assert np.allclose(panel.x(seen[:, 0]), 0.5, atol=panel.half_pixel[0])


def test_arrays_and_lists_draw_the_same_line(read):
    framed = sweep(Ridge(), "alpha", [1, 2], X, y, cv=2)
    bare = sweep(Ridge(), "alpha", [1, 2], X.to_numpy(), y.tolist(), cv=2)
    one = read.panels(explorables.curve(framed, X, y, "coef_"))[0]
    other = read.panels(explorables.curve(bare, X.to_numpy().tolist(), y.tolist(), "coef_"))[0]
    assert one.moving(stroke=LEARNED) == other.moving(stroke=LEARNED)


def test_several_columns_are_refused():
    both = datasets.two_moons(30)[0]
    with pytest.raises(ValueError, match="curve draws over the only column of X, got 2 columns"):
        explorables.curve(sweep(Ridge(), "alpha", [1, 2], both, y, cv=2), both, y, "coef_")


def test_lengths_that_differ_are_refused(splines):
    with pytest.raises(ValueError, match="X and y must have as many rows as each other, got 30 and 29"):
        explorables.curve(splines, X, y[:-1], "ridge__coef_")


def test_attribute_that_is_not_there_is_refused(splines):
    with pytest.raises(ValueError, match="ridge__coef_.*got 'coef_'"):
        explorables.curve(splines, X, y, "coef_")


def test_zeros_are_counted(read):
    data = datasets.diabetes()
    found = sweep(Lasso(), "alpha", [10.0, 0.1, 1.0], *data, cv=3)
    said = read.meta(explorables.coefficients(found, "coef_"))["said"]
    zeros = {model.alpha: (model.coef_ == 0).sum() for model in found.models}
    assert [one.split("; ")[1] for one in said] == [f"{zeros[alpha]} of 10 are zero" for alpha in (0.1, 1.0, 10.0)]
    assert len(set(zeros.values())) > 1


def test_short_attribute_stands_in_the_table(read):
    found = sweep(Ridge(), "alpha", [1, 2], *datasets.diabetes(), cv=2)
    kept = read.meta(explorables.coefficients(found, "coef_"))["table"]
    row = dict(zip(kept["columns"], kept["rows"][1], strict=True))
    assert np.isclose(
        float(row["coef_ bmi"]), found.models[1].coef_[list(datasets.diabetes()[0].columns).index("bmi")], rtol=0.005
    )

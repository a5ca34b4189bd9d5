"""Descents: the way is what was learned at each step, and the surface is the loss."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from paramlens import datasets, explorables, grid
from paramlens.canvas import LEARNED, NEITHER

X, y = datasets.two_moons(40)
STEPS = [4, 1, 2, 8]
WALKER = SGDRegressor(learning_rate="constant", fit_intercept=False, tol=None, random_state=0)


@pytest.fixture(scope="module")
def walked():
    return grid(WALKER, {"max_iter": STEPS, "eta0": [0.05, 0.001]}, X, y, cv=2)


@pytest.fixture(scope="module")
def chart(walked):
    return explorables.descent(walked, X, y, ["coef_"], "max_iter")


def model_at(found, **setting):
    [model] = [one for one in found.models if setting.items() <= one.get_params().items()]
    return model


def test_dial_is_the_other_name(chart, read):
    [dial] = read.dials(chart)
    assert dial["name"] == "eta0" and dial["texts"] == ["0.001", "0.05"]


def test_dots_are_the_coefficients_step_by_step(walked, chart, read):
    panel = read.panels(chart)[0]
    dots, [lines] = panel.moving(fill=LEARNED), [panel.moving(strokeWidth=1.5)]
    for eta0, path, line in zip([0.001, 0.05], dots, lines, strict=True):
        known = np.array([model_at(walked, eta0=eta0, max_iter=n).coef_ for n in sorted(STEPS)])
        for places in (read.rings(path), read.pieces(line)[0]):
            drawn = np.column_stack([panel.x(places[:, 0]), panel.y(places[:, 1])])
            assert np.allclose(drawn, known, atol=1.2 * max(panel.half_pixel))


def test_ring_marks_the_last_step(walked, chart, read):
    panel = read.panels(chart)[0]
    [[left, top]] = read.rings(panel.moving(stroke=LEARNED, strokeWidth=2)[1])
    last = model_at(walked, eta0=0.05, max_iter=8).coef_
    assert np.allclose([panel.x(left), panel.y(top)], last, atol=1.2 * max(panel.half_pixel))


def test_rings_have_the_same_loss_all_along(chart, read):
    panel = read.panels(chart)[0]
    rows = X.to_numpy()
    losses = []
    for ring in read.pieces(panel.still(stroke=NEITHER, opacity=0.6)[0]):
        places = np.column_stack([panel.x(ring[:, 0]), panel.y(ring[:, 1])])
        losses.append([mean_squared_error(y, rows @ place) for place in places])
    span = max(map(max, losses)) - min(map(min, losses))
    assert len(losses) >= 5 and all(np.ptp(one) < 0.02 * span for one in losses)
    assert len({round(np.mean(one) / span, 1) for one in losses}) >= 4


def test_lines_of_loss_are_the_losses(walked, chart, read):
    panel = read.panels(chart)[1]
    for eta0, path in zip([0.001, 0.05], panel.moving(stroke=NEITHER, strokeWidth=3), strict=True):
        known = [mean_squared_error(y, model_at(walked, eta0=eta0, max_iter=n).predict(X)) for n in sorted(STEPS)]
        [line] = read.pieces(path)
        assert np.allclose(panel.y(line[:, 1]), np.log10(known), atol=1.01 * panel.half_pixel[1])
        assert np.allclose(panel.x(line[:, 0]), sorted(STEPS), atol=1.01 * panel.half_pixel[0])


def test_table_holds_losses_and_coefficients(walked, chart, read):
    kept = read.meta(chart)["table"]
    last = model_at(walked, eta0=0.05, max_iter=8)
    first = model_at(walked, eta0=0.05, max_iter=1)
    losses = [mean_squared_error(y, model.predict(X)) for model in (first, last)]
    assert list(map(float, kept["rows"][1][1:])) == pytest.approx([*losses, *last.coef_], rel=0.006)


def test_loss_of_a_classifier_is_the_log_loss(read):
    walker = SGDClassifier(loss="log_loss", learning_rate="constant", fit_intercept=False, tol=None, random_state=0)
    found = grid(walker, {"eta0": [0.01, 0.1], "max_iter": [1, 3]}, X, y, cv=2)
    kept = read.meta(explorables.descent(found, X, y, ["coef_"], "max_iter"))["table"]
    known = log_loss(y, model_at(found, eta0=0.1, max_iter=3).predict_proba(X))
    assert float(kept["rows"][1][2]) == pytest.approx(known, rel=0.006)


def test_coefficient_and_intercept_of_one_column_are_followed(read):
    one = X.iloc[:, :1]
    found = grid(WALKER.set_params(fit_intercept=True), {"eta0": [0.01, 0.1], "max_iter": [1, 3]}, one, y, cv=2)
    panel = read.panels(explorables.descent(found, one, y, ["coef_", "intercept_"], "max_iter"))[0]
    model = model_at(found, eta0=0.1, max_iter=3)
    [[left, top]] = read.rings(panel.moving(stroke=LEARNED, strokeWidth=2)[1])
    drawn = [float(panel.x(left)), float(panel.y(top))]
    assert drawn == pytest.approx([model.coef_[0], model.intercept_[0]], abs=1.2 * max(panel.half_pixel))
    WALKER.set_params(fit_intercept=False)


def test_part_of_a_pipeline_is_followed(read):
    piped = make_pipeline(StandardScaler(), WALKER)
    tried = {"sgdregressor__eta0": [0.001, 0.05], "sgdregressor__max_iter": [1, 3]}
    found = grid(piped, tried, X, y, cv=2)
    chart = explorables.descent(found, X, y, ["sgdregressor__coef_"], "sgdregressor__max_iter")
    panel = read.panels(chart)[0]
    assert len(read.pieces(panel.still(stroke=NEITHER, opacity=0.6)[0])) >= 5
    assert not any("x0" in vars(model) for model in found.models)


@pytest.mark.filterwarnings("ignore:overflow")
def test_way_that_diverges_is_said_to_and_leaves_the_picture(read):
    found = grid(WALKER, {"eta0": [0.01, 0.1, 0.4], "max_iter": [1, 3, 9, 30]}, 2 * X, y, cv=2)
    losses = [mean_squared_error(y, model_at(found, eta0=0.4, max_iter=n).predict(2 * X)) for n in (1, 30)]
    assert losses[1] > 1e6 * losses[0]
    chart = explorables.descent(found, 2 * X, y, ["coef_"], "max_iter")
    said = read.meta(chart)["said"]
    assert "falls" in said[0] and said[2].endswith("it diverges")
    paths = read.panels(chart)[0].moving(stroke=LEARNED, strokeWidth=1.5)
    assert np.abs(np.vstack([np.vstack(read.pieces(path)) for path in paths if "L" in path])).max() <= 4001


def test_loss_that_grows_a_little_is_not_said_to_fall():
    from paramlens.explorables.descents import _said

    assert _said(np.array([1.0, 1.5]), 0.5).startswith("the loss grows from 1 to 1.5")
    assert _said(np.array([1.5, 1.0]), 0.5).startswith("the loss falls from 1.5 to 1")
    assert _said(np.array([1.0, np.inf]), 0.5).endswith("it diverges")


def test_other_than_two_numbers_are_refused(walked):
    with pytest.raises(ValueError, match="descent follows two learned numbers, and coef_ and intercept_ hold 3"):
        explorables.descent(walked, X, y, ["coef_", "intercept_"], "max_iter")


def test_name_alone_is_refused(walked):
    with pytest.raises(TypeError, match=r"attributes must be a list of names such as \['coef_'\], got 'coef_'"):
        explorables.descent(walked, X, y, "coef_", "max_iter")


def test_attribute_that_is_not_there_is_refused(walked):
    with pytest.raises(ValueError, match="'coef_'.*got 'weights_'"):
        explorables.descent(walked, X, y, ["weights_"], "max_iter")


def test_steps_that_are_not_in_the_grid_are_refused(walked):
    with pytest.raises(
        ValueError, match="descent needs a grid over 'n_iter' .* got a sweep over 'max_iter' and 'eta0'"
    ):
        explorables.descent(walked, X, y, ["coef_"], "n_iter")

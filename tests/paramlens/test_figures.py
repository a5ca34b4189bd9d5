"""The figures: what is drawn, in which colour, and on what background."""

from __future__ import annotations

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from paramlens import Word, datasets, figures, grid, resample, sweep

SET, LEARNED, NEITHER = (word.palette.midtone.lower() for word in Word)
X, y = datasets.diabetes()
Xm, ym = datasets.two_moons(80)
Xw, yw = datasets.wine()
DIALS = [0.1, 1.0, 10.0, 100.0]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def over_alpha():
    return sweep(Ridge(), "alpha", DIALS, X, y)


def lines(ax, *, label=None):
    return [line for line in ax.get_lines() if label is None or line.get_label() == label]


def colours(ax):
    """Every colour that the axes show, text included."""
    drawn = [to_hex(line.get_color()) for line in ax.get_lines()]
    drawn += [to_hex(text.get_color()) for text in [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label]]
    drawn += [to_hex(colour) for one in ax.collections for colour in [*one.get_facecolor(), *one.get_edgecolor()]]
    return set(drawn)


# --- what holds for all

DRAWN = {
    "path": lambda ax: figures.path(sweep(Ridge(), "alpha", DIALS, X, y), "coef_", ax),
    "scores": lambda ax: figures.scores(sweep(Ridge(), "alpha", DIALS, X, y), ax),
    "tiles": lambda ax: figures.scores(grid(SVC(), {"C": [1, 10], "gamma": [0.1, 1]}, Xm, ym), ax),
    "cloud": lambda ax: figures.cloud(resample(LinearRegression(), X, y, n_resamples=5), "coef_", ax),
    "boundary": lambda ax: figures.boundary(SVC().fit(Xm, ym), Xm, ym, ax),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_axes_go_in_and_come_out(kind):
    _, ax = plt.subplots()
    assert DRAWN[kind](ax) is ax
    assert DRAWN[kind](None) is not ax


@pytest.mark.parametrize("kind", DRAWN)
def test_figure_has_no_background_and_only_midtones(kind):
    ax = DRAWN[kind](None)
    assert ax.get_facecolor()[3] == 0 and ax.figure.get_facecolor()[3] == 0
    assert colours(ax) <= {SET, LEARNED, NEITHER}
    assert {to_hex(spine.get_edgecolor()) for spine in ax.spines.values()} == {NEITHER}


@pytest.mark.parametrize("kind", DRAWN)
def test_same_figure_has_the_same_bytes(kind, tmp_path):
    for name in ("one.svg", "two.svg"):
        with plt.rc_context({"svg.hashsalt": "fixed"}):
            DRAWN[kind](None).figure.savefig(tmp_path / name, metadata={"Date": None})
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_package_can_be_imported_without_matplotlib_being_loaded():
    code = "import sys, paramlens; assert 'matplotlib' not in sys.modules; paramlens.figures; assert 'matplotlib' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_package_has_no_other_attributes():
    import paramlens

    assert "figures" in dir(paramlens)
    with pytest.raises(AttributeError, match="no attribute 'fugures'"):
        paramlens.fugures  # noqa: B018


def test_axes_side_by_side():
    left, right = figures.axes(2)
    assert left.figure is right.figure


# --- path


def test_path_draws_each_number_over_the_hyperparameter(over_alpha):
    ax = figures.path(over_alpha, "coef_")
    table = over_alpha.learned("coef_")
    for element in table.columns:
        [line] = lines(ax, label=element)
        assert np.allclose(line.get_ydata(), table[element]) and to_hex(line.get_color()) == LEARNED
        assert np.allclose(line.get_xdata(), DIALS)
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()) == ("◆ alpha", "● coef_", "log")
    assert to_hex(ax.xaxis.label.get_color()) == SET and to_hex(ax.yaxis.label.get_color()) == LEARNED


def test_path_names_those_that_reach_furthest(over_alpha):
    ax = figures.path(over_alpha, "coef_")
    named = {text.get_text() for text in ax.texts}
    reach = over_alpha.learned("coef_").abs().max().sort_values()
    assert named == set(reach.index[-6:])


def test_names_do_not_overlap(over_alpha):
    ax = figures.path(over_alpha, "coef_")
    ax.figure.canvas.draw()
    boxes = sorted((Text.get_window_extent(text) for text in ax.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in zip(boxes, boxes[1:]))


def test_values_are_drawn_in_order_whatever_the_order_given():
    ax = figures.path(sweep(Ridge(), "alpha", DIALS[::-1], X, y), "intercept_")
    assert all(np.all(np.diff(line.get_xdata()) > 0) for line in lines(ax) if len(line.get_xdata()) == 4)


def test_words_have_a_place_each():
    ax = figures.path(sweep(Ridge(), "solver", ["svd", "cholesky", "lsqr"], X, y), "coef_")
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["svd", "cholesky", "lsqr"]


def test_estimators_and_long_words_are_short_on_an_axis():
    from sklearn.ensemble import BaggingRegressor

    models = [LinearRegression(), Ridge(), StandardScaler]
    values = sweep(BaggingRegressor(n_estimators=2, random_state=0), "estimator", models[:2], X, y)
    ax = figures.scores(values)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["LinearRegression", "Ridge"]
    from paramlens.canvas import written

    assert written("a" * 40) == "a" * 23 + "…"
    assert written(0.123456) == "0.123"


def test_many_words_stand_aslant():
    values = ["neg_mean_squared_error"[: n + 8] for n in range(8)]
    _, ax = plt.subplots(figsize=(4, 3))
    from paramlens.canvas import categories

    categories(ax, "x", values)
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {30}


def test_whole_numbers_have_whole_ticks():
    ax = figures.scores(sweep(RandomForestClassifier(2, random_state=0), "max_depth", list(range(1, 12)), Xm, ym))
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


def test_path_of_a_grid_is_refused():
    with pytest.raises(ValueError, match="path draws a sweep over one hyperparameter"):
        figures.path(grid(SVC(), {"C": [1, 2], "gamma": [1, 2]}, Xm, ym), "dual_coef_")


def test_path_of_an_unknown_attribute_says_what_there_is(over_alpha):
    with pytest.raises(ValueError, match="coef_"):
        figures.path(over_alpha, "weights_")


# --- scores


def test_scores_are_the_means_over_the_folds(over_alpha):
    ax = figures.scores(over_alpha)
    table = over_alpha.to_frame()
    for split in ("train", "validation"):
        [line] = lines(ax, label=split)
        assert np.allclose(line.get_ydata(), table[split])
    [ring] = [line for line in lines(ax, label="_best") if line.get_marker() == "D"]
    assert ring.get_xdata()[0] == over_alpha.best()["alpha"] and to_hex(ring.get_color()) == SET
    assert ax.get_ylabel() == "R²"


def test_train_and_validation_differ_in_more_than_colour(over_alpha):
    ax = figures.scores(over_alpha)
    [train], [validation] = (lines(ax, label=split) for split in ("train", "validation"))
    assert train.get_marker() != validation.get_marker()
    assert train.get_linestyle() != validation.get_linestyle()


def test_tiles_of_a_grid_hold_the_scores():
    found = grid(SVC(), {"C": [1, 10, 100], "gamma": [0.1, 1]}, Xm, ym)
    ax = figures.scores(found)
    shown = [text.get_text() for text in ax.texts]
    numbers = sorted(float(text) for text in shown if text[0].isdigit())
    assert np.allclose(numbers, sorted(found.to_frame()["validation"]), atol=0.005)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("◆ gamma", "◆ C")
    assert any("best: C = " in text for text in shown)


def test_scores_without_scores_are_refused():
    with pytest.raises(ValueError, match="score"):
        figures.scores(sweep(StandardScaler(), "with_mean", [True, False], X))


# --- cloud


def test_cloud_shows_every_resample_and_the_middle_of_them():
    found = resample(LinearRegression(), X, y, n_resamples=25)
    ax = figures.cloud(found, "coef_")
    table = found.learned("coef_")
    [dots] = lines(ax, label="bmi")
    assert np.allclose(np.sort(dots.get_xdata()), np.sort(table["bmi"]))
    means = sorted(line.get_xdata()[0] for line in lines(ax, label="_mean"))
    assert np.allclose(means, np.sort(table.mean()))
    bars = [line.get_xdata() for line in lines(ax, label="_interval")]
    assert np.allclose(sorted(low for low, _ in bars), np.sort(table.quantile(0.025)))


def test_cloud_of_many_shows_the_largest_and_says_so():
    data, digits = datasets.digits()
    found = resample(StandardScaler(), data, n_resamples=3)
    ax = figures.cloud(found, "mean_")
    assert ax.get_xlabel() == "● mean_ (30 of 64)" and len(ax.get_yticks()) == 30


# --- boundary


@pytest.mark.parametrize(
    "model", [SVC(), LogisticRegression(), GaussianNB(), RandomForestClassifier(3, random_state=0)]
)
def test_boundary_runs_where_the_prediction_changes(model):
    model.fit(Xm, ym)
    ax = figures.boundary(model, Xm, ym)
    edge = [one for one in ax.collections if len(one.get_edgecolor()) and one.get_linewidth()[0] > 2]
    assert {to_hex(one.get_edgecolor()[0]) for one in edge} == {LEARNED}
    points = np.concatenate([path.vertices for one in edge for path in one.get_paths()])
    step = 0.05 * np.ptp(Xm.to_numpy(), axis=0)
    moves = [np.array([dx, dy]) * step for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    around = np.array([model.predict(pd.DataFrame(points + move, columns=Xm.columns)) for move in moves])
    assert (around != around[0]).any(axis=0).mean() > 0.95


def test_boundary_of_three_classes_names_them_all():
    two = Xw[["alcohol", "hue"]]
    ax = figures.boundary(LogisticRegression().fit(two, yw), two, yw)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(legend) == 4 and legend[-1] == "● boundary"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("alcohol", "hue")


def test_boundary_takes_arrays():
    rows = Xm.to_numpy()
    ax = figures.boundary(SVC().fit(rows, ym), rows, ym.to_numpy())
    assert ax.get_xlabel() == "feature 0"


@pytest.mark.parametrize(
    ("model", "rows", "classes", "error", "message"),
    [
        (SVC(), Xm, ym, TypeError, "model must be a fitted classifier"),
        (KMeans(2), Xm, ym, TypeError, "model must be a fitted classifier"),
        (SVC().fit(Xw, yw), Xw, yw, ValueError, "X must have two features"),
        (SVC().fit(Xm, ym), Xm, ym[:-1], ValueError, "as many rows as each other, got 80 and 79"),
    ],
    ids=["unfitted", "no classifier", "13 features", "lengths"],
)
def test_boundary_of_anything_else_is_refused(model, rows, classes, error, message):
    with pytest.raises(error, match=message):
        figures.boundary(model, rows, classes)


def test_title_is_readable_on_a_dark_page_too():
    assert figures.axes().set_title("after 10 trials").get_color() == figures.NEITHER

"""Boundaries: the line lies where the prediction changes, and the rings around the rows that are kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_blobs
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import datasets, explorables, sweep
from paramlens.canvas import LEARNED, NEITHER

X, y = datasets.two_moons(60)


def along(read, panel, path):
    """Places along the lines within the picture, in data."""
    places = read.traced(path)
    inside = ((places > 3) & (places < [panel.width - 3, panel.height - 3])).all(axis=1)
    return np.column_stack([panel.x(places[inside, 0]), panel.y(places[inside, 1])])


def changes(model, places, steps, columns=None):
    """Whether the prediction changes within a step around each place."""
    moves = [np.multiply(steps, move) for move in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7))]
    around = [places + move for move in moves]
    if columns is not None:
        around = [pd.DataFrame(one, columns=columns) for one in around]
    labels = np.array([model.predict(one) for one in around])
    return (labels != labels[0]).any(axis=0)


@pytest.mark.parametrize(
    ("model", "name", "values", "pixels"),
    [
        (SVC(), "gamma", [0.1, 1.0, 10.0], 0.5),
        (LogisticRegression(), "C", [0.01, 1.0], 0.5),
        (GaussianNB(), "var_smoothing", [1e-9, 0.5], 0.5),
        (DecisionTreeClassifier(random_state=0), "max_depth", [1, 4], 3),
        (KNeighborsClassifier(), "n_neighbors", [1, 9], 3),
        (VotingClassifier([("a", SVC()), ("b", GaussianNB()), ("c", LogisticRegression())]), "a__C", [0.1, 10], 3),
        (FixedThresholdClassifier(LogisticRegression()), "threshold", [0.2, 0.8], 3),
    ],
    ids=lambda one: type(one).__name__,
)
def test_line_lies_where_the_prediction_changes(model, name, values, pixels, read):
    found = sweep(model, name, values, X, y, cv=2)
    panel = read.panels(explorables.boundary(found, X, y))[0]
    steps = 2 * pixels * np.array(panel.half_pixel) + np.array(panel.half_pixel) * 0.4
    for fitted, path in zip(found.models, panel.moving(stroke=LEARNED, strokeWidth=3), strict=True):
        places = along(read, panel, path)
        assert len(places) >= 2 and changes(fitted, places, steps, X.columns).mean() > 0.98


def test_moved_threshold_moves_the_line(read):
    found = sweep(FixedThresholdClassifier(LogisticRegression()), "threshold", [0.2, 0.8], X, y, cv=2)
    panel = read.panels(explorables.boundary(found, X, y))[0]
    low, high = (along(read, panel, path)[:, 1].mean() for path in panel.moving(stroke=LEARNED, strokeWidth=3))
    assert abs(low - high) > 10 * panel.half_pixel[1]


@pytest.mark.parametrize("shape", ["ovr", "ovo"])
def test_line_of_three_classes_lies_where_the_prediction_changes(shape, read):
    rows, kinds = make_blobs(60, centers=[[0, 0], [3, 0], [0, 5]], random_state=0)
    found = sweep(SVC(decision_function_shape=shape), "C", [0.1, 10], rows, kinds, cv=2)
    panel = read.panels(explorables.boundary(found, rows, kinds))[0]
    for fitted, path in zip(found.models, panel.moving(stroke=LEARNED, strokeWidth=3), strict=True):
        places = along(read, panel, path)
        assert changes(fitted, places, 6 * np.array(panel.half_pixel)).mean() > 0.98


def test_line_lies_where_the_decision_function_is_zero(machines, read):
    panel = read.panels(explorables.boundary(machines, X, y))[0]
    for fitted, path in zip(machines.models, panel.moving(stroke=LEARNED, strokeWidth=3), strict=True):
        places = pd.DataFrame(along(read, panel, path), columns=X.columns)
        step = 1e-4
        slopes = [
            (fitted.decision_function(places + move) - fitted.decision_function(places)) / step
            for move in ([step, 0], [0, step])
        ]
        reach = np.abs(slopes[0]) * panel.half_pixel[0] + np.abs(slopes[1]) * panel.half_pixel[1]
        assert (np.abs(fitted.decision_function(places)) <= 1.5 * reach + 0.01).mean() > 0.98


def test_thin_lines_of_a_support_vector_machine_are_its_margins(machines, read):
    panel = read.panels(explorables.boundary(machines, X, y))[0]
    path = panel.moving(stroke=LEARNED, strokeWidth=1)[1]
    places = pd.DataFrame(along(read, panel, path), columns=X.columns)
    assert np.allclose(np.abs(machines.models[1].decision_function(places)), 1, atol=0.06)


@pytest.mark.parametrize(
    ("model", "name", "ask", "level"),
    [
        (LogisticRegression(), "C", "predict_proba", None),
        (GaussianNB(), "var_smoothing", "predict_proba", None),
        (make_pipeline(StandardScaler(), SVC()), "svc__C", "decision_function", 1.0),
    ],
    ids=["log odds", "probabilities", "margins in a pipeline"],
)
def test_thin_lines_are_two_to_one_or_margins(model, name, ask, level, read):
    found = sweep(model, name, [0.1, 1.0], X, y, cv=2)
    panel = read.panels(explorables.boundary(found, X, y))[0]
    path = panel.moving(stroke=LEARNED, strokeWidth=1)[1]
    places = pd.DataFrame(along(read, panel, path), columns=X.columns)
    height = getattr(found.models[1], ask)(places)
    if level is None:
        assert np.allclose(height.max(axis=1), 2 / 3, atol=0.02)
    else:
        assert np.allclose(np.abs(height), level, atol=0.06)


def test_rings_are_the_support_vectors(machines, read):
    panel = read.panels(explorables.boundary(machines, X, y))[0]
    for path, model in zip(panel.moving(stroke=LEARNED, strokeWidth=1.5), machines.models, strict=True):
        ringed = read.rings(path)
        drawn = np.column_stack([panel.x(ringed[:, 0]), panel.y(ringed[:, 1])])
        order, known = np.lexsort(drawn.T), np.lexsort(model.support_vectors_.T)
        assert len(drawn) == len(model.support_vectors_)
        assert np.allclose(drawn[order], model.support_vectors_[known], atol=2 * max(panel.half_pixel))


def test_support_vectors_are_counted(machines, read):
    kept = read.meta(explorables.boundary(machines, X, y))
    n_kept = [len(model.support_vectors_) for model in machines.models]
    assert [one.rpartition("; ")[2] for one in kept["said"]] == [f"{n} support vectors" for n in n_kept]
    assert [row[-1] for row in kept["table"]["rows"]] == list(map(str, n_kept))


def test_each_setting_of_a_grid_has_the_line_of_its_model(pairs, read):
    panel = read.panels(explorables.boundary(pairs, X, y))[0]
    paths = panel.moving(stroke=LEARNED, strokeWidth=3)
    settings = [{"gamma": gamma, "C": C} for gamma in (0.1, 10.0) for C in (0.1, 1.0, 100.0)]
    for setting, path in zip(settings, paths, strict=True):
        [model] = [one for one in pairs.models if setting.items() <= one.get_params().items()]
        assert changes(model, along(read, panel, path), 2.5 * np.array(panel.half_pixel), X.columns).mean() > 0.98


@pytest.mark.parametrize(
    "labels",
    [y.map({0: "no", 1: "yes"}), y.astype(bool), y.tolist(), y.map({0: "no", 1: "yes"}).astype("category")],
    ids=["words", "booleans", "list", "categories"],
)
def test_labels_of_any_kind_give_the_same_picture(labels, read):
    # y is compared as it was fitted, so that only names differ.
    one = read.panels(explorables.boundary(sweep(SVC(), "C", [1, 10], X, y, cv=2), X, y))[0]
    other = read.panels(explorables.boundary(sweep(SVC(), "C", [1, 10], X, labels, cv=2), X, labels))[0]
    assert one.moving(stroke=LEARNED, strokeWidth=3) == other.moving(stroke=LEARNED, strokeWidth=3)
    assert one.still(fill=NEITHER) == other.still(fill=NEITHER)


def test_arrays_give_the_same_lines_as_frames(read):
    bare = X.to_numpy()
    one = read.panels(explorables.boundary(sweep(SVC(), "C", [1, 10], X, y, cv=2), X, y))[0]
    other = read.panels(explorables.boundary(sweep(SVC(), "C", [1, 10], bare, y.to_numpy(), cv=2), bare, y.to_numpy()))[
        0
    ]
    assert one.moving(stroke=LEARNED, strokeWidth=3) == other.moving(stroke=LEARNED, strokeWidth=3)


def test_columns_far_from_zero_are_drawn_where_they_are(read):
    far = X + 1e6
    found = sweep(KNeighborsClassifier(), "n_neighbors", [1, 9], far, y, cv=2)
    panel = read.panels(explorables.boundary(found, far, y))[0]
    spots = read.rings(panel.still(fill=NEITHER)[0])
    assert np.allclose(panel.x(spots[:, 0]), far.iloc[:, 0][y == 0], atol=panel.half_pixel[0])


def test_model_that_predicts_one_class_has_no_line(read):
    found = sweep(DummyClassifier(), "strategy", ["most_frequent", "prior"], X, y, cv=2)
    assert set(read.panels(explorables.boundary(found, X, y))[0].moving(stroke=LEARNED, strokeWidth=3)) == {"M0,0"}


def test_every_class_has_a_shape_of_its_own(read):
    rows, kinds = make_blobs(36, centers=6, random_state=0)
    found = sweep(RandomForestClassifier(2, random_state=0), "max_depth", [1, 3], rows, kinds, cv=2)
    panel = read.panels(explorables.boundary(found, rows, kinds))[0]
    marks = panel.still(fill=NEITHER) + panel.still(stroke=NEITHER, strokeWidth=1.5)
    assert [path.count("M") for path in marks] == [6] * 6
    looks = {
        (one["mark"]["fill"], path.split("M")[1].lstrip("-0123456789.,"))
        for one in panel.layers
        if "path" in one["rows"][0]
        for path in [one["rows"][0]["path"]]
    }
    assert len(looks) == 6


def test_more_than_six_classes_are_refused():
    rows, kinds = make_blobs(70, centers=7, random_state=0)
    with pytest.raises(ValueError, match="boundary tells at most 6 classes apart, got 7"):
        explorables.boundary(sweep(GaussianNB(), "var_smoothing", [0.1, 1], rows, kinds, cv=2), rows, kinds)


def test_other_than_two_columns_are_refused():
    wine = datasets.wine()
    found = sweep(GaussianNB(), "var_smoothing", [0.1, 1], *wine, cv=2)
    with pytest.raises(ValueError, match="boundary draws over the two columns of X, got 13"):
        explorables.boundary(found, *wine)


def test_lengths_that_differ_are_refused(votes):
    with pytest.raises(ValueError, match="X and y must have as many rows as each other, got 60 and 59"):
        explorables.boundary(votes, X, y[:-1])

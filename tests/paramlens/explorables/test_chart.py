"""The chart: valid, light, the same each time, and with the right words and numbers at every setting."""

from __future__ import annotations

import copy
import gzip
import json
import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import vl_convert
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import Lasso, Ridge, SGDRegressor
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import datasets, explorables, grid, resample, sweep

MADE = """
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from paramlens import datasets, explorables, grid, sweep
import hashlib, json
X, y = datasets.two_moons(40)
charts = [
    explorables.boundary(grid(SVC(), {"C": [1, 10], "gamma": [0.1, 1]}, X, y, cv=2), X, y),
    explorables.sealed(sweep(KNeighborsClassifier(), "n_neighbors", [1, 3], X, y, cv=2), X, y, *datasets.two_moons(90)),
]
print([hashlib.sha256(json.dumps(one.to_dict()).encode()).hexdigest() for one in charts])
"""


@pytest.fixture(scope="module")
def made(moons, votes, pairs) -> dict:
    """One of each kind."""
    X, y = moons
    line = X.iloc[:, :1], X.iloc[:, 1]
    walker = SGDRegressor(learning_rate="constant", fit_intercept=False, tol=None)
    way = grid(walker, {"eta0": [0.001, 0.1], "max_iter": [1, 2, 4]}, X, y, cv=2)
    steps = {"learning_rate": [0.1, 1.0], "n_estimators": [1, 3]}
    drawn = {alpha: resample(Ridge(alpha=alpha), X, y, n_resamples=4) for alpha in (1, 10)}
    return {
        "curve": explorables.curve(sweep(Ridge(), "alpha", [1, 10], *line, cv=3), *line, "coef_"),
        "coefficients": explorables.coefficients(sweep(Lasso(), "alpha", [0.01, 1], X, y, cv=3), "coef_"),
        "boundary": explorables.boundary(votes, X, y),
        "pairs": explorables.boundary(pairs, X, y),
        "tree": explorables.tree(sweep(DecisionTreeClassifier(), "max_depth", [1, 3], X, y, cv=3)),
        "centres": explorables.centres(sweep(KMeans(), "n_clusters", [1, 3], X, cv=3), X),
        "descent": explorables.descent(way, X, y, ["coef_"], "max_iter"),
        "scatter": explorables.scatter("alpha", drawn, "coef_"),
        "training": explorables.training(grid(GradientBoostingClassifier(), steps, X, y, cv=2), "n_estimators"),
        "sealed": explorables.sealed(votes, *datasets.two_moons(20, seed=1), *datasets.two_moons(90, seed=2)),
    }


KINDS = ["curve", "coefficients", "boundary", "pairs", "tree", "centres", "descent", "scatter", "training", "sealed"]


@pytest.mark.parametrize("kind", KINDS)
def test_chart_is_drawn_at_every_setting_and_each_looks_different(made, kind):
    spec = made[kind].to_dict()
    pictures = set()
    for point in range(len(spec["usermeta"]["paramlens"]["dials"][0]["texts"])):
        spec["params"][0]["value"] = point
        pictures.add(vl_convert.vegalite_to_svg(json.dumps(spec, allow_nan=False)))
    assert len(pictures) == point + 1


def test_chart_says_its_setting_above(made):
    spec = made["boundary"].to_dict()
    spec["params"][0]["value"] = 3
    assert "◆ n_neighbors = 25" in vl_convert.vegalite_to_svg(json.dumps(spec))


@pytest.mark.parametrize("kind", KINDS)
def test_jupyter_gets_the_chart_and_a_text_but_no_html(made, kind):
    bundle = made[kind]._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    assert bundle["application/vnd.vegalite.v5+json"] == made[kind].to_dict()
    assert bundle["text/plain"].startswith("<Explorable: drag ")


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_rows_are_as_many_as_settings(made, kind, read):
    kept = read.meta(made[kind])
    n_settings = np.prod([len(one["texts"]) for one in kept["dials"]])
    assert len(kept["said"]) == len(kept["table"]["rows"]) == n_settings
    assert {len(row) for row in kept["table"]["rows"]} == {len(kept["table"]["columns"])}
    paths = [layer for panel in read.panels(made[kind]) for layer in panel.layers if "paths" in layer["rows"][0]]
    assert paths and {len(layer["rows"][0]["paths"]) for layer in paths} == {n_settings}


@pytest.mark.parametrize("kind", KINDS)
def test_chart_is_light(made, kind):
    assert len(gzip.compress(json.dumps(made[kind].to_dict()).encode())) <= 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_have_one_decimal(made, kind, read):
    layers = [layer for panel in read.panels(made[kind]) for layer in panel.layers]
    paths = "".join(path for layer in layers for path in layer["rows"][0].get("paths", []))
    assert paths and not re.search(r"\.\d\d", paths)


def test_specification_is_the_same_in_any_process(capsys):
    exec(MADE, {})
    here = capsys.readouterr().out
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    there = subprocess.run([sys.executable, "-c", MADE], env=environment, check=True, capture_output=True, text=True)
    assert there.stdout == here and len(here) > 128


def test_specification_is_the_same_twice(votes, moons):
    one, other = (json.dumps(explorables.boundary(votes, *moons).to_dict()) for _ in range(2))
    assert one == other


def test_nothing_that_is_given_is_changed(moons):
    X, y = copy.deepcopy(moons)
    model = SVC()
    found = sweep(model, "C", [1, 10], X, y, cv=2)
    tables = [found.points.copy(), found.parameters.copy(), found.scores.copy()]
    held = [one.__dict__.copy() for one in found.models]
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    explorables.boundary(found, X, y)
    explorables.coefficients(found, "dual_coef_")
    assert (np.random.get_state()[1] == before).all()
    for now, then in zip([X, y, found.points, found.parameters, found.scores], [*moons, *tables], strict=True):
        assert now.equals(then)
    assert [list(one.__dict__) for one in found.models] == [list(one) for one in held]
    assert model.get_params() == clone(model).get_params() and not hasattr(model, "support_vectors_")


def test_heavy_chart_is_refused_with_its_weight_and_a_way_out(read):
    X = np.random.default_rng(0).normal(size=(14000, 2))
    found = sweep(KNeighborsClassifier(), "n_neighbors", [1, 3], X[:50], X[:50, 0] > 0, cv=2)
    with pytest.raises(
        ValueError,
        match=r"would weigh \d\d+ KB compressed, and 60 are the most: sweep fewer than 2 "
        r"values of 'n_neighbors', or give fewer rows",
    ):
        explorables.boundary(found, X, X[:, 0] > 0)


def test_table_holds_the_numbers_of_the_sweep(votes, moons, read):
    kept = read.meta(explorables.boundary(votes, *moons))["table"]
    shown = pd.DataFrame(kept["rows"], columns=kept["columns"]).astype(float)
    frame = votes.to_frame().sort_values("n_neighbors").reset_index(drop=True)
    assert list(shown.columns) == ["n_neighbors", "train accuracy", "validation accuracy", "learned numbers"]
    assert np.allclose(shown, frame, rtol=0.005)


def test_rows_of_the_table_name_the_setting_as_the_slider_does(moons, read):
    near = sweep(SVC(), "C", [1.0001, 1.0002], *moons, cv=2)
    kept = read.meta(explorables.boundary(near, *moons))
    assert [row[0] for row in kept["table"]["rows"]] == kept["dials"][0]["texts"] == ["1.0001", "1.0002"]


def test_table_of_a_grid_lists_the_last_dial_fastest(pairs, moons, read):
    kept = read.meta(explorables.boundary(pairs, *moons))["table"]
    shown = pd.DataFrame(kept["rows"], columns=kept["columns"]).astype(float)
    frame = pairs.to_frame().sort_values(["gamma", "C"]).reset_index(drop=True)
    assert shown["C"].tolist() == [0.1, 1, 100] * 2
    assert np.allclose(shown["validation accuracy"], frame["validation"], rtol=0.005)


def test_what_is_said_belongs_to_the_setting(pairs, moons, read):
    said = read.meta(explorables.boundary(pairs, *moons))["said"]
    frame = pairs.to_frame().sort_values(["gamma", "C"])
    assert [one.split(";")[0] for one in said] == [
        f"accuracy {train:.2f} on train and {validation:.2f} on validation rows"
        for train, validation in frame[["train", "validation"]].to_numpy()
    ]


def test_score_that_is_no_number_is_said_to_be_unknown(moons, never_a_number, read):
    found = sweep(SVC(), "C", [1, 10], *moons, cv=2, scoring=never_a_number("C", 10))
    chart = explorables.boundary(found, *moons)
    kept = read.meta(chart)
    assert "not known on validation" in kept["said"][1] and "not known" not in kept["said"][0]
    assert kept["table"]["rows"][1][1] == "" and "NaN" not in json.dumps(chart.to_dict())


CALLS = {
    "curve": lambda found, X, y: explorables.curve(found, X, y, "coef_"),
    "coefficients": lambda found, X, y: explorables.coefficients(found, "coef_"),
    "boundary": lambda found, X, y: explorables.boundary(found, X, y),
    "tree": lambda found, X, y: explorables.tree(found),
    "centres": lambda found, X, y: explorables.centres(found, X),
    "descent": lambda found, X, y: explorables.descent(found, X, y, ["coef_"], "max_iter"),
    "training": lambda found, X, y: explorables.training(found, "max_iter"),
    "sealed": lambda found, X, y: explorables.sealed(found, X, y, X, y),
}


@pytest.mark.parametrize("kind", CALLS)
def test_every_kind_refuses_what_is_no_sweep(kind, moons):
    with pytest.raises(TypeError, match="made of a Sweep"):
        CALLS[kind](SVC(), *moons)


@pytest.mark.parametrize("kind", ["curve", "coefficients", "tree", "centres", "sealed"])
def test_kinds_of_one_slider_refuse_a_grid(kind, pairs, moons):
    with pytest.raises(ValueError, match=f"{kind} drags one hyperparameter, got a grid over 'gamma' and 'C'"):
        CALLS[kind](pairs, *moons)


@pytest.mark.parametrize("kind", ["descent", "training"])
def test_kinds_along_steps_refuse_a_sweep_over_one(kind, votes, moons):
    with pytest.raises(ValueError, match=f"{kind} needs a grid over 'max_iter' and one hyperparameter, got .*grid()"):
        CALLS[kind](votes, *moons)


@pytest.mark.parametrize("kind", ["curve", "coefficients", "boundary", "tree", "sealed"])
def test_kinds_with_scores_refuse_a_sweep_without(kind, moons):
    bare = sweep(StandardScaler(), "with_mean", [True, False], moons[0])
    with pytest.raises(
        ValueError, match=f"{kind} shows .* StandardScaler has no train and no validation scores: make it"
    ):
        CALLS[kind](bare, *moons)

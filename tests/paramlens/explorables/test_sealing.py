"""The sealed test set: true scores, hidden until opened, counted in the order of opening."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import vl_convert
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from booktools.explorable_page import panels_of
from paramlens import datasets, explorables, sweep
from paramlens.canvas import SET

FIT = datasets.two_moons(60, noise=0.4)
TEST, TRUTH = datasets.two_moons(20, noise=0.4, seed=1), datasets.two_moons(200, noise=0.4, seed=2)


@pytest.fixture(scope="module")
def tried():
    return sweep(KNeighborsClassifier(), "n_neighbors", [15, 1, 3, 5, 9], *FIT, cv=3)


@pytest.fixture(scope="module")
def chart(tried):
    return explorables.sealed(tried, *TEST, *TRUTH)


def scores(tried, rows):
    return [model.score(*rows) for model in sorted(tried.models, key=lambda model: model.n_neighbors)]


def opened(chart, peeks):
    """The panel of the peeks after settings were opened one by one: the best test scores and the true ones."""
    spec = panels_of(chart.to_dict())[1]
    for param in spec["params"]:
        if param["name"] == "peeks":
            param["value"] = list(map(str, peeks))
    svg = vl_convert.vegalite_to_svg(json.dumps(spec))
    low, high = next(one for one in spec["layer"] if "scale" in one["encoding"]["y"])["encoding"]["y"]["scale"][
        "domain"
    ]
    spots = re.findall(r'translate\(([\d.]+),([\d.]+)\)" d="M(-?[\d.]+),(-?[\d.]+)(.)', svg)
    drawn = {"h": [], "L": []}
    for left, top, _, _, shape in spots:
        if shape in drawn:
            drawn[shape].append((float(left), high - float(top) / spec["height"] * (high - low)))
    return [[score for _, score in sorted(drawn[shape])] for shape in "hL"]


def test_seal_holds_the_scores_of_the_models(tried, chart, read):
    seal = read.meta(chart)["seal"]
    assert seal["test"] == pytest.approx(scores(tried, TEST), abs=5e-5)
    assert seal["truth"] == pytest.approx(scores(tried, TRUTH), abs=5e-5)


def test_line_and_sentences_are_of_the_validation_rows_only(tried, chart, read):
    validation = tried.to_frame().sort_values("n_neighbors")["validation"]
    panel = read.panels(chart)[0]
    for path, said, score in zip(panel.moving(fill=SET), read.meta(chart)["said"], validation, strict=True):
        assert panel.y(read.rings(path)[0, 1]) == pytest.approx(score, abs=panel.half_pixel[1])
        assert said == f"validation accuracy {score:.3f}"
    assert read.meta(chart)["table"]["columns"] == ["n_neighbors", "validation accuracy"]


def test_squares_and_triangles_stand_at_test_and_truth(tried, chart, read):
    panel = read.panels(chart)[0]
    [rows] = [layer["rows"] for layer in panel.layers if "between" in layer["rows"][0]][:1]
    ends = np.array([read.pieces(row["between"])[0][:, 1] for row in rows])
    assert np.allclose(panel.y(ends[:, 0]), scores(tried, TEST), atol=panel.half_pixel[1])
    assert np.allclose(panel.y(ends[:, 1]), scores(tried, TRUTH), atol=panel.half_pixel[1])


def test_nothing_is_revealed_before_the_first_peek(chart):
    assert opened(chart, []) == [[], []]


def test_each_peek_shows_the_best_so_far_and_its_truth(chart, read):
    seal = read.meta(chart)["seal"]
    test, truth = np.array(seal["test"]), np.array(seal["truth"])
    order = np.argsort(test, kind="stable")
    best, true = opened(chart, order)
    firsts = [order[np.argmax(test[order[: n + 1]])] for n in range(len(order))]
    assert best == pytest.approx(test[firsts].tolist(), abs=1e-3)
    assert true == pytest.approx(truth[firsts].tolist(), abs=1e-3)


@pytest.mark.parametrize("order", [[2, 4], [4, 2]])
def test_of_equal_scores_the_one_opened_first_is_kept(order, tried, read):
    class Even(KNeighborsClassifier):
        """As good at every setting on few rows, and not on many."""

        def score(self, X, y):
            return 0.75 if len(y) == len(TEST[1]) else 0.5 + self.n_neighbors / 100

    even = explorables.sealed(sweep(Even(), "n_neighbors", [1, 3, 5, 7, 9], *FIT, cv=3), *TEST, *TRUTH)
    truth = read.meta(even)["seal"]["truth"]
    best, true = opened(even, order)
    assert best == pytest.approx([0.75, 0.75], abs=1e-3)
    assert true == pytest.approx([truth[order[0]]] * 2, abs=1e-3)


def test_best_is_named_though_a_score_is_no_number(never_a_number, read):
    class Scored(SVC):
        pass

    judged = never_a_number("C", 0.1)

    def only_on_many(model, X, y):
        return model.score(X, y) if len(y) >= 20 and len(y) != 30 else judged(model, X, y)

    tried = sweep(Scored(), "C", [0.1, 1, 10], *FIT, cv=2, scoring=only_on_many)
    chart = explorables.sealed(tried, *TEST, *TRUTH, scoring=only_on_many)
    best = tried.best()["C"]
    assert f"best at {best:g};" in read.meta(chart)["panels"][0]["says"]


def test_scores_that_are_no_numbers_are_refused(never_a_number):
    judged = never_a_number("C", 10)
    tried = sweep(SVC(), "C", [1, 10], *FIT, cv=2, scoring=judged)
    with pytest.raises(
        ValueError, match="scoring must give a number for the test set and the truth at every value of 'C'"
    ):
        explorables.sealed(tried, *TEST, *TRUTH, scoring=judged)


def test_scoring_is_that_of_the_sweep(read):
    tried = sweep(SVC(), "C", [1, 10], *FIT, cv=2, scoring="roc_auc")
    with pytest.raises(ValueError, match="scoring must be the one of the sweep, 'roc_auc', got 'accuracy'"):
        explorables.sealed(tried, *TEST, *TRUTH)
    assert "roc_auc" in read.meta(explorables.sealed(tried, *TEST, *TRUTH, scoring="roc_auc"))["said"][0]


def test_truth_of_fewer_rows_than_the_test_set_is_refused(tried):
    with pytest.raises(
        ValueError, match="X_true and y_true must hold more rows than the test set, .* got 20 against 200"
    ):
        explorables.sealed(tried, *TRUTH, *TEST)


def test_click_on_the_seal_opens_the_setting_in_a_notebook(chart):
    spec = chart.to_dict()
    [click] = [one for one in spec["params"] if "select" in one]
    assert click["name"] == "peek" and click["select"]["fields"] == ["point"]
    assert "peek_store" in next(one for one in spec["params"] if one["name"] == "peeks")["expr"]

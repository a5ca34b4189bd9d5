"""Scores over what is dragged, and learned numbers as sticks."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.svm import SVC

from paramlens import explorables, grid
from paramlens.canvas import LEARNED, NEITHER, SET
from paramlens.explorables.dials import dial
from paramlens.explorables.panels import axis_of, score_lines, sticks


@pytest.fixture
def drawn(read):
    """A panel that stands alone, read."""
    import altair as alt

    return lambda panel: read.panels(alt.HConcatChart(hconcat=[panel.chart, panel.chart]))[0]


def test_lines_are_the_scores(votes, moons, read):
    panel = read.panels(explorables.boundary(votes, *moons))[1]
    frame = votes.to_frame().sort_values("n_neighbors")
    train, validation = (one for one in panel.still(stroke=NEITHER, strokeWidth=2) if "L" in one)
    for path, side in ((train, "train"), (validation, "validation")):
        [line] = read.pieces(path)
        assert np.allclose(panel.y(line[:, 1]), frame[side], atol=panel.half_pixel[1])
        assert np.allclose(panel.x(line[:, 0]), frame["n_neighbors"], rtol=0.01)


def test_markers_stand_at_the_chosen_value(votes, moons, read):
    panel = read.panels(explorables.boundary(votes, *moons))[1]
    frame = votes.to_frame().sort_values("n_neighbors")
    for path, (_, row) in zip(panel.moving(fill=SET), frame.iterrows(), strict=True):
        [[left, top]] = read.rings(path)
        assert np.isclose(panel.x(left), row["n_neighbors"], rtol=0.01)
        assert np.isclose(panel.y(top), row["validation"], atol=panel.half_pixel[1])


def test_words_have_a_place_each_and_a_name():
    places, ends, is_logarithmic, axis = axis_of(dial("kernel", ["rbf", 'a "quoted" one']))
    assert places.tolist() == [0, 1] and ends == (-0.5, 1.5) and not is_logarithmic
    assert axis["labelExpr"] == r'["rbf", "a \"quoted\" one"][datum.value]'


def test_scores_far_below_the_best_do_not_flatten_the_rest(drawn):
    numbers = np.array([-1e9, 0.5, 0.6, 0.55])
    panel = drawn(score_lines(dial("C", [1, 2, 3, 5]), {"train": numbers, "validation": numbers}, "R²"))
    low, high = panel.axes["y"]["scale"]["domain"]
    assert low > 0 and high > 0.6
    assert panel.moving(fill=SET)[0] == "M0,0", "no marker where the line is not seen"


def test_scores_below_a_plateau_are_seen(drawn):
    numbers = np.array([0.6, 0.8, 0.9, 0.9, 0.9])
    panel = drawn(score_lines(dial("C", [1, 2, 3, 5, 8]), {"train": numbers, "validation": numbers}, "accuracy"))
    low, high = panel.axes["y"]["scale"]["domain"]
    assert low < 0.6 and "M0,0" not in panel.moving(fill=SET)


def test_score_that_is_no_number_breaks_the_line(drawn):
    numbers = np.array([0.1, 0.2, np.nan, 0.4, 0.5])
    panel = drawn(score_lines(dial("C", [1, 2, 3, 5, 8]), {"validation": numbers}, "R²"))
    assert panel.still(stroke=NEITHER)[0].count("M") == 2


def test_alt_text_names_the_best_value():
    numbers = np.array([0.1, np.nan, 0.3])
    assert (
        "the validation line is highest at 0.125"
        in score_lines(dial("C", [0.1, 0.2, 0.1251]), {"train": numbers, "validation": numbers}, "R²").says
    )


def boxes(read, path):
    return {tuple(np.round(one.mean(axis=0) / 5)) for one in read.pieces(path)}


def test_tiles_are_darkest_at_the_best_and_framed_at_the_chosen(pairs, moons, read):
    panel = read.panels(explorables.boundary(pairs, *moons))[1]
    scores = pairs.to_frame().sort_values(["gamma", "C"])["validation"].to_numpy()
    frames = [boxes(read, path) for path in panel.moving(stroke=SET, strokeWidth=4)]
    shades = sorted(
        (one["mark"]["opacity"], boxes(read, one["rows"][0]["path"]))
        for one in panel.layers
        if "path" in one["rows"][0] and one["mark"].get("fill") == NEITHER
    )
    assert set.union(*(tiles for _, tiles in shades)) == set.union(*frames)
    assert frames[int(scores.argmax())] <= shades[-1][1] and frames[int(scores.argmin())] <= shades[0][1]


def test_tiles_have_the_first_dial_upwards_and_the_second_across(pairs, moons, read):
    panel = read.panels(explorables.boundary(pairs, *moons))[1]
    middles = np.array([read.pieces(path)[0].mean(axis=0) for path in panel.moving(stroke=SET, strokeWidth=4)])
    assert np.allclose(middles[:3, 1], middles[0, 1]) and middles[3, 1] < middles[0, 1]
    assert (np.diff(middles[:3, 0]) > 0).all()


def test_labels_of_tiles_stand_at_their_middles(pairs, moons, read):
    panel = read.panels(explorables.boundary(pairs, *moons))[1]
    middles = np.array([read.pieces(path)[0].mean(axis=0) for path in panel.moving(stroke=SET, strokeWidth=4)])
    for side, values, texts in (
        ("x", middles[:3, 0], ["0.1", "1", "100"]),
        ("y", panel.height - middles[::3, 1], ["0.1", "10"]),
    ):
        axis = panel.axes[side]["axis"]
        assert np.allclose(axis["values"], values, atol=0.1)
        named = eval(axis["labelExpr"].removesuffix("[datum.value]"))
        assert [named[f"{value:g}"] for value in axis["values"]] == texts


def test_tile_without_a_score_has_no_shade(moons, never_a_number, read):
    tried = {"C": [1, 10], "gamma": [1.0, 2.0]}
    found = grid(SVC(), tried, *moons, cv=2, scoring=never_a_number("C", 10))
    panel = read.panels(explorables.boundary(found, *moons))[1]
    shaded = set().union(*(boxes(read, path) for path in panel.still(fill=NEITHER)))
    assert len(shaded) == 2 and shaded == set().union(*(boxes(read, p) for p in panel.moving(stroke=SET)[:2]))


def test_sticks_end_at_the_numbers(drawn, read):
    learned = pd.DataFrame([[1.0, -2.0, 0.0], [0.5, np.nan, 1e-3]], columns=["a", "b", "c"])
    panel = drawn(sticks(learned, "coef_", height=200))
    for numbers, heads, stems in zip(
        learned.to_numpy(), panel.moving(fill=LEARNED), panel.moving(stroke=LEARNED), strict=True
    ):
        seen = numbers[np.isfinite(numbers)]
        assert np.allclose(panel.x(read.rings(heads)[:, 0]), seen, atol=panel.half_pixel[0])
        ends = np.array(read.pieces(stems))
        assert np.allclose(panel.x(ends[:, 0, 0]), 0, atol=panel.half_pixel[0])
        assert np.allclose(panel.x(ends[:, 1, 0]), seen, atol=panel.half_pixel[0])


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_numbered_sticks_end_at_the_numbers_whatever_their_size(drawn, read, scale):
    learned = pd.DataFrame(scale * np.random.default_rng(0).normal(size=(2, 30)), columns=list(map(str, range(30))))
    panel = drawn(sticks(learned, "coef_", height=200))
    for numbers, heads in zip(learned.to_numpy(), panel.moving(fill=LEARNED), strict=True):
        assert np.allclose(panel.y(read.rings(heads)[:, 1]), numbers, atol=1.01 * panel.half_pixel[1])


def test_constant_and_single_numbers_are_drawn(drawn, read):
    panel = drawn(sticks(pd.DataFrame({"": [3.0, 3.0]}), "intercept_", height=100))
    [[_, top]] = read.rings(panel.moving(fill=LEARNED)[1])
    assert np.isclose(panel.y(top), 3.0, atol=panel.half_pixel[1])


def test_names_of_elements_stand_beside_their_sticks(drawn):
    panel = drawn(sticks(pd.DataFrame({"a": [1.0, 2.0], "<b>": [0.0, 1.0]}), "coef_", height=100))
    assert panel.axes["y"]["axis"]["labelExpr"] == '["a", "<b>"][datum.value]'


@pytest.mark.parametrize("attribute, said", [("ridge__coef_", "coefficient number"), ("_y", "place in the array")])
def test_numbered_sticks_say_what_is_numbered(attribute, said):
    learned = pd.DataFrame(np.ones((2, 30)), columns=list(map(str, range(30))))
    assert said in json.dumps(sticks(learned, attribute, height=200).chart.to_dict())

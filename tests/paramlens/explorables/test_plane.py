"""Planes: pixels are where the scale says, and paths keep to the line that they draw."""

from __future__ import annotations

import json

import altair as alt
import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from paramlens.explorables.paths import dots, path
from paramlens.explorables.plane import Plane, moving, room, still

REACH = st.floats(-1e6, 1e6).map(lambda number: round(number, 2))
SPAN = st.tuples(REACH, REACH).filter(lambda ends: abs(ends[0] - ends[1]) > 1e-3 * max(map(abs, ends)) + 1e-3)


@given(SPAN, SPAN, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
def test_places_lead_back_to_the_numbers(x, y, shares):
    plane = Plane(x, y, 300, 200)
    across, up = np.array(shares).T
    assert np.allclose(plane.across(x[0] + across * (x[1] - x[0])), 300 * across, atol=0.01)
    assert np.allclose(plane.down(y[0] + up * (y[1] - y[0])), 200 * (1 - up), atol=0.01)


@given(st.floats(1e-8, 1e3), st.floats(1.5, 1e6), st.floats(0, 1))
def test_logarithmic_scale_is_even_in_ratios(low, ratio, share):
    plane = Plane((low, low * ratio), (0, 1), 300, 200, is_logarithmic=True)
    assert np.isclose(plane.across(low * ratio**share), 300 * share, atol=1e-6)


@given(SPAN)
def test_axis_shows_the_scale_within_a_tenth_of_a_pixel(ends):
    scale = Plane(ends, (0, 1), 300, 200).axes("x", "y").to_dict()["encoding"]["x"]["scale"]
    assert np.allclose(np.subtract(scale["domain"], ends) / (ends[1] - ends[0]) * 300, 0, atol=0.1)


def test_path_is_rounded_to_a_tenth_of_a_pixel():
    assert path([1.234, 5.678], [0.04, 100.06]) == "M1.2,0L5.7,100.1"


def test_points_that_are_no_numbers_break_a_line():
    assert path([0, 1, np.nan, 3, 4], [0, 1, 2, np.inf, 4]) == "M0,0L1,1M4,4"


def test_line_of_nothing_is_empty():
    assert path([], []) == path([np.nan], [1]) == ""


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=2, max_size=2), st.booleans())
def test_line_that_leaves_keeps_its_direction(read, ends, reverse):
    """From the middle of the picture to anywhere: what is drawn lies on the straight line."""
    start, far = np.array([150.0, 150.0]), np.array(ends[0])
    both = [far, start] if reverse else [start, far]
    [drawn] = read.pieces(path(*np.transpose(both))) or [np.array([start])]
    assert np.abs(drawn).max() <= 4001, "lines stay short"
    along = (far - start) / (np.hypot(*(far - start)) or 1)
    off = (drawn - start) @ [-along[1], along[0]]
    assert np.abs(off).max() < 0.15


def test_line_between_two_far_points_crosses_the_picture(read):
    [drawn] = read.pieces(path([-1e5, 1e5], [-1e5, 1e5]))
    assert np.allclose(drawn[:, 0], drawn[:, 1], atol=0.1) and drawn[0, 0] < 0 < 300 < drawn[1, 0]


def test_line_that_passes_far_outside_is_not_drawn():
    assert path([0, 1, 1e6, 2e6, 1, 0], [0, 0, 1e6, -1e6, 5, 5]).count("M") == 2
    assert path([1e5, 2e5], [1e5, 1e5]) == ""


def test_line_goes_on_where_it_comes_back(read):
    pieces = read.pieces(path([0, 10, 20, 30], [0, 1e7, 0, 10]))
    assert np.allclose(pieces[0][0], [0, 0]) and np.allclose(pieces[-1][-2:], [[20, 0], [30, 10]])


def test_dots_are_circles_around_the_places(read):
    assert np.allclose(read.rings(dots([10, 20.5], [5, 6], 4)), [[10, 5], [20.5, 6]])


def test_dots_that_are_no_numbers_or_far_are_left_out(read):
    assert len(read.rings(dots([1, np.nan, np.inf, 1e7], [1, 1, 1, 1], 3))) == 1


@given(st.lists(st.floats(-1e300, 1e300), max_size=6), st.floats(0.01, 0.5))
def test_room_holds_all_numbers(values, share):
    low, high = room(values, share)
    assert low < high and all(low <= value <= high for value in values)


@pytest.mark.parametrize("values", [[], [np.nan], [5.0], [0.0, 0.0], [-3.0, np.inf], [1e-12]])
def test_room_is_never_empty(values):
    low, high = room(values)
    assert np.isfinite([low, high]).all() and low < high


def test_pixels_of_a_path_are_pixels_of_the_picture():
    """A shape is drawn at its own coordinates, neither scaled nor moved."""
    plane = Plane((0, 1), (0, 1), 100, 100)
    layers = [
        plane.axes("", "", x_axis={"disable": True}, y_axis={"disable": True}),
        still("M10,20L30,40", stroke="#123456"),
    ]
    spec = alt.layer(*layers, width=100, height=100).to_dict()
    [drawn] = [part for part in vl_convert.vegalite_to_svg(json.dumps(spec)).split("<path") if "#123456" in part]
    assert 'd="M10,20L30,40"' in drawn and "translate(0,0)" in drawn.replace(" ", "")


def test_setting_without_a_path_draws_nothing():
    [row] = moving(["M1,1L2,2", ""]).to_dict()["data"]["values"]
    assert row["paths"] == ["M1,1L2,2", "M0,0"]

"""Ranges, scales and conditions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramlens.tuning import Choice, Real, Space, Whole

SVC = {
    "kernel": Choice(["rbf", "poly"]),
    "C": Real(1e-3, 1e3, log=True),
    "degree": Whole(2, 5, when={"kernel": ["poly"]}),
    "only": Choice([None]),
}


@given(low=st.floats(1e-6, 1e3), ratio=st.floats(1.01, 1e6), share=st.floats(0, 1), log=st.booleans())
def test_share_and_value_of_a_real_range_belong_together(low, ratio, share, log):
    one = Real(low, low * ratio, log)
    value = one.at(share)
    assert one.low <= value <= one.high
    assert one.share_of(value) == pytest.approx(share, abs=1e-6)


@given(low=st.integers(1, 50), width=st.integers(0, 100), share=st.floats(0, 1), log=st.booleans())
def test_a_whole_number_survives_the_way_to_its_share_and_back(low, width, share, log):
    one = Whole(low, low + width, log)
    value = one.at(share)
    assert low <= value <= low + width
    assert one.at(one.share_of(value)) == value


def test_whole_numbers_on_a_linear_scale_are_equally_likely():
    shares = (np.arange(6000) + 0.5) / 6000
    values = [Whole(2, 7).at(share) for share in shares]
    assert np.bincount(values)[2:].tolist() == [1000] * 6


def test_log_scale_gives_each_decade_the_same_share():
    one = Real(1e-3, 1e3, log=True)
    decades = [math.floor(math.log10(one.at(share))) for share in (np.arange(600) + 0.5) / 600]
    assert np.unique(decades, return_counts=True)[1].tolist() == [100] * 6


def test_draws_hold_the_awake_dimensions_and_no_others():
    rng = np.random.default_rng(0)
    drawn = [Space(SVC).draw(rng) for _ in range(200)]
    assert {one["kernel"] for one in drawn} == {"rbf", "poly"}
    assert all(("degree" in one) == (one["kernel"] == "poly") for one in drawn)
    assert all(one["only"] is None for one in drawn)


def test_a_condition_on_a_sleeping_choice_is_not_met():
    space = Space(
        {
            "a": Choice(["x", "y"]),
            "b": Choice(["p", "q"], when={"a": ["x"]}),
            "c": Real(0, 1, when={"b": ["p"]}),
        }
    )
    rng = np.random.default_rng(0)
    drawn = [space.draw(rng) for _ in range(100)]
    assert all("c" not in one for one in drawn if one["a"] == "y")
    assert any("c" in one for one in drawn)


def test_grid_is_the_finest_that_there_is_room_for():
    grid = Space({"x": Real(0, 1), "y": Real(0, 1)}).grid(10)
    assert len(grid) == 9
    assert [one["x"] for one in grid[:3]] == [0.0] * 3
    assert sorted({one["y"] for one in grid}) == [0.0, 0.5, 1.0]


def test_grid_of_options_and_whole_numbers_ends_with_them():
    grid = Space({"kernel": Choice(["a", "b"]), "n": Whole(1, 3)}).grid(100)
    assert len(grid) == 6


def test_grid_tries_no_values_of_what_is_asleep():
    grid = Space(SVC).grid(1000)
    assert all(("degree" in one) == (one["kernel"] == "poly") for one in grid)
    assert len({tuple(sorted(map(str, one.items()))) for one in grid}) == len(grid)


@pytest.mark.parametrize("most", [1, 2, 7, 50, 333])
def test_no_finer_grid_has_room(most):
    space = Space({"x": Real(0, 1), "n": Whole(1, 5), "m": Whole(1, 40, log=True)})
    grid = space.grid(most)
    sizes = [len(space._spread(n, most)) for n in range(1, 60)]
    assert len(grid) == max(size for size in sizes if size <= most)


def test_grid_that_choices_alone_exceed_is_refused():
    with pytest.raises(ValueError, match="budget must allow a grid over the choices"):
        Space({"a": Choice(range(4)), "b": Choice(range(4))}).grid(10)


def test_an_option_that_is_no_number_or_an_array_is_itself():
    weights = np.array([1.0, 2.0])
    space = Space({"missing": Choice([math.nan, -1]), "weights": Choice([weights, None])})
    found = space.awake({"missing": float("nan"), "weights": weights.copy()})
    assert math.isnan(found["missing"]) and np.array_equal(found["weights"], weights)
    for bad in ({"missing": 0, "weights": None}, {"missing": -1, "weights": weights + 1}):
        with pytest.raises(ValueError, match="must be one of"):
            space.awake(bad)


def test_around_is_the_smallest_space_that_holds_the_settings():
    space = Space(SVC).around([{"kernel": "poly", "C": 1.0, "degree": 3}, {"kernel": "poly", "C": 10.0, "degree": 4}])
    assert space.dimensions["kernel"].options == ("poly",)
    assert (space.dimensions["C"].low, space.dimensions["C"].high) == (1.0, 10.0)
    assert (space.dimensions["degree"].low, space.dimensions["degree"].high) == (3, 4)
    rng = np.random.default_rng(0)
    assert all(2 < space.draw(rng)["degree"] < 5 for _ in range(20))


def test_around_leaves_out_what_can_no_longer_wake_up():
    space = Space(SVC).around([{"kernel": "rbf", "C": 1.0}, {"kernel": "rbf", "C": 2.0}])
    assert space.names == ("kernel", "C", "only")


def test_around_keeps_the_range_of_what_was_asleep_in_all_of_them():
    dimensions = {"a": Choice(["x", "y"]), "b": Choice(["p", "q"]), "c": Real(0, 1, when={"a": ["x"], "b": ["q"]})}
    space = Space(dimensions).around([{"a": "x", "b": "p"}, {"a": "y", "b": "q"}])
    assert (space.dimensions["c"].low, space.dimensions["c"].high) == (0, 1)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Real(1, 0), ValueError, "low of Real must not be above high, got low=1 and high=0"),
        (lambda: Real(0, 1, log=True), ValueError, "low of Real must be above 0 on a log scale, got 0"),
        (lambda: Real(0, math.inf), ValueError, "high of Real must be finite, got inf"),
        (lambda: Real("0", 1), TypeError, "low of Real must be a number, got '0'"),
        (lambda: Whole(0.5, 3), TypeError, "low of Whole must be a whole number, got 0.5"),
        (lambda: Whole(5, 3), ValueError, "low of Whole must not be above high, got low=5 and high=3"),
        (lambda: Real(-1e308, 1e308), ValueError, "high of Real must be nearer to low"),
        (lambda: Real(1, 2, log="linear"), TypeError, "log of Real must be True or False, got 'linear'"),
        (lambda: Whole(0, 10**400), ValueError, "high of Whole must be finite, got 1000"),
        (
            lambda: Whole(0, 2**53 + 1),
            ValueError,
            r"high of Whole must lie from -2\*\*53 to 2\*\*53, got 9007199254740993",
        ),
        (lambda: Space({"state": Real(0, 1)}), ValueError, "space must leave .* table of trials, got the name 'state'"),
        (lambda: Choice("rbf"), TypeError, "options must be a list of candidates"),
        (lambda: Choice([]), ValueError, "options must hold at least one candidate"),
        (lambda: Choice([1, 1]), ValueError, "options must hold each candidate for 'a choice' once"),
        (lambda: Space({}), ValueError, "space must hold at least one name"),
        (lambda: Space([1]), TypeError, "space must be a dict of names with their ranges"),
        (lambda: Space({"C": [1, 2]}), TypeError, r"space\['C'\] must be a Real, a Whole or a Choice, got \[1, 2\]"),
        (lambda: Space({1: Real(0, 1)}), TypeError, "keys are strings, got the key 1"),
        (
            lambda: Space({"degree": Whole(2, 3, when={"kernel": ["poly"]})}),
            ValueError,
            "when of 'degree' must name a Choice that stands before it, got 'kernel'",
        ),
        (
            lambda: Space({"kernel": Choice(["rbf"]), "degree": Whole(2, 3, when={"kernel": ["poly"]})}),
            ValueError,
            r"when\['kernel'\] of 'degree' must hold options of 'kernel' \('rbf'\), got 'poly'",
        ),
        (
            lambda: Space({"kernel": Choice(["rbf"]), "degree": Whole(2, 3, when={"kernel": "rbf"})}),
            TypeError,
            r"when\['kernel'\] of 'degree' must be a list of options, got 'rbf'",
        ),
    ],
)
def test_what_makes_no_space_is_refused_with_what_came_and_what_is_accepted(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_setting_outside_the_space_is_refused():
    with pytest.raises(ValueError, match=r"setting\['C'\] must lie from 0.001 to 1000.0, got 5000"):
        Space(SVC).awake({"kernel": "rbf", "C": 5000})
    with pytest.raises(ValueError, match="setting must hold a value for 'C'"):
        Space(SVC).awake({"kernel": "rbf"})

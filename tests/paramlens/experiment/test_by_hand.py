"""Values that take the place of a fitted one: other numbers, the same kind, nothing that breaks a reader."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import sparse

from paramlens.experiment.by_hand import changed_by_hand
from paramlens.experiment.sameness import is_same

FLOATS = st.sampled_from([np.float64, np.float32]).flatmap(
    lambda kind: arrays(
        kind, array_shapes(max_dims=3, max_side=5), elements=st.floats(-1e4, 1e4, width=32)
    )
)
WHOLES = arrays(np.int64, array_shapes(max_dims=3, max_side=5), elements=st.integers(-50, 50))
TRUTHS = arrays(np.bool_, array_shapes(max_dims=2, max_side=5))
TEXTS = st.lists(st.text(max_size=3), min_size=1, max_size=5).map(lambda words: np.array(words, dtype=object))
SINGLE = st.one_of(st.floats(-1e4, 1e4), st.booleans(), st.integers(), st.text(max_size=3), st.none())
ANYTHING = st.recursive(
    st.one_of(FLOATS, WHOLES, TRUTHS, TEXTS, SINGLE),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=2), inner, max_size=4),
        st.tuples(inner, inner),
    ),
    max_leaves=6,
)


@given(ANYTHING, st.integers(0, 2**31))
def test_given_value_is_never_changed(value, seed):
    before = copy.deepcopy(value)
    for _, changed in changed_by_hand(value, [], seed=seed):
        if isinstance(changed, np.ndarray) and changed.dtype != object:
            changed[...] = changed[::-1] if changed.ndim else changed
    assert is_same(value, before) is True


@given(st.one_of(FLOATS, WHOLES, TRUTHS, TEXTS), st.integers(0, 2**31))
def test_arrays_keep_shape_and_dtype(value, seed):
    for _, changed in changed_by_hand(value, [], seed=seed):
        assert (changed.shape, changed.dtype) == (value.shape, value.dtype)
        assert not np.shares_memory(changed, value)


@given(WHOLES, st.integers(0, 2**31))
def test_whole_numbers_are_only_reordered(value, seed):
    for _, changed in changed_by_hand(value, [], seed=seed):
        assert sorted(changed.ravel().tolist()) == sorted(value.ravel().tolist())


@given(TEXTS, st.integers(0, 2**31))
def test_texts_are_only_reordered(value, seed):
    for _, changed in changed_by_hand(value, [], seed=seed):
        assert sorted(changed.tolist()) == sorted(value.tolist())


@given(FLOATS, st.integers(0, 2**31))
def test_first_change_of_fractions_moves_every_one(value, seed):
    _, changed = next(changed_by_hand(value, [], seed=seed))
    assert np.isfinite(changed).all()
    assert (changed != value).any()


@given(TRUTHS, st.integers(0, 2**31))
def test_truth_values_are_negated(value, seed):
    [(how, changed)] = changed_by_hand(value, [], seed=seed)
    assert how == "negated"
    assert (changed == ~value).all()


@given(st.floats(-1e6, 1e6), st.integers(0, 2**31))
def test_numbers_become_other_numbers(value, seed):
    first = next(changed_by_hand(value, [], seed=seed))[1]
    assert first != value or abs(value) < 1e-300
    assert type(first) is float


@given(st.dictionaries(st.text(max_size=2), st.integers(), min_size=2, max_size=5), st.integers(0, 2**31))
def test_dictionaries_keep_their_keys_and_their_values(value, seed):
    for _, changed in changed_by_hand(value, [], seed=seed):
        assert list(changed) == list(value)
        assert sorted(changed.values()) == sorted(value.values())


@given(st.lists(st.floats(1, 10), min_size=1, max_size=5), st.sampled_from([list, tuple]))
def test_members_of_lists_are_changed_together(members, kind):
    how, changed = next(changed_by_hand(kind(members), [], seed=0))
    assert how == "disturbed"
    assert changed == kind(1.3 * one for one in members)


@pytest.mark.parametrize("form", ["csr", "csc", "coo"])
def test_sparse_matrices_keep_their_form_and_their_zeros(form):
    value = sparse.random_array((6, 5), density=0.4, random_state=0, format=form)
    before = value.toarray()
    changes = dict(changed_by_hand(value, [], seed=0))
    assert {one.format for one in changes.values()} == {form}
    assert not (changes["disturbed"].toarray()[before == 0]).any()
    assert (changes["disturbed"].toarray()[before != 0] != before[before != 0]).all()
    np.testing.assert_array_equal(value.toarray(), before)


def test_sorted_and_positive_numbers_stay_so_when_they_are_stretched():
    value = np.array([0.1, 0.5, 2.0])
    stretched = dict(changed_by_hand(value, [], seed=0))["stretched"]
    np.testing.assert_allclose(stretched, 1.3 * value)


def test_same_seed_makes_the_same_change():
    value = np.arange(5.0)
    first, again, other = (next(changed_by_hand(value, [], seed=seed))[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


OTHERS = {
    "numbers": (np.ones(3), np.zeros(3), True),
    "texts": ("a", "b", True),
    "fractions": (1.0, 2.0, True),
    "truth values": (True, False, True),
    "the same again": (np.ones(3), np.ones(3), False),
    "another shape": (np.ones(3), np.zeros(4), False),
    "another type": (np.ones(3), [0.0, 0.0, 0.0], False),
    "whole numbers, which may index": (np.array([0, 1]), np.array([5, 9]), False),
    "a count": (3, 4, False),
    "sparse counts": (sparse.eye_array(3, dtype=int), 2 * sparse.eye_array(3, dtype=int), False),
}


@pytest.mark.parametrize(("value", "other", "stands_in"), OTHERS.values(), ids=OTHERS)
def test_value_of_another_fit_stands_in_only_where_nothing_breaks(value, other, stands_in):
    found = [one for _, one in changed_by_hand(value, [other], seed=0)]
    assert any(one is other for one in found) == stands_in


@pytest.mark.parametrize("value", [None, "text", 3, [], {}, np.array([]), object(), np.array(["alone"])])
def test_what_has_no_other_value_is_not_changed(value):
    assert list(changed_by_hand(value, [], seed=0)) == []

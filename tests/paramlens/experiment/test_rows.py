"""What models are fitted to and asked about, and the other data that they are fitted to."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.datasets import make_classification

from paramlens.experiment.rows import OTHER_IN_KIND, Rows, other_data, split

X, y = make_classification(60, 5, random_state=0)
THREE = np.arange(60) % 3
KINDS = {
    "an array": X,
    "single precision": X.astype(np.float32),
    "whole numbers": (10 * X).astype(int),
    "a frame": pd.DataFrame(X, columns=list("abcde"), index=np.arange(100, 160)),
    "a mixed frame": pd.DataFrame({"n": X[:, 0], "w": np.where(y, "x", "z"), "t": y == 1}),
    "a sparse matrix": sparse.csr_matrix(X),
    "a sparse array": sparse.csr_array(X),
    "texts": [f"word{n} again" for n in range(60)],
    "records": [{"a": float(n)} for n in range(60)],
    "objects": np.array([[n, "x"] for n in range(60)], dtype=object),
    "images": X.reshape(60, 5, 1),
    "a square sparse matrix": sparse.csr_matrix(np.abs(X @ X.T)),
    "one column": X[:, 0],
}


def n_of(rows):
    """How many rows there are."""
    return rows.shape[0] if hasattr(rows, "shape") else len(rows)


def keyed(rows):
    """Each row as something to compare."""
    array = rows.toarray() if sparse.issparse(rows) else np.asarray(rows, dtype=object)
    return [repr(np.asarray(one).tolist()) for one in array]


every_kind = pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)


@every_kind
def test_rows_keep_their_kind(data):
    found = split(data, y, seed=0, is_classifier=True)
    for rows in (found.X, found.asked["training rows"], found.asked["held-out rows"]):
        assert type(rows) is type(data)
        assert getattr(rows, "dtype", None) == getattr(data, "dtype", None)


@every_kind
def test_data_are_not_changed(data):
    before = joblib.hash((data, y))
    rows = split(data, y, seed=0, is_classifier=True)
    for make in other_data(rows, seed=0, is_classifier=True).values():
        make()
    assert joblib.hash((data, y)) == before


@every_kind
def test_what_an_experiment_is_asked_can_be_stacked_or_is_asked_apart(data):
    rows = split(data, y, seed=0, is_classifier=True)
    assert rows.all_asked is None or n_of(rows.all_asked) == sum(map(n_of, rows.asked.values()))


@given(n=st.integers(12, 300), seed=st.integers(0, 1000))
def test_training_and_held_out_rows_share_none_and_leave_none_out(n, seed):
    data = np.arange(float(n))[:, None]
    found = split(data, None, seed=seed, is_classifier=False)
    train, held = found.X.ravel(), found.asked["held-out rows"].ravel()
    assert not set(train) & set(held)
    assert len(train) == n - int(np.ceil(n / 4))
    assert set(held) | set(train) <= set(range(n))
    assert (np.diff(train) > 0).all() and (np.diff(held) > 0).all()
    assert set(found.asked["training rows"].ravel()) <= set(train)
    assert max(n_of(one) for one in found.asked.values()) <= 80


@given(n=st.integers(2, 11))
def test_of_few_rows_all_are_fitted_to_and_asked_about(n):
    data = np.arange(float(n))[:, None]
    found = split(data, None, seed=0, is_classifier=False)
    for rows in (found.X, found.asked["training rows"], found.asked["held-out rows"]):
        np.testing.assert_array_equal(rows, data)


@given(seed=st.integers(0, 200))
def test_targets_stay_with_their_rows(seed):
    data = np.arange(80.0)[:, None]
    targets = np.arange(80) % 2
    found = split(data, targets, seed=seed, is_classifier=True)
    np.testing.assert_array_equal(found.y, found.X.ravel() % 2)
    assert found.y.mean() == 0.5


def test_class_of_one_row_does_not_stop_the_split():
    targets = np.r_[np.zeros(59, int), 1]
    assert n_of(split(X, targets, seed=0, is_classifier=True).X) == 45


def test_square_sparse_matrix_stays_whole():
    square = KINDS["a square sparse matrix"]
    assert split(square, y, seed=0, is_classifier=True).X.shape == square.shape


def test_same_seed_splits_alike():
    first, again, other = (split(X, y, seed=seed, is_classifier=True) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.X, again.X)
    assert (first.X != other.X).any()


def test_strange_rows_lie_outside_what_was_seen():
    strange = split(np.abs(X) + 1, None, seed=0, is_classifier=False).asked["rows unlike those"]
    np.testing.assert_array_less(np.abs(X).max() / 4, strange)
    assert strange.max() > np.abs(X).max() + 1


def test_categories_of_strange_rows_were_never_seen():
    data = KINDS["a mixed frame"]
    strange = split(data, y, seed=0, is_classifier=True).asked["rows unlike those"]
    assert not set(strange["w"]) & set(data["w"])
    assert strange["t"].dtype == bool


def test_targets_are_handed_out_as_copies():
    rows = Rows(X, y, {})
    rows.targets()[0][:] = 9
    assert set(y) == {0, 1}
    assert Rows(X, None, {}).targets() == ()


@every_kind
@pytest.mark.parametrize("targets", [y, THREE, y.astype(float), np.array(["no", "yes"])[y], None])
def test_other_data_can_be_fitted_to_and_differ(data, targets):
    is_classifier = targets is not None and targets.dtype.kind != "f"
    rows = split(data, targets, seed=0, is_classifier=is_classifier)
    before = joblib.hash((rows.X, rows.y))
    made = other_data(rows, seed=0, is_classifier=is_classifier)
    assert {"other rows", "fewer rows"} <= set(made)
    for make in made.values():
        other = make()
        assert other.y is None or n_of(other.X) == len(other.y)
        assert joblib.hash((other.X, other.y)) != before


@every_kind
@pytest.mark.parametrize("targets", [y, THREE])
def test_other_data_are_of_the_same_shape_and_labels_unless_said(data, targets):
    rows = split(data, targets, seed=0, is_classifier=True)
    for what, make in other_data(rows, seed=0, is_classifier=True).items():
        if what not in OTHER_IN_KIND:
            other = make()
            assert type(other.X) is type(rows.X)
            assert getattr(other.X, "dtype", None) == getattr(rows.X, "dtype", None)
            assert n_of(other.X) == n_of(rows.X)
            assert set(other.y) == set(rows.y)


@pytest.mark.parametrize(("targets", "classes"), [(y, {"a third class": 3}), (THREE, {"two classes": 2})])
def test_other_data_have_one_class_more_or_fewer(targets, classes):
    rows = split(X, targets, seed=0, is_classifier=True)
    made = other_data(rows, seed=0, is_classifier=True)
    wanted = ("a third class", "two classes")
    assert {what: len(set(made[what]().y)) for what in wanted if what in made} == classes


def test_each_row_of_other_rows_is_one_of_the_rows():
    rows = split(X, y, seed=0, is_classifier=True)
    made = other_data(rows, seed=0, is_classifier=True)
    for what in ("other rows", "fewer rows"):
        other = made[what]()
        pairs = list(zip(keyed(rows.X), rows.y, strict=True))
        assert all(pair in pairs for pair in zip(keyed(other.X), other.y, strict=True))


def test_other_targets_leave_the_rows_alone():
    rows = split(X, y, seed=0, is_classifier=True)
    other = other_data(rows, seed=0, is_classifier=True)["other targets"]()
    np.testing.assert_array_equal(other.X, rows.X)
    assert sorted(other.y) == sorted(rows.y)


def test_stretching_keeps_signs_and_zeros():
    data = np.where(np.abs(X) < 0.3, 0.0, X)
    rows = split(data, y, seed=0, is_classifier=True)
    moved = other_data(rows, seed=0, is_classifier=True)["stretched columns"]().X
    np.testing.assert_array_equal(np.sign(moved), np.sign(rows.X))
    factors = np.nanmedian(moved / np.where(rows.X == 0, np.nan, rows.X), axis=0)
    np.testing.assert_allclose(moved, rows.X * factors)
    assert len(set(factors.round(6))) == X.shape[1]
    assert factors.min() > 1


def test_sparse_and_whole_columns_are_not_shifted():
    for data in (sparse.csr_matrix(X), (10 * X).astype(int), KINDS["texts"]):
        rows = split(data, y, seed=0, is_classifier=True)
        assert "shifted columns" not in other_data(rows, seed=0, is_classifier=True)


def test_harder_data_are_what_they_are_called():
    rows = split(X, y, seed=0, is_classifier=True)
    made = other_data(rows, seed=0, is_classifier=True)
    gaps = np.isnan(made["missing values"]().X)
    assert 0 < gaps.mean() < 0.5 and not gaps.all(axis=0).any()
    assert np.isnan(made["an empty column"]().X).all(axis=0).tolist() == [False] * 4 + [True]
    assert np.ptp(made["a constant column"]().X, axis=0)[-1] == 0


@given(seed=st.integers(0, 50))
def test_same_seed_makes_the_same_other_data(seed):
    rows = split(X, y, seed=0, is_classifier=True)
    first, again = (other_data(rows, seed=seed, is_classifier=True) for _ in range(2))
    for what in first:
        one, other = first[what](), again[what]()
        assert joblib.hash((one.X, one.y)) == joblib.hash((other.X, other.y))


def test_making_other_data_twice_makes_the_same():
    rows = split(X, y, seed=0, is_classifier=True)
    for make in other_data(rows, seed=0, is_classifier=True).values():
        first, again = make(), make()
        assert joblib.hash((first.X, first.y)) == joblib.hash((again.X, again.y))

"""When two fitted values are the same, one is the other again, or one holds training rows."""

from __future__ import annotations

import copy
import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import sparse
from scipy.spatial import cKDTree
from sklearn.datasets import load_iris
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.linear_model import Ridge
from sklearn.neighbors import BallTree, KDTree
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens.experiment.sameness import holds_rows, is_same, mirrors, shape_of

X, y = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[y]
NUMBERS = st.floats(-1e6, 1e6).filter(lambda number: abs(number) > 1e-3)
ARRAYS = arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=NUMBERS)


class Locked:
    """It holds nothing that can be looked at, and cannot be pickled."""

    __slots__ = ("lock",)

    def __init__(self):
        self.lock = threading.Lock()

    def __reduce__(self):
        raise TypeError("it cannot be pickled")


class Holder:
    """It holds what it is given."""

    def __init__(self, held):
        self.held = held


def tree(depth):
    """A compiled tree."""
    return DecisionTreeClassifier(max_depth=depth, random_state=0).fit(X, y).tree_


PAIRS = {
    "arrays": (np.arange(4.0), np.arange(1.0, 5.0)),
    "shapes": (np.zeros(4), np.zeros((2, 2))),
    "kinds": (np.zeros(4), np.zeros(4, dtype=int)),
    "not a number": (np.array([np.nan, 1.0]), np.array([1.0, np.nan])),
    "infinities": (np.array([np.inf, 1.0]), np.array([-np.inf, 1.0])),
    "labels": (np.array(["a", "b"]), np.array(["a", "c"])),
    "objects": (np.array([[1], "a"], dtype=object), np.array([[2], "a"], dtype=object)),
    "records": (np.array([(1, 2.0)], "i4,f8"), np.array([(1, 3.0)], "i4,f8")),
    "sparse": (sparse.csr_array(np.eye(3)), sparse.csr_array(2 * np.eye(3))),
    "frames": (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    "lists": ([1, [2, 3]], [1, [2, 4]]),
    "lengths": ([1, 2], [1, 2, 3]),
    "dictionaries": ({"a": np.ones(2)}, {"a": np.zeros(2)}),
    "keys": ({"a": 1}, {"b": 1}),
    "infinity and a number": (np.inf, 5.0),
    "both infinities": (np.inf, -np.inf),
    "sparse without methods": (sparse.eye_array(3), 2 * sparse.eye_array(3)),
    "sparse truth values": (sparse.csr_array(np.eye(3) > 0), sparse.csr_array(np.ones((3, 3)) > 0)),
    "sets": ({1, 2}, {1, 3}),
    "texts": ("one", "other"),
    "truth values": (True, False),
    "nothing": (None, 0.0),
    "types": (int, float),
    "trees": (tree(1), tree(2)),
    "kernels": (RBF(1.0) + WhiteKernel(), RBF(2.0) + WhiteKernel()),
    "estimators": (Ridge(1.0), Ridge(2.0)),
    "fitted estimators": (SVC(C=1).fit(X, y), SVC(C=9).fit(X, y)),
    "generators": (np.random.RandomState(0), np.random.RandomState(1)),
    "search trees": (KDTree(X), KDTree(2 * X)),
    "things": (Holder([1, {"a": np.ones(2)}]), Holder([1, {"a": np.zeros(2)}])),
}


@pytest.mark.parametrize(
    "value", [one for pair in PAIRS.values() for one in pair], ids=lambda one: type(one).__name__
)
def test_value_is_the_same_as_its_copy(value):
    assert is_same(value, copy.deepcopy(value)) is True


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_different_values_are_told_apart(pair):
    assert is_same(*pair) is False
    assert is_same(*pair[::-1]) is False


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (np.float32(0.5), 0.5), (np.int64(3), 3), (float("nan"), np.float64("nan"))]
)
def test_numbers_of_different_types_are_compared_as_numbers(one, other):
    assert is_same(one, other) is True


@given(ARRAYS)
def test_rounding_makes_no_difference(array):
    assert is_same(array, array * (1 + 1e-12)) is True
    assert is_same(array, array * (1 + 1e-6)) is False


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [1, one], lambda one: {"a": one}, Holder])
def test_what_cannot_be_looked_at_cannot_be_told(wrap):
    assert is_same(wrap(Locked()), wrap(Locked())) is None


def test_one_difference_decides_whatever_else_cannot_be_told():
    assert is_same([Locked(), 1], [Locked(), 2]) is False


def test_what_lies_too_deep_cannot_be_told():
    one, other = [1.0], [2.0]
    for _ in range(20):
        one, other = [one], [other]
    assert is_same(one, other) is None


def test_rings_of_references_end():
    one, other = Holder(None), Holder(None)
    one.held, other.held = one, other
    assert is_same(one, other) in (True, None)


@given(ARRAYS, st.sampled_from([1.0, -1.0]))
def test_array_is_mirrored_whatever_its_sign_and_shape(array, sign):
    assert mirrors(array, sign * array.ravel())
    assert mirrors(sparse.csr_array(np.atleast_2d(array.ravel())), array)


@given(ARRAYS)
def test_scaled_array_is_no_mirror(array):
    assert not mirrors(array, 1.5 * array)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros(3), np.zeros(3)),
        (np.ones(3), np.ones(4)),
        (np.array([]), np.array([])),
        (np.array([1.0, -2.0]), np.array([1.0, 2.0])),
        ("word", "word"),
        (None, None),
        (True, True),
    ],
)
def test_what_says_too_little_mirrors_nothing(one, other):
    assert not mirrors(one, other)


def test_things_mirror_their_copies():
    assert mirrors(RBF(2.0), RBF(2.0))
    assert not mirrors(RBF(2.0), RBF(3.0))


@pytest.mark.parametrize(
    ("value", "shape"), [(np.ones((2, 3)), (2, 3)), (sparse.eye(4), (4, 4)), (3.0, None), ([1], None)]
)
def test_arrays_have_a_shape(value, shape):
    assert shape_of(value) == shape


ROWS = {
    "all rows": X,
    "some rows": X[[3, 1, 4, 1, 5]],
    "in single precision": X.astype(np.float32),
    "sparse": sparse.csr_array(X[:20]),
    "a frame": pd.DataFrame(X[::2]),
    "k-d tree": KDTree(X),
    "ball tree": BallTree(X),
    "SciPy's tree": cKDTree(X),
    "support vectors": SVC().fit(X, y).support_vectors_,
}
NO_ROWS = {
    "other columns": X[:, :3],
    "scaled": 2 * X,
    "rows and one that is none": np.vstack([X[:5], X[:5].mean(axis=0)]),
    "means": np.vstack([X[y == label].mean(axis=0) for label in range(3)]),
    "one row": X[:1],
    "transposed": X[:4].T,
    "numbers": X.ravel(),
    "text": "rows",
    "nothing": None,
    "estimator": SVC().fit(X, y),
    "list": [1, 2],
    "tree of others": KDTree(X + 1),
    "decision tree": tree(2),
}


@pytest.mark.parametrize("value", ROWS.values(), ids=ROWS)
def test_training_rows_are_found(value):
    assert holds_rows(value, X, y) == "rows"


@pytest.mark.parametrize("value", NO_ROWS.values(), ids=NO_ROWS)
def test_other_values_hold_no_rows(value):
    assert holds_rows(value, X, y) == ""


def test_rows_of_a_frame_and_of_a_sparse_matrix_are_found():
    assert holds_rows(X[:9], pd.DataFrame(X), y) == "rows"
    assert holds_rows(X[:9], sparse.csr_array(X), y) == "rows"


def test_single_column_needs_all_rows_in_their_shape():
    column = np.linspace(0, 1, 30)[:, None]
    assert holds_rows(column, column, None) == "rows"
    assert holds_rows(column[:2], column, None) == ""


@pytest.mark.parametrize(
    ("value", "targets"),
    [(y, y), (y.astype(float), y), (y[:, None], y), (y, NAMES), (NAMES, NAMES), (X[:, 0], X[:, 0])],
    ids=["the same", "as floats", "as a column", "codes", "names", "numbers"],
)
def test_targets_are_found(value, targets):
    assert holds_rows(value, X, targets) == "targets"


@pytest.mark.parametrize(
    "value", [y[::-1], 1 - y, y[:50], y + 0.5], ids=["reversed", "turned", "some", "moved"]
)
def test_other_labels_are_no_targets(value):
    assert holds_rows(value, X, y) == ""


def test_without_targets_none_are_found():
    assert holds_rows(y, X, None) == ""


@given(arrays(np.float64, st.tuples(st.integers(2, 8), st.just(3)), elements=NUMBERS), st.data())
def test_any_choice_of_rows_is_found(rows, data):
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=10))
    assert holds_rows(rows[chosen], rows, None) == "rows"

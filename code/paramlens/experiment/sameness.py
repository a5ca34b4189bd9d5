"""Whether two values are the same, whatever they are made of, and whether one holds training rows."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from types import FunctionType

import numpy as np
import pandas as pd
from scipy import sparse

from paramlens.fitted import held_by, is_estimator

__all__ = ["holds_rows", "is_same", "mirrors", "shape_of"]

_TOLERANCE = 1e-9
_DEEPEST = 6
_PRIMITIVE = str | bytes | bool | int | float | complex | np.generic | type | None
_FEWEST_ROWS = 2


def is_same(one: object, other: object, depth: int = 0) -> bool | None:
    """Whether two values are equal, up to rounding of numbers.

    Parameters
    ----------
    one, other : object
        Anything that a fit may have made.
    depth : int
        How deep the values lie in those first asked about.

    Returns
    -------
    bool or None
        None if it cannot be told.
    """
    if one is other:
        return True
    if depth > _DEEPEST or type(one) is not type(other):
        return None if depth > _DEEPEST else _same_numbers(one, other)
    if isinstance(one, float | np.floating):
        return _same_numbers(one, other)
    if isinstance(one, _PRIMITIVE):
        return bool(one == other)
    if sparse.issparse(one):
        return one.shape == other.shape and _same_entries(one, other)
    if isinstance(one, np.ndarray):
        return _same_arrays(one, other, depth)
    if isinstance(one, pd.DataFrame | pd.Series | pd.Index):
        return bool(one.equals(other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and _all_same(((one[key], other[key]) for key in one), depth)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and _all_same(zip(one, other, strict=True), depth)
    if isinstance(one, set | frozenset):
        return one == other
    if isinstance(one, FunctionType):
        return one is other
    return _same_objects(one, other, depth)


def _same_numbers(one: object, other: object) -> bool:
    numbers = int | float | np.number
    if isinstance(one, numbers) and isinstance(other, numbers):
        return bool(np.isclose(one, other, rtol=_TOLERANCE, atol=0, equal_nan=True))
    return False


def _same_arrays(one: np.ndarray, other: np.ndarray, depth: int) -> bool | None:
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return False
    if one.dtype == object:
        return _all_same(zip(one.ravel(), other.ravel(), strict=True), depth)
    if one.dtype.kind in "fc":
        size = float(np.max(np.abs(one[np.isfinite(one)]), initial=0.0))
        return bool(np.allclose(one, other, rtol=_TOLERANCE, atol=_TOLERANCE * size, equal_nan=True))
    if one.dtype.names:  # not by their bytes, of which some are padding
        return one.dtype == other.dtype and _all_same(((one[name], other[name]) for name in one.dtype.names), depth)
    return bool(np.array_equal(one, other))


def _same_entries(one: object, other: object) -> bool:
    """Of two sparse matrices of one shape."""
    one, other = one.tocsr() * 1, other.tocsr() * 1
    one.sum_duplicates()
    other.sum_duplicates()
    if np.array_equal(one.indptr, other.indptr) and np.array_equal(one.indices, other.indices):
        return bool(_same_arrays(one.data, other.data, 0))
    gaps, size = abs((one - other).data), np.max(abs(one.data), initial=0.0)
    return bool(np.max(gaps, initial=0.0) <= _TOLERANCE * size)


def _all_same(pairs: Iterator[tuple[object, object]], depth: int) -> bool | None:
    unknown = False
    for first, second in pairs:
        same = is_same(first, second, depth + 1)
        if same is False:
            return False
        unknown |= same is None
    return None if unknown else True


def _same_objects(one: object, other: object, depth: int) -> bool | None:
    """Compiled or foreign: what they hold, and where they hold nothing, what they would be pickled as."""
    mine, theirs = held_by(one), held_by(other)
    if mine and mine.keys() == theirs.keys():
        same = _all_same(((mine[name], theirs[name]) for name in mine), depth)
        if same is not None:
            return same
    try:
        same = is_same(one.__reduce_ex__(4), other.__reduce_ex__(4), depth + 1)
        return pickle.dumps(one) == pickle.dumps(other) if same is None else same
    except Exception:  # much compiled state cannot be pickled
        return None


def mirrors(one: object, other: object) -> bool:
    """Whether a value is another one again, up to the sign, the shape and the type of array.

    Parameters
    ----------
    one, other : object
        Two fitted attributes.

    Returns
    -------
    bool
    """
    if one is other:
        return not isinstance(one, _PRIMITIVE)
    first, second = _as_numbers(one), _as_numbers(other)
    if first is not None and second is not None:
        if first.size != second.size or first.size == 0 or not np.any(first):
            return False
        first, second = first.ravel(), second.ravel()
        return bool(np.allclose(first, second, rtol=_TOLERANCE) or np.allclose(first, -second, rtol=_TOLERANCE))
    if isinstance(one, _PRIMITIVE) or isinstance(other, _PRIMITIVE):
        return False
    return type(one) is type(other) and bool(is_same(one, other))


def _as_numbers(value: object) -> np.ndarray | None:
    if sparse.issparse(value):
        value = value.toarray() if value.shape[0] * value.shape[1] < 10**6 else None
    if isinstance(value, float | np.floating | np.ndarray) and not isinstance(value, bool):
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "fiu" else None
    return None


def shape_of(value: object) -> tuple[int, ...] | None:
    """The shape of an array.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    tuple of int or None
        None of what is no array.
    """
    shape = getattr(value, "shape", None)
    return tuple(shape) if isinstance(shape, tuple) else None


def holds_rows(value: object, X: object, y: object) -> str:
    """What of the training data a value is: ``"rows"``, ``"targets"`` or nothing.

    Parameters
    ----------
    value : object
        A fitted attribute.
    X, y : array-like
        What the model was fitted to; `y` may be None.

    Returns
    -------
    str
        ``"rows"`` if every row of the value is one of the training rows, ``"targets"`` if the value is the
        targets or their codes, else empty.
    """
    if not isinstance(value, np.ndarray) and not sparse.issparse(value) and not isinstance(value, pd.DataFrame):
        if is_estimator(value) or isinstance(value, _PRIMITIVE | list | tuple | Mapping):
            return ""
        value = _data_inside(value)
        if value is None:
            return ""
    rows, known = _matrix(value), _matrix(X)
    if rows is not None and known is not None and len(rows) >= _FEWEST_ROWS:
        if rows.shape[1] == known.shape[1] and (known.shape[1] > 1 or rows.shape == known.shape):
            seen = {row.tobytes() for row in np.round(known.astype(np.float32), 5)}
            if all(row.tobytes() in seen for row in np.round(rows.astype(np.float32), 5)):
                return "rows"
    return "targets" if y is not None and _are_targets(value, y) else ""


def _data_inside(value: object) -> object:
    """The rows in a search tree: an attribute ``data`` as scikit-learn's and SciPy's trees have it."""
    try:
        data = value.data
        return np.asarray(data) if np.ndim(data) == 2 else None
    except Exception:  # most things have none
        return None


def _matrix(value: object) -> np.ndarray | None:
    if sparse.issparse(value):
        value = value.toarray() if value.shape[0] * value.shape[1] < 10**7 else None
    try:
        array = np.asarray(value)
        return array.astype(float) if array.ndim == 2 and array.dtype.kind in "fiub" else None
    except (TypeError, ValueError):
        return None


def _are_targets(value: object, y: object) -> bool:
    held, targets = np.asarray(value), np.asarray(y)
    if held.size != targets.size or held.size < 5 or held.dtype.kind not in "fiubOUS":
        return False
    held, targets = held.ravel(), targets.ravel()
    if held.dtype.kind in "fiub" and targets.dtype.kind in "fiub" and np.allclose(held, targets):
        return True
    if held.dtype.kind in "OUS" and targets.dtype.kind in "OUS":
        return bool(np.array_equal(held, targets))
    codes = np.unique(targets, return_inverse=True)[1]
    return held.dtype.kind in "iu" and bool(np.array_equal(held, codes))

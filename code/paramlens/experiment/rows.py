"""The rows of an experiment: those to fit to, those held out, those unlike any seen, and other data."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.model_selection import train_test_split
from sklearn.utils import _safe_indexing

__all__ = ["OTHER_IN_KIND", "OtherData", "Rows", "other_data", "split"]

_HELD_OUT = 0.25
_FEWEST = 12
_SHOWN = 80
_STRANGE = 12
_MOST_CLASSES = 20
_NEVER_SEEN = "never seen before"


@dataclass(frozen=True)
class Rows:
    """What a model is fitted to and asked about.

    Attributes
    ----------
    X, y : array-like
        The training rows and targets; `y` may be None.
    asked : dict of str to array-like
        Rows to ask a fitted model about: ``"training rows"``, ``"held-out rows"`` and, where numbers can be
        stretched or values left out, ``"rows unlike those"``.
    """

    X: object
    y: object
    asked: dict[str, object]

    @cached_property
    def all_asked(self) -> object:
        """The rows to ask about one below the other, to ask once; None if they cannot be stacked."""
        blocks = list(self.asked.values())
        if all(isinstance(one, pd.DataFrame) for one in blocks):
            return pd.concat(blocks, ignore_index=True)
        if all(sparse.issparse(one) for one in blocks):
            return sparse.vstack(blocks, format="csr")
        if all(isinstance(one, np.ndarray) for one in blocks) and len({one.dtype.kind for one in blocks}) == 1:
            return np.concatenate(blocks)
        return None

    def targets(self) -> tuple[object, ...]:
        """A fresh copy of the targets, as an argument for ``fit`` if there are any.

        Returns
        -------
        tuple
            Empty or of one.
        """
        return () if self.y is None else (copy.deepcopy(self.y),)


OtherData = dict[str, Callable[[], Rows]]
"""Other rows, made when called, by what was done to those given."""


def split(X: object, y: object, *, seed: int, is_classifier: bool, whole: bool = False) -> Rows:
    """Three quarters of the rows to fit to, the rest held out, in the order they came.

    Parameters
    ----------
    X : array-like, sparse matrix, frame or list of shape (n_samples, ...)
        The rows. Of fewer than 12 all are fitted to and all are asked about.
    y : array-like of shape (n_samples, ...) or None
        The targets.
    seed : int
        Of the split.
    is_classifier : bool
        Whether to keep the shares of classes where that can be done.
    whole : bool
        Whether to hold nothing out.

    Returns
    -------
    Rows
    """
    n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
    everything = np.arange(n_rows)
    if n_rows < _FEWEST or whole or (sparse.issparse(X) and X.shape[0] == X.shape[1]):
        train = held = everything
    else:
        train, held = _cut(everything, y if is_classifier else None, seed)
    pick = _safe_indexing
    asked = {
        "training rows": pick(X, train[_spread(len(train), _SHOWN)]),
        "held-out rows": pick(X, held[_spread(len(held), _SHOWN)]),
    }
    strange = _stretched(pick(X, held[:_STRANGE]))
    if strange is not None:
        asked["rows unlike those"] = strange
    return Rows(pick(X, train), None if y is None else pick(y, train), asked)


def _cut(everything: np.ndarray, labels: object, seed: int) -> tuple[np.ndarray, np.ndarray]:
    try:
        train, held = train_test_split(everything, test_size=_HELD_OUT, random_state=seed, stratify=labels)
    except (TypeError, ValueError):  # classes too rare to be shared, or several targets
        train, held = train_test_split(everything, test_size=_HELD_OUT, random_state=seed)
    return np.sort(train), np.sort(held)


def _spread(n: int, most: int) -> np.ndarray:
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))


def _stretched(X: object) -> object:
    """Rows far from those seen, with categories never seen; None for what cannot be stretched."""
    if isinstance(X, pd.DataFrame):
        far = X.copy()
        for column in far:
            if pd.api.types.is_bool_dtype(far[column]):
                continue
            if pd.api.types.is_numeric_dtype(far[column]):
                far[column] = far[column] * 4 + 1
            else:
                far[column] = pd.Series([_NEVER_SEEN] * len(far), index=far.index, dtype=object)
        return far
    if sparse.issparse(X):
        return X * 4
    values = np.asarray(X, dtype=object) if isinstance(X, list) else np.asarray(X)
    if values.dtype.kind in "iuf" and values.ndim == 2:
        return values * 4 + np.asarray(1, dtype=values.dtype)
    if values.dtype.kind in "OUS" and values.ndim == 2:
        return _stretched_objects(values)
    return None


def _stretched_objects(values: np.ndarray) -> np.ndarray:
    far = np.array(values, dtype=object)
    for index, value in np.ndenumerate(far):
        far[index] = value * 4 + 1 if isinstance(value, int | float) else _NEVER_SEEN
    return far


def other_data(rows: Rows, *, seed: int, is_classifier: bool) -> OtherData:
    """Other data of the same shape with the same labels, and fewer rows of the same data.

    Parameters
    ----------
    rows : Rows
        The data of the experiment.
    seed : int
        Of the draws.
    is_classifier : bool
        Whether targets are classes, all of which are kept.

    Returns
    -------
    dict of str to callable
        By what was done: each makes the rows when called. Those in `OTHER_IN_KIND` differ in more than their
        values: in the number of rows, in the labels or in what is missing.
    """
    rng = np.random.default_rng(seed)
    n_rows = rows.X.shape[0] if hasattr(rows.X, "shape") else len(rows.X)
    drawn = _lopsided(rows.y if is_classifier else None, n_rows, rng)
    swapped = rng.permutation(n_rows)
    kept = np.sort(rng.permutation(n_rows)[: max(2, int(0.8 * n_rows))])
    made: OtherData = {"other rows": lambda: _picked(rows, drawn, drawn)}
    if _moved(rows.X) is not None:
        made["stretched columns"] = lambda: Rows(_moved(rows.X), rows.y, rows.asked)
    if _shifted(rows.X) is not None:
        made["shifted columns"] = lambda: Rows(_shifted(rows.X), rows.y, rows.asked)
    if _can_be_harder(rows.X) and np.shape(rows.X)[1] > 1:
        made["columns shuffled apart"] = lambda: Rows(_apart(rows.X), rows.y, rows.asked)
    if _renamed(rows.X) is not None:
        made["other levels"] = lambda: Rows(_renamed(rows.X), rows.y, rows.asked)
    if rows.y is not None:
        made["other targets"] = lambda: _picked(rows, np.arange(n_rows), swapped)
    if is_classifier and _with_third_class(rows) is not None:
        made["a third class"] = lambda: _with_third_class(rows)
    if is_classifier and _with_two_classes(rows) is not None:
        made["two classes"] = lambda: _with_two_classes(rows)
    for what, change in _HARDER.items():
        if _can_be_harder(rows.X) and not (change is _with_zeros and not np.isnan(_as_floats(rows.X)).any()):
            made[what] = lambda change=change: _harder(rows, change)
    if not is_classifier and rows.y is not None and np.asarray(rows.y).dtype.kind == "f" and np.ndim(rows.y) == 1:
        made["two targets"] = lambda: Rows(rows.X, np.column_stack([rows.y, np.asarray(rows.y)[swapped]]), rows.asked)
    made["fewer rows"] = lambda: _picked(rows, kept, kept)
    return made


def _apart(X: object) -> object:
    """Every column in an order of its own: the same values, and nothing that holds them together."""
    rng = np.random.default_rng(0)
    orders = [rng.permutation(len(X)) for _ in range(np.shape(X)[1])]
    if isinstance(X, pd.DataFrame):
        return pd.DataFrame({name: X[name].to_numpy()[order] for name, order in zip(X, orders, strict=True)}, index=X.index)
    return np.column_stack([column[order] for column, order in zip(np.asarray(X).T, orders, strict=True)])


def _with_two_classes(rows: Rows) -> Rows | None:
    labels = np.asarray(rows.y)
    if labels.ndim != 1 or labels.dtype.kind not in "iuUSO" or not 2 < len(np.unique(labels)) < len(labels) / 2:
        return None
    first, second = np.unique(labels)[:2]
    return Rows(rows.X, np.where(labels == first, first, second), rows.asked)


def _can_be_harder(X: object) -> bool:
    return isinstance(X, np.ndarray | pd.DataFrame) and np.ndim(X) == 2 and _as_floats(X) is not None


def _as_floats(X: object) -> np.ndarray | None:
    values = np.asarray(X)
    return values.astype(float) if values.dtype.kind in "iuf" else None


def _harder(rows: Rows, change: Callable[[np.ndarray], np.ndarray]) -> Rows:
    """The same change made to the rows to fit to and to those to ask about."""

    def changed(X: object) -> object:
        values = change(_as_floats(X))
        return pd.DataFrame(values, index=X.index, columns=X.columns) if isinstance(X, pd.DataFrame) else values

    return Rows(changed(rows.X), rows.y, {which: changed(X) for which, X in rows.asked.items()})


def _with_gaps(values: np.ndarray) -> np.ndarray:
    place = np.arange(values.size).reshape(values.shape)
    return np.where(place * 7919 % 11 == 0, np.nan, values)


def _with_zeros(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), 0.0, values)


def _with_empty_column(values: np.ndarray) -> np.ndarray:
    return np.column_stack([values[:, :-1], np.full(len(values), np.nan)])


def _with_constant_column(values: np.ndarray) -> np.ndarray:
    return np.column_stack([values[:, :-1], np.ones(len(values))])


_HARDER: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "missing values": _with_gaps,
    "zeros for missing values": _with_zeros,
    "an empty column": _with_empty_column,
    "a constant column": _with_constant_column,
}

OTHER_IN_KIND = frozenset({"fewer rows", "a third class", "two classes", "two targets", *_HARDER})


def _with_third_class(rows: Rows) -> Rows | None:
    labels = np.asarray(rows.y)
    if labels.ndim != 1 or labels.dtype.kind not in "iuUSO" or len(np.unique(labels)) != 2:
        return None
    if not hasattr(rows.X, "shape") or len(rows.X.shape) != 2 or sparse.issparse(rows.X):
        return None
    first = np.asarray(rows.X)[:, 0]
    if first.dtype.kind not in "iuf":
        return None
    last = np.unique(labels)[-1]
    third = last + 1 if labels.dtype.kind in "iu" else f"{last}~"
    split_off = (labels == last) & (first > np.nanmedian(first[labels == last]))
    return Rows(rows.X, np.where(split_off, third, labels), rows.asked)


def _picked(rows: Rows, of_X: np.ndarray, of_y: np.ndarray) -> Rows:
    y = None if rows.y is None else _safe_indexing(rows.y, of_y)
    return Rows(_safe_indexing(rows.X, of_X), y, rows.asked)


def _lopsided(labels: object, n_rows: int, rng: np.random.Generator) -> np.ndarray:
    """Rows drawn again, some never, one of each class at least, so that shares of classes move too."""
    weights = np.linspace(1.0, 3.0, n_rows)
    classes = None if labels is None or np.ndim(labels) != 1 else np.unique(np.asarray(labels), return_inverse=True)
    if classes is None or len(classes[0]) > min(_MOST_CLASSES, n_rows // 2):
        return np.sort(rng.choice(n_rows, n_rows, p=weights / weights.sum()))
    codes = classes[1]
    weights = weights * (1.0 + codes)
    kept = np.concatenate([np.flatnonzero(codes == code)[:5] for code in range(len(classes[0]))])[:n_rows]
    drawn = rng.choice(n_rows, n_rows - len(kept), p=weights / weights.sum())
    return np.sort(np.concatenate([kept, drawn]))


def _moved(X: object) -> object:
    """Every column stretched by a factor of its own, so that signs and zeros stay; None where none can be."""
    if isinstance(X, pd.DataFrame):
        numeric = [c for c in X if pd.api.types.is_numeric_dtype(X[c]) and not pd.api.types.is_bool_dtype(X[c])]
        if not numeric:
            return None
        moved = X.copy()
        for place, column in enumerate(numeric):
            moved[column] = moved[column] * _factor(place, X[column].dtype.kind)
        return moved
    if sparse.issparse(X):
        return X @ sparse.diags([_factor(place, "f") for place in range(X.shape[1])], format="csr")
    values = np.asarray(X, dtype=object) if isinstance(X, list) else np.asarray(X)
    if values.dtype.kind not in "iuf" or values.ndim not in (1, 2):
        return None
    n_columns = values.shape[1] if values.ndim == 2 else 1
    factors = np.array([_factor(place, values.dtype.kind) for place in range(n_columns)])
    return (values * (factors if values.ndim == 2 else factors[0])).astype(values.dtype)


def _shifted(X: object) -> object:
    """Every column of fractions moved up by an amount of its own; None where zeros mean nothing is there."""
    if isinstance(X, pd.DataFrame):
        columns = [column for column in X if X[column].dtype.kind == "f"]
        if not columns:
            return None
        shifted = X.copy()
        for place, column in enumerate(columns):
            shifted[column] = shifted[column] + (0.5 + place % 3) * (X[column].std() or 1.0)
        return shifted
    if sparse.issparse(X) or isinstance(X, list):
        return None
    values = np.asarray(X)
    if values.dtype.kind != "f" or values.ndim != 2:
        return None
    spread = np.nanstd(values, axis=0)
    return (values + (0.5 + np.arange(values.shape[1]) % 3) * np.where(spread > 0, spread, 1.0)).astype(values.dtype)


def _renamed(X: object) -> object:
    """One level of every column of names under another name; None where there are no such columns."""
    if isinstance(X, pd.DataFrame):
        columns = [column for column in X if not pd.api.types.is_numeric_dtype(X[column])]
        return X.assign(**{name: _one_renamed(X[name].to_numpy(dtype=object)) for name in columns}) if columns else None
    if not isinstance(X, np.ndarray) or X.dtype.kind not in "OUS" or X.ndim not in (1, 2):
        return None
    if X.ndim == 1:
        return _one_renamed(X.astype(object))
    return np.column_stack([_one_renamed(column) for column in X.astype(object).T])


def _one_renamed(column: np.ndarray) -> np.ndarray:
    first = column[0]
    if not isinstance(first, str):
        return column
    return np.array([f"{first}~" if value == first else value for value in column], dtype=object)


def _factor(place: int, kind: str) -> float:
    return 2 + place % 2 if kind in "iu" else 1.25 + 0.5 * ((place * 0.618) % 1)

"""What the other values of an argument are made for: the size, the labels and the words of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from paramlens.experiment.rows import Rows

__all__ = ["Surroundings", "surroundings"]

_MOST_CLASSES = 20
_MOST_LEVELS = 30


@dataclass(frozen=True)
class Surroundings:
    """What some values are made for.

    Attributes
    ----------
    n_rows, n_columns : int
        Of the training rows.
    classes : tuple
        The labels, if the targets are labels.
    folder : str
        An empty one for caches.
    words : tuple of str
        Some of those in the rows, if rows are texts.
    levels : tuple of tuple
        The values in each column, in order, if they are few.
    names : tuple of str
        Of the columns, if they have names.
    """

    n_rows: int
    n_columns: int
    classes: tuple[object, ...]
    folder: str
    words: tuple[str, ...] = ()
    levels: tuple[tuple[object, ...], ...] = ()
    names: tuple[str, ...] = ()


def surroundings(rows: Rows, folder: str) -> Surroundings:
    """What is known of the rows that values are made for.

    Parameters
    ----------
    rows : Rows
        What is fitted to.
    folder : str
        An empty one.

    Returns
    -------
    Surroundings
    """
    shape = rows.X.shape if hasattr(rows.X, "shape") else np.shape(np.asarray(rows.X, dtype=object))
    labels: tuple[object, ...] = ()
    if rows.y is not None and np.ndim(rows.y) == 1:
        known = np.unique(np.asarray(rows.y))
        if known.dtype.kind in "iubOUS" and len(known) <= _MOST_CLASSES:
            labels = tuple(known.tolist())
    return Surroundings(
        shape[0], shape[1] if len(shape) > 1 else 1, labels, folder, _words(rows.X), _levels(rows.X), _names(rows.X)
    )


def _words(X: object) -> tuple[str, ...]:
    texts = [one for one in X if isinstance(one, str)] if isinstance(X, list | np.ndarray) and np.ndim(X) == 1 else []
    return tuple(dict.fromkeys(" ".join(texts[:20]).lower().split()))


def _names(X: object) -> tuple[str, ...]:
    return tuple(map(str, X.columns)) if isinstance(X, pd.DataFrame) else ()


def _levels(X: object) -> tuple[tuple[object, ...], ...]:
    """The values of each column, where all columns have few."""
    if sparse.issparse(X) or isinstance(X, list) or np.ndim(X) != 2:
        return ()
    columns = [X.iloc[:, place] for place in range(X.shape[1])] if isinstance(X, pd.DataFrame) else list(np.asarray(X).T)
    if any(len(pd.unique(pd.Series(column))) > _MOST_LEVELS for column in columns):
        return ()
    try:
        return tuple(tuple(np.unique(np.asarray(column)).tolist()) for column in columns)
    except TypeError:  # values of several kinds have no order
        return ()

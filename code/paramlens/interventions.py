"""Change one thing on a model, hold the rest, and compare what it predicts."""

from __future__ import annotations

import copy
import inspect
import warnings

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

__all__ = ["with_each", "without_each"]


def without_each(estimator: BaseEstimator, X, *, method: str = "predict") -> pd.DataFrame:
    """What a prediction misses when each argument and each fitted attribute is deleted in turn.

    Parameters
    ----------
    estimator : fitted estimator
        It is not changed; every deletion is made on a copy.
    X : array-like of shape (n_samples, n_features)
        The rows to predict.
    method : str
        The method whose answers are compared, such as ``"predict"`` or ``"predict_proba"``.

    Returns
    -------
    pandas.DataFrame
        Index ``name``: the constructor arguments in the order of the signature, then everything
        else that the object holds, by alphabet. Columns: ``side`` (``"set"`` or ``"learned"``) and
        ``prediction`` (``"the same"``, ``"other values"``, or the name of the error).

    Raises
    ------
    ValueError
        If the estimator has no such method.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.interventions import without_each
    >>> table = without_each(Ridge().fit([[0.0], [1.0]], [0.0, 1.0]), [[2.0]])
    >>> table.loc[["alpha", "coef_"], "prediction"].tolist()
    ['the same', 'AttributeError']
    """
    before = _answers(estimator, X, method)
    arguments = [name for name in inspect.signature(type(estimator)).parameters if name in vars(estimator)]
    attributes = sorted(set(vars(estimator)) - set(arguments))
    rows = []
    for name in [*arguments, *attributes]:
        bare = copy.copy(estimator)
        delattr(bare, name)
        rows.append((name, "set" if name in arguments else "learned", _compared(bare, X, method, before)))
    return pd.DataFrame(rows, columns=["name", "side", "prediction"]).set_index("name")


def with_each(estimator: BaseEstimator, X, changes: dict[str, object], *, method: str = "predict") -> pd.Series:
    """What a prediction makes of another value of each argument in turn, without refitting.

    Deleting an argument tells whether a prediction reads it; changing its value tells whether the
    answer depends on it.

    Parameters
    ----------
    estimator : fitted estimator
        It is not changed; every change is made on a copy.
    X : array-like of shape (n_samples, n_features)
        The rows to predict.
    changes : dict
        For each argument the value to try in place of the one that was used to fit.
    method : str
        The method whose answers are compared.

    Returns
    -------
    pandas.Series
        Index ``name``; values ``"the same"``, ``"other values"``, or the name of the error.

    Raises
    ------
    ValueError
        If the estimator has no such method or no such argument.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsRegressor
    >>> from paramlens.interventions import with_each
    >>> model = KNeighborsRegressor(1).fit([[0.0], [1.0]], [0.0, 1.0])
    >>> with_each(model, [[0.2]], {"n_neighbors": 2, "leaf_size": 10}).tolist()
    ['other values', 'the same']
    """
    before = _answers(estimator, X, method)
    found = {
        name: _compared(copy.copy(estimator).set_params(**{name: value}), X, method, before)
        for name, value in changes.items()
    }
    return pd.Series(found, name="prediction", dtype=object).rename_axis("name")


def _answers(estimator: BaseEstimator, X, method: str) -> np.ndarray:
    if not callable(getattr(estimator, method, None)):
        raise ValueError(f"method must name a method of {type(estimator).__name__}, got {method!r}")
    return np.asarray(getattr(estimator, method)(X))


def _compared(estimator: BaseEstimator, X, method: str, before: np.ndarray) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            after = _answers(estimator, X, method)
        except Exception as error:  # any error is an answer: the prediction cannot be made
            return type(error).__name__
    return "the same" if np.array_equal(before, after) else "other values"

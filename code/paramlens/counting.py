"""How many numbers a fitted attribute holds."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.interpolate import BSpline
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.gaussian_process.kernels import Kernel
from sklearn.neighbors import BallTree, KDTree
from sklearn.tree._tree import Tree

from paramlens.conventions import conventional_role
from paramlens.fitted import is_estimator, is_keras, parts, stored
from paramlens.roles import Role, Word

__all__ = ["LEARNED_NUMBERS", "count_numbers"]

LEARNED_NUMBERS = frozenset(role for role in Role if role.word is Word.LEARNED)
"""Roles whose numbers the data set; the others repeat them, or tell about the fit or the data."""

# Computed when asked for, though nothing else shows what the prediction reads.
_STORED_BEHIND_A_PROPERTY = ("idf_", "probA_", "probB_")


def count_numbers(value: object) -> int:
    """How many numbers a value is made of.

    A split of a decision tree is two numbers, the feature and the threshold, and a leaf is one for
    each output or class. Of a spline the knots count. A sparse matrix counts what it stores. Of an
    estimator those attributes count whose conventional role is parameter, memorised data or selected hyperparameter;
    of a model of Keras all weights, frozen ones too.

    Parameters
    ----------
    value : object
        An attribute or a whole estimator. Text, names, random generators and objects of unknown
        kinds count nothing.

    Returns
    -------
    int

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens.counting import count_numbers
    >>> count_numbers([np.zeros((3, 4)), np.zeros(4)])
    16
    >>> count_numbers(LinearRegression().fit(np.eye(3), [1.0, 2.0, 3.0]))
    4
    """
    if isinstance(value, bool | int | float | complex | np.number | np.bool_):
        return 1
    if sparse.issparse(value):
        return int(value.nnz)
    if isinstance(value, np.ndarray):
        return int(value.size) if value.dtype.kind in "fiubc" else _sum(value.ravel())
    if isinstance(value, pd.DataFrame | pd.Series):
        return int(value.select_dtypes("number").size) if value.ndim == 2 else count_numbers(value.to_numpy())
    if isinstance(value, Mapping):
        return _sum(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return _sum(value)
    if isinstance(value, Tree):
        return int(2 * (value.node_count - value.n_leaves) + value.n_leaves * np.prod(value.value.shape[1:]))
    if isinstance(value, TreePredictor):
        n_leaves = int(value.nodes["is_leaf"].sum())
        return 2 * (len(value.nodes) - n_leaves) + n_leaves
    if isinstance(value, KDTree | BallTree):
        return int(np.asarray(value.data).size)
    if isinstance(value, Kernel):
        return len(value.theta)
    if isinstance(value, BSpline):
        return int(value.t.size)
    if is_keras(value):
        return sum(int(np.prod(weights.shape)) for weights in value.weights)
    return _in_estimator(value) if is_estimator(value) else _in_holder(value)


def _sum(values: Iterable[object]) -> int:
    return sum(map(count_numbers, values))


def _in_estimator(estimator: object) -> int:
    held = stored(estimator)
    for name in _STORED_BEHIND_A_PROPERTY:
        if isinstance(getattr(type(estimator), name, None), property):
            with warnings.catch_warnings():
                # That an attribute is deprecated is no news to someone who counts.
                warnings.simplefilter("ignore")
                if hasattr(estimator, name):
                    held[name] = getattr(estimator, name)
    total = _sum(
        value for name, value in held.items() if conventional_role(name, estimator, value) in LEARNED_NUMBERS
    )
    return total + sum(_in_estimator(part.estimator) for part in parts(estimator) if not part.within)


def _in_holder(value: object) -> int:
    """What the estimators inside an object learned that scikit-learn wraps around them."""
    if isinstance(value, type) or not type(value).__module__.startswith("sklearn."):
        return 0
    held = getattr(value, "__dict__", {}).values()
    members = [member for one in held for member in (one if isinstance(one, list | tuple) else [one])]
    return _sum(member for member in members if is_estimator(member))

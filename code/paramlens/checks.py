"""What a person hands to an experiment, checked before anything is fitted."""

from __future__ import annotations

import difflib
import itertools
import numbers
import re
from collections.abc import Hashable, Iterable, Mapping

import joblib
import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags

from paramlens.fitted import is_keras

__all__ = [
    "candidates",
    "check_data",
    "check_estimator",
    "check_legal",
    "check_names",
    "check_seed",
    "check_whole",
    "configured",
    "settings",
    "with_open_seeds",
]

_ILLEGAL = re.compile(
    r"The '(?P<name>\w+)' parameter of (?P<owner>\w+) must be (?P<legal>.*)\. Got .* instead\.", re.DOTALL
)


def check_estimator(estimator: object) -> None:
    """Refuse what cannot be cloned and fitted.

    Parameters
    ----------
    estimator : object
        What a person handed in as one.

    Raises
    ------
    TypeError
        If `estimator` is a class, or has no ``fit`` and ``get_params``.
    """
    if isinstance(estimator, type):
        raise TypeError(f"estimator must be an instance, got a class; write {estimator.__name__}()")
    if is_keras(estimator):
        raise TypeError(
            f"estimator must make a new model for every fit, got the {type(estimator).__name__} of Keras "
            f"{estimator.name!r}; hand a function that builds it to KerasClassifier or KerasRegressor of "
            "paramlens.keras_estimators"
        )
    if not (hasattr(estimator, "fit") and hasattr(estimator, "get_params")):
        raise TypeError(f"estimator must be a scikit-learn estimator (with fit and get_params), got {estimator!r}")


def check_names(estimator: BaseEstimator, names: Iterable[str]) -> None:
    """Refuse names that are no arguments of the estimator.

    Parameters
    ----------
    estimator : estimator
        Whose arguments they should be.
    names : iterable of str
        Arguments of parts are written ``part__argument``.

    Raises
    ------
    TypeError
        If a name is not a string.
    ValueError
        If the estimator has no argument of that name; the message lists those it has.
    """
    known = list(estimator.get_params(deep=True))
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"name must be a string such as {known[0]!r}, got {name!r}")
        if name in known:
            continue
        near = [full for full in known if full.endswith(f"__{name}")]
        near += [full for full in difflib.get_close_matches(name, known) if full not in near]
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ";"
        raise ValueError(
            f"name must be an argument of {type(estimator).__name__}, got {name!r}{hint} "
            f"It has {', '.join(known) or 'no arguments'}"
        )


def candidates(name: str, values: Iterable[object], *, argument: str = "values") -> list[object]:
    """The values to try for one argument, in the order given.

    Parameters
    ----------
    name : str
        The argument of the estimator that they are for.
    values : iterable
        A list, array, range or Series. NumPy scalars become Python scalars.
    argument : str, default="values"
        What messages call `values`.

    Returns
    -------
    list

    Raises
    ------
    TypeError
        If `values` is a string, a single value, or a collection without an order.
    ValueError
        If `values` is empty or holds a candidate twice.
    """
    single = isinstance(values, str | bytes) or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0
    if single or isinstance(values, Mapping | set | frozenset):
        hint = f"; write [{values!r}]" if not isinstance(values, Mapping | set | frozenset) else ""
        raise TypeError(
            f"{argument} must be a list of candidates for {name!r}, got the {type(values).__name__} {values!r}{hint}"
        )
    plain = [value.item() if isinstance(value, np.generic) else value for value in values]
    if not plain:
        raise ValueError(f"{argument} must hold at least one candidate for {name!r}, got 0")
    seen: set[Hashable] = set()
    for value in plain:
        if (known := identity(value)) in seen:
            raise ValueError(f"{argument} must hold each candidate for {name!r} once, got {value!r} twice")
        seen.add(known)
    return plain


def identity(value: object) -> Hashable:
    """What two candidates share exactly if they make the same setting; 1 and 1.0 can differ in meaning."""
    try:
        return joblib.hash(value)
    except Exception:  # pickling, on which the hash stands, can fail in any way for what a person wrote
        return id(value)


def settings(estimator: BaseEstimator, grid: Mapping[str, list[object]], *, argument: str) -> list[dict]:
    """Every combination of the candidates, each one legal for the estimator.

    Parameters
    ----------
    estimator : estimator
        It is cloned, not changed.
    grid : mapping of str to list
        Candidates by name; the first name varies slowest.
    argument : str
        What messages call the candidates; ``{name}`` in it is replaced.

    Returns
    -------
    list of dict
        Values by name.

    Raises
    ------
    ValueError
        If the estimator declares what it accepts and a setting is not that.
    """
    combined = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    for setting in combined:
        model = configured(estimator, setting)
        for part in [model, *model.get_params(deep=True).values()]:
            if isinstance(part, BaseEstimator) and hasattr(part, "_parameter_constraints"):
                _check_legal(part, setting, argument)
    return combined


def check_legal(estimator: BaseEstimator) -> None:
    """Refuse an argument that the estimator declares it does not accept.

    Parameters
    ----------
    estimator : estimator
        With scikit-learn's ``_parameter_constraints``.

    Raises
    ------
    ValueError
        If an argument is not what they say.
    """
    try:
        estimator._validate_params()
    except ValueError as error:
        found = _ILLEGAL.fullmatch(str(error))
        if found is None:
            raise
        name, legal = found.group("name", "legal")
        raise ValueError(f"{name} must be {legal}, got {getattr(estimator, name)!r}") from error


def _check_legal(part: BaseEstimator, setting: dict, argument: str) -> None:
    try:
        part._validate_params()
    except ValueError as error:
        found = _ILLEGAL.fullmatch(str(error))
        if found is None:
            raise
        name, owner, legal = found.group("name", "owner", "legal")
        swept = next((full for full in setting if full.split("__")[-1] == name), None)
        if swept is None:
            place, value = f"estimator must hold a legal {name!r}", part.get_params(deep=False)[name]
        else:
            place = f"{argument.format(name=swept)} must be legal for {swept!r}"
            value = setting[swept]
        raise ValueError(f"{place}: {owner} accepts {legal}, got {value!r}") from error


def configured(estimator: BaseEstimator, setting: Mapping[str, object], *, seed: int = 0) -> BaseEstimator:
    """An unfitted copy with the setting in place and every open seed fixed.

    An argument ``random_state`` that is None, at any depth, becomes `seed` unless the setting names
    it: two fits then differ by the setting alone.

    Parameters
    ----------
    estimator : estimator
        It is cloned, not changed.
    setting : mapping of str to object
        Values by argument name.
    seed : int, default=0
        For the open seeds.

    Returns
    -------
    estimator

    Examples
    --------
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from paramlens.checks import configured
    >>> configured(DecisionTreeClassifier(), {"max_depth": 2})
    DecisionTreeClassifier(max_depth=2, random_state=0)
    """
    values = {name: clone(value, safe=False) for name, value in setting.items()}
    return with_open_seeds(clone(estimator).set_params(**values), setting, seed)


def with_open_seeds(model: BaseEstimator, setting: Mapping[str, object], seed: int) -> BaseEstimator:
    """The same object with every open seed fixed.

    Parameters
    ----------
    model : estimator
        It is changed.
    setting : mapping of str to object
        What was set on it: a seed named there is left as it is.
    seed : int
        For every other argument ``random_state`` that is None, at any depth.

    Returns
    -------
    estimator
    """
    seeds = {
        name: seed
        for name, value in model.get_params(deep=True).items()
        if value is None and name.split("__")[-1] == "random_state" and name not in setting
    }
    return model.set_params(**seeds) if seeds else model


def check_whole(name: str, value: object, *, least: int) -> None:
    """Refuse what is not a whole number of at least `least`.

    Parameters
    ----------
    name : str
        What messages call the value.
    value : object
        What came.
    least : int
        The smallest value accepted.

    Raises
    ------
    TypeError, ValueError
        If `value` is no integer, or too small.
    """
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number of at least {least}, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value}")


def check_seed(name: str, value: object) -> None:
    """Refuse what cannot seed the global random numbers of NumPy.

    Parameters
    ----------
    name, value : as in `check_whole`
        The seed.

    Raises
    ------
    TypeError, ValueError
        If `value` is no integer from 0 to 2**32 - 1.
    """
    check_whole(name, value, least=0)
    if value >= 2**32:
        raise ValueError(f"{name} must be a whole number below 2**32, got {value}")


def check_data(estimator: BaseEstimator, X: object, y: object) -> None:
    """Refuse data that cannot be fitted.

    Parameters
    ----------
    estimator : estimator
        It says whether it needs targets and refuses missing values.
    X : array-like or sparse matrix of shape (n_samples, n_features), or list of str
        The data to fit to.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), or None
        The targets.

    Raises
    ------
    TypeError
        If `X` or `y` has no rows to count.
    ValueError
        If `X` is empty, if `X` and `y` have different lengths, if `y` is missing or has missing values,
        or if `X` has missing or infinite values and the estimator says that it refuses them.
    """
    owner = type(estimator).__name__
    n_rows = _n_rows("X", X)
    if n_rows == 0:
        raise ValueError("X must hold at least one row, got 0")
    if y is None:
        if hasattr(estimator, "__sklearn_tags__") and get_tags(estimator).target_tags.required:
            raise ValueError(f"y must be given, since {owner} learns from targets, got None")
    else:
        if (n_targets := _n_rows("y", y)) != n_rows:
            raise ValueError(f"X and y must have as many rows as each other, got {n_rows} and {n_targets}")
        if n_missing := _n_missing(y):
            raise ValueError(f"y must hold no missing values, got {n_missing}")
    if _refuses_nan(estimator) and (n_unusable := _n_unusable(X)):
        raise ValueError(
            f"X must hold no missing or infinite values, which {owner} does not accept, got {n_unusable}"
            + _columns_at_fault(X)
        )


def _n_rows(name: str, data: object) -> int:
    if isinstance(data, str) or not (hasattr(data, "shape") or hasattr(data, "__len__")):
        raise TypeError(f"{name} must be a frame, an array, a sparse matrix or a list, got {data!r}")
    if getattr(data, "shape", None) == ():
        raise TypeError(f"{name} must have rows, got the single value {data!r}")
    return data.shape[0] if hasattr(data, "shape") else len(data)


def _n_missing(y: object) -> int:
    return 0 if sparse.issparse(y) else int(np.sum(pd.isna(_as_array(y))))


def _as_array(data: object) -> np.ndarray:
    try:
        return np.asarray(data)
    except ValueError:  # rows of unequal length, such as lists of words
        return np.asarray(data, dtype=object)


def _refuses_nan(estimator: BaseEstimator) -> bool:
    """Whether the part that sees the data first is known to refuse NaN; a composite is asked at its fit."""
    if isinstance(estimator, Pipeline):
        steps = [step for _, step in estimator.steps if step not in (None, "passthrough")]
        return bool(steps) and _refuses_nan(steps[0])
    parts = estimator.get_params(deep=True).values()
    composite = any(hasattr(part, "get_params") and not isinstance(part, type) for part in parts)
    if composite or not hasattr(estimator, "__sklearn_tags__"):
        return False
    return not get_tags(estimator).input_tags.allow_nan


def _n_unusable(X: object) -> int:
    if sparse.issparse(X):
        held = X.data
    elif isinstance(X, pd.DataFrame):
        held = X.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan)
    else:
        held = _as_array(X)
    return int(np.sum(~np.isfinite(held))) if held.dtype.kind == "f" else 0


def _columns_at_fault(X: object) -> str:
    if not isinstance(X, pd.DataFrame):
        return ""
    return " in " + ", ".join(repr(column) for column in X if _n_unusable(X[[column]]))

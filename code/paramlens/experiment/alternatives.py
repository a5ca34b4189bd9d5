"""Other values to try for an argument, from what the estimator declares, the default, and the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from numbers import Integral, Real

import joblib
import numpy as np
from scipy import sparse
from sklearn.utils import _param_validation as declared

from paramlens.declared import Argument
from paramlens.experiment.said import (
    constraints_of,
    declared_seed,
    documentation,
    names_in,
    said_types,
    short_name,
)
from paramlens.experiment.surroundings import Surroundings

__all__ = ["alternatives", "bell", "is_discrete"]

_INTS = (2, 3, 1, 5, 10, 4, 20, 0)
_REALS = (0.1, 0.5, 0.9, 1.0, 2.0, 10.0, 0.01, 0.0, -1.0, 100.0)
_SEEDS = (1, 2, 3, 4, 5)
_THREADS = ("n_jobs", "nthread", "thread_count", "n_threads")
_ENTRY = re.compile(r"""\{['"](\w+)['"]\s*:\s*([\d.]+)\}""")
_NO_SUCH_NAME = "no such name"
_USUAL = {
    "metric": ("manhattan", "chebyshev", "cosine"),
    "affinity": ("manhattan", "cosine"),
    "kernel": ("rbf", "linear", "poly"),
    "linkage": ("single", "average", "complete"),
    "criterion": ("entropy", "absolute_error"),
    "init": ("random",),
}


def bell(one: np.ndarray, other: np.ndarray, gamma: float = 0.1) -> np.ndarray:
    """A kernel that is a function, for rows or for whole matrices.

    Parameters
    ----------
    one, other : ndarray of shape (n_features,) or (n_samples, n_features)
        What to compare.
    gamma : float
        One over the squared width.

    Returns
    -------
    float or ndarray of shape (n_samples, n_samples)
    """
    if np.ndim(one) == 1:
        return np.exp(-gamma * np.sum((one - other) ** 2))
    return np.exp(-gamma * np.sum((one[:, None] - other[None]) ** 2, axis=2))


def alternatives(argument: Argument, around: Surroundings) -> list[object]:
    """Values other than the present one, those that say most first; some may be refused.

    Parameters
    ----------
    argument : Argument
        The argument.
    around : Surroundings
        What to make the values for.

    Returns
    -------
    list
    """
    name = short_name(argument.name)
    if name in _THREADS:
        found: Iterable[object] = (2, 1)
    elif name.startswith("verbos"):
        found = (1, 2, 0, True, False)
    elif name == "memory":
        found = (around.folder,)
    elif name == "scoring":
        found = ("balanced_accuracy", "neg_log_loss") if around.classes else ("neg_mean_absolute_error", "neg_max_error")
    elif name == "dtype":
        found = (np.float32, np.float64, np.int64)
    elif declared_seed(argument):
        found = _SEEDS
    elif constraints := constraints_of(argument):
        found = _from_constraints(argument, constraints, around)
    else:
        found = _from_types(argument, around)
    return list(_new(found, argument.value))


def is_discrete(value: object) -> bool:
    """Whether a value is one of a few: a truth value, a name or nothing.

    Parameters
    ----------
    value : object
        Of an argument.

    Returns
    -------
    bool
    """
    return value is None or isinstance(value, bool | np.bool_ | str)


def _new(found: Iterable[object], present: object) -> Iterator[object]:
    seen = {_identity(present)}
    for value in found:
        if (identity := _identity(value)) not in seen:
            seen.add(identity)
            yield value


def _identity(value: object) -> object:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return ("number", float(value))
    try:
        return joblib.hash(value)
    except Exception:  # pickling, on which the hash stands, can fail in any way
        return id(value)


def _from_constraints(argument: Argument, constraints: list[object], around: Surroundings) -> Iterator[object]:
    known = [declared.make_constraint(one) for one in constraints]
    # Names first, then numbers, then nothing, then collections: that is the order of how much they change.
    for constraint in sorted(known, key=_how_much_it_changes):
        yield from _of_constraint(constraint, argument, around)


def _how_much_it_changes(constraint: object) -> int:
    order = (declared._Booleans, declared.Options, declared.Interval, declared._NoneConstraint)
    return next((place for place, kind in enumerate(order) if isinstance(constraint, kind)), len(order))


def _of_constraint(constraint: object, argument: Argument, around: Surroundings) -> Iterator[object]:
    value = argument.value
    match constraint:
        case declared._Booleans():
            yield from (not value,) if isinstance(value, bool) else (True, False)
        case declared._VerboseHelper():
            yield from (1, 2, 0)
        case declared._CVObjects():
            yield from (3, 2, 4, 7)
        case declared.MissingValues():
            yield from (-1, 0, np.nan)
        case declared.Options():
            yield from sorted(constraint.options - constraint.deprecated, key=str)
        case declared.Interval():
            yield from _in_interval(constraint, value)
        case declared._NoneConstraint():
            yield None
        case declared._InstancesOf() if constraint.type is str:
            yield from _texts(argument, around)
        case declared._InstancesOf() if constraint.type is bool:
            yield from (True, False)
        case declared._InstancesOf() if constraint.type is dict:
            yield from _dictionaries(argument, around)
        case declared._InstancesOf() if constraint.type in (list, tuple, np.ndarray, set):
            yield from _collections(argument, around)
        case declared._InstancesOf() if constraint.type in (int, Integral):
            yield from _ints(value)
        case declared._InstancesOf() if constraint.type in (float, Real):
            yield from _reals(value)
        case declared._Callables() if short_name(argument.name) == "kernel":
            yield bell
        case declared.HasMethods() if "__iter__" in constraint.methods:
            yield from _collections(argument, around)
        case declared._ArrayLikes() | declared._IterablesNotString():
            yield from _collections(argument, around)


def _in_interval(interval: declared.Interval, value: object) -> Iterator[object]:
    whole = interval.type is Integral
    low = -np.inf if interval.left is None else interval.left
    high = np.inf if interval.right is None else interval.right
    found = list(_ints(value) if whole else _reals(value))
    if np.isfinite(low) and np.isfinite(high) and not whole:
        inside = [low + share * (high - low) for share in (0.1, 0.5, 0.9, 0.99, 0.01)]
        found = [low + 0.5 * (high - low), *inside, low, high, *found]
    elif np.isfinite(low):
        found += [low, low + 1]
    for one in found:
        if one in interval:
            yield int(one) if whole else float(one)


def _ints(value: object) -> Iterator[int]:
    if isinstance(value, Integral) and not isinstance(value, bool):
        yield from (max(1, value // 2), 2 * value, value + 1, max(1, value // 10), 1, value - 1, 0)
        if 0 < value <= 50:
            yield 5 * value
        if value <= 0:
            yield from (2, 5, 10)
    else:
        yield from _INTS


def _reals(value: object) -> Iterator[float]:
    if isinstance(value, Real) and not isinstance(value, bool) and np.isfinite(value) and value != 0:
        yield from (10.0 * value, value / 10, 2.0 * value, value / 2, value / 100)
        yield from (0.5, 0.1, 0.0, 10.0, 100.0)
    else:
        yield from _REALS


def _texts(argument: Argument, around: Surroundings) -> Iterator[object]:
    if isinstance(argument.value, str) and "\\" in argument.value:  # a regular expression
        yield from (r"\w{4,}", r"[A-Za-z]+")
        return
    yield from _quoted(argument)
    yield from _USUAL.get(short_name(argument.name), ())
    yield _NO_SUCH_NAME


def _quoted(argument: Argument) -> list[str]:
    """Words that the documentation sets in quotes or as code: they may be names of choices."""
    return names_in(documentation(argument))


def _collections(argument: Argument, around: Surroundings) -> Iterator[object]:
    value = argument.value
    if isinstance(value, list | tuple | np.ndarray) and len(value) and all(isinstance(v, Real) for v in value):
        kind = type(value) if isinstance(value, list | tuple) else np.array
        numbers = list(value)
        if len(numbers) == 2:
            low, high = numbers
            middle = (low + high) / 2
            yield kind([type(low)(low + (middle - low) / 2), type(high)(high - (high - middle) / 2)])
            yield kind([low, 2 * high])
            yield kind([low - 1, high])
        if len(numbers) > 1:
            yield kind(numbers[:-1])
            yield kind(numbers[:1])
            yield kind(numbers[-1:])
        yield kind([10 * one for one in numbers])
        yield kind([2 * one for one in numbers])
        return
    if isinstance(value, list | tuple) and len(value) > 1:
        yield type(value)(value[:-1])
        yield type(value)(value[1:])
        return
    if around.words:
        yield from (list(around.words[:5]), list(around.words[-5:]))
    if around.levels:
        yield [[*column, _another(column)] for column in around.levels]
    if around.classes and len(around.classes) <= 20:
        shares = np.arange(1.0, len(around.classes) + 1)
        yield shares / shares.sum()
    yield np.ones(max(around.n_columns, 1), dtype=int)
    yield np.linspace(0.5, 1.5, max(around.n_columns, 1))
    if short_name(argument.name) == "connectivity":
        yield sparse.diags([1.0, 1.0], [-1, 1], shape=(around.n_rows, around.n_rows), format="csr")
    if around.names:
        yield list(around.names[: max(1, len(around.names) // 2)])
    yield [0.1, 1.0, 10.0]
    yield [0]
    yield [3, 5]
    yield (2, 2)
    yield (3, 2)
    yield [[0, 1], [2, 3]]
    yield tuple([1] * max(around.n_columns, 1))


def _another(column: tuple[object, ...]) -> object:
    """A level after all those there are."""
    return column[-1] + 1 if isinstance(column[-1], int | float) else f"{column[-1]}~"


def _dictionaries(argument: Argument, around: Surroundings) -> Iterator[object]:
    value = argument.value
    if isinstance(value, dict):
        for dropped in value:
            yield {name: one for name, one in value.items() if name != dropped}
        for name, one in value.items():
            if isinstance(one, list | tuple | np.ndarray) and len(one) > 1:
                yield value | {name: list(one)[:1]}
                yield value | {name: list(one)[-1:]}
        return
    parts = _names_of_parts(argument.owner)
    if parts:
        yield {name: 2.0 + place for place, name in enumerate(parts)}
    for name, number in _ENTRY.findall(documentation(argument)):
        yield {name: 1.5 * float(number)}
        yield {name: 0.5 * float(number)}
    if around.classes and "class" in argument.name:
        yield {label: 1.0 + 4 * place for place, label in enumerate(around.classes)}
    if "kernel" in argument.name:
        yield from ({"gamma": 0.01}, {"gamma": 2.0})
    if "metric" in argument.name:
        yield {"w": np.linspace(0.2, 3.0, around.n_columns)}
        yield {"p": 3}


def _names_of_parts(owner: object) -> list[str]:
    for name in ("transformers", "transformer_list", "steps", "estimators"):
        members = getattr(owner, name, None)
        if isinstance(members, list) and all(isinstance(one, tuple) for one in members):
            return [one[0] for one in members]
    return []


def _from_types(argument: Argument, around: Surroundings) -> Iterator[object]:
    """For an estimator that declares nothing: the types of the value, the signature and the documentation."""
    value = argument.value
    said = said_types(argument)
    if isinstance(value, bool):
        yield not value
        return
    if isinstance(value, str) or (value is None and "str" in said):
        yield from _texts(argument, around)
    if value is None and "bool" in said:
        yield from (True, False)
    integral = isinstance(value, Integral)
    if integral or ((value is None or isinstance(value, str)) and re.search(r"\bint", said)):
        yield from _ints(value)
    if isinstance(value, float) or ((value is None or isinstance(value, str)) and "float" in said):
        yield from _reals(value)
    if integral and "float" in said:
        yield from _reals(float(value))
    listed = any(word in said for word in ("list", "array", "tuple", "sequence"))
    if isinstance(value, list | tuple | np.ndarray) or (listed and (value is None or isinstance(value, str))):
        yield from _collections(argument, around)
    if isinstance(value, dict) or (value is None and "dict" in said):
        yield from _dictionaries(argument, around)
    if isinstance(value, str | float) or value is None:
        yield from (None, "auto") if not isinstance(value, float) else (None,)
    if value is None:
        yield from (*_quoted(argument), True, False, *_INTS[:3], *_REALS[:3])



"""What an estimator declares about its constructor arguments: names, order, defaults, legal values."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral

import joblib
import numpy as np
from sklearn.utils import _param_validation as declared

from paramlens.fitted import is_estimator

__all__ = ["NO_DEFAULT", "Argument", "arguments", "legal_values", "signature_of"]

NO_DEFAULT = "no default"
"""Stands where an argument has to be given, or a part is named by who put it in."""


@dataclass(frozen=True)
class Argument:
    """A constructor argument of an estimator or of one of its parts.

    Attributes
    ----------
    name : str
        Of a part it is written ``part__name``.
    owner : estimator
        The whole or the part that takes the argument.
    value : object
        What it was given, or its default.
    default : object
        The signature's, or `NO_DEFAULT`.
    legal : tuple of str
        The alternatives that the estimator declares; empty if it declares none.
    """

    name: str
    owner: object
    value: object
    default: object
    legal: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether there is a default and the value is another."""
        return self.default is not NO_DEFAULT and not _same(self.value, self.default)


def arguments(estimator: object, prefix: str = "") -> Iterator[Argument]:
    """Every argument of an estimator in the order of its signature, then those of its parts.

    Parameters
    ----------
    estimator : estimator
        Anything with ``get_params``.
    prefix : str
        What to write before each name.

    Yields
    ------
    Argument

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from paramlens.declared import arguments
    >>> [argument.name for argument in arguments(DummyRegressor())]
    ['strategy', 'constant', 'quantile']
    """
    defaults, constraints = signature_of(type(estimator)), _constraints(type(estimator))
    held = estimator.get_params(deep=False)
    for name in [*(name for name in defaults if name in held), *(name for name in held if name not in defaults)]:
        legal = legal_values(constraints.get(name))
        yield Argument(prefix + name, estimator, held[name], defaults.get(name, NO_DEFAULT), legal)
    deep = {name: value for name, value in estimator.get_params(deep=True).items() if "__" not in name}
    for name, value in deep.items():
        if name not in held:
            yield Argument(prefix + name, estimator, value, NO_DEFAULT, ())
    for name, value in deep.items():
        if hasattr(value, "get_params") and not isinstance(value, type):
            yield from arguments(value, f"{prefix}{name}__")


def signature_of(kind: type) -> dict[str, object]:
    """The arguments of a class, in order, with their defaults.

    Parameters
    ----------
    kind : type
        A class of estimators.

    Returns
    -------
    dict
        `NO_DEFAULT` for what has to be given; ``*args`` and ``**kwargs`` are left out.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens.declared import signature_of
    >>> signature_of(LinearRegression)["fit_intercept"]
    True
    """
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {
        name: NO_DEFAULT if given.default is inspect.Parameter.empty else given.default
        for name, given in inspect.signature(kind).parameters.items()
        if given.kind not in variadic
    }


def legal_values(constraints: object) -> tuple[str, ...]:
    """The declared alternatives for one argument, in words.

    Parameters
    ----------
    constraints : list, str or None
        As in scikit-learn's ``_parameter_constraints``.

    Returns
    -------
    tuple of str
        Without those that are hidden or deprecated; a set of options is sorted.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.declared import legal_values
    >>> legal_values(Ridge._parameter_constraints["alpha"])
    ('number ≥ 0', 'array-like')
    """
    if not isinstance(constraints, list | tuple):
        return ()
    known = [declared.make_constraint(constraint) for constraint in constraints]
    words = [word for constraint in known if not constraint.hidden for word in _in_words(constraint)]
    return tuple(dict.fromkeys(words))


def _constraints(kind: type) -> dict[str, object]:
    found = getattr(kind, "_parameter_constraints", None)
    return found if isinstance(found, dict) else {}


def _in_words(constraint: object) -> list[str]:
    match constraint:
        case declared.Options():
            return sorted(_option(one) for one in constraint.options - constraint.deprecated)
        case declared.Interval():
            return [_interval(constraint)]
        case declared._Booleans():
            return ["bool"]
        case declared._VerboseHelper():
            return ["int ≥ 0", "bool"]
        case declared._RandomStates():
            return ["int ≥ 0", "RandomState", "None"]
        case declared._CVObjects():
            return ["int ≥ 2", "splitter", "iterable", "None"]
        case declared.MissingValues():
            return ["number", "nan", "pandas.NA"] + (["str", "None"] if not constraint.numeric_only else [])
        case declared.HasMethods():
            return [f"object with {' and '.join(constraint.methods)}"]
        case declared._InstancesOf():
            return [_type_name(constraint.type)]
        case _:
            return [str(constraint).removeprefix("a ").removeprefix("an ")]


def _option(option: object) -> str:
    return option.__name__ if isinstance(option, type) else repr(option)


def _type_name(kind: type) -> str:
    return {"Integral": "int", "Real": "number"}.get(kind.__name__, kind.__name__)


def _interval(interval: declared.Interval) -> str:
    kind = {Integral: "int", declared.RealNotInt: "float"}.get(interval.type, "number")
    low = None if interval.left in (None, -np.inf) else interval.left
    high = None if interval.right in (None, np.inf) else interval.right
    closed_low, closed_high = interval.closed in ("left", "both"), interval.closed in ("right", "both")
    if low is None and high is None:
        return kind
    if high is None:
        return f"{kind} {'≥' if closed_low else '>'} {low:.15g}"
    if low is None:
        return f"{kind} {'≤' if closed_high else '<'} {high:.15g}"
    return f"{kind} in {'[' if closed_low else '('}{low:.15g}, {high:.15g}{']' if closed_high else ')'}"


def _same(value: object, default: object) -> bool:
    if value is default:
        return True
    if is_estimator(value) != is_estimator(default) or isinstance(value, bool) != isinstance(default, bool):
        return False
    if isinstance(value, int | float | str) and isinstance(default, int | float | str) and value == default:
        return True
    try:
        return joblib.hash(value) == joblib.hash(default)
    except Exception:  # pickling, on which the hash stands, can fail in any way for what a person wrote
        return False

"""What a fitted estimator holds: the names and values that its fit added, its own and its parts'."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from sklearn.pipeline import FeatureUnion, Pipeline

__all__ = [
    "PRIVATE",
    "Part",
    "Unreadable",
    "everything_of",
    "held_by",
    "is_estimator",
    "is_fitted",
    "is_keras",
    "learned_attributes",
    "own",
    "parts",
    "stored",
    "with_parts",
]

PRIVATE = ("_fit_X", "_y", "_predictors", "_baseline_prediction", "_gamma")
"""Private attributes that hold what some of scikit-learn's estimators predict from."""

# Their parts are all they learn, so no attribute of their own holds the parts.
_TRANSPARENT = (Pipeline, FeatureUnion)
_NAMED_PARTS = ("named_estimators_", "named_transformers_")


@dataclass(frozen=True)
class Unreadable:
    """Stands for the value of an attribute that cannot be read.

    Attributes
    ----------
    reason : str
        The name and message of the error that reading it raised.
    """

    reason: str


@dataclass(frozen=True)
class Part:
    """A fitted estimator inside another.

    Attributes
    ----------
    name : str
        As it stands before ``__`` in the names of what the part holds.
    estimator : estimator
        The part.
    within : bool
        Whether an attribute of the whole holds the part, and so counts what it learned.
    """

    name: str
    estimator: object
    within: bool


def held_by(thing: object) -> dict[str, object]:
    """Everything that an object holds, in its dictionary or its slots.

    Parameters
    ----------
    thing : object
        Anything.

    Returns
    -------
    dict
        Values by name.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import held_by
    >>> held_by(Ridge(alpha=3))["alpha"]
    3
    """
    held = dict(getattr(thing, "__dict__", {}))
    for kind in type(thing).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and name not in held:
                try:
                    held[name] = getattr(thing, name)
                except Exception:  # an empty slot, or a descriptor with a mind of its own
                    continue
    return held


def is_estimator(value: object) -> bool:
    """Whether a value is an estimator and not a class of them.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import is_estimator
    >>> is_estimator(Ridge()), is_estimator(Ridge), is_estimator(1.0)
    (True, False, False)
    """
    return not isinstance(value, type) and hasattr(value, "fit") and hasattr(value, "get_params")


def is_keras(value: object) -> bool:
    """Whether a value is a model or a layer of Keras, told without importing Keras.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import is_keras
    >>> is_keras(Ridge())
    False
    """
    layer = getattr(sys.modules.get("keras"), "Layer", None)
    return layer is not None and isinstance(value, layer)


def is_fitted(estimator: object) -> bool:
    """Whether an estimator or one of its parts holds anything that a fit added.

    Parameters
    ----------
    estimator : estimator
        Of scikit-learn or made like them.

    Returns
    -------
    bool

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import is_fitted
    >>> is_fitted(Ridge()), is_fitted(Ridge().fit([[0.0], [1.0]], [0.0, 1.0]))
    (False, True)
    """
    return bool(_names_of_stored(estimator)) or any(is_fitted(part.estimator) for part in parts(estimator))


def learned_attributes(estimator: object) -> dict[str, object]:
    """Everything that a fit added to an estimator, by name.

    Parameters
    ----------
    estimator : estimator
        Fitted; of one that is not there is nothing to tell.

    Returns
    -------
    dict
        Names by scikit-learn's convention, with a trailing underscore, and a few private ones that
        predictions read. What a part holds is written ``part__name``. Attributes that cannot be
        read in this state are left out.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens.fitted import learned_attributes
    >>> sorted(learned_attributes(LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0])))
    ['coef_', 'intercept_', 'n_features_in_', 'rank_', 'singular_']
    """
    return {
        held.name + name: value
        for held in with_parts(estimator)
        for name, value in own(held.estimator).items()
        if not isinstance(value, Unreadable)
    }


def with_parts(estimator: object) -> Iterator[Part]:
    """An estimator, its fitted parts, the parts of those, and so on.

    Parameters
    ----------
    estimator : estimator
        Fitted or not.

    Yields
    ------
    Part
        Its name is the whole prefix: what the part holds under a name ends it, as in
        ``best_estimator___ridge__`` before ``coef_``. The first is the estimator itself, ``""``.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import with_parts
    >>> [part.name for part in with_parts(make_pipeline(Ridge()))]
    ['', 'ridge__']
    """
    yield from _with_parts(estimator, ())


def _with_parts(estimator: object, around: tuple[object, ...]) -> Iterator[Part]:
    yield Part("", estimator, within=False)
    around = (*around, estimator)
    for part in parts(estimator):
        if any(part.estimator is one for one in around):  # a part may know what it is a part of
            continue
        for inner in _with_parts(part.estimator, around):
            yield Part(f"{part.name}__{inner.name}", inner.estimator, part.within or inner.within)


def own(estimator: object) -> dict[str, object]:
    """What a fit added to the estimator itself, not to its parts, properties included.

    Parameters
    ----------
    estimator : estimator
        Fitted or not.

    Returns
    -------
    dict
        Values by name; `Unreadable` where reading one fails with an error that does not just say
        that there is no such attribute.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import own
    >>> own(Ridge())
    {}
    """
    return everything_of(estimator) if is_fitted(estimator) else {}


def everything_of(estimator: object) -> dict[str, object]:
    """As `own`, for an estimator that is known to be fitted though it may hold no public attribute.

    Parameters
    ----------
    estimator : estimator
        Fitted.

    Returns
    -------
    dict
        As from `own`.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from paramlens.fitted import everything_of
    >>> everything_of(DummyRegressor().fit([[0.0], [1.0]], [1.0, 3.0]))["n_features_in_"]
    1
    """
    return stored(estimator) | dict(_properties(estimator))


def stored(estimator: object) -> dict[str, object]:
    """What a fit wrote into the object; nothing is computed.

    Parameters
    ----------
    estimator : estimator
        Fitted or not.

    Returns
    -------
    dict
        Values by name.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from paramlens.fitted import stored
    >>> stored(DummyRegressor().fit([[0.0], [1.0]], [1.0, 3.0]))["n_outputs_"]
    1
    """
    held = held_by(estimator)
    return {name: held[name] for name in held if _is_learned_name(name)}


def parts(estimator: object) -> list[Part]:
    """The estimators inside a fitted one that have names of their own.

    Parameters
    ----------
    estimator : estimator
        Fitted or not. Members of a list, such as the trees of a forest, have no names.

    Returns
    -------
    list of Part

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.fitted import parts
    >>> [part.name for part in parts(make_pipeline("passthrough", Ridge()))]
    ['ridge']
    """
    if isinstance(estimator, _TRANSPARENT):
        named = estimator.steps if isinstance(estimator, Pipeline) else estimator.transformer_list
        return [Part(name, step, within=False) for name, step in named if is_estimator(step)]
    held = stored(estimator)
    found = []
    for name in _NAMED_PARTS:
        bunch = held.get(name) or dict(_properties(estimator, only=name)).get(name) or {}
        if not isinstance(bunch, Unreadable):
            found += [Part(key, part, within=True) for key, part in bunch.items() if _has_learned(part)]
    found += [Part(name, value, within=True) for name, value in held.items() if _has_learned(value)]
    return [part for part in found if part.estimator is not estimator]


def _has_learned(value: object) -> bool:
    return is_estimator(value) and is_fitted(value)


def _names_of_stored(estimator: object) -> list[str]:
    return [name for name in held_by(estimator) if _is_learned_name(name)]


def _is_learned_name(name: str) -> bool:
    return name in PRIVATE or (name.endswith("_") and not name.startswith("_"))


def _properties(estimator: object, only: str | None = None) -> Iterator[tuple[str, object]]:
    if isinstance(estimator, _TRANSPARENT):
        return
    for name in sorted({name for kind in type(estimator).__mro__ for name in vars(kind)}):
        if not _is_learned_name(name) or (only is not None and name != only):
            continue
        if not isinstance(getattr(type(estimator), name, None), property):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                yield name, getattr(estimator, name)
            except AttributeError:  # the way to say that there is none with these arguments
                continue
            except (Exception, SystemExit) as error:  # whatever else a property raises is for the reader to see
                yield name, Unreadable(f"{type(error).__name__}: {error}")

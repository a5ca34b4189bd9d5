"""What a fitted estimator answers, over every method that it offers, and how far two sets of answers lie apart."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from paramlens.experiment.rows import Rows

__all__ = ["Answers", "Distance", "FORWARD", "answers_of", "distance", "fit_and_answer", "refusal"]

FORWARD = ("predict", "predict_proba", "decision_function", "transform", "score_samples")
"""Methods that answer for rows one by one; what they read is what was learned."""

_BACKWARD = ("inverse_transform",)
_LAST_RESORT = ("kneighbors", "radius_neighbors", "mahalanobis", "sample", "get_support")
_AT_THE_FIT = ("fit_transform", "fit_predict", "fit_resample")
_RESULTS = ("labels_", "embedding_", "row_labels_", "column_labels_", "covariance_", "location_", "precision_",
            "cluster_centers_indices_", "components_")
_GROUPS = ("labels_", "fit_predict", "row_labels_", "column_labels_")
_NOISE = -1
_COLLAPSED = 1e-3
_OFFERED = "whether "
_STRANGE = "rows unlike those"
_ROUNDING = {"f2": 1e-2, "f4": float(np.sqrt(np.finfo(np.float32).eps))}
_DOUBLE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True)
class Answers:
    """What a model answered.

    Attributes
    ----------
    given : dict of str to (ndarray or str)
        By method and rows, such as ``"predict on held-out rows"``; a text where the method raised.
    offered : frozenset of str
        The methods that it offers.
    """

    given: dict[str, object]
    offered: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Distance:
    """How far answers lie apart.

    Attributes
    ----------
    effect : float
        Root mean square difference in standard deviations of the first answers, or the share of labels that
        differ; of all answers the largest, but those about strange rows, and which methods are offered, count
        only where no other answer differs. 1 where a method raises, or is offered, on one side only.
    largest : float
        The largest single difference, in the same unit; 0 where rounding explains all.
    where : str
        The answer that `effect` is about.
    """

    effect: float
    largest: float
    where: str


    @property
    def only_strange(self) -> bool:
        """Whether nothing but answers about rows unlike those seen differs."""
        return _STRANGE in self.where


_NO_DISTANCE = Distance(0.0, 0.0, "nothing")


def fit_and_answer(make: Callable[[], object], rows: Rows, *, at_the_fit: tuple[str, ...] = ()) -> tuple[object, Answers]:
    """Fit to copies of the rows, and ask everything.

    Parameters
    ----------
    make : callable
        Makes the unfitted estimator; called again for methods that fit and answer at once.
    rows : Rows
        To fit to and to ask about.
    at_the_fit : tuple of str
        Methods such as ``"fit_transform"`` whose answers differ from those of a fitted model.

    Returns
    -------
    model : fitted estimator
    answers : Answers
    """
    model = make()
    if hasattr(model, "fit"):
        fitted = model.fit(copy.deepcopy(rows.X), *rows.targets())
        model = fitted if fitted is not None and hasattr(fitted, "get_params") else model
    answers = answers_of(model, rows)
    for name in at_the_fit:
        another = make()
        answers.given[f"{name} on training rows"] = _plain(getattr(another, name)(copy.deepcopy(rows.X), *rows.targets()))
        # What samplers learn they learn in the call that answers.
        model = another if name == "fit_resample" else model
    return model, answers


def answers_of(model: object, rows: Rows) -> Answers:
    """Ask a fitted model everything, without fitting it again.

    Parameters
    ----------
    model : fitted estimator
        It is asked about copies of the rows.
    rows : Rows
        What to ask about.

    Returns
    -------
    Answers
    """
    given: dict[str, object] = {}
    forward = [name for name in FORWARD if _offers(model, name)]
    asked = forward or [name for name in _LAST_RESORT if _offers(model, name)]
    for name in asked:
        given |= _asked_once(model, name, rows) or {
            f"{name} on {which}": _answer(model, name, X) for which, X in rows.asked.items()
        }
    if "predict" in forward and _gives_std(model):
        given["predict(return_std=True) on held-out rows"] = _answer_std(model, rows.asked["held-out rows"])
    if "transform" in forward and _offers(model, "inverse_transform"):
        given["inverse_transform of held-out rows"] = _round_trip(model, rows.asked["held-out rows"])
    if not forward:
        given |= {name: _plain(value) for name, value in _results(model)}
    return Answers(given, frozenset(name for name in (*forward, *_BACKWARD) if _offers(model, name)))


def _asked_once(model: object, name: str, rows: Rows) -> dict[str, object]:
    """The answers for all rows in one call, which is faster; empty where that fails or has no rows."""
    if name not in FORWARD or rows.all_asked is None:
        return {}
    answer = _answer(model, name, rows.all_asked)
    n_rows = {which: X.shape[0] for which, X in rows.asked.items()}
    if isinstance(answer, str) or answer.ndim == 0 or len(answer) != sum(n_rows.values()):
        return {}
    ends = np.cumsum(list(n_rows.values()))[:-1]
    return {f"{name} on {which}": part for which, part in zip(n_rows, np.split(answer, ends), strict=True)}


def _offers(model: object, name: str) -> bool:
    try:
        return callable(getattr(model, name, None))
    except Exception:  # a property may raise whatever it likes; then nothing is offered
        return False


def _results(model: object) -> Iterator[tuple[str, object]]:
    for name in _RESULTS:
        try:
            value = getattr(model, name, None)
        except Exception:  # as above
            continue
        if value is not None and not callable(value):
            yield name, value


def _answer(model: object, name: str, X: object) -> object:
    method = getattr(model, name)
    try:
        if name in ("sample", "get_support"):
            return _plain(method())
        return _plain(method(copy.deepcopy(X)))
    except Exception as error:  # raising is an answer too
        return type(error).__name__


def _gives_std(model: object) -> bool:
    try:
        return "return_std" in inspect.signature(model.predict).parameters
    except (TypeError, ValueError):
        return False


def _answer_std(model: object, X: object) -> object:
    try:
        return _plain(model.predict(copy.deepcopy(X), return_std=True)[1])
    except Exception as error:  # raising is an answer too
        return type(error).__name__


def _round_trip(model: object, X: object) -> object:
    try:
        return _plain(model.inverse_transform(model.transform(copy.deepcopy(X))))
    except Exception as error:  # raising is an answer too
        return type(error).__name__


def _plain(value: object) -> np.ndarray:
    """Any answer as one array: numbers where it holds numbers, else objects."""
    if sparse.issparse(value):
        value = value.toarray() if value.shape[0] * value.shape[1] < 4_000_000 else value.tocoo().data
    if isinstance(value, pd.DataFrame | pd.Series):
        value = value.to_numpy()
    if isinstance(value, tuple | list) and any(np.ndim(_bare(one)) for one in value):
        flat = [np.ravel(_plain(one)) for one in value]
        return np.concatenate([one if one.dtype.kind in "fiub" else one.astype(object) for one in flat])
    array = np.asarray(value)
    if array.dtype == object and array.size and all(np.ndim(one) for one in array.ravel()):
        return np.concatenate([np.ravel(one) for one in array.ravel()])
    if array.dtype == object:
        with np.errstate(all="ignore"):
            try:
                return array.astype(float)
            except (TypeError, ValueError):
                return array
    return array


def _bare(value: object) -> object:
    return value.toarray() if sparse.issparse(value) else value


def distance(
    before: Answers, after: Answers, unit: Answers | None = None, least: Answers | None = None
) -> Distance:
    """How far answers lie apart, where they lie furthest.

    Parameters
    ----------
    before, after : Answers
        What to compare.
    unit : Answers or None
        Whose spread is the unit; None takes that of `before`.
    least : Answers or None
        Below a thousandth of whose spread the unit does not fall.

    Returns
    -------
    Distance
    """
    unit = before if unit is None else unit
    found = [Distance(1.0, 1.0, f"{_OFFERED}{name} is offered") for name in sorted(before.offered ^ after.offered)]
    for where in before.given:
        if where in after.given and not _cannot_compare(before, after, where):
            effect, largest = _apart(
                before.given[where],
                _renumbered(where, before.given[where], after.given[where]),
                unit.given.get(where, before.given[where]),
                None if least is None else least.given.get(where),
            )
            found.append(Distance(effect, largest, where))
    furthest = max(
        found, key=lambda one: (one.effect > 0 and _is_ordinary(one.where), one.effect), default=_NO_DISTANCE
    )
    return Distance(furthest.effect, max((one.largest for one in found), default=0.0), furthest.where)


def _is_ordinary(where: str) -> bool:
    return _STRANGE not in where and not where.startswith(_OFFERED)


def refusal(before: Answers, after: Answers) -> str:
    """The error that a method now raises for ordinary rows and did not before; empty if there is none.

    Parameters
    ----------
    before, after : Answers
        Of which the second may be those of an illegal setting that only a method notices.

    Returns
    -------
    str
    """
    for where, answer in after.given.items():
        if isinstance(answer, str) and _STRANGE not in where and not isinstance(before.given.get(where, answer), str):
            return answer
    return ""


def _cannot_compare(before: Answers, after: Answers, where: str) -> bool:
    raises = isinstance(before.given[where], str) or isinstance(after.given[where], str)
    return raises and _STRANGE not in where


def _renumbered(where: str, before: object, after: object) -> object:
    """Groups have no order: those found by a clustering get the numbers of those that they share most rows with."""
    numbers = all(isinstance(one, np.ndarray) and one.dtype.kind in "iu" and one.ndim == 1 for one in (before, after))
    if not where.startswith(_GROUPS) or not numbers or before.shape != after.shape or before.size == 0:
        return after
    # Rows in no group, -1, are no group.
    grouped = (before != _NOISE) & (after != _NOISE)
    if not np.all(grouped):
        renumbered = np.where(after == _NOISE, _NOISE, np.max(before) + 1 + after)
        renumbered[grouped] = _renumbered(where, before[grouped], after[grouped])
        return renumbered
    ours, mine = np.unique(before, return_inverse=True)
    theirs, others = np.unique(after, return_inverse=True)
    shared = np.zeros((len(theirs), max(len(ours), len(theirs))), dtype=int)
    np.add.at(shared, (others, mine), 1)
    new = linear_sum_assignment(shared, maximize=True)[1]
    names = np.concatenate([ours, before.max() + 1 + np.arange(shared.shape[1] - len(ours))])
    return names[new][others]


def _apart(before: object, after: object, unit: object, least: object = None) -> tuple[float, float]:
    if isinstance(before, str) or isinstance(after, str):
        same = isinstance(before, str) and isinstance(after, str) and before == after
        return (0.0, 0.0) if same else (1.0, 1.0)
    if before.shape != after.shape:
        return 1.0, 1.0
    if before.size == 0:
        return 0.0, 0.0
    numbers = "f" in (before.dtype.kind, after.dtype.kind) and {before.dtype.kind, after.dtype.kind} <= set("fiub")
    return _apart_in_numbers(before, after, unit, least) if numbers else _apart_in_labels(before, after)


def _apart_in_labels(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    share = float(np.mean(np.asarray(before != after, dtype=bool)))
    return share, float(share > 0)


def _apart_in_numbers(before: np.ndarray, after: np.ndarray, unit: object, least: object = None) -> tuple[float, float]:
    rounding = max(_ROUNDING.get(one.dtype.str[1:], _DOUBLE) for one in (before, after))
    before, after = before.astype(float), after.astype(float)
    with np.errstate(all="ignore"):
        same = (before == after) | (np.isnan(before) & np.isnan(after))
        known = np.isfinite(before) & np.isfinite(after)
        spread = _spread_of(_finite(before if isinstance(unit, str) else unit))
        if isinstance(least, np.ndarray):  # where nearly all is flat, what is left is no unit
            spread = max(spread, _COLLAPSED * _spread_of(_finite(least)))
        gaps = np.where(same, 0.0, np.where(known, np.abs(before - after) / spread, 1.0))
        size = np.max(np.abs(before[known]), initial=0.0) / spread
        largest = float(np.max(gaps))
        if largest <= rounding * max(1.0, size):
            return 0.0, 0.0
        return float(np.sqrt(np.mean(np.minimum(gaps, 1e6) ** 2))), largest


def _finite(values: np.ndarray) -> np.ndarray:
    values = values.astype(float) if values.dtype.kind in "fiub" else np.zeros(0)
    return values[np.isfinite(values)]


def _spread_of(values: np.ndarray) -> float:
    if values.size == 0:
        return 1.0
    spread = float(np.std(values))
    size = float(np.max(np.abs(values)))
    if spread > 1e-12 * size and spread > 0:
        return spread
    return size or 1.0

"""What every estimator of scikit-learn reads again, asked anew: each argument changed after the fit."""

from __future__ import annotations

import ast
import re
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator

from paramlens.atlas import made_with
from paramlens.atlas_cases import Case, cases
from paramlens.atlas_data import suitable_data
from paramlens.atlas_table import atlas_table
from paramlens.consulted_table import COLUMNS, write_consulted
from paramlens.declared import Argument, arguments
from paramlens.experiment.after_fit import SECONDS, TIMES_REPEATED, asked, changed_after
from paramlens.experiment.alternatives import alternatives
from paramlens.experiment.answers import FORWARD, Answers, distance, fit_and_answer
from paramlens.experiment.guard import attempt
from paramlens.experiment.held import forward, raised
from paramlens.experiment.preparation import takes_labels, takes_similarities
from paramlens.experiment.rows import Rows, split
from paramlens.experiment.surroundings import surroundings
from paramlens.experiment.trials import prepared

__all__ = ["consulted_entries", "remake_consulted"]

_SEED = 0
_MOST_VALUES = 4
_WIDTH = 60
_PREDICT = "predict"


def consulted_entries(names: Iterable[str] | None = None, *, n_jobs: int | None = None) -> pd.DataFrame:
    """Make the rows of `consulted_table` anew.

    Parameters
    ----------
    names : iterable of str or None
        Classes to ask; None asks all.
    n_jobs : int or None
        How many estimators to ask at once, as in joblib.

    Returns
    -------
    pandas.DataFrame
        As that of `consulted_table`, in the order of the alphabet.

    Raises
    ------
    ValueError
        If scikit-learn lists no estimator of a name.

    Examples
    --------
    >>> from paramlens.consulted_entries import consulted_entries
    >>> table = consulted_entries(["Binarizer"]).set_index("name")
    >>> table["moved"].to_dict()
    {'threshold': 'transform', 'copy': ''}
    """
    known = {case.name: case for case in cases()}
    wanted = sorted(known if names is None else set(names))
    for name in wanted:
        if name not in known:
            raise ValueError(f"names must be classes that scikit-learn lists as estimators, got {name!r}")
    found = Parallel(n_jobs=n_jobs)(delayed(_entries)(name) for name in wanted)
    table = pd.DataFrame([row for rows in found for row in rows], columns=list(COLUMNS))
    table["effect"] = table["effect"].astype(float)
    table.attrs["made_with"] = made_with()
    return table


def remake_consulted(path: Path | None = None, *, n_jobs: int | None = -1) -> str:
    """Make the table anew that the package brings.

    Parameters
    ----------
    path : path or None
        Where to write it; None takes the place from which the package reads it.
    n_jobs : int or None
        How many estimators to ask at once, as in joblib.

    Returns
    -------
    str
        A sentence: where the table is, and what it holds.

    Examples
    --------
    For a table of a few estimators, `consulted_entries` and `write_consulted` do the same.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from paramlens.consulted_entries import consulted_entries
    >>> from paramlens.consulted_table import write_consulted
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_consulted(consulted_entries(["Binarizer"]), Path(folder) / "few.csv").name
    'few.csv'
    """
    table = consulted_entries(n_jobs=n_jobs)
    written = write_consulted(table, path)
    n_read = int((table["moved"] != "").sum())
    return f"{written}: {len(table):,} arguments of {table['estimator'].nunique()} estimators, {n_read} read again"


@dataclass(frozen=True)
class _Fitted:
    """A fitted estimator, how it was made, and what it answered."""

    estimator: BaseEstimator
    setting: Mapping[str, object]
    model: BaseEstimator
    rows: Rows
    before: Answers
    noise: float

    def is_moved(self, methods: Iterable[str], after: Answers) -> bool:
        found = distance(_of(methods, self.before), _of(methods, after))
        return found.largest > TIMES_REPEATED * self.noise and found.effect > 0


@dataclass(frozen=True)
class _Outcome:
    """What came of one value."""

    value: object
    moved: tuple[str, ...]
    raised: str
    effect: float
    where: str
    after: Answers | None

    @property
    def predicts_otherwise(self) -> bool:
        return _PREDICT in self.moved and not self.raised


def _entries(name: str) -> list[dict[str, object]]:
    case = next(case for case in cases() if case.name == name)
    with warnings.catch_warnings():
        # Some warn when they are made that they will go.
        warnings.simplefilter("ignore")
        estimator = case.make()
    _, X, y = suitable_data(estimator)
    rows = split(X, y, seed=_SEED, is_classifier=takes_labels(estimator, y), whole=takes_similarities(estimator))
    fitted = _fitted(estimator, {}, rows)
    if fitted is None:
        return []
    wakes = _conditions(name)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        around = surroundings(rows, folder)
        for argument in arguments(fitted.model):
            if "__" in argument.name:
                continue
            values = alternatives(argument, around)
            row = _row(case, fitted, argument, values, "")
            condition = wakes.get(argument.name, "")
            if condition and (row is None or not row["moved"]):
                awake = _fitted(estimator, _setting(condition), rows)
                other = None if awake is None else _row(case, awake, argument, values, condition)
                row = other if other is not None and other["moved"] else row
            if row is not None:
                found.append(row)
    return found


def _conditions(name: str) -> dict[str, str]:
    """What wakes the sleeping arguments of an estimator, where it can be set as it is written."""
    atlas = atlas_table()
    asleep = atlas[(atlas["estimator"] == name) & (atlas["side"] == "set") & (atlas["condition"] != "")]
    pairs = zip(asleep["name"], asleep["condition"], strict=True)
    return {argument: condition for argument, condition in pairs if _setting(condition)}


def _setting(condition: str) -> dict[str, object]:
    """The values of ``"solver='sgd' and power_t=1"``; empty where it is no list of plain values."""
    try:
        call = ast.parse(f"dict({condition.replace(' and ', ', ')})", mode="eval").body
        return {one.arg: ast.literal_eval(one.value) for one in call.keywords}
    except (SyntaxError, ValueError):
        return {}


def _fitted(estimator: BaseEstimator, setting: Mapping[str, object], rows: Rows) -> _Fitted | None:
    """None if it cannot be fitted, or answers for no rows."""
    fitting = attempt(
        lambda: fit_and_answer(lambda: prepared(estimator, setting, _SEED), rows), seconds=3 * SECONDS, seed=_SEED
    )
    if fitting.failed or not any(name in FORWARD for name in fitting.value[1].offered):
        return None
    model, before = fitting.value
    again = asked(model, rows, _SEED)
    if again.failed:
        return None
    noise = distance(forward(before), forward(again.value)).largest
    return _Fitted(estimator, setting, model, rows, before, noise)


def _row(
    case: Case, fitted: _Fitted, argument: Argument, values: Iterable[object], condition: str
) -> dict[str, object] | None:
    """None if no other value is legal."""
    outcomes = []
    for value in values:
        if len(outcomes) == _MOST_VALUES:
            break
        changing = changed_after(fitted.model, argument.name, value)
        if not changing.failed:
            outcomes.append(_outcome(fitted, value, changing.value))
    if not outcomes:
        return None
    told = max(outcomes, key=lambda one: (one.predicts_otherwise, bool(one.moved), one.effect))
    methods = {method for one in outcomes for method in one.moved}
    return {
        "estimator": case.name,
        "family": case.family,
        "name": argument.name,
        "condition": condition,
        "offers": " ".join(name for name in FORWARD if name in fitted.before.offered),
        "value": _text(argument.value),
        "tried": _text(told.value),
        "moved": " ".join(name for name in FORWARD if name in methods),
        "effect": float(f"{told.effect:.3g}"),
        "where": told.where,
        "refit": _refit(fitted, argument.name, outcomes) if _PREDICT in methods else "",
    }


def _outcome(fitted: _Fitted, value: object, changed: BaseEstimator) -> _Outcome:
    again = asked(changed, fitted.rows, _SEED)
    if again.failed:
        return _Outcome(value, tuple(sorted(fitted.before.offered & set(FORWARD))), again.error, 1.0, again.error, None)
    before, after = fitted.before, again.value
    errors = {name: raised(_of([name], before), _of([name], after)) for name in before.offered}
    offered = before.offered | after.offered
    moved = tuple(name for name in FORWARD if name in offered and (errors.get(name) or fitted.is_moved([name], after)))
    if error := errors.get(_PREDICT) or next(filter(None, errors.values()), ""):
        return _Outcome(value, moved, errors.get(_PREDICT, ""), 1.0, error, after)
    told = distance(*(_of([_PREDICT] if _PREDICT in moved else FORWARD, one) for one in (before, after)))
    return _Outcome(value, moved, "", told.effect if moved else 0.0, told.where if moved else "", after)


def _refit(fitted: _Fitted, name: str, outcomes: Iterable[_Outcome]) -> str:
    """Whether a fit with the value predicts what the changed model predicts."""
    others = [one for one in outcomes if one.predicts_otherwise]
    agrees = []
    for one in others:
        setting = {**fitted.setting, name: one.value}
        made = attempt(
            lambda setting=setting: fit_and_answer(lambda: prepared(fitted.estimator, setting, _SEED), fitted.rows),
            seconds=3 * SECONDS,
            seed=_SEED,
        )
        if not made.failed:
            apart = distance(_of([_PREDICT], one.after), _of([_PREDICT], made.value[1]))
            agrees.append(apart.largest <= TIMES_REPEATED * fitted.noise)
    if not others:
        return "raises"
    if not agrees:
        return "fails"
    return "agrees" if all(agrees) else "differs"


def _of(methods: Iterable[str], answers: Answers) -> Answers:
    """The answers of some methods."""
    methods = set(methods)
    given = {where: told for where, told in answers.given.items() if re.split(r"[ (]", where)[0] in methods}
    return Answers(given, frozenset(answers.offered & methods))


def _text(value: object) -> str:
    """A value on one short line, without addresses."""
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", " ".join(repr(value).split()))
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    text = re.sub(f"'{re.escape(tempfile.gettempdir())}[^']*'", "'a folder'", text)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"

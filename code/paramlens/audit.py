"""Decide by experiment what every argument and every fitted attribute of an estimator is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, is_classifier, is_regressor
from tqdm import tqdm

from paramlens import display
from paramlens.checks import check_data, check_estimator, check_whole
from paramlens.conventions import conventional_role
from paramlens.declared import arguments
from paramlens.experiment.alternatives import Surroundings, is_component
from paramlens.experiment.answers import Distance, distance, fit_and_answer
from paramlens.experiment.guard import attempt
from paramlens.experiment.learned_side import Fits, decide_attributes
from paramlens.experiment.rows import OTHER_IN_KIND, Rows, other_data, split
from paramlens.experiment.set_side import decide_arguments
from paramlens.experiment.shown import remark_on, tables_of
from paramlens.experiment.subjects import Noise
from paramlens.experiment.trials import Experiment, prepared
from paramlens.experiment.verdict import Verdict
from paramlens.roles import Role, Side

__all__ = ["Audit", "audit"]

_FIRST_LIMIT = 30.0
_LEAST_LIMIT = 10.0
_TIMES_LONGER = 20
_LAST_DIGIT = 1e-12
_LARGEST_SEED = 2**32 - 1
_REFITS = 2
_MORE_REFITS = 6
_AT_THE_FIT = {"fit_transform": "transform", "fit_predict": "predict", "fit_resample": ""}


@dataclass(frozen=True, repr=False)
class Audit:
    """The role of every name on an estimator, and the evidence for it.

    It shows as two tables in a notebook, and as text in a terminal.

    Attributes
    ----------
    estimator_name : str
        The name of its class.
    verdicts : tuple of Verdict
        The arguments in the order of the signature, then the fitted attributes by name; those of
        parts follow those of the whole.
    n_fits : int
        How many models were fitted.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from paramlens import audit
    >>> found = audit(DummyRegressor(), [[0.0], [1.0], [2.0]], [1.0, 3.0, 7.0], progress=False)
    >>> [verdict.name for verdict in found.verdicts if verdict.role_name == "parameter"]
    ['constant_']
    """

    estimator_name: str
    verdicts: tuple[Verdict, ...]
    n_fits: int

    def to_frame(self) -> pd.DataFrame:
        """One row for each name.

        Returns
        -------
        pandas.DataFrame
            Index ``name``. Columns: ``side`` (``"set"`` or ``"learned"``); ``role`` (the value of a
            `Role`, or ``"undecided"``); ``condition`` (the argument and value that wake what is asleep, else
            empty); ``effect`` (how far the answers moved, in their standard deviations or as a share of
            labels; NaN where nothing could be moved); ``evidence`` (a sentence); ``disagrees`` (bool: the
            name suggests another role).

        Examples
        --------
        >>> from sklearn.dummy import DummyRegressor
        >>> from paramlens import audit
        >>> found = audit(DummyRegressor(), [[0.0], [1.0], [2.0]], [1.0, 3.0, 7.0], progress=False)
        >>> found.to_frame().loc["quantile", "condition"]
        "strategy='quantile'"
        """
        rows = self.verdicts
        table = pd.DataFrame(
            {
                "side": [one.side.value for one in rows],
                "role": [one.role_name for one in rows],
                "condition": [one.condition for one in rows],
                "effect": np.array([one.effect for one in rows], dtype=float),
                "evidence": [one.evidence for one in rows],
                "disagrees": np.array([one.disagrees for one in rows], dtype=bool),
            }
        )
        return table.set_axis(pd.Index([one.name for one in rows], name="name", dtype=object))

    def __repr__(self) -> str:
        return display.tables_text(f"Audit of {self.estimator_name}", tables_of(self.verdicts), self._remark)

    def _repr_html_(self) -> str:
        return display.tables_html(f"Audit of {self.estimator_name}", tables_of(self.verdicts), self._remark)

    @property
    def _remark(self) -> str:
        return remark_on(self.verdicts, self.n_fits)


def audit(
    estimator: BaseEstimator,
    X: object,
    y: object = None,
    *,
    seed: int = 0,
    n_jobs: int | None = None,
    progress: bool | None = None,
    time_limit: float | None = None,
) -> Audit:
    """Find out by intervention what every argument and every fitted attribute of an estimator is.

    Three quarters of the rows are fitted to. Each argument is set to other legal values, one at a time, with
    the data, the seed and all other arguments held fixed, and everything that the model answers, on rows
    that it was fitted to, on rows held out and on rows unlike those, is compared. What moves nothing is
    tried again on other data and with other arguments at other values, which tells an argument that sleeps
    from one that is only about cost. Each fitted attribute is compared with that of fits to other data, and
    is changed by hand. Names are the hypothesis: they decide what to expect, and where no method reads an
    attribute, what to call it.

    Parameters
    ----------
    estimator : estimator
        With scikit-learn's interface, fitted or not; it is not changed. The names of its parts are audited
        too, as ``part__name``.
    X : array-like, sparse matrix or list of shape (n_samples, ...)
        The rows; a few hundred are enough. They are not changed.
    y : array-like of shape (n_samples, ...) or None
        The targets, if the estimator takes any.
    seed : int
        For every seed that the estimator leaves open, for the split of the rows and for changes by hand.
    n_jobs : int or None
        How many fits to make at once, as in joblib; the result is the same.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.
    time_limit : float or None
        Seconds that one fit may take with its answers; a value that takes longer counts as refused. None
        allows 30 to the first, and then 10 or twenty times what that one took. Compiled code that never
        returns to the interpreter cannot be stopped.

    Returns
    -------
    Audit
        What cannot be decided is ``undecided``, with the reason. If the estimator cannot be fitted as
        given, every argument is.

    Raises
    ------
    TypeError
        If `estimator` is a class or has no ``fit`` and ``get_params``, or `X` or `y` has no rows to count.
    ValueError
        If `X` is empty or has missing values that the estimator says it refuses, if `y` is missing or has
        another length, if `seed` is negative or too large, or `time_limit` is not positive.

    References
    ----------
    To call what changes under intervention a cause: J. Pearl (2009), *Causality*, 2nd ed., section 3.2.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import audit, datasets
    >>> found = audit(Ridge(), *datasets.diabetes(), progress=False).to_frame()
    >>> found.loc[["alpha", "copy_X", "random_state", "coef_", "n_features_in_"], "role"].tolist()
    ['hyperparameter', 'run_setting', 'source_of_randomness', 'parameter', 'metadata']
    """
    check_estimator(estimator)
    check_whole("seed", seed, least=0)
    if seed > _LARGEST_SEED:
        raise ValueError(f"seed must be a whole number of at most {_LARGEST_SEED}, got {seed}")
    seed = int(seed)
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit must be a positive number of seconds or None, got {time_limit!r}")
    check_data(estimator, X, y)
    rows = split(X, y, seed=seed, is_classifier=_takes_labels(estimator, y))
    given = [one for one in arguments(estimator)]
    with tempfile.TemporaryDirectory() as folder:
        return _audited(estimator, rows, given, _around(rows, folder), seed, n_jobs, progress, time_limit)


def _is_classifier(estimator: object) -> bool:
    return bool(attempt(lambda: is_classifier(estimator), seconds=_LEAST_LIMIT).value)


def _takes_labels(estimator: object, y: object) -> bool:
    """Whether the targets are classes: for a classifier, and for selectors and samplers that are given labels."""
    if _is_classifier(estimator):
        return True
    if y is None or np.ndim(y) != 1 or attempt(lambda: is_regressor(estimator), seconds=_LEAST_LIMIT).value is not False:
        return False
    labels = np.asarray(y)
    return labels.dtype.kind in "iubOUS" and len(pd.unique(labels)) <= 20 < len(labels)


def _around(rows: Rows, folder: str) -> Surroundings:
    shape = rows.X.shape if hasattr(rows.X, "shape") else np.shape(np.asarray(rows.X, dtype=object))
    labels: tuple[object, ...] = ()
    if rows.y is not None and np.ndim(rows.y) == 1:
        known = np.unique(np.asarray(rows.y))
        if known.dtype.kind in "iubOUS" and len(known) <= 20:
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
    if any(len(pd.unique(pd.Series(column))) > 30 for column in columns):
        return ()
    try:
        return tuple(tuple(np.unique(np.asarray(column)).tolist()) for column in columns)
    except TypeError:  # values of several kinds have no order
        return ()


def _audited(estimator, rows, given, around, seed, n_jobs, progress, time_limit) -> Audit:
    first = _FIRST_LIMIT if time_limit is None else time_limit
    experiment = Experiment(estimator, rows, seed, _at_the_fit(estimator, rows, seed, first), n_jobs, first)
    base = experiment.outcome()
    name = type(estimator).__name__
    if base.answers is None:
        return Audit(name, tuple(_unfittable(one, base.error) for one in given), experiment.n_fits)
    if time_limit is None:
        experiment.seconds = max(_LEAST_LIMIT, _TIMES_LONGER * base.seconds)
    nearly = _nearly(rows)
    noise = _noise(experiment, nearly)
    others = other_data(rows, seed=seed, is_classifier=_takes_labels(estimator, rows.y))
    elsewhere = {f"data with {what}": (lambda make=make: experiment.on(make())) for what, make in others.items()}
    bar = tqdm(total=len(given), desc=name, unit="name", disable=None if progress is None else not progress)
    with bar:
        verdicts = decide_arguments(
            experiment,
            given,
            around,
            noise,
            nearly=None if nearly is None else experiment.on(nearly),
            elsewhere=elsewhere,
            told=bar.update,
        )
        fits = _fits(experiment, others)
        if fits is not None:
            verdicts += decide_attributes(fits, noise)
    return Audit(name, tuple(verdicts), experiment.n_fits)


def _unfittable(argument, error) -> Verdict:
    convention = conventional_role(argument.name, argument.owner, argument.value)
    if is_component(argument):
        return Verdict(argument.name, Side.SET, Role.COMPONENT, "", float("nan"), "Handed in.", convention)
    evidence = f"Undecided: the estimator as given cannot be fitted ({error})."
    return Verdict(argument.name, Side.SET, None, "", float("nan"), evidence, convention)


def _at_the_fit(estimator, rows, seed, seconds) -> tuple[str, ...]:
    """Methods that fit and answer at once, where they answer otherwise than a fitted model, or alone."""
    found = []
    for name, counterpart in _AT_THE_FIT.items():
        try:
            offered = hasattr(estimator, name)
        except Exception:
            continue
        if not offered or (name == "fit_predict" and hasattr(estimator, "predict")):
            continue
        if not counterpart or not hasattr(estimator, counterpart):
            if name in ("fit_resample", "fit_predict") or not hasattr(estimator, "fit"):
                found.append(name)
            continue
        made = attempt(lambda name=name: _both_ways(estimator, rows, seed, name), seconds=seconds, seed=seed)
        if not made.failed and made.value.largest > 0:
            found.append(name)
    return tuple(found)


def _both_ways(estimator, rows: Rows, seed: int, name: str) -> Distance:
    whole = Rows(rows.X, rows.y, {"training rows": rows.X})
    _, answers = fit_and_answer(lambda: prepared(estimator, {}, seed), whole, at_the_fit=(name,))
    from paramlens.experiment.answers import Answers

    one = Answers({"transform": answers.given["transform on training rows"]})
    return distance(one, Answers({"transform": answers.given[f"{name} on training rows"]}))


def _noise(experiment: Experiment, nearly: Rows | None) -> Noise:
    base = experiment.outcome().answers
    apart = _apart_from(base, experiment, _REFITS)
    if any(one.largest > 0 for one in apart):
        apart += _apart_from(base, experiment, _MORE_REFITS)
    rounded = None if nearly is None else _fresh(experiment, nearly)
    none = Distance(0.0, 0.0, "nothing")
    return Noise(
        max(apart, key=lambda one: one.effect, default=none), none if rounded is None else distance(base, rounded)
    )


def _apart_from(base, experiment: Experiment, n_refits: int) -> list[Distance]:
    refits = [_fresh(experiment, experiment.rows) for _ in range(n_refits)]
    return [distance(base, one) for one in refits if one is not None]


def _fresh(experiment: Experiment, rows: Rows):
    return experiment.on(rows).outcome().answers


def _nearly(rows: Rows) -> Rows | None:
    """Rows that differ in the twelfth digit."""
    X = rows.X
    if sparse.issparse(X) or isinstance(X, pd.DataFrame | list) or np.asarray(X).dtype.kind != "f":
        return None
    factors = 1 + _LAST_DIGIT * np.random.default_rng(0).uniform(-1, 1, np.shape(X))
    return Rows((np.asarray(X) * factors).astype(np.asarray(X).dtype), rows.y, rows.asked)


def _reseeded(experiment: Experiment, step: int) -> dict[str, int]:
    """Every argument random_state at another number, if a step is to be taken."""
    names = experiment.estimator.get_params(deep=True) if step else {}
    return {name: experiment.seed + step for name in names if name.split("__")[-1] == "random_state"}


def _fits(experiment: Experiment, others: Mapping) -> Fits | None:
    def fitted(rows: Rows, step: int = 0):
        made = attempt(
            lambda: fit_and_answer(
                lambda: prepared(experiment.estimator, _reseeded(experiment, step), experiment.seed),
                rows,
                at_the_fit=experiment.at_the_fit,
            ),
            seconds=experiment.seconds,
            seed=experiment.seed,
        )
        return made.value

    base = fitted(experiment.rows)
    if base is None:
        return None
    again, reseeded = fitted(experiment.rows), fitted(experiment.rows, step=1)
    told = {what: make for what, make in others.items() if what not in OTHER_IN_KIND or what == "fewer rows"}
    models = {what: fitted(make()) for what, make in told.items()}
    return Fits(
        base[0],
        again[0] if again else None,
        reseeded[0] if reseeded else None,
        {what: made[0] for what, made in models.items() if made},
        experiment.rows,
        base[1],
        experiment.seconds,
        experiment.seed,
    )

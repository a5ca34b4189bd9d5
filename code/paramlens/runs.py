"""Fit and score copies of an estimator, many at a time, leaving everything outside as it was."""

from __future__ import annotations

import copy
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.base import BaseEstimator, is_classifier, is_regressor
from sklearn.linear_model import GammaRegressor, PoissonRegressor, TweedieRegressor
from sklearn.metrics import check_scoring, get_scorer_names
from sklearn.model_selection import check_cv
from sklearn.pipeline import Pipeline
from sklearn.utils.metaestimators import _safe_split
from sklearn.utils.parallel import Parallel, delayed
from tqdm import tqdm

from paramlens.checks import configured

__all__ = ["Fit", "Outcome", "Scoring", "chosen_scoring", "folds", "run"]


@dataclass(frozen=True)
class Scoring:
    """How models are judged.

    Attributes
    ----------
    scorer : callable or None
        ``scorer(estimator, X, y)``; None if the estimator cannot be scored.
    label : str
        The name of the score on axes.
    """

    scorer: Callable[..., float] | None
    label: str


def chosen_scoring(estimator: BaseEstimator, scoring: str | Callable[..., float] | None) -> Scoring:
    """The scorer to use, and what its numbers are called.

    Parameters
    ----------
    estimator : estimator
        What is to be scored.
    scoring : str, callable or None
        A name that scikit-learn knows, a scorer, or None for the estimator's own ``score``.

    Returns
    -------
    Scoring

    Raises
    ------
    TypeError
        If `scoring` is anything else.
    ValueError
        If scikit-learn knows no scorer of that name.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.runs import chosen_scoring
    >>> chosen_scoring(Ridge(), None).label
    'R²'
    """
    if scoring is None:
        scorer = check_scoring(estimator) if hasattr(estimator, "score") else None
        return Scoring(scorer, _own_label(estimator))
    if isinstance(scoring, str):
        if scoring not in get_scorer_names():
            raise ValueError(
                "scoring must be a name that sklearn.metrics.get_scorer_names() lists, a scorer or None, "
                f"got {scoring!r}"
            )
        return Scoring(check_scoring(estimator, scoring=scoring), scoring)
    if not callable(scoring):
        raise TypeError(f"scoring must be the name of a scorer, a scorer or None, got {scoring!r}")
    function = getattr(scoring, "_score_func", scoring)
    return Scoring(check_scoring(estimator, scoring=scoring), getattr(function, "__name__", "score"))


def _own_label(estimator: BaseEstimator) -> str:
    last = estimator.steps[-1][1] if isinstance(estimator, Pipeline) else estimator
    own = getattr(last, "scoring", None)
    if own is not None:
        return own if isinstance(own, str) else "score"
    if isinstance(last, PoissonRegressor | GammaRegressor | TweedieRegressor):
        return "D²"
    if is_classifier(estimator):
        return "accuracy"
    return "R²" if is_regressor(estimator) else "score"


def folds(estimator: BaseEstimator, X: object, y: object, cv: object) -> list[tuple[np.ndarray, np.ndarray]]:
    """The rows to fit and the rows to validate on, fold by fold.

    Parameters
    ----------
    estimator : estimator
        A classifier gets stratified folds where scikit-learn would stratify.
    X, y : array-like
        The rows to split; `y` may be None.
    cv : None, int, splitter or iterable
        As in scikit-learn; None is 5 folds. A splitter that shuffles without a seed gets the seed 0.

    Returns
    -------
    list of (ndarray of shape (n_fitted,), ndarray of shape (n_held_out,))
        Positions of rows.

    Raises
    ------
    ValueError
        If `cv` is none of these or cannot split these rows.
    """
    try:
        splitter = check_cv(cv, y, classifier=is_classifier(estimator))
        if hasattr(splitter, "random_state"):
            splitter = copy.deepcopy(splitter)
            splitter.random_state = 0 if splitter.random_state is None else splitter.random_state
        return [(np.asarray(rows), np.asarray(held_out)) for rows, held_out in splitter.split(X, y)]
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"cv must be None, a number of folds, a splitter or pairs of rows that fit the data, got {cv!r}: {error}"
        ) from error


@dataclass(frozen=True)
class Fit:
    """One fit to make.

    Attributes
    ----------
    where : str
        What tells this fit from the others, for messages.
    setting : mapping of str to object
        Values to set on the copy.
    rows : ndarray of shape (n_rows,) or None
        The rows to fit to, by position; None for all.
    judged_on : mapping of str to ndarray of shape (n_judged,)
        Rows to score on, by the name of the score.
    kept : bool
        Whether the fitted model is wanted.
    seed : int
        For every seed that the estimator leaves open.
    """

    where: str
    setting: Mapping[str, object] = field(default_factory=dict)
    rows: np.ndarray | None = None
    judged_on: Mapping[str, np.ndarray] = field(default_factory=dict)
    kept: bool = True
    seed: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a fit.

    Attributes
    ----------
    model : fitted estimator or None
        None if it was not wanted.
    scores : dict of str to float
        By the names in `Fit.judged_on`; NaN if the estimator cannot be scored, or there are no rows to
        score on.
    """

    model: BaseEstimator | None
    scores: Mapping[str, float]


def run(
    estimator: BaseEstimator,
    fits: Sequence[Fit],
    X: object,
    y: object,
    *,
    scoring: Scoring,
    n_jobs: int | None,
    progress: bool | None,
) -> list[Outcome]:
    """Make the fits, wherever `joblib.parallel_config` decides, in the order given.

    Each fit gets a copy of the estimator and of its rows. NumPy's global random state and the filters
    of warnings are afterwards what they were before. A warning that fits raise in one place is shown
    once.

    Parameters
    ----------
    estimator : estimator
        It is cloned, not changed.
    fits : sequence of Fit
        What to do.
    X, y : array-like, sparse matrix or list
        The data of all fits; `y` may be None.
    scoring : Scoring
        How to judge the models.
    n_jobs : int or None
        As in joblib.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.

    Returns
    -------
    list of Outcome

    Raises
    ------
    ValueError
        If a fit fails; the message says which one, and the cause is the error of the fit.
    """
    random_state = np.random.get_state()
    seen: list[warnings.WarningMessage] = []
    bar = tqdm(fits, desc="fits", disable=None if progress is None else not progress)
    try:
        with warnings.catch_warnings(record=True) as seen:
            made = Parallel(n_jobs=n_jobs)(
                delayed(_witnessed)(estimator, fit, X, y, scoring.scorer, os.getpid()) for fit in bar
            )
            for _, elsewhere in made:
                seen += elsewhere
    finally:
        np.random.set_state(random_state)
        _show_once(seen)
    return [outcome for outcome, _ in made]


def _show_once(seen: Sequence[warnings.WarningMessage]) -> None:
    by_place = {(shown.category, shown.filename, shown.lineno): shown for shown in reversed(seen)}
    for shown in reversed(by_place.values()):
        # The filters have let it pass where it arose; asking them again here could give another answer.
        warnings.showwarning(shown.message, shown.category, shown.filename, shown.lineno)


def _witnessed(
    estimator: BaseEstimator, fit: Fit, X: object, y: object, scorer: Callable[..., float] | None, parent: int
) -> tuple[Outcome, list[warnings.WarningMessage]]:
    """The outcome of a fit, and the warnings that would be lost with another process."""
    if os.getpid() == parent:
        return _outcome(estimator, fit, X, y, scorer), []
    with warnings.catch_warnings(record=True) as seen:
        outcome = _outcome(estimator, fit, X, y, scorer)
    return outcome, seen


def _outcome(estimator: BaseEstimator, fit: Fit, X: object, y: object, scorer: Callable[..., float] | None) -> Outcome:
    model = configured(estimator, fit.setting, seed=fit.seed)

    def part(rows: np.ndarray | None) -> tuple[object, ...]:
        # Estimators may overwrite what they are given (copy_X=False), so each call takes a fresh copy.
        if fit.rows is None:
            X_part, y_part = copy.deepcopy((X, y))
        else:
            X_part, y_part = _safe_split(model, X, y, rows, fit.rows)
        return (X_part,) if y is None else (X_part, y_part)

    def score(rows: np.ndarray) -> float:
        if scorer is None or len(rows) == 0:
            return float("nan")
        return float(scorer(model, *part(rows)))

    try:
        model.fit(*part(fit.rows))
        scores = {name: score(rows) for name, rows in fit.judged_on.items()}
        return Outcome(model if fit.kept else None, scores)
    except Warning:
        raise
    except Exception as error:
        raise ValueError(f"{type(estimator).__name__} failed with {fit.where}: {error}") from error

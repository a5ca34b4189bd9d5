"""Fit and score copies of an estimator, many at a time, leaving everything outside as it was."""

from __future__ import annotations

import copy
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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

__all__ = ["Fit", "Scoring", "chosen_scoring", "folds", "run"]


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
    scoring : str, callable or None
        A name that scikit-learn knows, a scorer, or None for the estimator's own ``score``.

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
    cv : None, int, splitter or iterable
        As in scikit-learn; None is 5 folds. A splitter that shuffles without a seed gets the seed 0.

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
        return list(splitter.split(X, y))
    except (TypeError, ValueError) as error:
        raise ValueError(f"cv must split the {np.shape(y)[0] if y is not None else ''} rows, got {cv!r}: {error}") from error


@dataclass(frozen=True)
class Fit:
    """One fit to be made and, if there is a scorer, judged.

    Attributes
    ----------
    setting : mapping of str to object
        Values to set on the copy.
    where : str
        What tells this fit from the others, for messages.
    rows : ndarray of shape (n_rows,) or None
        The rows to fit to, by position; None for all.
    held_out : ndarray of shape (n_held_out,) or None
        Rows to score on besides those fitted to; None for no scores at all.
    """

    setting: Mapping[str, object]
    where: str
    rows: np.ndarray | None = None
    held_out: np.ndarray | None = None

"""What an audit needs before it begins: how noisy fits are, which methods answer at the fit, fits to other data."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, is_classifier, is_regressor
from sklearn.utils import get_tags

from paramlens.experiment.answers import Answers, Distance, distance, fit_and_answer
from paramlens.experiment.guard import attempt
from paramlens.experiment.held import Fits
from paramlens.experiment.rows import OTHER_IN_KIND, OtherData, Rows
from paramlens.experiment.subjects import Noise
from paramlens.experiment.trials import Experiment, prepared

__all__ = ["at_the_fit", "fits_of", "nearly", "noise_of", "takes_labels", "takes_similarities"]

_MOMENT = 5.0
_LAST_DIGIT = 1e-12
_REFITS = 2
_MORE_REFITS = 6
_MOST_CLASSES = 20
_NONE = Distance(0.0, 0.0, "nothing")
_COUNTERPARTS = {"fit_transform": "transform", "fit_predict": "predict"}


def takes_labels(estimator: BaseEstimator, y: object) -> bool:
    """Whether the targets are classes: for a classifier, and for selectors and samplers that are given labels.

    Parameters
    ----------
    estimator : estimator
        It is only asked what it is.
    y : array-like or None
        The targets.

    Returns
    -------
    bool
    """
    if attempt(lambda: is_classifier(estimator), seconds=_MOMENT).value:
        return True
    if y is None or np.ndim(y) != 1 or attempt(lambda: is_regressor(estimator), seconds=_MOMENT).value is not False:
        return False
    labels = np.asarray(y)
    return labels.dtype.kind in "iubOUS" and len(pd.unique(labels)) <= _MOST_CLASSES < len(labels)


def takes_similarities(estimator: BaseEstimator) -> bool:
    """Whether rows are similarities or distances to the rows fitted to, so that no row can be held out.

    Parameters
    ----------
    estimator : estimator
        It is only asked what it is.

    Returns
    -------
    bool
    """
    return bool(attempt(lambda: get_tags(estimator).input_tags.pairwise, seconds=_MOMENT).value)


def at_the_fit(estimator: BaseEstimator, rows: Rows, seed: int, seconds: float) -> tuple[str, ...]:
    """Methods that fit and answer at once, where they answer otherwise than a fitted model, or alone.

    Parameters
    ----------
    estimator : estimator
        It is copied, not changed.
    rows : Rows
        To fit to.
    seed : int
        For open seeds.
    seconds : float
        The limit of a fit.

    Returns
    -------
    tuple of str
    """
    found = [] if not _offers(estimator, "fit_resample") else ["fit_resample"]
    for name, counterpart in _COUNTERPARTS.items():
        if not _offers(estimator, name):
            continue
        if name == "fit_predict":
            found += [] if _offers(estimator, counterpart) else [name]
        elif not _offers(estimator, counterpart):
            found += [] if _offers(estimator, "fit") else [name]
        else:
            made = attempt(lambda: _both_ways(estimator, rows, seed), seconds=seconds, seed=seed)
            found += [name] if not made.failed and made.value.largest > 0 else []
    return tuple(found)


def _offers(estimator: object, name: str) -> bool:
    return attempt(lambda: hasattr(estimator, name), seconds=_MOMENT).value is True


def _both_ways(estimator: BaseEstimator, rows: Rows, seed: int) -> Distance:
    """How far a transformation at the fit lies from that of the fitted model."""
    whole = Rows(rows.X, rows.y, {"training rows": rows.X})
    _, answers = fit_and_answer(lambda: prepared(estimator, {}, seed), whole, at_the_fit=("fit_transform",))
    later = Answers({"transform": answers.given["transform on training rows"]})
    return distance(later, Answers({"transform": answers.given["fit_transform on training rows"]}))


def nearly(rows: Rows) -> Rows | None:
    """Rows that differ in the twelfth digit.

    Parameters
    ----------
    rows : Rows
        Those that they are to be nearly like.

    Returns
    -------
    Rows or None
        None if the rows are no array of fractions.
    """
    X = rows.X
    if sparse.issparse(X) or isinstance(X, pd.DataFrame | list) or np.asarray(X).dtype.kind != "f":
        return None
    factors = 1 + _LAST_DIGIT * np.random.default_rng(0).uniform(-1, 1, np.shape(X))
    return Rows((np.asarray(X) * factors).astype(np.asarray(X).dtype), rows.y, rows.asked)


def noise_of(experiment: Experiment, close: Rows | None) -> Noise:
    """How far answers lie apart although nothing was changed that should matter.

    Parameters
    ----------
    experiment : Experiment
        Whose estimator can be fitted as given.
    close : Rows or None
        Nearly the rows of the experiment.

    Returns
    -------
    Noise
        From two more fits, and from eight if those differ.
    """
    base = experiment.outcome().answers
    apart = _apart_from(base, experiment, _REFITS)
    if any(one.largest > 0 for one in apart):
        apart += _apart_from(base, experiment, _MORE_REFITS)
    rounded = None if close is None else experiment.on(close).outcome().answers
    furthest = max(apart, key=lambda one: one.effect, default=_NONE)
    return Noise(furthest, _NONE if rounded is None else distance(base, rounded))


def _apart_from(base: Answers, experiment: Experiment, n_refits: int) -> list[Distance]:
    refits = [experiment.afresh({}) for _ in range(n_refits)]
    return [distance(base, one) for one in refits if one is not None]


def fits_of(experiment: Experiment, others: OtherData) -> Fits | None:
    """Models of the estimator as given: to the rows, to the rows again, with another seed, and to other data.

    Parameters
    ----------
    experiment : Experiment
        Whose estimator can be fitted as given.
    others : dict of str to callable
        Other data, by what was done.

    Returns
    -------
    Fits or None
        None if the fit fails this time.
    """
    base = experiment.fitted()
    if base is None:
        return None
    model, answers = base
    names = experiment.estimator.get_params(deep=True)
    seeds = {name: experiment.seed + 1 for name in names if name.split("__")[-1] == "random_state"}
    told = {what: make for what, make in others.items() if what not in OTHER_IN_KIND or what == "fewer rows"}
    elsewhere = {what: experiment.on(make()).fitted() for what, make in told.items()}
    return Fits(
        model=model,
        again=_model_of(experiment.fitted()),
        reseeded=_model_of(experiment.fitted(seeds)),
        others={what: made[0] for what, made in elsewhere.items() if made is not None},
        rows=experiment.rows,
        answers=answers,
        seconds=experiment.seconds,
        seed=experiment.seed,
    )


def _model_of(made: tuple[object, Answers] | None) -> object:
    return None if made is None else made[0]

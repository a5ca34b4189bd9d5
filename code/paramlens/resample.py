"""Vary the data, hold every hyperparameter: how far the learned numbers move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, is_classifier
from sklearn.utils.multiclass import type_of_target

from paramlens.checks import check_data, check_estimator, check_whole, settings
from paramlens.counting import count_numbers
from paramlens.runs import Fit, chosen_scoring, run
from paramlens.tidy import learned_numbers, wide

__all__ = ["Resamples", "resample"]


@dataclass(frozen=True, eq=False, repr=False)
class Resamples:
    """What came of fitting one estimator to many resamples of its data.

    Attributes
    ----------
    models : tuple of estimators
        One per resample; all have the same arguments.
    parameters : pandas.DataFrame
        Every number that the models learned, one row each. Columns ``resample`` (int),
        ``attribute``, ``element`` (the feature's name, or indices such as ``"1,2"``, or ``""`` for
        a single number) and ``number``. Attributes that are no numbers, such as trees, and those of
        more than 10 000 numbers are left out.
    scores : pandas.DataFrame
        Columns ``resample``, ``split`` (``"train"``, the rows drawn, or ``"out-of-bag"``, the rows
        not drawn) and ``score``. Without rows if the estimator cannot be scored.
    scoring : str
        What the scores are, such as ``"accuracy"``; greater is better.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import datasets, resample
    >>> found = resample(LinearRegression(), *datasets.curve(), n_resamples=20)
    >>> found.learned("coef_").shape
    (20, 1)
    """

    models: tuple[BaseEstimator, ...]
    parameters: pd.DataFrame
    scores: pd.DataFrame
    scoring: str

    def learned(self, attribute: str) -> pd.DataFrame:
        """The numbers of one fitted attribute in every resample.

        Parameters
        ----------
        attribute : str
            Such as ``"coef_"``, or ``"ridge__coef_"`` in a pipeline.

        Returns
        -------
        pandas.DataFrame of shape (n_resamples, n_elements)
            Index ``resample``; columns: the labels of the elements. NaN where a model has no such
            element.

        Raises
        ------
        ValueError
            If no model has numbers under that name; the message lists the names there are.
        """
        every = pd.RangeIndex(len(self.models), name="resample")
        return wide(self.parameters.set_index("resample"), attribute).reindex(every)

    def to_frame(self) -> pd.DataFrame:
        """One row per resample.

        Returns
        -------
        pandas.DataFrame
            Columns ``resample``; ``train`` and ``out-of-bag``, the scores; and ``n_learned``, how
            many numbers the fit learned, including those that `parameters` leaves out.
        """
        scores = self.scores.pivot(index="resample", columns="split", values="score")
        table = scores.reindex(index=range(len(self.models)), columns=["train", "out-of-bag"])
        table["n_learned"] = [count_numbers(model) for model in self.models]
        return table.rename_axis(index="resample", columns=None).reset_index()

    def __repr__(self) -> str:
        text = f"{type(self.models[0]).__name__} on {len(self.models)} resamples"
        out_of_bag = self.scores.loc[self.scores["split"] == "out-of-bag", "score"]
        if out_of_bag.isna().all():
            return f"<Resamples: {text}>"
        return f"<Resamples: {text}; mean out-of-bag {self.scoring} {out_of_bag.mean():.3g}>"

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()


def resample(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    n_resamples: int = 50,
    seed: int = 0,
    scoring: str | Callable[..., float] | None = None,
    n_jobs: int | None = None,
    progress: bool | None = None,
) -> Resamples:
    """Fit copies of an estimator to bootstrap resamples: what moves is learned, what stays was set.

    A resample draws as many rows as there are, with replacement. For a classifier each row gives way
    to one of its own class, so that every class keeps its size.

    Parameters
    ----------
    estimator : estimator
        It is not changed. Where an argument ``random_state`` is None the copies have 0, so that
        nothing but the rows tells them apart.
    X : array-like or sparse matrix of shape (n_samples, n_features), or list of str
        The data, whatever the estimator takes; not changed.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), optional
        The targets; None if the estimator needs none.
    n_resamples : int, default=50
        At least 2.
    seed : int, default=0
        Decides which rows are drawn.
    scoring : str, callable or None
        A scorer as in scikit-learn, greater is better; None is the estimator's own ``score``.
    n_jobs : int or None
        How many fits run at a time, as in joblib; `joblib.parallel_config` says where. The result
        is the same for any number.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.

    Returns
    -------
    Resamples
        The score of a resample that left no row out is NaN out of the bag.

    Raises
    ------
    TypeError
        If `estimator` is a class or no estimator, or `n_resamples` or `seed` is no integer.
    ValueError
        If `n_resamples` is less than 2 or `seed` negative, if the data are empty, of different
        lengths, or missing where the estimator needs them, or if a fit fails.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7, 1-26.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import datasets, resample
    >>> scatter = resample(LinearRegression(), *datasets.diabetes(), n_resamples=20)
    >>> scatter.learned("coef_").shape
    (20, 10)
    """
    check_estimator(estimator)
    check_whole("n_resamples", n_resamples, least=2)
    check_whole("seed", seed, least=0)
    check_data(estimator, X, y)
    settings(estimator, {}, argument="estimator")
    judged_by = chosen_scoring(estimator, scoring)
    n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
    classes = _classes(estimator, y)
    rng = np.random.default_rng(seed)
    fits = []
    for number in range(n_resamples):
        rows = _drawn(n_rows, classes, rng)
        out_of_bag = np.setdiff1d(np.arange(n_rows), rows)
        fits.append(Fit(f"resample {number}", {}, rows, {"train": rows, "out-of-bag": out_of_bag}))
    outcomes = run(estimator, fits, X, y, scoring=judged_by, n_jobs=n_jobs, progress=progress)
    models = tuple(outcome.model for outcome in outcomes)
    judged = enumerate(outcomes if judged_by.scorer is not None else [])
    scores = pd.DataFrame(
        [(number, split, score) for number, outcome in judged for split, score in outcome.scores.items()],
        columns=["resample", "split", "score"],
    )
    return Resamples(
        models=models,
        parameters=learned_numbers(models, X).rename_axis("resample").reset_index(),
        scores=scores.astype({"resample": int, "split": str, "score": float}),
        scoring=judged_by.label,
    )


def _classes(estimator: BaseEstimator, y: ArrayLike | None) -> np.ndarray | None:
    if y is None or not is_classifier(estimator) or type_of_target(y) not in ("binary", "multiclass"):
        return None
    return np.asarray(y).ravel()


def _drawn(n_rows: int, classes: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """Rows with replacement; within classes, each at the place of one of its class."""
    if classes is None:
        return rng.integers(n_rows, size=n_rows)
    rows = np.empty(n_rows, dtype=int)
    for label in np.unique(classes):
        members = np.flatnonzero(classes == label)
        rows[members] = rng.choice(members, size=len(members))
    return rows

"""Vary one or two hyperparameters, hold the data: what is learned, and how well it predicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.checks import candidates, check_data, check_estimator, check_names, settings
from paramlens.counting import count_numbers
from paramlens.runs import Fit, chosen_scoring, folds, run
from paramlens.tidy import learned_numbers, wide

__all__ = ["Sweep", "grid", "sweep"]


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What came of fitting an estimator at several settings of one or two hyperparameters.

    Attributes
    ----------
    names : tuple of str
        The arguments that were varied.
    points : pandas.DataFrame
        One row per setting, in the order given; columns are `names`.
    models : tuple of estimators
        One per point, fitted to all rows.
    parameters : pandas.DataFrame
        Every number that the models learned, one row each. Index ``point``, the row in `points`;
        columns `names`, ``attribute``, ``element`` (the feature's name, or indices such as
        ``"1,2"``, or ``""`` for a single number) and ``number``. Attributes that are no numbers,
        such as trees, and those of more than 10 000 numbers are left out.
    scores : pandas.DataFrame
        One row per point, split and fold of the cross-validation. Index ``point``; columns `names`,
        ``split`` (``"train"`` or ``"validation"``), ``fold`` (int) and ``score``. Without rows if
        the estimator cannot be scored.
    scoring : str
        What the scores are, such as ``"accuracy"``; greater is better.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from paramlens import datasets, sweep
    >>> sweep(SVC(), "C", [0.01, 1, 100], *datasets.two_moons(100))
    <Sweep: SVC at 3 settings of C; best validation accuracy with C=1>
    """

    names: tuple[str, ...]
    points: pd.DataFrame
    models: tuple[BaseEstimator, ...]
    parameters: pd.DataFrame
    scores: pd.DataFrame
    scoring: str

    def learned(self, attribute: str) -> pd.DataFrame:
        """The numbers of one fitted attribute at every point.

        Parameters
        ----------
        attribute : str
            Such as ``"coef_"``, or ``"ridge__coef_"`` in a pipeline.

        Returns
        -------
        pandas.DataFrame of shape (n_points, n_elements)
            Index: the varied hyperparameter (two levels for a grid), in the order given; columns:
            the labels of the elements. NaN where a model has no such element.

        Raises
        ------
        ValueError
            If no model has numbers under that name; the message lists the names there are.
        """
        table = wide(self.parameters, attribute).reindex(range(len(self.points)))
        if len(self.names) > 1:
            return table.set_axis(pd.MultiIndex.from_frame(self.points))
        # Index would take tuples, such as the sizes of hidden layers, for levels.
        return table.set_axis(pd.Index(self.points[self.names[0]], tupleize_cols=False))

    def to_frame(self) -> pd.DataFrame:
        """One row per setting.

        Returns
        -------
        pandas.DataFrame
            Columns: `names`; ``train`` and ``validation``, the mean scores over the folds; and
            ``n_learned``, how many numbers the fit to all rows learned, including those that
            `parameters` leaves out.
        """
        means = self.scores.groupby(["point", "split"])["score"].mean().unstack("split")
        means = means.reindex(index=range(len(self.points)), columns=["train", "validation"])
        counts = [count_numbers(model) for model in self.models]
        return self.points.assign(train=means["train"], validation=means["validation"], n_learned=counts)

    def best(self) -> dict[str, object]:
        """The setting with the best mean validation score; the first of equals.

        Returns
        -------
        dict
            Values by name, ready for ``estimator.set_params(**best)``.

        Raises
        ------
        ValueError
            If there are no scores.
        """
        means = self.scores.query("split == 'validation'").groupby("point")["score"].mean()
        if means.isna().all():
            raise ValueError(
                f"best() needs validation scores, and {type(self.models[0]).__name__} has none; "
                "give the sweep a scoring"
            )
        row = self.points.loc[means.idxmax()]
        return {name: _python(self.points.at[row.name, name]) for name in self.names}

    def __repr__(self) -> str:
        model = type(self.models[0]).__name__
        text = f"{model} at {len(self.points)} settings of {' and '.join(self.names)}"
        if self.scores["score"].isna().all():
            return f"<Sweep: {text}>"
        best = ", ".join(f"{name}={value!r}" for name, value in self.best().items())
        return f"<Sweep: {text}; best validation {self.scoring} with {best}>"

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()


def sweep(
    estimator: BaseEstimator,
    name: str,
    values: Iterable[object],
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    scoring: str | Callable[..., float] | None = None,
    cv: object = None,
    n_jobs: int | None = None,
    progress: bool | None = None,
) -> Sweep:
    """Fit copies of an estimator with one hyperparameter at several values.

    For each value one copy is fitted to all rows, to see what it learns, and one in each fold of a
    cross-validation, to see how well it predicts.

    Parameters
    ----------
    estimator : estimator
        It is not changed. Where an argument ``random_state`` is None the copies have 0, so that
        nothing but the swept value tells them apart.
    name : str
        The argument to vary; ``svc__C`` for the ``C`` of a pipeline's step ``svc``.
    values : iterable
        At least one candidate, each once: numbers, strings, None, tuples, estimators.
    X : array-like or sparse matrix of shape (n_samples, n_features), or list of str
        The data, whatever the estimator takes; not changed.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), optional
        The targets; None if the estimator needs none.
    scoring : str, callable or None
        A scorer as in scikit-learn, greater is better; None is the estimator's own ``score``.
    cv : int, splitter, iterable or None
        The cross-validation as in scikit-learn; None is 5 folds. A splitter that shuffles without a
        seed gets the seed 0.
    n_jobs : int or None
        How many fits run at a time, as in joblib; `joblib.parallel_config` says where. The result
        is the same for any number.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.

    Returns
    -------
    Sweep

    Raises
    ------
    TypeError
        If `estimator` is a class or no estimator, `values` a string or a single value, or another
        argument of a kind that cannot be used.
    ValueError
        If the estimator has no such argument or rejects a value, a candidate comes twice, the data
        are empty, of different lengths, or missing where the estimator needs them, or a fit fails;
        the message then says with which value.

    References
    ----------
    `sklearn.model_selection.validation_curve` gives the same scores.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import datasets, sweep
    >>> path = sweep(Ridge(), "alpha", [0.1, 1, 10], *datasets.diabetes())
    >>> path.learned("coef_").shape
    (3, 10)
    """
    check_estimator(estimator)
    check_names(estimator, [name])
    listed = {name: candidates(name, values)}
    check_data(estimator, X, y)
    tried = settings(estimator, listed, argument="values")
    return _swept(estimator, tried, X, y, scoring=scoring, cv=cv, n_jobs=n_jobs, progress=progress)


def grid(
    estimator: BaseEstimator,
    grid: Mapping[str, Iterable[object]],
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    scoring: str | Callable[..., float] | None = None,
    cv: object = None,
    n_jobs: int | None = None,
    progress: bool | None = None,
) -> Sweep:
    """Fit copies of an estimator with two hyperparameters at every pair of values.

    Parameters
    ----------
    estimator : estimator
        It is not changed; seeds left open are fixed as in `sweep`.
    grid : dict of two
        Candidates by argument name; the first name varies slowest.
    X, y, scoring, cv, n_jobs, progress : as in `sweep`
        The data, and how to judge and run the fits.

    Returns
    -------
    Sweep

    Raises
    ------
    TypeError, ValueError
        As in `sweep`, and if `grid` is not a dict with two names.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from paramlens import datasets, grid
    >>> pairs = grid(SVC(), {"C": [1, 10], "gamma": [0.1, 1]}, *datasets.two_moons(60))
    >>> len(pairs.points)
    4
    """
    check_estimator(estimator)
    if not isinstance(grid, Mapping):
        raise TypeError(f"grid must be a dict of two names with their candidates, got {grid!r}")
    if len(grid) != 2:
        raise ValueError(f"grid must hold two names with their candidates, got {len(grid)}: {list(grid)}")
    check_names(estimator, grid)
    listed = {name: candidates(name, values, argument=f"grid[{name!r}]") for name, values in grid.items()}
    check_data(estimator, X, y)
    tried = settings(estimator, listed, argument="grid[{name!r}]")
    return _swept(estimator, tried, X, y, scoring=scoring, cv=cv, n_jobs=n_jobs, progress=progress)


def _swept(
    estimator: BaseEstimator,
    tried: list[dict[str, object]],
    X: ArrayLike,
    y: ArrayLike | None,
    *,
    scoring: str | Callable[..., float] | None,
    cv: object,
    n_jobs: int | None,
    progress: bool | None,
) -> Sweep:
    judged_by = chosen_scoring(estimator, scoring)
    splits = folds(estimator, X, y, cv) if judged_by.scorer is not None else []
    texts = [", ".join(f"{name}={value!r}" for name, value in setting.items()) for setting in tried]
    refits = [Fit(where, setting) for where, setting in zip(texts, tried, strict=True)]
    in_folds = [
        Fit(
            f"{where} in fold {fold}", setting, rows, {"train": rows, "validation": held_out}, kept=False
        )
        for where, setting in zip(texts, tried, strict=True)
        for fold, (rows, held_out) in enumerate(splits)
    ]
    outcomes = run(
        estimator, refits + in_folds, X, y, scoring=judged_by, n_jobs=n_jobs, progress=progress
    )
    models = tuple(outcome.model for outcome in outcomes[: len(refits)])
    names = tuple(tried[0])
    points = pd.DataFrame({name: column([setting[name] for setting in tried]) for name in names})
    scores = pd.DataFrame(
        [
            (position // len(splits), split, position % len(splits), score)
            for position, outcome in enumerate(outcomes[len(refits) :])
            for split, score in outcome.scores.items()
        ],
        columns=["point", "split", "fold", "score"],
    ).astype({"point": int, "split": str, "fold": int, "score": float})
    return Sweep(
        names=names,
        points=points,
        models=models,
        parameters=_beside(points, learned_numbers(models, X)),
        scores=_beside(points, scores.set_index("point")),
        scoring=judged_by.label,
    )


def _beside(points: pd.DataFrame, tidy: pd.DataFrame) -> pd.DataFrame:
    """The table with the setting of its point in front; the index says which point."""
    setting = points.take(tidy.index).set_axis(tidy.index)
    return pd.concat([setting, tidy], axis=1).rename_axis("point")


def column(values: list[object]) -> pd.Series:
    """A column that keeps every value what it is: None stays None, and 1 beside 0.5 stays whole.

    Parameters
    ----------
    values : list
        The candidates of one hyperparameter.

    Returns
    -------
    pandas.Series

    Examples
    --------
    >>> from paramlens.sweep import column
    >>> column([None, 3]).tolist()
    [None, 3]
    """
    kinds = {type(value) for value in values}
    if kinds in ({int}, {float}, {bool}, {str}):
        return pd.Series(values)
    return pd.Series(values, dtype=object)


def _python(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value

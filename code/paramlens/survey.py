"""Try every setting of a small grid on many splits: what mattered, and what the default lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats
from sklearn.base import BaseEstimator, is_classifier
from sklearn.model_selection import train_test_split
from sklearn.utils.multiclass import type_of_target

from paramlens.checks import candidates, check_data, check_estimator, check_names, check_whole, settings
from paramlens.runs import Fit, chosen_scoring, run
from paramlens.sweep import column

__all__ = ["Survey", "survey"]

_TEST = 0.2
_VALIDATION = 0.25
_FEWEST_ROWS = 10
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """What came of trying every setting of a grid, and the default, on many splits of the rows.

    Attributes
    ----------
    names : tuple of str
        The arguments that were varied.
    points : pandas.DataFrame
        One row per setting, in the order given; columns are `names`.
    default : dict
        The values that the estimator was given with, by name.
    scores : pandas.DataFrame
        One row per setting and split. Index ``point``, the row in `points`; columns `names`,
        ``split`` (int), ``validation`` and ``test``, the scores.
    default_scores : pandas.DataFrame
        One row per split; index ``split``, columns ``validation`` and ``test``.
    scoring : str
        What the scores are, such as ``"accuracy"``; greater is better.
    shape : tuple of int
        How many candidates each name has.
    rows : tuple of int
        How many rows of a split were for training, for validation and for the test.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from paramlens import datasets, survey
    >>> space = {"n_neighbors": [1, 5, 25], "weights": ["uniform", "distance"]}
    >>> tried = survey(KNeighborsClassifier(), space, *datasets.two_moons(100), n_splits=5)
    >>> tried.importance().index.tolist()
    ['n_neighbors', 'weights', 'together']
    """

    names: tuple[str, ...]
    points: pd.DataFrame
    default: dict[str, object]
    scores: pd.DataFrame
    default_scores: pd.DataFrame
    scoring: str
    shape: tuple[int, ...]
    rows: tuple[int, int, int]

    def importance(self) -> pd.DataFrame:
        """Which share of the score's variance over the grid each hyperparameter explains.

        In every split the validation scores are taken apart as in an analysis of variance: the
        share of a hyperparameter is the variance of its marginal means. What is left belongs to
        no one alone. The shares are about the grid: other ranges give other shares.

        Returns
        -------
        pandas.DataFrame
            Index `names`, then ``"together"``, the share of all interactions; columns ``share``,
            the mean over the splits, and ``low`` and ``high``, the 2.5 and 97.5 percentiles over
            the splits. NaN if no split's score depends on the setting.

        References
        ----------
        Hutter, F., Hoos, H. and Leyton-Brown, K. (2014). An efficient approach for assessing
        hyperparameter importance. ICML, 754-762.
        """
        scores = self._validation()
        cube = scores.reshape(-1, *self.shape)
        total = scores.var(axis=1)
        shares = {}
        for axis, name in enumerate(self.names, start=1):
            others = tuple(other for other in range(1, cube.ndim) if other != axis)
            with np.errstate(invalid="ignore"):
                shares[name] = cube.mean(axis=others).var(axis=1) / np.where(total > 0, total, np.nan)
        found = pd.DataFrame(shares)
        rest = 1 - found.sum(axis=1, skipna=False)
        found["together"] = rest.mask(rest < _ROUNDING, 0.0)
        low, high = found.quantile(0.025), found.quantile(0.975)
        return pd.DataFrame({"share": found.mean(), "low": low, "high": high})

    def chosen(self) -> pd.DataFrame:
        """The setting that the validation rows of each split choose; the first of equals.

        Returns
        -------
        pandas.DataFrame
            Index ``split``; columns `names`, ``validation`` and ``test``, the scores of the chosen
            setting, and ``default``, the test score of the default.
        """
        best = self._validation().argmax(axis=1)
        splits = np.arange(len(best))
        picked = self.scores.set_index("split", append=True).loc[list(zip(best, splits, strict=True))]
        return picked.droplevel("point").assign(default=self.default_scores["test"])

    def gain(self) -> pd.Series:
        """What choosing on validation rows brought on test rows, against leaving the default.

        Returns
        -------
        pandas.Series
            ``gain``, the test score of the chosen setting minus that of the default, mean over the
            splits; ``low`` and ``high``, the ends of its 95 % interval. The interval is Student's,
            made wider because splits share rows.

        References
        ----------
        Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning
        52, 239-281.
        """
        table = self.chosen()
        gained = (table["test"] - table["default"]).to_numpy()
        training, _, test = self.rows
        error = gained.std(ddof=1) * np.sqrt(1 / len(gained) + test / training)
        reach = stats.t.ppf(0.975, len(gained) - 1) * error
        return pd.Series({"gain": gained.mean(), "low": gained.mean() - reach, "high": gained.mean() + reach})

    def to_frame(self) -> pd.DataFrame:
        """One row per setting.

        Returns
        -------
        pandas.DataFrame
            Columns: `names`; ``validation`` and ``test``, the mean scores over the splits.
        """
        means = self.scores.groupby("point")[["validation", "test"]].mean()
        return self.points.assign(validation=means["validation"], test=means["test"])

    def _validation(self) -> np.ndarray:
        """Validation scores of shape (n_splits, n_points)."""
        table = self.scores.reset_index().pivot(index="split", columns="point", values="validation")
        return table.to_numpy()

    def __repr__(self) -> str:
        gain, low, high = self.gain()
        return (
            f"<Survey: {len(self.points)} settings of {' and '.join(self.names)} on "
            f"{len(self.default_scores)} splits; choosing gains {gain:+.3g} {self.scoring} "
            f"(from {low:+.3g} to {high:+.3g}) over the default>"
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()


def survey(
    estimator: BaseEstimator,
    space: Mapping[str, Iterable[object]],
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    n_splits: int = 20,
    seed: int = 0,
    scoring: str | Callable[..., float] | None = None,
    n_jobs: int | None = None,
    progress: bool | None = None,
) -> Survey:
    """Judge an estimator at every setting of a grid on many splits into three kinds of rows.

    In each split 60 % of the rows are for training, 20 % for validation, 20 % for the test, drawn
    anew. Every setting, and the estimator as given, is fitted to the training rows and scored on the
    two other kinds: the validation rows choose, the test rows say what the choice is worth.

    Parameters
    ----------
    estimator : estimator
        With the arguments that count as the default. It is not changed. Where an argument
        ``random_state`` is None the copies have the number of the split, so that settings are
        compared under one seed, and no seed decides alone.
    space : dict
        Candidates by argument name, ``svc__C`` for the ``C`` of a pipeline's step ``svc``. Every
        combination is tried.
    X : array-like or sparse matrix of shape (n_samples, n_features), or list of str
        The data, at least 10 rows; not changed.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), optional
        The targets; None if the estimator needs none. For a classifier every kind of rows gets its
        share of each class.
    n_splits : int, default=20
        At least 2.
    seed : int, default=0
        Decides how the rows are split.
    scoring : str, callable or None
        A scorer as in scikit-learn, greater is better; None is the estimator's own ``score``.
    n_jobs : int or None
        How many fits run at a time, as in joblib. The result is the same for any number.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.

    Returns
    -------
    Survey

    Raises
    ------
    TypeError
        If `estimator` is a class or no estimator, `space` no dict, candidates a string or a single
        value, or `n_splits` or `seed` no integer.
    ValueError
        If `space` is empty, the estimator has no such argument or rejects a value, a candidate
        comes twice, the estimator cannot be scored, the data are too few, of different lengths or
        missing where the estimator needs them, a class has too few rows for three kinds, or a fit
        fails; the message then says with which setting.

    Examples
    --------
    A tree that grows until its leaves are pure loses to one that is kept small, on all splits taken
    together.

    >>> from sklearn.tree import DecisionTreeRegressor
    >>> from paramlens import datasets, survey
    >>> tried = survey(DecisionTreeRegressor(), {"max_depth": [2, 3, None]}, *datasets.diabetes())
    >>> bool(tried.gain()["low"] > 0)
    True
    """
    check_estimator(estimator)
    check_whole("n_splits", n_splits, least=2)
    check_whole("seed", seed, least=0)
    if not isinstance(space, Mapping):
        raise TypeError(f"space must be a dict of names with their candidates, got {space!r}")
    if not space:
        raise ValueError("space must hold at least one name with its candidates, got none")
    check_names(estimator, space)
    listed = {name: candidates(name, values, argument=f"space[{name!r}]") for name, values in space.items()}
    check_data(estimator, X, y)
    tried = settings(estimator, listed, argument="space[{name!r}]")
    judged_by = chosen_scoring(estimator, scoring)
    if judged_by.scorer is None:
        raise ValueError(f"{type(estimator).__name__} has no score of its own; give the survey a scoring")
    splits = _splits(estimator, X, y, n_splits, seed)
    fits = [
        Fit(_said(setting, number), setting, training, held_out, kept=False, seed=number)
        for setting in [*tried, {}]
        for number, (training, held_out) in enumerate(splits)
    ]
    outcomes = run(estimator, fits, X, y, scoring=judged_by, n_jobs=n_jobs, progress=progress)
    names = tuple(listed)
    points = pd.DataFrame({name: column([setting[name] for setting in tried]) for name in names})
    scores = pd.DataFrame([dict(outcome.scores) for outcome in outcomes])
    scores.insert(0, "split", np.tile(np.arange(n_splits), len(tried) + 1))
    of_settings = scores.iloc[:-n_splits].set_axis(np.repeat(np.arange(len(tried)), n_splits)).rename_axis("point")
    training, held_out = splits[0]
    arguments = estimator.get_params(deep=True)
    return Survey(
        names=names,
        points=points,
        default={name: arguments[name] for name in names},
        scores=pd.concat([points.take(of_settings.index).set_axis(of_settings.index), of_settings], axis=1),
        default_scores=scores.iloc[-n_splits:].set_index("split"),
        scoring=judged_by.label,
        shape=tuple(len(values) for values in listed.values()),
        rows=(len(training), len(held_out["validation"]), len(held_out["test"])),
    )


def _said(setting: Mapping[str, object], number: int) -> str:
    text = ", ".join(f"{name}={value!r}" for name, value in setting.items()) or "the default"
    return f"{text} in split {number}"


def _splits(
    estimator: BaseEstimator, X: ArrayLike, y: ArrayLike | None, n_splits: int, seed: int
) -> list[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Training rows, and the rows to judge on, by position."""
    n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
    if n_rows < _FEWEST_ROWS:
        raise ValueError(f"X must have at least {_FEWEST_ROWS} rows to be split in three, got {n_rows}")
    rows, classes = np.arange(n_rows), None
    if y is not None and is_classifier(estimator) and type_of_target(y) in ("binary", "multiclass"):
        classes = np.asarray(y).ravel()
    splits = []
    for state in np.random.default_rng(seed).integers(2**31, size=n_splits):
        try:
            rest, test = _parted(rows, classes, _TEST, int(state))
            training, validation = _parted(rest, classes, _VALIDATION, int(state))
        except ValueError as error:
            raise ValueError(f"y must have enough rows of every class to be split in three: {error}") from error
        splits.append((training, {"validation": validation, "test": test}))
    return splits


def _parted(rows: np.ndarray, classes: np.ndarray | None, share: float, state: int) -> list[np.ndarray]:
    return train_test_split(
        rows, test_size=share, random_state=state, stratify=None if classes is None else classes[rows]
    )

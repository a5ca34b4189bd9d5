"""What is to be tuned: a space, an objective, and a fidelity if the objective can be had for less."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, is_classifier
from sklearn.model_selection import train_test_split

from paramlens.checks import check_data, check_estimator, check_names, check_whole
from paramlens.runs import Fit, Scoring, chosen_scoring, folds, run
from paramlens.tuning.dimensions import Dimension
from paramlens.tuning.space import Setting, Space

__all__ = ["Fidelity", "Problem"]


@dataclass(frozen=True)
class Fidelity:
    """What of a trial can be had for less: passes over the data, rows, trees.

    Attributes
    ----------
    name : str
        What is counted.
    low, high : int
        The least that tells anything, and the whole; at least 1.

    Raises
    ------
    TypeError
        If the name is no string or an end no whole number.
    ValueError
        If `low` is less than 1 or not below `high`.

    Examples
    --------
    >>> from paramlens.tuning import Fidelity
    >>> Fidelity("n_epochs", 1, 27).rungs(3)
    [1, 3, 9, 27]
    """

    name: str
    low: int
    high: int

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise TypeError(f"name of Fidelity must be a string, got {self.name!r}")
        for end, value in (("low", self.low), ("high", self.high)):
            if not isinstance(value, numbers.Integral) or isinstance(value, bool):
                raise TypeError(f"{end} of Fidelity must be a whole number, got {value!r}")
            object.__setattr__(self, end, int(value))
        if not 1 <= self.low < self.high:
            raise ValueError(f"Fidelity must have 1 ≤ low < high, got low={self.low} and high={self.high}")

    def rungs(self, factor: int) -> list[int]:
        """Fidelities from `low` to `high`, each about `factor` times the one before.

        Parameters
        ----------
        factor : int
            At least 2.

        Returns
        -------
        list of int
            The last is `high`; the others are whole parts of it.

        Raises
        ------
        TypeError, ValueError
            If `factor` is no whole number, or less than 2.
        """
        check_whole("factor", factor, least=2)
        n_steps = int(math.floor(math.log(self.high / self.low) / math.log(factor) + 1e-9))
        return [max(self.low, round(self.high / factor**step)) for step in range(n_steps, -1, -1)]


@dataclass(frozen=True)
class Problem:
    """A space, and what to make as great as possible over it.

    Attributes
    ----------
    space : Space
        A dict of dimensions is made one.
    objective : callable
        ``objective(setting)`` returns a score, greater is better, as in scikit-learn; with a fidelity
        it is called as ``objective(setting, amount)``. `setting` is a dict of the hyperparameters that
        are awake. A call that raises or returns no finite number is a failed trial.
    fidelity : Fidelity or None
        What can be had for less.

    Raises
    ------
    TypeError
        If the space, the objective or the fidelity is of another kind.
    ValueError
        If the space is not sound; see `Space`.

    Examples
    --------
    >>> from paramlens.tuning import Problem, Real, tune
    >>> problem = Problem({"x": Real(-1, 1)}, lambda setting: -setting["x"] ** 2)
    >>> tune(problem, "grid", budget=5).best
    {'x': 0.0}
    """

    space: Space
    objective: Callable[..., float]
    fidelity: Fidelity | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.space, Space):
            object.__setattr__(self, "space", Space(self.space))
        if not callable(self.objective):
            raise TypeError(f"objective must be callable, got {self.objective!r}")
        if self.fidelity is not None and not isinstance(self.fidelity, Fidelity):
            raise TypeError(f"fidelity must be a Fidelity or None, got {self.fidelity!r}")

    @classmethod
    def of(
        cls,
        estimator: BaseEstimator,
        space: Space | Mapping[str, Dimension],
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        scoring: str | Callable[..., float] | None = None,
        cv: object = None,
        fidelity: Fidelity | None = None,
    ) -> Problem:
        """The problem of tuning an estimator: the objective is its mean cross-validated score.

        Parameters
        ----------
        estimator : estimator
            It is not changed. Where an argument ``random_state`` is None the copies have 0.
        space : dict or Space
            Dimensions by argument name; ``svc__C`` for the ``C`` of a pipeline's step ``svc``.
        X : array-like or sparse matrix of shape (n_samples, n_features)
            The data; not changed.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), optional
            The targets.
        scoring : str, callable or None
            A scorer as in scikit-learn, greater is better; None is the estimator's own ``score``.
        cv : int, splitter, iterable or None
            The cross-validation as in scikit-learn; None is 5 folds.
        fidelity : Fidelity or None
            Its name is an argument of the estimator that counts, such as ``"max_iter"``, or
            ``"n_rows"``: how many of the rows of each fold are fitted.

        Returns
        -------
        Problem

        Raises
        ------
        TypeError, ValueError
            If the estimator, the data or the scoring cannot be used, or a name of the space or of the
            fidelity is no argument of the estimator.

        Examples
        --------
        >>> from sklearn.svm import SVC
        >>> from paramlens import datasets
        >>> from paramlens.tuning import Problem, Real, tune
        >>> problem = Problem.of(SVC(), {"C": Real(0.1, 10, log=True)}, *datasets.two_moons(100))
        >>> tune(problem, "grid", budget=3).trials["C"].tolist()
        [0.1, 1.0, 10.0]
        """
        check_estimator(estimator)
        space = space if isinstance(space, Space) else Space(space)
        check_names(estimator, space.names)
        if fidelity is not None and not isinstance(fidelity, Fidelity):
            raise TypeError(f"fidelity must be a Fidelity or None, got {fidelity!r}")
        if fidelity is not None and fidelity.name in space.names:
            raise ValueError(f"fidelity must not be one of the names of the space, got {fidelity.name!r}")
        if fidelity is not None and fidelity.name != "n_rows":
            check_names(estimator, [fidelity.name])
        check_data(estimator, X, y)
        judged_by = chosen_scoring(estimator, scoring)
        if judged_by.scorer is None:
            raise ValueError(f"{type(estimator).__name__} has no score of its own; give the problem a scoring")
        splits = folds(estimator, X, y, cv)
        fewest = min(len(rows) for rows, _ in splits)
        if fidelity is not None and fidelity.name == "n_rows" and fidelity.high > fewest:
            raise ValueError(f"fidelity must not ask for more rows than a fold has ({fewest}), got {fidelity.high}")
        objective = _CrossValidated(estimator, X, y, judged_by, splits, fidelity.name if fidelity else "")
        return cls(space, objective, fidelity)


@dataclass(frozen=True)
class _CrossValidated:
    """The mean score over the folds."""

    estimator: BaseEstimator
    X: object
    y: object
    scoring: Scoring
    splits: list[tuple[np.ndarray, np.ndarray]]
    fidelity: str

    def __call__(self, setting: Setting, amount: int | None = None) -> float:
        chosen = dict(setting)
        if amount is not None and self.fidelity != "n_rows":
            chosen[self.fidelity] = amount
        fits = []
        for number, (rows, held_out) in enumerate(self.splits):
            if amount is not None and self.fidelity == "n_rows":
                rows = self._first(rows, amount)
            fits.append(Fit(f"fold {number}", chosen, rows, {"validation": held_out}, kept=False))
        outcomes = run(self.estimator, fits, self.X, self.y, scoring=self.scoring, n_jobs=None, progress=False)
        return float(np.mean([outcome.scores["validation"] for outcome in outcomes]))

    def _first(self, rows: np.ndarray, amount: int) -> np.ndarray:
        """The same rows for every setting; of every class its share."""
        if amount >= len(rows):
            return rows
        strata = np.asarray(self.y)[rows] if self.y is not None and is_classifier(self.estimator) else None
        return np.sort(train_test_split(rows, train_size=amount, random_state=0, stratify=strata)[0])

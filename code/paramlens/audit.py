"""Decide by experiment what every argument and every fitted attribute of an estimator is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from tqdm import tqdm

from paramlens import display
from paramlens.checks import check_data, check_estimator, check_seed
from paramlens.conventions import conventional_role
from paramlens.declared import Argument, arguments
from paramlens.experiment.learned_side import decide_attributes
from paramlens.experiment.preparation import (
    at_the_fit,
    fits_of,
    nearly,
    noise_of,
    takes_labels,
    takes_similarities,
)
from paramlens.experiment.rows import OtherData, Rows, other_data, split
from paramlens.experiment.said import is_component
from paramlens.experiment.set_side import decide_arguments
from paramlens.experiment.shown import remark_on, tables_of
from paramlens.experiment.surroundings import Surroundings, surroundings
from paramlens.experiment.trials import Experiment
from paramlens.experiment.verdict import Verdict
from paramlens.roles import Role, Side

__all__ = ["Audit", "audit"]

_FIRST_LIMIT = 30.0
_LEAST_LIMIT = 10.0
_TIMES_LONGER = 20


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
    check_seed("seed", seed)
    seed = int(seed)
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit must be a positive number of seconds or None, got {time_limit!r}")
    check_data(estimator, X, y)
    labelled = takes_labels(estimator, y)
    rows = split(X, y, seed=seed, is_classifier=labelled, whole=takes_similarities(estimator))
    first = _FIRST_LIMIT if time_limit is None else time_limit
    experiment = Experiment(estimator, rows, seed, at_the_fit(estimator, rows, seed, first), n_jobs, first)
    others = other_data(rows, seed=seed, is_classifier=labelled)
    given = list(arguments(estimator))
    bar = tqdm(
        total=len(given),
        desc=type(estimator).__name__,
        unit="argument",
        disable=None if progress is None else not progress,
    )
    with bar, tempfile.TemporaryDirectory() as folder:
        verdicts = _verdicts(experiment, given, surroundings(rows, folder), others, bar, bounded=time_limit is not None)
    return Audit(type(estimator).__name__, tuple(verdicts), experiment.n_fits)


def _verdicts(
    experiment: Experiment,
    given: Sequence[Argument],
    around: Surroundings,
    others: OtherData,
    bar: tqdm,
    *,
    bounded: bool,
) -> list[Verdict]:
    base = experiment.outcome()
    if base.answers is None:
        return [_unfittable(one, base.error) for one in given]
    if not bounded:
        experiment.seconds = max(_LEAST_LIMIT, _TIMES_LONGER * base.seconds)
    close = nearly(experiment.rows)
    noise = noise_of(experiment, close)
    verdicts = decide_arguments(
        experiment,
        given,
        around,
        noise,
        nearly=None if close is None else experiment.on(close),
        elsewhere={f"data with {what}": _elsewhere(experiment, make) for what, make in others.items()},
        told=bar.update,
    )
    fits = fits_of(experiment, others)
    return verdicts if fits is None else verdicts + decide_attributes(fits, noise)


def _elsewhere(experiment: Experiment, make: Callable[[], Rows]) -> Callable[[], Experiment]:
    return lambda: experiment.on(make())


def _unfittable(argument: Argument, error: str | None) -> Verdict:
    convention = conventional_role(argument.name, argument.owner, argument.value)
    if is_component(argument):
        return Verdict(argument.name, Side.SET, Role.COMPONENT, "", float("nan"), "Handed in.", convention)
    evidence = f"Undecided: the estimator as given cannot be fitted ({error})."
    return Verdict(argument.name, Side.SET, None, "", float("nan"), evidence, convention)

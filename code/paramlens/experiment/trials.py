"""Fits of one estimator to one set of rows, each with one thing changed, and what the models answer."""

from __future__ import annotations

import contextlib
import copy
import pickle
import time
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import cloudpickle
import joblib
from joblib import Parallel, delayed, effective_n_jobs, parallel_config
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import ConvergenceWarning

from paramlens.checks import with_open_seeds
from paramlens.experiment.answers import Answers, fit_and_answer
from paramlens.experiment.guard import Attempt, attempt
from paramlens.experiment.rows import Rows

__all__ = ["Experiment", "Outcome", "Setting", "prepared"]

Setting = Mapping[str, object]
_MOST_ITERATIONS = 50_000


@dataclass(frozen=True)
class Outcome:
    """What came of one fit.

    Attributes
    ----------
    answers : Answers or None
        None if the fit failed.
    error : str or None
        Why it failed.
    seconds : float
        How long it took.
    is_unfinished : bool
        Whether the solver warned that it stopped before it had converged.
    is_too_slow : bool
        Whether the fit did not end in time.
    whole_error : str
        The beginning of all that the error says.
    """

    answers: Answers | None
    error: str | None
    seconds: float
    is_unfinished: bool = False
    is_too_slow: bool = False
    whole_error: str = ""


def prepared(estimator: BaseEstimator, setting: Setting, seed: int) -> BaseEstimator:
    """An unfitted copy with the setting in place, every open seed fixed, and no fit without an end.

    Parameters
    ----------
    estimator : estimator
        It is copied, not changed.
    setting : mapping of str to object
        Values by argument name.
    seed : int
        For every argument ``random_state`` that is None, at any depth, unless the setting names it. Where
        ``max_iter=-1`` stands for no limit, fifty thousand iterations are one: compiled code cannot be
        interrupted.

    Returns
    -------
    estimator
    """
    try:
        model = clone(estimator)
    except Exception:  # an estimator that breaks the rules of clone can still be copied
        model = copy.deepcopy(estimator)
    if setting:
        model = _rebuilt(model.set_params(**{name: clone(value, safe=False) for name, value in setting.items()}))
    model = with_open_seeds(model, setting, seed)
    limits = {
        name: _MOST_ITERATIONS
        for name, value in model.get_params(deep=True).items()
        if _is_no_limit(value) and name.split("__")[-1] == "max_iter" and name not in setting
    }
    return model.set_params(**limits) if limits else model


def _is_no_limit(value: object) -> bool:
    return isinstance(value, int) and value == -1


def _rebuilt(model: BaseEstimator) -> BaseEstimator:
    """Made anew with its present arguments, for those that are read by the constructor alone."""
    try:
        return clone(model)
    except RuntimeError:  # a constructor that changes what it is given
        return model


def _outcome(
    estimator: BaseEstimator, setting: Setting, seed: int, rows: Rows, at_the_fit: tuple[str, ...], seconds: float
) -> Outcome:
    started = time.perf_counter()

    def fit() -> tuple[Answers, bool]:
        # Threads do what processes do here, at once and without copies.
        with parallel_config(backend="threading"), warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always", ConvergenceWarning)
            answers = fit_and_answer(lambda: prepared(estimator, setting, seed), rows, at_the_fit=at_the_fit)[1]
        return answers, any(issubclass(one.category, ConvergenceWarning) for one in seen)

    made: Attempt = attempt(fit, seconds=seconds, seed=seed)
    answers, unfinished = made.value if made.value is not None else (None, False)
    return Outcome(answers, made.error, time.perf_counter() - started, unfinished, made.is_too_slow, made.whole_error)


@dataclass
class Experiment:
    """One estimator, one set of rows, one seed; every fit is made once and remembered.

    Attributes
    ----------
    estimator : estimator
        It is never changed.
    rows : Rows
        What every fit is made to.
    seed : int
        For every open seed.
    at_the_fit : tuple of str
        Methods that fit and answer at once, and answer otherwise than a fitted model.
    n_jobs : int or None
        As in joblib.
    seconds : float
        The limit of one fit with its answers.
    made : list of int
        How many models were fitted, also on other rows.
    """

    estimator: BaseEstimator
    rows: Rows
    seed: int
    at_the_fit: tuple[str, ...] = ()
    n_jobs: int | None = None
    seconds: float = 10.0
    made: list[int] = field(default_factory=lambda: [0])
    _remembered: dict[object, Outcome] = field(default_factory=dict)
    _kept: list[Setting] = field(default_factory=list)
    _travels: bool | None = None

    @property
    def n_fits(self) -> int:
        """How many models were fitted, also on other rows."""
        return self.made[0]

    def outcomes(self, settings: Iterable[Setting], *, seed: int | None = None) -> list[Outcome]:
        """What came of each setting, in order.

        Parameters
        ----------
        settings : iterable of mapping
            Arguments to change, by name; an empty one is the estimator as given.
        seed : int or None
            Another seed than the experiment's.

        Returns
        -------
        list of Outcome
        """
        seed = self.seed if seed is None else seed
        wanted = [(_key(setting, seed), setting) for setting in settings]
        new = {key: setting for key, setting in wanted if key not in self._remembered}
        if new:
            self._kept += new.values()  # a key may hold the identity of a value, which must live on
            made = self._run(list(new.values()), seed)
            self._remembered.update(zip(new, made, strict=True))
        return [self._remembered[key] for key, _ in wanted]

    def outcome(self, setting: Setting | None = None, *, seed: int | None = None) -> Outcome:
        """What came of one setting.

        Parameters
        ----------
        setting : mapping or None
            Arguments to change, by name; None changes none.
        seed : int or None
            Another seed than the experiment's.

        Returns
        -------
        Outcome
        """
        return self.outcomes([setting or {}], seed=seed)[0]

    def afresh(self, setting: Setting) -> Answers | None:
        """The answers of a fit that is made again even if it is remembered.

        Parameters
        ----------
        setting : mapping
            Arguments to change, by name.

        Returns
        -------
        Answers or None
            None if the fit failed.
        """
        return self._run([setting], self.seed)[0].answers

    def fitted(self, setting: Setting | None = None) -> tuple[object, Answers] | None:
        """A model, fitted here and not remembered, with its answers.

        Parameters
        ----------
        setting : mapping or None
            Arguments to change, by name; None changes none.

        Returns
        -------
        tuple of (fitted estimator, Answers), or None
            None if the fit failed.
        """
        self._count(1)

        def fit() -> tuple[object, Answers]:
            make = partial(prepared, self.estimator, setting or {}, self.seed)
            return fit_and_answer(make, self.rows, at_the_fit=self.at_the_fit)

        return attempt(fit, seconds=self.seconds, seed=self.seed).value

    def on(self, rows: Rows) -> Experiment:
        """The same experiment on other rows.

        Parameters
        ----------
        rows : Rows
            What every fit is made to.

        Returns
        -------
        Experiment
            With nothing remembered, and a common count of fits.
        """
        return Experiment(self.estimator, rows, self.seed, self.at_the_fit, self.n_jobs, self.seconds, self.made)

    def _count(self, n_outcomes: int) -> None:
        self.made[0] += n_outcomes * (1 + len(self.at_the_fit))

    def _run(self, settings: list[Setting], seed: int) -> list[Outcome]:
        self._count(len(settings))
        given = [(self.estimator, setting, seed, self.rows, self.at_the_fit, self.seconds) for setting in settings]
        if len(given) > 1 and effective_n_jobs(self.n_jobs) > 1 and self._can_travel():
            with contextlib.suppress(pickle.PicklingError):  # of a value or an answer that cannot travel
                return Parallel(n_jobs=self.n_jobs)(delayed(_outcome)(*one) for one in given)
        return [_outcome(*one) for one in given]

    def _can_travel(self) -> bool:
        """Whether another process can be handed the estimator."""
        if self._travels is None:
            self._travels = not attempt(lambda: cloudpickle.dumps(self.estimator), seconds=self.seconds).failed
        return self._travels


def _key(setting: Setting, seed: int) -> object:
    try:
        return joblib.hash((sorted(setting.items(), key=lambda one: one[0]), seed))
    except Exception:  # pickling, on which the hash stands, can fail in any way
        return tuple((name, id(value)) for name, value in sorted(setting.items())), seed

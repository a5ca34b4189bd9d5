"""The book that every search keeps: it makes the trials, writes them down, and says when the budget is spent."""

from __future__ import annotations

import copy
import math
import numbers
import reprlib
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from paramlens.randomness import own_randomness
from paramlens.tuning.problem import Problem
from paramlens.tuning.space import Setting

__all__ = ["Ledger", "Spent", "judged", "trials_table"]

_ROUNDING = 1e-9
_IMMUTABLE = bool | int | float | str | None


class Spent(Exception):
    """There is no budget left for another trial."""


@dataclass(frozen=True)
class _Trial:
    setting: Setting
    amount: int | None
    score: float
    reason: str
    seconds: float
    spent: float


class Ledger:
    """Makes trials and keeps them.

    Parameters
    ----------
    problem : Problem
        Whose objective to call.
    budget : float
        In trials at the full fidelity; a trial at a lower one costs its share.
    seed : int
        Of the search. An objective that draws from the global random states draws what follows from it
        and from the number of the trial, wherever the trial is made.
    n_jobs : int or None
        How many trials run at a time, as in joblib; `joblib.parallel_config` says where.
    bar : tqdm.tqdm
        It shows the progress.
    """

    def __init__(self, problem: Problem, budget: float, seed: int, n_jobs: int | None, bar: tqdm) -> None:
        self.problem = problem
        self.budget = budget
        self.spent = 0.0
        self._seed = seed
        self._n_jobs = n_jobs
        self._bar = bar
        self._trials: list[_Trial] = []

    @property
    def left(self) -> float:
        """What is left of the budget."""
        return self.budget - self.spent

    @property
    def n_left(self) -> int:
        """How many trials at the full fidelity can still be paid for."""
        return int(math.floor(self.left + _ROUNDING))

    def score(self, setting: Setting, amount: int | None = None) -> float:
        """Make one trial.

        Parameters
        ----------
        setting : dict
            Values of the free dimensions; the others are filled in, those asleep left out.
        amount : int or None
            The fidelity; None is the full one.

        Returns
        -------
        float
            The score, or NaN if the trial failed.

        Raises
        ------
        Spent
            If the budget does not allow it.
        """
        return self.score_all([setting], amount)[0]

    def score_all(self, settings: Sequence[Setting], amount: int | None = None) -> list[float]:
        """Make several trials, side by side if joblib is told so.

        Parameters
        ----------
        settings : sequence of dict
            As for `score`.
        amount : int or None
            As for `score`.

        Returns
        -------
        list of float
            One score for each setting that the budget allowed, in their order.

        Raises
        ------
        Spent
            If the budget allows none.
        """
        fidelity = self.problem.fidelity
        if fidelity is not None and amount is None:
            amount = fidelity.high
        cost = 1.0 if fidelity is None else amount / fidelity.high
        affordable = int(math.floor(self.left / cost + _ROUNDING))
        if affordable < 1:
            raise Spent
        asked = [self.problem.space.awake(setting) for setting in settings[:affordable]]
        # One at a time: what a worker has finished is then home before it can be lost with the next one.
        made = Parallel(n_jobs=self._n_jobs, return_as="generator", batch_size=1)(
            delayed(judged)(self.problem, setting, amount, (self._seed, number))
            for number, setting in enumerate(asked, start=len(self._trials))
        )
        scores = []
        for setting, (score, reason, seconds) in zip(asked, made, strict=True):
            self.spent += cost
            self._trials.append(_Trial(setting, amount, score, reason, seconds, self.spent))
            self._bar.update(cost)
            scores.append(score)
        return scores

    def trials(self) -> pd.DataFrame:
        """The trials as `Study.trials` holds them.

        Returns
        -------
        pandas.DataFrame
        """
        kept = self._trials
        return trials_table(
            self.problem.space.names,
            [one.setting for one in kept],
            [one.score for one in kept],
            [one.reason for one in kept],
            [one.amount for one in kept],
            [one.spent for one in kept],
        )

    def seconds(self) -> pd.Series:
        """How long each objective took.

        Returns
        -------
        pandas.Series of shape (n_trials,)
        """
        return pd.Series([one.seconds for one in self._trials], name="seconds", dtype=float).rename_axis("trial")


def trials_table(
    names: Sequence[str],
    settings: Sequence[Setting],
    scores: Sequence[float],
    reasons: Sequence[str],
    amounts: Sequence[int | None],
    spent: Sequence[float],
) -> pd.DataFrame:
    """What `Study.trials` holds.

    Parameters
    ----------
    names : sequence of str
        The hyperparameters.
    settings, scores, reasons, amounts, spent : sequences
        One member per trial.

    Returns
    -------
    pandas.DataFrame
    """
    table = pd.DataFrame({name: _column([setting.get(name) for setting in settings]) for name in names})
    table["score"] = pd.Series(scores, dtype=float)
    table["state"] = ["failed" if reason else "finished" for reason in reasons]
    table["reason"] = reasons
    table["fidelity"] = pd.Series(amounts, dtype=float)
    table["spent"] = pd.Series(spent, dtype=float)
    return table.rename_axis("trial")


def _column(values: list[object]) -> pd.Series:
    """Numbers as numbers if none is asleep, everything else as it is."""
    plain = all(isinstance(value, bool | int | float | str) for value in values)
    if plain and len({type(value) for value in values}) == 1 and not isinstance(values[0], str):
        return pd.Series(values)
    return pd.Series(values, dtype=object)


def judged(
    problem: Problem, setting: Setting, amount: int | None, seed: tuple[int, ...] | None = None
) -> tuple[float, str, float]:
    """Call the objective once.

    Parameters
    ----------
    problem : Problem
        Whose objective.
    setting : dict
        The values of what is awake.
    amount : int or None
        The fidelity, if the problem has one.
    seed : tuple of int or None
        What the global random states follow from while it runs; None leaves them alone.

    Returns
    -------
    score : float
        NaN if it failed.
    reason : str
        Why it failed, else empty.
    seconds : float
        How long it took.
    """
    start = time.perf_counter()
    score, reason = math.nan, ""
    try:
        # What an objective does to its setting is not to reach the options of the space.
        setting = {name: _own(value) for name, value in setting.items()}
        with nullcontext() if seed is None else own_randomness(int(np.random.SeedSequence(seed).generate_state(1)[0])):
            found = problem.objective(setting) if amount is None else problem.objective(setting, amount)
        if getattr(found, "shape", None) == () and hasattr(found, "item"):
            found = found.item()  # of NumPy, JAX or PyTorch
        if not isinstance(found, numbers.Real) or isinstance(found, bool):
            reason = f"objective must return a number, got {reprlib.repr(found)}"
        elif not math.isfinite(found):
            reason = f"score {float(found)}"
        else:
            score = float(found)
    except Exception as error:  # whatever an objective raises is the trial's failure, not the search's
        reason = f"{type(error).__name__}: {_said(error)}"
    return score, reason, time.perf_counter() - start


def _own(value: object) -> object:
    if isinstance(value, _IMMUTABLE):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # such as an open connection: there is only the one
        return value


def _said(error: Exception) -> str:
    try:
        return str(error)
    except Exception:  # somebody's own exception, which cannot even say what it is
        return "no message"

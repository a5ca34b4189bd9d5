"""What came of a search: its trials, the best of them, and how far it had come after each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from paramlens.tuning.problem import Problem
from paramlens.tuning.space import Setting

__all__ = ["Study"]


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """The trials of one search.

    Attributes
    ----------
    problem : Problem
        What was tuned.
    method : str
        How.
    budget : float
        What the search might spend, in trials at the full fidelity.
    seed : int
        Where its draws came from.
    trials : pandas.DataFrame
        One row per trial, in the order in which they were asked for. Index ``trial``. Columns: the
        hyperparameters (None where one was asleep); ``score`` (NaN if the trial failed); ``state``
        (``"finished"`` or ``"failed"``); ``reason`` (why it failed, else empty); ``fidelity`` (the
        amount; NaN without one); ``spent`` (of the budget, this trial included).
    seconds : pandas.Series
        How long the objective took in each trial; index ``trial``.
    overhead : float
        How many seconds the search took beside the objectives, per trial. Where trials run side by
        side it is what was left over, and can be negative.

    Examples
    --------
    >>> from paramlens.tuning import Problem, Real, tune
    >>> problem = Problem({"x": Real(-1, 1)}, lambda setting: -setting["x"] ** 2)
    >>> tune(problem, "random", budget=8)
    <Study: random, 8 trials; best score -0.0455 with x=0.213>
    """

    problem: Problem
    method: str
    budget: float
    seed: int
    trials: pd.DataFrame
    seconds: pd.Series
    overhead: float

    @property
    def best(self) -> Setting:
        """The setting with the best score, at the full fidelity if any trial had it; the first of equals.

        Raises
        ------
        ValueError
            If no trial finished; the message tells why the first one failed.
        """
        awake: Setting = {}
        for name in self.problem.space.names:
            if self.problem.space.is_awake(name, awake):
                value = self.trials.at[self._best_trial, name]
                awake[name] = value.item() if isinstance(value, np.generic) else value
        return awake

    @property
    def best_score(self) -> float:
        """The score of `best`.

        Raises
        ------
        ValueError
            If no trial finished.
        """
        return float(self.trials.at[self._best_trial, "score"])

    @property
    def n_failed(self) -> int:
        """How many trials failed."""
        return int((self.trials["state"] == "failed").sum())

    @property
    def _best_trial(self) -> int:
        scores = self._judged()
        if scores.isna().all():
            raise ValueError(
                f"no trial of {len(self.trials)} finished; the first failed: {self.trials['reason'].iloc[0]}"
            )
        return int(scores.idxmax())

    def _judged(self) -> pd.Series:
        """Scores that can be compared: those at the highest fidelity at which a trial finished."""
        scores = self.trials["score"]
        amounts = self.trials["fidelity"].where(scores.notna())
        if amounts.notna().any():
            return scores.where(amounts == amounts.max())
        return scores

    def incumbent(self) -> pd.Series:
        """The best score so far.

        Returns
        -------
        pandas.Series of shape (n_trials,)
            Index ``spent``. Only scores at the highest fidelity count; NaN before the first of them.
        """
        best = self._judged().cummax().ffill()
        return pd.Series(best.to_numpy(), index=pd.Index(self.trials["spent"], name="spent"), name="best so far")

    def regret(self, optimum: float) -> pd.Series:
        """How far the best score so far is from the best there is.

        Parameters
        ----------
        optimum : float
            The greatest score over the space.

        Returns
        -------
        pandas.Series of shape (n_trials,)
            As `incumbent`, which it takes from `optimum`.
        """
        return (optimum - self.incumbent()).rename("regret")

    def to_frame(self) -> pd.DataFrame:
        """The trials, with the durations of the objective as a column ``seconds``.

        Returns
        -------
        pandas.DataFrame
        """
        return self.trials.assign(seconds=self.seconds)

    def __repr__(self) -> str:
        text = f"{self.method}, {len(self.trials)} trials"
        text += f", {self.n_failed} failed" if self.n_failed else ""
        if self.n_failed == len(self.trials):
            return f"<Study: {text}>"
        best = ", ".join(f"{name}={_shown(value)}" for name, value in self.best.items())
        return f"<Study: {text}; best score {self.best_score:.3g} with {best}>"

    def _repr_html_(self) -> str:
        return self.trials._repr_html_()


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else repr(value)

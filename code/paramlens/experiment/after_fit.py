"""Change an argument of a fitted model, fit nothing again, and ask once more."""

from __future__ import annotations

import copy

from sklearn.base import BaseEstimator

from paramlens.experiment.answers import answers_of
from paramlens.experiment.guard import Attempt, attempt
from paramlens.experiment.rows import Rows

__all__ = ["SECONDS", "TIMES_REPEATED", "asked", "changed_after"]

SECONDS = 10.0
"""Seconds after which a fitted model is no longer waited for."""

TIMES_REPEATED = 3.0
"""By how much a change has to exceed the difference of two identical questions."""


def changed_after(model: BaseEstimator, name: str, value: object) -> Attempt:
    """A copy of the fitted model with another value; failed where the value is not legal.

    Parameters
    ----------
    model : fitted estimator
        It is copied, not changed.
    name : str
        The argument.
    value : object
        What it is set to.

    Returns
    -------
    Attempt
        Of which ``value`` is the copy.
    """

    def change() -> BaseEstimator:
        changed = copy.deepcopy(model)
        setattr(changed, name, value)
        if hasattr(changed, "_parameter_constraints"):
            changed._validate_params()
        return changed

    return attempt(change, seconds=SECONDS)


def asked(model: BaseEstimator, rows: Rows, seed: int) -> Attempt:
    """Ask a fitted model everything, with the global generators seeded.

    Parameters
    ----------
    model : fitted estimator
        It is asked about copies of the rows.
    rows : Rows
        What to ask about.
    seed : int
        Of the global generators.

    Returns
    -------
    Attempt
        Of which ``value`` is the `Answers`.
    """
    return attempt(lambda: answers_of(model, rows), seconds=SECONDS, seed=seed)

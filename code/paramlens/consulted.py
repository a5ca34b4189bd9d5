"""Which arguments a fitted estimator still reads when it answers: change each one after the fit and ask again."""

from __future__ import annotations

import tempfile

import pandas as pd
from sklearn.base import BaseEstimator

from paramlens.checks import check_data, check_estimator, check_seed
from paramlens.declared import Argument, arguments
from paramlens.experiment.after_fit import SECONDS, TIMES_REPEATED, asked, changed_after
from paramlens.experiment.alternatives import alternatives
from paramlens.experiment.answers import FORWARD, Answers, distance, fit_and_answer
from paramlens.experiment.guard import attempt
from paramlens.experiment.held import forward, raised
from paramlens.experiment.preparation import takes_labels, takes_similarities
from paramlens.experiment.rows import Rows, split
from paramlens.experiment.surroundings import surroundings
from paramlens.experiment.trials import prepared

__all__ = ["consulted"]

_MOST_VALUES = 4


def consulted(estimator: BaseEstimator, X: object, y: object = None, *, seed: int = 0) -> pd.DataFrame:
    """Find the arguments that a fitted estimator reads when it predicts or transforms.

    The estimator is fitted once. Then each of its own arguments is set to other legal values on the
    fitted object, with nothing fitted again, and every method that answers for rows is asked once more.
    An argument whose change moves an answer, or makes a method raise, is consulted: the learned numbers
    are not enough without it.

    Parameters
    ----------
    estimator : estimator
        With scikit-learn's interface, fitted or not; it is not changed.
    X : array-like, sparse matrix or list of shape (n_samples, ...)
        The rows; three quarters of them are fitted to.
    y : array-like of shape (n_samples, ...) or None
        The targets, if the estimator takes any.
    seed : int, default=0
        For every seed that the estimator leaves open, and for the split of the rows.

    Returns
    -------
    pandas.DataFrame
        One row for each argument of which another value could be tried. Index ``name``; columns
        ``value`` (what it was fitted with), ``tried`` (the value that moved most, else the first),
        ``consulted`` (bool), ``effect`` (how far the answers moved, as in `audit`; 1 where a method
        raised) and ``where`` (the answer that moved, or the error). Without rows if the estimator has no method that
        answers for rows.

    Raises
    ------
    TypeError
        If `estimator` is a class or has no ``fit`` and ``get_params``.
    ValueError
        If `X` is empty, `y` is missing or has another length, `seed` is negative, or the estimator
        cannot be fitted as given or be asked twice.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from paramlens import consulted, datasets
    >>> found = consulted(KNeighborsClassifier(), *datasets.two_moons(80))
    >>> found.index[found["consulted"]].tolist()
    ['n_neighbors', 'weights']
    """
    check_estimator(estimator)
    check_seed("seed", seed)
    check_data(estimator, X, y)
    rows = split(X, y, seed=seed, is_classifier=takes_labels(estimator, y), whole=takes_similarities(estimator))
    fitting = attempt(
        lambda: fit_and_answer(lambda: prepared(estimator, {}, seed), rows), seconds=3 * SECONDS, seed=seed
    )
    if fitting.failed:
        raise ValueError(f"estimator must be one that can be fitted to these rows, got {estimator!r}: {fitting.error}")
    model, before = fitting.value
    found = []
    if any(name in FORWARD for name in before.offered):
        again = asked(model, rows, seed)
        if again.failed:
            raise ValueError(f"estimator must answer when it is asked twice, got {estimator!r}: {again.error}")
        noise = distance(forward(before), forward(again.value)).largest
        with tempfile.TemporaryDirectory() as folder:
            around = surroundings(rows, folder)
            for argument in arguments(model):
                if "__" not in argument.name:
                    found += _tried(model, argument, alternatives(argument, around), rows, before, noise, seed)
    columns = ["name", "value", "tried", "consulted", "effect", "where"]
    return pd.DataFrame(found, columns=columns).astype({"consulted": bool, "effect": float}).set_index("name")


def _tried(
    model: BaseEstimator,
    argument: Argument,
    values: list[object],
    rows: Rows,
    before: Answers,
    noise: float,
    seed: int,
) -> list[tuple[object, ...]]:
    """The row of one argument; none if no other value is legal."""
    outcomes = []
    for value in values:
        if len(outcomes) == _MOST_VALUES:
            break
        changing = changed_after(model, argument.name, value)
        if changing.failed:
            continue
        again = asked(changing.value, rows, seed)
        if error := again.error or raised(before, again.value):
            outcomes.append((1.0, True, error, value))
            continue
        moved = distance(forward(before), forward(again.value))
        is_read = moved.largest > TIMES_REPEATED * noise and moved.effect > 0
        outcomes.append((moved.effect if is_read else 0.0, is_read, moved.where if is_read else "", value))
    if not outcomes:
        return []
    effect, is_read, where, value = max(outcomes, key=lambda one: (one[1], one[0]))
    return [(argument.name, argument.value, value, is_read, effect, where)]

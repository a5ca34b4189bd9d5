"""A problem whose every score is known: an SVC on digits, tabulated over C and gamma."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.svm import SVC

from paramlens import datasets
from paramlens.kept import keep_table, kept_table
from paramlens.tuning.dimensions import Real
from paramlens.tuning.problem import Fidelity, Problem
from paramlens.tuning.space import Setting

__all__ = ["Lookup", "accuracies", "remake_surface", "surface_problem", "surface_table"]

LOG_C = np.linspace(-3, 5, 41)
"""The decimal logarithms of the values of C in the table."""
LOG_GAMMA = np.linspace(-6, 2, 41)
"""The decimal logarithms of the values of gamma in the table."""
ROWS = (40, 120, 360)
"""How many rows each fold is fitted to; the last is all that there are."""

_N_ROWS, _N_FOLDS = 450, 5


def surface_table() -> pd.DataFrame:
    """The cross-validated accuracy of an SVC at each point of a grid, and with fewer rows.

    450 of the digits, pixels from 0 to 1, five folds. Each is fitted to 40, 120 or all 360 of its
    rows and judged on the 90 left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``log10_C``, ``log10_gamma`` (41 values each), ``n_rows`` (40, 120 or 360) and
        ``accuracy``.

    Examples
    --------
    >>> from paramlens.tuning import surface_table
    >>> len(surface_table()) == 41 * 41 * 3
    True
    """
    return kept_table("svc_surface.csv")


def surface_problem(*, fidelity: bool = False) -> Problem:
    """The problem of finding the best C and gamma, where a trial takes no time.

    Parameters
    ----------
    fidelity : bool
        Whether trials with 40 or 120 rows can be had for less.

    Returns
    -------
    Problem
        Over two log scales; between the points of the table the nearest one counts. The greatest
        score is ``problem.objective.optimum``.

    Examples
    --------
    >>> from paramlens.tuning import surface_problem, tune
    >>> problem = surface_problem()
    >>> study = tune(problem, "random", budget=20)
    >>> bool(0 <= study.regret(problem.objective.optimum).iloc[-1] < 0.1)
    True
    """
    space = {
        "C": Real(10.0 ** LOG_C[0], 10.0 ** LOG_C[-1], log=True),
        "gamma": Real(10.0 ** LOG_GAMMA[0], 10.0 ** LOG_GAMMA[-1], log=True),
    }
    return Problem(space, Lookup(), Fidelity("n_rows", ROWS[0], ROWS[-1]) if fidelity else None)


class Lookup:
    """The objective: it looks the score up.

    Examples
    --------
    >>> from paramlens.tuning.surface import Lookup
    >>> Lookup()({"C": 10.0, "gamma": 100.0}) < 0.2 < 0.9 < Lookup().optimum
    True
    """

    @property
    def optimum(self) -> float:
        """The greatest accuracy in the table, with all rows."""
        return float(_cubes()[ROWS[-1]].max())

    def __call__(self, setting: Setting, n_rows: int = ROWS[-1]) -> float:
        """The accuracy at the point of the table that is nearest on the log scales, and at `n_rows`.

        Parameters
        ----------
        setting : dict
            ``C`` and ``gamma``, above 0.
        n_rows : int
            40, 120 or 360; between them the next lower one counts.

        Returns
        -------
        float
        """
        rows = max(one for one in ROWS if one <= n_rows)
        place_c = np.abs(LOG_C - np.log10(setting["C"])).argmin()
        place_gamma = np.abs(LOG_GAMMA - np.log10(setting["gamma"])).argmin()
        return float(_cubes()[rows][place_c, place_gamma])


@cache
def _cubes() -> dict[int, np.ndarray]:
    table = surface_table()
    return {
        rows: part["accuracy"].to_numpy().reshape(len(LOG_C), len(LOG_GAMMA)) for rows, part in table.groupby("n_rows")
    }


def accuracies(log_c: float, log_gamma: float, rows: Sequence[int] = ROWS) -> list[float]:
    """The scores at one point, fitted and judged anew.

    Parameters
    ----------
    log_c, log_gamma : float
        Decimal logarithms.
    rows : sequence of int
        How many rows to fit each fold to.

    Returns
    -------
    list of float
        One mean accuracy for each of `rows`.

    Examples
    --------
    >>> from paramlens.tuning.surface import accuracies
    >>> accuracies(-3.0, 2.0)[-1] < 0.3
    True
    """
    X, y, folds = _data()
    found = []
    for n_rows in rows:
        right = 0
        for fitted, held_out in folds:
            part = fitted
            if n_rows < len(fitted):
                part, _ = train_test_split(fitted, train_size=n_rows, random_state=0, stratify=y[fitted])
            model = SVC(C=10.0**log_c, gamma=10.0**log_gamma).fit(X[part], y[part])
            right += int((model.predict(X[held_out]) == y[held_out]).sum())
        found.append(right / _N_ROWS)
    return found


@cache
def _data() -> tuple[np.ndarray, np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    X, y = datasets.digits()
    rows, _ = train_test_split(np.arange(len(y)), train_size=_N_ROWS, random_state=0, stratify=y)
    X, y = np.asarray(X, dtype=float)[rows] / 16, np.asarray(y)[rows]
    return X, y, list(StratifiedKFold(_N_FOLDS, shuffle=True, random_state=0).split(X, y))


def remake_surface(path: Path | None = None, *, n_jobs: int | None = -1) -> str:
    """Make the table anew that the package brings, in some minutes.

    Parameters
    ----------
    path : path or None
        Where to write it; None takes the place from which the package reads it.
    n_jobs : int or None
        How many points to try at once, as in joblib.

    Returns
    -------
    str
        A sentence: where the table is and what it holds.

    Examples
    --------
    Of a single point `accuracies` tells as much.

    >>> from paramlens.tuning.surface import accuracies
    >>> few, more, all_rows = accuracies(0.0, -1.0)
    >>> few < more < all_rows
    True
    """
    points = list(itertools.product(LOG_C, LOG_GAMMA))
    found = Parallel(n_jobs=n_jobs)(delayed(accuracies)(*point) for point in points)
    lines = [
        (f"{c:.1f}", f"{g:.1f}", rows, f"{accuracy:.6f}")
        for (c, g), at_point in zip(points, found, strict=True)
        for rows, accuracy in zip(ROWS, at_point, strict=True)
    ]
    table = pd.DataFrame(lines, columns=["log10_C", "log10_gamma", "n_rows", "accuracy"])
    written = keep_table(table, "svc_surface.csv", path)
    _cubes.cache_clear()
    return f"{written}: {len(points)} points, with {', '.join(map(str, ROWS))} rows"

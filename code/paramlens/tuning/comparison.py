"""Every search on one problem, with one budget and many seeds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from threadpoolctl import threadpool_info

from paramlens.checks import check_whole
from paramlens.kept import keep_table, kept_table
from paramlens.tuning.surface import surface_problem
from paramlens.tuning.tune import METHODS, tune

__all__ = ["comparison_table", "comparisons", "overhead_table", "remake_comparisons"]

BUDGET, N_SEEDS = 40, 20
_LIBRARIES = ("optuna", "keras-tuner", "scikit-optimize", "hyperopt", "smac", "cmaes", "deap", "scikit-learn", "numpy")


def comparisons(
    methods: Iterable[str] = tuple(METHODS),
    seeds: Iterable[int] = range(N_SEEDS),
    budget: int = BUDGET,
    *,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Tune the tabulated SVC with each method and each seed.

    Parameters
    ----------
    methods : iterable of str
        Names of `METHODS`. Those that need a fidelity may try settings with fewer rows; the others
        cannot.
    seeds : iterable of int
        A grid draws nothing, and is the same with all.
    budget : int
        In trials with all rows.
    n_jobs : int or None
        How many searches run at a time, as in joblib.

    Returns
    -------
    pandas.DataFrame
        One row per method and seed. Columns ``method``, ``seed``, ``milliseconds`` (the overhead per
        trial) and ``after_1`` to the budget: the accuracy, with all rows, of the best setting tried
        with all rows once that much was spent; NaN before there was one.

    Raises
    ------
    TypeError, ValueError
        If there is no such method, or an argument is of the wrong kind.

    Examples
    --------
    >>> from paramlens.tuning import comparisons
    >>> found = comparisons(["random"], range(2), budget=5)
    >>> found.columns.tolist()[:4]
    ['method', 'seed', 'milliseconds', 'after_1']
    """
    check_whole("budget", budget, least=1)
    for name, given in (("methods", methods), ("seeds", seeds)):
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise TypeError(f"{name} must be a list, got {given!r}")
    methods, seeds = list(methods), list(seeds)
    if unknown := [one for one in methods if one not in METHODS]:
        raise ValueError(f"methods must be among {', '.join(METHODS)}, got {unknown[0]!r}")
    rows = Parallel(n_jobs=n_jobs)(delayed(_row)(method, seed, budget) for method in methods for seed in seeds)
    return pd.DataFrame(rows)


def _row(method: str, seed: int, budget: int) -> dict[str, object]:
    study = tune(surface_problem(fidelity=METHODS[method].needs_fidelity), method, budget, seed, progress=False)
    best = study.incumbent()
    spent = best.index.to_numpy()
    after = {}
    for amount in range(1, budget + 1):
        place = np.searchsorted(spent, amount + 1e-9, side="right") - 1
        after[f"after_{amount}"] = best.iloc[place] if place >= 0 else np.nan
    return {"method": method, "seed": seed, "milliseconds": 1000 * study.overhead, **after}


def comparison_table() -> pd.DataFrame:
    """The comparison as the package brings it.

    Returns
    -------
    pandas.DataFrame
        As from `comparisons`, without ``milliseconds``. ``attrs["made_with"]`` names the versions and
        the processor's kernels that it was made with.

    Examples
    --------
    >>> from paramlens.tuning import comparison_table
    >>> bool(comparison_table().groupby("method").size().min() >= 20)
    True
    """
    return kept_table("comparison.csv")


def overhead_table() -> pd.DataFrame:
    """How long each search of the comparison thought between trials, as measured when it was made.

    Returns
    -------
    pandas.DataFrame
        Columns ``method``; ``milliseconds``, the median over the seeds, per trial; and ``times_random``,
        how many times that of random search.

    Examples
    --------
    >>> from paramlens.tuning import overhead_table
    >>> float(overhead_table().set_index("method").loc["random", "times_random"])
    1.0
    """
    return kept_table("comparison_overhead.csv")


def kernels() -> str:
    """Which kernels the linear algebra runs on: the last digits of its results depend on them."""
    return " ".join(sorted({str(one.get("architecture", "")) for one in threadpool_info()} - {"", "None"}))


def remake_comparisons(folder: Path | None = None, *, n_jobs: int | None = -1) -> str:
    """Make the comparison anew that the package brings, in some minutes.

    Parameters
    ----------
    folder : path or None
        Where to write its two tables; None takes the place from which the package reads them.
    n_jobs : int or None
        How many searches run at a time, as in joblib. The overhead is measured one search at a time.

    Returns
    -------
    str
        A sentence: where the tables are and what they hold.

    Raises
    ------
    RuntimeError
        If ``PYTHONHASHSEED`` is not 0: the path of SMAC depends on it.
    ValueError
        If there is no such folder.

    Examples
    --------
    Of a few methods and seeds `comparisons` makes a table of the same form.

    >>> from paramlens.tuning.comparison import comparisons
    >>> len(comparisons(["grid", "random"], range(3), budget=4))
    6
    """
    if os.environ.get("PYTHONHASHSEED") != "0":
        raise RuntimeError("the comparison must be made with PYTHONHASHSEED=0, on which the path of SMAC depends")
    if folder is not None and not Path(folder).is_dir():
        raise ValueError(f"folder must be one that exists, got {os.fspath(folder)!r}")
    found = comparisons(n_jobs=n_jobs).drop(columns="milliseconds")
    alone = comparisons(seeds=range(3))
    overhead = alone.groupby("method", sort=False)["milliseconds"].median().reset_index()
    random = overhead.set_index("method").loc["random", "milliseconds"]
    overhead["times_random"] = overhead["milliseconds"] / random
    said = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    made_with = f"{said}; {BUDGET} trials, seeds 0 to {N_SEEDS - 1}, PYTHONHASHSEED 0; kernels {kernels()}"
    for name, table, form in (("comparison.csv", found, "%.6f"), ("comparison_overhead.csv", overhead, "%.3g")):
        table.attrs["made_with"] = made_with
        written = keep_table(table, name, None if folder is None else Path(folder) / name, float_format=form)
    return f"{written.parent}: {found['method'].nunique()} methods, {N_SEEDS} seeds; {made_with}"

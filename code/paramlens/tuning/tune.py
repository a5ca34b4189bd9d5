"""One way to start every search."""

from __future__ import annotations

import importlib
import inspect
import math
import numbers
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tqdm import tqdm

from paramlens.checks import check_seed
from paramlens.randomness import own_randomness
from paramlens.tuning.ledger import Ledger, Spent
from paramlens.tuning.problem import Problem
from paramlens.tuning.study import Study

__all__ = ["METHODS", "Method", "tune"]


@dataclass(frozen=True)
class Method:
    """A search that `tune` knows.

    Attributes
    ----------
    module : str
        The module of `paramlens.tuning` that holds it.
    library : str
        What it runs on; empty for this package alone.
    needs_fidelity : bool
        Whether it needs trials that can be had for less.
    extras : str
        The extras of this package that install the library.
    """

    module: str
    library: str = ""
    needs_fidelity: bool = False
    extras: str = "tuning"


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "grid": Method("grid"),
        "random": Method("random_search"),
        "coarse_to_fine": Method("coarse_to_fine"),
        "successive_halving": Method("successive_halving", needs_fidelity=True),
        "hyperband": Method("hyperband", "optuna", needs_fidelity=True),
        "hyperband_keras_tuner": Method("hyperband_keras_tuner", "keras_tuner", True, "tuning,networks"),
        "gaussian_process": Method("gaussian_process", "skopt"),
        "tpe": Method("tpe", "optuna"),
        "tpe_hyperopt": Method("tpe_hyperopt", "hyperopt"),
        "smac": Method("smac", "smac"),
        "cma_es": Method("cma_es", "cmaes"),
        "evolutionary": Method("evolutionary", "deap"),
    }
)
"""The searches by name."""


def tune(
    problem: Problem,
    method: str = "random",
    budget: float = 50,
    seed: int = 0,
    *,
    n_jobs: int | None = None,
    progress: bool | None = None,
    **options: object,
) -> Study:
    """Search a space for the setting with the best score.

    Parameters
    ----------
    problem : Problem
        What to search, and what to make as great as possible.
    method : str
        One of `METHODS`; the module of the same name in `paramlens.tuning` tells its source.
    budget : float
        What the search may spend, in trials at the full fidelity; a trial at a lower one costs its
        share. A search ends before its budget is spent only where there is nothing left to try (a grid
        that fits, a space with a single setting, one without ranges that SMAC has been through) or where
        the next step costs more than is left.
    seed : int
        Decides every draw of the search, and what an objective draws from the global random states of
        Python and NumPy; below 2**32.
    n_jobs : int or None
        How many trials run at a time, as in joblib, where a method has several to make at once;
        `joblib.parallel_config` says where. The result is the same for any number.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.
    **options
        Passed to the method; its module says which there are.

    Returns
    -------
    Study
        A trial that raises, or whose score is not finite, is in it as failed; the search goes on. Where it
        is broken off, by hand or because a library fails, the error has an attribute ``study`` with the
        trials that had finished: in a notebook, ``sys.last_value.study``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or the method has no such option.
    ValueError
        If there is no such method, the budget does not allow a trial, the method needs a fidelity
        that the problem has not, or `n_jobs` or an option has an illegal value.
    ImportError
        If the method's library is not there; the message says what to install.

    Examples
    --------
    >>> from paramlens.tuning import Problem, Real, tune
    >>> problem = Problem({"x": Real(-1, 1)}, lambda setting: -abs(setting["x"]))
    >>> study = tune(problem, "random", budget=20)
    >>> len(study.trials)
    20
    """
    if not isinstance(problem, Problem):
        raise TypeError(f"problem must be a Problem, got {problem!r}")
    if not isinstance(budget, numbers.Real) or isinstance(budget, bool):
        raise TypeError(f"budget must be a number of trials, got {budget!r}")
    if not 1 <= budget < math.inf:
        raise ValueError(f"budget must allow at least one trial, got {budget!r}")
    check_seed("seed", seed)
    if n_jobs is not None and (not isinstance(n_jobs, numbers.Integral) or isinstance(n_jobs, bool) or n_jobs == 0):
        raise ValueError(f"n_jobs must be a whole number other than 0, or None, got {n_jobs!r}")
    if progress is not None and not isinstance(progress, bool):
        raise TypeError(f"progress must be True, False or None, got {progress!r}")
    with own_randomness(int(seed)):  # importing a library can draw, too
        search = _search(problem, method, options)
    shown = {"desc": method, "unit": "trial", "disable": None if progress is None else not progress}
    with own_randomness(int(seed)), tqdm(total=float(budget), **shown) as bar:
        start = time.perf_counter()
        ledger = Ledger(problem, float(budget), int(seed), n_jobs, bar)

        def made() -> Study:
            trials, seconds = ledger.trials(), ledger.seconds()
            overhead = (time.perf_counter() - start - seconds.sum()) / max(len(trials), 1)
            return Study(problem, method, float(budget), int(seed), trials, seconds, overhead)

        try:
            if problem.space.free:
                search(ledger, int(seed), **options)
            else:
                ledger.score({})
        except Spent:  # how a search ends
            bar.set_postfix_str("budget spent")
        except BaseException as error:  # by hand, too: what was tried need not be tried again
            error.study = made()
            error.add_note(f"The trials finished by then, {len(error.study.trials)}, are in this error's study.")
            raise
    return made()


def _search(problem: Problem, method: str, options: Mapping[str, object]):
    """The function of the method's module, checked against what it is asked to do."""
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    found = METHODS[method]
    if found.needs_fidelity and problem.fidelity is None:
        raise ValueError(f"method {method!r} needs trials that can be had for less: give the Problem a fidelity")
    try:
        search = importlib.import_module(f"paramlens.tuning.{found.module}").search
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0].startswith("paramlens"):
            raise
        raise ImportError(
            f"method {method!r} needs {error.name}, which is not installed: pip install 'paramlens[{found.extras}]'"
        ) from error
    known = list(inspect.signature(search).parameters)[2:]
    if unknown := [name for name in options if name not in known]:
        has = f"it has {', '.join(known)}" if known else "it has none"
        raise TypeError(f"method {method!r} has no option {unknown[0]!r}; {has}")
    return search

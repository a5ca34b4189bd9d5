"""What the adaptors of `paramlens.tuning` cost beside the libraries used directly: ``python benchmarks/tuning_overhead.py``.

Both search the same tabulated surface with the same number of trials, in turn and in one run; the ratio of their median
times tells what the adaptor adds. An objective that takes no time makes it as large as it can be.
"""

from __future__ import annotations

import json
import math
import time
import warnings
from functools import partial

import numpy as np
import optuna
from cmaes import CMA
from hyperopt import Trials, fmin, hp, tpe
from skopt import gp_minimize

from paramlens.tuning import surface_problem, tune

N_TRIALS, REPEATS = 30, 7
LOOKED_UP = surface_problem().objective


def by_optuna(seed: int) -> None:
    """TPE by a study of its own."""
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(
        lambda t: LOOKED_UP(
            {"C": t.suggest_float("C", 1e-3, 1e5, log=True), "gamma": t.suggest_float("gamma", 1e-6, 1e2, log=True)}
        ),
        n_trials=N_TRIALS,
    )


def by_hyperopt(seed: int) -> None:
    """TPE by ``fmin``."""
    space = {
        "C": hp.loguniform("C", math.log(1e-3), math.log(1e5)),
        "gamma": hp.loguniform("gamma", math.log(1e-6), math.log(1e2)),
    }
    rng = np.random.default_rng(seed)
    fmin(lambda s: -LOOKED_UP(s), space, tpe.suggest, N_TRIALS, trials=Trials(), rstate=rng, show_progressbar=False)


def by_skopt(seed: int) -> None:
    """A Gaussian process by ``gp_minimize``."""
    ranges = [(1e-3, 1e5, "log-uniform"), (1e-6, 1e2, "log-uniform")]
    gp_minimize(lambda s: -LOOKED_UP({"C": s[0], "gamma": s[1]}), ranges, n_calls=N_TRIALS, random_state=seed)


def by_cmaes(seed: int) -> None:
    """CMA-ES by asking and telling."""
    space = surface_problem().space
    strategy = CMA(mean=np.full(2, 0.5), sigma=0.3, bounds=np.tile([0.0, 1.0], (2, 1)), seed=seed)
    for _ in range(N_TRIALS // strategy.population_size):
        points = [strategy.ask() for _ in range(strategy.population_size)]
        strategy.tell([(point, -LOOKED_UP(space.at(point))) for point in points])


PAIRS = {"tpe": by_optuna, "tpe_hyperopt": by_hyperopt, "gaussian_process": by_skopt, "cma_es": by_cmaes}


def main() -> None:
    """Print the numbers as JSON."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    problem, found = surface_problem(), {}
    for method, directly in PAIRS.items():
        ours, theirs = [], []
        for seed in range(REPEATS):
            for times, call in ((theirs, directly), (ours, partial(tune, problem, method, N_TRIALS))):
                started = time.perf_counter()
                call(seed)
                times.append(time.perf_counter() - started)
        found[method] = {
            "milliseconds_a_trial": round(1000 * float(np.median(ours)) / N_TRIALS, 2),
            "directly": round(1000 * float(np.median(theirs)) / N_TRIALS, 2),
            "ratio": round(float(np.median(np.array(ours) / np.array(theirs))), 2),
        }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

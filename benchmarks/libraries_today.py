"""Which libraries for tuning install and run today: each tried in an environment of its own.

Every library gets a new virtual environment, is installed by pip at its newest version, and is asked to
find the best C and gamma of a tabulated SVC in 40 trials. What came of it is written to
`code/paramlens/data/libraries.csv`, with the date and the exact reason of a failure.

    .venv/bin/python benchmarks/libraries_today.py            # all of them, some ten minutes
    .venv/bin/python benchmarks/libraries_today.py hyperas    # one; the rows of the others stay

Release dates are asked of the package index by halving: uv resolves the package as of a day. They are
left empty where uv is not there. A module that a library imports without asking for it is installed beside it, and the
column `needed` names it.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "code" / "paramlens" / "data"
COLUMNS = (
    "library",
    "package",
    "version",
    "released",
    "licence",
    "installs",
    "needed",
    "runs",
    "reason",
    "best",
    "trials",
    "tried_on",
)
MINUTES = 15
MOST_REPAIRS = 3

# What every program begins with: the score of a setting, from the table that the book brings.
PRELUDE = """
import csv, math, os, random, sys
os.environ.setdefault("KERAS_BACKEND", "jax")
TABLE = {(round(float(r["log10_C"]), 1), round(float(r["log10_gamma"]), 1)): float(r["accuracy"])
         for r in csv.DictReader(open(os.environ["SURFACE"])) if r["n_rows"] == "360"}
SEEN = []
def accuracy(log_C, log_gamma):
    found = TABLE[round(round(log_C * 5) / 5, 1) + 0.0, round(round(log_gamma * 5) / 5, 1) + 0.0]
    SEEN.append(found)
    return found
def done():
    print("\\nBEST", max(SEEN), "TRIALS", len(SEEN))
"""


@dataclass(frozen=True)
class Library:
    """What to install, and a program that tunes with it.

    Attributes
    ----------
    name, package : str
        What people call it, and its name on the index; empty where it is on none.
    program : str
        After `PRELUDE`.
    beside : tuple of str
        What its documentation says to install as well.
    """

    name: str
    package: str
    program: str
    beside: tuple[str, ...] = ()


LIBRARIES = (
    Library(
        "HyperOpt",
        "hyperopt",
        """
        import numpy as np
        from hyperopt import fmin, hp, tpe
        space = {"C": hp.uniform("C", -3, 5), "gamma": hp.uniform("gamma", -6, 2)}
        fmin(lambda s: -accuracy(s["C"], s["gamma"]), space, algo=tpe.suggest, max_evals=40,
             rstate=np.random.default_rng(0), show_progressbar=False)
        done()
    """,
    ),
    Library(
        "Hyperas",
        "hyperas",
        """
        from hyperas import optim
        from hyperas.distributions import uniform
        from hyperopt import STATUS_OK, Trials, tpe
        import numpy as np
        def data():
            from __main__ import accuracy
            return accuracy, 0, 0, 0
        def model(accuracy):
            found = accuracy({{uniform(-3, 5)}}, {{uniform(-6, 2)}})
            return {"loss": -found, "status": STATUS_OK, "model": None}
        optim.minimize(model=model, data=data, algo=tpe.suggest, max_evals=40, trials=Trials(),
                       rseed=np.random.default_rng(0), verbose=False)
        done()
    """,
        beside=("keras", "jax"),
    ),
    Library(
        "kopt",
        "kopt",
        """
        from kopt import CompileFN, KMongoTrials
        from hyperopt import Trials, fmin, hp, tpe
        import numpy as np
        import keras
        def data():
            X = np.zeros((20, 2)); y = np.zeros(20)
            return (X, y), (X, y)
        def model(train_data, C, gamma):
            made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
            made.compile("sgd", "mse", metrics=["mse"])
            accuracy(C, gamma)
            return made
        def looked_up(y_true, y_pred):
            return SEEN[-1]
        objective = CompileFN("db", "experiment", data_fn=data, model_fn=model, add_eval_metrics=[looked_up],
                              optim_metric="looked_up", optim_metric_mode="max", save_dir=os.getcwd(),
                              save_model=None, save_results=False)
        space = {"data": {}, "model": {"C": hp.uniform("C", -3, 5), "gamma": hp.uniform("gamma", -6, 2)},
                 "fit": {"epochs": 1}}
        fmin(objective, space, algo=tpe.suggest, max_evals=40, trials=Trials(), rstate=np.random.default_rng(0))
        done()
    """,
        beside=("jax",),
    ),
    Library(
        "Talos",
        "talos",
        """
        import numpy as np
        import keras
        import talos
        def model(x_train, y_train, x_val, y_val, params):
            made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
            made.compile("sgd", "mse")
            history = made.fit(x_train, y_train, epochs=1, verbose=0)
            history.history["accuracy"] = [accuracy(params["C"], params["gamma"])]
            return history, made
        X, y = np.zeros((20, 2)), np.zeros(20)
        space = {"C": list(np.linspace(-3, 5, 41)), "gamma": list(np.linspace(-6, 2, 41))}
        talos.Scan(X, y, params=space, model=model, experiment_name="talos", round_limit=40, seed=0,
                   disable_progress_bar=True, save_weights=False)
        done()
    """,
        beside=("jax",),
    ),
    Library(
        "Keras Tuner",
        "keras-tuner[bayesian]",
        """
        import keras_tuner
        class Tuner(keras_tuner.BayesianOptimization):
            def run_trial(self, trial, *args, **kwargs):
                h = trial.hyperparameters
                return {"accuracy": accuracy(h.Float("C", -3, 5), h.Float("gamma", -6, 2))}
        Tuner(objective=keras_tuner.Objective("accuracy", "max"), max_trials=40, seed=1, directory="kt").search(verbose=0)
        done()
    """,
        beside=("jax",),
    ),
    Library(
        "scikit-optimize",
        "scikit-optimize",
        """
        from skopt import gp_minimize
        gp_minimize(lambda s: -accuracy(*s), [(-3.0, 5.0), (-6.0, 2.0)], n_calls=40, random_state=0)
        done()
    """,
    ),
    Library(
        "Spearmint",
        "spearmint",
        """
        import spearmint
        from spearmint.main import main
        done()
    """,
    ),
    Library("Hyperband", "", ""),
    Library(
        "sklearn-deap",
        "sklearn-deap",
        """
        import numpy as np
        from sklearn.base import BaseEstimator, ClassifierMixin
        from evolutionary_search import EvolutionaryAlgorithmSearchCV
        class Looked(ClassifierMixin, BaseEstimator):
            def __init__(self, C=0.0, gamma=0.0):
                self.C, self.gamma = C, gamma
            def fit(self, X, y):
                self.classes_ = np.unique(y)
                return self
            def predict(self, X):
                return np.zeros(len(X))
            def score(self, X, y):
                return accuracy(self.C, self.gamma)
        space = {"C": list(np.linspace(-3, 5, 41)), "gamma": list(np.linspace(-6, 2, 41))}
        search = EvolutionaryAlgorithmSearchCV(
            Looked(), space, scoring=lambda m, X, y: m.score(X, y), cv=2, population_size=10,
            generations_number=3, n_jobs=1, verbose=0)
        search.fit(np.zeros((20, 2)), np.array([0, 1] * 10))
        done()
    """,
    ),
    Library(
        "Optuna",
        "optuna",
        """
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=0))
        study.optimize(lambda t: accuracy(t.suggest_float("C", -3, 5), t.suggest_float("gamma", -6, 2)), n_trials=40)
        done()
    """,
    ),
    Library(
        "SMAC",
        "smac",
        """
        from ConfigSpace import ConfigurationSpace
        from smac import HyperparameterOptimizationFacade, Scenario
        space = ConfigurationSpace({"C": (-3.0, 5.0), "gamma": (-6.0, 2.0)}, seed=0)
        def loss(config, seed=0):
            return 1 - accuracy(config["C"], config["gamma"])
        scenario = Scenario(space, deterministic=True, n_trials=40, seed=0)
        HyperparameterOptimizationFacade(scenario, loss, overwrite=True, logging_level=False).optimize()
        done()
    """,
    ),
    Library(
        "Ax",
        "ax-platform",
        """
        from ax.api.client import Client
        from ax.api.configs import RangeParameterConfig
        client = Client(random_seed=0)
        client.configure_experiment(parameters=[
            RangeParameterConfig(name="C", parameter_type="float", bounds=(-3.0, 5.0)),
            RangeParameterConfig(name="gamma", parameter_type="float", bounds=(-6.0, 2.0))])
        client.configure_optimization(objective="accuracy")
        for _ in range(40):
            for index, s in client.get_next_trials(max_trials=1).items():
                client.complete_trial(index, raw_data={"accuracy": accuracy(s["C"], s["gamma"])})
        done()
    """,
        beside=("torch==2.13.0",),
    ),
    Library(
        "Nevergrad",
        "nevergrad",
        """
        import nevergrad as ng
        space = ng.p.Instrumentation(ng.p.Scalar(lower=-3, upper=5), ng.p.Scalar(lower=-6, upper=2))
        space.random_state.seed(0)
        ng.optimizers.NGOpt(parametrization=space, budget=40).minimize(lambda C, gamma: -accuracy(C, gamma))
        done()
    """,
    ),
    Library(
        "Ray Tune",
        "ray[tune]",
        """
        import random, numpy as np
        random.seed(0); np.random.seed(0)
        from ray import tune
        import ray
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        def trainable(s):
            return {"accuracy": TABLE[round(round(s["C"] * 5) / 5, 1) + 0.0, round(round(s["gamma"] * 5) / 5, 1) + 0.0]}
        tuner = tune.Tuner(trainable, param_space={"C": tune.uniform(-3, 5), "gamma": tune.uniform(-6, 2)},
                           tune_config=tune.TuneConfig(metric="accuracy", mode="max", num_samples=40),
                           run_config=tune.RunConfig(storage_path=os.getcwd(), verbose=0))
        SEEN += [r.metrics["accuracy"] for r in tuner.fit()]
        done()
    """,
    ),
    Library(
        "FLAML",
        "flaml[blendsearch]",
        """
        from flaml import tune
        tune.run(lambda s: {"accuracy": accuracy(s["C"], s["gamma"])},
                 config={"C": tune.uniform(-3, 5), "gamma": tune.uniform(-6, 2)}, metric="accuracy", mode="max",
                 num_samples=40, verbose=0)
        done()
    """,
    ),
    Library(
        "sklearn-genetic-opt",
        "sklearn-genetic-opt",
        """
        import numpy as np
        from sklearn.base import BaseEstimator, ClassifierMixin
        from sklearn_genetic import GASearchCV
        from sklearn_genetic.space import Continuous
        class Looked(ClassifierMixin, BaseEstimator):
            def __init__(self, C=0.0, gamma=0.0):
                self.C, self.gamma = C, gamma
            def fit(self, X, y):
                self.classes_ = np.unique(y)
                return self
            def predict(self, X):
                return np.zeros(len(X))
            def score(self, X, y):
                return accuracy(self.C, self.gamma) if len(X) else 0.0
        random.seed(0); np.random.seed(0)
        GASearchCV(Looked(), cv=[(np.arange(10), np.arange(10, 20))], scoring=lambda m, X, y: m.score(X, y),
                   population_size=4, generations=3, n_jobs=1, verbose=False, refit=False,
                   param_grid={"C": Continuous(-3, 5), "gamma": Continuous(-6, 2)}
                   ).fit(np.zeros((20, 2)), np.array([0, 1] * 10))
        done()
    """,
    ),
)


def main() -> int:
    """Try the libraries named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="libraries to try; without any, all")
    names = [name.lower() for name in parser.parse_args().names]
    if unknown := set(names) - {one.name.lower() for one in LIBRARIES}:
        parser.error(f"no library {unknown.pop()!r}; there are {', '.join(one.name for one in LIBRARIES)}")
    rows = []
    for library in LIBRARIES:
        if not names or library.name.lower() in names:
            print(f"{library.name} ...", flush=True)
            rows.append(tried(library))
            print("   ", rows[-1], flush=True)
    write(rows)
    return 0


def write(rows: list[dict[str, object]]) -> None:
    """The table with these rows in place of older ones, whole or not at all."""
    path, kept = DATA / "libraries.csv", {}
    if path.exists():
        with path.open(encoding="utf8", newline="") as file:
            kept = {row["library"]: row for row in csv.DictReader(file)}
    kept |= {row["library"]: row for row in rows}
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept[one.name] for one in LIBRARIES if one.name in kept)
    draft.replace(path)


def tried(library: Library) -> dict[str, object]:
    """One row of the table."""
    row = dict.fromkeys(COLUMNS, "") | {"library": library.name, "tried_on": datetime.date.today().isoformat()}
    if not library.package:
        return row | {
            "installs": "no",
            "runs": "no",
            "reason": "an algorithm, and no library of that name on the index",
        }
    bare = library.package.partition("[")[0]
    row |= {"package": bare, "released": released(bare)}
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "venv", "bin", "python")
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        for wanted in [*library.beside, library.package]:
            # An old package may still ask for the tools that built it, which a new environment lacks.
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
            code, said = run(pip, folder, {})
            if code:
                return row | {"installs": "no", "runs": "no", "reason": last_line(said)}
        row |= {"installs": "yes", **metadata(python, bare)}
        program = Path(folder, "program.py")
        program.write_text(PRELUDE + textwrap.dedent(library.program), encoding="utf8")
        needed: list[str] = []
        while True:
            code, said = run([str(python), str(program)], folder, {"SURFACE": str(DATA / "svc_surface.csv")})
            # What the package imports and does not ask for is installed after it, and written down.
            missing = re.search(r"ModuleNotFoundError: No module named '(\w+)'", last_line(said))
            if not code or not missing or missing[1] in needed or len(needed) == MOST_REPAIRS:
                break
            needed.append(missing[1])
            if run(
                [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", needed[-1]], folder, {}
            )[0]:
                break
        row["needed"] = " ".join(needed)
        found = re.search(r"^BEST (\S+) TRIALS (\d+)$", said, re.MULTILINE)
        if code or not found:
            return row | {"runs": "no", "reason": last_line(said)}
        return row | {"runs": "yes", "best": f"{float(found[1]):.4f}", "trials": found[2]}


def run(command: list[str], folder: str, variables: dict[str, str]) -> tuple[int, str]:
    """The exit code and all that was printed."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", **variables}
    environment.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60 * MINUTES,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return 1, f"no end within {MINUTES} minutes"
    return done.returncode, done.stdout + done.stderr


def last_line(said: str) -> str:
    """The line that names the error: the last that begins with its kind, else the last of all."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|NotFound)\b.*", line)]
    # Where the environment lay is nobody's business.
    return re.sub(r" \(/\S+\)", "", (errors or lines or ["nothing was said"])[-1])[:300]


def metadata(python: Path, package: str) -> dict[str, str]:
    """The version and the licence that the installed package states."""
    code = (
        "import importlib.metadata as m, sys; d = m.metadata(sys.argv[1]); "
        "kinds = [c.split(' :: ')[-1] for c in d.get_all('Classifier') or [] if c.startswith('License')]; "
        "text = (d.get('License-Expression') or '; '.join(k for k in kinds if k != 'OSI Approved') "
        "or d.get('License') or '').strip(); "
        "print(m.version(sys.argv[1])); print((text.splitlines() or [''])[0][:60])"
    )
    said = subprocess.run([str(python), "-c", code, package], capture_output=True, text=True, check=True).stdout
    version, licence = said.split("\n")[:2]
    unsaid = licence in ("", "UNKNOWN") or licence.startswith("Copyright")
    return {"version": version, "licence": "not named" if unsaid else licence}


def released(package: str) -> str:
    """The day from which on the newest version was there."""
    if shutil.which("uv") is None:
        return ""
    newest = as_of(package, datetime.date.today() + datetime.timedelta(days=1))
    low, high = datetime.date(2012, 1, 1), datetime.date.today() + datetime.timedelta(days=1)
    while high - low > datetime.timedelta(days=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if as_of(package, middle) == newest else (middle, high)
    return low.isoformat() if newest else ""


def as_of(package: str, day: datetime.date) -> str:
    """The version that was the newest before a day began, or nothing."""
    command = ["uv", "pip", "compile", "-", "--no-deps", "--quiet", "--no-header", "--no-annotate", "--exclude-newer"]
    for _ in range(3):
        done = subprocess.run([*command, f"{day}T00:00:00Z"], input=package, capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.strip()
        if "no versions" in done.stderr or "No solution" in done.stderr:
            return ""
        time.sleep(1)
    return ""


if __name__ == "__main__":
    sys.exit(main())

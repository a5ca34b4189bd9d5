"""Several processes and one study; a cluster of workers; and workers that are killed in the middle of a trial."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import joblib
import pytest
from sklearn.linear_model import Ridge

from paramlens import datasets, sweep
from paramlens.tuning import Choice, Fidelity, Problem, Real, Space, join, shared, tune

SPAWN = multiprocessing.get_context("spawn")


class Slow:
    """An objective that writes down who began and ended which trial, and waits in between while told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, setting):
        trial = f"{setting['x']:.12f}-{os.getpid()}-{time.time_ns()}"
        (self.folder / f"{trial}.begun").touch()
        while (self.folder / "wait").exists():
            time.sleep(0.02)
        time.sleep(0.02)
        (self.folder / f"{trial}.ended").touch()
        return -((setting["x"] - 0.5) ** 2)


def problem_in(folder: Path) -> Problem:
    return Problem({"x": Real(0, 1), "k": Choice(["a", None])}, Slow(folder))


def drawn_in(path: Path) -> str:
    return path.name.partition("-")[0]


def take_part(folder: Path, storage: str, budget: int, seed: int) -> None:
    join(problem_in(folder), storage, budget, seed=seed, patience=5)


def wait_until(happened, seconds=60.0):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "nothing came in time"
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["journal", "database"])
def test_the_trial_of_a_killed_process_is_made_by_another_and_the_finished_are_kept(tmp_path, kind):
    storage = str(tmp_path / "study.log") if kind == "journal" else f"sqlite:///{tmp_path}/study.db"
    folder = tmp_path / "trials"
    folder.mkdir()
    before = join(problem_in(folder), storage, 4)
    (folder / "wait").touch()
    doomed = SPAWN.Process(target=take_part, args=(folder, storage, 12, 1))
    doomed.start()
    wait_until(lambda: len(list(folder.glob("*.begun"))) == 5)
    time.sleep(0.3)
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join()
    (folder / "wait").unlink()
    lost = [path for path in folder.glob("*.begun") if not path.with_suffix(".ended").exists()]
    assert len(lost) == 1
    helper = SPAWN.Process(target=take_part, args=(folder, storage, 12, 2))
    helper.start()
    after = join(problem_in(folder), storage, 12, seed=3)
    helper.join()
    assert helper.exitcode == 0
    assert 12 <= len(after.trials) <= 13
    assert after.trials["x"].tolist()[:4] == before.trials["x"].tolist()
    drawn = drawn_in(lost[0])
    again = list(folder.glob(f"{drawn}-*.ended"))
    assert len(again) == 1, "the lost trial is made again, once, with the same setting"
    assert after.trials["x"].iloc[4:].sub(float(drawn)).abs().min() < 1e-9


def test_a_search_that_was_broken_off_by_hand_goes_on_in_the_same_process(tmp_path):
    calls = []

    def objective(setting):
        calls.append(setting["x"])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return setting["x"]

    problem = Problem({"x": Real(0, 1)}, objective)
    with pytest.raises(KeyboardInterrupt):
        join(problem, tmp_path / "study.log", 5)
    study = join(problem, tmp_path / "study.log", 5)
    assert len(study.trials) == 5 and study.n_failed == 0 and len(calls) == 6


@pytest.mark.parametrize("space", [{"k": Choice(["b", "a"])}, {"other": Choice(["a", "b"])}])
def test_a_study_of_another_space_is_refused_and_stays_as_it_is(tmp_path, space):
    first = Problem({"k": Choice(["a", "b"])}, lambda setting: float(setting["k"] == "a"))
    join(first, tmp_path / "study.log", 3)
    with pytest.raises(ValueError, match=r"problem must have the space of the study 'study'.*another name"):
        join(Problem(space, lambda setting: 0.0), tmp_path / "study.log", 6)
    assert len(join(first, tmp_path / "study.log", 4).trials) == 4


def test_a_search_that_was_broken_off_goes_on_where_it_stopped(tmp_path):
    problem = Problem({"x": Real(0, 1)}, lambda s: s["x"] if s["x"] > 0.2 else float("nan"))
    first = join(problem, tmp_path / "study.log", 6)
    longer = join(problem, tmp_path / "study.log", 10)
    assert longer.trials.iloc[:6].equals(first.trials)
    assert len(longer.trials) == 10
    assert (longer.trials["reason"] == "score nan").equals(longer.trials["x"] <= 0.2)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"storage": "nowhere/study.log"}, ValueError, "storage must lie in a folder that exists"),
        ({"storage": 3}, TypeError, "storage must be a path or the address of a database, got 3"),
        ({"storage": "foo://bar"}, ValueError, "storage must be a journal of Optuna's or the address of a database"),
        ({"storage": "sqlite:////nowhere/s.db"}, ValueError, "storage must be .* got 'sqlite:////nowhere/s.db'"),
        ({"storage": __file__}, ValueError, "storage must be a journal of Optuna's"),
        ({"name": None}, TypeError, "name must be that of a study, a string, got None"),
        ({"name": ""}, TypeError, "name must be that of a study"),
        ({"storage": "."}, ValueError, "storage must be a file, got the folder '.'"),
        ({"patience": "60"}, TypeError, "patience must be a number of seconds, got '60'"),
        ({"patience": float("inf")}, ValueError, "patience must be a number of seconds above 0, got inf"),
        ({"budget": 0}, ValueError, "budget must be a whole number of at least 1, got 0"),
        ({"patience": 0}, ValueError, "patience must be a number of seconds above 0, got 0"),
        ({"problem": None}, TypeError, "problem must be a Problem, got None"),
        (
            {"problem": Problem({"x": Real(0, 1)}, abs, Fidelity("n", 1, 3))},
            ValueError,
            "problem must have no fidelity to be shared",
        ),
    ],
)
def test_what_cannot_be_shared_is_refused(tmp_path, change, error, message):
    given = {"problem": Problem({"x": Real(0, 1)}, abs), "storage": tmp_path / "study.log", "budget": 3, **change}
    with pytest.raises(error, match=message):
        join(**given)
    assert not (tmp_path / "study.log").exists()


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_a_study_of_somebody_else_is_refused_and_stays_as_it_is(tmp_path, direction):
    optuna = pytest.importorskip("optuna")
    storage = f"sqlite:///{tmp_path}/study.db"
    theirs = optuna.create_study(study_name="study", storage=storage, direction=direction)
    theirs.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    with pytest.raises(ValueError, match="name must not be that of a study which was not made by join, got 'study'"):
        join(Problem({"x": Real(0, 1)}, lambda setting: setting["x"]), storage, 5)
    assert len(theirs.trials) == 2 and theirs.user_attrs == {}


def test_a_process_that_has_just_begun_the_study_is_no_stranger():
    class Begun:
        """Another process notes the space and begins a trial while we look."""

        direction = SimpleNamespace(name="MAXIMIZE")

        def __init__(self):
            self.user_attrs = {}

        def get_trials(self, deepcopy):
            self.user_attrs = {"space": shared._in_words(space)}
            return [object()]

    space = Space({"x": Real(0, 1)})
    shared._check_study(Begun(), space, "study")


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made,
        distributed.Client(made) as client,
    ):
        yield client


def test_a_cluster_gives_the_same_sweep_and_the_same_study(cluster):
    X, y = datasets.diabetes()
    here = sweep(Ridge(), "alpha", [0.1, 1, 10], X, y)
    problem = Problem.of(Ridge(), {"alpha": Real(1e-3, 1e3, log=True)}, X, y)
    found = tune(problem, "random", 6)
    with joblib.parallel_config("dask"):
        there = sweep(Ridge(), "alpha", [0.1, 1, 10], X, y)
        elsewhere = tune(problem, "random", 6)
    assert here.scores.equals(there.scores)
    assert here.parameters.equals(there.parameters)
    assert found.trials.equals(elsewhere.trials)


def test_a_worker_killed_in_the_middle_of_a_trial_costs_that_trial_and_no_other(cluster, tmp_path):
    slow = Slow(tmp_path)
    problem = Problem({"x": Real(0, 1)}, slow)
    workers = [info["pid"] for info in cluster.run(_pid_of_worker).values()]
    assert len(set(workers)) == 2
    expected = tune(Problem({"x": Real(0, 1)}, lambda s: -((s["x"] - 0.5) ** 2)), "random", 30).trials
    killed = {}

    def kill_one():
        wait_until(lambda: len(list(tmp_path.glob("*.ended"))) >= 8)
        (tmp_path / "wait").touch()
        # A worker holds its trial open as soon as it has begun it under the sign.
        wait_until(lambda: _open_trials(tmp_path, workers[0]))
        time.sleep(0.5)
        killed["trials"] = _open_trials(tmp_path, workers[0])
        killed["ended"] = {drawn_in(path) for path in tmp_path.glob("*.ended")}
        os.kill(workers[0], signal.SIGKILL)
        (tmp_path / "wait").unlink()

    with ThreadPoolExecutor(1) as pool, joblib.parallel_config("dask"):
        killing = pool.submit(kill_one)
        study = tune(problem, "random", 30)
        killing.result()
    assert study.trials.equals(expected)
    begun = [drawn_in(path) for path in tmp_path.glob("*.begun")]
    made_again = {drawn for drawn in begun if begun.count(drawn) > 1}
    assert made_again == killed["trials"] and len(made_again) == 1
    assert not made_again & killed["ended"]


def _pid_of_worker():
    return {"pid": os.getpid()}


def _open_trials(folder: Path, pid: int) -> set[str]:
    mine = [path for path in folder.glob(f"*-{pid}-*.begun")]
    return {drawn_in(path) for path in mine if not path.with_suffix(".ended").exists()}

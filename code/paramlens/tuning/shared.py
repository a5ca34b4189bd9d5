"""One study, many processes: each takes part for as long as there is something to do."""

from __future__ import annotations

import math
import numbers
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from paramlens.checks import check_whole
from paramlens.tuning.ledger import judged, trials_table
from paramlens.tuning.problem import Problem
from paramlens.tuning.space import Space
from paramlens.tuning.study import Study

__all__ = ["join"]

_PAUSE = 0.2
_WHO, _BEAT, _SCORE_OF, _REASON, _SECONDS = "who", "beat", "retry of", "reason", "seconds"
_SPACE = "space"


def join(
    problem: Problem,
    storage: str | os.PathLike[str],
    budget: int,
    seed: int = 0,
    *,
    name: str = "study",
    patience: float = 60.0,
) -> Study:
    """Take part in a search that several processes share, with Optuna's TPE.

    Call it with the same arguments in as many processes as there are, on one machine or on many. The
    storage is all that they share; each looks there for what the others have found before it asks for
    its next trial. A trial whose process has died is given to another. A search that was broken off
    goes on where it stopped.

    What comes out depends on which process is quicker, and so is not the same every time.

    Parameters
    ----------
    problem : Problem
        The same in every process; it has no fidelity.
    storage : str or path
        A file, which is made if it is not there, or the address of a database, such as
        ``"postgresql://user@host/name"`` or ``"mysql://user@host/name"``.
    budget : int
        How many trials to make in all. Processes that ask in the same moment can exceed it, by one
        trial each.
    seed : int
        Decides the draws together with the process.
    name : str
        Several studies can live in one storage.
    patience : float
        After how many seconds without a sign of life a process elsewhere counts as dead. One on the
        same machine is missed at once.

    Returns
    -------
    Study
        With the trials of all processes. Those that died with their process are not in it; those that
        took their place are.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the problem has a fidelity or another space than the study in the storage, the study was not made by
        `join`, the storage cannot be opened, or the budget or the patience is too small.
    ImportError
        If Optuna, or what it needs for a database, is not there; the message says what to install.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from paramlens.tuning import Problem, Real, join
    >>> problem = Problem({"x": Real(-1, 1)}, lambda setting: -setting["x"] ** 2)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = join(problem, Path(folder, "study.log"), budget=3)
    ...     longer = join(problem, Path(folder, "study.log"), budget=5)
    >>> len(first.trials), len(longer.trials)
    (3, 5)
    """
    try:
        from paramlens.tuning.optuna_space import optuna, quiet, suggested
    except ModuleNotFoundError as error:
        raise ImportError("join needs optuna, which is not installed: pip install 'paramlens[tuning]'") from error

    if not isinstance(problem, Problem):
        raise TypeError(f"problem must be a Problem, got {problem!r}")
    if problem.fidelity is not None:
        raise ValueError("problem must have no fidelity to be shared; tune takes those that have")
    if not isinstance(name, str) or not name:
        raise TypeError(f"name must be that of a study, a string, got {name!r}")
    check_whole("budget", budget, least=1)
    check_whole("seed", seed, least=0)
    if not isinstance(patience, numbers.Real) or isinstance(patience, bool):
        raise TypeError(f"patience must be a number of seconds, got {patience!r}")
    if not 0 < patience < math.inf:
        raise ValueError(f"patience must be a number of seconds above 0, got {patience!r}")
    start, made = time.perf_counter(), 0.0
    n_made = 0
    with quiet():
        who = [seed, os.getpid(), *socket.gethostname().encode()]
        sampler = optuna.samplers.TPESampler(seed=int(np.random.default_rng(who).integers(2**31)))
        study = _study_in(storage, name, sampler)
        _check_study(study, problem.space, name)
        while True:
            _give_lost_to_another(study, patience)
            states = [trial.state for trial in study.get_trials(deepcopy=False) if _counts(trial)]
            if sum(state.is_finished() for state in states) >= budget:
                break
            if len(states) - states.count(optuna.trial.TrialState.WAITING) >= budget:
                time.sleep(_PAUSE)  # another has the last trials; should it die, they are ours
                continue
            trial = study.ask()
            try:
                trial.set_user_attr(_WHO, _this_process())
                with _heart(trial, patience / 4):
                    score, reason, seconds = judged(problem, suggested(trial, problem.space), None)
            except BaseException:
                # Broken off by hand. This process lives on, and nobody would ever miss the trial.
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
                raise
            trial.set_user_attr(_REASON, reason)
            trial.set_user_attr(_SECONDS, seconds)
            if math.isnan(score):
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                study.tell(trial, score)
            made += seconds
            n_made += 1
        return _study(problem, study, budget, seed, (time.perf_counter() - start - made) / max(n_made, 1))


def _study_in(storage: str | os.PathLike[str], name: str, sampler: object) -> object:
    from optuna import create_study

    _check_storage(storage)
    try:
        return create_study(
            study_name=name, storage=_opened(storage), direction="maximize", sampler=sampler, load_if_exists=True
        )
    except ModuleNotFoundError as error:
        raise ImportError(f"storage {storage!r} needs {error.name}, which is not installed") from error
    except Exception as error:  # each kind of storage has errors of its own
        raise ValueError(
            f"storage must be a journal of Optuna's or the address of a database that can be opened, got "
            f"{os.fspath(storage)!r}: {type(error).__name__}: {error}"
        ) from error


def _opened(storage: str | os.PathLike[str]) -> object:
    from optuna.storages import JournalStorage, RDBStorage
    from optuna.storages.journal import JournalFileBackend

    if isinstance(storage, str) and "://" in storage:
        return RDBStorage(storage)
    return JournalStorage(JournalFileBackend(os.fspath(storage)))


def _check_storage(storage: object) -> None:
    if isinstance(storage, str) and "://" in storage:
        return
    if not isinstance(storage, str | os.PathLike):
        raise TypeError(f"storage must be a path or the address of a database, got {storage!r}")
    if Path(storage).is_dir():
        raise ValueError(f"storage must be a file, got the folder {os.fspath(storage)!r}")
    if not Path(storage).absolute().parent.is_dir():
        raise ValueError(f"storage must lie in a folder that exists, got {os.fspath(storage)!r}")


def _check_study(study: object, space: Space, name: str) -> None:
    """Refuse a study that is somebody else's, or of another space: places in a list would stand for other options."""
    has_trials = bool(study.get_trials(deepcopy=False))  # first: another process notes the space before its first trial
    told = study.user_attrs.get(_SPACE)
    if study.direction.name != "MAXIMIZE" or (told is None and has_trials):
        raise ValueError(f"name must not be that of a study which was not made by join, got {name!r}; give another")
    if told is None:
        study.set_user_attr(_SPACE, _in_words(space))
    elif told != _in_words(space):
        raise ValueError(
            f"problem must have the space of the study {name!r} in the storage ({told}), got {_in_words(space)}; "
            "give another name to start another study"
        )


def _in_words(space: Space) -> str:
    return re.sub(r" at 0x[0-9a-fA-F]+", "", ", ".join(f"{name}: {one!r}" for name, one in space.dimensions.items()))


def _counts(trial: object) -> bool:
    """Whether a trial is one of the budget: not one that died with its process."""
    return not (trial.state.name == "FAIL" and _REASON not in trial.user_attrs)


def _this_process() -> list[object]:
    return [socket.gethostname(), os.getpid(), _started(os.getpid())]


def _started(pid: int) -> str:
    """What tells a process from a later one with the same number, where the system says it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf8").rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _is_dead(trial: object, patience: float) -> bool:
    who = trial.user_attrs.get(_WHO)
    if who is not None and who[0] == socket.gethostname():
        try:
            os.kill(who[1], 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return _started(who[1]) != who[2]
    beat = trial.user_attrs.get(_BEAT)
    if beat is None:
        beat = trial.datetime_start.timestamp() if trial.datetime_start is not None else time.time()
    return time.time() - beat > patience


def _give_lost_to_another(study: object, patience: float) -> None:
    from optuna.exceptions import UpdateFinishedTrialError
    from optuna.trial import TrialState, create_trial

    for lost in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        if not _is_dead(lost, patience):
            continue
        try:
            study._storage.set_trial_state_values(lost._trial_id, TrialState.FAIL)
        except UpdateFinishedTrialError:  # another process has seen it first, and gives it away
            continue
        again = create_trial(
            state=TrialState.WAITING,
            params=lost.params,
            distributions=lost.distributions,
            user_attrs={_SCORE_OF: lost.number},
            system_attrs={"fixed_params": lost.params},
        )
        study.add_trial(again)


@contextmanager
def _heart(trial: object, interval: float) -> Iterator[None]:
    """Signs of life for processes on other machines, for as long as a trial takes."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(interval):
            trial.set_user_attr(_BEAT, time.time())

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _study(problem: Problem, study: object, budget: int, seed: int, overhead: float) -> Study:
    from paramlens.tuning.optuna_space import optuna, suggested

    kept = [trial for trial in study.get_trials(deepcopy=False) if _counts(trial) and trial.state.is_finished()]
    settings = [suggested(optuna.trial.FixedTrial(trial.params), problem.space) for trial in kept]
    scores = [math.nan if trial.value is None else trial.value for trial in kept]
    reasons = [trial.user_attrs[_REASON] for trial in kept]
    seconds = pd.Series([trial.user_attrs[_SECONDS] for trial in kept], name="seconds", dtype=float).rename_axis(
        "trial"
    )
    table = trials_table(problem.space.names, settings, scores, reasons, [None] * len(kept), range(1, len(kept) + 1))
    return Study(problem, "shared tpe", float(budget), seed, table, seconds, overhead)

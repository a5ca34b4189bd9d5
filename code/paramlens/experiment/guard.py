"""Run code that nobody has vetted: bounded in time, silent, and without a trace on global state."""

from __future__ import annotations

import contextlib
import contextvars
import ctypes
import io
import os
import re
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import numpy as np
import sklearn

from paramlens.randomness import own_randomness

__all__ = ["Attempt", "attempt"]

_ONE_AT_A_TIME = threading.RLock()
_AGAIN = 1.0
_LONGEST = 4000
_PASSING = re.compile(r"\[\d\d:\d\d:\d\d\] ?| at 0x[0-9a-fA-F]+")  # times of day and addresses
_COMPILERS = {"jax", "llvmlite", "numba"}


class _OutOfTime(BaseException):
    """Not an Exception: searches and ensembles catch those and go on."""


@dataclass(frozen=True)
class Attempt:
    """What came of a call.

    Attributes
    ----------
    value : object
        What it returned; None if it failed.
    error : str or None
        The name and the first line of the error that ended it; None if none did.
    whole_error : str
        The beginning of all that the error says.
    is_too_slow : bool
        Whether the clock ended it.
    """

    value: object
    error: str | None
    is_too_slow: bool = False
    whole_error: str = ""

    @property
    def failed(self) -> bool:
        """Whether an error or the clock ended it."""
        return self.error is not None


def attempt(call: Callable[[], object], *, seconds: float, seed: int = 0) -> Attempt:
    """Call a function that may raise, print, hang or change global state.

    NumPy's and Python's global random generators are seeded for the call and afterwards what they were
    before, and so are the filters of warnings, NumPy's error handling and the standard streams. Compiled
    code that never returns to the interpreter cannot be stopped.

    Parameters
    ----------
    call : callable
        Called without arguments.
    seconds : float
        After how long to give up.
    seed : int
        Of the global generators during the call.

    Returns
    -------
    Attempt

    Examples
    --------
    >>> from paramlens.experiment.guard import attempt
    >>> attempt(lambda: 1 / 0, seconds=1).error
    'ZeroDivisionError: division by zero'
    >>> attempt(lambda: [print("loud"), 2][1], seconds=1).value
    2
    """
    with _ONE_AT_A_TIME, _untouched_state(seed), _silence():
        try:
            return Attempt(_bounded(call, seconds), None)
        except _OutOfTime:
            return Attempt(None, f"no end within {seconds:g} seconds", is_too_slow=True)
        except (Exception, SystemExit) as error:  # whatever an estimator raises is an outcome here
            text = _text_of(error)
            lines = text.splitlines()
            return Attempt(None, ": ".join([type(error).__name__, *lines[:1]]), whole_error=text[:_LONGEST])


def _text_of(error: BaseException) -> str:
    try:
        return _PASSING.sub("", str(error)).strip()
    except Exception:  # even the text of an error is the estimator's code
        return ""


@contextlib.contextmanager
def _untouched_state(seed: int) -> Iterator[None]:
    before = np.geterr()
    try:
        with own_randomness(seed % 2**32), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.seterr(**before)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        stack.enter_context(_silent_descriptors())
        yield


@contextlib.contextmanager
def _silent_descriptors() -> Iterator[None]:
    # Compiled code writes past Python's streams.
    kept = []
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for descriptor in (1, 2):
            with contextlib.suppress(OSError):  # a process may have closed it
                kept.append((descriptor, os.dup(descriptor)))
                os.dup2(nowhere, descriptor)
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)
        for descriptor, copy in kept:
            os.dup2(copy, descriptor)
            os.close(copy)
        os.close(nowhere)


def _bounded(call: Callable[[], object], seconds: float) -> object:
    on_main_thread = threading.current_thread() is threading.main_thread()
    if on_main_thread and hasattr(signal, "setitimer"):
        return _bounded_by_signal(call, seconds)
    return _bounded_by_thread(call, seconds)


def _bounded_by_signal(call: Callable[[], object], seconds: float) -> object:
    def stop(signum: int, frame: FrameType | None) -> None:
        # A compiler that is stopped halfway leaves what crashes later; the alarm rings again in a second.
        if not _is_compiling(frame):
            raise _OutOfTime

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    others, again = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        return call()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if others:
            left = max(others - (time.monotonic() - started), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, again)


def _is_compiling(frame: FrameType | None) -> bool:
    while frame is not None:
        if _COMPILERS & set(Path(frame.f_code.co_filename).parts):
            return True
        frame = frame.f_back
    return False


def _bounded_by_thread(call: Callable[[], object], seconds: float) -> object:
    """Signals reach the main thread only; elsewhere a thread is left behind if it does not stop."""
    returned: list[object] = []
    raised: list[BaseException] = []
    context, config = contextvars.copy_context(), sklearn.get_config()

    def work() -> None:
        try:
            with sklearn.config_context(**config):
                returned.append(context.run(call))
        except BaseException as error:  # handed to the thread that waits
            raised.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(_OutOfTime))
        worker.join(_AGAIN)
        raise _OutOfTime
    if raised:
        raise raised[0]
    return returned[0]

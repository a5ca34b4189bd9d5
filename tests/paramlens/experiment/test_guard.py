"""Code that nobody has vetted: it may raise, print, hang and change what is global, and leaves no trace."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest
import sklearn
from hypothesis import given
from hypothesis import strategies as st

from paramlens.experiment.guard import attempt

LIMIT = 0.3


def on_another_thread(call):
    """What a call returns or raises, made where no signal arrives."""
    found, raised = [], []

    def work():
        try:
            found.append(call())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    if raised:
        raise raised[0]
    return found[0]


def on_the_main_thread(call):
    """What a call returns or raises."""
    return call()


ON_EITHER = pytest.mark.parametrize("on_thread", [on_the_main_thread, on_another_thread])


def fail(error):
    """A call that raises."""

    def call():
        raise error

    return call


def busy():
    """Work without an end."""
    while True:
        sum(range(100))


def asleep():
    """A wait much longer than the limit, but not for ever where threads cannot be stopped."""
    time.sleep(4)


class Unspeakable(Exception):
    """An error without a text."""

    def __str__(self):
        raise RuntimeError("no text")


@ON_EITHER
@given(value=st.one_of(st.none(), st.integers(), st.text(), st.lists(st.floats(allow_nan=False))))
def test_value_is_what_the_call_returns(on_thread, value):
    made = on_thread(lambda: attempt(lambda: value, seconds=5))
    assert (made.value, made.error, made.failed, made.is_too_slow) == (value, None, False, False)


@ON_EITHER
@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("first line\nsecond line"), "ValueError: first line"),
        (KeyError("name"), "KeyError: 'name'"),
        (ValueError(), "ValueError"),
        (SystemExit(3), "SystemExit: 3"),
        (MemoryError("too much"), "MemoryError: too much"),
        (Unspeakable(), "Unspeakable"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_error_is_told_by_its_name_and_first_line(on_thread, error, text):
    made = on_thread(lambda: attempt(fail(error), seconds=5))
    assert made.failed
    assert (made.value, made.error, made.is_too_slow) == (None, text, False)


def test_sys_exit_does_not_end_the_process():
    assert attempt(lambda: sys.exit("gone"), seconds=5).error == "SystemExit: gone"


@ON_EITHER
def test_keyboard_interrupt_is_passed_on(on_thread):
    with pytest.raises(KeyboardInterrupt):
        on_thread(lambda: attempt(fail(KeyboardInterrupt()), seconds=5))


def test_interrupt_from_the_keyboard_ends_the_call_and_what_called_it():
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        attempt(asleep, seconds=3)
    timer.join()


@ON_EITHER
@pytest.mark.parametrize("hang", [busy, asleep])
def test_hanging_call_is_given_up(on_thread, hang):
    started = time.monotonic()
    made = on_thread(lambda: attempt(hang, seconds=LIMIT))
    assert time.monotonic() - started < 3
    assert made.failed and made.is_too_slow
    assert made.error == "no end within 0.3 seconds"


def test_search_that_catches_every_exception_is_given_up():
    def stubborn():
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                time.sleep(0.01)
            except Exception:
                continue

    assert attempt(stubborn, seconds=LIMIT).is_too_slow


def test_stopped_thread_does_not_run_on():
    turns = []

    def count():
        while True:
            turns.append(None)
            time.sleep(0.01)

    on_another_thread(lambda: attempt(count, seconds=LIMIT))
    so_far = len(turns)
    time.sleep(0.1)
    assert len(turns) == so_far > 0


def test_call_just_within_the_limit_is_not_given_up():
    assert attempt(lambda: [time.sleep(0.1), "done"][1], seconds=2).value == "done"


@ON_EITHER
@pytest.mark.parametrize(
    "loud",
    [
        lambda: print("loud"),
        lambda: print("loud", file=sys.stderr),
        lambda: sys.stdout.write("loud"),
        lambda: os.write(1, b"loud"),
        lambda: os.write(2, b"loud"),
        lambda: os.system("echo loud"),
        lambda: warnings.warn("loud", stacklevel=1),
    ],
)
def test_nothing_is_printed(on_thread, loud, capfd):
    assert not on_thread(lambda: attempt(loud, seconds=5)).failed
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "call", [lambda: 1, fail(ValueError("no")), busy], ids=["returns", "raises", "hangs"]
)
def test_printing_goes_on_afterwards(call, capfd):
    attempt(call, seconds=LIMIT)
    print("heard")
    os.write(1, b"this too\n")
    os.write(2, b"and this\n")
    sys.stdout.flush()
    heard = capfd.readouterr()
    assert sorted(heard.out.splitlines()) == ["heard", "this too"]
    assert heard.err == "and this\n"


def test_open_descriptors_do_not_pile_up():
    before = len(os.listdir("/proc/self/fd"))
    for call in (lambda: 1, fail(ValueError("no")), lambda: os.close(1)):
        attempt(call, seconds=5)
    assert len(os.listdir("/proc/self/fd")) == before


def meddle():
    """Change everything global that an estimator is known to change."""
    np.random.seed(7)
    random.seed(7)
    np.random.normal(size=5)
    random.random()
    np.seterr(all="raise")
    warnings.simplefilter("error")
    warnings.filterwarnings("error", message="one more")
    sys.stdout = sys.stderr = None


def global_state():
    """What `meddle` changes, in a form that can be compared."""
    name, keys, *rest = np.random.get_state()
    filters = [tuple(map(str, one)) for one in warnings.filters]
    return name, keys.tolist(), rest, random.getstate(), filters, np.geterr(), id(sys.stdout), id(sys.stderr)


@ON_EITHER
@pytest.mark.parametrize(
    "ending", [lambda: None, fail(ValueError("no")), busy], ids=["returns", "raises", "hangs"]
)
def test_global_state_is_what_it_was(on_thread, ending):
    before = global_state()
    on_thread(lambda: attempt(lambda: [meddle(), ending()], seconds=LIMIT))
    assert global_state() == before


@ON_EITHER
@given(seed=st.integers(0, 2**40))
def test_global_generators_are_seeded_for_the_call(on_thread, seed):
    def draw():
        return np.random.normal(), random.random()

    np.random.seed(1)
    random.seed(1)
    first = on_thread(lambda: attempt(draw, seconds=5, seed=seed)).value
    assert on_thread(lambda: attempt(draw, seconds=5, seed=seed)).value == first
    assert on_thread(lambda: attempt(draw, seconds=5, seed=seed + 1)).value != first


def test_configuration_of_scikit_learn_holds_on_another_thread():
    def there():
        with sklearn.config_context(assume_finite=True):
            return attempt(lambda: sklearn.get_config()["assume_finite"], seconds=5).value

    assert on_another_thread(there) is True


@pytest.fixture
def outer_alarm():
    """How often an alarm rang that somebody else had set."""
    rung = []
    handler = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(time.monotonic()))
    yield rung
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, handler)


def test_alarm_set_outside_rings_when_it_should(outer_alarm):
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    started = time.monotonic()
    attempt(lambda: time.sleep(0.2), seconds=5)
    assert outer_alarm == []
    time.sleep(0.6)
    assert len(outer_alarm) == 1
    assert outer_alarm[0] - started == pytest.approx(0.5, abs=0.1)


def test_alarm_set_outside_that_was_due_during_the_call_rings_after_it(outer_alarm):
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    made = attempt(lambda: [time.sleep(0.3), "done"][1], seconds=5)
    time.sleep(0.1)
    assert made.value == "done"
    assert len(outer_alarm) == 1


def test_alarm_that_repeats_outside_goes_on_repeating(outer_alarm):
    signal.setitimer(signal.ITIMER_REAL, 0.2, 0.1)
    attempt(lambda: time.sleep(0.05), seconds=5)
    assert signal.getitimer(signal.ITIMER_REAL)[1] == pytest.approx(0.1)


def test_no_alarm_is_left_behind():
    handler = signal.getsignal(signal.SIGALRM)
    for call in (lambda: 1, busy):
        attempt(call, seconds=LIMIT)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == handler


def test_attempt_in_an_attempt_keeps_both_limits():
    def outer():
        first = attempt(busy, seconds=LIMIT)
        assert first.is_too_slow
        busy()

    assert attempt(outer, seconds=2 * LIMIT).is_too_slow


def test_attempts_on_two_threads_do_not_mix_their_streams(capfd):
    def loud():
        for _ in range(20):
            print("loud")
            time.sleep(0.005)

    threads = [threading.Thread(target=lambda: attempt(loud, seconds=5)) for _ in range(2)]
    before = sys.stdout
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.stdout is before
    assert capfd.readouterr() == ("", "")


def test_whole_error_is_the_beginning_of_all_it_says():
    made = attempt(fail(ValueError("one\n" + 10_000 * "x")), seconds=5)
    assert made.whole_error.startswith("one\nxxx")
    assert len(made.whole_error) == 4000


@given(address=st.integers(16, 2**48), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_errors_hold_no_time_and_no_address(address, hour, minute):
    def call():
        clock = f"[{hour:02}:{minute:02}:59]"
        raise ValueError(f"{clock} <lambda at {address:#x}> is no kernel\n<f at {address:#x}>")

    made = attempt(call, seconds=5)
    assert made.error == "ValueError: <lambda> is no kernel"
    assert made.whole_error == "<lambda> is no kernel\n<f>"


def test_texts_of_errors_are_the_same_for_each_object():
    texts = {attempt(fail(TypeError(f"no number: {object()!r}")), seconds=5).error for _ in range(3)}
    assert texts == {"TypeError: no number: <object object>"}

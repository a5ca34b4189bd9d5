"""What all tests share: one browser for a process, the same examples each time, names without addresses."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from playwright.sync_api import Browser, sync_playwright

from booktools.browser import launch

# Keras asks once, when it is first imported.
os.environ.setdefault("KERAS_BACKEND", "jax")

# The same examples in every run, no clock (machines are busy at times), and no folder of hypothesis's in the checkout.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "paramlens-hypothesis")
settings.register_profile("the same each time", derandomize=True, database=None, deadline=None)
settings.load_profile("the same each time")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Playwright cannot be started twice in one process."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names of tests hold no address in memory, so that every process collects the same tests."""
    if val is None or isinstance(val, bool | int | float | str):
        return None
    return re.sub(r" at 0x[0-9a-f]+", "", " ".join(str(val).split()))[:60]

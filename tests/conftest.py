"""One browser for all tests of a process: Playwright cannot be started twice in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from booktools.browser import launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names of tests hold no address in memory, so that every process collects the same tests."""
    if val is None or isinstance(val, bool | int | float | str):
        return None
    return re.sub(r" at 0x[0-9a-f]+", "", " ".join(str(val).split()))[:60]

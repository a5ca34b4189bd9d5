"""The browser that is there is used; where there is none, the message says what to provide."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from booktools import browser
from booktools.browser import NoBrowser, find_browser


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with the programs that a test names, and perhaps Playwright's own browser."""
    monkeypatch.delenv("PARAMLENS_BROWSER", raising=False)

    def has(*programs: str, own: bool = False):
        monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)
        path = tmp_path / "own"
        if own:
            path.touch()
        return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(path)))

    return has


def test_named_browser_comes_first(machine, monkeypatch):
    playwright = machine("mine", "chromium", own=True)
    monkeypatch.setenv("PARAMLENS_BROWSER", "mine")
    assert find_browser(playwright) == "/usr/bin/mine"


def test_browser_on_the_path_comes_before_playwrights_own(machine):
    assert find_browser(machine("google-chrome", own=True)) == "/usr/bin/google-chrome"


def test_playwrights_own_is_the_last_resort(machine):
    assert find_browser(machine(own=True)).endswith("own")


def test_no_browser_says_which_three_would_do(machine):
    with pytest.raises(NoBrowser, match=r"(?s)chromium.*google-chrome.*PARAMLENS_BROWSER.*playwright install"):
        find_browser(machine())


def test_named_browser_that_is_not_there_is_an_error(machine, monkeypatch):
    playwright = machine("chromium")
    monkeypatch.setenv("PARAMLENS_BROWSER", "/nowhere")
    with pytest.raises(NoBrowser, match="'/nowhere', which is not a program"):
        find_browser(playwright)

"""Find a Chromium for the tests that read the site as a reader does."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

__all__ = ["NoBrowser", "find_browser", "launch"]

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic")


class NoBrowser(Exception):
    """No browser was found; the message says which to provide."""


def find_browser(playwright: Playwright) -> str:
    """Path of a Chromium: PARAMLENS_BROWSER, else one on the PATH, else Playwright's own download.

    Raises
    ------
    NoBrowser
        When there is none of the three.
    """
    if named := os.environ.get("PARAMLENS_BROWSER"):
        found = shutil.which(named)
        if found is None:
            raise NoBrowser(f"PARAMLENS_BROWSER is {named!r}, which is not a program that can be run")
        return found
    for name in CANDIDATES:
        if found := shutil.which(name):
            return found
    if Path(playwright.chromium.executable_path).is_file():
        return playwright.chromium.executable_path
    raise NoBrowser(
        "the site's tests need a browser; provide one of three: a `chromium` or `google-chrome` on the PATH, "
        "PARAMLENS_BROWSER with the path of one, or Playwright's own (`.venv/bin/playwright install chromium`)"
    )


def launch(playwright: Playwright) -> Browser:
    """Start the browser that was found, headless and without traffic of its own."""
    return playwright.chromium.launch(executable_path=find_browser(playwright), args=list(FLAGS))

"""The built site, served on this machine and read in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from booktools.serving import served

SITE = Path(__file__).parents[2] / "_build" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page_name" in metafunc.fixturenames:
        if not PAGES:
            pytest.fail(f"there is no built site at {SITE}; run `make book` first")
        metafunc.parametrize("page_name", PAGES)


@pytest.fixture(scope="session")
def site() -> Path:
    return SITE


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(SITE) as base:
        yield base


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator:
    """Open a page of the site with a given set-up of the browser; `page.complaints` collects what went wrong."""
    contexts = []

    def open_page(name: str, **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: None
            if request.url.startswith((address, "data:", "blob:"))
            else page.complaints.append(f"asked another host: {request.url}"),
        )
        page.goto(f"{address}/{name}")
        if name == "index.html":  # leads on at once
            page.wait_for_url("**/chapters/index.html")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()

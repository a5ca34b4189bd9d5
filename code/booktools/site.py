"""Build the site: check, execute, render, and only then replace the site that was there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from booktools.accessible import accessible, forwarding_page
from booktools.chapters import book_chapters
from booktools.checks import check_book
from booktools.execution import execute, kernel_environment
from booktools.files import copy_tree, digest

__all__ = ["BuildFailure", "build"]

# Files that are copied into the site and that no page of it loads.
UNUSED = (
    "_static/_sphinx_javascript_frameworks_compat.js",
    "_static/jquery.js",
    "_static/underscore.js",
    "_static/scripts/furo.js.map",
    "_static/styles/furo.css.map",
    "_static/styles/furo-extensions.css.map",
    "_static/a-chapter.png",
    "reports",
    "objects.inv",
)

MADE_FROM = ("chapters", "code", "_config.yml", "_toc.yml", "requirements.lock")
TITLE = "Set or Learned"

COMPLAINT = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b")


class BuildFailure(Exception):
    """The book could not be built; the message ends with what stopped it."""


def build(root: Path, *, jobs: int | None = None, report: Callable[[str], None] = print) -> Path:
    """Build the site of the book at `root` and return the page to open.

    Raises
    ------
    BuildFailure
        When the sources break a rule or Sphinx warns; the site that was there stays.
    booktools.execution.ChapterFailure
        When a chapter's code fails.
    """
    start = time.perf_counter()
    if problems := check_book(root):
        raise BuildFailure("The sources break the book's rules:\n" + "\n".join(map(str, problems)))
    chapters = book_chapters(root)
    execute(chapters, root, jobs=jobs, report=report)
    site, seal = root / "_build" / "html", root / "_build" / ".seal"
    if seal.is_file() and seal.read_text(encoding="utf8") == _sealed(root):
        report(f"No page has changed. Open {site / 'index.html'}")
        return site / "index.html"
    report(f"Rendering {len(chapters)} pages.")
    html = _render(root)
    for name in UNUSED:
        target = html / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
    for page in html.rglob("*.html"):
        page.write_text(accessible(page.read_text(encoding="utf8")), encoding="utf8")
    (html / "index.html").write_text(forwarding_page(TITLE, "chapters/index.html"), encoding="utf8")
    copy_tree(html, site)
    seal.write_text(_sealed(root), encoding="utf8")
    report(f"The book is built ({time.perf_counter() - start:.0f} s). Open {site / 'index.html'}")
    return site / "index.html"


def _sealed(root: Path) -> str:
    """A digest of all that the site is made from, and of the site: equal means nothing is to be done."""
    outputs = root / "_build" / ".jupyter_cache"
    return digest(root, [*(root / name for name in MADE_FROM), outputs, root / "_build" / "html"])


def _render(root: Path) -> Path:
    """Run Jupyter Book into a folder that no reader sees."""
    staging = root / "_build" / ".staging"
    output = staging / "_build"
    # Pages are always written anew, so that nothing of a former build stays behind.
    shutil.rmtree(output / "html", ignore_errors=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(root), "--path-output", str(staging)]
    command += ["-W", "-n", "--keep-going", "-q"]
    environment = {**kernel_environment(root / "_build" / ".ipython", root), "SOURCE_DATE_EPOCH": "1767225600"}
    result = subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True)
    complaints = [line for line in result.stderr.splitlines() if COMPLAINT.search(line)]
    if result.returncode != 0 or complaints:
        # A page that was read with a warning would pass unread next time.
        shutil.rmtree(output, ignore_errors=True)
        raise BuildFailure("\n".join(complaints) or result.stdout + result.stderr)
    return output / "html"


def default_root() -> Path:
    """The book that the working directory stands in."""
    root = Path(os.environ.get("BOOK_ROOT", Path.cwd()))
    if not (root / "_toc.yml").is_file():
        raise BuildFailure(f"{root} holds no _toc.yml: run this from the folder of the book")
    return root

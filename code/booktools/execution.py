"""Run chapters in parallel into the cache that the site's builder reads.

The builder finds a chapter's outputs by the text of its code cells alone. What the outputs depend
on is more: the source of `paramlens` (if the chapter uses it), the lock and the interpreter. Each
cached run therefore carries a digest of all of it, and a run whose digest is out of date is dropped
before the builder can find it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from booktools.chapters import Chapter
from booktools.files import copy_tree
from booktools.notebooks import is_glue

__all__ = ["ChapterFailure", "Run", "cache_of", "depends_on", "drop_stale", "execute"]

USES_PACKAGE = re.compile(r"^\s*(from|import)\s+paramlens\b", re.MULTILINE)
KERNEL_PROFILE = Path(__file__).parent / "ipython"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class ChapterFailure(Exception):
    """A chapter whose code did not run: names the chapter, the cell and the error."""


@dataclass(frozen=True)
class Run:
    """How a chapter came by its outputs."""

    chapter: Chapter
    seconds: float
    executed: bool


def cache_of(root: Path) -> JupyterCacheAbstract:
    """The cache that `_config.yml` names."""
    return get_cache(str(root / "_build" / ".jupyter_cache"))


def depends_on(chapter: Chapter, root: Path) -> str:
    """Digest of everything that a chapter's outputs depend on; its prose is not part of it."""
    parts = [f"python {sys.version_info[0]}.{sys.version_info[1]}", (root / "requirements.lock").read_text()]
    parts += [json.dumps([cell.source, sorted(cell.tags & {"raises-exception"})]) for cell in chapter.code_cells]
    parts += [path.read_text() for path in sorted(KERNEL_PROFILE.rglob("*.py"))]
    if any(USES_PACKAGE.search(cell.source) for cell in chapter.code_cells):
        package = root / "code" / "paramlens"
        for path in sorted(path for path in package.rglob("*") if path.suffix in {".py", ".csv", ".json"}):
            parts += [path.relative_to(package).as_posix(), path.read_text(encoding="utf8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def drop_stale(chapters: Iterable[Chapter], root: Path) -> list[Chapter]:
    """Remove cached runs that are out of date and return the chapters that need to run.

    A run whose code is the same but whose captions or tags changed is kept under its new name.
    """
    cache = cache_of(root)
    records = {record.data.get("depends"): record.pk for record in cache.list_cache_records()}
    stale = []
    for chapter in chapters:
        if not chapter.runs:
            continue
        depends, notebook = depends_on(chapter, root), chapter.notebook()
        try:
            found = cache.match_cache_notebook(notebook)
        except KeyError:
            found = None
        if found is not None and found.data.get("depends") == depends:
            continue
        if found is not None:
            cache.remove_cache(found.pk)
        if depends in records:
            _cache_outputs(cache, notebook, cache.get_cache_bundle(records[depends]).nb, depends, chapter)
        else:
            stale.append(chapter)
    return stale


def _cache_outputs(cache, notebook, executed, depends: str, chapter: Chapter) -> None:
    fresh = [cell for cell in notebook.cells if cell.cell_type == "code"]
    done = [cell for cell in executed.cells if cell.cell_type == "code"]
    for cell, source in zip(fresh, done, strict=True):
        cell.outputs, cell.execution_count = source.outputs, source.execution_count
    cache.cache_notebook_bundle(
        CacheBundleIn(notebook, str(chapter.path), data={"depends": depends}),
        check_validity=False,
        overwrite=True,
    )


def execute(
    chapters: Iterable[Chapter],
    root: Path,
    *,
    jobs: int | None = None,
    timeout: int = 300,
    report: Callable[[str], None] = print,
) -> list[Run]:
    """Run every chapter whose outputs are missing or out of date, several at once.

    Raises
    ------
    ChapterFailure
        After all chapters were tried, if any failed.
    """
    chapters = [chapter for chapter in chapters if chapter.runs]
    stale = drop_stale(chapters, root)
    runs = [Run(chapter, 0.0, executed=False) for chapter in chapters if chapter not in stale]
    if not stale:
        report(f"All {len(chapters)} chapters that run are up to date; nothing to execute.")
        return runs
    jobs = min(jobs or os.cpu_count() or 1, len(stale))
    report(f"Executing {len(stale)} of {len(chapters)} chapters that run, {jobs} at a time.")
    profile = root / "_build" / ".ipython"
    copy_tree(KERNEL_PROFILE, profile)
    cache, failures = cache_of(root), []
    with ThreadPoolExecutor(jobs) as pool:
        pending = {pool.submit(_run, chapter, root, profile, timeout): chapter for chapter in stale}
        for count, future in enumerate(as_completed(pending), start=1):
            chapter = pending[future]
            try:
                notebook, seconds = future.result()
            except ChapterFailure as failure:
                failures.append(failure)
                report(f"  [{count:>2}/{len(stale)}] {chapter.name:<40} FAILED")
                continue
            _cache_outputs(cache, chapter.notebook(), notebook, depends_on(chapter, root), chapter)
            runs.append(Run(chapter, seconds, executed=True))
            report(f"  [{count:>2}/{len(stale)}] {chapter.name:<40} {seconds:5.1f} s")
    if failures:
        raise ChapterFailure("\n\n".join(str(failure) for failure in failures))
    return runs


def kernel_environment(profile: Path, root: Path | None = None) -> dict[str, str]:
    """What a kernel's environment needs so that its outputs are the same on every machine."""
    environment = {
        **os.environ,
        "IPYTHONDIR": str(profile),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
    if root is not None:
        environment["PYTHONPATH"] = str(root / "code")
    return environment


def _run(chapter: Chapter, root: Path, profile: Path, timeout: int) -> tuple[nbformat.NotebookNode, float]:
    notebook = chapter.notebook()
    start = time.perf_counter()
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(chapter.path.parent)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute(env=kernel_environment(profile, root))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ChapterFailure(_describe(chapter, notebook, error)) from error
    _check_pictures(chapter, notebook)
    return notebook, time.perf_counter() - start


def _check_pictures(chapter: Chapter, notebook: nbformat.NotebookNode) -> None:
    """A cell with a caption or an alt text has to show what they are about."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, place in zip(code, chapter.code_cells, strict=True):
        things = [output["data"] for output in cell.outputs if "data" in output and not is_glue(output)]
        shown = {kind for data in things for kind in data}
        is_promised = {"image", "figure"} & set(place.image or {})
        if "figure" in (place.image or {}) and len(things) > 1:
            raise ChapterFailure(
                f"chapter {chapter.name} ({chapter.path}:{place.line}): the cell has a caption for one picture, and shows "
                f"{len(things)} things; give what is no picture a cell of its own"
            )
        if is_promised and not any(kind.startswith(("image/", "application/vnd.vegalite")) for kind in shown):
            raise ChapterFailure(
                f"chapter {chapter.name} ({chapter.path}:{place.line}): the cell has a caption or an alt text, "
                "and shows no picture"
            )


def _describe(chapter: Chapter, notebook: nbformat.NotebookNode, error: Exception) -> str:
    """The chapter, the cell (its place and its code) and the error, the error last."""
    number, cell = _failed_cell(chapter, notebook)
    code = "\n".join(f"    {line}" for line in cell.source.splitlines())
    last = ANSI.sub("", str(error)).strip().splitlines()[-1]
    name = getattr(error, "ename", type(error).__name__)
    if not last.startswith(name):
        last = f"{name}: {last}"
    return f"chapter {chapter.name}, code cell {number} ({chapter.path}:{cell.line})\n{code}\n{last}"


def _failed_cell(chapter: Chapter, notebook: nbformat.NotebookNode):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, place) in enumerate(zip(code, chapter.code_cells, strict=True), start=1):
        failed = any(output.output_type == "error" for output in cell.get("outputs", ()))
        if failed or cell.execution_count is None:
            return number, place
    return len(code), chapter.code_cells[-1]

"""Put files in place whole: a reader never meets half of a tree."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

__all__ = ["copy_tree", "digest", "replace_tree"]


def digest(root: Path, paths: Iterable[Path]) -> str:
    """A digest of the names and the bytes of files, and of all files in folders, below `root`."""
    found = hashlib.sha256()
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    for file in sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts):
        found.update(f"{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def copy_tree(source: Path, target: Path) -> None:
    """Make `target` a copy of `source`."""
    beside = target.with_name(target.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, beside, ignore=shutil.ignore_patterns("__pycache__"))
    replace_tree(beside, target)


def replace_tree(new: Path, target: Path) -> None:
    """Put the finished tree `new` where `target` is, by two renames."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)

"""Put files in place whole: a reader never meets half of a tree."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["copy_tree", "replace_tree"]


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

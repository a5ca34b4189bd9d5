"""JupyterLab set up so that a double click on a chapter's `.md` opens it as a notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

__all__ = ["lab_command", "prepare_lab"]

OVERRIDES = {
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}
    },
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def prepare_lab() -> Path:
    """Write the settings into the environment's own JupyterLab; no user's settings are touched."""
    path = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(OVERRIDES, indent=2) + "\n", encoding="utf8")
    return path


def lab_command(root: Path, *arguments: str) -> list[str]:
    """The command that starts JupyterLab in the chapters of the book."""
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root / 'chapters'}", *arguments]


def run_lab(root: Path, arguments: list[str]) -> int:
    """Start JupyterLab and stay until it ends."""
    prepare_lab()
    return subprocess.call(lab_command(root, *arguments), env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"})

"""JupyterLab set up so that a double click on a chapter's `.md` opens it as a notebook."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from jupytext import TextFileContentsManager

__all__ = ["ChapterContents", "as_code", "as_roles", "lab_command", "prepare_lab"]

# JupyterLab knows none of the book's roles and would drop the marks of code. While a chapter is open,
# a role is therefore plain code followed by word joiners, which show as nothing: one, two or three.
WORDS = ("set", "learned", "neither")
JOINER = "\u2060"
ROLE = re.compile(r"\{(?P<word>set|learned|neither)\}(?P<code>`[^`]+`)")
CODE = re.compile(rf"(?P<code>`[^`]+`)(?P<mark>{JOINER}{{1,3}})")

OVERRIDES = {
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}
    },
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def as_code(markdown: str) -> str:
    """The book's roles as code, in a form that `as_roles` takes back."""
    return ROLE.sub(lambda match: match["code"] + JOINER * (1 + WORDS.index(match["word"])), markdown)


def as_roles(markdown: str) -> str:
    """What `as_code` changed, as it was."""
    return CODE.sub(lambda match: f"{{{WORDS[len(match['mark']) - 1]}}}{match['code']}", markdown)


class ChapterContents(TextFileContentsManager):
    """Open chapters with their roles as code, and save them with the roles in place."""

    def get(self, path, content=True, type=None, format=None, **options):
        model = super().get(path, content=content, type=type, format=format, **options)
        return _with_prose(model, as_code)

    def save(self, model, path=""):
        return super().save(_with_prose(copy.deepcopy(model), as_roles), path)


def _with_prose(model: dict, change) -> dict:
    if model.get("type") == "notebook" and model.get("content"):
        for cell in model["content"]["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = change(cell["source"])
    return model


def prepare_lab() -> Path:
    """Write the settings into the environment's own JupyterLab; no user's settings are touched."""
    path = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(OVERRIDES, indent=2) + "\n", encoding="utf8")
    return path


def lab_command(root: Path, *arguments: str) -> list[str]:
    """The command that starts JupyterLab in the chapters of the book."""
    contents = "--ServerApp.contents_manager_class=booktools.lab.ChapterContents"
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root / 'chapters'}", contents, *arguments]


def run_lab(root: Path, arguments: list[str]) -> int:
    """Start JupyterLab and stay until it ends."""
    prepare_lab()
    return subprocess.call(lab_command(root, *arguments), env=lab_environment())


def lab_environment() -> dict[str, str]:
    """The environment in which JupyterLab finds this module and the kernel of its own environment."""
    code = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, [code, os.environ.get("PYTHONPATH")]))
    return {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONPATH": paths}

"""Chapters in JupyterLab, in a real browser: a double click opens the `.md` as a notebook, and it runs."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from booktools.chapters import book_chapters
from booktools.lab import ChapterContents, lab_command, lab_environment, prepare_lab

ROOT = Path(__file__).parents[2]
RUNNING = [chapter for chapter in book_chapters(ROOT) if chapter.runs]
# That all of them run as notebooks test_chapters.py sees; that JupyterLab can run one is seen once for every part.
ONE_OF_EACH_PART = list({chapter.name.rpartition("/")[0]: chapter for chapter in reversed(RUNNING)}.values())[::-1]
READY = """() => {
    const kernel = jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel?.status === 'idle' && kernel.connectionStatus === 'connected';
}"""
STATE = """() => {
    const content = jupyterapp.shell.currentWidget?.content;
    if (!content?.model?.cells) return null;
    const code = [...content.model.cells].filter(cell => cell.type === 'code');
    return {
        cells: code.length,
        waiting: code.filter(cell => cell.executionCount === null || cell.executionState === 'running').length,
        errors: code.flatMap(cell => cell.outputs.toJSON()).filter(o => o.output_type === 'error').map(o => o.evalue),
    };
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it, on a copy of the chapters."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "chapters", home / "chapters")
    prepare_lab()
    token = secrets.token_hex(8)
    environment = {**lab_environment(), "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config")}
    log = (home / "lab.log").open("w")
    options = ["--no-browser", "--ServerApp.port=0", "--allow-root", f"--IdentityProvider.token={token}", "--expose-app-in-browser"]
    port_file = home / "runtime"
    environment["JUPYTER_RUNTIME_DIR"] = str(port_file)
    process = subprocess.Popen(lab_command(home, *options), env=environment, stdout=log, stderr=log, cwd=home)
    try:
        yield _address(process, port_file, home / "lab.log"), token
    finally:
        process.terminate()
        process.wait(20)


def _address(process, runtime: Path, log: Path) -> str:
    for _ in range(300):
        if process.poll() is not None:
            break
        for info in runtime.glob("jpserver-*.json"):
            url = json.loads(info.read_text())["url"].rstrip("/")
            try:
                urllib.request.urlopen(f"{url}/api", timeout=2)
            except OSError:
                continue
            return url
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


def running(lab, browser, name: str):
    """A chapter in JupyterLab, opened by a double click and told to run."""
    url, token = lab
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    folder, _, file = f"{name}.md".rpartition("/")
    place = f"tree/{folder}" if folder else ""
    page.goto(f"{url}/lab/workspaces/{name.replace('/', '-')}/{place}?token={token}&reset")
    page.locator(f".jp-DirListing-item[title^='Name: {file}']").first.dblclick(timeout=120_000)
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=120_000)
    page.wait_for_function("() => document.querySelector('.jp-NotebookPanel-toolbar')?.textContent.includes('Python 3')", timeout=120_000)
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    return page


@pytest.mark.parametrize("chapter", RUNNING, ids=lambda chapter: chapter.name)
def test_opens_with_all_its_cells(chapter):
    model = ChapterContents(root_dir=str(ROOT / "chapters")).get(f"{chapter.name}.md", type="notebook")
    sources = [cell["source"] for cell in model["content"]["cells"] if cell["cell_type"] == "code"]
    assert sources == [cell.source for cell in chapter.code_cells]


@pytest.mark.parametrize("chapter", ONE_OF_EACH_PART, ids=lambda chapter: chapter.name)
def test_double_click_opens_a_notebook_that_runs(lab, browser, chapter):
    page = running(lab, browser, chapter.name)
    finished = f"() => {{ const s = ({STATE})(); return s && (s.errors.length || (s.cells && !s.waiting)); }}"
    page.wait_for_function(finished, timeout=300_000)
    state = page.evaluate(STATE)
    assert state["errors"] == []
    assert state["cells"] == len(chapter.code_cells)
    page.close()


def test_explorable_moves_in_a_notebook(lab, browser):
    page = running(lab, browser, "index")
    slider = page.locator(".jp-OutputArea input[type=range]").first
    slider.wait_for(timeout=300_000)
    paths = "() => [...document.querySelectorAll('.jp-OutputArea svg .mark-symbol path')].map(one => one.getAttribute('d'))"
    title = "() => document.querySelector('.jp-OutputArea svg .role-title-text text').textContent"
    said, before = page.evaluate(title), page.evaluate(paths)
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"said => ({title})() !== said", arg=said)
    assert page.evaluate(title) == "◆ ridge__alpha = 0.0001"
    assert page.evaluate(paths) != before
    page.close()

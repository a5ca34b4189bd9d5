"""The site as files: whole, self-contained, small, and the same from build to build."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from booktools.chapters import book_chapters
from booktools.site import build

ROOT = Path(__file__).parents[2]


class Page(HTMLParser):
    """The links, loaded files and anchors of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links, self.loads, self.anchors, self.scripts = [], [], {""}, []
        self.feed(path.read_text(encoding="utf8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        for name in ("src", "srcset", "data", "poster"):
            if attributes.get(name):
                self.loads.append(attributes[name])
        if tag == "link" and attributes.get("rel") not in {"search", "index", "next", "prev", "canonical"}:
            self.loads.append(attributes["href"])
        if tag == "script" and attributes.get("src"):
            self.scripts.append(attributes["src"])


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


def test_no_page_loads_from_another_host(pages):
    foreign = {(path.name, url) for path, page in pages.items() for url in page.loads if urlsplit(url).netloc}
    assert foreign == set()


def test_no_style_sheet_loads_from_another_host(site):
    for path in site.rglob("*.css"):
        assert "url(http" not in path.read_text(encoding="utf8").replace('"', ""), path


def test_every_link_within_the_site_leads_somewhere(pages):
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                dead.append((path.name, link))
            elif target in pages and unquote(parts.fragment) not in pages[target].anchors:
                dead.append((path.name, link))
    assert dead == []


def test_scripts_of_a_page_are_small(pages):
    for path, page in pages.items():
        if path.name == "search.html":
            continue
        files = [(path.parent / urlsplit(script).path).resolve() for script in page.scripts]
        assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 20_000, path.name


def test_each_chapter_that_runs_offers_its_notebook(site, pages):
    chapters = [chapter for chapter in book_chapters(ROOT) if chapter.runs]
    assert len(chapters) >= 8
    for chapter in chapters:
        path = site / "chapters" / f"{chapter.name}.html"
        [link] = [link for link in pages[path].links if link.endswith(".ipynb")]
        notebook = nbformat.read((path.parent / link).resolve(), as_version=4)
        nbformat.validate(notebook)
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
        assert outputs and all(output.output_type != "error" for output in outputs)
        prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        for leftover in ("{set}`", "{learned}`", "{glue:", "{term}", "{cite", "{claim}", "```{"):
            assert leftover not in prose, (chapter.name, leftover)


def test_no_page_tells_of_the_machine_that_built_it(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.ipynb"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf8")
        assert str(ROOT) not in text, path
        assert "0x7f" not in text, path


def test_clean_build_gives_the_same_bytes(site, tmp_path):
    clean = tmp_path / "book"
    shutil.copytree(
        ROOT, clean, ignore=shutil.ignore_patterns(".venv", "_build", ".git", ".hypothesis", ".pytest_cache", "__pycache__")
    )
    build(clean, report=lambda line: None)

    def digests(folder: Path) -> dict[str, str]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    first, second = digests(site), digests(clean / "_build" / "html")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []

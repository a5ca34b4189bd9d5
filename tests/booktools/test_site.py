"""Building the site: what stops it, what it leaves alone, what it makes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from booktools.execution import ChapterFailure
from booktools.site import BuildFailure, build

FIGURE = """```{code-cell}
---
mystnb:
  image: {alt: A line that rises}
  figure: {caption: A line., name: fig-line}
---
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
_ = ax.plot([1, 2], color="#B455C4")
```

See {numref}`fig-line`.
"""


@pytest.fixture
def make(book):
    def run() -> list[str]:
        lines: list[str] = []
        build(book.root, report=lines.append)
        return lines

    return run


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_failing_chapter_leaves_the_good_site_alone(book, cell, make):
    book.write("page", "# Page\n\n" + cell("print('good')"))
    make()
    site = book.root / "_build" / "html"
    before = digests(site)
    book.write("page", "# Page\n\n" + cell("1 / 0"))
    with pytest.raises(ChapterFailure, match="chapter page, code cell 1"):
        make()
    assert digests(site) == before
    book.write("page", "# Page\n\n{ref}`nowhere`\n\n" + cell("print('good')"))
    for _ in range(2):
        with pytest.raises(BuildFailure, match=r"page.md:\d+.*nowhere"):
            make()
    assert digests(site) == before


def test_nothing_changed_executes_nothing_and_gives_the_same_bytes(book, cell, make):
    book.write("page", "# Page\n\n" + cell("print('good')") + FIGURE)
    make()
    site = book.root / "_build" / "html"
    before = digests(site)
    lines = make()
    assert "nothing to execute" in lines[0]
    assert lines[1:] == [f"No page has changed. Open {site / 'index.html'}"]
    assert digests(site) == before
    (site / "chapters" / "page.html").write_text("damaged")
    assert "Rendering" in "".join(make())
    assert digests(site) == before


def test_changed_output_reaches_the_page_although_its_source_did_not_change(book, cell, make):
    package = book.root / "code" / "paramlens"
    (package / "answer.py").write_text("ANSWER = 'first answer'\n")
    book.write("page", "# Page\n\n" + cell("from paramlens.answer import ANSWER\nprint(ANSWER)"))
    make()
    (package / "answer.py").write_text("ANSWER = 'second answer'\n")
    make()
    html = (book.root / "_build" / "html" / "chapters" / "page.html").read_text()
    assert "second answer" in html and "first answer" not in html


def test_claims_page_follows_the_chapters(book, cell, make):
    claim = "# Page\n\n```{claim} a-claim\n:verdict: VERDICT\n:judges: A17\n\nIt holds.\n```\n\n"
    text = claim + cell("x = 2\nassert 1 < x", tags="[a-claim]")
    book.write("page", text.replace("VERDICT", "true"))
    make()
    page = book.root / "_build" / "html" / "chapters" / "reference" / "claims.html"
    assert "1 true, 0 true with a caveat" in page.read_text()
    book.write("page", text.replace("VERDICT", "misleading"))
    make()
    assert "0 true, 0 true with a caveat, 1 misleading" in page.read_text()
    assert "../page.html#evidence-a-claim-1" in page.read_text()
    assert 'id="evidence-a-claim-1"' in (page.parents[1] / "page.html").read_text()


def test_page_has_what_the_book_promises(book, cell, make):
    prose = "{set}`C` {learned}`coef_` {neither}`n_jobs` {ko}`학습률` $\\hat\\beta$, $\\lVert x \\rVert$ and {glue:text}`half:.2f`\n\n"
    glue = cell("from IPython.display import display\nfrom paramlens.glue import glue\nglue('half', float('0.5'))")
    book.write("page", "# Page\n\n" + glue + prose + FIGURE)
    make()
    site = book.root / "_build" / "html"
    html = (site / "chapters" / "page.html").read_text()
    for word in ("set", "learned", "neither"):
        assert f'class="visually-hidden"> ({word})</span>' in html
    assert '<span lang="ko">학습률</span>' in html
    assert "</math>,</span>" in html, "no line begins with the comma after a formula"
    assert "<math" in html and "mathjax.js" not in html.lower() and "tex-mml" not in html.lower()
    assert 'and <span class="pasted-text">0.50</span>' in html
    assert html.count('alt="A line that rises"') == 2, "one for a light, one for a dark page"
    light, dark = (next((site / "_images").glob(f"*-{scheme}.svg")).read_text() for scheme in ("light", "dark"))
    assert "#8e2a9b" in light.lower() and "#e58bf0" in dark.lower()
    notebook = json.loads((site / "_notebooks" / "page.ipynb").read_text())
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert "`C` `coef_` `n_jobs` 학습률" in text and "and 0.50" in text and "{" not in text.split("See")[-1]
    assert 'href="../_notebooks/page.ipynb"' in html


def test_picture_without_alt_text_stops_the_build(book, make):
    book.write("page", "# Page\n\n" + FIGURE.replace("  image: {alt: A line that rises}\n", ""))
    with pytest.raises(BuildFailure, match="alt text"):
        make()


def test_formula_without_mathml_stops_the_build(book, make):
    book.write("page", "# Page\n\n$\\notacommand{x}$\n")
    with pytest.raises(BuildFailure, match="notacommand"):
        make()


def test_rule_broken_stops_the_build_before_anything_runs(book, cell, make):
    book.write("page", "# Page\n\nIt is 0.5.\n\n" + cell("1 / 0"))
    with pytest.raises(BuildFailure, match="page.md:9: '0.5' is typed into prose"):
        make()

"""The Sphinx extension: what the book's pages have that Jupyter Book does not bring."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from booktools import atlas_page, explorable_page, game_page, mathml, questions_page
from booktools.chapters import Chapter, book_chapters
from booktools.checks import check_book
from booktools.claims import VERDICTS, Claim, find_claims, read_source_rows
from booktools.execution import cache_of, depends_on, drop_stale
from booktools.notebooks import Book, write_notebooks
from booktools.words import depart_korean, korean, korean_role, palette_css, recoloured, visit_korean, word_role
from paramlens.roles import Word

logger = logging.getLogger(__name__)

CLAIMS_PAGE = "reference/claims"
VERDICT_MARKS = {"true": "✓", "true with a caveat": "✓*", "misleading": "≈", "false": "✗"}
SVG_SIZE = re.compile(r'<svg[^>]*?viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')


def _root(app: Sphinx) -> Path:
    return Path(app.srcdir)


def _docname(chapter: Chapter) -> str:
    return f"chapters/{chapter.name}"


class claim_box(nodes.General, nodes.Element):
    """A claim as the reader sees it."""


def _visit_claim_box(self: HTML5Translator, node: claim_box) -> None:
    verdict = node["verdict"]
    kind = verdict.split()[-1]
    self.body.append(
        f'<div class="claim claim-{kind}" id="{node["ids"][0]}" role="note" aria-label="Claim on trial: {verdict}">'
        f'<p class="claim-head"><span class="claim-label">Claim on trial</span> '
        f'<strong class="claim-verdict"><span aria-hidden="true">{VERDICT_MARKS[verdict]}</span> {verdict}</strong></p>'
    )


def _depart_claim_box(self: HTML5Translator, node: claim_box) -> None:
    self.body.append("</div>\n")


class ClaimDirective(SphinxDirective):
    """``{claim} id``: a statement on trial, with a link to the cells that are its evidence."""

    required_arguments = 1
    has_content = True
    option_spec = {
        "verdict": lambda value: directives.choice(value, VERDICTS),
        "judges": directives.unchanged,
        "cites": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        id = self.arguments[0]
        box = claim_box(verdict=self.options["verdict"], ids=[f"claim-{id}"])
        self.state.nested_parse(self.content, self.content_offset, box)
        claim = self.env.booktools_claims[id]
        foot = nodes.paragraph(classes=["claim-foot"])
        foot += _evidence_links(claim, lambda anchor: f"#{anchor}")
        if cites := self.options.get("cites"):
            parsed, messages = self.state.inline_text("{cite:t}`" + cites + "`", self.lineno)
            foot += [nodes.Text("Evidence: "), *parsed, *messages]
        if claim.judges:
            foot += nodes.Text(" · answers " + ", ".join(claim.judges))
        box += foot
        return [box]


def _evidence_links(claim: Claim, uri_of) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for number, _ in enumerate(claim.evidence, start=1):
        text = "the experiment" if len(claim.evidence) == 1 else f"experiment {number}"
        if found:
            found.append(nodes.Text(", "))
        found.append(nodes.reference("", text, refuri=uri_of(f"evidence-{claim.id}-{number}"), internal=True))
    return [nodes.Text("Evidence: "), *found] if found else []


class ClaimsOnTrial(SphinxDirective):
    """``{claims-on-trial}``: every claim of the book with its verdict, generated from the chapters."""

    def run(self) -> list[nodes.Node]:
        claims = list(self.env.booktools_claims.values())
        if not claims:
            return [nodes.paragraph("", "No claim has been tried yet.")]
        counts = {verdict: sum(claim.verdict == verdict for claim in claims) for verdict in VERDICTS}
        tally = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        rows = read_source_rows(_root(self.env.app) / "chapters" / "source_claims.csv")
        judged = {row for claim in claims for row in claim.judges}
        summary = (
            f"{len(claims)} claims have been tried: {tally}. Together they answer {len(judged)} of the "
            f"{len(rows)} statements from which the book started; the others wait for their chapters."
        )
        return [nodes.paragraph("", summary), *self._by_chapter(claims, {row.id: row for row in rows})]

    def _by_chapter(self, claims: list[Claim], rows: dict) -> list[nodes.Node]:
        sections = []
        for chapter in {claim.chapter.name: claim.chapter for claim in claims}.values():
            section = nodes.section(ids=["claims-" + nodes.make_id(chapter.name)])
            title = nodes.title("", "")
            parsed, _ = self.state.inline_text(chapter.title, self.lineno)
            section += title
            title += parsed
            for claim in claims:
                if claim.chapter.name == chapter.name:
                    section += self._entry(claim, rows)
            sections.append(section)
        return sections

    def _entry(self, claim: Claim, rows: dict) -> nodes.Node:
        page = self.env.app.builder.get_relative_uri(self.env.docname, _docname(claim.chapter))
        box = claim_box(verdict=claim.verdict, ids=[f"trial-{claim.id}"])
        self.state.nested_parse(_lines(claim.statement, self), 0, box)
        foot = nodes.paragraph(classes=["claim-foot"])
        foot += nodes.reference("", "In its chapter", refuri=f"{page}#claim-{claim.id}", internal=True)
        links = _evidence_links(claim, lambda anchor: f"{page}#{anchor}")
        foot += [nodes.Text(" · "), *links] if links else []
        if claim.cites:
            parsed, _ = self.state.inline_text("{cite:t}`" + ",".join(claim.cites) + "`", self.lineno)
            foot += [nodes.Text(" · "), *parsed]
        box += foot
        for row in claim.judges:
            said = nodes.paragraph(classes=["claim-source"])
            said += nodes.strong("", f"{row} ")
            said += nodes.Text(rows[row].statement)
            box += said
        return box


def _lines(text: str, directive: SphinxDirective):
    from docutils.statemachine import StringList

    return StringList(text.splitlines(), source=directive.get_source_info()[0])


class EvidenceAnchors(SphinxTransform):
    """Give the cells that bear out a claim the anchor that the claim, and any other link, leads to."""

    default_priority = 400

    def apply(self) -> None:
        claims: dict[str, Claim] = self.env.booktools_claims
        seen: dict[str, int] = {}
        for cell in self.document.findall(nodes.container):
            tags = [name.removeprefix("tag_") for name in cell.get("classes", ()) if name.startswith("tag_")]
            for tag in tags:
                if tag in claims:
                    seen[tag] = seen.get(tag, 0) + 1
                    anchor = f"evidence-{tag}-{seen[tag]}"
                    cell["ids"].append(anchor)
                    self._name(cell, anchor)

    def _name(self, cell: nodes.container, anchor: str) -> None:
        """Let links name the anchor; a cell that is evidence for two claims has two."""
        self.document.ids[anchor] = cell
        self.document.nameids[anchor] = anchor
        self.document.nametypes[anchor] = True


class OutputFirst(SphinxTransform):
    """Put what a cell shows before its code, where the cell is tagged ``output-first``."""

    default_priority = 410

    def apply(self) -> None:
        for cell in self.document.findall(nodes.container):
            if "tag_output-first" in cell.get("classes", ()):
                cell.children.sort(key=lambda part: "cell_output" not in part.get("classes", ()))


class AltTextRequired(SphinxTransform):
    """A picture that a blind reader cannot use fails the build."""

    default_priority = 900

    def apply(self) -> None:
        for image in self.document.findall(nodes.image):
            if not image.get("alt", "").strip():
                logger.warning("an image has no alt text; say in it what is to be seen", location=image)


def _visit_image(self: HTML5Translator, node: nodes.image) -> None:
    """Draw a figure of a cell twice, in the shades for a light and for a dark page."""
    uri = node["uri"]
    source = Path(self.builder.srcdir) / uri
    drawn_by_cell = uri.endswith(".svg") and "jupyter_execute" in uri
    if not drawn_by_cell:
        HTML5Translator.visit_image(self, node)
        return
    self.builder.images.pop(uri, None)
    svg = source.read_text(encoding="utf8")
    size = SVG_SIZE.search(svg)
    width, height = (round(float(size[side]) * 4 / 3) for side in ("width", "height"))
    folder = Path(self.builder.outdir) / self.builder.imagedir
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        name = f"{source.stem[:16]}-{scheme}.svg"
        (folder / name).write_text(recoloured(svg, f"on_{scheme}"), encoding="utf8")
        self.body.append(
            f'<img class="only-{scheme}" src="{self.builder.imgpath}/{name}" alt="{self.attval(node["alt"])}" '
            f'width="{width}" height="{height}" loading="lazy" decoding="async">'
        )


def _depart_image(self: HTML5Translator, node: nodes.image) -> None:
    if node["uri"].endswith(".svg") and "jupyter_execute" in node["uri"]:
        return
    HTML5Translator.depart_image(self, node)


def _begin(app: Sphinx) -> None:
    problems = check_book(_root(app))
    if problems:
        raise ExtensionError("the sources break the book's rules:\n" + "\n".join(map(str, problems)))
    chapters = book_chapters(_root(app))
    drop_stale(chapters, _root(app))
    app.env.booktools_claims = {claim.id: claim for claim in find_claims(chapters)}
    app.booktools_chapters = chapters


def _outdated(app: Sphinx, env, added: set, changed: set, removed: set) -> list[str]:
    """Pages whose outputs or claims changed although their own source did not."""
    root = _root(app)
    now = {_docname(chapter): depends_on(chapter, root) for chapter in app.booktools_chapters if chapter.runs}
    claims = [
        (claim.id, claim.statement, claim.verdict, claim.judges, claim.cites, claim.chapter.title, len(claim.evidence))
        for claim in env.booktools_claims.values()
    ]
    now[f"chapters/{CLAIMS_PAGE}"] = repr(claims)
    before = getattr(env, "booktools_depends", {})
    env.booktools_depends = now
    return [name for name, digest in now.items() if before.get(name) != digest and name in env.found_docs]


def _page_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    runs = {_docname(chapter): chapter.name for chapter in app.booktools_chapters if chapter.runs}
    if pagename in runs:
        context["notebook_file"] = f"_notebooks/{runs[pagename]}.ipynb"
        context["notebook_name"] = runs[pagename].rsplit("/", 1)[-1] + ".ipynb"
    context["palette_css"] = palette_css()


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    root, chapters = _root(app), app.booktools_chapters
    cache = cache_of(root)
    write_notebooks(
        chapters,
        Book.of(chapters, root / "chapters" / "references.bib"),
        Path(app.outdir) / "_notebooks",
        lambda chapter: cache.merge_match_into_notebook(chapter.notebook())[1],
    )


def setup(app: Sphinx) -> dict:
    # Jupyter Book sets an option of an extension that this book does not load, and hands Furo's
    # options over before Sphinx has loaded Furo.
    app.add_config_value("comments_config", {}, "env")
    app.setup_extension("furo")
    for word in Word:
        app.add_role(word.value, word_role(word))
    app.add_role("ko", korean_role)
    app.add_node(korean, html=(visit_korean, depart_korean))
    app.add_node(claim_box, html=(_visit_claim_box, _depart_claim_box))
    app.add_node(nodes.image, override=True, html=(_visit_image, _depart_image))
    app.add_directive("claim", ClaimDirective)
    app.add_directive("claims-on-trial", ClaimsOnTrial)
    app.add_transform(EvidenceAnchors)
    app.add_transform(OutputFirst)
    app.add_transform(AltTextRequired)
    mathml.setup(app)
    atlas_page.setup(app)
    explorable_page.setup(app)
    questions_page.setup(app)
    game_page.setup(app)
    app.connect("builder-inited", _begin)
    app.connect("env-get-outdated", _outdated)
    app.connect("html-page-context", _page_context)
    app.connect("build-finished", _finish)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}

"""Claims: a statement, a verdict, and the cell or the citation that bears it out."""

from __future__ import annotations

import ast
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

from booktools.chapters import Cell, Chapter
from booktools.problems import Problem

__all__ = ["Claim", "SourceRow", "VERDICTS", "claim_problems", "find_claims", "read_source_rows"]

VERDICTS = ("true", "true with a caveat", "misleading", "false")
ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OPTION = re.compile(r":(?P<key>[a-z]+):\s*(?P<value>.*)")


@dataclass(frozen=True)
class Claim:
    """A claim as written in a chapter."""

    id: str
    statement: str
    verdict: str
    judges: tuple[str, ...]
    cites: tuple[str, ...]
    chapter: Chapter
    line: int
    evidence: tuple[Cell, ...] = field(default=())


@dataclass(frozen=True)
class SourceRow:
    """One statement found in the explanations that the book starts from."""

    id: str
    kind: str
    statement: str
    chapter: str


def read_source_rows(path: Path) -> tuple[SourceRow, ...]:
    """The statements that the book has to judge (`chapters/source_claims.csv`)."""
    with path.open(encoding="utf8", newline="") as file:
        return tuple(
            SourceRow(row["id"], row["type"], row["statement"], row["chapter"])
            for row in csv.DictReader(file)
        )


def find_claims(chapters: Iterable[Chapter]) -> Iterator[Claim]:
    """Every claim of the book, in reading order, with its evidence cells."""
    for chapter in chapters:
        for cell in chapter.prose_cells:
            for token in MarkdownIt().parse(cell.source):
                if token.type == "fence" and token.info.startswith("{claim}"):
                    yield _read_claim(token.info, token.content, chapter, cell.line + token.map[0])


def _read_claim(info: str, content: str, chapter: Chapter, line: int) -> Claim:
    id = info.removeprefix("{claim}").strip()
    options, body = {}, content.splitlines()
    while body and (match := OPTION.fullmatch(body[0].strip())):
        options[match["key"]] = match["value"].strip()
        body = body[1:]
    return Claim(
        id=id,
        statement="\n".join(body).strip(),
        verdict=options.get("verdict", ""),
        judges=tuple(options.get("judges", "").split()),
        cites=tuple(key.strip() for key in options.get("cites", "").split(",") if key.strip()),
        chapter=chapter,
        line=line,
        evidence=tuple(cell for cell in chapter.code_cells if id in cell.tags),
    )


def asserts_something(source: str) -> bool:
    """Whether a cell holds an assertion that could fail."""
    tree = ast.parse(_without_magics(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and not isinstance(node.test, (ast.Constant, ast.Tuple)):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name.startswith("assert_"):
                return True
    return False


def _without_magics(source: str) -> str:
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def claim_problems(
    chapters: Iterable[Chapter], rows: Iterable[SourceRow], known_citations: set[str]
) -> Iterator[Problem]:
    """What is wrong with the book's claims; the build fails on any."""
    chapters = tuple(chapters)
    known_rows = {row.id for row in rows}
    places, judged = defaultdict(list), defaultdict(list)
    for claim in find_claims(chapters):
        where = (claim.chapter.path, claim.line)
        if not ID_FORM.fullmatch(claim.id):
            yield Problem(*where, f"claim id {claim.id!r} must be lower-case words joined by hyphens")
        if claim.verdict not in VERDICTS:
            accepted = ", ".join(VERDICTS)
            yield Problem(*where, f"claim {claim.id!r} has verdict {claim.verdict!r}; accepted: {accepted}")
        if not claim.statement:
            yield Problem(*where, f"claim {claim.id!r} states nothing")
        if not claim.evidence and not claim.cites:
            yield Problem(*where, f"claim {claim.id!r} has no evidence: tag a code cell with its id")
        for cell in claim.evidence:
            if not asserts_something(cell.source):
                yield Problem(
                    claim.chapter.path, cell.line, f"the evidence cell of claim {claim.id!r} asserts nothing"
                )
        for key in claim.cites:
            if key not in known_citations:
                yield Problem(*where, f"claim {claim.id!r} cites {key!r}, which references.bib does not hold")
        for row in claim.judges:
            if row not in known_rows:
                yield Problem(*where, f"claim {claim.id!r} judges {row!r}, which is no row of source_claims.csv")
            judged[row].append(claim)
        places[claim.id].append(claim)
    for repeats, what in ((places, "claim id"), (judged, "source row")):
        for key, claims in repeats.items():
            for claim in claims[1:]:
                first = claims[0]
                yield Problem(
                    claim.chapter.path,
                    claim.line,
                    f"{what} {key!r} stands already at {first.chapter.path.name}:{first.line}",
                )

"""All that is checked in the sources before anything runs."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import parse_file

from booktools.chapters import book_chapters
from booktools.claims import claim_problems, read_source_rows
from booktools.game import game_problems
from booktools.honesty import honesty_problems
from booktools.problems import Problem
from booktools.questions import question_problems

__all__ = ["check_book"]


def check_book(root: Path) -> list[Problem]:
    """Every problem in the sources of the book at `root`, in the order of files and lines."""
    chapters = book_chapters(root)
    rows = read_source_rows(root / "chapters" / "source_claims.csv")
    citations = set(parse_file(str(root / "chapters" / "references.bib"), bib_format="bibtex").entries)
    return sorted(
        [
            *honesty_problems(chapters),
            *claim_problems(chapters, rows, citations),
            *question_problems(chapters),
            *game_problems(chapters),
        ]
    )

"""Set, learned or neither? The names that a game asks for, with the verdicts and the evidence of the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from booktools.chapters import Chapter
from booktools.problems import Problem
from booktools.questions import find_directives
from paramlens.atlas_table import atlas_table
from paramlens.roles import Role

__all__ = ["DIRECTIVE", "Turn", "game_problems", "plain_game", "turns"]

DIRECTIVE = "set-or-learned-game"
UNDECIDED = "undecided"


class Turn(NamedTuple):
    """One name, what it is, and what the experiment showed."""

    estimator: str
    name: str
    role: Role
    data: str
    evidence: str


def turns(names: Iterable[str]) -> list[Turn]:
    """Look names up in the atlas.

    Parameters
    ----------
    names : iterable of str
        Each as ``Estimator.name``.

    Returns
    -------
    list of Turn

    Raises
    ------
    ValueError
        If a name is not of that form, comes twice, is no row of the atlas, or was left undecided there.
    """
    rows = atlas_table().set_index(["estimator", "name"])
    found: dict[str, Turn] = {}
    for written in names:
        estimator, _, name = written.partition(".")
        if not (estimator and name):
            raise ValueError(f"a game names each thing as Estimator.name, got {written!r}")
        if written in found:
            raise ValueError(f"a game names each thing once, got {written!r} twice")
        if (estimator, name) not in rows.index:
            raise ValueError(f"a game takes its names from the atlas, which has no {written!r}")
        row = rows.loc[(estimator, name)]
        if row["role"] == UNDECIDED:
            raise ValueError(f"a game needs a verdict, and the atlas left {written!r} undecided")
        found[written] = Turn(estimator, name, Role(row["role"]), row["data"], row["evidence"])
    return list(found.values())


def game_problems(chapters: Iterable[Chapter]) -> Iterator[Problem]:
    """What is wrong with the book's games; the build fails on any."""
    for chapter in chapters:
        for line, _, content in find_directives(chapter, DIRECTIVE):
            try:
                if not turns(content.split()):
                    yield Problem(chapter.path, line, "a game names at least one thing, got none")
            except ValueError as error:
                yield Problem(chapter.path, line, str(error))


def plain_game(content: str) -> str:
    """The game in plain Markdown: names that open to their verdicts."""
    return "\n\n".join(
        f"<details><summary><code>{escape(turn.name)}</code> of <code>{escape(turn.estimator)}</code></summary>\n\n"
        f"{turn.role.word.mark} **{turn.role.word.value}** ({turn.role.label}). "
        f"Tried on {turn.data}. {turn.evidence}\n\n</details>"
        for turn in turns(content.split())
    )

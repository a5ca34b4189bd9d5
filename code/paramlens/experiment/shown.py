"""An audit for the eyes: two tables in a notebook, two in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from paramlens.display import Line, Table
from paramlens.experiment.verdict import Verdict, share
from paramlens.roles import Side, Word

__all__ = ["remark_on", "tables_of"]


def tables_of(verdicts: Sequence[Verdict]) -> list[Table]:
    """What was set and what was learned, with the evidence.

    Parameters
    ----------
    verdicts : sequence of Verdict
        What was found out.

    Returns
    -------
    list of Table
    """
    tables = []
    for side, word, kind in ((Side.SET, Word.SET, "argument"), (Side.LEARNED, Word.LEARNED, "attribute")):
        here = [one for one in verdicts if one.side is side]
        if here:
            caption = f"{word.mark} {word.value.capitalize()}: {_counted(here, kind)}"
            lines = tuple(Line(one.name, one.role, (_effect(one), _evidence(one))) for one in here)
            tables.append(Table(caption, (kind, "role", "effect", "evidence"), lines, numeric=("effect",)))
    return tables


def remark_on(verdicts: Sequence[Verdict], n_fits: int) -> str:
    """How many fits it took, and what the effects mean.

    Parameters
    ----------
    verdicts : sequence of Verdict
        What was found out.
    n_fits : int
        How many models were fitted.

    Returns
    -------
    str
    """
    against = sum(one.disagrees for one in verdicts)
    return (
        f"Decided by {n_fits:,} fits. Effects are in standard deviations of the answers, or shares of labels. "
        f"In {against} of {len(verdicts)} cases the experiment and the name's convention disagree."
    )


def _counted(verdicts: Sequence[Verdict], kind: str) -> str:
    undecided = sum(one.role is None for one in verdicts)
    told = f"{len(verdicts)} {kind}{'s' * (len(verdicts) != 1)} tried"
    return told + (f", {undecided} undecided" if undecided else "")


def _effect(verdict: Verdict) -> str:
    return "" if math.isnan(verdict.effect) else share(verdict.effect)


def _evidence(verdict: Verdict) -> str:
    if not verdict.disagrees:
        return verdict.evidence
    return f"{verdict.evidence} Its name suggests: {verdict.convention.label}."

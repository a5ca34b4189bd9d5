"""The settings of a sweep in the order of its dials, and what is told of each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from paramlens.explorables.dials import Dial, key_of
from paramlens.sweep import Sweep

__all__ = ["check_one", "check_scores", "numbers_at", "rows_of", "said_of_scores"]


def rows_of(sweep: Sweep, dials: Sequence[Dial]) -> list[int]:
    """Where each setting of the dials stands in a sweep.

    Parameters
    ----------
    sweep : Sweep
        Over what the dials are of.
    dials : sequence of Dial
        As `dials_of` makes them of this sweep.

    Returns
    -------
    list of int
        A row of ``sweep.points`` per setting.
    """
    columns = [sweep.points[one.name].tolist() for one in dials]
    held = {tuple(map(key_of, values)): row for row, values in enumerate(zip(*columns, strict=True))}
    return [held[setting] for setting in itertools.product(*(map(key_of, one.values) for one in dials))]


def numbers_at(sweep: Sweep, rows: Sequence[int], attribute: str | None = None) -> pd.DataFrame:
    """The table behind an explorable: settings, scores and, where it is short, what was learned.

    Parameters
    ----------
    sweep : Sweep
        Whose numbers are shown.
    rows : sequence of int
        The rows of ``sweep.points``, a setting each.
    attribute : str, optional
        Whose numbers are added if there are at most 15.

    Returns
    -------
    pandas.DataFrame
    """
    table = sweep.to_frame()
    table = table.rename(columns={side: f"{side} {sweep.scoring}" for side in ("train", "validation")})
    table = table.rename(columns={"n_learned": "learned numbers"})
    if attribute is not None:
        learned = sweep.learned(attribute).reset_index(drop=True)
        if len(learned.columns) <= 15:
            names = [f"{attribute} {element}".strip() for element in learned.columns]
            table = pd.concat([table, learned.set_axis(names, axis=1)], axis=1)
    return table.iloc[list(rows)].astype(object)


def said_of_scores(sweep: Sweep, rows: Sequence[int], sides: Sequence[str] = ("train", "validation")) -> list[str]:
    """What the scores are at each setting.

    Parameters
    ----------
    sweep : Sweep
        With scores.
    rows : sequence of int
        The rows of ``sweep.points``, a setting each.
    sides : sequence of {"train", "validation"}
        Which are said.

    Returns
    -------
    list of str
    """
    table = sweep.to_frame().iloc[list(rows)]
    told = [
        [f"{_said(score)} on {side}" for side, score in zip(sides, scores, strict=True)]
        for scores in table[list(sides)].to_numpy(dtype=float)
    ]
    return [f"{sweep.scoring} {' and '.join(one)} rows" for one in told]


def check_scores(sweep: Sweep, kind: str) -> None:
    """Refuse a sweep without scores.

    Parameters
    ----------
    sweep : Sweep
        What was given.
    kind : str
        The function that needs them.

    Raises
    ------
    ValueError
        If no setting has a train and a validation score.
    """
    table = sweep.to_frame()
    missing = [side for side in ("train", "validation") if table[side].isna().all()]
    if missing:
        raise ValueError(
            f"{kind} shows train and validation scores, and the sweep of {type(sweep.models[0]).__name__} has no "
            f"{' and no '.join(missing)} scores: make it with a scoring (and y, if the scoring needs it)"
        )


def check_one(sweep: Sweep, kind: str) -> None:
    """Refuse a grid where one hyperparameter is wanted.

    Parameters
    ----------
    sweep : Sweep
        What was given.
    kind : str
        The function that wants one.

    Raises
    ------
    ValueError
        If the sweep varies two.
    """
    if len(sweep.names) != 1:
        raise ValueError(f"{kind} drags one hyperparameter, got a grid over {' and '.join(map(repr, sweep.names))}")


def _said(score: float) -> str:
    return f"{score:.2f}" if np.isfinite(score) else "not known"

"""Drag a hyperparameter, watch the scores grow step by step."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from paramlens.canvas import NEITHER, SET
from paramlens.explorables.chart import MAIN, Explorable, Panel, explorable
from paramlens.explorables.descents import paths_along
from paramlens.explorables.panels import score_lines
from paramlens.explorables.paths import dots
from paramlens.explorables.plane import Plane, moving, room, still, words
from paramlens.explorables.settings import check_scores
from paramlens.roles import Word
from paramlens.sweep import Sweep

__all__ = ["training"]


def training(sweep: Sweep, along: str) -> Explorable:
    """Train and validation score over the steps of training, at every value of a hyperparameter.

    Parameters
    ----------
    sweep : Sweep
        A grid over the hyperparameter and over `along`, with scores.
    along : str
        The argument that counts steps, such as ``"max_iter"`` or ``"n_estimators"``.

    Returns
    -------
    Explorable
        The best step on validation rows is marked, and where stopping there would lead beside it.

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it is no grid over `along` and another name, has fewer than two values of either or no scores, or if
        the chart would be too large.

    Examples
    --------
    >>> from sklearn.ensemble import GradientBoostingClassifier
    >>> from paramlens import datasets, explorables, grid
    >>> steps = {"learning_rate": [0.1, 1.0], "n_estimators": [1, 5, 10]}
    >>> boosted = grid(GradientBoostingClassifier(), steps, *datasets.two_moons(60))
    >>> explorables.training(boosted, "n_estimators")
    <Explorable: drag learning_rate (2 values); ...>
    """
    (dial,), rows, steps = paths_along(sweep, along, "training")
    check_scores(sweep, "training")
    means = sweep.to_frame()
    lines = {side: means[side].to_numpy(dtype=float)[rows] for side in ("train", "validation")}
    unscored = [text for text, line in zip(dial.texts, lines["validation"], strict=True) if np.isnan(line).all()]
    if unscored:
        raise ValueError(
            f"training marks the best step, and at {dial.name} = {unscored[0]} no step has a validation score"
        )
    best = np.nanargmax(lines["validation"], axis=1)
    everything = np.concatenate([one.ravel() for one in lines.values()])
    low = np.nanmax(everything) - 3 * (np.nanmax(everything) - np.nanmedian(everything) or 1.0)
    plane = Plane(room(steps, 0.04), room([max(low, np.nanmin(everything)), np.nanmax(everything)]), *MAIN)
    drawn = {side: [plane.line(steps, line) for line in one] for side, one in lines.items()}
    at_best = [(steps[at], line[at]) for at, line in zip(best, lines["validation"], strict=True)]
    layers = [
        plane.axes(along, sweep.scoring, word_of_x=Word.SET),
        still("".join(drawn["validation"]), stroke=NEITHER, strokeWidth=1, opacity=0.4),
        moving(drawn["train"], stroke=NEITHER, strokeWidth=2, strokeDash=[5, 4]),
        moving(drawn["validation"], stroke=NEITHER, strokeWidth=3),
        moving([plane.line([step, step], plane.y) for step, _ in at_best], stroke=SET, strokeWidth=1.5),
        moving([dots(plane.across([step]), plane.down([score]), 5) for step, score in at_best], fill=SET),
        words(
            [
                {"point": point, "left": plane.width - 4, "top": _beside(plane, drawn_line, other), "text": side}
                for side, other_side in (("train", "validation"), ("validation", "train"))
                for point, (drawn_line, other) in enumerate(zip(lines[side], lines[other_side], strict=True))
            ],
            moves=True,
            align="right",
        ),
    ]
    says = (
        f"Train (dashed) and validation {sweep.scoring} over {along} at the chosen value, in front of the validation "
        f"scores at all others; a line marks the best step"
    )
    main = Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)
    at_end = {
        "last step": lines["validation"][:, -1],
        "best step": np.nanmax(lines["validation"], axis=1),
    }
    beside = score_lines(dial, at_end, f"validation {sweep.scoring}")
    said = [
        f"best validation {sweep.scoring} {line[at]:.2f} at {along} = {steps[at]}; {line[-1]:.2f} at {steps[-1]}"
        for at, line in zip(best, lines["validation"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            dial.name: list(dial.values),
            f"best {along}": steps[best],
            f"validation {sweep.scoring} there": at_end["best step"],
            f"at {along} = {steps[-1]}": at_end["last step"],
            "train there": lines["train"][:, -1],
        }
    ).astype(object)
    return explorable((dial,), main, [beside], said=said, table=shown)


def _beside(plane: Plane, line: np.ndarray, other: np.ndarray) -> int:
    """Above the end of a line if the other ends below it, and else below."""
    if np.isnan(line).all():
        return plane.height - 8
    end = line[~np.isnan(line)][-1]
    top = float(plane.down([end])[0]) + (14 if end < other[-1] else -12)
    return round(float(np.clip(top, 6, plane.height - 8)))

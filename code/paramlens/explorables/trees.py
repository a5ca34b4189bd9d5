"""Drag a hyperparameter, watch a decision tree grow."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import numpy as np
from sklearn.tree import BaseDecisionTree

from paramlens.canvas import LEARNED, NEITHER, written
from paramlens.explorables.chart import MAIN, Explorable, Panel, explorable
from paramlens.explorables.dials import dials_of
from paramlens.explorables.panels import scores
from paramlens.explorables.paths import dots, path
from paramlens.explorables.plane import moving, words
from paramlens.explorables.settings import check_one, check_scores, numbers_at, rows_of, said_of_scores
from paramlens.sweep import Sweep

__all__ = ["tree"]

_WIDTH, _HEIGHT = MAIN[0] + 46, MAIN[1] + 28

_LINE = 12
"""From line to line of a text, in pixels."""

Grown = dict[str, tuple[str, int]]
"""What stands at each place of a tree: a place is the way to it, such as ``"LLR"``."""


def tree(sweep: Sweep) -> Explorable:
    """A decision tree, drawn at every setting in the place that each node has in the largest one.

    Parameters
    ----------
    sweep : Sweep
        Of a `DecisionTreeClassifier`, `DecisionTreeRegressor` or their kin, over one hyperparameter, with
        scores.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep, or its models are no trees.
    ValueError
        If it has two hyperparameters, fewer than two values or no scores, or if the chart would be too large.

    Examples
    --------
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from paramlens import datasets, explorables, sweep
    >>> grown = sweep(DecisionTreeClassifier(), "max_depth", [1, 2, 3], *datasets.wine())
    >>> explorables.tree(grown)
    <Explorable: drag max_depth (3 values); ...>
    """
    dials = dials_of(sweep)
    check_one(sweep, "tree")
    check_scores(sweep, "tree")
    rows = rows_of(sweep, dials)
    models = [sweep.models[row] for row in rows]
    if not all(isinstance(model, BaseDecisionTree) for model in models):
        raise TypeError(f"tree draws decision trees, got a sweep of {type(models[0]).__name__}")
    grown = [dict(_nodes(model)) for model in models]
    places = _places(grown)
    leaves = [sum(1 for _, n_below in one.values() if n_below == 0) for one in grown]
    layers = [
        moving([_branches(one, places) for one in grown], stroke=NEITHER, strokeWidth=1),
        moving([_spots(one, places, is_leaf=False) for one in grown], fill=LEARNED, clip=False),
        moving([_spots(one, places, is_leaf=True) for one in grown], stroke=LEARNED, clip=False),
        words(
            _splits(grown, places),
            moves=True,
            align="center",
            color=LEARNED,
            fontSize=11,
            lineBreak="\n",
            lineHeight=_LINE,
        ),
    ]
    says = "The tree at the chosen value: filled dots are splits, with the column and the threshold, rings are leaves"
    main = Panel(alt.layer(*layers, width=_WIDTH, height=_HEIGHT), says, left=0)
    table = numbers_at(sweep, rows).assign(leaves=leaves, depth=[model.get_depth() for model in models])
    told = zip(said_of_scores(sweep, rows), leaves, strict=True)
    said = [f"{one}; {n} {'leaf' if n == 1 else 'leaves'}" for one, n in told]
    return explorable(dials, main, [scores(sweep, dials, rows)], said=said, table=table)


def _nodes(model: BaseDecisionTree) -> Iterator[tuple[str, tuple[str, int]]]:
    """Each place of a tree with its split as text and the number of nodes right below it."""
    held = model.tree_
    names = getattr(model, "feature_names_in_", None)
    pending = [(0, "")]
    while pending:
        node, way = pending.pop()
        left, right = held.children_left[node], held.children_right[node]
        if left < 0:
            yield way, ("", 0)
            continue
        column = held.feature[node]
        name = str(names[column]) if names is not None else f"column {column}"
        yield way, (f"{written(name)} ≤ {held.threshold[node]:.4g}", 2)
        pending += [(left, way + "L"), (right, way + "R")]


def _places(grown: list[Grown]) -> dict[str, tuple[float, float]]:
    """Where each place lies in the picture, in pixels: the same at every setting."""
    ways = sorted({way for one in grown for way in one}, key=len)
    ends = [way for way in ways if way + "L" not in ways]
    # From left to right the ends follow each other as L before R.
    order = sorted(ends, key=lambda way: [1 if step == "R" else 0 for step in way] + [0.5])
    slot = {way: (number + 0.5) / len(order) for number, way in enumerate(order)}
    for way in sorted(ways, key=len, reverse=True):
        if way not in slot:
            slot[way] = (slot[way + "L"] + slot[way + "R"]) / 2
    deepest = max(map(len, ways)) or 1
    return {way: (slot[way] * _WIDTH, 34 + len(way) / deepest * (_HEIGHT - 50)) for way in ways}


def _branches(one: Grown, places: dict[str, tuple[float, float]]) -> str:
    return "".join(path(*zip(places[way[:-1]], places[way], strict=True)) for way in sorted(one) if way)


def _spots(one: Grown, places: dict[str, tuple[float, float]], *, is_leaf: bool) -> str:
    chosen = np.array([places[way] for way, (_, n_below) in sorted(one.items()) if (n_below == 0) == is_leaf])
    return dots(chosen[:, 0], chosen[:, 1], 4) if len(chosen) else ""


def _splits(grown: list[Grown], places: dict[str, tuple[float, float]]) -> list[dict[str, object]]:
    """The texts of the splits, level by level down to where they no longer fit beside each other."""
    rows = []
    for point, one in enumerate(grown):
        for level in range(max(map(len, one)) + 1):
            texts = {way: text for way, (text, n_below) in one.items() if len(way) == level and n_below}
            if not _fit(texts, places):
                texts = {way: text.replace(" ≤", "\n≤") for way, text in texts.items()}
            if not _fit(texts, places):
                break
            for way, text in sorted(texts.items()):
                half = _half_width(text)
                left = float(np.clip(places[way][0], half, _WIDTH - half))
                top = places[way][1] - 13 - _LINE * text.count("\n")
                rows.append({"point": point, "left": round(left), "top": round(top), "text": text})
    return rows


def _half_width(text: str) -> float:
    return 3.2 * max(map(len, text.split("\n")))


def _fit(texts: dict[str, str], places: dict[str, tuple[float, float]]) -> bool:
    spans = sorted((places[way][0], _half_width(text) + 3) for way, text in texts.items())
    spans = [(float(np.clip(middle, half, _WIDTH - half)), half) for middle, half in spans]
    return all(one + half <= other - wide for (one, half), (other, wide) in zip(spans, spans[1:], strict=False))

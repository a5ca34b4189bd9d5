"""Drag a hyperparameter, watch how learned numbers scatter when the data are drawn again."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from paramlens.canvas import LEARNED, written
from paramlens.explorables.chart import MAIN, Explorable, Panel, explorable
from paramlens.explorables.dials import dial, in_order
from paramlens.explorables.panels import named_rows, score_lines
from paramlens.explorables.plane import moving, room
from paramlens.resample import Resamples
from paramlens.roles import Word

__all__ = ["scatter"]

_MOST_ELEMENTS = 20


def scatter(name: str, drawn: Mapping[object, Resamples], attribute: str) -> Explorable:
    """Each learned number in every resample as a tick, at every value of a hyperparameter.

    Parameters
    ----------
    name : str
        The hyperparameter.
    drawn : mapping of value to Resamples
        The resamples at each value; of the same rows, so that nothing but the value tells them apart.
    attribute : str
        The learned numbers to show, such as ``"coef_"``; at most 20.

    Returns
    -------
    Explorable

    Raises
    ------
    TypeError
        If `drawn` is no mapping to resamples.
    ValueError
        If there are fewer than two values, if the models have no such attribute or more than 20 numbers in it,
        if there are no scores, or if the chart would be too large.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7, 1-26.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import datasets, explorables, resample
    >>> X, y = datasets.diabetes()
    >>> drawn = {alpha: resample(Ridge(alpha=alpha), X, y, n_resamples=10) for alpha in [0.1, 1, 10]}
    >>> explorables.scatter("alpha", drawn, "coef_")
    <Explorable: drag alpha (3 values); ...>
    """
    if not isinstance(drawn, Mapping) or not all(isinstance(one, Resamples) for one in drawn.values()):
        raise TypeError(
            f"drawn must be a dict of values with their Resamples, as resample() returns them, got {drawn!r}"
        )
    values = in_order(list(drawn))
    chosen = dial(name, values, len(values) // 2)
    tables = [drawn[value].learned(attribute) for value in values]
    elements = list(dict.fromkeys(element for table in tables for element in table.columns))
    tables = [table.reindex(columns=elements) for table in tables]
    if len(elements) > _MOST_ELEMENTS:
        raise ValueError(
            f"scatter draws at most {_MOST_ELEMENTS} learned numbers, and {attribute} holds {len(elements)}"
        )
    both = _scores(drawn, values)
    main = _ticks(tables, attribute)
    spread = np.array([table.std().mean() for table in tables])
    unseen = both["out-of-bag"]
    scoring = drawn[values[0]].scoring
    said = [
        f"out-of-bag {scoring} {score:.2f}; the numbers of {attribute} scatter by {wide:.3g} on average"
        for score, wide in zip(unseen, spread, strict=True)
    ]
    shown = pd.DataFrame({name: values, f"train {scoring}": both["train"], f"out-of-bag {scoring}": unseen})
    deviations = {f"deviation of {attribute} {one}".strip(): [t[one].std() for t in tables] for one in elements}
    shown = pd.concat([shown, pd.DataFrame(deviations)], axis=1).astype(object)
    return explorable((chosen,), main, [score_lines(chosen, both, scoring)], said=said, table=shown)


def _scores(drawn: Mapping[object, Resamples], values: list[object]) -> dict[str, np.ndarray]:
    both = {}
    for side in ("train", "out-of-bag"):
        tables = [drawn[value].scores for value in values]
        means = [table.loc[table["split"] == side, "score"].mean() for table in tables]
        if np.isnan(means).all():
            raise ValueError(f"scatter shows {side} scores, and there are none: resample with a scoring (and y)")
        both[side] = np.array(means)
    return both


def _ticks(tables: list[pd.DataFrame], attribute: str) -> Panel:
    elements = list(tables[0].columns)
    n = len(elements)
    names = [written(str(one)) or attribute for one in elements]
    numbers = np.concatenate([table.to_numpy().ravel() for table in tables] + [np.zeros(1)])
    plane, axis = named_rows(names, room(numbers), *MAIN)
    half = min(9.0, 0.32 * plane.height / n)
    ticks, means = [], []
    for table in tables:
        tops = plane.down(range(n))
        ticks.append(
            "".join(
                f"M{round(float(x), 1):g},{round(top - half)}v{round(2 * half)}"
                for element, top in zip(elements, tops, strict=True)
                for x in plane.across(np.sort(table[element].dropna().to_numpy()))
            )
        )
        middles = zip(plane.across(table.mean().to_numpy()), tops, strict=True)
        means.append(
            "".join(f"M{x:.1f},{top - half - 3:.0f}v{2 * half + 6:.0f}" for x, top in middles if np.isfinite(x))
        )
    layers = [
        plane.axes(attribute, "", word_of_x=Word.LEARNED, y_axis=axis),
        plane.rule(0.0, side="x"),
        moving(ticks, stroke=LEARNED, strokeWidth=1, opacity=0.6),
        moving(means, stroke=LEARNED, strokeWidth=3),
    ]
    says = f"A row of ticks for each number of {attribute}, one per resample, with the mean as a thick one"
    return Panel(alt.layer(*layers, width=plane.width, height=plane.height), says, plane.left)

"""Drag a hyperparameter, watch centres and components move."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from paramlens.canvas import LEARNED, NEITHER
from paramlens.explorables.chart import Explorable, Panel, explorable
from paramlens.explorables.contours import contours, plane_of, predictions_over, rows_over
from paramlens.explorables.dials import dials_of
from paramlens.explorables.panels import score_lines
from paramlens.explorables.paths import dots, path
from paramlens.explorables.plane import Plane, moving, still
from paramlens.explorables.settings import check_one, check_scores, numbers_at, rows_of, said_of_scores
from paramlens.sweep import Sweep

__all__ = ["centres"]

_HELD = ("cluster_centers_", "means_", "components_")


def centres(sweep: Sweep, X: ArrayLike) -> Explorable:
    """Learned centres among the rows, or learned directions through their middle.

    Parameters
    ----------
    sweep : Sweep
        Over one hyperparameter, with scores, of an estimator that learns ``cluster_centers_``, ``means_`` or
        ``components_``.
    X : array-like of shape (n_samples, 2)
        The rows that were fitted.

    Returns
    -------
    Explorable
        Centres are large discs, with the borders of what belongs to them where the model predicts; components are
        arrows, as long as the rows scatter along them where the model tells that.

    Raises
    ------
    TypeError
        If `sweep` is not a Sweep.
    ValueError
        If it has two hyperparameters, fewer than two values or no scores, if its models learn neither centres nor
        components, if `X` has not two columns, or if the chart would be too large.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> from paramlens import datasets, explorables, sweep
    >>> X, _ = datasets.two_moons(60)
    >>> explorables.centres(sweep(KMeans(), "n_clusters", [1, 2, 3], X), X)
    <Explorable: drag n_clusters (3 values); ...>
    """
    dials = dials_of(sweep)
    check_one(sweep, "centres")
    rows = rows_of(sweep, dials)
    models = [sweep.models[row] for row in rows]
    held = next((name for name in _HELD if all(_is_planar(model, name) for model in models)), None)
    if held is None:
        raise ValueError(
            f"centres draws {', '.join(_HELD[:-1])} or {_HELD[-1]} in two columns; "
            f"{type(models[0]).__name__} learned none of them"
        )
    check_scores(sweep, "centres")
    plane, places, names = plane_of(X, "centres")
    layers = [
        plane.axes(*names),
        still(dots(plane.across(places[:, 0]), plane.down(places[:, 1]), 3), fill=NEITHER, opacity=0.55),
    ]
    if held == "components_":
        arrows = [_arrows(plane, model, places.mean(axis=0)) for model in models]
        layers.append(moving(arrows, stroke=LEARNED, strokeWidth=3))
        says = "The rows, and the learned directions as lines through their middle"
    else:
        if hasattr(models[0], "predict"):
            borders = [_borders(plane, model, X) for model in models]
            layers.append(moving(borders, stroke=LEARNED, strokeWidth=1.2, strokeDash=[4, 3]))
        layers.append(moving([_discs(plane, getattr(model, held)) for model in models], fill=LEARNED, clip=False))
        says = f"The rows, the learned {held} as large discs, and the borders between what belongs to each"
    main = Panel(alt.layer(*layers, width=plane.width, height=plane.height), says)
    n_held = [len(getattr(model, held)) for model in models]
    told = zip(said_of_scores(sweep, rows, ["validation"]), n_held, strict=True)
    said = [f"{one}; {2 * n} numbers in {held}" for one, n in told]
    # Such a score is a sum over rows for k-means: those of train and of validation rows cannot be compared.
    validation = sweep.to_frame()["validation"].to_numpy(dtype=float)[rows]
    beside = score_lines(dials[0], {"validation": validation}, sweep.scoring)
    return explorable(
        dials, main, [beside], said=said, table=numbers_at(sweep, rows).drop(columns=f"train {sweep.scoring}")
    )


def _is_planar(model: BaseEstimator, name: str) -> bool:
    value = getattr(model, name, None)
    # DBSCAN keeps rows under the name of components.
    is_direction = name != "components_" or hasattr(model, "transform")
    return is_direction and isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[1] == 2


def _borders(plane: Plane, model: BaseEstimator, X: ArrayLike) -> str:
    held = getattr(model, "cluster_centers_", None)
    if held is not None and len(held) < 2:
        return ""
    if held is not None and _goes_to_nearest(model, held, rows_over(plane, X)):
        return contours(plane, _nearness(plane, held), [0.0])
    field = predictions_over(plane, model, X)
    return "" if field.ndim == 3 and field.shape[-1] < 2 else contours(plane, field, [0.0])


def _goes_to_nearest(model: BaseEstimator, held: np.ndarray, rows: ArrayLike) -> bool:
    """Whether a row belongs to the centre that is nearest: not so where clusters were bisected."""
    nearest = ((np.asarray(rows)[:, None, :] - held) ** 2).sum(axis=-1).argmin(axis=1)
    # A row as near to one centre as to another may go to either.
    return bool((nearest == model.predict(rows)).mean() > 0.999)


def _nearness(plane: Plane, held: np.ndarray, n_cells: int = 90) -> np.ndarray:
    """How much nearer each centre is than the next nearest."""
    across, up = (np.linspace(*ends, n_cells) for ends in (plane.x, plane.y))
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    near = -((grid[:, :, None, :] - held) ** 2).sum(axis=-1)
    best = np.sort(near, axis=-1)
    return np.where(near == best[..., -1:], near - best[..., -2:-1], near - best[..., -1:])


def _discs(plane: Plane, held: np.ndarray) -> str:
    return dots(plane.across(held[:, 0]), plane.down(held[:, 1]), 8)


def _arrows(plane: Plane, model: BaseEstimator, middle: np.ndarray) -> str:
    middle = getattr(model, "mean_", middle)
    lengths = np.sqrt(getattr(model, "explained_variance_", np.ones(len(model.components_))))
    drawn = []
    for direction, length in zip(model.components_, lengths, strict=True):
        end = middle + 2 * length * direction / (np.linalg.norm(direction) or 1.0)
        tip = np.array([plane.across([end[0]])[0], plane.down([end[1]])[0]])
        root = np.array([plane.across([middle[0]])[0], plane.down([middle[1]])[0]])
        along = (tip - root) / (np.linalg.norm(tip - root) or 1.0)
        aside = np.array([-along[1], along[0]])
        wings = [tip - 9 * along + 5 * aside, tip, tip - 9 * along - 5 * aside]
        drawn += [path(*zip(root, tip, strict=True)), path(*np.transpose(wings))]
    return "".join(drawn)

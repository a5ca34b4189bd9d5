"""What the explorables and their peers draw: the same numbers, to a tenth of a pixel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer
from sklearn.svm import SVC

from paramlens import datasets, explorables, grid, sweep
from paramlens.explorables.chart import ASIDE, MAIN, heights
from paramlens.explorables.contours import contours, plane_of, predictions_over
from paramlens.explorables.dials import Dial, dials_of
from paramlens.explorables.panels import axis_of
from paramlens.explorables.plane import Plane, room

__all__ = ["CONTENTS", "Content", "Layer", "Panel"]

Places = tuple[list[float | None], list[float | None]]
"""The x and the y of points; ``None`` breaks a line."""

SET, LEARNED, NEITHER = "#B455C4", "#A87900", "#7C7C7C"


@dataclass(frozen=True)
class Layer:
    """Points or a line of one look.

    Attributes
    ----------
    places : list of Places
        One for every setting, or a single one if it never moves.
    colour : str
    width : float, default=0
        Of the line; zero for markers.
    dash : bool, default=False
    marker : str, default="circle"
        ``"circle"``, ``"x"``, ``"ring"`` or ``"square"``.
    size : float, default=7
        Of the marker, in pixels.
    opacity : list of float, optional
        One for each point.
    shown : list of str, optional
        For every setting, which of the points are drawn, a digit each.
    """

    places: list[Places]
    colour: str
    width: float = 0
    dash: bool = False
    marker: str = "circle"
    size: float = 7
    opacity: list[float] | None = None
    shown: list[str] | None = None

    @property
    def moves(self) -> bool:
        """Whether it differs between settings."""
        return len(self.places) > 1 or self.shown is not None

    def at(self, setting: int) -> Places:
        """What it draws at a setting."""
        x, y = self.places[setting if len(self.places) > 1 else 0]
        if self.shown is None:
            return x, y
        kept = [number for number, digit in enumerate(self.shown[setting]) if digit == "1"]
        return [x[number] for number in kept], [y[number] for number in kept]


@dataclass(frozen=True)
class Panel:
    """Layers over one rectangle."""

    plane: Plane
    layers: list[Layer]
    title_x: str
    title_y: str


@dataclass(frozen=True)
class Content:
    """A figure: what we make of it, and what its peers are given."""

    name: str
    dials: tuple[Dial, ...]
    panels: list[Panel]
    chart: explorables.Explorable = field(repr=False)

    @property
    def start(self) -> int:
        """The setting that is shown at first."""
        setting = 0
        for dial in self.dials:
            setting = setting * len(dial.values) + dial.start
        return setting


def curve() -> Content:
    """A fitted curve, its 17 coefficients and its scores, over 29 values of alpha."""
    X, y = datasets.curve(40)
    splines = make_pipeline(SplineTransformer(n_knots=15), Ridge())
    path = sweep(splines, "ridge__alpha", np.logspace(-4, 3, 29), X, y)
    (dial,) = dials_of(path)
    column = X.iloc[:, 0]
    at = np.linspace(column.min(), column.max(), 160)
    plane = Plane(room(at, 0.03), room(np.asarray(y, dtype=float), 0.12), *MAIN)
    lines = [
        np.ravel(model.predict(X.iloc[:0].reindex(range(160)).assign(**{column.name: at}))) for model in path.models
    ]
    fitted = [
        Layer([_rounded(plane, column, y)], NEITHER),
        Layer([_rounded(plane, at, line) for line in lines], LEARNED, width=3),
    ]
    main = Panel(plane, fitted, str(column.name), "prediction")
    beside = [_coefficients(path.learned("ridge__coef_").to_numpy()), _score_lines(path, dial)]
    return Content("curve", (dial,), [main, *beside], explorables.curve(path, X, y, "ridge__coef_"))


def boundary() -> Content:
    """The decision boundary, the margins and the support vectors, over eight values of C and of gamma."""
    X, y = datasets.two_moons(200)
    pairs = grid(SVC(), {"C": np.logspace(-2, 3, 8), "gamma": np.logspace(-2, 2, 8)}, X, y)
    plane, places, names = plane_of(X, "boundary")
    fields = [predictions_over(plane, model, X) for model in pairs.models]
    layers = [
        Layer([_rounded(plane, *places[np.ravel(y) == one].T)], NEITHER, marker=marker)
        for one, marker in zip(np.unique(y), ("circle", "x"), strict=True)
    ]
    for levels, width in (([-1.0, 1.0], 1), ([0.0], 3)):
        drawn = [_places_of(plane, contours(plane, one, levels)) for one in fields]
        layers.append(Layer(drawn, LEARNED, width=width, dash=width == 1))
    kept = [["1" if row in set(model.support_) else "0" for row in range(len(places))] for model in pairs.models]
    rings = Layer([_rounded(plane, *places.T)], LEARNED, marker="ring", size=11, shown=list(map("".join, kept)))
    main = Panel(plane, [*layers, rings], *names)
    dials = dials_of(pairs)
    return Content("boundary", dials, [main, _tiles(pairs, dials)], explorables.boundary(pairs, X, y))


CONTENTS = {"curve": curve, "boundary": boundary}


def _coefficients(learned: np.ndarray) -> Panel:
    n = learned.shape[1]
    plane = Plane((-0.7, n - 0.3), room(np.append(learned.ravel(), 0.0)), ASIDE, heights(2))
    heads = [_rounded(plane, range(n), row) for row in learned]
    stems = [([k for k in x for _ in range(3)], [part for top in y for part in (0.0, top, None)]) for x, y in heads]
    layers = [Layer(stems, LEARNED, width=1.5), Layer(heads, LEARNED, size=8)]
    return Panel(plane, layers, "coefficient number", "ridge__coef_")


def _score_lines(path, dial: Dial) -> Panel:
    table = path.to_frame()
    places, ends, is_logarithmic, _ = axis_of(dial)
    both = {side: table[side].to_numpy(dtype=float) for side in ("train", "validation")}
    plane = Plane(ends, room(np.concatenate(list(both.values())), 0.1), ASIDE, heights(2), is_logarithmic)
    layers = [Layer([_rounded(plane, [place, place], plane.y) for place in places], SET, width=2)]
    for side, numbers in both.items():
        layers.append(Layer([_rounded(plane, places, numbers)], NEITHER, width=2, dash=side == "train"))
        marker = "ring" if side == "train" else "circle"
        spots = [_rounded(plane, [place], [number]) for place, number in zip(places, numbers, strict=True)]
        layers.append(Layer(spots, SET, marker=marker, size=10))
    return Panel(plane, layers, dial.name, path.scoring)


def _tiles(pairs, dials: tuple[Dial, ...]) -> Panel:
    """Validation scores as squares, by the number of each value."""
    n_rows, n_columns = (len(dial.values) for dial in dials)
    scores = pairs.to_frame()["validation"].to_numpy(dtype=float)
    shade = ((scores - scores.min()) / np.ptp(scores)).round(2).tolist()
    up, across = np.divmod(np.arange(n_rows * n_columns), n_columns)
    plane = Plane((-0.5, n_columns - 0.5), (-0.5, n_rows - 0.5), ASIDE, heights(1))
    squares = Layer([(across.tolist(), up.tolist())], NEITHER, marker="square", size=33, opacity=shade)
    corners = np.array([[-0.5, 0.5, 0.5, -0.5, -0.5], [-0.5, -0.5, 0.5, 0.5, -0.5]])
    boxes = [((corners[0] + x).tolist(), (corners[1] + y).tolist()) for x, y in zip(across, up, strict=True)]
    return Panel(plane, [squares, Layer(boxes, SET, width=4)], dials[1].name, dials[0].name)


def _rounded(plane: Plane, x, y) -> Places:
    """Numbers with as many digits as tell a tenth of a pixel."""
    digits = 4 if plane.is_logarithmic else _digits(plane.x, plane.width)
    across = [float(f"{one:.4g}") for one in x] if plane.is_logarithmic else [round(float(one), digits) for one in x]
    return across, [round(float(one), _digits(plane.y, plane.height)) for one in y]


def _digits(ends: tuple[float, float], pixels: int) -> int:
    return int(np.ceil(-np.log10((ends[1] - ends[0]) / pixels / 10)))


def _places_of(plane: Plane, path: str) -> Places:
    """The lines of a path in pixels, in the units of the plane."""
    x, y = zip(*_points(path), strict=True) if path else ((), ())
    left, low = plane.x[0], plane.y[1]
    wide, high = (plane.x[1] - plane.x[0]) / plane.width, (plane.y[1] - plane.y[0]) / plane.height
    digits = _digits(plane.x, plane.width), _digits(plane.y, plane.height)
    across = [None if one is None else round(left + one * wide, digits[0]) for one in x]
    return across, [None if one is None else round(low - one * high, digits[1]) for one in y]


def _points(path: str) -> Iterator[tuple[float | None, float | None]]:
    for number, line in enumerate(path.split("M")[1:]):
        if number:
            yield None, None
        for left, top in re.findall(r"([-\d.e]+),([-\d.e]+)", line):
            yield float(left), float(top)

"""How tests read a chart: its panels, the paths of each layer, and where these lie in data."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from paramlens import Sweep, datasets, grid, sweep

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


class Drawn:
    """One panel of a chart."""

    def __init__(self, spec: dict) -> None:
        self.width, self.height = spec["width"], spec["height"]
        self.layers = [{**layer, "rows": layer["data"]["values"]} for layer in spec["layer"]]
        self.axes = next((one["encoding"] for one in self.layers if "scale" in one["encoding"]["x"]), None)

    def moving(self, **mark: object) -> list[str]:
        """The paths of the one moving layer with these properties, a path per setting."""
        found = [
            one["rows"][0]["paths"]
            for one in self.layers
            if one["rows"]
            and "paths" in one["rows"][0]
            and all(one["mark"].get(key) == value for key, value in mark.items())
        ]
        assert len(found) == 1, f"{len(found)} layers have {mark}"
        return found[0]

    def still(self, **mark: object) -> list[str]:
        """The paths of all layers with these properties that do not move."""
        return [
            one["rows"][0]["path"]
            for one in self.layers
            if one["rows"]
            and "path" in one["rows"][0]
            and all(one["mark"].get(key) == value for key, value in mark.items())
        ]

    def texts(self) -> list[dict]:
        return [row for one in self.layers if one["mark"]["type"] == "text" for row in one["rows"]]

    def x(self, pixels: object) -> np.ndarray:
        """From pixels back to data."""
        scale = self.axes["x"]["scale"]
        low, high = scale["domain"]
        share = np.asarray(pixels, dtype=float) / self.width
        return low * (high / low) ** share if scale["type"] == "log" else low + share * (high - low)

    def y(self, pixels: object) -> np.ndarray:
        low, high = self.axes["y"]["scale"]["domain"]
        return high - np.asarray(pixels, dtype=float) / self.height * (high - low)

    @property
    def half_pixel(self) -> tuple[float, float]:
        """Half a pixel in data, across and up; of linear scales."""
        ends = [self.axes[side]["scale"]["domain"] for side in "xy"]
        return tuple(
            abs(high - low) / 2 / size for (low, high), size in zip(ends, (self.width, self.height), strict=True)
        )


def panels(chart: object) -> list[Drawn]:
    spec = chart.to_dict()

    def members(part: dict) -> Iterator[dict]:
        for one in part.get("hconcat", part.get("vconcat", [])):
            yield from members(one)
        if "layer" in part:
            yield part

    return [Drawn(one) for one in members(spec)]


def pieces(path: str) -> list[np.ndarray]:
    """The corners of each piece of a path of straight lines, in pixels."""
    return [np.array(list(map(float, NUMBER.findall(piece)))).reshape(-1, 2) for piece in path.split("M") if piece]


def traced(path: str, every: float = 4.0) -> np.ndarray:
    """Places along the lines of a path, every few pixels."""
    places = [np.empty((0, 2))]
    for piece in pieces(path):
        for start, end in itertools.pairwise(piece):
            n_steps = 2 + int(np.hypot(*(end - start)) / every)
            places.append(np.linspace(start, end, n_steps))
    return np.vstack(places)


def rings(path: str) -> np.ndarray:
    """The middles of the circles of a path, in pixels."""
    starts = re.findall(r"M([^,]+),([^a]+)a([^,]+),", path)
    return np.array([(float(left) + float(radius), float(top)) for left, top, radius in starts]).reshape(-1, 2)


class Reading:
    """What `conftest` offers to tests by one fixture."""

    panels, pieces = staticmethod(panels), staticmethod(pieces)
    traced, rings = staticmethod(traced), staticmethod(rings)

    @staticmethod
    def meta(chart: object) -> dict:
        return chart.to_dict()["usermeta"]["paramlens"]

    @staticmethod
    def dials(chart: object) -> list[dict]:
        return chart.to_dict()["usermeta"]["paramlens"]["dials"]


@pytest.fixture(scope="session")
def read() -> Reading:
    return Reading()


@pytest.fixture(scope="session")
def moons() -> tuple:
    return datasets.two_moons(60)


@pytest.fixture(scope="session")
def votes(moons) -> Sweep:
    return sweep(KNeighborsClassifier(), "n_neighbors", [9, 1, 3, 25], *moons, cv=3)


@pytest.fixture(scope="session")
def machines(moons) -> Sweep:
    """Over three settings of a support vector machine."""
    return sweep(SVC(), "gamma", [0.1, 1.0, 10.0], *moons, cv=3)


@pytest.fixture(scope="session")
def pairs(moons) -> Sweep:
    """A grid whose values are not in the order in which they are dragged through."""
    return grid(SVC(), {"gamma": [10.0, 0.1], "C": [100.0, 0.1, 1.0]}, *moons, cv=3)


@pytest.fixture
def never_a_number() -> Callable[[object], Callable[..., float]]:
    """A scorer that gives no number where an argument has a certain value."""

    def make(name: str, value: object) -> Callable[..., float]:
        def judged(model: object, X: object, y: object = None) -> float:
            return float("nan") if model.get_params()[name] == value else model.score(X, y)

        return judged

    return make

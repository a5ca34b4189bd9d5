"""Search spaces: the hyperparameters to choose, and which of them are awake in a setting."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from paramlens.tuning.dimensions import Choice, Dimension, Real, When, Whole, is_same

__all__ = ["Setting", "Space"]

Setting = dict[str, object]
"""Values by name, of the hyperparameters that are awake."""

_COUNTED = 1_000_000
# What the table of trials tells besides the setting.
_TAKEN = ("trial", "score", "state", "reason", "fidelity", "spent", "seconds")


@dataclass(frozen=True)
class Space:
    """What a search may choose from.

    Attributes
    ----------
    dimensions : mapping of str to Real, Whole or Choice
        By name. A dimension with conditions stands after the choices that they name.

    Raises
    ------
    TypeError
        If `dimensions` is no mapping of names to dimensions.
    ValueError
        If it is empty, a name is one that the table of trials needs, or a condition names no choice that
        stands before it or an option which that choice has not.

    Examples
    --------
    >>> from paramlens.tuning import Choice, Space, Whole
    >>> space = Space({"kernel": Choice(["rbf", "poly"]), "degree": Whole(2, 3, when={"kernel": ["poly"]})})
    >>> space.grid(10)
    [{'kernel': 'rbf'}, {'kernel': 'poly', 'degree': 2}, {'kernel': 'poly', 'degree': 3}]
    """

    dimensions: Mapping[str, Dimension] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.dimensions, Mapping):
            raise TypeError(f"space must be a dict of names with their ranges, got {self.dimensions!r}")
        if not self.dimensions:
            raise ValueError("space must hold at least one name with its range, got none")
        before: dict[str, Dimension] = {}
        for name, dimension in self.dimensions.items():
            if not isinstance(name, str):
                raise TypeError(f"space must be a dict whose keys are strings, got the key {name!r}")
            if not isinstance(dimension, Real | Whole | Choice):
                raise TypeError(f"space[{name!r}] must be a Real, a Whole or a Choice, got {dimension!r}")
            if name in _TAKEN:
                raise ValueError(f"space must leave {', '.join(_TAKEN)} to the table of trials, got the name {name!r}")
            _check_when(name, dimension.when, before)
            before[name] = dimension
        object.__setattr__(self, "dimensions", before)

    @property
    def names(self) -> tuple[str, ...]:
        """The hyperparameters in the order given."""
        return tuple(self.dimensions)

    @property
    def free(self) -> dict[str, Dimension]:
        """The dimensions with more than one value: those there is something to choose about."""
        return {name: one for name, one in self.dimensions.items() if one.n_values > 1}

    def is_awake(self, name: str, setting: Mapping[str, object]) -> bool:
        """Whether a dimension has a say, given the values of those before it.

        Parameters
        ----------
        name : str
            The dimension.
        setting : mapping
            Values of the dimensions that are awake, at least of all those before it.

        Returns
        -------
        bool
        """
        conditions = self.dimensions[name].when or {}
        return all(
            parent in setting and any(is_same(option, setting[parent]) for option in options)
            for parent, options in conditions.items()
        )

    def awake(self, values: Mapping[str, object]) -> Setting:
        """The values without those of dimensions that are asleep, constants filled in.

        Parameters
        ----------
        values : mapping
            Values of all free dimensions, or at least of those awake.

        Returns
        -------
        dict

        Raises
        ------
        ValueError
            If a value is missing or outside its range; the message names it.
        """
        setting: Setting = {}
        for name, dimension in self.dimensions.items():
            if not self.is_awake(name, setting):
                continue
            if name in values:
                setting[name] = _checked(name, dimension, values[name])
            elif dimension.n_values == 1:
                setting[name] = dimension.at(0.5)
            else:
                raise ValueError(f"setting must hold a value for {name!r}, got {sorted(values)}")
        return setting

    def at(self, shares: Sequence[float]) -> Setting:
        """The setting at a point of the unit cube over the free dimensions.

        Parameters
        ----------
        shares : sequence of float, one for each free dimension
            From 0 to 1; those of dimensions that are asleep are not read.

        Returns
        -------
        dict
        """
        return self.awake({name: one.at(float(s)) for (name, one), s in zip(self.free.items(), shares, strict=True)})

    def shares_of(self, setting: Mapping[str, object]) -> np.ndarray:
        """Where in the unit cube a setting lies; dimensions that are asleep lie in the middle.

        Parameters
        ----------
        setting : mapping
            Values of the dimensions that are awake.

        Returns
        -------
        ndarray of shape (n_free,)
        """
        return np.array([one.share_of(setting[n]) if n in setting else 0.5 for n, one in self.free.items()])

    def draw(self, rng: np.random.Generator) -> Setting:
        """One setting at random, each dimension evenly on its scale.

        Parameters
        ----------
        rng : numpy.random.Generator
            Where the draw comes from.

        Returns
        -------
        dict
        """
        return self.at(rng.random(len(self.free)))

    def grid(self, most: int) -> list[Setting]:
        """A grid with as many values for each numeric dimension as `most` settings leave room for.

        Parameters
        ----------
        most : int
            How many settings there may be.

        Returns
        -------
        list of dict
            The first name varies slowest.

        Raises
        ------
        ValueError
            If even one value for each numeric dimension makes too many: the choices alone do.
        """
        if len(self._spread(1, most)) > most:
            least = len(self._spread(1, _COUNTED))
            told = f"{least} trials" if least <= _COUNTED else f"more than {_COUNTED} trials"
            raise ValueError(f"budget must allow a grid over the choices of the space, {told}, got {most}")
        too_fine = 2
        # Nothing is finer than every whole number, and no range needs more values than there may be settings.
        finest = max([most + 1, *(one.n_values + 1 for one in self.dimensions.values() if isinstance(one, Whole))])
        while too_fine < finest and len(self._spread(too_fine, most)) <= most:
            too_fine *= 2
        ns = range(1, min(too_fine, finest) + 1)
        place = bisect_right(ns, most, key=lambda n: len(self._spread(n, most)))
        return self._spread(ns[place - 1], most)

    def _spread(self, n: int, most: int) -> list[Setting]:
        """The settings of the grid with `n` values for each number; one too many at the most."""

        def further(setting: Setting, names: tuple[str, ...]) -> Iterator[Setting]:
            if not names:
                yield setting
                return
            name, *rest = names
            if not self.is_awake(name, setting):
                yield from further(setting, tuple(rest))
                return
            for value in self.dimensions[name].spread(n):
                yield from further({**setting, name: value}, tuple(rest))

        return list(itertools.islice(further({}, self.names), most + 1))

    def around(self, settings: Sequence[Mapping[str, object]]) -> Space:
        """The smallest space of this kind that holds the given settings.

        Parameters
        ----------
        settings : sequence of mapping
            A dimension that is asleep in all of them keeps its range; one that can no longer wake up
            is left out.

        Returns
        -------
        Space
        """
        narrowed: dict[str, Dimension] = {}
        for name, dimension in self.dimensions.items():
            values = [setting[name] for setting in settings if name in setting]
            left = _left_of(dimension.when, narrowed)
            if left is None or all(left.values()):
                kept = dimension.around(values) if values else dimension
                narrowed[name] = replace(kept, when=left)
        return Space(narrowed)


def _left_of(when: When | None, kept: Mapping[str, Dimension]) -> dict[str, list[object]] | None:
    """The options of each condition that can still be chosen."""
    if when is None:
        return None
    return {
        name: [one for one in options if name in kept and any(is_same(one, other) for other in kept[name].options)]
        for name, options in when.items()
    }


def _check_when(name: str, when: When | None, before: Mapping[str, Dimension]) -> None:
    if when is None:
        return
    if not isinstance(when, Mapping):
        raise TypeError(f"when of {name!r} must be a dict of a choice with its options, got {when!r}")
    for parent, options in when.items():
        if not isinstance(before.get(parent), Choice):
            raise ValueError(f"when of {name!r} must name a Choice that stands before it, got {parent!r}")
        if isinstance(options, str) or not isinstance(options, Sequence) or not options:
            raise TypeError(f"when[{parent!r}] of {name!r} must be a list of options, got {options!r}")
        for option in options:
            if not any(is_same(option, one) for one in before[parent].options):
                known = ", ".join(map(repr, before[parent].options))
                raise ValueError(
                    f"when[{parent!r}] of {name!r} must hold options of {parent!r} ({known}), got {option!r}"
                )


def _checked(name: str, dimension: Dimension, value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(dimension, Choice):
        if not any(is_same(option, value) for option in dimension.options):
            raise ValueError(f"setting[{name!r}] must be one of {list(dimension.options)}, got {value!r}")
        return value
    number = int(value) if isinstance(dimension, Whole) else float(value)
    if number != value or not dimension.low <= number <= dimension.high:
        raise ValueError(f"setting[{name!r}] must lie from {dimension.low} to {dimension.high}, got {value!r}")
    return number

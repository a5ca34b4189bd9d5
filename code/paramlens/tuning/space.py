"""Search spaces: the range and the scale of each hyperparameter, and when it is awake."""

from __future__ import annotations

import itertools
import math
import numbers
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from paramlens.checks import candidates

__all__ = ["Choice", "Dimension", "Real", "Setting", "Space", "Whole"]

Setting = dict[str, object]
"""Values by name, of the hyperparameters that are awake."""

When = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Real:
    """A range of real numbers.

    Attributes
    ----------
    low, high : float
        The ends, both included.
    log : bool
        Whether equal ratios, and not equal differences, are equally far apart.
    when : mapping of str to sequence, or None
        It is awake only while each choice named here has one of the options listed.

    Raises
    ------
    TypeError
        If an end is no number.
    ValueError
        If an end is not finite, `low` is above `high`, or `log` is set and `low` is not positive.

    Examples
    --------
    >>> from paramlens.tuning import Real
    >>> Real(1e-3, 1e3, log=True).at(0.5)
    1.0
    """

    low: float
    high: float
    log: bool = False
    when: When | None = None

    def __post_init__(self) -> None:
        _check_ends(self, numbers.Real, "a number", float)

    @property
    def n_values(self) -> float:
        """How many values there are: 1 or infinity."""
        return 1 if self.low == self.high else math.inf

    def at(self, share: float) -> float:
        """The value that lies a share of the way from `low` to `high`.

        Parameters
        ----------
        share : float
            From 0 to 1.

        Returns
        -------
        float
        """
        if self.low == self.high:
            return self.low
        if self.log:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
            value = float(f"{value:.15g}")
        else:
            value = self.low + share * (self.high - self.low)
        return min(max(value, self.low), self.high)

    def share_of(self, value: float) -> float:
        """How far along the way from `low` to `high` a value lies.

        Parameters
        ----------
        value : float
            One that lies in the range.

        Returns
        -------
        float, from 0 to 1
        """
        if self.low == self.high:
            return 0.5
        if self.log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    def spread(self, n: int) -> list[float]:
        """`n` values at equal distances, both ends among them; the middle if `n` is 1.

        Parameters
        ----------
        n : int
            At least 1.

        Returns
        -------
        list of float
        """
        if self.low == self.high:
            return [self.low]
        return [self.at(share) for share in (np.linspace(0, 1, n) if n > 1 else [0.5])]

    def around(self, values: Iterable[float]) -> Real:
        """The part of the range that holds the given values.

        Parameters
        ----------
        values : iterable of float
            At least one.

        Returns
        -------
        Real
        """
        values = list(values)
        return Real(min(values), max(values), self.log, self.when)


@dataclass(frozen=True)
class Whole:
    """A range of whole numbers.

    Attributes
    ----------
    low, high : int
        The ends, both included.
    log : bool
        As for `Real`.
    when : mapping of str to sequence, or None
        As for `Real`.

    Raises
    ------
    TypeError, ValueError
        As for `Real`, and if an end is no whole number.

    Examples
    --------
    >>> from paramlens.tuning import Whole
    >>> Whole(1, 64, log=True).spread(4)
    [1, 4, 16, 64]
    """

    low: int
    high: int
    log: bool = False
    when: When | None = None

    def __post_init__(self) -> None:
        _check_ends(self, numbers.Integral, "a whole number", int)

    @property
    def n_values(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1

    @property
    def _wide(self) -> Real:
        # Each whole number owns the half on either side of it, so that the ends get their fair share.
        return Real(self.low - 0.5, self.high + 0.5, self.log)

    def at(self, share: float) -> int:
        """The value that lies a share of the way from `low` to `high`.

        Parameters
        ----------
        share : float
            From 0 to 1.

        Returns
        -------
        int
        """
        return int(min(max(math.floor(self._wide.at(share) + 0.5), self.low), self.high))

    def share_of(self, value: int) -> float:
        """How far along the way from `low` to `high` a value lies.

        Parameters
        ----------
        value : int
            One that lies in the range.

        Returns
        -------
        float, from 0 to 1
        """
        return self._wide.share_of(value)

    def spread(self, n: int) -> list[int]:
        """At most `n` different values at equal distances, both ends among them; the middle if `n` is 1.

        Parameters
        ----------
        n : int
            At least 1.

        Returns
        -------
        list of int
        """
        if self.low == self.high:
            return [self.low]
        ends = Real(self.low, self.high, self.log)
        return sorted({int(math.floor(value + 0.5)) for value in ends.spread(n)})

    def around(self, values: Iterable[int]) -> Whole:
        """The part of the range that holds the given values.

        Parameters
        ----------
        values : iterable of int
            At least one.

        Returns
        -------
        Whole
        """
        values = list(values)
        return Whole(min(values), max(values), self.log, self.when)


@dataclass(frozen=True)
class Choice:
    """A list of options without an order.

    Attributes
    ----------
    options : sequence
        At least one, each once.
    when : mapping of str to sequence, or None
        As for `Real`.

    Raises
    ------
    TypeError
        If `options` is a string or a single value.
    ValueError
        If there is none, or one comes twice.

    Examples
    --------
    >>> from paramlens.tuning import Choice
    >>> Choice(["rbf", "poly"]).n_values
    2
    """

    options: Sequence[object]
    when: When | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(candidates("a choice", self.options, argument="options")))

    @property
    def n_values(self) -> int:
        """How many options there are."""
        return len(self.options)

    def at(self, share: float) -> object:
        """The option whose equal part of the way from 0 to 1 holds the share.

        Parameters
        ----------
        share : float
            From 0 to 1.

        Returns
        -------
        object
        """
        return self.options[min(int(share * len(self.options)), len(self.options) - 1)]

    def index_of(self, value: object) -> int:
        """The place of an option in the list.

        Parameters
        ----------
        value : object
            One of the options.

        Returns
        -------
        int
        """
        return next(place for place, option in enumerate(self.options) if _same(option, value))

    def share_of(self, value: object) -> float:
        """The middle of the part of the way that belongs to an option.

        Parameters
        ----------
        value : object
            One of the options.

        Returns
        -------
        float, from 0 to 1
        """
        return (self.index_of(value) + 0.5) / len(self.options)

    def spread(self, n: int) -> list[object]:
        """All options, whatever `n` is: nothing lies between them.

        Parameters
        ----------
        n : int
            Not read.

        Returns
        -------
        list of object
        """
        return list(self.options)

    def around(self, values: Iterable[object]) -> Choice:
        """The options that are among the given values.

        Parameters
        ----------
        values : iterable of object
            At least one.

        Returns
        -------
        Choice
        """
        values = list(values)
        return Choice([one for one in self.options if any(_same(one, value) for value in values)], self.when)


Dimension = Real | Whole | Choice


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _check_ends(dimension: Real | Whole, kind: type, said: str, plain: type) -> None:
    owner = type(dimension).__name__
    for name, value in (("low", dimension.low), ("high", dimension.high)):
        if not isinstance(value, kind) or isinstance(value, bool):
            raise TypeError(f"{name} of {owner} must be {said}, got {value!r}")
        if not math.isfinite(value):
            raise ValueError(f"{name} of {owner} must be finite, got {value!r}")
    if dimension.low > dimension.high:
        raise ValueError(
            f"low of {owner} must not be above high, got low={dimension.low!r} and high={dimension.high!r}"
        )
    if dimension.log and dimension.low <= 0:
        raise ValueError(f"low of {owner} must be above 0 on a log scale, got {dimension.low!r}")
    for name in ("low", "high"):
        object.__setattr__(dimension, name, plain(getattr(dimension, name)))


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
        If it is empty, or a condition names no choice that stands before it or an option which that
        choice has not.

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
            parent in setting and any(_same(option, setting[parent]) for option in options)
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
            raise ValueError(f"budget must allow a grid over the choices of the space, got {most}")
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
        parent: [one for one in options if parent in kept and any(_same(one, other) for other in kept[parent].options)]
        for parent, options in when.items()
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
            if not any(_same(option, one) for one in before[parent].options):
                known = ", ".join(map(repr, before[parent].options))
                raise ValueError(
                    f"when[{parent!r}] of {name!r} must hold options of {parent!r} ({known}), got {option!r}"
                )


def _checked(name: str, dimension: Dimension, value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(dimension, Choice):
        if not any(_same(option, value) for option in dimension.options):
            raise ValueError(f"setting[{name!r}] must be one of {list(dimension.options)}, got {value!r}")
        return value
    number = int(value) if isinstance(dimension, Whole) else float(value)
    if number != value or not dimension.low <= number <= dimension.high:
        raise ValueError(f"setting[{name!r}] must lie from {dimension.low} to {dimension.high}, got {value!r}")
    return number

"""The range and the scale of one hyperparameter, and when it is awake."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from paramlens.checks import candidates, identity

__all__ = ["Choice", "Dimension", "Real", "When", "Whole", "is_same"]

When = Mapping[str, Sequence[object]]
"""For each choice that is named, the options with which a dimension is awake."""


@dataclass(frozen=True)
class _Range:
    """What a range of numbers is, whichever numbers lie in it."""

    low: float
    high: float
    log: bool = False
    when: When | None = None

    _kind: ClassVar[type]
    _plain: ClassVar[type]
    _said: ClassVar[str]
    # How far beyond its ends the share of the way goes that belongs to the last number.
    _margin: ClassVar[float]
    _largest: ClassVar[float]

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for name, value in (("low", self.low), ("high", self.high)):
            if not isinstance(value, self._kind) or isinstance(value, bool):
                raise TypeError(f"{name} of {owner} must be {self._said}, got {value!r}")
            if not _is_finite(value):
                raise ValueError(f"{name} of {owner} must be finite, got {value!r}")
            if abs(value) > self._largest:
                raise ValueError(f"{name} of {owner} must lie from -2**53 to 2**53, got {value!r}")
        if self.low > self.high:
            raise ValueError(f"low of {owner} must not be above high, got low={self.low!r} and high={self.high!r}")
        if not math.isfinite(float(self.high) - float(self.low)):
            raise ValueError(f"high of {owner} must be nearer to low, got low={self.low!r} and high={self.high!r}")
        if not isinstance(self.log, bool):
            raise TypeError(f"log of {owner} must be True or False, got {self.log!r}")
        if self.log and self.low <= 0:
            raise ValueError(f"low of {owner} must be above 0 on a log scale, got {self.low!r}")
        for name in ("low", "high"):
            object.__setattr__(self, name, self._plain(getattr(self, name)))

    def _nearest(self, value: float) -> float:
        """The value of the range that is nearest to a number."""
        raise NotImplementedError

    def _between(self, share: float, margin: float) -> float:
        low, high = self.low - margin, self.high + margin
        if not self.log:
            return low + share * (high - low)
        return float(f"{math.exp(math.log(low) + share * (math.log(high) - math.log(low))):.15g}")

    def at(self, share: float) -> float:
        """The value that lies a share of the way from `low` to `high`.

        Parameters
        ----------
        share : float
            From 0 to 1.

        Returns
        -------
        float, or int of a range of whole numbers
        """
        return self.low if self.low == self.high else self._nearest(self._between(share, self._margin))

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
        low, high = self.low - self._margin, self.high + self._margin
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low)

    def spread(self, n: int) -> list[float]:
        """At most `n` different values at equal distances, both ends among them; the middle if `n` is 1.

        Parameters
        ----------
        n : int
            At least 1.

        Returns
        -------
        list of float, or of int from a range of whole numbers
        """
        if self.low == self.high:
            return [self.low]
        shares = np.linspace(0, 1, n) if n > 1 else [0.5]
        return sorted({self._nearest(self._between(float(share), 0.0)) for share in shares})

    def around(self, values: Iterable[float]) -> Self:
        """The part of the range that holds the given values.

        Parameters
        ----------
        values : iterable of float
            At least one.

        Returns
        -------
        a range of the same kind
        """
        values = list(values)
        return replace(self, low=min(values), high=max(values))


@dataclass(frozen=True)
class Real(_Range):
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
        If an end is no number, or `log` is neither True nor False.
    ValueError
        If an end is not finite, `low` is above `high` or too far below it, or `log` is set and `low` is not
        positive.

    Examples
    --------
    >>> from paramlens.tuning import Real
    >>> Real(1e-3, 1e3, log=True).at(0.5)
    1.0
    """

    _kind, _plain, _said, _margin = numbers.Real, float, "a number", 0.0
    _largest = math.inf

    @property
    def n_values(self) -> float:
        """How many values there are: 1 or infinity."""
        return 1 if self.low == self.high else math.inf

    def _nearest(self, value: float) -> float:
        return min(max(value, self.low), self.high)


@dataclass(frozen=True)
class Whole(_Range):
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
        As for `Real`, and if an end is no whole number, or one that a float cannot hold exactly.

    Examples
    --------
    >>> from paramlens.tuning import Whole
    >>> Whole(1, 64, log=True).spread(4)
    [1, 4, 16, 64]
    """

    # Each whole number owns the half on either side of it, so that the ends get their fair share.
    _kind, _plain, _said, _margin = numbers.Integral, int, "a whole number", 0.5
    # Beyond it a float skips whole numbers.
    _largest = 2**53

    @property
    def n_values(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1

    def _nearest(self, value: float) -> int:
        return min(max(math.floor(value + 0.5), self.low), self.high)


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
        return next(place for place, option in enumerate(self.options) if is_same(option, value))

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
        return Choice([one for one in self.options if any(is_same(one, value) for value in values)], self.when)


Dimension = Real | Whole | Choice
"""What one hyperparameter may be."""


def is_same(one: object, other: object) -> bool:
    """Whether two options are the same one: ``1`` and ``True`` are two, and NaN is one.

    Parameters
    ----------
    one, other : object
        The options.

    Returns
    -------
    bool

    Examples
    --------
    >>> from paramlens.tuning.dimensions import is_same
    >>> is_same(1, 1), is_same(1, True), is_same(1, 1.0)
    (True, False, False)
    """
    one, other = (value.item() if isinstance(value, np.generic) else value for value in (one, other))
    if one is other or type(one) is not type(other):
        return one is other
    try:
        return bool(one == other) or bool(one != one and other != other)
    except ValueError:  # of arrays and frames, which are equal member by member
        return identity(one) == identity(other)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False

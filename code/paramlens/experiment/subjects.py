"""An argument under trial: the values to try, what came of them, and what its name and documentation suggest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from paramlens.declared import Argument
from paramlens.experiment.answers import Distance
from paramlens.experiment.said import declared_seed, documentation
from paramlens.experiment.trials import Setting
from paramlens.roles import Role

__all__ = ["AT_FIRST", "MOST", "Move", "Noise", "Subject", "is_among", "is_number", "typical", "untried_choices", "without"]

AT_FIRST = 4
"""How many values are tried before it is asked whether more are needed."""

MOST = 14
"""How many values are tried at most."""

_IN_A_CONTEXT = 4
_CLEARLY = 3.0
_SPARES_COST = re.compile(
    r"\b(speed|faster|memory|verbos\w*|threads?|parallel\w*|cache\w*|overwrit\w+|progress|silent)\b", re.IGNORECASE
)
_ONLY_TALKS = re.compile(r"\b(verbos\w*|print\w*|progress|threads?|cache\w*)\b", re.IGNORECASE)
_NAMED_FOR_COST = re.compile(
    r"(^|_)(verbos\w*|n_?jobs|n_?threads?|thread_count|check|validate|copy|cache|memory|store|save|write|writing|"
    r"log|logging|print|progress|warn\w*|silent|device|debug|metric_period)(_|$)"
)


@dataclass(frozen=True)
class Noise:
    """How far answers lie apart although nothing was changed that should matter.

    Attributes
    ----------
    refits : Distance
        Of fits with the same arguments, data and seed.
    rounding : Distance
        Of a fit to data that differ in the twelfth digit.
    """

    refits: Distance
    rounding: Distance

    def exceeded_by(self, found: Distance) -> bool:
        """Whether answers lie clearly further apart than those of identical fits.

        Parameters
        ----------
        found : Distance
            Of answers with a change from those without.

        Returns
        -------
        bool
        """
        return (
            found.largest > 0
            and found.effect > _CLEARLY * self.refits.effect
            and found.largest > _CLEARLY * self.refits.largest
        )


@dataclass(frozen=True)
class Move:
    """A change of one argument and what it did.

    Attributes
    ----------
    value : object
        What it was changed to.
    found : Distance
        How far the answers moved.
    context : mapping of str to object
        The other arguments that were at other values.
    elsewhere : str
        The seed or the data, if they were others.
    """

    value: object
    found: Distance
    context: Setting = field(default_factory=dict)
    elsewhere: str = ""


@dataclass
class Subject:
    """An argument under trial.

    Attributes
    ----------
    argument : Argument
        What is tried.
    values : list
        Its other values.
    convention : Role
        What its name suggests.
    accepted : list
        Those of the values that the estimator takes in the setting given.
    refusal, wanted : str
        The first error, and the shape that an error asked for.
    named : dict
        Names that errors gave as legal, in order.
    moves : list of Move
        What moved the answers in the setting given.
    woken : list of Move
        What moved them in the first place elsewhere where anything did.
    contexts : set of str
        Where else it was tried.
    within_tolerance, within_noise : bool
        Whether a move was found that the solver's tolerance, or the noise of refitting, explains.
    """

    argument: Argument
    values: list[object]
    convention: Role
    accepted: list[object] = field(default_factory=list)
    refusal: str = ""
    wanted: str = ""
    named: dict[str, None] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    woken: list[Move] = field(default_factory=list)
    contexts: set[str] = field(default_factory=set)
    within_tolerance: bool = False
    within_noise: bool = False

    @property
    def name(self) -> str:
        """Of the argument."""
        return self.argument.name

    @property
    def is_awake(self) -> bool:
        """Whether it moves the answers in the setting given."""
        return bool(self.moves)

    @property
    def is_seed(self) -> bool:
        """Whether it is declared to be the seed of draws."""
        return declared_seed(self.argument)

    @property
    def refused(self) -> list[object]:
        """Values that cannot be had in the setting given; another setting may allow them."""
        return [one for one in self.values if not is_among(one, self.accepted)]

    @property
    def furthest(self) -> list[object]:
        """Accepted values, the largest and the smallest number first."""
        numbers = sorted((one for one in self.accepted if is_number(one)), key=float)
        ends = [numbers[-1], numbers[0]] if len(numbers) > 1 else numbers
        return ends + [one for one in self.accepted if not is_among(one, ends)]

    @property
    def to_try(self) -> list[object]:
        """The values for another context, accepted ones before refused ones."""
        accepted, refused = self.furthest, self.refused
        room = max(_IN_A_CONTEXT - len(refused), _IN_A_CONTEXT // 2)
        return accepted[:room] + refused[: _IN_A_CONTEXT - min(room, len(accepted))]

    @property
    def may_spare_cost(self) -> bool:
        """Whether its name or its documentation says that it is about cost, not about results."""
        if self.convention is Role.RUN_SETTING:
            return True
        text, last = documentation(self.argument), self.name.rpartition("__")[2]
        if last == "algorithm" and "kd_tree" in text:
            return True
        # Numbers that make a fit faster mostly do so by doing less.
        told = (_ONLY_TALKS if is_number(self.argument.value) else _SPARES_COST).search(text)
        said = told or _NAMED_FOR_COST.search(last)
        return bool(said) and self.convention is Role.HYPERPARAMETER and len(self.accepted) >= len(self.refused)

    @property
    def asleep(self) -> bool:
        """Whether nothing has moved the answers yet."""
        return not self.moves and not self.woken


def typical(moves: Sequence[Move]) -> Move:
    """The move with the median effect: the largest is mostly that of an extreme value.

    Parameters
    ----------
    moves : sequence of Move
        At least one.

    Returns
    -------
    Move
    """
    return sorted(moves, key=lambda move: move.found.effect)[(len(moves) - 1) // 2]


def untried_choices(subject: Subject) -> list[object]:
    """Names still to be tried, which may wake other arguments.

    Parameters
    ----------
    subject : Subject
        The argument that they belong to.

    Returns
    -------
    list of str
    """
    if not subject.is_awake or subject.convention is Role.RUN_SETTING:
        return []
    return [one for one in subject.values[AT_FIRST:] if isinstance(one, str)][:MOST]


def is_number(value: object) -> bool:
    """Whether a value is a single number; truth values are none.

    Parameters
    ----------
    value : object
        Of an argument.

    Returns
    -------
    bool
    """
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def without(values: list[object], value: object) -> list[object]:
    """All but one, which is told by what it is, not by what it equals.

    Parameters
    ----------
    values : list
        Of an argument.
    value : object
        The one to leave out.

    Returns
    -------
    list
    """
    return [one for one in values if one is not value]


def is_among(value: object, values: Sequence[object]) -> bool:
    """Whether a value is one of some, told by what it is, not by what it equals.

    Parameters
    ----------
    value : object
        Of an argument.
    values : sequence
        Where to look.

    Returns
    -------
    bool
    """
    return any(value is one for one in values)

"""What a fitted model holds: see whether other data change it, and change it by hand to see whether it is read."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from sklearn.pipeline import FeatureUnion, Pipeline

from paramlens.conventions import conventional_role
from paramlens.experiment.answers import FORWARD, Answers, Distance, answers_of, distance
from paramlens.experiment.by_hand import changed_by_hand
from paramlens.experiment.guard import attempt
from paramlens.experiment.rows import OTHER_IN_KIND, Rows
from paramlens.experiment.sameness import holds_rows, is_same, mirrors
from paramlens.experiment.subjects import Noise
from paramlens.fitted import Unreadable, everything_of, held_by, is_estimator, parts
from paramlens.roles import Role, Side

__all__ = [
    "Fits",
    "Held",
    "MOMENT",
    "attributes",
    "change_by_hand",
    "find_twins",
    "forward",
    "is_fractional",
    "paths",
    "raised",
    "see_what_moves",
]

NOTHING = object()
MOMENT = 5.0
"""Seconds after which a question that should take none is given up."""

_ENOUGH_CHANGES = 6
_FEWER = "fewer rows"
_RESEEDED = "another seed"
_AGAIN = "the same fit again"
_PASSED_ON = ("classes_", "n_features_in_", "feature_names_in_")


@dataclass(frozen=True)
class Fits:
    """Models of one estimator.

    Attributes
    ----------
    model : fitted estimator
        Fitted to the rows; it is changed and restored.
    again, reseeded : fitted estimator or None
        The same once more, and with another seed.
    others : dict of str to fitted estimator
        Fitted to other data, by what was done to them.
    rows : Rows
        What `model` was fitted to.
    answers : Answers
        Its answers.
    seconds : float
        The limit of asking once.
    seed : int
        Of changes by hand.
    """

    model: object
    again: object
    reseeded: object
    others: Mapping[str, object]
    rows: Rows
    answers: Answers
    seconds: float
    seed: int


@dataclass
class Held:
    """One attribute and what is known of it.

    Attributes
    ----------
    name, full : str
        Its name, and that with the part that holds it.
    owner : estimator
        What holds it.
    value : object
        What the fit wrote.
    stored, public : bool
        Whether the object holds it, or computes it when asked; whether its name is public.
    convention : Role
        What its name suggests.
    depends : str
        The other data that changed it; empty if none did.
    on_size, volatile, drawn, unknown : bool
        Whether only the number of rows changed it; whether identical fits, or other seeds, make another; whether
        values could not be compared.
    tried : str
        What was done to it by hand: ``"changed"``, ``"deleted"`` or nothing.
    change, found, failed : str, Distance or None, str
        The change by hand that moved the answers, and how far; or the error that it led to.
    twin, twin_is_public : str, bool
        Another attribute that it repeats and that a method reads.
    rows_held : str
        ``"rows"`` or ``"targets"`` if it holds those fitted to.
    siblings : dict
        What other fits wrote under the same name.
    """

    name: str
    full: str
    owner: object
    value: object
    stored: bool
    public: bool
    convention: Role
    depends: str = ""
    on_size: bool = False
    volatile: bool = False
    unknown: bool = False
    tried: str = ""
    change: str = ""
    found: Distance | None = None
    failed: str = ""
    twin: str = ""
    twin_is_public: bool = False
    drawn: bool = False
    rows_held: str = ""
    siblings: dict[str, object] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """Whether a method was seen to read it."""
        return self.found is not None or bool(self.failed)


Path = tuple[Callable[[object], object], ...]


def paths(model: object, around: tuple[object, ...] = ()) -> Iterator[tuple[Path, str]]:
    """How to reach the estimator itself and each of its parts, and how their names begin.

    Parameters
    ----------
    model : fitted estimator
        The whole.
    around : tuple of estimator
        What the whole is a part of.

    Yields
    ------
    path : tuple of callable
        The steps from the whole to the part.
    prefix : str
        Of the names of what the part holds.
    """
    yield (), ""
    around = (*around, model)
    for part in parts(model):
        if any(part.estimator is one for one in around):
            continue
        step = _step_to(part.name)
        for inner, prefix in paths(part.estimator, around):
            yield (step, *inner), f"{part.name}__{prefix}"


def _step_to(name: str) -> Callable[[object], object]:
    def step(holder: object) -> object:
        for found in parts(holder):
            if found.name == name:
                return found.estimator
        return None

    return step


def _follow(path: Path, model: object) -> object:
    for step in path:
        model = step(model) if model is not None else None
    return model


def attributes(fits: Fits, path: Path, prefix: str) -> list[Held]:
    """What one part of the model holds: public attributes, properties included, and private ones.

    Parameters
    ----------
    fits : Fits
        The models.
    path : tuple of callable
        The steps from the whole to the part.
    prefix : str
        How the names begin.

    Returns
    -------
    list of Held
    """
    owner = _follow(path, fits.model)
    made: dict[str, object] = attempt(lambda: everything_of(owner), seconds=fits.seconds).value or {}
    everything = held_by(owner)
    arguments = set(owner.get_params(deep=False))
    if isinstance(owner, Pipeline | FeatureUnion):
        made, everything = _passed_on(owner), {}
    private = {
        name: value
        for name, value in everything.items()
        if name not in made and name not in arguments and name.startswith("_") and not name.startswith("__")
    }
    found = []
    for name, value in {**made, **private}.items():
        convention = conventional_role(name, owner, value) if name in made else _role_of_private(name, owner, value)
        found.append(
            Held(name, prefix + name, owner, value, name in everything, name in made, convention)
        )
    for label, other in {_AGAIN: fits.again, _RESEEDED: fits.reseeded, **fits.others}.items():
        counterpart = _follow(path, other) if other is not None else None
        if counterpart is None:
            continue
        values = attempt(lambda counterpart=counterpart: everything_of(counterpart), seconds=fits.seconds).value or {}
        values = {**held_by(counterpart), **values}
        for one in found:
            one.siblings[label] = values.get(one.name, NOTHING)
    return found


def _passed_on(owner: object) -> dict[str, object]:
    """What a pipeline tells of its first and last step as if it were its own."""
    found = {}
    for name in _PASSED_ON:
        read = attempt(lambda name=name: getattr(owner, name), seconds=MOMENT)
        if not read.failed:
            found[name] = read.value
    return found


def _role_of_private(name: str, owner: object, value: object) -> Role:
    """A private name suggests what the public one would."""
    role = conventional_role(name, owner, value)
    return role if role.side is Side.LEARNED else conventional_role(f"{name.strip('_')}_", owner, value)


def see_what_moves(held: Sequence[Held], fits: Fits) -> None:
    """Compare each with what fits to other data wrote, and with the rows.

    Parameters
    ----------
    held : sequence of Held
        What is found out is written on them.
    fits : Fits
        The models.
    """
    for one in held:
        for label, sibling in one.siblings.items():
            if sibling is NOTHING or isinstance(one.value, Unreadable) or isinstance(sibling, Unreadable):
                continue
            same = attempt(lambda one=one, sibling=sibling: is_same(one.value, sibling), seconds=fits.seconds).value
            if label == _AGAIN:
                one.volatile = same is False
            if label == _RESEEDED:
                one.drawn = same is False
            if label in (_AGAIN, _RESEEDED):
                continue
            if label in OTHER_IN_KIND and label != _FEWER:
                continue
            one.unknown |= same is None
            if same is not False:
                continue
            if label == _FEWER and (one.convention is Role.METADATA or not is_fractional(one.value)):
                one.on_size = True
            else:
                one.depends = one.depends or label
        if not isinstance(one.value, Unreadable):
            one.rows_held = attempt(
                lambda one=one: holds_rows(one.value, fits.rows.X, fits.rows.y), seconds=fits.seconds
            ).value or ""


def change_by_hand(one: Held, fits: Fits, noise: Noise) -> None:
    """Put other values in its place, and ask again; where none can stand in, delete it, and ask again.

    Parameters
    ----------
    one : Held
        What is found out is written on it.
    fits : Fits
        The models, of which the first is changed and restored.
    noise : Noise
        How far identical fits lie apart.
    """
    if not one.stored or isinstance(one.value, Unreadable):
        return
    if one.depends or one.rows_held or one.unknown:
        others = [
            sibling
            for label, sibling in one.siblings.items()
            if label not in {_AGAIN, _RESEEDED, *OTHER_IN_KIND} and sibling is not NOTHING
        ]
        for how, changed in itertools.islice(changed_by_hand(one.value, others, seed=fits.seed), _ENOUGH_CHANGES):
            one.tried = "changed"
            found = _asked_with(one, changed, fits)
            if isinstance(found, str):
                one.failed = one.failed or found
            elif noise.exceeded_by(found):
                one.change, one.found = how, found
                return
        if one.failed:
            one.failed = one.failed if _is_missed(one, fits, noise) else ""
            return
    if not one.tried:
        one.tried = "deleted"
        one.failed = "no answer without it" if _is_missed(one, fits, noise) else ""


def _is_missed(one: Held, fits: Fits, noise: Noise) -> bool:
    """Whether the methods fail or answer otherwise without it."""
    found = _asked_with(one, NOTHING, fits)
    return isinstance(found, str) or noise.exceeded_by(found)


def _asked_with(one: Held, changed: object, fits: Fits) -> Distance | str:
    """How far the answers move with another value; a text if a method that answered now raises everywhere."""
    value = NOTHING
    try:
        value = held_by(one.owner)[one.name]
        if changed is NOTHING:
            delattr(one.owner, one.name)
        else:
            _put(one.owner, one.name, copy.deepcopy(changed))
        asked = attempt(lambda: answers_of(fits.model, fits.rows), seconds=fits.seconds, seed=fits.seed)
    except Exception as error:  # a value that cannot be set, deleted or copied
        return f"{type(error).__name__}"
    finally:
        if value is not NOTHING:
            _put(one.owner, one.name, value)
    if asked.failed:
        return asked.error
    if error := raised(fits.answers, asked.value):
        return error
    return distance(forward(fits.answers), forward(asked.value))


def _put(owner: object, name: str, value: object) -> None:
    try:
        setattr(owner, name, value)
    except AttributeError:
        object.__setattr__(owner, name, value)


def forward(answers: Answers) -> Answers:
    """Those of methods that answer for rows; undoing a transformation is no prediction.

    Parameters
    ----------
    answers : Answers
        All.

    Returns
    -------
    Answers
    """
    given = {where: value for where, value in answers.given.items() if where.split("(")[0].split(" ")[0] in FORWARD}
    return Answers(given, frozenset(name for name in answers.offered if name in FORWARD))


def raised(before: Answers, after: Answers) -> str:
    """What a method that answered before says now that it raises.

    Parameters
    ----------
    before, after : Answers
        Of one model; methods that answer for rows are compared.

    Returns
    -------
    str
        The error; empty if every method still answers and is offered.
    """
    before, after = forward(before), forward(after)
    for where, value in after.given.items():
        if isinstance(value, str) and not isinstance(before.given.get(where), str):
            return value
    return "" if before.offered <= after.offered else "AttributeError"


def find_twins(held: Sequence[Held]) -> None:
    """What nothing reads, but is again what a method reads.

    Parameters
    ----------
    held : sequence of Held
        What is found out is written on them.
    """
    read = [one for one in held if one.found is not None or one.failed and one.depends]
    for one in held:
        passes_on = one.public and one.depends and one.convention is not Role.METADATA
        if one.is_read or not passes_on or isinstance(one.value, Unreadable):
            continue
        for other in read:
            if other is not one and _is_twin(one, other):
                one.twin = other.name
                one.twin_is_public = other.public
                break


def _is_twin(one: Held, other: Held) -> bool:
    labels = [label for label in one.siblings if label not in (_AGAIN, _RESEEDED)]
    siblings = [(one.siblings[label], other.siblings.get(label, NOTHING)) for label in labels]
    pairs = [(one.value, other.value)]
    pairs += [(mine, theirs) for mine, theirs in siblings if mine is not NOTHING and theirs is not NOTHING]
    outright = all(attempt(lambda pair=pair: mirrors(*pair), seconds=MOMENT).value for pair in pairs)
    if outright and (np.ndim(one.value) or len(pairs) > 1):
        return True
    if isinstance(other.value, np.ndarray | float | int | str | list | tuple | dict) or is_estimator(one.value):
        return False
    if not isinstance(one.value, np.ndarray) or one.value.size < 2:
        return False
    inside = list(held_by(other.value).items())
    return any(mirrors(one.value, value) for _, value in inside)


def is_fractional(value: object) -> bool:
    """Whether a value holds numbers that do not count anything.

    Parameters
    ----------
    value : object
        A fitted attribute.

    Returns
    -------
    bool
    """
    if isinstance(value, float | np.floating):
        return not float(value).is_integer()
    return (isinstance(value, np.ndarray) or sparse.issparse(value)) and value.dtype.kind == "f" and value.size > 0

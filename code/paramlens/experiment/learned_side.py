"""The roles of fitted attributes: change the data, change the attribute by hand, and compare."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from sklearn.gaussian_process.kernels import Kernel
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import get_tags

from paramlens.conventions import conventional_role
from paramlens.experiment.answers import FORWARD, Answers, Distance, answers_of, distance
from paramlens.experiment.by_hand import changed_by_hand
from paramlens.experiment.guard import attempt
from paramlens.experiment.rows import OTHER_IN_KIND, Rows
from paramlens.experiment.sameness import holds_rows, is_same, mirrors
from paramlens.experiment.subjects import Noise
from paramlens.experiment.verdict import Verdict, in_words, share
from paramlens.fitted import Unreadable, everything_of, held_by, is_estimator, is_fitted, parts
from paramlens.roles import Role, Side

__all__ = ["Fits", "decide_attributes"]

_NOTHING = object()
_ENOUGH_CHANGES = 6
_MOMENT = 5.0
_FEWER = "fewer rows"
_RESEEDED = "another seed"
_AGAIN = "the same fit again"
_TELLS = re.compile(
    r"(^|_)(converge\w*|status|history|monitor|messages?|warnings?|n_iter|iterations?|time|errors?|"
    r"aic|bic|deviance|log_?lik\w*|likelihood|scores?|loss(es)?|costs?|inertia|gap|err)(_|$)"
)
_VIEWS = ("named_estimators_", "named_transformers_")
_PASSED_ON = ("classes_", "n_features_in_", "feature_names_in_")
_TELLING = (Role.DIAGNOSTIC, Role.DERIVED_VIEW)


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
class _Held:
    """One attribute and what is known of it."""

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
        return self.found is not None or bool(self.failed)


def decide_attributes(
    fits: Fits, noise: Noise, *, told: Callable[[int], None] = lambda n: None
) -> list[Verdict]:
    """The role of every fitted attribute, those of parts included, by intervention.

    Parameters
    ----------
    fits : Fits
        The models.
    noise : Noise
        How far identical fits lie apart.
    told : callable
        Called with the number of attributes that have been decided since the last call.

    Returns
    -------
    list of Verdict
        Those of a part after those of the whole; by name.
    """
    verdicts = []
    for path, prefix in _paths(fits.model):
        held = _attributes(fits, path, prefix)
        _see_what_moves(held, fits)
        for one in held:
            _change_by_hand(one, fits, noise)
        _find_twins(held, fits)
        found = [_verdict(one, held, fits) for one in held if one.public or one.is_read or one.rows_held]
        verdicts += sorted(filter(None, found), key=lambda one: one.name.strip("_"))
        told(len(found))
    return verdicts


Path = tuple[Callable[[object], object], ...]


def _paths(model: object, around: tuple[object, ...] = ()) -> Iterator[tuple[Path, str]]:
    """How to reach the estimator itself and each of its parts, and how their names begin."""
    yield (), ""
    around = (*around, model)
    for part in parts(model):
        if any(part.estimator is one for one in around):
            continue
        step = _step_to(part.name)
        for inner, prefix in _paths(part.estimator, around):
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


def _attributes(fits: Fits, path: Path, prefix: str) -> list[_Held]:
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
            _Held(name, prefix + name, owner, value, name in everything, name in made, convention)
        )
    for label, other in {_AGAIN: fits.again, _RESEEDED: fits.reseeded, **fits.others}.items():
        counterpart = _follow(path, other) if other is not None else None
        if counterpart is None:
            continue
        values = attempt(lambda counterpart=counterpart: everything_of(counterpart), seconds=fits.seconds).value or {}
        values = {**held_by(counterpart), **values}
        for one in found:
            one.siblings[label] = values.get(one.name, _NOTHING)
    return found


def _passed_on(owner: object) -> dict[str, object]:
    """What a pipeline tells of its first and last step as if it were its own."""
    found = {}
    for name in _PASSED_ON:
        read = attempt(lambda name=name: getattr(owner, name), seconds=_MOMENT)
        if not read.failed:
            found[name] = read.value
    return found


def _role_of_private(name: str, owner: object, value: object) -> Role:
    """A private name suggests what the public one would."""
    role = conventional_role(name, owner, value)
    return role if role.side is Side.LEARNED else conventional_role(f"{name.strip('_')}_", owner, value)


def _see_what_moves(held: Sequence[_Held], fits: Fits) -> None:
    for one in held:
        for label, sibling in one.siblings.items():
            if sibling is _NOTHING or isinstance(one.value, Unreadable) or isinstance(sibling, Unreadable):
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
            if label == _FEWER and (one.convention is Role.METADATA or not _is_fractional(one.value)):
                one.on_size = True
            else:
                one.depends = one.depends or label
        if not isinstance(one.value, Unreadable):
            one.rows_held = attempt(
                lambda one=one: holds_rows(one.value, fits.rows.X, fits.rows.y), seconds=fits.seconds
            ).value or ""


def _change_by_hand(one: _Held, fits: Fits, noise: Noise) -> None:
    """Put other values in its place, and ask again; the last thing done is to put the value back."""
    if not one.stored or isinstance(one.value, Unreadable) or not (one.depends or one.rows_held or one.unknown):
        if one.stored and not one.public:
            _delete(one, fits, noise)
        return
    others = [
        sibling
        for label, sibling in one.siblings.items()
        if label not in {_AGAIN, _RESEEDED, *OTHER_IN_KIND} and sibling is not _NOTHING
    ]
    for how, changed in list(changed_by_hand(one.value, others, seed=fits.seed))[:_ENOUGH_CHANGES]:
        found = _asked_with(one, changed, fits)
        if isinstance(found, str):
            one.failed = one.failed or found
        elif noise.exceeded_by(found):
            one.change, one.found = how, found
            break
    if one.found is None and one.failed:
        one.failed = one.failed if _raises_without(one, fits) else ""


def _delete(one: _Held, fits: Fits, noise: Noise) -> None:
    """A private value that data do not move is told only where a method cannot do without it."""
    if _raises_without(one, fits):
        one.failed = "no answer without it"


def _raises_without(one: _Held, fits: Fits) -> bool:
    found = _asked_with(one, _NOTHING, fits)
    return isinstance(found, str) or found.effect > 0


def _asked_with(one: _Held, changed: object, fits: Fits) -> Distance | str:
    """How far the answers move with another value; a text if a method that answered now raises everywhere."""
    value = _NOTHING
    try:
        value = held_by(one.owner)[one.name]
        if changed is _NOTHING:
            delattr(one.owner, one.name)
        else:
            _put(one.owner, one.name, copy.deepcopy(changed))
        asked = attempt(lambda: answers_of(fits.model, fits.rows), seconds=fits.seconds, seed=fits.seed)
    except Exception as error:  # a value that cannot be set, deleted or copied
        return f"{type(error).__name__}"
    finally:
        if value is not _NOTHING:
            _put(one.owner, one.name, value)
    if asked.failed:
        return asked.error
    if raised := _raised(fits.answers, asked.value):
        return raised
    return distance(_forward(fits.answers), _forward(asked.value))


def _put(owner: object, name: str, value: object) -> None:
    try:
        setattr(owner, name, value)
    except AttributeError:
        object.__setattr__(owner, name, value)


def _forward(answers: Answers) -> Answers:
    """Those of methods that answer for rows; undoing a transformation is no prediction."""
    given = {where: value for where, value in answers.given.items() if where.split("(")[0].split(" ")[0] in FORWARD}
    return Answers(given, frozenset(name for name in answers.offered if name in FORWARD))


def _raised(before: Answers, after: Answers) -> str:
    before, after = _forward(before), _forward(after)
    for where, value in after.given.items():
        if isinstance(value, str) and not isinstance(before.given.get(where), str):
            return value
    return "" if before.offered <= after.offered else "AttributeError"


def _find_twins(held: Sequence[_Held], fits: Fits) -> None:
    """What nothing reads, but is again what a method reads."""
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


def _is_twin(one: _Held, other: _Held) -> bool:
    labels = [label for label in one.siblings if label not in (_AGAIN, _RESEEDED)]
    siblings = [(one.siblings[label], other.siblings.get(label, _NOTHING)) for label in labels]
    pairs = [(one.value, other.value)]
    pairs += [(mine, theirs) for mine, theirs in siblings if mine is not _NOTHING and theirs is not _NOTHING]
    outright = all(attempt(lambda pair=pair: mirrors(*pair), seconds=_MOMENT).value for pair in pairs)
    if outright and (np.ndim(one.value) or len(pairs) > 1):
        return True
    if isinstance(other.value, np.ndarray | float | int | str | list | tuple | dict) or is_estimator(one.value):
        return False
    if not isinstance(one.value, np.ndarray) or one.value.size < 2:
        return False
    inside = list(held_by(other.value).items())
    return any(mirrors(one.value, value) for _, value in inside)


def _verdict(one: _Held, held: Sequence[_Held], fits: Fits) -> Verdict | None:
    role, evidence = _decided(one, fits)
    if role is None and not one.public:
        return None
    effect = one.found.effect if one.found is not None else (float("nan") if one.failed or not one.stored else 0.0)
    return Verdict(one.full, Side.LEARNED, role, "", effect, evidence, one.convention)


def _decided(one: _Held, fits: Fits) -> tuple[Role | None, str]:
    if isinstance(one.value, Unreadable):
        return None, f"Undecided: reading it raises {one.value.reason.partition(':')[0]}."
    if one.rows_held and not _is_label_list(one, fits):
        what = "Training rows, kept as they are" if one.rows_held == "rows" else "The training targets, kept"
        reads = f"; {one.change}, it moved {one.found.where} by {share(one.found.effect)}" if one.found else ""
        return Role.MEMORISED_DATA, f"{what}{reads}."
    if one.depends and _is_index_of_rows(one, fits):
        return Role.MEMORISED_DATA, "An index of the training rows, in which the methods look up neighbours."
    if _is_label_list(one, fits):
        return Role.METADATA, "The labels found in the data, in order."
    if one.unknown and not one.depends and one.found is not None:
        one.depends = "other data"
    if one.depends:
        return _of_what_moves(one, fits)
    return _of_what_stays(one, fits)


def _is_index_of_rows(one: _Held, fits: Fits) -> bool:
    """A fitted search for neighbours: it keeps the rows and learns nothing from them."""
    value = one.value
    read = one.is_read or not _forward(fits.answers).given
    return read and is_estimator(value) and hasattr(value, "kneighbors") and not hasattr(value, "predict")


def _is_label_list(one: _Held, fits: Fits) -> bool:
    if one.name.strip("_") not in ("classes", "labels") or fits.rows is None:
        return False
    for labels in (fits.rows.y, fits.rows.X):
        if labels is not None and not hasattr(labels, "columns") and not isinstance(labels, list) and np.ndim(labels) == 1:
            known = np.unique(np.asarray(labels))
            if np.shape(one.value) == known.shape and np.array_equal(np.asarray(one.value), known):
                return True
    return False


def _of_what_moves(one: _Held, fits: Fits) -> tuple[Role | None, str]:
    moved = f"{one.depends[0].upper()}{one.depends[1:]} changed it"
    if one.volatile and not one.is_read:
        return Role.DIAGNOSTIC, "It differs between identical fits, and nothing reads it."
    selected = _selected(one)
    if one.found is not None:
        reading = f"{one.change} by hand, it moved {one.found.where} by {share(one.found.effect)}"
        if selected:
            return Role.SELECTED_HYPERPARAMETER, f"{moved}; {selected}; {reading}."
        return Role.PARAMETER, f"{moved}; {reading}."
    if one.failed:
        if selected:
            return Role.SELECTED_HYPERPARAMETER, f"{moved}; {selected}."
        return Role.PARAMETER, f"{moved}; with another value or none the methods fail ({one.failed})."
    if selected:
        return Role.SELECTED_HYPERPARAMETER, f"{moved}; {selected}; changed by hand it moves nothing any more."
    if one.twin and one.twin_is_public and not one.stored:
        return Role.DERIVED_VIEW, f"{moved}; it is {one.twin} again, made when asked for."
    if one.twin:
        return Role.PARAMETER, f"{moved}; it is {one.twin} again, which the methods read."
    return _unread(one, moved, fits)


def _selected(one: _Held) -> str:
    """Why a value that the data moved counts as a choice of hyperparameter; empty if it does not."""
    arguments = one.owner.get_params(deep=False)
    stem = one.name.strip("_")
    if one.convention in _TELLING:
        return ""
    if stem == "best_params":
        return "it is the setting that the search chose"
    plain = isinstance(one.value, str | float | int | np.number | Kernel) and not isinstance(one.value, bool)
    if not plain:
        return ""
    for name in (stem, f"{stem}s", f"{stem}_init"):
        if name in arguments:
            given = arguments[name]
            if np.ndim(given) == 0 and not callable(given) and is_same(given, one.value):
                return ""
            return f"it stands where the argument {name}={in_words(given)} left a choice"
    if one.convention is Role.SELECTED_HYPERPARAMETER:
        return "it is named as hyperparameters are"
    return ""


def _unread(one: _Held, moved: str, fits: Fits) -> tuple[Role | None, str]:
    if not _forward(fits.answers).given:
        if one.convention is Role.PARAMETER and (_is_clusterer(fits.model) or hasattr(fits.model, "fit_resample")):
            return Role.DERIVED_VIEW, f"{moved}; it tells of the training rows, and no method predicts from it."
        if one.convention is Role.PARAMETER and hasattr(fits.model, "fit_resample") and not is_estimator(one.value):
            return Role.DERIVED_VIEW, f"{moved}; it tells how the training rows were drawn, and no method predicts from it."
        return one.convention, f"{moved}; no method predicts from it, so its name decides."
    if one.convention is Role.SELECTED_HYPERPARAMETER:
        return one.convention, f"{moved}; no method reads it, and it is named as hyperparameters are."
    if one.convention in (*_TELLING, Role.METADATA) and one.convention is not Role.METADATA:
        return one.convention, f"{moved}; no method reads it."
    if _sounds_like_a_diagnostic(one):
        return Role.DIAGNOSTIC, f"{moved}; changed by hand it moves nothing, and by its name it tells of the fit."
    if not one.stored:
        return Role.DERIVED_VIEW, f"{moved}; it is computed when asked for."
    return Role.DERIVED_VIEW, f"{moved}; changed by hand it moves nothing."


def _is_clusterer(model: object) -> bool:
    tagged = attempt(lambda: get_tags(model).estimator_type == "clusterer", seconds=_MOMENT).value is True
    return tagged or (hasattr(model, "labels_") and hasattr(model, "fit_predict"))


def _of_what_stays(one: _Held, fits: Fits) -> tuple[Role | None, str]:
    arguments = one.owner.get_params(deep=False)
    stem = one.name.strip("_")
    if one.unknown and not one.on_size:
        return None, "Undecided: whether other data change it cannot be seen from its value."
    chosen = _chosen_among(one, arguments)
    if chosen:
        return Role.SELECTED_HYPERPARAMETER, f"{chosen}; here other data led to the same choice."
    if one.on_size:
        if one.convention is Role.DIAGNOSTIC:
            return one.convention, "Only fewer rows changed it; it tells of the fit."
        return Role.METADATA, "Only the number of rows changed it."
    if one.convention is Role.PARAMETER and _is_empty(one.value):
        return None, "Undecided: it is empty in this setting."
    if stem in arguments and isinstance(one.value, float | np.floating):
        return Role.METADATA, f"It stands where the argument {stem} left a choice, and only the shape decides."
    echoed = next((name for name in (stem, f"{stem}s") if name in arguments and _echoes(arguments[name], one)), "")
    if echoed:
        return Role.METADATA, f"It repeats the argument {echoed}, whatever the data."
    if one.convention is Role.DIAGNOSTIC:
        return one.convention, "It tells of the fit; these data did not change it."
    if _sounds_like_a_diagnostic(one):
        return Role.DIAGNOSTIC, "It tells of the fit, by its name; these data did not change it."
    if one.convention is Role.METADATA:
        return one.convention, "Other data of the same shape did not change it."
    if one.convention is Role.DERIVED_VIEW and (np.ndim(one.value) or one.name in _VIEWS):
        return one.convention, "Computed from the fit; these data did not change it."
    if one.drawn:
        return None, "Undecided: the seed drew it, and other data did not change it."
    if _is_fractional(one.value) or is_estimator(one.value) and is_fitted(one.value):
        return None, "Undecided: other data did not change it, yet it holds numbers that no argument gives."
    return Role.METADATA, "Other data of the same shape did not change it."


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, np.ndarray | list | dict) and len(value) == 0)


def _echoes(given: object, one: _Held) -> bool:
    same = attempt(lambda: is_same(given, one.value), seconds=_MOMENT).value
    if isinstance(given, float) and isinstance(one.value, float | np.floating):
        same = bool(np.isclose(given, one.value, rtol=1e-6, atol=0))
    return same is True or (is_estimator(one.value) and not is_fitted(one.value))


def _chosen_among(one: _Held, arguments: Mapping[str, object]) -> str:
    stem = one.name.strip("_")
    if stem == "best_params":
        return "The setting that the search chose"
    plural = arguments.get(f"{stem}s", arguments.get(stem))
    if one.convention is not Role.SELECTED_HYPERPARAMETER:
        return ""
    if isinstance(plural, str) and not isinstance(one.value, str):
        return f"Chosen by the fit where the argument said {plural!r}"
    if isinstance(plural, list | tuple | np.ndarray) and np.ndim(plural) == 1 and len(plural) > 1:
        return "One of the candidates that an argument listed"
    return ""


def _sounds_like_a_diagnostic(one: _Held) -> bool:
    """For names that no convention knows."""
    return one.convention in (Role.PARAMETER, Role.DERIVED_VIEW) and _TELLS.search(one.name) is not None


def _is_fractional(value: object) -> bool:
    """Whether a value holds numbers that do not count anything."""
    if isinstance(value, float | np.floating):
        return not float(value).is_integer()
    return (isinstance(value, np.ndarray) or sparse.issparse(value)) and value.dtype.kind == "f" and value.size > 0

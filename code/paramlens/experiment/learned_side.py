"""The roles of fitted attributes, from what other data and changes by hand did to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np
from sklearn.gaussian_process.kernels import Kernel
from sklearn.utils import get_tags

from paramlens.experiment.guard import attempt
from paramlens.experiment.held import (
    MOMENT,
    Fits,
    Held,
    attributes,
    change_by_hand,
    find_twins,
    forward,
    is_fractional,
    paths,
    see_what_moves,
)
from paramlens.experiment.sameness import is_same
from paramlens.experiment.subjects import Noise
from paramlens.experiment.verdict import Verdict, in_words, share
from paramlens.fitted import Unreadable, is_estimator, is_fitted
from paramlens.roles import Role, Side

__all__ = ["decide_attributes"]

_TELLS = re.compile(
    r"(^|_)(converge\w*|status|history|monitor|messages?|warnings?|n_iter|iterations?|time|errors?|"
    r"aic|bic|deviance|log_?lik\w*|likelihood|scores?|loss(es)?|costs?|inertia|gap|err)(_|$)"
)
_VIEWS = ("named_estimators_", "named_transformers_")
_TELLING = (Role.DIAGNOSTIC, Role.DERIVED_VIEW)


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
    for path, prefix in paths(fits.model):
        held = attributes(fits, path, prefix)
        see_what_moves(held, fits)
        for one in held:
            change_by_hand(one, fits, noise)
        find_twins(held)
        found = [_verdict(one, fits) for one in held if one.public or one.is_read or one.rows_held]
        verdicts += sorted(filter(None, found), key=lambda one: one.name.strip("_"))
        told(len(found))
    return verdicts


def _verdict(one: Held, fits: Fits) -> Verdict | None:
    role, evidence = _decided(one, fits)
    if role is None and not one.public:
        return None
    effect = one.found.effect if one.found is not None else (float("nan") if one.failed or not one.stored else 0.0)
    return Verdict(one.full, Side.LEARNED, role, "", effect, evidence, one.convention)


def _decided(one: Held, fits: Fits) -> tuple[Role | None, str]:
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


def _is_index_of_rows(one: Held, fits: Fits) -> bool:
    """A fitted search for neighbours: it keeps the rows and learns nothing from them."""
    value = one.value
    read = one.is_read or not forward(fits.answers).given
    return read and is_estimator(value) and hasattr(value, "kneighbors") and not hasattr(value, "predict")


def _is_label_list(one: Held, fits: Fits) -> bool:
    if one.name.strip("_") not in ("classes", "labels") or fits.rows is None:
        return False
    for labels in (fits.rows.y, fits.rows.X):
        if labels is not None and not hasattr(labels, "columns") and not isinstance(labels, list) and np.ndim(labels) == 1:
            known = np.unique(np.asarray(labels))
            if np.shape(one.value) == known.shape and np.array_equal(np.asarray(one.value), known):
                return True
    return False


def _of_what_moves(one: Held, fits: Fits) -> tuple[Role | None, str]:
    moved = f"{one.depends[0].upper()}{one.depends[1:]} changed it"
    if one.volatile and not one.is_read:
        return Role.DIAGNOSTIC, f"It differs between identical fits; {_not_read(one)}."
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
        return Role.SELECTED_HYPERPARAMETER, f"{moved}; {selected}; {_not_read(one)}."
    if one.twin and one.twin_is_public and not one.stored:
        return Role.DERIVED_VIEW, f"{moved}; it is {one.twin} again, made when asked for."
    if one.twin:
        return Role.PARAMETER, f"{moved}; it is {one.twin} again, which the methods read."
    return _unread(one, moved, fits)


def _selected(one: Held) -> str:
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


def _unread(one: Held, moved: str, fits: Fits) -> tuple[Role | None, str]:
    if not forward(fits.answers).given:
        if one.convention is Role.PARAMETER and (_is_clusterer(fits.model) or hasattr(fits.model, "fit_resample")):
            return Role.DERIVED_VIEW, f"{moved}; it tells of the training rows, and no method predicts from it."
        return one.convention, f"{moved}; no method predicts from it, so its name decides."
    if one.convention in (*_TELLING, Role.SELECTED_HYPERPARAMETER):
        return one.convention, f"{moved}; {_not_read(one)}."
    if _sounds_like_a_diagnostic(one):
        return Role.DIAGNOSTIC, f"{moved}; {_not_read(one)}, and by its name it tells of the fit."
    return Role.DERIVED_VIEW, f"{moved}; {_not_read(one)}."


def _not_read(one: Held) -> str:
    """How it was seen that no method reads it."""
    if not one.stored:
        return "it is computed when asked for"
    return "deleted, it is not missed" if one.tried == "deleted" else "changed by hand, it moves nothing"


def _is_clusterer(model: object) -> bool:
    tagged = attempt(lambda: get_tags(model).estimator_type == "clusterer", seconds=MOMENT).value is True
    return tagged or (hasattr(model, "labels_") and hasattr(model, "fit_predict"))


def _of_what_stays(one: Held, fits: Fits) -> tuple[Role | None, str]:
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
    if is_fractional(one.value) or is_estimator(one.value) and is_fitted(one.value):
        return None, "Undecided: other data did not change it, yet it holds numbers that no argument gives."
    return Role.METADATA, "Other data of the same shape did not change it."


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, np.ndarray | list | dict) and len(value) == 0)


def _echoes(given: object, one: Held) -> bool:
    same = attempt(lambda: is_same(given, one.value), seconds=MOMENT).value
    if isinstance(given, float) and isinstance(one.value, float | np.floating):
        same = bool(np.isclose(given, one.value, rtol=1e-6, atol=0))
    return same is True or (is_estimator(one.value) and not is_fitted(one.value))


def _chosen_among(one: Held, arguments: Mapping[str, object]) -> str:
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


def _sounds_like_a_diagnostic(one: Held) -> bool:
    """For names that no convention knows."""
    return one.convention in (Role.PARAMETER, Role.DERIVED_VIEW) and _TELLS.search(one.name) is not None

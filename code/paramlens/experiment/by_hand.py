"""Change a fitted value by hand: other numbers of the same kind, or the value that other data gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy import sparse

from paramlens.experiment.sameness import is_same, shape_of

__all__ = ["changed_by_hand"]


def changed_by_hand(value: object, others: Iterable[object], *, seed: int) -> Iterator[tuple[str, object]]:
    """Other values that may stand in the place of a fitted one without breaking what reads it.

    Parameters
    ----------
    value : object
        What the fit made; it is not changed.
    others : iterable
        What fits to other data made under the same name.
    seed : int
        Of the draws.

    Yields
    ------
    how : str
        What was done, for a sentence: ``"disturbed"``, ``"set to zero"``, ``"shuffled"``, ``"replaced by that of
        other data"``.
    changed : object
        The other value.
    """
    rng = np.random.default_rng(seed)
    yield from _numbers_changed(value, rng)
    for other in others:
        if _may_stand_in(value, other):
            yield "replaced by that of other data", other


def _numbers_changed(value: object, rng: np.random.Generator) -> Iterator[tuple[str, object]]:
    if isinstance(value, bool | np.bool_):
        yield "negated", type(value)(not value)
    elif isinstance(value, float | np.floating):
        yield "disturbed", type(value)(value * 1.3 + (0.1 if value == 0 else 0.0))
        yield "set to another", type(value)(value * 0.5)
    elif isinstance(value, np.ndarray):
        yield from _arrays_changed(value, rng)
    elif sparse.issparse(value) and value.nnz:
        for how, data in _arrays_changed(value.tocsr().data, rng):
            changed = value.tocsr().copy()
            changed.data = data
            yield how, changed.asformat(value.format)
    elif isinstance(value, Mapping) and type(value) is dict and len(value) > 1:
        yield "shuffled", dict(zip(value, [*list(value.values())[1:], list(value.values())[0]], strict=True))
        yield from _members_changed(value, rng)
    elif type(value) in (list, tuple) and value:
        yield from _members_changed(value, rng)
        if len(value) > 1:
            yield "shuffled", type(value)([*value[1:], value[0]])


def _members_changed(value: object, rng: np.random.Generator) -> Iterator[tuple[str, object]]:
    """All members that hold numbers changed in the same way."""
    members = list(value.values()) if isinstance(value, dict) else list(value)
    by_member = [dict(_numbers_changed(one, rng)) for one in members if isinstance(one, np.ndarray | float)]
    if not by_member:
        return
    for how in by_member[0]:
        changed = [dict(_numbers_changed(one, rng)).get(how, one) for one in members]
        yield how, dict(zip(value, changed, strict=True)) if isinstance(value, dict) else type(value)(changed)


def _arrays_changed(value: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
    if value.size == 0:
        return
    if value.dtype.kind == "f":
        known = value[np.isfinite(value)]
        spread = float(np.std(known)) if known.size else 1.0
        scale = spread or (float(np.max(np.abs(known), initial=0.0)) or 1.0)
        noise = rng.uniform(0.1, 0.5, value.shape) * rng.choice([-1, 1], value.shape)
        yield "disturbed", (value * (1 + 0.3 * rng.uniform(size=value.shape)) + scale * noise).astype(value.dtype)
        # Gentler, for what has to stay sorted or positive.
        yield "stretched", (value * 1.3 + (0.1 * scale if not np.any(value) else 0.0)).astype(value.dtype)
        yield "set to zero", np.zeros_like(value)
    elif value.dtype.kind == "b":
        yield "negated", ~value
    elif value.dtype.kind in "iuUSO" and value.ndim and len(value) > 1:
        # Whole numbers may point into other arrays; in another order they still point inside.
        yield "shuffled", np.roll(value, 1, axis=0)
        yield "reversed", value[::-1].copy()
    if value.dtype == object and value.size and all(isinstance(one, np.ndarray) for one in value.ravel()):
        changed = np.empty_like(value)
        for place, one in np.ndenumerate(value):
            changed[place] = next((new for _, new in _arrays_changed(one, rng)), one)
        yield "disturbed", changed


def _may_stand_in(value: object, other: object) -> bool:
    if type(value) is not type(other) or is_same(value, other) is True:
        return False
    if isinstance(value, np.ndarray) or sparse.issparse(value):
        # Compiled code trusts the shapes that belong together, and whole numbers that index.
        return shape_of(value) == shape_of(other) and getattr(value, "dtype", None) is not None and (
            value.dtype.kind not in "iu"
        )
    return not isinstance(value, int) or isinstance(value, bool)

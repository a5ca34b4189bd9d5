"""Models of Keras: every layer, every weight and what the optimizer keeps, each in its role.

It is imported when somebody hands in a model of Keras, and not before.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from paramlens.declared import NO_DEFAULT, signature_of
from paramlens.keras_names import composites, free_name, name_of_state, named_layers, weights_by_name
from paramlens.roles import Role
from paramlens.rows import Row

if TYPE_CHECKING:
    import keras

__all__ = ["keras_rows"]

_RUN_SETTINGS = set(
    """
    auto_scale_loss data_format dtype gradient_accumulation_steps implementation jit_compile metrics ragged
    run_eagerly sparse steps_per_execution synchronized unroll weighted_metrics
    """.split()
)
# Asleep until the argument beside it is true.
_CONDITIONAL = {"ema_momentum": "use_ema", "ema_overwrite_frequency": "use_ema", "renorm_momentum": "renorm"}
_METADATA = {"batch_shape", "input_dtype"}
_LAMBDA = "__lambda__"
_NAMES = {"name", "dtype", "layers", "input_layers", "output_layers", "build_input_shape"}


def keras_rows(model: keras.Model) -> Iterator[Row]:
    """The rows of an anatomy: what was set on a model, then what it learned and what its optimizer keeps.

    Layers that were given no name are counted anew in each model, as in a session that made no other. An option
    that is None, and is so by default, is not listed. Weights are listed as soon as they are drawn, before any fit.
    What is handed to ``fit``, such as epochs and the size of a batch, leaves no trace on a model.

    Parameters
    ----------
    model : keras.Model
        Compiled or not, built or not; it is not changed.

    Yields
    ------
    Row

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_models import keras_rows
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> [(row.name, row.n_learned) for row in keras_rows(model) if row.n_learned]
    [('dense/kernel', 12), ('dense/bias', 3)]
    """
    weights = weights_by_name(model)
    taken = set(weights)
    for row in _rows_of_settings(model):
        yield replace(row, name=free_name(row.name, taken))
    for name, (layer, variable) in weights.items():
        yield _row(name, Role.PARAMETER, variable, _how_learned(layer, variable))
    optimizer = getattr(model, "optimizer", None)
    for variable in getattr(optimizer, "variables", []):
        name = _last(variable)
        if name != "learning_rate":
            of_weight = free_name(f"optimizer/{name_of_state(name, weights)}", taken)
            yield _row(of_weight, Role.DIAGNOSTIC, variable, "its state")
    for name, values in getattr(getattr(model, "history", None), "history", {}).items():
        yield Row(f"history/{name}", Role.DIAGNOSTIC, f"{len(values)} epochs", type="list of float")


def _rows_of_settings(model: keras.Model) -> Iterator[Row]:
    layers = [(f"{name}/", layer) for name, layer in named_layers(model)]
    own = [(prefix, layer) for prefix, layer in composites(model) if not _is_of_keras(layer)]
    for prefix, layer in [*own, *layers]:
        yield from _rows_of_config(prefix, layer, _config(layer))
    seen = [variable for metric in model.metrics for variable in metric.variables]
    for prefix, layer in [*layers, *own]:
        for variable in _unseen(layer.variables, [*layer.weights, *seen]):
            seen.append(variable)
            yield _row(prefix + _last(variable), Role.SOURCE_OF_RANDOMNESS, variable, "its state")
    yield Row("dtype", Role.RUN_SETTING, model.dtype_policy.name)
    yield from _rows_of_config("", model, _compiled(model), defaults=signature_of(type(model).compile))


def _is_of_keras(layer: keras.Layer) -> bool:
    return type(layer).__module__.partition(".")[0] == "keras"


def _unseen(variables: list[keras.Variable], known: list[keras.Variable]) -> list[keras.Variable]:
    seen = set(map(id, known))
    return [variable for variable in variables if id(variable) not in seen]


def _last(variable: keras.Variable) -> str:
    return variable.path.partition("/")[2] or variable.name


def _how_learned(layer: keras.Layer, variable: keras.Variable) -> str:
    if variable.trainable:
        return "trainable"
    # A weight that a gradient once moved, or that was rounded to small whole numbers, follows the data no more.
    was_trained = any(one is variable for one in layer._trainable_variables) or "int8" in str(variable.dtype)
    return "frozen" if was_trained or not layer.trainable else "learned without a gradient"


def _row(name: str, role: Role, variable: keras.Variable, value: str) -> Row:
    shape = tuple(map(int, variable.shape))
    return Row(name, role, value, type=str(variable.dtype), shape=shape, n_numbers=int(np.prod(shape)))


def _config(thing: object) -> Mapping[str, object]:
    try:
        with _lambdas_unmentioned():
            return thing.get_config()
    except (NotImplementedError, OSError, TypeError, ValueError):
        # A class of somebody's own that does not tell what it was given, or a part that Keras cannot write down.
        held = vars(thing)
        names = [name for name in signature_of(type(thing)) if name in held or f"_{name}" in held]
        return {name: held.get(f"_{name}", held.get(name)) for name in names}


def _compiled(model: keras.Model) -> Mapping[str, object]:
    try:
        with _lambdas_unmentioned():
            return model.get_compile_config() or {}
    except (NotImplementedError, OSError, TypeError, ValueError):  # as above
        return {"optimizer": model.optimizer, "loss": model.loss}


@contextmanager
def _lambdas_unmentioned() -> Iterator[None]:
    with warnings.catch_warnings():
        # That a lambda cannot be loaded again is no concern of who reads.
        warnings.filterwarnings("ignore", message="The object being serialized includes a `lambda`")
        yield


def _written(told: object) -> object:
    """A part in the form in which Keras writes one down."""
    if isinstance(told, Mapping) and set(told) == {"value"}:  # its code
        return {"class_name": _LAMBDA, "config": {}}
    if hasattr(told, "get_config") and not isinstance(told, type):
        return {"class_name": type(told).__name__, "config": _config(told)}
    if callable(told):
        return {"class_name": getattr(told, "__name__", type(told).__name__).strip("<>"), "config": {}}
    return told


def _rows_of_config(
    prefix: str, owner: object, config: Mapping[str, object], defaults: Mapping[str, object] | None = None
) -> Iterator[Row]:
    defaults = {"trainable": True} | signature_of(type(owner)) if defaults is None else defaults
    for name, told in config.items():
        told, default = _written(told), defaults.get(name, NO_DEFAULT)
        if name in _NAMES or (told is None and (default is None or default is NO_DEFAULT)):
            continue
        handed_in = isinstance(told, Mapping) and "class_name" in told
        value, default = _plain(told), "linear" if _plain(told) == "linear" and default is None else _plain(default)
        changed = default != NO_DEFAULT and value != default
        yield Row(prefix + name, _role(name, handed_in, config), value, default, changed)
        inner = told.get("config") if handed_in and told["class_name"] != _LAMBDA else None
        if isinstance(inner, Mapping):
            held = getattr(owner, name, None)
            of_held = signature_of(type(held)) if type(held).__module__.startswith("keras") else {}
            yield from _rows_of_config(f"{prefix}{name}/", held, inner, defaults=of_held)


def _role(name: str, handed_in: bool, config: Mapping[str, object]) -> Role:
    if name in _METADATA:
        return Role.METADATA
    if name in _RUN_SETTINGS:
        return Role.RUN_SETTING
    if name == "seed":
        return Role.SOURCE_OF_RANDOMNESS
    if name in _CONDITIONAL and not config.get(_CONDITIONAL[name]):
        return Role.CONDITIONAL_HYPERPARAMETER
    return Role.COMPONENT if handed_in else Role.HYPERPARAMETER


def _plain(told: object) -> object:
    if isinstance(told, Mapping) and "class_name" in told:
        named = told["config"] if isinstance(told["config"], str) else told["class_name"].strip("_")
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", named).lower()
    if isinstance(told, float):
        return float(f"{told:.7g}")  # a learning rate is kept in single precision
    if told is None or isinstance(told, bool | int | str):
        return told
    return re.sub(r" at 0x[0-9a-fA-F]+", "", str(told))

"""Models of Keras: every layer, every weight and what the optimizer keeps, each in its role.

It is imported when somebody hands in a model of Keras, and not before.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from paramlens.declared import NO_DEFAULT, signature_of
from paramlens.roles import Role
from paramlens.rows import Row

if TYPE_CHECKING:
    import keras

__all__ = ["keras_rows", "named_weights"]

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
    layers = list(_named_layers(model))
    for name, layer in layers:
        yield from _rows_of_config(f"{name}/", layer, _config(layer))
    for name, layer in layers:
        for variable in _unseen(layer.variables, layer.weights):
            yield _row(f"{name}/{_last(variable)}", Role.SOURCE_OF_RANDOMNESS, variable, "its state")
    yield Row("dtype", Role.RUN_SETTING, model.dtype_policy.name)
    with warnings.catch_warnings():
        # That a lambda cannot be loaded again is no concern of who reads.
        warnings.filterwarnings("ignore", message="The object being serialized includes a `lambda`")
        compiled = model.get_compile_config() or {}
    yield from _rows_of_config("", model, compiled, defaults=signature_of(type(model).compile))
    for name, (layer, variable) in _weights(model).items():
        yield _row(name, Role.PARAMETER, variable, _how_learned(layer, variable))
    optimizer = getattr(model, "optimizer", None)
    for variable in getattr(optimizer, "variables", []):
        name = _last(variable)
        if name != "learning_rate":
            yield _row(f"optimizer/{_of_weight(name, model)}", Role.DIAGNOSTIC, variable, "its state")
    for name, values in getattr(getattr(model, "history", None), "history", {}).items():
        yield Row(f"history/{name}", Role.DIAGNOSTIC, f"{len(values)} epochs", type="list of float")


def named_weights(model: keras.Model) -> dict[str, np.ndarray]:
    """The weights of a model as arrays, in its own order, by the names that `keras_rows` gives them.

    Parameters
    ----------
    model : keras.Model
        Built.

    Returns
    -------
    dict of str to ndarray

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_models import named_weights
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="out")])
    >>> {name: weights.shape for name, weights in named_weights(model).items()}
    {'out/kernel': (4, 3), 'out/bias': (3,)}
    """
    return dict(zip(_weights(model), model.get_weights(), strict=True))


def _weights(model: keras.Model) -> dict[str, tuple[keras.Layer, keras.Variable]]:
    named = {}
    for name, layer in _named_layers(model):
        anew = _names_within(layer)
        for variable in layer.weights:
            _, found, tail = f"/{variable.path}".rpartition(f"/{layer.name}/")
            tail = "/".join(anew.get(part, part) for part in tail.split("/"))
            named.setdefault(id(variable), (f"{name}/{tail if found else variable.name}", layer, variable))
    # Those that a layer made of layers holds itself.
    for variable in model.weights:
        named.setdefault(id(variable), (variable.path, model, variable))
    # Two parts of a layer can have the same name, and so can a layer that was given one and another that was not.
    weights: dict[str, tuple[keras.Layer, keras.Variable]] = {}
    for variable in model.weights:
        name, *held = named[id(variable)]
        again = next(number for number in itertools.count() if (f"{name}_{number}" if number else name) not in weights)
        weights[f"{name}_{again}" if again else name] = tuple(held)
    return weights


def _names_within(layer: keras.Layer) -> dict[str, str]:
    """The layers inside a layer, those that were given no name counted anew."""
    seen: Counter[str] = Counter()
    anew: dict[str, str] = {}
    for one in layer._flatten_layers(include_self=False):
        if one.name not in anew:  # the two directions of a recurrent layer have cells of one name
            anew[one.name] = _anew(one, seen)
    return anew


def _anew(layer: keras.Layer, seen: Counter[str]) -> str:
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
    if not re.fullmatch(rf"{re.escape(kind)}(_\d+)?", layer.name):
        return layer.name
    seen[kind] += 1
    return f"{kind}_{seen[kind] - 1}" if seen[kind] > 1 else kind


def _named_layers(model: keras.Model, prefix: str = "") -> Iterator[tuple[str, keras.Layer]]:
    """The layers that are made of no other layers."""
    seen: Counter[str] = Counter()
    for layer in model.layers:
        name = _anew(layer, seen)
        if getattr(layer, "layers", None):
            yield from _named_layers(layer, f"{prefix}{name}/")
        else:
            yield prefix + name, layer


def _unseen(variables: list[keras.Variable], known: list[keras.Variable]) -> list[keras.Variable]:
    seen = set(map(id, known))
    return [variable for variable in variables if id(variable) not in seen]


def _last(variable: keras.Variable) -> str:
    return variable.path.partition("/")[2] or variable.name


def _of_weight(name: str, model: keras.Model) -> str:
    """What an optimizer keeps for a weight, such as "sequential_3_dense_7_kernel_momentum", by the weight's name."""
    for weight, (_, variable) in _weights(model).items():
        path = variable.path.replace("/", "_")
        if name.startswith(f"{path}_"):
            return f"{weight}/{name.removeprefix(f'{path}_')}"
    return name


def _how_learned(layer: keras.Layer, variable: keras.Variable) -> str:
    if variable.trainable:
        return "trainable"
    return "learned without a gradient" if layer.trainable else "frozen"


def _row(name: str, role: Role, variable: keras.Variable, value: str) -> Row:
    shape = tuple(map(int, variable.shape))
    return Row(name, role, value, type=str(variable.dtype), shape=shape, n_numbers=int(np.prod(shape)))


def _config(thing: object) -> Mapping[str, object]:
    try:
        return thing.get_config()
    except NotImplementedError:  # a class of somebody's own that does not tell what it was given
        return {}


def _rows_of_config(
    prefix: str, owner: object, config: Mapping[str, object], defaults: Mapping[str, object] | None = None
) -> Iterator[Row]:
    defaults = {"trainable": True} | signature_of(type(owner)) if defaults is None else defaults
    for name, told in config.items():
        default = defaults.get(name, NO_DEFAULT)
        if name in _NAMES or (told is None and default in (None, NO_DEFAULT)):
            continue
        handed_in = isinstance(told, Mapping) and "class_name" in told
        value, default = _plain(told), "linear" if told == "linear" and default is None else _plain(default)
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
    return told if told is None or isinstance(told, bool | int | str) else str(told)

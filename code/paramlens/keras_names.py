"""Names for what a model of Keras is made of: the same in every session, whatever else was made before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

__all__ = ["composites", "free_name", "name_of_state", "named_layers", "named_weights", "weights_by_name"]


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
    >>> from paramlens.keras_names import named_weights
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="out")])
    >>> {name: weights.shape for name, weights in named_weights(model).items()}
    {'out/kernel': (4, 3), 'out/bias': (3,)}
    """
    return dict(zip(weights_by_name(model), model.get_weights(), strict=True))


def weights_by_name(model: keras.Model) -> dict[str, tuple[keras.Layer, keras.Variable]]:
    """Every weight of a model, in its own order, with the layer that holds it.

    Parameters
    ----------
    model : keras.Model
        Built or not; what is not built has none.

    Returns
    -------
    dict of str to tuple of (keras.Layer, keras.Variable)

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_names import weights_by_name
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="out")])
    >>> [layer.name for layer, _ in weights_by_name(model).values()]
    ['out', 'out']
    """
    named = {}
    for name, layer in named_layers(model):
        anew = _names_within(layer)
        for variable in layer.weights:
            _, found, tail = f"/{variable.path}".rpartition(f"/{layer.name}/")
            tail = "/".join(anew.get(part, part) for part in tail.split("/"))
            named.setdefault(id(variable), (f"{name}/{tail if found else variable.name}", layer, variable))
    # Those that a layer made of layers holds itself.
    for prefix, layer in composites(model):
        for variable in layer.weights:
            named.setdefault(id(variable), (prefix + variable.path.rpartition(f"{layer.name}/")[2], layer, variable))
    # Two parts of a layer can have the same name, and so can a layer that was given one and another that was not.
    weights: dict[str, tuple[keras.Layer, keras.Variable]] = {}
    taken: set[str] = set()
    for variable in model.weights:
        name, *held = named[id(variable)]
        weights[free_name(name, taken)] = tuple(held)
    return weights


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number if another thing has it already.

    Parameters
    ----------
    name : str
        What it would be called if it were alone.
    taken : set of str
        What others are called; the name found is added.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.keras_names import free_name
    >>> taken = {"kernel"}
    >>> free_name("kernel", taken), free_name("kernel", taken)
    ('kernel_1', 'kernel_2')
    """
    numbered = (f"{name}_{number}" if number else name for number in itertools.count())
    found = next(one for one in numbered if one not in taken)
    taken.add(found)
    return found


def _names_within(layer: keras.Layer) -> dict[str, str]:
    """The layers inside a layer, those that were given no name counted anew."""
    within: dict[str, keras.Layer] = {}
    for one in layer._flatten_layers(include_self=False):
        within.setdefault(one.name, one)  # the two directions of a recurrent layer have cells of one name
    return dict(zip(within, _anew(list(within.values())), strict=True))


def _anew(layers: list[keras.Layer]) -> list[str]:
    """Names as in a session that made no other layers: Keras numbers those of a kind as they are made."""
    found = [layer.name for layer in layers]
    numbered: dict[str, list[tuple[int, int]]] = {}
    for place, layer in enumerate(layers):
        kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
        if told := re.fullmatch(rf"{re.escape(kind)}(?:_(\d+))?", layer.name):
            numbered.setdefault(kind, []).append((int(told[1] or 0), place))
    for kind, given in numbered.items():
        for number, (_, place) in enumerate(sorted(given)):
            found[place] = f"{kind}_{number}" if number else kind
    return found


def _parts(layer: keras.Layer) -> list[keras.Layer]:
    """The layers that a layer is made of; what somebody else calls so may be a number."""
    parts = getattr(layer, "layers", None)
    is_made_of = isinstance(parts, list | tuple) and all(hasattr(one, "weights") for one in parts)
    return list(parts) if is_made_of else []


def named_layers(model: keras.Model) -> Iterator[tuple[str, keras.Layer]]:
    """The layers that are made of no other layers.

    Parameters
    ----------
    model : keras.Model
        Of which they are parts, at any depth.

    Returns
    -------
    iterator of tuple of (str, keras.Layer)

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_names import named_layers
    >>> [name for name, _ in named_layers(keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)]))]
    ['dense', 'dense_1']
    """
    return ((path, layer) for path, layer in _walk(model) if path and not _parts(layer))


def composites(model: keras.Model) -> Iterator[tuple[str, keras.Layer]]:
    """The layers that are made of others, the innermost first and the model last.

    Parameters
    ----------
    model : as in `named_layers`
        The outermost.

    Returns
    -------
    iterator of tuple of (str, keras.Layer)
        What the names of its parts begin with, and the layer.

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_names import composites
    >>> inner = keras.Sequential([keras.layers.Dense(2)], name="inner")
    >>> [prefix for prefix, _ in composites(keras.Sequential([inner]))]
    ['inner/', '']
    """
    return ((f"{path}/" if path else "", layer) for path, layer in _walk(model) if not path or _parts(layer))


def _walk(layer: keras.Layer, path: str = "") -> Iterator[tuple[str, keras.Layer]]:
    parts = _parts(layer)
    for name, part in zip(_anew(parts), parts, strict=True):
        yield from _walk(part, f"{path}/{name}" if path else name)
    yield path, layer


def name_of_state(name: str, weights: Mapping[str, tuple[keras.Layer, keras.Variable]]) -> str:
    """What an optimizer keeps for a weight, by the weight's name.

    Parameters
    ----------
    name : str
        As the optimizer has it, such as ``"sequential_3_dense_7_kernel_momentum"``.
    weights : mapping
        From `weights_by_name`.

    Returns
    -------
    str
        The name itself if it belongs to no weight.

    Examples
    --------
    >>> import keras
    >>> from paramlens.keras_names import name_of_state, weights_by_name
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="out")], name="net")
    >>> name_of_state("net_out_kernel_momentum", weights_by_name(model)), name_of_state("iteration", {})
    ('out/kernel/momentum', 'iteration')
    """
    paths = {variable.path.replace("/", "_"): weight for weight, (_, variable) in weights.items()}
    for path in sorted(paths, key=len, reverse=True):
        if name.startswith(f"{path}_"):
            return f"{paths[path]}/{name.removeprefix(f'{path}_')}"
    return name

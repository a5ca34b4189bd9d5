"""One feed-forward network in NumPy: drawn, run forwards, differentiated backwards, moved a step.

A network is a list of layers, a layer is a pair of arrays: weights of shape (n_in, n_out) and biases of shape
(n_out,). These are all that is learned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit
from sklearn.utils import check_random_state

__all__ = [
    "ACTIVATIONS",
    "SPREADS",
    "Layers",
    "backward",
    "curvature",
    "forward",
    "gradients",
    "initialise",
    "is_whole",
    "log_softmax",
    "loss",
    "minibatches",
    "step",
]

Layers = list[tuple[np.ndarray, np.ndarray]]
"""Weights and biases of each layer."""

ACTIVATIONS: dict[str, tuple[Callable[..., np.ndarray], Callable[..., np.ndarray]]] = {
    "identity": (lambda z, leak: z, lambda a, leak: np.ones_like(a)),
    "relu": (lambda z, leak: np.maximum(z, 0), lambda a, leak: (a > 0).astype(float)),
    "leaky_relu": (lambda z, leak: np.where(z > 0, z, leak * z), lambda a, leak: np.where(a > 0, 1.0, leak)),
    "tanh": (lambda z, leak: np.tanh(z), lambda a, leak: 1 - a**2),
    "logistic": (lambda z, leak: expit(z), lambda a, leak: a * (1 - a)),
}
"""What a hidden layer does to its sums, by name, and the slope of that, told from what came out."""

SPREADS: dict[str, Callable[[int, int], float]] = {
    "he": lambda n_in, n_out: np.sqrt(2 / n_in),
    "glorot": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    "zero": lambda n_in, n_out: 0.0,
}
"""The standard deviation that first weights are drawn with, by the name of the rule."""

_LOSSES = ("log_loss", "squared_error")


def initialise(sizes: Sequence[int], scheme: str | float = "he", *, random_state: object = None) -> Layers:
    """The layers before any data are seen: weights drawn, biases zero.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, units of each hidden layer, outputs.
    scheme : {"he", "glorot", "zero"} or float, default="he"
        The standard deviation of the normal distribution that weights are drawn from, or the rule for it:
        ``sqrt(2 / n_in)``, ``sqrt(2 / (n_in + n_out))``, or 0.
    random_state : int, RandomState or None
        The seed of the draw.

    Returns
    -------
    list of (ndarray of shape (n_in, n_out), ndarray of shape (n_out,))

    Raises
    ------
    TypeError
        If `sizes` is no sequence.
    ValueError
        If there are fewer than two sizes, one is not a whole number of at least 1, or `scheme` is none of these.

    References
    ----------
    X. Glorot and Y. Bengio (2010), *Understanding the difficulty of training deep feedforward neural networks*;
    K. He et al. (2015), *Delving deep into rectifiers*.

    Examples
    --------
    >>> from paramlens import network
    >>> [weights.shape for weights, biases in network.initialise([4, 8, 3], random_state=0)]
    [(4, 8), (8, 3)]
    """
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        raise TypeError(f"sizes must be a list of whole numbers, got {sizes!r}")
    if len(sizes) < 2 or not all(is_whole(size) for size in sizes):
        raise ValueError(f"sizes must hold at least two whole numbers of at least 1, got {sizes!r}")
    if not _is_spread(scheme) and not (isinstance(scheme, str) and scheme in SPREADS):
        raise ValueError(f"scheme must be one of {', '.join(map(repr, SPREADS))} or a number ≥ 0, got {scheme!r}")
    rng = check_random_state(random_state)
    spread = SPREADS.get(scheme, lambda n_in, n_out: scheme)
    return [(spread(n, m) * rng.standard_normal((n, m)), np.zeros(m)) for n, m in pairwise(sizes)]


def forward(layers: Layers, X: ArrayLike, activation: str = "relu", leak: float = 0.01) -> list[np.ndarray]:
    """What each layer makes of the rows: sums of inputs times weights, plus biases, bent by the activation.

    Parameters
    ----------
    layers : list of (ndarray, ndarray)
        Weights and biases.
    X : array-like of shape (n_samples, n_in)
        The rows.
    activation : str, default="relu"
        A key of `ACTIVATIONS`, for every layer but the last, which is not bent.
    leak : float, default=0.01
        The slope of ``"leaky_relu"`` below zero.

    Returns
    -------
    list of ndarray of shape (n_samples, n_units)
        `X` itself, what each hidden layer hands on, and last the output.

    Raises
    ------
    ValueError
        If there is no such activation or no layer, or the rows have another number of columns than the first layer
        has inputs.

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import network
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[1.0], [1.0]]), np.array([0.5]))]
    >>> network.forward(layers, [[-3.0], [2.0]])[-1].ravel().tolist()
    [3.5, 2.5]
    """
    bend, _ = _known("activation", activation, ACTIVATIONS)
    if not layers:
        raise ValueError("layers must hold at least one layer, got none")
    passed = [np.asarray(X, dtype=float)]
    if passed[0].ndim != 2 or passed[0].shape[1] != len(layers[0][0]):
        raise ValueError(f"X must have the shape (n_samples, {len(layers[0][0])}), got {passed[0].shape}")
    for weights, biases in layers[:-1]:
        passed.append(bend(passed[-1] @ weights + biases, leak))
    weights, biases = layers[-1]
    return [*passed, passed[-1] @ weights + biases]


def loss(output: np.ndarray, Y: ArrayLike, kind: str = "log_loss") -> float:
    """How wrong the output is, in the mean over the rows.

    Parameters
    ----------
    output : ndarray of shape (n_samples, n_out)
        The last of what `forward` gives.
    Y : array-like of shape (n_samples, n_out)
        The targets; for ``"log_loss"`` a row holds the probability of each class, as 0 and 1.
    kind : {"log_loss", "squared_error"}, default="log_loss"
        The cross-entropy after a softmax of the output; or half the squared distance, as in scikit-learn.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there is no such loss, or the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import network
    >>> network.loss(np.array([[1.0], [4.0]]), [[1.0], [2.0]], "squared_error")
    1.0
    """
    Y = _targets(output, Y, kind)
    if kind == "log_loss":
        return float(-np.sum(Y * log_softmax(output)) / len(Y))
    return float(np.sum((output - Y) ** 2) / 2 / len(Y))


def backward(
    layers: Layers,
    passed: list[np.ndarray],
    Y: ArrayLike,
    activation: str = "relu",
    kind: str = "log_loss",
    leak: float = 0.01,
) -> Layers:
    """The slope of the loss in every weight and bias, from the last layer back to the first.

    Parameters
    ----------
    layers : list of (ndarray, ndarray)
        Weights and biases; not changed.
    passed : list of ndarray
        What `forward` gave for these layers.
    Y : array-like of shape (n_samples, n_out)
        The targets, as for `loss`.
    activation, kind, leak : as in `forward` and `loss`
        The bend of the hidden layers, the loss, and the slope of ``"leaky_relu"`` below zero.

    Returns
    -------
    list of (ndarray, ndarray)
        In the shapes of `layers`.

    Raises
    ------
    ValueError
        If there is no such activation or loss, the shapes differ, or `leak` is below 0: from what came
        out of such a bend nobody can tell on which side of it a sum lay.

    References
    ----------
    D. Rumelhart, G. Hinton and R. Williams (1986), *Learning representations by back-propagating errors*.

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import network
    >>> layers = network.initialise([1, 1], "zero")
    >>> network.backward(layers, network.forward(layers, [[1.0]]), [[2.0]], kind="squared_error")
    [(array([[-2.]]), array([-2.]))]
    """
    _, slope = _known("activation", activation, ACTIVATIONS)
    if activation == "leaky_relu" and leak < 0:
        raise ValueError(f"leak must be at least 0 to find slopes, got {leak!r}")
    Y = _targets(passed[-1], Y, kind)
    answer = np.exp(log_softmax(passed[-1])) if kind == "log_loss" else passed[-1]
    # One for the rows that hold probabilities, as they should.
    weight = Y.sum(axis=1, keepdims=True) if kind == "log_loss" else 1.0
    error = (weight * answer - Y) / len(Y)
    found = []
    for (weights, _), arrived in zip(reversed(layers), reversed(passed[:-1]), strict=True):
        found.append((arrived.T @ error, error.sum(axis=0)))
        if len(found) < len(layers):
            error = error @ weights.T * slope(arrived, leak)
    return found[::-1]


def gradients(
    layers: Layers, X: ArrayLike, Y: ArrayLike, activation: str = "relu", kind: str = "log_loss", leak: float = 0.01
) -> Layers:
    """The slope of the loss of some rows in every weight and bias: `forward`, then `backward`.

    Parameters
    ----------
    layers : list of (ndarray, ndarray)
        Weights and biases; not changed.
    X : array-like of shape (n_samples, n_in)
        The rows.
    Y : array-like of shape (n_samples, n_out)
        Their targets, as for `loss`.
    activation, kind, leak : as in `forward` and `loss`
        The bend of the hidden layers, the loss, and the slope of ``"leaky_relu"`` below zero.

    Returns
    -------
    list of (ndarray, ndarray)
        In the shapes of `layers`.

    Raises
    ------
    ValueError
        If there is no such activation or loss, or the shapes differ.

    Examples
    --------
    >>> from paramlens import network
    >>> layers = network.initialise([1, 1], "zero")
    >>> network.gradients(layers, [[1.0]], [[2.0]], kind="squared_error")
    [(array([[-2.]]), array([-2.]))]
    """
    return backward(layers, forward(layers, X, activation, leak), Y, activation, kind, leak)


def curvature(
    layers: Layers,
    X: ArrayLike,
    Y: ArrayLike,
    activation: str = "relu",
    kind: str = "log_loss",
    leak: float = 0.01,
    *,
    n_iterations: int = 30,
) -> float:
    """How fast the slope of the loss of some rows changes, in the direction where it changes fastest.

    It is the eigenvalue of the Hessian that is largest in size, by the power method on differences of slopes.

    Parameters
    ----------
    layers : list of (ndarray, ndarray)
        Weights and biases; not changed.
    X, Y, activation, kind, leak : as in `gradients`
        The rows, their targets, and what the loss is.
    n_iterations : int, default=30
        How often a direction is turned towards the steepest one.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `n_iterations` is not a whole number of at least 1, or as in `gradients`.

    References
    ----------
    Y. LeCun, P. Simard and B. Pearlmutter (1992), *Automatic learning rate maximization by on-line estimation of the
    Hessian's eigenvectors*.

    Examples
    --------
    Half the squared error of one weight and one bias, for rows at 1 and -1, curves by 1 in both.

    >>> from paramlens import network
    >>> layers = network.initialise([1, 1], "zero")
    >>> round(network.curvature(layers, [[1.0], [-1.0]], [[0.0], [0.0]], kind="squared_error"), 6)
    1.0
    """
    if not is_whole(n_iterations):
        raise ValueError(f"n_iterations must be a whole number of at least 1, got {n_iterations!r}")
    rng = check_random_state(0)
    direction = [(rng.standard_normal(weights.shape), rng.standard_normal(biases.shape)) for weights, biases in layers]
    found = 0.0
    for _ in range(n_iterations):
        length = _length(direction)
        direction = [(weights / length, biases / length) for weights, biases in direction]
        ahead, behind = (
            gradients(step(layers, direction, -side * 1e-4), X, Y, activation, kind, leak) for side in (1, -1)
        )
        turned = [((w - v) / 2e-4, (b - a) / 2e-4) for (w, b), (v, a) in zip(ahead, behind, strict=True)]
        found = sum(
            np.sum(weights * d_weights) + np.sum(biases * d_biases)
            for (weights, biases), (d_weights, d_biases) in zip(turned, direction, strict=True)
        )
        direction = turned
        if not _length(direction) > 0:
            break
    return float(found)


def step(layers: Layers, downhill: Layers, learning_rate: float) -> Layers:
    """Every weight and bias moved against its slope.

    Parameters
    ----------
    layers : list of (ndarray, ndarray)
        Weights and biases; not changed.
    downhill : list of (ndarray, ndarray)
        Their `gradients`.
    learning_rate : float
        How far to go for a slope of 1.

    Returns
    -------
    list of (ndarray, ndarray)

    Examples
    --------
    >>> from paramlens import network
    >>> layers = network.initialise([1, 1], "zero")
    >>> slopes = network.gradients(layers, [[1.0]], [[2.0]], kind="squared_error")
    >>> network.step(layers, slopes, 0.5)
    [(array([[1.]]), array([1.]))]
    """
    return [
        (weights - learning_rate * d_weights, biases - learning_rate * d_biases)
        for (weights, biases), (d_weights, d_biases) in zip(layers, downhill, strict=True)
    ]


def minibatches(
    n_rows: int, batch_size: int | None, epochs: int, *, random_state: object = None
) -> Iterator[np.ndarray]:
    """The rows of each step: in every epoch all rows once, in a new order, a batch at a time.

    Parameters
    ----------
    n_rows : int
        How many rows there are.
    batch_size : int or None
        Rows in a batch; the last of an epoch holds what is left over. None takes all rows, in their order.
    epochs : int
        How many times to go through the rows.
    random_state : int, RandomState or None
        The seed of the order.

    Yields
    ------
    ndarray of shape (n_in_batch,)
        Positions of rows.

    Raises
    ------
    ValueError
        If a number is not whole or smaller than 1.

    Examples
    --------
    >>> from paramlens import network
    >>> [len(rows) for rows in network.minibatches(10, 4, epochs=2, random_state=0)]
    [4, 4, 2, 4, 4, 2]
    """
    for name, value in {"n_rows": n_rows, "batch_size": batch_size, "epochs": epochs}.items():
        if not (is_whole(value) or (name == "batch_size" and value is None)):
            raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    rng = check_random_state(random_state)
    for _ in range(epochs):
        order = np.arange(n_rows) if batch_size is None else rng.permutation(n_rows)
        yield from np.split(order, range(batch_size or n_rows, n_rows, batch_size or n_rows))


def log_softmax(output: np.ndarray) -> np.ndarray:
    """The logarithm of the probabilities that an output stands for.

    Parameters
    ----------
    output : ndarray of shape (n_samples, n_out)
        The last of what `forward` gives.

    Returns
    -------
    ndarray of shape (n_samples, n_out)

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import network
    >>> np.exp(network.log_softmax(np.zeros((1, 4)))).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    below = output - output.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


def _targets(output: np.ndarray, Y: ArrayLike, kind: str) -> np.ndarray:
    if kind not in _LOSSES:
        raise ValueError(f"kind must be one of {', '.join(map(repr, _LOSSES))}, got {kind!r}")
    Y, output = np.asarray(Y, dtype=float), np.asarray(output)
    if output.ndim != 2:
        raise ValueError(f"output must have the shape (n_samples, n_out), got {output.shape}")
    if Y.shape != output.shape:
        raise ValueError(f"Y must have the shape of the output, {output.shape}, got {Y.shape}")
    return Y


def _length(layers: Layers) -> float:
    return float(np.sqrt(sum(np.sum(weights**2) + np.sum(biases**2) for weights, biases in layers)))


def _known(name: str, value: str, table: dict) -> tuple:
    if value not in table:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, table))}, got {value!r}")
    return table[value]


def is_whole(value: object) -> bool:
    """Whether a value is a whole number of at least 1.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> from paramlens import network
    >>> network.is_whole(3), network.is_whole(0), network.is_whole(True)
    (True, False, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= 1


def _is_spread(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and 0 <= value < np.inf

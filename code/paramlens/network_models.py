"""The feed-forward network as estimators: what is set, what a fit does with it, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from paramlens.checks import check_legal
from paramlens.network import (
    ACTIVATIONS,
    SPREADS,
    backward,
    forward,
    initialise,
    is_whole,
    log_softmax,
    loss,
    minibatches,
    step,
)
from paramlens.outputs import ForClasses, ForNumbers

__all__ = ["NetworkClassifier", "NetworkRegressor"]


class _Network(BaseEstimator):
    """What the classifier and the regressor share."""

    _parameter_constraints = {
        "hidden": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
        "leak": [Interval(Real, 0, None, closed="left")],
        "initialisation": [StrOptions(set(SPREADS)), Interval(Real, 0, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="left"), callable],
        "batch_size": [Interval(Integral, 1, None, closed="left"), None],
        "epochs": [Interval(Integral, 1, None, closed="left")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        hidden: Sequence[int] = (16,),
        *,
        activation: str = "relu",
        leak: float = 0.01,
        initialisation: str | float = "he",
        learning_rate: float | Callable[[int], float] = 0.1,
        batch_size: int | None = 32,
        epochs: int = 50,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        random_state: object = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.leak = leak
        self.initialisation = initialisation
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.weight_decay = weight_decay
        self.momentum = momentum
        self.random_state = random_state

    def _train(self, X: np.ndarray, Y: np.ndarray) -> None:
        rng = check_random_state(self.random_state)
        layers = initialise([X.shape[1], *self.hidden, Y.shape[1]], self.initialisation, random_state=rng)
        velocity = [(np.zeros_like(weights), np.zeros_like(biases)) for weights, biases in layers]
        losses, sizes = [], []
        # Too long a step ends in numbers that are not finite: loss_curve_ tells, and nobody needs to be warned twice.
        with np.errstate(over="ignore", invalid="ignore"):
            batches = minibatches(len(X), self.batch_size, self.epochs, random_state=rng)
            for number, rows in enumerate(batches):
                passed = forward(layers, X[rows], self.activation, self.leak)
                losses.append(loss(passed[-1], Y[rows], self._loss))
                sizes.append(len(rows))
                slopes = backward(layers, passed, Y[rows], self.activation, self._loss, self.leak)
                velocity = [
                    (
                        self.momentum * v_weights + d_weights + self.weight_decay * weights,
                        self.momentum * v_biases + d_biases,
                    )
                    for (v_weights, v_biases), (d_weights, d_biases), (weights, _) in zip(
                        velocity, slopes, layers, strict=True
                    )
                ]
                layers = step(layers, velocity, self._rate(number))
        self.coefs_ = [weights for weights, _ in layers]
        self.intercepts_ = [biases for _, biases in layers]
        self.n_steps_ = len(losses)
        by_epoch = (self.epochs, -1)
        weighed = np.reshape(losses, by_epoch) * np.reshape(sizes, by_epoch)
        self.loss_curve_ = (weighed.sum(axis=1) / len(X)).tolist()

    def _rate(self, number: int) -> float:
        if not callable(self.learning_rate):
            return self.learning_rate
        told = self.learning_rate(number)
        if not isinstance(told, Real) or isinstance(told, bool):
            raise TypeError(f"learning_rate must give a number for each step, got {told!r} for step {number}")
        return told

    def _check(self) -> None:
        check_legal(self)
        for name, value in self.get_params().items():
            if isinstance(value, bool) and name != "random_state":
                raise TypeError(f"{name} must not be a truth value, got {value!r}")
        if not all(is_whole(size) for size in self.hidden):
            raise ValueError(f"hidden must hold whole numbers of at least 1, got {self.hidden!r}")

    def _output(self, X: ArrayLike) -> np.ndarray:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        layers = list(zip(self.coefs_, self.intercepts_, strict=True))
        with np.errstate(over="ignore", invalid="ignore"):
            return forward(layers, X, self.activation, self.leak)[-1]


class NetworkClassifier(ForClasses, _Network):
    """A network for classes, trained by stochastic gradient descent on the log loss.

    Parameters
    ----------
    hidden : sequence of int, default=(16,)
        Units of each hidden layer; none at all is a logistic regression.
    activation : {"relu", "leaky_relu", "tanh", "logistic", "identity"}, default="relu"
        What a hidden layer does to its sums.
    leak : float, default=0.01
        The slope of ``"leaky_relu"`` below zero.
    initialisation : {"he", "glorot", "zero"} or float, default="he"
        How widely weights are drawn; see `initialise`.
    learning_rate : float or callable, default=0.1
        How far to go for a slope of 1; or a function of the number of the step, from 0, that says so.
    batch_size : int or None, default=32
        Rows in a step; None takes all rows.
    epochs : int, default=50
        How many times to go through the rows.
    weight_decay : float, default=0
        Each step adds this share of the weights, not of the biases, to their slopes: a squared penalty,
        which under momentum is not the same as to shrink the weights beside the step.
    momentum : float, default=0
        The share of the step before that is added to each step; less than 1.
    random_state : int, RandomState or None
        The seed of the first weights and of the order of the rows.

    Attributes
    ----------
    coefs_, intercepts_ : list of ndarray
        Weights of shape (n_in, n_out) and biases of shape (n_out,) for each layer. They are not finite where the
        steps were too long.
    classes_ : ndarray of shape (n_classes,)
        One output for each.
    loss_curve_ : list of float
        For each epoch the mean loss of its rows, each measured before the step it belongs to.
    n_steps_ : int
        How many steps were made.
    n_features_in_ : int
        Columns of the data.

    Examples
    --------
    >>> from paramlens import NetworkClassifier, datasets
    >>> X, y = datasets.two_moons(200)
    >>> NetworkClassifier(learning_rate=0.5, random_state=0).fit(X, y).score(X, y) > 0.9
    True
    """

    _loss = "log_loss"

    def _train(self, X: np.ndarray, places: np.ndarray) -> None:
        super()._train(X, np.eye(len(self.classes_))[places])

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """The probability of each class: the softmax of the output.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return np.exp(log_softmax(self._output(X)))


class NetworkRegressor(ForNumbers, _Network):
    """A network for a number, trained by stochastic gradient descent on half the squared error.

    It takes the arguments of `NetworkClassifier` and has its attributes, but for ``classes_``.

    Parameters
    ----------
    hidden, activation, leak, initialisation : as in `NetworkClassifier`
        What the network is, and where it starts. Without hidden layers it is a linear regression.
    learning_rate, batch_size, epochs, weight_decay, momentum : as in `NetworkClassifier`
        How it is trained.
    random_state : int, RandomState or None
        The seed of the first weights and of the order of the rows.

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import NetworkRegressor
    >>> x = np.linspace(-1, 1, 41)
    >>> NetworkRegressor(epochs=200, random_state=0).fit(x[:, None], abs(x)).score(x[:, None], abs(x)) > 0.9
    True
    """

    _loss = "squared_error"

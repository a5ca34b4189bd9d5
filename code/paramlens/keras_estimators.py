"""Networks of Keras as estimators of scikit-learn: every fit builds one anew, from a function of hyperparameters."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from paramlens.checks import check_seed, check_whole, identity
from paramlens.declared import NO_DEFAULT, signature_of
from paramlens.outputs import ForClasses, ForNumbers
from paramlens.randomness import own_randomness

if TYPE_CHECKING:
    import keras

__all__ = ["KerasClassifier", "KerasRegressor"]

_WITHOUT_KERAS = (
    "{owner} needs Keras and something that computes for it: pip install 'paramlens[networks]', and set the "
    "environment variable KERAS_BACKEND to 'jax' before Python starts"
)


class _KerasEstimator(BaseEstimator):
    """What the classifier and the regressor share."""

    def __init__(
        self,
        build: Callable[..., keras.Model],
        *,
        epochs: int = 10,
        batch_size: int = 32,
        random_state: int | None = None,
        **setting: object,
    ) -> None:
        self.build = build
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state
        self.setting = setting

    @classmethod
    def _get_param_names(cls) -> list[str]:
        return ["build", "epochs", "batch_size", "random_state"]

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """The arguments of the estimator and those of the function that builds.

        Parameters
        ----------
        deep : bool, default=True
            Kept for scikit-learn; there are no parts.

        Returns
        -------
        dict
        """
        asked, _ = _arguments(self.build)
        of_build = {name: value for name, value in asked.items() if value is not NO_DEFAULT}
        return super().get_params(deep=False) | of_build | self.setting

    def set_params(self, **params: object) -> _KerasEstimator:
        """Change arguments of the estimator or of the function that builds.

        Parameters
        ----------
        **params : object
            Values by name.

        Returns
        -------
        estimator

        Raises
        ------
        ValueError
            If neither takes an argument of that name.
        """
        build = params.get("build", self.build)
        known, is_open = _arguments(build)
        for name in params:
            if name not in known and name not in self._get_param_names() and not is_open:
                names = ", ".join([*self._get_param_names(), *known])
                raise ValueError(f"name must be an argument of build or one of {names}, got {name!r}")
        if build is not self.build:
            # A clone holds every value of the old function, its defaults too; the new one has its own.
            old, _ = _arguments(self.build)
            self.setting = {
                name: value
                for name, value in self.setting.items()
                if (name in known or is_open) and identity(value) != identity(old.get(name, NO_DEFAULT))
            }
        for name, value in params.items():
            if name in self._get_param_names():
                setattr(self, name, value)
            else:
                self.setting = {**self.setting, name: value}
        return self

    def _train(self, X: np.ndarray, y: np.ndarray) -> None:
        _check_keras(type(self).__name__)
        # Keras draws the seeds that are left open from Python's random numbers, and orders of rows from NumPy's.
        with contextlib.nullcontext() if self.random_state is None else own_randomness(self.random_state):
            model = self.build(**{n: v for n, v in self.get_params().items() if n not in self._get_param_names()})
            if not getattr(model, "compiled", False):
                raise ValueError(f"build must return a compiled model of Keras, got {model!r}")
            if len(getattr(model, "outputs", [model])) != 1:
                raise ValueError(f"build must return a model with one output array, got {len(model.outputs)}")
            told = model.fit(X, y, epochs=self.epochs, batch_size=self.batch_size, verbose=0)
            answer = model.predict(X[:1], verbose=0)
        shape = getattr(answer, "shape", ())  # several outputs come in a list or a dict
        if len(shape) != 2:
            raise ValueError(f"build must return a model that answers (n_samples, n_outputs), got {answer!r}")
        self._check_outputs(shape[1])
        self.model_ = model
        self.loss_curve_ = [float(value) for value in told.history["loss"]]

    def _check(self) -> None:
        if not callable(self.build):
            raise TypeError(f"build must be a function that returns a compiled model of Keras, got {self.build!r}")
        known, is_open = _arguments(self.build)
        if clash := set(known) & set(self._get_param_names()):
            raise ValueError(f"build must leave {', '.join(sorted(clash))} to {type(self).__name__}")
        if not is_open and (unknown := [name for name in self.setting if name not in known]):
            raise ValueError(f"setting must hold arguments of build ({', '.join(known)}), got {unknown[0]!r}")
        if missing := [name for name, value in known.items() if value is NO_DEFAULT and name not in self.setting]:
            raise ValueError(f"build must have defaults, or be given values; {missing[0]!r} has none")
        check_whole("epochs", self.epochs, least=1)
        check_whole("batch_size", self.batch_size, least=1)
        if self.random_state is not None:
            check_seed("random_state", self.random_state)

    def _output(self, X: ArrayLike) -> np.ndarray:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        return np.asarray(self.model_.predict(X, verbose=0))


class KerasClassifier(ForClasses, _KerasEstimator):
    """A Keras network for classes as an estimator of scikit-learn: each fit builds it anew.

    ``keras.wrappers.SKLearnClassifier`` does the same, but keeps what it hands on in two dicts; here each
    argument of the function that builds is one of the estimator, so that `sweep` and scikit-learn's searches find it.

    Parameters
    ----------
    build : callable
        A function of hyperparameters, each with a default, that returns a compiled model with an output for each
        class and a loss for whole numbers, such as ``"sparse_categorical_crossentropy"``.
    epochs : int, default=10
        How many times to go through the rows.
    batch_size : int, default=32
        Rows in a step.
    random_state : int or None
        The seed of first weights, of the order of rows and of dropout, where the model leaves them open. Python's
        and NumPy's own random states are afterwards what they were.
    **setting : object
        Other values than the defaults, for arguments of `build`.

    Attributes
    ----------
    model_ : keras.Model
        What was built and fitted.
    classes_ : ndarray of shape (n_classes,)
        One output for each.
    loss_curve_ : list of float
        The mean loss of each epoch.

    Examples
    --------
    >>> import keras
    >>> from paramlens import datasets
    >>> from paramlens.keras_estimators import KerasClassifier
    >>> def build(units=4):
    ...     model = keras.Sequential([keras.layers.Dense(units, "relu"), keras.layers.Dense(2, "softmax")])
    ...     model.compile("adam", "sparse_categorical_crossentropy")
    ...     return model
    >>> X, y = datasets.two_moons(50)
    >>> KerasClassifier(build, units=6, epochs=1).fit(X, y).model_.count_params()
    32
    """

    def _check_outputs(self, n_outputs: int) -> None:
        if n_outputs < len(self.classes_):
            raise ValueError(
                f"build must return a model with an output for each of {len(self.classes_)} classes, got {n_outputs}"
            )


class KerasRegressor(ForNumbers, _KerasEstimator):
    """A Keras network for a number as an estimator of scikit-learn: each fit builds it anew.

    Parameters
    ----------
    build : callable
        A function of hyperparameters, each with a default, that returns a compiled model with one output.
    epochs, batch_size, random_state, **setting : as in `KerasClassifier`
        How to fit it, and other values than the defaults of `build`.

    Examples
    --------
    >>> import keras
    >>> from paramlens import datasets
    >>> from paramlens.keras_estimators import KerasRegressor
    >>> def build(learning_rate=0.1):
    ...     model = keras.Sequential([keras.layers.Dense(1)])
    ...     model.compile(keras.optimizers.SGD(learning_rate), "mse")
    ...     return model
    >>> KerasRegressor(build, epochs=1).fit(*datasets.curve(20)).model_.count_params()
    2
    """

    def _check_outputs(self, n_outputs: int) -> None:
        if n_outputs != 1:
            raise ValueError(f"build must return a model with one output, got {n_outputs}")


def _arguments(build: object) -> tuple[dict[str, object], bool]:
    """What a function takes by name, with its defaults, and whether it takes any other name as well."""
    if not callable(build):
        return {}, False
    kinds = {one.kind for one in inspect.signature(build).parameters.values()}
    return signature_of(build), inspect.Parameter.VAR_KEYWORD in kinds


def _check_keras(owner: str) -> None:
    try:
        import keras  # noqa: F401
    except ImportError as error:
        raise ImportError(_WITHOUT_KERAS.format(owner=owner)) from error

"""Estimators that answer through outputs: one for each class, or one for a number."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

__all__ = ["ForClasses", "ForNumbers"]


class _Outputs:
    """What both share: a fit that fails leaves no half of another."""

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "loss_curve_")

    def _forget(self) -> None:
        for name in [name for name in vars(self) if name.endswith("_")]:
            delattr(self, name)


class ForClasses(_Outputs, ClassifierMixin):
    """Fit one output for each class, and answer with the class of the greatest.

    A class that inherits from it brings ``_check()``, which refuses illegal arguments; ``_train(X, places)``, which
    fits and sets ``loss_curve_`` last, `places` being the place of each row's class in ``classes_``; and
    ``_output(X)``, an array of shape (n_samples, n_outputs).

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The output of that place belongs to each.

    Examples
    --------
    >>> from paramlens import NetworkClassifier
    >>> from paramlens.outputs import ForClasses
    >>> issubclass(NetworkClassifier, ForClasses)
    True
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            The rows.
        y : array-like of shape (n_samples,)
            Their classes.

        Returns
        -------
        the estimator itself

        Raises
        ------
        ImportError
            If a library is not installed that the network is made with.
        TypeError, ValueError
            If an argument or the data cannot be used.
        """
        self._check()
        self._forget()
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        self.classes_, places = np.unique(y, return_inverse=True)
        self._train(X, places)
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the greatest output.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        output = self._output(X)
        return self.classes_[output[:, : len(self.classes_)].argmax(axis=1)]


class ForNumbers(_Outputs, RegressorMixin):
    """Fit one output, and answer with it.

    A class that inherits from it brings ``_check()``, which refuses illegal arguments; ``_train(X, Y)``, which fits and
    sets ``loss_curve_`` last, `Y` being of shape (n_samples, 1); and ``_output(X)``, an array of the same shape.

    Examples
    --------
    >>> from paramlens import NetworkRegressor
    >>> from paramlens.outputs import ForNumbers
    >>> issubclass(NetworkRegressor, ForNumbers)
    True
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            The rows.
        y : array-like of shape (n_samples,)
            Their targets.

        Returns
        -------
        the estimator itself

        Raises
        ------
        ImportError
            If a library is not installed that the network is made with.
        TypeError, ValueError
            If an argument or the data cannot be used.
        """
        self._check()
        self._forget()
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        self._train(X, np.asarray(y, dtype=float)[:, None])
        return self

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The output.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        return self._output(X)[:, 0]

"""What several tests of the package share."""

from __future__ import annotations

import warnings
from unittest import SkipTest

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression
from sklearn.utils import all_estimators
from sklearn.utils._test_common.instance_generator import _construct_instances

MADE_HERE = {"FrozenEstimator": lambda: FrozenEstimator(LinearRegression())}
ALL = sorted({kind for _, kind in all_estimators()}, key=lambda kind: kind.__name__)


def instances() -> list[object]:
    """Every estimator of scikit-learn, made as its own common tests make them."""
    made = []
    for kind in ALL:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                made += _construct_instances(kind)
            except SkipTest:  # scikit-learn does not say how to make it
                made.append(MADE_HERE[kind.__name__]())
    # The instances of one class differ in settings only; one of each class is enough here.
    return list({type(instance): instance for instance in reversed(made)}.values())[::-1]


@pytest.fixture(scope="session")
def fitted_instances() -> dict[str, object]:
    """Those of `instances` that a plain problem of three classes, or of one target, or no target, fits."""
    X, y = make_classification(60, 6, n_informative=4, n_classes=3, random_state=0)
    X = np.abs(X)  # some take nothing negative
    fitted = {}
    for instance in instances():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for rows in (X, X[:, :1], [{"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 1.0}], ["one text", "another"]):
                try:
                    fitted[type(instance).__name__] = instance.fit(rows, y[: len(rows)])
                    break
                except (TypeError, ValueError, AttributeError, IndexError):
                    continue
    return fitted


@pytest.fixture(params=instances(), ids=lambda instance: type(instance).__name__)
def any_estimator(request) -> object:
    """Each estimator of scikit-learn in turn, unfitted."""
    return clone(request.param, safe=False)

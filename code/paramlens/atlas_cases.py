"""Which estimators the atlas holds, and how each is made."""

from __future__ import annotations

import inspect
import itertools
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils import all_estimators

from paramlens.atlas_data import two_columns

__all__ = ["Case", "cases", "example", "family_of"]

_SEED = 0
_LISTED_ON_DEMAND = ("HalvingGridSearchCV", "HalvingRandomSearchCV", "IterativeImputer")


@dataclass(frozen=True)
class Case:
    """An estimator to audit.

    Attributes
    ----------
    name : str
        Of its class.
    module : str
        The public module that it is imported from.
    family : str
        Its kind in words.
    make : callable
        Makes an unfitted instance.
    """

    name: str
    module: str
    family: str
    make: Callable[[], BaseEstimator]


def cases() -> list[Case]:
    """Every estimator that scikit-learn lists, by name; not those that it lists only once they are enabled.

    Returns
    -------
    list of Case

    Examples
    --------
    >>> from paramlens.atlas_cases import cases
    >>> next(case.family for case in cases() if case.name == "SVC")
    'support vector machines'
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = all_estimators()
    return [
        Case(name, _public_module(kind), family_of(kind), lambda kind=kind: example(kind))
        for name, kind in found
        if name not in _LISTED_ON_DEMAND
    ]


def _public_module(kind: type) -> str:
    return ".".join(itertools.takewhile(lambda part: not part.startswith("_"), kind.__module__.split(".")))


_FAMILIES = {
    "calibration": "calibration",
    "cluster": "clustering",
    "compose": "composition",
    "covariance": "covariance estimation",
    "cross_decomposition": "cross decomposition",
    "decomposition": "decomposition",
    "discriminant_analysis": "discriminant analysis",
    "dummy": "baselines",
    "ensemble": "ensembles",
    "feature_extraction": "feature extraction",
    "feature_selection": "feature selection",
    "frozen": "composition",
    "gaussian_process": "Gaussian processes",
    "impute": "imputation",
    "isotonic": "isotonic regression",
    "kernel_approximation": "kernel approximation",
    "kernel_ridge": "kernel ridge",
    "linear_model": "linear models",
    "manifold": "manifold learning",
    "mixture": "mixtures",
    "model_selection": "model selection",
    "multiclass": "multiclass and multioutput",
    "multioutput": "multiclass and multioutput",
    "naive_bayes": "naive Bayes",
    "neighbors": "nearest neighbours",
    "neural_network": "neural networks",
    "pipeline": "composition",
    "preprocessing": "preprocessing",
    "random_projection": "random projection",
    "semi_supervised": "semi-supervised learning",
    "svm": "support vector machines",
    "tree": "trees",
}


def family_of(kind: type) -> str:
    """The kind of a class of estimators in words, from the module that it lives in.

    Parameters
    ----------
    kind : type
        A class of estimators.

    Returns
    -------
    str
        ``"other"`` outside scikit-learn.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.atlas_cases import family_of
    >>> family_of(Ridge)
    'linear models'
    """
    parts = kind.__module__.split(".")
    return _FAMILIES.get(parts[1], "other") if parts[0] == "sklearn" and len(parts) > 1 else "other"


_GRID = {"C": [0.01, 0.1, 1.0, 10.0]}
_ATOMS = np.random.default_rng(_SEED).normal(size=(6, 10))


def _classifier() -> LogisticRegression:
    return LogisticRegression(max_iter=200)


# What cannot be made, or does not fit small data, without arguments.
_ARGUMENTS: dict[str, Callable[[], dict[str, object]]] = {
    "ClassifierChain": lambda: {"estimator": _classifier()},
    "ColumnTransformer": lambda: {
        "transformers": [("scaled", StandardScaler(), [0, 1, 2]), ("squeezed", MinMaxScaler(), [3, 4])]
    },
    "FeatureUnion": lambda: {"transformer_list": [("scaled", StandardScaler()), ("turned", PCA(2))]},
    "FixedThresholdClassifier": lambda: {"estimator": _classifier()},
    "FrozenEstimator": lambda: {"estimator": Ridge().fit(*two_columns())},
    "GridSearchCV": lambda: {"estimator": SVC(), "param_grid": _GRID},
    "HalvingGridSearchCV": lambda: {"estimator": SVC(), "param_grid": _GRID},
    "HalvingRandomSearchCV": lambda: {"estimator": SVC(), "param_distributions": _GRID},
    "MiniBatchDictionaryLearning": lambda: {"n_components": 4, "max_iter": 20},
    "FactorAnalysis": lambda: {"n_components": 3},
    "IncrementalPCA": lambda: {"n_components": 3},
    "KernelPCA": lambda: {"n_components": 3},
    "PCA": lambda: {"n_components": 3},
    "PatchExtractor": lambda: {"patch_size": (3, 3)},
    "MultiOutputClassifier": lambda: {"estimator": _classifier()},
    "MultiOutputRegressor": lambda: {"estimator": Ridge()},
    "OneVsOneClassifier": lambda: {"estimator": _classifier()},
    "OneVsRestClassifier": lambda: {"estimator": _classifier()},
    "OutputCodeClassifier": lambda: {"estimator": _classifier()},
    "Pipeline": lambda: {"steps": [("scaled", StandardScaler()), ("ridge", Ridge())]},
    "RFE": lambda: {"estimator": Ridge()},
    "RFECV": lambda: {"estimator": Ridge()},
    "RandomizedSearchCV": lambda: {"estimator": SVC(), "param_distributions": _GRID, "n_iter": 2},
    "RegressorChain": lambda: {"estimator": Ridge()},
    "SelectFromModel": lambda: {"estimator": Ridge()},
    "SelfTrainingClassifier": lambda: {"estimator": _classifier()},
    "SequentialFeatureSelector": lambda: {"estimator": Ridge()},
    "SparseCoder": lambda: {"dictionary": _ATOMS},
    "SparseRandomProjection": lambda: {"n_components": 4},
    "GaussianRandomProjection": lambda: {"n_components": 4},
    "StackingClassifier": lambda: {"estimators": _two_classifiers()},
    "StackingRegressor": lambda: {"estimators": _two_regressors()},
    "TransformedTargetRegressor": lambda: {"regressor": Ridge(), "func": np.log, "inverse_func": np.exp},
    "TunedThresholdClassifierCV": lambda: {"estimator": _classifier(), "thresholds": 20, "cv": 3},
    "VotingClassifier": lambda: {"estimators": _two_classifiers()},
    "VotingRegressor": lambda: {"estimators": _two_regressors()},
}


def _two_classifiers() -> list[tuple[str, BaseEstimator]]:
    return [("logistic", _classifier()), ("tree", DecisionTreeClassifier(max_depth=3))]


def _two_regressors() -> list[tuple[str, BaseEstimator]]:
    return [("ridge", Ridge()), ("tree", DecisionTreeRegressor(max_depth=3))]


def example(kind: type) -> BaseEstimator:
    """An unfitted instance with its defaults, and with the arguments that it has to be given.

    Parameters
    ----------
    kind : type
        A class of estimators.

    Returns
    -------
    estimator

    Raises
    ------
    TypeError
        If it has to be given arguments that are not known here.

    Examples
    --------
    >>> from sklearn.feature_selection import RFE
    >>> from paramlens.atlas_cases import example
    >>> example(RFE)
    RFE(estimator=Ridge())
    """
    if kind.__name__ in _ARGUMENTS and family_of(kind) != "other":
        return kind(**_ARGUMENTS[kind.__name__]())
    needed = [
        one.name
        for one in inspect.signature(kind).parameters.values()
        if one.default is inspect.Parameter.empty and one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    if needed:
        raise TypeError(f"{kind.__name__} must be given {', '.join(needed)}, for which no example is known")
    return kind()

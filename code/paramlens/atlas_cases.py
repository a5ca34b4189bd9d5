"""Which estimators the atlas holds, how each is made, and the data that suit it."""

from __future__ import annotations

import inspect
import itertools
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import MinMaxScaler, StandardScaler, scale
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import all_estimators, get_tags

from paramlens import datasets

__all__ = ["Case", "cases", "example", "family_of", "suitable_data"]

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
    "FrozenEstimator": lambda: {"estimator": Ridge().fit(*_two_columns())},
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
    from sklearn.tree import DecisionTreeRegressor

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


# --- data -----------------------------------------------------------------------------------------

Data = tuple[object, object]


def _picked(X: np.ndarray, y: np.ndarray, n: int) -> Data:
    rows = np.sort(np.random.default_rng(_SEED).permutation(len(X))[:n])
    return X[rows], y[rows]


def _two_classes() -> Data:
    X, y = datasets.breast_cancer()
    return _picked(scale(X.to_numpy())[:, :10], y.to_numpy(), 200)


def _three_classes() -> Data:
    X, y = datasets.wine()
    return _picked(scale(X.to_numpy())[:, :8], y.to_numpy(), 178)


def _regression() -> Data:
    X, y = datasets.diabetes()
    return _picked(scale(X.to_numpy()), y.to_numpy(dtype=float), 200)


def _two_columns() -> Data:
    X, y = _regression()
    return X[:, :2], y


def _two_targets() -> Data:
    X, y = _regression()
    return X, np.column_stack([y, X[:, 0] * 20 + y[::-1]])


def _few_rows() -> Data:
    X, y = _regression()
    return X[:80, :4], y[:80]


def _few_rows_of_classes() -> Data:
    X, y = _three_classes()
    return X[:90, :4], y[:90]


def _positive() -> Data:
    X, y = datasets.wine()
    return _picked(X.to_numpy()[:, :8], y.to_numpy(), 178)


def _similarities() -> Data:
    # So few that all are fitted to: a matrix of similarities is square.
    X, _ = _positive()
    return scale(X[:11]) @ scale(X[:11]).T, None


def _counts() -> Data:
    X, y = datasets.digits()
    return _picked(X.to_numpy()[:, 18:30], y.to_numpy(), 200)


def _few_counts() -> Data:
    X, y = _counts()
    return X[:70, :7], y[:70]


def _few_groups() -> Data:
    X, y = _groups()
    return X[:80], y[:80]


def _levels() -> Data:
    X, y = _counts()
    return (X > 7).astype(int) + (X > 12), y


def _images() -> Data:
    X, _ = datasets.digits()
    return X.to_numpy()[:40].reshape(-1, 8, 8), None


def _groups() -> Data:
    X, y = datasets.penguins_like(150)
    return scale(X.select_dtypes("number").to_numpy()), np.unique(np.asarray(y), return_inverse=True)[1]


def _categories() -> Data:
    rng = np.random.default_rng(_SEED)
    island = rng.choice(["Biscoe", "Dream", "Torgersen"], 120, p=[0.5, 0.35, 0.15])
    sex = rng.choice(["female", "male"], 120)
    ring = rng.choice(["blue", "green", "red", "white"], 120, p=[0.6, 0.25, 0.1, 0.05])
    y = (rng.uniform(size=120) < 0.3 + 0.4 * (island == "Dream") + 0.2 * (sex == "male")).astype(int)
    return pd.DataFrame({"island": island, "sex": sex, "ring": ring}), y


def _gaps() -> Data:
    X, y = _regression()
    return np.where(np.random.default_rng(_SEED).uniform(size=X.shape) < 0.1, np.nan, X), y


def _texts() -> Data:
    frame = datasets.texts()
    column = next(name for name in frame if frame[name].astype(str).str.contains(" ").all())
    return frame[column].astype(str).tolist(), None


def _records() -> Data:
    frame, _ = _categories()
    records = frame.to_dict("records")
    return [{**one, "weight": float(place % 7)} for place, one in enumerate(records)], None


def _labels() -> Data:
    return np.asarray(_categories()[0]["ring"]), None


def _sets_of_labels() -> Data:
    frame, _ = _categories()
    return [sorted({row.island, row.ring}) for row in frame.itertuples()], None


def _one_column() -> Data:
    X, y = _regression()
    return X[:, 2], y


def _some_unlabelled() -> Data:
    X, y = _three_classes()
    y = y.copy()
    y[np.random.default_rng(_SEED).uniform(size=len(y)) < 0.5] = -1
    return X, y


def _several_labels() -> Data:
    X, y = _three_classes()
    return X, np.column_stack([y == 0, X[:, 0] > 0]).astype(int)


_DATA: dict[str, Callable[[], Data]] = {
    "two classes of tumours": _two_classes,
    "three cultivars of wine": _three_classes,
    "three cultivars of wine, few rows": _few_rows_of_classes,
    "wine in its own units": _positive,
    "diabetes progression": _regression,
    "diabetes progression, few rows": _few_rows,
    "diabetes progression, two targets": _two_targets,
    "diabetes progression, two columns": _two_columns,
    "diabetes progression, one column": _one_column,
    "diabetes, some values missing": _gaps,
    "similarities of wines": _similarities,
    "pixels of digits": _counts,
    "pixels of digits, few rows": _few_counts,
    "measures of penguins, few rows": _few_groups,
    "levels of grey of digits": _levels,
    "images of digits": _images,
    "measures of penguins": _groups,
    "categories": _categories,
    "texts": _texts,
    "records": _records,
    "labels": _labels,
    "sets of labels": _sets_of_labels,
    "wine, half the labels missing": _some_unlabelled,
    "wine, two labels a row": _several_labels,
}

_SUITS = {
    "two classes of tumours": """
        FixedThresholdClassifier TunedThresholdClassifierCV LogisticRegression DecisionTreeClassifier
        ExtraTreeClassifier
    """,
    "three cultivars of wine, few rows": """
        GaussianProcessClassifier GradientBoostingClassifier HistGradientBoostingClassifier LogisticRegressionCV
        MLPClassifier RandomForestClassifier ExtraTreesClassifier AdaBoostClassifier BaggingClassifier
        DictionaryLearning MiniBatchDictionaryLearning SparsePCA MiniBatchSparsePCA GraphicalLasso GraphicalLassoCV
        RandomTreesEmbedding GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV
        CalibratedClassifierCV StackingClassifier FeatureAgglomeration
    """,
    "diabetes progression, few rows": """
        GaussianProcessRegressor GradientBoostingRegressor HistGradientBoostingRegressor MLPRegressor
        RandomForestRegressor ExtraTreesRegressor AdaBoostRegressor BaggingRegressor StackingRegressor
        TheilSenRegressor MDS ClassicalMDS TSNE Isomap LocallyLinearEmbedding
    """,
    "diabetes progression, two targets": """
        CCA PLSCanonical PLSRegression PLSSVD MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso
        MultiTaskLassoCV MultiOutputRegressor RegressorChain
    """,
    "diabetes progression, two columns": "FrozenEstimator",
    "diabetes progression, one column": "IsotonicRegression",
    "diabetes, some values missing": "SimpleImputer KNNImputer IterativeImputer MissingIndicator",
    "diabetes progression": "RFE RFECV SelectFromModel SequentialFeatureSelector Pipeline SparseCoder",
    "pixels of digits": """
        MultinomialNB ComplementNB
        AdditiveChi2Sampler SkewedChi2Sampler TfidfTransformer
        SelectKBest SelectPercentile SelectFdr SelectFpr SelectFwe GenericUnivariateSelect
    """,
    "pixels of digits, few rows": "BernoulliRBM LatentDirichletAllocation NMF MiniBatchNMF",
    "levels of grey of digits": "CategoricalNB BernoulliNB",
    "images of digits": "PatchExtractor",
    "categories": "OneHotEncoder OrdinalEncoder TargetEncoder",
    "measures of penguins, few rows": "MeanShift AffinityPropagation IsolationForest OPTICS",
    "texts": "CountVectorizer TfidfVectorizer HashingVectorizer",
    "records": "DictVectorizer FeatureHasher",
    "labels": "LabelEncoder LabelBinarizer",
    "sets of labels": "MultiLabelBinarizer",
    "wine, half the labels missing": "LabelPropagation LabelSpreading SelfTrainingClassifier",
    "wine, two labels a row": "MultiOutputClassifier ClassifierChain",
    "wine in its own units": """
        Binarizer FunctionTransformer KBinsDiscretizer MaxAbsScaler MinMaxScaler Normalizer PolynomialFeatures
        PowerTransformer QuantileTransformer RobustScaler SplineTransformer StandardScaler VarianceThreshold
        SpectralBiclustering SpectralCoclustering
    """,
    "similarities of wines": "KernelCenterer",
}
_DATA_OF = {name: data for data, names in _SUITS.items() for name in names.split()}


def suitable_data(estimator: BaseEstimator) -> tuple[str, object, object]:
    """Small data that suit an estimator.

    Parameters
    ----------
    estimator : estimator
        An instance; it is not changed.

    Returns
    -------
    name : str
        What the data are.
    X, y : array-like
        The rows and the targets; `y` is None where there are none.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens.atlas_cases import suitable_data
    >>> name, X, y = suitable_data(Ridge())
    >>> name, X.shape
    ('diabetes progression', (200, 10))
    """
    name = _DATA_OF.get(type(estimator).__name__) or _by_kind(estimator)
    X, y = _DATA[name]()
    return name, X, y


def _by_kind(estimator: BaseEstimator) -> str:
    tags = get_tags(estimator)
    if tags.estimator_type == "classifier":
        return "three cultivars of wine"
    if tags.estimator_type == "regressor":
        return "diabetes progression"
    if tags.estimator_type in ("clusterer", "density_estimator", "outlier_detector"):
        return "measures of penguins"
    if tags.input_tags.positive_only:
        return "pixels of digits"
    return "three cultivars of wine"

"""Small data that suit each estimator of the atlas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.preprocessing import scale
from sklearn.utils import get_tags

from paramlens import datasets

__all__ = ["suitable_data", "two_columns"]

_SEED = 0

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


def two_columns() -> Data:
    """Two measures of patients, and how far their diabetes had progressed.

    Returns
    -------
    X : ndarray of shape (200, 2)
    y : ndarray of shape (200,)

    Examples
    --------
    >>> from paramlens.atlas_data import two_columns
    >>> two_columns()[0].shape
    (200, 2)
    """
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
    "diabetes progression, two columns": two_columns,
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
    >>> from paramlens.atlas_data import suitable_data
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

"""Estimators of other libraries whose names were judged by hand, and the data to judge them on."""

import numpy as np


def _std(X):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(X)


def d_cancer():
    from sklearn.datasets import load_breast_cancer

    X, y = load_breast_cancer(return_X_y=True)
    return _std(X)[:300, :10], y[:300]


def d_diabetes():
    from sklearn.datasets import load_diabetes

    X, y = load_diabetes(return_X_y=True)
    return _std(X)[:300], y[:300]


def d_iris():
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    return _std(X), y


def d_iris_X():
    return d_iris()[0], None


def d_wine():
    from sklearn.datasets import load_wine

    X, y = load_wine(return_X_y=True)
    return _std(X), y


def d_groups():
    """Uneven, partly nested groups and noise; no ties."""
    rng = np.random.RandomState(0)
    c = [(0, 0, 0.3, 40), (1.5, 0.5, 0.3, 30), (8, 8, 0.8, 60), (11.5, 8, 0.5, 30), (-8, 7, 1.2, 40)]
    X = np.vstack([rng.normal((a, b), s, (n, 2)) for a, b, s, n in c])
    return np.vstack([X, rng.uniform(-12, 14, (20, 2))]), None


def d_cats():
    """Three categorical columns, binary target."""
    import pandas as pd

    rng = np.random.RandomState(0)
    X = pd.DataFrame(
        {
            "a": rng.choice(list("uvwx"), 200),
            "b": rng.choice(["red", "green", "blue"], 200),
            "c": rng.choice(list("pqrst"), 200),
        }
    )
    y = ((X["a"] == "u").to_numpy() | (rng.rand(200) < 0.3)).astype(int)
    return X, y


def d_cats_X():
    return d_cats()[0].to_numpy(dtype=str).astype(object), None


def d_missing():
    import pandas as pd

    X, y = d_diabetes()
    X = pd.DataFrame(X[:, :5], columns=list("abcde"))
    rng = np.random.RandomState(0)
    return X.mask(rng.rand(*X.shape) < 0.05), y


def d_frame():
    import pandas as pd

    X, y = d_diabetes()
    return pd.DataFrame(X[:, :5], columns=list("abcde")), y


def xgb_clf():
    from xgboost import XGBClassifier

    return XGBClassifier(
        n_estimators=20, max_depth=3, learning_rate=0.3, n_jobs=1, subsample=0.8, random_state=0
    )


def xgb_reg():
    from xgboost import XGBRegressor

    return XGBRegressor(n_estimators=20, max_depth=3, learning_rate=0.3, n_jobs=1)


def lgbm_clf():
    from lightgbm import LGBMClassifier

    return LGBMClassifier(
        n_estimators=20, num_leaves=7, n_jobs=1, verbose=-1, random_state=0, subsample=0.8, subsample_freq=1
    )


def lgbm_reg():
    from lightgbm import LGBMRegressor

    return LGBMRegressor(n_estimators=20, num_leaves=7, n_jobs=1, verbose=-1)


def smote():
    from imblearn.over_sampling import SMOTE

    return SMOTE(random_state=0)


def rus():
    from imblearn.under_sampling import RandomUnderSampler

    return RandomUnderSampler(random_state=0)


def brf():
    from imblearn.ensemble import BalancedRandomForestClassifier

    return BalancedRandomForestClassifier(
        n_estimators=20, random_state=0, n_jobs=1, sampling_strategy="all", replacement=True, bootstrap=False
    )


def hdb():
    from hdbscan import HDBSCAN

    return HDBSCAN(min_cluster_size=5, algorithm="prims_kdtree", core_dist_n_jobs=1)


def qrf():
    from quantile_forest import RandomForestQuantileRegressor

    return RandomForestQuantileRegressor(n_estimators=20, min_samples_leaf=3, random_state=0, n_jobs=1)


def target_enc():
    from category_encoders import TargetEncoder

    return TargetEncoder()


def winsorizer():
    from feature_engine.outliers import Winsorizer

    return Winsorizer(capping_method="gaussian", tail="both", fold=2)


def mmi():
    from feature_engine.imputation import MeanMedianImputer

    return MeanMedianImputer(imputation_method="median")


def mlx_softmax():
    from mlxtend.classifier import SoftmaxRegression

    return SoftmaxRegression(eta=0.05, epochs=20, minibatches=5, l2=0.01, random_seed=0)


def kmodes():
    from kmodes.kmodes import KModes

    return KModes(n_clusters=3, n_init=3, init="Huang", random_state=0, n_jobs=1)


def ghmm():
    from hmmlearn.hmm import GaussianHMM

    return GaussianHMM(n_components=3, n_iter=10, random_state=0)


def gp_sym():
    from gplearn.genetic import SymbolicRegressor

    return SymbolicRegressor(
        population_size=50,
        generations=4,
        p_crossover=0.5,
        p_subtree_mutation=0.15,
        p_hoist_mutation=0.15,
        p_point_mutation=0.15,
        random_state=0,
        n_jobs=1,
    )


CASES = {
    "xgb_clf": (xgb_clf, d_cancer),
    "xgb_reg": (xgb_reg, d_diabetes),
    "lgbm_clf": (lgbm_clf, d_cancer),
    "lgbm_reg": (lgbm_reg, d_diabetes),
    "smote": (smote, d_wine),
    "rus": (rus, d_cancer),
    "brf": (brf, d_cancer),
    "hdbscan": (hdb, d_groups),
    "qrf": (qrf, d_diabetes),
    "target_enc": (target_enc, d_cats),
    "winsorizer": (winsorizer, d_frame),
    "mmi": (mmi, d_missing),
    "mlx_softmax": (mlx_softmax, d_iris),
    "kmodes": (kmodes, d_cats_X),
    "ghmm": (ghmm, d_iris_X),
    "gplearn": (gp_sym, d_diabetes),
}

"""Estimators of scikit-learn whose names were judged by hand, and the data to judge them on."""

import numpy as np
import sklearn.cluster as cl
import sklearn.decomposition as dec
import sklearn.discriminant_analysis as da
import sklearn.ensemble as en
import sklearn.feature_extraction.text as tx
import sklearn.feature_selection as fs
import sklearn.gaussian_process as gp
import sklearn.impute as imp
import sklearn.kernel_approximation as ka
import sklearn.linear_model as lm
import sklearn.mixture as mx
import sklearn.naive_bayes as bayes
import sklearn.neighbors as nb
import sklearn.neural_network as nn
import sklearn.preprocessing as pp
import sklearn.svm as svm
import sklearn.tree as tree
from sklearn import datasets as ds
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.cross_decomposition import PLSRegression
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import scale


def _sub(X, y, n, seed=0):
    i = np.random.RandomState(seed).permutation(len(X))[:n]
    return X[i], y[i]


def cancer():  # binary, 300 x 10
    X, y = ds.load_breast_cancer(return_X_y=True)
    X, y = _sub(scale(X)[:, :10], y, 300)
    return X, y


def iris():  # 3 classes, 140 x 4
    X, y = ds.load_iris(return_X_y=True)
    return _sub(scale(X), y, 140)


def wine():  # 3 classes, 150 x 13; a subset, so column means are not exactly 0
    X, y = ds.load_wine(return_X_y=True)
    return _sub(scale(X), y, 150)


def wine_raw():
    X, y = ds.load_wine(return_X_y=True)
    return _sub(X, y, 150)


def wine_raw_u():
    return wine_raw()[0], None


def diabetes():  # regression, 300 x 10
    X, y = ds.load_diabetes(return_X_y=True)
    return _sub(scale(X), scale(y) + 1.0, 300)  # neither X nor y is centred


def digits_pos():  # non-negative counts
    X, y = ds.load_digits(return_X_y=True)
    return _sub(X[:, 16:48], y, 300)


def wine_u():
    return wine()[0], None


def iris_u():
    return iris()[0], None


def digits_u():
    return digits_pos()[0], None


def cats():
    r = np.random.RandomState(0)
    X = np.column_stack(
        [r.choice(list("abc"), 200), r.choice(list("uvwxyz"), 200), r.choice(list("pq"), 200)]
    ).astype(object)
    return X, None


def holes():
    X = wine()[0].copy()
    X[np.random.RandomState(0).rand(*X.shape) < 0.1] = np.nan
    return X, None


def texts():
    r = np.random.RandomState(0)
    w = (
        "apple banana cherry date elder fig grape hazel iris juniper kale lemon "
        "mango nut olive pear quince radish sage thyme"
    ).split()
    w = w + [v.title() for v in w]
    p = 1 / np.arange(1, 41.0)
    return [" ".join(r.choice(w, r.randint(4, 15), p=p / p.sum())) for _ in range(80)], None


def _stack():
    return en.StackingClassifier([("lr", lm.LogisticRegression()), ("nb", bayes.GaussianNB())])


def _vote():
    return en.VotingClassifier([("lr", lm.LogisticRegression()), ("nb", bayes.GaussianNB())])


def _ct():
    return ColumnTransformer([("std", pp.StandardScaler(), [0, 1, 2]), ("mm", pp.MinMaxScaler(), [3, 4])])


CASES = {
    "SVC": (lambda: svm.SVC(), cancer),
    "SVC_poly": (lambda: svm.SVC(kernel="poly"), iris),
    "SVC_linear": (lambda: svm.SVC(kernel="linear"), cancer),
    "SVR": (lambda: svm.SVR(), diabetes),
    "LinearSVC": (lambda: svm.LinearSVC(), cancer),
    "LogisticRegression": (lambda: lm.LogisticRegression(), cancer),
    "LogisticRegression_saga": (
        lambda: lm.LogisticRegression(solver="saga", l1_ratio=0.5, max_iter=1000, random_state=0),
        wine,
    ),
    "Ridge": (lambda: lm.Ridge(), diabetes),
    "RidgeCV": (lambda: lm.RidgeCV(alphas=[0.1, 1.0, 10.0, 100.0]), diabetes),
    "Lasso": (lambda: lm.Lasso(alpha=0.05), diabetes),
    "LassoCV": (lambda: lm.LassoCV(), diabetes),
    "ElasticNet": (lambda: lm.ElasticNet(alpha=0.05), diabetes),
    "SGDClassifier": (lambda: lm.SGDClassifier(random_state=0), cancer),
    "SGDClassifier_invscaling": (
        lambda: lm.SGDClassifier(penalty="elasticnet", learning_rate="invscaling", random_state=0),
        cancer,
    ),
    "BayesianRidge": (lambda: lm.BayesianRidge(), diabetes),
    "HuberRegressor": (lambda: lm.HuberRegressor(), diabetes),
    "KNeighborsClassifier": (lambda: nb.KNeighborsClassifier(), wine),
    "KNeighborsClassifier_brute": (lambda: nb.KNeighborsClassifier(algorithm="brute"), wine),
    "NearestCentroid": (lambda: nb.NearestCentroid(), wine),
    "DecisionTreeClassifier": (lambda: tree.DecisionTreeClassifier(random_state=0), cancer),
    "RandomForestClassifier": (lambda: en.RandomForestClassifier(n_estimators=30, random_state=0), cancer),
    "ExtraTreesRegressor": (lambda: en.ExtraTreesRegressor(n_estimators=30, random_state=0), diabetes),
    "GradientBoostingRegressor": (
        lambda: en.GradientBoostingRegressor(n_estimators=50, random_state=0),
        diabetes,
    ),
    "GradientBoostingRegressor_huber": (
        lambda: en.GradientBoostingRegressor(
            n_estimators=50, loss="huber", n_iter_no_change=3, random_state=0
        ),
        diabetes,
    ),
    "HistGradientBoostingClassifier": (
        lambda: en.HistGradientBoostingClassifier(max_iter=30, random_state=0),
        cancer,
    ),
    "AdaBoostClassifier": (lambda: en.AdaBoostClassifier(random_state=0), cancer),
    "BaggingClassifier": (lambda: en.BaggingClassifier(random_state=0), cancer),
    "IsolationForest": (
        lambda: en.IsolationForest(n_estimators=30, contamination=0.1, random_state=0),
        wine_u,
    ),
    "MLPClassifier": (lambda: nn.MLPClassifier(hidden_layer_sizes=(20,), max_iter=100, random_state=0), wine),
    "MLPClassifier_sgd": (
        lambda: nn.MLPClassifier(
            (20,),
            solver="sgd",
            learning_rate="invscaling",
            learning_rate_init=0.1,
            max_iter=100,
            random_state=0,
        ),
        wine,
    ),
    "GaussianProcessRegressor": (
        lambda: gp.GaussianProcessRegressor(kernel=gp.kernels.RBF(), alpha=0.5),
        diabetes,
    ),
    "GaussianNB": (lambda: bayes.GaussianNB(), wine),
    "MultinomialNB": (lambda: bayes.MultinomialNB(), digits_pos),
    "LinearDiscriminantAnalysis": (lambda: da.LinearDiscriminantAnalysis(), wine),
    "LinearDiscriminantAnalysis_lsqr": (
        lambda: da.LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.5),
        wine,
    ),
    "KMeans": (lambda: cl.KMeans(n_clusters=4, random_state=0), wine_u),
    "DBSCAN": (lambda: cl.DBSCAN(eps=0.6), iris_u),
    "AgglomerativeClustering": (lambda: cl.AgglomerativeClustering(n_clusters=3), iris_u),
    "GaussianMixture": (lambda: mx.GaussianMixture(n_components=3, random_state=0), iris_u),
    "PCA": (lambda: dec.PCA(n_components=3), wine_u),
    "TruncatedSVD": (lambda: dec.TruncatedSVD(n_components=3, random_state=0), wine_u),
    "NMF": (lambda: dec.NMF(n_components=4, random_state=0, max_iter=400), digits_u),
    "FastICA": (lambda: dec.FastICA(n_components=3, random_state=0), wine_u),
    "KernelPCA_poly": (lambda: dec.KernelPCA(n_components=3, kernel="poly"), wine_u),
    "KernelPCA": (lambda: dec.KernelPCA(n_components=3, kernel="rbf"), wine_u),
    "StandardScaler": (lambda: pp.StandardScaler(), wine_raw_u),
    "MinMaxScaler": (lambda: pp.MinMaxScaler(), wine_raw_u),
    "RobustScaler": (lambda: pp.RobustScaler(), wine_raw_u),
    "OneHotEncoder": (lambda: pp.OneHotEncoder(), cats),
    "SimpleImputer": (lambda: imp.SimpleImputer(), holes),
    "KBinsDiscretizer": (lambda: pp.KBinsDiscretizer(encode="ordinal"), wine_u),
    "SelectKBest": (lambda: fs.SelectKBest(k=4), wine),
    "RFE": (lambda: fs.RFE(lm.LogisticRegression(), n_features_to_select=4), cancer),
    "Nystroem": (lambda: ka.Nystroem(n_components=20, random_state=0), wine_u),
    "KernelRidge": (lambda: KernelRidge(kernel="rbf"), diabetes),
    "LocalOutlierFactor": (lambda: nb.LocalOutlierFactor(novelty=True), wine_u),
    "PLSRegression": (lambda: PLSRegression(n_components=2), diabetes),
    "CalibratedClassifierCV": (lambda: CalibratedClassifierCV(svm.LinearSVC()), cancer),
    "StackingClassifier": (_stack, cancer),
    "VotingClassifier": (_vote, wine),
    "TfidfVectorizer": (lambda: tx.TfidfVectorizer(), texts),
    "GridSearchCV": (lambda: GridSearchCV(svm.SVC(), {"C": [0.1, 1, 10]}), cancer),
    "Pipeline": (lambda: make_pipeline(pp.StandardScaler(), lm.LogisticRegression()), wine_raw),
    "ColumnTransformer": (_ct, wine_raw_u),
}

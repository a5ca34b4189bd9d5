"""Data for the book: bundled with scikit-learn, generated from a seed, or written for it."""

from __future__ import annotations

from math import isfinite
from numbers import Real

import numpy as np
import pandas as pd
from sklearn import datasets as bundled
from sklearn.utils.discovery import all_estimators, all_functions

from paramlens.checks import check_whole
from paramlens.docstrings import paragraphs
from paramlens.kept import kept_table

__all__ = [
    "HEIGHTS_MEAN_CM",
    "HEIGHTS_SD_CM",
    "PENGUIN_COLUMNS",
    "PENGUIN_CORRELATIONS",
    "PENGUIN_MEANS",
    "PENGUIN_SDS",
    "PENGUIN_SHARES",
    "breast_cancer",
    "class_heights",
    "curve",
    "curve_truth",
    "diabetes",
    "digits",
    "docstrings",
    "penguins_like",
    "texts",
    "two_moons",
    "wine",
]

HEIGHTS_MEAN_CM = 170.0
HEIGHTS_SD_CM = 8.0

PENGUIN_COLUMNS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
PENGUIN_SHARES = {"Adelie": 0.45, "Chinstrap": 0.2, "Gentoo": 0.35}
PENGUIN_MEANS = {
    "Adelie": (39.0, 18.0, 190.0, 3700.0),
    "Chinstrap": (49.0, 18.0, 196.0, 3700.0),
    "Gentoo": (47.0, 15.0, 217.0, 5000.0),
}
PENGUIN_SDS = {
    "Adelie": (2.5, 1.2, 6.0, 450.0),
    "Chinstrap": (3.0, 1.2, 7.0, 400.0),
    "Gentoo": (3.0, 1.0, 6.0, 500.0),
}
PENGUIN_CORRELATIONS = (
    (1.0, 0.5, 0.5, 0.5),
    (0.5, 1.0, 0.4, 0.6),
    (0.5, 0.4, 1.0, 0.6),
    (0.5, 0.6, 0.6, 1.0),
)


def class_heights(n: int = 30, *, seed: int = 0) -> pd.Series:
    """Generate the heights of a school class: independent draws from one normal distribution.

    The population has the mean `HEIGHTS_MEAN_CM` and the standard deviation `HEIGHTS_SD_CM`, both
    chosen for this book and measured nowhere. A larger class of the same seed begins with the
    smaller one, so that a class can be watched as it grows.

    Parameters
    ----------
    n : int, default=30
        Number of students, at least 2.
    seed : int, default=0
        Which class is drawn; at least 0.

    Returns
    -------
    pandas.Series of float, shape (n,)
        ``height`` in cm, with the index ``student`` from 1 to `n`.

    Raises
    ------
    TypeError
        If `n` or `seed` is no whole number.
    ValueError
        If `n` is below 2 or `seed` below 0.

    Examples
    --------
    >>> from paramlens.datasets import class_heights
    >>> class_heights(3).round(1).to_dict()
    {1: 171.0, 2: 168.9, 3: 175.1}
    """
    rng = _generator(n, seed)
    students = pd.RangeIndex(1, n + 1, name="student")
    return pd.Series(rng.normal(HEIGHTS_MEAN_CM, HEIGHTS_SD_CM, n), index=students, name="height")


def curve(n: int = 40, *, noise: float = 0.3, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Generate points scattered round a wiggly curve, `curve_truth`.

    The inputs are uniform on [0, 1], the noise is normal. A change of `noise` alone moves the points up
    and down but keeps the inputs. The rows stay in the order of the draw, because folds that are cut
    from sorted rows would ask a model to extrapolate.

    Parameters
    ----------
    n : int, default=40
        Number of points, at least 2.
    noise : float, default=0.3
        Standard deviation of the noise, at least 0, in the unit of ``y``.
    seed : int, default=0
        Which points are drawn; at least 0.

    Returns
    -------
    X : pandas.DataFrame of float, shape (n, 1)
        Column ``x``, without unit, in [0, 1].
    y : pandas.Series of float, shape (n,)
        ``y``, without unit: `curve_truth` at ``x`` plus noise.

    Raises
    ------
    TypeError
        If `n` or `seed` is no whole number, or `noise` no number.
    ValueError
        If `n` is below 2, or `noise` or `seed` below 0.

    Examples
    --------
    >>> from paramlens.datasets import curve, curve_truth
    >>> X, y = curve(5, noise=0)
    >>> bool((y == curve_truth(X["x"])).all())
    True
    """
    rng = _generator(n, seed)
    _check_noise(noise)
    X = pd.DataFrame({"x": rng.random(n)})
    y = curve_truth(X["x"]) + noise * rng.standard_normal(n)
    return X, y.rename("y")


def curve_truth(x: float | np.ndarray | pd.Series) -> float | np.ndarray | pd.Series:
    r"""Compute the noiseless curve :math:`\sin(2\pi x(1 + x))`: two waves, the second one shorter.

    Parameters
    ----------
    x : float, numpy.ndarray or pandas.Series
        Where to evaluate the curve; the data of `curve` covers [0, 1].

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        The value of the curve, in the type and shape of `x`.

    Examples
    --------
    >>> from paramlens.datasets import curve_truth
    >>> float(curve_truth(0.0))
    0.0
    """
    return np.sin(2 * np.pi * x * (1 + x))


def two_moons(n: int = 200, *, noise: float = 0.25, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Generate two interlocking half circles, one for each class, blurred by normal noise.

    Parameters
    ----------
    n : int, default=200
        Number of points, at least 2; half of them in each class.
    noise : float, default=0.25
        Standard deviation of the noise, at least 0, in units of the radius.
    seed : int, default=0
        Which points are drawn, and in which order; at least 0.

    Returns
    -------
    X : pandas.DataFrame of float, shape (n, 2)
        Columns ``x1`` and ``x2``: position in units of the radius.
    y : pandas.Series of int, shape (n,)
        ``moon``: 0 for the upper half circle, 1 for the lower one.

    Raises
    ------
    TypeError
        If `n` or `seed` is no whole number, or `noise` no number.
    ValueError
        If `n` is below 2, or `noise` or `seed` below 0.

    See Also
    --------
    sklearn.datasets.make_moons : The generator behind this one.

    Examples
    --------
    >>> from paramlens.datasets import two_moons
    >>> X, y = two_moons()
    >>> X.shape, y.value_counts().to_dict()
    ((200, 2), {0: 100, 1: 100})
    """
    check_whole("n", n, least=2)
    check_whole("seed", seed, least=0)
    _check_noise(noise)
    points, moons = bundled.make_moons(n, noise=noise, random_state=seed)
    return pd.DataFrame(points, columns=["x1", "x2"]), pd.Series(moons, name="moon")


def breast_cancer() -> tuple[pd.DataFrame, pd.Series]:
    """Return the Breast Cancer Wisconsin (Diagnostic) data: cell nuclei in an image, and a diagnosis.

    Ten properties of the nuclei in a digitised image of a fine-needle aspirate, each as mean
    (``mean radius``), standard error (``radius error``) and mean of the three largest values
    (``worst radius``) over the nuclei of the image.

    Returns
    -------
    X : pandas.DataFrame of float, shape (569, 30)
        For each of mean, error and worst: ``radius`` (mean distance from the centre to the outline) and
        ``perimeter``, in pixels; ``area``, in square pixels; ``texture`` (standard deviation of the grey
        values), in grey levels; and, without unit, ``smoothness`` (local variation of the radius),
        ``compactness`` (perimeter² / area - 1), ``concavity`` (severity of the concave parts of the
        outline), ``concave points`` (number of the concave parts, as scaled by the source), ``symmetry`` and
        ``fractal dimension`` (coastline approximation - 1). The description bundled with scikit-learn
        names no units; pixels and grey levels follow from how the features are computed.
    y : pandas.Series of int, shape (569,)
        ``benign``: 1 for a benign mass (357 rows), 0 for a malignant one (212 rows).

    References
    ----------
    W. N. Street, W. H. Wolberg, O. L. Mangasarian, "Nuclear feature extraction for breast tumor diagnosis",
    Biomedical Image Processing and Biomedical Visualization, Proc. SPIE 1905 (1993) 861-870.
    `doi:10.1117/12.148698 <https://doi.org/10.1117/12.148698>`_

    Examples
    --------
    >>> from paramlens.datasets import breast_cancer
    >>> X, y = breast_cancer()
    >>> X.shape, y.name, int(y.sum())
    ((569, 30), 'benign', 357)
    """
    return _frames(bundled.load_breast_cancer(as_frame=True), "benign")


def diabetes() -> tuple[pd.DataFrame, pd.Series]:
    """Return the diabetes data: ten measurements of a patient, and the disease one year later.

    The data set of the paper on least angle regression. The measurements are in their own units, not
    centred and scaled as scikit-learn returns them by default.

    Returns
    -------
    X : pandas.DataFrame of float, shape (442, 10)
        ``age`` in years; ``sex``, coded 1 and 2; ``bmi``, the body mass index, in kg/m²;
        ``blood_pressure``, the average, in mmHg; and from the blood serum ``cholesterol`` (total),
        ``ldl``, ``hdl`` and ``glucose`` in mg/dL, ``cholesterol_hdl_ratio`` without unit, and
        ``log_triglycerides``, possibly the logarithm of the level of triglycerides. The source names
        the unit of the age only and not what 1 and 2 stand for; the other units are those in which
        such ranges are usual.
    y : pandas.Series of float, shape (442,)
        ``progression``: a score of disease progression one year after the measurements, without unit,
        from 25 to 346.

    References
    ----------
    B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, "Least angle regression", Annals of Statistics 32
    (2004) 407-499. `doi:10.1214/009053604000000067 <https://doi.org/10.1214/009053604000000067>`_

    Examples
    --------
    >>> from paramlens.datasets import diabetes
    >>> X, y = diabetes()
    >>> X.shape, y.name, float(X["age"].max())
    ((442, 10), 'progression', 79.0)
    """
    X, y = _frames(bundled.load_diabetes(as_frame=True, scaled=False), "progression")
    readable = {
        "bp": "blood_pressure",
        "s1": "cholesterol",
        "s2": "ldl",
        "s3": "hdl",
        "s4": "cholesterol_hdl_ratio",
        "s5": "log_triglycerides",
        "s6": "glucose",
    }
    return X.rename(columns=readable), y


def digits() -> tuple[pd.DataFrame, pd.Series]:
    """Return handwritten digits as images of 8 by 8 pixels, the test part of a data set of 43 writers.

    Returns
    -------
    X : pandas.DataFrame of float, shape (1797, 64)
        ``pixel_0_0`` to ``pixel_7_7``, row before column from the upper left: how many of the 4 by 4
        dots of the scan are inked, from 0 to 16.
    y : pandas.Series of int, shape (1797,)
        ``digit``: which digit was written, from 0 to 9.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Cascading classifiers", Kybernetika 34 (1998) 369-374.

    Examples
    --------
    >>> from paramlens.datasets import digits
    >>> X, y = digits()
    >>> X.shape, y.name, X.columns[9]
    ((1797, 64), 'digit', 'pixel_1_1')
    """
    return _frames(bundled.load_digits(as_frame=True), "digit")


def wine() -> tuple[pd.DataFrame, pd.Series]:
    """Return chemical analyses of wines of one Italian region, by the three cultivars they were made from.

    Returns
    -------
    X : pandas.DataFrame of float, shape (178, 13)
        ``alcohol``, ``malic_acid``, ``ash``, ``alcalinity_of_ash``, ``magnesium``, ``total_phenols``,
        ``flavanoids``, ``nonflavanoid_phenols``, ``proanthocyanins`` and ``proline`` (amounts),
        ``color_intensity`` and ``hue``, and ``od280/od315_of_diluted_wines`` (a ratio of two optical
        densities, without unit). The source names no units.
    y : pandas.Series of int, shape (178,)
        ``cultivar``: 0, 1 or 2 (59, 71 and 48 rows).

    References
    ----------
    M. Forina, C. Armanino, M. Castino, M. Ubigli, "Multivariate data analysis as a discriminating method of
    the origin of wines", Vitis 25 (1986) 189-201; 13 of its variables, by way of the UCI Machine Learning
    Repository.

    Examples
    --------
    >>> from paramlens.datasets import wine
    >>> X, y = wine()
    >>> X.shape, y.value_counts(sort=False).to_dict()
    ((178, 13), {0: 59, 1: 71, 2: 48})
    """
    return _frames(bundled.load_wine(as_frame=True), "cultivar")


def penguins_like(n: int = 300, *, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Generate penguins: no bird was measured, every row is drawn from a normal distribution of its species.

    A species is drawn for each row with the shares `PENGUIN_SHARES`; then four measurements from the
    species' multivariate normal distribution, whose means and standard deviations are `PENGUIN_MEANS`
    and `PENGUIN_SDS` and whose correlations, the same in all species, are `PENGUIN_CORRELATIONS` (in
    the order of the columns). All are round numbers chosen for this book, loosely after the ranges
    published for the three species.

    Parameters
    ----------
    n : int, default=300
        Number of penguins, at least 2. A small sample may lack a species.
    seed : int, default=0
        Which penguins are drawn; at least 0.

    Returns
    -------
    X : pandas.DataFrame of float, shape (n, 4)
        ``bill_length_mm``, ``bill_depth_mm`` and ``flipper_length_mm`` in mm, ``body_mass_g`` in g.
    y : pandas.Series of str, shape (n,)
        ``species``: Adelie, Chinstrap or Gentoo.

    Raises
    ------
    TypeError
        If `n` or `seed` is no whole number.
    ValueError
        If `n` is below 2 or `seed` below 0.

    References
    ----------
    K. B. Gorman, T. D. Williams, W. R. Fraser, "Ecological sexual dimorphism and environmental variability
    within a community of Antarctic penguins (genus Pygoscelis)", PLoS ONE 9 (2014) e90081.
    `doi:10.1371/journal.pone.0090081 <https://doi.org/10.1371/journal.pone.0090081>`_

    Examples
    --------
    >>> from paramlens.datasets import penguins_like
    >>> X, y = penguins_like()
    >>> X.shape, sorted(y.unique())
    ((300, 4), ['Adelie', 'Chinstrap', 'Gentoo'])
    """
    rng = _generator(n, seed)
    species = rng.choice(list(PENGUIN_SHARES), size=n, p=list(PENGUIN_SHARES.values()))
    means = np.array([PENGUIN_MEANS[name] for name in species])
    sds = np.array([PENGUIN_SDS[name] for name in species])
    scores = rng.standard_normal((n, len(PENGUIN_COLUMNS))) @ np.linalg.cholesky(PENGUIN_CORRELATIONS).T
    X = pd.DataFrame(means + sds * scores, columns=list(PENGUIN_COLUMNS))
    return X, pd.Series(species, name="species", dtype="str")


def texts() -> pd.DataFrame:
    """Return short English texts on three topics, written for this book.

    Some texts straddle two topics (rain on a bicycle ride, baking in the heat), so that a classifier
    that counts words gets most of them right, but not all.

    Returns
    -------
    pandas.DataFrame of str, shape (120, 2)
        ``text``: one to three sentences, 12 to 40 words; ``topic``: bicycles, cooking or weather, forty
        texts of each.

    Examples
    --------
    >>> from paramlens.datasets import texts
    >>> texts()["topic"].value_counts().sort_index().to_dict()
    {'bicycles': 40, 'cooking': 40, 'weather': 40}
    """
    return kept_table("texts.csv")


def docstrings() -> pd.DataFrame:
    """Return paragraphs of scikit-learn's own documentation: English that every reader has installed.

    The docstrings of all public estimators and functions, without blocks of code, references, and what
    stands in backticks, so that few paragraphs name what they are about; a little code is left within
    sentences. Arguments with one meaning are described in many places in nearly the same words; of
    paragraphs that share their first six words only the first is kept.
    The texts change with the version of scikit-learn.

    Returns
    -------
    pandas.DataFrame of str, shape (n_paragraphs, 4)
        ``text``: one paragraph of at least ten words; ``section``: description, notes, arguments,
        attributes or returns; ``family``: the module that the paragraph documents, such as linear_model;
        ``source``: the estimator or function. In the order of the sources' names.

    References
    ----------
    L. Buitinck et al., "API design for machine learning software: experiences from the scikit-learn
    project", ECML PKDD Workshop: Languages for Data Mining and Machine Learning (2013) 108-122.

    Examples
    --------
    >>> from paramlens.datasets import docstrings
    >>> about = docstrings()
    >>> about.columns.tolist(), bool(about["text"].is_unique), len(about) > 2000
    (['text', 'section', 'family', 'source'], True, True)
    """
    documented = sorted([*all_estimators(), *all_functions()], key=lambda pair: (pair[0], pair[1].__module__))
    table = pd.DataFrame(
        [
            (text, section, thing.__module__.split(".")[1], name)
            for name, thing in documented
            for section, text in paragraphs(thing.__doc__ or "")
        ],
        columns=["text", "section", "family", "source"],
        dtype="str",
    )
    beginnings = table["text"].str.lower().str.findall("[a-z]+").str[:6].str.join(" ")
    return table[~beginnings.duplicated()].reset_index(drop=True)


def _frames(bunch, target: str) -> tuple[pd.DataFrame, pd.Series]:
    return bunch.data, bunch.target.rename(target)


def _generator(n: int, seed: int) -> np.random.Generator:
    check_whole("n", n, least=2)
    check_whole("seed", seed, least=0)
    return np.random.default_rng(seed)


def _check_noise(noise: object) -> None:
    accepted = "noise must be a finite number of at least 0"
    if isinstance(noise, bool) or not isinstance(noise, Real):
        raise TypeError(f"{accepted}, got {noise!r}")
    if not (isfinite(noise) and noise >= 0):
        raise ValueError(f"{accepted}, got {noise}")

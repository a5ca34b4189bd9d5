"""The data of the book: what it measures, that it comes back the same, and that bad requests are refused."""

from __future__ import annotations

import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer, StandardScaler

from paramlens import datasets
from paramlens.datasets import HEIGHTS_MEAN_CM, HEIGHTS_SD_CM

GENERATORS = [datasets.class_heights, datasets.curve, datasets.two_moons, datasets.penguins_like]
NOISY = [datasets.curve, datasets.two_moons]
BUNDLED = {
    datasets.breast_cancer: ((569, 30), "benign"),
    datasets.diabetes: ((442, 10), "progression"),
    datasets.digits: ((1797, 64), "digit"),
    datasets.wine: ((178, 13), "cultivar"),
}


def values(data) -> np.ndarray:
    """Everything that a generator returned, as one table."""
    parts = data if isinstance(data, tuple) else (data,)
    return np.column_stack([np.asarray(part, dtype=object) for part in parts])


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(datasets).failed == 0


@pytest.mark.parametrize("generate", GENERATORS)
def test_same_seed_same_data(generate):
    assert np.array_equal(values(generate(20, seed=3)), values(generate(20, seed=3)))


@pytest.mark.parametrize("generate", GENERATORS)
def test_default_seed_is_zero(generate):
    assert np.array_equal(values(generate()), values(generate(seed=0)))


@pytest.mark.parametrize("generate", GENERATORS)
def test_other_seed_other_data(generate):
    assert not np.array_equal(values(generate(20, seed=3)), values(generate(20, seed=4)))


@pytest.mark.parametrize("generate", GENERATORS)
def test_global_random_state_stays_untouched(generate):
    before = np.random.get_state()[1].copy()
    generate()
    assert np.array_equal(np.random.get_state()[1], before)


@given(n=st.integers(2, 60), seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("generate", GENERATORS)
def test_every_generator_returns_n_finite_rows(generate, n, seed):
    data = generate(n, seed=seed)
    numbers = data[0] if isinstance(data, tuple) else data
    assert len(values(data)) == n
    assert np.isfinite(numbers.to_numpy()).all()


@pytest.mark.parametrize("generate", GENERATORS)
@pytest.mark.parametrize("n", [1, 0, -5])
def test_too_few_rows_are_refused(generate, n):
    with pytest.raises(ValueError, match=f"^n must be a whole number of at least 2, got {n}$"):
        generate(n)


@pytest.mark.parametrize("generate", GENERATORS)
@pytest.mark.parametrize("n", [2.5, 10.0, "10", None, True])
def test_rows_must_be_a_whole_number(generate, n):
    with pytest.raises(TypeError, match=f"^n must be a whole number of at least 2, got {n!r}$"):
        generate(n)


@pytest.mark.parametrize("generate", GENERATORS)
def test_seed_must_be_a_whole_number_from_zero(generate):
    with pytest.raises(ValueError, match="^seed must be a whole number of at least 0, got -1$"):
        generate(5, seed=-1)
    with pytest.raises(TypeError, match="^seed must be a whole number of at least 0, got None$"):
        generate(5, seed=None)


@pytest.mark.parametrize("generate", NOISY)
@pytest.mark.parametrize("noise", [-0.1, float("nan"), float("inf")])
def test_noise_must_be_finite_and_not_negative(generate, noise):
    with pytest.raises(ValueError, match=f"^noise must be a finite number of at least 0, got {noise}$"):
        generate(5, noise=noise)


@pytest.mark.parametrize("generate", NOISY)
@pytest.mark.parametrize("noise", ["0.3", None, True])
def test_noise_must_be_a_number(generate, noise):
    with pytest.raises(TypeError, match=f"^noise must be a finite number of at least 0, got {noise!r}$"):
        generate(5, noise=noise)


@pytest.mark.parametrize("generate", GENERATORS)
def test_numpy_integers_are_whole_numbers(generate):
    assert np.array_equal(values(generate(np.int64(5))), values(generate(5)))


def test_heights_are_a_named_series_of_numbered_students():
    heights = datasets.class_heights()
    assert (heights.name, heights.index.name, heights.dtype) == ("height", "student", float)
    assert list(heights.index) == list(range(1, 31))


@given(small=st.integers(2, 50), more=st.integers(0, 200), seed=st.integers(0, 2**32 - 1))
def test_larger_class_begins_with_the_smaller_one(small, more, seed):
    grown = datasets.class_heights(small + more, seed=seed)
    pd.testing.assert_series_equal(grown[:small], datasets.class_heights(small, seed=seed))


def test_moments_of_the_heights_are_those_of_the_population():
    classes, n = 2000, 50
    drawn = np.array([datasets.class_heights(n, seed=seed) for seed in range(classes)])
    means, variances = drawn.mean(axis=1), drawn.var(axis=1, ddof=1)
    error_of_mean = HEIGHTS_SD_CM / np.sqrt(n * classes)
    error_of_variance = HEIGHTS_SD_CM**2 * np.sqrt(2 / (n - 1) / classes)
    assert abs(means.mean() - HEIGHTS_MEAN_CM) < 4 * error_of_mean
    assert abs(variances.mean() - HEIGHTS_SD_CM**2) < 4 * error_of_variance


def test_curve_scatters_round_the_truth_by_the_noise():
    X, y = datasets.curve(20_000, noise=0.3)
    residual = y - datasets.curve_truth(X["x"])
    assert abs(residual.mean()) < 4 * 0.3 / np.sqrt(len(y))
    assert abs(residual.std() - 0.3) < 4 * 0.3 / np.sqrt(2 * len(y))


def test_curve_has_one_named_column_on_the_unit_interval():
    X, y = datasets.curve()
    assert (list(X), y.name, X.shape, y.shape) == (["x"], "y", (40, 1), (40,))
    assert X["x"].between(0, 1).all()


def test_curve_rows_are_not_sorted():
    X, _ = datasets.curve()
    assert not X["x"].is_monotonic_increasing


def test_noise_moves_the_points_of_the_curve_only_up_and_down():
    quiet, loud = datasets.curve(noise=0), datasets.curve(noise=2)
    pd.testing.assert_frame_equal(quiet[0], loud[0])
    assert not np.allclose(quiet[1], loud[1])


def test_curve_truth_has_two_waves():
    heights = datasets.curve_truth(np.linspace(0, 1, 1001))
    turns = np.flatnonzero(np.diff(np.sign(np.diff(heights))))
    assert len(turns) == 4
    assert np.allclose(heights[turns], [1, -1, 1, -1], atol=1e-3)


@pytest.mark.parametrize(
    ("features", "too_little", "about_right", "too_much"),
    [
        (PolynomialFeatures(15, include_bias=False), 1e-10, 1e-6, 1e2),
        (SplineTransformer(20), 1e-2, 10, 1e3),
    ],
)
def test_ridge_underfits_and_overfits_the_curve(features, too_little, about_right, too_much):
    grid = pd.DataFrame({"x": np.linspace(0.02, 0.98, 200)})

    def error(alpha):
        model = make_pipeline(features, StandardScaler(), Ridge(alpha))
        fits = (model.fit(*datasets.curve(seed=seed)).predict(grid) for seed in range(25))
        return np.mean([np.sqrt(np.mean((fit - datasets.curve_truth(grid["x"])) ** 2)) for fit in fits])

    assert error(too_little) > 1.1 * error(about_right)
    assert error(too_much) > 2 * error(about_right)


def test_noiseless_moons_are_two_half_circles():
    X, y = datasets.two_moons(100, noise=0)
    centre = pd.DataFrame({"x1": y * 1.0, "x2": y * 0.5})
    assert np.allclose(np.hypot(*(X - centre).to_numpy().T), 1)
    assert (list(X), y.name, y.value_counts().to_dict()) == (["x1", "x2"], "moon", {0: 50, 1: 50})


@pytest.mark.parametrize("load", BUNDLED)
def test_bundled_sets_are_a_frame_and_a_named_series(load):
    shape, name = BUNDLED[load]
    X, y = load()
    assert (X.shape, y.name) == (shape, name)
    assert isinstance(X, pd.DataFrame) and isinstance(y, pd.Series)
    assert X.index.equals(y.index)
    assert not X.isna().any(axis=None)


@pytest.mark.parametrize("load", [*BUNDLED, *GENERATORS])
def test_docstring_names_every_column_and_the_target(load):
    X, y = load() if load is not datasets.class_heights else (pd.DataFrame(), load())
    names = [*X.columns, y.name]
    if load is datasets.digits:
        names = [X.columns[0], X.columns[-1], y.name]
    if load is datasets.breast_cancer:
        names = [*(column.removeprefix("mean ") for column in X.columns[:10]), X.columns[10], y.name]
    assert [name for name in names if f"``{name}``" not in load.__doc__] == []


def test_benign_masses_are_the_ones():
    _, y = datasets.breast_cancer()
    assert y.value_counts().to_dict() == {1: 357, 0: 212}


def test_diabetes_is_in_its_own_units():
    X, y = datasets.diabetes()
    assert list(X) == [
        *("age", "sex", "bmi", "blood_pressure", "cholesterol", "ldl", "hdl"),
        *("cholesterol_hdl_ratio", "log_triglycerides", "glucose"),
    ]
    assert (X["age"].min(), X["age"].max(), set(X["sex"])) == (19, 79, {1, 2})
    assert (y.min(), y.max()) == (25, 346)
    assert np.corrcoef(X["cholesterol"] / X["hdl"], X["cholesterol_hdl_ratio"])[0, 1] > 0.95


def test_digits_name_their_pixels_by_row_and_column():
    X, y = datasets.digits()
    assert list(X) == [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    assert (X.min(axis=None), X.max(axis=None), set(y)) == (0, 16, set(range(10)))


def test_penguins_follow_the_distributions_they_are_drawn_from():
    n = 60_000
    X, y = datasets.penguins_like(n)
    assert list(X) == list(datasets.PENGUIN_COLUMNS)
    for species, share in datasets.PENGUIN_SHARES.items():
        birds = X[y == species]
        means, sds = np.array([datasets.PENGUIN_MEANS[species], datasets.PENGUIN_SDS[species]])
        assert abs(len(birds) / n - share) < 4 * np.sqrt(share * (1 - share) / n)
        assert (abs(birds.mean() - means) < 4 * sds / np.sqrt(len(birds))).all()
        assert (abs(birds.std() - sds) < 4 * sds / np.sqrt(2 * len(birds))).all()
        assert np.allclose(birds.corr(), datasets.PENGUIN_CORRELATIONS, atol=4 / np.sqrt(len(birds)))


def test_penguin_species_is_a_series_of_words():
    _, y = datasets.penguins_like()
    assert y.name == "species"
    assert set(y) == {"Adelie", "Chinstrap", "Gentoo"}


def test_penguins_say_that_they_are_generated():
    assert datasets.penguins_like.__doc__.startswith("Generate penguins: no bird was measured")


def test_docstrings_are_prose_of_many_families_without_markup():
    corpus = datasets.docstrings()
    assert list(corpus) == ["text", "section", "family", "source"]
    assert set(corpus["section"]) == {"description", "notes", "arguments", "attributes", "returns"}
    assert (corpus["family"].value_counts().head(6) >= 70).all()
    assert (corpus["text"].str.split().str.len() >= 10).all()
    assert not corpus["text"].str.contains(r"`|\n|\.\. \w+::|>>>|sklearn|:ref:|:class:").any()


def test_docstrings_come_back_in_the_same_order():
    pd.testing.assert_frame_equal(datasets.docstrings(), datasets.docstrings())


def test_no_two_docstrings_begin_alike():
    corpus = datasets.docstrings()
    beginnings = corpus["text"].str.lower().str.findall("[a-z]+").str[:6].str.join(" ")
    assert beginnings.is_unique


def test_texts_are_short_distinct_and_balanced():
    corpus = datasets.texts()
    assert list(corpus) == ["text", "topic"]
    assert corpus["topic"].value_counts().to_dict() == {"weather": 40, "cooking": 40, "bicycles": 40}
    assert corpus["text"].is_unique
    assert corpus["text"].str.split().str.len().between(12, 40).all()
    assert corpus["text"].str.count(r"[.!?](?:\s|$)").between(1, 3).all()


def test_word_counts_tell_most_topics_but_not_all():
    corpus = datasets.texts()
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=20, random_state=0)
    model = make_pipeline(CountVectorizer(), MultinomialNB())
    assert 0.8 < cross_val_score(model, corpus["text"], corpus["topic"], cv=folds).mean() < 0.97

"""Every setting on many splits: how rows are split, what is counted, what is refused."""

from __future__ import annotations

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from scipy import stats
from sklearn.base import BaseEstimator
from sklearn.cluster import DBSCAN
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from paramlens import datasets, survey

X, y = datasets.diabetes()
Xw, yw = datasets.wine()
ROWS = np.arange(100.0).reshape(-1, 1)


class Scored(BaseEstimator):
    """Its score is a table's entry: what the shares of its variance are can be worked out by hand."""

    def __init__(self, first=0, second=0, table=None):
        self.first, self.second, self.table = first, second, table

    def fit(self, X, y=None):
        self.n_ = len(X)
        return self

    def score(self, X, y=None):
        return float(self.table[self.first][self.second])


def surveyed(table, **given):
    table = np.asarray(table, dtype=float)
    space = {"first": range(table.shape[0]), "second": range(table.shape[1])}
    return survey(Scored(table=table.tolist()), space, ROWS, n_splits=2, **given)


class Rows(BaseEstimator):
    """Its score tells which rows it was fitted to and judged on."""

    seen: list = []

    def __init__(self, size=1, random_state=None):
        self.size, self.random_state = size, random_state

    def fit(self, X, y=None):
        self.rows_ = frozenset(X[:, 0])
        return self

    def score(self, X, y=None):
        Rows.seen.append((self.size, self.random_state, self.rows_, frozenset(X[:, 0])))
        return 0.0


@pytest.fixture
def seen():
    Rows.seen = []
    return Rows.seen


def test_the_three_kinds_of_rows_share_none_and_leave_none_out(seen):
    tried = survey(Rows(), {"size": [2, 3]}, ROWS, n_splits=3)
    assert tried.rows == (60, 20, 20)
    for (_, _, training, validation), (_, _, again, test) in zip(seen[::2], seen[1::2], strict=True):
        assert training == again
        assert sorted(training | validation | test) == list(range(100))
        assert (len(training), len(validation), len(test)) == (60, 20, 20)


def test_all_settings_and_the_default_see_the_same_rows_and_the_same_seed(seen):
    survey(Rows(), {"size": [2, 3]}, ROWS, n_splits=3)
    by_setting = {size: [call[1:] for call in seen if call[0] == size] for size in (1, 2, 3)}
    assert by_setting[1] == by_setting[2] == by_setting[3]
    assert [seed for seed, *_ in by_setting[1][::2]] == [0, 1, 2]
    assert len({rows for _, rows, _ in by_setting[1]}) == 3


def test_a_seed_that_was_given_stays(seen):
    survey(Rows(random_state=7), {"size": [2]}, ROWS, n_splits=3)
    assert {seed for _, seed, *_ in seen} == {7}


def test_classes_keep_their_share_in_all_kinds():
    class Shares(DecisionTreeClassifier):
        def score(self, X, y):
            return float(np.mean(y == 0))

    tried = survey(Shares(), {"max_depth": [2]}, Xw, yw, n_splits=5)
    assert np.allclose(tried.scores[["validation", "test"]], np.mean(yw == 0), atol=0.03)


def test_shares_of_an_additive_score():
    table = np.add.outer([0, 3, 6], [0, 1])
    rows, columns = np.var([0, 3, 6]), np.var([0, 1])
    shares = surveyed(table).importance()["share"]
    assert shares.to_dict() == pytest.approx(
        {"first": rows / (rows + columns), "second": columns / (rows + columns), "together": 0}
    )


def test_a_score_of_the_interaction_alone():
    assert surveyed([[0, 1], [1, 0]]).importance()["share"].to_dict() == {"first": 0, "second": 0, "together": 1}


def test_no_shares_where_nothing_matters():
    assert surveyed([[1, 1], [1, 1]]).importance().isna().all(axis=None)


@examples(max_examples=25)
@given(st.lists(st.lists(st.floats(-5, 5), min_size=3, max_size=3), min_size=2, max_size=4))
def test_shares_are_shares(table):
    found = surveyed(table).importance()
    if np.ptp(table) > 1e-6:
        assert found["share"].sum() == pytest.approx(1)
        assert found["share"].between(-1e-12, 1 + 1e-9).all()
        assert (found["low"] <= found["share"] + 1e-12).all() and (found["share"] <= found["high"] + 1e-12).all()


def test_the_validation_rows_choose_and_the_test_rows_judge():
    tried = survey(KNeighborsClassifier(), {"n_neighbors": [1, 5, 25]}, Xw, yw, n_splits=6)
    for split, row in tried.chosen().iterrows():
        here = tried.scores[tried.scores["split"] == split].set_index("n_neighbors")
        assert row["validation"] == here["validation"].max()
        assert row["n_neighbors"] == here["validation"].idxmax()
        assert row["test"] == here.loc[row["n_neighbors"], "test"]
        assert row["default"] == here.loc[5, "test"]


def test_interval_is_students_made_wider_for_shared_rows():
    tried = survey(Ridge(), {"alpha": [0.01, 0.1, 1]}, X, y, n_splits=8)
    gained = tried.chosen()["test"] - tried.chosen()["default"]
    naive = stats.t.interval(0.95, 7, loc=gained.mean(), scale=stats.sem(gained))
    gain, low, high = tried.gain()
    assert gain == pytest.approx(gained.mean())
    training, _, test = tried.rows
    wider = np.sqrt((1 / 8 + test / training) * 8)
    assert (high - low) / (naive[1] - naive[0]) == pytest.approx(wider)


def test_default_is_the_estimator_as_given():
    tried = survey(Ridge(alpha=50), {"alpha": [1, 50]}, X, y, n_splits=3)
    assert tried.default == {"alpha": 50}
    given = tried.scores.query("alpha == 50").set_index("split")
    assert np.array_equal(given["test"], tried.default_scores["test"])


def test_scores_are_those_of_the_estimator():
    tried = survey(LinearRegression(), {"fit_intercept": [True]}, X, y, n_splits=2)
    again = survey(LinearRegression(), {"fit_intercept": [True]}, X, y, n_splits=2, scoring="r2")
    assert tried.scoring == "R²"
    assert tried.scores.equals(again.scores)


def test_candidates_stay_what_they_are():
    tried = survey(DecisionTreeClassifier(), {"max_depth": [None, 2]}, Xw, yw, n_splits=3)
    assert tried.points["max_depth"].tolist() == [None, 2]
    assert all(value is None or value == 2 for value in tried.chosen()["max_depth"])
    assert "NaN" not in repr(tried.chosen()["max_depth"].tolist())


def test_nested_names_and_models_without_a_target():
    space = {"standardscaler__with_std": [True, False], "gaussianmixture__n_components": [1, 2]}
    model = make_pipeline(StandardScaler(), GaussianMixture())
    tried = survey(model, space, Xw, n_splits=2)
    assert tried.to_frame().shape == (4, 4)
    assert tried.default == {"standardscaler__with_std": True, "gaussianmixture__n_components": 1}


def test_same_result_for_any_number_of_jobs_and_nothing_outside_changes():
    before = joblib.hash((X, y, np.random.get_state()))
    forest = RandomForestClassifier(n_estimators=3)
    one = survey(forest, {"max_depth": [1, 3]}, Xw, yw, n_splits=3)
    two = survey(forest, {"max_depth": [1, 3]}, Xw, yw, n_splits=3, n_jobs=2)
    assert one.scores.equals(two.scores)
    assert joblib.hash((X, y, np.random.get_state())) == before
    assert forest.random_state is None


def test_repr_says_what_choosing_brought():
    tried = survey(SVC(), {"C": [1, 10]}, Xw, yw, n_splits=2)
    gain, low, high = tried.gain()
    assert repr(tried) == (
        "<Survey: 2 settings of C on 2 splits; "
        f"choosing gains {gain:+.3g} accuracy (from {low:+.3g} to {high:+.3g}) over the default>"
    )
    assert "validation" in tried._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"space": {}}, ValueError, "space must hold at least one name"),
        ({"space": ["C"]}, TypeError, r"space must be a dict of names with their candidates, got \['C'\]"),
        ({"space": {"C": "scale"}}, TypeError, r"space\['C'\] must be a list of candidates for 'C', got the str"),
        ({"space": {"C": [1, 1]}}, ValueError, r"space\['C'\] must hold each candidate for 'C' once"),
        ({"space": {"C": [-1]}}, ValueError, r"space\['C'\] must be legal for 'C': SVC accepts .*, got -1"),
        ({"space": {"depth": [1]}}, ValueError, "depth"),
        ({"n_splits": 1}, ValueError, "n_splits must be a whole number of at least 2, got 1"),
        ({"n_splits": 2.5}, TypeError, "n_splits must be"),
        ({"seed": -1}, ValueError, "seed must be a whole number of at least 0, got -1"),
        ({"estimator": SVC}, TypeError, "estimator must be"),
        ({"estimator": DBSCAN(), "space": {"eps": [1]}}, ValueError, "DBSCAN has no score of its own; give the survey"),
        ({"X": Xw[:6], "y": yw[:6]}, ValueError, "X must have at least 10 rows to be split in three, got 6"),
        ({"X": Xw[:60], "y": yw[:60]}, ValueError, "y must have enough rows of every class"),
        ({"X": Xw[:61]}, ValueError, "y"),
    ],
)
def test_bad_input_is_told(arguments, error, message):
    given = {"estimator": SVC(), "space": {"C": [1, 2]}, "X": Xw, "y": yw} | arguments
    with pytest.raises(error, match=message):
        survey(**given)


def test_a_failing_fit_names_its_setting():
    class Failing(SVC):
        def fit(self, X, y):
            raise ValueError("no luck")

    with pytest.raises(ValueError, match=r"Failing failed with C=2 in split 0: no luck"):
        survey(Failing(), {"C": [2]}, Xw, yw, n_splits=2)

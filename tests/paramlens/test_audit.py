"""The audit against estimators whose truth is known by construction, and against those that misbehave."""

from __future__ import annotations

import copy
import functools
import os
import random
import re
import sys
import threading
import time
import warnings
from numbers import Real

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification
from sklearn.dummy import DummyRegressor
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.utils._param_validation import Interval, StrOptions

from paramlens import Role
from paramlens.audit import Audit, audit

X, LABELS = make_classification(60, 4, flip_y=0.2, random_state=0)
Y = X[:, 0] + 0.5 * X[:, 1] ** 2 + np.random.default_rng(0).normal(scale=0.3, size=60)
FAST = {"progress": False}


class Knobs(RegressorMixin, BaseEstimator):
    """A straight line, with knobs whose truth is known.

    Parameters
    ----------
    zest : float
        It multiplies the slope.
    manner : {"plain", "curved"}
        The shape.
    bend : float
        How much it curves, where it does.
    here, there : bool
        Two gates.
    behind : float
        It is added if ``here=True`` and ``there=True``.
    chatty : int
        How much progress to print.
    n_jobs : int or None
        How many processes.
    idle : float
        It is looked at by nobody.
    helper : estimator or None
        Fitted to what is left over.
    """

    _parameter_constraints = {
        "zest": [Interval(Real, 0, None, closed="left")],
        "manner": [StrOptions({"plain", "curved"})],
        "bend": [Interval(Real, 0, None, closed="left")],
        "here": ["boolean"],
        "there": ["boolean"],
        "behind": [Interval(Real, 0, None, closed="left")],
        "chatty": [Interval(Real, 0, None, closed="left")],
        "n_jobs": [None, int],
        "idle": [Interval(Real, 0, None, closed="left")],
        "helper": [None, BaseEstimator],
    }

    def __init__(
        self,
        zest=1.0,
        manner="plain",
        bend=0.5,
        here=False,
        there=False,
        behind=1.0,
        chatty=0,
        n_jobs=None,
        idle=0.5,
        helper=None,
    ):
        self.zest = zest
        self.manner = manner
        self.bend = bend
        self.here = here
        self.there = there
        self.behind = behind
        self.chatty = chatty
        self.n_jobs = n_jobs
        self.idle = idle
        self.helper = helper

    def fit(self, X, y):
        self.slope_ = self.zest * np.cov(X[:, 0], y)[0, 1] / np.var(X[:, 0])
        return self

    def predict(self, X):
        line = self.slope_ * X[:, 0]
        if self.manner == "curved":
            line = line + self.bend * X[:, 0] ** 2
        return line + self.behind if self.here and self.there else line


class Seeded(RegressorMixin, BaseEstimator):
    """The seed acts in one of several ways.

    Parameters
    ----------
    random_state : int or None
        The seed.
    """

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, X, y):
        self.level_ = np.mean(y) + self.told_by(self.random_state)
        return self

    def predict(self, X):
        return self.level_ + X[:, 0]


class Drawing(Seeded):
    """It draws with its seed."""

    @staticmethod
    def told_by(seed):
        return np.random.default_rng(seed).normal()


class Steady(Seeded):
    """It takes a seed and draws nothing."""

    @staticmethod
    def told_by(seed):
        return 0.0


class Disguised(Seeded):
    """What it calls a seed moves the answers one way as it grows."""

    @staticmethod
    def told_by(seed):
        return 0.5 * seed


class Learner(RegressorMixin, BaseEstimator):
    """It learns one thing of every kind.

    Parameters
    ----------
    shrinks : tuple of float
        Candidates, of which the fit chooses one.
    """

    def __init__(self, shrinks=(0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0)):
        self.shrinks = shrinks

    def fit(self, X, y):
        wanted = np.var(y) * np.var(X[:, 0])
        self.shrink_ = min(self.shrinks, key=lambda one: abs(np.log(one / wanted)))
        gram = X.T @ X + self.shrink_ * np.eye(X.shape[1])
        self._weights = np.linalg.solve(gram, X.T @ y)
        self.tilt_ = -self._weights
        self.ground_ = float(np.mean(y))
        self.anchors_ = X[:7].copy()
        self.spreads_ = np.std(X, axis=0)
        self.fit_error_ = float(np.mean((X @ self._weights - y) ** 2))
        self.width_ = X.shape[1]
        return self

    def predict(self, X):
        near = np.exp(-((X[:, None] - self.anchors_[None]) ** 2).sum(axis=2)).sum(axis=1)
        return X @ self._weights + self.ground_ + near

    @property
    def doubled_(self):
        return 2 * self._weights


def frame_of(estimator, X=X, y=Y, **how):
    """The audit as a table."""
    return audit(estimator, X, y, **FAST | how).to_frame()


@functools.cache
def known(kind):
    """The audit of a class, as a table; made once."""
    return frame_of(kind())


@functools.cache
def real(name):
    """The audit of an estimator of scikit-learn; made once."""
    made = {
        "LinearRegression": (LinearRegression(), Y),
        "Lasso": (Lasso(0.1), Y),
        "Ridge": (Ridge(), Y),
        "SVC": (SVC(), LABELS),
        "LogisticRegression": (LogisticRegression(), LABELS),
        "pipeline": (make_pipeline(StandardScaler(), Ridge()), Y),
        "columns": (ColumnTransformer([("a", StandardScaler(), [0, 1]), ("b", MinMaxScaler(), [2])]), None),
        "search": (GridSearchCV(GaussianNB(), {"var_smoothing": [1e-9, 1.0]}, cv=2), LABELS),
    }
    return frame_of(made[name][0], y=made[name][1])


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("zest", Role.HYPERPARAMETER),
        ("manner", Role.HYPERPARAMETER),
        ("bend", Role.CONDITIONAL_HYPERPARAMETER),
        ("behind", Role.CONDITIONAL_HYPERPARAMETER),
        ("chatty", Role.RUN_SETTING),
        ("n_jobs", Role.RUN_SETTING),
    ],
)
def test_arguments_have_the_role_they_were_built_to_have(name, role):
    row = known(Knobs).loc[name]
    assert (row["side"], row["role"]) == ("set", role.value)


@pytest.mark.parametrize(
    ("name", "condition"),
    [("zest", ""), ("bend", "manner='curved'"), ("behind", "here=True and there=True")],
)
def test_condition_is_what_wakes_the_argument(name, condition):
    assert known(Knobs).loc[name, "condition"] == condition


def test_argument_that_nobody_reads_is_left_undecided():
    row = known(Knobs).loc["idle"]
    assert (row["role"], row["effect"]) == ("undecided", 0.0)
    assert row["evidence"].startswith("Undecided: ")


def test_gates_that_only_work_together_are_not_called_run_settings():
    roles = set(known(Knobs).loc[["here", "there"], "role"])
    assert roles == {"conditional_hyperparameter"}


def test_effect_is_how_far_the_answers_move():
    zest = known(Knobs).loc["zest"]
    factor = float(re.search(r"to ([\d.e+-]+) moved", zest["evidence"])[1])
    # All answers are proportional to the slope, so that only the spread is left of them.
    slope_only = frame_of(Knobs(), X - X[:, :1].mean()).loc["zest", "effect"]
    assert factor != 1
    assert zest["effect"] == pytest.approx(abs(factor - 1), rel=0.2)
    assert slope_only == pytest.approx(abs(factor - 1), rel=0.2)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (Drawing, Role.SOURCE_OF_RANDOMNESS),
        (Steady, Role.SOURCE_OF_RANDOMNESS),
        (Disguised, Role.HYPERPARAMETER),
    ],
)
def test_seed_is_randomness_not_hyperparameter(kind, role):
    assert known(kind).loc["random_state", "role"] == role.value


def test_seed_that_draws_nothing_is_told_to_be_inert():
    row = known(Steady).loc["random_state"]
    assert row["effect"] == 0
    assert "inert" in row["evidence"]


def test_seed_that_acts_has_an_effect():
    assert known(Drawing).loc["random_state", "effect"] > 0.1


def test_seed_in_disguise_disagrees_with_its_name():
    assert bool(known(Disguised).loc["random_state", "disagrees"])


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("ground_", Role.PARAMETER),
        ("tilt_", Role.PARAMETER),
        ("_weights", Role.PARAMETER),
        ("anchors_", Role.MEMORISED_DATA),
        ("shrink_", Role.SELECTED_HYPERPARAMETER),
        ("spreads_", Role.DERIVED_VIEW),
        ("doubled_", Role.DERIVED_VIEW),
        ("fit_error_", Role.DIAGNOSTIC),
        ("width_", Role.METADATA),
    ],
)
def test_attributes_have_the_role_they_were_built_to_have(name, role):
    row = known(Learner).loc[name]
    assert (row["side"], row["role"]) == ("learned", role.value)


def test_public_mirror_of_what_is_read_says_so():
    assert "_weights again, which the methods read" in known(Learner).loc["tilt_", "evidence"]


def test_component_is_what_is_handed_in():
    frame = frame_of(Knobs(helper=Ridge(alpha=3.0)))
    assert frame.loc["helper", "role"] == "component"
    assert "helper__alpha" in frame.index


class Choosing(ClassifierMixin, BaseEstimator):
    """It holds the labels, and what it predicts is one of them."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.cut_ = float(np.median(X[:, 0]))
        return self

    def predict(self, X):
        return self.classes_[(X[:, 0] > self.cut_).astype(int)]


@pytest.mark.parametrize("labels", [LABELS, np.array(["no", "yes"])[LABELS], LABELS * 7 - 3])
def test_labels_found_in_the_data_are_metadata(labels):
    frame = frame_of(Choosing(), y=labels)
    assert frame["role"].to_dict() == {"classes_": "metadata", "cut_": "parameter"}


class Failing(Knobs):
    """It cannot be fitted."""

    def fit(self, X, y):
        raise ValueError("no data are good enough")


class Leaving(Knobs):
    """It leaves the process when it is fitted."""

    def fit(self, X, y):
        sys.exit("good bye")


@pytest.mark.parametrize(
    ("estimator", "reason"),
    [(Failing(), "ValueError: no data are good enough"), (Leaving(), "SystemExit: good bye")],
    ids=lambda one: type(one).__name__,
)
def test_estimator_that_cannot_be_fitted_is_undecided_throughout(estimator, reason):
    frame = frame_of(estimator)
    assert set(frame.index) == set(estimator.get_params())
    assert set(frame.loc[frame["role"] != "component", "role"]) == {"undecided"}
    assert frame.loc["zest", "evidence"] == f"Undecided: the estimator as given cannot be fitted ({reason})."


class Fussy(Knobs):
    """It refuses many values."""

    def fit(self, X, y):
        if self.zest > 1:
            raise ValueError("too much")
        if self.bend != 0.5:
            raise TypeError("never another")
        return super().fit(X, y)


def test_refused_values_leave_the_others_to_decide():
    frame = frame_of(Fussy())
    assert frame.loc["zest", "role"] == "hyperparameter"
    assert frame.loc["bend", "role"] == "undecided"
    assert "TypeError: never another" in frame.loc["bend", "evidence"]


class Hanging(RegressorMixin, BaseEstimator):
    """One of its values takes for ever.

    Parameters
    ----------
    pace : {"fast", "slow", "never"}
        How fast.
    zest : float
        The slope.
    """

    def __init__(self, pace="fast", zest=1.0):
        self.pace = pace
        self.zest = zest

    def fit(self, X, y):
        while self.pace == "never":
            time.sleep(0.01)
        self.level_ = np.mean(y) * (2 if self.pace == "slow" else 1)
        return self

    def predict(self, X):
        return self.level_ + self.zest * X[:, 0]


def test_value_that_takes_for_ever_is_given_up():
    started = time.monotonic()
    frame = frame_of(Hanging(), time_limit=0.3)
    assert time.monotonic() - started < 15
    assert frame.loc[["pace", "zest"], "role"].tolist() == ["hyperparameter"] * 2
    assert frame.loc["level_", "role"] == "parameter"


class Loud(Learner):
    """It talks all the time, on every channel."""

    def fit(self, X, y):
        print("fitting")
        print("fitting", file=sys.stderr)
        os.write(1, b"fitting")
        warnings.warn("fitting", stacklevel=2)
        return super().fit(X, y)

    def predict(self, X):
        print("predicting")
        os.write(2, b"predicting")
        return super().predict(X)


def test_nothing_is_printed(capfd):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        audit(Loud(), X, Y, **FAST)
    assert capfd.readouterr() == ("", "")
    assert [one for one in heard if "fitting" in str(one.message)] == []


class Spoiling(Learner):
    """It overwrites whatever it is handed, and meddles with what is global."""

    def fit(self, X, y):
        super().fit(X, y)
        X[:] = 0
        y[:] = 0
        np.random.seed(1)
        random.seed(1)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return self

    def predict(self, X):
        found = super().predict(X)
        X[:] = 0
        return found


def test_spoiled_data_lead_to_the_same_roles():
    assert frame_of(Spoiling())["role"].to_dict() == known(Learner)["role"].to_dict()


@pytest.mark.parametrize("as_frame", [False, True])
def test_nothing_outside_changes(as_frame):
    rows = pd.DataFrame(X, columns=list("abcd")) if as_frame else X.copy()
    targets = Y.copy()
    estimator = Learner() if as_frame else Spoiling()
    estimator.note = ["a note"]

    def everything():
        name, keys, *rest = np.random.get_state()
        filters = [tuple(map(str, one)) for one in warnings.filters]
        return (
            joblib.hash((rows, targets, vars(estimator))),
            (name, keys.tolist(), rest),
            random.getstate(),
            filters,
            np.geterr(),
            id(sys.stdout),
            id(sys.stderr),
            os.getcwd(),
            dict(os.environ),
        )

    before = everything()
    audit(estimator, rows, targets, **FAST)
    assert everything() == before


def test_fitted_estimator_stays_as_it_is():
    estimator = Ridge(random_state=3).fit(X, Y)
    before = joblib.hash(vars(estimator))
    audit(estimator, X, Y, **FAST)
    assert joblib.hash(vars(estimator)) == before


class Wavering(RegressorMixin, BaseEstimator):
    """Its fits differ whatever the seed."""

    def __init__(self, zest=1.0, idle=1.0):
        self.zest = zest
        self.idle = idle

    def fit(self, X, y):
        self.level_ = int.from_bytes(os.urandom(2), "big") / 2**16
        return self

    def predict(self, X):
        return self.level_ + 100 * self.zest * (X[:, 0] > 0)


def test_noise_is_not_taken_for_an_effect():
    frame = frame_of(Wavering())
    assert frame.loc["zest", "role"] == "hyperparameter"
    assert frame.loc["idle", "role"] == "undecided"


class Locked(Knobs):
    __doc__ = Knobs.__doc__

    def fit(self, X, y):
        self.lock_ = threading.Lock()
        return super().fit(X, y)


def test_fit_that_cannot_be_pickled_is_borne():
    frame = frame_of(Locked())
    assert frame.drop("lock_")["role"].to_dict() == known(Knobs)["role"].to_dict()
    assert frame.loc["lock_", "role"] in ("undecided", "metadata")


class Slotted(RegressorMixin, BaseEstimator):
    """It keeps what it learns in slots."""

    __slots__ = ("level_", "zest")

    def __init__(self, zest=1.0):
        self.zest = zest

    def fit(self, X, y):
        self.level_ = float(np.mean(y))
        return self

    def predict(self, X):
        return self.level_ + self.zest * X[:, 0]


def test_slots_are_looked_into():
    assert frame_of(Slotted())["role"].to_dict() == {"zest": "hyperparameter", "level_": "parameter"}


class Guarded(Knobs):
    __doc__ = Knobs.__doc__

    @property
    def broken_(self):
        raise ValueError("not today")

    @property
    def leaving_(self):
        sys.exit("good bye")


def test_attributes_that_cannot_be_read_are_undecided():
    frame = frame_of(Guarded())
    for name, error in (("broken_", "ValueError"), ("leaving_", "SystemExit")):
        assert frame.loc[name, "role"] == "undecided"
        assert error in frame.loc[name, "evidence"]
    assert frame.drop(["broken_", "leaving_"])["role"].to_dict() == known(Knobs)["role"].to_dict()


class Moving(TransformerMixin, BaseEstimator):
    """Its two ways to fit and transform differ, as those of encoders by targets do."""

    def __init__(self, at_the_fit=0.0):
        self.at_the_fit = at_the_fit

    def fit(self, X, y=None):
        self.centre_ = np.mean(X, axis=0)
        return self

    def transform(self, X):
        return X - self.centre_

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X) + 1 + self.at_the_fit


def test_argument_that_only_acts_at_the_fit_is_found():
    assert frame_of(Moving(), y=None).loc["at_the_fit", "role"] == "hyperparameter"


BAD = {
    "a class": (Ridge, X, Y, {}, TypeError, "Ridge()"),
    "no estimator": ("Ridge", X, Y, {}, TypeError, "estimator"),
    "missing values": (Ridge(), np.where(X > 2, np.nan, X), Y, {}, ValueError, "X"),
    "missing targets": (Ridge(), X, np.where(Y > 2, np.nan, Y), {}, ValueError, "y"),
    "no targets": (Ridge(), X, None, {}, ValueError, "y must be given"),
    "lengths": (Ridge(), X, Y[:-1], {}, ValueError, "got 60 and 59"),
    "no rows": (Ridge(), X[:0], Y[:0], {}, ValueError, "at least one row"),
    "a negative seed": (Ridge(), X, Y, {"seed": -1}, ValueError, "seed"),
    "a seed that is no number": (Ridge(), X, Y, {"seed": "0"}, TypeError, "seed"),
    "a seed that is a fraction": (Ridge(), X, Y, {"seed": 0.5}, TypeError, "seed"),
    "a seed that no generator takes": (Ridge(), X, Y, {"seed": 2**32}, ValueError, "below 2**32, got 4294967296"),
    "data that are a text": (Ridge(), "X", Y, {}, TypeError, "X"),
}


@pytest.mark.parametrize(("estimator", "rows", "targets", "how", "error", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_a_reason(estimator, rows, targets, how, error, told):
    with pytest.raises(error, match=re.escape(told)):
        audit(estimator, rows, targets, **FAST | how)


@pytest.mark.parametrize("seed", [7, np.int64(7), 2**32 - 1])
def test_seed_may_be_any_whole_number_that_generators_take(seed):
    frame = frame_of(Drawing(), seed=seed)
    assert frame.loc["random_state", "role"] == "source_of_randomness"


@pytest.mark.parametrize("kind", [Knobs, Learner, Failing])
def test_table_has_the_promised_columns(kind):
    frame = known(kind)
    assert frame.index.name == "name"
    assert list(frame.columns) == ["side", "role", "condition", "effect", "evidence", "disagrees"]
    assert (frame["effect"].dtype, frame["disagrees"].dtype) == (np.dtype(float), np.dtype(bool))
    assert frame.index.is_unique
    assert set(frame["role"]) <= {role.value for role in Role} | {"undecided"}
    for column in ("side", "role", "condition", "evidence"):
        assert all(type(one) is str for one in frame[column])


@pytest.mark.parametrize("name", ["LinearRegression", "SVC", "pipeline", "columns"])
def test_sides_are_those_of_the_roles(name):
    frame = real(name)
    decided = frame[frame["role"] != "undecided"]
    assert [Role(one).side.value for one in decided["role"]] == list(decided["side"])


@pytest.mark.parametrize("name", ["LinearRegression", "SVC", "pipeline", "columns", "search"])
def test_evidence_is_a_sentence_without_addresses(name):
    for evidence in real(name)["evidence"]:
        assert evidence.endswith(".") and evidence[0] == evidence[0].upper()
        assert " at 0x" not in evidence and "\n" not in evidence


def test_only_conditional_arguments_and_seeds_have_a_condition():
    for name in ("LinearRegression", "SVC", "pipeline"):
        frame = real(name)
        conditioned = set(frame.loc[frame["condition"] != "", "role"])
        assert conditioned <= {"conditional_hyperparameter", "source_of_randomness"}
        assert (frame.loc[frame["role"] == "conditional_hyperparameter", "condition"] != "").all()


class Naughty(Knobs):
    """Its name and its values are HTML."""

    def __init__(self, mark="<b>bold</b>", function=lambda rows: rows):
        self.mark = mark
        self.function = function

    def fit(self, X, y):
        self.slope_ = 1.0
        self.note_ = "<script>alert(1)</script>"
        return self

    def predict(self, X):
        return self.slope_ * len(self.mark) * X[:, 0]


def test_both_forms_show_every_name():
    found = audit(Learner(), X, Y, **FAST)
    for text in (repr(found), found._repr_html_()):
        assert "Learner" in text
        for name in found.to_frame().index:
            assert name in re.sub(r"<wbr ?/?>", "", text)


def test_html_is_escaped_and_holds_no_address():
    found = audit(Naughty(), X, Y, **FAST)
    html = found._repr_html_()
    assert "<b>bold" not in html and "<script>alert" not in html
    assert "0x" not in html and "0x" not in repr(found)


def test_text_is_the_same_each_time():
    assert repr(audit(Knobs(), X, Y, **FAST)) == repr(audit(Knobs(), X, Y, **FAST))


def test_audit_without_names_is_shown_too():
    empty = Audit("Nothing", (), 0)
    assert empty.to_frame().empty
    assert "Nothing" in repr(empty) and "Nothing" in empty._repr_html_()


@pytest.mark.parametrize(
    ("estimator", "targets"),
    [(Drawing(), Y), (Learner(), Y), (SVC(probability=False), LABELS), (KNeighborsClassifier(), LABELS)],
    ids=lambda one: type(one).__name__,
)
def test_two_runs_give_the_same_table(estimator, targets):
    again = copy.deepcopy(estimator)
    pd.testing.assert_frame_equal(frame_of(again, y=targets), frame_of(estimator, y=targets))


@pytest.mark.parametrize(
    "estimator", [Ridge(), StandardScaler(), make_pipeline(StandardScaler(), DummyRegressor())]
)
def test_number_of_processes_makes_no_difference(estimator):
    pd.testing.assert_frame_equal(frame_of(estimator, n_jobs=2), frame_of(estimator))


RUN_SETTINGS = [
    ("LinearRegression", "n_jobs"),
    ("LinearRegression", "copy_X"),
    ("Lasso", "copy_X"),
    ("Lasso", "warm_start"),
    ("Ridge", "copy_X"),
    ("SVC", "cache_size"),
    ("SVC", "verbose"),
    ("LogisticRegression", "warm_start"),
    ("LogisticRegression", "n_jobs"),
    ("LogisticRegression", "verbose"),
    ("pipeline", "memory"),
    ("pipeline", "verbose"),
    ("pipeline", "ridge__copy_X"),
    ("columns", "n_jobs"),
    ("columns", "a__copy"),
    ("search", "n_jobs"),
    ("search", "verbose"),
]


@pytest.mark.parametrize(("name", "argument"), RUN_SETTINGS)
def test_arguments_about_cost_are_run_settings(name, argument):
    row = real(name).loc[argument]
    assert (row["role"], row["effect"]) == ("run_setting", 0.0)


@pytest.mark.parametrize(
    ("name", "argument", "condition"),
    [
        ("SVC", "degree", "kernel='poly'"),
        ("SVC", "coef0", "kernel='poly'"),
        ("LogisticRegression", "intercept_scaling", "solver='liblinear'"),
        ("LogisticRegression", "l1_ratio", "solver='saga'"),
    ],
)
def test_arguments_that_another_wakes_are_conditional_on_it(name, argument, condition):
    row = real(name).loc[argument]
    assert (row["role"], row["condition"]) == ("conditional_hyperparameter", condition)


@pytest.mark.parametrize(
    ("name", "attribute", "role"),
    [
        ("LinearRegression", "coef_", Role.PARAMETER),
        ("LinearRegression", "intercept_", Role.PARAMETER),
        ("LinearRegression", "rank_", Role.DIAGNOSTIC),
        ("LinearRegression", "n_features_in_", Role.METADATA),
        ("SVC", "support_vectors_", Role.MEMORISED_DATA),
        ("SVC", "dual_coef_", Role.PARAMETER),
        ("SVC", "classes_", Role.METADATA),
        ("SVC", "random_state", Role.SOURCE_OF_RANDOMNESS),
        ("SVC", "C", Role.HYPERPARAMETER),
        ("SVC", "kernel", Role.HYPERPARAMETER),
        ("pipeline", "steps", Role.COMPONENT),
        ("pipeline", "ridge", Role.COMPONENT),
        ("pipeline", "ridge__alpha", Role.HYPERPARAMETER),
        ("pipeline", "ridge__coef_", Role.PARAMETER),
        ("pipeline", "standardscaler__scale_", Role.PARAMETER),
        ("pipeline", "standardscaler__var_", Role.DERIVED_VIEW),
        ("columns", "transformers", Role.COMPONENT),
        ("columns", "a", Role.COMPONENT),
        ("columns", "a__with_std", Role.HYPERPARAMETER),
        ("columns", "a__mean_", Role.PARAMETER),
        ("columns", "b__min_", Role.PARAMETER),
        ("columns", "b__data_range_", Role.DERIVED_VIEW),
        ("search", "estimator", Role.COMPONENT),
        ("search", "best_params_", Role.SELECTED_HYPERPARAMETER),
        ("search", "cv_results_", Role.DIAGNOSTIC),
        ("search", "best_score_", Role.DIAGNOSTIC),
        ("search", "best_estimator_", Role.PARAMETER),
        ("search", "best_estimator___theta_", Role.PARAMETER),
    ],
)
def test_names_of_scikit_learn_have_the_role_its_manual_gives_them(name, attribute, role):
    assert real(name).loc[attribute, "role"] == role.value


def test_parts_come_after_the_whole():
    names = [name for name, side in real("pipeline")["side"].items() if side == "learned"]
    assert names == sorted(names, key=lambda name: "__" in name)
    assert list(real("pipeline").index[:3]) == ["steps", "transform_input", "memory"]


def test_number_of_fits_is_counted():
    class Counting(Knobs):
        n_fitted = 0

        def fit(self, X, y):
            type(self).n_fitted += 1
            return super().fit(X, y)

    found = audit(Counting(), X, Y, **FAST)
    assert found.n_fits == Counting.n_fitted > 0


def test_small_and_odd_data_are_borne():
    assert frame_of(MaxAbsScaler(), X[:3], None).loc["scale_", "role"] in ("parameter", "undecided")
    assert frame_of(DummyRegressor(), X[:1], Y[:1]).loc["strategy", "side"] == "set"
    words = [f"word{n % 7} and more" for n in range(30)]
    assert frame_of(CountVectorizer(), words, None).loc["vocabulary_", "role"] == "parameter"

"""The atlas: every estimator has its place in it, and an interrupted run ends as a whole one does."""

from __future__ import annotations

import importlib
import json
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.utils import all_estimators
from threadpoolctl import threadpool_limits

from paramlens.__main__ import main
from paramlens.atlas_cases import cases, example, family_of
from paramlens.atlas_data import suitable_data
from paramlens.atlas_table import COLUMNS, atlas_table, write_atlas
from paramlens.roles import Role

# Of the package the module and its function have one name.
module = importlib.import_module("paramlens.atlas")
MOST_UNDECIDED = 0.06
# Scikit-learn lists them only where something has enabled them.
ON_DEMAND = ("HalvingGridSearchCV", "HalvingRandomSearchCV", "IterativeImputer")
CHEAP = ["MaxAbsScaler", "DummyRegressor"]


@pytest.fixture(scope="module")
def whole():
    """Two cheap estimators in one run."""
    return module.atlas(CHEAP, progress=False)


@pytest.fixture
def audited(monkeypatch):
    """The names that are audited from now on, in order."""
    names = []
    entries = module._entries

    def noted(name):
        names.append(name)
        return entries(name)

    monkeypatch.setattr(module, "_entries", noted)
    return names


def bytes_of(table, folder):
    """The file that a table is written to."""
    return write_atlas(table, folder / "atlas.csv").read_bytes()


def test_table_has_the_promised_columns(whole):
    assert tuple(whole.columns) == COLUMNS
    assert whole["effect"].dtype == float
    assert whole["disagrees"].dtype == bool


def test_estimators_come_in_the_order_of_the_alphabet(whole):
    assert list(dict.fromkeys(whole["estimator"])) == sorted(CHEAP)


def test_every_argument_has_a_row_with_its_default(whole):
    rows = whole[whole["estimator"] == "DummyRegressor"].set_index("name")
    arguments = rows[rows["side"] == "set"]
    assert arguments["default"].to_dict() == {"strategy": "mean", "constant": "None", "quantile": "None"}
    assert "median" in rows.loc["strategy", "legal"]
    assert (rows.loc[rows["side"] == "learned", ["default", "legal"]] == "").all(axis=None)


@pytest.mark.parametrize(
    ("estimator", "name", "role"),
    [
        ("DummyRegressor", "strategy", "hyperparameter"),
        ("DummyRegressor", "constant", "conditional_hyperparameter"),
        ("DummyRegressor", "quantile", "conditional_hyperparameter"),
        ("DummyRegressor", "constant_", "parameter"),
        ("MaxAbsScaler", "copy", "run_setting"),
        ("MaxAbsScaler", "scale_", "parameter"),
        ("MaxAbsScaler", "n_features_in_", "metadata"),
    ],
)
def test_roles_are_those_of_the_manual(whole, estimator, name, role):
    row = whole.set_index(["estimator", "name"]).loc[(estimator, name)]
    assert row["role"] == role
    assert row["side"] == Role(role).side.value


def test_it_says_what_it_was_made_with(whole):
    assert whole.attrs["made_with"] == module.made_with()
    for name in ("scikit-learn", "numpy", "scipy", "seed"):
        assert name in module.made_with()


@pytest.mark.parametrize("names", [["Ridgy"], ["DummyRegressor", "ridge"], [""]])
def test_unknown_name_is_refused(names, audited):
    with pytest.raises(ValueError, match=f"scikit-learn lists as estimators, got {names[-1]!r}"):
        module.atlas(names, progress=False)
    assert audited == []


def test_name_given_twice_is_audited_once(whole):
    pd.testing.assert_frame_equal(module.atlas([*CHEAP, CHEAP[0]], progress=False), whole)


def test_no_names_make_an_empty_table():
    assert tuple(module.atlas([], progress=False).columns) == COLUMNS


def test_order_of_names_makes_no_difference(whole, tmp_path):
    table = module.atlas(CHEAP[::-1], progress=False)
    assert bytes_of(table, tmp_path) == bytes_of(whole, tmp_path)


def test_several_processes_make_the_same_bytes(whole, tmp_path):
    table = module.atlas(CHEAP, n_jobs=2, progress=False)
    assert bytes_of(table, tmp_path) == bytes_of(whole, tmp_path)


def test_what_is_done_is_not_done_again(whole, tmp_path, audited):
    module.atlas(CHEAP[:1], folder=tmp_path, progress=False)
    table = module.atlas(CHEAP, folder=tmp_path, progress=False)
    again = module.atlas(CHEAP, folder=tmp_path, progress=False)
    assert audited == CHEAP
    pd.testing.assert_frame_equal(table, whole)
    pd.testing.assert_frame_equal(again, whole)
    assert bytes_of(table, tmp_path) == bytes_of(whole, tmp_path)


def test_killed_run_goes_on_where_it_stopped(whole, tmp_path, monkeypatch):
    entries, done = module._entries, []

    def killed(name):
        if done:
            raise KeyboardInterrupt
        done.append(name)
        return entries(name)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module, "_entries", killed)
        module.atlas(CHEAP, folder=tmp_path / "kept", progress=False)

    def rest(name):
        assert name not in done
        return entries(name)

    monkeypatch.setattr(module, "_entries", rest)
    table = module.atlas(CHEAP, folder=tmp_path / "kept", progress=False)
    assert len(done) == 1
    assert bytes_of(table, tmp_path) == bytes_of(whole, tmp_path)


def test_half_written_file_is_not_used(whole, tmp_path, monkeypatch, audited):
    def torn(self, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("pathlib.Path.replace", torn)
        module.atlas(CHEAP[:1], folder=tmp_path, progress=False)
    for draft in tmp_path.iterdir():
        draft.write_text(draft.read_text("utf8")[:50], "utf8")
    table = module.atlas(CHEAP[:1], folder=tmp_path, progress=False)
    assert audited == CHEAP[:1] * 2
    expected = whole[whole["estimator"] == CHEAP[0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, expected)


def test_what_other_code_made_is_made_again(tmp_path, monkeypatch, audited):
    module.atlas(CHEAP[:1], folder=tmp_path, progress=False)
    monkeypatch.setattr(module, "_STAMPS", ["0123456789abcdef"])
    module.atlas(CHEAP[:1], folder=tmp_path, progress=False)
    assert audited == CHEAP[:1] * 2


def test_stamp_follows_the_versions(monkeypatch):
    monkeypatch.setattr(module, "_STAMPS", [])
    here = module._stamp()
    monkeypatch.setattr(module, "_STAMPS", [])
    monkeypatch.setattr(module, "version", lambda name: "99.0")
    assert module._stamp() != here


def test_kept_files_hold_no_path_of_this_machine(tmp_path):
    module.atlas(CHEAP, folder=tmp_path, progress=False)
    for path in tmp_path.glob("*.json"):
        assert json.loads(path.read_text("utf8"))
        assert "/tmp" not in path.read_text("utf8")


@pytest.mark.parametrize("name", ["BernoulliNB", "MinMaxScaler", "NearestCentroid", "Ridge", "SVC"])
def test_table_that_the_package_brings_is_what_an_audit_finds_now(name):
    kept = atlas_table()
    kept = kept[kept["estimator"] == name].reset_index(drop=True)
    now = module.atlas([name], progress=False)
    for column in ("name", "role", "condition", "convention", "default", "legal", "data", "module"):
        assert list(kept[column]) == list(now[column]), column


def test_table_that_the_package_brings_holds_every_estimator():
    kept = atlas_table()
    assert set(kept["estimator"]) >= {case.name for case in cases()} - {"FrozenEstimator"}
    assert kept.attrs["made_with"].startswith("scikit-learn ")
    assert (kept["role"] == "undecided").mean() < MOST_UNDECIDED


def test_table_is_read_as_it_was_written(whole, tmp_path):
    path = write_atlas(whole, tmp_path / "atlas.csv")
    text = path.read_text("utf8")
    assert text.startswith(f"# {module.made_with()}\n")
    read = pd.read_csv(path, skiprows=1, keep_default_na=False, dtype=str)
    assert list(read.columns) == list(COLUMNS)
    for column in set(COLUMNS) - {"effect", "disagrees"}:
        assert list(read[column]) == list(whole[column])
    np.testing.assert_allclose(pd.to_numeric(read["effect"]), whole["effect"], rtol=1e-3)


def test_table_with_other_columns_is_not_written(whole, tmp_path):
    with pytest.raises(ValueError, match="columns"):
        write_atlas(whole.drop(columns="legal"), tmp_path / "atlas.csv")
    assert list(tmp_path.iterdir()) == []


def test_every_estimator_that_scikit_learn_lists_has_a_case():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        listed = [name for name, _ in all_estimators() if name not in ON_DEMAND]
    assert [case.name for case in cases() if case.name not in ON_DEMAND] == listed


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case_can_be_made_and_its_data_be_fitted_to(case):
    # Threads of two test processes on two cores wait for each other a hundred times as long as they work.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        estimator = case.make()
        kind = getattr(importlib.import_module(case.module), case.name)
        what, X, y = suitable_data(estimator)
        before = joblib.hash((X, y))
        estimator.fit(X) if y is None else estimator.fit(X, y)
    assert type(estimator) is kind
    assert case.family != "other" and what
    assert joblib.hash((X, y)) == before
    assert (X.shape[0] if hasattr(X, "shape") else len(X)) <= 200


def test_cases_are_made_anew_each_time():
    case = next(case for case in cases() if case.name == "Pipeline")
    assert case.make() is not case.make()
    assert case.make().steps[0][1] is not case.make().steps[0][1]


def test_data_are_the_same_each_time():
    first, again = suitable_data(Ridge()), suitable_data(Ridge())
    assert joblib.hash(first) == joblib.hash(again)


class Foreign(BaseEstimator):
    """It is none of scikit-learn's, and cannot be made without an argument."""

    def __init__(self, size):
        self.size = size


def test_unknown_class_that_needs_arguments_says_which():
    with pytest.raises(TypeError, match="Foreign must be given size"):
        example(Foreign)


@pytest.mark.parametrize(("kind", "family"), [(LinearRegression, "linear models"), (Foreign, "other")])
def test_family_is_read_off_the_module(kind, family):
    assert family_of(kind) == family


def test_command_writes_the_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(module, "cases", lambda: [case for case in cases() if case.name in CHEAP])
    alone = lambda n_jobs, return_as: joblib.Parallel(n_jobs=1, return_as=return_as)  # noqa: E731
    monkeypatch.setattr(module, "Parallel", alone)
    monkeypatch.setattr(module, "write_atlas", lambda table, path: write_atlas(table, tmp_path / "atlas.csv"))
    monkeypatch.setattr("paramlens.__main__.remake_consulted", lambda: "what is read again")
    assert main(["atlas", str(tmp_path / "kept")]) == 0
    said = capsys.readouterr().out
    assert "2 estimators" in said and "what is read again" in said
    assert (tmp_path / "atlas.csv").stat().st_size > 500

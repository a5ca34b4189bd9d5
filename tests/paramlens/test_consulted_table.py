"""What every estimator reads again: the table that the package brings is what the experiment finds."""

from __future__ import annotations

import importlib
import warnings

import numpy as np
import pandas as pd
import pytest

from paramlens import consulted, consulted_table
from paramlens.atlas_cases import cases, example
from paramlens.atlas_data import suitable_data
from paramlens.consulted_entries import consulted_entries, remake_consulted
from paramlens.consulted_table import COLUMNS, write_consulted

# Of the package the module and its function have one name.
module = importlib.import_module("paramlens.consulted_entries")
A_PART = 12


@pytest.fixture(scope="module")
def table():
    return consulted_table()


def told(table, estimator, name):
    return table.set_index(["estimator", "name"]).loc[(estimator, name)]


def test_table_has_the_promised_columns(table):
    assert tuple(table.columns) == COLUMNS
    assert table["effect"].dtype == float
    assert table.attrs["made_with"].startswith("scikit-learn ")


def test_table_that_the_package_brings_is_what_the_experiment_finds_now(table):
    drawn = np.random.default_rng(0).choice(sorted(set(table["estimator"])), A_PART, replace=False)
    kept = table[table["estimator"].isin(drawn)].reset_index(drop=True)
    now = consulted_entries(drawn)
    for column in ("estimator", "family", "name", "condition", "offers", "moved", "refit"):
        assert list(kept[column]) == list(now[column]), column


@pytest.mark.parametrize(
    ("estimator", "name", "moved", "refit"),
    [
        ("Ridge", "alpha", "", ""),
        ("DecisionTreeClassifier", "max_depth", "", ""),
        ("KNeighborsRegressor", "n_neighbors", "predict", "agrees"),
        ("FixedThresholdClassifier", "threshold", "predict", "agrees"),
        ("KernelRidge", "kernel", "predict", "differs"),
        ("MLPRegressor", "activation", "predict", "differs"),
        ("StandardScaler", "with_mean", "transform", ""),
        ("StackingRegressor", "passthrough", "predict transform", "raises"),
    ],
)
def test_rows_are_what_the_sources_of_scikit_learn_say(table, estimator, name, moved, refit):
    assert told(table, estimator, name)[["moved", "refit"]].tolist() == [moved, refit]


def test_arguments_that_sleep_are_asked_under_the_condition_that_wakes_them(table):
    assert told(table, "SVC", "degree")[["condition", "moved"]].tolist() == [
        "kernel='poly'",
        "predict decision_function",
    ]
    assert told(table, "SVC", "kernel")["condition"] == ""


@pytest.mark.parametrize("name", ["GaussianMixture", "KNeighborsClassifier", "SelectKBest", "SVC"])
def test_table_agrees_with_the_function_for_one_estimator(table, name):
    kind = type(next(case.make() for case in cases() if case.name == name))
    estimator = example(kind)
    _, X, y = suitable_data(estimator)
    alone = consulted(estimator, X, y)
    rows = table[(table["estimator"] == name) & (table["condition"] == "")]
    assert set(rows.loc[rows["moved"] != "", "name"]) == set(alone.index[alone["consulted"]])


def test_refits_are_told_of_predictions_alone(table):
    predicts = table["moved"].str.split().map(lambda methods: "predict" in methods)
    assert ((table["refit"] != "") == predicts).all()
    assert set(table.loc[predicts, "refit"]) <= {"agrees", "differs", "raises", "fails"}
    assert (table.loc[table["moved"] == "", ["effect"]] == 0).all(axis=None)


def test_table_holds_no_address(table):
    assert not table.map(lambda value: " at 0x" in str(value) or "/tmp" in str(value)).any(axis=None)


def test_every_estimator_that_answers_is_in_it(table):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        predicting = {case.name for case in cases() if hasattr(type(case.make()), "predict")}
    assert len(predicting - set(table["estimator"])) <= 2


def test_unknown_name_is_refused():
    with pytest.raises(ValueError, match="scikit-learn lists as estimators, got 'Ridgy'"):
        consulted_entries(["Ridgy"])


def test_table_is_read_as_it_was_written(tmp_path):
    few = consulted_entries(["Binarizer"])
    path = write_consulted(few, tmp_path / "few.csv")
    assert path.read_text("utf8").startswith(f"# {few.attrs['made_with']}\n")
    read = pd.read_csv(path, skiprows=1, keep_default_na=False)
    assert read["moved"].tolist() == few["moved"].tolist()


def test_table_with_other_columns_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="columns"):
        write_consulted(consulted_entries(["Binarizer"]).drop(columns="refit"), tmp_path / "few.csv")
    assert list(tmp_path.iterdir()) == []


def test_remake_says_what_it_wrote(tmp_path, monkeypatch):
    few = [case for case in cases() if case.name in ("Binarizer", "Ridge")]
    monkeypatch.setattr(module, "cases", lambda: few)
    said = remake_consulted(tmp_path / "few.csv", n_jobs=1)
    assert said.startswith(str(tmp_path / "few.csv"))
    assert said.endswith("arguments of 2 estimators, 1 read again")

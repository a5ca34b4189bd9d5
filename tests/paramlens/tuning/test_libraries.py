"""The table of libraries is whole, and says of each what came of it."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import pytest

from paramlens.tuning import METHODS, libraries_table, surface_problem

ROOT = Path(__file__).parents[3]
ASKED_FOR = {
    *(
        "HyperOpt",
        "Hyperas",
        "kopt",
        "Talos",
        "Keras Tuner",
        "scikit-optimize",
        "Spearmint",
        "Hyperband",
        "sklearn-deap",
    ),
    *("Optuna", "SMAC", "Ax", "Nevergrad", "Ray Tune", "FLAML"),
}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("libraries_today", ROOT / "benchmarks" / "libraries_today.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["libraries_today"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["libraries_today"]


def test_every_library_has_its_row(script):
    table = libraries_table()
    assert set(table.index) >= ASKED_FOR
    assert set(table.index) == {one.name for one in script.LIBRARIES}
    assert set(table["method"]) <= set(METHODS)
    assert (table["for_what"].str.len() > 10).all()


def test_a_library_runs_or_says_why_not():
    table = libraries_table()
    assert (table["reason"] == "").equals(table["runs"])
    ran = table[table["runs"]]
    assert ran["installs"].all() and len(ran) >= 8
    assert ran["best"].between(0.9, surface_problem().objective.optimum + 1e-4).all()
    assert ran["trials"].between(20, 80).all()
    assert table.loc[~table["runs"], "best"].isna().all()


def test_days_are_days():
    table = libraries_table()
    assert max(map(date.fromisoformat, table["tried_on"])) <= date.today()
    released = table.loc[table["package"] != "", "released"]
    assert all(date.fromisoformat(day) > date(2012, 1, 1) for day in released)


def test_what_an_error_says_is_told_without_the_place_it_arose_in(script):
    said = "Traceback\n  File x\nImportError: cannot import name 'a' from 'b' (/tmp/some/where/b.py)\nbye\n"
    assert script.last_line(said) == "ImportError: cannot import name 'a' from 'b'"
    assert script.last_line("one\ntwo\n") == "two"
    assert script.last_line("") == "nothing was said"


def test_rows_of_other_libraries_stay_when_one_is_tried_again(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "DATA", tmp_path)
    row = dict.fromkeys(script.COLUMNS, "")
    script.write([row | {"library": "Optuna", "version": "1"}, row | {"library": "HyperOpt", "version": "1"}])
    script.write([row | {"library": "Optuna", "version": "2"}])
    text = (tmp_path / "libraries.csv").read_text().splitlines()
    assert [line[:12] for line in text[1:]] == ["HyperOpt,,1,", "Optuna,,2,,,"]
    assert [path.name for path in tmp_path.iterdir()] == ["libraries.csv"]

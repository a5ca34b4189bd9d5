"""The command line: what it prints, what it gives to programs, and what it says of unknown names."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from paramlens.__main__ import main


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "paramlens", *arguments], capture_output=True, text=True)


def test_command_prints_the_table():
    result = run("anatomy", "sklearn.svm:SVC")
    assert result.returncode == 0 and result.stderr == ""
    assert result.stdout.startswith("SVC\n")
    assert "conditional hyperparameter" in result.stdout and "kernel" in result.stdout


@pytest.mark.parametrize("name", ["sklearn.svm:SVC", "sklearn.svm.SVC"])
def test_json_is_for_programs(capsys, name):
    assert main(["anatomy", name, "--json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert (found["estimator"], found["n_learned"], found["is_fitted"]) == ("SVC", 0, False)
    rows = {row["name"]: row for row in found["rows"]}
    assert rows["C"] == {
        "name": "C",
        "side": "set",
        "role": "hyperparameter",
        "value": 1.0,
        "default": 1.0,
        "changed": False,
        "required": False,
        "legal": ["number > 0"],
        "type": "",
        "shape": None,
        "n_numbers": 0,
    }
    assert captured.err == ""


def test_json_has_no_value_that_json_lacks(capsys):
    main(["anatomy", "sklearn.impute:SimpleImputer", "--json"])
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["missing_values"]["value"] == "nan"


def test_class_that_needs_arguments_is_read_off_its_signature(capsys):
    assert main(["anatomy", "sklearn.model_selection:GridSearchCV", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["param_grid"]["required"] and not rows["cv"]["required"]
    assert rows["estimator"]["role"] == "component"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sklearn.svm:SCV", "looked for 'SCV' in sklearn.svm and found none; did you mean SVR or SVC?"),
        ("sklearn.linear_model:SVC", "did you mean sklearn.svm:SVC"),
        ("sklearn.swm:SVC", "looked for the module 'sklearn.swm' and found none; did you mean sklearn.svm"),
        ("sklaern.svm:SVC", "looked for the module 'sklaern' and found none; did you mean sklearn"),
        ("RandomForestClasifier", "expected a class as module:name"),
        ("RandomForestClasifier", "did you mean sklearn.ensemble:RandomForestClassifier"),
        ("sklearn.svm:", "expected a class as module:name"),
        (":SVC", "expected a class as module:name"),
        ("sklearn.base:clone", "sklearn.base:clone is no class of estimators"),
        ("sklearn.svm:zzzzqqqq", "looked for 'zzzzqqqq' in sklearn.svm and found none\n"),
    ],
)
def test_unknown_name_says_what_was_looked_for_and_what_is_near(capsys, name, message):
    assert main(["anatomy", name]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("paramlens: ") and message in captured.err
    assert captured.out == ""


def test_module_that_breaks_on_import_is_told_from_one_that_is_not_there(tmp_path, monkeypatch, capsys):
    (tmp_path / "half_installed.py").write_text("import a_module_that_is_missing\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert main(["anatomy", "half_installed:Model"]) == 2
    assert "cannot be imported: No module named 'a_module_that_is_missing'" in capsys.readouterr().err


def test_no_command_shows_the_help():
    result = run()
    assert result.returncode == 2 and "usage: paramlens" in result.stderr


def test_wrong_option_is_refused():
    result = run("anatomy", "sklearn.svm:SVC", "--jsn")
    assert result.returncode == 2 and "--jsn" in result.stderr


def test_reader_that_stops_early_gets_no_traceback():
    command = f"{sys.executable} -m paramlens anatomy sklearn.svm:SVC | head -1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert result.stdout == "SVC\n" and "Traceback" not in result.stderr


def test_audit_prints_both_sides_with_the_evidence(capsys):
    assert main(["audit", "sklearn.dummy:DummyRegressor", "--data", "curve"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Audit of DummyRegressor on curve\n")
    assert "conditional hyperparameter" in told and "constant_" in told and "Decided by" in told


def test_audit_gives_programs_what_the_frame_holds(capsys):
    assert main(["audit", "sklearn.svm:SVC", "--data", "breast_cancer", "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    rows = {row["name"]: row for row in found["rows"]}
    assert (found["estimator"], found["data"], found["seed"]) == ("SVC", "breast_cancer", 0)
    assert rows["degree"]["condition"] == "kernel='poly'" and rows["support_vectors_"]["role"] == "memorised_data"
    assert set(rows["C"]) == {"name", "side", "role", "condition", "effect", "evidence", "disagrees"}


def test_audit_finds_data_that_suit(capsys):
    assert main(["audit", "sklearn.feature_selection:VarianceThreshold"]) == 0
    assert capsys.readouterr().out.startswith("Audit of VarianceThreshold on wine in its own units\n")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["sklearn.svm:SVC", "--data", "brest_cancer"], "did you mean breast_cancer?"),
        (["sklearn.model_selection._search:BaseSearchCV"], "BaseSearchCV must be given estimator"),
        (["sklearn.linear_model:LinearRegression", "--data", "texts"], "looked for the data 'texts'"),
    ],
)
def test_audit_says_what_is_wrong(capsys, given, message):
    code = main(["audit", *given])
    captured = capsys.readouterr()
    assert code == 2 and captured.out == ""
    assert message in captured.err


def test_audit_refuses_a_seed_that_is_none():
    result = run("audit", "sklearn.svm:SVC", "--seed", "-1")
    assert result.returncode == 2 and "must be a whole number of at least 0" in result.stderr

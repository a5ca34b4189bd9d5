"""The audit against tables of roles that were judged by hand, and against the convention of names."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SCORE = Path(__file__).parent / "by_hand" / "score.py"
LEAST_AGREEMENT = 0.95
MOST_UNDECIDED = 0.05


def _score():
    spec = importlib.util.spec_from_file_location("by_hand_score", SCORE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = _score()
LIBRARIES = [
    "scikit_learn",
    pytest.param(
        "others",
        marks=pytest.mark.skipif(sys.platform != "linux", reason="xgboost-cpu is installed on Linux only"),
    ),
]


@pytest.fixture(scope="module", params=LIBRARIES)
def scored(request):
    return score.compared(request.param)


def test_tables_hold_hundreds_of_names_with_reasons():
    tables = {library: score.judged(library) for library in score.LIBRARIES}
    assert sum(map(len, tables.values())) >= 300
    assert len(tables["others"]["case"].unique()) >= 10
    for table in tables.values():
        assert not table.duplicated(["case", "name"]).any()
        assert (table["why"].str.len() > 0).all()


def test_decided_verdicts_agree(scored):
    disagreeing = scored[scored["audit"] != scored["by_hand"]][["case", "name", "by_hand", "audit"]]
    assert score.summary(scored)["agree"] >= LEAST_AGREEMENT, disagreeing.to_string()


def test_few_are_left_undecided(scored):
    undecided = scored[scored["audit"].isin(["undecided", "not seen"])][["case", "name", "evidence"]]
    assert score.summary(scored)["undecided"] <= MOST_UNDECIDED, undecided.to_string()


def test_beats_the_convention_of_names(scored):
    told = score.summary(scored)
    assert told["agree"] > told["convention"]

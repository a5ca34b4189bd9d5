"""Numbers for prose: what the record holds, what is refused."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from paramlens import glue


@pytest.fixture
def displayed(monkeypatch):
    """What a notebook would show."""
    shown = []
    display = SimpleNamespace(display=lambda *data, **options: shown.append((data, options)))
    fake = SimpleNamespace(get_ipython=object, display=display)
    monkeypatch.setitem(sys.modules, "IPython", fake)
    return shown


@pytest.mark.parametrize(
    ("value", "text"), [(0.1, "0.1"), (np.float64(0.1), "0.1"), (np.int64(3), "3"), ("word", "'word'"), (True, "True")]
)
def test_record_holds_the_value_in_full(displayed, value, text):
    glue("a-name", value)
    [((data,), options)] = displayed
    assert data == {"application/papermill.record/text/plain": text}
    assert options["metadata"]["scrapbook"]["name"] == "a-name" and options["raw"]


def test_outside_a_notebook_nothing_is_shown(capsys):
    glue("name", 1.0)
    assert capsys.readouterr().out == ""


def test_without_ipython_nothing_is_shown(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    glue("name", 1.0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["", "two words", "x:y", "naïve!"])
def test_name_that_prose_cannot_use_is_refused(name):
    with pytest.raises(ValueError, match="name must be made of letters"):
        glue(name, 1)


def test_name_must_be_a_string():
    with pytest.raises(TypeError, match="name must be a string, got 3"):
        glue(3, 1)


@pytest.mark.parametrize("value", [np.zeros(2), [1.0], None, {"a": 1}])
def test_value_must_be_single(value):
    with pytest.raises(TypeError, match="value must be one string, bool, int or float"):
        glue("name", value)

"""The vocabulary: its sides, its words, its colours, and that it stands on nothing of the package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import paramlens.roles
from paramlens import Role, Side, Word

ON_SET = "hyperparameter conditional_hyperparameter run_setting source_of_randomness component".split()
ON_LEARNED = "parameter memorised_data selected_hyperparameter derived_view diagnostic metadata".split()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_roles_are_the_eleven_and_stand_on_their_sides():
    assert [role.value for role in Role] == ON_SET + ON_LEARNED
    assert [role.value for role in Role if role.side is Side.SET] == ON_SET


def test_what_governs_no_learning_and_was_not_estimated_is_neither():
    neither = {role.value for role in Role if role.word is Word.NEITHER}
    assert neither == {"run_setting", "source_of_randomness", "derived_view", "diagnostic", "metadata"}
    assert all(role.word.value == role.side.value for role in Role if role.word is not Word.NEITHER)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_role_says_what_makes_it_so_in_one_line(role):
    assert role.definition.endswith(".") and "\n" not in role.definition
    assert role.label == role.value.replace("_", " ")
    assert role.colour == role.word.palette.midtone


@pytest.mark.parametrize("word", Word, ids=lambda word: word.value)
def test_colours_can_be_read_in_light_and_dark(word):
    palette = word.palette
    assert contrast(palette.on_light, "#FFFFFF") >= 4.5
    assert contrast(palette.on_dark, "#131416") >= 4.5
    assert min(contrast(palette.midtone, "#FFFFFF"), contrast(palette.midtone, "#131416")) >= 3


def test_marks_tell_the_words_apart_without_colour():
    assert len({word.mark for word in Word}) == 3


def test_vocabulary_imports_nothing_of_the_package():
    tree = ast.parse(Path(paramlens.roles.__file__).read_text(encoding="utf8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert set(imported) == {"__future__", "dataclasses", "enum"}

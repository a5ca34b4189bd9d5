"""Prose out of docstrings: what is kept, under which section, and what is taken out."""

from __future__ import annotations

import doctest

from paramlens import docstrings
from paramlens.docstrings import paragraphs

SAID = """Fit a line to points, as carefully as one can with a ruler and a pencil.

Read more in the guide, which says the same as this page at greater length.

Parameters
----------
width : float, default=1.0
    How wide the pencil is, in the unit in which the points are measured on paper.

    If it is wider than the :class:`~sklearn.draw.Ruler` a thin pencil with ``tip=2`` is used instead.

Attributes
----------
slope_ : float
    Short.

Notes
-----
The ruler is laid along the points by eye, and moved until nobody objects any more.

.. versionadded:: 0.1

Examples
--------
>>> Line().fit([[1]], [1]) and then some more words to make a long line of it
"""


def test_examples_in_the_docstrings_run():
    assert doctest.testmod(docstrings).failed == 0


def test_sections_are_told_apart():
    assert [section for section, _ in paragraphs(SAID)] == ["description", "arguments", "arguments", "notes"]


def test_names_and_references_are_taken_out():
    texts = [text for _, text in paragraphs(SAID)]
    assert "If it is wider than the a thin pencil with is used instead." in texts


def test_code_pointers_and_short_lines_are_left_out():
    said = " ".join(text for _, text in paragraphs(SAID))
    assert not any(gone in said for gone in ("Read more", "Short", "version", "Line()", "float"))


def test_no_docstring_has_no_paragraphs():
    assert list(paragraphs("")) == []


def test_headings_without_text_are_no_paragraphs():
    assert list(paragraphs("Parameters\n----------\n\nReturns\n-------\n")) == []

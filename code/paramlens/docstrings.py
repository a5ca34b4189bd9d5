"""Paragraphs of English prose out of docstrings in numpydoc form."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["paragraphs"]

_SECTIONS = {"": "description", "Notes": "notes"}
_LISTS = {"Parameters": "arguments", "Attributes": "attributes", "Returns": "returns"}
_UNDERLINE = re.compile(r"-{3,}\s*")
_MARKUP = re.compile(r":[\w:]+:`[^`]*`|``[^`]*``|`[^`]*`_{0,2}|\[\w+\]_|\*+")
_UNSPOKEN = re.compile(r"^(\.\.|>>>|:|[-+|=]|Read more in)|::|\\|\$|https?:")
_GIVEAWAY = re.compile("sklearn|`")
_FEWEST_WORDS = 10


def paragraphs(docstring: str) -> Iterator[tuple[str, str]]:
    """The prose of a docstring, without blocks of code, markup, tables and lists of types.

    Parameters
    ----------
    docstring : str
        In numpydoc form.

    Yields
    ------
    section : str
        ``"description"``, ``"notes"``, ``"arguments"``, ``"attributes"`` or ``"returns"``; other sections
        are left out.
    text : str
        A paragraph of at least 10 words on one line. What stands in backticks and references are taken out of
        it, which can leave a gap in a sentence; code that stands bare in a sentence stays.

    Examples
    --------
    >>> from paramlens.docstrings import paragraphs
    >>> said = '''Add two numbers.
    ...
    ... Parameters
    ... ----------
    ... x : int
    ...     The first of the two numbers that `add` is asked to add up.
    ... '''
    >>> list(paragraphs(said))
    [('arguments', 'The first of the two numbers that is asked to add up.')]
    """
    for heading, lines in _sections(inspect.cleandoc(docstring).splitlines()):
        if heading in _LISTS:
            # What is not indented names an entry and its type.
            body = [line.strip() if line.startswith(" ") else "" for line in lines]
            section = _LISTS[heading]
        elif heading in _SECTIONS:
            body = ["" if line.startswith(" ") else line for line in lines]
            section = _SECTIONS[heading]
        else:
            continue
        for block in "\n".join(body).split("\n\n"):
            text = _spoken(block)
            if len(text.split()) >= _FEWEST_WORDS:
                yield section, text


def _sections(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    starts = [at for at, line in enumerate(lines) if at and _UNDERLINE.fullmatch(line)]
    yield "", lines[: starts[0] - 1 if starts else len(lines)]
    for start, end in pairwise([*starts, len(lines) + 1]):
        yield lines[start - 1].strip(), lines[start + 1 : end - 1]


def _spoken(block: str) -> str:
    lines = [line for line in block.splitlines() if line.strip()]
    if any(_UNSPOKEN.search(line.strip()) for line in lines):
        return ""
    text = " ".join(_MARKUP.sub(" ", " ".join(lines)).split())
    return "" if _GIVEAWAY.search(text) else re.sub(r" ([.,;:)])", r"\1", text)

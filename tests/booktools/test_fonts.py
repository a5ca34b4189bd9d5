"""The fonts that the site hosts can draw what the book writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from booktools.fonts import characters_of, hangul_in, subset

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "chapters" / "_static" / "fonts"


def test_every_korean_character_of_the_book_can_be_drawn():
    prose = "".join(path.read_text(encoding="utf8") for path in (ROOT / "chapters").rglob("*.md"))
    assert len(hangul_in(prose)) > 50
    assert hangul_in(prose) - characters_of(FONTS / "nanum-gothic.woff2") == set()


def test_formulas_can_be_drawn():
    assert set("Φαλ∂∑√∈⊤∥≈𝑥𝛼") - characters_of(FONTS / "stix-math.woff2") == set()


def test_subset_holds_what_was_asked_for_and_no_more(tmp_path):
    small = tmp_path / "small.woff2"
    subset(FONTS / "source-sans-3.woff2", "abc", small)
    assert characters_of(small) == set("abc")
    assert small.stat().st_size < (FONTS / "source-sans-3.woff2").stat().st_size / 3


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.woff2")), ids=lambda path: path.name)
def test_font_is_small_enough_for_a_phone(path):
    assert path.stat().st_size < 100_000

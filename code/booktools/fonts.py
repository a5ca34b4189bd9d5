"""Cut the two large fonts of the site down to the characters that the book can use.

Run `python -m booktools.fonts NanumGothic.ttf STIXMath-Regular.otf` with the fonts as Debian's
packages `fonts-nanum` and `fonts-stix` bring them, after the glossary has gained Korean terms.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

__all__ = ["characters_of", "hangul_in", "subset"]

# Letters, Greek, arrows, operators, accents, and the italic and bold letters that browsers
# put in place of a formula's single letters.
MATH = [(0x20, 0x7E), (0xA0, 0xFF), (0x2C6, 0x2DD), (0x302, 0x33F), (0x391, 0x3F6), (0x2010, 0x2044), (0x2070, 0x209C)]
MATH += [(0x210E, 0x210E), (0x211D, 0x211D), (0x2190, 0x21D5), (0x2200, 0x22C9), (0x22EE, 0x22F1), (0x2308, 0x230B)]
MATH += [(0x23B4, 0x23B5), (0x23DC, 0x23DF), (0x27E8, 0x27E9), (0x2A7D, 0x2A7E), (0x1D400, 0x1D467), (0x1D49C, 0x1D4B5)]
MATH += [(0x1D538, 0x1D551), (0x1D6A8, 0x1D71B), (0x1D7CE, 0x1D7D7)]


def hangul_in(text: str) -> set[str]:
    """The Korean characters of a text."""
    return {character for character in text if "가" <= character <= "힣" or "ㄱ" <= character <= "ㆎ"}


def characters_of(font: Path) -> set[str]:
    """The characters that a font can draw."""
    with TTFont(font) as opened:
        return {chr(code) for code in opened.getBestCmap()}


def subset(source: Path, characters: Iterable[str], target: Path) -> None:
    """Write a WOFF2 file that holds no more of a font than some characters need."""
    options = Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
    with TTFont(source, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in characters])
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(target)


def main() -> None:
    parser = argparse.ArgumentParser(prog="booktools.fonts", description=__doc__)
    parser.add_argument("korean", type=Path, help="NanumGothic.ttf")
    parser.add_argument("math", type=Path, help="STIXMath-Regular.otf")
    arguments = parser.parse_args()
    folder = Path("chapters/_static/fonts")
    prose = "".join(path.read_text(encoding="utf8") for path in Path("chapters").rglob("*.md"))
    subset(arguments.korean, sorted(hangul_in(prose)), folder / "nanum-gothic.woff2")
    letters = [chr(code) for first, last in MATH for code in range(first, last + 1)]
    subset(arguments.math, letters, folder / "stix-math.woff2")


if __name__ == "__main__":
    main()

"""The colour code keeps its contrast and never stands alone."""

from __future__ import annotations

import pytest

from booktools.words import palette_css, recoloured
from paramlens.roles import Role, Word


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("word", Word)
@pytest.mark.parametrize("page, shade", [("#ffffff", "on_light"), ("#f8f9fb", "on_light"), ("#131416", "on_dark"), ("#1a1c1e", "on_dark")])
def test_words_can_be_read(word, page, shade):
    assert contrast(getattr(word.palette, shade), page) >= 4.5


@pytest.mark.parametrize("word", Word)
@pytest.mark.parametrize("page", ["#ffffff", "#131416"])
def test_midtones_can_be_seen_on_either_page(word, page):
    assert contrast(word.palette.midtone, page) >= 3


def test_marks_differ_without_colour():
    assert len({word.mark for word in Word}) == len(Word)
    assert len({role.colour for role in Role}) == len(Word)


def test_figures_are_redrawn_in_the_shade_of_the_page():
    svg = '<path style="stroke: #b455c4"/><path fill="#A87900"/><path fill="#123456"/>'
    assert recoloured(svg, "on_dark") == '<path style="stroke: #e58bf0"/><path fill="#EFC04A"/><path fill="#123456"/>'


def test_style_sheet_has_every_word_in_both_schemes():
    css = palette_css()
    for word in Word:
        assert css.count(f"--word-{word.value}:{word.palette.on_light}") == 1
        assert css.count(f"--word-{word.value}:{word.palette.on_dark}") == 2

"""What the theme and the tables of pandas leave undone for readers with a screen reader or a keyboard.

Each change is one rule; the browser tests tell when one of them no longer finds what it mends.
"""

from __future__ import annotations

import re

__all__ = ["accessible", "forwarding_page"]

TOGGLES = re.compile(r'(?:<input type="checkbox" class="sidebar-toggle"[^>]*>\s*)+')
TABLE_OUTPUT = re.compile(
    r'<div class="cell_output docutils container">(?=(?:(?!<div class="(?:cell_output|paramlens-anatomy|explorable")).)*?<table )',
    re.DOTALL,
)

BACK_TO_TOP = re.compile(r'<a href="#" class="back-to-top.*?</a>', re.DOTALL)

PLAIN = (
    # A heading needs a level.
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    # Landmarks of one kind need names that tell them apart.
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Site">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="This page">'),
    ('<aside class="toc-drawer no-toc">', '<aside class="toc-drawer no-toc" aria-label="This page">'),
    # The corner of a table heads nothing.
    ("<th></th>", "<td></td>"),
    # What scrolls sideways is reached by keyboard.
    ('<div class="table-wrapper ', '<div tabindex="0" role="group" aria-label="Table" class="table-wrapper '),
    # The role is deprecated, and a list may hold nothing but its items.
    (' role="doc-biblioentry"', ""),
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
)


def accessible(html: str) -> str:
    """A page with what was missing."""
    for found, mended in PLAIN:
        html = html.replace(found, mended)
    # All of a page stands in landmarks, the switches of its menus too.
    html = TOGGLES.sub(lambda switches: f'<nav class="menu-switches" aria-label="Menus">{switches[0]}</nav>', html)
    html = BACK_TO_TOP.sub(lambda link: f'<nav aria-label="Back to the top">{link[0]}</nav>', html)
    # So are the tables that cells show.
    return TABLE_OUTPUT.sub(
        '<div class="cell_output docutils container" tabindex="0" role="group" aria-label="Table">', html
    )


def forwarding_page(title: str, target: str) -> str:
    """A page that leads to another at once, and offers a link to it."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<main>
<h1>{title}</h1>
<p><a href="{target}">Read the book</a></p>
</main>
</body>
</html>
"""

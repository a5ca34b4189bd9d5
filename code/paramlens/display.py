"""An anatomy for the eyes: two tables in a notebook, two in a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape

from rich.console import Console
from rich.table import Table
from rich.text import Text

from paramlens.roles import Side, Word
from paramlens.rows import Row

__all__ = ["as_html", "as_text", "shortened"]

_LEGAL_WIDTH = 64
_UNBREAKABLE = "\N{NO-BREAK SPACE}"

_STYLE = """
.paramlens-anatomy {{ {light} overflow-x: auto; margin: 0.5em 0; max-width: 100%; }}
.paramlens-anatomy table {{ border-collapse: collapse; margin: 0 0 1em; font-size: 0.8125em; line-height: 1.4;
  width: 100%; }}
.paramlens-anatomy caption {{ caption-side: top; text-align: left; font-size: 1.1em; font-weight: 600;
  padding: 0.25em 0; color: inherit; white-space: normal; }}
.paramlens-anatomy :is(th, td) {{ text-align: left; vertical-align: top; padding: 0.25em 1em 0.25em 0;
  background: none; border: 0; border-bottom: 1px solid color-mix(in srgb, currentColor 22%, transparent); }}
.paramlens-anatomy thead th {{ font-weight: 600; white-space: nowrap; }}
.paramlens-anatomy tbody th {{ font-weight: 600; font-family: var(--font-stack--monospace, monospace); }}
.paramlens-anatomy tbody td code {{ background: none; border: 0; padding: 0; color: inherit; }}
.paramlens-anatomy td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.paramlens-anatomy .role {{ white-space: nowrap; }}
.paramlens-anatomy .set {{ color: var(--paramlens-set); }}
.paramlens-anatomy .learned {{ color: var(--paramlens-learned); }}
.paramlens-anatomy .neither {{ color: var(--paramlens-neither); }}
.paramlens-anatomy .mark {{ font-size: 0.8em; margin-right: 0.35em; }}
@media not print {{
  :is(body[data-theme="dark"], [data-jp-theme-light="false"], body.vscode-dark, body.vscode-high-contrast)
  .paramlens-anatomy {{ {dark} }}
  @media (prefers-color-scheme: dark) {{
    body[data-theme="auto"] .paramlens-anatomy {{ {dark} }}
  }}
}}
"""


def as_html(estimator_name: str, rows: Sequence[Row]) -> str:
    """Two tables, of what was set and of what was learned, with their style.

    Parameters
    ----------
    estimator_name : str
        The name of its class.
    rows : sequence of Row
        What to show.

    Returns
    -------
    str
        A fragment that asks no other host for anything, for light and dark pages and for paper. It
        is the same each time: it holds no random identifiers.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import anatomy
    >>> from paramlens.display import as_html
    >>> as_html("Ridge", anatomy(Ridge()).rows).count("<table>")
    1
    """
    tables = [
        _html_table(_set_caption(rows), _SET_COLUMNS, map(_set_cells, _on(rows, Side.SET)))
    ]
    if _on(rows, Side.LEARNED):
        caption = _learned_caption(rows)
        tables.append(_html_table(caption, _LEARNED_COLUMNS, map(_learned_cells, _on(rows, Side.LEARNED))))
    else:
        tables.append(f"<p>{_NOTHING_LEARNED}</p>")
    style = _STYLE.format(light=_variables("on_light"), dark=_variables("on_dark"))
    label = f"Anatomy of {escape(estimator_name)}"
    return (
        f'<div class="paramlens-anatomy" role="region" tabindex="0" aria-label="{label}">'
        f"<style>{' '.join(style.split())}</style>{''.join(tables)}</div>"
    )


def as_text(
    estimator_name: str, rows: Sequence[Row], *, width: int | None = None, colour: bool = False
) -> str:
    """The same two tables as plain text.

    Parameters
    ----------
    estimator_name : str
        The name of its class.
    rows : sequence of Row
        What to show.
    width : int or None
        Columns of the terminal; None asks the terminal.
    colour : bool
        Whether to write the escape codes of colours.

    Returns
    -------
    str

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from paramlens import anatomy
    >>> from paramlens.display import as_text
    >>> print(as_text("DummyRegressor", anatomy(DummyRegressor()).rows, width=72).splitlines()[0])
    DummyRegressor
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        force_jupyter=False,
        color_system="truecolor" if colour else None,
    )
    console.print(Text(estimator_name, style="bold"))
    _print_table(console, _set_caption(rows), _SET_COLUMNS, map(_set_cells, _on(rows, Side.SET)))
    if _on(rows, Side.LEARNED):
        caption = _learned_caption(rows)
        _print_table(console, caption, _LEARNED_COLUMNS, map(_learned_cells, _on(rows, Side.LEARNED)))
    else:
        console.print(Text(f"\n{_NOTHING_LEARNED}"))
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def shortened(legal: Iterable[str]) -> str:
    """As many of the alternatives as fit on a line, and how many more there are.

    Parameters
    ----------
    legal : iterable of str
        All alternatives.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.display import shortened
    >>> shortened(["'rbf'", "'poly'", "callable"])
    "'rbf', 'poly', callable"
    """
    words = list(legal)
    shown = list(words)
    while len(shown) > 1 and len(", ".join(shown)) > _LEGAL_WIDTH:
        shown.pop()
    more = len(words) - len(shown)
    shown = [word.replace(" ", _UNBREAKABLE) for word in shown]
    return ", ".join(shown) + (f" and {more} more" if more else "")


_SET_COLUMNS = ("argument", "role", "value", "legal")
_LEARNED_COLUMNS = ("attribute", "role", "value", "type", "shape", "numbers")
_NOTHING_LEARNED = f"{Word.LEARNED.mark} Learned: nothing yet, it is not fitted."


def _on(rows: Iterable[Row], side: Side) -> list[Row]:
    return [row for row in rows if row.side is side]


def _set_caption(rows: Sequence[Row]) -> str:
    changed, n = sum(row.changed for row in rows), len(_on(rows, Side.SET))
    return (
        f"{Word.SET.mark} Set: {n:,} argument{'s' * (n != 1)}, "
        f"{changed or 'none'} not at {'its' if changed == 1 else 'their'} default"
    )


def _learned_caption(rows: Sequence[Row]) -> str:
    n = sum(row.n_learned for row in rows)
    inside = any(_counted(row).startswith("(") for row in rows)
    note = "; those in parentheses are counted with the part that holds them" if inside else ""
    return f"{Word.LEARNED.mark} Learned: {n:,} number{'s' * (n != 1)} that the data set{note}"


def _set_cells(row: Row) -> tuple[Row, list[str]]:
    value = _literal(row.value)
    return row, [f"{value} (default {_literal(row.default)})" if row.changed else value, shortened(row.legal)]


def _learned_cells(row: Row) -> tuple[Row, list[str]]:
    told_beside = isinstance(row.value, str) and (row.value.startswith("array of ") or row.value == row.type)
    value = "" if told_beside else _literal(row.value)
    shape = "" if row.shape is None else " × ".join(map(str, row.shape))
    return row, [value, row.type, shape, _counted(row)]


def _counted(row: Row) -> str:
    """The numbers that the total counts; in parentheses those of a part, which its holder counts."""
    if not row.n_numbers or row.role.word is not Word.LEARNED:
        return ""
    return f"({row.n_numbers:,})" if row.within else f"{row.n_numbers:,}"


def _literal(value: object) -> str:
    """A value as it is written in Python, but a long fraction with four figures."""
    if isinstance(value, float) and len(repr(value)) > 8:
        return f"{value:.4g}"
    return str(value)


def _variables(shade: str) -> str:
    return " ".join(f"--paramlens-{word.value}: {getattr(word.palette, shade)};" for word in Word)


def _html_table(caption: str, columns: tuple[str, ...], rows: Iterable[tuple[Row, list[str]]]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join(_html_row(row, cells, numbered=columns[-1] == "numbers") for row, cells in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _html_row(row: Row, cells: list[str], *, numbered: bool) -> str:
    word = row.role.word
    role = (
        f'<td class="role {word.value}" title="{escape(row.role.definition)}">'
        f'<span class="mark" aria-hidden="true">{word.mark}</span>{row.role.label}</td>'
    )
    places = ["<td>"] * len(cells)
    if numbered:
        places[-1] = '<td class="number">'
    filled = "".join(f"{place}{escape(cell)}</td>" for place, cell in zip(places, cells, strict=True))
    name = escape(row.name).replace("__", "__<wbr>")
    return f'<tr><th scope="row" class="{word.value}">{name}</th>{role}{filled}</tr>'


def _print_table(
    console: Console, caption: str, columns: tuple[str, ...], rows: Iterable[tuple[Row, list[str]]]
) -> None:
    table = Table(title=Text(caption, style="bold"), title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column == "numbers" else "left",
            overflow="fold",
            no_wrap=column in ("argument", "attribute", "role", "numbers"),
        )
    for row, cells in rows:
        style = row.role.colour
        role = Text(f"{row.role.word.mark} {row.role.label}", style=style)
        table.add_row(Text(row.name, style=style), role, *map(Text, cells))
    console.print()
    console.print(table)

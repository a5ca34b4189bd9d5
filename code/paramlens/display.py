"""An anatomy for the eyes: two tables in a notebook, two in a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import rich.table
from rich.console import Console
from rich.text import Text

from paramlens.roles import Role, Side, Word
from paramlens.rows import Row

__all__ = ["Line", "Table", "as_html", "as_text", "boxed", "shortened", "tables_html", "tables_text"]

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
.paramlens-anatomy table:not(.of-names) td:last-child:not(.number) {{ min-width: 16em; }}
.paramlens-anatomy .of-names :is(th, td) {{ padding-right: 0.7em; }}
.paramlens-anatomy .of-names tbody th {{ font-family: inherit; }}
.paramlens-anatomy .of-names :is(th, td):nth-child(2) {{ width: 22%; }}
.paramlens-anatomy .of-names code {{ font-size: 0.92em; }}
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


@dataclass(frozen=True)
class Line:
    """A line of a table: a name, its role, and what else there is to say.

    Attributes
    ----------
    name : str
        Of an argument or attribute.
    role : Role or None
        None if it is not decided.
    cells : tuple of str
        What stands in the other columns.
    """

    name: str
    role: Role | None
    cells: tuple[str, ...]

    @property
    def word(self) -> Word:
        """Set, learned or neither; what is not decided is neither."""
        return Word.NEITHER if self.role is None else self.role.word

    @property
    def label(self) -> str:
        """The role as readers write it."""
        return "undecided" if self.role is None else self.role.label

    @property
    def definition(self) -> str:
        """What makes it so."""
        return _UNDECIDED if self.role is None else self.role.definition


@dataclass(frozen=True)
class Table:
    """Lines under a caption.

    Attributes
    ----------
    caption : str
        What the table shows.
    columns : tuple of str
        The headings; the first two are those of the name and the role.
    lines : tuple of Line
        What it holds.
    numeric : tuple of str
        The columns that are set flush right.
    """

    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    numeric: tuple[str, ...] = ()


_FLUSH_RIGHT = ' class="number"'
_UNDECIDED = "The experiments could not decide."


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
    return tables_html(f"Anatomy of {estimator_name}", _tables(rows), _remark(rows))


def tables_html(label: str, tables: Sequence[Table], remark: str = "") -> str:
    """Tables one below the other in a box of its own, with their style.

    Parameters
    ----------
    label : str
        What the box shows, for those who hear it.
    tables : sequence of Table
        From the top down.
    remark : str
        A sentence after the last table.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.display import tables_html
    >>> tables_html("Nothing", [], "Nothing yet.").endswith("<p>Nothing yet.</p></div>")
    True
    """
    return boxed(label, "".join(map(_html_table, tables)) + (f"<p>{escape(remark)}</p>" if remark else ""))


def boxed(label: str, body: str) -> str:
    """Tables in a box of its own that scrolls sideways where it must, with the style of all tables of roles.

    Parameters
    ----------
    label : str
        What the box shows, for those who hear it.
    body : str
        HTML of the tables.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.display import boxed
    >>> boxed("Nothing", "").startswith('<div class="paramlens-anatomy" role="region" tabindex="0"')
    True
    """
    style = _STYLE.format(light=_variables("on_light"), dark=_variables("on_dark"))
    return (
        f'<div class="paramlens-anatomy" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<style>{' '.join(style.split())}</style>{body}</div>"
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
    return tables_text(estimator_name, _tables(rows), _remark(rows), width=width, colour=colour)


def tables_text(
    title: str, tables: Sequence[Table], remark: str = "", *, width: int | None = None, colour: bool = False
) -> str:
    """Tables one below the other as plain text.

    Parameters
    ----------
    title : str
        Stands above all.
    tables : sequence of Table
        From the top down.
    remark : str
        A sentence after the last table.
    width : int or None
        Columns of the terminal; None asks the terminal.
    colour : bool
        Whether to write the escape codes of colours.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.display import tables_text
    >>> print(tables_text("Nothing", [], "Nothing yet."))
    Nothing
    <BLANKLINE>
    Nothing yet.
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        force_jupyter=False,
        color_system="truecolor" if colour else None,
    )
    console.print(Text(title, style="bold"))
    for table in tables:
        _print_table(console, table)
    if remark:
        console.print(Text(f"\n{remark}"))
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


def _tables(rows: Sequence[Row]) -> list[Table]:
    of_set = Table(_set_caption(rows), _SET_COLUMNS, tuple(map(_set_line, _on(rows, Side.SET))))
    if not _on(rows, Side.LEARNED):
        return [of_set]
    learned = tuple(map(_learned_line, _on(rows, Side.LEARNED)))
    return [of_set, Table(_learned_caption(rows), _LEARNED_COLUMNS, learned, numeric=("numbers",))]


def _remark(rows: Sequence[Row]) -> str:
    return "" if _on(rows, Side.LEARNED) else _NOTHING_LEARNED


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


def _set_line(row: Row) -> Line:
    value = _literal(row.value)
    told = f"{value} (default {_literal(row.default)})" if row.changed else value
    return Line(row.name, row.role, (told, shortened(row.legal)))


def _learned_line(row: Row) -> Line:
    told_beside = isinstance(row.value, str) and (row.value.startswith("array of ") or row.value == row.type)
    value = "" if told_beside else _literal(row.value)
    shape = "" if row.shape is None else " × ".join(map(str, row.shape))
    return Line(row.name, row.role, (value, row.type, shape, _counted(row)))


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


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in table.columns)
    body = "".join(_html_line(line, table) for line in table.lines)
    return (
        f"<table><caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _html_line(line: Line, table: Table) -> str:
    role = (
        f'<td class="role {line.word.value}" title="{escape(line.definition)}">'
        f'<span class="mark" aria-hidden="true">{line.word.mark}</span>{line.label}</td>'
    )
    filled = "".join(
        f"<td{_FLUSH_RIGHT if column in table.numeric else ''}>{escape(cell)}</td>"
        for column, cell in zip(table.columns[2:], line.cells, strict=True)
    )
    name = escape(line.name).replace("__", "__<wbr>")
    return f'<tr><th scope="row" class="{line.word.value}">{name}</th>{role}{filled}</tr>'


def _print_table(console: Console, table: Table) -> None:
    shown = rich.table.Table(title=Text(table.caption, style="bold"), title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(table.columns):
        shown.add_column(
            column,
            justify="right" if column in table.numeric else "left",
            overflow="fold",
            no_wrap=place < 2 or column in table.numeric,
        )
    for line in table.lines:
        style = line.word.palette.midtone
        role = Text(f"{line.word.mark} {line.label}", style=style)
        shown.add_row(Text(line.name, style=style), role, *map(Text, line.cells))
    console.print()
    console.print(shown)

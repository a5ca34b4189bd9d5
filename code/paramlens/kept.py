"""The tables that the package brings: how they are read, and how they are written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

__all__ = ["keep_table", "kept_table"]

_FOLDER = Path(__file__).parent / "data"
_MADE_WITH = "made_with"


def kept_table(name: str, *, as_text: bool = False) -> pd.DataFrame:
    """Read a table that the package brings.

    Parameters
    ----------
    name : str
        Its file, such as ``"atlas.csv"``.
    as_text : bool, default=False
        Whether each cell stays the text that it is: ``"None"`` is then a value, and nothing that is missing.

    Returns
    -------
    pandas.DataFrame
        ``attrs["made_with"]`` names the versions and the seed that it was made with, where the file tells.

    Examples
    --------
    >>> from paramlens.kept import kept_table
    >>> kept_table("svc_surface.csv").columns.tolist()
    ['log10_C', 'log10_gamma', 'n_rows', 'accuracy']
    """
    with (_FOLDER / name).open(encoding="utf8", newline="") as file:
        first = file.readline()
        if not first.startswith("#"):
            file.seek(0)
        table = pd.read_csv(file, **({"dtype": str, "keep_default_na": False} if as_text else {}))
    if first.startswith("#"):
        table.attrs[_MADE_WITH] = first.lstrip("#").strip()
    return table


def keep_table(
    table: pd.DataFrame,
    name: str,
    path: Path | None = None,
    *,
    columns: Sequence[str] | None = None,
    float_format: str = "%.3g",
) -> Path:
    """Write a table as `kept_table` reads it, whole or not at all.

    Parameters
    ----------
    table : pandas.DataFrame
        Its ``attrs["made_with"]``, if there is one, becomes the first line.
    name : str
        The file from which the package reads it.
    path : path or None
        Where to write it instead; None takes that file.
    columns : sequence of str or None
        The columns that it must have, in their order; None lets it have any.
    float_format : str, default="%.3g"
        How numbers with a point are written.

    Returns
    -------
    path
        Where it is.

    Raises
    ------
    ValueError
        If `table` has other columns.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from paramlens.kept import keep_table, kept_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep_table(kept_table("atlas.csv"), "atlas.csv", Path(folder) / "mine.csv").name
    'mine.csv'
    """
    if columns is not None and tuple(table.columns) != tuple(columns):
        raise ValueError(f"table must have the columns {', '.join(columns)}, got {', '.join(map(str, table.columns))}")
    path = _FOLDER / name if path is None else Path(path)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf8", newline="") as file:
        if _MADE_WITH in table.attrs:
            file.write(f"# {table.attrs[_MADE_WITH]}\n")
        table.to_csv(file, index=False, lineterminator="\n", float_format=float_format)
    draft.replace(path)
    return path

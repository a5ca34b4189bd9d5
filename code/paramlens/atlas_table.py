"""The atlas as it was decided: every argument and attribute of scikit-learn's estimators, with its role."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pandas as pd

__all__ = ["COLUMNS", "atlas_table", "write_atlas"]

COLUMNS = (
    "estimator",
    "module",
    "family",
    "data",
    "name",
    "side",
    "role",
    "condition",
    "effect",
    "evidence",
    "convention",
    "disagrees",
    "default",
    "legal",
)
"""What a row of the atlas tells, in this order."""


def atlas_table() -> pd.DataFrame:
    """One row for each name on each estimator of scikit-learn, its role decided by experiment.

    Returns
    -------
    pandas.DataFrame
        With these columns:

        ``estimator``, ``module``, ``family``
            the class, where it is imported from, and what kind of estimator it is;
        ``data``
            what it was tried on;
        ``name``, ``side``
            an argument (``"set"``) or a fitted attribute (``"learned"``);
        ``role``
            the value of a `Role`, or ``"undecided"``;
        ``condition``
            what wakes it, such as ``"kernel='poly'"``; empty where it is always awake;
        ``effect``
            how far the prediction moved, relative to its spread; NaN where nothing was measured;
        ``evidence``
            what the experiment showed, in a sentence;
        ``convention``, ``disagrees``
            the role that the name suggests, and whether the experiment found another;
        ``default``, ``legal``
            of an argument, as text.

        ``attrs["made_with"]`` names the versions and the seed that it was made with.

    Examples
    --------
    >>> from paramlens.atlas_table import atlas_table
    >>> sorted(set(atlas_table()["side"]))
    ['learned', 'set']
    """
    with files("paramlens").joinpath("data", "atlas.csv").open(encoding="utf8", newline="") as file:
        made_with = file.readline().lstrip("#").strip()
        # "None" is a default here, and nothing that is missing.
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    table["effect"] = pd.to_numeric(table["effect"])
    table["disagrees"] = table["disagrees"] == "true"
    table.attrs["made_with"] = made_with
    return table


def write_atlas(table: pd.DataFrame, path: Path | None = None) -> Path:
    """Write a table as `atlas_table` reads it, whole or not at all.

    Parameters
    ----------
    table : pandas.DataFrame
        With the columns `COLUMNS` and ``attrs["made_with"]``.
    path : path or None
        None takes the place from which the package reads it.

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
    >>> from paramlens.atlas_table import atlas_table, write_atlas
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atlas(atlas_table(), Path(folder) / "atlas.csv").name
    'atlas.csv'
    """
    if tuple(table.columns) != COLUMNS:
        raise ValueError(f"table must have the columns {', '.join(COLUMNS)}, got {', '.join(map(str, table.columns))}")
    path = Path(__file__).parent / "data" / "atlas.csv" if path is None else Path(path)
    text = table.assign(disagrees=table["disagrees"].map({True: "true", False: "false"}))
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf8", newline="") as file:
        file.write(f"# {table.attrs['made_with']}\n")
        text.to_csv(file, index=False, lineterminator="\n", float_format="%.3g")
    draft.replace(path)
    return path

"""The atlas as it was decided: every argument and attribute of scikit-learn's estimators, with its role."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from paramlens.kept import keep_table, kept_table

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
    table = kept_table("atlas.csv", as_text=True)
    table["effect"] = pd.to_numeric(table["effect"])
    table["disagrees"] = table["disagrees"] == "true"
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
    text = table.replace({"disagrees": {True: "true", False: "false"}})
    return keep_table(text, "atlas.csv", path, columns=COLUMNS)

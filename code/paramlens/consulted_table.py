"""What every estimator of scikit-learn reads again, as the package brings it: each argument changed after the fit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from paramlens.kept import keep_table, kept_table

__all__ = ["COLUMNS", "consulted_table", "write_consulted"]

COLUMNS = (
    "estimator",
    "family",
    "name",
    "condition",
    "offers",
    "value",
    "tried",
    "moved",
    "effect",
    "where",
    "refit",
)
"""What a row of the table tells, in this order."""


def consulted_table() -> pd.DataFrame:
    """One row for each argument that was changed on a fitted estimator of scikit-learn.

    Every estimator that answers for rows is fitted once to the data that it has in the atlas; then each
    of its arguments is given up to four other legal values, with nothing fitted again, and every method
    is asked once more. An argument that nothing woke is tried again under the condition that wakes it in
    the atlas.

    Returns
    -------
    pandas.DataFrame
        With these columns:

        ``estimator``, ``family``, ``name``
            the class, its kind, and the argument;
        ``condition``
            what the estimator was fitted with besides, such as ``"kernel='poly'"``; mostly empty;
        ``offers``
            the methods that it answers with, joined by spaces;
        ``value``, ``tried``
            what it was fitted with and the value that is told of, as text;
        ``moved``
            the methods that then answered otherwise or raised, joined by spaces; empty if none did;
        ``effect``
            how far: of ``predict`` where that moved, else of the method that moved most, as in `audit`; 1 where
            a method raised;
        ``where``
            the answer that this is about, or the error;
        ``refit``
            where ``predict`` moved: ``"agrees"`` if for every value that moved it a fit with that value
            predicts the same, ``"differs"`` if for one it does not, ``"raises"`` if ``predict`` raised with
            every such value, and ``"fails"`` if no such fit can be made; else empty.

        ``attrs["made_with"]`` names the versions and the seed that it was made with.

    Examples
    --------
    >>> from paramlens import consulted_table
    >>> table = consulted_table().set_index(["estimator", "name"])
    >>> table.loc[("KNeighborsClassifier", "n_neighbors"), "moved"]
    'predict predict_proba'
    """
    table = kept_table("consulted.csv", as_text=True)
    table["effect"] = pd.to_numeric(table["effect"])
    return table


def write_consulted(table: pd.DataFrame, path: Path | None = None) -> Path:
    """Write a table as `consulted_table` reads it, whole or not at all.

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
    >>> from paramlens.consulted_table import consulted_table, write_consulted
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_consulted(consulted_table(), Path(folder) / "consulted.csv").name
    'consulted.csv'
    """
    return keep_table(table, "consulted.csv", path, columns=COLUMNS)

"""The atlas as it was decided: every argument and attribute of scikit-learn's estimators, with its role."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

__all__ = ["atlas_table"]


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
    """
    with files("paramlens").joinpath("data", "atlas.csv").open(encoding="utf8", newline="") as file:
        made_with = file.readline().lstrip("#").strip()
        # "None" is a default here, and nothing that is missing.
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    table["effect"] = pd.to_numeric(table["effect"])
    table["disagrees"] = table["disagrees"] == "true"
    table.attrs["made_with"] = made_with
    return table

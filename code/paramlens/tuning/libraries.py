"""Libraries for tuning: what each is for, what came after it, and whether it runs today."""

from __future__ import annotations

import pandas as pd

from paramlens.kept import kept_table

__all__ = ["libraries_table"]

# For what people take it; what they take in its place; and the method of this package that runs the same algorithm.
_ABOUT = {
    "HyperOpt": ("TPE over nested spaces, driven by fmin", "Optuna, for new projects", "tpe_hyperopt"),
    "Hyperas": ("HyperOpt for Keras models, by templates in the source", "Keras Tuner", "tpe_hyperopt"),
    "kopt": ("HyperOpt for Keras models, trials in MongoDB", "Keras Tuner", "tpe_hyperopt"),
    "Talos": ("grids and random draws for Keras and PyTorch models", "Keras Tuner", "random"),
    "Keras Tuner": ("random, Hyperband and Gaussian-process search in Keras", "", "hyperband_keras_tuner"),
    "scikit-optimize": ("Gaussian processes and forests as surrogates", "Optuna, or Ax", "gaussian_process"),
    "Spearmint": ("Gaussian-process search, the first widely used", "Ax", "gaussian_process"),
    "Hyperband": ("an algorithm: many short trials, few long ones", "", "hyperband"),
    "sklearn-deap": ("evolutionary search in the manner of GridSearchCV", "sklearn-genetic-opt", "evolutionary"),
    "Optuna": ("define-by-run spaces, TPE, pruning, shared studies", "", "tpe"),
    "SMAC": ("random forests as surrogates, for mixed and conditional spaces", "", "smac"),
    "Ax": ("Gaussian processes for costly experiments, several goals", "", "gaussian_process"),
    "Nevergrad": ("evolution and other searches without gradients", "", "cma_es"),
    "Ray Tune": ("any of these searches over many machines", "", "hyperband"),
    "FLAML": ("cheap settings first, for a small budget", "", "coarse_to_fine"),
    "sklearn-genetic-opt": ("evolutionary search in the manner of GridSearchCV", "", "evolutionary"),
}


def libraries_table() -> pd.DataFrame:
    """One row per library, as it was tried on the day that the row names.

    Each was installed at its newest version in an environment of its own, and asked to find the best C
    and gamma of the tabulated SVC in 40 trials; ``benchmarks/libraries_today.py`` does it again.

    Returns
    -------
    pandas.DataFrame
        Index ``library``. Columns: ``package``, its name on the package index; ``version`` and
        ``released``, the day of that version; ``licence``, as the package states it; ``installs``;
        ``needed``, modules that it imports without asking for them, which were installed beside it;
        ``runs``; ``reason``, the last words of a failure; ``best``, the accuracy that it found
        (NaN if none) in ``trials``; ``tried_on``; ``for_what``, ``successor``, what people take in its
        place; and ``method``, a method of `tune` that runs the same algorithm or the one nearest to it.

    Examples
    --------
    >>> from paramlens.tuning import libraries_table
    >>> bool(libraries_table().loc["Optuna", "runs"])
    True
    """
    table = kept_table("libraries.csv", as_text=True).set_index("library")
    for column in ("installs", "runs"):
        table[column] = table[column] == "yes"
    for column in ("best", "trials"):
        table[column] = pd.to_numeric(table[column])
    about = pd.DataFrame.from_dict(_ABOUT, orient="index", columns=["for_what", "successor", "method"])
    return table.join(about)

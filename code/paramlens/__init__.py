"""What did I set, and what did the data set?

Everything that can be named on a model is either *set* by the person who builds it or *learned*
from the data it is fitted to. This package tells the two apart and shows how one moves the other:

`anatomy`
    every argument and fitted attribute of an estimator, each in the role that its name suggests;
`audit`
    the same decided by experiment, with the evidence;
`consulted`
    which arguments a fitted estimator still reads when it predicts;
`consulted_table`
    the same of every estimator of scikit-learn, as the package brings it;
`atlas`, `atlas_table`
    the audits of all estimators of scikit-learn, made anew or as the package brings them;
`family_map`
    what is set, learned, remembered and asked for again, for every family of scikit-learn;
`sweep`, `grid`
    hold the data, vary what was set: what is learned, and how well it predicts;
`resample`
    hold what was set, vary the data: how far the learned numbers move;
`survey`
    every setting of a grid on many splits: what mattered, and what the default lost;
`NetworkClassifier`, `NetworkRegressor`, `network`
    a feed-forward network in a screenful of NumPy, as estimators and as the functions they are made of;
`tuning`
    one problem, many tuners: search a space with the methods of several libraries;
`figures`
    draw these results, set in orchid and learned in gold;
`datasets`
    small data that need no network;
`glue`
    hand a number from a notebook's cell to its prose;
`Role`, `Side`, `Word`, `Palette`
    the vocabulary and its colours.

Examples
--------
A person sets the penalty of a ridge regression; ten coefficients and an intercept are learned, and
all coefficients are smaller where the penalty is larger.

>>> from sklearn.linear_model import Ridge
>>> from paramlens import datasets, sweep
>>> path = sweep(Ridge(), "alpha", [0.01, 1, 100], *datasets.diabetes())
>>> path.learned("coef_").abs().max(axis=1).is_monotonic_decreasing
True
>>> path.to_frame()["n_learned"].tolist()
[11, 11, 11]
"""

from __future__ import annotations

import importlib
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import TYPE_CHECKING

from paramlens import datasets, network
from paramlens.anatomy import Anatomy, anatomy
from paramlens.atlas import atlas
from paramlens.atlas_table import atlas_table
from paramlens.audit import Audit, audit
from paramlens.consulted import consulted
from paramlens.consulted_table import consulted_table
from paramlens.family_map import family_map
from paramlens.glue import glue
from paramlens.network_models import NetworkClassifier, NetworkRegressor
from paramlens.resample import Resamples, resample
from paramlens.roles import Palette, Role, Side, Word
from paramlens.survey import Survey, survey
from paramlens.sweep import Sweep, grid, sweep

if TYPE_CHECKING:
    from paramlens import explorables, figures, tuning

__all__ = [
    "Anatomy",
    "Audit",
    "NetworkClassifier",
    "NetworkRegressor",
    "Palette",
    "Resamples",
    "Role",
    "Side",
    "Survey",
    "Sweep",
    "Word",
    "anatomy",
    "atlas",
    "atlas_table",
    "audit",
    "consulted",
    "consulted_table",
    "datasets",
    "explorables",
    "family_map",
    "figures",
    "glue",
    "grid",
    "network",
    "resample",
    "survey",
    "sweep",
    "tuning",
]

try:
    __version__ = version("paramlens")
except PackageNotFoundError:
    __version__ = "0+not.installed"


def __getattr__(name: str) -> ModuleType:
    # Most uses draw nothing, and matplotlib and altair take longer to import than the rest of the package.
    if name in ("explorables", "figures", "tuning"):
        return importlib.import_module(f"paramlens.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

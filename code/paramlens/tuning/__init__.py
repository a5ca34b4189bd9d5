"""One problem, many tuners: a search space, an objective, and the searches of several libraries.

`Problem`
    a space with scales and conditions, an objective, and a fidelity if trials can be had for less;
`Real`, `Whole`, `Choice`, `Space`
    the space;
`Fidelity`
    what of a trial can be had for less;
`surface_problem`, `surface_table`
    a problem whose every score is known;
`comparisons`, `comparison_table`, `overhead_table`
    every search on it, made anew or as the package brings it;
`libraries_table`
    which libraries install and run, and what each is for;
`tune`
    start a search; `METHODS` lists those there are;
`join`
    take part in a search that several processes share;
`Study`
    its trials, the best of them, and how far it had come after each.

Examples
--------
>>> from sklearn.svm import SVC
>>> from paramlens import datasets
>>> from paramlens.tuning import Problem, Real, tune
>>> space = {"C": Real(0.01, 100, log=True), "gamma": Real(0.01, 100, log=True)}
>>> problem = Problem.of(SVC(), space, *datasets.two_moons(100))
>>> study = tune(problem, "random", budget=10)
>>> sorted(study.best)
['C', 'gamma']
"""

from __future__ import annotations

from paramlens.tuning.comparison import comparison_table, comparisons, overhead_table
from paramlens.tuning.dimensions import Choice, Real, Whole
from paramlens.tuning.libraries import libraries_table
from paramlens.tuning.problem import Fidelity, Problem
from paramlens.tuning.shared import join
from paramlens.tuning.space import Space
from paramlens.tuning.study import Study
from paramlens.tuning.surface import surface_problem, surface_table
from paramlens.tuning.tune import METHODS, Method, tune

__all__ = [
    "METHODS",
    "Choice",
    "Fidelity",
    "Method",
    "Problem",
    "Real",
    "Space",
    "Study",
    "Whole",
    "comparison_table",
    "comparisons",
    "join",
    "libraries_table",
    "overhead_table",
    "surface_problem",
    "surface_table",
    "tune",
]

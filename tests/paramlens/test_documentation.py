"""Every public name is documented in numpydoc form, with an example that runs."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

import paramlens
from paramlens import explorables, tuning

MODULES = [
    importlib.import_module(module.name) for module in pkgutil.walk_packages(paramlens.__path__, "paramlens.")
]
PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in MODULES
    for name in getattr(module, "__all__", ())
    if getattr(getattr(module, name), "__module__", None) == module.__name__
}
METHODS = {
    f"{name}.{method}": member
    for name, held in PUBLIC.items()
    if inspect.isclass(held) and not held.__module__.endswith("roles")
    for method, member in vars(held).items()
    if not method.startswith("_") and (inspect.isfunction(member) or isinstance(member, classmethod))
}
NOT_ASKED = {
    "GL01": "summaries begin on the line of the quotes",
    "GL03": "blank lines are the formatter's to judge",
    "ES01": "a summary that says all needs no more",
    "SA01": "the module says what belongs together",
    "SS05": "a function is named for what it returns, and its summary begins with that",
    "EX01": "examples are asked for below, of what the package exports",
    "PR02": "names documented together, as in 'X, y'",
    "RT03": "a class that is returned is described where it is defined",
    "YD01": "the same",
}


@pytest.mark.parametrize("name", PUBLIC | METHODS)
def test_public_name_is_documented(name):
    found = [error for error in validate(name)["errors"] if error[0] not in NOT_ASKED]
    if inspect.isclass(PUBLIC.get(name)):
        # What a frozen dataclass is made of is documented as attributes, not as arguments.
        found = [error for error in found if error[0] != "PR01"]
    assert found == []


@pytest.mark.parametrize("name", [name for name, held in PUBLIC.items() if dataclasses.is_dataclass(held)])
def test_fields_are_documented_as_attributes(name):
    section = NumpyDocString(inspect.getdoc(PUBLIC[name]))["Attributes"]
    documented = {one.strip() for entry in section for one in entry.name.split(",")}
    assert documented >= {
        field.name for field in dataclasses.fields(PUBLIC[name]) if not field.name.startswith("_")
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_run(module):
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for test in finder.find(module):
        runner.run(test)
    assert runner.summarize().failed == 0


def test_every_public_function_of_the_datasets_and_figures_is_seen():
    seen = {name.rpartition(".")[0] for name in PUBLIC}
    assert {"paramlens.datasets", "paramlens.figures", "paramlens.anatomy", "paramlens.sweep"} <= seen


@pytest.mark.parametrize("name", PUBLIC)
def test_public_function_has_an_example(name):
    inner = name.rpartition(".")[0] in INNER or name.startswith("paramlens.experiment.")
    inner |= name.startswith("paramlens.explorables.") and name.rpartition(".")[2] not in explorables.__all__
    if not inspect.isfunction(PUBLIC[name]) or inner:
        assert name.rpartition(".")[2] not in paramlens.__all__ or ">>>" in inspect.getdoc(PUBLIC[name])
        return
    assert ">>>" in inspect.getdoc(PUBLIC[name])


# What these offer is for the rest of the package.
INNER = {
    "paramlens.canvas",
    "paramlens.checks",
    "paramlens.runs",
    "paramlens.tidy",
    "paramlens.tuning.ledger",
    "paramlens.tuning.optuna_space",
    *(f"paramlens.tuning.{method.module}" for method in tuning.METHODS.values()),
}


def test_import_needs_none_of_the_books_dependencies():
    code = (
        "import sys, paramlens, paramlens.anatomy, paramlens.sweep, paramlens.datasets\n"
        "book = {'sphinx', 'myst_nb', 'jupyter_book', 'nbclient', 'jupyter_cache', 'booktools', 'IPython', 'pytest'}\n"
        "assert not book & set(sys.modules), book & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

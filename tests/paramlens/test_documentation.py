"""Every public name is documented in numpydoc form, with an example that runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest
from numpydoc.validate import validate

import paramlens

MODULES = [
    importlib.import_module(f"paramlens.{module.name}")
    for module in pkgutil.iter_modules(paramlens.__path__)
    if module.name != "__main__"
]
PUBLIC = [
    f"{module.__name__}.{name}"
    for module in MODULES
    for name in getattr(module, "__all__", ())
    if inspect.isfunction(getattr(module, name)) or inspect.isclass(getattr(module, name))
]
# The house style has no extended summaries, "See Also" sections or periods in every cell of a table.
NOT_ASKED = {"ES01", "SA01", "SA04", "GL01", "GL02", "GL03", "GL08", "RT02", "RT03", "RT05", "PR08", "PR09", "SS05", "SS06", "PR06", "GL07", "EX01"}


def resolve(name: str):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_is_documented(name):
    found = [error for error in validate(name)["errors"] if error[0] not in NOT_ASKED]
    assert found == []
    assert inspect.getdoc(resolve(name))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_run(module):
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for test in finder.find(module):
        runner.run(test)
    assert runner.summarize().failed == 0


@pytest.mark.parametrize("name", sorted(set(paramlens.__all__) - {"datasets", "figures"}))
def test_exported_name_has_an_example(name):
    assert ">>>" in (inspect.getdoc(getattr(paramlens, name)) or "")


def test_import_needs_none_of_the_books_dependencies():
    import subprocess
    import sys

    code = (
        "import sys, paramlens, paramlens.anatomy, paramlens.sweep, paramlens.datasets\n"
        "book = {'sphinx', 'myst_nb', 'jupyter_book', 'nbclient', 'jupyter_cache', 'booktools', 'IPython', 'pytest'}\n"
        "assert not book & set(sys.modules), book & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

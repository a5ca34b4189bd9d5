"""The command line: ``python -m paramlens anatomy sklearn.svm:SVC``, and ``audit`` likewise."""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import math
import os
import pkgutil
import sys
from collections.abc import Sequence

from sklearn.utils import all_estimators

from paramlens import datasets
from paramlens.anatomy import Anatomy, anatomy
from paramlens.atlas import remake
from paramlens.atlas_cases import example
from paramlens.atlas_data import suitable_data
from paramlens.audit import Audit, audit
from paramlens.consulted_entries import remake_consulted
from paramlens.declared import NO_DEFAULT, Argument, legal_values, signature_of
from paramlens.display import as_text, tables_text
from paramlens.experiment.shown import remark_on, tables_of
from paramlens.tuning.comparison import remake_comparisons
from paramlens.tuning.surface import remake_surface

__all__ = ["main"]

_FOUND = 0
_NOT_FOUND = 2


class _NotFound(Exception):
    """The message says what was looked for, and what is near."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str or None
        What follows the program's name; None takes it from the process.

    Returns
    -------
    int
        0, or 2 if nothing has the name that was given.

    Examples
    --------
    >>> from paramlens.__main__ import main
    >>> main(["anatomy", "sklearn.dummy:DummyRegressor"])  # doctest: +ELLIPSIS
    DummyRegressor
    ...
    0
    """
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.command is None:
        parser.print_help(sys.stderr)
        return _NOT_FOUND
    try:
        _say(_COMMANDS[given.command](given))
    except _NotFound as error:
        print(f"paramlens: {error}", file=sys.stderr)
        return _NOT_FOUND
    return _FOUND


def _told_anatomy(given: argparse.Namespace) -> str:
    found = _anatomy_of(_class_named(given.name))
    if given.json:
        return _as_json(_as_data(found))
    return as_text(found.estimator_name, found.rows, colour=sys.stdout.isatty())


def _told_audit(given: argparse.Namespace) -> str:
    kind = _class_named(given.name)
    try:
        estimator = example(kind)
    except TypeError as error:
        raise _NotFound(f"{error}; audit it in Python instead") from error
    data, X, y = _data_for(estimator, given.data)
    try:
        found = audit(estimator, X, y, seed=given.seed, n_jobs=given.n_jobs)
    except (TypeError, ValueError) as error:
        raise _NotFound(f"{kind.__name__} cannot be audited on {data}: {error}") from error
    if given.json:
        return _as_json({"estimator": kind.__name__, "data": data, "seed": given.seed, **_audit_as_data(found)})
    title = f"Audit of {found.estimator_name} on {data}"
    remark = remark_on(found.verdicts, found.n_fits)
    return tables_text(title, tables_of(found.verdicts), remark, colour=sys.stdout.isatty())


def _told_atlas(given: argparse.Namespace) -> str:
    return f"{remake(given.folder)}\n{remake_consulted()}"


def _told_comparisons(given: argparse.Namespace) -> str:
    return f"{remake_surface()}\n{remake_comparisons()}"


_COMMANDS = {
    "anatomy": _told_anatomy,
    "audit": _told_audit,
    "atlas": _told_atlas,
    "comparisons": _told_comparisons,
}
_DATA = ("breast_cancer", "curve", "diabetes", "digits", "penguins_like", "two_moons", "wine")


def _data_for(estimator: object, name: str | None) -> tuple[str, object, object]:
    if name is None:
        return suitable_data(estimator)
    if name not in _DATA:
        near = _did_you_mean(_near(name, _DATA))
        raise _NotFound(f"looked for the data {name!r} and found none{near} There are {', '.join(_DATA)}")
    return name, *getattr(datasets, name)()


def _audit_as_data(found: Audit) -> dict[str, object]:
    rows = found.to_frame().reset_index().to_dict("records")
    for row in rows:
        row["effect"] = None if math.isnan(row["effect"]) else row["effect"]
    return {"n_fits": found.n_fits, "rows": rows}


def _as_json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def _say(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader has seen enough, as `head` has; nothing is left to write
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paramlens", description="What did I set, and what did the data set?", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    command = commands.add_parser(
        "anatomy",
        help="every argument of an estimator, and what it is",
        description="Every argument of an estimator: its role, default and legal values.",
    )
    command.add_argument("name", help="a class as module:name, such as sklearn.svm:SVC, or sklearn.svm.SVC")
    command.add_argument("--json", action="store_true", help="for programs instead of for eyes")
    command = commands.add_parser(
        "audit",
        help="what every argument and attribute is, decided by experiment",
        description="Fit an estimator many times, and tell every name's role with the evidence.",
    )
    command.add_argument("name", help="a class as module:name, such as sklearn.svm:SVC, or sklearn.svm.SVC")
    command.add_argument("--data", help=f"{', '.join(_DATA)}; without it small data that suit the estimator")
    command.add_argument("--seed", type=_seed, default=0, help="of every open seed (0)")
    command.add_argument("--n-jobs", type=int, help="how many fits to make at once")
    command.add_argument("--json", action="store_true", help="for programs instead of for eyes")
    command = commands.add_parser(
        "atlas",
        help="make the tables of all audits anew, in some minutes",
        description="Audit every estimator of scikit-learn and write the tables that the package brings.",
    )
    command.add_argument("folder", help="keeps what is done, so that an interrupted run goes on where it stopped")
    commands.add_parser(
        "comparisons",
        help="compare every search of paramlens.tuning anew, in some minutes",
        description="Tabulate the scores of an SVC, tune it with every search, and write the tables that the package brings.",
    )
    return parser


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 0, got {text!r}")
    return int(text)


def _class_named(name: str) -> type:
    module_name, separator, class_name = name.partition(":")
    if not separator:
        module_name, _, class_name = name.rpartition(".")
    if not module_name or not class_name:
        raise _NotFound(
            f"expected a class as module:name, such as sklearn.svm:SVC, got {name!r}{_did_you_mean(_near(name, _known()))}"
        )
    module = _module_named(module_name)
    kind = getattr(module, class_name, None)
    if kind is None:
        names = [name for name in dir(module) if isinstance(getattr(module, name, None), type)]
        near = _near(class_name, names) or _near(class_name, _known())
        raise _NotFound(f"looked for {class_name!r} in {module_name} and found none{_did_you_mean(near)}")
    if not isinstance(kind, type) or not (hasattr(kind, "fit") and hasattr(kind, "get_params")):
        raise _NotFound(f"{module_name}:{class_name} is no class of estimators (with fit and get_params)")
    return kind


def _module_named(name: str) -> object:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        missing = error.name or name
        if not (name == missing or name.startswith(f"{missing}.")):
            raise _NotFound(f"looked for the module {name!r}, which cannot be imported: {error}") from error
    known = [one.name for one in pkgutil.iter_modules()]
    parent, _, _ = missing.rpartition(".")
    if parent:
        path = getattr(importlib.import_module(parent), "__path__", [])
        known = [f"{parent}.{one.name}" for one in pkgutil.iter_modules(path)]
    public = [one for one in known if not one.rpartition(".")[2].startswith("_")]
    raise _NotFound(f"looked for the module {missing!r} and found none{_did_you_mean(_near(missing, public))}")


def _known() -> dict[str, str]:
    """Scikit-learn's estimators: where to find each, by class name."""
    found = {}
    for name, kind in all_estimators():
        public = [part for part in kind.__module__.split(".") if not part.startswith("_")]
        found[name] = f"{'.'.join(public)}:{name}"
    return found


def _near(name: str, known: Sequence[str] | dict[str, str]) -> list[str]:
    by_lower = {one.lower(): one for one in known}
    close = [by_lower[one] for one in difflib.get_close_matches(name.lower(), by_lower, n=3)]
    return [known[one] for one in close] if isinstance(known, dict) else close


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _anatomy_of(kind: type) -> Anatomy:
    try:
        return anatomy(kind())
    except TypeError:
        # Some arguments have to be given; the signature tells all that can be told without them.
        constraints = getattr(kind, "_parameter_constraints", {})
        given = [
            Argument(name, kind, default, default, legal_values(constraints.get(name)))
            for name, default in signature_of(kind).items()
        ]
        return Anatomy.of_arguments(kind.__name__, given)


def _as_data(found: Anatomy) -> dict[str, object]:
    rows = [
        {
            "name": row.name,
            "side": row.side.value,
            "role": row.role.value,
            "value": _json_value(row.value),
            "default": _json_value(row.default),
            "changed": row.changed,
            "required": row.default == NO_DEFAULT,
            "legal": list(row.legal),
            "type": row.type,
            "shape": row.shape,
            "n_numbers": row.n_numbers,
        }
        for row in found.rows
    ]
    return {
        "estimator": found.estimator_name,
        "n_set": found.n_set,
        "n_learned": found.n_learned,
        "is_fitted": found.is_fitted,
        "rows": rows,
    }


def _json_value(value: object) -> object:
    """JSON has no NaN and no infinity; they are written as text."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())

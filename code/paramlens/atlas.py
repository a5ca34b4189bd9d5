"""The audit of every estimator of scikit-learn, as one table."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from paramlens.anatomy import anatomy
from paramlens.atlas_cases import Case, cases
from paramlens.atlas_data import suitable_data
from paramlens.atlas_table import COLUMNS, write_atlas
from paramlens.audit import audit
from paramlens.display import shortened

__all__ = ["atlas", "made_with", "remake"]

_SEED = 0
_TIME_LIMIT = 30.0
_DEPENDS_ON = "atlas atlas_cases atlas_data audit checks conventions datasets declared display fitted roles".split()
_MADE_WITH = ("scikit-learn", "numpy", "scipy")


def atlas(
    names: Iterable[str] | None = None,
    *,
    folder: str | os.PathLike[str] | None = None,
    n_jobs: int | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Audit every estimator that scikit-learn lists, each on data that suit it.

    Parameters
    ----------
    names : iterable of str or None
        Classes to audit; None audits all.
    folder : path or None
        Where to keep what is done, an estimator a file, so that an interrupted run goes on where it
        stopped. What was made with another version or other code is made again. None keeps nothing.
    n_jobs : int or None
        How many estimators to audit at once, as in joblib.
    progress : bool or None
        Whether to show a bar; None shows it on a terminal only.

    Returns
    -------
    pandas.DataFrame
        One row for each name of each estimator, in the order of the alphabet; the columns are those of
        `paramlens.atlas_table.COLUMNS`. ``attrs["made_with"]`` names the versions and the seed.

    Raises
    ------
    ValueError
        If scikit-learn lists no estimator of a name.

    Examples
    --------
    >>> from paramlens.atlas import atlas
    >>> table = atlas(["DummyRegressor"], progress=False)
    >>> table.set_index("name").loc["constant_", "role"]
    'parameter'
    """
    wanted = _wanted(names)
    kept = None if folder is None else Path(folder)
    todo = [case for case in wanted if kept is None or not _path(kept, case).exists()]
    bar = tqdm(total=len(wanted), desc="atlas", unit="estimator", disable=None if progress is None else not progress)
    made: dict[str, list[dict[str, object]]] = {}
    with bar:
        bar.update(len(wanted) - len(todo))
        jobs = (delayed(_entries)(case.name) for case in todo)
        for name, entries in Parallel(n_jobs=n_jobs, return_as="generator_unordered")(jobs):
            made[name] = entries
            if kept is not None:
                _keep(_path(kept, next(case for case in todo if case.name == name)), entries)
            bar.update()
    rows = []
    for case in wanted:
        rows += made[case.name] if case.name in made else json.loads(_path(kept, case).read_text("utf8"))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table.attrs["made_with"] = made_with()
    return table


def made_with() -> str:
    """The versions and the seed that a table made now depends on.

    Returns
    -------
    str

    Examples
    --------
    >>> from paramlens.atlas import made_with
    >>> made_with().startswith("scikit-learn ")
    True
    """
    return ", ".join([*(f"{name} {version(name)}" for name in _MADE_WITH), f"seed {_SEED}"])


def _wanted(names: Iterable[str] | None) -> list[Case]:
    known = {case.name: case for case in cases()}
    if names is None:
        return list(known.values())
    wanted = list(names)
    for name in wanted:
        if name not in known:
            raise ValueError(f"names must be classes that scikit-learn lists as estimators, got {name!r}")
    return [known[name] for name in sorted(set(wanted))]


def _path(folder: Path, case: Case) -> Path:
    return folder / f"{case.name}-{_stamp()}.json"


_STAMPS: list[str] = []


def _stamp() -> str:
    """Stands for the versions and the code that an audit depends on."""
    if not _STAMPS:
        digest = hashlib.sha256(f"{made_with()} {platform.python_version()}".encode())
        package = Path(__file__).parent
        for path in sorted([*(package / f"{name}.py" for name in _DEPENDS_ON), *package.glob("experiment/*.py")]):
            digest.update(path.read_bytes())
        _STAMPS.append(digest.hexdigest()[:16])
    return _STAMPS[0]


def _keep(path: Path, entries: Sequence[dict[str, object]]) -> None:
    """Whole or not at all, whatever interrupts it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(entries, ensure_ascii=False, indent=1), "utf8")
    draft.replace(path)


def _entries(name: str) -> tuple[str, list[dict[str, object]]]:
    case = next(case for case in cases() if case.name == name)
    estimator = case.make()
    what, X, y = suitable_data(estimator)
    found = audit(estimator, X, y, seed=_SEED, n_jobs=1, progress=False, time_limit=_TIME_LIMIT)
    declared = {row.name: row for row in anatomy(estimator).rows}
    own = [one for one in found.verdicts if _is_own(one.name, estimator)]
    entries = []
    for one in own:
        row = declared.get(one.name)
        is_argument = one.side.value == "set" and row is not None
        entries.append(
            {
                "estimator": name,
                "module": case.module,
                "family": case.family,
                "data": what,
                "name": one.name,
                "side": one.side.value,
                "role": one.role_name,
                "condition": one.condition,
                "effect": None if np.isnan(one.effect) else float(f"{one.effect:.3g}"),
                "evidence": one.evidence,
                "convention": one.convention.value,
                "disagrees": one.disagrees,
                "default": _text(row.default) if is_argument else "",
                "legal": shortened(row.legal).replace("\N{NO-BREAK SPACE}", " ") if is_argument else "",
            }
        )
    return name, entries


def _is_own(name: str, estimator: object) -> bool:
    """Not of a part, which has an entry of its own under its class."""
    if name in estimator.get_params(deep=False):
        return True
    head, separator, tail = name.strip("_").partition("__")
    return not separator and "__" not in name.strip("_") and name not in estimator.get_params(deep=True)


def _text(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def remake(folder: str | os.PathLike[str], path: Path | None = None, *, n_jobs: int | None = -1) -> str:
    """Make the table anew that the package brings.

    Parameters
    ----------
    folder : path
        Where to keep what is done; see `atlas`.
    path : path or None
        Where to write the table; None takes the place from which the package reads it.
    n_jobs : int or None
        How many estimators to audit at once, as in joblib.

    Returns
    -------
    str
        A sentence: where the table is, what it holds and what it was made with.

    Examples
    --------
    For a table of a few estimators, `atlas` and `write_atlas` do the same.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from paramlens.atlas import atlas
    >>> from paramlens.atlas_table import write_atlas
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atlas(atlas(["DummyRegressor"], progress=False), Path(folder) / "few.csv").name
    'few.csv'
    """
    table = atlas(folder=folder, n_jobs=n_jobs, progress=True)
    written = write_atlas(table, path)
    n_estimators = table["estimator"].nunique()
    return f"{written}: {len(table):,} names of {n_estimators} estimators, {table.attrs['made_with']}"

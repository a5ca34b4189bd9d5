"""Hand a number from a cell to the prose around it."""

from __future__ import annotations

import re
import sys

import numpy as np

__all__ = ["glue"]

_PREFIX = "application/papermill.record/"
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def glue(name: str, value: str | bool | int | float | np.generic) -> None:
    """Record a value in a notebook under a name that prose can quote.

    The cell shows nothing. On the page, ``{glue:text}`` with the name (and, after a colon, a
    format such as ``.2f``) stands for the value. Outside IPython nothing happens, so a chapter's
    code also runs as a script.

    Parameters
    ----------
    name : str
        Letters, digits, ``-`` and ``_``; each name is used once in a chapter.
    value : str, bool, int, float or NumPy scalar
        What the prose quotes. A NumPy scalar is recorded as the Python number it stands for.

    Raises
    ------
    TypeError
        If `name` is not a string or `value` is not a single value.
    ValueError
        If `name` has other characters.

    References
    ----------
    The form of the record: https://myst-nb.readthedocs.io/en/latest/render/glue.html

    Examples
    --------
    >>> import numpy as np
    >>> from paramlens import glue
    >>> glue("mean_height", np.mean([170.0, 180.0]))
    """
    text = repr(_plain(value))
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, got {name!r}")
    if not _NAME.fullmatch(name):
        raise ValueError(f"name must be made of letters, digits, '-' and '_', got {name!r}")
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        return
    ipython.display.display(
        {f"{_PREFIX}text/plain": text},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": _PREFIX}},
    )


def _plain(value: object) -> str | bool | int | float:
    plain = value.item() if isinstance(value, np.generic) else value
    if not isinstance(plain, str | bool | int | float):
        raise TypeError(
            f"value must be one string, bool, int or float, got {type(value).__name__}; "
            "take one number of it, such as value.mean()"
        )
    return plain

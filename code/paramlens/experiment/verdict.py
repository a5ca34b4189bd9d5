"""What an experiment found out about one name."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

import numpy as np

from paramlens.roles import Role, Side

__all__ = ["Verdict", "in_words", "share"]

_LONGEST = 44


@dataclass(frozen=True)
class Verdict:
    """The role of one name, and why.

    Attributes
    ----------
    name : str
        Of a part it is written ``part__name``.
    side : Side
        Set or learned.
    role : Role or None
        None if the experiments could not decide.
    condition : str
        The argument and value that wake an argument which is asleep in the setting given.
    effect : float
        How much the answers moved, in standard deviations or as a share of labels; NaN if nothing was moved.
    evidence : str
        One sentence: what was changed and what happened.
    convention : Role
        What the name suggests.
    """

    name: str
    side: Side
    role: Role | None
    condition: str
    effect: float
    evidence: str
    convention: Role

    @property
    def role_name(self) -> str:
        """The value of the role, or ``"undecided"``."""
        return "undecided" if self.role is None else self.role.value

    @property
    def disagrees(self) -> bool:
        """Whether the experiments decided, and otherwise than the name suggests."""
        return self.role is not None and self.role is not self.convention


def in_words(value: object) -> str:
    """A value as a sentence can hold it.

    Parameters
    ----------
    value : object
        Of an argument.

    Returns
    -------
    str
        The same in every run: without addresses and the names of temporary folders.
    """
    if isinstance(value, str) and value.startswith(tempfile.gettempdir()):
        return "a folder"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        return f"an array of {value.size} numbers" if value.size > 4 else in_words(value.tolist())
    if isinstance(value, list | tuple) and all(isinstance(one, float | int | np.number) for one in value):
        text = ", ".join(map(in_words, value))
        text = f"[{text}]" if isinstance(value, list) else f"({text})"
    else:
        try:
            text = " ".join(repr(value).split())
        except Exception:  # the text of a value is the estimator's code
            text = type(value).__name__
    if " at 0x" in text:
        text = getattr(value, "__name__", type(value).__name__)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def share(effect: float) -> str:
    """An effect as a sentence holds it.

    Parameters
    ----------
    effect : float
        At least 0.

    Returns
    -------
    str
    """
    return f"{effect:.2g}" if effect < 10 else f"{effect:.0f}"

"""A row of an anatomy: one name, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

from paramlens.roles import Role, Side, Word

__all__ = ["Row"]


@dataclass(frozen=True)
class Row:
    """One name on an estimator.

    Attributes
    ----------
    name : str
        Of a part it is written ``part__name``.
    role : Role
        By convention: read off the name, its owner and its value.
    value, default : object
        A single value as it is; of anything else a short text. An attribute has no default.
    changed : bool
        Whether an argument has a default and another value.
    legal : tuple of str
        The alternatives that the estimator declares for an argument, if it does.
    type : str
        What a fitted attribute is made of, such as ``"ndarray of float64"``.
    shape : tuple of int or None
        Of an array; None for what has no shape.
    n_numbers : int
        How many numbers a fitted attribute holds, as `count_numbers` counts them.
    within : bool
        Whether the numbers are counted already in the row of the attribute that holds the part.
    """

    name: str
    role: Role
    value: object
    default: object = ""
    changed: bool = False
    legal: tuple[str, ...] = ()
    type: str = ""
    shape: tuple[int, ...] | None = None
    n_numbers: int = 0
    within: bool = False

    @property
    def side(self) -> Side:
        return self.role.side

    @property
    def n_learned(self) -> int:
        """How many of its numbers count as learned: none of a view or a part counted elsewhere."""
        return self.n_numbers if self.role.word is Word.LEARNED and not self.within else 0

"""The rows of an anatomy, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paramlens.roles import Role, Side, Word

__all__ = ["Row", "is_fitted", "n_learned", "n_set"]


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


def n_set(rows: Iterable[Row]) -> int:
    """How many arguments a person can set, those of parts included.

    Parameters
    ----------
    rows : iterable of Row
        Of an anatomy.

    Returns
    -------
    int

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import anatomy
    >>> from paramlens.rows import n_set
    >>> n_set(anatomy(LinearRegression()).rows)
    5
    """
    return sum(row.side is Side.SET for row in rows)


def n_learned(rows: Iterable[Row]) -> int:
    """How many numbers the data set: parameters, memorised data, selected hyperparameters.

    Parameters
    ----------
    rows : iterable of Row
        Of an anatomy. What a part holds is counted with the attribute that holds the part.

    Returns
    -------
    int

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import anatomy
    >>> from paramlens.rows import n_learned
    >>> n_learned(anatomy(LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0])).rows)
    2
    """
    return sum(row.n_numbers for row in rows if row.role.word is Word.LEARNED and not row.within)


def is_fitted(rows: Iterable[Row]) -> bool:
    """Whether there is anything on the learned side.

    Parameters
    ----------
    rows : iterable of Row
        Of an anatomy.

    Returns
    -------
    bool

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import anatomy
    >>> from paramlens.rows import is_fitted
    >>> is_fitted(anatomy(LinearRegression()).rows)
    False
    """
    return any(row.side is Side.LEARNED for row in rows)

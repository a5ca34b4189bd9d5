"""What an estimator is made of: every argument and every fitted attribute, each in its role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from paramlens import display
from paramlens.checks import check_estimator
from paramlens.conventions import conventional_role
from paramlens.counting import count_numbers
from paramlens.declared import Argument, arguments
from paramlens.fitted import Unreadable, is_estimator, is_keras, learned_attributes, own, with_parts
from paramlens.roles import Role, Side
from paramlens.rows import Row

__all__ = ["Anatomy", "Row", "anatomy", "conventional_role", "count_numbers", "learned_attributes"]

_ORDER = {role: place for place, role in enumerate(Role)}
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_LONGEST = 60


@dataclass(frozen=True, repr=False)
class Anatomy:
    """Everything that can be named on an estimator.

    It shows as two tables in a notebook, and as text in a terminal.

    Attributes
    ----------
    estimator_name : str
        The name of its class.
    rows : tuple of Row
        The arguments in the order of the signature, then the fitted attributes by role and name;
        those of parts follow those of the whole.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from paramlens import anatomy
    >>> [row.name for row in anatomy(Ridge()).rows if row.role.value == "source_of_randomness"]
    ['random_state']
    """

    estimator_name: str
    rows: tuple[Row, ...]

    @classmethod
    def of_arguments(cls, estimator_name: str, given: Iterable[Argument]) -> Anatomy:
        """The set side alone, for a class that cannot be made without arguments.

        Parameters
        ----------
        estimator_name : str
            The name of the class.
        given : iterable of Argument
            What its signature declares.

        Returns
        -------
        Anatomy
        """
        return cls(estimator_name, tuple(map(_of_argument, given)))

    @property
    def n_set(self) -> int:
        """How many arguments a person can set, those of parts included."""
        return sum(row.side is Side.SET for row in self.rows)

    @property
    def n_learned(self) -> int:
        """How many numbers the data set: parameters, memorised data, selected hyperparameters."""
        return sum(row.n_learned for row in self.rows)

    @property
    def is_fitted(self) -> bool:
        """Whether there is anything on the learned side."""
        return any(row.side is Side.LEARNED for row in self.rows)

    def to_frame(self) -> pd.DataFrame:
        """One row for each name.

        Returns
        -------
        pandas.DataFrame
            Index ``name``. Columns: ``side`` (``"set"`` or ``"learned"``); ``role`` (the value of a
            `Role`); ``value``; and for arguments ``default``, ``changed`` (bool) and ``legal`` (text),
            for fitted attributes ``type``, ``shape`` (text) and ``n_numbers`` (int).

        Examples
        --------
        >>> from sklearn.linear_model import Ridge
        >>> from paramlens import anatomy
        >>> anatomy(Ridge(alpha=3)).to_frame().loc["alpha", ["value", "default", "legal"]].tolist()
        [3, 1.0, 'number ≥ 0, array-like']
        """
        table = pd.DataFrame(
            {
                "side": [row.side.value for row in self.rows],
                "role": [row.role.value for row in self.rows],
                "value": pd.Series([row.value for row in self.rows], dtype=object),
                "default": pd.Series([row.default for row in self.rows], dtype=object),
                "changed": [row.changed for row in self.rows],
                "legal": [", ".join(row.legal) for row in self.rows],
                "type": [row.type for row in self.rows],
                "shape": ["" if row.shape is None else str(row.shape) for row in self.rows],
                "n_numbers": [row.n_numbers for row in self.rows],
            }
        ).astype({"changed": bool, "n_numbers": int})
        return table.set_axis(pd.Index([row.name for row in self.rows], name="name", dtype=object))

    def __repr__(self) -> str:
        return display.as_text(self.estimator_name, self.rows)

    def _repr_html_(self) -> str:
        return display.as_html(self.estimator_name, self.rows)


def anatomy(estimator: object) -> Anatomy:
    """Name everything on an estimator, and say what it is.

    The roles follow the conventions of names that scikit-learn keeps. They are a hypothesis: only an
    experiment can tell what an argument does.

    Parameters
    ----------
    estimator : estimator
        With scikit-learn's interface, fitted or not; it is not changed. Its parts are named too:
        those of pipelines, ensembles and searches by ``part__name``. Or a model of Keras: its layers'
        arguments and weights are named as ``layer/name``.

    Returns
    -------
    Anatomy

    Raises
    ------
    TypeError
        If `estimator` is a class, or neither a model of Keras nor one with ``fit`` and ``get_params``.

    References
    ----------
    L. Buitinck et al. (2013), *API design for machine learning software: experiences from the
    scikit-learn project*, for the conventions.

    Examples
    --------
    A line in three dimensions has three slopes and an intercept.

    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens import anatomy
    >>> found = anatomy(LinearRegression().fit(np.eye(3), [1.0, 2.0, 3.0]))
    >>> found.n_set, found.n_learned
    (5, 4)
    """
    name = type(estimator).__name__
    if is_keras(estimator):
        if not hasattr(estimator, "layers"):
            raise TypeError(f"estimator must be a model of Keras, got the layer {name}; put it into a keras.Sequential")
        from paramlens.keras_models import keras_rows  # only then is there anything that it could read

        return Anatomy(name, tuple(keras_rows(estimator)))
    check_estimator(estimator)
    given = Anatomy.of_arguments(name, arguments(estimator)).rows
    return Anatomy(name, given + tuple(_of_fit(estimator)))


def _of_argument(argument: Argument) -> Row:
    name = argument.name.rpartition("__")[2]
    return Row(
        name=argument.name,
        role=conventional_role(name, argument.owner, argument.value),
        value=_plain(argument.value),
        default=_plain(argument.default),
        changed=argument.changed,
        legal=argument.legal,
    )


def _of_fit(estimator: object) -> Iterator[Row]:
    for part in with_parts(estimator):
        held = own(part.estimator)
        roles = {name: conventional_role(name, part.estimator, value) for name, value in held.items()}
        for name in sorted(held, key=lambda name: (_ORDER[roles[name]], name.strip("_"))):
            value = held[name]
            yield Row(
                name=part.name + name,
                role=roles[name],
                value=_plain(value),
                type=_made_of(value),
                shape=_shape(value),
                n_numbers=count_numbers(value),
                within=part.within,
            )


def _plain(value: object) -> object:
    """What a table can hold: single values and texts as they are, a short text for the rest."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Unreadable):
        return f"cannot be read: {value.reason}"
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, np.random.RandomState | np.random.Generator):
        return type(value).__name__
    if isinstance(value, np.ndarray) and value.size > 6:
        return f"array of {' × '.join(map(str, value.shape))}"
    if sparse.issparse(value):
        return f"sparse matrix of {' × '.join(map(str, value.shape))}"
    if isinstance(value, pd.DataFrame | pd.Series):
        return f"{type(value).__name__} of {' × '.join(map(str, value.shape))}"
    if callable(value) and hasattr(value, "__name__"):
        return f"function {value.__name__}"
    return _short(value)


def _short(value: object) -> str:
    if is_keras(value):
        return _made_of(value)
    if isinstance(value, list | tuple) and len(value) > 3 and any(map(is_estimator, value)):
        return _made_of(value)
    if isinstance(value, list) and value and all(map(_is_named_part, value)):
        return ", ".join(name for name, *_ in value)
    if isinstance(value, list | tuple):
        value = (tuple if isinstance(value, tuple) else list)(map(_rounded, value))
    if isinstance(value, dict) and any(isinstance(one, np.ndarray) for one in value.values()):
        return f"{len(value)} entries"
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        text = np.array2string(value, precision=4, separator=", ")
    else:
        text = repr(value.tolist() if isinstance(value, np.ndarray) else value)
    if _ADDRESS.search(text) and not is_estimator(value):
        return _made_of(value)
    text = " ".join(_ADDRESS.sub("", text).split())
    if is_estimator(value) and len(text) > _LONGEST:
        return f"{type(value).__name__}(…)"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _rounded(member: object) -> object:
    if isinstance(member, np.generic):
        member = member.item()
    return float(f"{member:.4g}") if isinstance(member, float) else member


def _is_named_part(value: object) -> bool:
    """Whether it is an entry of ``steps``, ``transformers`` or ``estimators``."""
    return isinstance(value, tuple) and 2 <= len(value) <= 3 and isinstance(value[0], str)


def _made_of(value: object) -> str:
    if isinstance(value, Unreadable):
        return ""
    if isinstance(value, np.ndarray) or sparse.issparse(value):
        return f"{type(value).__name__} of {value.dtype.name}"
    if isinstance(value, list | tuple) and value:
        kinds = sorted({type(member).__name__ for member in value})
        return f"{type(value).__name__} of {len(value)} {' or '.join(kinds)}"
    if isinstance(value, np.generic):
        return type(value.item()).__name__
    return type(value).__name__


def _shape(value: object) -> tuple[int, ...] | None:
    shape = None if np.isscalar(value) else getattr(value, "shape", None)
    return tuple(map(int, shape)) if isinstance(shape, tuple) else None

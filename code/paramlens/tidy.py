"""The numbers that fitted models learned, as tidy tables with readable labels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from paramlens.conventions import conventional_role
from paramlens.counting import LEARNED_NUMBERS
from paramlens.fitted import Unreadable, is_keras, own, with_parts

__all__ = ["MOST_NUMBERS", "learned_numbers", "wide"]

MOST_NUMBERS = 10_000
"""An attribute with more numbers than this is counted but not tabulated."""

# An axis can be as long as there are features by accident (three classes, three features); these are
# the attributes of scikit-learn whose last axis always runs over the features.
_BY_FEATURE = frozenset(
    """
    X_ X_fit_ X_offset_ X_scale_ X_train_ _fit_X center_ centroids_ cluster_centers_ coef_ components_
    data_max_ data_min_ data_range_ deviations_ feature_all_ feature_count_ feature_log_prob_ idf_
    intercept_visible_ lambda_ lambdas_ location_ max_abs_ mean_ means_ min_ noise_variance_ pvalues_
    quantiles_ scale_ scores_ statistics_ subcluster_centers_ support_vectors_ theta_ var_ variances_
    within_class_std_dev_ xbar_
    """.split()
)

# An attribute, and the place in it if it is a list of arrays: a fit holds one block of numbers there.
Key = tuple[str, tuple[int, ...]]


def learned_numbers(models: Sequence[BaseEstimator], X: object) -> pd.DataFrame:
    """Every number that the models learned, one row each.

    Taken are the fitted attributes whose conventional role is parameter, memorised data or selected
    hyperparameter and that are made of numbers (arrays, lists of arrays, single numbers), and the
    weights of a model of Keras, each as an attribute of its own, such as ``"dense/kernel"``. Left out
    are attributes that are not, such as trees, and those of more than `MOST_NUMBERS` numbers.

    Parameters
    ----------
    models : sequence of fitted estimators
        Of one kind, fitted to the same columns.
    X : array-like or sparse matrix of shape (n_samples, n_features), or list of str
        What they were fitted to; it supplies the names of the features.

    Returns
    -------
    pandas.DataFrame
        Index ``model``, the position in `models`. Columns: ``attribute``; ``element``, the place in
        the attribute (the feature's name along the last axis if it runs over the features and they
        have names, else indices such as ``"1,2"``; an axis with one entry in all models is not
        written, so a single number has the label ``""``); ``number``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.linear_model import LinearRegression
    >>> from paramlens.tidy import learned_numbers
    >>> X = pd.DataFrame({"width": [0.0, 1.0, 2.0]})
    >>> learned_numbers([LinearRegression().fit(X, [1.0, 3.0, 5.0])], X)["element"].tolist()
    ['width', '']
    """
    held = [dict(_blocks(model)) for model in models]
    features = [dict(_features("", model, _column_names(X))) for model in models]
    by_feature = {key: _runs_over_features(key, held, features) for blocks in held for key in blocks}
    written = {key: _written_axes(key, held) for blocks in held for key in blocks}
    frames = [pd.DataFrame({"attribute": [], "element": [], "number": []})]
    for model, (blocks, names) in enumerate(zip(held, features, strict=True)):
        for key, block in blocks.items():
            attribute, place = key
            last_axis = _reaching(attribute, names) if by_feature[key] else None
            elements = _labels(place, block.shape, written[key], last_axis)
            frames.append(
                pd.DataFrame(
                    {"attribute": attribute, "element": elements, "number": block.ravel()},
                    index=np.full(block.size, model),
                )
            )
    tidy = pd.concat([frame.astype({"attribute": str, "element": str, "number": float}) for frame in frames])
    return tidy.set_axis(tidy.index.astype(int)).rename_axis("model")


def wide(tidy: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """One attribute from a tidy table, a column for each element in order of appearance.

    Parameters
    ----------
    tidy : pandas.DataFrame
        As `learned_numbers` returns it; other columns are ignored.
    attribute : str
        Which one.

    Returns
    -------
    pandas.DataFrame
        Indexed as `tidy`, each label once; NaN where a model has no such element.

    Raises
    ------
    ValueError
        If the table has no such attribute; the message lists those it has.
    """
    known = list(tidy["attribute"].unique())
    if attribute not in known:
        raise ValueError(
            f"attribute must be one that holds between 1 and {MOST_NUMBERS} learned numbers "
            f"({', '.join(map(repr, known)) or 'here none does'}), got {attribute!r}"
        )
    rows = tidy[tidy["attribute"] == attribute]
    table = rows.pivot(columns="element", values="number")
    return table.reindex(columns=pd.Index(rows["element"].unique(), name="element"))


def _blocks(model: BaseEstimator) -> Iterator[tuple[Key, np.ndarray]]:
    for part in with_parts(model):
        for name, value in own(part.estimator).items():
            if isinstance(value, Unreadable):
                continue
            if conventional_role(name, part.estimator, value) not in LEARNED_NUMBERS:
                continue
            if is_keras(value):
                yield from _weights(part.name, value)
                continue
            blocks = dict(_numeric(value))
            if sum(block.size for block in blocks.values()) <= MOST_NUMBERS:
                yield from (((part.name + name, place), block) for place, block in blocks.items())


def _weights(prefix: str, model: object) -> Iterator[tuple[Key, np.ndarray]]:
    """Of a model of Keras each weight is an attribute: layers differ in shape, and have names."""
    from paramlens.keras_names import named_weights

    for name, weights in named_weights(model).items():
        if weights.size <= MOST_NUMBERS:
            yield (prefix + name, ()), weights


def _numeric(value: object) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    """The arrays of numbers that a value is made of, by place; nothing if it is made of anything else."""
    if sparse.issparse(value):
        if np.prod(value.shape) <= MOST_NUMBERS:
            yield (), value.toarray()
    elif isinstance(value, list | tuple) and any(_array(item).ndim for item in value):
        items = [_array(item) for item in value]
        if all(item.dtype.kind in "fiub" for item in items):
            yield from (((place,), item) for place, item in enumerate(items))
    elif isinstance(value, list | tuple | np.ndarray | np.generic | bool | int | float | pd.Series | pd.DataFrame):
        array = _array(value)
        if array.dtype.kind in "fiub":
            yield (), array


def _array(value: object) -> np.ndarray:
    """The value as an array: of no numbers if its members have no common shape."""
    try:
        return np.asarray(value)
    except ValueError:
        # Such as the names, estimators and columns that a ColumnTransformer holds.
        return np.asarray(None)


def _column_names(X: object) -> list[str] | None:
    """Names of the columns; none yet for texts, which a vectorizer will name; None for other data."""
    if isinstance(X, pd.DataFrame):
        return [str(column) for column in X.columns]
    first = next(iter(X), None) if isinstance(X, list | tuple | pd.Series) else None
    return [] if isinstance(first, str) else None


def _features(
    prefix: str, model: BaseEstimator, names: list[str] | None
) -> Iterator[tuple[str, list[str] | None]]:
    """The names of the columns that reach each part of a model, by the prefix of the part's attributes."""
    yield prefix, names
    if not isinstance(model, Pipeline):
        return
    for step, part in model.steps:
        if part in (None, "passthrough"):
            continue
        yield from _features(f"{prefix}{step}__", part, names)
        if names is not None:
            names = _names_out(part, names)


def _names_out(part: BaseEstimator, names: list[str]) -> list[str] | None:
    if not hasattr(part, "get_feature_names_out"):
        return None
    try:
        return list(map(str, part.get_feature_names_out(names or None)))
    except ValueError:  # a part that was fitted to other names than those of the frame
        return None


def _reaching(attribute: str, names: dict[str, list[str] | None]) -> list[str] | None:
    prefix, _, _ = attribute.rpartition("__")
    return names.get(f"{prefix}__" if prefix else "")


def _runs_over_features(key: Key, held: list[dict[Key, np.ndarray]], features: list[dict]) -> bool:
    """Whether the last axis of a block has one entry for each named feature, in every model."""
    attribute, _ = key
    if attribute.rpartition("__")[2] not in _BY_FEATURE:
        return False
    for blocks, names in zip(held, features, strict=True):
        known = _reaching(attribute, names)
        if key in blocks and (
            not known or blocks[key].shape[-1:] != (len(known),) or len(set(known)) < len(known)
        ):
            return False
    return True


def _written_axes(key: Key, held: list[dict[Key, np.ndarray]]) -> list[bool]:
    """For each axis of a block, whether it has more or fewer entries than one in some model."""
    shapes = [blocks[key].shape for blocks in held if key in blocks]
    if len({len(shape) for shape in shapes}) > 1:
        return [True] * max(map(len, shapes))
    return [set(lengths) != {1} for lengths in zip(*shapes, strict=True)]


def _labels(
    place: tuple[int, ...], shape: tuple[int, ...], written: list[bool], last_axis: list[str] | None
) -> list[str]:
    axes = [[str(index) for index in range(length)] for length in shape]
    kept = [axis for axis, keep in zip(axes, written, strict=False) if keep]
    if last_axis is not None:
        kept = [axis for axis, keep in zip(axes[:-1], written, strict=False) if keep] + [last_axis]
    return [",".join(parts) for parts in itertools.product(*([str(index)] for index in place), *kept)]

"""Global random numbers, lent: seeded for a while, and afterwards what they were before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

__all__ = ["own_randomness"]


@contextmanager
def own_randomness(seed: int) -> Iterator[None]:
    """The global random numbers of Python and of NumPy, started at a seed within and put back at the end.

    Parameters
    ----------
    seed : int
        From 0 up, below 2**32.

    Yields
    ------
    None

    Raises
    ------
    ValueError
        If NumPy takes no such seed.

    Examples
    --------
    >>> with own_randomness(0):
    ...     first = random.random()
    >>> with own_randomness(0):
    ...     first == random.random()
    True
    """
    python, numpy_state = random.getstate(), np.random.get_state()
    try:
        random.seed(seed)
        np.random.seed(seed)
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy_state)

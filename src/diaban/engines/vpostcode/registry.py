"""The set of cells in use, as the engine needs to know it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from diaban.engines.vpostcode.rows import Integers
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme


class Registry(Protocol):
    """Whatever can say which order keys are in use.

    >>> class InUse:
    ...     def contains_many(self, order_keys):
    ...         return np.isin(order_keys, [58656056171461])
    >>> are_registered(InUse(), np.array([58656056171461, 5])).tolist()
    [True, False]
    """

    def contains_many(self, order_keys: Integers) -> NDArray[np.bool_]:
        """Tell for each order key whether an address has it."""
        ...


InUse = Registry | Integers
"""A registry, or simply the sorted order keys in use."""


def are_registered(
    registry: InUse, order_keys: Integers, scheme: Scheme = VPOSTCODE_2020
) -> NDArray[np.bool_]:
    """Whether any order key of each cell is in use; a cell is given by its first.

    >>> are_registered(np.array([3, 7]), np.array([7, 8])).tolist()
    [True, False]
    """
    if not isinstance(registry, np.ndarray):
        inside = order_keys[:, None] + np.arange(scheme.keys_in_cell)
        held = registry.contains_many(inside.ravel()).reshape(inside.shape)
        return np.asarray(held.any(axis=1))
    first = np.searchsorted(registry, order_keys)
    return np.searchsorted(registry, order_keys + scheme.keys_in_cell) > first

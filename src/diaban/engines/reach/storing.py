"""A network as named arrays and back, so that it is made once and read by many."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.engines.reach.modes import Mode
from diaban.engines.reach.network import Lines, Network, NetworkReport
from diaban.engines.reach.plane import Plane

__all__ = ["from_arrays", "to_arrays"]

_PARTS = {"plane": Plane, "lines": Lines, "report": NetworkReport}


def to_arrays(network: Network) -> dict[str, NDArray[np.generic]]:
    """Return all of a network but its mode, by name; numbers are arrays without a dimension.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> arrays = to_arrays(build_network(road, WALKING))
    >>> arrays["metres"].round().tolist(), arrays["report.ways"].tolist()
    ([1112.0], 1)
    """
    told = {}
    for field in fields(Network):
        value = getattr(network, field.name)
        if field.name in _PARTS:
            for inner in fields(value):
                told[f"{field.name}.{inner.name}"] = np.asarray(getattr(value, inner.name))
        elif field.name != "mode":
            told[field.name] = np.asarray(value)
    return told


def from_arrays(mode: Mode, arrays: Mapping[str, NDArray[np.generic]]) -> Network:
    """Return the network of a mode again. KeyError where an array is missing.

    >>> from diaban.engines.reach.modes import WALKING
    >>> from diaban.engines.reach.network import build_network
    >>> from diaban.engines.reach.ways import Ways
    >>> road = Ways([0, 2], [210000000, 210100000], [1058000000] * 2, ["residential"], [{}])
    >>> made = build_network(road, WALKING)
    >>> len(from_arrays(WALKING, to_arrays(made))) == len(made)
    True
    """
    told: dict[str, Any] = {
        name: kind(**{one.name: _value(arrays[f"{name}.{one.name}"]) for one in fields(kind)})
        for name, kind in _PARTS.items()
    }
    own = [one.name for one in fields(Network) if one.name not in ("mode", *_PARTS)]
    told |= {name: arrays[name] for name in own}
    return Network(mode=mode, **told)


def _value(array: NDArray[np.generic]) -> object:
    return array.item() if array.ndim == 0 else array

"""How much of a service falls to each home, when near points count more and all share them.

The enhanced two-step floating catchment area (Luo and Qi 2009, Health & Place 15: 1100–1107).
First each point's supply is shared among those in its catchment, weighed by zone of travel; then
each home adds up the shares of the points that it reaches, weighed the same way.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Floats, Sparse
from diaban.engines.reach.errors import ReachError

__all__ = ["LUO_QI_2009", "Access", "Zones", "measure_access"]


@dataclass(frozen=True, slots=True)
class Zones:
    """Zones of travel: up to `limits[i]` a journey weighs `weights[i]`, beyond the last nothing.

    ReachError for limits that do not rise, or weights below zero.

    >>> Zones((1000.0, 3000.0), (1.0, 0.5)).weigh(np.array([0.0, 1000.0, 1500.0, 4000.0])).tolist()
    [1.0, 1.0, 0.5, 0.0]
    """

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.limits) != len(self.weights):
            raise ReachError("length", field="weights", length=len(self.weights))
        if not self.limits or not np.all(np.diff(self.limits, prepend=0.0) > 0):
            raise ReachError("limit", limits=self.limits)
        if not min(self.weights) >= 0:
            raise ReachError("negative", field="weights")

    def weigh(self, amounts: Floats) -> Floats:
        """Return the weight of each journey, in the unit of the limits."""
        zone = np.searchsorted(self.limits, amounts, "left")
        weighed: Floats = np.append(self.weights, 0.0)[zone]
        return weighed


LUO_QI_2009 = Zones((10.0, 20.0, 30.0), (1.0, 0.68, 0.22))
"""Zones of 10, 20 and 30 minutes with the slower of the two sets of weights of Luo and Qi.

>>> LUO_QI_2009.weights
(1.0, 0.68, 0.22)
"""


class Access(NamedTuple):
    """Supply for each unit of demand.

    `per_point`: float64[p], supply over weighed demand; NaN where nobody reaches the point.
    `per_home`: float64[h], what falls to each home; 0 where it reaches no point.

    >>> Access(np.array([0.5]), np.array([0.5, 0.5])).per_home.tolist()
    [0.5, 0.5]
    """

    per_point: Floats
    per_home: Floats


def measure_access(table: Sparse, demand: Floats, supply: Floats, zones: Zones) -> Access:
    """Measure how much supply falls to each home.

    ``table``: amounts of travel from homes to points, float64[p, h], as `find_catchments` gives
    them for a limit not below the last zone's. ``demand``: people of each home, float64[h].
    ``supply``: float64[p], of each point, in any unit: counters, or minutes staffed a week. A home
    that is not in the table by reason of its standing has 0 here, and that 0 is unknown.
    ReachError for arrays of another length or numbers below zero.

    >>> table = csr_array(np.array([[500.0, 2000.0]]))
    >>> measured = measure_access(table, np.array([3.0, 4.0]), np.ones(1), Zones((3000.0,), (1.0,)))
    >>> measured.per_home.round(4).tolist()
    [0.1429, 0.1429]
    """
    points, homes = table.shape
    for field, values, expected in (("demand", demand, homes), ("supply", supply, points)):
        if len(values) != expected:
            raise ReachError("length", field=field, length=len(values), expected=expected)
        if not np.all(values >= 0):
            raise ReachError("negative", field=field, row=int(np.flatnonzero(~(values >= 0))[0]))
    weighed = csr_array((zones.weigh(table.data), table.indices, table.indptr), shape=table.shape)
    reached: Floats = weighed @ np.asarray(demand, dtype=np.float64)
    ratio = np.full(points, np.nan)
    np.divide(supply, reached, out=ratio, where=reached > 0)
    per_home: Floats = weighed.T @ np.nan_to_num(ratio)
    return Access(ratio, per_home)

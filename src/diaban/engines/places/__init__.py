"""Administrative units through time: lineage, restatement, point to unit."""

from diaban.engines.places.approximate import ApproximateAreas, Candidates
from diaban.engines.places.lineage import (
    Descent,
    Extent,
    Lineage,
    LineageError,
    Succession,
    Unit,
    unit_key,
)
from diaban.engines.places.locating import Locator
from diaban.engines.places.nearness import Centres, Parts
from diaban.engines.places.restatement import (
    Basis,
    Bounds,
    Division,
    Restated,
    RestatementError,
    restate,
)

__all__ = [
    "ApproximateAreas",
    "Basis",
    "Bounds",
    "Candidates",
    "Centres",
    "Descent",
    "Division",
    "Extent",
    "Lineage",
    "LineageError",
    "Locator",
    "Parts",
    "Restated",
    "RestatementError",
    "Succession",
    "Unit",
    "restate",
    "unit_key",
]

"""Administrative units through time: lineage, restatement, point to unit."""

from diaban.engines.places.approximate import ApproximateAreas, Candidates
from diaban.engines.places.border_closing import ClosedBorders, close_borders
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
from diaban.engines.places.polygon_coverage import (
    CoverageFault,
    FaultKind,
    check_coverage,
    mend_ring,
)
from diaban.engines.places.restatement import (
    Basis,
    Bounds,
    Division,
    Restated,
    RestatementError,
    restate,
    restate_along,
)

__all__ = [
    "ApproximateAreas",
    "Basis",
    "Bounds",
    "Candidates",
    "Centres",
    "ClosedBorders",
    "CoverageFault",
    "Descent",
    "Division",
    "Extent",
    "FaultKind",
    "Lineage",
    "LineageError",
    "Locator",
    "Parts",
    "Restated",
    "RestatementError",
    "Succession",
    "Unit",
    "check_coverage",
    "close_borders",
    "mend_ring",
    "restate",
    "restate_along",
    "unit_key",
]

"""Who can reach what: roads, the nearest open point, catchments, access, and where to add one."""

from diaban.engines.reach.accessibility import LUO_QI_2009, Access, Zones, measure_access
from diaban.engines.reach.candidates import Budget, Demand, SiteKind, Sites
from diaban.engines.reach.catchments import Within, find_catchments
from diaban.engines.reach.errors import ReachError
from diaban.engines.reach.joining import Gaps
from diaban.engines.reach.modes import BICYCLE, MOTORBIKE, WALKING, Mode
from diaban.engines.reach.nearest import (
    Nearest,
    Outcome,
    find_journeys,
    find_nearest,
    find_straight,
)
from diaban.engines.reach.network import Network, NetworkReport, build_network
from diaban.engines.reach.opening import Windows, find_soonest, serve_after
from diaban.engines.reach.paths import find_path
from diaban.engines.reach.siting import (
    Proposal,
    Siting,
    SitingMethod,
    choose_sites,
    share_out_days,
)
from diaban.engines.reach.snapping import Positions, SnapLimits, Standing, find_positions
from diaban.engines.reach.standards import (
    average_radius_km,
    points_for_radius,
)
from diaban.engines.reach.storing import from_arrays, to_arrays
from diaban.engines.reach.ways import Ways

__all__ = [
    "BICYCLE",
    "LUO_QI_2009",
    "MOTORBIKE",
    "WALKING",
    "Access",
    "Budget",
    "Demand",
    "Gaps",
    "Mode",
    "Nearest",
    "Network",
    "NetworkReport",
    "Outcome",
    "Positions",
    "Proposal",
    "ReachError",
    "SiteKind",
    "Sites",
    "Siting",
    "SitingMethod",
    "SnapLimits",
    "Standing",
    "Ways",
    "Windows",
    "Within",
    "Zones",
    "average_radius_km",
    "build_network",
    "choose_sites",
    "find_catchments",
    "find_journeys",
    "find_nearest",
    "find_path",
    "find_positions",
    "find_soonest",
    "find_straight",
    "from_arrays",
    "measure_access",
    "points_for_radius",
    "serve_after",
    "share_out_days",
    "to_arrays",
]

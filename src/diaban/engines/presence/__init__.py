"""Evidence of presence: staffed minutes of points, and what in the evidence is doubtful."""

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.doubts import POINTS, find_doubts
from diaban.engines.presence.intervals import Spans, intersect, minutes_within, subtract, unite
from diaban.engines.presence.marks import (
    MARKS,
    PresenceError,
    TimeSource,
    check_marks,
    settle_times,
)
from diaban.engines.presence.rules import PresenceRules
from diaban.engines.presence.staffing import (
    ABSENCES,
    ROSTER,
    SPOT_CHECKS,
    Evidence,
    Staffing,
    measure_staffing,
)

__all__ = [
    "ABSENCES",
    "MARKS",
    "POINTS",
    "ROSTER",
    "SPOT_CHECKS",
    "DoubtLimits",
    "DoubtReason",
    "Evidence",
    "PresenceError",
    "PresenceRules",
    "Spans",
    "Staffing",
    "TimeSource",
    "check_marks",
    "find_doubts",
    "intersect",
    "measure_staffing",
    "minutes_within",
    "settle_times",
    "subtract",
    "unite",
]

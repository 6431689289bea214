"""Opening hours: the OSM grammar and free Vietnamese text, on the Vietnamese calendar."""

from diaban.engines.hours.errors import HoursError, Problem, ProblemCode
from diaban.engines.hours.holidays import (
    Calendar,
    Certainty,
    Holiday,
    Occasion,
    vietnamese_calendar,
)
from diaban.engines.hours.lunar import LunarDay, solar_day, to_lunar
from diaban.engines.hours.notices import NOTICES, Notice, Swap
from diaban.engines.hours.opening import Closure, Hours, Intervals, Note, minute_of
from diaban.engines.hours.reading import parse_hours, read_hours
from diaban.engines.hours.standards import LEAST_HOURS, HoursStandard, PointClass, days_below
from diaban.engines.hours.wording import say_hours

__all__ = [
    "LEAST_HOURS",
    "NOTICES",
    "Calendar",
    "Certainty",
    "Closure",
    "Holiday",
    "Hours",
    "HoursError",
    "HoursStandard",
    "Intervals",
    "LunarDay",
    "Note",
    "Notice",
    "Occasion",
    "PointClass",
    "Problem",
    "ProblemCode",
    "Swap",
    "days_below",
    "minute_of",
    "parse_hours",
    "read_hours",
    "say_hours",
    "solar_day",
    "to_lunar",
    "vietnamese_calendar",
]

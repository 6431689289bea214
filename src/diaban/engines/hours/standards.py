"""How long a point must be open each day, as the rule is remembered: to be checked before use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from diaban.engines.hours.array_types import Ints

__all__ = ["LEAST_HOURS", "HoursStandard", "PointClass", "days_below"]


class PointClass(StrEnum):
    """Where a point stands, by which its least hours are set.

    >>> PointClass.OTHER.value
    'other'
    """

    PROVINCE_CENTRE = "province_centre"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HoursStandard:
    """The least minutes a day and where they are from.

    ``is_verified`` is False while nobody has read the text itself: figures that use it say so.

    >>> LEAST_HOURS[PointClass.OTHER].is_verified
    False
    """

    minutes_a_day: int
    source: str
    is_verified: bool


_SOURCE = "QCVN 01:2015/BTTTT; figure from memory (L), its current text was not read"
LEAST_HOURS = {
    PointClass.PROVINCE_CENTRE: HoursStandard(480, _SOURCE, is_verified=False),
    PointClass.OTHER: HoursStandard(240, _SOURCE, is_verified=False),
}
"""The least hours of a day of service, by where the point stands.

>>> LEAST_HOURS[PointClass.PROVINCE_CENTRE].minutes_a_day
480
"""


def days_below(minutes_by_weekday: Ints, point: PointClass) -> list[int]:
    """Return the weekdays (0 for Monday) that are open, but shorter than the rule asks.

    Days on which a point is closed are not judged: the rule that is remembered speaks of the
    hours of a day of service. ``minutes_by_weekday``: int64[7].

    >>> import numpy as np
    >>> days_below(np.array([480, 180, 0, 240, 240, 240, 0]), PointClass.OTHER)
    [1]
    """
    least = LEAST_HOURS[point].minutes_a_day
    return [day for day, minutes in enumerate(minutes_by_weekday.tolist()) if 0 < minutes < least]

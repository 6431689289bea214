"""The days on which reports of state bodies close: Decree 09/2019/NĐ-CP, article 12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["ReportingWindow", "WindowKind", "window_of"]

_FIRST_DAY = 15  # a window opens on the 15th, the one before closed on the 14th
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "nine_months": 9, "year": 12}


class WindowKind(StrEnum):
    """The periodic reports of the decree.

    >>> WindowKind("quarter").months
    3
    """

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it spans."""
        return _MONTHS[self.value]


@dataclass(frozen=True, slots=True)
class ReportingWindow:
    """A report's first and last day, both inside.

    >>> window = window_of(WindowKind.YEAR, 2021)
    >>> window.opens_on.isoformat(), window.closes_on.isoformat()
    ('2020-12-15', '2021-12-14')
    """

    kind: WindowKind
    opens_on: date
    closes_on: date

    def holds(self, day: date) -> bool:
        """Whether a day lies inside.

        >>> window_of(WindowKind.MONTH, 2021, 3).holds(date(2021, 3, 15))
        False
        """
        return self.opens_on <= day <= self.closes_on


def window_of(kind: WindowKind, year: int, number: int = 1) -> ReportingWindow:
    """Return the window of a year's month 1 to 12, quarter 1 to 4, half year 1 or 2.

    The month runs from the 15th of the month before to its 14th; the others from the 15th of the
    month before their first to the 14th of their last month; nine months and the year begin on 15
    December. The second half year closes with the year. ValueError for a number that there is not.

    >>> second = window_of(WindowKind.QUARTER, 2021, 2)
    >>> second.opens_on.isoformat(), second.closes_on.isoformat()
    ('2021-03-15', '2021-06-14')
    """
    most = 1 if kind is WindowKind.NINE_MONTHS else 12 // kind.months
    if not 1 <= number <= most:
        raise ValueError(f"a year has {most} of {kind.value}: {number}")
    last = kind.months * number
    first = last - kind.months + 1
    before = date(year, first, 1) - timedelta(days=1)
    return ReportingWindow(kind, before.replace(day=_FIRST_DAY), date(year, last, _FIRST_DAY - 1))

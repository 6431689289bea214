"""Days that come again: "trước ngày 20 hằng quý" is no deadline, and no lack of one either."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from diaban.engines.reading.source import open_source

__all__ = ["Recurring", "find_recurring"]

_MONTHS = {"ngày": 0, "tuần": 0, "tháng": 1, "quý": 3, "năm": 12}
_EACH = r"(?:(?:hằng|hàng|mỗi)\s+|định\s+kỳ\s+(?=quý|năm))"
_BY = r"(?P<before>trước)\s+(?:(?:hết|cuối)\s+)?"
_ON = r"(?:(?:chậm|muộn)\s+nhất\s+(?:là\s+)?(?:vào\s+)?|vào\s+)"
_DATE = r"(?:ngày\s+)?\d{1,2}\s?/\s?\d{1,2}"
# by their day, then without one: a day says more than "hằng quý" before it
_DAYS = (
    # "trước ngày 15/6 và 15/12 hằng năm"
    re.compile(
        rf"(?<![\d/])(?:{_BY})?(?P<dates>{_DATE}(?:(?:,|\s+và)\s+(?:trước\s+)?{_DATE})*)(?![\d/])"
        rf"\s+(?:của\s+)?{_EACH}(?P<period>năm)(?!\w)"
    ),
    re.compile(
        rf"(?:{_BY})?ngày\s+(?P<day>\d{{1,2}})\s+(?:của\s+)?"
        rf"(?:tháng\s+(?P<which>đầu|cuối|thứ\s+(?:nhất|hai|ba))\s+(?:của\s+)?(?:{_EACH})?|{_EACH})"
        r"(?P<period>tháng|quý|năm)(?!\w)"
    ),
    # "hằng tháng, trước ngày 5", "hằng tháng, chậm nhất ngày 5"
    re.compile(
        rf"{_EACH}(?P<period>tháng)[^;.\n]{{0,60}}?(?:{_BY}|{_ON})ngày\s+(?P<day>\d{{1,2}})"
        r"(?!\s?[\d/.\-]\s?\d)(?!\s+tháng)(?!\d)"
    ),
    # "hằng quý, chậm nhất ngày 20 tháng cuối", "hằng quý, trước ngày 5 của tháng đầu"
    re.compile(
        rf"{_EACH}(?P<period>quý)[^;.\n]{{0,60}}?(?:{_BY}|{_ON})ngày\s+(?P<day>\d{{1,2}})"
        r"\s+(?:của\s+)?tháng\s+(?P<which>đầu|cuối|thứ\s+(?:nhất|hai|ba))(?!\w)"
        rf"(?!\s+(?:của\s+)?(?:{_EACH})?quý(?!\w))"
    ),
    # "hằng năm, chậm nhất ngày 10/12"
    re.compile(
        rf"{_EACH}(?P<period>năm)[^;.\n]{{0,60}}?(?:{_BY}|{_ON})"
        rf"(?P<dates>{_DATE}(?:(?:,|\s+và)\s+(?:trước\s+)?{_DATE})*)(?!\s?[/.\-]?\d)"
    ),
)
_PERIODS = (
    re.compile(
        rf"(?:thứ\s+\w+\s+)?(?:{_EACH}|tháng\s+cuối\s+(?:của\s+)?(?:{_EACH})?)"
        r"(?P<period>ngày(?:\s+làm\s+việc)?|tuần|tháng|quý|năm)(?!\w)"
    ),
    re.compile(
        r"(?:định\s+kỳ\s+(?:\(\s*)?(?P<every>\d{1,2})\s+tháng"
        r"|(?P<once>\d{1,2})\s+tháng\s?(?:/|một|1|01)\s?lần)(?!\w)"
    ),
)

_DATES = re.compile(r"(\d{1,2})\s?/\s?(\d{1,2})")
_LAST_DAY = 31  # of any month: a shorter one ends earlier
# "mở cửa 4 giờ mỗi ngày": how long, and nothing that comes again
_HOW_LONG = re.compile(r"(?:giờ|phút)\s+$")


@dataclass(frozen=True)
class Recurring:
    """What comes again every ``months``, on a day of the period's last month, or by its end.

    ``months`` is 0 for what comes again each week or day. ``at``: the months of the period, from
    1, and the days in them, where it is not the last month.

    >>> Recurring("ngày 20 hằng quý", 3, 20).last_within(
    ...     datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)).isoformat()
    '2027-12-20'
    """

    written: str
    months: int
    day: int | None = None
    at: tuple[tuple[int, int], ...] = ()

    def days_within(self, begins: datetime.date, ends: datetime.date) -> list[datetime.date]:
        """Return the day of each round within a span of days, in order.

        A month that is too short has it on its last day. What comes each week or day has none: its
        words name no day.

        >>> report = Recurring("ngày 31 hằng tháng", 1, 31)
        >>> days = report.days_within(datetime.date(2027, 1, 31), datetime.date(2027, 4, 29))
        >>> [day.isoformat() for day in days]
        ['2027-01-31', '2027-02-28', '2027-03-31']
        """
        if not self.months:
            return []
        between = (ends.year - begins.year) * 12 + ends.month - begins.month
        days = set(self._days(begins, range(between + 1)))
        return sorted(day for day in days if begins <= day <= ends)

    def last_within(self, begins: datetime.date, ends: datetime.date) -> datetime.date | None:
        """Return the last time within a span of days; None where it does not come in it."""
        if not self.months:
            return ends
        return max(self.days_within(begins, ends), default=None)

    def first_after(self, day: datetime.date) -> datetime.date | None:
        """Return the first time behind a day; None where it comes each week or day.

        >>> told = datetime.date(2026, 11, 20)
        >>> Recurring("trước ngày 20 hằng tháng", 1, 19).first_after(told).isoformat()
        '2026-12-19'
        """
        if not self.months:
            return None
        days = self._days(day, range(2 * self.months + 1))
        return min((one for one in days if one > day), default=None)

    def _days(self, around: datetime.date, months: Iterable[int]) -> list[datetime.date]:
        """Return its days in the months that stand so far from that of another day."""
        found = []
        for shift in months:
            year, month = divmod(around.year * 12 + around.month - 1 + shift, 12)
            if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
                continue
            last = calendar.monthrange(year, month + 1)[1]
            place = month % self.months + 1  # of the month in its period
            said = self.at or ((self.months, self.day or last),)
            days = [min(day, last) for said_month, day in said if said_month == place]
            found += [datetime.date(year, month + 1, day) for day in days]
        return found


def find_recurring(text: str) -> Recurring | None:
    """Return the first day that words say comes again, or else the first period.

    >>> find_recurring("báo cáo trước ngày 20 hằng quý")
    Recurring(written='trước ngày 20 hằng quý', months=3, day=19, at=())
    >>> find_recurring("báo cáo trước ngày 15 tháng cuối quý").day
    14
    >>> find_recurring("báo cáo trước ngày 5 của tháng cuối mỗi quý").written
    'trước ngày 5 của tháng cuối mỗi quý'
    >>> find_recurring("báo cáo trước ngày 15/6 và 15/12 hằng năm").at
    ((6, 14), (12, 14))
    >>> find_recurring("hằng tháng, trước ngày 5, báo cáo").day
    4
    >>> find_recurring("đăng 3 bài mỗi tuần")
    Recurring(written='mỗi tuần', months=0, day=None, at=())
    >>> find_recurring("báo cáo trước ngày 20/3") is None
    True
    >>> find_recurring("mở cửa 4 giờ mỗi ngày làm việc") is None
    True
    """
    source = open_source(text)
    for patterns in (_DAYS, _PERIODS):
        found = [one for pattern in patterns for one in pattern.finditer(source.key)]
        found = [one for one in found if not _tells_how_long(source.key, one)]
        if found:
            first = min(found, key=lambda one: one.start())
            written = source.text[first.start() : first.end()]
            return _read(first, written + ")" * (written.count("(") - written.count(")")))
    return None


def _tells_how_long(key: str, found: re.Match[str]) -> bool:
    return _HOW_LONG.search(key, max(0, found.start() - 8), found.start()) is not None


def _read(found: re.Match[str], written: str) -> Recurring | None:
    told = found.groupdict()
    months = told.get("every") or told.get("once")
    if months:
        return Recurring(written, int(months)) if 1 <= int(months) <= 12 else None
    period = _MONTHS[found["period"].split()[0]]
    if told.get("dates"):
        dates = [(int(month), int(day)) for day, month in _DATES.findall(found["dates"])]
    elif told.get("day"):
        dates = [(_month_of(told.get("which") or "", period), int(found["day"]))]
    else:
        return Recurring(written, period)
    if not all(1 <= month <= period and 1 <= day <= _LAST_DAY for month, day in dates):
        return None
    at = tuple(_earlier(*date, period) for date in dates) if told["before"] else tuple(dates)
    if len(at) == 1 and at[0][0] == period:
        return Recurring(written, period, at[0][1] if at[0][1] < _LAST_DAY else None)
    return Recurring(written, period, at=at)


def _month_of(which: str, period: int) -> int:
    """Return the month of a period that is named: "tháng đầu quý", "tháng thứ hai của quý"."""
    named = {"đầu": 1, "nhất": 1, "hai": 2, "ba": 3}
    return named.get(which.rpartition(" ")[2], period) if which != "cuối" else period


def _earlier(month: int, day: int, period: int) -> tuple[int, int]:
    """Return the day before one that is itself too late: "trước ngày 20"."""
    return (month, day - 1) if day > 1 else (month - 1 or period, _LAST_DAY)

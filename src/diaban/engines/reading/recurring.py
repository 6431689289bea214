"""Days that come again: "trước ngày 20 hằng quý" is no deadline, and no lack of one either."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from diaban.engines.reading.source import open_source

__all__ = ["Recurring", "find_recurring"]

_MONTHS = {"ngày": 0, "tuần": 0, "tháng": 1, "quý": 3, "năm": 12}
_RECURS = re.compile(
    r"(?:(?P<before>trước)\s+)?(?:ngày\s+(?P<day>\d{1,2})\s+(?:của\s+)?|thứ\s+\w+\s+)?"
    r"(?:(?:tháng\s+cuối\s+)?(?:của\s+)?(?:hằng|hàng|mỗi)|tháng\s+cuối(?:\s+của)?)"
    r"\s+(?P<period>ngày(?:\s+làm\s+việc)?|tuần|tháng|quý|năm)(?!\w)"
)

# "mở cửa 4 giờ mỗi ngày": how long, and nothing that comes again
_HOW_LONG = re.compile(r"(?:giờ|phút)\s+$")


@dataclass(frozen=True)
class Recurring:
    """What comes again every ``months``, on a day of the period's last month, or by its end.

    ``months`` is 0 for what comes again each week or day.

    >>> Recurring("ngày 20 hằng quý", 3, 20).last_within(
    ...     datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)).isoformat()
    '2027-12-20'
    """

    written: str
    months: int
    day: int | None = None

    def last_within(self, begins: datetime.date, ends: datetime.date) -> datetime.date | None:
        """Return the last time within a span of days; None where it does not come in it."""
        if not self.months:
            return ends
        for back in range(2 * self.months):
            year, month = divmod(ends.year * 12 + ends.month - 1 - back, 12)
            if year < datetime.MINYEAR:
                return None
            last = calendar.monthrange(year, month + 1)[1]
            day = datetime.date(year, month + 1, min(self.day or last, last))
            if (month + 1) % self.months == 0 and begins <= day <= ends:
                return day
        return None


def find_recurring(text: str) -> Recurring | None:
    """Return the first day or period that words say comes again.

    >>> find_recurring("báo cáo trước ngày 20 hằng quý")
    Recurring(written='trước ngày 20 hằng quý', months=3, day=19)
    >>> find_recurring("báo cáo trước ngày 15 tháng cuối quý").day
    14
    >>> find_recurring("báo cáo trước ngày 5 của tháng cuối mỗi quý").written
    'trước ngày 5 của tháng cuối mỗi quý'
    >>> find_recurring("đăng 3 bài mỗi tuần")
    Recurring(written='mỗi tuần', months=0, day=None)
    >>> find_recurring("báo cáo trước ngày 20/3") is None
    True
    >>> find_recurring("mở cửa 4 giờ mỗi ngày làm việc") is None
    True
    """
    source = open_source(text)
    found = next(
        (one for one in _RECURS.finditer(source.key)
         if not _HOW_LONG.search(source.key, max(0, one.start() - 8), one.start())), None,
    )  # fmt: skip
    if found is None:
        return None
    day = int(found["day"]) - bool(found["before"]) if found["day"] else None
    if day is not None and not 1 <= day <= 31:
        return None
    period = found["period"].split()[0]
    return Recurring(source.text[found.start() : found.end()], _MONTHS[period], day)

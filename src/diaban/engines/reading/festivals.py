"""Days of the lunar calendar as a term names them: "trước Tết", "ngày 28 tháng Chạp"."""

from __future__ import annotations

import datetime
import re

_STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
_BRANCHES = (
    "tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi",
)  # fmt: skip
_TET = re.compile(
    r"(?P<lead>trước|đến|tới|trong|hết)\s+(?:dịp\s+|ngày\s+|cả\s+)?tết"
    r"(?!\s+(?:dương|trung thu|thiếu nhi|độc lập|đoan ngọ|thanh minh|trồng cây|nhân dân))(?!\w)"
    r"(?:\s+(?:nguyên đán|cổ truyền|âm lịch))?"
    rf"(?:\s+(?P<stem>{'|'.join(_STEMS)})\s+(?P<branch>{'|'.join(_BRANCHES)})(?!\w))?"
)
_LAST_MONTH = re.compile(
    r"(?P<lead>trước\s+)?(?:ngày\s+)?(?P<d>\d{1,2})\s+(?:tháng\s+)?(?:chạp|tết\s+(?=âm lịch))(?!\w)"
)
# the first day of the lunar year in the common calendar, and how many days the month before had
_NEW_YEARS = {
    2005: (2, 9, 30), 2006: (1, 29, 29), 2007: (2, 17, 29), 2008: (2, 7, 30), 2009: (1, 26, 30),
    2010: (2, 14, 30), 2011: (2, 3, 30), 2012: (1, 23, 29), 2013: (2, 10, 29), 2014: (1, 31, 30),
    2015: (2, 19, 30), 2016: (2, 8, 29), 2017: (1, 28, 30), 2018: (2, 16, 30), 2019: (2, 5, 30),
    2020: (1, 25, 30), 2021: (2, 12, 30), 2022: (2, 1, 29), 2023: (1, 22, 30), 2024: (2, 10, 30),
    2025: (1, 29, 29), 2026: (2, 17, 29), 2027: (2, 6, 29), 2028: (1, 26, 29), 2029: (2, 13, 29),
    2030: (2, 2, 29), 2031: (1, 23, 29), 2032: (2, 11, 29), 2033: (1, 31, 30), 2034: (2, 19, 30),
    2035: (2, 8, 30), 2036: (1, 28, 30), 2037: (2, 15, 30), 2038: (2, 4, 30), 2039: (1, 24, 29),
    2040: (2, 12, 29),
}  # fmt: skip


def festival_days(
    key: str, start: int, end: int, today: datetime.date
) -> list[tuple[int, int, datetime.date]]:
    """Return where a text names a day by the lunar new year to come, and which day it is.

    >>> day = datetime.date(2025, 11, 12)
    >>> [str(found[2]) for found in festival_days("xong trước tết nguyên đán", 0, 25, day)]
    ['2026-02-16']
    >>> [str(found[2]) for found in festival_days("mở cửa đến 28 tháng chạp", 0, 24, day)]
    ['2026-02-15']
    """
    found = []
    for match in _TET.finditer(key, start, end):
        eve, _ = _eve(today, match["stem"], match["branch"])
        if eve is not None:
            found.append((match.start(), match.end(), eve))
    for match in _LAST_MONTH.finditer(key, start, end):
        eve, length = _eve(today)
        number = int(match["d"]) - bool(match["lead"])
        if eve is not None and 1 <= number <= length:
            day = eve - datetime.timedelta(days=length - number)
            found.append((match.start(), match.end(), day))
    return found


def _eve(
    today: datetime.date, stem: str | None = None, branch: str | None = None
) -> tuple[datetime.date | None, int]:
    """Return the last day before the lunar new year to come, and its number in its month."""
    for year in range(today.year, today.year + 3):
        named = stem is None or _NAMES[year % 60] == (stem, branch)
        if year in _NEW_YEARS and named:
            month, day, length = _NEW_YEARS[year]
            eve = datetime.date(year, month, day) - datetime.timedelta(days=1)
            if eve >= today:
                return eve, length
    return None, 0


# the years 0 to 59 of each sixty; 1984 was Giáp Tý
_NAMES = tuple((_STEMS[(year - 4) % 10], _BRANCHES[(year - 4) % 12]) for year in range(60))

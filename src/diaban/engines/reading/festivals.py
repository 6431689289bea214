"""Days of the lunar calendar as a term names them: "trước Tết", "ngày 28 tháng Chạp"."""

from __future__ import annotations

import datetime
import re

from diaban.engines.hours.lunar import FIRST_YEAR, LAST_YEAR, LunarDay, solar_day, to_lunar

_STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
_BRANCHES = (
    "tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi",
)  # fmt: skip
_TET = re.compile(
    r"(?P<lead>trước|đến|tới|trong|hết)\s+(?:dịp\s+|ngày\s+|cả\s+|đêm\s+)?(?:giao\s+thừa|tết)"
    r"(?!\s+(?:dương|trung thu|thiếu nhi|độc lập|đoan ngọ|thanh minh|trồng cây|nhân dân))(?!\w)"
    r"(?:\s+(?:nguyên đán|cổ truyền|âm lịch))?"
    r"(?:\s+(?:năm\s+)?(?P<year>20\d{2})(?!\d))?"
    rf"(?:\s+(?P<stem>{'|'.join(_STEMS)})\s+(?P<branch>{'|'.join(_BRANCHES)})(?!\w))?"
)
_LAST_MONTH = re.compile(
    r"(?P<lead>trước\s+)?(?:ngày\s+)?(?P<d>\d{1,2})\s+(?:tháng\s+)?"
    r"(?:chạp|(?<=2[3-9]\s)tết|(?<=30\s)tết)(?!\w)"
)
_NEW_YEAR = re.compile(
    r"(?:trước|đến|tới)\s+(?:dịp\s+)?tết\s+dương\s+lịch(?:\s+(?:năm\s+)?(?P<year>20\d{2})(?!\d))?"
)
_YEARS_AHEAD = 3  # in which a lunar new year of a name is looked for


def festival_days(
    key: str, start: int, end: int, today: datetime.date
) -> list[tuple[int, int, datetime.date]]:
    """Return where a text names a day by the lunar new year to come, and which day it is.

    >>> day = datetime.date(2025, 11, 12)
    >>> [str(found[2]) for found in festival_days("xong trước tết nguyên đán", 0, 25, day)]
    ['2026-02-16']
    >>> [str(found[2]) for found in festival_days("mở cửa đến 28 tháng chạp", 0, 24, day)]
    ['2026-02-15']
    >>> [str(found[2]) for found in festival_days("xong trước 29 tết", 0, 17, day)]
    ['2026-02-15']
    """
    found = []
    for match in _TET.finditer(key, start, end):
        eve, _ = _eve(today, match["stem"], match["branch"], int(match["year"] or 0))
        if eve is not None:
            found.append((match.start(), match.end(), eve))
    for match in _NEW_YEAR.finditer(key, start, end):
        year = int(match["year"] or today.year + 1) - 1
        found.append((match.start(), match.end(), datetime.date(year, 12, 31)))
    for match in _LAST_MONTH.finditer(key, start, end):
        eve, length = _eve(today)
        number = int(match["d"]) - bool(match["lead"])
        if eve is not None and 1 <= number <= length:
            day = eve - datetime.timedelta(days=length - number)
            found.append((match.start(), match.end(), day))
    return found


def _eve(
    today: datetime.date,
    stem: str | None = None,
    branch: str | None = None,
    named: int = 0,
) -> tuple[datetime.date | None, int]:
    """Return the last day before the lunar new year to come, and its number in its month."""
    if today.year < FIRST_YEAR:
        return None, 0
    for year in range(today.year, min(today.year + _YEARS_AHEAD, LAST_YEAR)):
        if stem is not None and _NAMES[year % 60] != (stem, branch):
            continue
        if named and year != named:
            continue
        eve = solar_day(LunarDay(year, 1, 1)) - datetime.timedelta(days=1)
        if today <= eve:
            return eve, to_lunar(eve).day
    return None, 0


# the years 0 to 59 of each sixty; 1984 was Giáp Tý
_NAMES = tuple((_STEMS[(year - 4) % 10], _BRANCHES[(year - 4) % 12]) for year in range(60))

"""Days told only within the month or the quarter that a document is of."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence

_END = r"(?=\s*(?:[,.;:)”\"\n]|$|và\s))"
_IN_MONTH = re.compile(rf"(?<!\w)(?:ngay\s+trong|ngay|trong)\s+tháng(?P<this>\s+này)?{_END}")
_IN_QUARTER = re.compile(rf"(?<!\w)(?:ngay\s+)?trong\s+quý(?:\s+này)?{_END}")
_MIDDLE = re.compile(
    rf"(?<!\w)(?P<lead>trước|đến|vào|(?:chậm|muộn) nhất(?: là)?)\s+giữa\s+tháng{_END}"
)
_DAY = re.compile(
    rf"(?<!\w)(?P<lead>trước|đến|hết|(?:chậm|muộn) nhất(?: là)?)\s+(?:ngày|mùng|mồng)\s+"
    rf"(?P<d>\d{{1,2}}){_END}"
)
# a report of the last days of a month or a quarter plans the next
_CLOSING_MONTH, _CLOSING_QUARTER = datetime.timedelta(days=5), datetime.timedelta(days=15)
# what is told of, or comes again: "2 lần trong tháng", "hằng tháng …, trước ngày 20"
_COUNTS = re.compile(
    r"(?:lần|kỳ|buổi|cuộc|phát sinh|thực hiện|nhận được|diễn ra|xảy ra|kết quả)\s+$"
)
_AGAIN = re.compile(r"(?<!\w)(?:định kỳ|(?:mỗi|hằng|hàng|từng|các)\s+(?:tháng|quý|tuần|năm))(?!\w)")


def days_of_month(
    key: str, within: tuple[int, int], today: datetime.date, taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int, datetime.date]]:
    """Return where a text of the day ``today`` names a day of its own month or quarter.

    >>> day = datetime.date(2026, 3, 9)
    >>> said = ("xong trong tháng", "trình trước ngày 30", "gửi trước giữa tháng", "trong quý")
    >>> [str(days_of_month(one, (0, len(one)), day, [])[0][2]) for one in said]
    ['2026-03-31', '2026-03-29', '2026-03-14', '2026-03-31']
    >>> days_of_month("mỗi tháng báo cáo trước ngày 30", (0, 31), day, [])
    []
    """
    if _AGAIN.search(key, *within):
        return []
    found = []
    for pattern in (_IN_MONTH, _IN_QUARTER, _MIDDLE, _DAY):
        for match in pattern.finditer(key, *within):
            held = any(match.start() < end and start < match.end() for start, end in taken)
            if held or _COUNTS.search(key, within[0], match.start()):
                continue
            day = _day(pattern, match, today)
            if day is not None:
                found.append((match.start(), match.end(), day))
    return found


def _day(
    pattern: re.Pattern[str], match: re.Match[str], today: datetime.date
) -> datetime.date | None:
    if pattern is _IN_MONTH:
        if match[0] == "ngay tháng":
            return None
        near = today + _CLOSING_MONTH
        return _last_of(near.year, near.month)
    if pattern is _IN_QUARTER:
        near = today + _CLOSING_QUARTER
        return _last_of(near.year, (near.month + 2) // 3 * 3)
    before = datetime.timedelta(days=match["lead"] == "trước")
    if pattern is _MIDDLE:
        return today.replace(day=15) - before
    number = int(match["d"])
    year, month = today.year, today.month
    if number <= today.day:  # gone by in this month
        year, month = year + month // 12, month % 12 + 1
    if not 1 <= number <= calendar.monthrange(year, month)[1]:
        return None
    return datetime.date(year, month, number) - before


def _last_of(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])

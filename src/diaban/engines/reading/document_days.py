"""Of what day and of what year a text is, by what it says of itself."""

from __future__ import annotations

import datetime
import re
from collections import Counter

from diaban.engines.reading.dates import known_day


def document_day(key: str, *, press: bool = False) -> datetime.date | None:
    r"""Return the date a document or report says it is of, from its first lines; None if none.

    >>> document_day("hà nội, ngày 11 tháng 01 năm 2021")
    datetime.date(2021, 1, 11)
    >>> document_day("số: 21/ct-ubnd\nngày 20 tháng 11 năm 2026")
    datetime.date(2026, 11, 20)
    >>> document_day("thứ sáu, 23/12/2022 | 15:48", press=True)
    datetime.date(2022, 12, 23)
    """
    head = key[:3000]
    for pattern in (_PLACE_DAY, _PRESS_DAY) if press else (_PLACE_DAY,):
        for match in pattern.finditer(head):
            day = known_day(int(match["y"]), int(match["m"]), int(match["d"]))
            if day is not None:
                return day
    return None


_PLACE_DAY = re.compile(
    r"(?:(?:^|[\n\t]|\s{2})[^\n\t]{2,40},|(?:^|\n))\s*ngày\s*(?P<d>\d{1,2})\s*(?:tháng|/)\s*(?P<m>\d{1,2})\s*(?:năm|/)\s*(?P<y>\d{4})"
)
_PRESS_DAY = re.compile(r"(?<!\d)(?P<d>\d{1,2})[/\-](?P<m>\d{1,2})[/\-](?P<y>20\d{2})(?!\d)")


def named_year(key: str) -> int | None:
    """Return the greatest year that a title names, but not as one to come; None if none.

    >>> named_year("kế hoạch chuyển đổi số năm 2023")
    2023
    >>> named_year("phủ sóng mọi bản trong năm 2027") is None
    True
    """
    found = [match["year"] for match in _NAMED_YEAR.finditer(key)]
    return max(map(int, found)) if found else None


# "trong năm 2027" is when something shall be done, and names no plan
_NAMED_YEAR = re.compile(r"(?<!đến )(?<!trong )(?<!hết )(?<!trước )năm\s+(?P<year>20\d{2})")
_LINES_OF_HEAD = 400  # characters
# "(Cà Mau, tháng 7/2022)": the month of a report, in its first lines
_DATELINE = re.compile(
    r"(?:^|[\n(])[^\n().;:\d]{2,40},\s*tháng\s+(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>20\d{2})(?!\d)"
)


def dated_month(key: str) -> datetime.date | None:
    """Return the first of the month that stands with a place over a text; None if none.

    >>> dated_month("(cà mau, tháng 7/2022) - sáng thứ ba, trong kế hoạch năm 2023")
    datetime.date(2022, 7, 1)
    >>> dated_month("kế hoạch xong, tháng sau thu hồi, trước tháng 7/2022") is None
    True
    """
    found = _DATELINE.search(key[:_LINES_OF_HEAD])
    return known_day(int(found["y"]), int(found["m"]), 1) if found is not None else None


_TOLD_YEAR = re.compile(
    r"(?<!đến )(?<!tầm nhìn )"
    r"(?:năm\s+|tháng\s+\d{1,2}\s?[./]\s?|\d{1,2}[./]\d{1,2}[./]|quý\s+[iv]+\s?/\s?)"
    r"(20\d{2})(?!\d)"
)


def told_year(key: str) -> int | None:
    """Return the year a text speaks of most, or None; one far ahead for want of others.

    >>> told_year("xong trong quý ii/2025, báo cáo tháng 5.2025, tầm nhìn đến năm 2045")
    2025
    """
    found = Counter(_TOLD_YEAR.findall(key) or re.findall(r"năm\s+(20\d{2})", key))
    return int(max(found, key=lambda year: (found[year], year))) if found else None

"""The Vietnamese lunar calendar, computed: months begin with the new moon at UTC+7.

Method: Hồ Ngọc Đức, "Thuật toán tính âm lịch" (2004), with Meeus's series for the new moon
(Astronomical Formulae for Calculators, 1988, chapter 32) and for the sun's longitude. The
eleventh month holds the winter solstice; of thirteen months between two of them, the first one in
which the sun enters no new sign is the leap month. Decision 121/CP of 1967 counts days at UTC+7.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import floor, pi, radians, sin
from typing import NamedTuple

__all__ = ["LunarDay", "solar_day", "to_lunar"]

_UTC_OFFSET_DAYS = 7.0 / 24.0
_MONTH_DAYS = 29.530588853
# days from date(1, 1, 1) as Python counts them to the Julian day of that noon
_JULIAN = 1_721_425
_FIRST_NEW_MOON = 2_415_021
_SIGNS = 12
FIRST_YEAR, LAST_YEAR = 1976, 2100


class LunarDay(NamedTuple):
    """A day of the lunar calendar; ``is_leap`` says that the month is the second of its number.

    >>> LunarDay(2025, 1, 1).is_leap
    False
    """

    year: int
    month: int
    day: int
    is_leap: bool = False


def to_lunar(day: date) -> LunarDay:
    """Return the lunar day. ValueError outside of 1976 to 2100 (before, Viet Nam kept other zones).

    >>> to_lunar(date(2025, 1, 29)), to_lunar(date(2025, 7, 25)).is_leap
    (LunarDay(year=2025, month=1, day=1, is_leap=False), True)
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the lunar calendar is computed for {FIRST_YEAR} to {LAST_YEAR}: {day}")
    number = day.toordinal()
    for year in (day.year, day.year - 1):
        months = [month for month in _months_of(year) if month[0] <= number]
        if months:
            begin, month, is_leap = months[-1]
            return LunarDay(year, month, number - begin + 1, is_leap)
    raise AssertionError("the months of two years hold every day")


def solar_day(lunar: LunarDay) -> date:
    """Return the day in the common calendar. ValueError for a day which that year has not.

    >>> solar_day(LunarDay(2027, 1, 1)), solar_day(LunarDay(2026, 3, 10))
    (datetime.date(2027, 2, 6), datetime.date(2026, 4, 26))
    """
    if not FIRST_YEAR <= lunar.year < LAST_YEAR:
        raise ValueError(f"the lunar calendar is computed for {FIRST_YEAR} to {LAST_YEAR}: {lunar}")
    months = [*_months_of(lunar.year), _months_of(lunar.year + 1)[0]]
    for (begin, month, is_leap), following in pairwise(months):
        is_it = (month, is_leap) == (lunar.month, lunar.is_leap)
        if is_it and 1 <= lunar.day <= following[0] - begin:
            return date.fromordinal(begin + lunar.day - 1)
    raise ValueError(f"the lunar calendar has no such day: {lunar}")


@lru_cache(maxsize=256)
def _months_of(year: int) -> tuple[tuple[int, int, bool], ...]:
    """Return (first day, month, is leap) of each month of a lunar year, in order."""
    # a year's first ten months lie between two eleventh months, its last two after the second
    rows = [*_between_solstices(year)[2:], *_between_solstices(year + 1)[:3]]
    # a leap eleventh or twelfth month belongs to the year that ends
    begin = next(n for n, row in enumerate(rows) if row[1:] == (1, False))
    end = next(n for n, row in enumerate(rows) if n > begin and row[1] in {11, 12})
    tail = [row for row in _between_solstices(year + 1)[:4] if row[1] in {11, 12}]
    return (*rows[begin:end], *tail)


@lru_cache(maxsize=256)
def _between_solstices(year: int) -> tuple[tuple[int, int, bool], ...]:
    """Return the months from the eleventh of the year before to that of ``year`` (exclusive)."""
    first, last = _eleventh_month(year - 1), _eleventh_month(year)
    count = round((last - first) / _MONTH_DAYS)
    moon = round((first + _JULIAN - _FIRST_NEW_MOON) / _MONTH_DAYS)
    begins = [_new_moon(moon + n) for n in range(-1, count + 2)]
    begins = [day for day in begins if first <= day < last]
    leap = _leap_position([*begins, last]) if len(begins) > _SIGNS else None
    rows, month = [], 11
    for position, begin in enumerate(begins):
        is_leap = position == leap
        if position and not is_leap:
            month = month % _SIGNS + 1
        rows.append((begin, month, is_leap))
    return tuple(rows)


def _leap_position(begins: list[int]) -> int:
    """Return the first month at whose end the sun stands in the sign it began in."""
    signs = [_sign(day) for day in begins]
    return next(n for n in range(1, len(signs) - 1) if signs[n] == signs[n + 1])


def _eleventh_month(year: int) -> int:
    """Return the first day of the month in which the sun reaches 270 degrees."""
    last_of_year = date(year, 12, 31).toordinal()
    moon = floor((last_of_year + _JULIAN - 1 - _FIRST_NEW_MOON) / _MONTH_DAYS)
    begin = _new_moon(moon + 1)
    while begin > last_of_year or _sign(begin) >= 9:
        moon -= 1
        begin = _new_moon(moon + 1)
    return begin


def _new_moon(number: int) -> int:
    """Return the day (as Python counts) at UTC+7 of the new moon, counted from January 1900."""
    t = number / 1236.85
    moment = 2_415_020.75933 + 29.53058868 * number + (0.0001178 - 0.000000155 * t) * t * t
    moment += 0.00033 * sin(radians(166.56 + (132.87 - 0.009173 * t) * t))
    sun = radians(359.2242 + 29.10535608 * number - (0.0000333 + 0.00000347 * t) * t * t)
    moon = radians(306.0253 + 385.81691806 * number + (0.0107306 + 0.00001236 * t) * t * t)
    node = radians(21.2964 + 390.67050646 * number - (0.0016528 + 0.00000239 * t) * t * t)
    moment += (
        (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
        - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
        + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun)
        - 0.0006 * sin(2 * node + moon) + 0.0010 * sin(2 * node - moon)
        + 0.0005 * sin(2 * moon + sun)
    )  # fmt: skip
    # from dynamical to universal time
    moment -= -0.000278 + (0.000265 + 0.000262 * t) * t
    return floor(moment + 0.5 + _UTC_OFFSET_DAYS) - _JULIAN


def _sign(day: int) -> int:
    """Return in which twelfth of its way the sun stands as the day begins at UTC+7."""
    t = (day + _JULIAN - 0.5 - _UTC_OFFSET_DAYS - 2_451_545.0) / 36_525.0
    mean = radians(357.52910 + (35_999.05030 - (0.0001559 + 0.00000048 * t) * t) * t)
    longitude = 280.46645 + (36_000.76983 + 0.0003032 * t) * t
    longitude += (1.914600 - (0.004817 + 0.000014 * t) * t) * sin(mean)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * mean) + 0.000290 * sin(3 * mean)
    return floor(radians(longitude) % (2 * pi) / pi * 6)

"""The Vietnamese calendar of public holidays: data by year, the law's rule where there are none.

Labour Code 2019, article 112.1: New Year (1), Tết (5), 30 April (1), 1 May (1), National Day (2,
since 2021), the Hùng Kings' day (1). Article 111.3: a holiday on a weekly rest day is made up on
the next working day. Resolution 28/2026/QH16, article 2: 24 November from 2026, not made up
(secondary sources; its text was not read). Until 2020 Labour Code 2012, article 115.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from diaban.engines.hours.array_types import Bools, Ints
from diaban.engines.hours.lunar import LunarDay, solar_day
from diaban.engines.hours.notices import NOTICES, Notice, Swap

__all__ = ["Calendar", "Certainty", "Holiday", "Occasion", "vietnamese_calendar"]

FIRST_YEAR, LAST_YEAR = 2014, 2098
_LAW, _OLD_LAW = "Bộ luật Lao động 2019, Điều 112", "Bộ luật Lao động 2012, Điều 115"
_MADE_UP, _OLD_MADE_UP = "Bộ luật Lao động 2019, Điều 111.3", "Bộ luật Lao động 2012, Điều 115.3"
_CULTURE = "Nghị quyết 28/2026/QH16, Điều 2"
_NEW_CODE, _CULTURE_DAY = 2021, 2026
_TET_DAYS = 5
# where the second day lay in 2021 to 2026 for each weekday of 2 September; for Sunday, which has
# not come yet, the day that leaves the break whole
_BESIDE = {0: 1, 1: -1, 2: -1, 3: 1, 4: -1, 5: -1, 6: 1}


class Occasion(StrEnum):
    """What is celebrated.

    >>> Occasion.TET.value
    'tet'
    """

    NEW_YEAR = "new_year"
    TET = "tet"
    HUNG_KINGS = "hung_kings"
    REUNIFICATION = "reunification"
    LABOUR = "labour"
    NATIONAL = "national"
    CULTURE = "culture"


class Certainty(StrEnum):
    """How sure a day is: fixed by law, by the year's notice, reported, computed, or assumed.

    Computed: the law's lunar date on our lunar calendar. Assumed: the Prime Minister has still to
    decide; the pattern of the past years is put there, and only there.

    >>> Certainty.ASSUMED.value
    'assumed'
    """

    LAW = "law"
    NOTICE = "notice"
    REPORTED = "reported"
    COMPUTED = "computed"
    ASSUMED = "assumed"


class Holiday(NamedTuple):
    """A day off for all; ``made_up_for`` is the holiday on a rest day which it makes up for.

    >>> vietnamese_calendar(2026, 2026).on(date(2026, 4, 27)).made_up_for
    datetime.date(2026, 4, 26)
    """

    day: date
    occasion: Occasion
    certainty: Certainty
    source: str
    made_up_for: date | None = None


@dataclass(frozen=True)
class Calendar:
    """Holidays and swapped days of some years; hours ask it which days are `PH`.

    A swap lets two days change roles: the weekday off follows the hours of the rest day, and the
    rest day worked follows the hours of the weekday. Any other calendar can be put together from
    its holidays.

    >>> Calendar((), first_year=2020, last_year=2020).holidays
    ()
    """

    holidays: tuple[Holiday, ...]
    swaps: tuple[Swap, ...] = ()
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    _by_day: dict[date, Holiday] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_day", {holiday.day: holiday for holiday in self.holidays})

    def on(self, day: date) -> Holiday | None:
        """Return the holiday of a day, None on other days.

        >>> vietnamese_calendar(2025, 2025).on(date(2025, 1, 29)).occasion.value
        'tet'
        """
        return self._by_day.get(day)

    def holiday_mask(self, first: date, last: date) -> Bools:
        """Return for each day of a period whether it is a holiday; bool[days].

        ValueError for a period outside of the calendar's years; the day before the first of them
        may be asked about, as a night may have begun on it.

        >>> vietnamese_calendar(2025, 2025).holiday_mask(date(2025, 4, 30), date(2025, 5, 2))
        array([ True,  True, False])
        """
        if (first + timedelta(1)).year < self.first_year or last.year > self.last_year:
            raise ValueError(f"the calendar holds {self.first_year} to {self.last_year}")
        mask = np.zeros((last - first).days + 1, dtype=np.bool_)
        places = [(holiday.day - first).days for holiday in self.holidays]
        mask[[place for place in places if 0 <= place < len(mask)]] = True
        return mask

    def weekdays(self, first: date, last: date) -> Ints:
        """Return whose weekday's hours each day follows, 0 for Monday, with the swaps; int64[days].

        >>> vietnamese_calendar(2025, 2025).weekdays(date(2025, 4, 25), date(2025, 4, 27)).tolist()
        [4, 4, 6]
        """
        count = (last - first).days + 1
        weekdays = (np.arange(count, dtype=np.int64) + first.weekday()) % 7
        for swap in self.swaps:
            for day, other in ((swap.off, swap.worked), (swap.worked, swap.off)):
                if first <= day <= last:
                    weekdays[(day - first).days] = other.weekday()
        return weekdays


def vietnamese_calendar(
    first_year: int,
    last_year: int,
    rest_days: frozenset[int] = frozenset({5, 6}),
    follows_swaps: bool = True,
) -> Calendar:
    """Return the holidays of some years.

    ``rest_days`` are the weekly rest days (0 for Monday) by which article 111.3 makes holidays up:
    who works on Saturdays has nothing made up for a Saturday. ``follows_swaps``: whether swapped
    days of the civil service hold here. ValueError outside of 2014 to 2098.

    >>> days = vietnamese_calendar(2027, 2027).holidays
    >>> [str(day.day) for day in days if day.certainty == Certainty.ASSUMED]
    ['2027-02-04', '2027-02-09', '2027-02-10', '2027-09-03']
    """
    if not FIRST_YEAR <= first_year <= last_year <= LAST_YEAR:
        raise ValueError(f"years from {FIRST_YEAR} to {LAST_YEAR}: {first_year} to {last_year}")
    found: dict[date, Holiday] = {}
    for year in range(first_year, last_year + 1):
        for holiday in _statutory(year):
            found.setdefault(holiday.day, holiday)
    swaps = [s for notice in NOTICES.values() for s in notice.swaps] if follows_swaps else []
    whole = _with_made_up_days(found, rest_days, {swap.worked for swap in swaps})
    within = (day for day in whole if day.day.year <= last_year)
    return Calendar(tuple(within), tuple(swaps), first_year, last_year)


def _statutory(year: int) -> Iterator[Holiday]:
    law = _LAW if year >= _NEW_CODE else _OLD_LAW
    notice = NOTICES.get(year)
    for month, day, occasion in (
        (1, 1, Occasion.NEW_YEAR), (4, 30, Occasion.REUNIFICATION),
        (5, 1, Occasion.LABOUR), (9, 2, Occasion.NATIONAL),
    ):  # fmt: skip
        yield Holiday(date(year, month, day), occasion, Certainty.LAW, law)
    if year >= _CULTURE_DAY:
        yield Holiday(date(year, 11, 24), Occasion.CULTURE, Certainty.LAW, _CULTURE)
    kings = solar_day(LunarDay(year, 3, 10))
    yield Holiday(kings, Occasion.HUNG_KINGS, Certainty.COMPUTED, law)
    yield from _tet(year, notice, law)
    yield from _second_national_day(year, notice, law)


def _tet(year: int, notice: Notice | None, law: str) -> Iterator[Holiday]:
    new_year = solar_day(LunarDay(year, 1, 1))
    if notice:
        certainty = Certainty.NOTICE if notice.source else Certainty.REPORTED
        for n in range(_TET_DAYS):
            day = notice.tet_first + timedelta(n)
            yield Holiday(day, Occasion.TET, certainty, notice.source or law)
        return
    # the last day of the old year and the first three of the new were off in every year of the
    # data; the fifth is the day before them, or the fourth where Tết begins the week
    fifth = 3 if new_year.weekday() in {0, 1} else -2
    for n in range(-1, 3):
        yield Holiday(new_year + timedelta(n), Occasion.TET, Certainty.COMPUTED, law)
    yield Holiday(new_year + timedelta(fifth), Occasion.TET, Certainty.ASSUMED, law)


def _second_national_day(year: int, notice: Notice | None, law: str) -> Iterator[Holiday]:
    if year < _NEW_CODE:
        return
    second = date(year, 9, 2)
    if notice and notice.national_second:
        yield Holiday(notice.national_second, Occasion.NATIONAL, Certainty.NOTICE, notice.source)
    else:
        day = second + timedelta(_BESIDE[second.weekday()])
        yield Holiday(day, Occasion.NATIONAL, Certainty.ASSUMED, law)


def _with_made_up_days(
    statutory: dict[date, Holiday], rest_days: frozenset[int], worked: Iterable[date]
) -> list[Holiday]:
    """Add for each holiday on a rest day the next day that would be worked (article 111.3)."""
    whole, worked = dict(statutory), set(worked)
    for day in sorted(statutory):
        holiday = statutory[day]
        if day.weekday() not in rest_days or holiday.occasion == Occasion.CULTURE:
            continue
        following = day + timedelta(1)
        while following in whole or (following.weekday() in rest_days and following not in worked):
            following += timedelta(1)
        source = _MADE_UP if day.year >= _NEW_CODE else _OLD_MADE_UP
        # where Tết's days are assumed, so is where what they make up for falls
        unsure = holiday.occasion in {Occasion.TET, Occasion.NATIONAL} and any(
            other.certainty == Certainty.ASSUMED
            for other in statutory.values()
            if other.occasion == holiday.occasion and other.day.year == day.year
        )
        certainty = Certainty.ASSUMED if unsure else holiday.certainty
        whole[following] = Holiday(following, holiday.occasion, certainty, source, day)
    return [whole[day] for day in sorted(whole)]

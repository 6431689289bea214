"""Opening hours said in a plain sentence, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from diaban.engines.hours.opening import Hours
from diaban.engines.hours.rules import (
    DAY_MINUTES,
    MONTHS,
    Days,
    Join,
    MonthDay,
    MonthDays,
    Nth,
    Rule,
    Span,
    State,
    Weeks,
    Years,
)

__all__ = ["Language", "say_hours"]

Language: TypeAlias = Literal["vi", "en"]
_WEEK = frozenset(range(7))
_LAST_YEAR = 9_999


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language says."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    places: dict[int, str]
    to: str
    together: str
    whole_week: str
    holidays: str
    and_holidays: str
    holidays_on: str
    closed: str
    unknown: str
    always: str
    all_day: str
    also: str
    otherwise: str
    year: str
    onwards: str
    week: str
    every: str
    or_longer: str


_VI = _Words(
    ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    tuple(f"tháng {n}" for n in range(1, 13)),
    {1: "đầu", 2: "thứ hai", 3: "thứ ba", 4: "thứ tư", 5: "thứ năm", -1: "cuối", -2: "áp chót"},
    " đến ", " và ", "cả tuần", "ngày lễ, Tết", ", kể cả ngày lễ, Tết", "ngày lễ, Tết vào ",
    "nghỉ", "chưa rõ giờ", "24/24", "cả ngày", "thêm ", "giờ khác: ", "năm ", " trở đi", "tuần ",
    " (cách {} tuần một lần)", " hoặc muộn hơn",
)  # fmt: skip
_EN = _Words(
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
    {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"},
    " to ", " and ", "every day", "public holidays", " and public holidays",
    "public holidays on ", "closed", "hours unknown", "round the clock", "all day", "also ",
    "at other times: ", "", " on", "week ", " (every {} weeks)", " or later",
)  # fmt: skip


def say_hours(hours: Hours, language: Language = "vi") -> str:
    """Return the hours as a sentence or several, one for each rule.

    Hours of weekdays and holidays, said in Vietnamese, are read by `read_hours` as the same hours.

    >>> from diaban.engines.hours import parse_hours
    >>> hours = parse_hours("Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30; PH off")
    >>> say_hours(hours)
    'Thứ Hai đến thứ Sáu: 7h30–11h30 và 13h30–17h. Thứ Bảy: 7h30–11h30. Nghỉ ngày lễ, Tết.'
    >>> say_hours(parse_hours("Mo-Fr 07:30-17:00; PH off"), "en")
    'Monday to Friday: 07:30–17:00. Public holidays: closed.'
    """
    words = _VI if language == "vi" else _EN
    return " ".join(_capital(_say_rule(rule, words)) + "." for rule in hours.rules)


def _say_rule(rule: Rule, words: _Words) -> str:
    days = _say_days(rule.days, words)
    times = _join([_say_span(span, words) for span in rule.spans], words)
    said = _say_times(rule, days, times, words)
    lead = {Join.ADDITIONAL: words.also, Join.FALLBACK: words.otherwise}.get(rule.join, "")
    return lead + said + (f" ({rule.comment})" if rule.comment else "")


def _say_times(rule: Rule, days: str, times: str, words: _Words) -> str:
    if rule.state == State.CLOSED and words is _VI:
        return f"{words.closed} {days or words.whole_week}" + (f": {times}" if times else "")
    state = {State.CLOSED: words.closed, State.UNKNOWN: words.unknown}.get(rule.state, "")
    if not times and not state:
        times = words.always
    said = ", ".join(part for part in (times, state) if part)
    return f"{days}: {said}" if days else said


def _say_days(days: Days, words: _Words) -> str:
    parts = [
        *(_say_years(part, words) for part in days.years),
        *(_say_monthdays(part, words) for part in days.monthdays),
        *(_say_weeks(part, words) for part in days.weeks),
    ]
    weekdays = _say_weekdays(days, words)
    return ", ".join([*parts, *([weekdays] if weekdays else [])])


def _say_weekdays(days: Days, words: _Words) -> str:
    named = _say_week(days.weekdays, words)
    named += [_say_nth(nth, words) for nth in days.nth]
    if days.holidays_only:
        return words.holidays_on + _join(named, words)
    if days.holidays and days.weekdays == _WEEK:
        return words.whole_week + words.and_holidays
    return _join([*named, *([words.holidays] if days.holidays else [])], words)


def _say_week(weekdays: frozenset[int], words: _Words) -> list[str]:
    if weekdays == _WEEK:
        return [words.whole_week]
    said: list[str] = []
    left = sorted(weekdays)
    while left:
        run = 1
        while run < len(left) and left[run] == left[0] + run:
            run += 1
        # two days are named one by one
        names = [words.days[day] for day in left[:run]]
        said += names if run < 3 else [names[0] + words.to + names[-1]]
        left = left[run:]
    return said


def _say_nth(nth: Nth, words: _Words) -> str:
    place = words.places.get(nth.place, str(nth.place))
    if words is _VI:
        return f"{words.days[nth.weekday]} {place} tháng"
    return f"the {place} {words.days[nth.weekday]} of the month"


def _say_years(years: Years, words: _Words) -> str:
    if years.last >= _LAST_YEAR:
        return f"{words.year}{years.first}{words.onwards}"
    return words.year + _range(str(years.first), str(years.last))


def _say_weeks(weeks: Weeks, words: _Words) -> str:
    every = words.every.format(weeks.step) if weeks.step > 1 else ""
    return words.week + _range(str(weeks.first), str(weeks.last)) + every


def _say_monthdays(part: MonthDays, words: _Words) -> str:
    first, last = _say_monthday(part.first, words), _say_monthday(part.last, words)
    return first if first == last else first + words.to + last


def _say_monthday(day: MonthDay, words: _Words) -> str:
    if words is _VI:
        said = f"{day.day}/{day.month}" if day.day else words.months[day.month - 1]
        return said + (f"/{day.year}" if day.year else "")
    said = words.months[day.month - 1] if not day.day else f"{day.day} {MONTHS[day.month - 1]}"
    return said + (f" {day.year}" if day.year else "")


def _say_span(span: Span, words: _Words) -> str:
    if (span.start, span.end) == (0, DAY_MINUTES):
        return words.always
    end = span.end if span.end <= DAY_MINUTES else span.end - DAY_MINUTES
    later = words.or_longer if span.is_open_ended else ""
    return f"{_say_time(span.start, words)}–{_say_time(end, words)}{later}"


def _say_time(minutes: int, words: _Words) -> str:
    hours, rest = divmod(minutes, 60)
    if words is _VI:
        return f"{hours}h{rest:02}" if rest else f"{hours}h"
    return f"{hours:02}:{rest:02}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _join(said: Iterable[str], words: _Words) -> str:
    said = list(said)
    if len(said) < 2:
        return "".join(said)
    return ", ".join(said[:-1]) + words.together + said[-1]


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]

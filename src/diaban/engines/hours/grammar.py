"""The OSM opening_hours grammar, read into rules (specification 0.7.3 of the OSM wiki).

Read: rules joined by `;`, `,` and `||`; years, months, dates, ISO weeks, weekdays with a place in
the month, `PH`; times past midnight, past 24:00 and with an open end; `open`, `off`, `closed`,
`unknown`, comments. Not read, with a code of their own: sun events, Easter, `SH`, date offsets.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from diaban.engines.hours.errors import HoursError, Problem, ProblemCode
from diaban.engines.hours.rules import (
    DAY_MINUTES,
    DAYS,
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
)  # fmt: skip

__all__ = ["parse_rules"]

_DAY = "Mo|Tu|We|Th|Fr|Sa|Su"
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TOKEN = re.compile(
    rf"""(?P<space>\s+) | (?P<always>24/7) | (?P<time>\d{{1,2}}:\d{{2}})
    | (?P<state>(?:open|off|closed|unknown)\b) | (?P<comment>"[^"]*")
    | (?P<weekday>(?:{_DAY})\b) | (?P<month>(?:{_MONTH})\b) | (?P<holiday>PH\b)
    | (?P<school>SH\b) | (?P<week>week\b)
    | (?P<unsupported>(?:sunrise|sunset|dawn|dusk|easter|days?)\b)
    | (?P<number>\d+) | (?P<sign>\|\||[-;,+/\[\]:])""",
    re.VERBOSE | re.IGNORECASE,
)
_CODES = {"unsupported": ProblemCode.UNSUPPORTED, "school": ProblemCode.NO_SCHOOL_CALENDAR}
_DAYS_END = {"weekday", "month", "number", "holiday", "sign"}
_STATES = {"open": State.OPEN, "unknown": State.UNKNOWN}
_LAST_YEAR = 9999
_DAY_NUMBERS = {name.lower(): n for n, name in enumerate(DAYS)}
_MONTH_NUMBERS = {name.lower(): n + 1 for n, name in enumerate(MONTHS)}


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a text in the grammar; HoursError names what is not of it, and where.

    >>> rules = parse_rules("Mo-Fr 07:30-11:30,13:30-17:00; PH off")
    >>> [(len(rule.spans), rule.state.name) for rule in rules]
    [(2, 'OPEN'), (0, 'CLOSED')]
    """
    return _Parser(text).parse()


class _Parser:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        self.place = 0
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise self._error(ProblemCode.SYNTAX, at, len(text))
            kind = match.lastgroup or ""
            if kind in _CODES:
                raise self._error(_CODES[kind], at, match.end())
            if kind != "space":
                self.tokens.append((kind, match.group(), at))
            at = match.end()

    def parse(self) -> tuple[Rule, ...]:
        if not self.tokens:
            raise self._error(ProblemCode.EMPTY, 0, len(self.text))
        rules = [self._rule(Join.NORMAL)]
        while self.place < len(self.tokens):
            if self._take("sign", ";"):
                if self.place == len(self.tokens):
                    break
                rules.append(self._rule(Join.NORMAL))
            elif self._take("sign", "||"):
                rules.append(self._rule(Join.FALLBACK))
            elif self._take("sign", ","):
                rules.append(self._rule(Join.ADDITIONAL))
            else:
                raise self._unexpected()
        return tuple(rules)

    def _rule(self, join: Join) -> Rule:
        begin = self.place
        is_always = bool(self._take("always"))
        days = Days() if is_always else self._days()
        spans = () if is_always else self._spans()
        state, comment = State.OPEN, ""
        if word := self._take("state"):
            state = _STATES.get(word.lower(), State.CLOSED)
        if word := self._take("comment"):
            comment = word[1:-1]
            # hours that only a comment tells are not known
            if begin == self.place - 1:
                state = State.UNKNOWN
        says_nothing = not spans and not is_always and self.tokens[self.place - 1][0] in _DAYS_END
        # "Mo, 08:00-10:00" is no Monday of 24 hours
        if self.place == begin or (says_nothing and self._is_sign(",")):
            raise self._unexpected()
        return Rule(days, spans, state, join, comment)

    def _days(self) -> Days:
        days = Days()
        days = replace(days, years=self._years()) if self._is_year() else days
        if self._peek() in {"month", "number"}:
            days = replace(days, monthdays=self._monthdays(days.years))
            # "2026 Jan 01-2026 Feb 01": the year is a part of the date
            if days.years and any(part.first.year for part in days.monthdays):
                days = replace(days, years=())
        if self._take("week"):
            days = replace(days, weeks=self._weeks())
        self._take("sign", ":")
        return self._weekdays(days)

    def _is_year(self) -> bool:
        return self._peek() == "number" and len(self.tokens[self.place][1]) == 4

    def _years(self) -> tuple[Years, ...]:
        years = [self._year()]
        while self._is_sign(",") and self._peek(1) == "number":
            self.place += 1
            years.append(self._year())
        return tuple(years)

    def _year(self) -> Years:
        first = last = self._number(1000, _LAST_YEAR)
        if self._take("sign", "+"):
            last = _LAST_YEAR
        elif self._is_sign("-") and self._peek(1) == "number":
            self.place += 1
            last = self._number(first, _LAST_YEAR)
        return Years(first, last, self._step())

    def _step(self) -> int:
        return self._number(1, 366) if self._take("sign", "/") else 1

    def _monthdays(self, years: tuple[Years, ...]) -> tuple[MonthDays, ...]:
        year = years[0].first if len(years) == 1 and years[0].first == years[0].last else None
        parts = [self._monthday_range(year)]
        while self._is_sign(",") and self._peek(1) in {"month", "number"}:
            self.place += 1
            own = self._number(1000, _LAST_YEAR) if self._is_year() else year
            parts.append(self._monthday_range(own, parts[-1].last.month))
        return tuple(parts)

    def _monthday_range(self, year: int | None, month: int | None = None) -> MonthDays:
        first = self._monthday(year, month)
        if not self._is_sign("-"):
            return MonthDays(first, first)
        self.place += 1
        own = self._number(1000, _LAST_YEAR) if self._is_year() else None
        last = self._monthday(own or year, first.month)
        if year and not own and (last.month, last.day or 31) < (first.month, first.day or 1):
            last = last._replace(year=year + 1)
        return MonthDays(first, last)

    def _monthday(self, year: int | None, month: int | None) -> MonthDay:
        if self._peek() == "month":
            month = _MONTH_NUMBERS[self.tokens[self.place][1].lower()]
            self.place += 1
            if self._peek() != "number" or self._is_year():
                return MonthDay(month, None, year)
        if month is None:
            raise self._unexpected()
        begin = self.place
        day = self._number(1, 31)
        try:
            # a day of a leap year is a day of some years
            date(year or 2024, month, day)
        except ValueError:
            self.place = begin
            raise self._unexpected() from None
        return MonthDay(month, day, year)

    def _weeks(self) -> tuple[Weeks, ...]:
        weeks = [self._week()]
        while self._is_sign(",") and self._peek(1) == "number":
            self.place += 1
            weeks.append(self._week())
        return tuple(weeks)

    def _week(self) -> Weeks:
        first = last = self._number(1, 53)
        if self._is_sign("-"):
            self.place += 1
            last = self._number(first, 53)
        return Weeks(first, last, self._step())

    def _weekdays(self, days: Days) -> Days:
        found: set[int] = set()
        nth: list[Nth] = []
        is_holiday = holidays_only = False
        while self._peek() in {"weekday", "holiday"}:
            if self._take("holiday"):
                is_holiday = True
                # without a comma: holidays that fall on such days
                if self._peek() == "weekday" and not found:
                    holidays_only = True
                    continue
            else:
                self._weekday_range(found, nth)
            if not (self._is_sign(",") and self._peek(1) in {"weekday", "holiday"}):
                break
            if holidays_only and self._peek(1) == "holiday":
                self.place += 1
                raise self._unexpected()
            # "Mo-Fr 08:00-17:00, PH off" is another rule; here no time has been read yet
            self.place += 1
        return replace(
            days, weekdays=frozenset(found), nth=tuple(nth),
            holidays=is_holiday, holidays_only=holidays_only,
        )  # fmt: skip

    def _weekday_range(self, found: set[int], nth: list[Nth]) -> None:
        first = self._weekday()
        if self._take("sign", "["):
            while True:
                sign = -1 if self._take("sign", "-") else 1
                nth.append(Nth(first, sign * self._number(1, 5)))
                if self._take("sign", "-"):
                    last = self._number(nth[-1].place, 5)
                    nth += [Nth(first, n) for n in range(nth[-1].place + 1, last + 1)]
                if not self._take("sign", ","):
                    break
            if not self._take("sign", "]"):
                raise self._unexpected()
            return
        last = first
        if self._is_sign("-"):
            self.place += 1
            last = self._weekday()
        found.update((first + n) % 7 for n in range((last - first) % 7 + 1))

    def _weekday(self) -> int:
        word = self._take("weekday")
        if not word:
            raise self._unexpected()
        return _DAY_NUMBERS[word.lower()]

    def _spans(self) -> tuple[Span, ...]:
        spans: list[Span] = []
        while self._peek() == "time":
            spans.append(self._span())
            if not (self._is_sign(",") and self._peek(1) == "time"):
                break
            self.place += 1
        return tuple(spans)

    def _span(self) -> Span:
        begin = self.place
        start = self._time(DAY_MINUTES)
        if self._take("sign", "+"):
            return Span(start, DAY_MINUTES, True)
        if not self._take("sign", "-"):
            raise self._unexpected()
        end = self._time(2 * DAY_MINUTES)
        if end <= start:
            end += DAY_MINUTES
        if end - start > DAY_MINUTES or start == DAY_MINUTES:
            raise self._at(begin, ProblemCode.BAD_RANGE)
        return Span(start, end, bool(self._take("sign", "+")))

    def _time(self, most: int) -> int:
        word = self._take("time")
        if not word:
            raise self._unexpected()
        hours, minutes = (int(part) for part in word.split(":"))
        if minutes > 59 or hours * 60 + minutes > most:
            raise self._at(self.place - 1, ProblemCode.BAD_TIME)
        return hours * 60 + minutes

    def _number(self, least: int, most: int) -> int:
        word = self._take("number")
        if not word:
            raise self._unexpected()
        if not least <= int(word) <= most:
            self.place -= 1
            raise self._unexpected()
        return int(word)

    def _peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def _is_sign(self, sign: str) -> bool:
        return self._peek() == "sign" and self.tokens[self.place][1] == sign

    def _take(self, kind: str, word: str | None = None) -> str:
        if self._peek() != kind or (word is not None and self.tokens[self.place][1] != word):
            return ""
        self.place += 1
        return self.tokens[self.place - 1][1]

    def _unexpected(self) -> HoursError:
        return self._at(self.place, ProblemCode.SYNTAX)

    def _at(self, place: int, code: ProblemCode) -> HoursError:
        if place >= len(self.tokens):
            return self._error(code, len(self.text), len(self.text))
        _, word, at = self.tokens[place]
        return self._error(code, at, at + len(word))

    def _error(self, code: ProblemCode, start: int, end: int) -> HoursError:
        return HoursError((Problem(code, start, end, self.text[start:end]),))

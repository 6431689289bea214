"""Schedules written in the OSM opening_hours grammar, each in one of several right ways.

The meaning is that of https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (0.7.4):

* "If several rules apply to a given day, then the type of rule separator determines how the hours
  specified" combine: after ``; `` a rule replaces the day of the rules before it, after ``, `` it
  adds to them, after `` || `` it speaks only where none of them did.
* "If a date set is not given, then the rule applies to all dates; if a weekday set is not given,
  then the rule applies to all weekdays."
* ``PH,Mo-Fr`` is either, ``PH Mo-Fr`` is a holiday that falls on Monday to Friday; ``Sa[1,3]`` the
  first and third of the month, ``Sa[-1]`` the last; weeks are those of ISO 8601.
* ``off`` with a time of day takes that time away and leaves the rest of the day.

Left out because the text does not settle them: a span over midnight into a day that another rule
replaces, open ends, a comment without ``open`` or ``off``, school holidays, sunrise.
"""

from __future__ import annotations

import random
from datetime import date

from tests.engines.hours.schedules import DAY, EVERY, Spans

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def write_spans(spans: Spans, rng: random.Random) -> str:
    """A span over midnight ends at 02:00 or, as the grammar also has it, at 26:00."""
    extended = rng.random() < 0.3
    parts = []
    for start, end in spans:
        until = end if end <= DAY or extended else end - DAY
        parts.append(f"{clock(start)}-{clock(until)}")
    return ",".join(parts)


def write_weekdays(days: frozenset[int], rng: random.Random) -> str:
    """Runs of three and more as a range, around the week's end too; a run of two either way."""
    starts = [day for day in sorted(days) if (day - 1) % 7 not in days]
    if not starts:
        return "Mo-Su"
    parts = []
    for start in starts:
        run = [start]
        while (run[-1] + 1) % 7 in days:
            run.append((run[-1] + 1) % 7)
        as_range = len(run) > 2 or (len(run) == 2 and rng.random() < 0.5)
        names = [WEEKDAYS[day] for day in run]
        parts.extend([f"{names[0]}-{names[-1]}"] if as_range else names)
    return ",".join(parts)


def write_day(point: tuple[int, int]) -> str:
    return f"{MONTHS[point[0] - 1]} {point[1]:02d}"


def write_date(day: date) -> str:
    return f"{day.year} {write_day((day.month, day.day))}"


def write_week(week: tuple[Spans, ...], rng: random.Random) -> str:
    """A rule for each set of weekdays of equal hours, or every day first and then the closed."""
    groups = groups_of(week)
    open_groups = [(days, spans) for days, spans in groups if spans]
    closed = frozenset(day for day in range(7) if not week[day])
    if len(open_groups) == 1 and closed and rng.random() < 0.25:
        spans = open_groups[0][1]
        everyday = "" if rng.random() < 0.5 else "Mo-Su "
        word = rng.choice(("off", "off", "closed"))
        return f"{everyday}{write_spans(spans, rng)}; {write_weekdays(closed, rng)} {word}"
    if len(open_groups) == 1 and not closed:
        everyday = rng.choice(("", "Mo-Su "))
        return everyday + write_spans(open_groups[0][1], rng)
    if rng.random() < 0.2:
        rng.shuffle(open_groups)
    rules = [
        f"{write_weekdays(days, rng)} {write_spans(spans, rng)}" for days, spans in open_groups
    ]
    text = rng.choice(("; ", "; ", ", ")).join(rules)
    if closed and rng.random() < 0.2:
        text += f"; {write_weekdays(closed, rng)} off"
    return text


def write_split_week(week: tuple[Spans, ...], rng: random.Random) -> str:
    """Mornings in one rule, afternoons added by another."""
    rules = []
    for part in range(max(len(spans) for spans in week)):
        single = tuple((spans[part],) if part < len(spans) else () for spans in week)
        rules.extend(
            f"{write_weekdays(days, rng)} {write_spans(spans, rng)}"
            for days, spans in groups_of(single)
            if spans
        )
    return ", ".join(rules)


def write_replaced_week(week: tuple[Spans, ...], base: Spans, rng: random.Random) -> str:
    """The hours of most days for every day, then each other day by a rule that replaces them."""
    rules = [write_spans(base, rng)]
    for days, spans in groups_of(week):
        if spans != base:
            rules.append(f"{write_weekdays(days, rng)} {write_spans(spans, rng) or 'off'}")
    return "; ".join(rules)


def groups_of(week: tuple[Spans, ...]) -> list[tuple[frozenset[int], Spans]]:
    """Weekdays of equal hours together, in the order of their first day."""
    found: dict[Spans, set[int]] = {}
    for day, spans in enumerate(week):
        found.setdefault(spans, set()).add(day)
    return [(frozenset(days), spans) for spans, days in found.items()]


def with_weekdays(selector: str, days: frozenset[int], rng: random.Random) -> str:
    """'Apr-Oct', 'Apr-Oct Mo-Fr' or, more readable, 'Apr-Oct: Mo-Fr'."""
    if days == EVERY:
        return selector
    between = ": " if rng.random() < 0.15 else " "
    return f"{selector}{between}{write_weekdays(days, rng)}"

"""300 schedules of post points worded in free Vietnamese, with a day to ask about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from tests.engines.hours import vietnamese_wording as words
from tests.engines.hours.days_off import HOLIDAYS, SETTLED
from tests.engines.hours.osm_cases import AFTERNOONS, EVENINGS, MORNINGS, Case, holiday_or_near
from tests.engines.hours.schedules import (
    DAY,
    EVERY,
    WORKING,
    Schedule,
    Spans,
    Special,
    on_holiday,
    weekly,
)

SIX_DAYS = WORKING | {5}
LISTS = (frozenset({0, 2, 4}), frozenset({1, 3}), frozenset({1, 3, 5}), frozenset({5, 6}))
CLOSED = Special(on_holiday(), ())


def a_day_for(schedule: Schedule, holidays: str, rng: random.Random) -> date:
    """Any day where the text settles holidays, else an ordinary one; open oftener than closed."""
    if holidays == "closed" and rng.random() < 0.5:
        return holiday_or_near(rng)
    days = [day for day in SETTLED if day not in HOLIDAYS]
    if holidays == "open":
        days = [day for day in SETTLED if (day in HOLIDAYS) <= bool(schedule.hours_from(day))]
        if rng.random() < 0.6:
            days = [day for day in days if day in HOLIDAYS]
    wanted = rng.random() < 0.6
    return rng.choice([day for day in days if bool(schedule.hours_from(day)) == wanted] or days)


def some_spans(rng: random.Random) -> Spans:
    kind = rng.random()
    if kind < 0.4:
        return (rng.choice(MORNINGS),)
    if kind < 0.5:
        return (rng.choice(AFTERNOONS),)
    if kind < 0.93:
        return (rng.choice(MORNINGS), rng.choice(AFTERNOONS))
    return (rng.choice(MORNINGS), rng.choice(AFTERNOONS), rng.choice(EVENINGS))


def ask(days: frozenset[int], spans: Spans, text: str, rng: random.Random, holidays: str) -> Case:
    """The whole text of days and hours, with what it says of holidays, and a day."""
    if holidays == "closed":
        text += rng.choice((", ", "; ", " ")) + rng.choice(words.CLOSED_ON_HOLIDAYS)
        schedule = Schedule(weekly((days, spans)), (CLOSED,))
    else:
        if holidays == "open":
            text += rng.choice((", ", " ")) + rng.choice(words.OPEN_ON_HOLIDAYS)
        schedule = Schedule(weekly((days, spans)))
    return schedule, words.as_typed(text, rng), a_day_for(schedule, holidays, rng)


def saying(rng: random.Random) -> str:
    return rng.choice(("unsaid", "unsaid", "closed", "closed", "closed", "open"))


def days_then_hours(rng: random.Random) -> Case:
    hand, spans = words.Hand.of(rng), some_spans(rng)
    days = rng.choice((WORKING, WORKING, SIX_DAYS, SIX_DAYS, EVERY, *LISTS))
    joint = rng.choice((": ", " ", ", "))
    if spans[0] and hand.until == "từ" and joint == ", ":
        joint = " "
    text = words.write_days(days, hand, rng) + joint + words.write_hours(spans, hand, rng)
    return ask(days, spans, text, rng, saying(rng))


def hours_then_days(rng: random.Random) -> Case:
    hand, spans = words.Hand.of(rng), some_spans(rng)
    days = rng.choice((WORKING, SIX_DAYS, EVERY, *LISTS))
    names = words.write_days(days, hand, rng)
    hours = words.write_hours(spans, hand, rng)
    text = rng.choice((f"{hours} ({names})", f"{hours}, {names}", f"{hours} {names}"))
    return ask(days, spans, text, rng, saying(rng))


def part_then_days_then_hours(rng: random.Random) -> Case:
    """'sáng T2–T6 7h30–11h30, nghỉ lễ'."""
    hand = replace(words.Hand.of(rng), part_of_day=True)
    span = rng.choice((*MORNINGS, *AFTERNOONS))
    days = rng.choice((WORKING, SIX_DAYS, EVERY))
    part = rng.choice(("", "buổi ")) + words.part_of(span)
    text = f"{part} {words.write_days(days, hand, rng)} {words.write_span(span, hand)}"
    return ask(days, (span,), text, rng, saying(rng))


def closed_days_named(rng: random.Random) -> Case:
    """'hàng ngày trừ chủ nhật: 7h-11h', 'cả tuần 7h-17h, CN nghỉ'."""
    hand, spans = words.Hand.of(rng), some_spans(rng)
    closed = rng.choice((frozenset({6}), frozenset({6}), frozenset({5, 6})))
    hours = words.write_hours(spans, hand, rng)
    names = words.write_days(closed, hand, rng)
    everyday = rng.choice(("hàng ngày", "hằng ngày", "cả tuần"))
    text = rng.choice(
        (
            f"{everyday} trừ {names}: {hours}",
            f"{everyday} (trừ {names}) {hours}",
            f"{everyday} {hours}, {words.write_closed(closed, hand, rng)}",
            f"{everyday}: {hours}; {words.write_closed(closed, hand, rng)}",
        )
    )
    schedule = Schedule(weekly((EVERY - closed, spans)))
    holidays = rng.choice(("unsaid", "closed"))
    if holidays == "closed":
        text += rng.choice((", ", "; ")) + rng.choice(words.CLOSED_AS_WELL)
        schedule = replace(schedule, specials=(CLOSED,))
    return schedule, words.as_typed(text, rng), a_day_for(schedule, holidays, rng)


def two_groups(rng: random.Random) -> Case:
    """'T2–T6: 7h30–11h30, 13h30–17h; T7: 7h30–11h30; CN nghỉ'."""
    hand = words.Hand.of(rng)
    spans, saturday = some_spans(rng), (rng.choice(MORNINGS),)
    parts = [
        f"{words.write_days(WORKING, hand, rng)}: {words.write_hours(spans, hand, rng)}",
        f"{words.write_days(frozenset({5}), hand, rng)}: {words.write_hours(saturday, hand, rng)}",
    ]
    schedule = Schedule(weekly((WORKING, spans), (frozenset({5}), saturday)))
    if rng.random() < 0.5:
        parts.append(f"{words.write_days(frozenset({6}), hand, rng)} nghỉ")
    holidays = rng.choice(("unsaid", "unsaid", "closed"))
    if holidays == "closed":
        parts.append(rng.choice(words.CLOSED_ON_HOLIDAYS[:5]))
        schedule = replace(schedule, specials=(CLOSED,))
    text = rng.choice(("; ", "; ", "\n", ". ")).join(parts)
    return schedule, words.as_typed(text, rng), a_day_for(schedule, holidays, rng)


def round_the_clock(rng: random.Random) -> Case:
    text, holidays = rng.choice(
        (
            ("24/24", "unsaid"),
            ("24/7", "unsaid"),
            ("24/24h", "unsaid"),
            ("mở cửa 24/24", "unsaid"),
            ("cả tuần 24/24", "unsaid"),
            ("24/24 cả tuần", "open"),
            ("hàng ngày 24/24", "closed"),
        )
    )
    return ask(EVERY, ((0, DAY),), text, rng, holidays)


def spoken(rng: random.Random) -> Case:
    """'từ 7 giờ sáng đến 5 giờ chiều hàng ngày', 'từ 7 giờ đến 11 giờ 30'."""
    start, end = rng.choice(((420, 1020), (450, 990), (480, 1020), (420, 960), (480, 1080)))
    days = rng.choice((WORKING, SIX_DAYS, EVERY))
    hand = replace(words.Hand.of(rng), hour=rng.choice((" giờ ", "h")), padded=False, until="từ")
    names = words.write_days(days, hand, rng)
    if rng.random() < 0.4:
        start, end = rng.choice(MORNINGS)
        hours = words.write_span((start, end), replace(hand, part_of_day=False))
    else:
        twelve = replace(hand, part_of_day=True, twelve=True)
        opening, closing = (words.write_time(minutes, twelve) for minutes in (start, end))
        hours = f"từ {opening} sáng đến {closing} chiều"
    lead = rng.choice(("", "mở cửa ", "làm việc "))
    text = rng.choice((f"{lead}{hours} {names}", f"{names} {lead}{hours}"))
    return ask(days, ((start, end),), text, rng, saying(rng))


def sunday_stated(rng: random.Random) -> Case:
    """'T2-T7 7h-11h, CN nghỉ': the closed day said though it follows."""
    hand, spans = words.Hand.of(rng), some_spans(rng)
    sunday = words.write_day(6, hand)
    days = words.write_days(SIX_DAYS, hand, rng)
    text = f"{days} {words.write_hours(spans, hand, rng)}{rng.choice((', ', '; '))}"
    schedule = Schedule(weekly((SIX_DAYS, spans)))
    if rng.random() < 0.5:
        text += f"nghỉ {sunday} và ngày lễ"
        schedule = replace(schedule, specials=(CLOSED,))
        return schedule, words.as_typed(text, rng), a_day_for(schedule, "closed", rng)
    text += rng.choice((f"{sunday} nghỉ", f"nghỉ {sunday}"))
    return schedule, words.as_typed(text, rng), a_day_for(schedule, "unsaid", rng)


FAMILIES: tuple[tuple[Callable[[random.Random], Case], int], ...] = (
    (days_then_hours, 110),
    (hours_then_days, 40),
    (part_then_days_then_hours, 25),
    (closed_days_named, 40),
    (two_groups, 40),
    (round_the_clock, 10),
    (spoken, 20),
    (sunday_stated, 15),
)


def cases(seed: int) -> Iterator[tuple[str, Case]]:
    """The families one after another, no text asked twice about one day."""
    rng = random.Random(seed)
    seen: set[tuple[str, date]] = set()
    for family, count in FAMILIES:
        made = 0
        while made < count:
            schedule, text, day = family(rng)
            if (text, day) in seen:
                continue
            seen.add((text, day))
            made += 1
            yield family.__name__, (schedule, text, day)

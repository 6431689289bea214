"""700 schedules of post points with their OSM wording and a day to ask about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.engines.hours import osm_wording as osm
from tests.engines.hours.days_off import COMPENSATION, HOLIDAYS, OTHERS, SETTLED, TET
from tests.engines.hours.schedules import (
    DAY,
    EVERY,
    WEEKEND,
    WORKING,
    Schedule,
    Spans,
    Special,
    between,
    from_to,
    in_months,
    in_weeks,
    in_years,
    nth_weekday,
    on_holiday,
    weekly,
)

Case = tuple[Schedule, str, date]
MORNINGS = ((420, 660), (450, 690), (480, 690), (480, 720), (465, 675), (435, 645), (510, 705))
AFTERNOONS = ((810, 1020), (780, 990), (840, 1020), (795, 1005), (810, 960), (825, 1035))
EVENINGS = ((1080, 1200), (1110, 1230), (1050, 1170))
ODD_WEEKS = (
    frozenset({0, 2, 4}),
    frozenset({1, 3}),
    frozenset({1, 3, 5}),
    frozenset({0, 1, 3, 4}),
    frozenset({5, 6, 0}),
    frozenset({6, 0, 1, 2, 3}),
    frozenset({2}),
    frozenset({0, 3}),
)
SIX_DAYS = WORKING | {5}


def some_spans(rng: random.Random) -> Spans:
    kind = rng.random()
    if kind < 0.35:
        return (rng.choice(MORNINGS),)
    if kind < 0.45:
        return (rng.choice(AFTERNOONS),)
    if kind < 0.9:
        return (rng.choice(MORNINGS), rng.choice(AFTERNOONS))
    return (rng.choice(MORNINGS), rng.choice(AFTERNOONS), rng.choice(EVENINGS))


def some_days(rng: random.Random) -> frozenset[int]:
    return rng.choice((WORKING, WORKING, SIX_DAYS, SIX_DAYS, EVERY, *ODD_WEEKS))


def some_week(rng: random.Random) -> tuple[Spans, ...]:
    days = some_days(rng)
    rest = EVERY - days
    groups = [(days, some_spans(rng))]
    if rest and rng.random() < 0.45:
        fewer = frozenset(rng.sample(sorted(rest), rng.randint(1, len(rest))))
        groups.append((fewer, (rng.choice(MORNINGS),)))
    return weekly(*groups)


def any_day(rng: random.Random) -> date:
    return rng.choice(SETTLED)


def a_day(rng: random.Random, *wanted: Callable[[date], bool]) -> date:
    return rng.choice([day for day in SETTLED if all(holds(day) for holds in wanted)])


def holiday_or_near(rng: random.Random) -> date:
    """Mostly Tết, then other holidays and compensations, then ordinary days close by."""
    kind = rng.random()
    if kind < 0.42:
        return rng.choice(sorted(TET))
    if kind < 0.58:
        return rng.choice(sorted(OTHERS))
    if kind < 0.68:
        return rng.choice(sorted(COMPENSATION))
    near = {day + timedelta(days=n) for day in HOLIDAYS for n in (-3, -2, -1, 1, 2, 3)}
    return rng.choice(sorted((near - HOLIDAYS) & set(SETTLED)))


def ordinary_weeks(rng: random.Random) -> Case:
    week = some_week(rng)
    kind = rng.random()
    if kind < 0.6:
        text = osm.write_week(week, rng)
    elif kind < 0.8:
        text = osm.write_split_week(week, rng)
    else:
        base = some_spans(rng)
        week = weekly((EVERY, base), (frozenset(rng.sample(range(7), 2)), some_spans(rng)))
        if rng.random() < 0.5:
            week = (*week[:6], ())
        text = osm.write_replaced_week(week, base, rng)
    return Schedule(week), text, any_day(rng)


def closed_on_holidays(rng: random.Random) -> Case:
    week = some_week(rng)
    schedule = Schedule(week, (Special(on_holiday(), ()),))
    closed = frozenset(day for day in range(7) if not week[day])
    rule = rng.choice(("PH off", "PH off", "PH closed", 'PH off "nghỉ lễ, Tết"'))
    if closed and rng.random() < 0.3:
        rule = f"{osm.write_weekdays(closed, rng)},PH off"
    return schedule, f"{osm.write_week(week, rng)}; {rule}", holiday_or_near(rng)


def shorter_on_holidays(rng: random.Random) -> Case:
    week, short = some_week(rng), (rng.choice(MORNINGS),)
    schedule = Schedule(week, (Special(on_holiday(), short),))
    text = f"{osm.write_week(week, rng)}; PH {osm.write_spans(short, rng)}"
    return schedule, text, holiday_or_near(rng)


def holidays_like_weekdays(rng: random.Random) -> Case:
    """'Mo-Fr,PH': open on every holiday, on a Sunday too."""
    days, spans = some_days(rng), some_spans(rng)
    schedule = Schedule(weekly((days, spans)), (Special(on_holiday(), spans),))
    selector = osm.write_weekdays(days, rng)
    joined = f"PH,{selector}" if rng.random() < 0.4 else f"{selector},PH"
    return schedule, f"{joined} {osm.write_spans(spans, rng)}", holiday_or_near(rng)


def holidays_on_weekdays(rng: random.Random) -> Case:
    """'PH Mo-Fr': only holidays that fall on these weekdays."""
    week, days = some_week(rng), rng.choice((WORKING, WEEKEND, SIX_DAYS, frozenset({5, 6, 0})))
    spans: Spans = rng.choice(((), (rng.choice(MORNINGS),)))
    schedule = Schedule(week, (Special(on_holiday(days), spans),))
    hours = osm.write_spans(spans, rng) or "off"
    text = f"{osm.write_week(week, rng)}; PH {osm.write_weekdays(days, rng)} {hours}"
    return schedule, text, holiday_or_near(rng)


def holidays_unmentioned(rng: random.Random) -> Case:
    """No word of holidays, or one that a later rule replaces: the weekday's hours hold."""
    days, spans = rng.choice((WORKING, SIX_DAYS, EVERY)), some_spans(rng)
    rule = f"{osm.write_weekdays(days, rng)} {osm.write_spans(spans, rng)}"
    if rng.random() < 0.7:
        return Schedule(weekly((days, spans))), rule, holiday_or_near(rng)
    day = a_day(rng, lambda day: day in HOLIDAYS and day.weekday() in days)
    return Schedule(weekly((days, spans))), f"PH off; {rule}", day


def added_on_holidays(rng: random.Random) -> Case:
    """', PH …' adds an evening on holidays to whatever the day has."""
    days, spans = some_days(rng), (rng.choice(MORNINGS),)
    evening = (rng.choice(EVENINGS),)
    schedule = Schedule(weekly((days, spans)), (Special(on_holiday(), evening, "add"),))
    rule = f"{osm.write_weekdays(days, rng)} {osm.write_spans(spans, rng)}"
    return schedule, f"{rule}, PH {osm.write_spans(evening, rng)}", holiday_or_near(rng)


def by_months(rng: random.Random) -> Case:
    """Summer and winter hours, or summer hours over those of the year, over the new year too."""
    first, last = rng.choice(((4, 10), (5, 9), (6, 8), (11, 2), (10, 3), (12, 1), (3, 3)))
    days = rng.choice((WORKING, SIX_DAYS, EVERY))
    week = weekly((days, (rng.choice(MORNINGS), rng.choice(AFTERNOONS))))
    other: Spans = ((rng.choice(MORNINGS)[0] - 15, 660), rng.choice(AFTERNOONS))
    other = rng.choice((other, other[:1], ()))
    schedule = Schedule(week, (Special(in_months(first, last, days), other),))
    name = osm.MONTHS[first - 1] + ("" if first == last else f"-{osm.MONTHS[last - 1]}")
    rule = f"{osm.with_weekdays(name, days, rng)} {osm.write_spans(other, rng) or 'off'}"
    if rng.random() < 0.35 and first != last and other:
        opposite = f"{osm.MONTHS[last % 12]}-{osm.MONTHS[(first - 2) % 12]}"
        general = f"{osm.with_weekdays(opposite, days, rng)} {osm.write_spans(week[0], rng)}"
        rules = [general, rule]
        rng.shuffle(rules)
        return schedule, "; ".join(rules), at_month_edge(rng)
    return schedule, f"{osm.write_week(week, rng)}; {rule}", at_month_edge(rng)


def at_month_edge(rng: random.Random) -> date:
    if rng.random() < 0.4:
        return any_day(rng)
    return a_day(rng, lambda day: day.day <= 2 or (day + timedelta(days=2)).day <= 2)


def month_lists(rng: random.Random) -> Case:
    months = sorted(rng.sample(range(1, 13), rng.randint(2, 3)))
    days, spans = rng.choice((WORKING, EVERY, frozenset({5}))), some_spans(rng)
    inside = [in_months(month, month, days) for month in months]
    schedule = Schedule(
        weekly(), (Special(lambda day: any(holds(day) for holds in inside), spans),)
    )
    selector = osm.with_weekdays(",".join(osm.MONTHS[month - 1] for month in months), days, rng)
    day = a_day(rng, lambda day: day.month in months) if rng.random() < 0.6 else any_day(rng)
    return schedule, f"{selector} {osm.write_spans(spans, rng)}", day


def yearly_dates(rng: random.Random) -> Case:
    """A day or a stretch of every year on which the point is closed or keeps other hours."""
    first, last = rng.choice(
        (
            ((4, 30), (4, 30)),
            ((5, 19), (5, 19)),
            ((10, 10), (10, 10)),
            ((12, 24), (12, 26)),
            ((12, 28), (1, 3)),
            ((4, 15), (10, 15)),
            ((2, 10), (2, 20)),
            ((10, 16), (4, 14)),
            ((7, 1), (8, 31)),
        )
    )
    week = some_week(rng)
    spans: Spans = rng.choice(((), (), (rng.choice(MORNINGS),)))
    selector = osm.write_day(first)
    if last != first and last[0] == first[0] and rng.random() < 0.6:
        selector += f"-{last[1]:02d}"
    elif last != first:
        selector += f"-{osm.write_day(last)}"
    hours = osm.write_spans(spans, rng) or rng.choice(("off", "closed"))
    holds = between(first, last)
    text = f"{osm.write_week(week, rng)}; {selector} {hours}"
    return Schedule(week, (Special(holds, spans),)), text, at_edge_of(holds, rng)


def at_edge_of(holds: Callable[[date], bool], rng: random.Random) -> date:
    """A day within or just outside."""
    edges = [
        day
        for day in SETTLED
        if holds(day) != holds(day + timedelta(days=1))
        or holds(day) != holds(day - timedelta(days=1))
    ]
    return rng.choice(edges) if edges and rng.random() < 0.7 else a_day(rng, holds)


def dates_of_a_year(rng: random.Random) -> Case:
    """Closed for a while in one year: repairs, or Tết stated by its dates."""
    first = rng.choice([day for day in SETTLED if day.year < 2026])
    last = first + timedelta(days=rng.choice((0, 2, 4, 6, 9, 20)))
    week = some_week(rng)
    selector = osm.write_date(first)
    if last != first and last.month == first.month and rng.random() < 0.5:
        selector += f"-{last.day:02d}"
    elif last != first:
        selector += f"-{osm.write_date(last)}"
    holds = from_to(first, last)
    text = f"{osm.write_week(week, rng)}; {selector} {rng.choice(('off', 'closed'))}"
    return Schedule(week, (Special(holds, ()),)), text, at_edge_of(holds, rng)


def whole_years(rng: random.Random) -> Case:
    first = rng.randint(2019, 2024)
    last = first + rng.choice((0, 1, 2))
    days, spans, other = rng.choice((WORKING, SIX_DAYS)), some_spans(rng), (rng.choice(MORNINGS),)
    schedule = Schedule(weekly((days, spans)), (Special(in_years(first, last, days), other),))
    selector = f"{first}" if first == last else f"{first}-{last}"
    text = (
        f"{osm.write_weekdays(days, rng)} {osm.write_spans(spans, rng)}; "
        f"{selector} {osm.write_weekdays(days, rng)} {osm.write_spans(other, rng)}"
    )
    return schedule, text, any_day(rng)


def nth_weekdays(rng: random.Random) -> Case:
    weekday = rng.choice((5, 5, 5, 6, 2, 4))
    which, written = rng.choice(
        (
            ((1, 3), "1,3"),
            ((1,), "1"),
            ((2, 4), "2,4"),
            ((-1,), "-1"),
            ((2, 3, 4), "2-4"),
            ((5,), "5"),
            ((1, -1), "1,-1"),
        )
    )
    days = WORKING - {weekday}
    spans: Spans = (rng.choice(MORNINGS),)
    base = some_spans(rng)
    closing = rng.random() < 0.3
    week = weekly((days | ({weekday} if closing else set()), base))
    holds = nth_weekday(weekday, which)
    schedule = Schedule(week, (Special(holds, () if closing else spans),))
    hours = "off" if closing else osm.write_spans(spans, rng)
    text = f"{osm.write_week(week, rng)}; {osm.WEEKDAYS[weekday]}[{written}] {hours}"
    day = a_day(rng, lambda day: day.weekday() == weekday) if rng.random() < 0.85 else any_day(rng)
    return schedule, text, day


def week_numbers(rng: random.Random) -> Case:
    first, last, step = rng.choice(
        ((10, 20, 1), (1, 51, 2), (2, 52, 2), (27, 35, 1), (1, 1, 1), (52, 52, 1), (40, 52, 3))
    )
    days, spans, other = some_days(rng), some_spans(rng), (rng.choice(MORNINGS),)
    schedule = Schedule(weekly((days, spans)), (Special(in_weeks(first, last, step, days), other),))
    selector = f"week {first:02d}" + ("" if first == last else f"-{last:02d}")
    selector += "" if step == 1 else f"/{step}"
    text = f"{osm.write_weekdays(days, rng)} {osm.write_spans(spans, rng)}; "
    text += f"{selector} {osm.write_weekdays(days, rng)} {osm.write_spans(other, rng)}"
    day = a_day(rng, lambda day: day.month in (1, 12) and (day.day > 25 or day.day < 8))
    return schedule, text, day if rng.random() < 0.3 else any_day(rng)


def over_midnight(rng: random.Random) -> Case:
    """Rules that add, never replace, so that an evening's rest is nowhere in question."""
    night = rng.choice(((1320, 1560), (1200, 1500), (1080, 1470), (1260, 1800), (1380, 1740)))
    days = some_days(rng)
    rules = [f"{osm.write_weekdays(days, rng)} {osm.write_spans((night,), rng)}"]
    specials: tuple[Special, ...] = ()
    if rng.random() < 0.5:
        others, morning = some_days(rng), rng.choice(MORNINGS)
        specials = (Special(lambda day: day.weekday() in others, (morning,), "add"),)
        rules.append(f"{osm.write_weekdays(others, rng)} {osm.write_spans((morning,), rng)}")
    elif rng.random() < 0.4:
        morning = rng.choice(MORNINGS)
        rules = [f"{osm.write_weekdays(days, rng)} {osm.write_spans((morning, night), rng)}"]
        return Schedule(weekly((days, (morning, night)))), rules[0], any_day(rng)
    return Schedule(weekly((days, (night,))), specials), ", ".join(rules), any_day(rng)


def all_day(rng: random.Random) -> Case:
    whole: Spans = ((0, DAY),)
    off = Special(on_holiday(), ())
    noon = Special(in_months(1, 12), ((690, 780),), "cut")
    days = some_days(rng)
    selector = osm.write_weekdays(days, rng)
    schedule, text = rng.choice(
        (
            (Schedule(weekly((EVERY, whole))), "24/7"),
            (Schedule(weekly((EVERY, whole))), "00:00-24:00"),
            (Schedule(weekly((EVERY, whole))), "Mo-Su 00:00-24:00"),
            (Schedule(weekly((EVERY, whole)), (off,)), "24/7; PH off"),
            (Schedule(weekly((EVERY, whole)), (noon,)), "00:00-24:00; 11:30-13:00 off"),
            (Schedule(weekly((days, whole))), f"{selector} 00:00-24:00"),
            (Schedule(weekly((days, whole)), (off,)), f"{selector} 00:00-24:00; PH off"),
            (Schedule(weekly((EVERY - {6}, whole))), "24/7; Su off"),
        )
    )
    return schedule, text, holiday_or_near(rng)


def breaks(rng: random.Random) -> Case:
    """'off' with a time of day takes only that time."""
    days, span = rng.choice((WORKING, SIX_DAYS, EVERY)), rng.choice(((420, 1020), (480, 1110)))
    pause = rng.choice(((690, 780), (720, 810), (705, 795)))
    paused = rng.choice((days, frozenset({2}), frozenset({0, 4})))
    special = Special(lambda day: day.weekday() in paused, (pause,), "cut")
    text = f"{osm.write_weekdays(days, rng)} {osm.write_spans((span,), rng)}; "
    text += f"{osm.write_weekdays(paused, rng)} {osm.write_spans((pause,), rng)} off"
    day = a_day(rng, lambda day: day.weekday() in paused) if rng.random() < 0.6 else any_day(rng)
    schedule = Schedule(weekly((days, (span,))), (special,))
    return schedule, text, day


def with_comments(rng: random.Random) -> Case:
    """Comments hold marks of the grammar, and must not be read as such."""
    days, spans = some_days(rng), some_spans(rng)
    rule = f"{osm.write_weekdays(days, rng)} {osm.write_spans(spans, rng)}"
    note = rng.choice(
        ("gọi trước: 024 3333", "chỉ nhận thư; Mo-Fr", "Su off, PH off", "bà Lan, nhà văn hóa")
    )
    schedule = Schedule(weekly((days, spans)))
    kind = rng.randrange(4)
    if kind == 0:
        return schedule, f'{rule} open "{note}"', any_day(rng)
    if kind == 1:
        return schedule, f'{rule} || "{note}"', any_day(rng)
    if kind == 2:
        holds = between((7, 1), (7, 15))
        closed = Schedule(weekly((days, spans)), (Special(holds, ()),))
        return closed, f'{rule}; Jul 01-15 off "{note}"', at_edge_of(holds, rng)
    off = Schedule(weekly((days, spans)), (Special(on_holiday(), ()),))
    return off, f'{rule} open "{note}"; PH closed "{note}"', holiday_or_near(rng)


FAMILIES: tuple[tuple[Callable[[random.Random], Case], int], ...] = (
    (ordinary_weeks, 150),
    (closed_on_holidays, 110),
    (shorter_on_holidays, 35),
    (holidays_like_weekdays, 30),
    (holidays_on_weekdays, 35),
    (holidays_unmentioned, 25),
    (added_on_holidays, 15),
    (by_months, 55),
    (month_lists, 15),
    (yearly_dates, 45),
    (dates_of_a_year, 35),
    (whole_years, 20),
    (nth_weekdays, 40),
    (week_numbers, 25),
    (over_midnight, 25),
    (all_day, 10),
    (breaks, 12),
    (with_comments, 18),
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

"""Opening hours beside opening-hours-py, the parser of the OSM grammar in Rust.

python benchmarks/weekly_hours.py [points] [seed]

The same expressions, of the kinds that post points have, over one year without public holidays,
which the peer knows for no calendar of ours: first whether both say the same, then how long each
takes for a year of intervals of every point, and for reading. Prints ratios of processor time.
"""

from __future__ import annotations

import sys
import time
from datetime import date, datetime, timedelta

import numpy as np

from diaban.engines.hours import Calendar, minute_of, parse_hours, read_hours, vietnamese_calendar

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
YEAR = 2026
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
NONE = Calendar((), first_year=YEAR, last_year=YEAR)
EPOCH = datetime.fromisoformat("1970-01-01")
_READ = 2_000


def make_expressions(count: int, seed: int) -> list[str]:
    """Return expressions that are not about holidays, most of them ordinary and some not."""
    chance = np.random.default_rng(seed)
    return [_make_expression(chance) for _ in range(count)]


def _make_expression(chance: np.random.Generator) -> str:
    days = ("Mo-Fr", "Mo-Sa", "Mo-Su", "Mo,We,Fr", "Tu-Su", "")[chance.integers(6)]
    morning = f"{_clock(chance, 420, 480)}-{_clock(chance, 660, 720)}"
    afternoon = f"{_clock(chance, 780, 840)}-{_clock(chance, 960, 1080)}"
    text = f"{days} {morning},{afternoon}".strip()
    extra = (
        "", "", "", f"; Sa {morning}", "; Su off", f"; {NAMES[chance.integers(5)]} off",
        f"; Mo[1] {afternoon}", "; Sa[-1] off", "; Jan 20-Feb 10 off", "; 2026 Jul 08:00-10:00",
        "; week 02-52/2 Sa 08:00-11:00", f", Sa {morning}", "; Fr 12:00-14:00 off",
    )[chance.integers(13)]  # fmt: skip
    return text + extra


def _clock(chance: np.random.Generator, first: int, last: int) -> str:
    minute = int(chance.integers(first // 15, last // 15)) * 15
    return f"{minute // 60:02}:{minute % 60:02}"


def our_year(expression: str) -> list[tuple[int, int]]:
    found = parse_hours(expression).intervals(FIRST, LAST, NONE)
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def their_year(expression: str, opening_hours) -> list[tuple[int, int]]:
    begin = datetime.combine(FIRST, datetime.min.time())
    end = datetime.combine(LAST + timedelta(1), datetime.min.time())
    spans = opening_hours.OpeningHours(expression).intervals(begin, end)
    opened = opening_hours.State.OPEN
    return [
        (minute_of(start), minute_of(stop)) for start, stop, state, _ in spans if state == opened
    ]


def timed(work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(points: int = 600, seed: int = 1) -> None:
    texts = make_expressions(points, seed)
    calendar = vietnamese_calendar(YEAR, YEAR)
    ours = timed(lambda: [parse_hours(t).intervals(FIRST, LAST, NONE) for t in texts])
    tet = timed(
        lambda: [parse_hours(t + "; PH off").intervals(FIRST, LAST, calendar) for t in texts]
    )
    print(
        f"{points} points, a year of intervals: {ours:.2f} s; with holidays and swaps {tet:.2f} s"
    )
    vietnamese = "T2-T6: sáng 7h30-11h30, chiều 13h30-17h; T7 sáng; nghỉ CN, lễ tết"
    reading = timed(lambda: [read_hours(vietnamese) for _ in range(_READ)])
    print(f"free Vietnamese read: {_READ / reading:,.0f} a second")
    try:
        import opening_hours
    except ImportError:
        print("opening-hours-py is not installed: no ratio")
        return
    theirs = timed(lambda: [their_year(t, opening_hours) for t in texts])
    print(f"opening-hours-py {theirs:.2f} s: {theirs / ours:.1f} times ours")
    parsing = timed(lambda: [parse_hours(t) for t in texts])
    their_parsing = timed(lambda: [opening_hours.OpeningHours(t) for t in texts])
    print(f"parsing alone: ours {parsing / their_parsing:.1f} times theirs")
    differing = [t for t in texts if our_year(t) != their_year(t, opening_hours)]
    print(f"expressions on which the two differ: {len(differing)} of {len(texts)}")
    for text in differing[:10]:
        print("  ", text)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

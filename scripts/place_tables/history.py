"""Read which unit was in force when, 2018 to June 2025, from the office's lists by decree date.

The carrier (dvhcvn/data) is a sequence of lists, one a decree; each interval of it is a unit while
its name, kind and parent held. It does not say which unit went into which.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from . import facts
from .names import fold, split_kind
from .package import Package

BEGIN = "2018-01-01"  # the address tables go no further back
LEVELS = {"1": "province", "2": "district", "3": "commune"}
LONGEST_HOLE_DAYS = 120
CARRIER = "dvhcvn/data"


@dataclass(frozen=True)
class Interval:
    """A unit while its name, kind and parent held; `end` is the first day on which they do not."""

    level: str
    code: str
    kind: str
    name: str
    parent_code: str
    province_code: str
    start: str
    end: str

    @property
    def state(self) -> tuple[str, str, str, str]:
        return self.kind, fold(self.name), self.parent_code, self.province_code


def read_history(path: Path, package: Package) -> list[Interval]:
    """Return the units of 2018 to June 2025, the last list of each code named by the package."""
    by_key = defaultdict(list)
    stale = {
        row["code"]
        for row in facts.read("corrections.csv")
        if (row["carrier"], row["field"]) == (CARRIER, "last_interval")
    }
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            interval = _interval(row)
            if row["valid_to_excl"] or interval.code not in stale or interval.level != "commune":
                by_key[interval.level, interval.code].append(interval)
    return [
        _named_by_package(interval, package)
        for key in sorted(by_key)
        for interval in _clipped(_joined(sorted(by_key[key], key=lambda one: one.start)))
    ]


def _interval(row: dict[str, str]) -> Interval:
    level, code = LEVELS[row["level"]], row["code"]
    kind, name = split_kind(row["name"])
    name = name.lstrip("0") if name.isdigit() else name  # Phường 09 is Phường 9 in later lists
    province = row["province_code"] or (code if level == "province" else row["parent_code"])
    end = row["valid_to_excl"] or facts.REFORM
    return Interval(level, code, kind, name, row["parent_code"], province, row["valid_from"], end)


def days_between(one: str, other: str) -> int:
    """Return the days from one date to another, both written as in the tables."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def _joined(intervals: list[Interval]) -> list[Interval]:
    """Join what differs by spelling only, and undo states that a list out of order repeats.

    Such a list also lacks units for some weeks: a code that comes back soon went on meanwhile.
    """
    joined: list[Interval] = []
    for stated in intervals:
        interval = stated
        last = joined[-1] if joined else None
        if last and 0 < days_between(last.end, interval.start) <= LONGEST_HOLE_DAYS:
            interval = replace(interval, start=last.end)
        if last and last.end == interval.start and last.state == interval.state:
            joined[-1] = replace(interval, start=last.start)
        else:
            joined.append(interval)
    for at in range(len(joined) - 3):
        a, b, c, d = joined[at : at + 4]
        if a.state == c.state and b.state == d.state and a.end == b.start and c.end == d.start:
            return _joined([*joined[: at + 1], replace(d, start=b.start), *joined[at + 4 :]])
    return joined


def _clipped(intervals: list[Interval]) -> Iterator[Interval]:
    for interval in intervals:
        if interval.end > BEGIN and interval.start < facts.REFORM:
            yield replace(interval, start=max(interval.start, BEGIN))


def _named_by_package(interval: Interval, package: Package) -> Interval:
    """Return the interval in the last list's spelling, where it is that unit."""
    last = package.national.get(interval.code)
    if interval.level == "commune" and last and interval.end == facts.REFORM:
        return replace(interval, kind=last.kind, name=last.name, parent_code=last.district_code)
    return interval


def check_last_list(intervals: list[Interval], package: Package) -> Iterator[str]:
    """Yield each unit of the last three-level list that the history lacks, or has besides it."""
    open_last = {i.code for i in intervals if i.level == "commune" and i.end == facts.REFORM}
    for code in sorted(open_last ^ package.national.keys()):
        yield f"{code}: only one of history and package has this commune in June 2025"
    for one, other in pairwise(sorted(intervals, key=lambda i: (i.level, i.code, i.start))):
        if (one.level, one.code) == (other.level, other.code) and one.end > other.start:
            yield f"{one.code}: {one.name} and {other.name} overlap"

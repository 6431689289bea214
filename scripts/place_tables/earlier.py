"""What became of the units that ended between 2018 and June 2025.

The history says that a unit ended; which one took it is from the aliases of vietnamadminunits'
sources (the largest taker only). A unit that keeps its code goes on in its next row.
"""

import csv
import gzip
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import facts
from .history import LONGEST_HOLE_DAYS, Interval, days_between
from .names import fold
from .package import Package


class Step(NamedTuple):
    """One interval passing to another on a day."""

    before: Interval
    after: Interval
    on: str
    extent: str
    basis: str


def follow(intervals: list[Interval], aliases: Path, package: Package) -> Iterator[Step]:
    """Yield what became of each interval that ended before July 2025."""
    by_key, starting = defaultdict(list), defaultdict(list)
    for one in intervals:
        by_key[one.level, one.code].append(one)
        starting[_named(one)].append(one)
    takers, islands = Takers(aliases, package), {island.code for island in package.islands}
    districts = _districts_taking(intervals)
    for before in intervals:
        if before.end == facts.REFORM:
            continue
        own = [i for i in by_key[before.level, before.code] if i.start >= before.end]
        if own:
            yield from _gone_on(before, own[0], takers, by_key)
        elif before.level == "commune" and before.parent_code in islands:
            district = _in_force(by_key["district", before.parent_code], before.end)
            yield Step(before, district, before.end, "whole", "district without communes")
        elif before.level == "commune":
            yield from _taken(before, takers, by_key, starting)
        elif before.level == "district":
            after = _in_force(by_key["district", districts[before.code]], before.end)
            yield Step(before, after, before.end, "whole", "communes moved")


def _gone_on(before: Interval, own: Interval, takers: "Takers", by_key: dict) -> Iterator[Step]:
    """A code goes on; but where its unit was renamed and another one took most, it was divided.

    Trung Tự (00226) ended in Phương Liên - Trung Tự under the same code and in Kim Liên (00229).
    """
    other = takers.of(before) if before.level == "commune" and _renamed(before, own) else None
    rows = by_key.get(("commune", other), []) if other != before.code else []
    if not rows:
        yield Step(before, own, before.end, "unchanged", "same code")
        return
    yield Step(before, own, before.end, "part", "same code")
    yield Step(before, _in_force(rows, before.end), before.end, "part", "largest taker")


def _renamed(before: Interval, own: Interval) -> bool:
    return key_of(before.name).replace("y", "i") != key_of(own.name).replace("y", "i")


def _taken(before: Interval, takers: "Takers", by_key: dict, starting: dict) -> Iterator[Step]:
    rows, basis = by_key.get(("commune", takers.of(before)), []), "largest taker"
    if not rows:
        rows, basis = _near(before.end, starting[_named(before)]), "same name"
        near = [one for one in rows if one.parent_code == before.parent_code]
        rows = near or rows
    if rows and (basis == "largest taker" or len(rows) == 1):
        yield Step(before, _in_force(rows, before.end), before.end, "whole", basis)


def _named(one: Interval) -> tuple[str, str, str]:
    return one.level, one.province_code, fold(one.name)


def _near(day: str, rows: list[Interval]) -> list[Interval]:
    """Return the units that begin on a day; else, the lists being late by weeks, soon or before."""
    apart = {one: abs(days_between(one.start, day)) for one in rows if one.end > day}
    on_the_day = [one for one, days in apart.items() if not days]
    return on_the_day or [one for one, days in apart.items() if days <= LONGEST_HOLE_DAYS]


def _in_force(rows: list[Interval], day: str) -> Interval:
    """Return the row in force on the day, else the first that follows."""
    return next(row for row in rows if row.end > day)


def _districts_taking(intervals: list[Interval]) -> dict[str, str]:
    """Return the district to which most communes moved on the last day that any left each one."""
    moved: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    starts = {(i.code, i.start): i for i in intervals if i.level == "commune"}
    for one in intervals:
        after = starts.get((one.code, one.end))
        if one.level == "commune" and after and after.parent_code != one.parent_code:
            moved[one.parent_code][one.end][after.parent_code] += 1
    return {code: days[max(days)].most_common(1)[0][0] for code, days in moved.items()}


class Takers:
    """Find the commune that took one, by keys without accents."""

    def __init__(self, aliases: Path, package: Package):
        self._districts = {
            old.district_code: key[:2] for key, code in package.keys.items()
            for old in [package.national[code]]
        }  # fmt: skip
        self._provinces = {
            old.province_code: key[0] for key, code in package.keys.items()
            for old in [package.national[code]]
        }  # fmt: skip
        self._by_province = defaultdict(dict)
        self._by_district = {}
        with gzip.open(aliases, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                target = (row["province_key"], row["district_key"], row["ward_key"])
                code, alias = package.keys.get(target), row["alias_keyword"]
                if code:
                    self._by_province[row["province_key"], alias].setdefault(code)
                    self._by_district[*target[:2], alias] = code

    def of(self, ended: Interval) -> str | None:
        """Return the code of the commune that took the ended one, where it is known for sure."""
        alias = key_of(f"{ended.kind} {ended.name}")
        district = self._districts.get(ended.parent_code, ("", ""))
        exact = self._by_district.get((*district, alias))
        if exact:
            return exact
        among = self._by_province.get((self._provinces.get(ended.province_code), alias), {})
        return next(iter(among)) if len(among) == 1 else None


def key_of(text: str) -> str:
    """Return the text as the package writes its keys: letters and digits without accents."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]", "", bare)

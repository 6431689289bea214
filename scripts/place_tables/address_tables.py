"""Build the two tables that the reader of addresses uses: units since 2018, what became of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import facts
from .changes import ended_by, read_changes
from .earlier import Step
from .history import CARRIER, Interval
from .national import Passing
from .package import Package
from .rows import UnitRow
from .shares import read_shares, shares_by_law

PROVINCES_BY = "202/2025/QH15"
LEVELS = ["province", "district", "commune"]


class AddressUnitRow(NamedTuple):
    """address_units.csv."""

    level: str
    code: str
    name: str
    kind: str
    parent_code: str
    province_code: str
    valid_from: str
    valid_to: str


class AddressSuccessionRow(NamedTuple):
    """address_successions.csv."""

    level: str
    predecessor_code: str
    predecessor_from: str
    successor_level: str
    successor_code: str
    successor_from: str
    on: str
    extent: str
    citation: str
    share: str
    share_basis: str


# of a unit divided between its own code and another unit, of which is known only that it took most
DIVIDED = {"largest taker": "0.600", "same code": "0.400"}


def build_address_units(
    intervals: list[Interval], units: list[UnitRow], names: dict[str, str]
) -> list[AddressUnitRow]:
    """Return the units of 2018 to June 2025 and those since, in order of level, code and day.

    `names` gives Hanoi's communes of before July 2025 as their resolution spells them.
    """
    before = [
        AddressUnitRow(
            i.level, i.code, names.get(i.code, i.name) if i.end == facts.REFORM else i.name,
            i.kind, i.parent_code, i.province_code, i.start, i.end,
        )
        for i in intervals
    ]  # fmt: skip
    since = [
        AddressUnitRow(
            u.level, u.code, u.name, u.kind, u.parent_code, u.parent_code or u.code,
            max(u.valid_from, facts.REFORM), u.valid_to,
        )
        for u in units
        if not u.valid_to or u.valid_to > facts.REFORM
    ]  # fmt: skip
    return sorted(
        before + since, key=lambda row: (LEVELS.index(row.level), row.code, row.valid_from)
    )


def build_address_successions(
    units: list[AddressUnitRow], steps: list[Step], passings: list[Passing], package: Package
) -> list[AddressSuccessionRow]:
    """Return every passing from one unit to another since 2018, in order of day."""
    last = {(u.level, u.code): u.valid_from for u in units if u.valid_to == facts.REFORM}
    rows = [
        *_earlier(steps),
        *_provinces(last, package),
        *_communes(last, passings),
        *_since(units),
    ]
    return sorted(rows, key=lambda r: (r.on, LEVELS.index(r.level), r[1], r.successor_code))


def _earlier(steps: list[Step]) -> Iterator[AddressSuccessionRow]:
    resolutions = defaultdict(list)
    for row in facts.read("earlier_resolutions.csv"):
        resolutions[row["on"], row["province_code"]].append(row["resolution"])
    for step in steps:
        before, after = step.before, step.after
        cited = "; ".join(resolutions[step.on, before.province_code])
        yield AddressSuccessionRow(
            before.level, before.code, before.start, after.level, after.code, after.start,
            step.on, step.extent, cited or f"{CARRIER}, {step.on}",
            "1" if step.extent != "part" else DIVIDED[step.basis], step.basis,
        )  # fmt: skip


def _provinces(last: dict, package: Package) -> Iterator[AddressSuccessionRow]:
    for code, successor in package.province_of.items():
        merged = successor in package.merged_provinces
        yield AddressSuccessionRow(
            "province", code, last["province", code], "province", successor, facts.REFORM,
            facts.REFORM, "whole" if merged else "unchanged", PROVINCES_BY, "1", "law",
        )  # fmt: skip


def _communes(last: dict, passings: Iterable[Passing]) -> Iterator[AddressSuccessionRow]:
    by_old = defaultdict(list)
    for passing in passings:
        by_old[passing.pair.old_level, passing.pair.old_code].append(passing)
    estimated = read_shares()
    for (level, code), group in by_old.items():
        shares = shares_by_law({p.successor: p.pair.extent for p in group}, estimated.get(code))
        for p in group:
            share, basis = shares[p.successor]
            yield AddressSuccessionRow(
                level, code, last[level, code], "commune", p.successor, facts.REFORM,
                facts.REFORM, p.pair.extent,
                p.citation, share, basis,
            )  # fmt: skip


def _since(units: list[AddressUnitRow]) -> Iterator[AddressSuccessionRow]:
    by_key = {(u.level, u.code, u.valid_from): u for u in units}
    resolutions = {
        (row["level"], row["code"], row["on"]): row["resolution"]
        for row in facts.read("events.csv")
    }
    passed = set()
    for before, change in ended_by(read_changes(), units):
        passed.add(before)
        basis = "law" if change["share"] == "1" else "stated"
        clause = f", khoản {change['clause']} Điều 1" if change["clause"] else ""
        yield AddressSuccessionRow(
            before.level, before.code, before.valid_from, before.level,
            change["successor_code"], change["on"], change["on"], change["extent"],
            f"{change['resolution']}{clause}", change["share"], basis,
        )  # fmt: skip
    for unit in units:
        after = by_key.get((unit.level, unit.code, unit.valid_to))
        if after and unit.valid_to > facts.REFORM and unit not in passed:
            yield AddressSuccessionRow(
                unit.level, unit.code, unit.valid_from, unit.level, unit.code, unit.valid_to,
                unit.valid_to, "unchanged",
                resolutions[unit.level, unit.code, unit.valid_to], "1", "law",
            )  # fmt: skip


def address_conflicts(units: list[AddressUnitRow], steps: list[Step]) -> Iterator[str]:
    """Yield each ended commune whose taker is not known."""
    followed = {(step.before.level, step.before.code, step.before.start) for step in steps}
    for unit in units:
        key = (unit.level, unit.code, unit.valid_from)
        if unit.valid_to and unit.valid_to < facts.REFORM and key not in followed:
            yield f"{unit.code}: no taker of {unit.kind} {unit.name}, ended {unit.valid_to}"

"""Read the embedded tables as typed rows; no Django here.

Dates are ``datetime.date``; ``valid_to`` is the first day on which a row no longer holds, ``None``
while it does. Codes are strings: leading zeros matter.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class UnitRow(NamedTuple):
    """A province, district or commune while its kind held; the key is (level, code, valid_from).

    ``parent_code`` names the parent in force on the same day: a parent that changed its kind has
    several rows under one code.
    """

    level: str
    code: str
    name: str
    kind: str
    parent_level: str | None
    parent_code: str | None
    valid_from: date
    valid_to: date | None
    opened_by: str
    closed_by: str
    lat: float | None
    lng: float | None
    area_km2: float | None


class SuccessionRow(NamedTuple):
    """One unit passing, wholly or in part, to another; the successor's row begins ``on`` the day.

    ``extent`` is unchanged, whole, part, part_area (land without people), part_area_all_people or
    part_people; ``clause`` is a clause of Article 1.
    """

    level: str
    predecessor_code: str
    predecessor_from: date
    successor_code: str
    on: date
    extent: str
    resolution: str
    clause: str
    note: str


class PostalCodeRow(NamedTuple):
    """The five digits that a decision gave a unit."""

    postal_code: str
    level: str
    code: str
    unit_valid_from: date
    valid_from: date
    valid_to: date | None
    decision: str


class AliasRow(NamedTuple):
    """Another name of a unit; ``kind`` is former, spelling, short or english."""

    level: str
    code: str
    valid_from: date
    alias: str
    kind: str


class SeedRow(NamedTuple):
    """The centre and box, in degrees, of a Hanoi commune of before July 2025."""

    code: str
    valid_from: date
    lat: float
    lng: float
    south: float
    west: float
    north: float
    east: float


class AddressUnitRow(NamedTuple):
    """A unit that an address may name, while its name, kind and parent held, from 2018 on.

    The key is (level, code, valid_from); `parent_code` and `province_code` are of the same epoch:
    a commune's parent is a district until June 2025 and a province since.
    """

    level: str
    code: str
    name: str
    kind: str
    parent_code: str | None
    province_code: str
    valid_from: date
    valid_to: date | None


class AddressSuccessionRow(NamedTuple):
    """A unit passing to another; `share` is the chance that a dwelling of it lies there.

    The shares of one predecessor's row sum to 1; `share_basis` says what the share rests on.
    """

    level: str
    predecessor_code: str
    predecessor_from: date
    successor_level: str
    successor_code: str
    successor_from: date
    on: date
    extent: str
    citation: str
    share: float
    share_basis: str


def read_units() -> list[UnitRow]:
    """Return the units: Viet Nam's since July 2025, Hanoi's also since January 2025."""
    return [
        UnitRow(
            level, code, name, kind, parent_level or None, parent_code or None,
            _day(start), _end(end), opened, closed, _number(lat), _number(lng), _number(area),
        )
        for level, code, name, kind, parent_level, parent_code,
            start, end, opened, closed, lat, lng, area in _cells("units.csv", UnitRow)
    ]  # fmt: skip


def read_successions() -> list[SuccessionRow]:
    """Return Hanoi's 795 successions of July 2025 and the changes of kind of 2026."""
    return [
        SuccessionRow(level, before, _day(start), after, _day(on), *rest)
        for level, before, start, after, on, *rest in _cells("successions.csv", SuccessionRow)
    ]


def read_postal_codes() -> list[PostalCodeRow]:
    """Return Hanoi's postal codes: city and district blocks of 2018, communes of 2025."""
    return [
        PostalCodeRow(postal, level, code, _day(unit_from), _day(start), _end(end), decision)
        for postal, level, code, unit_from, start, end, decision in _cells(
            "postal_codes.csv", PostalCodeRow
        )
    ]


def read_aliases() -> list[AliasRow]:
    """Return names that no spelling rule derives: former, hyphen-free, short and English ones."""
    return [
        AliasRow(level, code, _day(start), alias, kind)
        for level, code, start, alias, kind in _cells("aliases.csv", AliasRow)
    ]


def read_seeds() -> list[SeedRow]:
    """Return centres and boxes from which the areas of old communes are approximated."""
    return [
        SeedRow(code, _day(start), *map(float, numbers))
        for code, start, *numbers in _cells("seeds.csv", SeedRow)
    ]


def read_address_units() -> list[AddressUnitRow]:
    """Return every province, district and commune of the country since 2018."""
    return [
        AddressUnitRow(
            level, code, name, kind, parent or None, province, _day(start), _end(end)
        )
        for level, code, name, kind, parent, province, start, end in _cells(
            "address_units.csv", AddressUnitRow
        )
    ]  # fmt: skip


def read_address_successions() -> list[AddressSuccessionRow]:
    """Return what became of each unit since 2018, in order of day."""
    return [
        AddressSuccessionRow(
            level, old, _day(old_from), new_level, new, _day(new_from), _day(on),
            extent, citation, float(share), basis,
        )
        for level, old, old_from, new_level, new, new_from, on, extent, citation, share, basis
            in _cells("address_successions.csv", AddressSuccessionRow)
    ]  # fmt: skip


class AddressNameRow(NamedTuple):
    """A name from before the tables begin that people still write: huyện Từ Liêm of until 2013."""

    level: str
    code: str
    name: str
    citation: str


def read_address_names() -> list[AddressNameRow]:
    """Return the names that are still written though they ended before 2018."""
    return [AddressNameRow(*row) for row in _cells("address_names.csv", AddressNameRow)]


def read_address_aliases() -> list[AliasRow]:
    """Return other spellings of the country's communes of before July 2025."""
    return [
        AliasRow(level, code, _day(start), alias, kind)
        for level, code, start, alias, kind in _cells("address_aliases.csv", AliasRow)
    ]


def _cells(name: str, row_type: type) -> Iterator[list[str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8", newline="") as file:
        table = csv.reader(file)
        header = tuple(next(table))
        if header != row_type._fields:
            raise ValueError(f"{name}: columns are {header}, not {row_type._fields}")
        yield from table


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _end(text: str) -> date | None:
    return _day(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None

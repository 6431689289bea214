"""The rows of the tables, in the order of their columns."""

from typing import NamedTuple


class UnitRow(NamedTuple):
    """units.csv."""

    level: str
    code: str
    name: str
    kind: str
    parent_level: str
    parent_code: str
    valid_from: str
    valid_to: str
    opened_by: str
    closed_by: str
    lat: str
    lng: str
    area_km2: str


class SuccessionRow(NamedTuple):
    """successions.csv."""

    level: str
    predecessor_code: str
    predecessor_from: str
    successor_code: str
    on: str
    extent: str
    resolution: str
    clause: str
    note: str


class PostalCodeRow(NamedTuple):
    """postal_codes.csv."""

    postal_code: str
    level: str
    code: str
    unit_valid_from: str
    valid_from: str
    valid_to: str
    decision: str


class AliasRow(NamedTuple):
    """aliases.csv."""

    level: str
    code: str
    valid_from: str
    alias: str
    kind: str


class AddressNameRow(NamedTuple):
    """address_names.csv."""

    level: str
    code: str
    name: str
    citation: str


class SeedRow(NamedTuple):
    """seeds.csv."""

    code: str
    valid_from: str
    lat: str
    lng: str
    south: str
    west: str
    north: str
    east: str


def degrees(value: float) -> str:
    """Write a coordinate with four decimals (about 11 m): a centre is no better than that."""
    return f"{value:.4f}"


def place(centre: tuple[float, float] | None) -> tuple[str, str]:
    """Write a centre as its two columns, both blank where none is trusted."""
    return (degrees(centre[0]), degrees(centre[1])) if centre else ("", "")

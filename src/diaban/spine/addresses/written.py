"""A whole written address split into the registry's columns; no database here."""

from __future__ import annotations

from typing import NamedTuple

from diaban.engines.addressing import Door, Kind, ParsedAddress, write_door

_WITHIN = (Kind.BLOCK, Kind.BUILDING)
_AROUND = (Kind.GROUP, Kind.HAMLET, Kind.AREA)
_FLAT_WORDS = (Kind.FLAT, Kind.FLOOR)


class WrittenParts(NamedTuple):
    """The columns of a door as the registry keeps them; empty where nothing is said."""

    house_number: str = ""
    lanes: str = ""
    street: str = ""
    locality: str = ""
    building: str = ""
    unit: str = ""


def split_address(address: ParsedAddress) -> WrittenParts:
    """Return the columns of an address; a slash chain that reads both ways stays whole.

    >>> from diaban.engines.addressing import Gazetteer, parse
    >>> split_address(parse("Số 9 ngách 68 ngõ 53 phố Huế, tổ 5", Gazetteer([], [])))[:4]
    ('9', 'ngách 68 ngõ 53', 'phố Huế', 'tổ 5')
    >>> split_address(parse("9/4/68 phố Huế", Gazetteer([], [])))[:3]
    ('9/4/68', '', 'phố Huế')
    """
    house, lanes = _door(address)
    streets = [one.text for one in address.of_kind(Kind.STREET)[:1]]
    return WrittenParts(
        house,
        lanes,
        *streets or [""],
        _join(address, _AROUND),
        _join(address, _WITHIN),
        _join(address, _FLAT_WORDS),
    )


def _door(address: ParsedAddress) -> tuple[str, str]:
    """Return the house, or the chain that cannot be decided, and the lanes, inner first."""
    if not address.doors:
        return "", ""
    house, lanes = address.door
    if len(address.doors) > 1:
        loose = [lane.number for lane in lanes if not lane.word]
        announced = tuple(lane for lane in lanes if lane.word)
        return "/".join([*loose, house]), write_door([Door("", announced)])
    if not lanes:
        return house, ""
    whole = "/".join(address.door.path)
    # K448/H20/2 stays as it is on the plate
    if write_door(address.doors) == whole:
        return whole, ""
    return house, write_door([Door("", lanes)])


def _join(address: ParsedAddress, kinds: tuple[Kind, ...]) -> str:
    parts = address.components
    return ", ".join([one.text for kind in kinds for one in parts if one.kind is kind])

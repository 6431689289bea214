"""An address written out: on one line, on an envelope or in columns, in the form of a day."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from diaban.engines.addressing.components import Door, Kind, Lane, ParsedAddress
from diaban.engines.addressing.gazetteer import Gazetteer, Unit
from diaban.engines.addressing.tokens import put_right

__all__ = ["render", "render_columns", "write_door"]

_LANE_WORDS = {"ngo": "ngõ", "ngach": "ngách", "hem": "hẻm", "kiet": "kiệt"}
# "9, B" and "9, 3/2" without the comma would be other numbers
_MIXES_WITH_NUMBER = re.compile(r"[\W\d]|\w\b")
_BEFORE_DOOR = (Kind.FLAT, Kind.FLOOR, Kind.BLOCK, Kind.BUILDING, Kind.AREA)
_BEHIND_STREET = (Kind.GROUP, Kind.HAMLET)
_ABOVE = (Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE)


def render(
    address: ParsedAddress,
    gazetteer: Gazetteer,
    unit: Unit | None = None,
    style: Literal["line", "envelope"] = "line",
) -> str:
    """Write an address with the names of ``unit``, the one it names itself if none is given.

    A unit of before July 2025 is written with its district (three levels), one of today without.
    An envelope has the door, the parts within the commune, and the units on a line each.

    >>> from datetime import date
    >>> from diaban.engines.addressing import UnitRecord, parse
    >>> day = date(2025, 7, 1)
    >>> rows = [UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", day),
    ...         UnitRecord("commune", "00166", "Cầu Giấy", "phường", "01", "01", day)]
    >>> gazetteer = Gazetteer(rows, [])
    >>> render(parse("HN, p.Cau Giay, ngo 53 ngach 68, so 9 pho Hoa Bang", gazetteer), gazetteer)
    'Số 9 ngách 68 ngõ 53 pho Hoa Bang, phường Cầu Giấy, thành phố Hà Nội'
    """
    columns = render_columns(address, gazetteer, unit)
    between = ", " if _MIXES_WITH_NUMBER.match(columns["street"]) else " "
    door = between.join(part for part in (columns["door"], columns["street"]) if part)
    if door and door[0] == "s" and columns["door"].startswith("số "):
        door = door[0].upper() + door[1:]
    within, around = columns["within"], columns["around"]
    units = [columns[level] for level in ("commune", "district", "province") if columns[level]]
    if style == "envelope":
        lines = [within, door, around, *units]
        return "\n".join(line for line in lines if line)
    return ", ".join(part for part in (within, door, around, *units) if part)


def render_columns(
    address: ParsedAddress, gazetteer: Gazetteer, unit: Unit | None = None
) -> dict[str, str]:
    """Return the columns of an address: within, door, street, around, commune, district, province.

    ``within``: flat, floor, building and estate; ``around``: group and hamlet.

    >>> render_columns(ParsedAddress("Hà Nội"), Gazetteer([], []))["commune"]
    ''
    """
    if unit is None and address.places:
        unit = gazetteer.by_key(address.places[0].key)
    meant = _meant(address)
    columns = {
        "within": _join(meant, _BEFORE_DOOR),
        "door": write_door(address.doors),
        "street": _join(meant, (Kind.STREET,), most=1),
        "around": _join(meant, _BEHIND_STREET),
        "commune": "",
        "district": "",
        "province": "",
    }
    if unit is None:
        for kind in _ABOVE:
            columns[kind.value] = _join(meant, (kind,), most=1)
        return columns
    return columns | _write_units(unit, gazetteer)


def _write_units(unit: Unit, gazetteer: Gazetteer) -> dict[str, str]:
    names: dict[str, str] = {}
    above: Unit | None = unit
    while above is not None:
        level = ("province", "district", "commune")[above.level]
        names[level] = f"{above.kind} {above.name}".strip()
        above = gazetteer.units[above.parent] if above.parent is not None else None
    return names


def _meant(address: ParsedAddress) -> list[tuple[Kind, str]]:
    """Kinds and texts of the components, in right letters where the input has others for them."""
    text, origin, _reasons = put_right(address.input)
    if origin is None:
        return [(one.kind, one.text.strip()) for one in address.components]
    return [
        (one.kind, text[bisect_left(origin, one.start) : bisect_left(origin, one.end)].strip())
        for one in address.components
    ]


def _join(parts: Sequence[tuple[Kind, str]], kinds: Sequence[Kind], most: int = 9) -> str:
    return ", ".join(
        text for wanted in kinds for text in [t for kind, t in parts if kind is wanted][:most]
    )


def write_door(doors: Sequence[Door]) -> str:
    """Write house and lanes, the house first; a chain that reads both ways stays a chain.

    >>> write_door([Door("9", (Lane("ngo", "53"), Lane("ngach", "68")))])
    'số 9 ngách 68 ngõ 53'
    >>> write_door([Door("2", (Lane("kiet", "K448"), Lane("hem", "H20")))])
    'K448/H20/2'
    """
    if not doors:
        return ""
    door = doors[0]
    groups = _group(door.lanes)
    if len(doors) > 1:
        loose = [lane.number for lane in door.lanes if not lane.word]
        announced = _group([lane for lane in door.lanes if lane.word])
        return " ".join(["số " + "/".join([*loose, door.house]), *_write(announced)])
    if door.lanes and door.lanes[0].number[:1] in "KkHh" and door.lanes[0].number[1:2].isdigit():
        return "/".join(door.path)
    house = [_write_house(door.house)] if door.house else []
    return " ".join([*house, *_write(groups)])


def _write_house(house: str) -> str:
    return house if house.lower().startswith("km") else f"số {house}"


def _group(lanes: Sequence[Lane]) -> list[list[Lane]]:
    """Lanes that one word announces stay together: ngách 207/65."""
    groups: list[list[Lane]] = []
    for lane in lanes:
        if lane.word or not groups:
            groups.append([lane])
        else:
            groups[-1].append(lane)
    return groups


def _write(groups: list[list[Lane]]) -> list[str]:
    return [
        f"{_LANE_WORDS.get(group[0].word, 'ngõ')} {'/'.join(lane.number for lane in group)}"
        for group in groups[::-1]
    ]

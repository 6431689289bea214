"""An address written out: on one line, on an envelope or in columns, in the form of a day."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from diaban.engines.addressing.components import Door, Kind, Lane, ParsedAddress
from diaban.engines.addressing.gazetteer import Gazetteer, Unit
from diaban.engines.addressing.tokens import put_right
from diaban.engines.addressing.words import fold_words

__all__ = ["render", "render_columns", "write_door"]

_LANE_WORDS = {"ngo": "ngõ", "ngach": "ngách", "hem": "hẻm", "kiet": "kiệt"}
# "9, B" and "9, 3/2" without the comma would be other numbers
_MIXES_WITH_NUMBER = re.compile(r"[\W\d]|\w\b")
# "T.2" is a group or a floor by what stands around it, so it is written out
_LETTER = re.compile(r"^[pt](?:\.\s*|\s+)", re.IGNORECASE)
_LETTER_WORDS = {Kind.FLAT: "phòng", Kind.FLOOR: "tầng", Kind.GROUP: "tổ"}
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
    Where the address may mean several units, they are written as it has them: no level is added.
    What is written is read again as the same address. An envelope has the door, the parts within
    the commune, and the units on a line each.

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
    between = ", " if _parts_by_comma(address, columns["street"]) else " "
    door = between.join([part for part in (columns["door"], columns["street"]) if part])
    if door and door[0] == "s" and columns["door"].startswith("số "):
        door = door[0].upper() + door[1:]
    within, around = columns["within"], columns["around"]
    units = [columns[level] for level in ("commune", "district", "province") if columns[level]]
    if style == "envelope":
        lines = [within, door, around, *units]
        return "\n".join(line for line in lines if line)
    return ", ".join([part for part in (within, door, around, *units) if part])


def _parts_by_comma(address: ParsedAddress, street: str) -> bool:
    """Whether a street would be read into what is written before it, without a comma."""
    if _MIXES_WITH_NUMBER.match(street):
        return True
    lane = address.door.lanes[0].number if address.door.lanes else "1"
    # "ngõ Ao Cầu, Ngọc Trục": the street's name would go on with the lane's
    return " " in lane or not any(letter.isdigit() for letter in lane)


def render_columns(
    address: ParsedAddress, gazetteer: Gazetteer, unit: Unit | None = None
) -> dict[str, str]:
    """Return the columns of an address: within, door, street, around, commune, district, province.

    ``within``: flat, floor, building and estate; ``around``: group and hamlet.

    >>> render_columns(ParsedAddress("Hà Nội"), Gazetteer([], []))["commune"]
    ''
    """
    meant = _meant(address)
    columns = {
        "within": _write_within(meant),
        "door": write_door(address.doors),
        "street": _join(meant, (Kind.STREET,)),
        "around": _join(meant, _BEHIND_STREET),
    }
    if unit is not None:
        return columns | _write_unit(unit, gazetteer)
    units = [_write_unit(gazetteer.by_key(one.key), gazetteer) for one in address.places]
    if len(units) == 1:
        return columns | units[0]
    for level in _ABOVE:
        named = [one.text for one in meant if one.kind is level]
        columns[level.value] = _write_shared(named, {one[level.value] for one in units})
    return columns


def _write_shared(named: Sequence[str], meant: Collection[str]) -> str:
    """Write a level that is named what its units share: one name, or a text that fits them all."""
    if not named:
        return ""
    if len(meant) == 1:
        return next(iter(meant))
    folded = [fold_words(one) for one in meant]
    fitting = (text for text in named if all(fold_words(text) in one for one in folded))
    return next(fitting, named[0])


def _write_unit(unit: Unit, gazetteer: Gazetteer) -> dict[str, str]:
    names = dict.fromkeys(("commune", "district", "province"), "")
    above: Unit | None = unit
    while above is not None:
        level = ("province", "district", "commune")[above.level]
        names[level] = f"{above.kind} {above.name}".strip()
        above = gazetteer.units[above.parent] if above.parent is not None else None
    return names


class _Meant(NamedTuple):
    """A component's text in right letters; ``leads`` if a number before a building is its part."""

    kind: Kind
    text: str
    leads: bool


def _meant(address: ParsedAddress) -> list[_Meant]:
    """The components, in right letters where the input has others for them."""
    text, origin, _reasons = put_right(address.input)
    found = []
    kinds: set[Kind] = set()
    two = "second_address" in address.reasons
    for kind, _, first, after, _, reason in address.components:
        if two:
            if kind in kinds:
                continue  # of two addresses the first is written
            kinds.add(kind)
        start = first if origin is None else bisect_left(origin, first)
        end = after if origin is None else bisect_left(origin, after)
        written = text[start:end].strip()
        if reason == "letter":
            written = _LETTER.sub(_LETTER_WORDS.get(kind, "thôn") + " ", written)
        found.append(_Meant(kind, written, reason == "before_building"))
    return found


def _write_within(meant: Sequence[_Meant]) -> str:
    """Join flat, floor, block, building and estate; "106A E4 tập thể" stays together."""
    written: list[tuple[int, str]] = []
    leading: list[str] = []
    for one in meant:
        if one.kind not in _BEFORE_DOOR:
            continue
        leading.append(one.text)
        if not one.leads:
            written.append((_BEFORE_DOOR.index(one.kind), " ".join(leading)))
            leading = []
    return ", ".join(text for _, text in sorted(written, key=lambda one: one[0]))


def _join(meant: Sequence[_Meant], kinds: Sequence[Kind]) -> str:
    return ", ".join([one.text for wanted in kinds for one in meant if one.kind is wanted])


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
    if len(doors) > 1:
        chained = _count_chained(*doors[:2])
        outside, chain = door.lanes[: len(door.lanes) - chained], door.path[-chained - 1 :]
        return " ".join(["số " + "/".join(chain), *_write(_group(outside))])
    if door.lanes and door.lanes[0].number[:1] in "KkHh" and door.lanes[0].number[1:2].isdigit():
        return "/".join(door.path)
    house = [_write_house(door.house)] if door.house else []
    return " ".join([*house, *_write(_group(door.lanes))])


def _count_chained(outer: Door, inner: Door) -> int:
    """How many lanes a chain holds that is read from either end; the others stand around it."""
    return next(
        (
            count
            for count in range(len(outer.lanes), 0, -1)
            if not any(lane.word for lane in outer.lanes[-count:])
            and outer.path[-count - 1 :] == inner.path[: -count - 2 : -1]
        ),
        0,
    )


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

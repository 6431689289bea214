"""An address read or converted, as plain values for programs: documented and stable fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from diaban.engines.addressing import (
    Candidate,
    Conversion,
    Door,
    Evidence,
    Gazetteer,
    ParsedAddress,
    Place,
    Unit,
    convert,
    parse,
    render,
)
from diaban.spine.places.gazetteer import address_gazetteer

LANE_WORDS = {"ngo": "ngõ", "ngach": "ngách", "hem": "hẻm", "kiet": "kiệt"}
_LEVELS = ("province", "district", "commune")
_NAMED = ("street", "building", "block", "floor", "flat", "hamlet", "group", "area")

Fields = dict[str, Any]
Ask = Callable[[ParsedAddress], Iterable[Evidence]]


def read_address(text: str) -> ParsedAddress:
    """Read an address by the units of the country.

    >>> read_address("12 ngõ 5 Quan Hoa, Hà Nội").door.path
    ('5', '12')
    """
    return parse(text, address_gazetteer())


class ReadAddresses(dict[str, ParsedAddress]):
    """Addresses by their texts, each read when it is first asked for; for the rows of one batch.

    >>> ReadAddresses()["12 ngõ 5 Quan Hoa, Hà Nội"].door.path
    ('5', '12')
    """

    def __missing__(self, text: str) -> ParsedAddress:
        read = self[text] = read_address(text)
        return read


def convert_address(address: ParsedAddress, as_of: date, ask: Ask | None = None) -> Conversion:
    """Return the communes in force on a day that an address may lie in.

    ``ask`` tells what is known beside the text; it is asked where the text leaves several.
    """
    gazetteer = address_gazetteer()
    told = convert(address, gazetteer, as_of)
    if ask is None or len(told.candidates) < 2:
        return told
    return convert(address, gazetteer, as_of, ask(address))


def tell_address(address: ParsedAddress) -> Fields:
    """Return what `diaban parse --json` and the interface say of an address.

    >>> tell_address(read_address("9 ngách 68 ngõ 53"))["lanes"]
    [{'word': 'ngõ', 'number': '53'}, {'word': 'ngách', 'number': '68'}]
    """
    gazetteer = address_gazetteer()
    return {
        "input": address.input,
        "components": [
            {
                "kind": one.kind.value,
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "confidence": one.confidence,
                "reason": one.reason,
            }
            for one in address.components
        ],
        **_tell_door(address.door),
        "orientation": address.orientation.value,
        "readings": [_tell_door(door) for door in address.doors],
        **{name: getattr(address, name) for name in _NAMED},
        "places": [_tell_place(place, gazetteer) for place in address.places],
        "line": render(address, gazetteer),
        "reasons": list(address.reasons),
    }


def tell_conversion(address: ParsedAddress, conversion: Conversion, as_of: date) -> Fields:
    """Return what `diaban convert --json` and the interface say: the address and its communes.

    ``line`` is the address in the form of the day, null unless one commune alone is left.
    """
    gazetteer = address_gazetteer()
    told = tell_address(address)
    reasons = told.pop("reasons")
    decided = gazetteer.by_key(conversion.candidates[0].key) if conversion.decided else None
    return told | {
        "as_of": as_of.isoformat(),
        "line": render(address, gazetteer, decided) if decided else None,
        "candidates": [_tell_candidate(one, gazetteer) for one in conversion.candidates],
        "ruled_out": [_tell_candidate(one, gazetteer) for one in conversion.ruled_out],
        "possible": [_tell_candidate(one, gazetteer) for one in conversion.possible],
        "reasons": list(dict.fromkeys((*conversion.reasons, *reasons))),
    }


def name_unit(unit: Unit, gazetteer: Gazetteer) -> str:
    """Write a unit with those above it.

    >>> gazetteer = address_gazetteer()
    >>> name_unit(gazetteer.by_code(2, "00166", date(2026, 1, 1)), gazetteer)
    'Phường Cầu Giấy, Thành phố Hà Nội'
    """
    return ", ".join(one.full_name for one in units_above(unit, gazetteer))


def units_above(unit: Unit, gazetteer: Gazetteer) -> Iterable[Unit]:
    """Yield a unit and those that it lies in, the province last."""
    above: Unit | None = unit
    while above is not None:
        yield above
        above = gazetteer.units[above.parent] if above.parent is not None else None


def _tell_door(door: Door) -> Fields:
    return {
        "house": door.house,
        "lanes": [
            {"word": LANE_WORDS.get(lane.word, lane.word), "number": lane.number}
            for lane in door.lanes
        ],
    }


def _tell_place(place: Place, gazetteer: Gazetteer) -> Fields:
    unit = gazetteer.by_key(place.key)
    names = _names(unit, gazetteer)
    return {
        "level": _LEVELS[unit.level],
        "code": unit.code,
        "name": unit.full_name,
        "district": names.get("district") if unit.level == 2 else None,
        "province": names.get("province"),
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
        "probability": place.probability,
        "reasons": list(place.reasons),
    }


def _names(unit: Unit, gazetteer: Gazetteer) -> dict[str, str]:
    return {_LEVELS[one.level]: one.full_name for one in units_above(unit, gazetteer)}


def _tell_candidate(one: Candidate, gazetteer: Gazetteer) -> Fields:
    return {
        "code": one.code,
        "name": one.name,
        "district": _names(gazetteer.by_key(one.key), gazetteer).get("district"),
        "province_code": one.province_code,
        "province": one.province,
        "probability": one.probability,
        "reasons": list(one.reasons),
        "events": list(one.events),
    }

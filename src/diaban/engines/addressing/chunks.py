"""What nobody announced, decided by what stands around it."""

from __future__ import annotations

from itertools import pairwise

from diaban.engines.addressing.components import Element, Kind
from diaban.engines.addressing.lexicon import AREA_NAMES, BUILDING_NAMES, DATE_STREETS

__all__ = ["decide_chunks"]

_NUMBERED = (Kind.HOUSE, Kind.LANE, Kind.HOUSE_CHAIN)
_ABOVE = (Kind.FLOOR, Kind.FLAT, Kind.BUILDING)
_INSIDE = (Kind.BUILDING, Kind.AREA)


def decide_chunks(elements: list[Element], *, rural: bool) -> None:
    """Give every chunk its kind, in place. ``rural``: whether the commune named is a xã."""
    if not elements:
        return
    kinds = [one.kind for one in elements]
    if Kind.GROUP in kinds:
        _read_floors(elements)
    if Kind.HOUSE in kinds:
        _read_flats(elements)
    if Kind.HOUSE_CHAIN in kinds:
        _read_dates(elements)
    if not rural and Kind.HAMLET in kinds:
        _read_hamlet_streets(elements)
    last_number = max((i for i, one in enumerate(elements) if one.kind in _NUMBERED), default=-1)
    _settle_named(elements)
    _settle_beside(elements, last_number)
    has_street = any(one.kind is Kind.STREET for one in elements)
    for at, element in enumerate(elements):
        if element.kind is None:
            _settle_alone(at, elements, last_number, rural=rural, has_street=has_street)
            has_street = has_street or element.kind is Kind.STREET


def _settle_named(elements: list[Element]) -> None:
    """Estates known by a word of their names; numbers behind the street are no second house."""
    housed = streeted = False
    for element in elements:
        if element.kind is None and not AREA_NAMES.isdisjoint(element.plain):
            _settle(element, Kind.AREA, 0.7, "estate_word")
        elif element.kind is Kind.HOUSE and element.reason == "number" and housed and streeted:
            _settle(element, Kind.NOISE, 0.5, "number_behind_street")
        housed = housed or element.kind is Kind.HOUSE
        streeted = streeted or element.kind is Kind.STREET


def _settle_beside(elements: list[Element], last_number: int) -> None:
    """Chunks that the part right before them decides."""
    has_street = any(one.kind is Kind.STREET for one in elements)
    for at, element in enumerate(elements):
        before = elements[at - 1] if at else None
        if element.kind is not None or before is None:
            continue
        if not has_street and before.kind in _NUMBERED and before.after == element.first:
            _settle(element, Kind.STREET, 0.93, "behind_number")
            has_street = True
        elif before.kind in _ABOVE and at <= last_number + 1:
            _settle(element, Kind.BUILDING, 0.6, "before_area")


def _settle_alone(
    at: int,
    elements: list[Element],
    last_number: int,
    *,
    rural: bool,
    has_street: bool,
) -> None:
    element = elements[at]
    if not has_street and at > last_number:
        if rural and last_number < 0:
            _settle(element, Kind.HAMLET, 0.55, "unannounced_rural")
            return
        more = any(one.kind is None for one in elements[at + 1 :])
        _settle(element, Kind.STREET, 0.5 if more and last_number < 0 else 0.75, "unannounced")
    elif not has_street and _opens_backwards(at, elements):
        _settle(element, Kind.STREET, 0.8, "before_lane")
    elif at < last_number or last_number < 0:
        nameless = BUILDING_NAMES.isdisjoint(element.plain)
        _settle(element, Kind.NOISE if nameless else Kind.BUILDING, 0.5, "before_number")
    elif rural:
        _settle(element, Kind.HAMLET, 0.5, "unannounced_rural")
    else:
        _settle(element, Kind.NOISE, 0.4, "unplaced")


def _settle(element: Element, kind: Kind, confidence: float, reason: str) -> None:
    element.kind, element.confidence, element.reason = kind, confidence, reason


def _opens_backwards(at: int, elements: list[Element]) -> bool:
    """In the order from large to small the street stands right before its lane or house."""
    behind = elements[at + 1] if at + 1 < len(elements) else None
    inside = behind is not None and behind.kind in (Kind.LANE, Kind.HOUSE)
    return elements[at].first > 0 and at == 0 and inside


def _read_floors(elements: list[Element]) -> None:
    """T.5 is a group's number by itself, and a floor's behind a flat or building."""
    inside = False
    for element in elements:
        if element.kind is Kind.GROUP and element.reason == "letter" and element.standard == "t":
            element.kind = Kind.FLOOR if inside else Kind.GROUP
        inside = inside or element.kind is Kind.FLAT or element.kind is Kind.BUILDING


def _read_flats(elements: list[Element]) -> None:
    """A number right before a building is a flat: "106A E4 tập thể Thanh Xuân Bắc"."""
    for at in range(len(elements) - 2, -1, -1):
        element, behind = elements[at], elements[at + 1]
        if (
            element.kind is Kind.HOUSE
            and element.reason == "number"
            and behind.kind in _INSIDE
            and behind.first == element.after
            and behind.behind < 2
        ):
            if element.plain[0][0].isdigit():
                _settle(element, Kind.FLAT, 0.8, "before_building")
            else:
                _settle(element, Kind.BUILDING, 0.8, "before_building")


def _read_hamlet_streets(elements: list[Element]) -> None:
    """In a town a name like Ấp Bắc right behind a house number is a street's."""
    if any(one.kind is Kind.STREET for one in elements):
        return
    for before, element in pairwise(elements):
        beside = before.after == element.first and element.behind == 0
        named = element.kind is Kind.HAMLET and not element.numbered
        if named and beside and before.kind in _NUMBERED:
            _settle(element, Kind.STREET, 0.7, "behind_number")


def _read_dates(elements: list[Element]) -> None:
    """3/2 and 30/4 are streets where a house number stands before, or nothing else is a street."""
    for at, element in enumerate(elements):
        if element.kind is not Kind.HOUSE_CHAIN or element.reason == "announced":
            continue
        if element.plain[0] not in DATE_STREETS:
            continue
        housed = any(one.kind in _NUMBERED for one in elements[:at])
        behind = elements[at + 1] if at + 1 < len(elements) else None
        ends = behind is None or behind.behind > 1 or behind.first > element.after
        named = any(one.kind is Kind.STREET for one in elements)
        if ends and not named and (housed or behind is None or behind.kind is not None):
            _settle(element, Kind.STREET, 0.8 if housed else 0.55, "date")

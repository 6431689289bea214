"""House and lanes put in order: the lane on the street first, both ways where nobody can tell."""

from __future__ import annotations

import re

from diaban.engines.addressing.components import Door, Element, Kind, Lane, Orientation

__all__ = ["read_doors"]

# how deep each word stands by custom: a ngách opens off a ngõ, a hẻm off a ngách
_DEPTH = {"ngo": 0, "kiet": 0, "ngach": 1, "hem": 2}
_SLASH = re.compile(r"[/\\]")
_LETTERED = re.compile(r"^([kh])(\d.*)$")
_SOUTHERN = {"k": "kiet", "h": "hem"}


def read_doors(elements: list[Element]) -> tuple[tuple[Door, ...], Orientation]:
    """Return each way to read house and lanes, and which way the slashes run.

    Explicit words decide: "ngách 3 ngõ 814" has lane 814 on the street. A bare chain is read both
    ways, for Hanoi's numbers and Saigon's run either way (Circular 08/2024/TT-BXD settles only new
    numbers).
    """
    house = ""
    chain: tuple[str, ...] = ()
    lanes: list[tuple[int, list[Lane]]] = []
    slashed = False
    for element in elements:
        if element.kind is Kind.LANE:
            parts = _lane_parts(element)
            slashed = slashed or len(parts) > 1
            lanes.append((_DEPTH.get(element.standard, 0), parts))
        elif element.kind is Kind.HOUSE and not house:
            house = element.written
        elif element.kind is Kind.HOUSE_CHAIN and not chain:
            chain = tuple(_SLASH.split(element.written))
    outside = _in_order(lanes)
    if chain and _is_southern(chain):
        return _read_southern(chain)
    if chain:
        return _read_chain(chain, outside)
    if not house and not outside:
        return (), Orientation.UNKNOWN
    orientation = Orientation.OUTER_FIRST if slashed else Orientation.UNKNOWN
    return (Door(house, tuple(outside)),), orientation


def _lane_parts(element: Element) -> list[Lane]:
    written = element.written
    if ("/" not in written and "\\" not in written) or not any(map(str.isdigit, written)):
        return [Lane(element.standard, written)]
    numbers = _SLASH.split(written)
    # "ngách 207/65": lane 207 on the street, and in it 65
    return [Lane(element.standard if i == 0 else "", n.strip()) for i, n in enumerate(numbers)]


def _in_order(lanes: list[tuple[int, list[Lane]]]) -> list[Lane]:
    """Put lanes outermost first by their words; where the words are alike, inner comes first."""
    if not lanes:
        return []
    depths = [depth for depth, _ in lanes]
    if len(set(depths)) == len(depths):
        ordered = [parts for _, parts in sorted(lanes, key=lambda one: one[0])]
    else:
        ordered = [parts for _, parts in lanes[::-1]]
    found: list[Lane] = []
    for parts in ordered:
        numbers = [lane.number for lane in found]
        # "ngõ 49 ngách 49/29" names the ngõ twice
        kept = parts[1:] if len(parts) > 1 and parts[0].number in numbers else parts
        word = parts[0].word
        found += [Lane(word if i == 0 else "", lane.number) for i, lane in enumerate(kept)]
    return found


def _is_southern(chain: tuple[str, ...]) -> bool:
    return bool(_LETTERED.match(chain[0].lower())) and len(chain) > 1


def _read_southern(chain: tuple[str, ...]) -> tuple[tuple[Door, ...], Orientation]:
    """K448/H20/2 of Đà Nẵng: kiệt 448, in it hẻm 20, house 2."""
    lanes: list[Lane] = []
    for part in chain[:-1]:
        found = _LETTERED.match(part.lower())
        lanes.append(Lane(_SOUTHERN[found[1]] if found else "", part))
    return (Door(chain[-1], tuple(lanes)),), Orientation.OUTER_FIRST


def _read_chain(
    chain: tuple[str, ...], outside: list[Lane]
) -> tuple[tuple[Door, ...], Orientation]:
    outer = Door(chain[-1], (*outside, *(Lane("", n) for n in chain[:-1])))
    inner = Door(chain[0], (*outside, *(Lane("", n) for n in chain[:0:-1])))
    return (outer, inner), Orientation.UNKNOWN

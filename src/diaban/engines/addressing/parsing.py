"""An address read: its units, its door, its street and what else stands in it."""

from __future__ import annotations

import re
from dataclasses import replace
from operator import itemgetter

from diaban.engines.addressing.chunks import decide_chunks
from diaban.engines.addressing.components import Component, Element, Kind, ParsedAddress
from diaban.engines.addressing.doors import read_doors
from diaban.engines.addressing.elements import scan_elements
from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.placing import Placing, place_units
from diaban.engines.addressing.tokens import Tokens, tokenise

__all__ = ["parse"]

_UNIT_KINDS = (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE)
_NAMED = {
    Kind.STREET: "street", Kind.BUILDING: "building", Kind.BLOCK: "block", Kind.FLOOR: "floor",
    Kind.FLAT: "flat", Kind.HAMLET: "hamlet", Kind.GROUP: "group", Kind.AREA: "area",
}  # fmt: skip
# English abbreviations take their point with them: "St.", "Dist."
_CLOSED = frozenset({"st", "str", "rd", "ave", "dist", "prov"})
_START = itemgetter(Component._fields.index("start"))
# where a second address begins
_SECOND = re.compile(r";|\bhoặc\b|(?<=[.,;\s])CS ?\d ?:", re.IGNORECASE)
_MAYBE_SECOND = re.compile("CS|oặc|cs ?\\d")
# what is longer is no address; its beginning is read, and the rest set aside
MOST_WORDS = 400


def parse(text: str, gazetteer: Gazetteer | None) -> ParsedAddress:
    """Read an address in any order and spelling; never raises, whatever the text.

    Work is bounded by the length of the text: `steps` counts it. Without a gazetteer the text is
    taken for one that names no unit.

    >>> from datetime import date
    >>> from diaban.engines.addressing import UnitRecord
    >>> day = date(2025, 7, 1)
    >>> rows = [UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", day),
    ...         UnitRecord("commune", "00166", "Cầu Giấy", "phường", "01", "01", day)]
    >>> address = parse("Số 9 ngách 68 ngõ 53 Trần Duy Hưng, P. Cầu Giấy, HN", Gazetteer(rows, []))
    >>> address.door.path, address.street
    (('53', '68', '9'), 'Trần Duy Hưng')
    >>> [(part.kind.value, part.text) for part in address.components][:3]
    [('house', '9'), ('lane', 'ngách 68'), ('lane', 'ngõ 53')]
    """
    second = _SECOND.search(text) if ";" in text or _MAYBE_SECOND.search(text) else None
    if second is not None and any(letter.isdigit() for letter in text[second.end() :]):
        return _parse_both(text, second.start(), second.end(), gazetteer)
    return _parse_one(text, gazetteer)


def _parse_both(text: str, end: int, start: int, gazetteer: Gazetteer | None) -> ParsedAddress:
    """Read two addresses in one text: door and places are the first one's, the parts both's."""
    one = _parse_one(text[:end], gazetteer)
    if not one.components:
        return _parse_one(text, gazetteer)
    other = _parse_one(text[start:], gazetteer)
    moved = [
        part._replace(start=part.start + start, end=part.end + start) for part in other.components
    ]
    return replace(
        one,
        input=text,
        components=(*one.components, *moved),
        reasons=(*one.reasons, "second_address"),
        steps=one.steps + other.steps,
    )


def _parse_one(text: str, gazetteer: Gazetteer | None) -> ParsedAddress:
    tokens = tokenise(text)
    if tokens.count > MOST_WORDS:
        tokens = _cut(tokens)
    if not tokens.segments:
        return ParsedAddress(text, reasons=("empty",))
    placing = place_units(tokens, gazetteer) if gazetteer is not None else Placing()
    taken: dict[int, tuple[tuple[int, int], ...]] = {}
    for _, segment, first, after in placing.spans:
        taken[segment] = tuple(sorted((*taken.get(segment, ()), (first, after))))
    elements = scan_elements(tokens, taken)
    decide_chunks(elements, rural=placing.rural)
    doors, orientation = read_doors(elements)
    components = _unit_components(text, tokens, placing)
    for element in elements:
        components += _components(text, tokens, element)
    components.sort(key=_START)
    if tokens.origin is not None:
        components = _set_apart(components)
    return ParsedAddress(
        text, tuple(components), doors, orientation,
        places=placing.places, reasons=(*tokens.reasons, *placing.reasons),
        steps=placing.steps + len(elements) + tokens.count, **_names(elements),
    )  # fmt: skip


def _set_apart(components: list[Component]) -> list[Component]:
    """Drop what has no place of its own: in a text mended in part, places are not certain."""
    apart: list[Component] = []
    for one in components:
        if one.start < one.end and (not apart or apart[-1].end <= one.start):
            apart.append(one)
    return apart


def _cut(tokens: Tokens) -> Tokens:
    """The beginning of a text that is no address."""
    at = max(i for i, first in enumerate(tokens.firsts) if first < MOST_WORDS)
    end = tokens.offsets[at] + tokens.segments[at].end(MOST_WORDS - tokens.firsts[at] - 1)
    cut = tokenise(tokens.text[:end])
    return replace(cut, origin=tokens.origin, reasons=(*tokens.reasons, "too_long"))


def _unit_components(text: str, tokens: Tokens, placing: Placing) -> list[Component]:
    found = []
    sure = round(min(placing.sureness, 0.99), 3)
    for level, at, first, after in placing.spans:
        segment, offset = tokens.segments[at], tokens.offsets[at]
        start, end = offset + segment.starts[first], offset + segment.end(after - 1)
        if tokens.origin is not None:
            start, end = tokens.span(start, end)
        if text.startswith(".", end) and segment.plain[after - 1] in _CLOSED:
            end += 1
        found.append(Component(_UNIT_KINDS[level], text[start:end], start, end, sure, "named"))
    return found


def _components(text: str, tokens: Tokens, element: Element) -> list[Component]:
    """One component, or one for each number of a lane's slash chain."""
    kind = element.kind or Kind.NOISE
    if kind is Kind.LANE and "/" in element.name:
        return _lane_chain(text, tokens, element)
    if kind is Kind.HOUSE_CHAIN and element.name[0] in "kh":
        return _lane_chain(text, tokens, element)
    start, end = element.start, element.end
    if tokens.origin is not None:
        start, end = tokens.span(start, end)
    if element.reason == "announced_behind":
        end += text.startswith(".", end) and element.plain[-1] in _CLOSED
    return [Component(kind, text[start:end], start, end, element.confidence, element.reason)]


def _lane_chain(text: str, tokens: Tokens, element: Element) -> list[Component]:
    start, end = tokens.span(element.start, element.end)
    at, _ = tokens.span(element.name_start, element.end)
    found = []
    parts = text[at:end].replace("\\", "/").split("/")
    for number, part in enumerate(parts):
        stop = at + len(part)
        last = element.kind is Kind.HOUSE_CHAIN and number == len(parts) - 1
        kind = Kind.HOUSE if last else Kind.LANE
        found.append(
            Component(kind, text[start:stop], start, stop, element.confidence, element.reason)
        )
        start = at = stop + 1
    return [one for one in found if one.text]


def _names(elements: list[Element]) -> dict[str, str]:
    """The first text of each kind without its announcing word."""
    names: dict[str, str] = {}
    for element in elements:
        field = _NAMED.get(element.kind) if element.kind is not None else None
        if field is not None and field not in names:
            names[field] = element.written
    return names

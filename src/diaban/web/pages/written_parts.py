"""A written address as the look-up page shows it: its parts, the communes, the doors it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from diaban.engines.addressing import Candidate, Door, Kind, write_door
from diaban.exchange.cleaning.reasons import say_reason
from diaban.exchange.cleaning.telling import name_unit
from diaban.spine.addresses.written_answers import WrittenAnswer
from diaban.spine.places.gazetteer import address_gazetteer

_SHOWN = 12
_LABELS = {
    Kind.STREET: _("Street"),
    Kind.FLAT: _("Flat"),
    Kind.FLOOR: _("Floor"),
    Kind.BLOCK: _("Block"),
    Kind.BUILDING: _("Building"),
    Kind.AREA: _("Estate"),
    Kind.GROUP: _("Group"),
    Kind.HAMLET: _("Hamlet"),
    Kind.NOISE: _("Set aside"),
}
# of a reading of the units these say only that all is well
_PLAIN = frozenset({"commune_named", "kind_written", "district_agrees", "unit_in_force"})


@dataclass(frozen=True)
class Commune:
    """A commune that the address may lie in, with the clauses that lead there."""

    name: str
    province: str
    probability: float
    events: tuple[str, ...]
    why: tuple[str, ...]


def describe_written(written: WrittenAnswer) -> dict[str, object]:
    """Return the template's context: parts, communes and doors, and why."""
    conversion = written.conversion
    has_door = written.door is not None
    return {
        "written": written,
        "parts": list(_parts(written)),
        "communes": [_commune(one) for one in conversion.candidates[:_SHOWN]],
        "is_decided": conversion.decided,
        "possible": [one.name for one in conversion.possible[:_SHOWN]],
        "more_possible": max(0, len(conversion.possible) - _SHOWN),
        "ruled_out": [_commune(one) for one in conversion.ruled_out[:_SHOWN]],
        "why": _why(written),
        "likely_doors": [] if has_door else written.doors,
        "nearest_doors": [] if has_door else written.nearest,
        "likely_streets": []
        if has_door or written.doors or written.nearest
        else written.streets[:_SHOWN],
    }


def say_written(written: WrittenAnswer) -> str:
    """Return what a screen reader hears of the communes."""
    candidates = written.conversion.candidates
    if len(candidates) == 1:
        return gettext("Address read. It lies in %(unit)s.") % {"unit": candidates[0].name}
    if candidates:
        return gettext("Address read. It may lie in %(n)s communes.") % {"n": len(candidates)}
    return gettext("Address read. Its commune is not known.")


def _parts(written: WrittenAnswer) -> Iterator[tuple[object, str]]:
    """Yield label and text of each part; a chain that reads both ways has two readings."""
    address = written.address
    doors = address.doors
    for number, door in enumerate(doors):
        label = _("House and lanes") if number == 0 else _("or read the other way")
        yield label, _write_door(door)
    for kind, label in _LABELS.items():
        texts = [part.text for part in address.of_kind(kind)]
        if texts:
            yield label, ", ".join(texts)
    gazetteer = address_gazetteer()
    for place in address.places:
        unit = gazetteer.by_key(place.key)
        yield _("Unit named"), name_unit(unit, gazetteer)


def _write_door(door: Door) -> str:
    """Write one reading; its lanes from the street inwards where no word says which they are."""
    if all(lane.word for lane in door.lanes):
        return write_door([door])
    path = " → ".join(lane.number for lane in door.lanes)
    return f"{path} → {door.house}" if path else door.house


def _commune(one: Candidate) -> Commune:
    return Commune(one.name, one.province, one.probability, one.events, _say(one.reasons))


def _why(written: WrittenAnswer) -> tuple[str, ...]:
    reasons = (*written.reasons, *written.conversion.reasons, *written.address.reasons)
    return _say(tuple(code for code in dict.fromkeys(reasons) if code not in _PLAIN))


def _say(codes: tuple[str, ...]) -> tuple[str, ...]:
    language = 0 if get_language() == "vi" else 1
    return tuple(dict.fromkeys(say_reason(code)[language] for code in codes))

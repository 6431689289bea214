"""A search of the registry as plain values for programs: documented and stable fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from diaban.exchange.cleaning.telling import tell_conversion
from diaban.spine.addresses.looking_up import Answer, look_up
from diaban.spine.addresses.written_answers import FoundDoor, WrittenAnswer, answer_written
from diaban.spine.parties.models import User

Fields = dict[str, Any]


def tell_search(text: str, actor: User, as_of: date) -> Fields:
    """Return the fields of `diaban convert`, and the doors that the text may mean.

    ``candidates`` are doors here, and ``communes`` what `convert` calls candidates. A code, a
    position or an identifier is answered too.
    """
    looked = look_up(text, actor, as_of)
    written = looked.written or answer_written(text, actor, as_of)
    told = tell_written(written, as_of) | {"kind": "written" if looked.written else looked.kind}
    if looked.written is not None or looked.kind in {"place", "nothing"}:
        return told
    doors = [_tell_door(door) for door in _doors_of(looked)]
    return told | {"candidates": doors, "nearest": [], "reasons": [looked.kind]}


def tell_written(written: WrittenAnswer, as_of: date) -> Fields:
    """Return the parts of a written address, its communes and the doors it may be."""
    told = tell_conversion(written.address, written.conversion, as_of)
    communes = told.pop("candidates")
    return told | {
        "candidates": [_tell_door(door) for door in written.doors],
        "nearest": [_tell_door(door) for door in written.nearest],
        "streets": [
            {
                "name": one.name,
                "code": one.unit and one.unit.code,
                "line": one.line,
                "count": one.count,
            }
            for one in written.streets
        ],
        "communes": communes,
        "reasons": list(dict.fromkeys((*written.reasons, *told["reasons"]))),
    }


def _doors_of(looked: Answer) -> Sequence[FoundDoor]:
    """Return the doors of a cell, which a code cannot tell apart, or the one of an identifier."""
    doors = [one for one in looked.addresses if one.parent_id is None] or looked.addresses[:1]
    reasons = () if looked.kind == "address" else ("in_this_cell",)
    return [FoundDoor(one, round(1 / len(doors), 4), reasons) for one in doors]


def _tell_door(door: FoundDoor) -> Fields:
    address, unit = door.address, door.unit
    position = address.position
    return {
        "identifier": address.identifier,
        "vpostcode": address.vpostcode or None,
        "line": door.line,
        "code": unit.code if unit else None,
        "name": unit.full_name if unit else None,
        "province": unit.parent.full_name if unit and unit.parent else None,
        "probability": door.probability,
        "reasons": list(door.reasons),
        "lat": position[0] if position else None,
        "lng": position[1] if position else None,
        "synthetic": address.synthetic,
    }

"""What an unfinished text may become: communes, streets, doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from diaban.spine.addresses.written_answers import find_registered
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import find_units

MOST = 8
SHORTEST = 2
_MOST_UNITS = 3
# of streets above the numbers nearest to a door that there is not
_MOST_STREETS = 4
_UNIT, _STREET, _DOOR, _NEAREST = "unit", "street", "door", "nearest"


@dataclass(frozen=True)
class Completion:
    """``text`` is what the box then holds; ``count`` doors are on a street."""

    kind: str  # unit, street, door or nearest
    text: str
    detail: str = ""
    count: int = 0


def complete(text: str, actor: User, as_of: date) -> list[Completion]:
    """Return how a text may go on, the likeliest first; a commune before a street before a door.

    With a house number the doors come first; where there is no such door, the streets it may
    be in, then the numbers nearest to it.
    """
    if len(fold_name(text)) < SHORTEST or not any(letter.isalpha() for letter in text):
        return []
    answer = find_registered(text, actor)
    doors = [Completion(_DOOR, one.line, one.address.vpostcode) for one in answer.doors]
    nearest = [Completion(_NEAREST, one.line, one.address.vpostcode) for one in answer.nearest]
    streets = [Completion(_STREET, one.line, count=one.count) for one in answer.streets]
    if any(letter.isdigit() for letter in text):
        found = [*doors, *streets[:_MOST_STREETS], *nearest, *_units(text, as_of)]
    else:
        found = [*_units(text, as_of), *streets, *doors]
    return list({one.text: one for one in found}.values())[:MOST]


def _units(text: str, as_of: date) -> list[Completion]:
    units = find_units(text, as_of, _MOST_UNITS)
    return [
        Completion(_UNIT, unit.full_name, unit.parent.full_name if unit.parent else "")
        for unit in units
    ]

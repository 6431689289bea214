"""A point written as a row of a list, and what a row says that is not so already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from diaban.sectors.post.choices import PositionFrom
from diaban.sectors.post.models import Point
from diaban.sectors.post.register.deriving import FACTS
from diaban.sectors.post.register.row_words import KIND_WORDS, SERVICE_WORDS, TENURE_WORDS
from diaban.spine.sectors import FieldSpec

_REFERENCES = frozenset({"operator", "successor"})
_POSITION = ("lat_e7", "lng_e7", "accuracy_metres", "position_source")


def values_of(point: Point) -> dict[str, str]:
    """Return what stands, by the names of a row; the address's position is not the point's own."""
    own = point.position_from == PositionFrom.STATED
    position = point.position if own else None
    return {
        "identifier": point.identifier,
        "name": point.name, "kind": point.kind, "code": point.operator_code,
        "operator": point.operator.name if point.operator else "",
        "address": point.address_text, "commune": point.commune_text, "tenure": point.tenure,
        "hours": point.hours_text, "postal_code": point.postal_code,
        "services": ";".join(point.services or ()),
        "lat": f"{position[0]:.7f}" if position else "",
        "lng": f"{position[1]:.7f}" if position else "",
        "accuracy": _written(point.accuracy_metres if own else None),
        "opened_on": point.opened_on.isoformat() if point.opened_on else "",
        "closed_on": point.closed_on.isoformat() if point.closed_on else "",
        "successor": point.successor.identifier if point.successor else "",
    }  # fmt: skip


def _written(metres: float | None) -> str:
    """Write metres so that they are read back as the same number."""
    return repr(metres).removesuffix(".0") if metres else ""


def cells_of(point: Point, fields: Sequence[FieldSpec]) -> list[object]:
    """Return a point's cells by the fields of a list, in words that the list is read by."""
    told: dict[str, object] = dict(values_of(point))
    told["kind"] = KIND_WORDS.get(point.kind, "")
    told["tenure"] = TENURE_WORDS.get(point.tenure, "")
    told["services"] = "; ".join(SERVICE_WORDS[one] for one in point.services or ())
    told |= {name: float(str(told[name])) for name in ("lat", "lng", "accuracy") if told[name]}
    return [told.get(field.name, "") for field in fields]


def changed(point: Point, facts: Mapping[str, Any], *, empties: bool = True) -> dict[str, Any]:
    """Return what differs from what stands.

    A fact that is missing is said to be unknown, or nothing is said of it (``empties`` False).
    """
    asked = [name for name in FACTS if name != "position_source" and (empties or name in facts)]
    standing = _standing(point)
    wanted = {name: facts.get(name) for name in asked}
    found = {n: v for n, v in wanted.items() if (v or None) != (standing[n] or None)}
    if set(_POSITION) & set(found):
        found |= {name: facts.get(name) for name in _POSITION}
    return found


def _standing(point: Point) -> dict[str, Any]:
    """Return the facts of a point as a row says them."""
    columns = {name: f"{name}_id" if name in _REFERENCES else name for name in FACTS}
    told = {name: _as_sent(getattr(point, column)) for name, column in columns.items()}
    own = point.position_from == PositionFrom.STATED
    return told if own else told | dict.fromkeys(_POSITION)


def _as_sent(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""Reading what a phone sent: each field checked, nothing guessed; no database here."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from diaban.engines.addressing import parse
from diaban.spine.addresses.written import WrittenParts, split_address
from diaban.spine.fieldwork.models import Outcome
from diaban.spine.places.gazetteer import address_gazetteer

# columns of a door with the letters that the registry has room for
DOOR_FIELDS = {"house_number": 40, "lanes": 160, "street": 120, "building": 160}
_TEXTS = {**DOOR_FIELDS, "entrance": 40, "written": 300, "note": 500}
_LARGEST = 2**53
_MOST_HOUSEHOLDS = 5_000
# Viet Nam with its islands; a fix outside is the phone's mistake
_SOUTH, _NORTH, _WEST, _EAST = 6.0, 24.0, 101.0, 118.0


class RefusalError(ValueError):
    """A capture cannot be taken; ``reason`` is a code, ``field`` what it is about."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = about


@dataclass(frozen=True)
class Fix:
    """A position with its accuracy in metres, and how many fixes were averaged.

    Without any it was pointed out on the map, and its accuracy is what the phone supposes.
    """

    lat_e7: int
    lng_e7: int
    accuracy_metres: float | None
    fixes: int

    @property
    def is_pointed(self) -> bool:
        return not self.fixes

    @property
    def position(self) -> tuple[float, float]:
        return self.lat_e7 / 1e7, self.lng_e7 / 1e7


@dataclass(frozen=True)
class Said:
    """One capture as it was sent; ``parts`` is the door as read from fields and text."""

    key: uuid.UUID
    lot: int
    door: str | None
    seq: int
    clock: int
    uptime: int
    outcome: Outcome
    fix: Fix | None
    gate: Fix | None
    texts: Mapping[str, str]
    households: int | None
    photo: uuid.UUID | None
    parts: WrittenParts = field(default_factory=WrittenParts)


def read_capture(sent: object) -> Said:
    """Check one capture of a phone; raises RefusalError."""
    if not isinstance(sent, dict):
        raise RefusalError("malformed")
    texts = {name: _text(sent, name, most) for name, most in _TEXTS.items()}
    said = Said(
        key=_uuid(sent.get("key"), "key"),
        lot=_whole(sent, "lot", 1, _LARGEST),
        door=_door(sent.get("door")),
        seq=_whole(sent, "seq", 0, _LARGEST),
        clock=_whole(sent, "clock", 0, _LARGEST),
        uptime=_whole(sent, "uptime", 0, _LARGEST),
        outcome=_outcome(sent.get("outcome")),
        fix=_fix(sent.get("position"), "position"),
        gate=_fix(sent.get("gate"), "gate"),
        texts=texts,
        households=_optional(sent, "households", _MOST_HOUSEHOLDS),
        photo=None if sent.get("photo") is None else _uuid(sent["photo"], "photo"),
        parts=read_door(texts),
    )
    if said.door is None:
        _require_enough(said)
    return said


def read_door(texts: Mapping[str, str]) -> WrittenParts:
    """Return the columns of a door: what the collector filled in, the rest as spoken."""
    spoken = WrittenParts()
    if texts["written"]:
        spoken = split_address(parse(texts["written"], address_gazetteer()))
    typed = {name: texts[name] for name in DOOR_FIELDS if texts[name]}
    rooms = {"locality": 120, "unit": 40, **DOOR_FIELDS}
    told = spoken._asdict() | typed
    return WrittenParts(**{name: value[: rooms[name]] for name, value in told.items()})


def _require_enough(said: Said) -> None:
    """A door that nobody knew needs a place and a name of some kind."""
    if said.outcome != Outcome.FOUND:
        raise RefusalError("new_door_not_found", "outcome")
    if said.fix is None:
        raise RefusalError("position_missing", "position")
    if not any(said.parts):
        raise RefusalError("address_missing", "written")


def _text(sent: Mapping[str, object], name: str, most: int) -> str:
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusalError("malformed", name)
    plain = "".join(c for c in unicodedata.normalize("NFC", value) if c.isprintable() or c == " ")
    plain = " ".join(plain.split())
    if len(plain) > most:
        raise RefusalError("too_long", name)
    return plain


def _whole(sent: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = sent.get(name)
    # clocks of browsers have fractions
    if not _is_number(value) or not least <= value <= most:
        raise RefusalError("malformed", name)
    return int(value)


def _optional(sent: Mapping[str, object], name: str, most: int) -> int | None:
    return None if sent.get(name) is None else _whole(sent, name, 0, most)


def _uuid(value: object, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(value) if isinstance(value, str) else _no_uuid(name)
    except ValueError:
        return _no_uuid(name)


def _no_uuid(name: str) -> uuid.UUID:
    raise RefusalError("malformed", name)


def _door(value: object) -> str | None:
    """An identifier, the key of the capture that found the door, or none for a new one."""
    if value is None or (isinstance(value, str) and 0 < len(value) <= 40):
        return value
    raise RefusalError("malformed", "door")


def _outcome(value: object) -> Outcome:
    try:
        return Outcome(value if value is not None else Outcome.FOUND)
    except ValueError:
        raise RefusalError("malformed", "outcome") from None


def _fix(value: object, name: str) -> Fix | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise RefusalError("malformed", name)
    lat, lng, accuracy = value.get("lat"), value.get("lng"), value.get("accuracy")
    if not (_is_number(lat) and _is_number(lng)):
        raise RefusalError("malformed", name)
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lng <= _EAST):
        raise RefusalError("position_outside", name)
    sound = accuracy is None or (_is_number(accuracy) and 0 <= accuracy <= 1e6)
    if not sound:
        raise RefusalError("malformed", name)
    fixes = value.get("fixes")
    count = int(fixes) if _is_number(fixes) and 0 <= fixes <= 32_000 else 1
    metres = None if accuracy is None else float(accuracy)
    return Fix(round(lat * 1e7), round(lng * 1e7), metres, count)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)

"""Verify, lookup and reverse: one function each for Django's door and the fast one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Query

from diaban.engines import vpostcode
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.confirmations import last_confirmed_on
from diaban.spine.addresses.models import Life, PositionSource
from diaban.spine.addresses.public_doors import FARTHEST_METRES, PublicDoor, Territory, doors_near
from diaban.spine.addresses.verifying import (
    REAL,
    Verified,
    verify_code,
    verify_digital_address,
    verify_identifier,
    verify_written,
)
from diaban.spine.deliveries.evidence import Evidence, Risk, evidence_of
from diaban.spine.parties.models import User
from diaban.spine.places.distances import metres_between
from diaban.spine.places.models import Unit
from diaban.web.api.answering import ReadyCodes, current_codes
from diaban.web.api.bulk_answers import LONGEST_ADDRESS
from diaban.web.api.keys import require_reader
from diaban.web.api.schemas import ErrorOut
from diaban.web.api.verification_schemas import LookupOut, ReverseOut, VerifyOut

_IDENTIFIER_LETTERS, _CODE_LETTERS, _DIGITAL_DIGITS = 9, {7, 12}, 10
LONGEST_CODE = 60
# farther off it is a slip of whoever reported, or the registry's point is wrong
ENTRANCE_METRES = 1_000.0
NO_EVIDENCE = Evidence(None, [], None)
_TEXT = Query(
    ...,
    min_length=1,
    max_length=LONGEST_ADDRESS,
    description="An address as it is written, a Vpostcode, an identifier or a digital address",
    examples=["12 Hàng Bông, phường Hoàn Kiếm, Hà Nội"],
)
_CODE = Query(
    ...,
    min_length=1,
    max_length=LONGEST_CODE,
    description="A Vpostcode, its tail, an identifier or a digital address",
    examples=["11024 2VH3 CM3"],
)
_LAT = Query(..., ge=-90, le=90, description="Latitude, degrees WGS 84", examples=[21.028511])
_LNG = Query(..., ge=-180, le=180, description="Longitude, degrees WGS 84", examples=[105.854167])
_MOST = Query(5, ge=1, le=50, description="How many doors at most")
_WITHIN = Query(
    200.0, gt=0, le=FARTHEST_METRES, description="How far away at most, in metres on the ground"
)
_REFUSED = dict.fromkeys((401, 403, 422, 429), ErrorOut)


def add_verification(api: NinjaAPI) -> None:
    """Add GET /verify, /lookup and /reverse."""
    api.get(
        "/verify",
        response={200: VerifyOut, **_REFUSED},
        summary="Is this address real, and spelled so?",
    )(verify)
    api.get(
        "/lookup",
        response={200: LookupOut, **_REFUSED},
        summary="Code or identifier to the address",
    )(lookup)
    api.get(
        "/reverse",
        response={200: ReverseOut, **_REFUSED},
        summary="Position to the nearest doors",
    )(reverse)


def verify(request: HttpRequest, text: str = _TEXT):
    return answer_verify(text, *require_reader(request))


def lookup(request: HttpRequest, code: str = _CODE):
    return answer_lookup(code, *require_reader(request))


def reverse(
    request: HttpRequest,
    lat: float = _LAT,
    lng: float = _LNG,
    limit: int = _MOST,
    within_metres: float = _WITHIN,
):
    _, territory = require_reader(request)
    ready = current_codes()
    return {
        "doors": [
            {**write_door(door, ready), "metres": round(metres, 1)}
            for door, metres in doors_near(lat, lng, limit, within_metres, territory)
        ]
    }


def answer_verify(text: str, actor: User, territory: Territory) -> dict[str, Any]:
    """Return what is to be told of a text, a code or an identifier."""
    ready = current_codes()
    found = _verify_exactly(text, ready, territory) or verify_written(text, actor, territory)
    door = found.door
    evidence = evidence_of(door.number) if door else NO_EVIDENCE
    return {
        "asked": found.asked,
        "verdict": found.verdict,
        "spelled_so": found.spelled_so,
        "probability": found.probability,
        "reasons": list(found.reasons),
        "registered": write_whole_line(door, ready) if door else None,
        "differences": _write_differences(found, ready),
        "address": write_door(door, ready) if door else None,
        "entrances": _write_entrances(door, evidence) if door else [],
        "life": Life(door.life).name.lower() if door else None,
        "last_confirmed_on": _write_last_day(door, evidence) if door else None,
        "risk": _write_risk(evidence.risk),
        "others": [write_door(other, ready) for other in found.others],
    }


def answer_lookup(code: str, actor: User, territory: Territory) -> dict[str, Any]:
    """Return the public part of the addresses that a code or an identifier means."""
    ready = current_codes()
    found = _verify_exactly(code, ready, territory) or Verified("unreadable", "unknown")
    doors = [found.door] if found.door else found.others
    number = _read_identifier(code)
    is_another = found.door is not None and number not in {None, found.door.number}
    return {
        "asked": found.asked,
        "addresses": [write_door(door, ready) for door in doors],
        "answers_for": identifiers.write(number) if is_another and number is not None else None,
    }


def _verify_exactly(text: str, ready: ReadyCodes, territory: Territory) -> Verified | None:
    """Verify a code or an identifier; None where the text is neither."""
    number = _read_identifier(text)
    if number is not None:
        return verify_identifier(number, territory)
    squeezed = vpostcode.squeeze(text[:LONGEST_CODE]) if len(text) <= LONGEST_CODE else ""
    if len(squeezed) == _DIGITAL_DIGITS and squeezed.isascii() and squeezed.isdigit():
        return verify_digital_address(squeezed, territory)
    if len(squeezed) not in _CODE_LETTERS:
        return None
    try:
        parsed = vpostcode.parse(squeezed)
    except vpostcode.CodeError:
        return None
    only = ready.sure.only_cell_of(parsed)
    if only is not None:
        # a door that bears the code proves it, on whatever ground
        found = verify_code(parsed.code, only.order_key, territory)
        if found.verdict == REAL:
            return found
    cell = ready.sure.cell_of(parsed)
    if cell is None:
        cell = vpostcode.check(squeezed, ready.codes.postal_areas).cell
    return verify_code(parsed.code or parsed.tail, cell.order_key if cell else None, territory)


def _read_identifier(text: str) -> int | None:
    if len(text) > LONGEST_CODE or len(text.replace("-", "").replace(" ", "")) != (
        _IDENTIFIER_LETTERS
    ):
        return None
    try:
        return identifiers.read(text)
    except identifiers.IdentifierError:
        return None


def write_door(door: PublicDoor, ready: ReadyCodes) -> dict[str, Any]:
    """Return a door as programs read it."""
    position = door.position
    return {
        "identifier": door.identifier,
        "vpostcode": door.vpostcode or None,
        "line": door.line,
        "house_number": door.house_number,
        "lanes": door.lanes,
        "street": door.street,
        "building": door.building,
        "locality": door.locality,
        "commune": _write_commune(_unit_of(door, ready)),
        "lat": position[0] if position else None,
        "lng": position[1] if position else None,
        "accuracy_metres": door.accuracy_metres,
        "position_source": PositionSource(door.position_source).name.lower(),
        "synthetic": bool(door.synthetic),
    }


def write_whole_line(door: PublicDoor, ready: ReadyCodes) -> str:
    """Write a door with its commune and province."""
    unit = _unit_of(door, ready)
    above = [unit.full_name, *([unit.parent.full_name] if unit.parent else [])] if unit else []
    return ", ".join(part for part in (door.line, *above) if part)


def _unit_of(door: PublicDoor, ready: ReadyCodes) -> Unit | None:
    return ready.codes.units.get(door.commune or 0)


def _write_commune(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    above = unit.parent.full_name if unit.parent else None
    return {"code": unit.code, "name": unit.full_name, "province": above}


def _write_differences(found: Verified, ready: ReadyCodes) -> list[dict[str, str]]:
    unit = _unit_of(found.door, ready) if found.door else None
    name = unit.full_name if unit else ""
    return [
        {
            "part": one.part,
            "written": one.written,
            "registered": name if one.part == "commune" else one.registered,
            "reason": one.reason,
        }
        for one in found.differences
    ]


def _write_entrances(door: PublicDoor, evidence: Evidence) -> list[dict[str, Any]]:
    position = door.position
    told = [
        {
            "lat": round(one.lat, 7),
            "lng": round(one.lng, 7),
            "accuracy_metres": one.spread_metres,
            "source": "deliveries",
            "position_source": None,
            "deliveries": one.deliveries,
        }
        for one in evidence.entrances
        if position is None or metres_between(position, (one.lat, one.lng)) <= ENTRANCE_METRES
    ]
    if position is None:
        return told
    own = {"lat": position[0], "lng": position[1], "accuracy_metres": door.accuracy_metres}
    taken = PositionSource(door.position_source).name.lower()
    return [*told, {**own, "source": "registry", "position_source": taken, "deliveries": None}]


def _write_last_day(door: PublicDoor, evidence: Evidence) -> str | None:
    days = [day for day in (last_confirmed_on(door.number), evidence.last_found_on) if day]
    return str(max(days)) if days else None


def _write_risk(risk: Risk | None) -> dict[str, Any] | None:
    if risk is None:
        return None
    share, low, high = (round(bound, 4) for bound in risk.interval)
    counts = {"failed": risk.failed, "deliveries": risk.deliveries}
    return {"share": share, "low": low, "high": high, **counts}

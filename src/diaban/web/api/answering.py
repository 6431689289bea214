"""What the interface says of a code: one function for Django's door and the fast one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from diaban.engines import vpostcode
from diaban.engines.disclosure import mask_text
from diaban.spine.addresses import identifiers, joining
from diaban.spine.addresses.city_codes import CityCodes, city_codes, codes_in_use
from diaban.spine.addresses.models import write_public_line
from diaban.spine.addresses.sure_codes import SureCodes
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today


def write_cell(cell: vpostcode.Cell) -> dict[str, object]:
    return {
        "south": cell.south,
        "west": cell.west,
        "north": cell.north,
        "east": cell.east,
        "olc": cell.olc,
    }


def check_code(code: str, codes: CityCodes) -> dict[str, object]:
    """Say whether a code can exist; where it cannot, what was most likely meant."""
    verdict = vpostcode.check(code, codes.postal_areas)
    suggestions = []
    if verdict.status == "impossible":
        suggestions = vpostcode.correct(code, codes.postal_areas, codes_in_use)
    return {
        "code": code,
        "verdict": verdict.status,
        "reason": verdict.reason,
        "suggestions": [
            {"code": s.code, "kind": s.kind, "score": round(s.score, 4)} for s in suggestions
        ],
    }


def answer_code(code: str) -> dict[str, object]:
    """Return the place of a code and the public doors in it. Raises CodeError for no code."""
    ready = current_codes()
    parsed = vpostcode.parse(code)
    status, cell = "valid", ready.sure.cell_of(parsed)
    if cell is None:
        verdict = vpostcode.check(code, ready.codes.postal_areas)
        status, cell = verdict.status, verdict.cell
    return {
        "code": parsed.code or parsed.tail,
        "verdict": status,
        "status": "computed",
        "cell": write_cell(cell) if cell else None,
        "unit": ready.units.get(parsed.postal_code or ""),
        "areas": ready.codes.standing.value,
        "addresses": read_doors(cell.order_key) if cell else [],
        "merged": read_merged(parsed.code) if parsed.code else [],
    }


def write_unit(unit: Unit) -> dict[str, object]:
    return {
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "valid_from": unit.valid_from.isoformat(),
    }


def read_doors(order_key: int) -> list[dict[str, object]]:
    """Return the living doors of a cell, without flats, persons or states."""
    with connection.cursor() as cursor:
        cursor.execute(DOORS_IN_CELL, [order_key])
        return [
            {
                "identifier": identifiers.write(number),
                "line": write_public_line(*map(mask_text, parts)),
                "lat": lat_e7 / 1e7,
                "lng": lng_e7 / 1e7,
                "synthetic": bool(synthetic),
            }
            for number, lat_e7, lng_e7, synthetic, *parts in cursor.fetchall()
        ]


def read_merged(code: str) -> list[dict[str, str]]:
    """Return who had this code until merged into another door, and who answers for them now."""
    with connection.cursor() as cursor:
        cursor.execute(MERGED_WITH_CODE, [code])
        numbers = [number for (number,) in cursor.fetchall()]
    roots = joining.roots_of(numbers) if numbers else {}
    return [
        {"identifier": identifiers.write(number), "merged_into": identifiers.write(roots[number])}
        for number in numbers
        if number in roots
    ]


def current_codes() -> ReadyCodes:
    """Return today's codes, asking at most once a second whether the places have changed."""
    now = time.monotonic()
    ready = _held.codes
    if ready is None or now - _held.asked_at > 1.0:
        codes = city_codes(today())
        if ready is None or ready.codes is not codes:
            ready = ReadyCodes.of(codes)
        _held.codes, _held.asked_at = ready, now
    return ready


@dataclass(frozen=True)
class ReadyCodes:
    """What every answer needs of a day's codes, made once; shared by threads, never changed."""

    codes: CityCodes
    sure: SureCodes
    units: dict[str, dict[str, object]]

    @classmethod
    def of(cls, codes: CityCodes) -> ReadyCodes:
        units: dict[str, dict[str, object]] = {}
        for pk, postal_code in codes.postal_codes.items():
            units.setdefault(postal_code, write_unit(codes.units[pk]))
        return cls(codes, SureCodes(codes), units)


@dataclass
class _Held:
    codes: ReadyCodes | None = None
    asked_at: float = 0.0


_held = _Held()
DOORS_IN_CELL = """
    SELECT id, lat_e7, lng_e7, synthetic, house_number, lanes, street, building, locality
    FROM addresses_address
    WHERE okey = %s AND parent_id IS NULL AND life <> 9 ORDER BY id LIMIT 20
"""
MERGED_WITH_CODE = """
    SELECT DISTINCT a.id FROM addresses_lapsedcode l JOIN addresses_address a ON a.id = l.address_id
    WHERE l.code = %s AND a.merged_into_id IS NOT NULL AND a.parent_id IS NULL
    ORDER BY a.id LIMIT 20
"""

"""Registers of evidence for programs: read as of a day, and filled row by row."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Path, Query, Schema
from pydantic import ConfigDict

from diaban.exchange.evidence.rows import RowReader
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ROW
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import Reading, Stated, places_seen_by, read_register
from diaban.spine.evidence.stating import Said, Source, fresh_of, state
from diaban.spine.parties.api_keys import Scope
from diaban.spine.places.models import Unit
from diaban.web.api.keys import require_key
from diaban.web.api.reading_figures import day_asked, require_figure_reader
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut

MOST_ROWS = 1_000
_LONGEST = 240
_KEY = Path(..., max_length=60, description="Of the register", examples=["post-points-staffed"])
_AS_OF = Query(None, description="The end of this day, from 2025-01-01; today if absent")
_NO_REGISTER = (
    "Không có sổ minh chứng này. Xem các sổ ở trang /evidence/.",
    "There is no such register. See them at /evidence/.",
)
Number = Annotated[
    int | str,
    Field(
        union_mode="left_to_right",
        description="What was counted: 128, or as people write it: 1.234. Not yes, N/A or 85%",
        examples=[128],
    ),
]


class EvidenceRowIn(Schema):
    """One place's count of one day; other fields are refused."""

    model_config = ConfigDict(extra="forbid")

    unit: str = Field(max_length=20, description="Code of the place", examples=["00070"])
    held_on: date = Field(description="Day of which the count is", examples=["2026-10-31"])
    numerator: Number = Field(description="How many hold")
    denominator: Number = Field(description="Of how many that are known")
    unknown: Number = Field(0, description="Of how many nobody knows")
    note: str = Field("", max_length=_LONGEST)


class EvidenceIn(Schema):
    model_config = ConfigDict(extra="forbid")

    rows: list[EvidenceRowIn] = Field(min_length=1, max_length=MOST_ROWS)
    source: str = Field("", max_length=_LONGEST, description="File or system the counts are from")


class EvidenceTakenOut(Schema):
    """`result` is taken, again (it was here before) or refused; then with the reason in words."""

    unit: str
    held_on: date
    result: str
    reason: str | None
    vi: str | None
    en: str | None


class EvidenceAnswerOut(Schema):
    """In the order in which they were sent; a row that is refused does not hold up the others."""

    register_key: str
    taken: int
    rows: list[EvidenceTakenOut]


class PlaceEvidenceOut(Schema):
    """What a place stated last by the day. `state`: fresh, stale (counted as unknown) or silent."""

    unit: str
    unit_name: str
    state: str
    held_on: date | None
    numerator: int | None
    denominator: int | None
    unknown: int | None
    source_file: str
    source_digest: str
    note: str
    synthetic: bool


class RegisterOut(Schema):
    """A register as of a day, of your ground; `unknown` holds counts that are past their time."""

    register_key: str
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    level: str
    source: str
    shelf_life_days: int | None = Field(description="Null: until the next count")
    as_of: date
    ground: str
    numerator: int
    denominator: int
    unknown: int
    share: float | None
    low: float | None
    high: float | None
    silent: int = Field(description="Places that said nothing: of them nothing is known")
    stale: int
    synthetic: bool
    places: list[PlaceEvidenceOut]


_REFUSED = {404: ErrorOut, **dict.fromkeys((401, 403, 422, 429), ErrorOut)}


def add_evidence(api: NinjaAPI) -> None:
    """Add GET and POST of /evidence/{key}."""
    api.get(
        "/evidence/{key}",
        response={200: RegisterOut, **_REFUSED},
        summary="A register of evidence as of a day",
    )(read_evidence)
    api.post(
        "/evidence/{key}",
        response={200: EvidenceAnswerOut, 400: ErrorOut, **_REFUSED},
        summary="State counts of places",
    )(state_evidence)


def read_evidence(request: HttpRequest, key: str = _KEY, as_of: date | None = _AS_OF):
    reader, day = require_figure_reader(request), day_asked(as_of)
    register = _find(key)
    if register is None:
        return _refuse()
    units = list(places_seen_by(reader.actor, register, day).order_by("sort_key"))
    reading = read_register(register, day, [unit.pk for unit in units])
    total = reading.total
    return {
        **_describe(register),
        "shelf_life_days": register.shelf_life_on(day),
        "as_of": day,
        "ground": reader.ground,
        "numerator": total.numerator,
        "denominator": total.denominator,
        "unknown": total.unknown,
        "share": total.share,
        "low": total.low,
        "high": total.high,
        "silent": len(reading.silent),
        "stale": len(reading.stale),
        "synthetic": reading.synthetic,
        "places": _tell_places(units, reading),
    }


def state_evidence(request: HttpRequest, body: EvidenceIn, key: str = _KEY):
    """Take up to 1,000 counts. What was said before is answered `again` and changes nothing."""
    held = require_key(request, Scope.EVIDENCE)
    register = _find(key)
    if register is None:
        return _refuse()
    reader = RowReader(register, held.client, {name: name for name in EvidenceRowIn.model_fields})
    read = [reader.read(_texts(row, number)) for number, row in enumerate(body.rows, start=1)]
    said = [one for one in read if isinstance(one, Said)]
    source = Source(_plain(body.source) or f"API: {held.client.username}", _digest(body))
    fresh = {id(one) for one in fresh_of(register, said, source)}
    taken = state(register, said, held.client, source) if said else 0
    told = [_tell(row, one, fresh) for row, one in zip(body.rows, read, strict=True)]
    return {"register_key": register.key, "taken": taken, "rows": told}


def _find(key: str) -> Register | None:
    return Register.objects.filter(key=key).first() if key.isprintable() else None


def _texts(row: EvidenceRowIn, number: int) -> dict[str, str]:
    return {
        ROW: str(number),
        "code": row.unit.strip(),
        "held_on": row.held_on.isoformat(),
        "numerator": str(row.numerator),
        "denominator": str(row.denominator),
        "unknown": str(row.unknown) if row.unknown else "",
        "note": row.note,
    }


def _tell(row: EvidenceRowIn, read: Said | Problem, fresh: set[int]) -> dict[str, Any]:
    told: dict[str, Any] = {"unit": row.unit, "held_on": row.held_on}
    if isinstance(read, Problem):
        words = {language: read.say(language) for language in ("vi", "en")}
        return told | {"result": "refused", "reason": read.code, **words}
    result = "taken" if id(read) in fresh else "again"
    return told | {"result": result, "reason": None, "vi": None, "en": None}


def _tell_places(units: list[Unit], reading: Reading) -> list[dict[str, Any]]:
    whole = Evidence.objects.in_bulk([one.evidence.id for one in reading.stated.values()])
    return [_tell_place(unit, reading.stated.get(unit.pk), whole) for unit in units]


def _tell_place(unit: Unit, stated: Stated | None, whole: dict[int, Evidence]) -> dict[str, Any]:
    said = whole[stated.evidence.id] if stated else None
    state_ = "silent" if stated is None else "stale" if stated.stale else "fresh"
    return {
        "unit": unit.code,
        "unit_name": unit.full_name,
        "state": state_,
        "held_on": said and said.held_on,
        "numerator": said.numerator if said else None,
        "denominator": said.denominator if said else None,
        "unknown": said.unknown if said else None,
        "source_file": said.source_file if said else "",
        "source_digest": said.source_digest if said else "",
        "note": said.note if said else "",
        "synthetic": bool(said and said.synthetic),
    }


def _describe(register: Register) -> dict[str, Any]:
    return {
        "register_key": register.key,
        "title_vi": register.title_vi,
        "title_en": register.title_en,
        "noun_vi": register.noun_vi,
        "noun_en": register.noun_en,
        "level": register.level,
        "source": register.source,
    }


def _digest(body: EvidenceIn) -> str:
    """Return the SHA-256 of what was sent, in one way of writing it."""
    text = json.dumps(body.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()


def _refuse() -> HttpResponse:
    return refuse_plainly(404, "no_register", *_NO_REGISTER)

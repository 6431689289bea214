"""One box for everything: a code, a tail, a position, an identifier, a place or an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from diaban.engines import vpostcode
from diaban.spine.addresses import identifiers, joining
from diaban.spine.addresses.city_codes import Candidate, CityCodes, city_codes, codes_in_use
from diaban.spine.addresses.models import Address, LapsedCode, Life
from diaban.spine.addresses.written_answers import WrittenAnswer, answer_written
from diaban.spine.parties.models import User
from diaban.spine.places.areas import former_areas
from diaban.spine.places.models import PostalCode, Standing, Unit
from diaban.spine.places.points import read_point
from diaban.spine.places.units import find_units, legal_predecessors

MOST_ADDRESSES = 50


@dataclass(frozen=True)
class FormerUnit:
    """A commune of before July 2025 that the place belonged to; None where nobody can weigh it."""

    unit: Unit
    probability: float | None


@dataclass(frozen=True)
class Problem:
    """Why a text is no code, as a reason that the pages speak in two languages."""

    reason: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    kind: str  # code, point, address, place, written, nothing
    standing: Standing
    cell: vpostcode.Cell | None = None
    tail: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    former: list[FormerUnit] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    suggestions: list[vpostcode.Suggestion] = field(default_factory=list)
    places: list[Unit] = field(default_factory=list)
    problem: Problem | None = None
    lapsed_on: date | None = None
    # the address that was asked for, where another one answers for it now
    merged: Address | None = None
    outside: float = 0.0
    # the parts of a written address and what they may mean
    written: WrittenAnswer | None = None

    @property
    def certain(self) -> bool:
        """Whether one 12-character code may be shown."""
        return len(self.candidates) == 1 and self.candidates[0].certain


def look_up(text: str, actor: User, as_of: date) -> Answer:
    """Answer whatever was typed; an answer of kind ``nothing`` says why."""
    codes = city_codes(as_of)
    point = read_point(text)
    if point is not None:
        return look_up_point(*point, actor, as_of)
    places = find_units(text, as_of)
    if places and not any(c.isdigit() for c in text):
        return _answer_place(places, codes)
    number = _read_identifier(text)
    if number is not None:
        return _look_up_address(number, actor, codes)
    try:
        parsed = vpostcode.parse(text)
    except vpostcode.CodeError as error:
        return _look_up_unreadable(text, error, places, actor, codes)
    return _look_up_code(text, parsed, actor, codes)


def look_up_point(lat: float, lng: float, actor: User, as_of: date) -> Answer:
    """Answer for a position: its cell, its codes and the unit it lies in, now and before."""
    codes = city_codes(as_of)
    candidates = codes.candidates(lat, lng)
    cell = vpostcode.cell_at(lat, lng)
    return Answer(
        kind="point",
        standing=codes.standing,
        cell=cell,
        tail=cell.tail,
        candidates=candidates,
        former=former_units(lat, lng, candidates),
        outside=codes.outside(lat, lng),
        addresses=addresses_in(cell, actor),
        problem=None if candidates else Problem("outside_city"),
    )


def former_units(lat: float, lng: float, candidates: list[Candidate]) -> list[FormerUnit]:
    """Return the communes of before July 2025 that a point can have belonged to.

    The law allows only the predecessors of the present unit; what it leaves open is weighed by
    the approximate areas of then.
    """
    came_from = legal_predecessors()
    legal = {old for c in candidates for old in came_from.get(c.unit.pk, ())}
    units = Unit.objects.select_related("parent").in_bulk(legal)
    if len(legal) <= 1:
        return [FormerUnit(units[old], 1.0) for old in legal]
    weighed: dict[int, float] = {}
    for candidate in candidates:
        numbers, shares = former_areas().candidates(
            np.array([candidate.unit.pk]), np.array([lat]), np.array([lng])
        )
        for number, share in zip(numbers[0].tolist(), shares[0].tolist(), strict=True):
            if number in legal:
                weighed[number] = weighed.get(number, 0.0) + share * candidate.probability
    total = sum(weighed.values())
    if not total:
        return [FormerUnit(units[old], None) for old in sorted(legal)]
    ranked = sorted(weighed.items(), key=lambda item: -item[1])
    return [FormerUnit(units[old], share / total) for old, share in ranked if share / total > 0.01]


def addresses_in(cell: vpostcode.Cell, actor: User) -> list[Address]:
    """Return the registered doors whose position lies in the cell, that the actor may see."""
    rows = Address.objects.visible_to(actor).exclude(life=Life.RETIRED)
    rows = rows.filter(okey=cell.order_key)
    return list(rows.select_related("commune").order_by("id")[:MOST_ADDRESSES])


def _read_identifier(text: str) -> int | None:
    if len(text.replace("-", "").replace(" ", "")) != 9:
        return None
    try:
        return identifiers.read(text)
    except identifiers.IdentifierError:
        return None


def _look_up_address(number: int, actor: User, codes: CityCodes) -> Answer:
    visible = Address.objects.visible_to(actor)
    address = visible.filter(pk=number).first()
    if address is not None and address.merged_into_id is not None:
        answering = visible.filter(pk=joining.roots_of([number]).get(number, number)).first()
        if answering is not None and answering.merged_into_id is None:
            return replace(_look_up_address(answering.pk, actor, codes), merged=address)
    if address is None:
        return Answer("nothing", codes.standing, problem=Problem("unknown_address"))
    if address.is_withdrawn:
        return Answer("nothing", codes.standing, problem=Problem("address_withdrawn"))
    if address.position is None:
        return Answer("address", codes.standing, addresses=[address])
    lat, lng = address.position
    cell = vpostcode.cell_at(lat, lng)
    candidates = codes.candidates(lat, lng)
    return Answer(
        kind="address",
        standing=codes.standing,
        cell=cell,
        tail=cell.tail,
        candidates=candidates,
        former=former_units(lat, lng, candidates),
        outside=codes.outside(lat, lng),
        addresses=[address],
    )


def _answer_place(places: list[Unit], codes: CityCodes) -> Answer:
    return Answer("place", codes.standing, places=places)


def _look_up_unreadable(
    text: str, error: vpostcode.CodeError, places: list[Unit], actor: User, codes: CityCodes
) -> Answer:
    if places:
        return _answer_place(places, codes)
    written = answer_written(text, actor, codes.as_of)
    if written.is_found and written.is_address:
        return _answer_written(written, actor, codes)
    suggestions = vpostcode.correct(text, codes.postal_areas, codes_in_use)
    if written.is_address and not suggestions:
        return _answer_written(written, actor, codes)
    problem = Problem(error.reason, error.details)
    return Answer("nothing", codes.standing, suggestions=suggestions, problem=problem)


def _answer_written(written: WrittenAnswer, actor: User, codes: CityCodes) -> Answer:
    """Answer with the door where one was surely meant, and with what it may be where not."""
    if written.door is not None:
        return replace(_look_up_address(written.door.pk, actor, codes), written=written)
    return Answer("written", codes.standing, written=written)


def _look_up_code(text: str, parsed: vpostcode.ParsedCode, actor: User, codes: CityCodes) -> Answer:
    verdict = vpostcode.check(text, codes.postal_areas)
    doors = addresses_in(verdict.cell, actor) if verdict.cell else []
    lapsed = _find_lapsed(parsed, actor)
    if lapsed and not doors:
        now = _look_up_address(lapsed[0].address_id, actor, codes)
        return replace(now, kind="code", lapsed_on=lapsed[0].valid_to)
    if verdict.status == "impossible" or verdict.cell is None:
        suggestions = vpostcode.correct(text, codes.postal_areas, codes_in_use)
        problem = _explain_impossible(parsed, verdict, codes)
        return Answer("nothing", codes.standing, suggestions=suggestions, problem=problem)
    lat, lng = verdict.cell.centre
    candidates = codes.candidates(lat, lng)
    stated = [c for c in candidates if c.postal_code == parsed.postal_code]
    shown = stated if stated and stated[0].certain else candidates
    return Answer(
        kind="code",
        standing=codes.standing,
        cell=verdict.cell,
        tail=parsed.tail,
        candidates=shown,
        former=former_units(lat, lng, shown),
        outside=codes.outside(lat, lng),
        addresses=doors + [found for found in _answering(lapsed, actor) if found not in doors],
    )


def _find_lapsed(parsed: vpostcode.ParsedCode, actor: User) -> list[LapsedCode]:
    """Find who once had a code, latest first: an old plate still leads to its door.

    The flats of a building lapse with it; the building alone answers for them.
    """
    visible = Address.objects.visible_to(actor).filter(parent__isnull=True)
    lapsed = LapsedCode.objects.filter(code=parsed.code or "-", address__in=visible)
    return list(lapsed.select_related("address").order_by("-valid_to", "-pk")[:MOST_ADDRESSES])


def _answering(lapsed: list[LapsedCode], actor: User) -> list[Address]:
    """Return who answers today for those that once had a code, each once."""
    roots = joining.roots_of(row.address_id for row in lapsed)
    kept = Address.objects.visible_to(actor).select_related("commune").in_bulk(roots.values())
    found = [kept.get(roots.get(row.address_id, 0), row.address) for row in lapsed]
    return list(dict.fromkeys(a for a in found if not a.is_withdrawn))


def _explain_impossible(
    parsed: vpostcode.ParsedCode, verdict: vpostcode.Verdict, codes: CityCodes
) -> Problem:
    known = PostalCode.objects.filter(code=parsed.postal_code).select_related("unit").last()
    if verdict.reason == "postal_code_unknown" and known is not None:
        return Problem("postal_code_lapsed", {"unit": str(known.unit), "code": known.code})
    return Problem(verdict.reason, verdict.details)

"""From the units an address names to the units of another day, through every dated event between.

A commune that was split has several answers; they are all given, each with how likely it is and
the clause that says so. One answer alone is given only where the law leaves one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from diaban.engines.addressing.components import ParsedAddress, Place
from diaban.engines.addressing.gazetteer import Gazetteer, SuccessionRecord, Unit

__all__ = ["Candidate", "Conversion", "Evidence", "convert"]

# why a commune that took land of another one is no answer
_NOBODY_THERE = "nobody_lives_there"
# a share below this is land on which nobody lives
_NOBODY = 0.004
_MOST_EVENTS = 12
# evidence this many times stronger rules a candidate out
_RULES_OUT = 0.02


@dataclass(frozen=True, slots=True)
class Evidence:
    """What something else than the units' names says of where the address lies.

    ``likelihoods`` by commune code; ``otherwise`` for the communes it does not speak of.

    >>> Evidence("street_list", {"00160": 1.0}, otherwise=0.01).reason
    'street_list'
    """

    reason: str
    likelihoods: Mapping[str, float]
    otherwise: float = 0.0


class Candidate(NamedTuple):
    """A commune on the day asked for. ``events``: the clauses that lead there, oldest first.

    >>> Candidate("00160", "Phường Nghĩa Đô", "01", "Thành phố Hà Nội", 0.7).probability
    0.7
    """

    code: str
    name: str
    province_code: str
    province: str
    probability: float
    reasons: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Conversion:
    """``candidates`` best first; the probabilities sum to at most 1, the rest is "none of these".

    ``ruled_out``: communes that took land of the unit named but, by law or evidence, not this
    door. ``possible``: the communes it may be where the text says too little for an answer: a
    district alone, or a name without a province that several provinces have.

    >>> Conversion().decided
    False
    """

    candidates: tuple[Candidate, ...] = ()
    ruled_out: tuple[Candidate, ...] = ()
    possible: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether one commune alone is left."""
        return len(self.candidates) == 1


class _Step(NamedTuple):
    unit: Unit
    probability: float
    events: tuple[SuccessionRecord, ...]
    empty: bool = False  # land alone passed, and another unit took all the people


def convert(
    address: ParsedAddress,
    gazetteer: Gazetteer,
    as_of: date,
    evidence: Iterable[Evidence] = (),
) -> Conversion:
    """Return the communes in force on ``as_of`` that the address may lie in.

    Works both ways: from Hanoi's 526 communes of before July 2025 to the 126 since, and back.

    >>> from diaban.engines.addressing import SuccessionRecord, UnitRecord, parse
    >>> old, new = date(2025, 1, 1), date(2025, 7, 1)
    >>> gazetteer = Gazetteer(
    ...     [UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", old),
    ...      UnitRecord("district", "005", "Cầu Giấy", "quận", "01", "01", old, new),
    ...      UnitRecord("commune", "00169", "Quan Hoa", "phường", "005", "01", old, new),
    ...      UnitRecord("commune", "00160", "Nghĩa Đô", "phường", "01", "01", new),
    ...      UnitRecord("commune", "00166", "Cầu Giấy", "phường", "01", "01", new)],
    ...     [SuccessionRecord("commune", "00169", old, code, new, "part", share)
    ...      for code, share in (("00160", 0.3), ("00166", 0.7))])
    >>> answer = convert(parse("p Quan Hoa, q Cầu Giấy, HN", gazetteer), gazetteer, new)
    >>> [(c.code, round(c.probability, 2)) for c in answer.candidates], answer.reasons
    ([('00166', 0.69), ('00160', 0.3)], ('commune_was_split',))
    """
    if not address.places:
        return Conversion(reasons=address.reasons or ("no_unit_found",))
    asked = (address.places, as_of)
    conversion: Conversion | None = gazetteer.conversions.get(asked)
    if conversion is None:
        found = _convert(address.places, gazetteer, as_of)
        conversion = gazetteer.conversions.keep(asked, found)
    for one in evidence:
        conversion = _weigh(conversion, one)
    return conversion


def _convert(places: tuple[Place, ...], gazetteer: Gazetteer, as_of: date) -> Conversion:
    units = [(gazetteer.by_key(place.key), place) for place in places]
    if units[0][0].level < 2:
        return _convert_above(units, gazetteer, as_of)
    scattered = "several_provinces" in places[0].reasons
    found: dict[str, Candidate] = {}
    for unit, place in units:
        for step in _carry(unit, gazetteer, as_of):
            _add(found, step, place, gazetteer)
    reasons = _reasons(found, units, as_of)
    if not found:
        return Conversion(reasons=(*reasons, "unit_not_traced"))
    living, empty = _part_empty(list(found.values()))
    if scattered:
        return Conversion((), (), _ranked(living), (*reasons, "several_provinces"))
    return Conversion(_ranked(living), _ranked(empty), (), reasons)


def _carry(unit: Unit, gazetteer: Gazetteer, as_of: date) -> list[_Step]:
    """Follow a unit to a day, over as many events as lie between."""
    arrived: list[_Step] = []
    waiting = [_Step(unit, 1.0, ())]
    for _ in range(_MOST_EVENTS):
        onward: list[_Step] = []
        for step in waiting:
            if step.unit.valid_to is not None and step.unit.valid_to <= as_of:
                onward += _step(step, step.unit.successors, gazetteer, forward=True)
            elif step.unit.valid_from > as_of:
                onward += _step(step, step.unit.predecessors, gazetteer, forward=False)
            else:
                arrived.append(step)
        if not onward:
            return arrived
        waiting = onward
    return arrived


def _step(
    step: _Step,
    rows: list[tuple[int, SuccessionRecord]],
    gazetteer: Gazetteer,
    *,
    forward: bool,
) -> list[_Step]:
    total = 1.0 if forward else sum(row.share for _, row in rows) or 1.0
    all_people = any(row.extent == "part_area_all_people" for _, row in rows)
    return [
        _Step(
            gazetteer.units[number],
            step.probability * row.share / total,
            (*step.events, row) if forward else (row, *step.events),
            step.empty or (forward and all_people and row.extent == "part_area"),
        )
        for number, row in rows
    ]


def _add(found: dict[str, Candidate], step: _Step, place: Place, gazetteer: Gazetteer) -> None:
    unit = step.unit
    probability = step.probability * place.probability
    known = found.get(unit.key)
    if known is not None:
        # land alone from one unit says nothing where another one brought people
        reasons = known.reasons if step.empty else (*place.reasons, *_extents(step))
        total = known.probability + probability
        found[unit.key] = known._replace(probability=total, reasons=reasons)
        return
    province = gazetteer.units[unit.province] if unit.province is not None else None
    events = tuple(dict.fromkeys(row.citation for row in step.events if row.citation))
    found[unit.key] = Candidate(
        unit.code, unit.full_name, province.code if province else "",
        province.full_name if province else "", probability,
        (*place.reasons, *_extents(step)), events, unit.key,
    )  # fmt: skip


def _extents(step: _Step) -> tuple[str, ...]:
    if not step.events:
        return ("in_force",)
    found = dict.fromkeys(f"took_{row.extent}" for row in step.events)
    return (*found, _NOBODY_THERE) if step.empty else tuple(found)


def _part_empty(found: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Set aside those that took land and no people: a dwelling cannot lie there by law."""
    best = max(one.probability for one in found)
    empty = [
        one for one in found if _NOBODY_THERE in one.reasons or one.probability < _NOBODY * best
    ]
    if not empty or len(empty) == len(found):
        return found, []
    return [one for one in found if one not in empty], empty


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    ordered = sorted(found, key=lambda one: (-one.probability, one.code))
    return tuple([one._replace(probability=round(one.probability, 4)) for one in ordered])


def _reasons(
    found: Mapping[str, Candidate], units: list[tuple[Unit, Place]], as_of: date
) -> tuple[str, ...]:
    reasons: list[str] = []
    if len(units) > 1:
        reasons.append("several_units_of_the_name")
    unchanged = all(
        unit.valid_from <= as_of and (unit.valid_to is None or unit.valid_to > as_of)
        for unit, _ in units
    )
    if unchanged:
        reasons.append("unit_in_force")
    elif len(found) > len(units):
        reasons.append("commune_was_split" if units[0][0].valid_to else "commune_was_merged")
    return tuple(reasons)


def _weigh(conversion: Conversion, evidence: Evidence) -> Conversion:
    """Weigh the candidates by what else is known; what becomes too unlikely is ruled out."""
    before = conversion.candidates
    if len(before) < 2:
        return conversion
    likelihoods = [evidence.likelihoods.get(one.code, evidence.otherwise) for one in before]
    most = max(likelihoods)
    if most <= 0.0:
        return conversion
    weights = [one.probability * likely for one, likely in zip(before, likelihoods, strict=True)]
    total = sum(one.probability for one in before)
    scale = total / (sum(weights) or 1.0)
    kept: list[Candidate] = []
    gone = list(conversion.ruled_out)
    for one, weight in zip(before, weights, strict=True):
        if weight * scale < _RULES_OUT * total:
            gone.append(one._replace(reasons=(*one.reasons, f"{evidence.reason}_speaks_against")))
        else:
            kept.append(
                one._replace(probability=weight * scale, reasons=(*one.reasons, evidence.reason))
            )
    return Conversion(_ranked(kept), tuple(gone), (), (*conversion.reasons, evidence.reason))


def _convert_above(
    units: list[tuple[Unit, Place]], gazetteer: Gazetteer, as_of: date
) -> Conversion:
    """Where only a district is named, tell which communes it may be."""
    if units[0][0].level == 0:
        return Conversion(reasons=("only_province_named",))
    found: dict[str, Candidate] = {}
    for district, place in units:
        # an island district without communes became one itself
        became = [step for step in _carry(district, gazetteer, as_of) if step.unit.level == 2]
        for step in became:
            _add(found, step, place, gazetteer)
    if found:
        return Conversion(_ranked(found.values()), (), (), ("district_became_commune",))
    for district, place in units:
        for unit in gazetteer.communes_of(district):
            for step in _carry(unit, gazetteer, as_of):
                if not step.empty:
                    _add(found, step, place, gazetteer)
    total = sum(one.probability for one in found.values()) or 1.0
    spread = [one._replace(probability=one.probability / total) for one in found.values()]
    return Conversion((), (), _ranked(spread), ("only_district_named",))

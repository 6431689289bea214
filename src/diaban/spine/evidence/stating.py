"""Putting evidence into the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import places_of
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today

EARLIEST = date(2000, 1, 1)
# beside the department, and only of what is in their charge; auditors read
STATING = frozenset({Role.COMMUNE, Role.API_CLIENT})


class EvidenceError(ValueError):
    """Evidence that cannot be taken.

    ``reason``: ``part_over_whole``, ``negative``, ``future``, ``too_early``, ``not_in_force`` (no
    such place on that day), ``no_standing`` (not in the actor's charge).
    Of a place that has nothing to count 0 of 0 is said: then it is not silent.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Said:
    """One place's count of one day."""

    unit: Unit
    held_on: date
    numerator: int
    denominator: int
    unknown: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What the counts were taken from: a file with its digest, or a form."""

    file: str = ""
    digest: str = ""
    synthetic: bool = False


class Gate:
    """Lets through what a register can take of an actor; asks for a day's places once."""

    def __init__(self, register: Register, actor: User) -> None:
        self._register = register
        self._actor = actor
        self._days: dict[date, tuple[frozenset[int], frozenset[int]]] = {}

    def check(self, said: Said) -> None:
        """Raise EvidenceError where the register cannot take it."""
        _check_counts(said)
        if said.held_on > today():
            raise EvidenceError("future", day=said.held_on)
        if said.held_on < EARLIEST:
            raise EvidenceError("too_early", day=said.held_on, earliest=EARLIEST)
        there, own = self._places(said.held_on)
        if said.unit.pk not in there:
            raise EvidenceError("not_in_force", unit=said.unit.full_name, day=said.held_on)
        if said.unit.pk not in own:
            raise EvidenceError("no_standing", unit=said.unit.full_name)

    def _places(self, day: date) -> tuple[frozenset[int], frozenset[int]]:
        if day not in self._days:
            places = places_of(self._register, day)
            own = stated_by(self._actor, self._register, day)
            numbers = (frozenset(some.values_list("pk", flat=True)) for some in (places, own))
            self._days[day] = tuple(numbers)
        return self._days[day]


def stated_by(actor: User, register: Register, day: date) -> QuerySet[Unit]:
    """Return the places of which the actor may state counts: all for the department.

    Communes, and systems by their key, state those in their charge; nobody else states anything.
    """
    places = places_of(register, day)
    if actor.role == Role.DEPARTMENT:
        return places
    return places.filter(in_charge(actor)) if actor.role in STATING else places.none()


def _check_counts(said: Said) -> None:
    if min(said.numerator, said.denominator, said.unknown) < 0:
        raise EvidenceError("negative")
    if said.numerator > said.denominator:
        raise EvidenceError("part_over_whole", part=said.numerator, whole=said.denominator)


def state(register: Register, all_said: Sequence[Said], actor: User, source: Source) -> int:
    """Take counts in; return how many were new.

    What was last said of a place and day is not said again, so that a file sent twice changes
    nothing. Raises EvidenceError; nothing is taken then.
    """
    gate = Gate(register, actor)
    for said in all_said:
        gate.check(said)
    with transaction.atomic():
        Register.objects.select_for_update().get(pk=register.pk)
        fresh = fresh_of(register, all_said, source)
        Evidence.objects.bulk_create(_as_row(register, said, actor, source) for said in fresh)
        if fresh:
            facts = {"rows": len(fresh), "file": source.file, "digest": source.digest}
            record(actor, "evidence.stated", f"register:{register.key}", facts)
    return len(fresh)


def fresh_of(register: Register, all_said: Sequence[Said], source: Source) -> list[Said]:
    """Return what does not stand already: the same counts, last said of that place and day."""
    units, days = {said.unit.pk for said in all_said}, {said.held_on for said in all_said}
    rows = Evidence.objects.filter(register=register, unit__in=units, held_on__in=days)
    last = {(row.unit_id, row.held_on): row for row in rows.order_by("pk")}
    fresh = []
    for said in all_said:
        row = _as_row(register, said, None, source)
        key = said.unit.pk, said.held_on
        if key not in last or _words_of(last[key]) != _words_of(row):
            fresh.append(said)
        last[key] = row
    return fresh


def _words_of(row: Evidence) -> tuple[object, ...]:
    return row.numerator, row.denominator, row.unknown, row.note, row.synthetic


def _as_row(register: Register, said: Said, actor: User | None, source: Source) -> Evidence:
    return Evidence(
        register=register,
        unit=said.unit,
        held_on=said.held_on,
        numerator=said.numerator,
        denominator=said.denominator,
        unknown=said.unknown,
        note=said.note[:240],
        source_file=source.file[:255],
        source_digest=source.digest,
        synthetic=source.synthetic,
        learned_at=timezone.now(),
        actor=actor,
    )

"""Putting evidence into the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.engines.measuring import Count
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import places_of
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today

EARLIEST = date(2000, 1, 1)


class EvidenceError(ValueError):
    """Evidence that cannot be taken.

    ``reason``: ``part_over_whole``, ``negative``, ``future``, ``too_early``, ``not_in_force`` (no
    such place on that day), ``no_standing`` (not in the actor's charge), ``nothing_counted``.
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


def check(register: Register, said: Said, actor: User) -> None:
    """Raise EvidenceError where the register cannot take it."""
    if min(said.numerator, said.denominator, said.unknown) < 0:
        raise EvidenceError("negative")
    if said.numerator > said.denominator:
        raise EvidenceError("part_over_whole", part=said.numerator, whole=said.denominator)
    if not said.denominator and not said.unknown:
        raise EvidenceError("nothing_counted")
    if said.held_on > today():
        raise EvidenceError("future", day=said.held_on)
    if said.held_on < EARLIEST:
        raise EvidenceError("too_early", day=said.held_on, earliest=EARLIEST)
    if not places_of(register, said.held_on).filter(pk=said.unit.pk).exists():
        raise EvidenceError("not_in_force", unit=said.unit.full_name, day=said.held_on)
    if actor.role != Role.DEPARTMENT and not has_in_charge(actor, said.unit):
        raise EvidenceError("no_standing", unit=said.unit.full_name)


def state(register: Register, all_said: Sequence[Said], actor: User, source: Source) -> int:
    """Take counts in; return how many were new.

    What was last said of a place and day is not said again, so that a file sent twice changes
    nothing. Raises EvidenceError; nothing is taken then.
    """
    with transaction.atomic():
        Register.objects.select_for_update().get(pk=register.pk)
        fresh = [said for said in all_said if not _stands(register, said, actor, source)]
        Evidence.objects.bulk_create(_as_row(register, said, actor, source) for said in fresh)
        if fresh:
            facts = {"rows": len(fresh), "file": source.file, "digest": source.digest}
            record(actor, "evidence.stated", f"register:{register.key}", facts)
    return len(fresh)


def _stands(register: Register, said: Said, actor: User, source: Source) -> bool:
    check(register, said, actor)
    rows = Evidence.objects.filter(register=register, unit=said.unit, held_on=said.held_on)
    last = rows.order_by("-id").first()
    count = Count(said.numerator, said.denominator, said.unknown)
    if last is None or last.synthetic != source.synthetic:
        return False
    return last.count == count and last.note == said.note


def _as_row(register: Register, said: Said, actor: User, source: Source) -> Evidence:
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

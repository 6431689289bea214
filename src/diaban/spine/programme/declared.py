"""What units declare: numbers, never words."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.written_counts import read_whole
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Declared, Target
from diaban.spine.programme.targets import gauge_of


class DeclaredError(ValueError):
    """A value that cannot be declared.

    ``reason``: ``no_number`` ("yes", "N/A", a percentage: the accepted form is two counts),
    ``part_over_whole``, ``of_nothing``, ``future``, ``too_early`` (more than a year before the
    programme begins), ``no_standing``, ``no_place`` (the target is not of this unit, or the unit
    did not stand on the day).
    """

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason, value)
        self.reason = reason
        self.value = value


def read_count(text: str) -> int:
    """Read a count as people write it; DeclaredError for anything that is none.

    >>> read_count("1.234")
    1234
    """
    number = read_whole(text)
    if number is None:
        raise DeclaredError("no_number", text.strip())
    return number


def declare(
    target: Target, unit: Unit | None, held_on: date, said: tuple[str, str], actor: User
) -> Declared:
    """Take what a unit declares: how many hold, of how many. The whole city: the department's.

    It speaks of what the target's gauge of that day counts, or where nothing counted it yet, that
    of today. Of a target that asks for a number that number is the whole, and more may hold.
    """
    numerator = read_count(said[0])
    denominator = max(target.amount, numerator) if target.amount else read_count(said[1])
    if denominator == 0:
        raise DeclaredError("of_nothing")
    if numerator > denominator:
        raise DeclaredError("part_over_whole")
    if held_on > today():
        raise DeclaredError("future")
    if held_on < target.task.programme.earliest_day:
        raise DeclaredError("too_early")
    if not _may_speak(actor, unit):
        raise DeclaredError("no_standing")
    if unit is not None and not places_asked(target, held_on).filter(pk=unit.pk).exists():
        raise DeclaredError("no_place")
    with transaction.atomic():
        row = Declared.objects.create(
            target=target,
            unit=unit,
            gauge=gauge_of(target, held_on) or gauge_of(target, today()),
            held_on=held_on,
            numerator=numerator,
            denominator=denominator,
            declared_at=timezone.now(),
            declared_by=actor,
        )
        facts = {"unit": unit.pk if unit else None, "held_on": str(held_on)}
        counts = {"numerator": numerator, "denominator": denominator}
        record(actor, "target.declared", f"target:{target.pk}", facts | counts)
    return row


def places_asked(target: Target, on: date) -> QuerySet[Unit]:
    """Return the units that a target is of on a day: those listed, else all that its gauge counts.

    A target that nothing measures yet is of the communes.
    """
    listed = target.places.values("pk")
    if listed.exists():
        return Unit.objects.in_force(on).filter(pk__in=listed)
    gauge = gauge_of(target, on)
    return places_of(gauge.register, on) if gauge and gauge.register else city_communes(on)


def _may_speak(actor: User, unit: Unit | None) -> bool:
    if actor.role == Role.DEPARTMENT:
        return True
    return unit is not None and has_in_charge(actor, unit)

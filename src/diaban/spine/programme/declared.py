"""What units declare: numbers, never words."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.spine.evidence.written_counts import read_whole
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.programme.models import Declared, Target


class DeclaredError(ValueError):
    """A value that cannot be declared.

    ``reason``: ``no_number`` ("yes", "N/A", a percentage: the accepted form is two counts),
    ``part_over_whole``, ``of_nothing``, ``future``, ``no_standing``.
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
    """Take what a unit declares: how many hold, of how many. The whole city: the department's."""
    numerator, denominator = (read_count(text) for text in said)
    if denominator == 0:
        raise DeclaredError("of_nothing")
    if numerator > denominator:
        raise DeclaredError("part_over_whole")
    if held_on > today():
        raise DeclaredError("future")
    if not _may_speak(actor, unit):
        raise DeclaredError("no_standing")
    with transaction.atomic():
        row = Declared.objects.create(
            target=target,
            unit=unit,
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


def _may_speak(actor: User, unit: Unit | None) -> bool:
    if actor.role == Role.DEPARTMENT:
        return True
    return unit is not None and has_in_charge(actor, unit)

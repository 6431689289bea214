"""Made-up answers of units to the demonstration programme's tasks; the programme says so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import CITY
from diaban.spine.programme.models import Assignment, Programme

_SEED = 526
_REASONS = (
    "Chưa được bố trí kinh phí trong dự toán năm",
    "Trên địa bàn không còn điểm thuộc đối tượng của nhiệm vụ",
    "Cần văn bản phân công giữa xã và đơn vị vận hành",
)
# of a diligent commune's tasks: accepted, seen only, given back; the rest is silent
_ACCEPTED, _SEEN, _RETURNED = 0.82, 0.1, 0.03
_AT_ONCE = 500
# of the districts in their order: every so many gives back, or stays silent
_GIVES_BACK, _SILENT = 13, 11


def make_answers(programme: Programme, actor: User) -> int:
    """Let communes answer what was handed down, each as diligent as chance makes it."""
    chance = np.random.default_rng(_SEED)
    rows = list(Assignment.objects.filter(task__programme=programme).order_by("unit", "task"))
    diligence = {unit: chance.uniform(0.5, 1.0) for unit in {row.unit_id: 0 for row in rows}}
    accepted: list[int] = []
    seen: list[int] = []
    returned: dict[str, list[int]] = {reason: [] for reason in _REASONS}
    for row in rows:
        drawn = chance.random() / diligence[row.unit_id]
        if drawn < _ACCEPTED:
            accepted.append(row.pk)
        elif drawn < _ACCEPTED + _RETURNED:
            returned[_REASONS[int(chance.integers(len(_REASONS)))]].append(row.pk)
        elif drawn < _ACCEPTED + _SEEN + _RETURNED:
            seen.append(row.pk)
    at = timezone.now() + timedelta(seconds=1)
    with transaction.atomic():
        done = _write(seen, actor, at)
        done += _write(accepted, actor, at, accepted_at=at)
        for reason, given_back in returned.items():
            done += _write(given_back, actor, at, returned_at=at, return_reason=reason)
        facts = {"rows": done, "synthetic": True}
        record(actor, "programme.answers_made_up", f"programme:{programme.pk}", facts)
    return done


def hand_to_districts(programme: Programme, on: date, actor: User) -> int:
    """Hand the tasks of a longer plan to the districts of a day before 2025, which answered them.

    They lapsed on 30 June 2025, and what they were asked and said stays with them. Returns how many
    tasks were handed down; none where the plan is not of that day, or no district was there.
    """
    districts = Unit.objects.in_force(on).filter(level=Level.DISTRICT, parent__code=CITY)
    if not programme.begins_on <= on <= programme.ends_on or not districts:
        return 0
    sent_at = timezone.make_aware(datetime.combine(on, time(9)))
    rows = []
    for task in programme.tasks.all():
        for number, unit in enumerate(districts.order_by("sort_key"), start=1):
            row = Assignment(task=task, unit=unit, sent_at=sent_at, sent_by=actor)
            if number % _SILENT:
                answered = sent_at + timedelta(days=number % 9 + 1)
                row.received_at, row.answered_by = answered, actor
                returned = number % _GIVES_BACK == 0
                row.returned_at, row.accepted_at = (
                    (answered, None) if returned else (None, answered)
                )
                row.return_reason = _REASONS[0] if returned else ""
            rows.append(row)
    with transaction.atomic():
        Assignment.objects.bulk_create(rows)
        facts = {"rows": len(rows), "synthetic": True}
        record(actor, "programme.answers_made_up", f"programme:{programme.pk}", facts)
    return len(rows)


def _write(keys: list[int], actor: User, at: datetime, **answer: object) -> int:
    """Write one answer to many assignments at once; return how many."""
    told = {"received_at": at, "answered_by": actor, **answer}
    return sum(
        Assignment.objects.filter(pk__in=keys[n : n + _AT_ONCE]).update(**told)
        for n in range(0, len(keys), _AT_ONCE)
    )

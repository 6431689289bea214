"""Made-up answers of communes to the demonstration programme's tasks; the programme says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
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


def _write(keys: list[int], actor: User, at: datetime, **answer: object) -> int:
    """Write one answer to many assignments at once; return how many."""
    told = {"received_at": at, "answered_by": actor, **answer}
    return sum(
        Assignment.objects.filter(pk__in=keys[n : n + _AT_ONCE]).update(**told)
        for n in range(0, len(keys), _AT_ONCE)
    )

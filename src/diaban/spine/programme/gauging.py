"""Changing what measures a target: from a day on, and what was shown before keeps its own."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.spine.evidence.models import Register
from diaban.spine.figures.declaring import measures
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.models import Gauge, Stage, Target
from diaban.spine.programme.targets import gauge_of


class GaugeError(ValueError):
    """What cannot measure a target.

    ``reason``: ``no_standing`` (not the department's), ``unknown`` (no such measure or register),
    ``same`` (it measures the target already), ``future``, ``before`` (another was set from a later
    day on: the history that was shown is not changed), ``shown`` (another measures the adopted
    target already, and what was shown of days before today stays).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def set_gauge(target: Target, name: str, valid_from: date, actor: User) -> Gauge:
    """Let a declared measure, or a register by its key, measure a target from a day on."""
    if actor.role != Role.DEPARTMENT:
        raise GaugeError("no_standing")
    if valid_from > today():
        raise GaugeError("future")
    register = None if name in measures() else Register.objects.filter(key=name).first()
    if name not in measures() and register is None:
        raise GaugeError("unknown")
    with transaction.atomic():
        held = Target.objects.select_for_update().get(pk=target.pk)
        if held.gauges.filter(valid_from__gt=valid_from).exists():
            raise GaugeError("before")
        is_shown = held.task.programme.stage != Stage.DRAFT and gauge_of(held, today()) is not None
        if is_shown and valid_from < today():
            raise GaugeError("shown")
        now = gauge_of(held, valid_from)
        if now is not None and name in {now.measure, now.register.key if now.register else None}:
            raise GaugeError("same")
        gauge = Gauge.objects.create(
            target=held,
            measure="" if register else name,
            register=register,
            valid_from=valid_from,
            set_at=timezone.now(),
            set_by=actor,
        )
        facts = {"gauge": name, "valid_from": str(valid_from)}
        record(actor, "target.gauged", f"target:{target.pk}", facts)
    return gauge

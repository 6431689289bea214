"""Made-up counts for the registers of the demonstration programme, and what was declared.

Every row is labelled as made up. Shares rise over the months towards a place of their own, some
places say nothing, some are stale, some leave records unknown; the department declares a little
more than its registers show, as people do.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import places_of
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Level
from diaban.spine.places.units import today
from diaban.spine.programme.models import Declared, Gauge, Programme, Target

_MONTHS = 7
_SEED = 2021
_SILENT, _STOPPED = 0.04, 0.08


def make_evidence(programme: Programme, actor: User) -> int:
    """Fill the programme's registers and declare a value for each; return how many counts."""
    chance, made = np.random.default_rng(_SEED), 0
    targets = Target.objects.filter(task__programme=programme).order_by("pk")
    with transaction.atomic():
        for target in targets.prefetch_related("gauges__register"):
            for gauge in target.gauges.all():
                if gauge.register is None:
                    continue
                rows = _counts_of(gauge.register, actor, chance)
                Evidence.objects.bulk_create(rows, batch_size=2_000)
                _declare(gauge, rows, actor, chance)
                made += len(rows)
        facts = {"rows": made, "synthetic": True}
        record(actor, "evidence.made_up", f"programme:{programme.pk}", facts)
    return made


def _month_ends(on: date) -> list[date]:
    ends = [on - timedelta(days=1)]
    while len(ends) < _MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def _counts_of(register: Register, actor: User, chance: np.random.Generator) -> list[Evidence]:
    units = list(places_of(register, today()).order_by("code"))
    days, now = _month_ends(today()), timezone.now()
    begins, ends = chance.uniform(0.25, 0.6), chance.uniform(0.7, 0.99)
    largest = 40 if register.level == Level.COMMUNE else 400
    rows = []
    for unit in units:
        if register.level == Level.COMMUNE and chance.random() < _SILENT:
            continue
        size = int(chance.integers(2, largest))
        last = chance.integers(2, _MONTHS) if chance.random() < _STOPPED else _MONTHS
        bent = float(np.clip(chance.normal(0, 0.12), -0.3, 0.3))
        unknown = int(chance.binomial(size, 0.06))
        for number, day in enumerate(days[:last]):
            share = np.clip(begins + (ends - begins) * number / (_MONTHS - 1) + bent, 0, 1)
            known = size - unknown
            rows.append(
                Evidence(
                    register=register,
                    unit=unit,
                    held_on=day,
                    numerator=int(chance.binomial(known, share)),
                    denominator=known,
                    unknown=unknown,
                    note="số liệu trình diễn",
                    synthetic=True,
                    learned_at=now,
                    actor=actor,
                )
            )
    return rows


def _declare(gauge: Gauge, rows: list[Evidence], actor: User, chance: np.random.Generator) -> None:
    newest = {row.unit_id: row for row in rows}.values()
    whole = sum(row.denominator + row.unknown for row in newest)
    held = sum(row.numerator for row in newest)
    said = min(whole, held + int(chance.uniform(0.0, 0.25) * (whole - held)) + 1)
    Declared.objects.create(
        target=gauge.target,
        unit=None,
        gauge=gauge,
        held_on=today(),
        numerator=said,
        denominator=whole,
        declared_at=timezone.now(),
        declared_by=actor,
    )

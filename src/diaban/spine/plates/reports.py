"""Mistakes that passers-by report from a door's page: a kind, a day and a count, no text.

Anybody may report without a name. A kind of mistake of one door is one row a day, so that
nobody can fill the list, and no report can hold a person's data.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from diaban.spine.addresses.models import Address
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.plates.models import Mistake, MistakeReport


def report_mistake(address: Address, kind: Mistake) -> MistakeReport:
    """Count one more report of this kind for this door today."""
    with transaction.atomic():
        row, _ = MistakeReport.objects.get_or_create(
            address=address, kind=kind, on=timezone.localdate()
        )
        MistakeReport.objects.filter(pk=row.pk).update(count=F("count") + 1, settled_at=None)
    return row


def settle_report(report: int, actor: User) -> bool:
    """Say that a report was dealt with; False where the actor sees no such open report."""
    rows = MistakeReport.objects.visible_to(actor).filter(pk=report, settled_at=None)
    with transaction.atomic():
        settled = bool(rows.update(settled_at=timezone.now(), settled_by=actor))
        if settled:
            record(actor, "mistakes.settled", f"report:{report}", {})
    return settled


def open_reports(actor: User, most: int) -> list[MistakeReport]:
    rows = MistakeReport.objects.visible_to(actor).filter(settled_at=None)
    return list(rows.select_related("address__commune").order_by("-on", "-pk")[:most])

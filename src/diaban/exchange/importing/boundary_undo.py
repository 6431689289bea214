"""Undoing an import of boundaries: the former ones stand again, and addresses are coded again."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Q

from diaban.exchange.importing.boundaries import recode_after, tell_ground
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.redrawing import redraw
from diaban.spine.places.drawing import take_back
from diaban.spine.places.models import FormerBoundary
from diaban.spine.runs.models import Kind, Run


def preview_undo(run: Run) -> dict[str, int]:
    """Count what undoing an import would do: boundaries that go, and former ones that return."""
    formers = FormerBoundary.objects.filter(replaced_by__in=_runs_of(run), taken_back_by=None)
    vanishing = formers.filter(geometry__isnull=True).count()
    return {"vanishing": vanishing, "returning": formers.count() - vanishing}


def undo_boundaries(undone: Run, by: Run) -> Run:
    """Take back what an import drew; an undo that was broken off goes on with the coding."""
    if "fault_counts" not in by.report:
        _take_back(undone, by)
    if by.counts.get("due"):
        recode_after(by)
    return by


def _take_back(undone: Run, by: Run) -> None:
    counts: Counter[str] = Counter()

    def change() -> bool:
        counts.update(take_back(_runs_of(undone), by))
        return bool(counts["withdrawn"] or counts["reopened"])

    with transaction.atomic():
        ground, due = redraw(change, Statement(by.source[:40], by.actor, by))
        by.report = by.report | {"fault_counts": {}, **tell_ground(ground)}
        by.save(update_fields=["report"])
        told = {"areas_withdrawn": counts["withdrawn"], "areas_reopened": counts["reopened"]}
        told |= {"areas_kept": counts["kept"], "due": due}
        by.advance(counts.total(), {name: n for name, n in told.items() if n})


def _runs_of(run: Run) -> list[Run]:
    """Return the runs that drew for an order of the pages: two where a worker was killed."""
    drawn = Q(order__ordered_by=run.pk) | Q(pk=run.report.get("ran_as", run.pk))
    return list(Run.objects.filter(drawn, kind=Kind.PLACES))

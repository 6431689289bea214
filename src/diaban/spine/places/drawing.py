"""Drawing official boundaries anew, and taking an import of them back.

What a boundary was before is kept, so that the former one can stand again. Call inside a
transaction that also marks the addresses which the change concerns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from diaban.spine.places.models import Boundary, FormerBoundary, Standing, Unit
from diaban.spine.runs.models import Run


@dataclass(frozen=True)
class Drawing:
    """The ground of a unit from a day on: WKB in WGS 84 longitude, latitude, and its digest."""

    unit: Unit
    valid_from: date
    wkb: bytes
    digest: str
    source: str


def draw(drawing: Drawing, known: Boundary | None, by: Run | None) -> None:
    """Write a boundary in place of ``known``, or a first one; without a run none is kept."""
    row = known or Boundary(
        unit=drawing.unit, standing=Standing.OFFICIAL, valid_from=drawing.valid_from
    )
    if by is not None:
        _keep(row, by)
    row.geometry, row.digest = drawing.wkb, drawing.digest
    row.source, row.run, row.recorded_at = drawing.source, by, timezone.now()
    if known is None:
        row.valid_to = _close_neighbours(row)
    row.save()


def _keep(row: Boundary, by: Run, *, is_undo: bool = False) -> None:
    """Keep what stood, and what had brought it."""
    stood = row.pk is not None
    FormerBoundary.objects.create(
        unit=row.unit,
        valid_from=row.valid_from,
        geometry=row.geometry if stood else None,
        source=row.source,
        digest=row.digest,
        recorded_at=row.recorded_at if stood else None,
        run=row.run,
        replaced_by=by,
        taken_back_by=by if is_undo else None,
    )


def _close_neighbours(row: Boundary) -> date | None:
    """End the boundary before this one at its first day; return the first day of the next."""
    others = Boundary.objects.filter(unit=row.unit, standing=row.standing)
    earlier = others.filter(valid_from__lt=row.valid_from)
    earlier.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from)).update(
        valid_to=row.valid_from
    )
    later = others.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
    return later.valid_from if later else row.unit.valid_to


def take_back(runs: list[Run], by: Run) -> Counter[str]:
    """Let the boundaries that these runs replaced stand again; those they brought first go.

    What a later import has drawn since stays as that import left it; taking back that one too
    brings back what was there before both.
    """
    counts: Counter[str] = Counter()
    formers = FormerBoundary.objects.filter(replaced_by__in=runs, taken_back_by=None)
    # the newest first: an import that went on after a kill may have two runs
    for former in formers.select_related("unit").order_by("-pk"):
        counts[_take_back_one(former, by)] += 1
        former.taken_back_by = by
        former.save(update_fields=["taken_back_by"])
    return counts


def _take_back_one(former: FormerBoundary, by: Run) -> str:
    standing = Boundary.objects.filter(
        unit=former.unit, standing=Standing.OFFICIAL, valid_from=former.valid_from
    ).first()
    if standing is None or standing.run_id != former.replaced_by_id:
        _hand_on(former)
        return "kept"
    _keep(standing, by, is_undo=True)
    if former.geometry is None:
        _reopen_earlier(standing)
        standing.delete()
        return "withdrawn"
    standing.geometry, standing.digest = former.geometry, former.digest
    standing.source, standing.run = former.source, former.run
    standing.recorded_at = former.recorded_at
    standing.save()
    return "reopened"


def _hand_on(former: FormerBoundary) -> None:
    """Let a later import, where it is undone, bring back what stood before this one."""
    later = FormerBoundary.objects.filter(
        unit=former.unit,
        valid_from=former.valid_from,
        run=former.replaced_by,
        taken_back_by=None,
    )
    later.update(
        geometry=former.geometry,
        source=former.source,
        digest=former.digest,
        recorded_at=former.recorded_at,
        run=former.run,
    )


def _reopen_earlier(row: Boundary) -> None:
    """Let the boundary that this one had ended last as long as this one would have."""
    Boundary.objects.filter(
        unit=row.unit, standing=row.standing, valid_from__lt=row.valid_from, valid_to=row.valid_from
    ).update(valid_to=row.valid_to)

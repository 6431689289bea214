"""Importing the ground of communes: GeoJSON areas with unit codes, checked before they are taken.

What is wrong with one area refuses that area and says why; the others are taken together in one
transaction. The same file again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from diaban.exchange.importing.boundary_checks import Area, AreaReader
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.readers.json_features import walk_features
from diaban.spine.parties.models import User
from diaban.spine.places.models import Boundary, Level, Standing, Unit
from diaban.spine.places.units import TWO_TIER_FROM, city_communes
from diaban.spine.runs.models import Generation, Kind, Run


@dataclass(frozen=True)
class BoundaryRequest:
    """A file of areas of units as they stood from a day on (an old day for old communes)."""

    path: Path
    source: str
    actor: User
    valid_from: date = TWO_TIER_FROM
    dry_run: bool = False


@dataclass
class BoundaryReport:
    """What an import did, or would do.

    ``counts``: read, rejected, created, updated, unchanged; ``repaired`` codes had invalid rings
    that were mended; ``missing`` are codes of the city for which the file has no area.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    run: Run | None = None


def import_boundaries(request: BoundaryRequest) -> BoundaryReport:
    """Import a GeoJSON file of commune areas; raise InputError where the file breaks off."""
    report = BoundaryReport()
    areas = _read_areas(request, report)
    expected = set(city_communes(request.valid_from).values_list("code", flat=True))
    report.missing = sorted(expected - {area.unit.code for area in areas})
    if request.dry_run:
        report.counts.update(_compare(areas, request)[0])
        return report
    with transaction.atomic():
        report.run = _begin_run(request)
        _take(areas, request, report)
        report.run.advance(report.counts["read"], dict(report.counts))
        report.run.finish()
    return report


def _read_areas(request: BoundaryRequest, report: BoundaryReport) -> list[Area]:
    units = Unit.objects.filter(level=Level.COMMUNE).in_force(request.valid_from)
    known = units.select_related("parent").prefetch_related("aliases")
    here = city_communes(request.valid_from).select_related("parent").prefetch_related("aliases")
    reader = AreaReader({unit.code: unit for unit in known}, list(here), request.valid_from)
    areas = []
    for number, feature in enumerate(walk_features(request.path), start=1):
        report.counts["read"] += 1
        area = reader.read(number, feature)
        if isinstance(area, Problem):
            report.problems.append(area)
            report.counts["rejected"] += 1
            continue
        areas.append(area)
        if area.was_repaired:
            report.repaired.append(area.unit.code)
    return areas


def _compare(
    areas: list[Area], request: BoundaryRequest
) -> tuple[Counter[str], list[tuple[Area, Boundary | None]]]:
    """Say what each area would do; pairs of what must be written and what it replaces."""
    stored = {
        b.unit_id: b
        for b in Boundary.objects.filter(
            standing=Standing.OFFICIAL,
            valid_from=request.valid_from,
            unit__in=[area.unit for area in areas],
        )
    }
    counts: Counter[str] = Counter()
    changes: list[tuple[Area, Boundary | None]] = []
    for area in areas:
        known = stored.get(area.unit.pk)
        if known and known.digest == area.digest:
            counts["unchanged"] += 1
            continue
        counts["updated" if known else "created"] += 1
        changes.append((area, known))
    return counts, changes


def _take(areas: list[Area], request: BoundaryRequest, report: BoundaryReport) -> None:
    counts, changes = _compare(areas, request)
    report.counts.update(counts)
    for area, known in changes:
        row = known or Boundary(
            unit=area.unit, standing=Standing.OFFICIAL, valid_from=request.valid_from
        )
        row.geometry, row.digest = area.wkb, area.digest
        row.source, row.run = request.source, report.run
        if known is None:
            row.valid_to = _close_neighbours(row)
        row.save()
    if changes:
        Generation.grow("places")


def _close_neighbours(row: Boundary) -> date | None:
    """End the boundary before this one at its first day; return the first day of the next."""
    others = Boundary.objects.filter(unit=row.unit, standing=row.standing)
    earlier = others.filter(valid_from__lt=row.valid_from)
    earlier.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from)).update(
        valid_to=row.valid_from
    )
    later = others.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
    return later.valid_from if later else row.unit.valid_to


def _begin_run(request: BoundaryRequest) -> Run:
    return Run.objects.create(
        kind=Kind.PLACES,
        actor=request.actor,
        source=request.source,
        file_name=request.path.name[:255],
        input_digest=sha256(request.path.read_bytes()).hexdigest(),
    )

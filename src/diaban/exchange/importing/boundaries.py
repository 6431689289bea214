"""Importing the ground of units: areas of any map format, checked before they are taken.

What is wrong with one area refuses that area and says why; faults between areas are told with
their place and stop nothing. The sound areas are taken together in one transaction, and the
addresses that this concerns are coded again. The same file again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from diaban.exchange.importing import boundary_faults
from diaban.exchange.importing.boundary_checks import Area, AreaReader, guess_level
from diaban.exchange.importing.boundary_features import read_features
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.resuming import ordered_run
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.addresses.changed_ground import ChangedGround
from diaban.spine.addresses.coding import CodingIsRunningError, run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.redrawing import foresee, redraw
from diaban.spine.parties.models import User
from diaban.spine.places.drawing import Drawing, draw
from diaban.spine.places.models import Boundary, Level, Standing, Unit
from diaban.spine.places.units import CITY, LAST_THREE_TIER_DAY, TWO_TIER_FROM, city_communes
from diaban.spine.runs.models import Generation, Kind, Run

SLIVER_METRES = 5.0


@dataclass(frozen=True)
class BoundaryRequest:
    """A file of areas of units as they stood from a day on (an old day for old communes).

    ``level`` is found out from the file where it is None. ``snap_metres`` closes gaps and
    overlaps narrower than that; None leaves borders as they were drawn.
    """

    path: Path
    source: str
    actor: User
    valid_from: date = TWO_TIER_FROM
    dry_run: bool = False
    options: ReadOptions = field(default_factory=ReadOptions)
    level: str | None = None
    snap_metres: float | None = None

    @property
    def day(self) -> date:
        """The day whose units are meant: districts ended when the communes of now began."""
        if self.level == Level.DISTRICT and self.valid_from >= TWO_TIER_FROM:
            return LAST_THREE_TIER_DAY
        return self.valid_from


@dataclass
class BoundaryReport:
    """What an import did, or would do.

    ``counts``: read, rejected, created, updated, unchanged, and due (addresses to be coded again);
    ``problems`` refuse areas, ``faults`` are told of taken ones; ``repaired`` codes had invalid
    rings that were mended; ``missing`` are codes of the city for which the file has no area;
    ``features`` are the faults for the map; ``snapped`` what snapping moved; ``ground`` what
    changed hands; ``foreseen`` how many addresses would come out otherwise.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    snapped: dict[str, Any] = field(default_factory=dict)
    ground: ChangedGround | None = None
    foreseen: dict[str, int] = field(default_factory=dict)
    run: Run | None = None


def plan_boundaries(request: BoundaryRequest) -> BoundaryReport:
    """Say what an import would do, to the boundaries and to the addresses; write nothing."""
    return import_boundaries(replace(request, dry_run=True))


def run_boundaries(
    request: BoundaryRequest, progress: Callable[[Run], None] = lambda run: None
) -> Run:
    """Import, code again what that concerns, and keep both reports with the run."""
    report = import_boundaries(replace(request, dry_run=False))
    run = report.run
    progress(run)
    if report.counts["due"]:
        recode_after(run)
    return run


def recode_after(run: Run) -> Run | None:
    """Code what an import of boundaries made due; None where another process is at it already."""
    try:
        coded = run_coding(run.actor, follows=run)
    except CodingIsRunningError:
        return None
    run.report |= {"coded_by": coded.pk}
    run.save(update_fields=["report"])
    return coded


def import_boundaries(request: BoundaryRequest) -> BoundaryReport:
    """Import a file of areas; raise InputError where it breaks off or cannot be understood."""
    report = BoundaryReport()
    features = read_features(request.path, request.options)
    request = replace(request, level=request.level or guess_level(features))
    areas = _check_areas(features, request, report)
    expected = set(_city_units(request).values_list("code", flat=True))
    report.missing = sorted(expected - {area.unit.code for area in areas})
    statement = Statement(request.source[:40], request.actor)
    if request.dry_run:
        counts, changes = _compare(areas, request)
        report.counts.update(counts)
        if changes and Address.objects.everywhere("dry run").exists():
            report.foreseen = foresee(lambda: _take(areas, request, report), statement)
            report.counts["due"] = report.foreseen.get("due", 0)
        return report
    with transaction.atomic():
        report.run = _begin_run(request)
        statement = replace(statement, run=report.run)
        if Address.objects.everywhere("boundaries").exists():
            report.ground, due = redraw(lambda: _take(areas, request, report), statement)
            report.counts.update({"due": due} if due else {})
        elif _take(areas, request, report):
            Generation.grow("places")
        report.run.report = _keep(report)
        report.run.save(update_fields=["report"])
        report.run.advance(report.counts["read"], dict(report.counts))
        report.run.finish()
    return report


def _keep(report: BoundaryReport) -> dict[str, Any]:
    """Return what stays to be read of an import: counts of faults, their map, what was moved."""
    return {
        "faults": report.features,
        "fault_counts": dict(Counter(problem.code for problem in report.faults)),
        "problems": [problem.as_json() for problem in report.problems[:200]],
        "missing": report.missing,
        "repaired": report.repaired,
        "snapped": report.snapped,
        # what it replaced was kept, so that it can be undone
        "keeps_former": True,
        **tell_ground(report.ground),
    }


def tell_ground(ground: ChangedGround | None) -> dict[str, Any]:
    """Return what a report keeps of the ground that changed hands."""
    return {
        "ground": boundary_faults.draw(ground.shape) if ground else None,
        "ground_km2": round(ground.area_km2, 4) if ground else 0.0,
    }


def _city_units(request: BoundaryRequest) -> Any:
    if request.level == Level.COMMUNE:
        return city_communes(request.day)
    units = Unit.objects.filter(level=request.level).in_force(request.day)
    return units.filter(parent__code=CITY) if request.level == Level.DISTRICT else units


def _check_areas(
    features: list[tuple[int, Any]], request: BoundaryRequest, report: BoundaryReport
) -> list[Area]:
    units = Unit.objects.filter(level=request.level).in_force(request.day)
    known = units.select_related("parent").prefetch_related("aliases")
    here = _city_units(request).select_related("parent").prefetch_related("aliases")
    by_code = {unit.code: unit for unit in known}
    reader = AreaReader(by_code, list(here), request.day, request.level)
    areas: list[Area] = []
    for number, feature in features:
        report.counts["read"] += 1
        area = reader.read(number, feature)
        if isinstance(area, Problem):
            report.problems.append(area)
            report.counts["rejected"] += 1
            continue
        areas.append(area)
        if area.was_repaired:
            report.repaired.append(area.unit.code)
    neighbours = boundary_faults.neighbours_of(areas, request.day)
    width = request.snap_metres or SLIVER_METRES
    found = boundary_faults.find_faults(areas, neighbours, width)
    if request.snap_metres:
        areas, report.snapped = boundary_faults.snap(areas, neighbours, request.snap_metres)
        rings = [fault for fault in found if boundary_faults.is_of_ring(fault)]
        left = boundary_faults.find_faults(areas, neighbours, width)
        found = rings + [fault for fault in left if not boundary_faults.is_of_ring(fault)]
    report.faults = [problem for problem, _ in found]
    report.features = boundary_faults.as_features(found)
    return areas


def _compare(
    areas: list[Area], request: BoundaryRequest
) -> tuple[Counter[str], list[tuple[Area, Boundary | None]]]:
    """Say what each area would do; pairs of what must be written and what it replaces."""
    stored = {
        b.unit_id: b
        for b in Boundary.objects.filter(
            standing=Standing.OFFICIAL,
            unit__in=[area.unit for area in areas],
        ).filter(Q(valid_from=request.valid_from) | Q(unit__level=Level.DISTRICT))
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


def _take(areas: list[Area], request: BoundaryRequest, report: BoundaryReport) -> bool:
    """Write the boundaries; say whether anything was to be written."""
    counts, changes = _compare(areas, request)
    if not request.dry_run:
        report.counts.update(counts)
    for area, known in changes:
        start = request.valid_from
        if request.day != request.valid_from:
            start = area.unit.valid_from
        drawing = Drawing(area.unit, start, area.wkb, area.digest, request.source)
        draw(drawing, known, by=report.run)
    return bool(changes)


def _begin_run(request: BoundaryRequest) -> Run:
    ordered = ordered_run()
    return Run.objects.create(
        kind=Kind.PLACES,
        actor=request.actor,
        source=request.source,
        file_name=request.path.name[:255],
        input_digest=sha256(request.path.read_bytes()).hexdigest(),
        order={"ordered_by": ordered.pk} if ordered else {},
    )

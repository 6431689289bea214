"""Figures put right by looking again at records drawn by chance.

The server draws the seed once and writes it into the journal, so that nobody chooses the records
and anybody can draw them again. Records are drawn by classes of their labels, as many of each as
serve every measure asked for (Bethel 1989); what is found corrects each measure's share and gives
its interval. Whoever works on the records themselves is for the caller to keep away.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.engines.measuring import (
    Audited,
    Count,
    Interval,
    Label,
    Wanted,
    allocate_for,
    correct_strata,
    draw,
    stands_on,
)
from diaban.spine.figures.declaring import MeasureSpec, find, tables
from diaban.spine.figures.models import AuditFinding, DrawnRecord, FigureAudit
from diaban.spine.figures.snapshots import Snapshot
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today

_SEED_BYTES = 16
# how often a record's label is expected to be right before anybody has looked
_EXPECTED = {Label.NUMERATOR: 0.95, Label.REST: 0.05, Label.UNKNOWN: 0.5}
MOST_DRAWN = 2_000
_LOOKED_THROUGH = 100


class FigureAuditError(ValueError):
    """An audit that cannot be drawn, or a finding that cannot be taken.

    ``reason``: ``no_standing``, ``no_measures``, ``several_tables``, ``nothing_to_draw``,
    ``too_many`` (so narrow an interval takes more records than people look at), ``not_drawn``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Corrected:
    """A measure's share after an audit.

    ``counted`` is what the records said of the audit's day. ``share`` leaves out what could not be
    told; ``low`` and ``high`` hold it against and for the measure, so they are the bounds to quote.
    None until somebody has looked at anything.
    """

    spec: MeasureSpec
    counted: Count
    drawn: int
    looked_at: int
    wrong: int
    untold: int
    interval: Interval | None

    @property
    def left(self) -> int:
        return self.drawn - self.looked_at - self.untold


def may_draw(actor: User) -> bool:
    """Whether somebody draws audits: who sees the city, and reports nothing of their own."""
    return actor.is_authenticated and actor.role in {Role.DEPARTMENT, Role.AUDITOR}


def draw_audit(
    specs: Sequence[MeasureSpec], actor: User, half_width: float, unit: Unit | None = None
) -> FigureAudit:
    """Draw the records to look at for these measures of one table; raises FigureAuditError."""
    if not may_draw(actor):
        raise FigureAuditError("no_standing")
    table = _table_of(specs)
    classes, synthetic = _classify(specs, today(), unit)
    sizes = _sizes(classes, specs, half_width)
    seed = secrets.token_hex(_SEED_BYTES)
    strata = [
        {"labels": list(labels), "population": len(rows), "drawn": sizes[labels]}
        for labels, rows in classes.items()
    ]
    with transaction.atomic():
        audit = FigureAudit.objects.create(
            table=table,
            measures=[[spec.name, spec.version] for spec in specs],
            as_of=today(),
            unit=unit,
            half_width=half_width,
            seed=seed,
            strata=strata,
            synthetic=synthetic,
            drawn_at=timezone.now(),
            drawn_by=actor,
        )
        drawn = _draw(classes, sizes, seed)
        DrawnRecord.objects.bulk_create(
            DrawnRecord(audit=audit, record=number, place=place, stratum=stratum, unit_id=where)
            for place, (number, stratum, where) in enumerate(drawn, start=1)
        )
        facts = {"seed": seed, "measures": [spec.name for spec in specs], "size": len(drawn)}
        record(actor, "figures.audit_drawn", f"figure_audit:{audit.pk}", facts)
    return audit


def find_out(drawn: DrawnRecord, found: Mapping[str, bool | None], actor: User) -> None:
    """Write down what was found at a record, by measure; raises FigureAuditError."""
    if not found or set(found) - set(asked_measures(drawn.audit, drawn)):
        raise FigureAuditError("not_drawn")
    with transaction.atomic():
        AuditFinding.objects.bulk_create(
            AuditFinding(
                drawn=drawn, measure=name, holds=holds, found_at=timezone.now(), found_by=actor
            )
            for name, holds in found.items()
        )
        facts = {
            "record": drawn.place,
            "holds": [name for name, holds in found.items() if holds],
            "holds_not": [name for name, holds in found.items() if holds is False],
            "untold": [name for name, holds in found.items() if holds is None],
        }
        subject = f"figure_audit:{drawn.audit_id}"
        record(actor, "figures.audit_found", subject, facts)


def newest_audit(name: str, as_of: date) -> FigureAudit | None:
    """Return the audit of a measure over the whole city that was drawn last by a day."""
    rows = FigureAudit.objects.filter(unit=None, as_of__lte=as_of).order_by("-pk")
    return next((one for one in rows[:_LOOKED_THROUGH] if name in dict(one.measures)), None)


def asked_measures(audit: FigureAudit, drawn: DrawnRecord) -> list[str]:
    """Return the measures that a drawn record belongs to: of the others nothing is asked of it."""
    labels = audit.strata[drawn.stratum]["labels"]
    named = zip(audit.measures, labels, strict=True)
    return [name for (name, _version), label in named if label != Label.EXCLUDED]


def newest_findings(audits: Iterable[FigureAudit]) -> dict[tuple[int, str], AuditFinding]:
    """Return what counts: of each drawn record (by row number) and measure the newest finding."""
    rows = AuditFinding.objects.filter(drawn__audit__in=audits).select_related("drawn")
    return {(row.drawn_id, row.measure): row for row in rows.order_by("pk")}


def correct(audits: Sequence[FigureAudit]) -> dict[int, list[Corrected]]:
    """Return each measure's share as each audit (by row number) corrects it so far."""
    found: dict[int, list[AuditFinding]] = defaultdict(list)
    for finding in newest_findings(audits).values():
        found[finding.drawn.audit_id].append(finding)
    return {
        audit.pk: [_correct(audit, n, found[audit.pk]) for n in range(len(audit.measures))]
        for audit in audits
    }


def _correct(audit: FigureAudit, number: int, found: Sequence[AuditFinding]) -> Corrected:
    name = audit.measures[number][0]
    held: dict[int, list[bool]] = defaultdict(list)
    untold: dict[int, int] = defaultdict(int)
    for finding in found:
        if finding.measure != name:
            continue
        if finding.holds is None:
            untold[finding.drawn.stratum] += 1
        else:
            held[finding.drawn.stratum].append(finding.holds)
    told = [
        _Stratum(Label(one["labels"][number]), one["population"], held[place], untold[place])
        for place, one in enumerate(audit.strata)
        if one["labels"][number] != Label.EXCLUDED
    ]
    looked_at = sum(len(one.held) for one in told)
    return Corrected(
        find(name),
        _counted(told),
        sum(one["drawn"] for one in audit.strata if one["labels"][number] != Label.EXCLUDED),
        looked_at,
        sum(one.wrong(one.held) for one in told),
        sum(one.untold for one in told),
        _interval(told) if looked_at else None,
    )


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Records with one label by a measure: how many, and what was found at those looked at."""

    label: Label
    population: int
    held: list[bool]
    untold: int

    @property
    def is_counted(self) -> bool:
        return self.label == Label.NUMERATOR

    def wrong(self, held: Sequence[bool]) -> int:
        """How many are not as they were counted; of an unknown one: that it holds."""
        return sum(one != self.is_counted for one in held)

    def audited(self, untold_hold: bool | None) -> Audited:
        held = self.held if untold_hold is None else [*self.held, *[untold_hold] * self.untold]
        return Audited(self.population, len(held), self.wrong(held))


def _interval(told: Sequence[_Stratum]) -> Interval:
    """Return the share without what could not be told, its bounds with it against and for."""

    def share(untold_hold: bool | None) -> Interval:
        counted = [one.audited(untold_hold) for one in told if one.is_counted]
        others = [one.audited(untold_hold) for one in told if not one.is_counted]
        return correct_strata(counted, others)

    without, against, for_it = share(None), share(False), share(True)
    return Interval(without.share, min(without.low, against.low), max(without.high, for_it.high))


def _counted(told: Sequence[_Stratum]) -> Count:
    by_label = defaultdict(int)
    for one in told:
        by_label[one.label] += one.population
    held, rest = by_label[Label.NUMERATOR], by_label[Label.REST]
    return Count(held, held + rest, by_label[Label.UNKNOWN])


def _table_of(specs: Sequence[MeasureSpec]) -> str:
    named = {spec.table for spec in specs}
    if not named:
        raise FigureAuditError("no_measures")
    if len(named) > 1:
        raise FigureAuditError("several_tables")
    return named.pop()


_Classes = dict[tuple[int, ...], list[tuple[int, int | None]]]


def _classify(
    specs: Sequence[MeasureSpec], as_of: date, unit: Unit | None
) -> tuple[_Classes, bool]:
    """Return the records by their labels, and whether made-up ones are among them."""
    table = tables()[specs[0].table]
    made_up = pl.col("synthetic") if "synthetic" in table.schema else pl.lit(False)
    labels = [spec.measure.label(as_of).alias(f"label{n}") for n, spec in enumerate(specs)]
    rows = Snapshot(table).scan().filter(stands_on(as_of))
    if unit is not None:
        rows = rows.filter(pl.col("place") == unit.pk)
    told = rows.select("id", "place", made_up.alias("made_up"), *labels).collect()
    names = [f"label{n}" for n in range(len(specs))]
    belonging = told.filter(pl.any_horizontal(pl.col(names) != int(Label.EXCLUDED)))
    parts = belonging.partition_by(names, as_dict=True, maintain_order=False)
    classes = {key: list(part.select("id", "place").iter_rows()) for key, part in parts.items()}
    return dict(sorted(classes.items())), bool(belonging["made_up"].any())


def _sizes(
    classes: _Classes, specs: Sequence[MeasureSpec], half_width: float
) -> dict[tuple[int, ...], int]:
    """Return how many records to draw of each class, so that every measure is told as asked."""
    names = {",".join(map(str, labels)): labels for labels in classes}
    if not names:
        raise FigureAuditError("nothing_to_draw")
    wanted = {
        spec.name: Wanted(half_width, {n: _expected(names[n][number]) for n in names})
        for number, spec in enumerate(specs)
    }
    sizes = allocate_for({n: len(classes[labels]) for n, labels in names.items()}, wanted)
    if sum(sizes.values()) > MOST_DRAWN:
        raise FigureAuditError("too_many")
    return {labels: sizes[name] for name, labels in names.items()}


def _expected(label: int) -> float:
    """Return how often a record with this label is expected to hold; excluded: never."""
    return _EXPECTED.get(Label(label), 0.0)


def _draw(
    classes: _Classes, sizes: Mapping[tuple[int, ...], int], seed: str
) -> list[tuple[int, int, int | None]]:
    """Return (record, stratum, commune), in an order that chance made over all strata."""
    found = {}
    for stratum, (labels, rows) in enumerate(classes.items()):
        places = {str(number): place for number, place in rows}
        chosen = draw(places, sizes[labels], seed)
        found |= {key: (int(key), stratum, places[key]) for key in chosen}
    return [found[key] for key in draw(found, len(found), seed)]

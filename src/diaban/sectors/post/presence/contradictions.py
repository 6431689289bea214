"""Where evidence stands against evidence: a check-in, and somebody who found nobody at that moment.

Raised as doubts like those about check-ins alone. Figures go on by the rules of the engine until a
person decides; who saw nobody is not overruled here, an inspector corrects an entry themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from diaban.engines.presence import Spans, measure_staffing
from diaban.sectors.post.presence.evidence_frames import evidence_of
from diaban.sectors.post.presence.inspection_models import CitizenReport, SpotCheck
from diaban.sectors.post.presence.models import CheckIn
from diaban.sectors.post.presence.roster_models import Absence
from diaban.sectors.post.presence.staffing_models import Flag

SPOT_CHECK, REPORT, ABSENCE = "spot_check", "report", "absence"
KINDS = frozenset({SPOT_CHECK, REPORT, ABSENCE})


@dataclass(frozen=True)
class Contradiction:
    """``check_ins`` made a session that ``kind`` stands against for so many minutes.

    ``source``: the first entry of the visit, or the report; 0 for an announced absence.
    """

    kind: str
    check_ins: tuple[int, ...]
    minutes: int
    source: int


def find_contradictions(points: Sequence[int], first: date, last: date) -> Iterator[Contradiction]:
    """Yield what stands against check-ins of days, both included.

    Who left just before a visit is not contradicted by it: its own moment has to lie within what
    the check-ins say. Nor is who came for somebody that was announced as absent.
    """
    evidence = evidence_of(points, first, last)
    found = measure_staffing(Spans.none(), evidence, (first, last)).contradictions
    moments = dict(evidence.spot_checks.select("id", "minute").iter_rows())
    away = _Away(points, first, last)
    roots = _first_entries(points)
    rows = found.select("start", "end", "spot_check", "opened", "closed")
    for start, end, check, opened, closed in rows.iter_rows():
        numbers = tuple(sorted({one for one in (opened, closed) if one is not None}))
        if check is None:
            if away.were(numbers):
                yield Contradiction(ABSENCE, numbers, end - start, 0)
        elif start < moments[check] < end:
            kind, source = (REPORT, -check) if check < 0 else (SPOT_CHECK, roots.get(check, check))
            yield Contradiction(kind, numbers, end - start, source)


class _Away:
    """Who was announced to be away, to be asked of check-ins."""

    def __init__(self, points: Sequence[int], first: date, last: date) -> None:
        rows = Absence.objects.standing().filter(
            point__in=points, first_day__lte=last, last_day__gte=first
        )
        self._days: dict[tuple[int, int], list[tuple[date, date]]] = {}
        for row in rows:
            days = self._days.setdefault((row.point_id, row.person_id), [])
            days.append((row.first_day, row.last_day))

    def were(self, numbers: Sequence[int]) -> bool:
        """Whether the person of these check-ins was to be away on a day of theirs."""
        if not self._days:
            return False
        return any(
            first <= timezone.localdate(row.happened_at) <= last
            for row in CheckIn.objects.filter(pk__in=numbers)
            for first, last in self._days.get((row.point_id, row.person_id), ())
        )


def _first_entries(points: Sequence[int]) -> dict[int, int]:
    """Return the first entry of each visit that was corrected, by the later entries."""
    rows = SpotCheck.objects.filter(point__in=points, corrects__isnull=False).order_by("pk")
    first: dict[int, int] = {}
    for number, earlier in rows.values_list("pk", "corrects"):
        first[number] = first.get(earlier, earlier)
    return first


def visit_entries(flag: Flag) -> list[SpotCheck]:
    """Return the entries of the visit that a doubt is about, the first one first."""
    if flag.kind != SPOT_CHECK:
        return []
    entries = []
    one = SpotCheck.objects.select_related("inspector").filter(pk=flag.told.get("source")).first()
    while one is not None:
        entries.append(one)
        one = SpotCheck.objects.select_related("inspector").filter(corrects=one).first()
    return entries


def report_of(flag: Flag) -> CitizenReport | None:
    if flag.kind != REPORT:
        return None
    return CitizenReport.objects.filter(pk=flag.told.get("source")).first()


def absences_of(flag: Flag) -> QuerySet[Absence]:
    """Return the announced absences, withdrawn ones too, that a doubt is about."""
    if flag.kind != ABSENCE:
        return Absence.objects.none()
    rows = CheckIn.objects.filter(pk__in=flag.check_ins)
    days = [timezone.localdate(row.happened_at) for row in rows]
    if not days:
        return Absence.objects.none()
    return Absence.objects.filter(
        point=flag.point_id, person=flag.person_id, first_day__lte=max(days),
        last_day__gte=min(days),
    ).order_by("pk")  # fmt: skip

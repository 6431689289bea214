"""Raising doubts: what the engine finds in whole months of check-ins, put before people once.

Doubts about check-ins by themselves, and what others saw that stands against them
(`contradictions`). Raising one changes no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.engines.presence import POINTS, find_doubts
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.contradictions import find_contradictions
from diaban.sectors.post.presence.evidence_frames import marks_to_doubt
from diaban.sectors.post.presence.models import CheckIn
from diaban.sectors.post.presence.staffing_models import Flag
from diaban.spine.places.units import today

# what is usual for a person shows in four months, this one included (`DoubtLimits.usual_months`);
# what shorter windows miss is measured in docs/quality.md
MONTHS_BEFORE = 3
# a check-in that is doubted, the other one that it rests on, and a value
_Case = tuple[int, int | None, float]


@dataclass(frozen=True, order=True)
class _Group:
    """What is put before people as one; ``source``: the visit or report it is against, or 0."""

    kind: str
    point: int
    person: int
    month: date
    source: int = 0

    @property
    def name(self) -> str:
        name = f"{self.kind} {self.point} {self.person} {self.month}"
        return f"{name} {self.source}" if self.source else name

    def known(self):
        """Return the doubts that were raised of it before."""
        rows = Flag.objects.filter(kind=self.kind, point=self.point, person=self.person)
        rows = rows.filter(told__month=str(self.month))
        return rows.filter(told__source=self.source) if self.source else rows

    def facts(self, found: list[_Case]) -> dict[str, object]:
        facts = {"month": str(self.month), "value": max(value for _n, _o, value in found)}
        return facts | ({"source": self.source} if self.source else {})


def raise_flags(first: date | None = None) -> int:
    """Look at the check-ins since a day (None: `MONTHS_BEFORE`); return how many are new.

    What was looked into is not raised again; a doubt that waits takes what has come to it since.
    """
    begin = first or _months_before(today(), MONTHS_BEFORE)
    doubts = [*_doubts(begin), *_contradictions(begin)]
    told = CheckIn.objects.in_bulk({number for _kind, _source, number, _o, _v in doubts})
    groups: dict[_Group, list[_Case]] = defaultdict(list)
    for kind, source, number, other, value in doubts:
        one = told[number]
        month = timezone.localdate(one.happened_at).replace(day=1)
        group = _Group(kind, one.point_id, one.person_id, month, source)
        groups[group].append((number, other, value))
    return sum(_raise(group, found, told) for group, found in sorted(groups.items()))


def _doubts(begin: date) -> Iterator[tuple[str, int, int, int | None, float]]:
    since = timezone.make_aware(datetime.combine(begin, time()))
    marks = marks_to_doubt(CheckIn.objects.filter(happened_at__gte=since))
    for number, kind, other, value, _limit in find_doubts(marks, _points()).iter_rows():
        yield kind, 0, number, other, value


def _contradictions(begin: date) -> Iterator[tuple[str, int, int, int | None, float]]:
    points = Point.objects.everywhere("what stands against check-ins").values_list("pk", flat=True)
    for one in find_contradictions(list(points), begin, today()):
        for number in one.check_ins:
            yield one.kind, one.source, number, None, float(one.minutes)


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before the day's own."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


@transaction.atomic
def _raise(group: _Group, found: list[_Case], told) -> int:
    known = group.known()
    settled = {number for flag in known if flag.settled_at for number in flag.check_ins}
    numbers = {number for number, _other, _value in found} - settled
    if not numbers:
        return 0
    others = {other for number, other, _v in found if other is not None and number in numbers}
    rows, facts = sorted(numbers | others), group.facts(found)
    day = max(timezone.localdate(told[number].happened_at) for number in numbers)
    waiting = known.filter(settled_at=None).first()
    if waiting is not None:
        Flag.objects.filter(pk=waiting.pk).update(check_ins=rows, told=facts, day=day)
        return 0
    token = sha256(f"{group.name} {known.count()}".encode()).hexdigest()
    Flag.objects.create(
        token=token, kind=group.kind, point_id=group.point, person_id=group.person, day=day,
        check_ins=rows, told=facts,
    )  # fmt: skip
    return 1


def _points() -> pl.DataFrame:
    rows = Point.objects.everywhere("doubts about check-ins").exclude(lat_e7=None)
    told = [
        (pk, lat / 1e7, lng / 1e7) for pk, lat, lng in rows.values_list("pk", "lat_e7", "lng_e7")
    ]
    return pl.DataFrame(told, schema=POINTS, orient="row")

"""What is known of who was where, as the engine of presence reads it.

Check-ins that a person has taken out of the evidence are not among them; merely doubtful ones are.
A check-in's time is ours (`CheckIn.happened_at`). A citizens' report counts once somebody with
standing has confirmed it, as what they found at that hour, and never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl
from django.utils import timezone

from diaban.engines.hours import minute_of
from diaban.engines.presence import ABSENCES, MARKS, SPOT_CHECKS, Evidence
from diaban.sectors.post.presence.inspection_models import CitizenReport, Found, SpotCheck
from diaban.sectors.post.presence.models import CheckIn
from diaban.sectors.post.presence.rostered import announced_empty_spans
from diaban.sectors.post.presence.staffing_models import Flag

_HALF_HOUR = 30


def evidence_of(points: Sequence[int], first: date, last: date) -> Evidence:
    """Return the evidence about points on days, both included; a night's of the days around.

    Who was on the roster makes no difference to it: whoever was there was there.
    """
    begin = timezone.make_aware(datetime.combine(first - timedelta(days=1), time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=2), time()))
    rows = CheckIn.objects.filter(point__in=points, happened_at__gte=begin, happened_at__lt=end)
    return Evidence(
        marks=marks_of(rows.exclude(pk__in=_taken_out(points))),
        spot_checks=_spot_checks(points, begin, end),
        absences=_absences(points, first, last),
    )


def marks_of(rows) -> pl.DataFrame:
    """Return check-ins as marks, with the time as ours for both clocks and without positions."""
    told = rows.values_list("pk", "point", "person", "device", "kind", "happened_at", "code_ok")
    return _frame(
        [
            (pk, point, person, device, kind, at, at, *[None] * 4, code, None)
            for pk, point, person, device, kind, at, code in _in_utc(told.iterator(10_000), 5)
        ],
        MARKS,
    )


def marks_to_doubt(rows) -> pl.DataFrame:
    """Return check-ins as marks with both clocks and with positions, for the checks of doubts.

    The server's time is ours of the moment: a check-in that waited for a network is not late.
    """
    phones: dict[object, int] = {}
    told = rows.values_list(
        "pk", "point", "person", "device__phone", "kind", "device_time", "happened_at",
        "place__lat_e7", "place__lng_e7", "place__accuracy_metres", "place__is_mock", "code_ok",
        "place__photo",
    )  # fmt: skip
    found = []
    for pk, point, person, phone, kind, theirs, ours, lat, lng, metres, mock, code, photo in told:
        place = (None, None) if lat is None else (lat / 1e7, lng / 1e7)
        accuracy = None if metres is None else float(metres)
        device = phones.setdefault(phone, len(phones))
        found.append(
            (pk, point, person, device, kind, _utc(theirs), _utc(ours), *place, accuracy, mock,
             code, photo or None)
        )  # fmt: skip
    return _frame(found, MARKS)


def _taken_out(points: Sequence[int]) -> set[int]:
    rows = Flag.objects.filter(point__in=points, counts=False, settled_at__isnull=False)
    return {number for told in rows.values_list("check_ins", flat=True) for number in told}


def _spot_checks(points: Sequence[int], begin: datetime, end: datetime) -> pl.DataFrame:
    checks = SpotCheck.objects.standing().filter(point__in=points, at__gte=begin, at__lt=end)
    told = [
        (pk, point, _minute(at), found == Found.OPEN)
        for pk, point, at, found in checks.values_list("pk", "point", "at", "found")
    ]
    reports = CitizenReport.objects.filter(
        point__in=points, confirmed=True, day__range=(begin.date(), end.date())
    )
    told += [
        (-pk, point, minute_of(day) + 60 * hour + _HALF_HOUR, False)
        for pk, point, day, hour in reports.values_list("pk", "point", "day", "hour")
    ]
    return _frame(told, SPOT_CHECKS)


def _absences(points: Sequence[int], first: date, last: date) -> pl.DataFrame:
    """Return the minutes at which a point is announced empty; who is covered is not among them."""
    empty = announced_empty_spans(points, first, last)
    covered = np.zeros(len(empty.key), dtype=bool)
    return pl.DataFrame(dict(zip(ABSENCES, (*empty, covered), strict=True)), schema=ABSENCES)


def _frame(rows, schema) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _in_utc(rows: Iterable[tuple], place: int) -> Iterator[tuple]:
    """Yield rows with the moment in one column as UTC without a zone."""
    for row in rows:
        yield (*row[:place], _utc(row[place]), *row[place + 1 :])


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _minute(at: datetime) -> int:
    return minute_of(timezone.localtime(at).replace(tzinfo=None))

"""Citizens say that a point was closed; who answers for its ground looks into it.

What is kept is how often it was said of a point, a day and an hour, and nothing of who said it. A
point has at most one row an hour, so nobody can fill the list; and since the same person may say it
again, the count is a hint where to look and never counts as evidence by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from diaban.engines.hours import minute_of
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.inspection_models import CitizenReport
from diaban.sectors.post.presence.roster_models import Posting
from diaban.sectors.post.presence.staffing import refresh, required_of
from diaban.sectors.post.refusing import ReasonedError
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING
from diaban.spine.parties.models import User
from diaban.spine.places.units import today

LONGEST_NOTE = 240
# who says it later remembers the hour less well
DAYS_BACK = 7
_HOUR = 60
# beyond it one more tells nothing, and the column holds no more
_MOST = 1_000_000


class ReportError(ReasonedError):
    """A report cannot be taken or settled.

    ``reason``: no_day, too_old, future, not_open, no_hours; no_note, own, no_standing, settled.
    """


def report_closed(point: Point, day: date, hour: int) -> CitizenReport:
    """Count that somebody found a point closed in an hour of a day. Raises ReportError.

    Only of hours in which the point had to be open for some of the time, and that have begun.
    """
    begun = timezone.make_aware(datetime.combine(day, time(hour)))
    ReportError.unless(begun <= timezone.now(), "future")
    ReportError.unless(day >= today() - timedelta(days=DAYS_BACK), "too_old")
    ReportError.unless(point.hours, "no_hours")
    ReportError.unless(hour in open_hours(point, day), "not_open")
    with transaction.atomic():
        row, _made = CitizenReport.objects.get_or_create(
            point=point, day=day, hour=hour, defaults={"synthetic": point.synthetic}
        )
        rows = CitizenReport.objects.filter(pk=row.pk, count__lt=_MOST)
        rows.update(count=F("count") + 1)
    return row


def open_hours(point: Point, day: date) -> list[int]:
    """Return the hours of a day in which a point has to be open for some of the time."""
    spans, _known = required_of([point], day - timedelta(days=1), day)
    begin = minute_of(day)
    pairs = list(zip(spans.start.tolist(), spans.end.tolist(), strict=True))
    hours = ((n, begin + n * _HOUR) for n in range(24))
    return [n for n, at in hours if any(a < at + _HOUR and b > at for a, b in pairs)]


def settled_by_others(actor: User, reports: Iterable[CitizenReport]) -> set[int]:
    """Keys of those reports that are of a point at which somebody works now or did that day."""
    rows = list(Posting.objects.filter(person=actor))
    now = today()
    return {
        one.pk
        for one in reports
        if any(
            row.point_id == one.point_id and row.valid_from <= on < (row.valid_to or date.max)
            for row in rows
            for on in (one.day, now)
        )
    }


def settleable_by(actor: User, reports: Sequence[CitizenReport]) -> set[int]:
    """Keys of those reports whose ground somebody answers for, without working at the point."""
    if actor.role not in DECIDING:
        return set()
    asked = CitizenReport.objects.visible_to(actor).filter(pk__in=[one.pk for one in reports])
    return set(asked.values_list("pk", flat=True)) - settled_by_others(actor, reports)


def settle_report(actor: User, report: CitizenReport, note: str, *, is_so: bool) -> None:
    """Write down, once, whether it was so. Raises ReportError.

    Confirmed it is evidence that nobody served at that hour.
    """
    said = " ".join(note.replace("\0", "").split())[:LONGEST_NOTE]
    ReportError.unless(not settled_by_others(actor, [report]), "own")
    ReportError.unless(settleable_by(actor, [report]), "no_standing")
    ReportError.unless(said, "no_note")
    told = {
        "confirmed": is_so, "note": said, "settled_by": actor, "settled_at": timezone.now(),
    }  # fmt: skip
    with transaction.atomic():
        rows = CitizenReport.objects.filter(pk=report.pk, settled_at=None)
        ReportError.unless(rows.update(**told), "settled")
        facts = {"report": report.pk, "confirmed": is_so}
        record(actor, "post.report_settled", f"post_point:{report.point_id}", facts)
        if is_so:
            refresh([report.point_id], report.day, report.day)

"""A year of a point: each day's staffed minutes on its page, and a day with its evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diaban.sectors.post.models import CheckIn, CitizenReport, Point, SpotCheck, StaffedDay
from diaban.sectors.post.page_section import Section
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

STYLE = "post/year.css"
_YEAR_DAYS = 365


@dataclass(frozen=True)
class Month:
    """A row of the year: its days, and what they sum up to in minutes."""

    first: date
    days: list[tuple[StaffedDay, str]]
    required: int
    staffed: int
    not_staffed: int
    unknown: int


def year_section(request: HttpRequest, point: Point) -> Section | None:
    since = today() - timedelta(days=_YEAR_DAYS)
    rows = StaffedDay.objects.visible_to(request.user).filter(point=point, day__gt=since)
    months: dict[date, list[StaffedDay]] = defaultdict(list)
    for row in rows.order_by("day"):
        months[row.day.replace(day=1)].append(row)
    if not months:
        return None
    context = {"months": [_month(first, days) for first, days in sorted(months.items())]}
    return Section("post/_year.html", {**context, "point": point}, styles=(STYLE,))


def level_of(row: StaffedDay) -> str:
    """Return how a day is coloured: unknown minutes are neither staffed nor empty.

    ``off``: it did not have to open. ``unknown``: for most of the time nobody can tell.
    """
    if not row.required_minutes:
        return "off"
    if row.unknown_minutes * 2 > row.required_minutes:
        return "unknown"
    share = row.staffed_minutes / row.required_minutes
    return "most" if share >= 0.8 else "some" if share >= 0.4 else "little"


def _month(first: date, rows: list[StaffedDay]) -> Month:
    return Month(
        first, [(row, level_of(row)) for row in rows], sum(row.required_minutes for row in rows),
        sum(row.staffed_minutes for row in rows), sum(row.not_staffed_minutes for row in rows),
        sum(row.unknown_minutes for row in rows),
    )  # fmt: skip


@require_safe
def day_page(request: HttpRequest, number: int, day: str) -> Screen:
    point = Point.objects.visible_to(request.user).filter(pk=number).first()
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if point is None:
        raise Http404
    begin = timezone.make_aware(datetime.combine(on, time()))
    within = (begin, begin + timedelta(days=1))
    seen = CheckIn.objects.visible_to(request.user).filter(
        point=point, happened_at__gte=within[0], happened_at__lt=within[1]
    )
    context = {
        "point": point,
        "day": on,
        "row": StaffedDay.objects.filter(point=point, day=on).first(),
        "check_ins": seen.select_related("person").order_by("happened_at"),
        "spot_checks": SpotCheck.objects.visible_to(request.user)
        .standing()
        .filter(point=point, at__gte=within[0], at__lt=within[1])
        .order_by("at"),
        "reports": CitizenReport.objects.visible_to(request.user)
        .filter(point=point, day=on)
        .order_by("hour"),
    }
    return Screen(
        "post/day.html", _("Evidence of %(day)s") % {"day": on.strftime("%d/%m/%Y")}, context,
        back=(reverse("post_point", args=[point.pk]), str(point)), styles=(STYLE,),
        synthetic=point.synthetic,
    )  # fmt: skip


PAGES: tuple[Page, ...] = (
    Page("points/<row:number>/days/<str:day>/", "post_day", day_page, OFFICE | {Role.OPERATOR},
         Territory.CHARGE, "what is known of a point's day"),
)  # fmt: skip

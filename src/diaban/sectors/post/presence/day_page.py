"""The page of one day of a point: hours, who was to be there, all evidence, and what is doubted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diaban.engines.hours.holidays import FIRST_YEAR, LAST_YEAR
from diaban.sectors.post.models import CheckIn, CitizenReport, Point, SpotCheck, StaffedDay
from diaban.sectors.post.presence.day_doubts import doubts_by_day
from diaban.sectors.post.presence.flag_words import title_of
from diaban.sectors.post.presence.roster_pages import STYLE as ROSTER_STYLE
from diaban.sectors.post.presence.roster_pages import absences_between, seen_points, seen_week
from diaban.sectors.post.weekdays import WEEKDAYS
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

# a week around a day asks for the holidays of a year before and after its own
_KNOWN_YEARS = (FIRST_YEAR + 2, LAST_YEAR - 2)


@require_safe
def day_page(request: HttpRequest, number: int, day: str) -> Screen:
    point = Point.objects.visible_to(request.user).filter(pk=number).first()
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if point is None or not _KNOWN_YEARS[0] <= on.year <= _KNOWN_YEARS[1]:
        raise Http404
    context = {
        "point": point,
        "day": on,
        "weekday": WEEKDAYS[on.weekday()],
        "earlier": on - timedelta(days=1),
        "later": on + timedelta(days=1) if on < today() else None,
        "row": StaffedDay.objects.filter(point=point, day=on).first(),
        **_rostered(request.user, point, on),
        **_evidence(request.user, point, on),
        "doubts": [
            (one, title_of(one.kind)) for one in doubts_by_day(request.user, point).get(on, ())
        ],
    }
    return Screen(
        "post/day.html", _("Evidence of %(day)s") % {"day": on.strftime("%d/%m/%Y")}, context,
        back=(reverse("post_point", args=[point.pk]), str(point)), styles=(ROSTER_STYLE,),
        synthetic=point.synthetic,
    )  # fmt: skip


def _rostered(actor: User, point: Point, on: date) -> dict[str, Any]:
    """Return the hours of a day, and who was to be there, to whom the roster concerns."""
    sees = seen_points(actor).filter(pk=point.pk).exists()
    days, known = seen_week(actor, point, on - timedelta(days=on.weekday()))
    return {
        "opening": days[on.weekday()].opening,
        "hours_known": known,
        "people": days[on.weekday()].people if sees else None,
        "absences": absences_between(actor, point, on, on),
    }


def _evidence(actor: User, point: Point, on: date) -> dict[str, Any]:
    begin = timezone.make_aware(datetime.combine(on, time()))
    end = begin + timedelta(days=1)
    seen = CheckIn.objects.visible_to(actor).filter(
        point=point, happened_at__gte=begin, happened_at__lt=end
    )
    checks = SpotCheck.objects.visible_to(actor).standing()
    reports = CitizenReport.objects.visible_to(actor).filter(point=point, day=on)
    return {
        "check_ins": seen.select_related("person").order_by("happened_at"),
        "spot_checks": checks.filter(point=point, at__gte=begin, at__lt=end).order_by("at"),
        "reports": reports.order_by("hour"),
    }


PAGES: tuple[Page, ...] = (
    Page("points/<row:number>/days/<str:day>/", "post_day", day_page, OFFICE | {Role.OPERATOR},
         Territory.CHARGE, "what is known of a point's day"),
)  # fmt: skip

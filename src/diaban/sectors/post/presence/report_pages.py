"""Citizens say "it was closed", without signing in; officers look into it and settle it once."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diaban.sectors.post.models import CitizenReport, Point
from diaban.sectors.post.page_above import page_above
from diaban.sectors.post.presence.citizen_reports import (
    DAYS_BACK,
    ReportError,
    open_hours,
    report_closed,
    settle_report,
    settleable_by,
)
from diaban.sectors.post.presence.flag_pages import point_asked
from diaban.spine.parties.access import ANYBODY, DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

SHOWN_AT_ONCE = 100
REFUSALS = {
    "no_day": gettext_lazy("Choose the day and the hour."),
    "too_old": gettext_lazy("That is more than 7 days ago. Please tell us of the last days only."),
    "future": gettext_lazy("This hour has not come yet. Please choose when you were there."),
    "not_open": gettext_lazy(
        "By its hours the point did not have to be open then. Thank you all the same."
    ),
    "no_hours": gettext_lazy(
        "Nobody has told us yet when this point has to be open, so this cannot be counted."
    ),
    "no_note": gettext_lazy("Write in a few words what you found out."),
    "own": gettext_lazy("Who works at the point does not settle reports about it."),
    "no_standing": gettext_lazy("Only who answers for the point's ground may settle it."),
    "settled": gettext_lazy("Somebody settled it meanwhile."),
}


def closed_page(request: HttpRequest, number: int) -> Screen | HttpResponse:
    """Ask anybody when a point was closed, and count it; nothing of who says it is kept."""
    standing = Point.objects.everywhere("public: where to go").open_on(today())
    point = standing.serving_anybody().filter(pk=number).first()
    if point is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            report_closed(point, *_asked(request))
        except ReportError as error:
            refusal = str(REFUSALS[error.reason])
        else:
            return redirect(f"{reverse('post_closed', args=[point.pk])}?said=1")
    days = [today() - timedelta(days=n) for n in range(DAYS_BACK + 1)]
    hours = sorted({hour for day in days for hour in open_hours(point, day)})
    context = {
        "point": point, "days": days, "hours": hours, "refusal": refusal,
        "said": "said" in request.GET, "asked_day": request.POST.get("day", str(days[0])),
        "asked_hour": request.POST.get("hour", str(timezone.localtime().hour)),
    }  # fmt: skip
    return Screen(
        "post/closed.html", _("Was it closed?"), context,
        back=(reverse("post_nearest"), _("Post points open near me")),
        synthetic=point.synthetic, status=400 if refusal else 200,
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[date, int]:
    hour = request.POST.get("hour", "")
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise ReportError("no_day") from None
    if not (hour.isascii() and hour.isdecimal() and len(hour) < 3 and int(hour) < 24):
        raise ReportError("no_day")
    return day, int(hour)


@require_safe
def reports(request: HttpRequest) -> Screen:
    rows = CitizenReport.objects.visible_to(request.user).select_related("point", "settled_by")
    point = point_asked(request)
    if point:
        rows = rows.filter(point=point)
    waiting = rows.filter(settled_at=None).order_by("-day", "-hour", "-pk")
    settled = rows.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")
    first = list(waiting[:SHOWN_AT_ONCE])
    mine = settleable_by(request.user, first)
    context = {
        "waiting": [(one, one.pk in mine) for one in first],
        "count": waiting.count(),
        "point": point,
        "settled": settled[:SHOWN_AT_ONCE],
        "shown": SHOWN_AT_ONCE,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    synthetic = rows.filter(synthetic=True).exists()
    back = (reverse("post_point", args=[point.pk]), str(point)) if point else page_above(request)
    return Screen(
        "post/reports.html", _("Citizens said that it was closed"), context,
        back=back, synthetic=synthetic,
    )  # fmt: skip


@require_POST
def report_settle(request: HttpRequest, number: int) -> HttpResponse:
    found = CitizenReport.objects.visible_to(request.user).filter(pk=number).first()
    said = request.POST.get("so", "")
    if found is None or said not in {"yes", "no"}:
        raise Http404
    try:
        settle_report(request.user, found, request.POST.get("note", ""), is_so=said == "yes")
    except ReportError as error:
        return redirect(f"{reverse('post_reports')}?refused={error.reason}")
    return redirect("post_reports")


PAGES: tuple[Page, ...] = (
    Page("closed/<row:number>/", "post_closed", closed_page, ANYBODY, Territory.OPEN,
         "say that a point was closed"),
    Page("reports/", "post_reports", reports, OFFICE | {Role.OPERATOR}, Territory.CHARGE,
         "citizens' reports of closed points: see"),
    Page("reports/<row:number>/settle/", "post_report_settle", report_settle, DECIDING,
         Territory.CHARGE, "citizens' reports of closed points: settle"),
)  # fmt: skip

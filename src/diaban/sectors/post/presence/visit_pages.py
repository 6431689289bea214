"""An inspector's visit, on a phone: what was found at a point, and earlier entries put right."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.sectors.post.models import CitizenReport, Flag, Point, SpotCheck
from diaban.sectors.post.page_section import Section
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.spot_checks import Seen, SpotCheckError, correct, write_down
from diaban.spine.parties.access import DECIDING, Territory
from diaban.spine.places.points import read_point
from diaban.spine.sectors import Page, Screen

SHOWN_AT_ONCE = 20
FOUND_WORDS = {
    Found.OPEN: gettext_lazy("Open, somebody serves"),
    Found.NOBODY: gettext_lazy("Open, but nobody there to serve"),
    Found.CLOSED: gettext_lazy("Closed"),
    Found.NOTHING: gettext_lazy("Entered by mistake: I was not there"),
}
REFUSALS = {
    "no_found": gettext_lazy("Choose what you found."),
    "no_note": gettext_lazy("Write in a few words why the entry is corrected."),
    "no_moment": gettext_lazy("The moment cannot be read: choose day and time, or leave it empty."),
    "future": gettext_lazy("This moment has not come yet."),
    "too_old": gettext_lazy("That is more than 24 hours ago: it cannot be written down any more."),
    "not_own": gettext_lazy("Only who wrote an entry may correct it."),
    "corrected": gettext_lazy("This entry was corrected meanwhile."),
    "no_standing": gettext_lazy("Only officers of the department or the commune write visits."),
}


def visit_page(request: HttpRequest, number: int) -> Screen | HttpResponse:
    """Show the form, or keep what it says; a refused form keeps what was typed."""
    point = Point.objects.visible_to(request.user).filter(pk=number).first()
    if point is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    earlier = _earlier(point, asked.get("corrects", ""))
    refusal = ""
    if request.method == "POST":
        try:
            _keep(request, point, earlier)
        except SpotCheckError as error:
            refusal = str(REFUSALS[error.reason])
        else:
            return redirect(f"{reverse('post_visit', args=[point.pk])}?kept=1")
    rows = SpotCheck.objects.filter(point=point).select_related("inspector", "correction")
    context = {
        "point": point,
        "asked": request.POST,
        "earlier": earlier,
        "refusal": refusal,
        "kept": "kept" in request.GET,
        "choices": [(one, FOUND_WORDS[one]) for one in Found if earlier or one != Found.NOTHING],
        "visits": [
            (one, FOUND_WORDS[Found(one.found)], _may_correct(request, one))
            for one in rows.order_by("-at", "-pk")[:SHOWN_AT_ONCE]
        ],
    }
    return Screen(
        "post/visit.html", _("Visit to %(point)s") % {"point": point}, context,
        back=(reverse("post_point", args=[point.pk]), str(point)),
        scripts=("post/visit.js",), synthetic=point.synthetic, status=400 if refusal else 200,
    )  # fmt: skip


def visit_section(request: HttpRequest, point: Point) -> Section | None:
    """Show on a point's page its newest visits, and what citizens said that waits."""
    checks = SpotCheck.objects.visible_to(request.user).standing().filter(point=point)
    reports = CitizenReport.objects.visible_to(request.user).filter(point=point, settled_at=None)
    doubts = Flag.objects.visible_to(request.user).filter(point=point)
    newest = [(one, FOUND_WORDS[Found(one.found)]) for one in checks.order_by("-at")[:5]]
    context = {
        "point": point, "visits": newest, "reports": reports.count(),
        "may_visit": request.user.role in DECIDING,
        "doubts": doubts.filter(settled_at=None).count(),
        "doubted": doubts.exists(),
    }  # fmt: skip
    return Section("post/_visits.html", context)


def _keep(request: HttpRequest, point: Point, earlier: SpotCheck | None) -> None:
    told = request.POST
    if told.get("found") not in Found.values:
        raise SpotCheckError("no_found")
    here = read_point(told.get("here", ""))
    seen = Seen(Found(told["found"]), _moment(told.get("at", "")), told.get("note", ""), here)
    if earlier is None:
        write_down(request.user, point, seen)
    else:
        correct(request.user, earlier, seen)


def _moment(text: str) -> datetime:
    if not text.strip():
        return timezone.now()
    try:
        found = parse_datetime(text.strip())
        if found is None:
            raise SpotCheckError("no_moment")
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise SpotCheckError("no_moment") from None


def _earlier(point: Point, text: str) -> SpotCheck | None:
    """Return the entry that is to be corrected; Http404 for one of another point."""
    if not text:
        return None
    plain = text.isascii() and text.isdecimal() and len(text) < 16
    found = SpotCheck.objects.filter(point=point, pk=int(text)).first() if plain else None
    if found is None:
        raise Http404
    return found


def _may_correct(request: HttpRequest, check: SpotCheck) -> bool:
    taken_back = check.found == Found.NOTHING
    return check.inspector_id == request.user.pk and not taken_back and not _is_corrected(check)


def _is_corrected(check: SpotCheck) -> bool:
    return hasattr(check, "correction")


PAGES: tuple[Page, ...] = (
    Page("points/<row:number>/visit/", "post_visit", visit_page, DECIDING, Territory.CHARGE,
         "write down a visit to a point"),
)  # fmt: skip

"""The pages of doubts: what waits, and one with its check-ins, explanations and decision."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diaban.sectors.post.models import CheckIn, Flag, Point
from diaban.sectors.post.page_above import page_above
from diaban.sectors.post.presence.contradictions import (
    KINDS,
    absences_of,
    report_of,
    visit_entries,
)
from diaban.sectors.post.presence.flag_words import title_of
from diaban.sectors.post.presence.flags import FlagError, comment, may_settle, settle
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.roster_pages import seen_points
from diaban.sectors.post.presence.visit_pages import FOUND_WORDS
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.sectors import Page, Screen

SHOWN_AT_ONCE = 100
REFUSALS = {
    "no_text": gettext_lazy("Write it in a few words."),
    "own": gettext_lazy("A doubt about oneself is settled by somebody else."),
    "own_visit": gettext_lazy("Who saw it is one of the two sides: somebody else settles it."),
    "no_standing": gettext_lazy("Only who answers for the point may settle it."),
    "settled": gettext_lazy("Somebody looked into it meanwhile."),
}


@require_safe
def flags(request: HttpRequest) -> Screen:
    rows = Flag.objects.visible_to(request.user).select_related("point", "person")
    point = point_asked(request)
    if point:
        rows = rows.filter(point=point)
    kind = request.GET.get("kind", "")
    counts = Counter(rows.filter(settled_at=None).values_list("kind", flat=True))
    shown = rows.filter(kind=kind) if kind else rows
    waiting = shown.filter(settled_at=None).order_by("-day", "-pk")
    settled = shown.filter(settled_at__isnull=False).order_by("-settled_at")
    context = {
        "waiting": [(one, title_of(one.kind)) for one in waiting[:SHOWN_AT_ONCE]],
        "count": counts[kind] if kind else counts.total(),
        "kinds": sorted((title_of(one), one, count) for one, count in counts.items()),
        "kind": kind,
        "point": point,
        "settled": [(one, title_of(one.kind)) for one in settled[:SHOWN_AT_ONCE]],
        "shown": SHOWN_AT_ONCE,
    }
    synthetic = rows.filter(point__synthetic=True).exists()
    back = (reverse("post_point", args=[point.pk]), str(point)) if point else page_above(request)
    return Screen(
        "post/flags.html", _("Doubts about check-ins"), context, back=back, synthetic=synthetic
    )


def point_asked(request: HttpRequest) -> Point | None:
    """Return the point that a list is asked for alone; Http404 for one that the reader sees not."""
    text = request.GET.get("point", "")
    if not text:
        return None
    plain = text.isascii() and text.isdecimal() and len(text) < 16
    found = seen_points(request.user).filter(pk=int(text)).first() if plain else None
    if found is None:
        raise Http404
    return found


@require_safe
def flag(request: HttpRequest, number: int) -> Screen:
    found = _flag(request, number)
    seen = CheckIn.objects.visible_to(request.user).filter(pk__in=found.check_ins)
    rows = list(seen.select_related("point", "person", "place").order_by("happened_at"))
    own = (found.person_id, found.point_id)
    context = {
        "flag": found,
        "check_ins": rows,
        "others": any((one.person_id, one.point_id) != own for one in rows),
        "hidden": len(found.check_ins) - len(rows),
        "against": _against(found),
        "comments": found.comments.select_related("author").order_by("pk"),
        "may_settle": found.settled_at is None and may_settle(request.user, found),
        "may_comment": request.user.role != Role.AUDITOR,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return Screen(
        "post/flag.html", title_of(found.kind), context,
        back=(reverse("post_flags"), _("Doubts about check-ins")),
        synthetic=found.point.synthetic,
    )  # fmt: skip


def _against(found: Flag) -> dict[str, object] | None:
    """Return what stands against the check-ins; None where it is only they that do not fit."""
    if found.kind not in KINDS:
        return None
    entries = [(one, FOUND_WORDS[Found(one.found)]) for one in visit_entries(found)]
    return {"visit": entries, "report": report_of(found), "absences": absences_of(found)}


@require_POST
def flag_comment(request: HttpRequest, number: int) -> HttpResponse:
    found = _flag(request, number)
    return _answer(found, lambda: comment(request.user, found, request.POST.get("text", "")))


@require_POST
def flag_settle(request: HttpRequest, number: int) -> HttpResponse:
    found, told = _flag(request, number), request.POST
    counts = told.get("counts") == "yes"
    return _answer(found, lambda: settle(request.user, found, told.get("note", ""), counts=counts))


def _answer(found: Flag, act) -> HttpResponse:
    page = reverse("post_flag", args=[found.pk])
    try:
        act()
    except FlagError as error:
        return redirect(f"{page}?refused={error.reason}")
    return redirect(page)


def _flag(request: HttpRequest, number: int) -> Flag:
    rows = Flag.objects.visible_to(request.user).select_related("point", "person", "settled_by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


_SEE = OFFICE | {Role.OPERATOR}
_SAY = DECIDING | {Role.OPERATOR}
PAGES: tuple[Page, ...] = (
    Page("doubts/", "post_flags", flags, _SEE, Territory.CHARGE, "doubts about check-ins: see"),
    Page("doubts/<row:number>/", "post_flag", flag, _SEE, Territory.CHARGE,
         "doubts about check-ins: see"),
    Page("doubts/<row:number>/comment/", "post_flag_comment", flag_comment, _SAY,
         Territory.CHARGE, "doubts about check-ins: explain, settle"),
    Page("doubts/<row:number>/settle/", "post_flag_settle", flag_settle, _SAY,
         Territory.CHARGE, "doubts about check-ins: explain, settle"),
)  # fmt: skip

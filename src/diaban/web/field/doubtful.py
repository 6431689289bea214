"""Captures that do not fit together, for the office to look into."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diaban.engines.measuring import DoubtKind
from diaban.spine.fieldwork.deciding import may_manage
from diaban.spine.fieldwork.doubts import DAYS, DoubtError, raise_doubts, settle_doubt
from diaban.web.field.office import require_manager

SHOWN = 50
TITLES = {
    DoubtKind.SAME_PICTURE: _("One picture at several doors"),
    DoubtKind.SAME_POINT: _("One position, to the last digit, at several doors"),
    DoubtKind.TOO_FAST: _("Too far away too soon"),
    DoubtKind.AT_ONCE: _("Many doors in one minute"),
}
REFUSALS = {
    "no_note": _("Write what you found, in a few words."),
    "settled": _("Somebody looked into this meanwhile."),
}


@require_safe
def doubts_page(request: HttpRequest) -> HttpResponse:
    raised = raise_doubts(request.user)
    waiting = [one for one in raised if one.settled is None]
    context = {
        "doubts": [(one, TITLES[one.doubt.kind]) for one in waiting[:SHOWN]],
        "settled": [(one, TITLES[one.doubt.kind]) for one in raised if one.settled][:SHOWN],
        "count": len(waiting),
        "shown": SHOWN,
        "days": DAYS,
        "may_manage": may_manage(request.user),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return render(request, "field/doubts.html", context)


@require_POST
def settle(request: HttpRequest, token: str) -> HttpResponse:
    require_manager(request)
    found = next((one for one in raise_doubts(request.user) if one.token == token), None)
    if found is None:
        raise Http404
    try:
        settle_doubt(found, request.POST.get("note", ""), request.user)
    except DoubtError as error:
        return redirect(f"{reverse('field_doubts')}?refused={error.reason}")
    return redirect("field_doubts")

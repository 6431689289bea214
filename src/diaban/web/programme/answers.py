"""What a unit says to the tasks that it was handed: received, accepted, returned with a reason."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from diaban.spine.places.models import Unit
from diaban.spine.programme.cascading import CascadeError, accept, give_back, receive
from diaban.spine.programme.models import Assignment
from diaban.web.programme.asked import programme_asked, unit_asked, unit_key


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    rows = Assignment.objects.visible_to(request.user).select_related("unit", "task")
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    said = request.POST.get("answer", "")
    try:
        if said == "receive":
            receive([row], request.user)
        elif said == "accept":
            accept(row, request.user)
        elif said == "return":
            give_back(row, request.POST.get("reason", ""), request.user)
        else:
            raise Http404
    except CascadeError as error:
        return redirect(_back(request, row, refused=error.reason))
    return redirect(_back(request, row, said=said))


@require_POST
def receive_all(request: HttpRequest, code: str) -> HttpResponse:
    """Note that a unit has seen all that it was sent and is silent about, or all of a programme."""
    unit = unit_asked(code, request.user)
    rows = Assignment.objects.visible_to(request.user).filter(unit=unit, received_at__isnull=True)
    if request.GET.get("programme"):
        rows = rows.filter(task__programme=programme_asked(request))
    try:
        receive(rows, request.user)
    except CascadeError as error:
        return redirect(_unit_page(request, unit, said="receive", refused=error.reason))
    return redirect(_unit_page(request, unit, said="receive"))


def _back(request: HttpRequest, row: Assignment, **told: str) -> str:
    """Return the page that the answer was given on, with what is to be told there."""
    if request.POST.get("back") == "task":
        return f"{reverse('task', args=[row.task_id])}?{urlencode({'answered': row.pk, **told})}"
    return _unit_page(request, row.unit, **told)


def _unit_page(request: HttpRequest, unit: Unit, **told: str) -> str:
    named = request.GET.get("programme", "")
    query = {"programme": named, **told} if named else told
    return f"{reverse('programme_unit', args=[unit_key(unit)])}?{urlencode(query)}"

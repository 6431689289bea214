"""The Post's handover: how it stands by commune, workbooks to correct, and what came back."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.exchange.handover.counting import count_communes
from diaban.exchange.handover.deciding import adopt_codes, codes_to_adopt, leave, take
from diaban.exchange.handover.returning import read_return
from diaban.exchange.handover.workbook import workbook_name, write_all, write_workbook
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import MOST_UPLOADED_BYTES, ReadOptions
from diaban.spine.handovers.models import Handover, Outcome, Reason, ReturnedRow, Standing
from diaban.spine.parties.models import Role
from diaban.web.pages.count_import import UPLOAD_PROBLEMS
from diaban.web.pages.rejected import XLSX_TYPE
from diaban.web.pages.uploads import UploadError, find_upload, keep_upload

SHOWN = 50
STANDINGS = {
    Standing.MATCHED: _("matched"),
    Standing.DIFFERING: _("differing"),
    Standing.MISSING_HERE: _("not in the registry"),
    Standing.MISSING_THERE: _("not in the list"),
}
REASONS = {
    Reason.CODE: _("same digital address"),
    Reason.WORDS: _("surely one: words alike, close by"),
    Reason.UNSURE: _("probably one, somebody must look"),
    Reason.NEAREST: _("nearest to each other, too few words to compare"),
    Reason.CODE_DIFFERS: _("same address, but another digital address"),
    Reason.NOTHING_LIKE_IT: _("nothing in the registry is like it"),
    Reason.NO_PLACE: _("no commune and no position known"),
    Reason.NO_CODE: _("it has no digital address, and no row is like it"),
    Reason.CODE_UNKNOWN: _("the list does not hold its digital address"),
}
FIELDS = {
    "house_number": _("house number"),
    "lanes": _("lanes"),
    "street": _("street"),
    "locality": _("hamlet or group"),
    "building": _("building"),
    "unit": _("flat"),
    "digital_address": _("digital address"),
    "life": _("state"),
}
COUNTED = {
    "open": _("changes to look through"),
    "kept": _("rows that stay as they are"),
    "later": _("rows left for later"),
    "unchanged": _("rows returned before"),
    "decided": _("rows decided before"),
    "rejected": _("rows that could not be read"),
}


@dataclass(frozen=True)
class Change:
    """A returned row: what is registered now and what would be, field by field."""

    returned: ReturnedRow
    title: str
    reason: object
    lines: list[tuple[object, str, str]]


def overview(request: HttpRequest) -> HttpResponse:
    """Show the newest handover by commune; take a returned workbook."""
    context: dict[str, Any] = {"fault": ""}
    if request.method == "POST":
        try:
            context |= _receive(request)
        except UploadError as error:
            context["fault"] = UPLOAD_PROBLEMS[error.reason]
        except InputError as error:
            context["fault"] = error.problem.say(get_language() or "vi")
    handover = _newest(request)
    communes = count_communes(handover, request.user) if handover else []
    totals = [sum(column) for column in zip(*(one.of() for one in communes), strict=True)]
    context |= {
        "handover": handover,
        "communes": communes,
        "totals": totals or [0] * len(STANDINGS),
        "standings": STANDINGS.values(),
        "open": _open(request).count(),
        "adopted": _count(request, "adopted"),
        "to_adopt": codes_to_adopt(handover, request.user).count() if handover else 0,
        "may_decide": may_decide(request.user),
        "sees_city": request.user.sees_whole_city,
        "takes_lists": request.user.role == Role.DEPARTMENT,
    }
    return render(request, "handover/overview.html", context)


def may_decide(user: Any) -> bool:
    return user.role in {Role.DEPARTMENT, Role.COMMUNE}


def _receive(request: HttpRequest) -> dict[str, Any]:
    if not may_decide(request.user):
        raise Http404
    path = find_upload(keep_upload(request.FILES.get("file")))
    if path is None:
        raise UploadError("swept")
    try:
        done = read_return(path, request.user, ReadOptions(most_bytes=MOST_UPLOADED_BYTES))
    finally:
        path.unlink(missing_ok=True)
    counts = [(COUNTED[n], done.counts[n]) for n in COUNTED if done.counts[n]]
    return {"returned": done, "counts": counts, "rejected": done.counts["rejected"]}


def _newest(request: HttpRequest) -> Handover | None:
    found = Handover.objects.visible_to(request.user).filter(reconciled_at__isnull=False)
    return found.select_related("run").order_by("-pk").first()


def _of(request: HttpRequest, handover: int) -> Handover:
    found = Handover.objects.visible_to(request.user).filter(pk=handover).first()
    if found is None or found.reconciled_at is None:
        raise Http404
    return found


def commune_workbook(request: HttpRequest, handover: int, code: str) -> FileResponse:
    """Send the workbook of a commune in the actor's territory."""
    found = _of(request, handover)
    units = {one.unit.code: one.unit for one in count_communes(found, request.user) if one.unit}
    if code not in units:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / workbook_name(units[code])
        write_workbook(found, units[code], request.user, path)
        # an open file outlives its folder, and is gone when it has been sent
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=path.name, content_type=XLSX_TYPE)


def all_workbooks(request: HttpRequest, handover: int) -> FileResponse:
    """Send the workbooks of all communes that the actor sees as one ZIP."""
    found = _of(request, handover)
    communes = count_communes(found, request.user)
    units = [one.unit for one in communes if one.unit and one.to_correct]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"doi-chieu-{found.held_on.isoformat()}.zip"
        write_all(found, units, request.user, path)
        content = path.open("rb")
    return FileResponse(
        content, as_attachment=True, filename=path.name, content_type="application/zip"
    )


def returned_page(request: HttpRequest) -> HttpResponse:
    """Show returned rows one by one, before they are taken."""
    waiting = _open(request)
    unit = request.GET.get("unit", "")[:5]
    if unit:
        waiting = waiting.filter(row__commune__code=unit)
    related = ("row__address", "row__commune", "run__actor", "row__handover")
    shown = waiting.select_related(*related).order_by("row__commune", "pk")[:SHOWN]
    context = {
        "changes": [_change(one) for one in shown],
        "count": waiting.count(),
        "unit": unit,
        "may_decide": may_decide(request.user),
        "done": _told(request),
    }
    return render(request, "handover/returned.html", context)


def _open(request: HttpRequest):
    return ReturnedRow.objects.visible_to(request.user).filter(outcome=Outcome.OPEN)


def _told(request: HttpRequest) -> tuple[str, int] | None:
    for name in ("taken", "left"):
        count = _count(request, name)
        if count is not None:
            return name, count
    return None


def _count(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take or leave one returned row, those ticked, or all of the list."""
    act = take if request.POST.get("act") == "take" else leave
    rows = _open(request)
    unit = request.POST.get("unit", "")[:5]
    if unit:
        rows = rows.filter(row__commune__code=unit)
    if request.POST.get("scope") != "all":
        asked = [n for n in request.POST.getlist("row") if n.isdecimal() and len(n) < 18]
        rows = rows.filter(pk__in=asked)
    done = act(request.user, rows.values_list("pk", flat=True))
    word = "taken" if act is take else "left"
    query = f"?{word}={done}" + (f"&unit={unit}" if unit else "")
    return redirect(reverse("handover_returned") + query)


@require_POST
def adopt(request: HttpRequest, handover: int) -> HttpResponse:
    """Write the codes of all matched rows of the actor's territory into the registry."""
    written = adopt_codes(_of(request, handover), request.user)
    return redirect(f"{reverse('handover')}?adopted={written}")


def _change(returned: ReturnedRow) -> Change:
    row = returned.row
    door = row.address
    lines = []
    for name, label in FIELDS.items():
        if name in returned.values:
            after = returned.values[name]
            shown = str(_("gone")) if name == "life" else str(after)
            before = "" if name == "life" or door is None else getattr(door, name)
            lines.append((label, before, shown))
    if "lat_e7" in returned.values:
        before = "{:.6f}, {:.6f}".format(*door.position) if door and door.position else ""
        after = f"{returned.values['lat_e7'] / 1e7:.6f}, {returned.values['lng_e7'] / 1e7:.6f}"
        lines.append((_("position"), before, after))
    title = (door.public_line or door.identifier) if door else ""
    return Change(returned, title, REASONS.get(row.reason, ""), lines)

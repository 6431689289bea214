"""Adding a point and correcting one, by the words that lists are read by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diaban.sectors.post.choices import Kind, Service, Tenure
from diaban.sectors.post.imports import check_positions
from diaban.sectors.post.models import Act, Point
from diaban.sectors.post.register.deciding import subject_of
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.sectors.post.register.point_page import back_to, point_of
from diaban.sectors.post.register.resolving import resolve
from diaban.sectors.post.register.row_reading import RowRead, read_day, read_row
from diaban.sectors.post.register.row_writing import changed, values_of
from diaban.sectors.post.register.same_points import find_same
from diaban.sectors.post.register.stating import Saying, open_point, state_facts
from diaban.sectors.post.register.words import REFUSALS
from diaban.spine.addresses.identifiers import IdentifierError
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING, Territory
from diaban.spine.parties.organisations import Organisation
from diaban.spine.places.units import today
from diaban.spine.sectors import InputRow, Page, Screen

_FIELDS = (
    "name", "kind", "operator", "code", "address", "commune", "tenure", "hours", "postal_code",
    "lat", "lng", "accuracy", "opened_on", "closed_on",
)  # fmt: skip
# what the row of a list does not have
_BESIDE = ("held_on", "source", "successor")
# what may stand although it was not understood: the words are kept
_TOLERATED = frozenset({"hours_unread"})
_LONGEST = 400
OWN_SOURCE = "biểu mẫu"


class _RefusedError(ValueError):
    """What was sent cannot be taken; ``reason`` is one of ``REFUSALS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: HttpRequest) -> Screen | HttpResponse:
    if request.method != "POST":
        return _form(request, None, {"held_on": today().isoformat()})
    return _save(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_page(request: HttpRequest, number: int) -> Screen | HttpResponse:
    point = point_of(request, number)
    if request.method != "POST":
        return _form(request, point, values_of(point) | {"held_on": today().isoformat()})
    return _save(request, point)


def _save(request: HttpRequest, point: Point | None) -> Screen | HttpResponse:
    values = _sent(request)
    read = read_row(InputRow(0, values))
    check_positions([read])
    grave = [fault for fault in read.faults if fault.code not in _TOLERATED]
    reason = ""
    if not grave:
        try:
            kept = _take(request, point, read)
        except _RefusedError as error:
            reason = error.reason
        else:
            return redirect("post_point", kept.pk) if kept else back_to(point, "nothing_new")
    return _form(request, point, values, read, reason)


@transaction.atomic
def _take(request: HttpRequest, point: Point | None, read: RowRead) -> Point | None:
    """Say what was sent; None where it says nothing new. What is refused is undone as a whole."""
    day = read_day(request.POST.get("held_on", ""))
    if day is None or day > today():
        raise _RefusedError("day")
    source = " ".join(request.POST.get("source", "").replace("\0", "").split())[:80]
    saying = Saying(request.user, source or OWN_SOURCE, day)
    facts = _with_body(read) | _successor(request, point)
    if point is None:
        point, act = open_point(facts, saying), "post.point_opened"
    else:
        facts, act = changed(point, facts), "post.point_corrected"
        if not facts:
            return None
        state_facts(point, Act.CORRECTION, facts, saying)
    resolve([point.pk], saying)
    find_same([point.pk], saying)
    if not Point.objects.visible_to(request.user).filter(pk=point.pk).exists():
        raise _RefusedError("outside")
    record(request.user, act, subject_of(point), {"facts": sorted(facts)})
    return point


def _successor(request: HttpRequest, point: Point | None) -> dict[str, int]:
    """Read which point took over the work of one that closed; it must be another one in sight."""
    text = request.POST.get("successor", "").strip()
    if not text:
        return {}
    try:
        number = read_identifier(text[:_LONGEST])
    except IdentifierError:
        raise _RefusedError("successor") from None
    seen = Point.objects.visible_to(request.user).present().filter(pk=number)
    if not seen.exists() or (point is not None and point.pk == number):
        raise _RefusedError("successor")
    return {"successor": number}


def _with_body(read: RowRead) -> dict[str, Any]:
    if not read.operator:
        return read.facts
    body, _made = Organisation.objects.get_or_create(
        name=read.operator, defaults={"source": OWN_SOURCE}
    )
    return {**read.facts, "operator": body.pk}


def _sent(request: HttpRequest) -> dict[str, str]:
    told = {name: request.POST.get(name, "")[:_LONGEST] for name in (*_FIELDS, *_BESIDE)}
    services = [one for one in request.POST.getlist("services") if one in Service.values]
    return told | {"services": ";".join(services)}


def _form(
    request: HttpRequest,
    point: Point | None,
    given: Mapping[str, str],
    read: RowRead | None = None,
    reason: str = "",
) -> Screen:
    in_vietnamese = get_language() != "en"
    faults = [
        (fault.field, fault.vi if in_vietnamese else fault.en)
        for fault in (read.faults if read else ())
    ]
    context = {
        "point": point,
        "given": given,
        "services_given": set(given.get("services", "").split(";")),
        "faults": faults,
        "faulty": {name for name, _words in faults},
        "refusal": REFUSALS.get(reason, ""),
        "kinds": Kind.choices,
        "tenures": Tenure.choices,
        "services": Service.choices,
        "latest": today(),
    }
    title = _("Correct a post point") if point else _("Add a post point")
    back = (
        (f"/post/points/{point.pk}/", point.name)
        if point
        else ("/post/points/", _("Register of post points"))
    )
    return Screen(
        "post/point_form.html", title, context, back=back, status=422 if faults or reason else 200
    )


PAGES = (
    Page("points/new/", "post_point_new", add_page, DECIDING, Territory.CHARGE, "add a post point"),
    Page("points/<row:number>/correct/", "post_point_correct", correct_page, DECIDING,
         Territory.CHARGE, "correct a post point"),
)  # fmt: skip

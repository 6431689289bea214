"""What waits for the office: conflicts with both sides in view, and refused captures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.addresses.models import Address, PositionSource
from diaban.spine.fieldwork.deciding import (
    CHOICES,
    DecisionError,
    decide,
    may_manage,
    set_aside,
    try_again,
)
from diaban.spine.fieldwork.lots import read_identifier
from diaban.spine.fieldwork.models import Capture, Conflict, ConflictKind, RefusedCapture
from diaban.web.field.office import require_manager
from diaban.web.pages.duplicate_picture import Picture, Standpoint, draw_standpoints
from diaban.web.pages.duplicates import REFUSALS as MERGE_REFUSALS
from diaban.web.pages.wording import POSITION_SOURCES
from diaban.web.templatetags.figures import person

SHOWN = 20
_LONGEST_SHOWN = 200
KINDS = {
    ConflictKind.TWO_STATEMENTS: _("Two collectors differ"),
    ConflictKind.CHANGED: _("The registry changed while the collector was out"),
    ConflictKind.FAR: _("Captured far from where the registry has it"),
    ConflictKind.BESIDE: _("A new door right beside another"),
    ConflictKind.NOT_THERE: _("The collector found no such door"),
}
CHOICE_WORDS = {
    "earlier": _("A holds"),
    "registry": _("A holds"),
    "capture": _("B holds"),
    "same": _("One door: merge"),
    "apart": _("Two doors"),
    "keep": _("The door stays"),
    "retire": _("Retire the door"),
}
REASONS = {
    "malformed": _("A field is not as agreed. Ask the collector to record the door again."),
    "too_long": _("A text is too long. Ask the collector to shorten it and save again."),
    "not_your_lot": _(
        "The lot was never in this collector's hands. If the record is right, take it all the same."
    ),
    "charge_ended": _(
        "Recorded after the lot had gone from this collector. "
        "If the record is right, take it all the same."
    ),
    "unknown_door": _("The door is not in the lot. Draw it into a lot, then try again."),
    "new_door_not_found": _("A new door was reported as not found. Ask the collector about it."),
    "position_missing": _("A new door came without a position. Somebody has to go there again."),
    "position_outside": _("The position lies outside Viet Nam. Somebody has to measure it again."),
    "address_missing": _("A new door came without an address. Ask the collector to write it."),
    "fault": _("The server failed on it. Try again; if it stays, tell whoever runs the server."),
}
# what the office may do so that the next look ends otherwise; the rest no trying mends
RETRIES = {
    "not_your_lot": _("Take it all the same"),
    "charge_ended": _("Take it all the same"),
    "unknown_door": _("Try again"),
    "fault": _("Try again"),
}
FIELDS = {
    "written": _("address as spoken"),
    "house_number": _("house number"),
    "lanes": _("lanes"),
    "street": _("street"),
    "building": _("building"),
    "households": _("households"),
    "outcome": _("at the door"),
    "position": _("position"),
    "entrance": _("entrance"),
    "gate": _("entrance"),
    "note": _("note"),
    "photo": _("picture"),
    "door": _("door"),
    "lot": _("lot"),
}
REFUSALS = {
    "decided": _("Somebody decided this meanwhile."),
    "choice": _("This cannot be decided so."),
    **MERGE_REFUSALS,
}
OUTCOMES = {
    "found": _("found"),
    "not_there": _("not there"),
    "nobody_home": _("nobody home"),
    "refused": _("refused to answer"),
    "unreachable": _("could not be reached"),
    "no_access": _("nobody met"),
}
_COMPARED = (
    ("house_number", _("house number")),
    ("lanes", _("lanes")),
    ("street", _("street")),
    ("locality", _("hamlet or group")),
    ("building", _("building")),
    ("unit", _("flat")),
)


@dataclass(frozen=True)
class Side:
    """One of two statements: who says it, when, what, and with which picture."""

    who: object
    at: datetime | None
    values: dict[str, object]
    photo: object
    note: str


@dataclass(frozen=True)
class Matter:
    conflict: Conflict
    title: object
    one: Side
    other: Side
    lines: list[tuple[object, object, object, bool]]
    picture: Picture | None
    choices: list[tuple[str, object]]


def conflicts_page(request: HttpRequest) -> HttpResponse:
    rows = Conflict.objects.visible_to(request.user).waiting()
    related = ("capture__address__commune", "capture__actor", "capture__lot", "earlier__actor",
               "beside")  # fmt: skip
    shown = rows.select_related(*related).order_by("found_at", "pk")[:SHOWN]
    context = {
        "matters": [_matter(row, request) for row in shown],
        "count": rows.count(),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "may_manage": may_manage(request.user),
    }
    return render(request, "field/conflicts.html", context)


@require_POST
def decide_conflict(request: HttpRequest, number: int) -> HttpResponse:
    require_manager(request)
    row = Conflict.objects.visible_to(request.user).filter(pk=number).first()
    if row is None:
        raise Http404
    try:
        decide(request.user, row, request.POST.get("choice", ""))
    except DecisionError as error:
        return redirect(f"{reverse('field_conflicts')}?refused={error.reason}")
    return redirect(reverse("field_conflicts"))


def refused_page(request: HttpRequest) -> HttpResponse:
    rows = RefusedCapture.objects.visible_to(request.user).filter(settled_as="")
    rows = rows.select_related("actor", "lot").order_by("received_at", "pk")
    context = {
        "lines": [_refusal(row, request) for row in rows[:SHOWN]],
        "count": rows.count(),
        "still": request.GET.get("still", ""),
        "may_manage": may_manage(request.user),
    }
    return render(request, "field/refused.html", context)


@require_POST
def settle_refused(request: HttpRequest, number: int) -> HttpResponse:
    require_manager(request)
    rows = RefusedCapture.objects.visible_to(request.user).filter(pk=number, settled_as="")
    row = rows.first()
    choice = request.POST.get("choice", "")
    if row is None or choice not in {"again", "aside"}:
        raise Http404
    if choice == "aside":
        set_aside(request.user, row)
    elif not try_again(request.user, row).taken:
        return redirect(f"{reverse('field_refused')}?still={row.pk}")
    return redirect(reverse("field_refused"))


@dataclass(frozen=True)
class Refusal:
    """A refused capture in words: at which door, what was wrong, and what can be done."""

    row: RefusedCapture
    reason: object
    about: object
    door: str
    told: list[tuple[object, str]]
    retry: object


def _refusal(row: RefusedCapture, request: HttpRequest) -> Refusal:
    said = json.loads(row.said)
    if not isinstance(said, dict):
        # no phone of ours sends this: it is shown as it came
        told = [(_("sent"), str(said)[:_LONGEST_SHOWN])]
        return Refusal(row, REASONS.get(row.reason, row.reason), "", "", told, "")
    # which lot and door it is stands in the heading
    about = "" if row.field in {"lot", "door"} else FIELDS.get(row.field, _("what the phone adds"))
    return Refusal(
        row,
        REASONS.get(row.reason, row.reason),
        about if row.field else "",
        _door_of(said, request),
        [(FIELDS[name], text) for name, text in _shown(said, row.field)],
        RETRIES.get(row.reason, ""),
    )


def _shown(said: dict[str, object], about: str) -> list[tuple[str, str]]:
    names = ("written", "house_number", "lanes", "street", "building", "outcome", about)
    given = {name: said.get(name) for name in names if name in FIELDS}
    texts = {n: OUTCOMES.get(str(v), v) if n == "outcome" else v for n, v in given.items()}
    hidden = {None, "", "lot", "door"}
    return [
        (name, str(value)[:_LONGEST_SHOWN])
        for name, value in texts.items()
        if name not in hidden and value not in (None, "")
    ]


def _door_of(said: dict[str, object], request: HttpRequest) -> str:
    """Return the line of the door that a capture names, where its reader may see it."""
    number = read_identifier(str(said.get("door") or ""))
    if number is None:
        return ""
    found = Address.objects.visible_to(request.user).filter(pk=number).first()
    return (found.public_line or found.identifier) if found else ""


def _matter(row: Conflict, request: HttpRequest) -> Matter:
    capture, door = row.capture, row.capture.address
    other = _of_capture(capture)
    if row.earlier:
        one, first = _of_capture(row.earlier), _standpoint("A", row.earlier)
    else:
        stands = row.beside or door
        one, first = _of_registry(stands), _standpoint("A", stands)
    spots = [spot for spot in (first, _standpoint("B", capture)) if spot]
    return Matter(
        row,
        KINDS[row.kind],
        one,
        other,
        _compare(one, other),
        draw_standpoints(spots, request.user, {door.pk}) if spots else None,
        [(choice, CHOICE_WORDS[choice]) for choice in CHOICES[row.kind]],
    )


def _of_capture(capture: Capture) -> Side:
    who = person(capture.actor)
    told = {**capture.door, "households": capture.households, "outcome": OUTCOMES[capture.outcome]}
    if capture.position:
        source = PositionSource.GNSS if capture.fixes else PositionSource.POINTED
        told["position"] = _write_position(source, capture.accuracy_metres)
    return Side(who, capture.captured_at, told, capture.photo, capture.note)


def _of_registry(address: Address) -> Side:
    told = {name: getattr(address, name) for name, _label in _COMPARED}
    if address.position:
        source = PositionSource(address.position_source)
        told["position"] = _write_position(source, address.accuracy_metres)
    return Side(_("the registry"), None, told, None, "")


def _write_position(source: PositionSource, accuracy: float | None) -> str:
    words = str(POSITION_SOURCES[source])
    return words if accuracy is None else f"{words}, ± {round(accuracy)} m"


def _standpoint(name: str, placed: Capture | Address) -> Standpoint | None:
    if placed.position is None:
        return None
    return Standpoint(name, placed.position, placed.accuracy_metres or 0.0)


def _compare(one: Side, other: Side) -> list[tuple[object, object, object, bool]]:
    labels = (*_COMPARED, ("households", _("households")), ("outcome", _("at the door")))
    told = [(label, one.values.get(name), other.values.get(name)) for name, label in labels]
    lines = [(label, _text(a), _text(b)) for label, a, b in told]
    compared = [(label, a, b, bool(a and b and a != b)) for label, a, b in lines if a or b]
    # how far apart they are is told above; here only how much each can be relied on
    taken = _("position"), _text(one.values.get("position")), _text(other.values.get("position"))
    return [*compared, (*taken, False)] if any(taken[1:]) else compared


def _text(value: object) -> str:
    return "" if value is None else str(value)

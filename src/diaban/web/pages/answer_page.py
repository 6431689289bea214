"""The page of a letter's key: a household confirms, corrects or objects, without an account."""

from __future__ import annotations

from math import hypot

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from diaban.spine.addresses.models import Address, Life
from diaban.spine.certification.readiness import metres_apart
from diaban.spine.notices import guessing
from diaban.spine.notices.answering import (
    LONGEST_WORDS,
    PARTS,
    AnswerError,
    Said,
    Spot,
    find_notice,
    refusal_of,
    take_answer,
)
from diaban.spine.notices.issuing import line_of
from diaban.spine.notices.keys import KeyFormError, read_key, write_key
from diaban.spine.notices.models import Answer, Kind, Notice, NoticeState, Objection
from diaban.spine.places.units import today
from diaban.spine.plates.printing import code_of
from diaban.web.visitors import machine_of

# a household does not live farther from the point that its letter is about
FARTHEST_METRES = 3_000
COARSEST_METRES = 1_000.0
OBJECTIONS = (
    (Objection.NOT_HERE, _("The letter came to the wrong door")),
    (Objection.NO_SUCH_DOOR, _("There is no such address")),
    (Objection.NOT_WANTED, _("I do not agree that this address is listed")),
    (Objection.OTHER, _("Another reason")),
)
PART_WORDS = {
    "house_number": _("House number"),
    "lanes": _("Lanes, alleys"),
    "street": _("Street"),
    "locality": _("Hamlet or residents' group"),
    "building": _("Building"),
}
KEY_FAULTS = {
    "length": _("A key has 12 characters. Look at the letter again."),
    "character": _("A key has only digits and letters. Look at the letter again."),
    "check": _("One character of the key is not right. Look at the letter again."),
    "unknown": _("No letter has this key. Look at the letter again, or ask the commune."),
    "wait": _("Too many wrong keys came from here. Wait an hour, or ask the commune."),
}
REFUSALS = {
    "expired": _(
        "The day to answer by has passed. Ask the commune for a new letter; it costs nothing."
    ),
    "ended": _("This letter counts no more: a newer one was sent, or the address has changed."),
    "answered": _("This letter is answered."),
    "empty": _("Nothing was filled in: say what should be otherwise."),
    "place": _("That place is too far from the address. Set the point again."),
}
DECISIONS = {
    "found_right": _("somebody looked again and found the registered address right"),
    "by_decision": _("the number or name was given by a decision; ask the office for it"),
    "unclear": _("what was written could not be understood; please come to the office"),
}


@never_cache
def key_page(request: HttpRequest) -> HttpResponse:
    """Ask for the key where nobody scans; lead to its page."""
    if request.method == "POST":
        text = request.POST.get("key", "")[:40]
        try:
            return HttpResponseRedirect(reverse("answer", args=[read_key(text)]))
        except KeyFormError as error:
            return _ask_again(request, error.reason, text)
    return render(request, "pages/answer_key.html", {"typed": ""})


@never_cache
def answer_page(request: HttpRequest, secret: str) -> HttpResponse:
    notice = _find(request, secret)
    if not isinstance(notice, Notice):
        return notice
    return _show(request, notice)


@never_cache
@require_POST
def give(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the one answer of a key."""
    notice = _find(request, secret)
    if not isinstance(notice, Notice):
        return notice
    try:
        take_answer(notice, _read(request, notice))
    except AnswerError as error:
        notice = _find(request, secret)
        return _show(request, notice, error.reason, 422)
    return HttpResponseRedirect(f"{reverse('answer', args=[secret])}?thanks")


def _find(request: HttpRequest, secret: str) -> Notice | HttpResponse:
    """Return the letter of a key, or a page that says why there is none."""
    machine = machine_of(request)
    if not guessing.may_try(machine):
        return _ask_again(request, "wait", "", 429)
    try:
        key = read_key(secret)
    except KeyFormError as error:
        return _ask_again(request, error.reason, secret, 404)
    notice = find_notice(key)
    if notice is None:
        guessing.count_wrong(machine)
        return _ask_again(request, "unknown", write_key(key), 404)
    return notice


def _ask_again(request: HttpRequest, reason: str, typed: str, status: int = 422) -> HttpResponse:
    context = {"fault": KEY_FAULTS[reason], "typed": typed}
    return render(request, "pages/answer_key.html", context, status=status)


def _show(request: HttpRequest, notice: Notice, fault: str = "", status: int = 200) -> HttpResponse:
    address = notice.address
    stands = standpoint_of(address)
    refusal = refusal_of(notice)
    answer = getattr(notice, "answer", None) if notice.state == NoticeState.ANSWERED else None
    context = {
        "notice": notice,
        "secret": request.resolver_match.kwargs["secret"],
        "address": address,
        "position": stands.position,
        "as_of": today(),
        "refusal": "" if answer else REFUSALS.get(refusal, ""),
        "is_open": not refusal,
        "answer": answer,
        "told": tell(answer) if answer else None,
        "line_now": line_of(address),
        "code_now": code_of(address)[0],
        "is_certified": address.life == Life.CERTIFIED,
        "thanked": "thanks" in request.GET,
        "fault": REFUSALS.get(fault, "") if fault and not refusal else "",
        "parts": _part_fields(request, stands, address),
        "objections": OBJECTIONS,
        "kind": request.POST.get("kind", ""),
        "longest": LONGEST_WORDS,
        "words": request.POST.get("words", "")[:LONGEST_WORDS],
    }
    return render(request, "pages/answer.html", context, status=status)


def standpoint_of(address: Address) -> Address:
    """Return the address itself, or the building in which a flat stands."""
    parent = address.parent
    says_nothing = not address.public_line or address.position is None
    return parent if parent is not None and says_nothing else address


def tell(answer: Answer) -> dict[str, object]:
    """Return what a household said and what became of it, in words."""
    return {
        "objection": dict(OBJECTIONS).get(answer.objection, ""),
        "parts": [(PART_WORDS[name], value) for name, value in answer.parts.items()],
        "decision": DECISIONS.get(answer.decision, ""),
    }


def _part_fields(
    request: HttpRequest, stands: Address, address: Address
) -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "label": label,
            "value": request.POST.get(name, _known(name, stands, address))[: PARTS[name]],
            "most": PARTS[name],
        }
        for name, label in PART_WORDS.items()
    ]


def _known(name: str, stands: Address, address: Address) -> str:
    return getattr(address, name) or getattr(stands, name)


def _read(request: HttpRequest, notice: Notice) -> Said:
    """Read the form. Raises AnswerError."""
    given = request.POST
    kind = given.get("kind", "")
    if kind not in Kind.values:
        raise AnswerError("empty")
    stands = standpoint_of(notice.address)
    parts = {
        name: " ".join(given[name].replace("\0", "").split())[:most]
        for name, most in PARTS.items()
        if name in given
    }
    changed = {n: v for n, v in parts.items() if v != _known(n, stands, notice.address)}
    objection = given.get("objection", "")
    return Said(
        kind=Kind(kind),
        parts=changed,
        spot=_read_spot(request, stands) if kind == Kind.CORRECT else None,
        objection=Objection(objection) if objection in Objection.values else None,
        words=given.get("words", "").replace("\0", "")[:LONGEST_WORDS],
    )


def _read_spot(request: HttpRequest, stands: Address) -> Spot | None:
    """Return where the point was set or the phone stands; None where neither was said."""
    try:
        lat, lng = (float(request.POST.get(name, "")) for name in ("lat", "lng"))
    except ValueError:
        return None
    is_on_earth = hypot(lat, lng) < 1_000 and -90 <= lat <= 90 and -180 <= lng <= 180
    away = metres_apart(stands.position, (lat, lng)) if is_on_earth else None
    if not is_on_earth or (away is not None and away > FARTHEST_METRES):
        raise AnswerError("place")
    return Spot(lat, lng, _read_accuracy(request))


def _read_accuracy(request: HttpRequest) -> float | None:
    try:
        metres = float(request.POST.get("accuracy", ""))
    except ValueError:
        return None
    return metres if 0 < metres <= COARSEST_METRES else None

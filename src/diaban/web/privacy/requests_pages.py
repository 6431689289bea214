"""The administrator's list of requests about personal data, and one request with its legal days."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address
from diaban.spine.parties import people
from diaban.spine.parties.models import LOCAL_OPERATOR, User
from diaban.spine.places.units import today
from diaban.spine.privacy.asking import Asked, close, extend_once, receive, reply
from diaban.spine.privacy.models import DataRequest, Wish, WishState
from diaban.web.accounts.wording import FAULTS as PEOPLE_FAULTS
from diaban.web.pages.paging import PAGE_ROWS
from diaban.web.privacy.wording import FAULTS, STATE_WORDS, WISH_WORDS


@require_http_methods(["GET", "POST"])
def list_page(request: HttpRequest) -> HttpResponse:
    """List what waits, the nearest legal day first; a POST writes down what came on paper."""
    fault: object = ""
    if request.method == "POST":
        try:
            return redirect("data_request", receive(request.user, _read(request)).pk)
        except LookupError as error:
            fault = FAULTS[str(error.args[0])]
    rows = DataRequest.objects.visible_to(request.user).select_related("person", "address")
    closed = rows.exclude(state=WishState.OPEN).order_by("-closed_at")[:PAGE_ROWS]
    context = {
        "waiting": [_line(one) for one in rows.waiting().order_by("due_on", "pk")],
        "closed": [_line(one) for one in closed],
        "wishes": [(wish, WISH_WORDS[wish]) for wish in Wish],
        "today": today(),
        "received": request.POST.get("received") or today().isoformat(),
        "given": request.POST if fault else {},
        "fault": fault,
    }
    return render(request, "privacy/requests.html", context)


def _line(one: DataRequest) -> dict[str, object]:
    return {
        "one": one,
        "wish": WISH_WORDS[one.wish],
        "state": STATE_WORDS[one.state],
        "late": one.is_late(today()),
    }


def _read(request: HttpRequest) -> Asked:
    """Read the form; raises LookupError with the name of what is wrong."""
    given = request.POST
    if given.get("wish") not in Wish.values:
        raise Http404
    try:
        received = date.fromisoformat(given.get("received", ""))
    except ValueError:
        raise LookupError("day") from None
    if not date(2026, 1, 1) <= received <= today():
        raise LookupError("day")
    name, door = given.get("user", "").strip(), given.get("door", "").strip()
    return Asked(
        Wish(given["wish"]),
        received,
        person=_person(name) if name else None,
        address=_address(door) if door else None,
        asker=given.get("asker", "").strip(),
        words=given.get("words", "").strip(),
    )


def _person(name: str) -> User:
    found = User.objects.exclude(username=LOCAL_OPERATOR).filter(username=name).first()
    if found is None:
        raise LookupError("user")
    return found


def _address(text: str) -> Address:
    try:
        number = identifiers.read(text)
    except ValueError:
        raise LookupError("door") from None
    reason = "an administrator answers a request about this door"
    found = Address.objects.everywhere(reason).filter(pk=number).first()
    if found is None:
        raise LookupError("door")
    return found


@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request; a POST replies, extends or closes it."""
    rows = DataRequest.objects.visible_to(request.user).select_related("person", "address")
    one = get_object_or_404(rows, pk=number)
    fault: object = ""
    if request.method == "POST":
        fault = _act(request, one)
        if not fault:
            return redirect("data_request", one.pk)
    context = {**_line(one), "erases": one.wish == Wish.ERASE, "fault": fault}
    return render(request, "privacy/request.html", context)


def _act(request: HttpRequest, one: DataRequest) -> object:
    """Do what the form's button says; return why it was refused, or nothing."""
    act, answer = request.POST.get("act", ""), request.POST.get("answer", "").strip()
    if act == "reply":
        reply(request.user, one)
    elif act == "extend":
        extend_once(request.user, one)
    elif act in {"done", "refused"}:
        if not answer:
            return FAULTS["answer"]
        try:
            close(request.user, one, WishState(act), answer)
        except people.OwnAccountError:
            return PEOPLE_FAULTS["own"]
        except people.LastAdministratorError:
            return PEOPLE_FAULTS["last"]
    else:
        raise Http404
    return ""

"""The administrator's pages: who may do what and where, invitations, locks."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaban.spine.journal.recording import record
from diaban.spine.notices.answering import HOUSEHOLD
from diaban.spine.parties import people
from diaban.spine.parties.departments import DEPARTMENT_OF_2021
from diaban.spine.parties.models import LOCAL_OPERATOR, Role, User
from diaban.spine.parties.organisations import (
    AssigningError,
    Field,
    Organisation,
    assign_field,
    owners_on,
)
from diaban.spine.places.models import Charge, Level, Unit
from diaban.spine.places.units import find_units, today
from diaban.web.accounts.account import end_sessions
from diaban.web.accounts.wording import (
    ASSIGNING_REFUSALS,
    FAULTS,
    FIELD_WORDS,
    ROLE_WORDS,
    role_words,
)

# they act, and are no persons
NOBODYS = (LOCAL_OPERATOR, HOUSEHOLD)

_GIVEN = [(role, words) for role, words in ROLE_WORDS.items() if role != Role.PUBLIC]


@require_http_methods(["GET", "POST"])
def list_page(request: HttpRequest) -> HttpResponse:
    """List everybody; a POST invites somebody and shows the link, this once."""
    fault = link = ""
    if request.method == "POST":
        try:
            link = _invite(request)
        except ValidationError:
            fault = FAULTS["name"]
        except LookupError:
            fault = FAULTS["unit"]
    rows = User.objects.exclude(username__in=NOBODYS).order_by("username")
    rows = rows.prefetch_related("charges__unit")
    context = {
        "people": [(person, role_words(person.role), _charges(person)) for person in rows],
        "roles": _GIVEN,
        "given": request.POST if fault else {},
        "fault": fault,
        "link": link,
    }
    return render(request, "people/people.html", context)


def _invite(request: HttpRequest) -> str:
    given = request.POST
    if given.get("role") not in dict(_GIVEN):
        raise Http404
    units = [find_unit(given["unit"])] if given.get("unit", "").strip() else []
    administers = given.get("administers") == "yes"
    invited = people.invite(
        request.user, given.get("username", ""), given["role"], units, administers
    )
    return _link(request, invited.token)


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[token]))


def find_unit(text: str) -> Unit:
    """Return the one unit of today that a code or a name means; LookupError if there is none."""
    text = text.strip()
    levels = (Level.COMMUNE, Level.PROVINCE)
    found = list(Unit.objects.in_force(today()).filter(code=text, level__in=levels))
    named = find_units(text, today()) if not found else []
    found += [u for u in named if u.level in levels and u.is_in_force(today())]
    if len(found) != 1:
        raise LookupError(text)
    return found[0]


def _charges(person: User) -> list[Unit]:
    return [charge.unit for charge in person.charges.all()]


def _person(number: int) -> User:
    return get_object_or_404(User.objects.exclude(username__in=NOBODYS), pk=number)


@require_GET
def person_page(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, _person(number))


def _show(request: HttpRequest, person: User, fault: object = "", link: str = "") -> HttpResponse:
    context = {
        "person": person,
        "subject": people.subject_of(person),
        "charges": person.charges.select_related("unit"),
        "ended": Charge.ever.filter(user=person, valid_to__isnull=False).select_related("unit"),
        "roles": _GIVEN,
        "second_factors": Authenticator.objects.filter(user=person).count(),
        "fault": fault,
        "link": link,
    }
    return render(request, "people/person.html", context)


def _try(request: HttpRequest, person: User, act) -> HttpResponse:
    """Do an act and come back to the person; say why where it is refused."""
    try:
        act()
    except people.OwnAccountError:
        return _show(request, person, FAULTS["own"])
    except people.LastAdministratorError:
        return _show(request, person, FAULTS["last"])
    except LookupError:
        return _show(request, person, FAULTS["unit"])
    return redirect("person", person.pk)


@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    person, role = _person(number), request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    administers = request.POST.get("administers") == "yes"
    return _try(
        request, person, lambda: people.change_rights(request.user, person, role, administers)
    )


@require_POST
def give(request: HttpRequest, number: int) -> HttpResponse:
    person = _person(number)
    return _try(
        request,
        person,
        lambda: people.give_charge(request.user, person, find_unit(request.POST.get("unit", ""))),
    )


@require_POST
def end(request: HttpRequest, number: int, charge: int) -> HttpResponse:
    person = _person(number)
    found = get_object_or_404(person.charges.all(), pk=charge)
    return _try(request, person, lambda: people.end_charge(request.user, person, found))


@require_POST
def lock(request: HttpRequest, number: int) -> HttpResponse:
    person = _person(number)

    def act() -> None:
        if not person.is_active:
            people.unlock(request.user, person)
            return
        people.lock(request.user, person)
        end_sessions(person)

    return _try(request, person, act)


@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Give a new link to somebody who cannot sign in: the old ways in end when it is used."""
    person = _person(number)
    for gone in Authenticator.objects.filter(user=person):
        facts = {"means": gone.type, "what": "removed"}
        record(request.user, "sign_in.means_changed", people.subject_of(person), facts)
        gone.delete()
    end_sessions(person)
    token = people.invite_again(request.user, person)
    return _show(request, person, link=_link(request, token))


@require_http_methods(["GET", "POST"])
def organisations_page(request: HttpRequest) -> HttpResponse:
    """Tell who had each field in 2021 and who has it now; a POST assigns what is unknown."""
    department = get_object_or_404(Organisation, name=DEPARTMENT_OF_2021)
    fields = list(Field)
    if request.method == "POST":
        name, field = request.POST.get("owner", ""), request.POST.get("field", "")
        if not name.strip() or field not in fields:
            raise Http404
        try:
            assign_field(department, field, name, request.POST.get("reason", ""), request.user)
        except AssigningError as error:
            return redirect(f"{reverse('organisations')}?refused={error.reason}")
        return redirect("organisations")
    rows = [(field, FIELD_WORDS[field], owners_on(department, field, today())) for field in fields]
    refusal = ASSIGNING_REFUSALS.get(request.GET.get("refused", ""), "")
    told = {"then": department, "rows": rows, "refusal": refusal}
    return render(request, "people/organisations.html", told)

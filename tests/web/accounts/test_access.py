"""One walk over every address and call, with every role, in its own territory and a neighbour's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.runs.models import Run
from diaban.web.access import ADMINISTRATOR, ANYBODY, ROLES, RULES, VISITOR, Territory

HERE, THERE = "11024", "11120"
# what stands for the parts of an address; none of them exists, which a refusal must not tell
PARTS = {
    "run": "99",
    "token": "no-such-token",
    "number": "99",
    "charge": "99",
    "webhook": "99",
    "pk": "99",
    "ending": ".csv",
    "what": "addresses",
    "layer": "addresses",
    "z": "14",
    "x": "13009",
    "y": "7208",
    "code": "vi",
    "key": str(uuid.UUID(int=7)),
    "provider_id": "sso",
    "identifier": "ABCDEFGHJ",
    "form": "sheets",
    "plate": "99",
    "handover": "99",
    "version": "latest",
    "name": "addresses.csv",
    "secret": "0123456789AB",
    "part": "1",
}
REFUSED = {302, 401, 403}


@dataclass(frozen=True)
class Place:
    name: str
    path: str


def every_place() -> list[Place]:
    return sorted(_walk(get_resolver(), "", ""), key=lambda p: (p.path, p.name))


def _walk(resolver: URLResolver, path: str, space: str) -> list[Place]:
    found = []
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            found += _walk(part, path + _write(part), inner)
        elif isinstance(part, URLPattern):
            found.append(Place(f"{space}{part.name}", f"/{path}{_write(part)}"))
    return found


def _write(part) -> str:
    from django.utils.regex_helper import normalize

    (text, names) = normalize(part.pattern.regex.pattern)[0]
    ending = {"ending": "csv"} if "rejected" in text else {}
    return text % {name: {**PARTS, **ending}[name] for name in names}


PLACES = every_place()


@pytest.fixture
def two_communes(operator, official_hanoi) -> None:
    observe(
        door("here", house_number="12", street="Hàng Bông"),
        door("there", (21.0368, 105.8346), house_number="34", street="Đội Cấn"),
    )
    run_coding(operator)


@pytest.fixture
def chief(db) -> User:
    """Once there is an administrator, nobody acts without having signed in."""
    from django.utils import timezone

    return User.objects.create(
        username="chief", role=Role.PUBLIC, is_administrator=True, joined_at=timezone.now()
    )


def client_of(role: str, *postal_codes: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == VISITOR:
        return client
    if role == ADMINISTRATOR:
        user = User.objects.get(username="chief")
    else:
        user = User.objects.create(username=f"a-{role}", role=role)
    for code in postal_codes:
        Charge.objects.create(user=user, unit=commune_of_postal_code(code))
    client.force_login(user)
    return client


def test_every_address_and_every_call_stands_in_the_table():
    assert {place.name for place in PLACES} - set(RULES) == set()


def test_the_table_names_nothing_that_is_gone():
    assert set(RULES) - {place.name for place in PLACES} == set()


def test_what_is_open_to_anybody_tells_of_no_ones_ground_or_only_of_the_actors():
    wide = {n for n, r in RULES.items() if r.roles == ANYBODY}
    assert {RULES[n].territory for n in wide} <= {Territory.OPEN, Territory.CHARGE}


@pytest.mark.parametrize("role", [*ROLES, ADMINISTRATOR])
def test_each_role_gets_in_where_the_table_says_and_nowhere_else(hanoi, chief, role):
    counts = {role, Role.PUBLIC} if role == ADMINISTRATOR else {role}
    client = client_of(role)
    for place in PLACES:
        is_open = bool(RULES[place.name].roles & counts)
        for verb in ("get",) if is_open else ("get", "post"):
            if role != VISITOR:  # the call before may have signed out
                client_of_again(client, role)
            answer = getattr(client, verb)(place.path, headers={"accept": "application/json"})
            assert is_refused(answer) != is_open, (role, verb, place, answer.status_code)
            read(answer)


def read(answer) -> bytes:
    # to its end, not closed: closing ends the test's own transaction
    return b"".join(answer) if answer.streaming else answer.content


def is_refused(answer) -> bool:
    """Whether the table itself refused, and not the page for a reason of its own."""
    if answer.status_code not in {401, 403} or not answer["Content-Type"].endswith("json"):
        return False
    return answer.json().get("error") in {"sign_in", "forbidden"}


def client_of_again(client: Client, role: str) -> Client:
    name = "chief" if role == ADMINISTRATOR else f"a-{role}"
    client.force_login(User.objects.get(username=name))
    return client


def test_a_visitor_is_led_to_sign_in_and_back(hanoi, chief):
    answer = Client().get("/problems/?unit=00070", headers={"accept": "text/html"})
    assert answer.status_code == 302
    assert answer["Location"] == "/account/sign-in/?next=%2Fproblems%2F%3Funit%3D00070"


def test_on_loopback_the_local_operator_acts_until_there_is_an_administrator(hanoi):
    assert Client().get("/import/").status_code == 200
    User.objects.create(username="chief", is_administrator=True)
    assert Client().get("/import/").status_code == 200
    from django.utils import timezone

    User.objects.filter(username="chief").update(joined_at=timezone.now())
    assert Client().get("/import/").status_code == 401


def test_beyond_loopback_nobody_acts_as_the_local_operator(hanoi, settings):
    settings.PUBLIC_NAMES = ["so.example.vn"]
    assert Client().get("/import/").status_code == 401
    assert Client().get("/people/").status_code == 401
    assert Client().get("/").status_code == 200


def test_beyond_loopback_an_administrator_needs_more_than_a_password(hanoi, chief, settings):
    settings.PUBLIC_NAMES = ["so.example.vn"]
    answer = client_of(ADMINISTRATOR).get("/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/")


# what tells of doors, each with how it is asked; the words of the neighbour's door must not come
DOORS = [
    "/?q=Đội+Cấn+34",
    "/?q={there}",
    "/complete/?q=34+Đội",
    "/map/list/?lat=21.0368&lng=105.8346&z=18",
    "/coverage/rows/?measure=registered",
    "/problems/rows/?kind=no_position",
    "/export/addresses.csv",
    "/duplicates/",
]


@pytest.mark.parametrize("role", [*ROLES])
def test_nobody_is_told_of_a_neighbours_door(two_communes, chief, role):
    city = role in {Role.DEPARTMENT, Role.AUDITOR}
    client = client_of(role, *(() if role == VISITOR else (HERE,)))
    there = address_of("there")
    for path in DOORS:
        answer = client.get(path.format(there=there.identifier))
        body = read(answer)
        sign = there.public_line if path == "/?q={there}" else there.identifier
        assert city or sign not in body.decode(), (role, path)
    if city:
        told = client.get("/coverage/rows/?measure=registered").content.decode()
        assert there.identifier in told


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.OPERATOR])
def test_ones_own_door_is_told(two_communes, chief, role):
    told = client_of(role, HERE).get("/coverage/rows/?measure=registered").content.decode()
    assert address_of("here").identifier in told
    exported = client_of_again(Client(), role).get("/export/addresses.csv")
    assert address_of("here").identifier in read(exported).decode()


def test_a_run_of_somebody_else_is_not_there(hanoi, chief, operator):
    run = Run.objects.create(kind="import", actor=operator)
    for path in (f"/import/runs/{run.pk}/", f"/problems/rejected/{run.pk}/"):
        answer = client_of_again_or_new(Role.COMMUNE).get(path)
        assert answer.status_code in {*REFUSED, 404}


def client_of_again_or_new(role: str) -> Client:
    if User.objects.filter(username=f"a-{role}").exists():
        return client_of_again(Client(), role)
    return client_of(role)

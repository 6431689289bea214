"""The table of access, who acts on which machine, and doors that are looked for by words.

The walk over every address with every role is in `test_walk.py`.
"""

from __future__ import annotations

import pytest
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe
from tests.web.accounts.walking import every_place

from diaban.spine.addresses.coding import run_coding
from diaban.spine.parties.access import ADMINISTRATOR, ANYBODY, ROLES, VISITOR, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.web.access import RULES

HERE, THERE = "11024", "11120"
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


def read(answer) -> bytes:
    # to its end, not closed: closing ends the test's own transaction
    return b"".join(answer) if answer.streaming else answer.content


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


@pytest.mark.databases
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


@pytest.mark.databases
@pytest.mark.parametrize("role", [Role.COMMUNE, Role.OPERATOR])
def test_ones_own_door_is_told(two_communes, chief, role):
    told = client_of(role, HERE).get("/coverage/rows/?measure=registered").content.decode()
    assert address_of("here").identifier in told
    exported = client_of_again(Client(), role).get("/export/addresses.csv")
    assert address_of("here").identifier in read(exported).decode()

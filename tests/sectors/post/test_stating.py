"""What is said of points in the database, and who sees them."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe
from tests.sectors.post.points import A_DAY, PLACED, a_point, correct, saying

from diaban.sectors.post.choices import PositionFrom
from diaban.sectors.post.models import Act, Point, Statement
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.sectors.post.register.stating import (
    UnknownFactError,
    open_point,
    rebuild,
    state_facts,
    state_of,
    take_back,
)
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.identifiers import IdentifierError
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Membership, Organisation
from diaban.spine.places.models import Charge

pytestmark = pytest.mark.usefixtures("official_hanoi")


def test_a_point_has_an_identifier_that_is_no_address_and_reads_back():
    point = a_point()
    assert read_identifier(f" {point.identifier.lower()} ") == point.pk
    with pytest.raises(IdentifierError):
        read_identifier(point.identifier.removeprefix("BC-"))


def test_nothing_is_overwritten_and_the_present_is_what_held_last():
    point = a_point(hours_text="7h-17h")
    correct(point, date(2026, 6, 1), hours_text="8h-16h")
    assert point.hours_text == "8h-16h"
    assert state_of(point, A_DAY)["hours_text"] == "7h-17h"
    assert Statement.objects.filter(point=point).count() == 2


def test_what_is_taken_back_leaves_what_stood_before():
    point = a_point()
    wrong = state_facts(point, Act.CORRECTION, {"name": "Sai"}, saying())
    assert point.name == "Sai"
    take_back(wrong, saying())
    assert Point.objects.everywhere("a test").get(pk=point.pk).name == "Bưu cục Tràng Tiền"


def test_a_fact_that_the_register_does_not_know_is_refused():
    with pytest.raises(UnknownFactError):
        a_point(colour="blue")


def test_the_ground_decides_the_commune():
    point = a_point(**PLACED)
    assert point.commune == commune_of_postal_code("11024")
    assert point.position_from == PositionFrom.STATED


def test_without_a_position_of_its_own_it_stands_where_its_address_does(operator):
    observe(door("hk"))
    run_coding(operator)
    point = a_point(address_text="8 Lò Đúc")
    reading = {"written": "8 Lò Đúc", "address": address_of("hk").pk, "resolved_by": "person"}
    state_facts(point, Act.RESOLUTION, {**reading, "resolution": 3}, saying())
    assert point.position == address_of("hk").position
    assert point.position_from == PositionFrom.ADDRESS
    assert point.commune == address_of("hk").commune


def test_a_row_found_to_be_another_point_counts_for_it_and_can_be_parted_again():
    kept, other = a_point("Bưu cục A"), a_point("BC A", hours_text="7h-17h")
    correct(other, merged_into=kept.pk)
    assert list(Point.objects.everywhere("a test").present()) == [kept]
    kept.refresh_from_db()
    assert (kept.name, kept.hours_text) == ("Bưu cục A", "7h-17h")
    correct(other, merged_into=None)
    kept.refresh_from_db()
    assert kept.hours_text == ""
    assert Point.objects.everywhere("a test").present().count() == 2


def test_deriving_everything_anew_changes_nothing():
    kept, other = a_point("A", **PLACED), a_point("B", services=["letters"])
    correct(other, merged_into=kept.pk)
    before = list(Point.objects.everywhere("a test").values())
    rebuild([kept.pk, other.pk])
    assert list(Point.objects.everywhere("a test").values()) == before


def test_a_point_is_open_from_its_first_to_before_its_closing_day():
    point = a_point(opened_on=date(2026, 1, 1), closed_on=date(2026, 6, 1))
    for day, stands in ((date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 6, 1), 0)):
        assert Point.objects.everywhere("a test").open_on(day).count() == stands
        assert point.is_open_on(day) == bool(stands)


def _person(role: Role, *postal_codes: str) -> User:
    user = User.objects.create(username=str(role), role=role)
    for code in postal_codes:
        Charge.objects.create(user=user, unit=commune_of_postal_code(code))
    return user


def test_who_sees_which_points():
    body = Organisation.objects.create(name="Bưu điện Hà Nội")
    a_point("in Hoàn Kiếm", **PLACED)
    open_point({"name": "nowhere", "operator": body.pk}, saying())

    def seen_by(user) -> set[str]:
        return set(Point.objects.visible_to(user).values_list("name", flat=True))

    assert seen_by(_person(Role.DEPARTMENT)) == {"in Hoàn Kiếm", "nowhere"}
    assert seen_by(_person(Role.COMMUNE, "11024")) == {"in Hoàn Kiếm"}
    assert seen_by(_person(Role.COLLECTOR, "11120")) == set()
    operator = _person(Role.OPERATOR)
    assert seen_by(operator) == set()
    Membership.objects.create(person=operator, organisation=body)
    assert seen_by(operator) == {"nowhere"}
    assert seen_by(AnonymousUser()) == set()

"""A written address answered from the registry: parts, communes, doors, and how it may go on."""

import pytest
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.completing import complete
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.searching import forget_names
from diaban.spine.addresses.written_answers import answer_written
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

BA_DINH = (21.0368, 105.8346)


@pytest.fixture(autouse=True)
def fresh_names():
    forget_names()


@pytest.fixture
def street(operator, official_hanoi):
    observe(
        door("1", house_number="1", street="phố Hàng Bông"),
        door("3", house_number="3", street="phố Hàng Bông"),
        door("bd", BA_DINH, house_number="7", street="phố Hàng Bông"),
    )
    run_coding(operator)
    return operator


def test_a_door_that_was_surely_meant_is_looked_up(street):
    answer = look_up("so 3 hang bong, phuong hoan kiem", street, today())
    assert answer.kind == "address"
    assert [one.pk for one in answer.addresses] == [address_of("3").pk]
    assert answer.written.address.door.house == "3"
    assert answer.cell is not None


def test_an_address_without_a_door_is_still_read_and_offered_its_neighbours(street):
    answer = look_up("5 Hàng Bông, phường Hoàn Kiếm, Hà Nội", street, today())
    assert answer.kind == "written"
    assert answer.written.doors == []
    assert {one.address.pk for one in answer.written.nearest} == {
        address_of("1").pk,
        address_of("3").pk,
    }
    assert [one.code for one in answer.written.conversion.candidates] == ["00070"]


def test_a_split_commune_stays_open_where_the_registry_knows_nothing(street):
    answer = look_up("15 Dịch Vọng Hậu, P. Dịch Vọng Hậu, Q. Cầu Giấy", street, today())
    assert len(answer.written.conversion.candidates) == 2


def test_the_registry_narrows_what_the_law_leaves_open(street):
    text = "3 Hàng Bông, phường Hàng Bông, quận Hoàn Kiếm, Hà Nội"
    told = answer_written(text, street, today())
    best = told.conversion.candidates[0]
    assert told.door == address_of("3")
    assert best.code == told.door.commune.code
    assert "registry" in best.reasons


@pytest.mark.parametrize("text", ["xin chào", "ZZZZ", "!!!", "🏠"])
def test_what_is_no_address_is_refused_as_before(street, text):
    answer = look_up(text, street, today())
    assert (answer.kind, answer.written) == ("nothing", None)


def test_a_mistyped_code_is_still_corrected(street):
    assert look_up("110242VH3CM", street, today()).suggestions


def test_a_street_goes_on_in_each_commune(street):
    found = complete("hàng bô", street, today())
    texts = [one.text for one in found if one.kind == "street"]
    assert len(texts) == 2
    assert all(text.startswith("phố Hàng Bông, ") for text in texts)


def test_a_commune_stands_before_streets_of_its_name(street):
    found = complete("Hàng Bông", street, today())
    assert found[0].kind == "unit"
    assert "street" in [one.kind for one in found]


def test_with_a_number_the_doors_come_first(street):
    found = complete("3 hàng bô", street, today())
    assert found[0].kind == "door"
    assert found[0].text.startswith("3, phố Hàng Bông")
    assert found[0].detail == address_of("3").vpostcode


def test_without_such_a_number_its_neighbours_are_offered(street):
    kinds = [one.kind for one in complete("5 Hàng Bông, phường Hoàn Kiếm", street, today())]
    # beneath the street that is meant
    assert kinds[:3] == ["street", "nearest", "nearest"]


@pytest.mark.parametrize("text", ["", "h", "12", "21.03, 105.85", "  "])
def test_too_little_is_not_completed(street, text):
    assert complete(text, street, today()) == []


def test_what_is_chosen_finds_what_was_shown(street):
    [chosen] = [one for one in complete("3 hàng bô", street, today()) if one.kind == "door"][:1]
    assert look_up(chosen.text, street, today()).addresses[0].pk == address_of("3").pk


def test_nobody_is_offered_a_door_outside_their_territory(street):
    guard = User.objects.create(username="bd", role=Role.COMMUNE)
    Charge.objects.create(user=guard, unit=address_of("bd").commune)
    texts = [one.text for one in complete("3 Hàng Bông", guard, today()) if one.kind != "unit"]
    assert all("Hoàn Kiếm" not in text for text in texts)

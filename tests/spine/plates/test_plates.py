"""A plate's life: ordered, printed in a run, attached, replaced or withdrawn; each step is kept."""

import pytest
from django.db import IntegrityError, transaction
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.models import Drawing, Lot, LotDoor
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.plates.attaching import PlateError, Reason, attach, standing_plates, withdraw
from diaban.spine.plates.models import Plate, PlateState, PlateStep, Printing
from diaban.spine.plates.ordering import (
    count_queue,
    lots_of_queue,
    order_again,
    order_plates,
    queue,
    streets_of_queue,
)
from diaban.spine.plates.printing import Site, print_plates

SITE = Site("https://diaban.example.vn", is_public=True)
BA_DINH = (21.0368, 105.8346)


@pytest.fixture
def doors(official_hanoi, operator):
    """Four doors in Hoàn Kiếm, one in Ba Đình, and what gets no plate."""
    observe(
        door("10", house_number="10", street="Hàng Bông"),
        door("9", (21.02852, 105.85418), house_number="9", street="Hàng Bông"),
        door("10a", (21.02853, 105.85419), house_number="10A", street="Hàng Bông"),
        door("lane", (21.02854, 105.8542), house_number="1", lanes="ngõ 2", street="Cầu Gỗ"),
        door("bd", BA_DINH, house_number="7", street="Đội Cấn"),
        door("tower", (21.0290, 105.8545), is_household=False, building="Tháp Đôi"),
        {**door("flat", None, unit="P1203"), "parent_key": "tower"},
        door("nowhere", None, house_number="3", street="Hàng Bông"),
        door("gone", (21.02856, 105.8543), life="retired", house_number="5"),
    )
    run_coding(operator)


def everything():
    return Address.objects.everywhere("a test orders all")


def printed(operator, most=100) -> list[Plate]:
    printing = print_plates(queue(operator), "door", SITE, operator, most)
    return list(printing.plates.order_by("place_in_run"))


def a_lot_of(unit, actor: User, *keys: str) -> Lot:
    drawing = Drawing.objects.create(
        unit=unit, team="Đội 1", collectors=1, doors_a_day=50, drawn_by=actor
    )
    lot = Lot.objects.create(drawing=drawing, name="Lô 1")
    for place, key in enumerate(keys):
        LotDoor.objects.create(lot=lot, address=address_of(key), place=place)
    return lot


def steps_of(plate: Plate) -> list[str]:
    return [PlateState(s.state).name for s in plate.steps.order_by("pk")]


def officer(postal_code: str) -> User:
    user = User.objects.create(username=f"commune-{postal_code}", role=Role.COMMUNE)
    Charge.objects.create(user=user, unit=commune_of_postal_code(postal_code))
    return user


def test_doors_with_a_code_are_ordered_once_and_flats_never(doors, operator):
    assert order_plates(everything(), operator).ordered == 6
    again = order_plates(everything(), operator)
    assert (again.ordered, again.standing) == (0, 6)
    waiting = {plate.address_id for plate in queue(operator)}
    absent = {address_of(key).pk for key in ("flat", "nowhere", "gone")}
    assert not waiting & absent
    assert address_of("tower").pk in waiting


def test_the_queue_is_counted_by_commune_and_street(doors, operator):
    order_plates(everything(), operator)
    hoan_kiem = commune_of_postal_code("11024")
    assert {row.unit.name: row.count for row in count_queue(operator)} == {
        hoan_kiem.name: 5,
        commune_of_postal_code("11120").name: 1,
    }
    assert streets_of_queue(operator, hoan_kiem) == [("Hàng Bông", 3), ("Cầu Gỗ", 1)]
    assert queue(operator, hoan_kiem, "Cầu Gỗ").count() == 1


def test_the_queue_of_a_lot_holds_the_plates_of_its_doors(doors, operator):
    order_plates(everything(), operator)
    hoan_kiem = commune_of_postal_code("11024")
    lot = a_lot_of(hoan_kiem, operator, "9", "lane")
    told = queue(operator, hoan_kiem, lot=lot.pk).values_list("address__house_number", flat=True)
    assert sorted(told) == ["1", "9"]
    assert lots_of_queue(operator, hoan_kiem) == [(lot, 2)]


def test_a_run_prints_in_the_order_of_a_walk_and_writes_down_what_it_says(doors, operator):
    order_plates(everything(), operator)
    plates = printed(operator)
    told = [(p.door, p.rest) for p in plates if p.rest in {"Hàng Bông", "Cầu Gỗ"}]
    assert told == [
        ("1 ngõ 2", "Cầu Gỗ"),
        ("9", "Hàng Bông"),
        ("10", "Hàng Bông"),
        ("10A", "Hàng Bông"),
    ]
    first = next(p for p in plates if p.door == "10")
    assert first.code == address_of("10").vpostcode
    assert first.place == address_of("10").commune.full_name
    assert not first.official
    assert not first.sample
    assert {p.printing.pk for p in plates} == {Printing.objects.get().pk}
    assert steps_of(first) == ["ORDERED", "ISSUED"]
    assert queue(operator).count() == 0


def test_a_run_takes_no_more_than_asked_and_leaves_the_rest_waiting(doors, operator):
    order_plates(everything(), operator)
    assert len(printed(operator, most=2)) == 2
    assert queue(operator).count() == 4


def test_what_a_printed_plate_says_stays_when_the_address_changes(doors, operator):
    order_plates(everything(), operator)
    before = next(p for p in printed(operator) if p.door == "9")
    observe(door("9", (21.02852, 105.85418), house_number="9B", street="Hàng Bông"))
    assert address_of("9").house_number == "9B"
    assert Plate.objects.get(pk=before.pk).door == "9"


def test_an_official_code_goes_before_a_computed_one(official_hanoi, operator):
    observe(door("a", house_number="1", official_code="110242VH3CM4"))
    run_coding(operator)
    order_plates(everything(), operator)
    (plate,) = printed(operator)
    assert (plate.code, plate.official) == ("110242VH3CM4", True)


def test_synthetic_doors_and_sites_that_nobody_reaches_give_samples(official_hanoi, operator):
    observe(door("a", house_number="1"), synthetic=True)
    observe(door("b", house_number="2"), source="other")
    run_coding(operator)
    order_plates(everything(), operator)
    assert [p.sample for p in printed(operator)] == [True, False]
    for address in everything():
        assert order_again(address, operator)
    run = print_plates(
        queue(operator), "door", Site("http://127.0.0.1:8000", is_public=False), operator, 10
    )
    assert all(p.sample for p in run.plates.all())
    with pytest.raises(PlateError) as refused:
        attach(run.plates.first().pk, operator)
    assert refused.value.reason == "sample"


def test_an_attached_plate_knows_who_when_and_where(doors, operator):
    order_plates(everything(), operator)
    plate = printed(operator)[0]
    attach(plate.pk, operator, MIDDLE)
    kept = Plate.objects.get(pk=plate.pk)
    assert kept.state == PlateState.ATTACHED
    assert (kept.at_lat_e7, kept.at_lng_e7) == (210285110, 1058541670)
    step = kept.steps.get(state=PlateState.ATTACHED)
    assert step.actor == operator
    attach(plate.pk, operator)
    assert steps_of(kept) == ["ORDERED", "ISSUED", "ATTACHED"]


def test_a_new_plate_replaces_the_old_one_when_it_is_attached(doors, operator):
    order_plates(everything(), operator)
    old = printed(operator)[0]
    attach(old.pk, operator)
    assert order_again(old.address, operator) is not None
    assert order_again(old.address, operator) is None
    (new,) = printed(operator)
    assert [p.pk for p in standing_plates(old.address_id)] == [new.pk, old.pk]
    attach(new.pk, operator)
    assert Plate.objects.get(pk=old.pk).state == PlateState.REPLACED
    assert [p.pk for p in standing_plates(old.address_id)] == [new.pk]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (attach, "ended"),
        (lambda plate, by: withdraw(plate, by, Reason.LOST), "ended"),
    ],
)
def test_a_withdrawn_plate_takes_no_other_step(doors, operator, step, reason):
    order_plates(everything(), operator)
    plate = printed(operator)[0]
    withdraw(plate.pk, operator, Reason.DAMAGED)
    with pytest.raises(PlateError) as refused:
        step(plate.pk, operator)
    assert refused.value.reason == reason
    assert plate.steps.get(state=PlateState.WITHDRAWN).reason == "damaged"


def test_a_plate_that_was_not_printed_cannot_be_attached(doors, operator):
    order_plates(everything(), operator)
    with pytest.raises(PlateError) as refused:
        attach(queue(operator).first().pk, operator)
    assert refused.value.reason == "not_printed"


def test_a_commune_orders_and_prints_its_own_doors_only(doors, operator):
    own = officer("11120")
    assert order_plates(everything(), own).ordered == 1
    order_plates(everything(), operator)
    assert [row.count for row in count_queue(own)] == [1]
    (plate,) = printed(own)
    assert plate.address == address_of("bd")
    stranger = printed(operator)[0]
    with pytest.raises(Plate.DoesNotExist):
        attach(stranger.pk, own)


def test_steps_are_never_changed_or_deleted(doors, operator):
    order_plates(everything(), operator)
    for act in (lambda rows: rows.update(reason="x"), lambda rows: rows.delete()):
        with pytest.raises(TypeError, match="append-only"):
            act(PlateStep.objects.all())


def test_the_database_refuses_two_waiting_plates_of_one_door(doors, operator):
    order_plates(everything(), operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plate.objects.create(address=address_of("10"))

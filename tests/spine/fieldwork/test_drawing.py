"""Lots drawn from the registry: whose doors, in which order, and by whom."""

from itertools import pairwise

import numpy as np
import pytest
from tests.fieldwork import Phone, collector, fix, identifier, place
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.drawing import (
    NothingToDrawError,
    Plan,
    close_lot,
    draw,
    draw_outline,
    propose_lots,
    read_ways,
)
from diaban.spine.fieldwork.lots import count_done, describe_lot, hand_lot, open_lots
from diaban.spine.fieldwork.models import Lot
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge


@pytest.fixture
def street(operator, official_hanoi) -> Plan:
    """Thirty doors in a row; one of them a building with nine households."""
    facts = {"street": "phố Thử"}
    observe(
        *(door(f"{n}", place(n), house_number=str(n + 1), **facts) for n in range(29)),
        door("tower", place(29), house_number="30", is_household=False, **facts),
        *({**door(f"flat {n}", None), "parent_key": "tower"} for n in range(9)),
    )
    run_coding(operator)
    return Plan(commune_of_postal_code("11024"), "Tổ 1", 2, 8)


def test_a_proposal_shares_out_the_doors_that_wait(operator, street):
    proposal = propose_lots(operator, street)
    assert (proposal.doors, proposal.households) == (30, 38)
    assert (len(proposal.lots), proposal.days) == (4, 2)
    assert sum(lot.work for lot in proposal.lots) == 32
    assert sorted(n for lot in proposal.lots for n in lot.doors) == sorted(proposal.places)
    assert not Lot.objects.exists()


def test_drawn_doors_stand_in_the_order_of_the_walk_and_are_drawn_once(operator, street):
    draw(operator, street)
    lots = open_lots(operator)
    assert [lot.name for lot in lots] == ["001", "002", "003", "004"]
    for lot in lots:
        numbers = [int(d["house_number"]) for d in describe_lot(lot)["doors"]]
        sides = [n % 2 for n in numbers]
        assert sum(a != b for a, b in pairwise(sides)) == 1
        assert numbers != sorted(numbers)
        assert lot.walk_metres <= 11.2 * 2 * len(numbers)
    with pytest.raises(NothingToDrawError):
        propose_lots(operator, street)
    assert Entry.objects.filter(act="lots.drawn").count() == 1


def test_what_a_closed_lot_left_is_drawn_again(operator, street):
    draw(operator, street)
    first = open_lots(operator)[0]
    phone = Phone(collector("an", first))
    gone = describe_lot(first)["doors"][0]["id"]
    phone.record(first, gone, position=fix(place(0), 60.0))
    phone.send()
    assert count_done([first.pk]) == {first.pk: 1}
    close_lot(operator, first)
    again = propose_lots(operator, street)
    assert again.doors == first.doors_count - 1
    # what the phone still holds is taken all the same
    phone.waiting = [phone.record(first, describe_lot(first)["doors"][1]["id"])]
    assert len(phone.send().taken) == 1


def test_a_few_lots_of_many(operator, street):
    draw(operator, street, first_only=1)
    assert len(open_lots(operator)) == 1
    assert propose_lots(operator, street).doors == 30 - open_lots(operator)[0].doors_count


def test_a_commune_draws_in_its_own_territory_only(operator, street):
    own = User.objects.create(username="phuong", role=Role.COMMUNE)
    Charge.objects.create(user=own, unit=street.unit)
    neighbour = User.objects.create(username="phuong khac", role=Role.COMMUNE)
    Charge.objects.create(user=neighbour, unit=commune_of_postal_code("11120"))
    assert propose_lots(own, street).doors == 30
    with pytest.raises(NothingToDrawError):
        propose_lots(neighbour, street)
    draw(own, street)
    assert len(open_lots(own)) == 4
    assert open_lots(neighbour) == []
    assert open_lots(User.objects.create(username="api", role=Role.API_CLIENT)) == []


def test_a_lot_is_one_collectors_at_a_time(operator, street):
    draw(operator, street)
    lot = open_lots(operator)[0]
    an, binh = collector("an"), collector("binh")
    Charge.objects.create(user=an, unit=lot.drawing.unit)
    for holder, seen in ((an, [lot]), (binh, []), (None, [])):
        hand_lot(lot, holder, operator)
        assert open_lots(an) == seen
    assert Entry.objects.filter(act="lot.handed").count() == 3


def test_an_outline_holds_its_doors_and_is_closed():
    import shapely

    lat, lng = np.array([21.0, 21.001, 21.0]), np.array([105.8, 105.8, 105.801])
    for rows in (slice(None), slice(2), slice(1)):
        ring = draw_outline(lat[rows], lng[rows])
        assert ring[0] == ring[-1]
        inside = shapely.contains_xy(shapely.Polygon(ring), lng[rows], lat[rows])
        assert inside.all()


def test_the_side_of_a_street_is_told_by_the_number():
    doors = [
        Address(house_number=n, street=s, lanes=lane)
        for n, s, lane in (
            ("12B", "phố Huế", ""),
            ("7", "Huế", ""),
            ("9", "Huế", "ngõ 5"),
            ("", "", ""),
        )
    ]
    ways = read_ways(doors)
    assert ways.side.tolist() == [0, 1, 1, -1]
    assert ways.way.tolist() == [0, 0, 1, -1]


def test_identifiers_of_the_lot_are_those_of_the_registry(operator, street):
    draw(operator, street)
    told = {d["id"] for lot in open_lots(operator) for d in describe_lot(lot)["doors"]}
    assert identifier("tower") in told
    assert address_of("flat 1").identifier not in told

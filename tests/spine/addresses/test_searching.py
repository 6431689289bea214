"""Searching the registry for what somebody types, on SQLite and on PostgreSQL."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from tests.registry import address_of, door, observe

from diaban.engines.addressing.door_array import DoorArray
from diaban.engines.addressing.searching import Searcher, search
from diaban.spine.addresses import search_entries, search_store
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge, split
from diaban.spine.addresses.models import Address, SearchEntry, SearchWay
from diaban.spine.addresses.search_store import RegistryStore
from diaban.spine.addresses.searching import (
    forget_names,
    search_addresses,
    search_texts,
    searcher_for,
)
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

BA_DINH = (21.0368, 105.8346)


@pytest.fixture(autouse=True)
def fresh_names():
    forget_names()


@pytest.fixture
def street(operator, official_hanoi):
    """Hàng Bông in Hoàn Kiếm with a lane, and a street of the same name in Ba Đình."""
    observe(
        door("1", house_number="1", street="phố Hàng Bông"),
        door("3", house_number="3", street="phố Hàng Bông"),
        door("9", house_number="9", street="phố Hàng Bông"),
        door("lane", house_number="9", lanes="ngách 68, ngõ 53", street="phố Hàng Bông"),
        door("bd", BA_DINH, house_number="7", street="phố Hàng Bông"),
        door("hamlet", BA_DINH, house_number="5", locality="xóm 3, thôn Đông Ngàn"),
    )
    run_coding(operator)
    return operator


def found(text, actor, **options):
    answer = search_addresses(text, actor, **options)
    return [match.address.number for match in answer.matches]


def number(key):
    return address_of(key).pk


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Số 3 phố Hàng Bông, phường Hoàn Kiếm, Hà Nội", "3"),
        ("so 3 hang bong, hoan kiem, ha noi", "3"),
        ("3 Hàng Bôgn, P. Hoàn Kiếm", "3"),
        ("3 Hàng Bô", "3"),
        ("53/68/9 Hàng Bông", "lane"),
        ("9/68/53 Hàng Bông", "lane"),
        ("số 9 ngách 68 ngõ 53 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm", "lane"),
        ("7 Hàng Bông, Ba Đình", "bd"),
        ("Số 5, xóm 3, thôn Đông Ngàn", "hamlet"),
    ],
)
def test_a_door_is_found_by_what_people_type(street, text, key):
    assert found(text, street)[:1] == [number(key)]


def test_a_wrong_number_offers_its_neighbours_and_never_another_commune(street):
    answer = search_addresses("7 Hàng Bông, phường Hoàn Kiếm", street)
    assert answer.matches == ()
    assert [match.address.number for match in answer.nearest] == [
        number(k) for k in ("9", "3", "1")
    ]
    assert answer.reasons == ("house_not_found",)
    assert all("house_differs" in match.reasons for match in answer.nearest)


@pytest.mark.parametrize("few", [search_entries.FEW, 0], ids=["with the change", "by a run"])
def test_what_is_said_of_a_merged_door_is_found_at_the_one_that_was_kept(street, monkeypatch, few):
    monkeypatch.setattr(search_entries, "FEW", few)
    merge(number("1"), number("3"), "", street)
    search_entries.index_waiting()
    assert found("1 Hàng Bông, phường Hoàn Kiếm", street) != [number("3")]
    assert number("3") not in found("3 Hàng Bông, phường Hoàn Kiếm", street)
    observe(door("3", house_number="13", street="phố Hàng Bông", held_on=today()))
    search_entries.index_waiting()
    assert found("13 Hàng Bông, phường Hoàn Kiếm", street) == [number("1")]
    split(number("3"), "", street)
    search_entries.index_waiting()
    assert found("13 Hàng Bông, phường Hoàn Kiếm", street) == [number("3")]
    assert found("1 Hàng Bông, phường Hoàn Kiếm", street) == [number("1")]


def test_an_unknown_lane_leads_to_the_house_at_its_mouth(street):
    answer = search_addresses("số 4 ngõ 2 Hàng Bông, phường Hoàn Kiếm", street)
    assert [match.address.number for match in answer.nearest][:2] == [number("1"), number("3")]


def test_a_street_of_several_communes_is_offered_in_each(street):
    answer = search_addresses("Hàng Bông", street)
    communes = [one.way.commune for one in answer.ways]
    assert communes == [address_of("1").commune_id, address_of("bd").commune_id]


def test_what_is_nowhere_near_is_answered_with_nothing(street):
    answer = search_addresses("12 Nguyễn Hữu Cảnh, Bình Thạnh", street)
    assert answer.matches == answer.nearest == answer.ways == ()
    assert list(search_texts(["3 Hàng Bông"], AnonymousUser())) == [answer]
    assert answer.reasons == ("nothing_near",)


def test_another_province_is_not_taken_for_the_registrys_own(street):
    assert found("3 Hàng Bông, Hà Nội", street) == [number("3")]
    assert search_addresses("3 phố Hàng Bông, TP Hồ Chí Minh", street).best < 0.5


@pytest.mark.parametrize("text", ["", " ", "Hà Nội", "12", "'; DROP TABLE x; --", "🏠", "/" * 999])
def test_any_text_is_answered(street, text):
    search_addresses(text, street)


def test_a_new_door_and_a_new_street_are_found_at_once(street):
    assert found("8 Lò Sũ, Hoàn Kiếm", street) == []
    observe(door("new", house_number="8", street="phố Lò Sũ"))
    assert found("8 Lò Sũ", street) == [number("new")]


def test_a_corrected_number_is_found_at_once_and_the_old_one_no_more(street):
    observe(door("3", house_number="5", street="phố Hàng Bông"))
    assert found("5 Hàng Bông, Hoàn Kiếm", street) == [number("3")]
    assert found("3 Hàng Bông, Hoàn Kiếm", street) == []


def test_an_unfinished_change_is_found_by_nobody_after_it_is_undone(street):
    mark = transaction.savepoint()
    observe(door("gone", house_number="11", street="phố Hàng Bông"))
    transaction.savepoint_rollback(mark)
    assert found("11 Hàng Bông, Hoàn Kiếm", street) == []


def test_flats_are_not_entries_of_their_own(street):
    tower = door("tower", building="Tòa nhà CT2A", is_household=False)
    observe(tower, door("flat", None, parent_key="tower", unit="P1203"))
    assert found("P1203 CT2A", street) in ([], [number("tower")])
    assert not SearchEntry.objects.filter(
        id__gte=number("flat") * 8, id__lt=(number("flat") + 1) * 8
    ).exists()


def test_nobody_finds_what_lies_outside_their_territory(street):
    guard = User.objects.create(username="bd", role=Role.COMMUNE)
    Charge.objects.create(user=guard, unit=address_of("bd").commune)
    answer = search_addresses("3 Hàng Bông", guard)
    assert answer.matches == ()
    assert {one.way.commune for one in answer.ways} == {address_of("bd").commune_id}
    assert found("7 Hàng Bông", guard) == [number("bd")]
    assert RegistryStore(guard).at([entry.key for entry in SearchEntry.objects.all()]) != []
    seen = {d.number for d in RegistryStore(guard).at([e.key for e in SearchEntry.objects.all()])}
    assert seen == {number("bd"), number("hamlet")}
    each = RegistryStore(guard).at_each([e.key for e in SearchEntry.objects.all()])
    assert {door.number for doors in each.values() for door in doors} == seen
    assert [one.best > 0.5 for one in search_texts(["3 Hàng Bông", "7 Hàng Bông"], guard)] == [
        False,
        True,
    ]


def test_the_public_finds_no_addresses(street):
    answer = search_addresses("3 Hàng Bông", AnonymousUser())
    assert answer.matches == answer.nearest == answer.ways == ()


def index_rows():
    return (
        sorted(SearchEntry.objects.values_list("id", "key", "way")),
        sorted(SearchWay.objects.values_list("form", "commune", "written", "count")),
    )


def test_the_index_built_in_bulk_is_the_one_kept_up_by_single_changes(street):
    observe(door("3", house_number="5", street="phố Hàng Bông"))
    kept = index_rows()
    search_entries.begin_anew()
    assert search_entries.index_waiting(batch=2) >= 6
    assert index_rows() == kept
    assert search_entries.count_waiting() == 0


def test_a_bulk_run_that_was_broken_off_goes_on_where_it_stood(street, monkeypatch):
    kept = index_rows()
    search_entries.begin_anew()

    def stop(done):
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search_entries.index_waiting(stop, batch=2)
    assert search_entries.count_waiting() > 0
    search_entries.index_waiting(batch=2)
    assert index_rows() == kept


def test_bulk_changes_wait_for_a_run_and_single_ones_do_not(street, monkeypatch):
    monkeypatch.setattr(search_entries, "FEW", 2)
    many = [door(f"m{n}", house_number=str(n), street="phố Mã Mây") for n in range(20, 40)]
    observe(*many)
    assert found("25 Mã Mây", street) == []
    observe(door("one", house_number="50", street="phố Mã Mây"))
    assert found("50 Mã Mây", street) == [number("one")]
    search_entries.index_waiting()
    assert found("25 Mã Mây", street) == [number("m25")]


def test_the_registry_and_an_array_of_the_same_doors_give_the_same_answers(street):
    searcher = searcher_for(street)
    doors = searcher.store.at(list(SearchEntry.objects.values_list("key", flat=True)))
    array = Searcher(searcher.reader, searcher.directory, DoorArray(doors))
    for text in ("3 Hàng Bông", "7 Hàng Bông, Hoàn Kiếm", "9/68/53 Hàng Bông", "5 Đông Ngàn"):
        assert search(text, searcher) == search(text, array)


def test_the_store_reads_only_through_its_index(street):
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            pytest.skip("SQLite tells its plan in words")
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT e.id, a.id FROM addresses_searchentry e "
            "JOIN addresses_address a ON a.id = e.id / 8 WHERE e.key IN (1, 2)"
        )
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "COVERING INDEX search_entry_key" in plan
    assert "SCAN" not in plan


def test_withdrawn_addresses_leave_the_index(street):
    pk = number("3")
    Address.objects.everywhere("test").filter(pk=pk).update(life=9)
    search_entries.begin_anew()
    search_entries.index_waiting()
    assert found("3 Hàng Bông, Hoàn Kiếm", street) == []


def test_a_list_finds_what_each_text_finds_and_asks_once_for_all_doors(street, monkeypatch):
    texts = ["3 phố Hàng Bông", "7 phố Hàng Bông", "số 1 phố Hàng Bông, phường Hoàn Kiếm"]
    alone = [search_addresses(text, street) for text in texts]
    assert [one.best > 0.5 for one in alone] == [True, True, True]
    fetch, asked = search_store._fetch, []
    monkeypatch.setattr(search_store, "_fetch", lambda *of: asked.append(of) or fetch(*of))
    assert list(search_texts(texts, street)) == alone
    assert len(asked) == 1

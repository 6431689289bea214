"""Properties of the search over doors in memory."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.addressing import Gazetteer, UnitRecord
from diaban.engines.addressing.directory import Directory, Way
from diaban.engines.addressing.door_array import DoorArray
from diaban.engines.addressing.door_indexing import DoorIndexer, written_way
from diaban.engines.addressing.doorkeys import door_key, lane_span, read_house_number
from diaban.engines.addressing.place_reader import PlaceReader
from diaban.engines.addressing.registered import Columns, read_columns
from diaban.engines.addressing.searching import Searcher, search

DAY = date(2025, 7, 1)
UNITS = [
    UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", DAY),
    UnitRecord("commune", "00070", "Hoàn Kiếm", "phường", "01", "01", DAY),
    UnitRecord("commune", "00004", "Ba Đình", "phường", "01", "01", DAY),
]
NUMBERS = {"commune:00070@2025-07-01": 70, "commune:00004@2025-07-01": 4}
READER = PlaceReader(Gazetteer(UNITS, []), NUMBERS, DAY)
HOUSES = st.one_of(
    st.integers(1, 2_000).map(str),
    st.sampled_from(["12A", "12 bis", "10-12", "7B", "068", "LK5", ""]),
)
LANES = st.sampled_from(["", "ngõ 53", "ngách 68, ngõ 53", "ngách 53/68", "hẻm 2 ngách 68 ngõ 53"])
STREETS = st.sampled_from(["phố Hàng Bông", "đường Láng", "quốc lộ 6", "phố Huế", ""])
PLACES = st.sampled_from(["", "TDP 4", "xóm 3, thôn Đông Ngàn", "thôn Cổ Điển"])
BUILDINGS = st.sampled_from(["", "Tòa nhà CT2A", "chung cư mini"])
COLUMNS = st.builds(Columns, HOUSES, LANES, STREETS, PLACES, BUILDINGS)


def make(*doors):
    """A registry of (commune, columns), numbered from 1."""
    addresses = [read_columns(n, c, columns) for n, (c, columns) in enumerate(doors, start=1)]
    ways = {
        (form, one.commune): Way(form, one.commune, written_way(one, form))
        for one in addresses
        for form in one.forms
    }
    return Searcher(READER, Directory(ways.values()), DoorArray(addresses))


def street(*houses, commune=70, name="phố Hàng Bông"):
    return [(commune, Columns(house, "", name)) for house in houses]


@given(st.integers(0, 999), COLUMNS)
def test_the_bulk_indexer_gives_the_keys_of_each_address(commune, columns):
    address = read_columns(1, commune, columns)
    entries = DoorIndexer().entries(commune, columns)
    assert {key for key, _ in entries} == set(address.keys)
    assert {form for _, (form, _) in entries} == set(address.forms)


@given(COLUMNS, st.sampled_from([70, 4]))
def test_every_key_lies_in_the_span_of_its_lane_and_fits_64_bits(columns, commune):
    address = read_columns(1, commune, columns)
    for form in address.forms:
        for door in address.doors:
            lanes = tuple(lane.number for lane in door.lanes)
            low, high = lane_span(form, commune, lanes)
            assert 0 <= low <= door_key(form, commune, lanes, door.house) < high < 1 << 63


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_keys_order_houses_as_their_numbers_do(one, other):
    codes = [read_house_number(str(n)).code for n in (one, other)]
    assert (one < other) == (codes[0] < codes[1])


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30, unique=True), st.integers(1, 400))
@settings(max_examples=50, deadline=None)
def test_a_registered_number_is_found_and_another_gets_its_neighbours(houses, asked):
    searcher = make(*street(*map(str, houses)))
    answer = search(f"{asked} Hàng Bông, Hoàn Kiếm", searcher)
    if asked in houses:
        assert answer.matches[0].address.columns.house_number == str(asked)
        assert answer.best > 0.9
    else:
        assert answer.matches == ()
        nearest = [int(match.address.columns.house_number) for match in answer.nearest]
        assert abs(nearest[0] - asked) == min(abs(house - asked) for house in houses)
        assert sorted(nearest, key=lambda n: (abs(n - asked), n)) == nearest


@given(st.integers(1, 300))
@settings(max_examples=40, deadline=None)
def test_a_wrong_number_never_jumps_to_another_commune(asked):
    searcher = make(*street("1", "3"), *street(*map(str, range(1, 301)), commune=4))
    answer = search(f"{asked} Hàng Bông, phường Hoàn Kiếm", searcher)
    communes = {match.address.commune for match in (*answer.matches, *answer.nearest)}
    assert communes == {70}


def test_a_street_that_lies_in_another_commune_than_named_is_offered_and_never_sure():
    answer = search("3 Hàng Bông, phường Ba Đình", make(*street("1", "3")))
    assert [match.address.number for match in answer.matches] == [2]
    assert "commune_elsewhere" in answer.matches[0].reasons
    assert answer.best < 0.95


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_and_probabilities_are_probabilities(text):
    answer = search(text, make(*street("1", "12A", "3")))
    told = [match.probability for match in (*answer.matches, *answer.nearest)]
    assert all(0.0 <= probability <= 1.0 for probability in told)
    assert sum({m.address.number: m.probability for m in answer.matches}.values()) <= 1.001


@pytest.mark.parametrize("text", ["9/68/53 Hàng Bông", "53/68/9 Hàng Bông"])
def test_a_bare_slash_chain_is_looked_up_both_ways(text):
    searcher = make((70, Columns("9", "ngách 68, ngõ 53", "phố Hàng Bông")))
    assert [match.address.number for match in search(text, searcher).matches] == [1]


def test_a_registered_slash_chain_is_found_whichever_way_it_is_asked():
    searcher = make((70, Columns("9/68/53", "", "phố Hàng Bông")))
    for text in ("9/68/53 Hàng Bông", "53/68/9 Hàng Bông", "số 9 ngách 68 ngõ 53 Hàng Bông"):
        assert [match.address.number for match in search(text, searcher).matches] == [1]


def test_a_street_in_two_communes_without_a_commune_is_offered_in_both_and_neither_is_sure():
    searcher = make(*street("7"), *street("7", commune=4))
    answer = search("7 Hàng Bông", searcher)
    assert {match.address.commune for match in answer.matches} == {70, 4}
    assert max(match.probability for match in answer.matches) < 0.6
    assert all("commune_not_said" in match.reasons for match in answer.matches)


def test_the_group_tells_two_houses_of_one_number_apart():
    doors = [(70, Columns("5", "", "", f"xóm {n}, thôn Đông Ngàn")) for n in (1, 2, 3)]
    answer = search("Số 5, xóm 2, thôn Đông Ngàn, Hoàn Kiếm", make(*doors))
    assert answer.matches[0].address.number == 2
    assert answer.matches[1].reasons == ("group_differs",)


def test_rows_that_say_the_same_door_are_no_rivals():
    answer = search("7 Hàng Bông, Hoàn Kiếm", make(*street("7", "7")))
    assert [match.probability for match in answer.matches] == [answer.best] * 2
    assert answer.best > 0.9


def test_a_new_way_is_found_at_once():
    searcher = make(*street("1"))
    assert search("8 Lò Sũ", searcher).ways == ()
    searcher.directory.put(Way("lo su", 70, "phố Lò Sũ"))
    assert [one.way.written for one in search("Lo Su", searcher).ways] == ["phố Lò Sũ"]
    searcher.directory.drop("lo su", 70)
    assert search("Lo Su", searcher).ways == ()


@pytest.mark.parametrize(
    ("text", "house"),
    [("3 hàng b", "3"), ("3 hang bong, hoan ki", "3"), ("3 Hàng Bông, phường H", "3")],
)
def test_an_unfinished_text_is_completed(text, house):
    searcher = make(*street("1", "3"), *street("3", commune=4, name="phố Đội Cấn"))
    assert search(text, searcher).matches[0].address.columns.house_number == house


def test_the_work_for_a_long_text_stays_bounded():
    searcher = make(*street("1"))
    search("Hàng Bông " * 1_000, searcher)
    search("/".join(["1806"] * 2_000), searcher)
    search("," * 10_000, searcher)


def test_what_a_name_nearly_says_follows_the_names_there_are():
    directory = Directory([])
    assert directory.find_near("Hàng Bôgn") == []
    directory.put(Way("hang bong", 3, "Hàng Bông"))
    assert [one.form for one in directory.find_near("Hàng Bôgn")] == ["hang bong"]
    directory.drop("hang bong", 3)
    assert directory.find_near("Hàng Bôgn") == []

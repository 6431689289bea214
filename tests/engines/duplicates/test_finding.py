"""Which records are proposed as one place, and which are left apart."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.duplicates import find_between, find_within, to_records

HERE = {"commune": 256, "lat_e7": 210_000_000, "lng_e7": 1_058_000_000, "accuracy_metres": 8.0}
NEAR = {"lat_e7": 210_000_400, "lng_e7": 1_058_000_300}  # about 5 metres away
APART = {"lat_e7": 210_090_000, "lng_e7": 1_058_090_000}  # about 1,370 metres away
SET = dict(to_records(pl.DataFrame({"id": [1]})).schema)


def record(number, **parts):
    return HERE | {"id": number, "source": f"source {number}"} | parts


def proposals(*records, least_score=0.5):
    return find_within(pl.DataFrame(list(records), schema=SET), least_score)


def score(one, other):
    """The probability that two records are one place; 0 where they are not even compared."""
    found = proposals(record(1, **one), record(2, **NEAR | other), least_score=0.0)
    return found["score"][0] if found.height else 0.0


def street(house, name="phố Trần Phú", **parts):
    return {"house_number": house, "street": name} | parts


def flat(unit, building="Tòa CT2A, Khu đô thị Văn Quán", **parts):
    return {"unit": unit, "building": building} | parts


ALIKE = {
    "marks lost": (street("12"), street("Số 12", "P. TRAN PHU")),
    "place of the tone": (street("12", "đường Hoà Bình"), street("12", "Hòa Bình")),
    "i for y": (street("12", "Lý Thường Kiệt"), street("12", "Lí Thường Kiệt")),
    "Ng. is Nguyễn before a name": (street("12", "Ng. Trãi"), street("12", "phố Nguyễn Trãi")),
    "initials": (street("12", "T. D. Hưng"), street("12", "Trần Duy Hưng")),
    "a slip of the keys": (street("12", "Trần Duy Hugn"), street("12", "Trần Duy Hưng")),
    "ng. is ngõ before a number": (street("5", lanes="ng. 53"), street("5", lanes="Ngõ 53")),
    "inner first": (
        street("9/4/68/53"),
        street("9", lanes="hẻm 4 ngách 68 ngõ 53"),
    ),
    "outer first": (street("53/68/9"), street("9", lanes="ngách 68, ngõ 53")),
    "all in the street": ({"street": "12 ngõ 34 Trần Phú"}, street("12", lanes="ngõ 34")),
    "southern hẻm": (street("448/20/2"), street("K448/H20/2")),
    "space before the letter": (street("12A"), street("12 a")),
    "bis": (street("12 bis"), street("12bis")),
    "a range with a long dash": (street("47–49"), street("47 - 49")),
    "hamlet in other words": (
        {"house_number": "61", "locality": "xóm 2, thôn Phù Mã"},
        {"house_number": "61", "locality": "X.2 phu ma"},
    ),
    "street left out": (
        street("17", lanes="ngõ 10", locality="TDP 5"),
        {"house_number": "17", "locality": "tổ dân phố số 5"},
    ),
    "flats of a tower": (flat("P.1203"), flat("Căn hộ 12-03", "CT2A - KĐT Van Quan")),
    "floor and room": (flat("tầng 12 phòng 3"), flat("1203")),
    "a street whose name is a number": (street("5", "đường 72"), street("5", "Đường 72")),
    "a number alone as the street's name": (street("5", "72"), street("5", "72")),
    "floor and a lettered room": (flat("tầng 2 phòng A"), flat("T2 A")),
}
APART_CASES = {
    "12 and 12A": (street("12"), street("12A")),
    "neighbours": (street("12"), street("14")),
    "two flats at one point": (flat("1203"), flat("1204")),
    "the flat of that number in the next tower": (flat("1203"), flat("1203", "Tòa CT2B, KĐT X")),
    "the number in another lane": (street("5", lanes="ngõ 53"), street("5", lanes="ngõ 55")),
    "house and lane changed places": (street("8", lanes="ngõ 10"), street("10", lanes="ngõ 8")),
    "the lane's mouth and the lane": (street("5"), street("5", lanes="ngõ 53")),
    "the parallel street": (street("5"), street("5", "phố Quang Trung")),
    "xóm 3 and xóm 4": (
        {"house_number": "26", "locality": "xóm 3, thôn Tía"},
        {"house_number": "26", "locality": "xóm 4, thôn Tía"},
    ),
    "one-way slashes": (street("6/4/8"), street("4", lanes="ngách 8, ngõ 6")),
    "a shop on the ground floor": (street("12"), street("12", is_household=False)),
    "mini blocks of two hamlets": (
        {"unit": "P.201", "building": "chung cư mini", "locality": "thôn Đông"},
        {"unit": "201", "building": "CCMN", "locality": "thôn Đoài"},
    ),
    "nothing but the hamlet": ({"locality": "thôn Đông"}, {"locality": "thôn Đông"}),
}


@pytest.mark.parametrize("case", ALIKE)
def test_one_place_in_two_wordings_is_proposed(case):
    assert score(*ALIKE[case]) >= 0.5


@pytest.mark.parametrize("case", APART_CASES)
def test_two_places_are_left_apart(case):
    assert score(*APART_CASES[case]) < 0.5


def test_the_same_words_far_apart_are_not_one_place():
    assert score(street("12"), street("12") | APART) < 0.5
    assert score(street("12"), street("12") | APART | {"commune": 4}) < 0.1


def test_without_positions_the_words_of_one_commune_are_enough():
    nowhere = {"lat_e7": None, "lng_e7": None}
    assert score(street("12") | nowhere, street("12") | nowhere) >= 0.5
    assert score(street("12") | nowhere, street("12") | nowhere | {"commune": None}) < 0.5


def test_a_former_commune_stands_in_for_todays():
    witness = record(3, **street("999"), former_commune=70)
    old = record(1, **street("12"))
    for former, proposed in ((70, True), (80, False)):
        other = record(4, **street("998"), former_commune=80, commune=9)
        new = record(2, **street("12"), commune=None, former_commune=former)
        new |= {"lat_e7": None, "lng_e7": None}
        found = proposals(old, new, witness, other)
        assert (found.height == 1) == proposed


def test_two_known_streets_are_no_slip_of_the_keys():
    known = [
        record(10 + n, **street(str(100 + n), name), **APART)
        for n, name in enumerate(["Lê Lai"] * 5 + ["Lê Lợi"] * 5)
    ]
    pair = record(1, **street("12", "Lê Lai")), record(2, **street("12", "Lê Lợi") | NEAR)
    assert proposals(*pair).height == 1
    assert proposals(*pair, *known).height == 0


def test_the_very_same_point_with_two_addresses_is_shown_as_such():
    found = proposals(record(1, **street("12")), record(2, **street("40", "phố Quang Trung")))
    assert found["kind"].to_list() == ["same_point_two_addresses"]


def test_a_building_and_its_flat_are_no_pair():
    house = street("12")
    building = record(1, **house, is_household=False)
    assert proposals(building, record(2, **house, is_household=False)).height == 1
    assert proposals(building, record(2, **house, is_household=False, parent=1)).height == 0


def test_whole_buildings_are_told_by_their_name():
    found = proposals(
        record(1, building="Tòa CT2, KĐT Văn Quán", is_household=False),
        record(2, building="CT2 Khu đô thị Văn Quán", is_household=False, **NEAR),
    )
    assert found["kind"].to_list() == ["same_building"]


def test_rivals_share_the_probability():
    one = record(1, **street("12", lanes="ngõ 34"), **NEAR)
    other = record(2, **street("34", lanes="ngõ 12"), **NEAR)
    unclear = record(3, **street("12/34"))
    scores = proposals(one, other, unclear, least_score=0.0)["score"]
    assert scores.max() == pytest.approx(0.5, abs=0.05)


def test_reasons_name_field_level_and_weight():
    found = proposals(record(1, **street("12")), record(2, **street("12", "tran phu") | NEAR))
    reasons = {reason["field"]: reason for reason in found["reasons"][0].to_list()}
    assert reasons["numbers"]["level"] == "same"
    assert reasons["numbers"]["weight"] == pytest.approx(7.15, abs=0.01)
    assert reasons["distance"]["level"] == "within_accuracy"
    assert found["distance_metres"][0] == pytest.approx(5.4, abs=0.1)


def test_nothing_comes_of_nothing():
    assert proposals().is_empty()
    assert find_between(pl.DataFrame(schema=SET), pl.DataFrame(schema=SET)).is_empty()


def test_records_without_sound_ids_are_refused():
    with pytest.raises(ValueError, match="need a column id"):
        find_within(pl.DataFrame({"street": ["Huế"]}))
    with pytest.raises(ValueError, match="differ from one another"):
        find_within(pl.DataFrame({"id": [1, 1]}))
    with pytest.raises(ValueError, match="probability"):
        find_within(pl.DataFrame({"id": [1]}), 2.0)


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "house_number": st.sampled_from(["12", "Số 12", "12A", "5/12", "12/5", None]),
            "lanes": st.sampled_from(["ngõ 5", "ngách 5 ngõ 12", None]),
            "street": st.sampled_from(["Trần Phú", "P. Tran Phu", "Trần Phsu", "Huế", None]),
            "unit": st.sampled_from(["P.3", "3", None]),
            "lat_e7": st.sampled_from([210_000_000, 210_000_300, None]),
            "lng_e7": st.just(1_058_000_000),
            "commune": st.sampled_from([256, 4, None]),
            "source": st.sampled_from(["a", "b"]),
        }
    ),
    min_size=2,
    max_size=12,
)


def numbered(rows):
    frame = pl.DataFrame([{"id": n} | row for n, row in enumerate(rows)], schema_overrides=SET)
    return to_records(frame)


def told(found):
    return {(a, b): round(p, 9) for a, b, p in found.select("left", "right", "score").rows()}


@settings(max_examples=25, deadline=None)
@given(RECORDS, st.randoms())
def test_the_order_of_rows_changes_nothing_and_no_record_is_its_own_double(rows, random):
    frame = numbered(rows)
    places = list(range(len(rows)))
    random.shuffle(places)
    found = find_within(frame, 0.1)
    assert told(found) == told(find_within(frame[places], 0.1))
    assert all(left < right for left, right in told(found))
    assert found.height == len(told(found))


@settings(max_examples=25, deadline=None)
@given(RECORDS)
def test_which_set_is_the_registry_changes_no_score(rows):
    frame = numbered(rows)
    half = len(rows) // 2
    there = told(find_between(frame[:half], frame[half:], 0.1))
    back = told(find_between(frame[half:], frame[:half], 0.1))
    assert there == {(b, a): p for (a, b), p in back.items()}


@settings(max_examples=25, deadline=None)
@given(RECORDS)
def test_an_unrelated_record_changes_nothing(rows):
    frame = numbered(rows)
    other = to_records(
        pl.DataFrame({"id": [99], "house_number": ["777"], "street": ["Võ Chí Công"], "commune": 8})
    )
    assert told(find_within(frame, 0.1)) == told(find_within(pl.concat([frame, other]), 0.1))

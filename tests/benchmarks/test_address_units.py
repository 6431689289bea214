"""The yardstick of the address benchmarks: which old ward a text names, which code a name has."""

import random

import pytest
from benchmarks.address_slips import mistype, ten_thousand
from benchmarks.address_units import SHARED, NewCommunes, OldWards, fold, fold_with_marks

needs_lists = pytest.mark.skipif(not SHARED.exists(), reason="the lists of ../shared are not here")


@pytest.fixture(scope="module")
def wards():
    return OldWards()


def test_names_are_compared_wherever_their_tone_mark_stands():
    assert fold_with_marks("Hoà Xá") == fold_with_marks("Hòa Xá")
    assert fold_with_marks("Hoà Xá") != fold_with_marks("Hoa Xá")
    assert fold_with_marks("Đa Kao") != fold_with_marks("Da Kao")
    assert fold("Xã Đoàn-Tùng.") == "xa doan tung"


@needs_lists
@pytest.mark.real_data
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("479 ngõ 192, Lê Trọng Tấn, P. Định Công, Q. Hoàng Mai, Tp. Hà Nội", "dinh cong"),
        ("7 Nam Ngư-Cửa Nam-Hoàn Kiếm-Hà Nội-Vietnam", "cua nam"),
        ("4, Đặng Văn Ngữ, P. Trung Tự, Q. Đống Đa, Tp. Hà Nội", "trung tu"),
        ("24 ngõ 85, Lĩnh Nam, Q. Hoàng Mai, Tp. Hà Nội", None),
        ("Xã Minh Châu", None),
        ("12 ngõ 291, Lạc Long Quân, Q. Cầu Giấy, Tp. Hà Nội", None),
    ],
)
def test_a_ward_is_named_where_its_district_is_and_it_is_no_street(wards, text, name):
    found = wards.named_in(text)
    assert (found and found.name) == name


@needs_lists
@pytest.mark.real_data
def test_rows_of_the_table_with_a_neighbours_code_are_joined_by_name(wards):
    assert wards.named_in("xã Đặng Xá, huyện Gia Lâm").successors == {"00541", "00562"}
    assert wards.named_in("xã Cổ Bi, huyện Gia Lâm").successors == {"00136", "00541", "00565"}


@needs_lists
@pytest.mark.real_data
def test_a_commune_is_found_by_its_name_however_a_peer_spells_it():
    communes = NewCommunes()
    assert communes.code_of("Phường Cầu Giấy", "Thành phố Hà Nội") == "00166"
    assert communes.code_of("Hoà Xá", "Hà Nội") == communes.code_of("Xã Hòa Xá", "TP Hà Nội") != ""
    assert communes.code_of("Phường Quan Hoa", "Thành phố Hà Nội") == ""


@needs_lists
@pytest.mark.real_data
def test_the_strings_to_time_are_distinct_and_the_same_for_a_seed():
    texts, real = ten_thousand(seed=4, count=8_000)
    assert len(set(texts)) == 8_000
    assert 6_000 < real < 8_000
    assert texts == ten_thousand(seed=4, count=8_000)[0]


def test_a_slip_changes_a_text_and_not_its_length_by_more_than_one_letter():
    rng = random.Random(1)
    slips = [mistype("Số 9 ngõ 53, phường Quan Hoa", rng) for _ in range(200)]
    assert all(abs(len(one) - 28) <= 1 for one in slips)
    assert len(set(slips)) > 50

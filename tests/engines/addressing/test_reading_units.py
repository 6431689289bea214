"""Which commune, district and province a text names."""

import pytest

from diaban.engines.addressing import Kind


def named(address, kind):
    return [part.text for part in address.of_kind(kind)]


def key_of(address):
    return address.places[0].key if address.places else ""


@pytest.mark.parametrize(
    "text",
    [
        "phường Quan Hoa, quận Cầu Giấy, thành phố Hà Nội",
        "P. Quan Hoa, Q. Cầu Giấy, HN",
        "p Quan Hoa q Cau Giay ha noi",
        "Quan Hoa, Cầu Giấy, Hà Nội",
        "Hà Nội, Cầu Giấy, Quan Hoa",
        "QUAN HOA WARD, CAU GIAY DISTRICT, HANOI CITY",
        "phườngQuan Hoa,QuậnCầu Giấy",
        "phường Quan Hao, Cầu Giấy",
        "phuwowngf Quan Hoa, quaajn Caauf Giaays",
        "P.Quan Hoa-Q.Cầu Giấy-TP.Hà Nội",
    ],
)
def test_one_ward_is_known_however_it_is_written(read, text):
    assert key_of(read(text)).startswith("commune:00157@2018") or key_of(read(text)).startswith(
        "commune:00169@"
    ), key_of(read(text))


def test_a_name_behind_a_house_number_is_a_street_also_where_a_ward_bears_it(read):
    address = read("50 ngõ 255, Lĩnh Nam, Q. Hoàng Mai, Hà Nội")
    assert named(address, Kind.STREET) == ["Lĩnh Nam"]
    assert named(address, Kind.COMMUNE) == []


def test_a_district_written_before_its_ward_is_a_street(read):
    address = read("SN 9, ngách 4, ngõ 68/53 Cầu Giấy, p Quan Hoa")
    assert address.street == "Cầu Giấy"
    assert named(address, Kind.COMMUNE) == ["p Quan Hoa"]


def test_numbers_name_units_only_behind_their_word(read):
    address = read("25 đường 3/2, P.12, Q.10, TP.HCM")
    assert named(address, Kind.COMMUNE) == ["P.12"]
    assert named(address, Kind.DISTRICT) == ["Q.10"]
    assert address.street == "3/2"


def test_a_name_that_lost_its_ward_is_told_as_unknown(read):
    address = read("12 Trần Phú, phường Không Có Thật, quận Hà Đông, Hà Nội")
    [commune] = address.of_kind(Kind.COMMUNE)
    assert (commune.text, commune.reason) == ("phường Không Có Thật", "unknown_name")
    assert commune.confidence < 0.5


def test_marks_decide_between_names_alike_without_them(read, gazetteer):
    with_marks = read("10 Phan Đình Phùng, phường Quán Thánh, Hà Nội")
    assert gazetteer.by_key(key_of(with_marks)).name == "Quán Thánh"


def test_names_of_streets_with_words_of_units_in_them_stay_streets(read):
    address = read("110 Huyền Trân Công Chúa, Bến Thành, Quận 1")
    assert address.street == "Huyền Trân Công Chúa"
    assert named(read("3 Thị Sách, P. Phạm Đình Hổ"), Kind.STREET) == ["Thị Sách"]


def test_a_unit_written_twice_is_marked_twice(read):
    address = read("Xã Duyên Thái, Huyện Thường Tín, Duyên Thái, Thường Tín, Hà Nội")
    assert named(address, Kind.COMMUNE) == ["Xã Duyên Thái", "Duyên Thái"]


def test_a_commune_of_another_district_is_told(read):
    address = read("101 Láng Hạ, phường Láng Hạ, quận Ba Đình, Hà Nội")
    assert "district_disagrees" in address.reasons
    assert address.places[0].probability < 0.95


def test_only_a_province_is_no_place_of_a_door(read):
    address = read("Hà Nội")
    assert [part.kind for part in address.components] == [Kind.PROVINCE]
    assert address.doors == ()


def test_a_province_that_only_went_on_is_one_place(read):
    assert len(read("Hà Nội").places) == 1
    assert len(read("tỉnh Sơn La").places) == 1


def test_digits_as_wide_as_chinese_signs_are_digits(read):
    text = "số １２ ngõ ３４ Trần Phú, Hà Đông, Hà Nội"
    address = read(text)
    assert address.door.path == ("34", "12")
    assert all(part.text == text[part.start : part.end] for part in address.components)

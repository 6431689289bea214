"""House, lanes and what else stands inside a commune."""

import pytest

from diaban.engines.addressing import Kind, Orientation


def lanes(address):
    return [lane.number for lane in address.door.lanes]


@pytest.mark.parametrize(
    ("text", "house", "outermost_first"),
    [
        ("7 ngách 3 ngõ 814, Đường Láng", "7", ["814", "3"]),
        ("30 ngõ 4 ngách 35, Phương Mai", "30", ["4", "35"]),
        ("Ngõ 68 ngách 53 số 9 đường Cầu Giấy", "9", ["68", "53"]),
        ("16 ngách 207/65, Xuân Đỉnh", "16", ["207", "65"]),
        ("8 ngõ 49 ngách 49/29, Huỳnh Thúc Kháng", "8", ["49", "29"]),
        ("K448/H20/2 Trưng Nữ Vương", "2", ["K448", "H20"]),
        ("20, Ngõ Láng Trung, P. Láng Hạ", "20", ["Láng Trung"]),
    ],
)
def test_words_put_lanes_in_order_from_the_street_inwards(read, text, house, outermost_first):
    address = read(text)
    assert (address.door.house, lanes(address)) == (house, outermost_first)


def test_a_bare_chain_keeps_both_readings(read):
    address = read("9/4/68/53 Cầu Giấy, Quan Hoa")
    assert address.orientation is Orientation.UNKNOWN
    assert [door.path for door in address.doors] == [
        ("9", "4", "68", "53"),
        ("53", "68", "4", "9"),
    ]


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("12A Hàng Bạc", "12A"),
        ("12 bis phố Lý Thường Kiệt", "12 bis"),
        ("741-743 Hoàng Hoa Thám", "741-743"),
        ("12 - 14 Bà Triệu", "12 - 14"),
        ("4429A Nguyễn Cửu Phú", "4429A"),
        ("km 14 + 500, QL6", "km 14 + 500"),
    ],
)
def test_house_numbers_are_taken_whole(read, text, house):
    assert read(text).door.house == house


def test_a_date_is_a_street_behind_a_house_number(read):
    assert read("50 3/2, Hưng Lợi, Ninh Kiều, Cần Thơ").street == "3/2"
    assert read("17 đường 2/9, Đà Nẵng").street == "2/9"


def test_flats_floors_and_estates_are_apart_from_the_street(read):
    address = read("CH 1508, tầng 15, chung cư Golden Land, 275 Nguyễn Trãi, Thanh Xuân, HN")
    assert (address.flat, address.floor, address.building) == ("1508", "15", "Golden Land")
    assert (address.door.house, address.street) == ("275", "Nguyễn Trãi")


def test_hints_and_telephones_are_set_aside(read):
    address = read("21 Xuân Thủy, đối diện ĐH Sư phạm, phường Dịch Vọng Hậu, ĐT 0912 345 678")
    noise = [part.text for part in address.of_kind(Kind.NOISE)]
    assert noise == ["đối diện ĐH Sư phạm", "ĐT 0912 345 678"]


def test_a_name_with_the_letters_of_ngo_is_no_lane(read):
    assert read("Số 80 Ngô Gia Tự, Long Biên").street == "Ngô Gia Tự"


def test_of_two_addresses_the_first_is_the_door_and_both_are_marked(read):
    address = read("12 Tràng Tiền, Hoàn Kiếm; 45 Bà Triệu, Hai Bà Trưng")
    assert address.door.house == "12"
    assert "second_address" in address.reasons
    assert [part.text for part in address.of_kind(Kind.STREET)] == ["Tràng Tiền", "Bà Triệu"]


@pytest.mark.parametrize(
    "text",
    [
        "25 ñöôøng Nguyeãn Traõi, phöôøng 2, quaän 5, TP. Hoà Chí Minh",
        "56 §­êng Gi¶i Phãng, ph­êng Ph­¬ng LiÖt, Hµ Néi",
        "9 Hàng Bông, phường Hàng Bông, Hoàn Kiếm".encode().decode("latin-1"),
        "18 TrâÌn Phú, phýõÌng Vãn Quán, quâòn Hà Ðông, Hà Nôòi",
    ],
)
def test_text_in_an_old_font_is_read_and_its_parts_lie_in_the_text_as_given(read, text):
    address = read(text)
    assert "mojibake_mended" in address.reasons
    assert {Kind.HOUSE, Kind.STREET, Kind.COMMUNE} <= {part.kind for part in address.components}
    for part in address.components:
        assert part.text == text[part.start : part.end]
        assert part.text == part.text.strip(" ,")

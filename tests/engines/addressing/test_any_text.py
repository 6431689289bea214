"""What holds of any text: it is read without an error, within its bounds, in bounded work."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.addresses.written import kept

from diaban.engines.addressing import (
    Gazetteer,
    Kind,
    SuccessionRecord,
    UnitRecord,
    convert,
    parse,
    render,
)

OLD, NEW = date(2018, 1, 1), date(2025, 7, 1)
UNITS = [
    UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", OLD, None, ("HN", "Hanoi")),
    UnitRecord("district", "005", "Cầu Giấy", "quận", "01", "01", OLD, NEW),
    UnitRecord("district", "006", "Đống Đa", "quận", "01", "01", OLD, NEW),
    UnitRecord("district", "282", "Ứng Hòa", "huyện", "01", "01", OLD, NEW),
    UnitRecord("commune", "00169", "Quan Hoa", "phường", "005", "01", OLD, NEW),
    UnitRecord("commune", "00196", "Ô Chợ Dừa", "phường", "006", "01", OLD, NEW),
    UnitRecord("commune", "10402", "Hòa Xá", "xã", "282", "01", OLD, NEW),
    UnitRecord("commune", "00160", "Nghĩa Đô", "phường", "01", "01", NEW),
    UnitRecord("commune", "00166", "Cầu Giấy", "phường", "01", "01", NEW),
    UnitRecord("commune", "00197", "Ô Chợ Dừa", "phường", "01", "01", NEW),
    UnitRecord("commune", "10417", "Hòa Xá", "xã", "01", "01", NEW),
    UnitRecord("province", "79", "Hồ Chí Minh", "thành phố", "", "79", OLD, None, ("HCM",)),
    UnitRecord("district", "778", "7", "quận", "79", "79", OLD, NEW),
    UnitRecord("commune", "27466", "Phú Thuận", "phường", "778", "79", OLD, NEW),
    UnitRecord("commune", "27484", "Phú Thuận", "phường", "79", "79", NEW),
]
SUCCESSIONS = [
    SuccessionRecord("commune", "00169", OLD, "00160", NEW, "part", 0.4),
    SuccessionRecord("commune", "00169", OLD, "00166", NEW, "part", 0.6),
    SuccessionRecord("commune", "00196", OLD, "00197", NEW, "whole"),
    SuccessionRecord("commune", "10402", OLD, "10417", NEW, "whole"),
    SuccessionRecord("commune", "27466", OLD, "27484", NEW, "whole"),
]
COUNTRY = Gazetteer(UNITS, SUCCESSIONS)

PIECES = """số|SN|số nhà|nhà|ngõ|ngách|hẻm|kiệt|K|đường|phố|đ.|QL|Km|tổ|TDP|thôn|xóm|ấp|khu phố|cụm
tòa|tầng|P.|p|x.|xã|phường|Q.|quận|huyện|h.|thị trấn|tt|tỉnh|TP.|HN|Hà Nội|Ha Noi|Cầu Giấy|Quan Hoa
Ô Chợ Dừa|o cho dua|Hoà Xá|Phú Thuận|Hồ Chí Minh|9|12A|12 bis|12-14|53/68|1806/127/2/6/15/48/2A|3/2
7|00166|0912 345 678|gần chợ|đối diện|(|)|[|]|"|'|,|,,|;|-|–|/|//|\\|.|:|#|+|*|&|<b>|</script>|%00
'; DROP TABLE addresses; --|😀|👨‍👩‍👧|🇻🇳|\u200e|\u200f|\u202e|\u2066|\ufeff|\u00ad|\u0301
\u0323\u0302|\ud83c|²|£
Нà Nội|Ｃầu Ｇｉấy|Dicjh Vongj Haaju|HÃ  Ná»™i|ﬁ|ǆ|İstanbul|ß|\x00|\x1b[31m|١٢
九号|Ⅻ|½"""
FRAGMENTS = [piece for line in PIECES.split("\n") for piece in line.split("|")]

texts_like_addresses = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["", " ", ", ", "\n", "\t", "\u00a0"])),
    max_size=40,
).map(lambda pairs: "".join(piece + between for piece, between in pairs))
any_text = st.one_of(st.text(max_size=300), texts_like_addresses)

NAMED = {
    "empty": "",
    "blank": " \t\n\u00a0\u3000",
    "one letter": "a",
    "only digits": "123456789",
    "only marks": "\u0301\u0323\u0302",
    "only commas": ",,,;;;",
    "ten thousand letters": "a" * 10_000,
    "ten thousand characters of words": ("ngõ 1 " * 2_000)[:10_000],
    "ten thousand slashes": "1/" * 5_000,
    "two addresses": "9 ngõ 53 Cầu Giấy, P. Quan Hoa, HN; số 5 phố Huế, P. Ô Chợ Dừa, Đống Đa, HN",
    "foreign": "10 Downing Street, London SW1A 2AA, United Kingdom",
    "Chinese": "北京市朝阳区建国路88号",
    "emoji": "🏠 9 ngõ 53 📍 Cầu Giấy, P. Quan Hoa 🇻🇳",
    "right to left": "\u202e9 ngõ 53\u202c, P. Quan Hoa, \u200fHN",
    "homoglyphs": "9 ngõ 53 Сầu Giấу, Р. Quаn Ноа, НN",
    "SQL": "9'; DROP TABLE addresses; --, P. Quan Hoa, HN",
    "HTML": "<script>alert('9')</script> ngõ 53, <b>P. Quan Hoa</b>, HN",
    "null characters": "9\x00 ngõ\x0053, P. Quan Hoa",
    "half a surrogate pair": "9 ngõ 53 \ud83c, P. Quan Hoa",
    "deep numbers": "1806/127/2/6/15/48/2A Huỳnh Tấn Phát, Phú Thuận, Quận 7, HCM",
    "brackets": "((((9))))) ngõ [53], {P. Quan Hoa}",
    "numbers without end": "9" * 400 + "/" + "8" * 400,
}


def check_promises(text):
    address = parse(text, COUNTRY)
    assert address.input == text
    reached = 0
    for part in address.components:
        assert reached <= part.start < part.end <= len(text)
        assert part.text == text[part.start : part.end]
        assert 0.0 <= part.confidence <= 1.0
        assert part.reason
        reached = part.end
    assert all(door.path for door in address.doors)
    assert sum(place.probability for place in address.places) <= 1.0 + 1e-6
    assert address.steps <= 2 * len(text) + 60
    for day in (date(2025, 1, 1), date(2026, 11, 1)):
        found = convert(address, COUNTRY, day)
        chances = [one.probability for one in found.candidates]
        assert all(0.0 < chance <= 1.0 for chance in chances)
        assert sum(chances) <= 1.0 + 1e-3
        assert chances == sorted(chances, reverse=True)
        assert len({one.key for one in found.candidates}) == len(chances)
    return address


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_bad_input_is_read_like_any_other(text):
    check_promises(text)


@settings(deadline=None)
@given(any_text)
def test_no_text_breaks_a_promise(text):
    check_promises(text)


@settings(deadline=None)
@given(any_text)
def test_what_was_read_before_changes_no_answer(text):
    assert parse(text, COUNTRY) == parse(text, Gazetteer(UNITS, SUCCESSIONS))


DOORS = [
    *("9", "số 9 ngõ 53", "9 Trần Duy Hưng", "Trần Duy Hưng", "tổ 5", "KĐT Mỹ Đình", "9 Quan Hoa"),
    *(
        "Quan Hoaa",
        "9, 3/2",
        "3/2",
        "p. Quan Hao, tổ 5",
        "Cầu Giấyy",
        "Ô Chợ Dừa",
        "Hà Nộii",
        "Hòa",
    ),
]
TAILS = [
    *("Quan Hoa, Cầu Giấy, Hà Nội", "P. Quan Hoa, Q. Cầu Giấy, HN", "Quan Hoa, Hà Nội", "Hà Nội"),
    *(
        "Q. Cầu Giấy, Hà Nội",
        "Quan Hao, Cầu Giấy, Hà Nội",
        "quan hoa, cau giay, ha noi",
        "Cầu Giấy",
    ),
    *(
        "Hòa Xá, Ứng Hoà, Hà Nội, Việt Nam",
        "Quan Hoa - Cầu Giấy - Hà Nội",
        "Đống Đaa, Hà Nội",
        "HN",
    ),
]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(DOORS), st.sampled_from(TAILS))
def test_an_end_read_behind_one_door_is_read_right_behind_another(door, tail):
    text = f"{door}, {tail}"
    assert parse(text, COUNTRY) == parse(text, Gazetteer(UNITS, SUCCESSIONS))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "ngõ 1 ",
            "phường ",
            "Hà Nội, ",
            "Cầu Giấy Quan Hoa ",
            "1/",
            "a",
            "P. ",
            "9, ",
            "Cau Giay, ",
        ),
        *("Ô Chợ Dừ ", "Caauf Giaays ", "\u0301", "(", "số 9 tổ 3 thôn 2 ", "HÃ  Ná»™i "),
    ],
)
def test_twice_the_text_takes_at_most_twice_the_work(piece):
    short, long = (parse(piece * (size // len(piece)), COUNTRY).steps for size in (1_000, 8_000))
    assert long <= 8 * short * 1.25 + 400


def test_the_name_of_the_city_alone_is_the_city_and_no_door():
    address = parse("Hà Nội", COUNTRY)
    assert [(part.kind, part.text) for part in address.components] == [(Kind.PROVINCE, "Hà Nội")]
    assert address.doors == ()
    assert convert(address, COUNTRY, NEW).candidates == ()


@pytest.mark.parametrize("text", ["", "   ", "123456789", "北京市朝阳区建国路88号", "😀😀"])
def test_what_names_no_place_gets_none(text):
    address = parse(text, COUNTRY)
    assert address.places == ()
    assert convert(address, COUNTRY, NEW).candidates == ()


def test_a_number_seven_lanes_deep_keeps_every_number_in_its_order():
    address = parse(NAMED["deep numbers"], COUNTRY)
    deep = ("1806", "127", "2", "6", "15", "48", "2A")
    assert {door.path for door in address.doors} >= {deep}
    assert [one.code for one in convert(address, COUNTRY, NEW).candidates] == ["27484"]


ADDRESSES = [
    "Số 9 ngách 68 ngõ 53 phố Hoa Bằng, phường Quan Hoa, quận Cầu Giấy, thành phố Hà Nội",
    "12 bis Khâm Thiên, P. Ô Chợ Dừa, Q. Đống Đa, Hà Nội",
    "Thôn Đìa, xã Hoà Xá, huyện Ứng Hoà, Hà Nội",
    "Tầng 3, tòa nhà Hòa Bình, 106 Hoàng Quốc Việt, phường Nghĩa Đô, HN",
]


@pytest.mark.parametrize("text", ADDRESSES)
@pytest.mark.parametrize("seed", range(8))
def test_however_its_marks_are_composed_an_address_is_read_alike(text, seed):
    """0 is all composed, 1 all taken apart, the others a mixture letter by letter."""
    rng = random.Random(seed)
    share = {0: 0.0, 1: 1.0}.get(seed, 0.5)
    mixed = "".join(
        unicodedata.normalize("NFD" if rng.random() < share else "NFC", letter)
        for letter in unicodedata.normalize("NFC", text)
    )
    plain, other = parse(unicodedata.normalize("NFC", text), COUNTRY), check_promises(mixed)
    assert other.places == plain.places
    assert other.doors == plain.doors
    assert composed(other) == composed(plain)


def composed(address):
    return [
        (part.kind, unicodedata.normalize("NFC", part.text), part.confidence)
        for part in address.components
    ]


@pytest.mark.parametrize("text", ADDRESSES)
def test_capitals_change_no_place_and_no_door(text):
    plain, loud = parse(text, COUNTRY), parse(text.upper(), COUNTRY)
    assert [place.key for place in loud.places] == [place.key for place in plain.places]
    assert [door.path for door in loud.doors] == [
        tuple(number.upper() for number in door.path) for door in plain.doors
    ] or [door.path for door in loud.doors] == [door.path for door in plain.doors]


@settings(deadline=None)
@given(any_text)
def test_blanks_around_a_text_move_its_parts_and_change_nothing_else(text):
    plain, moved = parse(text, COUNTRY), parse("  " + text + " ", COUNTRY)
    assert [(p.kind, p.start + 2, p.text) for p in plain.components] == [
        (p.kind, p.start, p.text) for p in moved.components
    ]
    assert moved.places == plain.places


def assert_rendering_is_stable(text):
    first = parse(text, COUNTRY)
    written = render(first, COUNTRY)
    again = parse(written, COUNTRY)
    assert render(again, COUNTRY) == written
    assert kept(again) == kept(first)


@pytest.mark.parametrize("text", [*ADDRESSES, *NAMED.values()], ids=[*"abcd", *NAMED])
def test_an_address_written_out_is_read_as_it_was(text):
    assert_rendering_is_stable(text)


houses = ["9", "SN 9", "số 12A", "12-14", "Số nhà 7 bis", ""]
lanes = ["ngõ 53", "ngách 68 ngõ 53", "ngõ 68/53", "hẻm 3/2/1", "ngõ Trại Cá", "ngõ A", ""]
chains = ["9/4/68/53", "107/12 ngõ 53", "107/12 ngõ 68/53"]
doors = st.sampled_from(chains + [f"{house} {lane}" for house in houses for lane in lanes])
streets = st.sampled_from(
    ["phố Hoa Bằng", "Khâm Thiên", "đường 3/2", "QL 1A", "Cầu Giấy", "Huế", "Ngọc Trục", ""]
)
inner = st.sampled_from(
    [
        *("tổ 5", "thôn Đìa", "tòa nhà Hòa Bình", "tầng 3", "KĐT Linh Đàm", ""),
        *("106A E4 tập thể Thanh Xuân", "5 khu tái định cư X2B", "P.402", "LK 16 KĐT Văn Phú"),
    ]
)
communes = st.sampled_from(
    ["P. Quan Hoa, Q. Cầu Giấy", "p o cho dua, dong da", "xã Hoà Xá", "P. Phú Thuận", ""]
)
cities = st.sampled_from(["Hà Nội", "TP. Hà Nội", "HN", "Hà Nội, Việt Nam", ""])
written_addresses = st.builds(
    lambda inner, door, street, commune, city: ", ".join(
        part for part in (inner, f"{door} {street}".strip(), commune, city) if part
    ),
    *(inner, doors, streets, communes, cities),
)


@settings(deadline=None)
@given(written_addresses)
def test_what_is_written_out_is_written_the_same_way_when_read_again(text):
    assert_rendering_is_stable(text)


def test_a_street_that_begins_with_a_number_is_parted_from_the_house_by_a_comma():
    assert render(parse("12 đường 3/2", COUNTRY), COUNTRY) == "Số 12 đường 3/2"
    assert render(parse("12, 3/2, Quận 7, HCM", COUNTRY), COUNTRY).startswith("Số 12, 3/2")


def test_an_address_seen_through_a_wrong_font_is_written_out_in_right_letters():
    seen = "9 ngâ 53 phè HuÕ, Ph­êng Quan Hoa, QuËn CÇu GiÊy, Hµ Néi"
    written = render(parse(seen, COUNTRY), COUNTRY)
    assert written == "Số 9 ngõ 53 phố Huế, phường Quan Hoa, quận Cầu Giấy, thành phố Hà Nội"


def test_a_text_seen_partly_through_a_wrong_font_keeps_its_parts_apart():
    text = (
        "SN \u0323\u0302\nPhú Thuận xã<b>\nİstanbul cụm, thôn, '; DROP TABLE; --, \ufeff\nQ.\n"
        "o cho dua\nđường\nkiệt số\nHồ Chí Minh\n,/khu phố HÃ  Ná»™i, gần chợ, %00\nxã, p\n"
    )
    check_promises(text)

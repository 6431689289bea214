"""Numbers and days in the forms in which people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.reading import Target, read
from diaban.engines.reading.number_words import number_at
from diaban.engines.reading.source import open_source

HEAD = "SỞ NỘI VỤ\nSố: 12/KH-SNV\nHà Nội, ngày 20 tháng 01 năm 2026\n\nKẾ HOẠCH\n\nIII. NHIỆM VỤ\n"
ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def duties(said):
    return read(f"{HEAD}1. {said}").duties


def spell_tens(number: int, draw) -> str:
    """Write a number below 100 in one of the ways people do."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return ONES[ones]
    if tens == 1:
        return "mười" + ("" if not ones else " lăm" if ones == 5 else f" {ONES[ones]}")
    if not ones:
        return f"{ONES[tens]} mươi"
    last = {1: "mốt", 4: draw(("tư", "bốn")), 5: draw(("lăm", "nhăm"))}.get(ones, ONES[ones])
    return f"{ONES[tens]} mươi {last}"


def spell_hundreds(number: int, draw, *, whole: bool) -> str:
    """Write a number below 1000; ``whole`` says no greater part stands before it."""
    hundreds, rest = divmod(number, 100)
    if whole and not hundreds:
        return spell_tens(rest, draw)
    said = f"{ONES[hundreds]} trăm"
    if rest == 50 and draw((True, False)):
        return f"{said} rưỡi" if whole else f"{said} năm mươi"
    if not rest:
        return said
    link = f"{draw(('linh', 'lẻ'))} " if rest < 10 else ""
    return f"{said} {link}{spell_tens(rest, draw)}"


def spell(number: int, draw) -> str:
    parts, whole = [], True
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (1000, draw(("nghìn", "ngàn")))):
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{spell_hundreds(count, draw, whole=whole)} {name}")
            whole = False
    if number or whole:
        parts.append(spell_hundreds(number, draw, whole=whole))
    return " ".join(parts)


@given(st.integers(0, 10**12 - 1), st.data())
def test_every_number_written_in_words_is_read_back(number, data):
    said = spell(number, lambda ways: data.draw(st.sampled_from(ways)))
    source = open_source(f"{said} hộ")
    found = number_at(source.words, 0, len(source.words))
    assert found == (len(source.words) - 1, float(number))


@pytest.mark.parametrize(
    ("said", "words", "value"),
    [
        ("một triệu rưỡi đồng", 3, 1_500_000),
        ("hai nghìn rưỡi hộ", 3, 2_500),
        ("ba phẩy năm tỷ đồng", 4, 3_500_000_000),
        ("ba chục hộ", 2, 30),
        ("hai năm", 1, 2),  # two years
        ("mười năm", 1, 10),
        ("hai trăm năm", 2, 200),
        ("hai trăm năm mươi năm", 4, 250),
        ("hai mươi tháng", 2, 20),
        ("một vạn dân", 2, 10_000),
        ("một tỷ lệ", 1, 1),  # "tỷ lệ" is a rate
    ],
)
def test_what_only_sounds_like_more_of_a_number_is_left(said, words, value):
    source = open_source(said)
    assert number_at(source.words, 0, len(source.words)) == (words, value)


@pytest.mark.parametrize("said", ["tư nhân", "mốt mới", "mươi hộ", "trăm hộ", "linh hoạt", ""])
def test_words_that_only_go_on_with_a_number_begin_none(said):
    source = open_source(said)
    assert number_at(source.words, 0, len(source.words)) is None


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("Phấn đấu ít nhất chín mươi phần trăm hộ gia đình có mã địa chỉ.", (">=", 90, "%")),
        ("Phấn đấu chín mươi phần trăm hộ gia đình có mã địa chỉ.", ("=", 90, "%")),
        ("Trên chín mươi lăm phần trăm hộ gia đình có mã địa chỉ.", (">", 95, "%")),
        ("Phấn đấu 90 phần trăm hộ gia đình có mã địa chỉ.", ("=", 90, "%")),
        ("Sở Nội vụ lập ba mươi hai tổ công tác.", ("=", 32, "tổ")),
        ("Sở Nội vụ tập huấn ít nhất hai trăm năm mươi cán bộ.", (">=", 250, "cán bộ")),
        ("Sở Nội vụ tổ chức không dưới hai cuộc diễn tập.", (">=", 2, "cuộc")),
        ("Sở Nội vụ bảo đảm hồ sơ trực tuyến không được thấp hơn 20%.", (">=", 20, "%")),
        ("Sở Nội vụ trưng bày ≥ 150 ấn phẩm.", (">=", 150, "ấn phẩm")),
        ("Sở Nội vụ bảo đảm tỷ lệ hồ sơ đúng hạn >= 95%.", (">=", 95, "%")),
        ("Sở Nội vụ vận động ít nhất 8/10 người dùng dịch vụ.", (">=", 80, "%")),
        ("Sở Nội vụ rút ngắn 1/3 thời gian giải quyết.", ("=", 33.33, "%")),
        ("Sở Nội vụ mở không ít hơn ba lớp tập huấn.", (">=", 3, "lớp")),
        ("Sở Nội vụ lắp không dưới một nghìn hai trăm trạm.", (">=", 1200, "trạm")),
        ("Sở Nội vụ lắp 1,250 trạm 5G.", ("=", 1250, "trạm")),
        ("Sở Nội vụ cấp ít nhất 1,250,000 mã.", (">=", 1_250_000, "mã")),
        ("Sở Nội vụ lắp tối thiểu 0,250 trạm.", (">=", 0.25, "trạm")),
        ("Sở Nội vụ bố trí 1,250 tỷ đồng.", ("=", 1_250_000_000, "đồng")),
        ("Sở Nội vụ kéo 1,250 km cáp quang.", ("=", 1.25, "km")),
        ("Sở Nội vụ kéo 1.250 km cáp quang.", ("=", 1250, "km")),
        ("Phấn đấu từ 70 - 80% thủ tục làm trực tuyến.", (">=", 70, "%")),
        ("Sở Nội vụ lập 20 - 22 tổ công tác.", (">=", 20, "tổ")),
    ],
)
def test_how_much_is_read_however_it_is_written(said, target):
    (duty,) = duties(said)
    assert duty.target == Target(*target)


@pytest.mark.parametrize(
    "said",
    [
        "Sở Nội vụ đưa từ 70 - 80% thủ tục lên trực tuyến.",
        "Từ 70 - 80% thủ tục được làm trực tuyến.",
        "Từ 70 – 80% thủ tục được làm trực tuyến.",
        "Chín mươi phần trăm hộ gia đình có mã địa chỉ.",
    ],
)
def test_a_range_or_a_share_in_words_is_one_duty(said):
    (duty,) = duties(said)
    assert duty.target is not None
    assert (duty.target.relation, duty.target.unit) in {(">=", "%"), ("=", "%")}
    assert duty.target.value in {70, 90}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Sở Nội vụ rà soát cán bộ, xong trước 15 tháng 6.", "2026-06-14"),
        ("Sở Nội vụ rà soát cán bộ trước 15 tháng 6.", "2026-06-14"),
        ("Sở Nội vụ rà soát cán bộ, chậm nhất 15 tháng 6 năm 2026.", "2026-06-15"),
        ("Sở Nội vụ rà soát cán bộ đến hết 15 tháng 6.", "2026-06-15"),
        ("Sở Nội vụ rà soát cán bộ trước tháng 6.", "2026-05-31"),
        ("Thời gian hoàn thành: Quý II/2026. Sở Nội vụ rà soát cán bộ.", "2026-06-30"),
        ("Thời hạn: 30/6/2026. Sở Nội vụ rà soát cán bộ; lập danh sách.", "2026-06-30"),
    ],
)
def test_when_is_read_however_it_is_written(said, day):
    found = duties(said)
    assert found
    assert {duty.deadline and duty.deadline.day.isoformat() for duty in found} == {day}


def test_a_fraction_is_no_day():
    said = "Sở Nội vụ rút ngắn 1/3 thời gian giải quyết trước ngày 30/6/2027."
    [duty] = read(f"{HEAD}1. {said}\n").duties
    assert (duty.target.value, duty.deadline.day.isoformat()) == (33.33, "2027-06-29")


@pytest.mark.parametrize("said", ["6 tháng 1 lần", "6 tháng 02 đợt", "12 tháng 2 buổi"])
def test_months_that_are_counted_are_no_day(said):
    (duty,) = duties(f"Sở Nội vụ kiểm tra cán bộ {said}.")
    assert duty.deadline is None


def test_a_labelled_term_holds_for_what_stands_under_it_and_no_further():
    text = (
        f"{HEAD}1. Rà soát cán bộ\nThời gian hoàn thành: Quý II/2026.\n"
        "- Sở Nội vụ rà soát hồ sơ.\n- Sở Tài chính bố trí kinh phí.\n"
        "2. Tuyên truyền\n- Sở Nội vụ phát tờ rơi.\n"
    )
    days = [duty.deadline and duty.deadline.day.isoformat() for duty in read(text).duties]
    assert days == ["2026-06-30", "2026-06-30", "2026-06-30", None]


def test_a_heading_that_names_a_term_by_a_label_gives_it_to_what_stands_under_it():
    text = (
        f"{HEAD}1. Nhóm nhiệm vụ về cán bộ (thời gian hoàn thành: Quý II/2026):\n"
        "- Sở Nội vụ rà soát hồ sơ.\n- Sở Nội vụ lập danh sách.\n"
        "2. Nhóm nhiệm vụ về tuyên truyền:\n- Sở Nội vụ phát tờ rơi.\n"
    )
    days = [duty.deadline and duty.deadline.day.isoformat() for duty in read(text).duties]
    assert days == ["2026-06-30", "2026-06-30", None]


def test_a_point_that_begins_with_its_term_gives_it_to_what_is_listed_under_it():
    text = (
        f"{HEAD}1. Thời gian hoàn thành: Quý II/2026. Sở Nội vụ thực hiện:\n"
        "- Rà soát hồ sơ.\n- Lập danh sách, xong trong tháng 3/2026.\n"
        "2. Sở Nội vụ phát tờ rơi.\n"
    )
    days = [duty.deadline and duty.deadline.day.isoformat() for duty in read(text).duties]
    assert days == ["2026-06-30", "2026-03-31", None]


@pytest.mark.parametrize(
    ("said", "relation", "value", "unit"),
    [
        ("Không để xảy ra quá 3 sự cố an toàn thông tin.", "<=", 3, "sự cố an toàn thông tin"),
        ("Không để xảy ra quá ba sự cố an toàn thông tin.", "<=", 3, "sự cố an toàn thông tin"),
        ("Không để quá 2 vụ lộ lọt dữ liệu.", "<=", 2, "vụ"),
        ("Giảm tỷ lệ trễ hạn xuống còn 2%.", "<=", 2, "%"),
        ("Giảm tỷ lệ trễ hạn từ 9% xuống còn 2%.", "<=", 2, "%"),
        ("Giảm tỷ lệ hộ nghèo đa chiều xuống 1,5%.", "<=", 1.5, "%"),
        ("Hạ tỷ lệ hộ nghèo còn 3%.", "<=", 3, "%"),
        ("Sắp xếp, giảm còn 15 đầu mối.", "<=", 15, "đầu mối"),
        ("Sắp xếp các cơ quan chuyên môn, còn 20 cơ quan.", "<=", 20, "cơ quan"),
        ("Giảm tỷ lệ hồ sơ trễ hạn không quá 5%.", "<=", 5, "%"),
        ("Bảo đảm tỷ lệ hồ sơ trễ hạn không vượt quá 5%.", "<=", 5, "%"),
        ("Bảo đảm tỷ lệ hồ sơ trễ hạn tối đa 5%.", "<=", 5, "%"),
        ("Kéo giảm tỷ lệ hồ sơ trễ hạn xuống dưới 5%.", "<", 5, "%"),
        # of what shall rise, more is no fault
        ("Nâng tỷ lệ hồ sơ trực tuyến đạt 95%.", "=", 95, "%"),
        ("Giảm 50% thời gian xử lý thủ tục hành chính.", "=", 50, "%"),
        # going down to so many places is no fall
        ("Cử cán bộ xuống 6 thôn hướng dẫn người dân.", "=", 6, "thôn"),
    ],
)
def test_a_limit_is_told_from_what_shall_be_reached(said, relation, value, unit):
    assert [one.target for one in duties(said)] == [Target(relation, value, unit)]


@pytest.mark.parametrize("span", ["5 ngày làm việc", "24 giờ", "hai ngày"])
@pytest.mark.parametrize("bound", ["Tối đa", "Trong", "Trong vòng", "Không quá", "Chậm nhất"])
def test_how_long_somebody_has_is_no_name_of_who_is_to_act(bound, span):
    for said, lead, quote in (
        (f"{bound} {span} trả lời người dân", None, f"{bound} {span} trả lời người dân"),
        (f"Sở Nội vụ {bound.lower()} {span} trả lời người dân", "Sở Nội vụ",
         f"{bound.lower()} {span} trả lời người dân"),
    ):  # fmt: skip
        (duty,) = duties(f"{said}.")
        assert (duty.lead, duty.quote) == (lead, quote)


@pytest.mark.parametrize("bound", ["Tối đa", "Trong", "Chậm nhất"])
def test_who_is_named_behind_how_long_he_has_is_who_is_to_act(bound):
    (duty,) = duties(f"{bound} 5 ngày làm việc, Sở Nội vụ trả lời người dân.")
    assert (duty.lead, duty.quote) == ("Sở Nội vụ", "trả lời người dân")


def test_how_long_somebody_has_is_a_limit():
    (duty,) = duties("Tối đa 5 ngày làm việc trả lời kiến nghị của người dân.")
    assert duty.target == Target("<=", 5, "ngày làm việc")


@pytest.mark.parametrize(
    ("said", "value", "written"),
    [
        ("Nâng doanh thu phần mềm lên 3.500 tỷ đồng, tăng 18% so với năm 2026.", 3.5e12,
         (3500.0, "tỷ đồng")),
        ("Huy động 25,5 tỷ đồng cho lắp đặt trạm.", 2.55e10, (25.5, "tỷ đồng")),
        ("Thu hút vốn đầu tư đạt 1.200 triệu USD.", 1.2e9, (1200.0, "triệu USD")),
        ("Hỗ trợ mỗi hộ nghèo 500.000 đồng.", 5e5, (500000.0, "đồng")),
        ("Thu thập địa chỉ của 1,2 triệu hộ.", 1.2e6, (1.2e6, "hộ")),
    ],
)  # fmt: skip
def test_a_sum_of_money_is_also_told_as_it_was_written(said, value, written):
    [duty] = read(f"III. NHIỆM VỤ\n1. {said}", year=2027).duties
    assert (duty.target.value, duty.target.as_written) == (value, written)


def test_a_growth_without_another_number_is_the_number():
    [duty] = read("III. NHIỆM VỤ\n1. Nâng doanh thu bưu chính tăng 18% so với năm 2026.").duties
    assert (duty.target.value, duty.target.unit) == (18.0, "%")


@pytest.mark.parametrize(
    "said",
    [
        "Công khai kết quả xếp hạng từng đơn vị.",
        "Công bố bảng xếp hạng của từng xã, phường.",
        "Thông báo kết quả chấm điểm từng trường.",
    ],
)
def test_a_list_of_ranks_does_not_ask_for_each_that_stands_in_it(said):
    [duty] = read(f"III. NHIỆM VỤ\n1. {said}").duties
    assert duty.target is None


def test_each_that_something_is_done_to_is_asked_for():
    [duty] = read("III. NHIỆM VỤ\n1. Chấm điểm từng trường.").duties
    assert duty.target.value == 100


def test_so_many_of_each_month_is_no_month_of_the_year():
    [duty] = read("III. NHIỆM VỤ\n1. Mở chuyên mục mỗi tháng 04 kỳ.", year=2027).duties
    assert (duty.deadline, duty.target.value, duty.again) == (None, 4, "mỗi tháng")

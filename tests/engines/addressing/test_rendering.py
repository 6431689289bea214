"""Addresses written in the form of a day."""

from datetime import date

from diaban.engines.addressing import convert, parse, render, render_columns

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
TEXT = "SN 9, ngách 4, ngõ 68/53 Cầu Giấy, p Quan Hoa, q. Cầu Giấy, HN"


def test_before_july_2025_three_levels_are_written(gazetteer):
    line = render(parse(TEXT, gazetteer), gazetteer)
    assert line.endswith("phường Quan Hoa, quận Cầu Giấy, thành phố Hà Nội")


def test_since_then_two(gazetteer):
    address = parse(TEXT, gazetteer)
    best = convert(address, gazetteer, AFTER).candidates[0]
    line = render(address, gazetteer, gazetteer.by_key(best.key))
    assert "quận" not in line
    assert line.endswith(f"{best.name[0].lower()}{best.name[1:]}, thành phố Hà Nội")


def test_an_envelope_has_a_line_for_each_level(gazetteer):
    lines = render(parse(TEXT, gazetteer), gazetteer, style="envelope").split("\n")
    assert lines == [
        "Số 9 ngách 4 ngõ 68/53 Cầu Giấy", "phường Quan Hoa", "quận Cầu Giấy",
        "thành phố Hà Nội",
    ]  # fmt: skip


def test_columns_part_what_lies_within_from_what_lies_around(gazetteer):
    text = "CH 802 nhà N4C KĐT Trung Hòa, tổ 5, phường Nhân Chính, quận Thanh Xuân"
    columns = render_columns(parse(text, gazetteer), gazetteer)
    assert columns["within"] == "CH 802, nhà N4C, KĐT Trung Hòa"
    assert columns["around"] == "tổ 5"
    assert columns["district"] == "quận Thanh Xuân"


def test_a_chain_nobody_can_decide_stays_as_it_is(gazetteer):
    line = render(parse("9/4/68/53 Cầu Giấy, Quan Hoa, Cầu Giấy", gazetteer), gazetteer)
    assert line.startswith("Số 9/4/68/53 Cầu Giấy,")

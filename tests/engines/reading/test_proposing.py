"""What no rule reads as a duty and fitted weights take for one: added, flagged, never sure."""

from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest

from diaban.engines.reading import read, reading

GOLD = sorted((Path(__file__).parents[3] / "gold").glob("*.txt"))


def proposed(said, **known):
    return [duty for duty in read(said, year=2027, **known).duties if duty.proposed]


def test_words_that_no_rule_reads_are_proposed_and_never_sure():
    said = "1. Kết nối kho dữ liệu đất đai; số hệ thống được kết nối không ít hơn 30."
    (found,) = proposed(f"II. NHIỆM VỤ\n{said}")
    assert found.quote == "số hệ thống được kết nối không ít hơn 30"
    assert (found.sure, found.target.relation, found.target.value) == (False, ">=", 30)


@pytest.mark.parametrize(
    "said",
    [
        "II. NHIỆM VỤ\n1. Tiểu thương được phép nhận chuyển khoản qua mã QR.",
        "II. NHIỆM VỤ\n1. Đến nay tiểu thương đã nhận chuyển khoản qua mã QR.",
        "II. NHIỆM VỤ\n1. Mở quầy, góp phần để tiểu thương nhận chuyển khoản qua mã QR.",
        "II. KIẾN NGHỊ\n1. Kính đề nghị Bộ Công Thương cấp 20 quầy cho tiểu thương.",
        # words before a share that the rules read
        "II. NHIỆM VỤ\n1. Phấn đấu đến hết năm 2027, 95% hộ gia đình có mã địa chỉ.",
    ],
)
def test_what_a_rule_knows_to_ask_nothing_is_not_proposed(said):
    assert proposed(said) == []


@pytest.mark.parametrize("path", GOLD[::6], ids=lambda path: path.stem)
def test_nothing_that_the_rules_read_is_taken_away_or_moved(path):
    text = path.read_text(encoding="utf-8")
    with mock.patch.object(reading, "likely_duties", return_value=[]):
        alone = {duty.span for duty in read(text).duties}
    found = read(text).duties
    assert {duty.span for duty in found if not duty.proposed} == alone
    places = sorted(duty.span for duty in found)
    assert all(one.end <= two.start for one, two in pairwise(places))


def test_every_character_is_still_of_one_kind():
    text = GOLD[0].read_text(encoding="utf-8")
    stretches = read(text).stretches
    assert "".join(one.span.of(text) for one in stretches) == text


def test_who_is_named_behind_words_does_not_lead_in_them():
    said = "Phong trào bình dân học vụ số mở 30 lớp trước 30/6; Đoàn Thanh niên đứng lớp."
    for duty in read(f"II. NHIỆM VỤ\n1. {said}", year=2027).duties:
        assert duty.lead is None or said.index(duty.lead) < said.index(duty.quote)


@pytest.mark.parametrize("path", GOLD[3::6], ids=lambda path: path.stem)
def test_no_two_duties_share_a_letter_in_halves_of_lines_either(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line[len(line) // 3 :] for line in lines)
    places = sorted(duty.span for duty in read(text).duties)
    assert all(one.end <= two.start for one, two in pairwise(places))

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from diaban.exchange.importing.postal_codes import (
    PostalReport,
    PostalRequest,
    import_postal_codes,
)
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.places.models import PostalCode
from diaban.spine.runs.models import Generation

HEAD = "province,district,ward,ward_code\n"
Take = Callable[..., PostalReport]


@pytest.fixture
def take(city, operator, tmp_path: Path) -> Take:
    def take_codes(text: str, **more: Any) -> PostalReport:
        path = tmp_path / "codes.csv"
        path.write_text(text, encoding="utf-8")
        decision = "2475/QĐ-BTTTT"
        days = {"valid_from": date(2018, 1, 1), "units_on": date(2025, 6, 30)}
        return import_postal_codes(PostalRequest(path, operator, decision, **days, **more))

    return take_codes


def test_codes_go_to_the_old_units_of_their_district_with_decision_and_date(take: Take):
    report = take(
        HEAD
        + "Hà Nội,Quận Ba Đình,Phường Trúc Bạch,11118\n"
        + "Bắc Giang,Huyện Hiệp Hòa,Xã Bắc Lý,26925\n"
    )
    assert report.counts == {"read": 2, "elsewhere": 1, "created": 1, "rejected": 0}
    row = PostalCode.objects.get()
    assert (row.code, row.unit.name, row.decision) == ("11118", "Trúc Bạch", "2475/QĐ-BTTTT")
    assert (row.valid_from, row.valid_to) == (date(2018, 1, 1), None)


def test_the_same_table_again_changes_nothing(take: Take):
    text = HEAD + "Hà Nội,Quận Ba Đình,Phường Trúc Bạch,11118\n"
    take(text)
    assert take(text).counts["unchanged"] == 1
    assert PostalCode.objects.count() == 1


def test_a_changed_last_day_is_an_update_and_lets_addresses_be_coded_again(take: Take):
    text = HEAD + "Hà Nội,Quận Ba Đình,Phường Trúc Bạch,11118\n"
    take(text)
    Address.objects.create(code_state=CodeState.CODED)
    before = Generation.of("places")
    assert take(text).counts["updated"] == 0
    assert Generation.of("places") == before
    assert Address.objects.get().code_state == CodeState.CODED
    report = take(text, valid_to=date(2025, 7, 1))
    assert report.counts == {"read": 1, "updated": 1, "rejected": 0}
    assert PostalCode.objects.get().valid_to == date(2025, 7, 1)
    assert Generation.of("places") > before
    assert Address.objects.get().code_state == CodeState.DUE


@pytest.mark.parametrize(
    ("row", "vi_words", "en_words"),
    [
        ("Hà Nội,Quận Ba Đình,Phường Lạ,11118", "không tìm thấy đơn vị", "is not found"),
        ("Hà Nội,Quận Ba Đình,Phường Trúc Bạch,1111", "không phải mã bưu chính", "5-digit"),
        ("Hà Nội,Quận Ba Đình,Phường Trúc Bạch,", "không phải mã bưu chính", "5-digit"),
    ],
)
def test_rows_that_match_nothing_are_reported(row: str, vi_words: str, en_words: str, take: Take):
    report = take(HEAD + row + "\n")
    (problem,) = report.problems
    assert vi_words in problem.say("vi")
    assert en_words in problem.say("en")
    assert problem.row == 2


def test_one_code_for_two_units_is_reported_with_the_first_row(take: Take):
    report = take(
        HEAD
        + "Hà Nội,Quận Hoàn Kiếm,Phường Hàng Mã,11015\n"
        + "Hà Nội,Quận Hoàn Kiếm,Phường Phúc Tân,11015\n"
    )
    (problem,) = report.problems
    assert "đã có ở dòng 2 cho đơn vị khác" in problem.say("vi")
    assert PostalCode.objects.get().unit.name == "Hàng Mã"


def test_a_dry_run_writes_nothing(take: Take):
    take(HEAD + "Hà Nội,Quận Ba Đình,Phường Trúc Bạch,11118\n", dry_run=True)
    assert not PostalCode.objects.exists()

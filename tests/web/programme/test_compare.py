"""The page Compare: units and days on old and new boundaries, and what that can bear."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone, translation

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.places.units import city_communes, today

pytestmark = pytest.mark.usefixtures("hanoi", "vietnamese")
PAGE = "/programme/compare/"


@pytest.fixture
def vietnamese(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path
    with translation.override("vi"):
        yield


@pytest.fixture
def page(client: Client):
    def read(**query: str) -> str:
        answer = client.get(PAGE, query, headers={"Accept-Language": "vi"})
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def register(operator) -> Register:
    return Register.objects.create(
        key="dai", title_vi="Đài hoạt động", title_en="Stations", noun_vi="đài", noun_en="stations",
        source="1/2021", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip


def say(register, operator, day: date, *counts: tuple[int, int, int]) -> list:
    units = list(city_communes(max(day, date(2025, 1, 1))).order_by("code")[: len(counts)])
    said = [Said(unit, day, *count) for unit, count in zip(units, counts, strict=True)]
    state(register, said, operator, Source("x.xlsx"))
    return units


def test_two_units_whose_ranges_overlap_are_not_ranked(page, register, operator):
    first, second = say(register, operator, today(), (8, 8, 2), (9, 10, 0))
    told = page(what="register:dai", a=first.code, b=second.code)
    assert "Hai khoảng chồng nhau: chưa thể nói hơn kém." in told
    assert "80,0\xa0% – 100\xa0%" in told


def test_two_units_whose_ranges_are_apart_are_ranked(page, register, operator):
    first, second = say(register, operator, today(), (8, 8, 2), (1, 10, 0))
    told = page(what="register:dai", a=first.code, b=second.code)
    assert "Đơn vị thứ nhất cao hơn, dù phần chưa biết ra sao." in told
    assert told.count('<tr><th scope="row"') == 2


def test_two_days_say_what_rose_for_certain(page, register, operator):
    say(register, operator, date(2026, 1, 31), (1, 10, 0))
    say(register, operator, date(2026, 3, 31), (8, 10, 1))
    told = page(what="register:dai", day="2026-01-31", other="2026-03-31")
    assert "Đã tăng, dù phần chưa biết ra sao." in told
    assert "Đơn vị chắc chắn tăng: 1" in told


def test_the_later_day_stands_last_however_the_form_was_filled(page, register, operator):
    say(register, operator, date(2026, 1, 31), (1, 10, 0))
    say(register, operator, date(2026, 3, 31), (8, 10, 1))
    told = page(what="register:dai", day="2026-03-31", other="2026-01-31")
    assert "Đã tăng, dù phần chưa biết ra sao." in told


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"what": "register:none"}, "Không có chỉ tiêu, mục tiêu hay sổ nào mang tên này"),
        ({"what": "target:" + "9" * 40}, "Không có chỉ tiêu, mục tiêu hay sổ nào mang tên này"),
        ({"what": "measure"}, "Không có chỉ tiêu, mục tiêu hay sổ nào mang tên này"),
        ({"day": "2026-13-41"}, "Không phải ngày từ 1/1/2000 đến hôm nay"),
        ({"other": "2999-01-01"}, "Không phải ngày từ 1/1/2000 đến hôm nay"),
        ({"on": "mars"}, "Không có lựa chọn địa giới này"),
        ({"a": "Atlantis"}, "Không có đơn vị nào, hoặc có nhiều đơn vị, mang tên này"),
        ({"a": "\x00<script>"}, "Không có đơn vị nào, hoặc có nhiều đơn vị, mang tên này"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_page_still_answers(page, register, query, words):
    told = page(**query)
    assert words in told
    assert "<script>&" not in told


def test_a_unit_that_said_nothing_is_unknown_and_not_0(page, register, operator):
    first, *_ = say(register, operator, today(), (9, 10, 0))
    other = city_communes(today()).exclude(pk=first.pk).first()
    told = page(what="register:dai", a=other.code)
    assert "1 nơi chưa có số liệu" in told
    assert "chưa thể nói" in told


def test_a_former_commune_is_named_with_its_district(page, register, operator):
    say(register, operator, date(2021, 1, 31), (1, 10, 0))
    told = page(what="register:dai", day="2021-01-31", on="then")
    assert "<small>Quận Ba Đình</small>" in told

"""Lists of the whole country: other provinces are refused, districts tell communes apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from diaban.exchange.importing.codes import fold_district, fold_unit_name
from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.exchange.importing.provinces import spellings
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import User
from diaban.spine.places.models import Level, Unit

from .conftest import REFORM, make_unit

Requests = Callable[..., ImportRequest]
HEAD = "mã,địa chỉ,tỉnh/thành phố,quận/huyện,phường/xã\n"


@pytest.fixture
def twins(city: Unit) -> None:
    """Quang Trung in two districts, and Yên Viên twice in one."""
    for number, name in (("268", "Hà Đông"), ("269", "Sơn Tây"), ("018", "Gia Lâm")):
        make_unit(Level.DISTRICT, number, name, parent=city, valid_to=REFORM)
    place = {unit.code: unit for unit in Unit.objects.filter(level=Level.DISTRICT)}
    for parent, code, name, kind in (
        ("268", "09538", "Quang Trung", "phường"),
        ("269", "09575", "Quang Trung", "phường"),
        ("018", "00526", "Yên Viên", "thị trấn"),
        ("018", "00532", "Yên Viên", "xã"),
        ("018", "00535", "Hòa Thạch", "xã"),
    ):
        make_unit(Level.COMMUNE, code, name, kind=kind, parent=place[parent], valid_to=REFORM)


def former(key: str) -> str | None:
    unit = Address.objects.get(source_keys__key=key).declared_former
    return unit.code if unit else None


@pytest.mark.parametrize(
    "name",
    [
        "Hà Nội",
        "TP Hà Nội",
        "TP. HN",
        "Thành phố Hà Nội",
        "Ha Noi",
        "Hanoi",
        "TPHN",
        "HÀ NỘI",
        "",
        "Tp.Hà Nội",
        "Hanoi City",
        "T.P. Hà Nội",
        "Việt Nam",
        "Hoan Kiem",
    ],
)
def test_the_citys_own_rows_come_in_however_it_is_written(name: str, request_for: Requests):
    run = run_import(request_for(HEAD + f"A,1 phố Huế,{name},,\n"))
    assert (run.counts["accepted"], run.counts.get("rejected", 0)) == (1, 0)


@pytest.mark.parametrize("name", ["Hà Nam", "Hà Tây", "TP. Hồ Chí Minh", "HCM", "Bắc Ninh"])
def test_rows_of_another_province_are_refused_with_what_to_do(name: str, request_for: Requests):
    plan = plan_import(request_for(HEAD + f"A,1 phố Huế,{name},,\nB,2 phố Huế,Hà Nội,,\n"))
    assert plan.counts["accepted"] == 1
    (problem,) = plan.first_problems
    vi, en = problem.say("vi"), problem.say("en")
    assert vi.startswith(f"Dòng 2, cột “tỉnh/thành phố”: dòng thuộc tỉnh khác (“{name}”)")
    assert "Bỏ dòng này" in vi
    assert "addresses of Hà Nội only. Leave the row out" in en


def test_a_district_tells_communes_of_one_name_apart(twins: None, request_for: Requests):
    rows = (
        "A,1,Hà Nội,Hà Đông,Quang Trung\nB,2,Hà Nội,TX. Sơn Tây,P. Quang Trung\n"
        "C,3,Hà Nội,H.Gia Lâm,TT. Yên Viên\nD,4,Hà Nội,Huyện Gia Lâm,X. Yên Viên\n"
        "E,5,Hà Nội,Gia Lâm,Hoà Thạch\n"
    )
    run_import(request_for(HEAD + rows))
    assert [former(key) for key in "ABCDE"] == ["09538", "09575", "00526", "00532", "00535"]


def test_what_a_district_does_not_tell_is_counted_and_not_guessed(
    twins: None, request_for: Requests
):
    rows = "A,1,Hà Nội,Gia Lâm,Yên Viên\nB,2,Hà Nội,Gia Lâm,Ba Đình\nC,3,Hà Nội,,Quang Trung\n"
    run = run_import(request_for(HEAD + rows))
    assert run.counts["unit_name_ambiguous"] == 1
    assert run.counts["unit_name_unresolved"] == 2
    assert [former(key) for key in "ABC"] == [None, None, None]
    assert Address.objects.filter(declared_commune=None).count() == 3


def test_a_district_speaks_of_the_time_before_the_reform(city: Unit, request_for: Requests):
    """Ba Đình is a commune of today, and was a district only before."""
    run_import(request_for(HEAD + "A,1,Hà Nội,,Ba Đình\nB,2,Hà Nội,Ba Đình,Trúc Bạch\n"))
    assert (former("A"), former("B")) == (None, "00004")
    assert Address.objects.get(source_keys__key="A").declared_commune.code == "00004"


def test_rows_that_only_their_district_tells_apart_are_two_addresses(
    twins: None, request_for: Requests
):
    head = "địa chỉ,quận,phường\n"
    rows = "Số 1,Hà Đông,Quang Trung\nSố 1,Sơn Tây,Quang Trung\n"
    assert run_import(request_for(head + rows)).counts["created"] == 2


def test_names_fold_with_their_numbers_and_abbreviations():
    assert (
        fold_unit_name("Phường 01") == fold_unit_name("P.1") == fold_unit_name("P1") == "phuong 1"
    )
    assert fold_unit_name("T.T. Yên Viên") == fold_unit_name("Thị trấn Yên Viên")
    assert fold_unit_name("X.Hoà Thạch") == fold_unit_name("Xã Hòa Thạch")
    assert fold_district("Q.Hai Bà Trưng") == fold_district("quận Hai Bà Trưng")
    assert spellings("Hồ Chí Minh") == {"ho chi minh", "hochiminh", "hcm"}


@pytest.mark.real_data
def test_of_the_countrys_post_offices_those_of_the_city_come_in(
    hanoi: None, shared_data: Path, operator: User
):
    path = shared_data / "addresses/vnpost_offices_2024.csv.gz"
    request = ImportRequest(path, "vnpost", operator, are_households=False)
    plan = plan_import(request)
    assert plan.mapping.columns == {
        "source_key": "id",
        "building": "name",
        "commune_name": "ward",
        "district": "district",
        "province": "province",
        "written": "address",
    }
    assert plan.problem_counts == {"other_province": 1_677 - 109}
    run = run_import(request)
    assert run.counts == {
        "read": 1_677,
        "accepted": 109,
        "rejected": 1_568,
        "created": 109,
        "postal_partial": 109,
    }
    assert Address.objects.filter(declared_former=None).count() == 0
    assert run_import(request).counts["unchanged"] == 109


@pytest.mark.real_data
def test_facilities_go_in_as_they_are(hanoi: None, shared_data: Path, operator: User):
    path = shared_data / "addresses/hanoi_facilities_2019.csv.gz"
    plan = plan_import(ImportRequest(path, "facilities", operator, are_households=False))
    assert plan.mapping.columns == {
        "building": "name",
        "written": "address",
        "lat": "lat",
        "lng": "lon",
        "commune_name": "new_commune_by_polygon",
    }
    assert plan.counts == {"read": 4_930, "accepted": 4_924, "rejected": 6, "new": 4_924} | {
        "postal_partial": 4_924
    }
    assert plan.problem_counts == {"position_outside_city": 4, "position_abroad": 2}

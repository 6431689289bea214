"""Operators' lists come into the register: what is kept, what is told, what changes nothing."""

import unicodedata
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe
from tests.sectors.post.lists import a_row, a_run, all_points, codes, only_point, take
from tests.sectors.post.points import correct

from diaban.sectors.post.choices import Kind, Resolution, Tenure
from diaban.sectors.post.imports import IMPORTS
from diaban.sectors.post.models import Candidate, Point, PointKey, Statement
from diaban.sectors.post.register.faults import CODES
from diaban.sectors.post.register.row_reading import read_row
from diaban.spine.addresses.coding import run_coding
from diaban.spine.basemap.models import MapFeature, MapKind, MapSource
from diaban.spine.parties.models import local_operator
from diaban.spine.sectors import InputRow

pytestmark = pytest.mark.usefixtures("official_hanoi")
HOAN_KIEM = {"lat": "21,028511", "lng": "105,854167"}


def test_a_row_becomes_a_point_with_all_that_it_says():
    taken = take(a_row(
        kind="bưu cục", operator="Bưu điện TP Hà Nội", tenure="thuê", postal_code="11024",
        services="chuyển phát; hành chính công", hours="T2-T6 7h30-17h", accuracy="12",
        opened_on="1/7/2010", **HOAN_KIEM,
    ))  # fmt: skip
    assert taken.counts["new"] == 1
    assert taken.faults == []
    point = only_point()
    assert point.operator.name == "Bưu điện TP Hà Nội"
    assert (point.kind, point.tenure) == (Kind.OFFICE, Tenure.RENTED)
    assert point.services == ["parcels", "public_services"]
    assert point.hours == "Mo-Fr 07:30-17:00"
    assert point.opened_on == date(2010, 7, 1)
    assert (point.lat_e7, point.accuracy_metres) == (210_285_110, 12.0)
    assert point.commune == commune_of_postal_code("11024")


def test_the_same_list_again_changes_nothing():
    rows = [a_row(), a_row(3, code="110100", name="Quốc Tế", address="6 Đinh Lễ")]
    take(*rows)
    before = [list(model.objects.values()) for model in (Statement, PointKey, Candidate)]
    again = take(*rows, on=date(2026, 9, 1))
    assert dict(again.counts) == {"same": 2}
    assert [list(m.objects.values()) for m in (Statement, PointKey, Candidate)] == before


def test_texts_that_are_not_composed_come_in_composed_and_count_as_the_same():
    take(a_row())
    loose = unicodedata.normalize("NFD", "Bưu cục Tràng Tiền")
    assert dict(take(a_row(name=loose)).counts) == {"same": 1}


def test_a_changed_row_says_only_what_changed_and_overrules_no_correction_of_the_rest():
    take(a_row(hours="7h-17h"))
    correct(only_point(), name="Bưu cục Tràng Tiền 66")
    taken = take(a_row(hours="8h-16h"), on=date(2026, 9, 1))
    assert taken.counts["changed"] == 1
    point = only_point()
    assert (point.name, point.hours_text) == ("Bưu cục Tràng Tiền 66", "8h-16h")


def test_a_row_of_another_province_is_counted_and_not_taken():
    taken = take(a_row(province="Bình Phước"), a_row(3, code="2", province="TP. Hà Nội"))
    assert (taken.counts["elsewhere"], taken.counts["new"]) == (1, 1)
    assert taken.faults == []


def test_a_row_without_a_name_is_refused_and_says_what_to_do():
    taken = take(a_row(name=" "))
    assert codes(taken) == ["name_missing"]
    assert taken.counts == {"refused": 1}
    assert not all_points()
    told = taken.faults[0]
    assert (told.row, told.field, told.refused) == (2, "name", True)
    assert "Ghi tên" in told.vi
    assert "Write its name" in told.en


def test_one_code_twice_in_a_file_with_other_contents_is_refused_the_second_time():
    run = a_run()
    twice = take(a_row(), a_row(3, name="Đinh Lễ"), run=run)
    assert codes(twice) == ["listed_twice"]
    # in the next block of the same file as well
    assert codes(take(a_row(9, name="Cửa Nam"), run=run)) == ["listed_twice"]
    assert only_point().name == "Bưu cục Tràng Tiền"


def test_hours_that_cannot_be_read_are_kept_with_the_piece_that_was_not_understood():
    taken = take(a_row(hours="khi nào có khách"))
    assert codes(taken) == ["hours_unread"]
    assert "khi nào có khách" in taken.faults[0].vi
    point = only_point()
    assert (point.hours_text, point.hours) == ("khi nào có khách", "")
    assert point.has_unread_hours


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"lat": "105,85", "lng": "21,02"}, "position_swapped"),
        ({"lat": "10,77", "lng": "106,70"}, "position_outside"),
        ({"lat": "ở cạnh chợ", "lng": "105,85"}, "position_wrong"),
        ({"lat": "nan", "lng": "105,85"}, "position_wrong"),
        ({"lat": "21,02", "lng": ""}, "position_wrong"),
        ({"postal_code": "1102"}, "postal_code_wrong"),
        ({"kind": "siêu thị"}, "kind_unknown"),
        ({"tenure": "ở nhờ"}, "tenure_unknown"),
        ({"services": "xổ số"}, "services_unknown"),
        ({"opened_on": "31/2/2020"}, "day_wrong"),
        ({"opened_on": "1/7/2020", "closed_on": "1/7/2019"}, "closed_before_opened"),
        ({"hours": "x" * 300}, "too_long"),
    ],
)
def test_what_is_wrong_in_a_field_is_told_and_the_rest_is_taken(values, code):
    taken = take(a_row(**values))
    assert code in codes(taken)
    assert not any(fault.refused for fault in taken.faults)
    point = only_point()
    assert point.name == "Bưu cục Tràng Tiền"
    assert point.position is None


def test_a_point_in_the_river_is_taken_without_its_position():
    ring = np.array([[105.85, 21.02], [105.86, 21.02], [105.86, 21.04], [105.85, 21.04]])
    MapFeature.objects.create(
        source=MapSource.objects.create(name="osm"), key="r1", kind=MapKind.WATER, category="river",
        first_zoom=8, geometry=shapely.to_wkb(shapely.polygons(ring)), west_e7=1_058_500_000,
        south_e7=210_200_000, east_e7=1_058_600_000, north_e7=210_400_000, digest=1, run=a_run(),
    )  # fmt: skip
    assert codes(take(a_row(**HOAN_KIEM))) == ["position_in_water"]
    assert only_point().position is None


def test_what_a_name_says_of_the_kind_is_read_where_no_column_does():
    take(
        a_row(2, code="1", name="KHL Hoàn Kiếm"),
        a_row(3, code="2", name="Điểm BĐ-VHX Phúc Tân"),
        a_row(4, code="3", name="Cửa Nam"),
    )
    assert [p.kind for p in all_points()] == [Kind.KEY_ACCOUNTS, Kind.CULTURE_POINT, Kind.UNKNOWN]


def test_a_registered_door_that_is_surely_meant_is_taken_by_itself():
    observe(door("66", house_number="66", street="phố Tràng Tiền", commune=None))
    run_coding(local_operator())
    taken = take(a_row(commune="Phường Hoàn Kiếm", district=""))
    assert taken.counts["to_address"] == 1
    point = only_point()
    assert point.address == address_of("66")
    assert point.resolution == Resolution.ADDRESS
    assert point.position == address_of("66").position


def test_a_made_up_door_is_never_a_real_points_address():
    observe(door("66", house_number="66", street="phố Tràng Tiền"), synthetic=True)
    run_coding(local_operator())
    take(a_row(commune="Phường Hoàn Kiếm", district=""))
    assert only_point().address is None


def retold(**values: str) -> InputRow:
    told = {"code": "", "name": "BC LY THAI TO", "address": "18 phố Ngô Quyền", "district": ""}
    return a_row(**(told | {"commune": "phường Hoàn Kiếm"} | values))


def test_the_same_office_in_another_list_with_todays_commune_is_joined():
    take(a_row(name="Bưu cục Lý Thái Tổ", address="18 Ngô Quyền", commune="Lý Thái Tổ"))
    assert take(retold(), source="Sở").counts["joined"] == 1
    standing = Point.objects.everywhere("a test").present()
    assert [point.name for point in standing] == ["Bưu cục Lý Thái Tổ"]
    # and the list that was joined to it changes nothing when it comes again
    assert dict(take(retold(), source="Sở").counts) == {"same": 1}


def test_one_office_of_a_divided_commune_is_left_to_a_person():
    take(a_row())
    other = retold(name="BC TRANG TIEN", address="66 phố Tràng Tiền")
    assert take(other, source="Sở").counts["asked"] == 1
    first, second = all_points()
    asked = Candidate.objects.waiting().get()
    assert (asked.point, asked.other) == (second, first)
    assert "commune_possible" in asked.reasons


def test_two_offices_of_one_list_at_one_address_stay_two():
    take(a_row(2, code="110000", name="Cầu Giấy"), a_row(3, code="110001", name="KHL Cầu Giấy"))
    assert Point.objects.everywhere("a test").present().count() == 2


CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "7h-17h", "T2–T6 7h30–11h30, nghỉ lễ", "21.03", "105.8", "1e308", "-inf",
                     "Hà Nội", "thuê", "0", "31/12/9999", "\x00", "ộ" * 300, "11024", "½"]),
)  # fmt: skip
ROWS = st.dictionaries(st.sampled_from([f.name for f in IMPORTS[0].fields]), CELLS)


@given(ROWS)
def test_any_row_is_read_or_told_and_never_breaks(values):
    read = read_row(InputRow(2, values))
    assert {fault.code for fault in read.faults} <= CODES
    assert len(read.key) <= 80
    assert read.refused or read.facts["name"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROWS, max_size=4))
def test_any_list_goes_in_and_goes_in_again_without_a_change(db, rows):
    listed = [InputRow(number, values) for number, values in enumerate(rows, 2)]
    run = a_run()
    take(*listed, run=run, source=f"fuzz {run.pk}")
    before = Statement.objects.count()
    again = take(*listed, source=f"fuzz {run.pk}")
    assert Statement.objects.count() == before
    assert again.counts.get("new", 0) == 0

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from diaban.exchange.importing.boundaries import (
    BoundaryReport,
    BoundaryRequest,
    import_boundaries,
)
from diaban.exchange.importing.problems import InputError
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.boundaries import boundaries_in_force
from diaban.spine.places.models import (
    Boundary,
    Extent,
    Standing,
    Succession,
    Unit,
    UnitAlias,
)
from diaban.spine.runs.models import Generation, Run

SQUARE = [[105.83, 21.02], [105.85, 21.02], [105.85, 21.04], [105.83, 21.04], [105.83, 21.02]]
BOW_TIE = [[105.83, 21.02], [105.85, 21.04], [105.85, 21.02], [105.83, 21.04], [105.83, 21.02]]
Take = Callable[..., BoundaryReport]


def area(code: str | None, name: str = "", ring: Any = None, **geometry: Any) -> dict[str, Any]:
    place = {"type": "Polygon", "coordinates": [ring or SQUARE], **geometry}
    known = {"code": code, "name": name}
    properties = {label: value for label, value in known.items() if value}
    return {"type": "Feature", "properties": properties, "geometry": place}


@pytest.fixture
def take(city, operator, tmp_path: Path) -> Take:
    def take_areas(*areas: Any, **more: Any) -> BoundaryReport:
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
        source = more.pop("source", "Sở Nội vụ")
        return import_boundaries(BoundaryRequest(path, source, operator, **more))

    return take_areas


def only_problem(report: BoundaryReport) -> tuple[str, str]:
    (problem,) = report.problems
    assert problem.row == report.counts["read"]
    return problem.say("vi"), problem.say("en")


def test_areas_become_official_boundaries_with_source_and_validity(take: Take):
    before = Generation.of("places")
    report = take(area("00004", "Phường Ba Đình"))
    boundary = Boundary.objects.get()
    assert boundary.unit == Unit.objects.get(code="00004", valid_to=None)
    assert (boundary.standing, boundary.source) == (Standing.OFFICIAL, "Sở Nội vụ")
    assert (boundary.valid_from, boundary.valid_to) == (date(2025, 7, 1), None)
    assert shapely.from_wkb(bytes(boundary.geometry)).equals(shapely.Polygon(SQUARE))
    assert report.counts == {"read": 1, "created": 1}
    assert report.missing == ["00070"]
    assert boundary.run == report.run
    assert Generation.of("places") > before


def test_a_dry_run_writes_nothing(take: Take):
    report = take(area("00004", "Ba Đình"), dry_run=True)
    assert report.counts == {"read": 1, "created": 1}
    assert not Boundary.objects.exists()
    assert not Run.objects.exists()


def test_the_same_areas_again_change_nothing(take: Take):
    take(area("00004", "Ba Đình"))
    before = Generation.of("places")
    assert take(area("00004", "Ba Đình")).counts == {"read": 1, "unchanged": 1}
    assert Generation.of("places") == before


def test_the_same_ring_begun_elsewhere_is_the_same_area(take: Take):
    take(area("00004"))
    turned = [*SQUARE[2:], *SQUARE[1:3]]
    assert take(area("00004", ring=turned)).counts["unchanged"] == 1


def test_a_corrected_area_takes_the_place_of_the_first(take: Take):
    take(area("00004"))
    wider = [[x + 0.001, y] for x, y in SQUARE]
    assert take(area("00004", ring=wider)).counts["updated"] == 1
    assert Boundary.objects.count() == 1


def test_a_later_area_ends_the_earlier_one(take: Take):
    take(area("00004"))
    take(area("00004"), valid_from=date(2026, 1, 1))
    first, second = Boundary.objects.order_by("valid_from")
    assert (first.valid_to, second.valid_to) == (date(2026, 1, 1), None)


def test_an_area_of_a_former_commune_ends_with_it(take: Take):
    take(area("00004", "Trúc Bạch"), valid_from=date(2020, 1, 1))
    boundary = Boundary.objects.get()
    assert boundary.unit.name == "Trúc Bạch"
    assert boundary.valid_to == date(2025, 7, 1)


def test_a_unit_that_changed_its_kind_or_has_an_alias_is_the_same(take: Take):
    unit = Unit.objects.get(code="00070", valid_to=None)
    UnitAlias.objects.create(unit=unit, alias="Hoàn Kiếm Cũ", kind="x", folded="hoan kiem cu")
    report = take(area("00004", "Xã Ba Đình"), area("00070", "Hoàn kiếm cũ"))
    assert report.counts["created"] == 2


def test_an_area_without_code_is_known_by_its_name_near_the_unit(take: Take):
    assert take(area(None, "Phường Ba Đình")).counts["created"] == 1
    far = [[x - 2, y - 3] for x, y in SQUARE]
    vi, en = only_problem(take(area(None, "Phường Ba Đình", ring=far)))
    assert "“Phường Ba Đình” không có mã đơn vị" in vi
    assert "Add a property “code”" in en


def test_invalid_rings_are_mended_and_reported(take: Take):
    report = take(area("00004", ring=BOW_TIE))
    assert report.repaired == ["00004"]
    stored = shapely.from_wkb(bytes(Boundary.objects.get().geometry))
    assert stored.is_valid
    assert stored.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("feature", "vi_words", "en_words"),
    [
        (area("99999"), "mã 99999 không phải đơn vị có hiệu lực ngày 01/07/2025", "in force on"),
        (area("00037"), "mã 00037 không phải đơn vị có hiệu lực", "Check the code or the date"),
        (area("00004", "Phường Hoàn Kiếm"), "khác tên của mã 00004", "Mend the code or the name"),
        (area(None), "không có mã lẫn tên đơn vị", "neither code nor name"),
        (area(None, "Phường Lạ"), "ranh giới “Phường Lạ” không có mã đơn vị", "no unit code"),
        ({"type": "Feature", "properties": {"code": "00004"}}, "không có hình học", "no geometry"),
        (area("00004", type="LineString"), "là LineString, cần Polygon", "Export it as an area"),
        (area("00004", ring=[[1, 2]]), "không đọc được", "cannot be read"),
        (area("00004", ring=[["a", "b"]] * 4), "không đọc được", "cannot be read"),
        (area("00004", coordinates=None), "không có hình học", "no geometry"),
        (area("00004", coordinates=[]), "không có hình học", "no geometry"),
        (area("00004", ring=[[y, x] for x, y in SQUARE]), "kinh độ trước vĩ độ", "longitude first"),
        (area("00004", ring=[[x * 5000, y] for x, y in SQUARE]), "WGS 84", "in Viet Nam"),
        ("nonsense", "không phải là Feature", "not a valid Feature"),
    ],
)
def test_each_fault_of_an_area_is_named_with_its_remedy(
    feature: Any, vi_words: str, en_words: str, take: Take
):
    vi, en = only_problem(take(feature))
    assert vi_words in vi
    assert en_words in en
    assert not Boundary.objects.exists()


def test_a_former_district_of_elsewhere_is_said_to_be_no_unit_of_the_city(take: Take):
    vi, en = only_problem(take(area("024", "Quận Lạ")))
    assert "mã 024 không phải đơn vị của thành phố ngày 30/06/2025" in vi
    assert "Nếu là nơi khác thì bỏ qua" in vi
    assert "Let it be if it is of elsewhere" in en


def test_doubled_codes_name_the_first_item(take: Take):
    report = take(area("00004"), area("00004"))
    vi, en = only_problem(report)
    assert "mã 00004 đã có ở mục 1" in vi
    assert "Merge the two" in en
    assert report.counts["created"] == 1


def test_a_half_written_file_changes_nothing(city, operator, tmp_path: Path):
    path = tmp_path / "areas.geojson"
    whole = json.dumps({"type": "FeatureCollection", "features": [area("00004"), area("00070")]})
    path.write_text(whole[:-60])
    with pytest.raises(InputError) as caught:
        import_boundaries(BoundaryRequest(path, "x", operator))
    assert "Tệp bị cụt" in caught.value.problem.say("vi")
    assert not Boundary.objects.exists()


def promote(unit: Unit, on: date, extent: Extent = Extent.UNCHANGED) -> Unit:
    """End a unit on a day and open its heir of another kind, as a decree does."""
    heir = Unit.objects.get(pk=unit.pk)
    heir.pk, heir.kind, heir.valid_from = None, "đặc khu", on
    heir.save(force_insert=True)
    Unit.objects.filter(pk=unit.pk).update(valid_to=on)
    Succession.objects.create(
        predecessor=unit, successor=heir, on=on, extent=extent, resolution="1/NQ"
    )
    Generation.grow("places")
    return heir


@pytest.mark.parametrize("promoted_first", [False, True])
def test_a_unit_that_only_changes_its_kind_keeps_its_ground(take: Take, promoted_first: bool):
    ba_dinh, day = Unit.objects.get(code="00004", valid_to=None), date(2026, 9, 1)
    if promoted_first:
        heir = promote(ba_dinh, day)
    take(area("00004"), area("00070", ring=[[x + 0.02, y] for x, y in SQUARE]))
    if not promoted_first:
        heir = promote(ba_dinh, day)
    last = promote(heir, date(2026, 10, 1))
    for on, unit in ((date(2026, 8, 31), ba_dinh), (day, heir), (date(2026, 10, 2), last)):
        areas = areas_in_force(on)
        assert areas.standing == Standing.OFFICIAL
        assert areas.locate(np.array([21.03]), np.array([105.84])) == [unit.pk]


def test_ground_that_passed_in_part_is_not_handed_on(take: Take):
    take(area("00004"))
    unit = Unit.objects.get(code="00004", valid_to=None)
    heir = promote(unit, date(2026, 9, 1), Extent.PART)
    assert boundaries_in_force([heir], date(2026, 9, 2)) == []


def test_a_boundary_of_its_own_stands_before_the_one_a_unit_came_with(take: Take):
    take(area("00004"))
    heir = promote(Unit.objects.get(code="00004", valid_to=None), date(2026, 9, 1))
    take(area("00004", ring=[[x, y + 0.01] for x, y in SQUARE]), valid_from=date(2026, 9, 1))
    (stands,) = boundaries_in_force([heir], date(2026, 9, 2))
    assert shapely.from_wkb(bytes(stands.geometry)).bounds[1] == pytest.approx(21.03)

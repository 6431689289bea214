"""Systems of one meridian told apart by the communes that the rows name."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
import shapely
from pyproj import Transformer
from tests.hanoi import add_boundaries

from diaban.exchange.importing.choosing_crs import find_by_communes
from diaban.exchange.importing.coordinate_systems import (
    SWAPPED,
    WEB_MERCATOR,
    WGS84,
    contenders,
    from_wgs84,
    known_systems,
    recognise,
    to_wgs84,
)
from diaban.exchange.importing.pipeline import ImportRequest, Plan, plan_import, run_import
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.registry_rules import registry_rules
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import User
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Succession, Unit
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, today
from diaban.spine.runs.models import Generation

Requests = Callable[..., ImportRequest]
DEGREES = {WGS84, SWAPPED, WEB_MERCATOR}
ALIKE = ["EPSG:5897", "EPSG:3405", "EPSG:32648"]
BORDER = 105.84
WEST, EAST = shapely.box(105.80, 21.0, BORDER, 21.06), shapely.box(BORDER, 21.0, 105.88, 21.06)


@pytest.fixture
def drawn(city: Unit) -> None:
    """Ba Đình with Hoàn Kiếm beside it, each with an official boundary."""
    units = dict(city_communes(today()).values_list("code", "pk"))
    add_boundaries({units["00004"]: WEST, units["00070"]: EAST})
    Generation.grow("places")


def points_over_both(count: int = 1_500) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(7)
    return draw.uniform(105.801, 105.879, count), draw.uniform(21.001, 21.059, count)


def listed(crs: str, lng: np.ndarray, lat: np.ndarray, words: list[str], heading: str) -> str:
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lng, lat)
    rows = zip(words, x, y, strict=True)
    lines = [f"H{i},số {i},{word},{n},{e}" for i, (word, e, n) in enumerate(rows)]
    return "\n".join([f"mã,địa chỉ,{heading},y,x", *lines]) + "\n"


def named(lng: np.ndarray, west: str, east: str) -> list[str]:
    return [west if each < BORDER else east for each in lng]


def refused(request: ImportRequest) -> str:
    with pytest.raises(InputError) as caught:
        plan_import(request)
    assert caught.value.problem.code == "crs_unclear"
    return caught.value.problem.say("en")


@pytest.mark.parametrize("crs", ALIKE)
@pytest.mark.parametrize(
    ("heading", "west", "east"),
    [("phường/xã", "P. Ba Đình", "Phường Hoàn Kiếm"), ("mã xã", "00004", "70")],
)
def test_the_communes_of_the_rows_tell_the_system(
    crs: str, heading: str, west: str, east: str, drawn: None, request_for: Requests
):
    lng, lat = points_over_both()
    request = request_for(listed(crs, lng, lat, named(lng, west, east), heading))
    plan = plan_import(request)
    assert plan.coordinate_system is not None
    found = plan.coordinate_system
    assert (found.crs, found.how, found.rows) == (crs, "communes", 1500)
    (note,) = plan.notes
    assert "nhận ra nhờ phường/xã ghi ở 1500 dòng" in note.say("vi")
    assert f"({crs}): recognised by the communes of 1500 rows" in note.say("en")
    run_import(request)
    there = Address.objects.order_by("lng_e7").values_list("lng_e7", flat=True)
    assert list(there) == pytest.approx((np.sort(lng) * 1e7).tolist(), abs=60)


def test_former_communes_tell_it_by_what_they_became(
    city: Unit, drawn: None, request_for: Requests
):
    heirs = {"00004": "00004", "00037": "00070"}
    for old, new in heirs.items():
        former = Unit.objects.get(code=old, valid_to=TWO_TIER_FROM, level="commune")
        successor = city_communes(today()).get(code=new)
        Succession.objects.create(predecessor=former, successor=successor, on=TWO_TIER_FROM)
    lng, lat = points_over_both()
    words = named(lng, "Trúc Bạch", "Hàng Mã")
    plan = plan_import(request_for(listed("EPSG:3405", lng, lat, words, "phường/xã")))
    assert plan.coordinate_system is not None
    assert (plan.coordinate_system.crs, plan.coordinate_system.how) == ("EPSG:3405", "communes")


def test_without_official_boundaries_the_doubt_is_admitted_with_the_legal_system_first(
    city: Unit, request_for: Requests
):
    draw = np.random.default_rng(9)
    lng, lat = draw.uniform(105.825, 105.855, 300), draw.uniform(21.02, 21.04, 300)
    words = named(lng, "Ba Đình", "Hoàn Kiếm")
    said = refused(request_for(listed("EPSG:32648", lng, lat, words, "phường/xã")))
    assert "into the city: VN-2000 / TM-3 105°00' (EPSG:5897), " in said
    assert "choose EPSG:5897" in said


def test_rows_far_from_every_border_tell_nothing(drawn: None, request_for: Requests):
    draw = np.random.default_rng(3)
    lng, lat = draw.uniform(105.815, 105.825, 200), draw.uniform(21.02, 21.04, 200)
    refused(request_for(listed("EPSG:5897", lng, lat, ["Ba Đình"] * 200, "phường/xã")))


def test_many_rows_of_one_street_count_as_one_place(drawn: None, request_for: Requests):
    """A street drawn on the wrong side of a border must not choose the system that moves it."""
    lng = np.full(200, BORDER + 0.0003)
    lat = np.linspace(21.0301, 21.0319, 200)
    refused(request_for(listed("EPSG:3405", lng, lat, ["Ba Đình"] * 200, "phường/xã")))


def test_communes_named_at_random_tell_nothing(drawn: None, request_for: Requests):
    lng, lat = points_over_both()
    words = np.random.default_rng(5).choice(["Ba Đình", "Hoàn Kiếm"], len(lng)).tolist()
    refused(request_for(listed("EPSG:5897", lng, lat, words, "phường/xã")))


def test_a_chosen_system_stands_against_the_communes(drawn: None, request_for: Requests):
    lng, lat = points_over_both()
    content = listed("EPSG:3405", lng, lat, named(lng, "Ba Đình", "Hoàn Kiếm"), "phường/xã")
    plan = plan_import(request_for(content, options=ReadOptions(crs="EPSG:32648")))
    assert plan.coordinate_system is not None
    assert (plan.coordinate_system.crs, plan.coordinate_system.how) == ("EPSG:32648", "chosen")
    assert plan.notes == []


def spread_over_hanoi(count: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Random places of the city with the code of the commune there."""
    areas = areas_in_force(today())
    codes = dict(city_communes(today()).values_list("pk", "code"))
    draw = np.random.default_rng(11)
    lng, lat = draw.uniform(105.28, 106.02, 4 * count), draw.uniform(20.56, 21.39, 4 * count)
    found = areas.locate(lat, lng)
    inside = np.flatnonzero(found)[:count]
    return lng[inside], lat[inside], [codes[int(unit)] for unit in found[inside]]


def test_a_few_rows_on_both_sides_of_a_border_are_enough(drawn: None, request_for: Requests):
    """Each would lie in the other commune in any other system: so many are not all wrong."""
    lng = np.array([BORDER - 0.0004, BORDER + 0.0004] * 3)
    lat = np.linspace(21.005, 21.055, 6)
    content = listed("EPSG:9210", lng, lat, named(lng, "Ba Đình", "Hoàn Kiếm"), "phường/xã")
    plan = plan_import(request_for(content))
    assert plan.coordinate_system is not None
    assert plan.coordinate_system.crs == "EPSG:9210"


@pytest.mark.real_data
def test_short_lists_are_put_right_or_asked_about_and_never_put_wrong(real_hanoi: None):
    """Ten rows, one in twenty of them with a wrong commune or a wrong place."""
    rules, draw = registry_rules(today()), np.random.default_rng(17)
    lng, lat, codes = spread_over_hanoi(1_000)
    told: Counter[str] = Counter()
    for crs in [c for c in known_systems() if c.startswith("EPSG:") and c not in DEGREES]:
        for _ in range(4):
            some = draw.choice(len(lng), 10, replace=False)
            wrong = draw.random(10) < 0.05
            east = lng[some] + wrong * draw.uniform(-0.5, 0.5, 10)
            said = np.where(draw.random(10) < 0.05, draw.choice(codes, 10), np.array(codes)[some])
            x, y = from_wgs84(east, lat[some], crs)
            cells = {"lat": y.astype(str), "lng": x.astype(str), "commune_code": said}
            candidates = recognise(x, y, city=rules.city)
            found = find_by_communes(candidates, pl.DataFrame(cells), rules)
            left = contenders([c for c in candidates if c.crs != SWAPPED])
            chosen = found.crs if found else left[0].crs if len(left) == 1 else ""
            told["right" if chosen == crs else "wrong" if chosen else "asked"] += 1
    assert told["wrong"] == 0
    assert told["right"] > told["asked"]


@pytest.mark.real_data
def test_a_thousand_places_of_hanoi_are_put_right_in_every_system(
    real_hanoi: None, operator: User, tmp_path
):
    lng, lat, codes = spread_over_hanoi(1_000)
    assert len(codes) == 1_000
    for crs in known_systems():
        if crs.endswith("swapped"):
            continue
        path = tmp_path / "list.csv"
        path.write_text(listed(crs, lng, lat, codes, "mã xã"), encoding="utf-8")
        plan: Plan = plan_import(ImportRequest(path, "test", operator))
        assert plan.coordinate_system is not None, crs
        assert plan.coordinate_system.crs == crs
        x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lng, lat)
        there = np.column_stack(to_wgs84(x, y, plan.coordinate_system.crs))
        metres = np.abs(there - np.column_stack([lng, lat])).max(axis=1) * 111_000
        assert (metres < 1).mean() >= 0.995, crs

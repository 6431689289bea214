"""The embedded tables against the legal texts and against every other carrier at hand.

Each difference must be explained by a row of scripts/place_tables/corrections.csv.
"""

import csv
import gzip
import json
import math
import os
import subprocess
import sys
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import shapely
from scripts.place_tables import facts, law, resolution
from scripts.place_tables.names import fold, split_kind, write_name

from diaban.spine.places.tables import (
    read_aliases,
    read_postal_codes,
    read_seeds,
    read_successions,
    read_units,
)

pytestmark = pytest.mark.real_data

PROJECT = Path(__file__).resolve().parents[3]
TABLES = PROJECT / "src/diaban/spine/places/tables"
REFORM = date(2025, 7, 1)
OFFICE = "office conversion table"


def rows_of(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def polygons_of(path: Path) -> dict[str, shapely.Geometry]:
    with gzip.open(path) as file:
        features = json.load(file)["features"]
    polygons = {
        f["properties"]["code"]: shapely.geometry.shape(f["geometry"]).buffer(0) for f in features
    }
    for code, row in listed("thanglequoc v4.2.0", "code").items():
        if code in polygons:
            polygons[row["right"]] = polygons.pop(code)
    return polygons


@cache
def in_force(level: str, day: date) -> dict:
    return {
        unit.code: unit
        for unit in read_units()
        if unit.level == level
        and unit.valid_from <= day
        and (unit.valid_to is None or day < unit.valid_to)
    }


def pairs() -> dict[tuple[str, str], str]:
    return {
        (row.predecessor_code, row.successor_code): row.extent
        for row in read_successions()
        if row.on == REFORM
    }


def listed(carrier: str, field: str) -> dict[str, dict[str, str]]:
    return {
        row["code"]: row
        for row in facts.read("corrections.csv")
        if (row["carrier"], row["field"]) == (carrier, field)
    }


@pytest.fixture(scope="module")
def texts(shared_data) -> law.Law:
    return law.read_law(shared_data / "admin-units/resolutions_2025_docs.tar.xz")


@pytest.fixture(scope="module")
def conversion(shared_data) -> list[dict[str, str]]:
    return rows_of(shared_data / "admin-units/nso_conversion_2025.csv.gz")


@pytest.fixture(scope="module")
def last_list(shared_data) -> dict[str, dict[str, str]]:
    rows = rows_of(shared_data / "admin-units/communes_pre2025_final.csv.gz")
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def national_polygons(shared_data) -> dict[str, shapely.Geometry]:
    return polygons_of(shared_data / "boundaries/vn_communes_2025_simplified40m.geojson.gz")


@pytest.fixture(scope="module")
def package_data() -> Path:
    given = os.environ.get("DIABAN_VIETNAMADMINUNITS")
    try:
        folder = Path(
            given or distribution("vietnamadminunits").locate_file("vietnamadminunits/data")
        )
    except PackageNotFoundError:
        pytest.skip("vietnamadminunits 1.0.4 is neither installed nor in DIABAN_VIETNAMADMINUNITS")
    return folder


def test_the_script_builds_the_same_bytes_again(shared_data, package_data, tmp_path):
    script = [sys.executable, str(PROJECT / "scripts/build_place_tables.py"), "--out", tmp_path]
    run = subprocess.run(
        [*script, "--admin-units", shared_data / "admin-units", "--package", package_data],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "UNEXPLAINED" not in run.stdout
    built = sorted(path.name for path in tmp_path.iterdir())
    assert built == sorted(path.name for path in TABLES.glob("*.csv"))
    for name in built:
        assert (tmp_path / name).read_bytes() == (TABLES / name).read_bytes(), name


@pytest.fixture(scope="module")
def read_from_law(texts) -> list[resolution.Pair]:
    districts = {unit.code: unit for unit in read_units() if unit.level == "district"}
    rows = [
        {"level": "commune", "code": u.code, "kind": u.kind, "name": u.name}
        | {"district_code": d.code, "district": f"{d.kind} {d.name}", "province": ""}
        for u in read_units()
        if u.parent_level == "district"
        for d in [districts[u.parent_code]]
    ]
    olds = resolution.OldUnits(rows, {})
    return resolution.read_pairs(texts.hanoi, olds)


def test_the_successions_are_what_resolution_1656_says_clause_by_clause(read_from_law):
    new_codes = {
        (unit.kind, fold(unit.name)): unit.code
        for unit in in_force("commune", REFORM).values()
        if unit.parent_code == "01"
    }
    said = {
        (p.old_code, new_codes[p.new_kind, fold(p.new_name)], str(p.clause), p.extent)
        for p in read_from_law
    }
    held = {
        (row.predecessor_code, row.successor_code, row.clause, row.extent)
        for row in read_successions()
        if row.on == REFORM
    }
    assert said == held


def test_every_remainder_in_the_resolution_cites_exactly_the_clauses_that_took_the_rest(
    read_from_law,
):
    assert list(resolution.faults(read_from_law)) == []


def test_the_communes_are_those_of_the_code_list_1027(texts):
    now = in_force("commune", REFORM)
    misprinted = listed("1027/CTK-CSCL", "code")
    assert len(texts.communes) == 3321
    for row in texts.communes:
        code = misprinted[row.code]["right"] if row.code in misprinted else row.code
        assert (now[code].kind, now[code].name) == (row.kind, row.name)


def test_each_province_has_as_many_communes_as_its_resolution_lists_unchanged_and_new(
    texts, conversion
):
    unchanged = {u.code for u in in_force("commune", REFORM).values() if not u.opened_by}
    assert unchanged == {r["new_code"] for r in conversion if r["note"].startswith("Giữ nguyên")}
    by_code = {province.code: province.resolution for province in texts.provinces}
    for unit in in_force("commune", REFORM).values():
        assert unit.opened_by in {"", by_code[unit.parent_code]}


def test_the_three_miscoded_rows_name_the_unit_of_the_right_code(conversion, last_list):
    wrong = listed(OFFICE, "old_code")
    assert {row["right"] for row in wrong.values()} == {"00556", "01651", "02482"}
    named = {(row["old_code"], row["old_name"]) for row in conversion}
    for code, row in wrong.items():
        assert (code, row["found"]) in named, "the carrier has mended it: drop the correction"
        assert last_list[row["right"]]["name"] == row["found"]
        assert last_list[code]["name"] != row["found"]


def test_the_conversion_table_names_the_new_communes_as_the_tables_do(conversion):
    now = in_force("commune", REFORM)
    assert {row["new_code"] for row in conversion} <= now.keys()
    misspelt = {
        (row["new_code"], row["new_name"])
        for row in conversion
        if fold(row["new_name"]) != fold(f"{now[row['new_code']].kind} {now[row['new_code']].name}")
    }
    assert misspelt == {(code, row["found"]) for code, row in listed(OFFICE, "new_name").items()}
    assert all(row["new_province_code"] == now[row["new_code"]].parent_code for row in conversion)


def test_hanois_old_communes_are_the_last_three_level_list(last_list):
    hanoi = {code: row for code, row in last_list.items() if row["province_code"] == "01"}
    old = in_force("commune", date(2025, 6, 30))
    assert old.keys() == hanoi.keys()
    for code, row in hanoi.items():
        kind, name = split_kind(row["name"])
        assert (old[code].kind, fold(old[code].name)) == (kind, fold(name)), code
        assert old[code].parent_code == row["district_code"]


def test_the_old_communes_were_all_in_force_at_the_start_of_the_tables(shared_data):
    history = [
        row
        for row in rows_of(shared_data / "admin-units/admin_history_2004_2025.csv.gz")
        if row["province_code"] == "01" and row["level"] == "3" and not row["valid_to_excl"]
    ]
    # 00292 is dated 2025-02-01 there: a commit of the carrier stands out of its order
    late = {row["code"] for row in history if row["valid_from"] > facts.HORIZON}
    assert late == {"00292"}
    assert {row["code"] for row in history} == in_force("commune", date(2025, 1, 1)).keys()


def test_a_commune_named_as_new_in_2025_began_with_its_resolution(shared_data):
    history = rows_of(shared_data / "admin-units/admin_history_2004_2025.csv.gz")
    renamed = {
        row["code"]
        for row in history
        if row["province_code"] == "01" and row["level"] == "3"
        and not row["valid_to_excl"] and row["valid_from"] >= facts.HORIZON
    }  # fmt: skip
    opened = {
        unit.code
        for unit in read_units()
        if unit.parent_level == "district" and unit.opened_by == "1286/NQ-UBTVQH15"
    }
    assert renamed <= opened


def test_former_names_are_names_that_the_history_ends(shared_data):
    history = rows_of(shared_data / "admin-units/admin_history_2004_2025.csv.gz")
    ended = {
        write_name(row["name"].partition(" ")[2])
        for row in history
        if row["province_code"] == "01" and row["valid_to_excl"] >= "2020-03-01"
    }
    former = {a.alias for a in read_aliases() if a.kind == "former" and a.level == "commune"}
    assert len(former) > 80
    assert former <= ended


def test_the_current_list_of_july_2026_agrees(shared_data):
    wrong = listed("thanglequoc v4.2.0", "code")
    day = date(2026, 7, 25)
    now = in_force("commune", day)
    for row in rows_of(shared_data / "admin-units/communes_2026.csv"):
        code = wrong[row["code"]]["right"] if row["code"] in wrong else row["code"]
        kind, name = split_kind(row["full_name"])
        assert (now[code].kind, fold(now[code].name)) == (kind, fold(name)), code
        assert now[code].parent_code == row["province_code"]
    provinces = in_force("province", day)
    for row in rows_of(shared_data / "admin-units/provinces_2026.csv"):
        kind, name = split_kind(row["full_name"])
        unit = provinces[row["code"]]
        assert (unit.kind, fold(unit.name)) == (kind, fold(name))


def test_postal_codes_are_those_of_the_two_decisions(shared_data):
    rows, now = read_postal_codes(), in_force("commune", date(2025, 8, 24))
    decided = {
        (row["postal_code"], write_name(row["commune"]))
        for row in rows_of(shared_data / "postal-codes/hanoi_2025.csv")
    }
    assert decided == {(r.postal_code, now[r.code].name) for r in rows if r.level == "commune"}
    districts = {unit.code: unit for unit in read_units() if unit.level == "district"}
    named = {
        (row["district_code"], split_kind(row["district"]))
        for row in rows_of(shared_data / "postal-codes/vietnam_2018.csv.gz")
        if row["province_code"] == "10000"
    }
    held = {
        (row.postal_code, (districts[row.code].kind, districts[row.code].name))
        for row in rows
        if row.level == "district"
    }
    assert held == named


def test_every_centre_of_a_hanoi_commune_lies_in_its_official_polygon(shared_data):
    polygons = polygons_of(shared_data / "boundaries/hanoi_communes_2025.geojson.gz")
    now = in_force("commune", REFORM)
    assert len(polygons) == 126
    for code, polygon in polygons.items():
        assert polygon.contains(shapely.Point(now[code].lng, now[code].lat)), now[code].name


def test_every_old_centre_lies_in_one_of_the_communes_that_succeeded(shared_data):
    polygons = polygons_of(shared_data / "boundaries/hanoi_communes_2025.geojson.gz")
    for seed in read_seeds():
        successors = [new for old, new in pairs() if old == seed.code]
        point = shapely.Point(seed.lng, seed.lat)
        assert any(polygons[new].contains(point) for new in successors), seed.code


def test_centres_across_the_country_lie_within_2_km_of_their_polygon(national_polygons):
    archipelagos = {"Hoàng Sa", "Trường Sa"}  # their centre lies in the sea among the islands
    now = in_force("commune", REFORM)
    placed = [unit for unit in now.values() if unit.lat and unit.name not in archipelagos]
    points = shapely.points([(unit.lng, unit.lat) for unit in placed])
    kilometres = shapely.distance(points, [national_polygons[u.code] for u in placed]) * 111
    far = {u.code: km for u, km in zip(placed, kilometres, strict=True) if km > 2}
    assert far == {}
    assert (kilometres == 0).mean() > 0.995
    missing = {unit.code for unit in now.values() if not unit.lat}
    centres = listed("vietnamadminunits", "centre")
    assert missing == {code for code, row in centres.items() if not row["right"]}


def test_an_area_is_blank_exactly_where_the_official_polygon_contradicts_it(national_polygons):
    rejected = facts.read("rejected_areas.csv")
    for row in rejected:
        ratio = float(row["published_km2"]) / area_km2(national_polygons[row["code"]])
        assert not 0.75 < ratio < 4 / 3, row
    now = in_force("commune", REFORM)
    for unit in now.values():
        if unit.area_km2 and unit.kind != "đặc khu":
            ratio = unit.area_km2 / area_km2(national_polygons[unit.code])
            assert 0.75 < ratio < 4 / 3, unit
    assert {row["code"] for row in rejected} <= {u.code for u in now.values() if not u.area_km2}
    assert not [u for u in now.values() if u.parent_code == "01" and not u.area_km2]


def area_km2(polygon: shapely.Geometry) -> float:
    return polygon.area * 111.32 * 110.7 * math.cos(math.radians(polygon.centroid.y))

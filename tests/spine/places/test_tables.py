"""The embedded place tables hold together by themselves."""

import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise

import pytest

from diaban.spine.places import tables
from diaban.spine.places.tables import (
    read_aliases,
    read_postal_codes,
    read_seeds,
    read_successions,
    read_units,
)
from diaban.spine.places.tables.reading import UnitRow

REFORM = date(2025, 7, 1)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
TODAY = date(2026, 11, 1)
HANOI = "01"


@cache
def in_force(level: str, day: date) -> dict[str, UnitRow]:
    rows = [
        unit
        for unit in read_units()
        if unit.level == level
        and unit.valid_from <= day
        and (unit.valid_to is None or day < unit.valid_to)
    ]
    by_code = {unit.code: unit for unit in rows}
    assert len(by_code) == len(rows), f"two {level} rows share a code on {day}"
    return by_code


def hanoi_pairs():
    return [row for row in read_successions() if row.on == REFORM]


def split_groups():
    groups = defaultdict(list)
    for row in hanoi_pairs():
        groups[row.predecessor_code].append(row)
    return {code: rows for code, rows in groups.items() if len(rows) > 1}


@pytest.mark.parametrize(
    ("level", "day", "count"),
    [
        ("province", TODAY, 34),
        ("province", REFORM, 34),
        ("commune", TODAY, 3321),
        ("commune", REFORM, 3321),
        ("district", TODAY, 0),
        ("district", LAST_DAY_OF_DISTRICTS, 30),
        ("commune", LAST_DAY_OF_DISTRICTS, 526),
    ],
)
def test_as_many_units_are_in_force_as_the_law_says(level, day, count):
    assert len(in_force(level, day)) == count


def test_hanoi_has_51_wards_and_75_communes_under_clause_127():
    kinds = Counter(u.kind for u in in_force("commune", REFORM).values() if u.parent_code == HANOI)
    assert kinds == {"phường": 51, "xã": 75}


def test_the_kinds_of_communes_follow_the_resolutions_of_2026():
    kinds = {
        day: Counter(unit.kind for unit in in_force("commune", day).values())
        for day in (date(2026, 4, 29), date(2026, 4, 30), date(2026, 9, 20))
    }
    assert kinds[date(2026, 4, 29)] == {"phường": 687, "xã": 2621, "đặc khu": 13}
    assert kinds[date(2026, 4, 30)] == {"phường": 697, "xã": 2611, "đặc khu": 13}
    assert kinds[date(2026, 9, 20)] == {"phường": 709, "xã": 2599, "đặc khu": 13}


@pytest.mark.parametrize(
    ("code", "last_day_as_province", "first_day_as_city", "resolution"),
    [
        ("75", date(2026, 4, 29), date(2026, 4, 30), "30/2026/QH16"),
        ("22", date(2026, 8, 31), date(2026, 9, 1), "36/2026/QH16"),
        ("24", date(2026, 9, 19), date(2026, 9, 20), "39/2026/QH16"),
    ],
)
def test_a_province_that_became_a_city_keeps_its_code_and_changes_its_kind(
    code, last_day_as_province, first_day_as_city, resolution
):
    before = in_force("province", last_day_as_province)[code]
    after = in_force("province", first_day_as_city)[code]
    assert (before.kind, after.kind) == ("tỉnh", "thành phố")
    assert before.closed_by == after.opened_by == resolution


def test_hoang_sa_and_truong_sa_are_special_zones_of_viet_nam():
    now = in_force("commune", TODAY)
    zones = {(unit.name, unit.parent_code) for unit in now.values() if unit.kind == "đặc khu"}
    assert {("Hoàng Sa", "48"), ("Trường Sa", "56")} <= zones


def test_a_code_names_one_unit_of_a_level_on_any_day():
    spans = defaultdict(list)
    for unit in read_units():
        spans[unit.level, unit.code].append((unit.valid_from, unit.valid_to or date.max))
    for key, terms in spans.items():
        assert all(start < end for start, end in terms), key
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(terms))), key


def test_recycled_codes_name_another_unit_after_the_reform():
    before, after = in_force("commune", LAST_DAY_OF_DISTRICTS), in_force("commune", REFORM)
    assert (before["00004"].name, after["00004"].name) == ("Trúc Bạch", "Ba Đình")


def test_every_parent_is_in_force_on_the_first_and_last_day_of_its_child():
    for unit in read_units():
        if unit.level == "province":
            assert unit.parent_code is None
            continue
        last = unit.valid_to - timedelta(days=1) if unit.valid_to else TODAY
        for day in (unit.valid_from, last):
            assert unit.parent_code in in_force(unit.parent_level, day), (unit.code, day)


def test_hanoi_became_126_communes_by_795_pairs_from_526():
    pairs = hanoi_pairs()
    assert len(pairs) == len({(p.predecessor_code, p.successor_code) for p in pairs}) == 795
    assert {p.predecessor_code for p in pairs} == set(in_force("commune", LAST_DAY_OF_DISTRICTS))
    hanoi = {c for c, u in in_force("commune", REFORM).items() if u.parent_code == HANOI}
    assert {p.successor_code for p in pairs} == hanoi
    assert len(hanoi) == 126


def test_each_of_the_126_clauses_makes_one_commune():
    made = {(pair.clause, pair.successor_code) for pair in hanoi_pairs()}
    assert sorted(int(clause) for clause, _ in made) == list(range(1, 127))


def test_of_199_split_communes_41_send_all_residents_to_one_successor():
    splits = split_groups()
    peopled = {
        code: [row for row in rows if row.extent != "part_area"] for code, rows in splits.items()
    }
    assert len(splits) == 199
    assert sum(len(rows) == 1 for rows in peopled.values()) == 41
    assert sum(len(rows) > 1 for rows in peopled.values()) == 158
    assert all(rows for rows in peopled.values())


def test_all_residents_go_to_one_successor_exactly_where_the_rest_is_land():
    for code, rows in split_groups().items():
        extents = Counter(row.extent for row in rows)
        if extents["part_area_all_people"]:
            assert extents["part_area_all_people"] == 1, code
            assert extents["part"] == 0, code
        else:
            assert extents["part"] > 1, code


def test_a_commune_passes_whole_or_in_parts_that_end_with_a_remainder():
    groups = defaultdict(list)
    for row in hanoi_pairs():
        groups[row.predecessor_code].append(row)
    for code, rows in groups.items():
        remainders = [row for row in rows if row.note.startswith("phần còn lại")]
        assert len(remainders) == (0 if rows[0].extent == "whole" else 1), code
        assert all((row.extent == "whole") == (len(rows) == 1) for row in rows), code


def test_every_succession_joins_a_unit_that_ends_to_one_that_begins_that_day():
    ends = {(u.level, u.code, u.valid_from): u.valid_to for u in read_units()}
    for row in read_successions():
        assert ends[row.level, row.predecessor_code, row.predecessor_from] == row.on
        assert (row.level, row.successor_code, row.on) in ends


def test_every_unit_that_changed_its_kind_is_succeeded_by_itself():
    changes = [row for row in read_successions() if row.on > REFORM]
    assert len(changes) == 3 + 10 + 12
    assert all(row.predecessor_code == row.successor_code for row in changes)
    assert {row.extent for row in changes} == {"unchanged"}


@pytest.mark.parametrize(
    ("old", "successors"),
    [
        ("00556", {"00562": "part_area_all_people", "00541": "part_area"}),  # Đặng Xá, misprinted
        ("00553", {"00136": "part", "00565": "part", "00541": "part"}),  # Cổ Bi, whose code it took
        ("09013", {"09817": "part_area", "09022": "part", "08980": "part_area", "08995": "part"}),
        ("09859", {"09871": "whole"}),  # Sơn Đồng
    ],
)
def test_the_rows_that_carriers_get_wrong_follow_the_resolution(old, successors):
    found = {r.successor_code: r.extent for r in hanoi_pairs() if r.predecessor_code == old}
    assert found == successors


def test_the_disputed_codes_are_those_of_the_statistics_office():
    now = in_force("commune", TODAY)
    assert now["06970"].name == "Ba Chẽ"
    assert now["23938"].name == "Ia Mơ"
    assert "06978" not in now
    assert "23737" not in now


def test_postal_codes_are_unique_strings_of_five_digits():
    codes = [row.postal_code for row in read_postal_codes()]
    assert len(codes) == len(set(codes)) == 126 + 30 + 1
    assert all(len(code) == 5 and code.isascii() and code.isdigit() for code in codes)
    assert all(code.startswith("1") for code in codes)


def test_every_commune_of_hanoi_has_its_code_of_2025_and_every_district_its_block():
    rows = read_postal_codes()
    hanoi = {c for c, u in in_force("commune", TODAY).items() if u.parent_code == HANOI}
    assert {r.code for r in rows if r.decision == "2334/QĐ-BKHCN"} == hanoi
    districts = {r.code: r.postal_code for r in rows if r.level == "district"}
    assert set(districts) == set(in_force("district", LAST_DAY_OF_DISTRICTS))
    assert districts["002"] == "11000"


@pytest.mark.parametrize(
    ("commune", "postal_code"),
    [("Hoàn Kiếm", "11024"), ("Cửa Nam", "11018"), ("Hà Đông", "12123"), ("Thuận An", "12429")],
)
def test_the_worked_examples_have_their_postal_codes(commune, postal_code):
    now = in_force("commune", TODAY)
    row = next(row for row in read_postal_codes() if row.postal_code == postal_code)
    assert now[row.code].name == commune


def test_postal_codes_and_aliases_and_seeds_hang_on_units_that_exist():
    keys = {(unit.level, unit.code, unit.valid_from) for unit in read_units()}
    for row in read_postal_codes():
        assert (row.level, row.code, row.unit_valid_from) in keys
    for alias in read_aliases():
        assert (alias.level, alias.code, alias.valid_from) in keys
    for seed in read_seeds():
        assert ("commune", seed.code, seed.valid_from) in keys


def test_no_alias_repeats_or_restates_the_name():
    rows = read_aliases()
    assert len({(row.level, row.code, row.valid_from, row.alias) for row in rows}) == len(rows)
    names = {(unit.level, unit.code, unit.valid_from): unit.name for unit in read_units()}
    assert all(names[row.level, row.code, row.valid_from] != row.alias for row in rows)


def test_every_old_commune_has_a_centre_inside_its_box():
    seeds = read_seeds()
    assert len(seeds) == 526
    for seed in seeds:
        assert seed.south < seed.lat < seed.north, seed.code
        assert seed.west < seed.lng < seed.east, seed.code


def test_every_hanoi_commune_has_a_centre_and_an_area_that_add_up_to_the_city():
    hanoi = [u for u in in_force("commune", TODAY).values() if u.parent_code == HANOI]
    assert all(unit.lat and unit.lng for unit in hanoi)
    assert sum(unit.area_km2 for unit in hanoi) == pytest.approx(3359.8, abs=1)


def test_every_cell_is_nfc_in_the_classical_tone_style():
    modern = tuple(
        unicodedata.normalize("NFC", vowels + tone)
        for vowels in ("oa", "oe", "uy")
        for tone in "\u0300\u0301\u0303\u0309\u0323"
    )
    for name in ("units", "successions", "postal_codes", "aliases", "seeds"):
        text = files(tables).joinpath(f"{name}.csv").read_text("utf-8")
        assert text == unicodedata.normalize("NFC", text)
        words = set(text.lower().replace("\n", ",").replace(",", " ").split())
        assert not [w for w in words if w.endswith(modern) and not w.startswith("q")], name


def test_a_table_with_other_columns_is_refused(monkeypatch, tmp_path):
    (tmp_path / "units.csv").write_text("level,code\nprovince,01\n", "utf-8")
    monkeypatch.setattr(tables.reading, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="columns are"):
        read_units()

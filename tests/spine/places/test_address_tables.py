"""The tables of the address reader: every unit since 2018 and what became of it."""

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import pairwise

from diaban.spine.places.tables import (
    read_address_aliases,
    read_address_successions,
    read_address_units,
    read_successions,
    read_units,
)

REFORM = date(2025, 7, 1)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)


@cache
def in_force(day: date) -> dict[tuple[str, str], object]:
    return {
        (unit.level, unit.code): unit
        for unit in read_address_units()
        if unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)
    }


@cache
def successors() -> dict[tuple, list]:
    found = defaultdict(list)
    for row in read_address_successions():
        found[row.level, row.predecessor_code, row.predecessor_from].append(row)
    return found


def named(day: date, level: str, code: str) -> str:
    unit = in_force(day)[level, code]
    return f"{unit.kind} {unit.name}"


def test_the_country_is_complete_before_and_after_july_2025():
    def count(day: date) -> dict[str, int]:
        levels = [level for level, _ in in_force(day)]
        return {level: levels.count(level) for level in sorted(set(levels))}

    assert count(LAST_DAY_OF_DISTRICTS) == {"commune": 10035, "district": 696, "province": 63}
    assert count(REFORM) == {"commune": 3321, "province": 34}
    assert count(date(2026, 9, 20)) == count(REFORM)


def test_a_unit_is_in_force_once_a_day_and_under_a_parent_in_force():
    rows = sorted(read_address_units(), key=lambda u: (u.level, u.code, u.valid_from))
    for one, other in pairwise(rows):
        if (one.level, one.code) == (other.level, other.code):
            assert one.valid_to is not None
            assert one.valid_to <= other.valid_from
    for day in (LAST_DAY_OF_DISTRICTS, REFORM):
        codes = in_force(day).keys()
        for unit in in_force(day).values():
            assert ("province", unit.province_code) in codes
            if unit.level == "commune":
                parent = "district" if day < REFORM else "province"
                assert (parent, unit.parent_code) in codes


def test_no_code_is_missing_for_a_few_weeks():
    rows = sorted(read_address_units(), key=lambda u: (u.level, u.code, u.valid_from))
    for one, other in pairwise(rows):
        if (one.level, one.code) == (other.level, other.code):
            assert not 0 < (other.valid_from - one.valid_to).days < 100, (one, other)


def test_the_units_in_force_now_are_those_of_the_database():
    for unit in read_units():
        if unit.valid_to is None or unit.valid_to > REFORM:
            held = in_force(max(unit.valid_from, REFORM))[unit.level, unit.code]
            assert (held.name, held.kind, held.parent_code) == (
                unit.name, unit.kind, unit.parent_code,
            )  # fmt: skip


def test_hanois_successions_are_those_of_the_database():
    def hanois(rows, on=REFORM):
        return {(r.predecessor_code, r.successor_code, r.extent) for r in rows if r.on == on}

    mine = hanois(
        row for row in read_address_successions() if row.citation.startswith("1656/NQ-UBTVQH15")
    )
    assert mine == hanois(read_successions())


def test_the_shares_of_each_predecessor_sum_to_one():
    for key, rows in successors().items():
        assert abs(sum(row.share for row in rows) - 1) < 1e-9, key
        assert all(0 < row.share <= 1 for row in rows), key


def test_every_succession_joins_two_rows_of_the_unit_table():
    keys = {(unit.level, unit.code, unit.valid_from) for unit in read_address_units()}
    for row in read_address_successions():
        assert (row.level, row.predecessor_code, row.predecessor_from) in keys
        assert (row.successor_level, row.successor_code, row.successor_from) in keys
        assert row.citation


def test_every_commune_of_june_2025_leads_to_communes_in_force_today():
    now = {(u.level, u.code, u.valid_from) for u in read_address_units() if u.valid_to is None}

    def ends(key: tuple) -> set[tuple]:
        rows = successors().get(key, [])
        if not rows:
            return {key}
        return set().union(
            *(ends((r.successor_level, r.successor_code, r.successor_from)) for r in rows)
        )

    for unit in in_force(LAST_DAY_OF_DISTRICTS).values():
        if unit.level == "commune":
            assert ends((unit.level, unit.code, unit.valid_from)) <= now, unit


def test_where_the_law_moves_the_people_the_dwellings_go():
    for rows in successors().values():
        taker = [row for row in rows if row.extent == "part_area_all_people"]
        for row in taker:
            assert row.share > 0.9
            assert all(other.share < 0.05 for other in rows if other is not row)


def test_a_ward_that_became_a_ward_of_a_new_kind_in_2026_is_followed():
    chain = successors()["commune", "25270", REFORM]
    assert [(row.on, row.extent) for row in chain] == [(date(2026, 4, 30), "unchanged")]
    assert named(date(2026, 4, 30), "commune", "25270").startswith("phường")


def test_thu_duc_took_two_districts_in_2021_and_an_island_district_became_a_special_zone():
    took = {
        row.predecessor_code
        for row in read_address_successions()
        if (row.successor_level, row.successor_code, row.on)
        == ("district", "769", date(2021, 1, 1))
    }
    assert took == {"762", "763", "769"}
    (con_dao,) = successors()["district", "755", date(2018, 1, 1)]
    assert named(REFORM, con_dao.successor_level, con_dao.successor_code) == "đặc khu Côn Đảo"


def test_other_spellings_belong_to_communes_of_june_2025():
    old = in_force(LAST_DAY_OF_DISTRICTS)
    for row in read_address_aliases():
        unit = old[row.level, row.code]
        assert unit.valid_from == row.valid_from
        assert unit.name != row.alias
    aliases = {(row.code, row.alias) for row in read_address_aliases()}
    assert ("23464", "Ngọk Tem") in aliases  # as the resolution writes Ngọc Tem
    assert ("31324", "4") in aliases  # Phường IV of Vị Thanh

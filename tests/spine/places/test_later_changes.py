"""A rearrangement after July 2025 is a few lines of data with their resolution."""

import pytest
from scripts.place_tables import changes
from scripts.place_tables.address_tables import AddressUnitRow
from scripts.place_tables.rows import UnitRow


def commune(code: str, name: str) -> UnitRow:
    return UnitRow(
        "commune", code, name, "xã", "province", "01", "2025-07-01", "", "1656/NQ-UBTVQH15", "",
        "21.0000", "105.0000", "9",
    )  # fmt: skip


def change(old: str, new: str, name: str, **more: str) -> dict[str, str]:
    return {
        "on": "2027-03-01", "level": "commune", "predecessor_code": old, "successor_code": new,
        "successor_name": name, "successor_kind": "phường", "parent_code": "01",
        "extent": "whole", "share": "1", "resolution": "1/NQ-UBTVQH16", "clause": "1",
    } | more  # fmt: skip


UNITS = [commune("00001", "An"), commune("00002", "Bình"), commune("00003", "Cao")]


def in_force(rows: list[UnitRow], day: str) -> set[tuple[str, str]]:
    return {
        (row.code, row.name)
        for row in rows
        if row.valid_from <= day and (not row.valid_to or day < row.valid_to)
    }


def test_two_communes_become_one_under_the_code_of_the_first():
    merged = changes.apply_changes(
        UNITS, [change("00001", "00001", "An Bình"), change("00002", "00001", "An Bình")]
    )
    assert in_force(merged, "2027-02-28") == {("00001", "An"), ("00002", "Bình"), ("00003", "Cao")}
    assert in_force(merged, "2027-03-01") == {("00001", "An Bình"), ("00003", "Cao")}
    ended = [row for row in merged if row.valid_to]
    assert {row.closed_by for row in ended} == {"1/NQ-UBTVQH16"}


def test_a_division_leaves_two_where_there_was_one():
    lines = [
        change("00003", "00003", "Cao", extent="part", share="0.6"),
        change("00003", "00004", "Cao Đông", extent="part", share="0.4"),
    ]
    divided = changes.apply_changes(UNITS, lines)
    assert ("00004", "Cao Đông") in in_force(divided, "2027-03-01")
    assert len(in_force(divided, "2027-03-01")) == 4
    ended = list(changes.ended_by(lines, divided))
    assert [(row.code, line["successor_code"]) for row, line in ended] == [
        ("00003", "00003"),
        ("00003", "00004"),
    ]


def test_a_change_of_a_unit_that_was_not_in_force_is_refused():
    row = AddressUnitRow("commune", "00001", "An", "xã", "01", "01", "2025-07-01", "")
    with pytest.raises(LookupError, match="no unit 00009 in force before 2027-03-01"):
        list(changes.ended_by([change("00009", "00001", "An")], [row]))

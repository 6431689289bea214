"""Lists whose addresses stand in one column are read into the registry's columns."""

from pathlib import Path

import polars as pl
import pytest
from tests.registry import address_of

from diaban.exchange.importing import written_addresses
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.spine.addresses.models import PostalQuality

SPLIT = "Số 9 ngách 68 ngõ 53 Dịch Vọng Hậu, tổ 5, phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"
NOW = "Căn 1203 tòa CT2A, 106 Hoàng Quốc Việt, phường Nghĩa Đô, Hà Nội"


@pytest.fixture
def take(tmp_path: Path, hanoi, operator):
    def request(heading: str, *rows: str) -> ImportRequest:
        path = tmp_path / "list.csv"
        path.write_text("\n".join([heading, *rows]), encoding="utf-8")
        return ImportRequest(path, "list", operator)

    return request


def test_a_written_address_is_read_into_its_columns(take):
    run_import(take("mã,địa chỉ", f'1,"{SPLIT}"'))
    address = address_of("1", "list")
    assert address.house_number == "9"
    assert address.lanes == "ngách 68 ngõ 53"
    assert address.street == "Dịch Vọng Hậu"
    assert address.locality == "tổ 5"
    assert address.postal_quality == PostalQuality.PARSED


def test_a_split_commune_stays_the_former_one_and_none_is_guessed(take):
    run_import(take("mã,địa chỉ", f'1,"{SPLIT}"'))
    address = address_of("1", "list")
    assert address.declared_former.code == "00167"
    assert address.declared_commune is None


def test_a_commune_of_today_is_declared(take):
    run_import(take("mã,địa chỉ", f'1,"{NOW}"'))
    address = address_of("1", "list")
    assert (address.declared_commune.code, address.declared_former) == ("00160", None)
    assert (address.unit, address.building) == ("Căn 1203", "tòa CT2A")


def test_a_commune_of_another_province_is_not_declared(take):
    run_import(take("mã,địa chỉ", '1,"12 Lê Lợi, phường Bến Nghé, quận 1, TP HCM"'))
    address = address_of("1", "list")
    assert (address.declared_commune, address.declared_former) == (None, None)
    assert address.house_number == "12"


def test_columns_that_speak_are_not_overruled_by_the_text(take):
    run_import(
        take(
            "mã,số nhà,đường,mã xã,địa chỉ", f'1,7,Hàng Bông,00082,"{SPLIT}"', f'2,,,00082,"{NOW}"'
        )
    )
    assert (address_of("1", "list").house_number, address_of("1", "list").street) == (
        "7",
        "Hàng Bông",
    )
    other = address_of("2", "list")
    assert (other.house_number, other.declared_commune.code) == ("106", "00082")


def test_a_street_column_that_holds_house_numbers_is_read(take):
    run_import(take("mã,đường", "1,12 ngõ 5 Hàng Bông", "2,Hàng Bông", "3,đường 3/2"))
    assert (address_of("1", "list").house_number, address_of("1", "list").lanes) == ("12", "ngõ 5")
    assert address_of("2", "list").street == "Hàng Bông"
    assert address_of("3", "list").street == "đường 3/2"


def test_the_dry_run_counts_how_well_addresses_are_written(take):
    plan = plan_import(take("mã,địa chỉ", f'1,"{SPLIT}"', '2,"phố Hàng Bông"', '3,"Hà Nội"'))
    counted = {name: plan.counts[name] for name in plan.counts if name.startswith("postal_")}
    assert counted == {"postal_parsed": 1, "postal_partial": 1, "postal_absent": 1}
    assert plan.counts["written_read"] == 3
    assert plan.sample[0]["lanes"] == "ngách 68 ngõ 53"


def test_the_run_reports_the_same(take):
    run = run_import(take("mã,địa chỉ", f'1,"{SPLIT}"'))
    assert run.counts["postal_parsed"] == 1


def test_each_distinct_text_is_read_once(take, monkeypatch):
    read = []
    parse = written_addresses.parse
    monkeypatch.setattr(
        written_addresses, "parse", lambda text, units: read.append(text) or parse(text, units)
    )
    run_import(take("mã,địa chỉ", f'1,"{SPLIT}"', f'2,"{SPLIT}"', f'3,"{NOW}"'))
    assert sorted(read) == sorted([SPLIT, NOW])


def test_lists_with_columns_of_their_own_are_not_read(take, monkeypatch):
    monkeypatch.setattr(written_addresses, "address_gazetteer", None)
    run = run_import(take("mã,số nhà,đường,mã xã", "1,12 ngõ 5,Hàng Bông,00082"))
    assert run.counts["postal_parsed"] == 1
    assert "written_read" not in run.counts


def test_a_part_too_long_for_its_column_is_left_out(take):
    run_import(take("mã,địa chỉ", f'1,"12 phố {"Dài " * 60}, phường Cửa Nam, Hà Nội"'))
    assert len(address_of("1", "list").street) <= 120


def test_only_columns_for_whole_addresses_are_looked_at():
    split = {"house_number": "SN", "street": "Phố"}
    assert written_addresses.column_to_read(Mapping(split)) is None
    assert written_addresses.column_to_read(Mapping({"street": "Phố"})) == "street"
    assert written_addresses.column_to_read(Mapping({**split, "written": "ĐC"})) == "written"


def test_a_flat_is_not_counted_beside_its_building():
    names = ("street", "locality", "building", "commune_code", "former_commune_code")
    rows = pl.DataFrame(
        {
            **{name: [None, None] for name in names},
            "lat_e7": [1, None],
            "house_number": ["1", None],
            "parent_key": [None, "1"],
        }
    )
    assert sum(written_addresses.grade_rows(rows).values()) == 1

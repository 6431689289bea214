"""What the open list tells of a door, and what it never tells."""

import gzip
import re

import polars as pl
import pytest
from django.db import transaction
from django.utils import timezone
from pmtiles.reader import MmapSource, all_tiles
from tests.exchange.open_data.conftest import row_of, rows_of
from tests.registry import address_of, door, observe

from diaban.engines.disclosure import mask_words
from diaban.exchange.open_data.columns import COLUMNS, NAMES
from diaban.exchange.open_data.rows import number_columns
from diaban.spine.addresses.models import Address, Life
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import take_back, take_steps

# the columns of BAL 1.4, in the words of its specification
BAL = {
    *("cle_interop", "uid_adresse", "id_ban_commune", "id_ban_toponyme", "id_ban_adresse"),
    *("voie_nom", "lieudit_complement_nom", "numero", "suffixe", "certification_commune"),
    *("commune_insee", "commune_nom", "commune_deleguee_insee", "commune_deleguee_nom"),
    *("position", "long", "lat", "x", "y", "cad_parcelles", "source", "date_der_maj"),
}
FORBIDDEN = re.compile(
    r"unit|flat|household|person|owner|name_of|life|state|phone|email|actor|merged|parent"
)


@pytest.fixture
def published(publish_day):
    return publish_day()


def test_the_columns_are_those_of_bal_then_our_own(published):
    assert rows_of(published).columns == NAMES
    assert {c.name for c in COLUMNS if c.of_bal} == BAL


def test_no_column_speaks_of_households_flats_persons_or_steps_of_life():
    assert [name for name in NAMES if FORBIDDEN.search(name)] == []


def test_a_house_in_a_lane_stands_in_bals_columns(published):
    row = row_of(published, "deep")
    assert row["voie_nom"] == "ngách 34 ngõ 78 phố Huế"
    assert (row["numero"], row["suffixe"]) == ("5", None)
    assert row["certification_commune"] == "0"
    assert (row["house_number"], row["lanes"]) == ("5", "ngách 34, ngõ 78")
    assert row["cle_interop"] == f"{row['commune_insee']}_xxxx_00005"


def test_a_number_with_a_letter_is_parted_and_certified_is_told(published):
    row = row_of(published, "house")
    assert (row["numero"], row["suffixe"]) == ("12", "a")
    assert row["certification_commune"] == "1"
    assert row["commune_nom"].startswith("Phường ")
    assert row["vpostcode"] == address_of("house").vpostcode != ""
    assert row["position"] == "entrée"
    # VN-2000 of Hanoi: the middle of the city lies 85 km west of its central meridian's 500 km
    assert 580_000 < float(row["x"]) < 595_000
    assert 2_320_000 < float(row["y"]) < 2_335_000


def test_a_place_without_street_or_number_has_the_place_as_its_way(published):
    row = row_of(published, "village")
    assert (row["voie_nom"], row["numero"]) == ("thôn Hạ", "99999")
    assert row["lieudit_complement_nom"] == "Đình làng"


def test_a_door_without_a_position_is_told_without_one(published):
    row = row_of(published, "nowhere")
    assert [row[name] for name in ("long", "lat", "x", "y")] == [None] * 4


def test_flats_retired_and_merged_addresses_are_no_rows(published):
    told = set(rows_of(published)["uid_adresse"])
    for key in ("flat", "gone", "loose-2"):
        assert address_of(key).identifier not in told
    assert address_of("tower").identifier in told


def test_flats_without_a_building_of_their_own_are_one_door(published):
    assert row_of(published, "loose-1")["building"] == "Tòa nhà B"


def told_in(published) -> dict[str, str]:
    """All that the files say, unpacked."""
    path = published.version.path
    with (path / "addresses.pmtiles").open("rb") as file:
        tiles = b"".join(gzip.decompress(body) for _, body in all_tiles(MmapSource(file)))
    return {
        "csv": (path / "addresses.csv").read_text(encoding="utf-8"),
        "parquet": pl.read_parquet(path / "addresses.parquet").drop("geometry").write_csv(),
        "tiles": tiles.decode("utf-8", "replace"),
        "manifest": (path / "manifest.json").read_text(encoding="utf-8"),
    }


def test_no_flat_person_or_telephone_is_anywhere_in_the_files(published):
    told = told_in(published)
    for name in ("csv", "parquet", "tiles"):
        assert address_of("house").identifier in told[name]
    for name, said in told.items():
        for secret in ("P.1203", "1203", "Nguyễn Văn Ất", "0912 345 678", "căn hộ 305", "notified"):
            assert secret not in said, (name, secret)
        flat = address_of("flat").identifier
        assert flat not in said, name
    assert row_of(published, "person")["building"] is None
    assert row_of(published, "phone")["locality"] is None
    assert row_of(published, "in-number")["house_number"] == "16"


def test_a_step_that_is_not_public_does_not_show_in_the_day(published, publish_day, operator):
    number = address_of("village").pk
    with transaction.atomic():
        steps = take_steps([number], Life.CONFIRMED, Statement("office", operator))
        assert not publish_day().is_new
        take_back(steps, "mistake", Statement("office", operator))
    assert not publish_day().is_new
    with transaction.atomic():
        take_steps([number], Life.CERTIFIED, Statement("office", operator))
    row = row_of(publish_day(), "village")
    assert row["certification_commune"] == "1"
    assert row["date_der_maj"] == timezone.localdate().isoformat()


def test_each_door_is_one_row_in_the_order_of_identifiers(published):
    told = rows_of(published)["uid_adresse"].to_list()
    assert told == sorted(set(told))
    doors = Address.objects.everywhere("count").filter(parent=None, unit="").exclude(life=9)
    assert len(told) == doors.count() + 1


@pytest.mark.parametrize(
    ("written", "number", "suffix"),
    [
        ("12", 12, ""),
        ("12A", 12, "a"),
        ("Số 12 bis", 12, "bis"),
        ("12-14", 12, "14"),
        ("12/34", 12, "34"),
        ("A12", 99_999, ""),
        ("", 99_999, ""),
        ("123456", 99_999, ""),
    ],
)
def test_house_numbers_are_parted_as_bal_does(written, number, suffix):
    frame = pl.DataFrame({"house_number": [written]})
    assert frame.select(*number_columns(pl.col("house_number"))).row(0) == (number, suffix)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("phố Bà Triệu", "phố Bà Triệu"),
        ("đường Ông Ích Khiêm", "đường Ông Ích Khiêm"),
        ("chùa Bà Đá", "chùa Bà Đá"),
        ("Nhà bà Lan", ""),
        ("gia đình anh Tuấn", ""),
        ("hộ ông Ba", ""),
        ("chủ hộ: Lê Thị Hoa", ""),
        ("nhà hàng Hương Sen", "nhà hàng Hương Sen"),
        ("gọi 0912.345.678", ""),
        ("CCCD 001099012345", ""),
        ("Tòa CT2 phòng 1203", "Tòa CT2"),
        ("12 căn hộ 5B", "12"),
        ("khu  tập thể\n Kim Liên", "khu tập thể Kim Liên"),
        ("Phòng khám 103", "Phòng khám 103"),
    ],
)
def test_words_that_name_persons_or_flats_are_taken_out(written, told):
    frame = pl.DataFrame({"words": [written]})
    assert frame.select(mask_words(pl.col("words"))).item() == told


def test_a_cell_that_a_spreadsheet_would_run_is_only_text(operator, registry, publish_day):
    observe(door("formula", house_number="1", building="=cmd|' /C calc'!A0"))
    assert row_of(publish_day(), "formula")["building"] == "'=cmd|' /C calc'!A0"

"""What the generator promises about the records it yields."""

import re
import unicodedata

import numpy as np
import polars as pl
import pytest

from diaban.exchange.synthetic_city import SCHEMA, Commune, SyntheticCity

from .conftest import COMMUNES, HOUSEHOLDS, build, locate


def true_commune(records):
    return records["source_key"].str.split("-").list.get(2)


def test_the_same_seed_gives_the_same_rows_however_they_are_batched(records):
    again = pl.concat(list(build().batches(rows=1_700)))
    assert again.equals(records)


def test_another_seed_gives_another_city(records):
    other = pl.concat(list(build(seed=7).batches()))
    shared = set(other["written"]) & set(records["written"])
    assert len(shared) < 0.3 * len(records)


def test_batches_have_the_registrys_columns_and_at_most_the_rows_asked_for(city):
    for batch in city.batches(rows=1_000):
        assert dict(batch.schema) == SCHEMA
        assert 0 < len(batch) <= 1_000


def test_households_are_as_many_as_asked_for_apart_from_second_sources(records):
    first = records.filter(~pl.col("source_key").str.ends_with("-2"))
    assert first["is_household"].sum() == HOUSEHOLDS


def test_keys_are_unique_and_name_the_commune(records):
    assert records["source_key"].is_unique().all()
    shape = re.compile(r"SYN-01-\d{5}-\d{7}(-2)?")
    assert all(shape.fullmatch(key) for key in records["source_key"])
    assert set(true_commune(records)) == {commune.code for commune in COMMUNES}


def test_every_row_says_that_it_is_synthetic(records, city):
    assert records["synthetic"].all()
    assert all(lines["synthetic"].all() for lines in city.streets())
    assert city.expected_households()["source"].str.contains("SYNTHETIC").all()


def test_buildings_come_before_their_units_and_are_no_households(records):
    place = {key: index for index, key in enumerate(records["source_key"])}
    buildings = set(records.filter(~pl.col("is_household"))["source_key"])
    units = records.filter(pl.col("parent_key").is_not_null())
    assert buildings == set(units["parent_key"])
    assert units["is_household"].all()
    assert units["unit"].is_not_null().all()
    for key, parent in units.select("source_key", "parent_key").iter_rows():
        assert place[parent] < place[key]


def test_a_tower_has_eighty_to_four_hundred_flats_without_a_doubled_label(records):
    tower = pl.col("building").str.starts_with("Tòa")
    flats = records.filter(
        tower & ~pl.col("source_key").str.ends_with("-2") & pl.col("is_household")
    )
    sizes = flats.group_by("parent_key").agg(pl.len(), pl.col("unit").n_unique().alias("labels"))
    assert len(sizes) > 0
    assert sizes["len"].is_between(80, 400).all()
    assert (sizes["len"] == sizes["labels"]).all()


def test_positions_lie_in_the_commune_of_their_key_but_for_the_strays(records):
    placed = records.filter(
        pl.col("lat_e7").is_not_null() & ~pl.col("source_key").str.ends_with("-2")
    )
    found = locate(placed["lat_e7"].to_numpy() / 1e7, placed["lng_e7"].to_numpy() / 1e7)
    codes = np.array([*(commune.code for commune in COMMUNES), ""])
    elsewhere = codes[found] != true_commune(placed).to_numpy()
    assert 0 < elsewhere.sum() < 0.004 * len(placed)
    lat, lng = placed["lat_e7"].to_numpy()[elsewhere], placed["lng_e7"].to_numpy()[elsewhere]
    swapped = lat > 90e7
    assert np.all(swapped | (np.abs(np.abs(lat / 1e7 - 21) - 1) < 0.3))
    assert np.all(lng[swapped] < 22e7)


def test_text_is_nfc(records):
    for name in ("written", "street", "lanes", "locality", "building", "unit"):
        assert all(unicodedata.is_normalized("NFC", text) for text in records[name].drop_nulls())


def test_dates_run_from_2019_to_2026_and_the_old_form_is_mostly_old(records):
    assert records["held_on"].min().year == 2019
    assert records["held_on"].max().year == 2026
    old = records.filter(pl.col("former_commune_code").is_not_null())
    share = old.select((pl.col("held_on") < pl.date(2025, 7, 1)).mean()).item()
    assert 0.8 < share < 0.97


@pytest.mark.parametrize(
    ("share", "expected", "tolerance"),
    [
        (pl.col("lat_e7").is_null(), 0.04, 0.01),
        (pl.col("accuracy_metres") > 30, 0.05, 0.012),
        (pl.col("life") == "confirmed", 0.30, 0.05),
        (pl.col("life") == "notified", 0.15, 0.03),
        (pl.col("life") == "certified", 0.0, 0.0),
        (pl.col("held_on") < pl.date(2025, 7, 1), 0.30, 0.02),
        (pl.col("source_key").str.ends_with("-2"), 0.005, 0.001),
    ],
)
def test_rates_are_those_that_are_documented(records, share, expected, tolerance):
    assert abs(records.select(share.mean()).item() - expected) <= tolerance


def test_a_few_records_declare_a_neighbouring_commune(records):
    declared = records.with_columns(true_commune(records).alias("true")).drop_nulls("commune_code")
    share = declared.select((pl.col("commune_code") != pl.col("true")).mean()).item()
    assert 0.003 < share < 0.01


def test_about_a_quarter_of_the_texts_lack_a_part(records):
    towns = ["00001", "00002", "00003", "00004"]
    doors = records.filter(
        true_commune(records).is_in(towns), pl.col("building").is_null(), pl.col("is_household")
    )
    names = [unit.name for c in COMMUNES for unit in (c, *c.former)]
    with_commune = pl.col("written").str.to_lowercase().str.contains("|".join(names).lower())
    without_diacritics = ~pl.col("written").str.contains("[^ -~]")
    whole = (
        pl.col("house_number").is_not_null()
        & pl.col("street").is_not_null()
        & (with_commune | without_diacritics)
    )
    assert 0.72 < doors.select(whole.mean()).item() < 0.79


def test_a_record_without_position_or_number_is_not_confirmed(records):
    confirmed = records.filter(pl.col("life") == "confirmed")
    assert confirmed["lat_e7"].is_not_null().all()
    in_town = true_commune(confirmed).is_in(["00001", "00002", "00003", "00004"])
    assert (
        confirmed.filter(in_town & confirmed["building"].is_null())["house_number"]
        .is_not_null()
        .all()
    )


def test_written_addresses_come_in_the_new_form_the_old_form_and_untidily(records):
    texts = records["written"]
    assert texts.str.contains(r"^Số \d+ ngõ \d+ (phố|đường) .+, phường Mẫu \d, Hà Nội$").any()
    assert texts.str.contains(r", P\. Cũ \d, Q\. Cầu Giấy, ").any()
    assert texts.str.contains(r"thôn .+, xã Mẫu \d, Hà Nội$").any()
    assert texts.str.contains(r"^(So|so) \d.*(pho|duong) ").any()
    assert texts.str.contains("gần chợ").any()
    assert texts.str.contains("-hn$").any()


def test_no_street_name_stands_twice_in_a_commune(city):
    for lines in city.streets():
        streets = lines.filter(pl.col("kind").is_in(["phố", "quốc lộ"]))
        assert streets["name"].is_unique().all()


def test_streets_are_lines_inside_their_commune(city):
    for commune, lines in zip(COMMUNES, city.streets(), strict=True):
        assert set(lines["commune_code"]) == {commune.code}
        assert (lines["lat_e7"].list.len() == lines["lng_e7"].list.len()).all()
        lat = lines["lat_e7"].explode().to_numpy() / 1e7
        lng = lines["lng_e7"].explode().to_numpy() / 1e7
        assert (locate(lat, lng) == COMMUNES.index(commune)).all()
        assert {"ngõ", "ngách"} <= set(lines["kind"]) or commune.kind == "xã"


def test_expected_households_leave_some_communes_unknown():
    communes = tuple(
        Commune(f"{code:05}", "phường", str(code), 21 + code / 1e3, 105.8, 3.0)
        for code in range(63)
    )
    table = SyntheticCity(communes, locate, 63_000).expected_households()
    assert len(table) == 60
    assert table["unit_code"].is_unique().all()
    assert table["count"].min() > 0


def test_a_full_commune_turns_houses_into_blocks_rather_than_dropping_households():
    def within_700_metres(lat, lng):
        gap = np.hypot(lat - COMMUNES[0].lat, (lng - COMMUNES[0].lng) * 0.933)
        return np.where(gap < 0.7 / 111, 0, -1)

    crowded = SyntheticCity(COMMUNES[:1], within_700_metres, 60_000)
    records = pl.concat(list(crowded.batches()))
    first = records.filter(~pl.col("source_key").str.ends_with("-2"))
    assert first["is_household"].sum() == 60_000
    assert (records["building"] == "chung cư mini").any()


def test_a_commune_in_which_no_ground_is_found_is_built_around_its_seat():
    city = SyntheticCity(COMMUNES[:2], lambda lat, _lng: np.full(len(lat), -1), 500)
    records = pl.concat(list(city.batches()))
    assert records.filter(~pl.col("source_key").str.ends_with("-2"))["is_household"].sum() == 500


def remote_share(households, commune):
    """How many of a commune live more than 3 km from every seat."""
    rows = pl.concat(list(build(households=households).batches()))
    rows = rows.filter(pl.col("lat_e7").is_not_null(), true_commune(rows) == commune.code)
    lat, lng = rows["lat_e7"].to_numpy() / 1e7, rows["lng_e7"].to_numpy() / 1e7
    gaps = [np.hypot(lat - one.lat, (lng - one.lng) * 0.933) * 111.2 for one in COMMUNES]
    nearest = np.min(gaps, axis=0)
    return ((nearest > 3) & (nearest < 20)).mean()


def test_a_wide_rural_commune_has_a_far_village_however_small_the_city():
    narrow, wide = COMMUNES[-3], COMMUNES[-1]
    assert 0.08 < remote_share(700, wide) < 0.25
    assert remote_share(12_000, wide) > 0.08
    assert remote_share(700, narrow) == 0


def test_an_empty_city_has_no_rows():
    assert list(build(households=0).batches()) == []


@pytest.mark.parametrize(
    ("communes", "message"),
    [
        ((), "at least one commune"),
        ((COMMUNES[0], COMMUNES[0]), "share a code"),
        ((Commune("1", "xã", "X", 21.0, 105.0, 0.0),), "without an area"),
    ],
)
def test_a_list_of_communes_that_cannot_carry_a_city_is_refused(communes, message):
    with pytest.raises(ValueError, match=message):
        SyntheticCity(communes, locate)

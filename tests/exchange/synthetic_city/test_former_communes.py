"""Old communes are named where they lay."""

from dataclasses import replace

import polars as pl

from diaban.exchange.synthetic_city import FormerCommune, Rates, SyntheticCity

from .conftest import COMMUNES, locate

OLD_FORM_ONLY = Rates(
    observed_before_reform=1.0, incomplete_text=0, messy_text=0, contradicted_commune=0
)


def test_records_name_the_old_commune_whose_centre_is_nearest():
    ward = COMMUNES[3]
    west = FormerCommune("70001", "phường", "Tây", "quận", "Cũ", ward.lat, ward.lng - 0.02)
    east = FormerCommune("70002", "phường", "Đông", "quận", "Cũ", ward.lat, ward.lng + 0.02)
    communes = (*COMMUNES[:3], replace(ward, former=(west, east)), *COMMUNES[4:])
    city = SyntheticCity(communes, locate, 12_000, rates=OLD_FORM_ONLY)
    records = pl.concat(list(city.batches())).drop_nulls(["lat_e7", "former_commune_code"])
    far = (pl.col("lng_e7") / 1e7 - ward.lng).abs() > 0.005
    sure = records.filter(pl.col("source_key").str.contains("-00004-"), far)
    is_east = sure["lng_e7"] / 1e7 > ward.lng
    agreed = (sure["former_commune_code"] == "70002") == is_east
    assert set(sure["former_commune_code"]) == {"70001", "70002"}
    assert agreed.mean() > 0.97  # the others are astray or coarse


def test_villages_never_lay_in_a_township(records):
    villages = records.filter(pl.col("locality").str.contains("thôn"))
    named = villages["former_commune_code"].drop_nulls()
    assert len(named) > 50
    assert not named.str.starts_with("8").any()


def test_a_commune_without_known_predecessors_is_never_written_in_the_old_form():
    communes = tuple(replace(commune, former=()) for commune in COMMUNES)
    city = SyntheticCity(communes, locate, 2_000, rates=OLD_FORM_ONLY)
    records = pl.concat(list(city.batches()))
    assert records["former_commune_code"].is_null().all()
    assert records["written"].str.contains(r"(phường|P\.|xã|X\.) Mẫu \d, ").all()

"""The shape of the duplicate benchmark: what a careful human could tell, and nothing else."""

import re

import numpy as np
import polars as pl
import pytest
from benchmarks.duplicate_city import COLUMNS, build

from benchmarks import duplicate_wording as wording

HOUSEHOLDS, INCOMING = 60_000, 4_000


@pytest.fixture(scope="module")
def made():
    return build(HOUSEHOLDS, INCOMING, 0.05, seed=3)


@pytest.fixture(scope="module")
def pairs(made):
    existing, incoming, truth = made
    return (
        truth.filter(pl.col("existing").is_not_null())
        .join(incoming, left_on="incoming", right_on="id")
        .join(existing, left_on="existing", right_on="id", suffix="_there")
    )


def digits(text):
    return re.sub(r"\D", "", text or "")


def test_five_rows_in_a_hundred_are_in_the_registry_already(made):
    existing, incoming, truth = made
    assert list(existing.columns) == list(incoming.columns) == list(COLUMNS)
    assert len(incoming) == len(truth) == INCOMING
    assert truth["existing"].drop_nulls().len() == INCOMING * 0.05
    assert truth["existing"].drop_nulls().is_unique().all()
    assert truth["existing"].drop_nulls().is_in(existing["id"].implode()).all()
    assert not incoming["id"].is_in(existing["id"].implode()).any()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(made):
    again = build(HOUSEHOLDS, INCOMING, 0.05, seed=3)
    assert all(a.equals(b) for a, b in zip(made, again, strict=True))
    assert not build(20_000, 500, 0.05, seed=4)[1].equals(build(20_000, 500, 0.05, seed=5)[1])


def test_a_duplicate_keeps_its_house_lane_and_flat_numbers(pairs):
    assert len(pairs) == INCOMING * 0.05
    for row in pairs.iter_rows(named=True):
        here = sorted(re.findall(r"\d+", f"{row['lanes'] or ''} {row['house_number'] or ''}"))
        house = re.findall(r"\d+", row["house_number_there"] or "")
        whole = sorted(re.findall(r"\d+", row["lanes_there"] or "") + house)
        assert here == (whole if row["street"] or not row["street_there"] else sorted(house))
        assert digits(row["unit"]) == digits(row["unit_there"])


def test_a_duplicate_lies_within_forty_metres_of_its_counterpart(pairs):
    placed = pairs.drop_nulls(["lat_e7", "lat_e7_there"])
    north = (placed["lat_e7"] - placed["lat_e7_there"]).to_numpy() / 1e7 * 111_195
    east = (placed["lng_e7"] - placed["lng_e7_there"]).to_numpy() / 1e7 * 111_195 * 0.933
    away = np.hypot(north, east)
    assert away.min() > 2.5
    assert away.max() < 41
    assert (away > 15).mean() > 0.2


def test_a_row_that_a_human_could_not_place_is_not_called_a_duplicate(pairs):
    unplaced = pairs.filter(pl.col("lat_e7").is_null() | pl.col("lat_e7_there").is_null())
    assert len(unplaced) > 5
    assert (unplaced["commune"] == unplaced["commune_there"]).all()
    # whoever lost the street has a hamlet and a position
    lost = pairs.filter(pl.col("street").is_null() & pl.col("street_there").is_not_null())
    assert len(lost) > 5
    assert lost.select(pl.col("locality", "lat_e7", "lat_e7_there").null_count()).row(0) == (0,) * 3


def test_no_new_door_bears_the_wording_of_a_registered_one_in_its_commune(made):
    existing, incoming, truth = made
    new = incoming.filter(truth["existing"].is_null() & pl.col("commune").is_not_null())

    def keys(rows):
        return {
            (
                row["commune"],
                wording.fold((row["house_number"] or "").replace("Số ", "").replace("SN ", "")),
                "/".join(wording.lane_chain(row["lanes"] or "")),
                wording.bare_street(row["street"] or ""),
                digits(row["unit"]),
            )
            for row in rows.iter_rows(named=True)
            if row["street"] and row["house_number"]
        }

    assert len(keys(new)) > 500
    assert not keys(new) & keys(existing)


def test_every_kind_of_hard_new_door_is_there_and_disturbed_like_the_duplicates(made):
    _, incoming, truth = made
    shares = truth.group_by("kind").len().with_columns(pl.col("len") / INCOMING)
    shares = dict(shares.iter_rows())
    assert shares["left_out"] == pytest.approx(0.58, abs=0.001)
    assert shares["other_lane"] == pytest.approx(0.11, abs=0.001)
    assert set(shares) == {
        "double", "left_out", "lettered", "other_lane", "other_commune", "other_flat"
    }  # fmt: skip
    for part in (truth["kind"] == "double", truth["kind"] != "double"):
        rows = incoming.filter(part)
        assert 0.04 < rows["lat_e7"].null_count() / len(rows) < 0.2
        assert 0.2 < rows["commune"].null_count() / len(rows) < 0.45


def test_houses_of_many_households_are_in_the_registry(made):
    existing, _, _ = made
    flats = existing.filter(pl.col("parent").is_not_null())
    assert len(flats) > 500
    assert flats["parent"].is_in(existing["id"].implode()).all()


def test_a_city_too_small_for_the_list_is_refused():
    with pytest.raises(ValueError, match="too small a city"):
        build(300, 20_000, 0.05, seed=1)


@pytest.mark.parametrize(
    ("text", "chain"),
    [("ngách 34, ngõ 78", ("78", "34")), ("ngách 78/34", ("78", "34")), ("ngõ 5", ("5",))],
)
def test_lanes_read_the_same_in_both_orders(text, chain):
    assert wording.lane_chain(text) == chain

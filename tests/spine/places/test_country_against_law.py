"""The country's successions of July 2025 against the 34 resolutions and the other carriers.

Each difference must be explained by a row of scripts/place_tables/corrections.csv.
"""

import csv
import subprocess
import sys
from collections import Counter
from importlib.metadata import PackageNotFoundError, distribution
from os import environ
from pathlib import Path

import pytest
from scripts.place_tables import (
    comparison,
    facts,
    law,
    national,
    package,
    resolution,
    shares,
    wording,
)

from diaban.spine.places.tables import read_address_successions

pytestmark = pytest.mark.real_data

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture(scope="module")
def admin_units(shared_data) -> Path:
    return shared_data / "admin-units"


@pytest.fixture(scope="module")
def texts(admin_units) -> law.Law:
    return law.read_law(admin_units / "resolutions_2025_docs.tar.xz")


@pytest.fixture(scope="module")
def held() -> comparison.Pairs:
    return comparison.communes_held(
        (row.level, row.predecessor_code, row.successor_code, row.extent)
        for row in read_address_successions()
        if row.on.isoformat() == facts.REFORM
    )


@pytest.fixture(scope="module")
def package_folder() -> Path:
    try:
        return Path(
            environ.get("DIABAN_VIETNAMADMINUNITS")
            or distribution("vietnamadminunits").locate_file("vietnamadminunits/data")
        )
    except PackageNotFoundError:
        pytest.skip("vietnamadminunits 1.0.4 is neither installed nor in DIABAN_VIETNAMADMINUNITS")


def unexplained(held: comparison.Pairs, admin_units: Path) -> list[str]:
    return [text for text, listed in comparison.compare(held, admin_units) if not listed]


def test_every_one_of_the_10035_communes_has_its_successors(held):
    assert len(held) == 10035
    assert sum(len(news) for news in held.values()) == 10566
    assert sum(len(news) > 1 for news in held.values()) == 441


def test_the_other_carriers_differ_only_where_listed_and_cited(admin_units, held):
    unexplained = [
        text for text, explained in comparison.compare(held, admin_units) if not explained
    ]
    assert unexplained == []


def test_a_difference_that_is_not_listed_is_told(admin_units, held):
    wrong = {code: dict(news) for code, news in held.items()}
    wrong["00001"] = {"00004": "whole"}
    told = unexplained(wrong, admin_units)
    assert {text[:5] for text in told} == {"00001"}
    assert len(told) == 4  # a wrong and a missing successor for each of the two carriers


def test_the_command_compares_table_law_and_carriers(admin_units, package_folder):
    run = subprocess.run(
        [sys.executable, SCRIPTS / "compare_place_tables.py", "--admin-units", admin_units,
         "--package", package_folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "10035 communes before, 10566 pairs, 441 divided" in run.stdout


def test_the_texts_account_for_every_unit_once(texts, package_folder):
    units = package.read_package(package_folder)
    passings = national.read_country(texts, units)
    assert list(national.national_faults(passings, units)) == []
    assert len(passings) == 10571  # with the five districts that had no communes


def test_each_resolution_is_read_to_its_last_clause(texts):
    clauses = {
        province.resolution: wording.read_clauses(province.text) for province in texts.provinces
    }
    assert len(clauses) == 34
    for read in clauses.values():
        assert read[-1][1].startswith("Sau khi sắp xếp")
    renamed = Counter(body.partition(" ")[0] for read in clauses.values() for _, body in read)
    assert renamed == Counter({"Sắp": sum(renamed.values()) - 37, "Sau": 34, "Đổi": 2, "Nhập": 1})


def test_each_count_at_the_end_of_a_resolution_is_what_was_read(texts):
    for province in texts.provinces:
        news = {(share.new_kind, share.new_name) for share in resolution.read_shares(province.text)}
        _, last = wording.read_clauses(province.text)[-1]
        assert f"có {len(news)} đơn vị" in last, province.name


def test_a_spelling_is_listed_only_where_the_law_has_it(texts):
    by_number = {province.resolution: wording.mend(province.text) for province in texts.provinces}
    rows = [row for row in facts.read("corrections.csv") if row["field"] == "spelling"]
    assert len(rows) == 34
    for row in rows:
        assert row["found"].partition(" ")[2] in by_number[row["carrier"]], row


def test_every_divided_commune_has_estimated_shares(held):
    estimated = shares.read_shares()
    undecided = {
        code
        for code, news in held.items()
        if sum(extent != "part_area" for extent in news.values()) > 1
    }
    assert estimated.keys() == undecided
    for code in undecided:
        assert estimated[code].keys() == held[code].keys()


def test_both_sources_of_the_estimates_agree_with_the_law_where_it_sends_all_people(
    shared_data, admin_units, package_folder, tmp_path
):
    pytest.importorskip("numpy")
    run = subprocess.run(
        [sys.executable, SCRIPTS / "estimate_shares.py", "--out", tmp_path / "shares.csv",
         "--boundaries", shared_data / "boundaries", "--admin-units", admin_units,
         "--package", package_folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (
        "census outlines: the law's taker of all people is the heaviest in 41 of 41" in run.stdout
    )
    with (tmp_path / "shares.csv").open(encoding="utf-8", newline="") as file:
        again = {(r["old_code"], r["new_code"]): float(r["weight"]) for r in csv.DictReader(file)}
    for row in facts.read("shares.csv"):
        assert again[row["old_code"], row["new_code"]] == pytest.approx(
            float(row["weight"]), abs=0.01
        )

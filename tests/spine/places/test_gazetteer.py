"""The country's units as the reader of addresses needs them."""

import subprocess
import sys
from datetime import date

import pytest

from diaban.engines.addressing import convert, parse
from diaban.spine.places.gazetteer import FIRST_DAY, address_gazetteer


def communes(text, on):
    gazetteer = address_gazetteer()
    return [one.code for one in convert(parse(text, gazetteer), gazetteer, on).candidates]


@pytest.mark.parametrize("province", ["HN", "Hanoi", "Hà Nội", "TP. HN", "thành phố Hà Nội"])
def test_a_province_is_found_by_its_short_and_english_names(province):
    assert communes(f"phường Cửa Nam, {province}", date(2025, 7, 1)) == ["00082"]


@pytest.mark.parametrize("kind", ["xã", "phường"])
@pytest.mark.parametrize("province", ["tỉnh Đồng Nai", "thành phố Đồng Nai"])
def test_a_commune_that_became_a_ward_in_2026_is_found_by_either_name(kind, province):
    assert communes(f"{kind} Long Thành, {province}", date(2026, 11, 1)) == ["26368"]


def test_a_split_ward_keeps_all_its_successors():
    found = communes("phường Quan Hoa, quận Cầu Giấy, Hà Nội", date(2025, 7, 1))
    assert set(found) == {"00160", "00166"}


def test_units_are_known_from_the_first_day_on():
    units = address_gazetteer().units
    assert min(unit.valid_from for unit in units) == FIRST_DAY


def test_the_gazetteer_is_built_only_when_asked_for_and_needs_no_django():
    code = (
        "import sys, diaban.spine.places.gazetteer as g;"
        "assert g.address_gazetteer.cache_info().currsize == 0;"
        "g.address_gazetteer(); print('django' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"

"""Real input from the files to the pages: import, code, look up, and compare with the law."""

import csv
import gzip
import re
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from django.test import Client

from diaban.spine.addresses.coding import last_report
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Standing, Succession
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import (
    LAST_THREE_TIER_DAY,
    TWO_TIER_FROM,
    city_communes,
    postal_codes_of,
    today,
)

pytestmark = pytest.mark.real_data

DOOR, CODE = "21.028511, 105.854167", "110242VH3CM3"
KIND = re.compile(r"^(?:p|x|tt|phuong|xa|thi tran|q|h|tx|quan|huyen|thi xa) ")


@pytest.fixture
def imported(diaban, hanoi, shared_data, tmp_path):
    """Everything imported through the real commands and coded; what each import counted."""
    told, rejects = {}, ("--rejects", tmp_path / "rejected.csv", "--json")

    def take(name, *words):
        said = diaban(*words)
        assert said.exit_code in {0, 1}, said.err
        told[name] = said.objects[0]

    take(
        "boundaries",
        "places",
        "import",
        shared_data / "boundaries/hanoi_communes_2025.geojson.gz",
        "--source",
        "Bản đồ hành chính",
        "--json",
    )
    for name, path, decision, day in (
        ("codes 2025", "hanoi_2025.csv", "2334/QĐ-BKHCN", "2025-08-24"),
        ("codes 2018", "vietnam_2018.csv.gz", "2475/QĐ-BTTTT", "2018-01-01"),
    ):
        take(
            name,
            "places",
            "import-codes",
            shared_data / "postal-codes" / path,
            "--decision",
            decision,
            "--from",
            day,
            "--json",
        )
    for name, path in (
        ("pois", "osm-hanoi/hanoi_pois_osm_2024.geojson.gz"),
        ("stops", "osm-hanoi/hanoi_bus_stops_osm_2025.geojson.gz"),
        ("extract", "osm-hanoi/hanoi_quoc_tu_giam_extract_2023.osm.gz"),
        ("facilities", "addresses/hanoi_facilities_2019.csv.gz"),
    ):
        take(name, "import", shared_data / path, "--kind", "addresses", "--source", name, *rejects)
    assert diaban("code").exit_code == 0
    return told


def test_real_files_go_from_import_to_code_to_page(imported, diaban, client: Client, shared_data):
    _every_row_is_accounted_for(imported)
    _postal_codes_answer_by_date()
    _most_addresses_are_coded_and_each_waits_for_a_reason(imported)
    _codes_are_found_again(diaban, client)
    share = _share_of_lawful_successors(shared_data)
    assert share >= 0.95


def _every_row_is_accounted_for(imported) -> None:
    read = {name: told["counts"]["read"] for name, told in imported.items()}
    assert read["boundaries"] == imported["boundaries"]["counts"]["created"] == 126
    assert (read["pois"], read["stops"], read["facilities"]) == (1_239, 3_326, 4_930)
    for name in ("pois", "stops", "extract", "facilities"):
        counts = imported[name]["counts"]
        handled = counts["created"] + counts.get("updated", 0) + counts.get("unchanged", 0)
        assert handled + counts.get("rejected", 0) + counts.get("blank", 0) == read[name]
    assert imported["facilities"]["rejected"] < 60
    assert areas_in_force(today()).standing == Standing.OFFICIAL


def _postal_codes_answer_by_date() -> None:
    now, then = (
        {unit.name: postal_codes_of(day).get(unit.pk) for unit in city_communes(day)}
        for day in (today(), LAST_THREE_TIER_DAY)
    )
    assert (now["Hoàn Kiếm"], now["Cửa Nam"]) == ("11024", "11018")
    assert then["Hàng Trống"].startswith("110")
    assert sum(code is not None for code in then.values()) > 490


def _most_addresses_are_coded_and_each_waits_for_a_reason(imported) -> None:
    states = Counter(last_report()["registry"])
    everyone = sum(states.values())
    assert everyone == sum(
        imported[name]["counts"]["created"] for name in ("pois", "stops", "extract", "facilities")
    )
    assert set(states) <= {"coded", "outside", "conflict", "no_position", "too_coarse"}
    assert states["coded"] / everyone > 0.97


def _codes_are_found_again(diaban, client: Client) -> None:
    assert diaban("lookup", DOOR).out.startswith("11024 2VH3 CM3")
    coded = Address.objects.everywhere("a test picks some").filter(code_state=CodeState.CODED)
    for address in coded.order_by("id")[::900]:
        [answer] = diaban("lookup", "--json", address.vpostcode).objects
        assert address.identifier in {a["identifier"] for a in answer["addresses"]}
        assert answer["certain"]
    page = client.get("/", {"q": CODE})
    assert page.status_code == 200
    assert "Hoàn Kiếm" in page.content.decode()
    coverage = client.get("/coverage/").content.decode()
    registered = coded.households().count()
    assert f"{registered:,}".replace(",", ".") in coverage


def _share_of_lawful_successors(shared_data) -> float:
    """Of the facilities that name a ward of before July 2025: how many lie in a legal heir."""
    path = shared_data / "addresses/hanoi_facilities_2019.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    old = {}
    for unit in city_communes(LAST_THREE_TIER_DAY).select_related("parent"):
        old.setdefault((fold_name(unit.name), fold_name(unit.parent.name)), unit.pk)
    heirs: dict[int, set[int]] = {}
    for before, after in Succession.objects.filter(on=TWO_TIER_FROM).values_list(
        "predecessor_id", "successor_id"
    ):
        heirs.setdefault(before, set()).add(after)
    named = [(_names_of(row["address"], old), row) for row in rows]
    known = [(unit, float(r["lat"]), float(r["lon"])) for unit, r in named if unit]
    units, lat, lng = (np.array(column) for column in zip(*known, strict=True))
    found = _through_kind_changes(areas_in_force(today()).locate(lat, lng))
    inside = [(u, f) for u, f in zip(units.tolist(), found.tolist(), strict=True) if f]
    lawful = sum(f in heirs[u] for u, f in inside)
    assert len(inside) > 2_000
    share = lawful / len(inside)
    print(f"{lawful:,} of {len(inside):,} lie in a lawful successor: {share:.1%}")
    return share


def _names_of(address: str, old: dict[tuple[str, str], int]) -> int | None:
    """The old ward that an address names together with its district, each between commas."""
    parts = [KIND.sub("", fold_name(part)) for part in address.split(",")]
    pairs = [pair for pair in pairwise(parts) if pair in old]
    return old[pairs[-1]] if pairs else None


def _through_kind_changes(units):
    """Hanoi's communes have not changed their kind since July 2025; a test holds that."""
    assert not Succession.objects.filter(on__gt=date(2025, 7, 1), successor__in=set(units.tolist()))
    return units

"""`diaban measure`: what there is, the figures with their bounds, and the rows behind one."""

import pytest
from django.utils import translation
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.web.commands import words
from diaban.web.commands.measure import write_figure
from diaban.web.templatetags.figures import share


@pytest.fixture(autouse=True)
def city(official_hanoi, operator, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "figures"
    observe(door("a", house_number="4", street="Hàng Bài"), door("b"), door("nowhere", None))
    run_coding(operator)


def test_the_list_names_each_measure_with_its_source(diaban):
    told = diaban("measure", "list", "--json")
    assert told.exit_code == 0
    coded = next(row for row in told.objects if row["name"] == "households-coded")
    assert coded["title_vi"] == "Hộ có mã địa chỉ"
    assert "Vpostcode" in coded["source"]


def test_a_figure_comes_with_its_bounds_and_what_is_unknown(diaban):
    [row] = diaban("measure", "run", "households-coded", "--json").objects
    assert (row["numerator"], row["denominator"], row["unknown"]) == (2, 3, 0)
    assert row["low"] == row["share"] == row["high"]
    plain = diaban("measure", "run", "households-coded")
    assert plain.out.startswith("Hộ có mã địa chỉ: 66.7%")
    by_unit = diaban("measure", "run", "households-coded", "--units", "--json").objects
    assert sum(row["numerator"] for row in by_unit) == 2


def test_a_figure_opens_its_rows(diaban):
    told = diaban("measure", "explain", "households-coded", "--label", "numerator", "--json")
    assert {row["identifier"] for row in told.objects} == {
        address_of("a").identifier, address_of("b").identifier,
    }  # fmt: skip
    assert {row["of"] for row in told.objects} == {2}
    assert all(row["why_vi"].startswith("có mã từ ") for row in told.objects)
    plain = diaban("measure", "explain", "households-confirmed").out
    assert "chưa thu thập / not collected" in plain
    unit = address_of("a").commune.code
    here = diaban("measure", "explain", "households-coded", "--unit", unit)
    assert (here.exit_code, here.out) == (1, "")


def test_who_asks_for_what_there_is_not_is_told_what_there_is(diaban):
    unknown = diaban("measure", "run", "happiness")
    assert unknown.exit_code == 3
    assert "households-coded" in unknown.err
    assert diaban("measure", "explain", "households-coded", "--unit", "99999").exit_code == 3
    assert diaban("measure", "run", "--as-of", "soon").exit_code == 2
    to_come = diaban("measure", "run", "households-coded", "--as-of", "2999-01-01")
    assert (to_come.exit_code, to_come.out) == (2, "")
    assert "2999-01-01" in to_come.err


def test_what_is_not_all_is_never_written_as_all_nor_what_is_not_nothing_as_nothing():
    row = {"unplaced": False, "unit_name": None, "title_vi": "Hộ", "about": None,
           "numerator": 9_996, "denominator": 9_999, "unknown": 1,
           "share": 9_996 / 9_999, "low": 0.0002, "high": 1.0}  # fmt: skip
    assert write_figure(row).startswith("Hộ: > 99.9% (< 0.1%–100%), 9,996/9,999")


@pytest.mark.parametrize("value", [0, 0.0004, 0.001, 0.37, 0.999, 0.99951, 0.9997, 1])
def test_the_command_line_writes_a_share_as_the_pages_do(value):
    with translation.override("en"):
        assert words.share(value) == share(value).replace("\xa0%", "%").replace("\xa0", " ")

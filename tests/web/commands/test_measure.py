"""`diaban measure`: what there is, the figures with their bounds, and the rows behind one."""

import pytest
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding


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

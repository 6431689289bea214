"""A commune's code or name is read by the units of the day that the row speaks of."""

from collections.abc import Callable

import pytest

from diaban.exchange.importing.pipeline import ImportRequest, run_import
from diaban.spine.addresses.models import Address
from diaban.spine.places.models import Level, Unit

from .conftest import REFORM, make_unit

Requests = Callable[..., ImportRequest]
HEAD = "mã,số nhà,phường,ngày\n"
WITH_CODE = "mã,số nhà,mã xã,ngày\n"


@pytest.fixture
def two_cua_nams(city: Unit) -> None:
    """Cửa Nam is a ward before the reform and, larger, after it."""
    today = {"parent": city, "valid_from": REFORM, "lat": 21.02, "lng": 105.84, "area_km2": 1.7}
    make_unit(Level.COMMUNE, "00082", "Cửa Nam", **today)
    district = Unit.objects.get(level=Level.DISTRICT, code="002")
    make_unit(Level.COMMUNE, "00076", "Cửa Nam", parent=district, valid_to=REFORM)


def units_of(address: Address) -> tuple[str | None, str | None]:
    now, then = address.declared_commune, address.declared_former
    return (now.code if now else None, then.code if then else None)


def test_a_name_borne_before_and_after_means_the_unit_of_the_rows_day(
    request_for: Requests, two_cua_nams: None
):
    run_import(request_for(HEAD + "A,1,Cửa Nam,2026-01-05\nB,2,phường Cửa Nam,2024-03-01\n"))
    now, then = Address.objects.order_by("id")
    assert units_of(now) == ("00082", None)
    assert units_of(then) == (None, "00076")


def test_a_name_of_the_other_time_is_still_understood(request_for: Requests, city: Unit):
    run_import(request_for(HEAD + "A,1,Trúc Bạch,2026-01-05\nB,2,Ba Đình,2024-03-01\n"))
    old_name_today, new_name_then = Address.objects.order_by("id")
    assert units_of(old_name_today) == (None, "00004")
    assert units_of(new_name_then) == ("00004", None)


def test_a_recycled_code_means_the_unit_of_the_rows_day(request_for: Requests, city: Unit):
    run_import(request_for(WITH_CODE + "A,1,00004,2026-01-05\nB,2,00004,2024-03-01\n"))
    now, then = Address.objects.order_by("id")
    assert now.declared_commune.name == "Ba Đình"
    assert then.declared_former.name == "Trúc Bạch"


def test_a_row_without_a_day_is_of_today(request_for: Requests, two_cua_nams: None):
    run_import(request_for("mã,số nhà,phường\nA,1,Cửa Nam\n"))
    assert units_of(Address.objects.get()) == ("00082", None)

"""What the registry and a position say of the commune an old address lies in."""

from datetime import date

import pytest
import shapely
from tests.registry import door, observe

from diaban.engines.addressing import convert, parse
from diaban.spine.addresses import search_entries
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.commune_evidence import commune_evidence
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import local_operator
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Boundary
from diaban.spine.places.units import city_communes, today

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOW = date(2026, 11, 1)
OLD_WARD = "12 Trần Quý Kiên, P. Quan Hoa, Q. Cầu Giấy, Hà Nội"


def middle_of(code: str) -> tuple[float, float]:
    unit = city_communes(today()).get(code=code)
    ground = shapely.from_wkb(bytes(Boundary.objects.filter(unit=unit).latest("pk").geometry))
    point = ground.representative_point()
    return point.y, point.x


def carried(text: str, **known):
    address = parse(text, address_gazetteer())
    return convert(address, address_gazetteer(), NOW, commune_evidence(address, NOW, **known))


def register(code: str, doors: int, street: str, **statement) -> None:
    place = middle_of(code)
    observe(
        *(door(str(n), place, house_number=str(n), street=street) for n in range(1, doors + 1)),
        **statement,
    )
    run_coding(local_operator())
    search_entries.index_waiting()


def test_without_anything_known_the_law_leaves_both(official_hanoi) -> None:
    assert {one.code for one in carried(OLD_WARD).candidates} == {"00160", "00166"}


def test_a_position_decides(official_hanoi) -> None:
    for code in ("00160", "00166"):
        found = carried(OLD_WARD, point=middle_of(code))
        assert [one.code for one in found.candidates] == [code]
        assert "position" in found.reasons


def test_a_position_far_from_all_of_them_decides_nothing(official_hanoi) -> None:
    found = carried(OLD_WARD, point=(10.77, 106.70))
    assert {one.code for one in found.candidates} == {"00160", "00166"}


def test_a_registered_street_speaks_for_its_commune(official_hanoi) -> None:
    register("00166", 5, street="phố Trần Quý Kiên")
    found = carried(OLD_WARD)
    assert found.candidates[0].code == "00166"
    assert "registered_street" in found.reasons


def test_two_doors_are_too_few_to_speak(official_hanoi) -> None:
    register("00166", 2, street="phố Trần Quý Kiên")
    assert "registered_street" not in carried(OLD_WARD).reasons


def test_a_synthetic_registry_is_no_evidence(official_hanoi) -> None:
    register("00166", 5, street="phố Trần Quý Kiên", synthetic=True)
    assert Address.objects.everywhere("a test").filter(synthetic=True).exists()
    assert "registered_street" not in carried(OLD_WARD).reasons

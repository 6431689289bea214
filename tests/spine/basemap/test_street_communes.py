"""What an imported map says of the communes that a street runs through."""

from datetime import date

import pytest
import shapely
from django.utils import timezone

from diaban.engines.addressing import convert, parse
from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.basemap.street_communes import street_communes, street_evidence
from diaban.spine.parties.models import local_operator
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Boundary, Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.runs.models import Kind, Run

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOW = date(2026, 11, 1)


def ground_of(code: str) -> shapely.Geometry:
    unit = city_communes(today()).get(code=code)
    return shapely.from_wkb(bytes(Boundary.objects.filter(unit=unit).latest("pk").geometry))


def draw(name: str, code: str, *, synthetic: bool = False) -> None:
    """Draw a short street amid a commune."""
    middle = ground_of(code).representative_point()
    line = shapely.LineString([(middle.x, middle.y), (middle.x + 0.0004, middle.y)])
    source, _ = MapSource.objects.get_or_create(name=f"osm-{synthetic}", synthetic=synthetic)
    run = Run.objects.create(kind=Kind.IMPORT, actor=local_operator(), started_at=timezone.now())
    feature = Feature(f"{name} {code}", int(MapKind.STREET), "residential", name, 14, "{}", line)
    store_features([feature], source, run)


def read(text: str):
    return parse(text, address_gazetteer())


def test_a_street_narrows_the_successors_of_a_split_ward(official_hanoi) -> None:
    draw("Phố Trần Quý Kiên", "00166")
    address = read("12 Trần Quý Kiên, P. Quan Hoa, Q. Cầu Giấy, Hà Nội")
    before = convert(address, address_gazetteer(), NOW)
    after = convert(address, address_gazetteer(), NOW, street_evidence(address, NOW))
    assert {one.code for one in before.candidates} == {"00160", "00166"}
    best = after.candidates[0]
    assert best.code == "00166"
    assert best.probability > 0.9
    assert "street_list" in after.reasons


def test_a_lane_speaks_more_exactly_than_its_street(official_hanoi) -> None:
    draw("Đường Cầu Giấy", "00160")
    draw("Ngõ 68 Cầu Giấy", "00166")
    known = street_communes()
    assert set(known["cau giay", "68"]) == {"00166"}
    assert set(known["cau giay", ""]) == {"00160", "00166"}


def test_nothing_is_told_of_unknown_streets_of_other_days_or_from_made_up_maps(
    official_hanoi,
) -> None:
    draw("Phố Huế", "00256", synthetic=True)
    assert street_evidence(read("5 Phố Huế"), NOW) == []
    draw("Phố Huế", "00256")
    assert street_evidence(read("5 Phố Huế"), NOW)[0].likelihoods == {"00256": 1.0}
    assert street_evidence(read("5 Phố Huế"), date(2025, 6, 30)) == []
    assert street_evidence(read("Hà Nội"), NOW) == []


def test_on_approximate_areas_a_street_tells_nothing(hanoi) -> None:
    assert Unit.objects.exists()
    assert street_communes() == {}

"""The base map keeps every version: what is replaced comes back when the import is taken back."""

import json

import pytest
import shapely
from django.utils import timezone

from diaban.spine.basemap.cells import ZOOM
from diaban.spine.basemap.features import (
    GENERATION,
    attributions,
    features_in_tile,
    features_to_zoom,
)
from diaban.spine.basemap.models import MapCell, MapFeature, MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features, take_back
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Generation, Kind, Run

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
LINE = [(105.8500, 21.0300), (105.8510, 21.0305)]
# the tile of zoom 14 around the line
TILE = (13009, 7212)


def street(key: str, name: str = "Phố Huế", zoom: int = 12, line=LINE) -> Feature:
    return Feature(key, int(MapKind.STREET), "tertiary", name, zoom, "{}", shapely.LineString(line))


@pytest.fixture
def source() -> MapSource:
    return MapSource.objects.create(name="osm", attribution="© OpenStreetMap contributors")


def new_run() -> Run:
    return Run.objects.create(kind=Kind.IMPORT, actor=local_operator(), started_at=timezone.now())


def names(z: int = ZOOM) -> list[str]:
    x, y = (side >> (ZOOM - z) for side in TILE)
    return sorted(features_in_tile(z, x, y).names)


def test_what_is_stored_is_drawn_in_its_tile_from_its_zoom_on(source) -> None:
    counts = store_features([street("1"), street("2", "Ngõ 5", zoom=14)], source, new_run())
    assert counts == {"created": 2}
    assert names() == ["Ngõ 5", "Phố Huế"]
    assert names(12) == ["Phố Huế"]
    assert names(11) == []
    assert features_in_tile(ZOOM, TILE[0] + 3, TILE[1]).names == []
    assert features_to_zoom(12).names == ["Phố Huế"]


def test_the_same_again_changes_nothing_not_even_the_generation(source) -> None:
    store_features([street("1")], source, new_run())
    before = Generation.of(GENERATION)
    assert store_features([street("1")], source, new_run()) == {"unchanged": 1}
    assert Generation.of(GENERATION) == before
    assert MapFeature.objects.count() == 1


def test_a_changed_street_is_a_new_version_and_only_the_new_one_is_drawn(source) -> None:
    store_features([street("1", "Phố Hàng Bè")], source, new_run())
    assert store_features([street("1", "Phố Hàng Thùng")], source, new_run()) == {"updated": 1}
    assert names() == ["Phố Hàng Thùng"]
    assert MapFeature.objects.count() == 2
    assert MapCell.objects.count() == 1


def test_taking_an_import_back_brings_back_what_it_replaced(source) -> None:
    store_features([street("1", "cũ")], source, new_run())
    second = new_run()
    store_features([street("1", "mới"), street("2", "thêm")], source, second)
    assert take_back(second, new_run()) == {"withdrawn": 2, "reopened": 1}
    assert names() == ["cũ"]


def test_what_a_later_import_drew_stays_when_an_earlier_one_is_taken_back(source) -> None:
    first, second, third = new_run(), new_run(), new_run()
    for name, run in (("một", first), ("hai", second), ("ba", third)):
        store_features([street("1", name)], source, run)
    take_back(second, new_run())
    assert names() == ["ba"]
    take_back(third, new_run())
    assert names() == ["một"]
    take_back(first, new_run())
    assert names() == []
    assert MapFeature.objects.count() == 3


def test_the_words_of_a_licence_stand_while_its_data_are_drawn(source) -> None:
    assert attributions() == []
    run = new_run()
    store_features([street("1")], source, run)
    assert attributions() == ["© OpenStreetMap contributors"]
    take_back(run, new_run())
    assert attributions() == []


def test_positions_keep_their_seventh_decimal(source) -> None:
    line = [(105.85000014, 21.03), (105.8512345678, 21.0300001)]
    store_features([street("1", line=line)], source, new_run())
    feature = MapFeature.objects.get()
    drawn = json.loads(shapely.to_geojson(shapely.from_wkb(bytes(feature.geometry))))
    assert drawn["coordinates"] == [[105.8500001, 21.03], [105.8512346, 21.0300001]]
    assert (feature.west_e7, feature.north_e7) == (1_058_500_001, 210_300_001)

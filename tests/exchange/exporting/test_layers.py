"""The base map goes out as it came in."""

import pytest
import shapely
from django.utils import timezone

from diaban.exchange.exporting.layers import list_drawn
from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Kind, Run

LINE = shapely.LineString([(105.85, 21.03), (105.86, 21.04)])
LAKE = shapely.box(105.85, 21.03, 105.86, 21.04)


@pytest.fixture
def drawn(db) -> None:
    source = MapSource.objects.create(name="osm", attribution="© OpenStreetMap contributors")
    run = Run.objects.create(kind=Kind.IMPORT, actor=local_operator(), started_at=timezone.now())
    features = [
        Feature("1", MapKind.STREET, "primary", "Phố Huế", 8, '{"oneway": "yes"}', LINE),
        Feature("2", MapKind.WATER, "river", "Sông Hồng", 9, "{}", LINE),
        Feature("3", MapKind.WATER, "lake", "Hồ Tây", 8, "{}", LAKE),
    ]
    store_features(features, source, run)


def test_streets_go_out_with_their_tags_and_the_words_of_their_licence(drawn):
    listing = list_drawn(MapKind.STREET)
    assert listing.attribution == "© OpenStreetMap contributors"
    (rows,) = listing.batches()
    assert rows.cells == [("1", "primary", "Phố Huế", '{"oneway": "yes"}', "osm", False)]
    assert rows.shapes[0].geoms[0].equals(LINE)


def test_water_is_lines_or_areas_never_both_in_one_layer(drawn):
    (lines,) = list_drawn(MapKind.WATER).batches()
    (areas,) = list_drawn(MapKind.WATER, areas=True).batches()
    assert [row[2] for row in lines.cells] == ["Sông Hồng"]
    assert [row[2] for row in areas.cells] == ["Hồ Tây"]
    assert areas.shapes[0].geom_type == "MultiPolygon"


def test_a_kind_that_nobody_drew_is_an_empty_layer(drawn):
    assert list(list_drawn(MapKind.RAIL).batches()) == []

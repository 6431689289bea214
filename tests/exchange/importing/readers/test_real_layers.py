"""The real layers beside the project, as they are and as other programs would have saved them."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw

from diaban.exchange.importing.coordinate_systems import from_wgs84, shapes_to_wgs84
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.tables import ReadOptions

pytestmark = pytest.mark.real_data
CITY = shapely.box(105.2, 20.5, 106.1, 21.5)


def read(path: Path, layer: str | None = None) -> tuple[list[str], list[tuple], np.ndarray]:
    opened = open_layer(path, ReadOptions(sheet=layer))
    try:
        batches = list(opened.batches)
    finally:
        opened.close()
    rows = [row for batch in batches for row in batch.frame.iter_rows()]
    shapes = shapes_to_wgs84(np.concatenate([b.geometry for b in batches]), opened.crs)
    return opened.columns, rows, shapes


@pytest.fixture(scope="module")
def communes(shared_data: Path) -> tuple[list[tuple], np.ndarray]:
    _, rows, shapes = read(shared_data / "boundaries/hanoi_communes_2025.geojson.gz")
    return rows, shapes


@pytest.mark.parametrize(
    ("file", "count", "kinds"),
    [
        ("osm-hanoi/hanoi_roads_osm_2023_2025.geojson.gz", 28_807, {"LineString"}),
        ("osm-hanoi/hanoi_bus_stops_osm_2025.geojson.gz", 3_326, {"Point"}),
        ("osm-hanoi/hanoi_pois_osm_2024.geojson.gz", 1_239, {"Point"}),
        ("boundaries/hanoi_communes_2025.geojson.gz", 126, {"Polygon", "MultiPolygon"}),
        ("boundaries/hanoi_communes_2025_osm.geojson.gz", 126, {"Polygon", "MultiPolygon"}),
        ("boundaries/hanoi_districts_pre2025.geojson.gz", 30, {"Polygon", "MultiPolygon"}),
    ],
)
def test_every_feature_comes_with_its_shape(
    file: str, count: int, kinds: set[str], shared_data: Path
):
    _, rows, shapes = read(shared_data / file)
    assert len(rows) == len(shapes) == count
    assert [row[0] for row in rows] == list(range(1, count + 1))
    assert not any(row[1] for row in rows)
    assert {shape.geom_type for shape in shapes} <= kinds
    assert not shapely.is_empty(shapes).any()
    assert shapely.is_valid(shapes).all() or kinds == {"LineString"}
    assert shapely.intersects(shapes, CITY).mean() > 0.97


@pytest.mark.parametrize(
    ("layer", "least", "kind"),
    [("points", 100, "Point"), ("lines", 300, "LineString"), ("polygons", 497, "MultiPolygon")],
)
def test_the_extract_has_points_lines_and_areas(
    layer: str, least: int, kind: str, shared_data: Path
):
    path = shared_data / "osm-hanoi/hanoi_quoc_tu_giam_extract_2023.osm.gz"
    columns, rows, shapes = read(path, layer)
    drawn = [shape for shape in shapes if shape is not None]
    assert len(drawn) >= least
    assert {shape.geom_type for shape in drawn} == {kind}
    assert len({row[2] for row in rows}) == len(rows)
    if layer == "polygons":
        place = columns.index("building") + 2
        assert Counter(bool(row[place]) for row in rows)[True] == 497


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp", "tab", "mif", "kml"])
def test_the_communes_come_back_from_every_format_and_system(
    ending: str, communes: tuple[list[tuple], np.ndarray], tmp_path: Path
):
    rows, shapes = communes
    crs = "EPSG:4326" if ending == "kml" else "EPSG:5897"
    drawn = shapely.transform(shapes, lambda p: np.column_stack(from_wgs84(p[:, 0], p[:, 1], crs)))
    drivers = {"tab": "MapInfo File", "mif": "MapInfo File", "kml": "LIBKML"}
    more = {"driver": drivers[ending]} if ending in drivers else {}
    texts = [np.array([row[place] for row in rows], dtype=object) for place in (2, 3)]
    multi = np.array([shapely.multipolygons(shapely.get_parts(shape)) for shape in drawn])
    path = tmp_path / f"xa.{ending}"
    raw.write(
        str(path), shapely.to_wkb(multi), texts, ["ma", "ten"], crs=crs,
        geometry_type="MultiPolygon", **more,
    )  # fmt: skip
    columns, back, moved = read(path)
    code, name = (columns.index(heading) + 2 for heading in ("ma", "ten"))
    found = {row[code]: (row[name], shape) for row, shape in zip(back, moved, strict=True)}
    assert set(found) == {row[2] for row in rows}
    for row, shape in zip(rows, shapes, strict=True):
        its_name, its_shape = found[row[2]]
        assert its_name == row[3]
        assert shapely.get_num_coordinates(its_shape) == shapely.get_num_coordinates(shape)
        # each format rounds as it does: centimetres
        assert its_shape.bounds == pytest.approx(shape.bounds, abs=1e-6)
        assert its_shape.area == pytest.approx(shape.area, rel=1e-5)

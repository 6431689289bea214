"""The bytes of a tile, read by two readers that are not ours."""

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyogrio.raw import read

from diaban.engines.tiles import (
    EXTENT,
    Geometry,
    Kind,
    Layer,
    draw_lines,
    draw_points,
    draw_polygons,
    encode_tile,
)

COORDINATE = st.integers(-EXTENT, 2 * EXTENT)
VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.text(max_size=20),
    st.floats(allow_nan=False),
)


def decode(tile: bytes) -> dict:
    """Decode with y growing southward, as tiles are written."""
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


@given(st.lists(st.tuples(COORDINATE, COORDINATE, VALUE, VALUE), min_size=1, max_size=40))
def test_points_and_their_values_come_back(rows) -> None:
    x, y, first, second = zip(*rows, strict=True)
    layer = Layer("doors", draw_points(np.array(x), np.array(y)), {"a": first, "b": second})
    features = decode(encode_tile([layer]))["doors"]["features"]
    assert [tuple(f["geometry"]["coordinates"]) for f in features] == list(zip(x, y, strict=True))
    told = [{k: v for k, v in zip("ab", pair, strict=True) if v is not None}
            for pair in zip(first, second, strict=True)]  # fmt: skip
    assert [f["properties"] for f in features] == told
    # 1, 1.0 and True are equal and not the same
    assert [{k: type(v) for k, v in f["properties"].items()} for f in features] == [
        {k: type(v) for k, v in one.items()} for one in told
    ]


def test_points_are_drawn_together_where_asked() -> None:
    x, y = np.array([1, 2, 3]), np.array([4, 5, 6])
    tile = encode_tile([Layer("some", draw_points(x, y, np.array([0, 2, 3])))])
    shapes = [f["geometry"] for f in decode(tile)["some"]["features"]]
    assert [shape["type"] for shape in shapes] == ["MultiPoint", "Point"]
    assert shapes[0]["coordinates"] == [[1, 4], [2, 5]]


def test_lines_of_several_parts_come_back() -> None:
    x = np.array([0, 10, 10, 5, 6, 100, 200])
    y = np.array([0, 0, 10, 5, 6, 100, 50])
    lines = draw_lines(x, y, np.array([0, 3, 5, 7]), np.array([0, 2, 3]))
    features = decode(encode_tile([Layer("streets", lines, {"name": ["Phố Huế", None]})]))
    drawn = features["streets"]["features"]
    assert drawn[0]["geometry"]["coordinates"] == [[[0, 0], [10, 0], [10, 10]], [[5, 5], [6, 6]]]
    assert drawn[1]["geometry"]["coordinates"] == [[100, 100], [200, 50]]
    assert drawn[0]["properties"] == {"name": "Phố Huế"}
    assert drawn[1]["properties"] == {}


def test_a_polygon_with_a_hole_comes_back() -> None:
    x = np.array([0, 100, 100, 0, 20, 20, 40, 40])
    y = np.array([0, 0, 100, 100, 20, 40, 40, 20])
    area = draw_polygons(x, y, np.array([0, 4, 8]), np.array([0, 2]))
    (feature,) = decode(encode_tile([Layer("water", area)]))["water"]["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert [len(ring) for ring in feature["geometry"]["coordinates"]] == [5, 5]


def test_gdal_reads_the_same(tmp_path) -> None:
    points = draw_points(np.array([0, 4095]), np.array([0, 4095]))
    told = {"id": ["4R8K2XY0P", "0000000Z0"], "coded": [True, False], "total": [3, 2**40]}
    lines = draw_lines(np.array([0, 9]), np.array([0, 9]), np.array([0, 2]), np.array([0, 1]))
    path = tmp_path / "0.mvt"
    path.write_bytes(
        encode_tile([Layer("doors", points, told), Layer("streets", lines, {"name": ["Ngõ Huế"]})])
    )
    meta, _, _, fields = read(path, layer="doors", X=0, Y=0, Z=0)
    columns = dict(zip(meta["fields"], fields, strict=True))
    assert columns["id"].tolist() == told["id"]
    assert columns["coded"].tolist() == [1, 0]
    assert columns["total"].tolist() == told["total"]
    meta, _, _, fields = read(path, layer="streets", X=0, Y=0, Z=0)
    assert dict(zip(meta["fields"], fields, strict=True))["name"].tolist() == ["Ngõ Huế"]


def test_a_layer_without_features_is_left_out() -> None:
    nothing = draw_points(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert encode_tile([Layer("doors", nothing, {"id": []})]) == b""


def test_a_column_of_another_length_is_refused() -> None:
    point = draw_points(np.array([1]), np.array([1]))
    with pytest.raises(ValueError, match="id: 2 values for 1 features"):
        encode_tile([Layer("doors", point, {"id": ["a", "b"]})])


def test_the_specifications_own_example_is_written() -> None:
    """A polygon of section 4.3.5.4 of the specification, command for command."""
    ring = draw_polygons(
        np.array([3, 8, 20]), np.array([6, 12, 34]), np.array([0, 3]), np.array([0, 1])
    )
    assert isinstance(ring, Geometry)
    assert ring.kind is Kind.POLYGON
    assert ring.commands.tolist() == [9, 6, 12, 18, 10, 12, 24, 44, 15]

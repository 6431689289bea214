import gzip
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table, osm
from diaban.exchange.importing.tables import ReadOptions

DOCUMENT = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="test">
 <node id="1" version="1" lat="21.0000000" lon="105.8000000"/>
 <node id="2" version="1" lat="21.0000000" lon="105.8010000"/>
 <node id="3" version="1" lat="21.0010000" lon="105.8010000"/>
 <node id="4" version="1" lat="21.0010000" lon="105.8000000"/>
 <node id="5" version="1" lat="21.0250000" lon="105.8500000">
  <tag k="addr:housenumber" v="36"/><tag k="addr:street" v="Phố Hàng Bạc"/>
 </node>
 <node id="6" version="1" lat="21.0260000" lon="105.8500000"><tag k="amenity" v="cafe"/></node>
 <node id="7" version="1" lat="21.0260000" lon="105.8500000"><tag k="addr:city" v="Hà Nội"/></node>
 <way id="9" version="1">
  <nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
  <tag k="building" v="yes"/><tag k="addr:housenumber" v="12"/>
 </way>
 <way id="10" version="1">
  <nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
 </way>
 <relation id="11" version="1">
  <member type="way" ref="10" role="outer"/>
  <tag k="type" v="multipolygon"/><tag k="building" v="yes"/><tag k="addr:housenumber" v="14"/>
 </relation>
 <way id="12" version="1"><nd ref="77"/><tag k="addr:housenumber" v="16"/></way>
</osm>
"""


def read(content: bytes, folder: Path, name: str = "a.osm") -> dict[str, dict[str, str]]:
    path = folder / name
    path.write_bytes(content)
    table = open_table(path)
    rows = [row[2:] for batch in table.batches for row in batch.frame.iter_rows()]
    return {row[0]: dict(zip(table.columns, row, strict=True)) for row in rows}


def test_nodes_ways_and_areas_with_an_address_are_found(tmp_path: Path):
    found = read(DOCUMENT.encode(), tmp_path)
    assert {key: row["addr:housenumber"] for key, row in found.items()} == {
        "n5": "36",
        "w9": "12",
        "w12": "16",
        "r11": "14",
    }
    assert found["n5"]["addr:street"] == "Phố Hàng Bạc"
    assert (found["n5"]["@lat"], found["n5"]["@lng"]) == ("21.0250000", "105.8500000")


def test_a_way_stands_at_the_centre_of_its_nodes_the_first_counted_once(tmp_path: Path):
    way = read(DOCUMENT.encode(), tmp_path)["w9"]
    assert (way["@lat"], way["@lng"]) == ("21.0005000", "105.8005000")


def test_a_way_whose_nodes_are_absent_has_no_position(tmp_path: Path):
    assert read(DOCUMENT.encode(), tmp_path)["w12"]["@lat"] == ""


def test_positions_from_open_street_map_say_so_and_are_no_households(tmp_path: Path):
    read(DOCUMENT.encode(), tmp_path)
    table = open_table(tmp_path / "a.osm")
    assert (table.position_source, table.are_households) == ("open_map", False)


def test_packed_extracts_are_read(tmp_path: Path):
    assert len(read(gzip.compress(DOCUMENT.encode()), tmp_path, "a.osm.gz")) == 4


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("packed", [False, True])
def test_a_truncated_extract_says_that_it_is_half_written(
    share: float, packed: bool, tmp_path: Path
):
    many = "".join(
        f'<node id="{i}" version="1" lat="21.{i * 7919 % 10007}" lon="105.8"/>\n'
        for i in range(100, 30_000)
    )
    content = DOCUMENT.replace(" <way", many + " <way", 1).encode()
    content = gzip.compress(content) if packed else content
    with pytest.raises(InputError) as caught:
        read(content[: int(len(content) * share)], tmp_path, "a.osm.gz" if packed else "a.osm")
    assert "Tệp bị cụt" in caught.value.problem.say("vi")
    assert "</osm>" in caught.value.problem.say("en")


def test_an_entity_bomb_is_refused(tmp_path: Path):
    bomb = '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa">]><osm version="0.6">&a;</osm>'
    with pytest.raises(InputError) as caught:
        read(bomb.encode(), tmp_path)
    assert "OSM XML" in caught.value.problem.say("en")


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_arbitrary_damage_gives_rows_or_a_coded_error(tmp_path_factory, data):
    content = bytearray(DOCUMENT.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "fuzz.osm"
    path.write_bytes(data.draw(st.sampled_from([bytes(content), bytes(content[::-1])])))
    try:
        for _ in osm.open_osm(path, ReadOptions()).batches:
            pass
    except InputError as error:
        error.problem.say("vi")


def as_pbf(folder: Path, nodes: int = 0) -> Path:
    """Write the document, with ``nodes`` more house numbers, as PBF."""
    plain, path = folder / "whole.osm", folder / "a.osm.pbf"
    draw = np.random.default_rng(1)
    more = "".join(
        f'<node id="{i}" version="1" lat="{lat:.7f}" lon="{lng:.7f}">'
        f'<tag k="addr:housenumber" v="{i}"/></node>'
        for i, (lat, lng) in enumerate(draw.uniform((21, 105), (22, 106), (nodes, 2)), start=100)
    )
    plain.write_text(DOCUMENT.replace(" <way", more + " <way", 1), encoding="utf-8")
    with osmium.SimpleWriter(str(path)) as writer:
        for element in osmium.FileProcessor(str(plain)):
            writer.add(element)
    return path


def test_pbf_gives_the_same_addresses_as_xml(tmp_path: Path):
    from_xml = read(DOCUMENT.encode(), tmp_path)
    path = as_pbf(tmp_path)
    assert read(path.read_bytes(), tmp_path, "b.osm.pbf") == from_xml
    assert open_table(path).format == "OSM PBF"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_pbf_says_that_it_is_half_written(share: float, tmp_path: Path):
    path = as_pbf(tmp_path, nodes=20_000)
    content = path.read_bytes()
    assert len(read(content, tmp_path, "b.osm.pbf")) == 20_004
    with pytest.raises(InputError) as caught:
        read(content[: int(len(content) * share)], tmp_path, "c.osm.pbf")
    assert caught.value.problem.code == "half_written"
    assert "PBF" in caught.value.problem.say("vi")


STREET = """ <way id="20" version="1"><nd ref="1"/><nd ref="3"/>
  <tag k="highway" v="residential"/><tag k="name" v="Phố Huế"/></way>
 <way id="21" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>
  <tag k="highway" v="residential"/></way>
 <way id="22" version="1"><nd ref="1"/><nd ref="77"/><tag k="highway" v="service"/></way>
"""


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("points", "Point", {"n5", "n6", "n7"}),
        ("lines", "LineString", {"w20", "w21", "w22"}),
        ("polygons", "MultiPolygon", {"w9", "r11"}),
    ],
)
def test_points_lines_and_areas_are_layers(
    name: str, kind: str, expected: set[str], packed: bool, tmp_path: Path
):
    path = tmp_path / "a.osm"
    path.write_text(DOCUMENT.replace("</osm>", STREET + "</osm>"), encoding="utf-8")
    if packed:
        with osmium.SimpleWriter(str(tmp_path / "a.osm.pbf")) as writer:
            for element in osmium.FileProcessor(str(path)):
                writer.add(element)
        path = tmp_path / "a.osm.pbf"
    layer = open_layer(path, ReadOptions(sheet=name))
    (batch,) = layer.batches
    assert (layer.layers, layer.layer) == (["points", "lines", "polygons"], name)
    assert (layer.geometry_kinds, layer.crs) == (frozenset({kind}), "EPSG:4326")
    shapes = dict(zip(batch.frame["c0"].to_list(), batch.geometry, strict=True))
    assert set(shapes) == expected
    # a node of w22 is not in the extract
    assert shapes.pop("w22", None) is None
    assert {shape.geom_type for shape in shapes.values()} == {kind}
    assert all(105.7 < shape.centroid.x < 105.9 for shape in shapes.values())


def test_a_layer_that_is_not_there_lists_those_that_are(tmp_path: Path):
    path = tmp_path / "a.osm"
    path.write_text(DOCUMENT, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_layer(path, ReadOptions(sheet="đường"))
    assert "points, lines, polygons" in caught.value.problem.say("vi")

"""The tiles of the map: permitted fields, no foreign territory, both archipelagos."""

import gzip
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from django.db import transaction
from django.test import Client

from diaban.engines.tiles import Tile, project
from diaban.spine.addresses import map_points
from diaban.spine.addresses.models import Address, Life
from diaban.spine.basemap.models import MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge, Level, Unit
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation, Run
from diaban.web.map.outlines import outlines
from diaban.web.map.unit_tiles import _provinces

DOOR = (21.028511, 105.854167)
ARCHIPELAGOS = {"Quần đảo Hoàng Sa": (16.568, 112.135), "Quần đảo Trường Sa": (9.71, 114.45)}


def tile_at(layer: str, zoom: int, lat: float, lng: float) -> str:
    x, y = project([lng], [lat])
    return f"/tiles/{layer}/{zoom}/{int(x[0] * 2**zoom)}/{int(y[0] * 2**zoom)}.mvt"


def read(client: Client, path: str) -> dict:
    answer = client.get(path)
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200
    return mapbox_vector_tile.decode(answer.content)


def told(layers: dict, name: str) -> list[dict]:
    return [feature["properties"] for feature in layers.get(name, {"features": []})["features"]]


@pytest.mark.parametrize("zoom", [5, 6, 7, 8])
@pytest.mark.parametrize("name", ARCHIPELAGOS)
def test_hoang_sa_and_truong_sa_are_on_every_national_map(
    client: Client, communes, zoom: int, name: str
) -> None:
    drawn = told(read(client, tile_at("units", zoom, *ARCHIPELAGOS[name])), "archipelagos")
    assert name in {one["name"] for one in drawn}
    note = next(one["note"] for one in drawn if one["name"] == name)
    assert note.startswith("Đặc khu")
    assert note.endswith(("Đà Nẵng", "Khánh Hòa"))


def test_the_country_has_its_34_provinces(client: Client, communes) -> None:
    names = {
        one["name"]
        for x in range(24, 28)
        for y in range(13, 16)
        for one in told(read(client, f"/tiles/units/5/{x}/{y}.mvt"), "names")
    }
    assert len(names) == 34
    assert {"Hà Nội", "Hồ Chí Minh", "Cà Mau"} <= names


@pytest.mark.parametrize("zoom", [5, 9, 13, 16])
def test_far_out_there_are_counts_and_nothing_of_a_single_door(
    client: Client, city, zoom: int
) -> None:
    layers = read(client, tile_at("addresses", zoom, *DOOR))
    assert set(layers) == {"density", "counts"}
    assert all(set(one) == {"total", "marked"} for one in told(layers, "counts"))
    # the door and the tower, not the flats in it
    assert sum(one["total"] for one in told(layers, "counts")) >= 2


def test_doors_carry_only_what_is_public(client: Client, city) -> None:
    doors = told(read(client, tile_at("addresses", 17, *DOOR)), "doors")
    assert {one["id"] for one in doors} >= {city.door.identifier}
    assert all(set(one) == {"id", "number", "coded"} for one in doors)
    assert {one["number"] for one in doors} == {"11", "12"}


def test_a_retired_door_leaves_counts_and_doors(client: Client, city) -> None:
    before = told(read(client, tile_at("addresses", 16, *DOOR)), "counts")
    Address.objects.everywhere("a test retires a door").filter(pk=1).update(life=Life.RETIRED)
    Generation.grow("addresses")
    after = told(read(client, tile_at("addresses", 16, *DOOR)), "counts")
    assert sum(one["total"] for one in before) - sum(one["total"] for one in after) == 1
    doors = told(read(client, tile_at("addresses", 17, *DOOR)), "doors")
    assert city.door.identifier not in {one["id"] for one in doors}


@pytest.mark.databases
@pytest.mark.parametrize("zoom", [12, 17])
def test_an_actor_sees_only_the_territory_in_charge(client: Client, city, zoom: int) -> None:
    everything = client.get(tile_at("addresses", zoom, *DOOR))
    officer = User.objects.create(username="ba-dinh", role=Role.COMMUNE)
    Charge.objects.create(user=officer, unit=city.ba_dinh)
    client.force_login(officer)
    answer = client.get(tile_at("addresses", zoom, *DOOR))
    assert answer.get("ETag") != everything["ETag"]
    assert "private" in answer["Cache-Control"]
    layers = mapbox_vector_tile.decode(answer.content) if answer.content else {}
    assert told(layers, "doors") == []
    # only Ba Đình's two doors, where the operator counts also those of Hoàn Kiếm
    assert sum(one["total"] for one in told(layers, "counts")) in {0, 2}


def test_who_has_no_role_sees_no_address(client: Client, city) -> None:
    client.force_login(User.objects.create(username="nobody", role=Role.PUBLIC))
    assert client.get(tile_at("addresses", 5, *DOOR)).status_code == 204


def test_a_tile_is_sent_compressed_and_not_twice(client: Client, city) -> None:
    path = tile_at("addresses", 12, *DOOR)
    first = client.get(path, headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert mapbox_vector_tile.decode(gzip.decompress(first.content))
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Generation.grow("addresses")
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "path", ["addresses/2/0/0", "addresses/23/0/0", "addresses/5/32/0", "persons/5/1/1"]
)
def test_tiles_that_no_map_has_are_not_found(client: Client, communes, path: str) -> None:
    assert client.get(f"/tiles/{path}.mvt").status_code == 404


def test_communes_keep_their_standing(client: Client, city) -> None:
    now = read(client, tile_at("units", 12, *DOOR))
    assert {one["standing"] for one in told(now, "communes")} == {"official"}
    assert {one["standing"] for one in told(now, "borders")} == {"official"}
    assert "Hoàn Kiếm" in {one["name"] for one in told(now, "names")}
    former = read(client, tile_at("units", 12, *DOOR) + "?as_of=2025-06-30")
    assert {one["standing"] for one in told(former, "communes")} == {"approximate"}


def test_the_ground_is_cut_with_names_and_says_whose_it_is(client: Client, communes) -> None:
    lat, lng = DOOR
    source = MapSource.objects.create(name="osm", attribution="© OpenStreetMap contributors")
    run = Run.objects.create(kind="basemap", actor=local_operator())
    street = shapely.linestrings([[lng - 0.01, lat], [lng + 0.01, lat]])
    lake = shapely.box(lng - 0.002, lat - 0.004, lng + 0.002, lat - 0.001)
    with transaction.atomic():
        store_features(
            [
                Feature("1", MapKind.STREET, "primary", "Phố Tràng Tiền", 8, "{}", street),
                Feature("2", MapKind.WATER, "water", "Hồ Gươm", 12, "{}", lake),
            ],
            source,
            run,
        )
    layers = read(client, tile_at("ground", 14, *DOOR))
    assert told(layers, "streets_lines") == [{"category": "primary", "name": "Phố Tràng Tiền"}]
    assert told(layers, "water") == [{"category": "water", "name": "Hồ Gươm"}]
    assert set(read(client, tile_at("ground", 9, *DOOR))) == {"streets_lines"}
    facts = client.get("/tiles/map.json").json()
    assert facts["attributions"] == ["© OpenStreetMap contributors"]
    west, south, east, north = facts["bounds"]
    assert west < lng < east
    assert south < lat < north


def test_a_large_registry_is_read_again_in_the_background(city, monkeypatch) -> None:
    operator = local_operator()
    first = map_points.map_points(operator)
    monkeypatch.setattr(map_points, "READ_AT_ONCE", 0)
    asked = []
    monkeypatch.setattr(map_points, "_read_in_background", lambda *said: asked.append(said))
    Generation.grow("addresses")
    assert map_points.map_points(operator) is first
    assert [said[2] for said in asked] == [first.generation + 1]


def test_points_of_a_cut_file_are_read_again(city) -> None:
    operator = local_operator()
    first = map_points.map_points(operator)
    map_points._held.clear()
    path = map_points._path("all", first.generation)
    cut = path.read_bytes()[:40]
    path.unlink()
    path.write_bytes(cut)
    assert np.array_equal(map_points.map_points(operator).keys, first.keys)


def test_the_list_says_in_words_what_the_map_draws(client: Client, city) -> None:
    near = client.get("/map/list/?bbox=105.85,21.025,105.86,21.032").content.decode()
    assert city.door.identifier in near
    wide = client.get("/map/list/?bbox=105.7,20.9,106.0,21.2").content.decode()
    assert "Phường Hoàn Kiếm" in wide
    assert client.get("/map/list/?bbox=a,b").status_code == 400
    assert b"data-classes" in client.get("/map/").content


def test_thinned_outlines_are_kept_as_a_file_and_a_cut_file_is_made_again(
    city, settings, tmp_path: Path
) -> None:
    settings.INDEX_FOLDER = tmp_path
    Generation.grow("places")
    drawn = outlines(Generation.of("places"), today(), Level.COMMUNE, 9)
    (file,) = tmp_path.glob("outlines-*.npz")
    file.write_bytes(file.read_bytes()[:2_000])
    Generation.grow("places")
    again = outlines(Generation.of("places"), today(), Level.COMMUNE, 9)
    assert shapely.equals(drawn.shapes, again.shapes).all()
    Generation.grow("places")
    stored = outlines(Generation.of("places"), today(), Level.COMMUNE, 9)
    assert shapely.equals_exact(again.shapes, stored.shapes).all()
    exact, coarse = (
        shapely.get_num_coordinates(
            outlines(Generation.of("places"), today(), Level.COMMUNE, zoom).shapes
        )
        for zoom in (14, 4)
    )
    assert coarse.sum() < exact.sum() / 2


def test_outlines_thinned_for_a_zoom_leave_no_gap_between_neighbours(city) -> None:
    for zoom in (5, 9, 13):
        thinned = outlines(Generation.of("places"), today(), Level.COMMUNE, zoom)
        assert shapely.coverage_is_valid(thinned.shapes)


@pytest.mark.parametrize("zoom", [13, 15, 18])
def test_a_street_is_on_every_tile_that_it_crosses(client: Client, communes, zoom: int) -> None:
    run = Run.objects.create(kind="basemap", actor=local_operator())
    ends = [(105.8500, 21.0280), (105.8600, 21.0290)]
    source = MapSource.objects.create(name="Thử")
    line = shapely.linestrings(ends)
    street = Feature("1", MapKind.STREET, "primary", "Phố Thử", 8, "{}", line)
    store_features([street], source, run)
    for lng, lat in shapely.get_coordinates(shapely.segmentize(line, 0.001)).tolist():
        layers = read(client, tile_at("ground", zoom, lat, lng))
        assert [one["name"] for one in told(layers, "streets_lines")] == ["Phố Thử"]


def draw_street(name: str, first_zoom: int, category: str, *points: tuple[float, float]) -> None:
    source, _ = MapSource.objects.get_or_create(name="Thử")
    run = Run.objects.create(kind="basemap", actor=local_operator())
    line = shapely.linestrings(points)
    street = Feature(name, MapKind.STREET, category, name, first_zoom, "{}", line)
    with transaction.atomic():
        store_features([street], source, run)


def streets_at(client: Client, zoom: int) -> list[dict]:
    return told(read(client, tile_at("ground", zoom, *DOOR)), "streets_lines")


@pytest.mark.parametrize("zoom", [9, 12, 14])
def test_a_street_drawn_later_is_on_the_map_at_once(client: Client, communes, zoom: int) -> None:
    lat, lng = DOOR
    draw_street("Phố Một", 8, "primary", (lng - 0.01, lat), (lng + 0.01, lat))
    assert [one["category"] for one in streets_at(client, zoom)] == ["primary"]
    draw_street("Phố Hai", 8, "secondary", (lng, lat - 0.01), (lng, lat + 0.01))
    assert {one["category"] for one in streets_at(client, zoom)} == {"primary", "secondary"}


def test_a_lane_tells_its_name_where_the_map_writes_it(client: Client, communes) -> None:
    lat, lng = DOOR
    for number in range(3):
        west = lng + number * 0.001
        draw_street(f"Ngõ {number}", 13, "residential", (west, lat), (west, lat + 0.0005))
    assert streets_at(client, 14) == [{"category": "residential"}]
    names = {one["name"] for one in streets_at(client, 15)}
    assert {"Ngõ 0", "Ngõ 1"} <= names


@pytest.mark.parametrize("zoom", [5, 6, 7])
def test_the_name_of_a_province_stands_nearest_to_its_own_middle(
    client: Client, communes, zoom: int
) -> None:
    middles = {unit.name: spot for unit, spot in _provinces(Generation.of("places"), today())}
    for x in range(24 << zoom - 5, 28 << zoom - 5):
        for y in range(13 << zoom - 5, 16 << zoom - 5):
            layers = read(client, f"/tiles/units/{zoom}/{x}/{y}.mvt")
            for one in layers.get("names", {"features": []})["features"]:
                at = Tile(zoom, x, y).box
                east, north = (part / 4096 for part in one["geometry"]["coordinates"])
                lng = at.west + east * (at.east - at.west)
                lat = at.south + north * (at.north - at.south)
                away = {name: np.hypot(lng - a, lat - b) for name, (a, b) in middles.items()}
                assert away[one["properties"]["name"]] <= min(away.values()) + 0.02


def test_a_province_that_bends_around_another_is_named_on_its_own_ground(communes) -> None:
    spots = {unit.name: spot for unit, spot in _provinces(Generation.of("places"), today())}
    nearest = min(
        Unit.objects.filter(level=Level.COMMUNE, lat__isnull=False).in_force(today()),
        key=lambda unit: np.hypot(unit.lng - spots["Phú Thọ"][0], unit.lat - spots["Phú Thọ"][1]),
    )
    assert nearest.parent.name == "Phú Thọ"

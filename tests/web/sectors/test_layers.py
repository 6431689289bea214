"""A sector's layer: tiles of what somebody may see, a legend, and the same as a list."""

import json
import re

import mapbox_vector_tile
import pytest
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.sectors.toy import layers as toy_layers
from tests.sectors.toy.clubs import put_club
from tests.web.map.test_tiles import tile_at, told
from tests.web.sectors.test_pages import client_of
from tests.web.sectors.test_pages import read as page_of

from diaban.spine.parties.models import Role

HERE, THERE = (21.0285, 105.8540), (21.0368, 105.8346)


@pytest.fixture
def clubs(toy, hanoi):
    return [
        put_club(f"CLB {code}", commune_of_postal_code(code), lat_e7=round(at[0] * 1e7),
                 lng_e7=round(at[1] * 1e7), open=code == "11024")
        for code, at in (("11024", HERE), ("11120", THERE))
    ]  # fmt: skip


def read(client: Client, zoom: int, at=HERE) -> dict:
    answer = client.get(tile_at("toy-clubs", zoom, *at))
    return mapbox_vector_tile.decode(answer.content) if answer.status_code == 200 else {}


def test_close_up_each_point_is_drawn_with_its_class_and_name(clubs):
    layers = read(client_of(Role.DEPARTMENT), 14)
    assert told(layers, "points") == [{"id": clubs[0].pk, "class": 0, "name": "CLB 11024"}]
    assert "counts" not in layers


def test_far_out_there_are_only_numbers_of_each_class(clubs):
    layers = read(client_of(Role.DEPARTMENT), 9)
    assert set(layers) == {"counts"}
    assert sorted(one["class"] for one in told(layers, "counts")) == [0, 1]
    assert [one["total"] for one in told(layers, "counts")] == [1, 1]


def test_nobody_is_drawn_what_lies_beyond_their_charge(clubs):
    officer = client_of(Role.COMMUNE, "11024")
    assert told(read(officer, 14), "points")
    assert read(officer, 14, THERE) == {}
    assert sum(one["total"] for one in told(read(officer, 9), "counts")) == 1


def test_to_whom_a_layer_is_closed_it_looks_as_if_it_were_not_there(clubs):
    for client in (client_of(Role.COLLECTOR, "11024"), client_of(Role.PUBLIC)):
        assert client.get(tile_at("toy-clubs", 14, *HERE)).status_code == 404
    assert "toy-clubs" not in page_of(client_of(Role.OPERATOR), "/map/")


def test_tiles_are_kept_until_the_layer_has_another_version(clubs, monkeypatch):
    client, path = client_of(Role.DEPARTMENT), tile_at("toy-clubs", 14, *HERE)
    first = client.get(path)
    monkeypatch.setattr(toy_layers, "read", None)
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(path).content == first.content
    monkeypatch.undo()
    put_club("CLB mới", commune_of_postal_code("11024"), lat_e7=210_285_500,
             lng_e7=1_058_540_500)  # fmt: skip
    assert len(told(read(client, 14), "points")) == 2


def test_the_map_page_offers_the_layer_with_its_legend_switched_off(clubs):
    page = page_of(client_of(Role.DEPARTMENT), "/map/")
    box = re.search(
        r'<input type="checkbox" id="show-toy-clubs" data-layer="([^"]+)"( checked)?', page
    )
    assert box[2] is None
    drawing = json.loads(box[1].replace("&quot;", '"'))
    assert drawing["page"].replace(drawing["any"], "7") == "/toy/7/"
    assert 'fill="#c98a2b"/></svg> chưa rõ' in page
    assert (
        '<span class="tag warn">'
        in page.partition('id="show-toy-clubs"')[2].partition("</label>")[0]
    )


def test_a_screen_shows_its_layers_on_a_map_beside_it(clubs):
    page = page_of(client_of(Role.DEPARTMENT), f"/toy/{clubs[0].pk}/")
    assert 'data-centre="105.854000,21.028500"' in page
    assert re.search(r'id="show-toy-clubs" data-layer="[^"]+" checked', page)
    assert "diaban/sector_map.js" in page
    assert "diaban/sector_map.js" not in page_of(client_of(Role.AUDITOR), "/toy/")


def test_what_is_in_view_is_listed_for_who_does_not_see_the_map(clubs):
    page = page_of(client_of(Role.DEPARTMENT), "/map/list/?bbox=105.853,21.028,105.855,21.029")
    assert f'<a href="/toy/{clubs[0].pk}/">CLB 11024</a>' in page
    assert "CLB 11120" not in page
    wide = page_of(client_of(Role.COMMUNE, "11024"), "/map/list/?bbox=105.7,20.9,106.0,21.1")
    assert "CLB 11024" in wide
    assert "CLB 11120" not in wide


def test_a_layer_without_points_is_an_empty_tile(toy, hanoi):
    assert client_of(Role.DEPARTMENT).get(tile_at("toy-clubs", 14, *HERE)).status_code == 204
    assert client_of(Role.AUDITOR).get(tile_at("toy-clubs", 9, *HERE)).status_code == 204

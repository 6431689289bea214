"""Which coordinate system the import page proposes, and what it lets a person confirm."""

import html
import re

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyproj import Transformer

from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.units import city_communes, today
from diaban.web.pages.import_picture import HEIGHT, draw_picture


def page_of(client: Client, content: str) -> str:
    sent = SimpleUploadedFile("điểm.csv", content.encode())
    response = client.post("/import/", {"file": sent})
    return html.unescape(client.get(response["Location"]).content.decode())


def in_metres(crs: str, lng: np.ndarray, lat: np.ndarray, codes: list[str]) -> str:
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lng, lat)
    rows = zip(codes, y, x, strict=True)
    lines = [f"D{i},Số {i},{code},{n},{e}" for i, (code, n, e) in enumerate(rows)]
    return "\n".join(["Mã,Địa chỉ,Mã xã,Y,X", *lines]) + "\n"


@pytest.mark.parametrize("crs", ["EPSG:5897", "EPSG:32648"])
def test_the_legal_system_is_proposed_and_chosen_for_confirmation(
    client: Client, communes, crs: str
) -> None:
    lng, lat = np.array([105.8505, 105.8506]), np.array([21.0285, 21.0286])
    page = page_of(client, in_metres(crs, lng, lat, ["", ""]))
    assert '<option value="EPSG:5897" selected>' in page
    assert "đề xuất VN-2000 / TM-3 105°00'" in page
    assert page.count('<circle class="in"') == 2


def test_the_communes_of_the_rows_settle_it_on_the_page_too(client: Client, communes) -> None:
    areas = areas_in_force(today())
    numbers = dict(city_communes(today()).values_list("pk", "code"))
    draw = np.random.default_rng(2)
    lng, lat = draw.uniform(105.3, 106.0, 3_000), draw.uniform(20.6, 21.35, 3_000)
    found = areas.locate(lat, lng)
    inside = np.flatnonzero(found)[:900]
    codes = [numbers[int(unit)] for unit in found[inside]]
    page = page_of(client, in_metres("EPSG:3405", lng[inside], lat[inside], codes))
    assert re.search(r'<option value="">[^<]*: VN-2000 / UTM zone 48N</option>', page)
    assert "EPSG:3405): nhận ra nhờ phường/xã ghi ở 900 dòng" in page
    assert "đề xuất" not in page


def test_one_row_that_lies_far_out_does_not_shrink_the_city(communes) -> None:
    near, far = [21.0285] * 9, 18.0
    alone, joined = draw_picture(near, [105.85] * 9), draw_picture([*near, far], [105.85] * 10)
    assert alone.outline == joined.outline
    assert (joined.inside, joined.outside) == (9, 1)
    assert joined.dots[-1][1] == HEIGHT - 4


def test_rows_that_all_lie_far_out_are_shown_where_they_lie(communes) -> None:
    near, far = draw_picture([21.0285], [105.85]), draw_picture([18.5] * 9, [105.85] * 9)
    assert far.is_wrong
    assert far.outline != near.outline
    assert far.dots[0][1] < HEIGHT - 4

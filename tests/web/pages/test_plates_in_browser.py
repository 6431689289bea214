"""From the order to the door in a real Chromium: an officer prints, a phone scans and attaches."""

import io

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from diaban.exchange.paper.plates import plates_pngs
from diaban.exchange.paper.registered import texts_of
from diaban.exchange.paper.sizes import PLATE_SIZES
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import local_operator
from diaban.spine.plates.models import Plate, PlateState, Printing

pytestmark = pytest.mark.browser
PATIENCE = 30_000
HERE = {"latitude": 21.02852, "longitude": 105.85417}


def test_an_officer_prints_and_a_phone_scans_and_attaches(site, city, settings, open_page):
    settings.PUBLIC_NAMES = ["diaban.example.vn"]
    Address.objects.everywhere("a test makes one real").filter(pk=1).update(synthetic=False)
    officer = Client()
    officer.force_login(local_operator())
    session = {"name": "sessionid", "value": officer.cookies["sessionid"].value, "url": site}
    office = open_page("desktop")
    office.context.add_cookies([session])
    office.set_default_timeout(PATIENCE)
    office.goto(f"{site}/problems/")
    office.click("text=Biển địa chỉ: đặt và in")
    office.select_option("#order-unit", city.hoan_kiem.code)
    office.select_option("#life", "confirmed")
    office.click("form[action$='/order/'] button")
    office.wait_for_selector("text=Đã đặt 1 biển.")
    office.click("text=In các biển này")
    with office.expect_download() as sent:
        office.click("text=Tờ A4 để cắt (PDF)")
    assert sent.value.suggested_filename.endswith("-sheets.pdf")
    assert "11, Phố Thử" in office.inner_text("tbody")

    run = Printing.objects.get()
    (sheet,) = plates_pngs(texts_of(run), PLATE_SIZES[run.size], sheets=True)
    (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))
    path = scanned.text.removeprefix("HTTPS://DIABAN.EXAMPLE.VN")
    phone = open_page("phone", geolocation=HERE, permissions=["geolocation"])
    phone.context.add_cookies([session])
    phone.set_default_timeout(PATIENCE)
    phone.goto(site + path)
    phone.click("text=Lưu vị trí tôi đang đứng")
    phone.wait_for_function("() => document.querySelector('[name=lat]').value")
    phone.click("text=Đã gắn biển lên cửa")
    phone.wait_for_selector("text=đã gắn từ")
    plate = Plate.objects.everywhere("a test reads one").get(address=1)
    assert (plate.state, plate.at_lat_e7) == (PlateState.ATTACHED, 210285200)

    phone.click("#on-map summary")
    phone.wait_for_selector("#map[data-ready=yes]")
    phone.click("text=Báo sai")
    phone.click("text=Vị trí trên bản đồ sai")
    phone.wait_for_selector("text=Cảm ơn")
    assert "Vị trí trên bản đồ sai" in officer.get("/plates/").content.decode()

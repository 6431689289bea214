"""The phone and the server itself: what is captured at the door arrives in the registry."""

from base64 import b64decode

import pytest
from django.test import Client
from tests.fieldwork import STEP, collector, draw_by_hand, place
from tests.hanoi import commune_of_postal_code
from tests.web.phone.conftest import PATIENCE, PHONE, go_offline, settle
from tests.web.phone.test_phone import PICTURE

from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.models import Capture, Lot, Outcome, Photo, PhotoState

LAT, LNG = place(0)
HERE_AT_FIRST = {"latitude": LAT, "longitude": LNG, "accuracy": 6}
pytestmark = pytest.mark.browser


@pytest.fixture
def field_url(transactional_db, live_server, operator, hanoi, settings, tmp_path) -> str:
    settings.PHOTO_FOLDER = tmp_path / "photos"
    draw_by_hand(commune_of_postal_code("11024"), 3)
    return f"{live_server.url}/field/phone/"


def test_doors_a_photo_and_a_new_door_arrive(open_page, field_url) -> None:
    page = open_page(**{**PHONE, "geolocation": HERE_AT_FIRST})
    page.set_default_timeout(PATIENCE)
    page.goto(field_url)
    settle(page)
    page.click("text=Bắt đầu")
    page.wait_for_selector("h2:has-text('10, phố Thử')")
    page.wait_for_selector(".where.good")
    page.fill("#field-written", "số 10A phố Thử")
    picture = b64decode(page.evaluate(PICTURE))
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.set_input_files("#field-photo", photo)
    page.wait_for_selector(".plate img")
    page.click("[data-outcome=found]")
    page.wait_for_selector("h2:has-text('11, phố Thử')")
    page.click("[data-outcome=nobody_home]")
    page.wait_for_selector("h2:has-text('12, phố Thử')")
    page.click("[aria-label='Quay lại']")
    lat, lng = place(2)
    page.context.set_geolocation({"latitude": lat, "longitude": lng + 5 * STEP, "accuracy": 6})
    page.click("text=Cửa mới")
    page.wait_for_selector(".where.good")
    page.fill("#field-written", "số 99 phố Thử")
    page.click("[data-outcome=new_door]")
    page.wait_for_selector("#chip[data-waiting='0']")
    settle(page)
    captures = Capture.objects.order_by("seq")
    assert [one.outcome for one in captures] == [
        Outcome.FOUND,
        Outcome.NOBODY_HOME,
        Outcome.FOUND,
    ]
    assert captures[0].address.house_number == "10A"
    assert captures[2].is_new_door
    assert Address.objects.everywhere("a test").filter(house_number="99").exists()
    (kept,) = Photo.objects.all()
    assert (kept.state, kept.pk) == (PhotoState.WHOLE, captures[0].photo)
    page.goto(f"{field_url}#/lot/{captures[0].lot_id}")
    page.click("text=/^Tất cả/")
    page.wait_for_selector("[aria-pressed=true]:has-text('Tất cả')")
    assert page.locator(".doors li").count() == 4, "the new door is listed once"


def record_next(page, name: str) -> None:
    page.wait_for_selector(f"h2:has-text('{name}')")
    page.wait_for_selector(".where.good")
    page.click("[data-outcome=found]")
    page.wait_for_selector(f"h2:has-text('{name}')", state="detached")


def test_the_page_reloads_without_a_network_and_sends_when_it_is_back(battery, field_url) -> None:
    """A collector who signed in, in a browser whose requests nobody catches on the way."""
    lan = collector("lan", Lot.objects.get())
    client = Client()
    client.force_login(lan)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": field_url}
    context = battery.start()
    context.set_default_timeout(PATIENCE)
    context.add_cookies([session])
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE_AT_FIRST)
    page = context.new_page()
    page.goto(field_url)
    settle(page)
    page.wait_for_selector("text=Đã lưu trên máy, dùng được khi không có mạng")
    go_offline(page)
    assert page.evaluate("fetch('hello.json').then(() => 'reached', () => 'cut')") == "cut"
    page.click("text=Bắt đầu")
    record_next(page, "10, phố Thử")
    answer = page.reload()
    assert answer.from_service_worker
    record_next(page, "11, phố Thử")
    page.goto(field_url)
    page.wait_for_selector("#chip[data-waiting='2']")
    page.click("text=Danh sách")
    page.click("text=/^Tất cả/")
    told = page.locator(".doors .row:has-text('chưa gửi')")
    told.nth(1).wait_for()
    assert [text.splitlines()[1] for text in told.all_inner_texts()] == [
        "10, phố Thử",
        "11, phố Thử",
    ]
    assert not Capture.objects.exists()
    page.context.set_offline(False)
    page.wait_for_selector("#chip[data-waiting='0']")
    settle(page)
    assert list(Capture.objects.values_list("actor__username", flat=True)) == ["lan", "lan"]

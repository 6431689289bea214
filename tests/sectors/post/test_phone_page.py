"""The staff's page in a real browser, with the server behind it and the network cut between."""

from base64 import b64decode
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from tests.sectors.post.phones import staff
from tests.sectors.post.points import PLACED, a_point
from tests.web.phone.conftest import Battery

from diaban.sectors.post.models import CheckIn, CheckInPlace, Device, RefusedCheckIn
from diaban.sectors.post.presence.check_in_devices import confirm
from diaban.sectors.post.presence.point_codes import code_shown, make_screen_link
from diaban.spine.parties.models import local_operator

pytestmark = pytest.mark.browser
PATIENCE = 30_000
HERE = {"latitude": PLACED["lat_e7"] / 1e7, "longitude": PLACED["lng_e7"] / 1e7, "accuracy": 8}


@pytest.fixture
def battery(browser, tmp_path):
    own = Battery(browser.browser_type, tmp_path)
    yield own
    own.die()


@pytest.fixture
def office(transactional_db, live_server, official_hanoi, settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    point = a_point(**PLACED)
    lan = staff("lan", point)
    return SimpleNamespace(point=point, lan=lan, url=f"{live_server.url}/post/check-in/")


def open_as(battery, office, clock: timedelta | None = None):
    """A browser of its own, in which somebody has signed in."""
    client = Client()
    client.force_login(office.lan)
    context = battery.start()
    context.set_default_timeout(PATIENCE)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": office.url}]
    )
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE)
    if clock is not None:
        context.clock.install(time=timezone.now() + clock)
        context.clock.resume()
    page = context.new_page()
    page.goto(office.url)
    page.wait_for_selector("main[data-sent=done]")
    return page


def confirm_the_key() -> None:
    confirm(local_operator(), Device.objects.get())


def wait_for_all_sent(page) -> None:
    """Taken by the server, and shown so."""
    page.wait_for_selector("li[data-state=taken]")
    page.wait_for_selector("main[data-waiting='0']")


def test_a_day_without_a_network_arrives_when_it_is_back(battery, office) -> None:
    page = open_as(battery, office)
    told = page.inner_text(".note.warn")
    assert Device.objects.get().fingerprint in told, "the phone reads out what the office sees"
    confirm_the_key()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    assert page.evaluate("fetch('hello.json').then(() => 'reached', () => 'cut')") == "cut"
    page.click("#come")
    page.wait_for_selector("main[data-waiting='1']")
    page.wait_for_selector("#standing.here")
    answer = page.reload()
    assert answer.from_service_worker
    page.wait_for_selector("main[data-waiting='1']")
    page.click("#leave")
    page.wait_for_selector("main[data-waiting='2']")
    assert page.locator("li[data-state=waiting]").count() == 2
    assert not CheckIn.objects.exists()
    page.context.set_offline(False)
    wait_for_all_sent(page)
    page.wait_for_selector("li[data-state=taken]")
    rows = list(CheckIn.objects.order_by("seq"))
    assert [(row.seq, row.kind, row.metres, row.remarks) for row in rows] == [
        (1, "in", 0, []),
        (2, "out", 0, []),
    ]
    assert rows[0].happened_at < rows[1].happened_at
    assert not RefusedCheckIn.objects.exists()


def test_a_phone_whose_clock_is_a_day_off_is_told_and_taken_at_the_true_time(
    battery, office
) -> None:
    page = open_as(battery, office, clock=timedelta(days=1))
    confirm_the_key()
    page.click("#come")
    wait_for_all_sent(page)
    row = CheckIn.objects.get()
    assert row.remarks == ["clock"]
    assert abs(row.happened_at - timezone.now()) < timedelta(minutes=5)
    assert row.device_time - row.happened_at > timedelta(hours=23)
    page.wait_for_selector("text=đồng hồ máy lệch")


def test_a_photo_is_signed_by_its_digest_and_follows_small(battery, office, tmp_path) -> None:
    page = open_as(battery, office)
    confirm_the_key()
    picture = page.evaluate("""() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 2000 });
      const paint = canvas.getContext("2d");
      for (let n = 0; n < 4000; n += 1) {
        paint.fillStyle = `hsl(${n % 360} 80% 50%)`;
        paint.fillRect((n * 97) % 3000, (n * 53) % 2000, 40, 40);
      }
      return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
    }""")
    content = b64decode(picture)
    assert len(content) > 300_000
    page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.wait_for_selector("#photo-kept")
    page.click("#come")
    wait_for_all_sent(page)
    digest = CheckInPlace.objects.get().photo
    path = tmp_path / "photos" / "post" / digest[:2] / f"{digest}.jpg"
    for _ in range(100):
        if path.exists():
            break
        page.wait_for_timeout(100)
    assert 0 < path.stat().st_size <= 300_000


def test_fifty_megabytes_of_photos_are_refused_in_words(battery, office) -> None:
    page = open_as(battery, office)
    status = page.evaluate("""async () => {
      const { token } = await (await fetch("hello.json")).json();
      const headers = { "X-CSRFToken": token };
      const body = new Blob([new Uint8Array(50 * 1024 * 1024)]);
      const answer = await fetch(`photos/${"a".repeat(64)}`, { method: "PUT", body, headers });
      return [answer.status, await answer.json()];
    }""")
    assert status[0] == 413
    assert status[1]["most"] <= 10 << 20
    page.evaluate("""() => {
      const files = new DataTransfer();
      const content = new Uint8Array(51 * 1024 * 1024);
      files.items.add(new File([content], "a.jpg", { type: "image/jpeg" }));
      const field = document.getElementById("photo");
      field.files = files.files;
      field.dispatchEvent(new Event("change"));
    }""")
    page.wait_for_selector("text=Ảnh quá lớn")


def test_the_code_of_the_screen_goes_with_the_check_in(battery, office) -> None:
    make_screen_link(local_operator(), office.point)
    page = open_as(battery, office)
    confirm_the_key()
    page.fill("#code", "12")
    page.click("#come")
    page.wait_for_selector("text=Mã phải đủ 6 chữ số")
    page.fill("#code", code_shown(office.point, timezone.now()).code)
    page.click("#come")
    wait_for_all_sent(page)
    assert CheckIn.objects.get().code_ok is True


def test_a_new_key_is_made_where_the_chain_is_broken(battery, office) -> None:
    page = open_as(battery, office)
    confirm_the_key()
    Device.objects.update(last_seq=4)
    page.click("#come")
    page.wait_for_selector("li[data-state=refused]")
    page.click("#new-key")
    page.wait_for_selector(".note.warn")
    assert Device.objects.count() == 2


def test_it_speaks_english_too_and_fits_a_small_phone(battery, office) -> None:
    page = open_as(battery, office)
    page.set_viewport_size({"width": 360, "height": 640})
    page.click("#speak")
    page.wait_for_selector("text=I am here")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#come").bounding_box()["height"] >= 80
    assert page.locator("#come").bounding_box()["y"] < 640, "no scrolling to the buttons"

"""One street from a drawn lot to open data: what the tutorial tells, walked in a real Chromium."""

import csv
import io
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import zxingcpp
from PIL import Image
from tests.web.story.conftest import DOORS, PATIENCE, stand

from diaban.exchange.open_data.publishing import publish
from diaban.exchange.paper.letters import letters_pngs
from diaban.exchange.paper.notified import letters_of
from diaban.exchange.paper.plates import plates_pngs
from diaban.exchange.paper.registered import texts_of
from diaban.exchange.paper.sizes import PLATE_SIZES
from diaban.spine.addresses.coding import code_in_passing
from diaban.spine.addresses.models import Address, Life
from diaban.spine.certification.models import Batch
from diaban.spine.fieldwork.models import Capture, Conflict, Lot
from diaban.spine.notices.models import Mailing
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.spine.plates.models import Plate, PlateState, Printing

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PHONE = {"locale": "vi-VN", "permissions": ["geolocation"]}
# whether the page's worker holds it, so that it opens without a network
HELD = """() => Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise(done => setTimeout(() => done(false), 20000)),
])"""
# the door whose position nobody measured: certified only once its household answers
POINTED = 5
OWN_WORDS = "hỏi bà Tư ở cửa sau"
PUBLIC = "HTTPS://DIABAN.EXAMPLE.VN"


def addresses() -> Any:
    return Address.objects.everywhere("the story reads what became of its street")


def test_a_street_from_the_lot_to_open_data(site, hoan_kiem, people, as_user):
    office = as_user(people["hoa"])
    lot = draw_the_lot(office, site, hoan_kiem)
    hand_over(office, site, lot, "lan")
    here = stand(walk_of(lot)[0])
    lan = begin_the_day(as_user(people["lan"], "phone", geolocation=here, **PHONE), site)
    collect_without_a_network(lan, lot, site)
    hand_over(office, site, lot, "minh")
    minh = begin_the_day(as_user(people["minh"], "phone", geolocation=stand(3), **PHONE), site)
    collect_the_disputed_door(minh, site, lot)
    come_back_to_the_network(lan)
    decide_the_conflict(office, site)
    assert code_in_passing(local_operator()), "as the worker does a minute later"
    letters = write_to_the_households(office, site, hoan_kiem)
    confirm(as_user(None, "phone"), site + letters["10"])
    ask_for_a_correction(as_user(None, "phone"), site + letters["11"])
    certify(office, site, hoan_kiem)
    link = print_plates(office, site, hoan_kiem)
    scan_and_attach(minh, site + link)
    key = make_a_key(as_user(people["chief"]), site, hoan_kiem)
    verify(as_user(None), site, key)
    find_in_open_data(as_user(None), site)


def until(page: "Page", holds: Callable[[], bool]) -> None:
    """Wait, while the page goes on, for what the server is to have."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        page.wait_for_timeout(200)
        if holds():
            return
    pytest.fail("it did not arrive")


def draw_the_lot(office: "Page", site: str, commune: Any) -> Lot:
    office.goto(f"{site}/field/draw/")
    office.select_option("#unit", commune.code)
    office.fill("#collectors", "1")
    office.fill("#doors_a_day", str(DOORS))
    office.click("form.row button")
    office.click("#draw")
    office.wait_for_url("**/field/")
    lot = Lot.objects.get()
    assert lot.doors.count() == DOORS
    return lot


def hand_over(office: "Page", site: str, lot: Lot, name: str) -> None:
    office.goto(f"{site}/field/lots/{lot.pk}/")
    office.select_option("#collector", label=name)
    office.click("button.primary")
    office.wait_for_selector(f"#collector option:checked:has-text('{name}')", state="attached")


def begin_the_day(phone: "Page", site: str) -> "Page":
    phone.goto(f"{site}/field/phone/")
    phone.wait_for_selector("main[data-sent=done]")
    phone.wait_for_selector("a:has-text('Bắt đầu')")
    phone.wait_for_function(
        "async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)"
    )
    return phone


def collect_without_a_network(phone: "Page", lot: Lot, site: str) -> None:
    """Lan was out before the lot went to Minh, and has no network all the while."""
    phone.context.set_offline(True)
    doors = lot.doors.order_by("place").select_related("address")
    for door, number in zip(doors, walk_of(lot), strict=True):
        # a receiver goes on telling, which the browser's stand-in does not: it is asked anew
        phone.goto(f"{site}/field/phone/#/lot/{lot.pk}")
        phone.wait_for_selector("main[data-screen=lot] .doors")
        phone.context.set_geolocation(stand(number))
        phone.goto(f"{site}/field/phone/#/lot/{lot.pk}/door/{door.address.identifier}")
        heading = f"h2:has-text('{10 + number}, phố Thử')"
        phone.wait_for_selector(heading)
        phone.wait_for_selector(".where.good")
        if number == 3:
            phone.fill("#field-written", "số 13A phố Thử")
        if number == POINTED:
            phone.click("button:has-text('Chỉ trên bản đồ')")
            phone.click("text=Cửa ở đây")
            phone.wait_for_selector("text=Vị trí chỉ trên bản đồ")
        phone.click("[data-outcome=found]")
        phone.wait_for_selector(heading, state="detached")
    phone.wait_for_selector(f"#chip[data-waiting='{DOORS}']")
    assert not Capture.objects.filter(actor__username="lan").exists()


def walk_of(lot: Lot) -> list[int]:
    """The doors in the order of the walk, by their place in the street."""
    doors = lot.doors.order_by("place").select_related("address")
    return [int(door.address.house_number) - 10 for door in doors]


def collect_the_disputed_door(phone: "Page", site: str, lot: Lot) -> None:
    place = walk_of(lot).index(3)
    door = lot.doors.order_by("place")[place].address.identifier
    phone.context.set_geolocation(stand(3))
    phone.goto(f"{site}/field/phone/#/lot/{lot.pk}/door/{door}")
    phone.wait_for_selector("h2:has-text('13, phố Thử')")
    phone.wait_for_selector(".where.good")
    phone.fill("#field-written", "số 13B phố Thử")
    phone.click("[data-outcome=found]")
    until(phone, Capture.objects.filter(actor__username="minh").exists)


def come_back_to_the_network(phone: "Page") -> None:
    phone.context.set_offline(False)
    until(phone, lambda: Capture.objects.filter(actor__username="lan").count() == DOORS)
    phone.wait_for_selector("#chip[data-waiting='0']")
    assert Conflict.objects.waiting().count() == 1


def decide_the_conflict(office: "Page", site: str) -> None:
    office.goto(f"{site}/field/conflicts/")
    assert "13A" in office.inner_text("#main")
    assert "13B" in office.inner_text("#main")
    office.click(".verdicts button >> nth=0")
    office.wait_for_selector("text=Không có gì chờ quyết định.")
    assert not Conflict.objects.waiting().exists()
    assert addresses().filter(life=Life.COLLECTED).count() == DOORS


def write_to_the_households(office: "Page", site: str, commune: Any) -> dict[str, str]:
    """Return where each letter's QR code leads, by house number, as a phone reads it."""
    office.goto(f"{site}/notices/?unit={commune.code}")
    office.click("text=Làm thư")
    office.wait_for_selector("#count:has-text('10')")
    mailing = Mailing.objects.get()
    rows = list(mailing.notices.select_related("address").order_by("place"))
    pages = letters_pngs(letters_of(mailing, rows))
    with office.expect_download() as sent:
        office.click("text=Thư (PDF)")
    assert sent.value.suggested_filename.endswith(".pdf")
    office.click("text=Đã phát thư")
    office.wait_for_selector("#state:has-text('đã phát')")
    assert addresses().filter(life=Life.NOTIFIED).count() == DOORS
    found = {}
    for row, page in zip(rows, pages, strict=True):
        (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
        found[row.address.house_number] = scanned.text.removeprefix(PUBLIC)
    return found


def confirm(phone: "Page", link: str) -> None:
    phone.goto(link)
    phone.wait_for_selector("h1:has-text('10, phố Thử')")
    phone.click("button:has-text('Đúng')")
    phone.wait_for_selector("text=Quý vị đã xác nhận địa chỉ đúng")
    assert addresses().get(house_number="10").life == Life.CONFIRMED


def ask_for_a_correction(phone: "Page", link: str) -> None:
    phone.goto(link)
    phone.click("summary:has-text('Cần sửa')")
    phone.fill("#house_number", "11B")
    phone.fill("#words", OWN_WORDS)
    phone.click("text=Gửi đề nghị sửa")
    phone.wait_for_selector("text=Đã nhận được trả lời")
    assert addresses().filter(house_number="11").exists(), "the commune has not decided yet"


def certify(office: "Page", site: str, commune: Any) -> None:
    office.goto(f"{site}/certification/?unit={commune.code}")
    office.click("text=Chấp nhận sửa")
    office.wait_for_selector("article", state="detached")
    assert "1 địa chỉ đã đến nơi" in office.inner_text("#pointed-out")
    for box in office.locator("input.pick").all():
        box.check()
    office.click("text=Chứng nhận các địa chỉ đã chọn")
    office.wait_for_selector("text=Đã chứng nhận 9 địa chỉ.")
    office.click("text=Đóng đợt")
    office.wait_for_selector("#state:has-text('đã đóng')")
    assert Batch.objects.get().certified.count() == DOORS - 1
    assert addresses().get(house_number="11B").life == Life.CERTIFIED


def print_plates(office: "Page", site: str, commune: Any) -> str:
    """Return where the first plate's QR code leads."""
    office.goto(f"{site}/plates/")
    office.select_option("#order-unit", commune.code)
    office.select_option("#life", "certified")
    office.click("form[action$='/order/'] button")
    office.wait_for_selector("text=Đã đặt 9 biển.")
    office.click("text=In các biển này")
    office.wait_for_selector("text=Tờ A4 để cắt (PDF)")
    run = Printing.objects.get()
    texts = texts_of(run)
    assert not run.sample
    sheets = plates_pngs(texts, PLATE_SIZES[run.size], sheets=True)
    links = {
        code.text.removeprefix(PUBLIC)
        for sheet in sheets
        for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))
    }
    assert links == {f"/P/{text.identifier}" for text in texts}
    return f"/P/{addresses().get(house_number='11B').identifier}"


def scan_and_attach(phone: "Page", link: str) -> None:
    phone.goto(link)
    phone.wait_for_selector("h1:has-text('11B, phố Thử')")
    phone.click("text=Đã gắn biển lên cửa")
    phone.wait_for_selector("text=đã gắn từ")
    plate = Plate.objects.everywhere("the story reads one").get(address__house_number="11B")
    assert plate.state == PlateState.ATTACHED


def make_a_key(chief: "Page", site: str, commune: Any) -> str:
    chief.goto(f"{site}/people/keys/")
    chief.fill("#client", "buu-ta")
    chief.fill("#organisation", "Bưu điện mẫu")
    chief.fill("#unit", commune.code)
    chief.click("text=Tạo khóa")
    return chief.input_value("#token")


def verify(courier: "Page", site: str, key: str) -> None:
    asked = courier.request.get(
        f"{site}/api/v1/verify",
        params={"text": "11B phố Thử, phường Hoàn Kiếm, Hà Nội"},
        headers={"Authorization": f"Bearer {key}"},
    )
    told = asked.json()
    assert asked.status == 200, told
    assert (told["verdict"], told["life"]) == ("real", "certified")
    assert told["entrances"]
    assert told["risk"] is None, "nobody has delivered there yet: unknown is not nought"


def find_in_open_data(anybody: "Page", site: str) -> None:
    publish(local_operator(), today())
    anybody.goto(f"{site}/data/")
    with anybody.expect_download() as sent:
        anybody.click("a[href$='addresses.csv'] >> nth=0")
    text = sent.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == DOORS
    assert ("11", "B") in {(row["numero"], row["suffixe"].upper()) for row in rows}
    (pointed,) = [row for row in rows if row["position_source"] == "pointed"]
    assert (pointed["numero"], pointed["certification_commune"]) == (str(10 + POINTED), "0")
    certified = [row["certification_commune"] for row in rows if row is not pointed]
    assert set(certified) == {"1"}
    assert not [word for word in (OWN_WORDS, "bà Tư", ";lan;", ";minh;") if word in text]

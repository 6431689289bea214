"""One street from a drawn lot to open data: what the tutorial tells, walked in a real Chromium."""

from typing import TYPE_CHECKING, Any

import pytest
from tests.web.story.conftest import DOORS, stand

from diaban.spine.addresses.models import Address, Life
from diaban.spine.fieldwork.models import Capture, Conflict, Lot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PHONE = {"locale": "vi-VN", "permissions": ["geolocation"]}


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
    phone.wait_for_function("async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)")
    return phone


def collect_without_a_network(phone: "Page", lot: Lot, site: str) -> None:
    """Lan was out before the lot went to Minh, and has no network all the while."""
    phone.context.set_offline(True)
    phone.click("a:has-text('Bắt đầu')")
    for number in walk_of(lot):
        phone.context.set_geolocation(stand(number))
        phone.wait_for_selector(f"h2:has-text('{10 + number}, phố Thử')")
        phone.wait_for_selector(".where.good")
        if number == 3:
            phone.fill("#field-written", "số 13A phố Thử")
        phone.click("[data-outcome=found]")
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
    phone.wait_for_selector("main[data-sent=done] >> visible=true")
    phone.wait_for_selector("#chip[data-waiting='0']")


def come_back_to_the_network(phone: "Page") -> None:
    phone.context.set_offline(False)
    phone.wait_for_selector("#chip[data-waiting='0']")
    assert Capture.objects.filter(actor__username="lan").count() == DOORS
    assert Conflict.objects.waiting().count() == 1


def decide_the_conflict(office: "Page", site: str) -> None:
    office.goto(f"{site}/field/conflicts/")
    assert "13A" in office.inner_text("#main")
    assert "13B" in office.inner_text("#main")
    office.click(".verdicts button >> nth=0")
    office.wait_for_selector("text=Không có gì chờ quyết định.")
    assert not Conflict.objects.waiting().exists()
    assert addresses().filter(life=Life.COLLECTED).count() == DOORS

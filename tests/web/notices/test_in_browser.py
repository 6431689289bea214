"""In a real Chromium: a household answers on its phone, an officer decides and certifies."""

import pytest
from django.test import Client
from tests.registry import address_of

from diaban.spine.addresses.models import Life
from diaban.spine.certification.models import Batch
from diaban.spine.notices.answering import Said, find_notice, take_answer
from diaban.spine.notices.models import Answer, Kind
from diaban.spine.parties.models import local_operator

pytestmark = pytest.mark.browser
PATIENCE = 30_000
HERE = {"latitude": 21.02862, "longitude": 105.85404, "accuracy": 6}


@pytest.fixture
def served(transactional_db, keys, live_server, map_library) -> str:
    return live_server.url


def test_a_household_corrects_its_address_on_a_phone(served, keys, open_page):
    phone = open_page("phone", geolocation=HERE, permissions=["geolocation"])
    phone.set_default_timeout(PATIENCE)
    phone.goto(f"{served}/a/")
    phone.fill("#key", keys["d0"].lower())
    phone.click("text=Mở")
    phone.wait_for_selector("h1:has-text('10, phố Thử')")
    phone.wait_for_selector("#map[data-ready=yes]")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.click("summary:has-text('Cần sửa')")
    phone.fill("#house_number", "10B")
    phone.click("#here")
    phone.wait_for_function("() => document.querySelector('[name=lat]').value")
    phone.click("text=Gửi đề nghị sửa")
    phone.wait_for_selector("text=Đã nhận được trả lời")
    answer = Answer.objects.get()
    assert (answer.parts, answer.lat_e7) == ({"house_number": "10B"}, 210286200)
    assert answer.accuracy_metres == 6.0


def test_a_household_sets_the_point_on_the_map(served, keys, open_page):
    phone = open_page("phone")
    phone.set_default_timeout(PATIENCE)
    phone.goto(f"{served}/A/{keys['d1']}")
    phone.wait_for_selector("#map[data-ready=yes]")
    phone.click("summary:has-text('Cần sửa')")
    phone.click("#map canvas", position={"x": 120, "y": 80})
    phone.wait_for_function("() => document.querySelector('[name=lat]').value")
    phone.click("text=Gửi đề nghị sửa")
    phone.wait_for_selector("text=Đã nhận được trả lời")
    answer = Answer.objects.get()
    assert answer.position is not None
    assert answer.accuracy_metres is None


def test_a_household_confirms_where_no_script_runs(served, keys, open_page):
    phone = open_page("phone", java_script_enabled=False)
    phone.set_default_timeout(PATIENCE)
    phone.goto(f"{served}/a/{keys['d2']}")
    phone.click("button:has-text('Đúng')")
    phone.wait_for_selector("text=Quý vị đã xác nhận địa chỉ đúng")
    assert address_of("d2").life == Life.CONFIRMED


def test_an_officer_decides_and_certifies(served, keys, open_page):
    take_answer(find_notice(keys["d0"]), Said(Kind.CORRECT, {"house_number": "10B"}))
    unit = address_of("d0").commune.code
    officer = Client()
    officer.force_login(local_operator())
    desk = open_page("desktop")
    session = officer.cookies["sessionid"].value
    desk.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    desk.set_default_timeout(PATIENCE)
    desk.goto(f"{served}/problems/")
    desk.click("text=Chứng nhận địa chỉ")
    desk.click(f"a[href='?unit={unit}']")
    desk.wait_for_url(f"**unit={unit}")
    assert desk.inner_text("article mark") == "10B"
    desk.click("text=Chấp nhận sửa")
    desk.wait_for_selector("article", state="detached")
    desk.check(f"[aria-labelledby=a{address_of('d0').pk}]")
    desk.click("text=Chứng nhận các địa chỉ đã chọn")
    desk.wait_for_selector("text=Đã chứng nhận 5 địa chỉ.")
    assert {address_of(f"d{n}").life for n in range(5)} == {Life.CERTIFIED}
    desk.click("text=Đóng đợt")
    desk.wait_for_selector("#state:has-text('đã đóng')")
    assert Batch.objects.get().certified.count() == 5

"""The office's pages: what they show, to whom, and what their buttons do."""

import re

import pytest
from django.test import Client
from tests.fieldwork import Phone, collector, draw_by_hand, fix, identifier, place
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of

from diaban.spine.addresses.coding import run_coding
from diaban.spine.fieldwork.lots import open_lots
from diaban.spine.fieldwork.models import Conflict, Drawing, Lot, LotCollector, RefusedCapture
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.web.field.office import collectors_for


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def number(page: str, name: str) -> str:
    return re.search(rf'id="{name}">([\d.]+)', page)[1]


@pytest.fixture
def people(lot) -> tuple[Phone, Phone]:
    return Phone(collector("an", lot), "phone-an"), Phone(collector("binh", lot), "phone-binh")


@pytest.fixture
def differing(lot, people) -> Conflict:
    for phone, said in zip(people, ("12", "14"), strict=True):
        phone.record(lot, identifier("1-2"), house_number=said, position=fix(place(2)))
        phone.send()
    return Conflict.objects.waiting().get()


def test_progress_by_lot_and_collector(client, lot, people, differing):
    page = client.get("/field/").content.decode()
    assert (number(page, "done"), number(page, "conflicts"), number(page, "refused")) == (
        "1", "1", "0"
    )  # fmt: skip
    assert ">binh<" in page
    told = client.get(f"/field/lots/{lot.pk}/").content.decode()
    assert "chưa khớp" in told
    assert address_of("1-1").identifier in told


def test_without_lots_the_page_says_what_to_do(client, operator, hanoi):
    assert "Chia lô" in client.get("/field/").content.decode()


def test_both_statements_stand_side_by_side_and_one_is_chosen(client, differing):
    page = client.get("/field/conflicts/").content.decode()
    assert "<mark>12</mark>" in page
    assert "<mark>14</mark>" in page
    assert "<svg" in page
    address = f"/field/conflicts/{differing.pk}/"
    assert client.post(address, {"choice": "capture"}).status_code == 302
    assert address_of("1-2").house_number == "14"
    assert number(client.get("/field/conflicts/").content.decode(), "count") == "0"
    answer = client.post(address, {"choice": "capture"})
    assert 'class="note bad"' in client.get(answer["Location"]).content.decode()


def test_doors_where_nobody_could_be_asked_are_told_as_visited(client, lot, people):
    for door, outcome in (("1-0", "nobody_home"), ("1-1", "unreachable"), ("1-2", "found")):
        people[0].record(lot, identifier(door), outcome=outcome)
    people[0].send()
    page = client.get("/field/").content.decode()
    assert (number(page, "done"), number(page, "to-come-back")) == ("1", "2")
    page = client.get(f"/field/lots/{lot.pk}/").content.decode()
    assert number(page, "to-come-back") == "2"
    assert "vắng nhà, cần quay lại" in page
    assert "không tới được, cần quay lại" in page


def test_households_that_collectors_counted_stand_in_coverage(client, lot, people, operator):
    assert 'id="counted"' not in client.get("/coverage/").content.decode()
    people[0].record(lot, identifier("1-0"), households=7)
    people[0].record(lot, identifier("1-1"))
    people[0].send()
    page = client.get("/coverage/").content.decode()
    assert "đếm được 7 hộ tại 1 cửa" in page


@pytest.mark.databases
@pytest.mark.parametrize("kind", ["changed", "beside", "far", "not_there"])
def test_every_kind_of_conflict_can_be_read(client, lot, people, kind):
    phone = people[0]
    if kind == "beside":
        phone.record(lot, None, position=fix(place(1, 2.0)), house_number="99", note="ngõ sâu")
    elif kind == "far":
        phone.record(lot, identifier("1-1"), position=fix(place(1, 300.0)))
    else:
        phone.record(lot, identifier("1-1"), outcome="not_there")
    phone.send()
    Conflict.objects.update(kind=kind)
    page = client.get("/field/conflicts/").content.decode()
    assert number(page, "count") == "1"
    assert page.count('name="choice"') == 2


def test_a_refused_capture_is_shown_in_words_and_taken_all_the_same_or_set_aside(client, lot):
    stranger = Phone(collector("chi"), "phone-chi")
    for name in ("1-1", "1-2"):
        stranger.record(lot, identifier(name), house_number="<b>7</b>")
    stranger.send("nonsense", *stranger.waiting)
    page = client.get("/field/refused/").content.decode()
    assert number(page, "count") == "3"
    assert "&lt;b&gt;7" in page
    assert "11, phố Thử" in page, "which door"
    assert "Lô này chưa từng giao" in page
    assert page.count("Vẫn nhận</button>") == 2
    first, last, *_ = RefusedCapture.objects.filter(reason="not_your_lot").order_by("pk")
    client.post(f"/field/refused/{first.pk}/", {"choice": "again"})
    client.post(f"/field/refused/{last.pk}/", {"choice": "aside"})
    assert number(client.get("/field/refused/").content.decode(), "count") == "1"
    assert client.post(f"/field/refused/{first.pk}/", {"choice": "again"}).status_code == 404


def test_the_field_that_is_wrong_stands_in_words_and_no_trying_is_offered(client, lot, people):
    phone = people[0]
    phone.record(lot, identifier("1-1"), note="x" * 501)
    phone.record(lot, identifier("1-2"), seq=None)
    phone.send()
    page = client.get("/field/refused/").content.decode()
    assert "<b>ghi chú:</b> Một đoạn chữ quá dài. Hãy nhờ người thu thập" in page
    assert "<b>phần máy tự ghi:</b>" in page
    assert 'value="again"' not in page
    assert "seq" not in page.partition("<main")[2]


def test_what_stays_refused_after_trying_is_told(client, lot, people):
    people[0].record(lot, "AAAA-AAAA-A")
    people[0].send()
    row = RefusedCapture.objects.get()
    assert "Thử lại</button>" in client.get("/field/refused/").content.decode()
    answer = client.post(f"/field/refused/{row.pk}/", {"choice": "again"})
    assert "note bad" in client.get(answer["Location"]).content.decode()


def test_a_lot_is_handed_over_and_closed(client, lot):
    collector("chi")
    Charge.objects.create(user=User.objects.get(username="chi"), unit=lot.drawing.unit)
    chi = User.objects.get(username="chi")
    page = client.get(f"/field/lots/{lot.pk}/").content.decode()
    assert f'<option value="{chi.pk}">chi' in page
    client.post(f"/field/lots/{lot.pk}/hand/", {"collector": str(chi.pk)})
    assert LotCollector.objects.get(ended_at=None).collector == chi
    stranger = collector("elsewhere")
    answer = client.post(f"/field/lots/{lot.pk}/hand/", {"collector": str(stranger.pk)})
    assert answer.status_code == 404
    client.post(f"/field/lots/{lot.pk}/hand/", {"collector": ""})
    assert not LotCollector.objects.filter(ended_at=None).exists()
    client.post(f"/field/lots/{lot.pk}/close/")
    assert Lot.objects.get().state == "closed"


def test_lots_are_seen_before_they_are_drawn(client, operator, official_hanoi):
    unit = commune_of_postal_code("11024")
    draw_by_hand(unit, 25)
    Lot.objects.update(state="closed")
    run_coding(operator)
    asked = {"unit": unit.code, "collectors": "2", "doors_a_day": "10", "team": "Tổ 2"}
    page = client.get("/field/draw/", asked).content.decode()
    assert number(page, "lots-count") == "3"
    assert Drawing.objects.count() == 1
    assert client.post("/field/draw/", asked)["Location"] == "/field/"
    assert Lot.objects.filter(state="open").count() == 3
    again = client.get("/field/draw/", asked)
    assert again.status_code == 422
    assert "không còn cửa nào" in again.content.decode()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"collectors": "0"}, "Số người trong tổ"),
        ({"collectors": "x"}, "Số người trong tổ"),
        ({"doors_a_day": "5"}, "Số cửa mỗi ngày"),
        ({"doors_a_day": "٣٠"}, "Số cửa mỗi ngày"),
        ({"team": "x" * 81}, "Tên tổ"),
    ],
)
def test_a_plan_that_is_none_is_refused_by_field(client, lot, change, named):
    asked = {"unit": lot.drawing.unit.code, "collectors": "2", "doors_a_day": "10"} | change
    answer = client.get("/field/draw/", asked)
    assert answer.status_code == 422
    assert named in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COLLECTOR, Role.API_CLIENT, Role.PUBLIC])
def test_who_does_not_manage_changes_nothing(lot, differing, role):
    client = client_of(User.objects.create(username="x", role=role))
    for address in ("lots/{}/hand/", "lots/{}/close/"):
        assert client.post("/field/" + address.format(lot.pk)).status_code == 403
    assert client.post(f"/field/conflicts/{differing.pk}/").status_code == 403
    assert client.post("/field/refused/1/", {"choice": "aside"}).status_code == 403
    assert client.get("/field/draw/").status_code == 403
    shown = client.get("/field/conflicts/")
    assert shown.status_code == (200 if role == Role.AUDITOR else 403)
    assert 'name="choice"' not in shown.content.decode()


def test_who_has_the_commune_no_more_in_charge_gets_no_lot_of_it(client, lot, people):
    person = people[0].user
    assert open_lots(person) == [lot]
    assert person in collectors_for(lot)
    person.charges.update(valid_to=today())
    assert open_lots(person) == []
    assert person not in collectors_for(lot)


def test_a_neighbouring_commune_sees_and_decides_nothing(lot, differing):
    neighbour = User.objects.create(username="phuong khac", role=Role.COMMUNE)
    Charge.objects.create(user=neighbour, unit=commune_of_postal_code("11120"))
    client = client_of(neighbour)
    assert number(client.get("/field/").content.decode(), "conflicts") == "0"
    assert client.get(f"/field/lots/{lot.pk}/").status_code == 404
    assert client.post(f"/field/lots/{lot.pk}/close/").status_code == 404
    answer = client.post(f"/field/conflicts/{differing.pk}/", {"choice": "capture"})
    assert answer.status_code == 404
    own = User.objects.create(username="phuong", role=Role.COMMUNE)
    Charge.objects.create(user=own, unit=lot.drawing.unit)
    assert number(client_of(own).get("/field/").content.decode(), "conflicts") == "1"


@pytest.mark.parametrize("address", ["lots/{}/hand/", "lots/{}/close/", "conflicts/{}/"])
def test_nothing_changes_by_a_mere_link(client, lot, address):
    assert client.get("/field/" + address.format(lot.pk)).status_code == 405


@pytest.mark.browser
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_office_hands_out_a_lot_and_decides(
    transactional_db, differing, live_server, map_library, open_page, device
):
    page = open_page(device)
    page.set_default_timeout(30_000)
    for path in ("", "conflicts/", "refused/", "draw/", f"lots/{differing.capture.lot_id}/"):
        page.goto(f"{live_server.url}/field/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.wait_for_selector("#map[data-ready]")
    page.select_option("#collector", label="an")
    page.click("button.primary")
    page.wait_for_selector("#map[data-ready]")
    assert page.inner_text("#collector option[selected]") == "an"
    page.goto(f"{live_server.url}/field/")
    page.wait_for_selector("#map[data-ready]")
    page.click("a[href$='/conflicts/']")
    page.click("button[value=earlier]")
    page.wait_for_function("() => document.getElementById('count').textContent === '0'")
    assert Conflict.objects.get().decision == "earlier"

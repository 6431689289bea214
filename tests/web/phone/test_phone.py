"""The collector's page in a real Chromium of 360 × 640, by finger, mostly without a network."""

import io
import re
import time
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from tests.web.pages.conftest import DOOR
from tests.web.phone import fake_office
from tests.web.phone.conftest import HERE, PATIENCE, go_offline, settle, stand_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MANY = """async count => {
  const { addCapture } = await import('/static/diaban/field/store.js');
  for (let n = 0; n < count; n += 1) {
    const key = crypto.randomUUID();
    const capture = { key, lot: 7, place: `D7-${n}`, door: `D7-${n}`, outcome: 'found',
      clock: Date.now(), uptime: 1, position: null, households: 1, written: `${n} Phố Thử` };
    await addCapture(capture, `7/D7-${n}`);
  }
}"""
ALL = """async () => {
  const { capturesOf } = await import('/static/diaban/field/store.js');
  return (await capturesOf(7)).sort((a, b) => a.seq - b.seq);
}"""


def at_door(page: "Page", order: int) -> None:
    page.wait_for_selector(f"h1:text-is('Cửa {order}/12')")


def record(page: "Page", order: int, outcome: str = "found") -> None:
    """Stand at a door, wait for the position, press one button."""
    stand_at(page, order)
    at_door(page, order)
    page.wait_for_selector(".where.good")
    page.click(f"[data-outcome={outcome}]")


def waiting(page: "Page", count: int) -> None:
    page.wait_for_selector(f"#chip[data-waiting='{count}']")


KEPT_HOUSEHOLDS = """async written => {
  const open = indexedDB.open('diaban-field');
  const base = await new Promise(done => { open.onsuccess = () => done(open.result); });
  const all = base.transaction(['drafts']).objectStore('drafts').getAll();
  await new Promise(done => { all.onsuccess = done; });
  base.close();
  return all.result.find(one => one.written === written)?.households ?? null;
}"""


def test_ten_doors_without_a_network_outlive_reload_and_dead_battery(
    battery, field_url, office
) -> None:
    page = new_page(battery)
    page.goto(field_url)
    settle(page)
    page.wait_for_selector("text=Đã lưu trên máy, dùng được khi không có mạng")
    go_offline(page)
    page.click("text=Bắt đầu")
    for order, outcome in enumerate(["found", "nobody_home", "not_there", "refused"], start=1):
        record(page, order, outcome)
    at_door(page, 5)
    page.reload()
    for order in range(5, 11):
        record(page, order)
    at_door(page, 11)
    page.fill("#field-written", "11A Phố Thử, cửa sau")
    page.click("[aria-label='Thêm một hộ']")
    waiting(page, 10)
    address = page.url
    # what a thumb does in the last milliseconds no phone keeps
    end = time.monotonic() + 10
    while page.evaluate(KEPT_HOUSEHOLDS, "11A Phố Thử, cửa sau") != 1:
        assert time.monotonic() < end, "the draft is not kept"
    battery.die()

    page = new_page(battery)
    page.context.set_offline(True)
    page.goto(address)
    at_door(page, 11)
    assert page.input_value("#field-written") == "11A Phố Thử, cửa sau"
    assert page.input_value("#field-households") == "1"
    waiting(page, 10)
    assert office.captures == {}
    fourth = "D7-4"
    office.dispute = lambda one: (
        {"kind": "two_statements", "with": "Nguyễn Văn Thử"} if one["door"] == fourth else None
    )
    page.context.set_offline(False)
    settle(page)
    waiting(page, 0)
    assert office.outcomes == ["found", "nobody_home", "not_there", "refused", *["found"] * 6]
    page.click("#chip")
    page.wait_for_selector("text=Nguyễn Văn Thử ghi cửa này khác với bạn.")
    page.click("text=Xem lại cửa này")
    at_door(page, 4)
    page.wait_for_selector("text=/Đã ghi lúc .*: Từ chối/")


def new_page(battery) -> "Page":
    context = battery.start()
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    return page


def test_a_day_of_400_doors_arrives_once_over_a_bad_network(open_phone, office) -> None:
    page = open_phone()
    go_offline(page)
    page.evaluate(MANY, 150)
    page.reload()
    page.evaluate(MANY, 150)
    twin = page.context.new_page()
    page.close()
    twin.set_default_timeout(PATIENCE)
    twin.goto(page.url)
    twin.wait_for_selector("body[data-ready=yes]")
    twin.evaluate(MANY, 100)
    office.faults = ["busy", "", "lost", "", "busy", "lost"]
    twin.context.set_offline(False)
    twin.wait_for_selector("#chip[data-waiting='0']", timeout=2 * PATIENCE)
    seqs = [one["seq"] for one in office.captures.values()]
    assert sorted(seqs) == list(range(1, 401))
    assert sum(office.sendings) == 500, "two batches of fifty came twice and were taken once"
    assert {one["state"] for one in twin.evaluate(ALL)} == {"taken"}


def test_two_tabs_at_one_door_make_one_record(open_phone, office) -> None:
    page = open_phone()
    page.click("text=Bắt đầu")
    at_door(page, 1)
    stand_at(page, 1)
    other = page.context.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(page.url)
    at_door(other, 1)
    other.wait_for_selector(".where.good")
    other.click("[data-outcome=found]")
    at_door(other, 2)
    page.wait_for_selector(".where.good")
    page.click("[data-outcome=not_there]")
    page.wait_for_selector("#toast:has-text('đã được lưu ở một thẻ khác')")
    assert [one["outcome"] for one in page.evaluate(ALL)] == ["found"]


def test_a_record_is_corrected_by_another_one(open_phone, office) -> None:
    page = open_phone()
    page.click("text=Bắt đầu")
    record(page, 1, "not_there")
    at_door(page, 2)
    page.click("#toast >> text=Sửa")
    page.wait_for_selector("text=/Đã ghi lúc .*: Không có cửa này/")
    page.fill("#field-written", "1B Phố Thử")
    page.click("[data-outcome=found]")
    at_door(page, 2)
    waiting(page, 0)
    first, second = sorted(office.captures.values(), key=lambda one: one["seq"])
    assert (first["outcome"], second["outcome"]) == ("not_there", "found")
    assert (second["door"], second["written"]) == ("D7-1", "1B Phố Thử")
    assert second["house_number"] == "", "the number of the old text says nothing of the new one"
    assert first["key"] != second["key"]


def test_the_position_is_told_and_doubted_once(open_phone, office) -> None:
    page = open_phone(geolocation={**HERE, "accuracy": 45})
    page.click("text=Bắt đầu")
    page.wait_for_selector("text=Lệch tới 45 m")
    page.click("[data-outcome=found]")
    page.wait_for_selector("text=Vị trí còn lệch tới 45 m. Bấm lần nữa để vẫn lưu.")
    page.click("[data-outcome=found]")
    at_door(page, 2)
    page.context.set_geolocation({**HERE, "latitude": HERE["latitude"] + 0.003, "accuracy": 5})
    page.wait_for_selector(".where.good")
    page.click("[data-outcome=found]")
    page.wait_for_selector("text=/Bạn đang cách cửa này 3\\d\\d m/")
    waiting(page, 0)
    (one,) = office.captures.values()
    assert one["position"]["accuracy"] == 45
    assert one["position"]["fixes"] >= 1


def test_from_far_away_the_map_for_pointing_opens_at_the_door(open_phone, office) -> None:
    far = {**HERE, "latitude": HERE["latitude"] + 1, "accuracy": 5}
    page = open_phone(geolocation=far)
    page.click("text=Bắt đầu")
    page.wait_for_selector(".where.good")
    page.click("button:has-text('Chỉ trên bản đồ')")
    page.click("text=Cửa ở đây")
    page.wait_for_selector("text=Vị trí chỉ trên bản đồ")
    page.click("[data-outcome=found]")
    at_door(page, 2)
    waiting(page, 0)
    (one,) = office.captures.values()
    assert one["position"]["lat"] == pytest.approx(HERE["latitude"], abs=0.001)


def test_without_location_the_house_is_pointed_out_on_the_map(open_phone, office) -> None:
    page = open_phone(permissions=[])
    page.click("text=Bắt đầu")
    page.wait_for_selector("text=Trang chưa được phép xem vị trí")
    page.click("[data-outcome=found]")
    page.wait_for_selector("text=Chưa có vị trí. Bấm lần nữa")
    page.click("button:has-text('Chỉ trên bản đồ')")
    page.wait_for_selector("dialog canvas[data-tiles]:not([data-tiles='0'])")
    page.keyboard.press("ArrowRight")
    page.click("text=Cửa ở đây")
    page.wait_for_selector("text=Vị trí chỉ trên bản đồ")
    page.click("summary >> text=Cổng vào, ghi chú")
    page.click("text=Cổng vào ở chỗ khác")
    page.click("text=Đặt cổng vào ở đây")
    page.wait_for_selector("text=Cổng vào: đã đặt")
    page.click("[data-outcome=found]")
    at_door(page, 2)
    waiting(page, 0)
    (one,) = office.captures.values()
    assert one["position"]["fixes"] == 0
    assert one["gate"] == {name: one["position"][name] for name in ("lat", "lng")}
    assert one["gate"]["lng"] > HERE["longitude"]
    assert one["note"] == ""


def test_a_new_door_with_a_photo_goes_to_the_office_without_exif(open_phone, office) -> None:
    page = open_phone()
    go_offline(page)
    page.click("text=Danh sách")
    page.click("text=Cửa mới")
    page.wait_for_selector(".where.good")
    page.click("[data-outcome=new_door]")
    page.wait_for_selector("text=Hãy ghi địa chỉ như người dân nói, hoặc chụp biển số.")
    page.fill("#field-written", "ngõ 3, nhà không số")
    page.set_input_files(
        "#field-photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    )
    page.wait_for_selector("text=Không đọc được ảnh này")
    picture = b64decode(page.evaluate(PICTURE))
    assert len(picture) > 1_000_000
    page.set_input_files(
        "#field-photo",
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": with_exif(picture)},
    )
    page.wait_for_selector(".plate img")
    page.reload()
    page.wait_for_selector(".plate img")
    page.click("[data-outcome=new_door]")
    page.wait_for_selector("#toast:has-text('Cửa mới')")
    waiting(page, 2)
    page.context.set_offline(False)
    waiting(page, 0)
    (one,) = office.captures.values()
    assert (one["door"], one["outcome"]) == (None, "found")
    ((key, photo),) = office.photos.items()
    assert key == one["photo"]
    assert len(photo) == office.sizes[key] <= 1_000_000
    assert photo.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in photo
    assert b"secret place" not in photo


# a noisy picture of 1800 × 1350, over a megabyte
PICTURE = """async () => {
  const canvas = new OffscreenCanvas(1800, 1350), brush = canvas.getContext('2d');
  const data = brush.createImageData(1800, 1350);
  for (let n = 0; n < data.data.length; n += 65536) {
    crypto.getRandomValues(data.data.subarray(n, Math.min(n + 65536, data.data.length)));
  }
  brush.putImageData(data, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 });
  const reader = new FileReader();
  reader.readAsDataURL(blob);
  await new Promise(done => { reader.onload = done; });
  return reader.result.split(',')[1];
}"""


def with_exif(jpeg: bytes) -> bytes:
    """A JPEG as cameras write it: an APP1 segment follows the start."""
    body = b"Exif\0\0MM\0*\0\0\0\x08" + b"secret place" + bytes(40)
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    whole = io.BytesIO()
    whole.write(jpeg[:2] + segment + jpeg[2:])
    return whole.getvalue()


def test_what_is_refused_is_told_with_what_to_do_and_does_not_hold_up_the_rest(
    open_phone, office
) -> None:
    office.refuse = lambda one: (
        {"reason": "unknown_door", "field": "door"} if one["door"] == "D7-1" else None
    )
    page = open_phone()
    page.click("text=Bắt đầu")
    record(page, 1)
    record(page, 2)
    waiting(page, 0)
    page.wait_for_selector("#chip .badge:text-is('1')")
    page.click("#chip")
    page.wait_for_selector("text=Cửa này không còn trong danh sách. Hãy đưa tổ trưởng xem")
    assert page.inner_text(".told b") == "1 Phố Thử"
    assert page.locator(".told .pair > *").count() == 1, "no trying again can help"
    page.click("text=Đã hiểu")
    page.wait_for_selector("text=Không có gì cần xem lại.")
    assert page.locator("#chip .badge").count() == 0
    assert [one["door"] for one in office.captures.values()] == ["D7-2"]
    assert [one["state"] for one in page.evaluate(ALL)] == ["refused", "taken"]


@pytest.mark.parametrize(
    ("refusal", "told", "act"),
    [
        ({"reason": "too_long", "field": "note"}, "Ghi chú ghi quá dài.", "Sửa cửa này"),
        ({"reason": "malformed", "field": "households"}, "Số hộ ở đây ghi không đúng.",
         "Sửa cửa này"),
        ({"reason": "position_outside", "field": "gate"}, "Điểm cổng vào nằm ngoài Việt Nam.",
         "Sửa cửa này"),
        ({"reason": "malformed", "field": "uptime"}, "Hãy đưa tổ trưởng xem", None),
        ({"reason": "charge_ended", "field": "lot"}, "khu này đã giao cho người khác", None),
        ({"reason": "burnt", "field": "x"}, "Máy chủ không nhận (mã: burnt)", None),
        ({"reason": "fault", "field": ""}, "Máy chủ gặp lỗi khi nhận.", "Thử lại"),
    ],
)  # fmt: skip
def test_each_refusal_is_told_in_words_with_the_one_thing_that_helps(
    open_phone, office, refusal, told, act
) -> None:
    office.refuse = lambda one: refusal
    page = open_phone()
    page.click("text=Bắt đầu")
    record(page, 1)
    waiting(page, 0)
    page.wait_for_selector("#chip .badge:text-is('1')")
    page.click("#chip")
    page.wait_for_selector(f".told p:has-text('{told}')")
    shown = page.locator(".told .pair > *").all_inner_texts()
    assert shown == ([act, "Đã hiểu"] if act else ["Đã hiểu"])
    assert "{" not in page.inner_text(".told")
    if act == "Thử lại":
        office.refuse = lambda one: None
        page.click("[data-act=again]")
        page.wait_for_selector("text=Không có gì cần xem lại.")
        assert len(office.captures) == 1


def test_a_door_where_nobody_could_be_asked_comes_again_when_the_others_are_done(
    open_phone, office
) -> None:
    fake_office.open_lot(7, "Phố Thử, đoạn 1", 4, DOOR)
    page = open_phone()
    page.click("text=Bắt đầu")
    for order, name in enumerate(["refused", "unreachable", "nobody_home", "found"], start=1):
        page.wait_for_selector(f"h1:text-is('Cửa {order}/4')")
        stand_at(page, order)
        if name == "found":
            page.wait_for_selector(".where.good")
        page.click(f"[data-outcome={name}]")
    page.wait_for_selector("h1:text-is('Cửa 1/4')")
    assert page.inner_text(".progress span") == "1/4 cửa"
    assert page.locator(".note:has-text('Từ chối, cần quay lại')").is_visible()
    waiting(page, 0)
    assert office.outcomes == ["refused", "unreachable", "nobody_home", "found"]
    assert {one["households"] for one in office.captures.values()} == {None}, "nobody counted"


def test_households_are_told_only_where_they_were_counted(open_phone, office) -> None:
    page = open_phone()
    page.click("text=Bắt đầu")
    at_door(page, 1)
    assert page.input_value("#field-households") == ""
    page.click("[aria-label='Bớt một hộ']")
    assert page.input_value("#field-households") == "", "unknown is not nought"
    for _ in range(3):
        page.click("[aria-label='Thêm một hộ']")
    record(page, 1)
    record(page, 2)
    waiting(page, 0)
    told = sorted(office.captures.values(), key=lambda one: one["seq"])
    assert [one["households"] for one in told] == [3, None]


def test_who_is_signed_out_works_on_and_is_told(open_phone, office) -> None:
    page = open_phone()
    office.signed_out = True
    page.click("text=Bắt đầu")
    record(page, 1)
    at_door(page, 2)
    page.wait_for_selector("main[data-sent=sign_in]")
    page.click("#chip")
    page.wait_for_selector("text=Cần đăng nhập lại thì mới gửi được. Không mất gì cả.")
    office.signed_out = False
    page.click("text=Gửi ngay")
    waiting(page, 0)
    assert len(office.captures) == 1


def test_a_lot_that_was_taken_away_leaves_the_phone_but_its_records_do_not(
    open_phone, office
) -> None:
    page = open_phone()
    go_offline(page)
    page.click("text=Bắt đầu")
    record(page, 1)
    at_door(page, 2)
    office.lots.clear()
    page.context.set_offline(False)
    waiting(page, 0)
    page.goto(re.sub("#.*", "#/", page.url))
    page.wait_for_selector("text=Chưa có việc nào được giao.")
    assert len(office.captures) == 1
    assert len(page.evaluate(ALL)) == 1


def test_the_list_and_the_map_lead_to_the_same_door(open_phone, office) -> None:
    page = open_phone()
    page.click("text=Danh sách")
    page.click("text=/^5 Phố Thử/")
    at_door(page, 5)
    page.click("a:has-text('Bản đồ')")
    page.wait_for_selector("canvas[data-drawn='12']")
    page.wait_for_selector("text=© Bản đồ thử")
    canvas = page.locator("canvas")
    size = canvas.bounding_box()
    canvas.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    at_door(page, 5)


AGED = """async days => {
  const open = indexedDB.open('diaban-field');
  const base = await new Promise(done => { open.onsuccess = () => done(open.result); });
  const captures = base.transaction(['captures'], 'readwrite').objectStore('captures');
  const all = captures.getAll();
  await new Promise(done => { all.onsuccess = done; });
  for (const one of all.result) {
    captures.put({ ...one, settled_at: one.settled_at - days * 86400000 });
  }
  await new Promise(done => { captures.transaction.oncomplete = done; });
  base.close();
}"""


def test_what_the_server_took_leaves_the_phone_after_a_week(open_phone, office) -> None:
    second = "D7-2"
    office.dispute = lambda one: (
        {"kind": "two_statements", "with": "Nguyễn Văn Thử"} if one["door"] == second else None
    )
    page = open_phone()
    page.click("text=Bắt đầu")
    for order in (1, 2, 3):
        record(page, order)
    at_door(page, 4)
    settle(page)
    waiting(page, 0)
    page.evaluate(AGED, 6)
    page.reload()
    settle(page)
    assert len(page.evaluate(ALL)) == 3, "a collector looks back at the week"
    page.evaluate(AGED, 2)
    page.reload()
    settle(page)
    for _ in range(100):
        kept = page.evaluate(ALL)
        if len(kept) < 3:
            break
        page.wait_for_timeout(100)
    assert [one["state"] for one in kept] == ["conflict"], "what came back is to be looked at"


def test_the_other_language_is_spoken_offline_and_stays(open_phone, office) -> None:
    page = open_phone()
    go_offline(page)
    page.click("text=English")
    page.wait_for_selector("text=Begin")
    page.reload()
    page.click("text=Begin")
    page.wait_for_selector("text=Door 1/12")
    assert page.evaluate("document.documentElement.lang") == "en"

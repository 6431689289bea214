"""The pages in a real Chromium, on a desktop and on a phone, by mouse, finger and keyboard."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("device", ["desktop", "phone"])
# half a minute: a software renderer on a busy machine is slow
PATIENCE = 30_000
CONTRAST = """element => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let under = element, ground = [255, 255, 255];
  while (under) {
    const colour = parse(getComputedStyle(under).backgroundColor);
    if (colour.length < 4 || colour[3] > 0.99) { ground = colour; break; }
    under = under.parentElement;
  }
  const pair = [light(parse(getComputedStyle(element).color)), light(ground)].sort();
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def open_at(page: "Page", url: str) -> "Page":
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    return page


def wait_for_map(page: "Page") -> "Locator":
    page.wait_for_selector("#map[data-ready=yes]")
    return page.locator("#map")


def wait_for_answer(page: "Page", text: str) -> None:
    page.wait_for_function(
        "text => document.querySelector('.answer-code')?.textContent.includes(text)", arg=text
    )


@BOTH
def test_a_code_is_answered_and_its_cell_is_drawn(site: str, open_page, device: str) -> None:
    page = open_at(open_page(device), site)
    ground = wait_for_map(page)
    before = ground.screenshot()
    page.fill("#q", "11024 2vh3 cm3")
    page.press("#q", "Enter")
    wait_for_answer(page, "11024 2VH3 CM3")
    assert re.search(r"\?q=11024(\+|%20)2vh3(\+|%20)cm3$", page.url)
    page.wait_for_selector(".inset:not([hidden])")
    page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('11024 2VH3 CM3')"
    )
    page.wait_for_timeout(1500)
    assert ground.screenshot() != before


@BOTH
def test_a_click_on_the_map_is_a_question(site: str, open_page, device: str) -> None:
    page = open_at(open_page(device), f"{site}/?q=11024+2VH3+CM3")
    ground = wait_for_map(page)
    ground.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    size = ground.bounding_box()
    spot = {"x": size["width"] / 2 + 40, "y": size["height"] / 2 - 30}
    ground.locator("canvas.maplibregl-canvas").click(position=spot)
    page.wait_for_url(re.compile(r"q=21\.\d+%2C(?:\+|%20)105\.\d+"))
    page.wait_for_function("() => document.querySelector('#answer [data-q^=\"21.\"]')")
    assert "2VH3" in page.inner_text(".answer-code")
    assert page.inner_text(".answer-code") != "11024 2VH3 CM3"


@BOTH
def test_a_wrong_code_is_corrected_with_one_click(site: str, open_page, device: str) -> None:
    page = open_at(open_page(device), f"{site}/?q=11120+2VH3+CM3")
    assert "Mã này không thể có" in page.inner_text(".note.bad")
    page.click("text=/^11024 2VH3 CM3/")
    wait_for_answer(page, "11024 2VH3 CM3")
    page.wait_for_function("() => document.getElementById('q').value === '110242VH3CM3'")
    page.go_back()
    page.wait_for_selector(".note.bad")


def test_the_code_is_copied(site: str, open_page) -> None:
    page = open_page("desktop", permissions=["clipboard-read", "clipboard-write"])
    open_at(page, f"{site}/?q=11024+2VH3+CM3")
    page.click("text=Sao chép mã")
    page.wait_for_selector("text=Đã sao chép")
    assert page.evaluate("navigator.clipboard.readText()") == "110242VH3CM3"


def test_ones_own_position_is_a_question(site: str, open_page) -> None:
    page = open_page(
        "phone",
        permissions=["geolocation"],
        geolocation={"latitude": 21.028511, "longitude": 105.854167},
    )
    open_at(page, site).click("#here")
    wait_for_answer(page, "2VH3 CM3")


def test_a_refused_position_is_told(site: str, open_page) -> None:
    page = open_at(open_page("phone", permissions=[]), site)
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (found, refused) => refused(); }"
    )
    page.click("#here")
    page.wait_for_selector("#refused")
    assert "Thiết bị không cho biết vị trí" in page.inner_text("#refused")


@BOTH
def test_coverage_switches_to_the_former_communes_and_back(
    site: str, open_page, device: str
) -> None:
    page = open_at(open_page(device), f"{site}/coverage/")
    wait_for_map(page)
    assert page.locator("#table-body tr").count() == 126
    page.fill("#as_of", "2025-06-30")
    page.click("main form button")
    page.wait_for_url("**as_of=2025-06-30")
    wait_for_map(page)
    assert page.locator("#table-body tr").count() == 526
    page.click("text=/^hôm nay/")
    page.wait_for_url("**/coverage/")


def test_the_table_is_searched_and_sorted_in_place(site: str, open_page) -> None:
    page = open_at(open_page("desktop"), f"{site}/coverage/")
    page.fill("#find", "ba dinh")
    rows = page.locator("#table-body tr:visible")
    assert rows.count() == 1
    assert "Phường Ba Đình" in rows.first.inner_text()
    page.click("thead >> text=Xã, phường")
    page.wait_for_selector("th[aria-sort=ascending] >> text=Xã, phường")
    assert "sort=name" in page.url
    assert page.locator("#table-body tr:visible").count() == 1


def test_counts_are_imported_from_a_filled_in_file(site: str, open_page) -> None:
    page = open_at(open_page("desktop"), f"{site}/coverage/")
    page.click("text=Nhập từ bảng tính")
    with page.expect_download() as download:
        page.click("text=Bảng mẫu (Excel)")
    assert download.value.suggested_filename.endswith(".xlsx")
    content = "Phường/xã,Số hộ\nPhường Hoàn Kiếm,6\n".encode()
    file = {"name": "so-ho.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#file", file)
    page.fill("#source", "Ban chỉ đạo")
    page.click("text=/^Xem trước$/")
    page.click("text=Ghi 1 số")
    page.click("text=Xem độ phủ")
    assert "50,0\xa0%" in page.locator("tr", has_text="Phường Hoàn Kiếm").inner_text()


def test_a_whole_look_up_goes_by_keyboard_alone(site: str, open_page) -> None:
    page = open_at(open_page("desktop"), f"{site}/?q=11120+2VH3+CM3")
    wait_for_map(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        assert shown[0] != "none", page.evaluate("document.activeElement.outerHTML")[:200]
        assert shown[1] >= 2
        if page.evaluate("document.activeElement.getAttribute('href')") == "/?q=110242VH3CM3":
            break
    page.keyboard.press("Enter")
    wait_for_answer(page, "11024 2VH3 CM3")


def test_the_map_is_asked_by_keyboard(site: str, open_page) -> None:
    page = open_at(open_page("desktop"), f"{site}/?q=11024+2VH3+CM3")
    wait_for_map(page)
    page.wait_for_timeout(1500)
    canvas = page.locator("canvas.maplibregl-canvas")
    assert "Enter" in canvas.get_attribute("aria-label")
    canvas.focus()
    assert page.locator(".cross").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=21\.0285\d+%2C(?:\+|%20)105\.8541\d+"))


@BOTH
@pytest.mark.parametrize(
    "path", ["/?q=11024+2VH3+CM3", "/?q=11120+2VH3+CM3", "/coverage/", "/problems/"]
)
def test_text_has_contrast_targets_are_large_and_nothing_overflows(
    site: str, open_page: Callable[..., "Page"], device: str, path: str
) -> None:
    page = open_at(open_page(device), site + path)
    for name in ("h1", "label", ".quiet", ".tag", ".note", "main a", ".menu a", "button", "footer"):
        found = page.locator(name)
        for index in range(min(found.count(), 4)):
            if found.nth(index).is_visible():
                assert found.nth(index).evaluate(CONTRAST) >= 4.5, (name, index)
    for control in page.locator("main button:visible, .menu a:visible").all():
        assert control.bounding_box()["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "path", ["/?q=11024+2VH3+CM3", "/coverage/", "/problems/", "/coverage/import/"]
)
def test_nothing_overflows_at_360_pixels(site: str, open_page, path: str) -> None:
    page = open_page("phone")
    page.set_viewport_size({"width": 360, "height": 740})
    open_at(page, site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_the_box_still_answers(site: str, open_page) -> None:
    page = open_at(open_page("desktop", java_script_enabled=False), site)
    page.fill("#q", "11024 2VH3 CM3")
    page.click("text=/^Tra cứu$/ >> nth=-1")
    assert "11024 2VH3 CM3" in page.inner_text(".answer-code")


def test_where_the_map_fails_the_page_says_so_and_works_on(site: str, open_page) -> None:
    page = open_page("desktop")
    page.route("**/maplibre-gl.mjs", lambda route: route.abort())
    open_at(page, f"{site}/?q=11024+2VH3+CM3")
    page.wait_for_selector("text=Trình duyệt này không vẽ được bản đồ")
    assert "11024 2VH3 CM3" in page.inner_text(".answer-code")

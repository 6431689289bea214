"""What stands out of a list as a whole is said before it is taken, and must have been seen."""

import io
import re

import xlsxwriter
from django.test import Client
from tests.web.pages.test_imports import (
    PLACES,
    WITH_BAD,
    bring,
    check,
    count,
    send,
    take,
    text,
    work,
)

from diaban.spine.runs.models import Upload

HEADINGS = "Mã,Số nhà,Đường phố,Vĩ độ,Kinh độ\n"


def houses(lat: float, street: str = "Phố Ví Dụ") -> str:
    return HEADINGS + "".join(f"K{i},{i},{street},{lat + i / 1e5:.5f},105.85\n" for i in range(9))


def test_addresses_that_would_move_are_told_and_taken_only_once_seen(
    client: Client, communes
) -> None:
    bring(client, houses(21.028))
    page = send(client, houses(21.031), "dời.csv")
    shown = check(client, page)
    assert "9 địa chỉ đã có sẽ dời vị trí, giữa là 334 m." in shown
    assert "Tôi đã xem các cảnh báo" in shown
    assert (count(shown, "known"), count(shown, "would_change")) == (9, 9)
    client.post(f"{page}take/")
    work()
    assert PLACES.filter(lat_e7__gte=210_310_000).count() == 0
    client.post(f"{page}take/", {"seen": "on"})
    work()
    assert PLACES.filter(lat_e7__gte=210_310_000).count() == 9


def test_what_only_is_told_needs_no_tick(client: Client, communes) -> None:
    page = send(client, "Mã,Số nhà,Đường phố\nK1,12,Phố Ví Dụ\n")
    shown = check(client, page)
    assert "Không dòng nào có vị trí: sẽ chưa cấp được mã." in shown
    assert "Tôi đã xem các cảnh báo" not in shown
    take(client, page)
    assert PLACES.count() == 1


def test_a_map_layer_shows_that_nobody_is_taken_to_live_there(client: Client, communes) -> None:
    layer = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ma":"a",'
        '"so_nha":"1","duong":"Phố Ví Dụ"},"geometry":{"type":"Point",'
        '"coordinates":[105.85,21.03]}}]}'
    )
    page = send(client, layer, "nhà.geojson")
    assert 'name="not_households" checked' in text(client.get(page))
    shown = check(client, page, kind="addresses")
    assert "Lớp bản đồ: dòng không ghi rõ là hộ sẽ được coi là nơi không có hộ ở" in shown
    shown = check(client, page, kind="addresses", asks_households="1")
    assert "Lớp bản đồ" not in shown
    take(client, page)
    assert PLACES.get().is_household


def test_the_same_file_again_is_recognised_and_codes_are_counted(client: Client, communes) -> None:
    report = text(client.get(bring(client, houses(21.028))))
    assert "Mã: đã xét 9 địa chỉ; 9 địa chỉ vừa có mã." in report
    assert "có mã khác trước" not in report
    shown = check(client, send(client, houses(21.028)))
    assert "Tệp này đã nhập lúc " in shown
    assert (count(shown, "would_stay"), count(shown, "would_change")) == (9, 0)


def test_rows_given_back_are_recognised_with_source_and_columns(client: Client, communes) -> None:
    odd = WITH_BAD.replace("Đường phố", "cột 7").replace("Số nhà", "cột 8")
    chosen = {"column-0": "source_key", "column-1": "house_number", "column-2": "street"}
    chosen |= {"column-3": "lat", "column-4": "lng"}
    report = text(client.get(bring(client, odd, **chosen)))
    link = re.search(r'href="(/problems/rejected/\d+/rows\.csv)"', report)[1]
    returned = b"".join(client.get(link).streaming_content)
    page = text(client.get(send(client, returned, "sửa.csv")))
    assert 'value="Phường thử"' in page
    assert re.search(r'name="column-2">.*?value="street" selected', page, re.DOTALL)


def test_choices_of_a_workbook_of_sheets_hold_when_it_is_checked_at_once(
    client: Client, communes
) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name in ("Một", "Hai"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Mã", "A", "B", "Vĩ độ", "Kinh độ"])
            sheet.write_row(1, 0, ["K1", "12", "Phố Ví Dụ", "21.0285", "105.8505"])
    page = send(client, content.getvalue(), "hai trang.xlsx")
    chosen = {"column-0": "source_key", "column-1": "house_number", "column-2": "street"}
    chosen |= {"column-3": "lat", "column-4": "lng"}
    check(client, page, kind="addresses", sheet="Một", **chosen)
    order = Upload.objects.get().check_run.order
    assert (order["sheet"], order["mapping"]["street"]) == ("Một", "B")

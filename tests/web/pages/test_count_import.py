"""Household counts come in on one screen: template, preview, and only then taken."""

import html
import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import today

PAGE = "/coverage/import/"


def send(client: Client, content: bytes, name: str = "so-ho.csv", **fields: str) -> str:
    upload = SimpleUploadedFile(name, content)
    response = client.post(PAGE, {"file": upload, "source": "Cục Thống kê", **fields})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(token|source|as_of)" value="([^"]*)"', page))


def test_the_template_lists_every_commune_with_blank_numbers(client: Client, communes) -> None:
    response = client.get(PAGE + "template.xlsx")
    content = io.BytesIO(b"".join(response.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert len(rows) == 127
    assert "Số hộ" in rows[0]
    assert all(len(row) < 3 or row[2] == "" for row in rows[1:])


def test_a_preview_changes_nothing_and_taking_it_shows_on_the_page(client: Client, city) -> None:
    content = f"Mã xã,Số hộ\n{city.hoan_kiem.code},12\n{city.ba_dinh.code},\n".encode()
    page = send(client, content, as_of="2026-11-01")
    assert "Xem trước: chưa ghi gì" in page
    assert 'id="fit">1<' in page
    assert not HouseholdCount.objects.filter(source="Cục Thống kê").exists()
    taken = html.unescape(client.post(PAGE, hidden(page)).content.decode())
    assert "Đã ghi số hộ của 1 xã, phường." in taken
    count = HouseholdCount.objects.get(source="Cục Thống kê")
    assert (count.unit_id, count.count, count.as_of) == (city.hoan_kiem.pk, 12, date(2026, 11, 1))
    assert not count.synthetic
    assert "25,0\xa0%" in client.get("/coverage/").content.decode()


def test_problems_are_told_by_row_and_good_rows_may_still_be_taken(client: Client, city) -> None:
    content = f"Mã xã,Số hộ\n{city.hoan_kiem.code},12\n00000,5\n{city.ba_dinh.code},-3\n"
    page = send(client, content.encode())
    assert 'id="rejected">2<' in page
    assert "Dòng 3" in page
    assert "Dòng 4" in page
    assert "Ghi 1 số" in page


def test_a_file_without_the_needed_columns_is_refused_in_words(client: Client, communes) -> None:
    page = send(client, b"a,b\n1,2\n")
    assert 'class="note bad"' in page
    assert "Ghi " not in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("so-ho.docx", b"x", "Tệp phải là .xlsx hoặc .csv."),
        ("so-ho.xlsx", b"not a workbook", "note bad"),
        ("so-ho.csv", b"", "note bad"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, communes, name: str, content: bytes, words: str
) -> None:
    assert words in send(client, content, name)


def test_without_a_file_or_with_a_false_token_the_page_asks_again(client: Client, communes) -> None:
    assert "Hãy chọn tệp trước." in client.post(PAGE, {"source": "x"}).content.decode()
    for token in ("../../etc/passwd", "0" * 64 + ".csv"):
        page = client.post(PAGE, {"token": token, "source": "x"}).content.decode()
        assert "Hãy chọn lại." in page


@pytest.mark.parametrize("day", ["2999-01-01", "31/12/2025"])
def test_a_false_day_is_refused(client: Client, communes, day: str) -> None:
    page = send(client, b"x", as_of=day)
    assert "Ngày phải là ngày có thật" in page


def test_a_form_from_elsewhere_is_refused(communes) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PAGE, {"source": "x", "as_of": str(today())}).status_code == 403

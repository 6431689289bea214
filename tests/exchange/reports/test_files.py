"""The files are read back as the programs of an office read them."""

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pypdf
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from diaban.exchange.reports.document import report_docx
from diaban.exchange.reports.paper import COLUMNS
from diaban.exchange.reports.printed import report_pdf
from diaban.exchange.reports.sentences import PROVISIONAL, SYNTHETIC
from diaban.exchange.reports.workbook import write_workbook
from diaban.spine.programme.models import Task


@pytest.fixture
def workbook(report):
    return CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(report)))


@pytest.fixture
def document(report):
    return Document(io.BytesIO(report_docx(report)))


def words_of(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def pages_of(made: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(made)).pages]


def test_the_annex_table_has_its_columns_and_numbers_are_numbers(workbook, report):
    rows = workbook.get_sheet_by_name("Phụ lục").to_python(skip_empty_area=False)
    groups, below = rows[4], rows[5]
    assert [name for name in groups if name] == [
        "STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Gia hạn đến", "Sản phẩm", "Chỉ tiêu",
        "Kết quả đo được", "Đơn vị báo cáo", "Chênh lệch (điểm %)", "Trạng thái",
    ]  # fmt: skip
    assert len(rows) == 6 + len(report.targets)
    second = dict(zip(zip(_filled(groups), below, strict=True), rows[7], strict=True))
    figure = report.tasks[1].targets[0].figure
    assert second["Kết quả đo được", "Đạt"] == figure.numerator
    assert second["Kết quả đo được", "Tỷ lệ"] == pytest.approx(figure.share)
    assert second["Kết quả đo được", "Cận dưới"] == pytest.approx(figure.low)
    assert second["Kết quả đo được", "Tính đến ngày"] == report.as_of
    assert second["Đơn vị báo cáo", "Đạt"] == 100
    assert isinstance(second["Thời hạn", ""], date)
    # what nothing measures has no number at all
    first = dict(zip(zip(_filled(groups), below, strict=True), rows[6], strict=True))
    assert first["Kết quả đo được", "Đạt"] == "chưa đo được"
    assert first["Kết quả đo được", "Tỷ lệ"] == ""


def test_the_original_deadline_stands_beside_the_extended_one(report):
    row = report.tasks[1].row
    granted = row.original_deadline + timedelta(days=40)
    row.due_on = granted
    made = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(report)))
    rows = made.get_sheet_by_name("Phụ lục").to_python(skip_empty_area=False)
    first, second = (dict(zip(_filled(rows[4]), row, strict=True)) for row in rows[6:8])
    assert (second["Thời hạn"], second["Gia hạn đến"]) == (row.original_deadline, granted)
    assert first["Gia hạn đến"] == ""


def _filled(groups):
    last, told = "", []
    for name in groups:
        last = name or last
        told.append(last)
    return told


def test_the_second_sheet_has_every_place_and_silence_is_no_zero(workbook, report):
    rows = workbook.get_sheet_by_name("Theo xã, phường").to_python(skip_empty_area=False)
    assert len(rows) == 5 + sum(len(target.places) for target in report.targets)
    silent = [row for row in rows[5:] if row[-1] == "chưa có số liệu"]
    assert silent
    assert {row[4] for row in silent} == {""}


def test_sheets_print_across_with_their_headings_on_every_page(report):
    with zipfile.ZipFile(io.BytesIO(write_workbook(report))) as parts:
        for number in (1, 2):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert re.search(r'<pageSetup[^>]*paperSize="9"[^>]*orientation="landscape"', sheet)
            assert 'fitToHeight="0"' in sheet
            assert SYNTHETIC in sheet
        names = parts.read("xl/workbook.xml").decode()
    assert "'Phụ lục'!$5:$6" in names
    assert "'Theo xã, phường'!$5:$5" in names


def test_a_title_that_begins_as_a_formula_is_text(programme, closing):
    from diaban.exchange.reports.reading import report_of_day

    Task.objects.filter(number="3").update(title='=HYPERLINK("http://x")')
    made = write_workbook(report_of_day(closing.closes_on, programme))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


def test_the_document_has_the_parts_and_margins_of_the_decree(document):
    words = words_of(document)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ HÀ\N{NO-BREAK SPACE}NỘI", "Số: ……/BC-", "Hà Nội, ngày", "BÁO CÁO",
        "Nơi nhận:", "GIÁM ĐỐC", "PHỤ LỤC", "1. Tình hình chung",
    ):  # fmt: skip
        assert part in words
    upright, across = document.sections
    sizes = (upright.page_width, upright.page_height, upright.top_margin, upright.left_margin)
    assert [round(size.mm, 1) for size in sizes] == [210, 297, 20, 30]
    assert [round(m.mm, 1) for m in (upright.bottom_margin, upright.right_margin)] == [20, 15]
    assert across.orientation == WD_ORIENT.LANDSCAPE
    assert across.page_width > across.page_height
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 14


def test_the_annex_repeats_its_heading_and_breaks_no_row(document, report):
    table = document.tables[-1]
    assert len(table.rows) == 1 + len(report.targets)
    assert [cell.text for cell in table.rows[0].cells] == [name for name, _ in COLUMNS]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_every_page_of_the_document_says_what_is_made_up(document):
    first = document.sections[0]
    for head in (first.first_page_header, first.header):
        assert SYNTHETIC in "".join(p.text for p in head.paragraphs)
    assert document.sections[1].header.is_linked_to_previous
    assert "PAGE" in first.header._element.xml


def test_every_part_of_the_document_is_well_formed(report):
    with zipfile.ZipFile(io.BytesIO(report_docx(report))) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(parts.read(name))


def test_the_pdf_says_the_same_on_every_page_with_its_diacritics(provisional):
    made = report_pdf(provisional)
    pages = pages_of(made)
    assert all(PROVISIONAL in page and SYNTHETIC in page for page in pages)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert "Tỷ lệ nhiệm vụ không quá hạn" in pages[0]
    lines = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().splitlines()
    assert any("HÀ NỘI" in line.replace("\N{NO-BREAK SPACE}", " ") for line in lines[3:])
    assert not any(line.strip() == "NỘI" for line in lines)
    annex = [page for page in pages if "Kết quả đo được Đơn vị báo cáo" in page]
    assert len(annex) > 2
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert [box.width > box.height for box in boxes] == [False] * (len(pages) - len(annex)) + [
        True
    ] * len(annex)


def test_a_closed_report_is_the_same_file_every_time(closing, report):
    from diaban.exchange.reports.reading import report_of_closing

    assert report_pdf(report) == report_pdf(report_of_closing(closing, report.programme))

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
    fifth = dict(zip(zip(_filled(groups), below, strict=True), rows[10], strict=True))
    figure = report.tasks[4].targets[0].figure
    assert fifth["Kết quả đo được", "Đạt"] == figure.numerator
    assert fifth["Kết quả đo được", "Tỷ lệ"] == pytest.approx(figure.share)
    assert fifth["Kết quả đo được", "Cận dưới"] == pytest.approx(figure.low)
    assert fifth["Kết quả đo được", "Tính đến ngày"] == report.as_of
    assert fifth["Đơn vị báo cáo", "Đạt"] == 100
    assert isinstance(fifth["Thời hạn", ""], date)
    # what nothing measures has no number at all
    first = dict(zip(zip(_filled(groups), below, strict=True), rows[6], strict=True))
    assert first["Kết quả đo được", "Đạt"] == "chưa đo được"
    assert first["Kết quả đo được", "Tỷ lệ"] == ""


def test_the_original_deadline_stands_beside_the_extended_one(report):
    row = report.tasks[4].row
    granted = row.original_deadline + timedelta(days=40)
    row.due_on = granted
    made = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(report)))
    rows = made.get_sheet_by_name("Phụ lục").to_python(skip_empty_area=False)
    first, fifth = (dict(zip(_filled(rows[4]), row, strict=True)) for row in (rows[6], rows[10]))
    assert (fifth["Thời hạn"], fifth["Gia hạn đến"]) == (row.original_deadline, granted)
    assert first["Gia hạn đến"] == ""


def test_what_comes_again_stands_in_every_file_and_the_deadline_of_the_sheet_stays_a_day(report):
    row = report.tasks[4].row
    row.comes_again, row.next_round = "trước ngày 20 hằng quý", report.as_of
    day = f"{row.original_deadline:%d/%m/%Y}"
    told = f"trước ngày 20 hằng quý; kỳ tới {report.as_of:%d/%m/%Y}"
    made = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(report)))
    rows = made.get_sheet_by_name("Phụ lục").to_python(skip_empty_area=False)
    fifth = dict(zip(_filled(rows[4]), rows[10], strict=True))
    assert fifth["Thời hạn"] == row.original_deadline
    assert fifth["Nhiệm vụ"] == f"{row.title}\n{told}"
    assert f"{day}\n{told}" in words_of(Document(io.BytesIO(report_docx(report))))
    printed = "".join("".join(pages_of(report_pdf(report))).split())
    assert "".join(told.split()) in printed


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


def test_rows_are_as_high_as_their_words_need(report):
    with zipfile.ZipFile(io.BytesIO(write_workbook(report))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    heights = dict(re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', sheet))
    longest = max(range(len(report.tasks)), key=lambda at: len(report.tasks[at].row.title))
    before = sum(len(task.targets or [None]) for task in report.tasks[:longest])
    assert float(heights[str(7 + before)]) >= 30


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


def test_columns_are_as_wide_in_the_grid_as_in_the_cells(document):
    for table in (document.tables[0], document.tables[-1]):
        widths = [round(column.width.mm) for column in table.columns]
        assert widths == [round(cell.width.mm) for cell in table.rows[-1].cells]
        assert len(set(widths)) > 1


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
    assert "tỷ lệ không quá hạn" in " ".join(pages[0].split())
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

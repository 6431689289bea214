"""The report as DOCX in the form of Decree 30/2020/NĐ-CP, annex I, for people to go on writing in.

Times New Roman, 14 points in the text; margins 20, 20, 30 and 15 mm; number of the page in the
middle of the upper margin, not on the first. The annex lies across, its headings on every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from diaban.exchange.reports.paper import COLUMNS, MOTTO, NATION, Paper, lay_out
from diaban.exchange.reports.reading import Report

FONT = "Times New Roman"
_ALARM = RGBColor(0xB3, 0x26, 0x1E)
_TEXT, _CELL = 14, 9
_SHORT, _LONG = Mm(210), Mm(297)
_ACROSS = 267  # millimetres between the margins of a page that lies across


def report_docx(report: Report) -> bytes:
    """Return the report as DOCX."""
    paper = lay_out(report)
    document = Document()
    _set_style(document)
    document.core_properties.title = paper.abstract
    document.core_properties.author = paper.issuer
    document.core_properties.language = "vi-VN"
    _set_page(document.sections[0], paper.labels)
    _write_head(document, paper)
    for number, section in enumerate(paper.sections, start=1):
        heading = _add(document, f"{number}. {section.title}", bold=True)
        heading.paragraph_format.keep_with_next = True
        for words in section.paragraphs:
            _add_body(document, words)
    _add_body(document, "Bảng chi tiết từng nhiệm vụ, chỉ tiêu ở Phụ lục kèm theo.")
    _write_foot(document, paper)
    _write_annex(document, paper)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_TEXT)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(6)


def _set_page(section: Any, labels: Sequence[str]) -> None:
    section.page_width, section.page_height = _SHORT, _LONG
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(8)
    section.different_first_page_header_footer = True
    _write_labels(section.first_page_header.paragraphs[0], labels)
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _add_page_number(number)
    _write_labels(section.header.add_paragraph(), labels)


def _write_labels(paragraph: Any, labels: Sequence[str]) -> None:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run(" · ".join(labels))
    run.bold, run.font.size, run.font.color.rgb = True, Pt(9), _ALARM


def _add_page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)


def _write_head(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, (66, 99))
    (left, right), (number, day) = (row.cells for row in table.rows)
    _line(left, paper.superior, size=12)
    _line(left, paper.issuer, size=12, bold=True)
    _underline(left, 24)
    _line(right, NATION, size=12, bold=True)
    _line(right, MOTTO, size=13, bold=True)
    _underline(right, 22)
    _line(number, "Số: ……/BC-……", size=13)
    _line(day, paper.date_line, size=13, italic=True)
    title = _add(document, "BÁO CÁO", bold=True, align=ALIGN.CENTER)
    title.paragraph_format.space_before = Pt(12)
    title.paragraph_format.space_after = Pt(0)
    _add(document, paper.abstract, bold=True, align=ALIGN.CENTER)
    _underline(document, 50)
    _add_body(document, paper.clocks)
    if paper.basis:
        _add_body(document, paper.basis)


def _line(cell: Any, words: str, *, size: float, bold: bool = False, italic: bool = False) -> Any:
    """Add a centred line to a cell; the first goes into the paragraph that is there."""
    first = cell.paragraphs[0]
    paragraph = cell.add_paragraph() if first.runs else first
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _underline(into: Any, indent_millimetres: float) -> None:
    """Draw the short line below a heading, in the middle of where it stands."""
    paragraph = into.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(indent_millimetres)
    shape.space_after, shape.line_spacing = Pt(6), Pt(2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def _add(document: Any, words: str, *, bold: bool = False, align: Any = ALIGN.LEFT) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.add_run(words).bold = bold
    return paragraph


def _add_body(document: Any, words: str) -> None:
    paragraph = _add(document, words, align=ALIGN.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Cm(1)


def _write_foot(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    _keep_whole(table.rows[0])
    left, right = table.rows[0].cells
    run = left.paragraphs[0].add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for words in paper.recipients:
        paragraph = left.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(words).font.size = Pt(11)
    _line(right, "GIÁM ĐỐC", size=_TEXT, bold=True)
    for _ in range(4):
        right.add_paragraph()
    _line(right, "………………………", size=_TEXT)


def _write_annex(document: Any, paper: Paper) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _LONG, _SHORT
    section.left_margin = section.right_margin = Mm(15)
    section.different_first_page_header_footer = False
    for words in ("PHỤ LỤC", paper.abstract):
        _add(document, words, bold=True, align=ALIGN.CENTER).paragraph_format.space_after = Pt(0)
    _add(document, paper.clocks, align=ALIGN.CENTER).runs[0].font.size = Pt(11)
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style = "Table Grid"
    _fill(table.rows[0], [name for name, _ in COLUMNS], bold=True)
    _repeat(table.rows[0])
    for cells in paper.annex:
        _fill(table.add_row(), cells)
    whole = sum(width for _, width in COLUMNS)
    _set_widths(table, [_ACROSS * width / whole for _, width in COLUMNS])


def _set_widths(table: Any, millimetres: Sequence[float]) -> None:
    """Set how wide columns are, in the grid too: some programs go by the grid alone."""
    table.autofit = False
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)


def _fill(row: Any, cells: Sequence[str], *, bold: bool = False) -> None:
    _keep_whole(row)
    for cell, words in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if bold:
            paragraph.alignment = ALIGN.CENTER
        run = paragraph.add_run(words)
        run.bold, run.font.size = bold, Pt(_CELL)


def _keep_whole(row: Any) -> None:
    """Let a row stand on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: Any) -> None:
    """Let a row stand at the head of every page of its table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

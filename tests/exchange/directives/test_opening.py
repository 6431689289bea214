"""Files of directives: read whatever they are, or refused with a remedy."""

import io
import random
import zipfile

import pytest
import xlsxwriter
from PIL import Image

from diaban.engines.reading import read
from diaban.exchange.directives import open_directive
from diaban.exchange.importing.problems import InputError

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(words, style=""):
    return f"<w:p>{style}<w:r><w:t>{words}</w:t></w:r></w:p>"


def numbered(words, depth):
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
    return paragraph(words, f"<w:pPr>{place}</w:pPr>")


def table(*rows):
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


NUMBERING = f"""<w:numbering xmlns:w="{SPACE}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def write_docx(path, body, prologue="", **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{SPACE}"><w:body>{body}'
            "</w:body></w:document>",
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return path


def test_a_docx_is_text_with_its_tables_in_place(tmp_path):
    row = [paragraph(words) for words in ("1", "Lập tổ công tác", "VP Sở", "Quý II")]
    heads = [paragraph(words) for words in ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn")]
    body = paragraph("KẾ HOẠCH") + paragraph("Năm 2021") + table(heads, row) + paragraph("Hết.")
    text = open_directive(write_docx(tmp_path / "a.docx", body)).text
    duty = read(text, year=2021).duties[0]
    assert (duty.quote, duty.lead, duty.deadline.day.isoformat()) == (
        "Lập tổ công tác", "VP Sở", "2021-06-30",
    )  # fmt: skip
    assert text.rstrip().endswith("Hết.")


def test_numbers_that_word_writes_by_itself_are_written_out(tmp_path):
    body = (
        numbered("NHIỆM VỤ", 0) + numbered("Sở Tài chính", 1) + numbered("Bố trí kinh phí.", 2)
        + numbered("Sở Nội vụ", 1) + numbered("Rà soát biên chế.", 2) + numbered("KINH PHÍ", 0)
    )  # fmt: skip
    opened = open_directive(write_docx(tmp_path / "a.docx", body, numbering=NUMBERING))
    assert [line.split(" ")[0] for line in opened.text.split("\n")] == [
        "I.", "1.", "-", "2.", "-", "II.",
    ]  # fmt: skip
    assert [duty.lead for duty in read(opened.text).duties] == ["Sở Tài chính", "Sở Nội vụ"]


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path):
    body = (
        "<w:p><w:r><w:t>Lập </w:t></w:r><w:del><w:r><w:delText>một</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>hai tổ</w:t></w:r></w:ins></w:p>"
    )
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text == "Lập hai tổ"
    assert [note.code for note in opened.notes] == ["directive_changes_taken"]


def test_cells_merged_downwards_are_said_in_each_row_and_sideways_keep_their_columns(tmp_path):
    merged = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("VP Sở")
    below = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("")
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("Rộng")
    body = table(
        (paragraph("1"), merged), (paragraph("2"), below), (wide, paragraph("cuối")),
    )  # fmt: skip
    text = open_directive(write_docx(tmp_path / "a.docx", body)).text
    assert text.strip().split("\n") == ["1\tVP Sở", "2\tVP Sở", "Rộng\t\tcuối"]


def test_a_workbook_and_a_page_are_read_as_tables(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Phụ lục")
    for number, row in enumerate([("TT", "Nội dung", "Chủ trì"), (1, "Lập tổ", "VP Sở")]):
        sheet.write_row(number, 0, row)
    book.close()
    page = tmp_path / "a.html"
    page.write_text(
        "<html><style>x</style><p>Kế hoạch&nbsp;năm</p><table><tr><th>TT<th>Nội dung</th>"
        "<th>Chủ trì</th></tr><tr><td>1</td><td>Lập<br>tổ</td><td>VP Sở</td></tr></table>",
        encoding="utf-8",
    )
    for path in (tmp_path / "a.xlsx", page):
        duties = read(open_directive(path).text, year=2021).duties
        assert [(duty.quote, duty.lead) for duty in duties] == [("Lập tổ", "VP Sở")]


def test_a_text_in_a_legacy_font_is_decoded(tmp_path):
    path = tmp_path / "a.txt"
    said = "Sở Thông tin và Truyền thông tăng cường quản lý báo chí, xuất bản trên địa bàn tỉnh"
    path.write_bytes(
        b"S\xeb Th\xabng tin v\xb5 Truy\xd2n th\xabng t\xa8ng c\xad\xeang qu\xb6n l\xfd b\xb8o "
        b"ch\xdd, xu\xcat b\xb6n tr\xaan \xae\xdea b\xb5n t\xd8nh"
    )
    assert open_directive(path).text == said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "directive_empty"),
        (b"  \n ", "directive_empty"),
        (b"%PDF-1.4 /Font", "file_damaged"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "directive_locked"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "directive_old_word"),
        (b"PK\x03\x04 word/document.xml cut off", "half_written"),
        (b"PK\x03\x04 nothing", "half_written"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy_in_both_languages(tmp_path, content, code):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_directive(path)
    problem = caught.value.problem
    assert problem.code == code
    assert problem.say("vi") != problem.say("en")


def test_files_made_to_fill_memory_are_refused(tmp_path):
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    bomb = write_docx(tmp_path / "a.docx", paragraph("&a;"), prologue=entities)
    large = write_docx(tmp_path / "b.docx", paragraph("0" * (12 << 20)))
    for path, code in ((bomb, "xml_bomb"), (large, "workbook_too_large")):
        with pytest.raises(InputError) as caught:
            open_directive(path)
        assert caught.value.problem.code == code


def test_an_empty_document_is_told_and_a_deep_one_does_no_harm(tmp_path):
    with pytest.raises(InputError) as caught:
        open_directive(write_docx(tmp_path / "a.docx", paragraph("")))
    assert caught.value.problem.code == "directive_empty"
    deep = paragraph("Lập tổ.") + "<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200
    assert open_directive(write_docx(tmp_path / "b.docx", deep)).text.startswith("Lập tổ.")


def test_three_hundred_pages_are_read(tmp_path):
    body = "".join(paragraph(f"{n}. Lập {n} tổ công tác tại các xã.") for n in range(1, 9001))
    opened = open_directive(write_docx(tmp_path / "a.docx", body))
    assert opened.text.count("\n") == 8999


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        open_directive(tmp_path / "none.docx")
    assert caught.value.problem.code == "file_missing"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_a_picture_is_refused_with_what_to_do(tmp_path, form):
    made = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(made, form)
    path = tmp_path / "anh.txt"
    path.write_bytes(made.getvalue())
    with pytest.raises(InputError) as refused:
        open_directive(path)
    assert refused.value.problem.code == "directive_picture"
    for language in ("vi", "en"):
        assert "OCR" in refused.value.problem.say(language)


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_no_directive(tmp_path, seed):
    path = tmp_path / "rac.doc"
    path.write_bytes(b"x" + random.Random(seed).randbytes(200 * (seed + 1)))
    with pytest.raises(InputError) as refused:
        open_directive(path)
    assert refused.value.problem.code in {"directive_no_document", "file_damaged"}

"""PDF files of directives: their text is read; scans, locked and damaged ones are refused."""

import io
import json
import random

import pypdf
import pytest
import typst
from PIL import Image

from diaban.engines.reading import read
from diaban.exchange.directives import open_directive
from diaban.exchange.importing.problems import InputError

TEXT = """Về bố trí nhân viên tại điểm bưu điện - văn hóa xã

1. Sở Khoa học và Công nghệ chủ trì, phối hợp với Ủy ban nhân dân các xã, phường rà soát các điểm bưu điện - văn hóa xã chưa có người phục vụ, hoàn thành trước ngày 31/3/2027.

2. Phấn đấu 100% điểm có người phục vụ trong giờ mở cửa vào cuối năm 2027.
"""  # noqa: E501 - lines are wrapped by the typesetting
PAGE = """
#set page(paper: "a4", margin: 2cm, numbering: "1")
#set text(size: 14pt)
#for part in json(bytes(sys.inputs.parts)) { par(part) }
"""


def write_pdf(*parts: str) -> bytes:
    compiler = typst.Compiler(PAGE.encode(), sys_inputs={"parts": json.dumps(parts)})
    return compiler.compile(format="pdf")


@pytest.fixture(scope="module")
def printed() -> bytes:
    return write_pdf(*TEXT.split("\n\n"))


def scan(pages: int = 1) -> bytes:
    made = io.BytesIO()
    sheets = [Image.new("L", (200, 280), 200) for _ in range(pages)]
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    return made.getvalue()


def opened(tmp_path, content: bytes):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    return open_directive(path)


def refused(tmp_path, content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        opened(tmp_path, content)
    problem = caught.value.problem
    assert problem.say("vi") != problem.say("en")
    return problem.code


def test_lines_wrapped_by_the_printer_are_duties_again(tmp_path, printed):
    found = opened(tmp_path, printed)
    assert "trước \nngày" in found.text, "it was wrapped"
    asked, reached = read(found.text, year=2026).duties
    assert asked.lead == "Sở Khoa học và Công nghệ"
    assert asked.deadline.day.isoformat() == "2027-03-30"
    assert " ".join(asked.quote.split()).endswith("hoàn thành trước ngày 31/3/2027")
    assert (reached.target.value, reached.target.unit) == (100, "%")
    assert [note.code for note in found.notes] == ["directive_pdf_lines"]


def test_a_scan_is_refused_and_scanned_pages_behind_a_text_are_counted(tmp_path, printed):
    assert refused(tmp_path, scan()) == "directive_scanned"
    both = pypdf.PdfWriter()
    for part in (printed, scan(2)):
        both.append(io.BytesIO(part))
    made = io.BytesIO()
    both.write(made)
    found = opened(tmp_path, made.getvalue())
    assert [note.code for note in found.notes] == ["directive_pdf_lines", "directive_pdf_pictures"]
    assert "2 trang" in found.notes[1].say("vi")


@pytest.mark.parametrize(("password", "code"), [("mật khẩu", "directive_locked"), ("", None)])
def test_a_password_locks_it_and_a_mere_right_does_not(tmp_path, printed, password, code):
    writer = pypdf.PdfWriter(io.BytesIO(printed))
    writer.encrypt(password, "chủ", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    if code:
        assert refused(tmp_path, made.getvalue()) == code
    else:
        assert "Sở Khoa học" in opened(tmp_path, made.getvalue()).text


def test_no_damage_breaks_more_than_the_file(tmp_path, printed):
    draw, codes = random.Random(6), set()
    for _ in range(60):
        spoilt = bytearray(printed)
        for _ in range(draw.choice([1, 20, 400])):
            spoilt[draw.randrange(8, len(spoilt))] = draw.randrange(256)
        cut = bytes(spoilt[: draw.randrange(20, len(spoilt))]) if draw.random() < 0.5 else spoilt
        try:
            opened(tmp_path, bytes(cut))
        except InputError as error:
            codes.add(error.problem.code)
    assert codes <= {"file_damaged", "directive_scanned", "directive_locked", "file_empty"}
    assert "file_damaged" in codes

"""PDF files of directives: their text is read; scans, locked and damaged ones are refused."""

import io
import random

import pypdf
import pytest
from tests.made_pdfs import locked, printed, scanned

from diaban.engines.reading import read
from diaban.exchange.directives import open_directive
from diaban.exchange.importing.problems import InputError

TEXT = """Về bố trí nhân viên tại điểm bưu điện - văn hóa xã

1. Sở Khoa học và Công nghệ chủ trì, phối hợp với Ủy ban nhân dân các xã, phường rà soát các điểm bưu điện - văn hóa xã chưa có người phục vụ, hoàn thành trước ngày 31/3/2027.

2. Phấn đấu 100% điểm có người phục vụ trong giờ mở cửa vào cuối năm 2027.
"""  # noqa: E501 - lines are wrapped by the typesetting


@pytest.fixture(scope="module")
def content() -> bytes:
    return printed(*TEXT.split("\n\n"))


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


def test_lines_wrapped_by_the_printer_are_duties_again(tmp_path, content):
    found = opened(tmp_path, content)
    assert "trước \nngày" in found.text, "it was wrapped"
    asked, reached = read(found.text, year=2026).duties
    assert asked.lead == "Sở Khoa học và Công nghệ"
    assert asked.deadline.day.isoformat() == "2027-03-30"
    assert " ".join(asked.quote.split()).endswith("hoàn thành trước ngày 31/3/2027")
    assert (reached.target.value, reached.target.unit) == (100, "%")
    assert [note.code for note in found.notes] == ["directive_pdf_lines"]


def test_a_scan_is_refused_and_scanned_pages_behind_a_text_are_counted(tmp_path, content):
    assert refused(tmp_path, scanned()) == "directive_scanned"
    both = pypdf.PdfWriter()
    for part in (content, scanned(2)):
        both.append(io.BytesIO(part))
    made = io.BytesIO()
    both.write(made)
    found = opened(tmp_path, made.getvalue())
    assert [note.code for note in found.notes] == ["directive_pdf_lines", "directive_pdf_pictures"]
    assert "2 trang" in found.notes[1].say("vi")


def test_a_blank_pdf_is_not_told_to_be_a_scan(tmp_path):
    blank, made = pypdf.PdfWriter(), io.BytesIO()
    blank.add_blank_page(595, 842)
    blank.write(made)
    assert refused(tmp_path, made.getvalue()) == "directive_pdf_blank"


@pytest.mark.parametrize(("password", "code"), [("mật khẩu", "directive_locked"), ("", None)])
def test_a_password_locks_it_and_a_mere_right_does_not(tmp_path, content, password, code):
    sent = locked(content, password)
    if code:
        assert refused(tmp_path, sent) == code
    else:
        assert "Sở Khoa học" in opened(tmp_path, sent).text


def test_no_damage_breaks_more_than_the_file(tmp_path, content):
    draw, codes = random.Random(6), set()
    for _ in range(60):
        spoilt = bytearray(content)
        for _ in range(draw.choice([1, 20, 400])):
            spoilt[draw.randrange(8, len(spoilt))] = draw.randrange(256)
        cut = bytes(spoilt[: draw.randrange(20, len(spoilt))]) if draw.random() < 0.5 else spoilt
        try:
            opened(tmp_path, bytes(cut))
        except InputError as error:
            codes.add(error.problem.code)
    assert codes <= {
        "file_damaged", "directive_scanned", "directive_pdf_blank", "directive_locked",
        "file_empty",
    }  # fmt: skip
    assert "file_damaged" in codes

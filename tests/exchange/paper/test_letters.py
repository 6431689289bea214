"""A letter tells code, key and what to do; its QR code is read back; messages stay short."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import zxingcpp
from PIL import Image

from diaban.exchange.paper.letters import (
    Letter,
    count_parts,
    letters_pdf,
    letters_pngs,
    text_message,
)

A_DAY = date(2026, 11, 26)
LETTER = Letter(
    office="Ủy ban nhân dân phường Văn Miếu – Quốc Tử Giám",
    line="7/22/85 hẻm 124, đường Nguyễn Đổng Chi, thôn Thượng Thụy",
    place="Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội",
    code="110242VH3CM3",
    identifier="4T7N-0Q2R-K",
    link="https://diaban.example.vn/n/K7QF3M9T",
    answer_at="diaban.example.vn/n",
    key="K7QF-3M9T",
    written_on=A_DAY,
    answer_by=date(2026, 12, 26),
)


def pages_of(letters: list[Letter]) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(letters_pdf(letters, A_DAY)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_a_letter_tells_code_key_deadline_and_what_to_do():
    (told,) = pages_of([LETTER])
    for text in (
        "11024 2VH3 CM3",
        "K7QF-3M9T",
        "26/12/2026",
        "Nguyễn Đổng Chi, thôn Thượng Thụy",
        "Quét mã QR",
        "Mã tính toán, chưa phải mã chính thức",
        "không nêu tên ai",
        "không thu tiền",
    ):
        assert text in told


def test_letters_are_a_sheet_each_and_their_codes_are_read_back():
    letters = [replace(LETTER, link=f"{LETTER.link}{n}") for n in range(3)]
    pages = letters_pngs(letters)
    read = [zxingcpp.read_barcodes(Image.open(io.BytesIO(p)))[0].text for p in pages]
    assert read == [letter.link for letter in letters]
    assert len(pages_of(letters)) == 3


def test_a_sample_says_so_on_paper_and_in_the_message():
    sample = replace(LETTER, sample=True)
    assert "MẪU, KHÔNG GỬI" in pages_of([sample])[0]
    assert text_message(sample).startswith("[MAU] ")


def test_a_message_holds_all_that_an_answer_needs_in_plain_letters():
    told = text_message(LETTER)
    assert told.isascii()
    assert count_parts(told) <= 2
    for text in ("11024 2VH3 CM3", "K7QF-3M9T", LETTER.link, "26/12/2026", "Nguyen Dong Chi"):
        assert text in told

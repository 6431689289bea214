"""Letters and text messages that tell a household its address code and how to answer.

A letter holds a one-time key: it goes to the door and to nobody else. It names no person, for who
lives behind a door is not known to the register of addresses.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from diaban.engines import vpostcode
from diaban.exchange.paper.qr_codes import QrDrawing, draw_codes
from diaban.exchange.paper.typesetting import write_pdf, write_pngs

TEMPLATE = "letters.typ"
# GSM 03.38: 160 characters of the 7-bit alphabet, 153 where a message is sent in parts
ONE_PART, EACH_PART = 160, 153


@dataclass(frozen=True)
class Letter:
    """What one letter says. ``link`` opens the answer page; ``key`` is typed where none scans."""

    office: str
    line: str
    place: str
    code: str
    identifier: str
    link: str
    answer_at: str
    key: str
    written_on: date
    answer_by: date
    official: bool = False
    sample: bool = False


def letters_pdf(letters: Sequence[Letter], made_on: date) -> bytes:
    """Return all letters in one PDF, a sheet of A4 each; the address fits a window envelope."""
    return write_pdf(TEMPLATE, _values(letters), made_on)


def letters_pngs(letters: Sequence[Letter], dots_per_inch: float = 150) -> list[bytes]:
    return write_pngs(TEMPLATE, _values(letters), dots_per_inch)


def text_message(letter: Letter) -> str:
    """Return the letter as a text message without diacritics, which cost twice as many parts."""
    sample = "[MAU] " if letter.sample else ""
    told = (
        f"{sample}{letter.office}: địa chỉ {letter.line} có mã "
        f"{vpostcode.format_code(letter.code)}.\n"
        f"Đúng hay sai, trả lời trước {letter.answer_by:%d/%m/%Y}: {letter.link}\n"
        f"Khóa dùng một lần: {letter.key}"
    )
    return without_diacritics(told)


def without_diacritics(text: str) -> str:
    """Return Vietnamese text in the letters of the 7-bit alphabet.

    >>> without_diacritics("Đường Nguyễn Đổng Chi – Mỹ Đình")
    'Duong Nguyen Dong Chi - My Dinh'
    """
    plain = text.translate(str.maketrans("đĐ–—“”‘’", "dD--\"\"''"))
    parted = unicodedata.normalize("NFD", plain)
    return "".join(c for c in parted if not unicodedata.combining(c))


def count_parts(message: str) -> int:
    """Count the parts that a message is sent and paid in.

    >>> count_parts("a" * 160), count_parts("a" * 161)
    (1, 2)
    """
    return 1 if len(message) <= ONE_PART else -(-len(message) // EACH_PART)


def _values(letters: Sequence[Letter]) -> list[dict[str, object]]:
    drawings = draw_codes((letter.link for letter in letters), "m")
    return [_letter(one, drawing) for one, drawing in zip(letters, drawings, strict=True)]


def _letter(letter: Letter, drawing: QrDrawing) -> dict[str, object]:
    return {
        "office": letter.office,
        "line": letter.line,
        "place": letter.place,
        "code": vpostcode.format_code(letter.code),
        "identifier": letter.identifier,
        "answer_at": letter.answer_at,
        "key": letter.key,
        "written": f"{letter.written_on:%d/%m/%Y}",
        "answer_by": f"{letter.answer_by:%d/%m/%Y}",
        "official": letter.official,
        "sample": letter.sample,
        "modules": drawing.modules,
        "path": drawing.path,
    }

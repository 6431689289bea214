"""Opening the file of a directive, whatever it is, or telling why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from diaban.engines.encodings import decode, recognise
from diaban.engines.reading import MOST_LETTERS
from diaban.exchange.directives.html_pages import read_page
from diaban.exchange.directives.legacy_fonts import mend_lines, tell_decoded
from diaban.exchange.directives.pdf_files import read_pdf
from diaban.exchange.directives.pictures import is_junk, is_picture
from diaban.exchange.directives.sheets import read_workbook
from diaban.exchange.directives.word_files import read_word
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import open_whole

_MOST_BYTES = 64 << 20
_MOST_UNPACKED = 512 << 20
_LEGACY = frozenset({"tcvn3", "vni", "viscii", "windows-1258"})
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")


@dataclass(frozen=True)
class Directive:
    """A directive's text, its tables as lines parted by tabs, and what is told of the file."""

    text: str
    notes: tuple[Problem, ...] = ()
    decoded: frozenset[str] = frozenset()  # the old encodings it was in


def open_directive(path: Path) -> Directive:
    """Return the text of a DOCX, PDF, XLSX, XLS, ODS, HTML or text file; InputError says why not.

    A text in a legacy encoding (TCVN3, VNI, VISCII, Windows-1258) is decoded and told as such,
    also where only the name of a font or the words themselves tell it. Pictures, scanned, locked,
    damaged, empty and overlong files are refused with a remedy.
    """
    with open_whole(path) as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InputError("directive_too_long", count=f"> {_MOST_BYTES}", limit=MOST_LETTERS)
    if not content.strip():
        raise InputError("directive_empty")
    opened = _open(path, content)
    if not opened.text.strip():
        raise InputError("directive_empty")
    if len(opened.text) > MOST_LETTERS:
        raise InputError("directive_too_long", count=len(opened.text), limit=MOST_LETTERS)
    text, encoding = mend_lines(opened.text, min(opened.decoded, default=None))
    decoded = opened.decoded | ({encoding} if encoding is not None else set())
    return replace(opened, text=text, notes=(*opened.notes, *tell_decoded(decoded)))


def _open(path: Path, content: bytes) -> Directive:
    if is_picture(content):
        raise InputError("directive_picture")
    if content.startswith(b"%PDF"):
        return Directive(*read_pdf(content, MOST_LETTERS))
    if content.startswith(_OLE):
        return _open_old(path, content)
    if content.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in content:
            text, notes, fonts = read_word(path, _MOST_UNPACKED)
            return Directive(text, notes, fonts)
        return Directive(read_workbook(path, _MOST_UNPACKED))
    text, encoding = _decoded(content)
    if is_junk(text):
        raise InputError("directive_no_document")
    decoded = frozenset({encoding}) & _LEGACY
    head = text[:4000].lower()
    if "<html" in head or "<!doctype html" in head or "<table" in head or "<p>" in head:
        return Directive(read_page(text), decoded=decoded)
    return Directive(text, decoded=decoded)


def _open_old(path: Path, content: bytes) -> Directive:
    if _LOCKED in content:
        raise InputError("directive_locked")
    if _OLD_WORD in content:
        raise InputError("directive_old_word")
    return Directive(read_workbook(path, _MOST_UNPACKED))


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text of bytes, and the encoding they are in."""
    found = recognise(content[:65536], whole=len(content) <= 65536)
    try:
        text = decode(content, found.encoding).replace("\r\n", "\n").replace("\r", "\n")
    except ValueError as error:
        raise InputError("file_damaged", format="TXT", what=str(error)[:80]) from error
    return text, found.encoding

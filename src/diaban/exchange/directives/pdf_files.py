"""PDF files that hold their text: line by line, as printed. A scan holds none and is refused."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from diaban.exchange.importing.problems import InputError, Problem

MOST_PAGES = 1_000
# a stamp of the digital signature and a page number are no text of a directive
_FEWEST_LETTERS_A_PAGE = 20


def read_pdf(content: bytes, most_letters: int) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a PDF and what is told of it; InputError where it holds none.

    Lines stay as they are printed, which the reading joins again. What is told: tables come as
    lines of text, and pages that are pictures were left out.
    """
    pages, pictures = _pages(content, most_letters)
    if not any(map(_holds_text, pages)):
        # what a scanner makes may also be drawn, so that no picture is found
        raise InputError("directive_scanned" if pictures else "directive_pdf_blank")
    notes = [Problem("directive_pdf_lines")]
    if pictures:
        notes.append(Problem("directive_pdf_pictures", params={"count": pictures}))
    return "\n".join(pages), tuple(notes)


def _pages(content: bytes, most_letters: int) -> tuple[list[str], int]:
    """Return the text of each page, and how many are pictures without any."""
    pages: list[str] = []
    letters = pictures = 0
    try:
        reader = PdfReader(io.BytesIO(content))
        # what only may not be changed opens with no password
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("directive_locked")
        if len(reader.pages) > MOST_PAGES:
            count = len(reader.pages)
            raise InputError("directive_too_many_pages", count=count, limit=MOST_PAGES)
        for page in reader.pages:
            pages.append(page.extract_text().strip())
            pictures += not _holds_text(pages[-1]) and bool(page.images)
            letters += len(pages[-1])
            if letters > most_letters:
                raise InputError("directive_too_long", count=letters, limit=most_letters)
    # a damaged file breaks wherever it is damaged: PyPDF's own errors are not all that come
    except (PyPdfError, DependencyError, ValueError, LookupError, TypeError, AttributeError,
            OSError, RecursionError, ArithmeticError, AssertionError) as error:  # fmt: skip
        if isinstance(error, InputError):
            raise
        raise InputError("file_damaged", format="PDF", what=str(error)[:80]) from error
    return pages, pictures


def _holds_text(page: str) -> bool:
    return sum(map(str.isalpha, page)) >= _FEWEST_LETTERS_A_PAGE

"""Lines of a text, what marks them, which are furniture, and which belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from diaban.engines.reading.source import Source

_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?:phần|chương|mục)\s+(?:thứ\s+\w+|[ivx]+|\d+)\s*[.:\-]?\s*")),
    ("article", re.compile(r"điều\s+\d+[a-z]?\s*[.:]\s*")),
    ("roman", re.compile(r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)\s?[.)/\-]\s+")),
    ("decimal4", re.compile(r"\d{1,3}\.\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s+")),
    ("decimal3", re.compile(r"\d{1,3}\.\d{1,2}\.\d{1,2}\.?\s+")),
    ("decimal2", re.compile(r"\d{1,2}\.\d{1,2}[.\-–]?\s+(?=\D|\d{1,3}(?:,\d+)?\s?%)")),
    # "126.5 km" that the wrapping put first has no second full stop
    ("decimal2", re.compile(r"\d{3}\.\d{1,2}\.\s+(?=\D)")),
    ("paren", re.compile(r"\(\d{1,3}\)\s*")),
    ("number", re.compile(r"\d{1,2}\s?(?:[.)/]\s*|[-–]\s+)(?=[^\d\s])")),
    # of three digits "250/QĐ-UBND" is a decree and "115 - …" a telephone
    ("number", re.compile(r"\d{3}[.)]\s*(?=[^\d\s])")),
    # "7. 100% hộ …", "8. 126 xã …": what is counted behind the blank is no part of the number
    ("number", re.compile(r"\d{1,3}[.)]\s+(?=\d{1,3}(?:,\d+)?\s?%)")),
    ("number", re.compile(r"\d{1,3}[.)][ \t]+(?=\d{1,3}(?:\.\d{3})*[ \t]+[^\W\d_]{2})")),
    ("letter", re.compile(r"[a-eghiklđ]\s?[.)]\s+")),
    ("dash", re.compile(r"[-–—]+\s*(?=\S)")),
    ("plus", re.compile(r"\+\s*")),
    ("bullet", re.compile(r"[*•●▪◦○■□➢✓·❖→]\s*")),
)
# "2027." is a year unless a point before it was numbered 2026
_LONG_NUMBER = re.compile(r"\(?(\d{4})[.)]\s*(?=[^\d\s])")
_SHAPED = re.compile(
    r"[(\[]?(?:(?!(?:19|20)\d\d\D)[a-zđ]{0,3}\s?\d{1,4}(?:[.\-]\d{1,3}){0,4}|[ivx]{1,6})"
    r"\s?[.):\]]+\s*(?=[^\d\s])"
)
_DIGITS = re.compile(r"\d+")
_UPPER_LETTER = re.compile(r"[A-HĐ]\s?[.)]\s+")
_ENDED = re.compile(r"[.;:!?…]\W*$|/\.?/?$")
_PAGE = re.compile(r"(?:trang\s+)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*/\s*\d{1,3})?$|[\W_]+$")
_WIDEST = 135  # characters of a line of a printed page
_LONGEST_PARAGRAPH = 60  # lines joined at most


@dataclass(frozen=True)
class Line:
    """A line without the blanks at its ends; ``body`` is behind its marker."""

    start: int
    end: int
    marker: str = ""
    body: int = 0


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together; ``dropped`` are furniture between them (page numbers)."""

    start: int
    end: int
    marker: str
    body: int
    dropped: tuple[tuple[int, int], ...] = ()


def find_lines(source: Source) -> list[Line]:
    r"""Return the lines that hold anything.

    >>> from diaban.engines.reading.source import open_source
    >>> [(line.marker, line.body) for line in find_lines(open_source("1. Sở\n\n- Lập tổ"))]
    [('number', 3), ('dash', 9)]
    """
    lines: list[Line] = []
    start = 0
    number = 0  # the greatest of a point so far
    for raw in source.text.split("\n"):
        text = raw.strip()
        if text:
            begin = start + len(raw) - len(raw.lstrip())
            line = _marked(source, begin, begin + len(text), number)
            if line.marker in {"number", "paren"}:
                said = _DIGITS.search(source.text, line.start, line.body)
                number = max(number, int(said[0]) if said else 0)
            lines.append(line)
        start += len(raw) + 1
    return lines


def _marked(source: Source, start: int, end: int, before: int) -> Line:
    upper = _UPPER_LETTER.match(source.text, start, end)
    for name, pattern in _MARKERS:
        found = pattern.match(source.key, start, end)
        if found is None or found.end() >= end:
            continue
        if name == "roman" and not source.text[start].isupper():
            continue
        if name == "letter" and source.text[start].isupper():
            continue
        return Line(start, end, name, found.end())
    long = _LONG_NUMBER.match(source.key, start, end)
    if long is not None and int(long[1]) == before + 1:
        return Line(start, end, "paren" if long[0].startswith("(") else "number", long.end())
    if upper is not None and upper.end() < end:
        return Line(start, end, "upper", upper.end())
    return Line(start, end, "", start)


def looks_numbered(source: Source, paragraph: Paragraph) -> bool:
    """Whether a paragraph is shaped like a point, whatever its mark.

    >>> from diaban.engines.reading.source import open_source
    >>> [looks_numbered(open_source(said), Paragraph(0, len(said), "", 0))
    ...  for said in ("5499. Lập tổ", "NV12: Lập tổ", "2027. Lập tổ", "Căn cứ: Luật")]
    [True, True, False, False]
    """
    shaped = _SHAPED.match(source.key, paragraph.start, paragraph.end) is not None
    return bool(paragraph.marker) or shaped


def is_page_mark(source: Source, line: Line) -> bool:
    """Whether a line holds a page number or a rule of dashes only."""
    return _PAGE.match(source.key, line.start, line.end) is not None


def join_lines(source: Source, lines: list[Line], kept: set[int]) -> list[Paragraph]:
    """Return paragraphs: hard-wrapped lines are joined, ``kept`` are the numbers of the lines.

    A line goes on where it ends without punctuation and the next, unmarked, begins in small
    letters or the line is about as long as the longest of its page.
    """
    width = _page_width(source, lines)
    paragraphs: list[Paragraph] = []
    held: list[int] = []
    dropped: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if number not in kept:
            if held and is_page_mark(source, line):
                dropped.append((line.start, line.end))
                continue
            _close(lines, held, dropped, paragraphs)
        elif held and len(held) < _LONGEST_PARAGRAPH and _goes_on(source, lines, held, line, width):
            held.append(number)
        else:
            _close(lines, held, dropped, paragraphs)
            held.append(number)
    _close(lines, held, dropped, paragraphs)
    return paragraphs


def _close(
    lines: list[Line],
    held: list[int],
    dropped: list[tuple[int, int]],
    paragraphs: list[Paragraph],
) -> None:
    if held:
        first, last = lines[held[0]], lines[held[-1]]
        inner = tuple(span for span in dropped if span[0] < last.end)
        paragraphs.append(Paragraph(first.start, last.end, first.marker, first.body, inner))
    held.clear()
    dropped.clear()


def _page_width(source: Source, lines: list[Line]) -> int:
    """Return the length of a full line where a text is hard-wrapped; 0 where it is not.

    Wrapped lines are never long, and several are about as long as the longest.
    """
    if len(lines) < 6:
        return 0
    lengths = sorted(line.end - line.start for line in lines)
    longest = lengths[int(len(lengths) * 0.99)]
    full = sum(length >= longest * 0.88 for length in lengths)
    return longest if 40 <= longest <= _WIDEST and full >= max(3, len(lines) * 0.1) else 0


def _goes_on(source: Source, lines: list[Line], held: list[int], line: Line, width: int) -> bool:
    before = lines[held[-1]]
    if _is_marked_anew(source, line, before) or "\t" in source.text[line.start : line.end]:
        return False
    if source.key[before.end - 1] in ".;:!?":
        return False
    first = source.text[line.start]
    between = source.text[before.end : line.start]
    if between.count("\n") > 2 and not between.strip():  # a page number is no gap
        return False
    if first.islower() or (
        first in '(“"' and (width or not before.marker or before.end - before.start > 50)
    ):
        return True
    return bool(width) and before.end - before.start >= width * 0.78 and not _is_loud(source, line)


def _is_marked_anew(source: Source, line: Line, before: Line) -> bool:
    if not line.marker:
        return False
    # a dash in the middle of a range or a compound that the wrapping put first
    return not (line.marker == "dash" and source.text[line.body].islower() and not before.marker)


def _is_loud(source: Source, line: Line) -> bool:
    return source.text[line.start : line.end].isupper()


def ends_sentence(source: Source, paragraph: Paragraph) -> bool:
    """Whether a paragraph ends with a full stop of some kind."""
    return (
        _ENDED.search(source.text, max(paragraph.start, paragraph.end - 6), paragraph.end)
        is not None
    )

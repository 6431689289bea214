"""DOCX files as text: paragraphs with their automatic numbers, tables in place.

Tracked changes are read as accepted; headers, footers, comments and text boxes are left out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from diaban.exchange.directives.cell_lines import lines_of
from diaban.exchange.directives.legacy_fonts import Fonts
from diaban.exchange.directives.word_numbers import Numbering, W
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers.workbook_package import refuse_hostile

_DELETED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}txbxContent"))
_SIGNS = {
    f"{W}tab": "  ", f"{W}ptab": "  ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
_DEEPEST = 60  # tables and boxes inside one another


def read_word(path: Path, most_bytes: int) -> tuple[str, tuple[Problem, ...], frozenset[str]]:
    """Return the text of a DOCX, what is told of it, and the encodings of its old fonts.

    InputError where it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            refuse_hostile(package, most_bytes)
            body = _part(package, "word/document.xml")
            styles = _part(package, "word/styles.xml")
            numbering = Numbering(_part(package, "word/numbering.xml"), styles)
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise InputError("half_written", what=f"docx, {error}") from error
    # the last two are how zipfile tells a packing it does not know, and a password
    except (ElementTree.ParseError, OSError, NotImplementedError, RuntimeError) as error:
        raise InputError("file_damaged", format="DOCX", what=str(error)[:80]) from error
    if body is None:
        raise InputError("file_damaged", format="DOCX", what="word/document.xml")
    reader = _Reader(numbering, Fonts(styles))
    text = "\n".join(reader.blocks(body, 0))
    changed = any(body.iter(f"{W}ins")) or any(body.iter(f"{W}del"))
    notes = (Problem("directive_changes_taken"),) if changed else ()
    return text, notes, frozenset(reader.fonts.decoded)


def _part(package: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in package.namelist():
        return None
    return ElementTree.fromstring(package.read(name))  # noqa: S314 - entities were refused


class _Reader:
    """The blocks of a document as text, with its numbers written out and its fonts decoded."""

    def __init__(self, numbering: Numbering, fonts: Fonts) -> None:
        self._numbering = numbering
        self.fonts = fonts

    def blocks(self, parent: ElementTree.Element, depth: int) -> Iterator[str]:
        """Yield paragraphs and tables."""
        if depth > _DEEPEST:
            return
        for element in parent:
            if element.tag == f"{W}p":
                yield self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield lines_of(self._rows(element, depth))
            elif element.tag in {f"{W}body", f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo"}:
                yield from self.blocks(element, depth + 1)

    def _paragraph(self, paragraph: ElementTree.Element) -> str:
        font = self.fonts.of_paragraph(paragraph)
        words = self.fonts.say(list(self._words(paragraph, font, 0))).strip()
        label = self._numbering.label(paragraph) if words else ""
        return f"{label} {words}" if label else words

    def _words(
        self, element: ElementTree.Element, font: str, depth: int
    ) -> Iterator[tuple[str, str]]:
        """Yield the words in order, each with the name of its font."""
        if depth > _DEEPEST:
            return
        for child in element:
            if child.tag == f"{W}t":
                yield font, child.text or ""
            elif child.tag in _SIGNS:
                yield font, _SIGNS[child.tag]
            elif child.tag not in _DELETED and not child.tag.endswith("}Fallback"):
                own = self.fonts.of_run(child, font) if child.tag == f"{W}r" else font
                yield from self._words(child, own, depth + 1)

    def _rows(self, table: ElementTree.Element, depth: int) -> Iterator[list[str]]:
        """Yield the rows; a cell merged downwards is said in each of its rows."""
        above: list[str] = []
        for row in _children(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells: list[str] = []
            for cell in _children(row, f"{W}tc"):
                properties = cell.find(f"{W}tcPr")
                text = "\n".join(self.blocks(cell, depth + 1))
                if _goes_on(properties) and len(cells) < len(above):
                    text = above[len(cells)]
                cells.append(text)
                cells.extend([""] * (_span(properties) - 1))
            above = cells
            yield cells


def _children(
    parent: ElementTree.Element, tag: str, depth: int = 0
) -> Iterator[ElementTree.Element]:
    """Yield the children of a kind, also those in content controls; never a grandchild's."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif depth < _DEEPEST and child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins"}:
            yield from _children(child, tag, depth + 1)


def _goes_on(properties: ElementTree.Element | None) -> bool:
    merge = properties.find(f"{W}vMerge") if properties is not None else None
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _span(properties: ElementTree.Element | None) -> int:
    span = properties.find(f"{W}gridSpan") if properties is not None else None
    written = span.get(f"{W}val", "1") if span is not None else "1"
    return min(int(written), 60) if written.isdigit() and written != "0" else 1

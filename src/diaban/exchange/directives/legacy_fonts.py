"""Text that only an old font shows right (.VnTime, VNI-Times): by the font's name, or by its lines.

Such text is kept as Windows-1252 or, by fonts of symbols, at U+F000 and up.
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree

import polars as pl

from diaban.engines.encodings import NAMES, SUSPECT, EncodingError, decode, mend_text
from diaban.exchange.directives.word_numbers import W
from diaban.exchange.importing.problems import Problem

_FAMILIES = ((".vn", "tcvn3"), ("vni-", "vni"))
_BY_ORDER = (f"{W}ascii", f"{W}hAnsi", f"{W}cs")
_CAPITALS = "h"  # .VnTimeH draws what it keeps small as capitals
_PRIVATE = {0xF000 + byte: byte for byte in range(0x20, 0x100)}
_BEYOND = re.compile("([\u1ea0-\u1ef9\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0]+)")
_DEEPEST = 20  # styles based on one another


class Fonts:
    """The fonts of a DOCX: of runs, of their styles, and of the whole document."""

    def __init__(self, styles: ElementTree.Element | None) -> None:
        self._own: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._default = ""
        self.decoded: set[str] = set()  # encodings out of which anything was decoded
        if styles is None:
            return
        self._default = _named(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in styles.iter(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            self._own[name] = _named(style.find(f"{W}rPr"))
            based = style.find(f"{W}basedOn")
            self._based[name] = based.get(f"{W}val", "") if based is not None else ""
            if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph":
                self._default = self._own[name] or self._default

    def of_paragraph(self, paragraph: ElementTree.Element) -> str:
        """Return the font that runs of a paragraph have unless they name another."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._of_style(style) or self._default

    def of_run(self, run: ElementTree.Element, around: str) -> str:
        """Return the font of a run in a paragraph of this font."""
        own = _named(run.find(f"{W}rPr"))
        return own or self._of_style(run.find(f"{W}rPr/{W}rStyle")) or around

    def _of_style(self, style: ElementTree.Element | None) -> str:
        name = style.get(f"{W}val", "") if style is not None else ""
        for _ in range(_DEEPEST):
            if not name or self._own.get(name):
                break
            name = self._based.get(name, "")
        return self._own.get(name, "")

    def say(self, runs: list[tuple[str, str]]) -> str:
        """Return the words of runs (font, words) as text; those of one font are read together."""
        return "".join(
            self._decode("".join(words for _, words in same), font)
            for font, same in groupby(runs, key=lambda run: run[0].lower())
        )

    def _decode(self, words: str, font: str) -> str:
        encoding = next((code for begins, code in _FAMILIES if font.startswith(begins)), None)
        if encoding is None or words.isascii():
            return words
        try:
            data = words.translate(_PRIVATE).encode("cp1252")
            text = decode(data, encoding)
        except (EncodingError, UnicodeEncodeError):
            return words  # right Vietnamese under the name of an old font
        self.decoded.add(encoding)
        return text.upper() if encoding == "tcvn3" and font.endswith(_CAPITALS) else text


def _named(properties: ElementTree.Element | None) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return next((name for where in _BY_ORDER if (name := fonts.get(where))), "")


def mend_lines(text: str, known: str | None = None) -> tuple[str, str | None]:
    """Return a text with its lines out of an old font, and the encoding they were in, or None.

    Lines decide together, so that a sign or a foreign word in a right text stays. ``known`` is
    an encoding that other parts of the document were in.

    >>> mend_lines("Së Néi vô rµ so¸t c¸n bé.")
    ('Sở Nội vụ rà soát cán bộ.', 'tcvn3')
    >>> mend_lines("Cột cao 5 m², giá 10 €.")
    ('Cột cao 5 m², giá 10 €.', None)
    """
    mended = mend_text(pl.Series(text.split("\n"), dtype=pl.String))
    encoding = mended.encoding if mended.mended else None
    lines = mended.texts.to_list() if encoding else text.split("\n")
    if (encoding or known) is None:
        return text, None
    mixed = [_mend_around(line, encoding or known) for line in lines]
    return "\n".join(mixed), encoding or (known if mixed != lines else None)


def _mend_around(line: str, encoding: str | None) -> str:
    """Mend a line of an old font in which somebody corrected letters to Unicode.

    >>> _mend_around("Ủy ban nh©n d©n c¸c x· bè trÝ kinh phÝ.", "tcvn3")
    'Ủy ban nhân dân các xã bố trí kinh phí.'
    """
    pieces = _BEYOND.split(line)
    if len(pieces) == 1 or not re.search(SUSPECT, line):
        return line
    return "".join(mend_text(pl.Series(pieces, dtype=pl.String), encoding).texts.to_list())


def tell_decoded(encodings: set[str]) -> tuple[Problem, ...]:
    """Return what to tell of a text that was decoded from these encodings."""
    if not encodings:
        return ()
    return (
        Problem(
            "directive_legacy", params={"found": ", ".join(sorted(NAMES[e] for e in encodings))}
        ),
    )

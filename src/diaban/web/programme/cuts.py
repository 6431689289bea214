"""Where a text is cut: a duty in two, and a long document into parts that a page can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

PART_LETTERS = 30_000
_BEFORE = re.compile(r"(?<=[;:,.\n])\s+(?=\S)|\s(?=(?:và|đồng thời|trước|hoàn thành)\s)")
_SHOWN = 60
_MOST = 40


@dataclass(frozen=True)
class Cut:
    """A place at which a duty may be split, with the words behind it."""

    at: int
    words: str


def find_cuts(text: str, start: int, end: int) -> list[Cut]:
    """Return the places within a span where a new thought may begin, in order."""
    found = []
    for match in _BEFORE.finditer(text, start, end):
        at = match.end()
        if start < at < end:
            words = " ".join(text[at : min(end, at + _SHOWN)].split())
            found.append(Cut(at, words))
    return found[:_MOST]


def part_borders(text: str, letters: int = PART_LETTERS) -> list[int]:
    r"""Return where the parts of a text begin, and its end; cut at ends of lines.

    >>> part_borders("ab\ncd\nef", 4)
    [0, 3, 6, 8]
    """
    borders = [0]
    while len(text) - borders[-1] > letters:
        cut = text.rfind("\n", borders[-1], borders[-1] + letters)
        borders.append(cut + 1 if cut > borders[-1] else borders[-1] + letters)
    return [*borders, len(text)]

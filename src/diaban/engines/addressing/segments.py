"""What stands between two commas, read once and remembered: addresses repeat their segments.

Of the segments in ten thousand addresses two in three were met before. So what a segment says by
itself is worked out when it is first met, and a text is put together from its segments.
"""

import itertools
import re
import unicodedata

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.lexicon import (
    ABBREVIATIONS,
    DATE_STREETS,
    GLUED,
    KIND_WORDS,
    SUFFIXES,
    UNIT_SUFFIXES,
)
from diaban.engines.addressing.words import Word, is_plain_syllable, read_word, untelex
from diaban.engines.encodings.mending import SUSPECT

__all__ = ["INVISIBLE", "Segment", "read_segment"]

# a word, and from where to where it goes
Place = tuple[Word, int, int]
# a number with its lanes or letters is one word: 9/4/68/53, 12A, B2-R3-9; else letters; else a mark
_TOKEN = re.compile(
    r"[^\W_]*\d[^\W_]*(?:(?:[/\\]|[-–.](?=[^\W\d_]{0,3}\d))[^\W_]+)*|[^\W_]+|[^\w\s]|\n"
)
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# letters and digits as wide as Chinese signs, invisible ones, those that a wrong font shows
_ODD = re.compile(f"[\uff01-\uff5e]|{INVISIBLE}|{SUSPECT}")
_BREAKS = {",": 3, ";": 3, "\n": 3, "|": 3, "(": 3, ")": 3, "[": 3, "]": 3, "{": 3, "}": 3,
           "-": 1, "–": 1, "—": 1, "/": 1, "\\": 1, "+": 1, "&": 1, "·": 1, "•": 3,
           "…": 3, "!": 3, "?": 3, '"': 1, "“": 1, "”": 1, "_": 1, ">": 1, "<": 1,
           ":": 0, "'": 0, "’": 0, "`": 0, "*": 0, "#": 0}  # fmt: skip
_NO_TELEX = ABBREVIATIONS | set(SUFFIXES) | set(UNIT_SUFFIXES) | {"bis", "ter", "bix"}
_MOST_REMEMBERED = 50_000
_LONGEST_REMEMBERED = 120
_DASHES = {"-", "–", "—"}
_LETTERS_DIGITS = re.compile(r"^([^\W\d_]+)(\d.*)$", re.DOTALL)


class Segment:
    """Words with their places in the segment: ``breaks[i]`` is what stands before word i.

    0 a blank, 1 a dash or point, 2 a dash that parts the address as commas do elsewhere, 3 a comma
    or what parts as much. ``marks[i]`` has the marks between, as written. ``parts``: how many
    pieces the breaks of 2 and 3 make. ``odd``: whether its letters must be put right first.

    >>> segment = read_segment(" ngõ 68/53 Cầu Giấy (cũ)")
    >>> segment.plain, segment.breaks, segment.parts
    (('ngo', '68/53', 'cau', 'giay', 'cu'), (3, 0, 0, 0, 3), 2)
    """

    __slots__ = (
        "_parted",
        "breaks",
        "commas",
        "count",
        "dashes",
        "ends",
        "ends_in_house",
        "marked",
        "marks",
        "odd",
        "parts",
        "plain",
        "raw",
        "starts",
        "words",
    )

    def __init__(self, raw: str, places: list[Place], breaks: list[int], marks: list[str]) -> None:
        self.raw = raw
        self.words: tuple[Word, ...] = tuple([place[0] for place in places])
        self.plain: tuple[str, ...] = tuple([place[0].plain for place in places])
        self.starts: tuple[int, ...] = tuple([place[1] for place in places])
        self.ends: tuple[int, ...] = tuple([place[2] for place in places])
        self.breaks, self.marks = tuple(breaks), tuple(marks)
        self.count = len(places)
        self.marked = True in [place[0].marked for place in places]
        self.odd = not raw.isascii() and (
            _ODD.search(raw) is not None or not unicodedata.is_normalized("NFC", raw)
        )
        self.parts, self.dashes, self.commas = 1, 0, 0
        if any(breaks[1:]):
            self._count_breaks()
        self._parted: Segment | None = None
        self.ends_in_house = bool(places) and places[-1][0].digits and self._ends_in_house()

    def _count_breaks(self) -> None:
        inner = self.breaks[1:]
        self.parts = 1 + sum(1 for strength in inner if strength > 1)
        self.commas = inner.count(3)
        self.dashes = len(self._dashes())

    def _dashes(self) -> list[int]:
        places = enumerate(zip(self.breaks, self.marks, strict=True))
        return [at for at, (strength, mark) in places if strength == 1 and mark.strip() in _DASHES]

    def _ends_in_house(self) -> bool:
        """Whether the last word is a house number; 3/2 by itself rather is a street."""
        return self.is_house_number(self.count - 1) and self.plain[-1] not in DATE_STREETS

    def parted_by_dashes(self) -> "Segment":
        """The same with its dashes parting as commas do."""
        parted = self._parted
        if parted is None:
            dashes = self._dashes()
            breaks = [2 if i in dashes else strength for i, strength in enumerate(self.breaks)]
            places = list(zip(self.words, self.starts, self.ends, strict=True))
            parted = self._parted = Segment(self.raw, places, breaks, list(self.marks))
        return parted

    def is_house_number(self, at: int) -> bool:
        """Whether a number is a house's or lane's: it begins a part, or their word is before."""
        plain = self.plain[at]
        if not plain[0].isdigit() or (plain in DATE_STREETS and at > 0):
            return False
        if at == 0 or self.breaks[at] > 1:
            return True
        before = self.words[at - 1]
        opened = KIND_WORDS.get(before.plain)
        if opened is not None and before.plain != "so":
            return opened[0] in (Kind.HOUSE, Kind.LANE)
        if before.plain == "so":
            # "tổ số 5" is a group's number
            outer = KIND_WORDS.get(self.plain[at - 2]) if at > 1 else None
            return outer is None or outer[0] in (Kind.HOUSE, Kind.LANE)
        return before.digits


_SEGMENTS: dict[str, Segment] = {}
_PIECES: dict[str, tuple[Place, ...]] = {}


def read_segment(raw: str) -> Segment:
    """Return the segment for a text without commas; the work is linear in its length.

    >>> read_segment("XQuỳnh Hội q3").words
    (Word('X'), Word('Quỳnh'), Word('Hội'), Word('q'), Word('3'))
    """
    found = _SEGMENTS.get(raw)
    if found is None:
        found = _read(raw)
        if len(raw) <= _LONGEST_REMEMBERED:
            if len(_SEGMENTS) >= _MOST_REMEMBERED:
                _SEGMENTS.clear()
            _SEGMENTS[raw] = found
    return found


def _read(text: str) -> Segment:
    places: list[Place] = []
    breaks: list[int] = []
    marks: list[str] = []
    strength, between = 3, ""
    for found in _TOKEN.finditer(text):
        raw = found.group()
        pieces = _PIECES.get(raw)
        if pieces is None:
            strong = _strength(raw, places)
            if strong is not None:
                between += raw
                strength = max(strength, strong)
                continue
            pieces = _remember(raw)
        start = found.start()
        for word, first, after in pieces:
            places.append((word, start + first, start + after))
            breaks.append(strength)
            marks.append(between)
            strength, between = 0, ""
    return Segment(text, places, breaks, marks)


def _strength(raw: str, before: list[Place]) -> int | None:
    """How much a mark parts what stands around it; None for a word."""
    strong = _BREAKS.get(raw)
    if strong is not None:
        return strong
    if raw[0].isalnum():
        return None
    if raw == ".":
        return 0 if before and before[-1][0].plain in ABBREVIATIONS else 1
    return 0 if raw.isascii() else 1


def _remember(raw: str) -> tuple[Place, ...]:
    found = tuple((word, at, at + len(word.raw)) for word, at in _pieces(raw))
    if len(raw) <= _LONGEST_REMEMBERED:
        if len(_PIECES) >= _MOST_REMEMBERED:
            _PIECES.clear()
        _PIECES[raw] = found
    return found


def _pieces(raw: str) -> tuple[tuple[Word, int], ...]:
    """Part words that were run together: "XQuỳnh", "q3", "HuyệnPhù"."""
    if raw.isalpha() and (raw.islower() or raw.istitle() or raw.isupper()):
        return ((_right(raw), 0),)
    cuts = _letter_cuts(raw)
    glued = _LETTERS_DIGITS.match(raw)
    if not cuts and glued and read_word(glued[1]).plain in GLUED:
        cuts = [len(glued[1])]
    edges = [0, *cuts, len(raw)]
    return tuple((_right(raw[a:b]), a) for a, b in itertools.pairwise(edges) if a < b)


def _right(raw: str) -> Word:
    """Read one word; one that Telex keys were left in is read as what they meant."""
    word = read_word(raw)
    if not raw.isascii() or word.digits or len(raw) < 3 or is_plain_syllable(word.plain):
        return word
    if word.plain in _NO_TELEX:
        return word
    meant = untelex(raw)
    if not meant:
        return word
    mended = Word(meant)
    mended.raw = raw
    return mended


def _letter_cuts(raw: str) -> list[int]:
    if not raw.isalpha():
        return []
    cuts = [
        i
        for i in range(1, len(raw))
        if raw[i].isupper() and (raw[i - 1].islower() or raw[i + 1 : i + 2].islower())
    ]
    edges = [0, *cuts, len(raw)]
    parts = [read_word(raw[a:b]).plain for a, b in itertools.pairwise(edges)]
    known = all(part in ABBREVIATIONS or is_plain_syllable(part) for part in parts)
    return cuts if known else []

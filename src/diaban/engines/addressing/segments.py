"""What stands between two commas, read once and remembered: addresses repeat their segments.

Of the segments in ten thousand addresses two in three were met before. So what a segment says by
itself is worked out when it is first met, and a text is put together from its segments.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

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
    >>> segment.raw[segment.starts[1] : segment.end(1)]
    '68/53'
    """

    __slots__ = (
        "_parted",
        "breaks",
        "commas",
        "count",
        "dashes",
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

    def __init__(
        self,
        raw: str,
        words: Iterable[Word],
        starts: Iterable[int],
        breaks: tuple[int, ...] | None = None,
        marks: tuple[str, ...] | None = None,
        *,
        odd: bool = False,
    ) -> None:
        self.raw = raw
        self.words = tuple(words)
        self.plain = tuple([word.plain for word in self.words])
        self.starts = tuple(starts)
        self.count = count = len(self.words)
        self.breaks = breaks if breaks is not None else _blanks(count)
        self.marks = marks if marks is not None else _no_marks(count)
        self.marked = True in [word.marked for word in self.words]
        self.odd = odd
        self.parts, self.dashes, self.commas = 1, 0, 0
        if breaks is not None and any(breaks[1:]):
            self._count_breaks()
        self._parted: Segment | None = None
        self.ends_in_house = count > 0 and self.words[-1].digits and self._ends_in_house()

    def end(self, at: int) -> int:
        """Where a word ends."""
        return self.starts[at] + len(self.words[at].raw)

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
            parted = self._parted = Segment(
                self.raw, self.words, self.starts, tuple(breaks), self.marks
            )
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


@lru_cache(maxsize=64)
def _blanks(count: int) -> tuple[int, ...]:
    """The breaks of words with nothing but blanks between them."""
    return (3, *[0] * (count - 1))


@lru_cache(maxsize=64)
def _no_marks(count: int) -> tuple[str, ...]:
    return ("",) * count


_SEGMENTS: dict[str, Segment] = {}
# what stands between two blanks: a word and nothing else, or anything else
_ALONE: dict[str, Word] = {}
_CHUNKS: dict[tuple[str, bool], "_Chunk"] = {}


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


def _read(raw: str) -> Segment:
    """Most segments are known words with single blanks between; others are read mark by mark."""
    inner = raw.lstrip(" ")
    words: list[Word] = []
    starts: list[int] = []
    at = len(raw) - len(inner)
    for chunk in inner.rstrip(" ").split(" "):
        word = _ALONE.get(chunk)
        if word is None:
            return _read_marked(raw)
        words.append(word)
        starts.append(at)
        at += len(chunk) + 1
    return Segment(raw, words, starts)


def _read_marked(raw: str) -> Segment:
    words: list[Word] = []
    starts: list[int] = []
    breaks: list[int] = []
    marks: list[str] = []
    strength, between = 3, ""
    at, odd = 0, False
    for text in raw.split(" "):
        alone = _ALONE.get(text)
        if alone is not None:
            words.append(alone)
            starts.append(at)
            breaks.append(strength)
            marks.append(between)
            strength, between = 0, ""
        elif text:
            chunk = _read_chunk(text, words)
            if chunk.words:
                words += chunk.words
                starts += [at + start for start in chunk.starts]
                breaks += [max(strength, chunk.breaks[0]), *chunk.breaks[1:]]
                marks += [between + chunk.marks[0], *chunk.marks[1:]]
                strength, between = 0, ""
            strength = max(strength, chunk.strength)
            between += chunk.between
            odd = odd or chunk.odd
        at += len(text) + 1
    return Segment(raw, words, starts, tuple(breaks), tuple(marks), odd=odd)


class _Chunk(NamedTuple):
    """What stands between two blanks; ``strength`` and ``between``: the marks behind its words."""

    words: tuple[Word, ...]
    starts: tuple[int, ...]
    breaks: tuple[int, ...]
    marks: tuple[str, ...]
    strength: int
    between: str
    odd: bool


def _read_chunk(text: str, before: Sequence[Word]) -> _Chunk:
    abbreviated = bool(before) and before[-1].plain in ABBREVIATIONS
    key = (text, abbreviated)
    chunk = _CHUNKS.get(key)
    if chunk is None:
        chunk = _part(text, abbreviated=abbreviated)
        if len(text) <= _LONGEST_REMEMBERED:
            _remember(key, chunk)
    return chunk


def _remember(key: tuple[str, bool], chunk: _Chunk) -> None:
    text = key[0]
    if len(_CHUNKS) + len(_ALONE) >= _MOST_REMEMBERED:
        _CHUNKS.clear()
        _ALONE.clear()
    if len(chunk.words) == 1 and chunk.words[0].raw == text and not chunk.odd:
        _ALONE[text] = chunk.words[0]
    else:
        _CHUNKS[key] = chunk


def _part(text: str, *, abbreviated: bool) -> _Chunk:
    """Part words and marks; ``abbreviated``: whether the word before is an abbreviation."""
    words: list[Word] = []
    starts: list[int] = []
    breaks: list[int] = []
    marks: list[str] = []
    strength, between = 0, ""
    for found in _TOKEN.finditer(text):
        raw = found.group()
        if not raw[0].isalnum():
            strength = max(strength, _strength(raw, abbreviated=abbreviated))
            between += raw
            continue
        for word, at in _pieces(raw):
            words.append(word)
            starts.append(found.start() + at)
            breaks.append(strength)
            marks.append(between)
            strength, between = 0, ""
        abbreviated = words[-1].plain in ABBREVIATIONS
    return _Chunk(
        tuple(words), tuple(starts), tuple(breaks), tuple(marks), strength, between, _is_odd(text)
    )


def _is_odd(text: str) -> bool:
    return not text.isascii() and (
        _ODD.search(text) is not None or not unicodedata.is_normalized("NFC", text)
    )


def _strength(mark: str, *, abbreviated: bool) -> int:
    """How much a mark parts what stands around it."""
    if mark == ".":
        return 0 if abbreviated else 1
    return _BREAKS.get(mark, 0 if mark.isascii() else 1)


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

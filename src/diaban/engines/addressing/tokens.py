"""Text into words with their places, and what stands between them.

Places are kept in code points of the text as given, also where it is not in NFC or was shown in
the letters of an old font.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from diaban.engines.addressing.lexicon import ABBREVIATIONS, GLUED, SUFFIXES, UNIT_SUFFIXES
from diaban.engines.addressing.words import Word, is_plain_syllable, read_word, untelex
from diaban.engines.encodings.mending import SUSPECT, mend_text
from diaban.engines.encodings.syllables import is_syllable

__all__ = ["Tokens", "tokenise"]

# a number with its lanes or letters is one word: 9/4/68/53, 12A, B2-R3-9; else letters; else a mark
_TOKEN = re.compile(
    r"[^\W_]*\d[^\W_]*(?:(?:[/\\]|[-–.](?=[^\W\d_]{0,3}\d))[^\W_]+)*|[^\W_]+|[^\w\s]|\n"
)
_SUSPECT = re.compile(SUSPECT)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BREAKS = {",": 3, ";": 3, "\n": 3, "|": 3, "(": 3, ")": 3, "[": 3, "]": 3, "{": 3, "}": 3,
           "-": 1, "–": 1, "—": 1, "/": 1, "\\": 1, "+": 1, "&": 1, "·": 1, "•": 3,
           "…": 3, "!": 3, "?": 3, '"': 1, "“": 1, "”": 1, "_": 1, ">": 1, "<": 1,
           ":": 0, "'": 0, "’": 0, "`": 0, "*": 0, "#": 0}  # fmt: skip
# letters and digits as wide as Chinese signs, which some keyboards and phones type
_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}
_NO_TELEX = ABBREVIATIONS | set(SUFFIXES) | set(UNIT_SUFFIXES) | {"bis", "ter", "bix"}
_LETTERS = re.compile(r"[^\W\d_]+")
# marks of Windows-1258 behind their vowel, as Windows-1252 shows them
_MARKS_1258 = re.compile("[aeiouyâêôãõýAEIOUYÂÊÔ][ÌìòÒÞ]")
_MOST_REMEMBERED = 200_000
_PIECES: dict[str, tuple[tuple[Word, int, int], ...]] = {}
_DASHES = {"-", "–", "—"}
_LETTERS_DIGITS = re.compile(r"^([^\W\d_]+)(\d.*)$", re.DOTALL)


@dataclass(slots=True)
class Tokens:
    """Words with places: ``breaks[i]`` is what stands before word i.

    0 a blank, 1 a dash or point, 2 a dash that parts the address as commas do elsewhere, 3 a comma.

    ``marks[i]`` has the marks between, as written. ``reasons``: how the text was put right first.

    >>> tokens = tokenise("SN 9, ngõ 68/53 Cầu Giấy")
    >>> [word.plain for word in tokens.words], tokens.breaks
    (['sn', '9', 'ngo', '68/53', 'cau', 'giay'], [3, 0, 3, 0, 0, 0])
    """

    text: str
    words: list[Word]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    marks: list[str]
    origin: list[int] | None = None
    reasons: tuple[str, ...] = ()
    marked: bool = False

    def span(self, first: int, after: int) -> tuple[int, int]:
        """The place of words first..after-1 in the text as given."""
        start, end = self.starts[first], self.ends[after - 1]
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end]


def tokenise(text: str) -> Tokens:
    """Read a text of any length into words; the work is linear in its length.

    >>> tokenise("XQuỳnh Hội, q3").words
    [Word('X'), Word('Quỳnh'), Word('Hội'), Word('q'), Word('3')]
    """
    normal, origin, reasons = put_right(text)
    words: list[Word] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[int] = []
    marks: list[str] = []
    strength, between = 3, ""
    marked = False
    for found in _TOKEN.finditer(normal):
        raw = found.group()
        pieces = _PIECES.get(raw)
        if pieces is None:
            strong = _strength(raw, words)
            if strong is not None:
                between += raw
                strength = max(strength, strong)
                continue
            pieces = _remember(raw)
        start = found.start()
        for word, offset, length in pieces:
            words.append(word)
            starts.append(start + offset)
            ends.append(start + offset + length)
            breaks.append(strength)
            marks.append(between)
            strength, between = 0, ""
            marked = marked or word.marked
    if 1 in breaks:
        _part_by_dashes(breaks, marks)
    return Tokens(normal, words, starts, ends, breaks, marks, origin, reasons, marked)


def _strength(raw: str, words: list[Word]) -> int | None:
    """How much a mark parts what stands around it; None for a word."""
    strong = _BREAKS.get(raw)
    if strong is not None:
        return strong
    if raw[0].isalnum():
        return None
    if raw == ".":
        return 0 if words and words[-1].plain in ABBREVIATIONS else 1
    return 0 if raw.isascii() else 1


def _remember(raw: str) -> tuple[tuple[Word, int, int], ...]:
    if len(_PIECES) >= _MOST_REMEMBERED:
        _PIECES.clear()
    found = _PIECES[raw] = tuple((word, at, len(word.raw)) for word, at in _pieces(raw))
    return found


def _part_by_dashes(breaks: list[int], marks: list[str]) -> None:
    """Where dashes do the work of commas, they part as commas do: several, or no comma at all."""
    dashes = [
        i for i, strength in enumerate(breaks) if strength == 1 and marks[i].strip() in _DASHES
    ]
    commas = sum(1 for strength in breaks[1:] if strength == 3)
    if len(dashes) >= 2 or (dashes and not commas):
        for i in dashes:
            breaks[i] = 2


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


def put_right(text: str) -> tuple[str, list[int] | None, tuple[str, ...]]:
    """Bring a text to NFC, mended if it is seen through a wrong font, with its way back.

    >>> put_right("Hµ Néi")
    ('Hà Nội', [0, 1, 2, 3, 4, 5, 6], ('mojibake_mended',))
    """
    reasons: tuple[str, ...] = ()
    if text.isascii():
        return text, None, reasons
    text = text.translate(_FULL_WIDTH)
    origin: list[int] | None = None
    if not unicodedata.is_normalized("NFC", text):
        text, origin = _compose(text)
        reasons = ("composed",)
    if _SUSPECT.search(text):
        mended = mend_text(pl.Series([_HALF_PAIR.sub("\ufffd", text)]))
        if mended.mended and mended.encoding:
            seen, text = text, str(mended.texts[0])
            origin = _align(text, mended.encoding, seen, origin)
            reasons = (*reasons, "mojibake_mended")
        else:
            meant = _read_1258(text)
            if meant:
                text, places = _compose(meant)
                origin = [origin[place] for place in places] if origin else places
                reasons = (*reasons, "mojibake_mended")
    if _INVISIBLE.search(text):
        kept = [i for i, letter in enumerate(text) if not _INVISIBLE.match(letter)]
        kept.append(len(text))
        origin = [origin[i] for i in kept] if origin else kept
        text = "".join([text[i] for i in kept[:-1]])
    return text, origin, reasons


def _compose(text: str) -> tuple[str, list[int]]:
    """Compose letter by letter, so that the place of each is known."""
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[at:end])
        # a mark that composes with nothing would cut the word in two
        kept = [c for c in composed if not unicodedata.combining(c)] or [" "]
        letters += kept
        origin += [at] * len(kept)
        at = end
    origin.append(len(text))
    return "".join(letters), origin


def _align(mended: str, encoding: str, seen: str, origin: list[int] | None) -> list[int]:
    """Tell for each letter of the mended text where it began in the one seen."""
    places: list[int] = []
    at, most = 0, len(seen)
    for letter in mended:
        places.append(min(at, most))
        # a letter that was right stands for itself
        at += 1 if seen[at : at + 1] == letter else _count_signs(letter, encoding)
    places.append(most)
    return [origin[place] for place in places] if origin else places


def _count_signs(letter: str, encoding: str) -> int:
    """How many signs an old encoding shows for a letter."""
    if letter.isascii() or encoding not in {"vni", "utf-8-twice"}:
        return 1
    if encoding == "utf-8-twice":
        return len(letter.encode())
    parts = unicodedata.normalize("NFD", letter.lower())
    horned = "\u031b" in parts
    # VNI has one sign for đ, ơ, ư, the i's and ỵ; else the vowel and a sign behind it
    if letter in "đĐỵỴ" or parts[0] == "i":
        return 1
    return len(parts) - 1 if horned else min(len(parts), 2)


def _read_1258(text: str) -> str:
    """Read what was written in Windows-1258 and shown in Windows-1252; "" if it was not.

    The letters come sign for sign, the tones still apart.
    """
    if not _MARKS_1258.search(text):
        return ""
    try:
        meant = text.encode("cp1252").decode("cp1258")
    except UnicodeError:
        return ""
    composed = unicodedata.normalize("NFC", meant)
    return meant if _count_syllables(composed) > _count_syllables(text) else ""


def _count_syllables(text: str) -> int:
    return sum(1 for word in _LETTERS.findall(text) if word.isascii() or is_syllable(word))

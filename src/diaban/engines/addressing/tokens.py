"""Text into segments of words with their places.

Places are kept in code points of the text as given, also where it is not in NFC or was shown in
the letters of an old font.
"""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from diaban.engines.addressing.lexicon import DATE_STREETS
from diaban.engines.addressing.segments import INVISIBLE, Segment, read_segment
from diaban.engines.encodings.mending import SUSPECT, mend_text
from diaban.engines.encodings.syllables import is_syllable

__all__ = ["Tokens", "tokenise"]

_SUSPECT = re.compile(SUSPECT)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(INVISIBLE)
# letters and digits as wide as Chinese signs, which some keyboards and phones type
_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}
_WIDE = re.compile("[\uff01-\uff5e]")
_LETTERS = re.compile(r"[^\W\d_]+")
# marks of Windows-1258 behind their vowel, as Windows-1252 shows them
_MARKS_1258 = re.compile("[aeiouyâêôãõýAEIOUYÂÊÔ][ÌìòÒÞ]")


@dataclass(slots=True)
class Tokens:
    """The segments of a text that have words, in its order.

    ``offsets``: where in ``text`` each begins; ``firsts``: how many words stand before it.
    ``marked``: whether any word has marks. ``reasons``: how the text was put right first.

    >>> tokens = tokenise("SN 9, ngõ 68/53 Cầu Giấy")
    >>> [segment.plain for segment in tokens.segments], tokens.firsts, tokens.count
    ([('sn', '9'), ('ngo', '68/53', 'cau', 'giay')], [0, 2], 6)
    """

    text: str
    segments: list[Segment]
    offsets: list[int]
    firsts: list[int]
    count: int
    marked: bool
    origin: list[int] | None = None
    reasons: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as given that part of ``text`` is."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end]

    def is_behind_house(self, at: int) -> bool:
        """Whether a house number ends the segment before."""
        if at == 0:
            return False
        before = self.segments[at - 1]
        if before.ends_in_house:
            return True
        # "3/2, ..." begins with a house number; further on it is a street
        return at == 1 and before.count == 1 and before.plain[0] in DATE_STREETS


def tokenise(text: str) -> Tokens:
    """Read a text of any length into words; the work is linear in its length.

    >>> tokenise("Xã Tân Lập - Đan Phượng").segments[0].breaks
    (3, 0, 0, 2, 0)
    """
    raws = text.split(",")
    segments = [read_segment(raw) for raw in raws]
    for segment in segments:
        if segment.odd:
            text, origin, reasons = put_right(text)
            tokens = _join(text, [read_segment(raw) for raw in text.split(",")])
            tokens.origin, tokens.reasons = origin, reasons
            return tokens
    return _join(text, segments)


def _join(text: str, every: list[Segment]) -> Tokens:
    """Put a text together from its segments, those without words left out."""
    segments: list[Segment] = []
    offsets: list[int] = []
    firsts: list[int] = []
    at = count = dashes = commas = 0
    marked = False
    for segment in every:
        if segment.count:
            segments.append(segment)
            offsets.append(at)
            firsts.append(count)
            count += segment.count
            dashes += segment.dashes
            commas += segment.commas
            marked = marked or segment.marked
        at += len(segment.raw) + 1
    # where dashes do the work of commas, they part as commas do: several, or no comma at all
    if dashes > 1 or (dashes and len(segments) + commas == 1):
        segments = [one.parted_by_dashes() if one.dashes else one for one in segments]
    return Tokens(text, segments, offsets, firsts, count, marked)


def put_right(text: str) -> tuple[str, list[int] | None, tuple[str, ...]]:
    """Bring a text to NFC, mended if it is seen through a wrong font, with its way back.

    >>> put_right("Hµ Néi")
    ('Hà Nội', [0, 1, 2, 3, 4, 5, 6], ('mojibake_mended',))
    """
    reasons: tuple[str, ...] = ()
    if text.isascii():
        return text, None, reasons
    if _WIDE.search(text):
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

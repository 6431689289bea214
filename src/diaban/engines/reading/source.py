"""A text as the rules see it: composed, in small letters, one way of placing tones.

Every place in it leads back to the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from diaban.engines.encodings import recognise
from diaban.engines.reading.draft import Span
from diaban.engines.reading.number_words import join_shares

_LATE_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe",
    "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_LATE_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_BLANK = re.compile(r"[^\S\n\t]")
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]{0,30}|[\u0300-\u036f]{1,30}")
_WORD = re.compile(r"\d+(?:[.,/:]\d+)*(?:%|[^\W\d_]+)?|[^\W_]+(?:&[^\W_]+)*")


def key_of(text: str) -> str:
    """Return composed ``text`` in small letters with tones placed early, letter for letter.

    >>> key_of("Số HOÁ, Uỷ ban, quý")
    'số hóa, ủy ban, quý'
    """
    small = _BLANK.sub(" ", text.lower())
    if len(small) != len(text):  # a letter that is two when small, as the Turkish İ
        small = "".join(_small(letter) for letter in text)
    return _LATE_TONE.sub(lambda found: _LATE_TONES[found[0]], small)


def _small(letter: str) -> str:
    if letter.isspace():
        return letter if letter in "\n\t" else " "
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


@dataclass(frozen=True)
class Source:
    """A text, its key of the same length, and its words by their places."""

    text: str
    key: str
    origins: Sequence[int]  # where each character was in the text as given, and its end
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]
    tight: tuple[bool, ...]  # whether only blanks part a word from the next

    def span(self, start: int, end: int) -> Span:
        """Return the span in the text as given."""
        return Span(self.origins[start], self.origins[end])

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first word in a stretch and of the first behind it."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def slice(self, first: int, last: int) -> str:
        """Return the text of words ``first`` to before ``last``, on one line."""
        if first >= last:
            return ""
        return " ".join(self.text[self.starts[first] : self.ends[last - 1]].split())

    def is_capital(self, word: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.starts[word]].isupper()


def open_source(given: str) -> Source:
    """Return a text ready to be read.

    >>> source = open_source("Lắp 1.234 trạm TT&TT")
    >>> source.words
    ('lắp', '1.234', 'trạm', 'tt&tt')
    """
    text, origins = _compose(given)
    key = key_of(text)
    found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(key)]
    if "phần trăm" in key:
        found = _with_shares(found)
    starts = tuple(start for start, _, _ in found)
    ends = tuple(end for _, end, _ in found)
    following = [*starts[1:], len(key)][: len(starts)]
    tight = tuple(not key[end:start].strip() for end, start in zip(ends, following, strict=True))
    return Source(text, key, origins, starts, ends, tuple(word for _, _, word in found), tight)


def _with_shares(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return words with "chín mươi phần trăm" as the one word "90%"."""
    for first, behind, share in reversed(join_shares([word for _, _, word in found])):
        found[first:behind] = [(found[first][0], found[behind - 1][1], share)]
    return found


def undecoded(text: str) -> str | None:
    """Return the encoding that a text was not decoded from (TCVN3, VNI), or None.

    >>> undecoded("Kế hoạch") is None
    True
    """
    sample = text[:6000]
    if not sample.strip() or any("\u1ea0" <= letter <= "\u1ef9" for letter in sample):
        return None
    try:
        encoded = sample.encode("cp1252")
    except UnicodeEncodeError:
        return None
    if encoded.isascii():
        return None
    found = recognise(encoded).encoding
    return found if found in {"tcvn3", "vni", "viscii"} else None


def _compose(given: str) -> tuple[str, Sequence[int]]:
    if unicodedata.is_normalized("NFC", given):
        return given, range(len(given) + 1)
    parts: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(given):
        part = unicodedata.normalize("NFC", cluster[0])
        last = cluster.end() - 1
        origins.extend(min(cluster.start() + place, last) for place in range(len(part)))
        parts.append(part)
    return "".join(parts), [*origins, len(given)]

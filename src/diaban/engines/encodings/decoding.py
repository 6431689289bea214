"""Turning bytes into text under a known encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from diaban.engines.encodings.byte_tables import (
    NOTHING,
    TABLES,
    TCVN3_CAPITALS,
    VNI_PAIRS,
    VNI_SINGLES,
    WINDOWS_1252,
)

ENCODINGS = (
    "ascii",
    "utf-8",
    "utf-8-twice",
    "utf-16-le",
    "utf-16-be",
    "windows-1258",
    "tcvn3",
    "vni",
    "viscii",
    "windows-1252",
)
NAMES = {
    "ascii": "ASCII",
    "utf-8": "UTF-8",
    "utf-8-twice": "UTF-8 twice over",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "windows-1258": "Windows-1258",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI-Windows",
    "viscii": "VISCII",
    "windows-1252": "Windows-1252",
}
_UTF = {"ascii", "utf-8", "utf-16-le", "utf-16-be"}
_BYTE_OF = {ord(letter): byte for byte, letter in enumerate(WINDOWS_1252)}
_VNI = re.compile("|".join(map(re.escape, [*VNI_PAIRS, *VNI_SINGLES])))
_VNI_WHOLE = VNI_PAIRS | VNI_SINGLES
_WORD = re.compile(r"[^\W\d_]+")
# a mark between two cells of a line, which parts words as a blank or a comma in a text does not
_CELL_END = re.compile(r"[;\t|\n\"]|,(?!\s)")
_NAMED = frozenset({"phố", "đường", "ngõ", "ngách", "hẻm", "phường", "xã", "thôn", "chợ"})
_ONE_CASE_ONLY = frozenset(
    letter for letter in TABLES["tcvn3"] if ord(letter) > 0xBF and letter.islower()
) - frozenset(TCVN3_CAPITALS.lower())


class EncodingError(ValueError):
    """Bytes that an encoding does not know; ``at`` is the first one's place."""

    def __init__(self, encoding: str, at: int) -> None:
        super().__init__(f"byte {at} has no meaning in {encoding}")
        self.encoding = encoding
        self.at = at


def decode(data: bytes, encoding: str) -> str:
    r"""Return the text of ``data`` in normal form C.

    ``encoding`` is one of ENCODINGS. Raises EncodingError at a byte that has no meaning there and
    ValueError for a name that is not known.

    >>> decode(b"\xa7\xdea ch\xd8", "tcvn3")
    'Địa chỉ'
    >>> decode(b"\xd1\xf2a ch\xe6", "vni")
    'Địa chỉ'
    """
    if encoding not in ENCODINGS:
        raise ValueError(f"{encoding!r} is none of {', '.join(ENCODINGS)}")
    if encoding in _UTF:
        return unicodedata.normalize("NFC", _decode_utf(data, encoding))
    if encoding == "utf-8-twice":
        return unicodedata.normalize("NFC", _decode_twice(data))
    text = read_bytes(data, encoding)
    at = text.find(NOTHING)
    if at >= 0:
        raise EncodingError(encoding, at)
    return text


def read_bytes(data: bytes, encoding: str) -> str:
    """Return eight-bit text in normal form C; a byte without a meaning is U+FFFD."""
    if encoding == "windows-1258":
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    if encoding == "vni":
        wide = data.decode("latin-1").translate(dict(enumerate(WINDOWS_1252)))
        return _VNI.sub(lambda found: _VNI_WHOLE[found[0]], wide)
    table = dict(enumerate(TABLES[encoding]))
    text = data.decode("latin-1").translate(table)
    return raise_capitals(text) if encoding == "tcvn3" else text


def raise_capitals(text: str) -> str:
    """Return ABC text with toned letters as capitals inside words of capitals.

    The ABC fonts have toned letters once only; the font for headings (.VnTimeH) draws them as
    capitals, so HÀ NỘI is kept as “Hà NộI”.

    >>> raise_capitals("Hà NộI, phố Lý Nam Đế")
    'HÀ NỘI, phố Lý Nam Đế'
    >>> raise_capitals("phố ấu Triệu")
    'phố Ấu Triệu'
    """
    words = list(_WORD.finditer(text))
    raised = [_is_capital(found[0]) for found in words]
    names = _begin_names(text, words)
    if True not in raised and not names:
        return text
    # a word is judged by those beside it in its own cell
    ends = [_CELL_END.search(text, a.end(), b.start()) is not None for a, b in pairwise(words)]
    joined = [False, *(not end for end in ends), False]
    for i, found in enumerate(words):
        before = joined[i] and raised[i - 1] is True
        after = joined[i + 1] and raised[i + 1] is True
        if raised[i] is None and (before or after) and found[0][0].isupper():
            raised[i] = True
    parts, end = [], 0
    for i, (found, is_raised) in enumerate(zip(words, raised, strict=True)):
        word = found[0].upper() if is_raised else found[0]
        word = word[0].upper() + word[1:] if i in names else word
        parts += [text[end : found.start()], word]
        end = found.end()
    return "".join(parts) + text[end:]


def _begin_names(text: str, words: Sequence[re.Match[str]]) -> set[int]:
    """Return the words that begin a name with a toned vowel, of which the fonts have no capital.

    They stand first in a cell or after a word such as “phố”, and a capital follows: “ấu Triệu”.
    """
    found = set()
    for i, (word, after) in enumerate(pairwise(words)):
        if word[0][0] not in _ONE_CASE_ONLY or not after[0][0].isupper():
            continue
        if text[word.end() : after.start()] != " ":
            continue
        gap = text[words[i - 1].end() if i else 0 : word.start()]
        cell = _CELL_END.split(gap)
        is_first = (i == 0 or len(cell) > 1) and not cell[-1].strip()
        is_named = i > 0 and gap == " " and words[i - 1][0].lower() in _NAMED
        if is_first or is_named:
            found.add(i)
    return found


def _is_capital(word: str) -> bool | None:
    """True where at least two letters say capital and none small; None where one does."""
    telling = [letter for letter in word if letter not in _ONE_CASE_ONLY]
    if any(letter.islower() for letter in telling) or not telling:
        return False
    return True if len(telling) > 1 else None


def as_bytes(text: str) -> bytes | None:
    """Return the bytes that were shown as ``text`` in Windows-1252; None if it has more."""
    try:
        return bytes([_BYTE_OF[ord(letter)] for letter in text])
    except KeyError:
        return None


def _decode_utf(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise EncodingError(encoding, error.start) from error


def _decode_twice(data: bytes) -> str:
    once = as_bytes(_decode_utf(data, "utf-8"))
    if once is None:
        raise EncodingError("utf-8-twice", 0)
    return _decode_utf(once, "utf-8")

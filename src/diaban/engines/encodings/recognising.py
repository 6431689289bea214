"""Telling the encoding of bytes by whether what comes out can be Vietnamese."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from diaban.engines.encodings.byte_tables import NOTHING
from diaban.engines.encodings.decoding import EncodingError, as_bytes, decode, read_bytes
from diaban.engines.encodings.syllables import COMMON, is_cased, is_syllable

# eight-bit encodings, the likelier first, and what speaks against one before anything is read
CANDIDATES = {
    "windows-1252": -0.5,
    "tcvn3": 0.0,
    "vni": 0.0,
    "windows-1258": 0.0,
    "viscii": -2.0,
}
# how far ahead a reading must be, as a logarithm of odds
SURE = 4.6
TOKEN = re.compile(
    rb"[A-Za-z\x02\x05\x06\x14\x19\x1e\x80-\xff]*[\x02\x05\x06\x14\x19\x1e\x80-\xff]"
    rb"[A-Za-z\x02\x05\x06\x14\x19\x1e\x80-\xff]*"
)
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = set(
    "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u00a0\u20ac°²³«»·½\u00ad\ufeff"
)
_WESTERN = set("àâäáãåæçéèêëíìîïñóòôöõøùúûüýÿß")
_MOST_TOKENS = 4_000
_SHOWN = 40


@dataclass(frozen=True)
class Recognised:
    """``confidence`` from 0 to 1; ``unclear`` where ``runner_up`` is as good as ``encoding``.

    ``reading`` and ``runner_up_reading`` show a telling piece of the text under both.
    """

    encoding: str
    confidence: float
    runner_up: str | None = None
    unclear: bool = False
    reading: str = ""
    runner_up_reading: str = ""
    is_mixed: bool = False
    scores: dict[str, float] = field(default_factory=dict, compare=False)


def recognise(sample: bytes, *, whole: bool = True) -> Recognised:
    r"""Return the encoding of ``sample``.

    ``whole`` is false where the sample was cut from something longer, so that its last character
    may be incomplete. Lines of a second encoding in a UTF-8 text make it ``is_mixed``.

    >>> recognise("Số nhà, đường phố".encode()).encoding
    'utf-8'
    >>> recognise(b"\xa7\xdea ch\xd8, ph\xad\xeang").encoding
    'tcvn3'
    """
    wide = _recognise_wide(sample)
    if wide:
        return Recognised(wide, 1.0)
    if sample.isascii() and not any(b in sample for b in b"\x02\x05\x06\x14\x19\x1e"):
        return Recognised("ascii", 1.0)
    found = _recognise_utf8(sample, whole=whole)
    return found or recognise_bytes(sample)


def recognise_bytes(sample: bytes, favoured: str | None = None) -> Recognised:
    """Return the eight-bit encoding of ``sample``; ``favoured`` is what lies around it."""
    tokens = Counter(TOKEN.findall(sample)).most_common(_MOST_TOKENS)
    scores = dict(CANDIDATES)
    if favoured in scores:
        scores[favoured] += SURE
    for token, count in tokens:
        weight = 1 + math.log(count) / 2
        for name in scores:
            scores[name] += weight * score_token(token, name)
    order = sorted(scores, key=lambda name: -scores[name])
    best = order[0]
    return _weigh(sample, tokens, scores, best, order[1:])


def _weigh(
    sample: bytes,
    tokens: list[tuple[bytes, int]],
    scores: dict[str, float],
    best: str,
    others: list[str],
) -> Recognised:
    """Compare the best reading with the next that reads anything otherwise."""
    kept = [token for token, _ in tokens]
    mine = [read_bytes(token, best) for token in kept]
    for name in others:
        theirs = [read_bytes(token, name) for token in kept]
        differ = [i for i in range(len(kept)) if mine[i] != theirs[i]]
        if not differ:
            continue
        ahead = scores[best] - scores[name]
        confidence = 1 / (1 + math.exp(-min(ahead, 50.0)))
        i = differ[0]
        at = max(0, sample.find(kept[i]) - _SHOWN // 4)
        piece = sample[at : at + _SHOWN].splitlines()
        shown = next((p for p in piece if kept[i] in p), kept[i])
        return Recognised(
            best,
            confidence,
            name,
            unclear=ahead < SURE,
            reading=read_bytes(shown, best),
            runner_up_reading=read_bytes(shown, name),
            scores=scores,
        )
    return Recognised(best, 1.0, scores=scores)


@lru_cache(maxsize=100_000)
def score_token(token: bytes, encoding: str) -> float:
    """Return how well a word reads under an encoding: 0 well, above it common, -4 not at all."""
    text = read_bytes(token, encoding)
    if NOTHING in text:
        return -5.0
    words = _WORD.findall(text)
    rest = _WORD.sub("", text)
    if not all(letter in _PUNCTUATION for letter in rest):
        return -4.0
    telling = [word for word in words if not word.isascii()]
    if not telling:
        return -1.0 if encoding == "windows-1252" else -1.2
    if rest and any(len(word) > 1 for word in words) and "\u00ad" in rest:
        return -4.0
    return min(_score_word(word, encoding) for word in telling)


def _score_word(word: str, encoding: str) -> float:
    if is_syllable(word):
        return 1.5 if word.lower() in COMMON else 0.0
    if word.isupper() and len(word) <= 6 and set(word) - set("BCDĐGHKLMNPQRSTVX") == set():
        return -1.0
    if encoding == "windows-1252" and _is_western(word):
        return -0.7
    return -4.0


def _is_western(word: str) -> bool:
    strange = [letter for letter in word.lower() if not letter.isascii()]
    few = len(strange) * 4 <= len(word) and len(word) > 3
    return few and is_cased(word) and all(letter in _WESTERN for letter in strange)


def _recognise_wide(sample: bytes) -> str | None:
    if sample[:2] == b"\xff\xfe":
        return "utf-16-le"
    if sample[:2] == b"\xfe\xff":
        return "utf-16-be"
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half / 3 > 2 * sample[0::2].count(0):
        return "utf-16-le"
    if half and sample[0::2].count(0) > half / 3 > 2 * sample[1::2].count(0):
        return "utf-16-be"
    return None


def _recognise_utf8(sample: bytes, *, whole: bool) -> Recognised | None:
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(sample) - 3 and error.start:
            return _recognise_utf8(sample[: error.start], whole=True)
        return _recognise_mostly_utf8(sample)
    if text.isascii():
        return Recognised("ascii", 1.0)
    return Recognised("utf-8-twice" if is_twice(text) else "utf-8", 1.0)


def is_twice(text: str) -> bool:
    """Whether UTF-8 was taken for Windows-1252 and then written as UTF-8 again.

    >>> is_twice("ngÃµ, phá»‘"), is_twice("ngõ, phố")
    (True, False)
    """
    lines = [line for line in text.splitlines() if not line.isascii()]
    turned = 0
    for line in lines[:500]:
        once = as_bytes(line)
        try:
            turned += once is not None and decode(once, "utf-8") != line
        except EncodingError:
            continue
    return bool(lines) and turned * 2 > min(len(lines), 500)


def _recognise_mostly_utf8(sample: bytes) -> Recognised | None:
    """Return UTF-8 for a text whose lines beyond ASCII are UTF-8 for the greater part."""
    right = wrong = 0
    for line in sample.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            right += 1
        except UnicodeDecodeError:
            wrong += 1
    return Recognised("utf-8", right / (right + wrong), is_mixed=True) if right > wrong else None

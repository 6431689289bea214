"""The words in which Vietnamese opening hours are written, and a text taken apart into them.

Words are compared without their marks, as half of all notices are typed without any; where the
marks alone tell two words apart (tối and tới, tư and từ, lễ and lẻ) those that are there decide.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Kind", "Token", "take_apart"]


class Kind(StrEnum):
    """What a word does in a text of hours.

    >>> Kind.TIME.value
    'time'
    """

    TIME = "time"
    NUMBER = "number"
    DAY = "day"
    LISTED_DAY = "listed"  # hai, ba, tư …: days only in a list that a day began
    GROUP = "group"  # cả tuần, cuối tuần
    HOLIDAY = "holiday"
    PART = "part"
    ALWAYS = "always"
    CLOSED = "closed"
    OPEN_ANYWAY = "anyway"  # không nghỉ
    LUNCH = "lunch"
    NO_BREAK = "no_break"
    EXCEPT = "except"
    INCLUDING = "including"
    TO = "to"
    EVENING_OR_TO = "toi"
    BREAK = "break"  # ; . and new lines
    COMMA = "comma"
    COLON = "colon"
    FILLER = "filler"
    TET = "tet"
    DATE = "date"
    VAGUE_DAYS = "vague"
    OFFICE = "office"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the text; ``value`` are minutes, a weekday's number or a part.

    >>> take_apart("7h30")[0].value
    450
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: int = 0
    word: str = ""


_LE = r"le(?:\s*(?:,|/|-|va|&)?\s*(?:cac\s+)?(?:ngay\s+)?tet\b)?"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("space", r"[ \t\r]+"),
    ("always", r"24\s*(?:h|gio)?\s*/\s*(?:24|7)\s*(?:h|gio)?(?![\d/])(?:\s*/\s*7)?"),
    ("always", r"(?:suot|ca)\s+ngay\s+(?:va\s+|lan\s+)?dem\b"),
    ("group", r"7\s*/\s*7(?!\d)|7\s*ngay\s*(?:/|trong|mot|tren)?\s*(?:1\s*)?tuan\b"),
    ("date", r"(?:ngay\s+)?\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{2,4})?(?!\s*[h:])"),
    ("date", r"\d{1,2}-\d{1,2}-\d{4}|(?:ngay\s+\d{1,2}\s+)?thang\s+\d{1,2}(?:\s+nam\s+\d{4})?"),
    (
        "time",
        (
            r"(?P<hour>\d{1,2})(?:\s*(?:h|g(?:io)?)(?![a-z])(?P<minute>\d{2}(?!\d))?"
            r"(?:\s*(?:phut|ph|p|')(?![a-z]))?|[:.](?P<colon>\d{2})(?::00)?(?!\d)\s*(?:h(?![a-z]))?)"
            r"(?:\s*(?P<half>ruoi)\b)?(?:\s*(?P<clock>am|pm|a\.m\.?|p\.m\.?|sa|ch)(?![a-z]))?"
        ),
    ),
    ("day", r"(?:thu|t)\s*\.?\s*(?P<digit>[2-7])(?!\d|\s*h(?![a-z]))"),
    ("day", r"thu\s+(?P<name>hai|ba|tu|nam|sau|bay)\b"),
    ("day", r"(?P<sunday>chu\s*nhat|chua\s*nhat|c\.\s*n\.?|cn)(?![a-z])"),
    ("group", r"(?:hang|moi)\s+ngay\b|tat\s+ca\s+(?:cac|moi)?\s*ngay(?:\s+trong\s+tuan)?\b"),
    ("group", r"(?:ca|suot|toan)\s+tuan\b|(?P<weekend>(?:cac\s+ngay\s+)?cuoi\s+tuan)\b"),
    ("filler", r"(?:hang|moi)\s+tuan\b"),
    (
        "vague",
        r"(?:cac\s+)?(?:ngay\s+)?trong\s+tuan\b|ngay\s+(?:thuong|lam\s+viec)(?:\s+trong\s+tuan)?\b",
    ),
    ("no_break", r"(?:khong|ko|k)\s+nghi\s+(?:giua\s+)?(?:trua|gio|ca)\b"),
    ("no_break", r"(?:lam\s+viec\s+|lam\s+)?(?:thong|xuyen)\s+(?:trua|tam)\b|lien\s+tuc\b"),
    ("lunch", r"(?:gio\s+)?nghi\s+(?:giua\s+)?(?:trua|gio\b|ca\b)(?![a-z])"),
    ("anyway", r"(?:khong|ko|k)\s+nghi\b"),
    ("holiday", rf"(?:cac\s+)?(?:ngay\s+(?:nghi\s+)?)?{_LE}(?![a-z])"),
    ("holiday", r"(?:cac\s+)?(?:ngay\s+)?tet\s*(?:,|/|-|va|&)?\s*(?:ngay\s+)?le(?![a-z])"),
    ("tet", r"(?:ngay\s+|dip\s+)?tet(?:\s+(?:nguyen\s+dan|am\s+lich|ta))?\b"),
    ("office", r"(?:gio|theo\s+gio)\s+hanh\s+chinh\b|hanh\s+chinh\b"),
    (
        "closed",
        (
            r"(?:tam\s+)?(?:nghi|dong\s+cua)\b|(?:khong|ko|k)\s+(?:lam\s+viec|lam|mo\s+cua|mo"
            r"|hoat\s+dong|phuc\s+vu|giao\s+dich|tiep\s+(?:khach|dan))\b"
        ),
    ),
    ("except", r"(?:ngoai\s+)?tru\b|khong\s+(?:ke|bao\s+gom|tinh)\b|loai\s+tru\b"),
    ("including", r"ke\s+ca\b|bao\s+gom(?:\s+ca)?\b|gom\s+ca\b"),
    ("filler", r"ca\s+ngay\b"),
    ("including", r"ca\b"),
    ("toi", r"(?:buoi\s+)?toi\b"),
    ("part", r"(?:buoi\s+)?(?P<part>sang|trua|chieu|dem)\b"),
    ("to", r"-+>?|den(?:\s+het)?\b|~"),
    ("break", r"[;.\n|•]+"),
    ("comma", r"[,/&+()\[\]]|va\b|cung\b"),
    ("colon", r":"),
    ("listed", r"(?:hai|ba|tu|nam|sau|bay)\b"),
    ("number", r"\d+"),
    (
        "filler",
        (
            r"(?:mo\s+cua|mo|lam\s+viec|lam|hoat\s+dong|phuc\s+vu|giao\s+dich|tiep\s+(?:nhan|khach|dan)"
            r"|thoi\s+gian|khung\s+gio|gio|lich|ngay|cac|buoi|vao|luc|tu|bat\s+dau|khach\s+hang"
            r"|chi|deu|thi|la|van|rieng|con|binh\s+thuong)\b"
        ),
    ),
    ("unknown", r"[a-z0-9]+|."),
)
_TOKEN = [(kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _PATTERNS]
_DAY_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_SUNDAY, _SATURDAY_MASK, _WEEK_MASK = 6, 0b1100000, 0b1111111
_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−～→", "-"),
    "đ": "d",
    "\u00a0": " ",
    "：": ":",
    "’": "'",
    "′": "'",
}
# what only the marks tell apart: a word that is written so means the other thing
_OTHER_WORDS = {"lẻ", "lé", "lè", "tôi", "tồi", "cà", "cá"}


def take_apart(text: str) -> list[Token]:
    """Return the words of a text; places count its characters as given (composed form expected).

    >>> [token.kind.value for token in take_apart("T2–T6: 7h30")]
    ['day', 'to', 'day', 'colon', 'time']
    """
    folded = "".join(_fold(sign) for sign in text)
    tokens: list[Token] = []
    at = 0
    while at < len(folded):
        kind, match = _next_match(folded, at, text)
        if kind != "space":
            tokens.append(_make_token(kind, match, text))
        at = match.end()
    return tokens


def _fold(sign: str) -> str:
    sign = _SIGNS.get(sign.lower(), sign.lower())
    plain = unicodedata.normalize("NFKD", sign)[:1]
    return _SIGNS.get(plain, plain) if plain.isascii() else sign[:1]


def _next_match(folded: str, at: int, text: str) -> tuple[str, re.Match[str]]:
    within_word = at > 0 and folded[at - 1].isalpha() and folded[at].isalpha()
    for kind, pattern in _TOKEN:
        match = pattern.match(folded, at)
        if match is None or (within_word and kind != "unknown"):
            continue
        if kind not in {"unknown", "space"} and _is_another_word(text[at : match.end()]):
            continue
        return kind, match
    raise AssertionError("the last pattern takes any character")


def _is_another_word(text: str) -> bool:
    return not _OTHER_WORDS.isdisjoint(text.lower().split())


def _make_token(kind: str, match: re.Match[str], text: str) -> Token:
    start, end = match.span()
    own = text[start:end]
    value, word = 0, match.group()
    if kind == "time":
        value, word = _minutes(match), _clock(match)
    elif kind == "day":
        value = _weekday(match)
    elif kind == "group":
        value = _SATURDAY_MASK if match.groupdict().get("weekend") else _WEEK_MASK
    elif kind == "part":
        word = match.group("part")
    elif kind == "toi":
        kind, word = _evening_or_to(own)
    elif kind == "listed":
        kind, value = _listed(own, word)
    elif kind == "number":
        value = int(word)
    return Token(Kind(kind), start, end, own, value, word)


def _minutes(match: re.Match[str]) -> int:
    """Return minutes of the day; over 1,440 where the text gives no time of day."""
    hour = int(match.group("hour"))
    minute = int(match.group("minute") or match.group("colon") or (match.group("half") and 30) or 0)
    clock = (match.group("clock") or "")[:1]
    if clock and not 1 <= hour <= 12:
        clock = ""
    if clock:
        hour = hour % 12 + (12 if clock in {"p", "c"} else 0)
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= 1_440 else 9_999


def _clock(match: re.Match[str]) -> str:
    """Say whether the half of the day is certain: by a.m. and p.m., or by a leading nought."""
    if match.group("clock"):
        return "half"
    return "padded" if match.group("hour").startswith("0") else ""


def _weekday(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("digit"):
        return int(groups["digit"]) - 2
    return _DAY_NAMES[groups["name"]] if groups.get("name") else _SUNDAY


def _evening_or_to(own: str) -> tuple[str, str]:
    if "ớ" in own.lower():
        return "to", "toi"
    return ("part" if "ố" in own.lower() or " " in own else "toi"), "toi"


def _listed(own: str, word: str) -> tuple[str, int]:
    return ("filler", 0) if own.lower() == "từ" else ("listed", _DAY_NAMES[word])

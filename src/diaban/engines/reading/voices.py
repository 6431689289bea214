"""Whose word a text or a sentence is: ministry, city, department, unit."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import Phrases, alternatives, sections
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.source import Source, key_of

UNSAID = "unsaid"
_SYMBOL = re.compile(r"số\s*:?\s*[\d….]*\s*[-/]\s*(?:\d{4}/)?(?P<symbol>[\w&\-/().]+)")
_BY_SYMBOL = tuple(
    (voice, re.compile(alternatives(f"symbol {voice}")))
    for voice in ("department", "ministry", "unit", "city")
)
_ISSUERS = tuple(
    (voice, re.compile(alternatives(f"issuer {voice}")))
    for voice in ("unit", "department", "city", "ministry")
)


def document_voice(source: Source, head_end: int) -> str:
    """Return who issues a document, from its number or the names above its title.

    >>> from diaban.engines.reading.source import open_source
    >>> document_voice(open_source("Số: 27/QĐ-STTTT"), 15)
    'department'
    """
    key = source.key[:head_end]
    for match in list(_SYMBOL.finditer(key))[:1]:
        for voice, pattern in _BY_SYMBOL:
            if pattern.search(match["symbol"]):
                return _city_or_unit(key) if voice == "city" else voice
    lines = [part.strip() for line in key.split("\n") for part in re.split(r"\t|\s{4,}", line)]
    return _issuer([line for line in lines if line][:12])


def _city_or_unit(key: str) -> str:
    unit = _ISSUERS[0][1]
    head = " ".join(line.split("\t")[0].strip() for line in key.split("\n")[:4])
    return "unit" if unit.search(head) else "city"


def _issuer(lines: list[str]) -> str:
    told = UNSAID
    rank = {"ministry": 0, "city": 1, "department": 2, "unit": 3}
    for line in lines[:6]:
        for voice, pattern in _ISSUERS:
            if pattern.match(line):
                # the issuer stands under the body it belongs to
                if told == UNSAID or rank[voice] > rank[told]:
                    told = voice
                break
    return told


_SPEAKERS: dict[str, str] = {
    phrase: voice
    for voice in ("ministry", "city", "department", "unit")
    for phrase in sections("organs")[voice]
}
_TITLES = frozenset(
    {"phó", "chủ", "giám", "bí", "bộ", "thứ", "cục", "vụ", "thủ", "tổng", "chánh", "trưởng"}
)
_CALLED = frozenset({"ông", "bà", "anh", "chị", "chí"})  # before a given name alone
_SPOKEN: Phrases[str] = Phrases(_SPEAKERS)


_RANKS = {"ministry": 0, "city": 1, "department": 2, "unit": 3}
_ABOVE = re.compile(alternatives("upward"))
_OF_STATE = re.compile(r"bộ|ban bí thư|chính phủ|thủ tướng|trung ương|quốc hội|ban chấp hành")


def asks_upward(voice: str, name: str) -> bool:
    """Whether who is asked stands above who asks, and so is given no task.

    >>> asks_upward("department", "UBND tỉnh"), asks_upward("city", "UBND tỉnh")
    (True, False)
    """
    key = key_of(" ".join(name.split()))
    if _ABOVE.match(key) is None:
        return False
    return _RANKS.get(voice, 0) > (0 if _OF_STATE.match(key) else 1)


def named_people(source: Source) -> dict[tuple[str, ...], str]:
    """Return the names of people in a news report, each with whose word theirs is.

    >>> from diaban.engines.reading.source import open_source
    >>> named_people(open_source("Thứ trưởng Lê An đến dự. Đồng chí Mai Sơn, Bí thư Tỉnh ủy."))
    {('lê', 'an'): 'ministry', ('an',): 'ministry', ('mai', 'sơn'): 'city', ('sơn',): 'city'}
    """
    found: dict[tuple[str, ...], str] = {}
    stop = len(source.words)
    for place, length, voice in _SPOKEN.within(source, 0, stop):
        if source.words[place] not in _TITLES:
            continue  # "Sở TT&TT Nam Định" names no person
        names = [_capitals(source, place + length, 1)]
        if place and not source.tight[place - 1]:
            names.append(_capitals(source, place - 1, -1))
        for first, last in names:
            if last - first >= 2 and not _is_organ(source, first, last):
                found.setdefault(source.words[first:last], voice)
                found.setdefault(source.words[last - 1 : last], voice)  # "ông Khang"
    return found


def _is_organ(source: Source, first: int, last: int) -> bool:
    return any(begins_name(source, place, len(source.words)) for place in range(first, last))


def _capitals(source: Source, place: int, step: int) -> tuple[int, int]:
    """Return the words of a person's name that begins, or ends, at a word."""
    end = place
    while 0 <= end < len(source.words) and abs(end - place) < 5 and source.is_capital(end):
        joint = end if step > 0 else end - 1
        end += step
        if joint < 0 or not source.tight[joint]:
            break
    return (place, end) if step > 0 else (end + 1, place + 1)


def speaker_voice(
    source: Source, first: int, last: int, people: dict[tuple[str, ...], str]
) -> str | None:
    """Return whose word a speaker's is; None for one only called "ông", "bà".

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Giám đốc Sở TT&TT Lê An")
    >>> speaker_voice(source, 0, 5, {})
    'department'
    """
    said = source.words[first:last]
    for size in range(4, 0, -1):
        for place in range(len(said) - size + 1):
            known = size > 1 or (place > 0 and said[place - 1] in _CALLED)
            if known and said[place : place + size] in people:
                return people[said[place : place + size]]
    for _, _, voice in _SPOKEN.within(source, first, last):
        return voice
    return None

"""Whose word a text or a sentence is: ministry, city, department, unit."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import Phrases, alternatives, sections
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.source import Source, key_of

UNSAID = "unsaid"
_SYMBOL = re.compile(r"số\s*:?\s*[\d….]*\s*[-/]\s*(?:\d{4}/)?(?P<symbol>[\w&\-/().]+)")
_CITING = re.compile(alternatives("citing"))
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
    for match in [one for one in _SYMBOL.finditer(key) if not _is_cited(key, one.start())][:1]:
        for voice, pattern in _BY_SYMBOL:
            if pattern.search(match["symbol"]):
                return _city_or_unit(key) if voice == "city" else voice
    lines = [part.strip() for line in key.split("\n") for part in re.split(r"\t|\s{4,}", line)]
    return _issuer([line for line in lines if line][:12])


def _is_cited(key: str, place: int) -> bool:
    """Whether a number stands in a sentence: "Thực hiện Kế hoạch số 15/KH-UBND, …"."""
    return _CITING.match(key, key.rfind("\n", 0, place) + 1) is not None


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


_DOCUMENT = alternatives("told documents")
_ISSUED = re.compile(
    rf"(?P<who>[^.;:\n]{{2,90}}?)\s+(?:(?:vừa|đã|mới|tiếp tục)\s+)*"
    rf"(?:ban hành|ký(?:\s+ban hành)?|có|phát đi|ra|gửi)\s+{_DOCUMENT}(?!\w)"
)
_JUST_ISSUED = re.compile(
    r"(?P<who>[^.;:\n]{2,90}?)\s+(?:vừa|đã|mới)\s+(?:ban hành|ký(?:\s+ban hành)?|có|phát đi|gửi)\s+"
    r"(?:chỉ thị|công điện|công văn)\s[^.;:]{0,200}?(?:gửi|yêu cầu|đề nghị|chỉ đạo)(?!\w)"
)
_ENACTED = re.compile(
    rf"(?<!đã )(?<!được )(?:ban hành|ký|ký ban hành|phê duyệt)\s(?:\w+\s){{0,3}}?{_DOCUMENT}(?!\w)"
)
_OF_ITS_OWN = re.compile(rf"{_DOCUMENT}\s+này\s+của\s+(?P<who>[^.;:,\n]{{2,60}})")
_NUMBERED = re.compile(
    rf"(?:kèm theo|ban hành|ký)\s+{_DOCUMENT}\s+(?:số\s*:?\s*)?\d+\s?[-/]\s?(?P<symbol>[\w&\-/]+)"
)
_TOLD = 1500  # characters in which a report says what was issued


def issuer_told(source: Source, start: int, end: int) -> str:
    """Return whose word a document is that a text tells of or is a part of.

    >>> from diaban.engines.reading.source import open_source
    >>> said = "UBND tỉnh vừa ban hành Chỉ thị tăng cường quản lý thuê bao."
    >>> issuer_told(open_source(said), 0, len(said))
    'city'
    >>> said = "theo Nghị quyết này của Chính phủ"
    >>> issuer_told(open_source(said), 0, len(said))
    'ministry'
    """
    near = min(end, start + _TOLD)
    voice = _first_voice(source, _ISSUED, start, near) or _first_voice(
        source, _OF_ITS_OWN, start, end
    )
    if voice is not None:
        return voice
    for match in _NUMBERED.finditer(source.key, start, near):
        for told, pattern in _BY_SYMBOL:
            if pattern.search(match["symbol"]):
                return told
    return UNSAID


def issuer_of(source: Source, start: int, end: int) -> str | None:
    """Return whose word it is that "Bộ vừa có công điện …" tells of, or None.

    >>> from diaban.engines.reading.source import open_source
    >>> said = "Bộ Xây dựng vừa gửi công văn yêu cầu các Sở"
    >>> issuer_of(open_source(said), 0, len(said))
    'ministry'
    """
    return _first_voice(source, _JUST_ISSUED, start, end)


def enacts(source: Source, start: int, end: int) -> bool:
    """Whether a sentence tells that rules were made, which the next sentences tell.

    >>> said = "Chính phủ vừa ban hành Nghị định về quản lý cầu treo"
    >>> from diaban.engines.reading.source import open_source
    >>> enacts(open_source(said), 0, len(said))
    True
    """
    return _ENACTED.search(source.key, start, end) is not None


def _first_voice(source: Source, pattern: re.Pattern[str], start: int, end: int) -> str | None:
    for match in pattern.finditer(source.key, start, end):
        voice = speaker_voice(source, *source.words_in(*match.span("who")), {})
        if voice is not None:
            return voice
    return None


_ASKED = tuple(
    (voice, re.compile(alternatives(f"asked by {voice}"))) for voice in ("ministry", "city")
)


def asker_of(name: str) -> str:
    """Return who alone may ask somebody: the Government a ministry, the province a department.

    >>> asker_of("Bộ Tài chính"), asker_of("Sở Y tế"), asker_of("VNPT")
    ('ministry', 'city', 'unsaid')
    """
    key = key_of(" ".join(name.split()))
    return next((voice for voice, pattern in _ASKED if pattern.match(key)), UNSAID)


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
        if ("đại", "diện") in (source.words[place - 2 : place], source.words[place : place + 2]):
            first, last = _called(source, place + length)
            found |= dict.fromkeys(
                (source.words[first:last], source.words[last - 1 : last]) if first < last else (),
                voice,
            )
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


def _called(source: Source, place: int) -> tuple[int, int]:
    """Return the words of the name in "đại diện Hội Tin học, bà Lê An"."""
    for word in range(place, min(place + 9, len(source.words) - 2)):
        if source.words[word] in _CALLED and source.is_capital(word + 1):
            return _capitals(source, word + 1, 1)
    return place, place


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

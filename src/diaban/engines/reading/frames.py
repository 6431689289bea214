"""Words with which somebody asks or tells, before whom he asks: "giao Sở Xây dựng"."""

from __future__ import annotations

from diaban.engines.reading.lexicon import phrases, sections, single_words
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.source import Source

FILLERS = single_words("fillers")


def frame_at(source: Source, place: int, last: int, *, spoken: bool) -> tuple[int, str] | None:
    """Return length and kind of words of asking or telling; unspoken ones name whom they ask.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("giao Sở Xây dựng rà soát")
    >>> frame_at(source, 0, 6, spoken=False), frame_at(source, 4, 6, spoken=False)
    ((1, 'asking'), None)
    """
    asking = phrases("words", "asking frames").at(source, place, last)
    if asking and source.words[place] == "mời" and not source.is_capital(place):
        asking = None  # "lập danh sách, mời các doanh nghiệp ký": one more thing to be done
    telling = phrases("words", "frames").at(source, place, last) if spoken else None
    found = asking if asking and (not telling or asking[0] >= telling[0]) else telling
    if found is None:
        return None
    kind = "asking" if found is asking else "telling"
    behind = place + found[0]
    if spoken:
        return found[0], kind
    if behind < last and source.words[place] in {"phân", "giao"} and _is_one_person(source, behind):
        return None
    return (found[0], kind) if behind < last and _names(source, behind, last) else None


# "Giao Công an Thành phố …" names an organ, "giao công chức …" says who is to be put there
_BODIES = frozenset(tuple(body.split()) for body in sections("words")["bodies"])
_ONE_PERSON = single_words("one person")


def _is_one_person(source: Source, place: int) -> bool:
    word = source.words[place]
    if word == "đồng" and _is_named(source, place):
        return False
    if source.words[place : place + 2] in _BODIES:
        return False
    if "viên" in source.words[place + 1 : place + 3]:
        return True  # "phân công cấp ủy viên phụ trách …"
    return word.isdigit() or word in _ONE_PERSON


def _is_named(source: Source, place: int) -> bool:
    """Whether "đồng chí" goes on to a name: three words in capitals, "Nguyễn Gia Phong"."""
    capitals = 0
    for behind in range(place + 2, min(len(source.words), place + 10)):
        capitals = capitals + 1 if source.is_capital(behind) and source.tight[behind - 1] else 0
        if capitals == 3:
            return True
    return False


def _names(source: Source, place: int, last: int) -> bool:
    while place < last and source.words[place] in FILLERS:
        place += 1
    return begins_name(source, place, last) or (place < last and source.is_capital(place))

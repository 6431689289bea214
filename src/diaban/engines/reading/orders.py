"""Orders that news tells of: "Phó Thủ tướng vừa có ý kiến giao Bộ Y tế yêu cầu các viện …"."""

from __future__ import annotations

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head, verb_group
from diaban.engines.reading.lexicon import opening_verbs, phrases, sections, verbs
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.source import Source

_FURTHEST = 40  # words of a part in which somebody is told to have asked
_MOST_LINKS = 3  # who asks whom to ask
_NAMED_BEFORE = frozenset(sections("words")["named before asking"])
_NAMELESS = frozenset({"cầu", "nghị", "đạo", "ý"})  # "yêu cầu khẩn trương rà soát"


def told_order(source: Source, head: Head, terms: list[Term], begin: int) -> Head:
    """Return the head of the order that a part of a news report tells of, or the head given.

    ``begin`` is the word with which the sentence begins.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Thủ tướng đã yêu cầu Bộ Y tế giao các sở rà soát kho thuốc")
    >>> told = told_order(source, Head(0, len(source.words), 0), [], 0)
    >>> source.slice(*told.lead), source.slice(told.start, told.last)
    ('các sở', 'rà soát kho thuốc')
    """
    found = _asked_inside(source, head) or _asked_behind(source, head, begin)
    speaker = head.speaker
    if found is None and head.frame != "asking":
        return head
    if found is not None:
        speaker, place = (head.first, found[0]), found[1]
    elif head.lead is not None:
        place = head.lead[0]
    else:
        return head
    asked, behind = _last_asked(source, place, head.last)
    if found is None and head.lead is not None and asked == head.lead:
        return head
    plain = Head(head.first, head.last, behind, speaker=speaker, frame="asking", lead=asked)
    acted = verb_group(source, plain, behind, terms, opens=True)
    named = asked is not None and behind >= head.last
    return acted if named or acted.verb is not None or acted.binding else head


def _asked_inside(source: Source, head: Head) -> tuple[int, int] | None:
    """Return where words of asking stand behind who asks, and the word behind them."""
    if head.frame == "asking":
        return None
    for place in range(head.first + 1, min(head.last - 1, head.first + _FURTHEST)):
        found = phrases("words", "ordering").at(source, place, head.last)
        if found is None or not source.tight[place - 1] or source.is_capital(place):
            continue
        if source.words[place - 1] in _NAMED_BEFORE or not _is_told(source, head.first, place):
            continue
        noun = phrases("words", "verbless").at(source, place, head.last)
        if noun is None and _asks(source, place + found[0], head.last):
            return place, place + found[0]
    return None


def _asked_behind(source: Source, head: Head, begin: int) -> tuple[int, int] | None:
    """Return where a part begins with words of asking: "…, Trưởng ban, chỉ đạo Bộ Y tế …"."""
    found = phrases("words", "ordering").at(source, head.start, head.last)
    if found is None or head.frame or not begin < head.start:
        return None
    asked_before = any(True for _ in phrases("words", "ordering").within(source, begin, head.first))
    named = _is_name(source, head.start + found[0], head.last)
    if asked_before or not named or not _is_told(source, begin, head.start):
        return None
    behind = head.start + found[0]
    return (head.start, behind) if _asks(source, behind, head.last) else None


def _is_told(source: Source, first: int, place: int) -> bool:
    """Whether what stands before words of asking is somebody above, or an act of the past."""
    # a body that "đã chỉ đạo" tells what it did itself
    leads = source.words[place : place + 2] == ("chỉ", "đạo")
    sections = ("issuers", "told documents") if leads else ("pronouns", "told of asking")
    return any(
        True for section in sections for _ in phrases("words", section).within(source, first, place)
    )


def _asks(source: Source, place: int, last: int) -> bool:
    """Whether somebody's name with what he is to do follows, or that alone."""
    asked, behind = _last_asked(source, place, last)
    if behind >= last:
        return asked is not None  # the first of a row of names
    if asked is None and source.words[place - 1] not in _NAMELESS:
        return False  # "giao" names who is to act
    return any(
        phrases("words", section).at(source, behind, last) for section in ("adverbs", "modals")
    ) or (opening_verbs().at(source, behind, last) is not None and not source.is_capital(behind))


def _last_asked(source: Source, place: int, last: int) -> tuple[tuple[int, int] | None, int]:
    """Return who is asked at the end of a chain of asking, and the word behind the name."""
    asked: tuple[int, int] | None = None
    for _ in range(_MOST_LINKS):
        if not (begins_name(source, place, last) or _is_name(source, place, last)):
            break
        end = name_end(source, place, last)
        asked, place = (place, end), end
        again = phrases("words", "passing on").at(source, end, last)
        if again is None or not _is_name(source, end + again[0], last):
            break
        place = end + again[0]
    return asked, place


def _is_name(source: Source, place: int, last: int) -> bool:
    if place >= last:
        return False
    known = begins_name(source, place, last)
    return source.is_capital(place) or (known and verbs().at(source, place, last) is None)

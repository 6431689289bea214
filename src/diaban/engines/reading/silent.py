"""Sentences that ask nothing, whatever verbs they hold."""

from __future__ import annotations

from diaban.engines.reading.lexicon import phrases, verbs
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source
from diaban.engines.reading.spans import behind_span

_LONGEST_CLOSING = 14  # words
_LONGEST_COURTESY = 3  # words: "Trân trọng./."
_LONGEST_MARK = 6  # characters: "12.3.", "a)"


def asks_nothing(source: Source, sentence: Sentence) -> bool:
    """Whether no duty can stand in a sentence.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Văn phòng thông báo để các đơn vị biết, thực hiện")
    >>> asks_nothing(source, Sentence(0, len(source.words), ()))
    True
    """
    return (
        _makes_known(source, sentence)
        or _is_never(source, sentence)
        or _is_closing(source, sentence)
        or _asks(source, sentence)
    )


def _is_never(source: Source, sentence: Sentence) -> bool:
    """Whether a sentence speaks of the document's own coming into force or carrying out."""
    told = phrases("words", "never at first").at(source, sentence.first, sentence.last)
    if told is not None and not any(
        phrases("words", section).at(source, place, sentence.last)
        for place in range(sentence.first + told[0], sentence.last)
        for section in ("asking frames", "must")
    ):
        return True
    return any(
        True for _ in phrases("words", "never").within(source, sentence.first, sentence.last)
    )


def _makes_known(source: Source, sentence: Sentence) -> bool:
    """Whether a sentence only makes the text known: "… thông báo đến … biết, thực hiện"."""
    said = source.words[sentence.first : sentence.last]
    if said[:2] == ("trân", "trọng") and len(said) <= _LONGEST_COURTESY:
        return True
    return said[-3:] == ("biết", "thực", "hiện") or said[-4:] == ("biết", "và", "thực", "hiện")


def _asks(source: Source, sentence: Sentence) -> bool:
    """Whether a sentence is a question."""
    end = source.ends[sentence.last - 1]
    return source.text[end : end + 2].strip(' ”"')[:1] == "?"


def _is_closing(source: Source, sentence: Sentence) -> bool:
    """Whether a short sentence only says when: "Thời gian thực hiện: 2023 - 2024"."""
    found = phrases("verbs", "closing").at(source, sentence.first, sentence.last)
    if found is None or sentence.last - sentence.first > _LONGEST_CLOSING:
        return False
    behind = behind_span(source, sentence.first, sentence.last)
    if behind is not None and _acts(source, behind, sentence.last):
        return False  # "Chậm nhất 5 ngày làm việc trả lời người dân"
    return not (_is_point(source, sentence) and _hands_in(source, sentence))


def _is_point(source: Source, sentence: Sentence) -> bool:
    """Whether a sentence begins a numbered point, and so speaks of nothing before it."""
    start = source.starts[sentence.first]
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start].strip()
    return 0 < len(before) <= _LONGEST_MARK


def _hands_in(source: Source, sentence: Sentence) -> bool:
    """Whether somebody is to report: "1. Báo cáo trước ngày 20 hằng tháng"."""
    return source.words[sentence.first : sentence.first + 2] == ("báo", "cáo")


def _acts(source: Source, place: int, last: int) -> bool:
    """Whether somebody is named, or something to be done, at a word."""
    return begins_name(source, place, last) or verbs().at(source, place, last) is not None

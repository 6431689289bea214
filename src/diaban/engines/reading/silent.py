"""Sentences that ask nothing, whatever verbs they hold."""

from __future__ import annotations

from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source


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
    return said[-3:] == ("biết", "thực", "hiện") or said[-4:] == ("biết", "và", "thực", "hiện")


def _asks(source: Source, sentence: Sentence) -> bool:
    """Whether a sentence is a question."""
    end = source.ends[sentence.last - 1]
    return source.text[end : end + 2].strip(' ”"')[:1] == "?"


def _is_closing(source: Source, sentence: Sentence) -> bool:
    """Whether a short sentence only says when: "Thời gian thực hiện: 2023 - 2024"."""
    found = phrases("verbs", "closing").at(source, sentence.first, sentence.last)
    return found is not None and sentence.last - sentence.first <= 14

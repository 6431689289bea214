"""Spans of time within which somebody shall act: "tối đa 5 ngày làm việc", "trong 24 giờ"."""

from __future__ import annotations

from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.number_words import SPELT
from diaban.engines.reading.source import Source


def behind_span(source: Source, place: int, last: int) -> int | None:
    """Return the word behind a span of time that begins at a word, or None where none does.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("tối đa 5 ngày làm việc trả lời dân")
    >>> source.words[behind_span(source, 0, 9)]
    'trả'
    >>> behind_span(open_source("tối đa 5 xã"), 0, 4) is None
    True
    """
    bound = phrases("words", "bounds of time").at(source, place, last)
    if bound is None:
        return None
    number = place + bound[0]
    if number >= last or not (source.words[number].isdigit() or source.words[number] in SPELT):
        return None
    unit = phrases("words", "units of time").at(source, number + 1, last)
    return number + 1 + unit[0] if unit is not None else None

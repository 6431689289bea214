"""What a news report says twice: its title, its first lines and its captions repeat its body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from diaban.engines.reading.draft import Duty, Span
from diaban.engines.reading.lexicon import sections

_WORD = re.compile(r"\w+")
_FEWEST = 4  # words of a duty that may be a copy
_OPENING, _ENDING = 0.7, 0.85  # shares of the words that are said again
_MOST = 12  # duties of the opening, and of the ending, that are compared with the rest
_SMALL = frozenset(sections("words")["telling nothing"])


def copies(duties: Sequence[Duty], opening: int, ending: int) -> set[Span]:
    """Return the duties that only say again what others say, in a news report.

    ``opening`` is the end of its first lines, ``ending`` the beginning of its last ones.

    >>> from dataclasses import replace
    >>> from diaban.engines.reading import read
    >>> [one] = read("1. Sở Y tế lập danh mục kho thuốc dự trữ.").duties
    >>> title = replace(one, span=Span(0, 9))
    >>> copies([title, one], 10, 99) == {title.span}
    True
    """
    told = [(duty, _words(duty.quote)) for duty in duties if duty.row is None]
    first = [one for one in told if one[0].span.end <= opening][:_MOST]
    last = [one for one in told if one[0].span.start >= ending][-_MOST:]
    body = [one for one in told if one[0].span.start >= opening]
    found = {duty.span for duty, words in first if _is_said(words, body, _OPENING, duty.span)}
    before = [one for one in told if one[0].span.end <= ending]
    found |= {duty.span for duty, words in last if _is_said(words, before, _ENDING, duty.span)}
    return found


def _words(quote: str) -> frozenset[str]:
    return frozenset(_WORD.findall(quote.lower())) - _SMALL


def _is_said(
    words: frozenset[str], others: Sequence[tuple[Duty, frozenset[str]]], share: float, own: Span
) -> bool:
    if len(words) < _FEWEST:
        return any(words == other for duty, other in others if duty.span != own)
    return any(
        len(words & other) >= share * len(words) for duty, other in others if duty.span != own
    )

"""The first lines of a text that says not what it is: its day, its column, and its title."""

from __future__ import annotations

import re

from diaban.engines.reading.layout import Paragraph, ends_sentence
from diaban.engines.reading.source import Source

_MOST = 4  # lines before the text itself
_LONGEST = 300
_DATED = re.compile(
    r"(?:cập nhật|ngày đăng|thứ \w+)?[\s:,|-]*(?:\d{1,2}:\d{2}[\s,|-]*)?\d{1,2}/\d{1,2}/\d{4}"
)
_REPEATED = 0.7  # the least share of a title's words that the paragraph behind it says again
_FEWEST = 6  # words that tell a title by being said again


def count_titles(source: Source, paragraphs: list[Paragraph]) -> int:
    r"""Return how many paragraphs at the beginning only date or name what follows.

    >>> from diaban.engines.reading.layout import find_lines, join_lines
    >>> said = "22/04/2021\n\nRà soát điểm phục vụ\n\nSở có ý kiến như sau.\n\n1. Lập tổ."
    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source(said)
    >>> lines = find_lines(source)
    >>> count_titles(source, join_lines(source, lines, set(range(len(lines)))))
    2
    """
    if len(paragraphs) < 3:
        return 0
    for number, paragraph in enumerate(paragraphs[:_MOST]):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        if following is None or paragraph.marker:
            return 0  # what stands before a list may be a part of it
        if not _is_title(source, paragraph, following):
            return number
    return 0


def _is_title(source: Source, paragraph: Paragraph, following: Paragraph) -> bool:
    key = source.key[paragraph.start : paragraph.end]
    if _DATED.match(key):
        return True
    if len(key) > _LONGEST or source.text[paragraph.end - 1] in ":;":
        return False
    if not ends_sentence(source, paragraph):
        return True
    words = set(source.words[slice(*source.words_in(paragraph.start, paragraph.end))])
    behind = set(source.words[slice(*source.words_in(following.start, following.end))])
    again = len(words & behind) >= _REPEATED * len(words)
    return again and len(words) >= _FEWEST and not following.marker

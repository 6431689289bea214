"""Parts of all that are to be reached, written as fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diaban.engines.reading.draft import Target
from diaban.engines.reading.number_words import AT_LEAST

__all__ = ["fractions_in", "parts_of_all"]

_PART = re.compile(
    rf"(?:(?P<least>{AT_LEAST})|giảm|rút\s+ngắn|đạt)\s+(?:thêm\s+)?"
    r"(?:(?P<fraction>(?P<part>[1-9])/(?P<all>[2-9]|10))(?=\s+[^\W\d]{2}|\s*$)(?!\s+(?:năm|tháng|tuần|ngày|buổi|giờ|điểm)(?!\w))"
    r"|một\s+phần\s+(?P<word>ba|tư|năm)(?!\w))"
)
# "hai phần ba cuộc họp": what begins with it, or more than one part, is a share wherever it stands
_SPELT = re.compile(
    r"(?:(?<!\w)(?P<part>hai|ba|bốn)|^một)\s+phần\s+(?P<all>ba|tư|bốn|năm)(?!\w)"
    r"(?=\s+[^\W\d]{2}|\s*$)"
)
_AT_LEAST = re.compile(rf"(?:{AT_LEAST})\s+$")
_IN_WORDS = {"hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5}


def parts_of_all(key: str) -> Iterator[tuple[int, Target]]:
    """Yield where a part of all is asked for, and the share that it is.

    >>> list(parts_of_all("ít nhất 8/10 người trưởng thành"))
    [(0, Target(relation='>=', value=80.0, unit='%'))]
    >>> [share.value for _place, share in parts_of_all("rút ngắn một phần ba thời gian")]
    [33.33]
    >>> [share.value for _place, share in parts_of_all("hai phần ba cuộc họp không giấy")]
    [66.67]
    """
    for found in _SPELT.finditer(key):
        part, of = _IN_WORDS.get(found["part"], 1), _IN_WORDS[found["all"]]
        if part < of:
            least = _AT_LEAST.search(key, 0, found.start())
            yield found.start(), Target(">=" if least else "=", round(100 * part / of, 2), "%")
    for found in _PART.finditer(key):
        word = found["word"]
        part, of = (1, _IN_WORDS[word]) if word else (int(found["part"]), int(found["all"]))
        if part < of:
            relation = ">=" if found["least"] else "="
            yield found.start(), Target(relation, round(100 * part / of, 2), "%")


def fractions_in(key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of fractions, which are no days: "rút ngắn 1/3 thời gian".

    >>> fractions_in("rút ngắn 1/3 thời gian trước ngày 30/6", 0, 38)
    [(9, 12)]
    """
    return [found.span("fraction") for found in _PART.finditer(key, start, end) if found["part"]]

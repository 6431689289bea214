"""The numbered points of a text, and those of them in which nothing was found to be asked.

Nothing unread does not mean nothing missed: a whole point may have been taken for a reason or for
news. Whoever numbers a point mostly asks for something in it, so a person looks at these first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from diaban.engines.reading.draft import Span
from diaban.engines.reading.layout import find_lines
from diaban.engines.reading.source import open_source

__all__ = ["Point", "find_points", "silent_points"]

# a marker ends what stands under a marker of its own rank or of a lower one
_RANKS = {
    "part": 0, "article": 1, "roman": 2, "upper": 2, "number": 3, "paren": 3,
    "decimal2": 4, "decimal3": 5, "decimal4": 6, "letter": 7,
}  # fmt: skip
_NUMBERED = frozenset({"number", "paren", "decimal2", "decimal3", "decimal4", "letter"})


@dataclass(frozen=True)
class Point:
    """A numbered point with all that stands under it; ``number`` is its marker as written."""

    number: str
    span: Span


def find_points(text: str) -> list[Point]:
    r"""Return the numbered points of a text in its order; those under another come behind it.

    >>> [point.number for point in find_points("1. Lập tổ:\na) Ở xã;\nb) Ở thôn.\n2. Báo cáo.")]
    ['1.', 'a)', 'b)', '2.']
    """
    source = open_source(text)
    lines = [line for line in find_lines(source) if line.marker in _RANKS]
    points = []
    for place, line in enumerate(lines):
        if line.marker not in _NUMBERED:
            continue
        rank = _RANKS[line.marker]
        later = (one.start for one in lines[place + 1 :] if _RANKS[one.marker] <= rank)
        end = next(later, len(text))
        body = text[line.start : end].rstrip()
        number = text[line.start : line.body].strip()
        points.append(Point(number, Span(line.start, line.start + len(body))))
    return points


def silent_points(text: str, duties: Iterable[Span]) -> list[Point]:
    r"""Return the numbered points that none of the duties touches, the outermost of each alone.

    A heading whose duties follow under it is not silent.

    >>> [one.number for one in silent_points("1. Lập tổ.\n2. Xã đã lập tổ.", [Span(3, 10)])]
    ['2.']
    """
    starts = sorted(span.start for span in duties)
    found: list[Point] = []
    for point in find_points(text):
        if found and point.span.end <= found[-1].span.end:
            continue
        place = bisect_left(starts, point.span.start)
        if place == len(starts) or starts[place] >= point.span.end:
            found.append(point)
    return found

"""What became of every character: each is of exactly one kind, the strongest said of it."""

from __future__ import annotations

from itertools import groupby

from diaban.engines.reading.draft import Kind, Span, Stretch
from diaban.engines.reading.source import Source

_CODES = (Kind.UNREAD, Kind.CONTEXT, Kind.FURNITURE, Kind.DUTY)


class Marking:
    """A kind for each character of a text as given.

    >>> from diaban.engines.reading.source import open_source
    >>> marking = Marking(open_source("Lập tổ."))
    >>> marking.mark(0, 6, Kind.DUTY)
    >>> [(stretch.span.of("Lập tổ."), stretch.kind.value) for stretch in marking.stretches()]
    [('Lập tổ', 'duty'), ('.', 'unread')]
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kinds = bytearray(source.origins[-1])

    def mark(self, start: int, end: int, kind: Kind) -> None:
        """Mark characters of the source."""
        self.mark_given(self._source.span(start, end), kind)

    def mark_given(self, span: Span, kind: Kind) -> None:
        """Mark characters of the text as given."""
        self._kinds[span.start : span.end] = bytes([_CODES.index(kind)]) * (span.end - span.start)

    def stretches(self) -> tuple[Stretch, ...]:
        """Return the runs of one kind, in order, leaving nothing out."""
        found = []
        start = 0
        for code, run in groupby(self._kinds):
            end = start + sum(1 for _ in run)
            found.append(Stretch(Span(start, end), _CODES[code]))
            start = end
        return tuple(found)

"""What the fitted weights of the reader are fitted on: the scripts ask it of annotated texts."""

from __future__ import annotations

from diaban.engines.reading.dates import Term
from diaban.engines.reading.draft import Span
from diaban.engines.reading.field_choice import Evidence
from diaban.engines.reading.parting import Taken
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.proposing import Described, Stretch
from diaban.engines.reading.reading import Reading
from diaban.engines.reading.sections import Placed
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source, open_source

__all__ = ["field_evidence", "mark_evidence", "word_evidence"]


class _Watched(Reading):
    """A reading that keeps what it asks its weights about."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.described: list[Described] = []
        self.taken: list[Taken] = []

    def likely(self, placed: Placed) -> list[Stretch]:
        self.described.append(self.describe(placed))
        return super().likely(placed)

    def part(self, sentence: Sentence, pieces: list[Piece], terms: list[Term]) -> list[Piece]:
        self.taken.append(Taken.of(self.source, sentence, terms))
        return super().part(sentence, pieces, terms)


def _watch(text: str) -> _Watched:
    reading = _Watched(open_source(text))
    reading.run()
    return reading


def field_evidence(text: str) -> list[tuple[Span, Evidence]]:
    """Return the duties of a text and what tells their fields, in the order they were read.

    >>> [span.start for span, _ in field_evidence("1. Sở Tài chính bố trí kinh phí.")]
    [16]
    """
    return list(_watch(text).evidence.items())


def mark_evidence(text: str) -> list[Taken]:
    """Return the sentences of a text, taken apart at their marks.

    >>> [taken] = mark_evidence("1. Sở Tài chính rà soát các điểm, lắp 2 trạm.")
    >>> len(taken.parts)
    2
    """
    return _watch(text).taken


def word_evidence(text: str) -> tuple[Source, list[Described]]:
    """Return a text and what its words show, by paragraph.

    >>> source, [paragraph] = word_evidence("1. Sở Tài chính bố trí kinh phí.")
    >>> source.words[paragraph.first], len(paragraph.described)
    ('sở', 7)
    """
    reading = _watch(text)
    return reading.source, reading.described

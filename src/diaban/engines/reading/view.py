"""A sentence taken apart, as the questions about it see it."""

from __future__ import annotations

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head, read_head
from diaban.engines.reading.parts import find_parts
from diaban.engines.reading.pieces import Mood
from diaban.engines.reading.sentences import Part, Sentence
from diaban.engines.reading.source import Source


class View:
    """A sentence with its parts, how each begins, its terms, and the mood it stands in."""

    def __init__(self, source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> None:
        self._source = source
        self._sentence = sentence
        self._terms = terms
        self._mood = mood
        self._parts = find_parts(source, sentence)
        self._heads = [self._head(part) for part in self._parts]

    def _head(self, part: Part) -> Head:
        opens = part.mark in {"", ":", ";"}
        return read_head(self._source, part.first, part.last, self._terms, opens=opens)

    def _hides(self, word: int) -> bool:
        return self._sentence.hides(self._source.starts[word])

    def _within(self, term: Term, part: Part) -> bool:
        source = self._source
        return source.starts[part.first] <= term.start < source.ends[part.last - 1]

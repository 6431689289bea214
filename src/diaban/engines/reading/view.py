"""A sentence taken apart, as the questions about it see it."""

from __future__ import annotations

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head, read_head
from diaban.engines.reading.lexicon import verbs, weights
from diaban.engines.reading.orders import told_order
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.parts import find_parts, has_figure
from diaban.engines.reading.pieces import Heard, Mood, Piece
from diaban.engines.reading.sentences import Part, Sentence
from diaban.engines.reading.source import Source


class View:
    """A sentence with its parts, how each begins, its terms, and the mood it stands in."""

    def __init__(self, source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> None:
        self._source = source
        self._sentence = sentence
        self._terms = terms
        self._mood = mood
        self._open: Piece | None = None
        self._found = Heard(asked=mood.asked)
        self._parts = find_parts(source, sentence)
        self._heads = [self._head(part) for part in self._parts]

    def _head(self, part: Part) -> Head:
        opens = part.mark in {"", ":", ";"}
        head = read_head(self._source, part.first, part.last, self._terms, opens=opens)
        if self._mood.genre != "press":
            return head
        return told_order(self._source, head, self._terms, self._sentence.first)

    def _hands_over(self, head: Head) -> bool:
        """Whether a verb hands on what was named: "trình", "gửi", "báo cáo"."""
        words = self._source.words[head.verb or 0 : head.verb_end]
        return (words[-2:] == ("báo", "cáo") and len(words) <= 3) or (
            words[-1:] in {("trình",), ("gửi",)} and len(words) <= 2
        )

    def _receiver(self, head: Head, part: Part) -> int | None:
        """Return the word where who receives it begins: "gửi về Sở Nội vụ"."""
        place = head.verb_end
        while place < part.last and self._source.words[place] in {"về", "cho", "đến", "tới"}:
            place += 1
        return place if begins_name(self._source, place, part.last) else None

    def _first_word(self, head: Head) -> str:
        """Return the word that a head begins with; "" where only a name stands at the end."""
        return "".join(self._source.words[head.start : head.start + 1])

    def _hides(self, word: int) -> bool:
        return self._sentence.hides(self._source.starts[word])

    def _within(self, term: Term, part: Part) -> bool:
        source = self._source
        return source.starts[part.first] <= term.start < source.ends[part.last - 1]

    def _behind_matter(self, part: Part) -> int:
        """Return the word behind a matter named at the beginning: "viễn thông", "báo chí"."""
        found = weights().at(self._source, part.first, part.last)
        place = part.first + (found[0] if found else 0)
        if place > part.first and self._source.words[place : place + 3] == ("trên", "địa", "bàn"):
            place += 3
            place += self._source.words[place : place + 1] in {("tỉnh",), ("huyện",), ("xã",)}
        return place

    def _begins_now(self, part: Part) -> bool:
        """Whether a part begins with "hiện", and not "hiện đại hóa"."""
        return (
            self._source.words[part.first] == "hiện"
            and verbs().at(self._source, part.first, part.last) is None
        )

    def _counts_in(self, part: Part) -> bool:
        return any(word[0].isdigit() for word in self._source.words[part.first : part.last])

    def _has_figure(self, part: Part) -> bool:
        """Whether a number stands in a part outside its terms."""
        terms = [term for term in self._terms if self._within(term, part)]
        return has_figure(self._source, part.first, part.last, terms)

"""What each word of a paragraph shows of whether a duty begins with it, goes on in it, or neither.

A feature is a name and what it is of, as text: "0 lập" says that the word itself is "lập". Which of
them tell anything, and how much, is fitted on annotated texts: see `chain.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diaban.engines.reading.dates import Term
from diaban.engines.reading.lexicon import phrases, verbs
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.sections import Placed
from diaban.engines.reading.source import Source

__all__ = ["describe_words"]

_FARTHEST = 6  # words behind a mark that are told apart
_NEAR = 3
_MARKS = frozenset(",;:.!?()-–—+/…\"“”'")
_ENDING = frozenset(".!?")


@dataclass
class _Said:
    """What was said so far: in the sentence, and in the clause since the last mark."""

    asked: str = ""  # the words that asked somebody: "yêu cầu"
    past: bool = False
    told_past: bool = False
    bound: bool = False
    named: bool = False
    for_purpose: bool = False
    acted: bool = False

    def mark(self, mark: str) -> None:
        """Begin a clause, and a sentence where the mark ends one."""
        if mark[0] in _ENDING or mark == "^":
            self.asked, self.past = "", False
        self.told_past = self.bound = self.named = self.for_purpose = self.acted = False

    @property
    def flags(self) -> str:
        """The clause so far in four letters."""
        told = (self.told_past, self.bound, self.named, self.for_purpose)
        return "".join(letter if one else "-" for letter, one in zip("pbnf", told, strict=True))


def describe_words(
    source: Source, placed: Placed, genre: str, terms: Sequence[Term]
) -> list[list[str]]:
    """Return the features of each word of a paragraph, behind its mark.

    >>> from diaban.engines.reading.layout import Paragraph
    >>> from diaban.engines.reading.sections import Section
    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("1. Sở Tài chính lập 02 tổ.")
    >>> placed = Placed(Paragraph(0, 26, "number", 3), Section(kind="duty"), False, 3)
    >>> described = describe_words(source, placed, "order", [])
    >>> len(described), described[3][1], "before name" in described[3], "2 tổ" in described[3]
    (6, '0 lập', False, True)
    """
    return _Describing(source, placed, genre, terms).run()


class _Describing:
    def __init__(self, source: Source, placed: Placed, genre: str, terms: Sequence[Term]) -> None:
        paragraph = placed.paragraph
        self._source = source
        self._first, self._last = source.words_in(paragraph.body, paragraph.end)
        self._words = [_shape(word) for word in source.words[self._first : self._last]]
        self._marks = [self._mark(place) for place in range(len(self._words))]
        self._end = source.text[paragraph.end - 1 : paragraph.end]
        self._timed = [self._in_term(place, terms) for place in range(len(self._words))]
        self._names = [
            begins_name(source, self._first + place, self._last)
            for place in range(len(self._words))
        ]
        kind = "heading" if placed.is_heading else placed.section.kind
        self._where = f"{kind} {genre}"
        self._kind = placed.section.kind
        self._point = f"{kind} {paragraph.marker}"
        self._said = _Said()
        self._clause = ""  # the first two words since the last mark
        self._before = ""  # those of the clause before
        self._behind = 0  # words since the mark

    def run(self) -> list[list[str]]:
        described = []
        for place in range(len(self._words)):
            self._step(place)
            described.append([*self._of_words(place), *self._of_place(place)])
        return described

    def _mark(self, place: int) -> str:
        """Return what stands between a word and the one before: "_" for a blank, "^" at first."""
        if place == 0:
            return "^"
        word = self._first + place
        between = self._source.text[self._source.ends[word - 1] : self._source.starts[word]]
        kept = [letter for letter in between if letter in _MARKS]
        return "".join(kept[:2]) or "_"

    def _in_term(self, place: int, terms: Sequence[Term]) -> bool:
        start = self._source.starts[self._first + place]
        return any(term.start <= start < term.end for term in terms)

    def _word(self, place: int) -> str:
        if 0 <= place < len(self._words):
            return self._words[place]
        return "^" if place < 0 else "$"

    def _step(self, place: int) -> None:
        """Take note of the word before, and of the mark behind it."""
        if place:
            self._hear(place - 1)
        if self._marks[place] == "_":
            self._behind += 1
            return
        self._said.mark(self._marks[place])
        self._behind = 0
        self._before, self._clause = self._clause, " ".join(self._words[place : place + 2])

    def _hear(self, place: int) -> None:
        said, source, word = self._said, self._source, self._first + place
        asked = phrases("words", "asking frames").at(source, word, self._last)
        if asked is not None:
            said.asked = " ".join(source.words[word : word + asked[0]])
        if phrases("words", "past").at(source, word, self._last):
            said.past = said.told_past = True
        if phrases("words", "hard purpose").at(source, word, self._last):
            said.for_purpose = True
        if phrases("words", "modals").at(source, word, self._last):
            said.bound = True
        said.named = said.named or self._names[place]
        said.acted = said.acted or self._verb(place) is not None

    def _verb(self, place: int) -> str | None:
        found = verbs().at(self._source, self._first + place, self._last)
        return found[1][0] if found is not None else None

    def _of_words(self, place: int) -> list[str]:
        before2, before, word, behind, behind2 = (self._word(place + n) for n in range(-2, 3))
        mark = self._marks[place]
        following = self._marks[place + 1] if place + 1 < len(self._words) else f"${self._end}"
        near = min(self._behind, _NEAR)
        return [
            "always",
            f"0 {word}", f"-1 {before}", f"1 {behind}", f"-2 {before2}", f"2 {behind2}",
            f"01 {word} {behind}", f"-10 {before} {word}", f"012 {word} {behind} {behind2}",
            f"-2-1 {before2} {before}", f"12 {behind} {behind2}",
            f"mark {mark}", f"next mark {following}", f"mark 0 {mark} {word}",
            f"mark 01 {mark} {word} {behind}",
            f"clause {self._clause}", f"clause {near} {self._clause}",
            f"clause before {self._before}", f"opening {' '.join(self._words[:2])}",
        ]  # fmt: skip

    def _of_place(self, place: int) -> list[str]:
        mark, said = self._marks[place], self._said
        verb = self._verb(place)
        acts = "acts" if verb else "other"
        capital = "A" if self._source.is_capital(self._first + place) else "a"
        near = min(self._behind, _NEAR)
        named = "names" if self._names[place] else "other"
        timed = ("t" if place and self._timed[place - 1] else "-") + (
            "t" if self._timed[place] else "-"
        )
        return [
            f"where {self._where}", f"point {self._point}", f"far {min(self._behind, _FARTHEST)}",
            f"letter {capital}", f"letter {capital} {mark}",
            f"verb {verb}", f"verb {acts} {mark}", f"verb {acts} {mark} {self._where}",
            f"verb {acts} {near} {self._where}",
            f"name {named} {mark}", f"time {timed} {mark}",
            f"asked {said.asked}", f"asked {said.asked} {acts} {said.named}",
            f"past {said.past} {self._kind}",
            f"said {said.flags}", f"said {said.flags} {acts} {self._kind}",
            f"named {said.named} {acts} {mark}", f"acted {said.acted} {acts}",
        ]  # fmt: skip


def _shape(word: str) -> str:
    """Return a word, or what kind of number it is."""
    if not word[0].isdigit():
        return word
    return "9%" if word.endswith("%") else "9"

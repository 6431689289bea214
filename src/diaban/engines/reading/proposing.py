"""Duties that no rule found and the chain of tags takes for some: a person looks at each.

What the rules found stays as it is: where the chain parts it otherwise, the rules are mostly right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from diaban.engines.reading.chain import BEGIN, OUTSIDE, tag_words
from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import read_head
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.parts import find_parts
from diaban.engines.reading.pieces import Heard, Piece
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.silent import asks_nothing
from diaban.engines.reading.source import Source

__all__ = ["Described", "Stretch", "likely_duties", "with_proposals"]

LEAST_CHANCE = 0.5
_FEWEST = 3  # words outside of terms


@dataclass(frozen=True)
class Described:
    """The words of a paragraph, from the number of the first on, with their features."""

    first: int
    described: list[list[str]]


@dataclass(frozen=True)
class Stretch:
    """Words ``first`` to before ``last`` that are likely one duty."""

    first: int
    last: int

    def meets(self, first: int, last: int) -> bool:
        """Whether it shares a word with others."""
        return self.first < last and first < self.last


def likely_duties(paragraph: Described) -> list[Stretch]:
    """Return what of a paragraph is likely a duty, by the words alone.

    >>> likely_duties(Described(0, []))
    []
    """
    chances = tag_words(paragraph.described)
    found: list[list[int]] = []
    inside = False
    for place, row in enumerate(chances, paragraph.first):
        goes_on = bool(row[OUTSIDE] < 0.5)
        if row[BEGIN] >= LEAST_CHANCE or (goes_on and not inside):
            found.append([place, place + 1])
        elif goes_on:
            found[-1][1] = place + 1
        inside = goes_on or row[BEGIN] >= LEAST_CHANCE
    return [Stretch(first, last) for first, last in found if last - first >= _FEWEST]


def with_proposals(
    source: Source,
    sentence: Sentence,
    found: Heard,
    terms: list[Term],
    likely: Sequence[Stretch],
) -> list[Piece]:
    """Return the pieces of a sentence with those that the chain proposes, in their order.

    Of what was, or surely asks nothing, and of what no rule understood (it is shown as unread)
    none is.
    """
    if found.past or not found.read or asks_nothing(source, sentence):
        return found.pieces
    own = [
        replace(one, last=min(one.last, sentence.last))
        for one in likely
        if sentence.first <= one.first < sentence.last
    ]
    own = [one for one in own if _says_something(source, sentence, one, terms)]
    pieces = list(found.pieces)
    for one in own:
        read = [*((piece.first, piece.last) for piece in found.pieces), *found.refused]
        if not any(one.meets(*words) for words in read):
            before = [piece for piece in pieces if piece.last <= one.first]
            lead = before[-1].lead if before else found.lead
            lead = lead if lead is not None and lead[1] <= one.first else None
            pieces.append(_piece(source, sentence, one, terms, lead))
            pieces.sort(key=lambda piece: piece.first)
    return pieces


def _says_something(
    source: Source, sentence: Sentence, one: Stretch, terms: Sequence[Term]
) -> bool:
    """Whether words say more than a term or a condition, and do not lead to points below."""
    behind = source.ends[sentence.last - 1]
    leads = one.last == sentence.last and source.key[behind : behind + 2].lstrip().startswith(":")
    said = [
        place
        for place in range(one.first, one.last)
        if not any(term.start <= source.starts[place] < term.end for term in terms)
    ]
    concludes = "thì" in source.words[one.first : one.last]
    return len(said) >= _FEWEST and not leads and not concludes


def _piece(
    source: Source,
    sentence: Sentence,
    one: Stretch,
    terms: list[Term],
    lead: tuple[int, int] | None,
) -> Piece:
    """Return a piece of likely words; who is to do it is named right before it, or was before."""
    head = read_head(source, one.first, one.last, terms, opens=False)
    part = next(part for part in find_parts(source, sentence) if part.last > one.first)
    opens = part.mark in {"", ":", ";"}
    around = read_head(source, part.first, one.last, terms, opens=opens)
    if around.lead is not None and around.lead[1] <= one.first:
        lead = around.lead
    if lead is not None and not begins_name(source, *lead):
        lead = None  # "các dự án giải ngân chậm" is asked of nobody
    return Piece(
        one.first, one.last, head, lead, outcome=head.verb is None, sure=False, proposed=True
    )

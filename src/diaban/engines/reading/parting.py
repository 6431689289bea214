"""Whether a mark within a sentence parts two duties or stands in one, by fitted weights.

"…, phần còn lại xong trong 2025" is a duty of its own, "…, báo cáo kết quả" is mostly none. The
rules decide first; where the weights are surer than a limit that they are wrong, they are put
right. A logistic model over few features of the mark and of the parts before and behind it; the
weights are data (`lexicon/parting_weights.txt`), fitted by `scripts/fit_reading_marks.py` on
annotated texts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head, read_head
from diaban.engines.reading.lexicon import named_weights
from diaban.engines.reading.parties import acts_together
from diaban.engines.reading.parts import find_parts, has_figure
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.sentences import Part, Sentence
from diaban.engines.reading.source import Source

__all__ = ["Joint", "Taken", "chance_of_two", "joints", "parted_anew", "tell_joint"]

SURELY_TWO = 0.6
SURELY_ONE = 0.05
_LONGEST = 8  # words of a part that are told apart
_LONGEST_BEFORE = 5  # pairs of words


@dataclass(frozen=True)
class Taken:
    """A sentence taken apart: its parts, how each begins, its terms."""

    source: Source
    parts: Sequence[Part]
    heads: Sequence[Head]
    terms: Sequence[Term]

    @classmethod
    def of(cls, source: Source, sentence: Sentence, terms: list[Term]) -> Taken:
        """Take a sentence apart."""
        parts = find_parts(source, sentence)
        heads = [
            read_head(source, part.first, part.last, terms, opens=part.mark in {"", ":", ";"})
            for part in parts
        ]
        return cls(source, parts, heads, terms)

    def has_term(self, first: int, last: int) -> bool:
        """Whether a term begins in words ``first`` to before ``last``."""
        start, end = self.source.starts[first], self.source.ends[last - 1]
        return any(start <= term.start < end for term in self.terms)

    def has_share(self, first: int, last: int) -> bool:
        """Whether a share stands in these words."""
        return any(word.endswith("%") for word in self.source.words[first:last])


@dataclass(frozen=True)
class Joint:
    """The mark before part ``number``, and the first word of the duty that it stands behind."""

    number: int
    begun: int


def joints(taken: Taken, first: int, last: int) -> list[Joint]:
    """Return the marks inside of words ``first`` to before ``last``.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("rà soát các điểm, lắp 2 trạm")
    >>> taken = Taken.of(source, Sentence(0, 7, ()), [])
    >>> joints(taken, 0, 7)
    [Joint(number=1, begun=0)]
    """
    return [
        Joint(number, first)
        for number, part in enumerate(taken.parts)
        if first < part.first < last and number
    ]


def tell_joint(taken: Taken, joint: Joint) -> list[str]:
    """Return the features of a mark, by name."""
    source, part, head = taken.source, taken.parts[joint.number], taken.heads[joint.number]
    words, begun = source.words[part.first : part.last], joint.begun
    before = taken.parts[joint.number - 1].last
    held = read_head(source, begun, before, list(taken.terms), opens=False)
    verb = "no verb" if head.verb is None else "weak verb" if head.weak else "verb"
    told = "".join(
        letter if one else "-"
        for letter, one in zip(
            "fdnt",
            (
                has_figure(source, begun, before, taken.terms),
                taken.has_term(begun, before),
                has_figure(source, part.first, part.last, taken.terms),
                taken.has_term(part.first, part.last),
            ),
            strict=True,
        )
    )
    named = "named" if head.lead is not None else "nobody"
    length = min(len(words), _LONGEST)
    counted = "outcome" if held.verb is None else "act"
    bare = "bare" if held.verb is not None and held.verb_end >= before else "whole"
    shares = f"{taken.has_share(begun, before):d}{taken.has_share(part.first, part.last):d}"
    return [
        "always",
        f"mark {part.mark}", verb, f"{verb} {part.mark} {head.verb == part.first:d}",
        named, f"{named} {verb}", f"{named} {verb} {told[2:]}", f"for {head.purpose} {verb}",
        f"told {told}", f"told {told} {verb}", f"figures {told[::2]}", f"terms {told[1::2]}",
        f"own {told[2:]} {verb} {part.mark}", f"shares {shares} {verb}",
        f"length {length}", f"length {length} {verb}",
        f"before {min((part.first - begun) // 2, _LONGEST_BEFORE)}",
        counted, f"{counted} {told[2:]} {verb}", f"{bare} {verb}",
        f"first {words[0]}", f"first two {' '.join(words[:2])}",
        f"last {words[-1] if not words[-1][0].isdigit() else '9'}",
        f"word before {source.words[before - 1]}", f"part {min(joint.number, 4)}",
    ]  # fmt: skip


def chance_of_two(features: Iterable[str]) -> float:
    """Return how likely a mark parts two duties.

    >>> round(chance_of_two([]), 2)
    0.5
    """
    weights = named_weights("parting_weights")
    return 1 / (1 + math.exp(-sum(weights.get(feature, 0.0) for feature in features)))


def parted_anew(taken: Taken, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a sentence, parted and joined where the weights are sure of it."""
    found: list[Piece] = []
    for piece in pieces:
        if found and _is_one(taken, found[-1], piece):
            found[-1] = replace(found[-1], last=piece.last, parts=found[-1].parts + piece.parts)
        else:
            found += _cut(taken, piece)
    return found


def _is_one(taken: Taken, before: Piece, piece: Piece) -> bool:
    """Whether what the rules parted is one duty: nothing but the mark stands between."""
    number = next((n for n, part in enumerate(taken.parts) if part.first == piece.first), 0)
    if not number or taken.parts[number - 1].last != before.last or piece.lead != before.lead:
        return False
    joint = Joint(number, before.first)
    return chance_of_two(tell_joint(taken, joint)) <= SURELY_ONE


def _is_settled(taken: Taken, piece: Piece, number: int) -> bool:
    """Whether a rule knows that a part is of its duty, or nothing is done before it yet."""
    opened = taken.parts[number].first
    if opened in piece.settled or opened <= piece.head.first:
        return True
    # "chủ trì, phối hợp với Sở Y tế, tham mưu …": who does it together is no act
    acts = [
        head
        for part, head in zip(taken.parts[:number], taken.heads[:number], strict=True)
        if part.last > piece.first and head.verb is not None
        and not acts_together(taken.source, max(part.first, piece.first), part.last)
        and taken.source.words[head.verb : head.verb + 2] != ("chủ", "trì")
    ]  # fmt: skip
    return acts_together(taken.source, piece.first, opened) and not acts


def _cut(taken: Taken, piece: Piece) -> list[Piece]:
    """Return a piece in the duties that it holds."""
    begun, found = piece.first, [piece]
    for joint in joints(taken, piece.first, piece.last):
        number = joint.number
        if (
            _is_settled(taken, piece, number)
            or chance_of_two(tell_joint(taken, Joint(number, begun))) < SURELY_TWO
        ):
            continue
        head, begun = taken.heads[number], taken.parts[number].first
        if head.lead is not None and begun < head.start < piece.last and head.verb is not None:
            begun = head.start  # behind who is to do it
        found[-1] = replace(found[-1], last=taken.parts[number - 1].last)
        found.append(
            replace(
                piece, first=begun, head=head, lead=head.lead or piece.lead,
                parts=1,
            )
        )  # fmt: skip
    return found

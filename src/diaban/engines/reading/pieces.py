"""What a sentence is read in, and what comes of it before it is told as duties."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from diaban.engines.reading.heads import Head


@dataclass(frozen=True)
class Mood:
    """In what a sentence stands: genre, kind of section, and whether somebody is asking."""

    genre: str
    kind: str
    asked: bool = False
    marker: str = ""
    article: bool = False
    voice: str = "unsaid"
    opens: bool = False  # in the first paragraph behind the title, before any point


@dataclass
class Piece:
    """A duty in the making: words ``first`` to before ``last``."""

    first: int
    last: int
    head: Head
    lead: tuple[int, int] | None
    outcome: bool = False
    sure: bool = True
    parts: int = 1
    speaker: tuple[int, int] | None = None
    finished: bool = False  # a clause at its end says only by when: "hoàn thành trước 30/9"
    carried: bool = False  # its lead is that of the sentence before
    together: bool = False  # one of a row of acts with partners that the first of it names
    matter: bool = False  # begins with what is done, "việc …", and who does it stands behind
    proposed: bool = False  # by the chain of tags, and no rule
    bare: bool = False  # a word unknown as a verb went on with a row of verbs: "chặn, lọc"
    settled: frozenset[int] = frozenset()  # first words of parts that are surely of it


@dataclass
class Heard:
    """What a sentence yielded: its duties, who was speaking, and whether it was understood."""

    pieces: list[Piece] = field(default_factory=list)
    speaker: tuple[int, int] | None = None
    asked: bool = False
    read: bool = True
    past: bool = False
    lead: tuple[int, int] | None = None
    refused: list[tuple[int, int]] = field(default_factory=list)  # words that surely ask nothing


def head_of_both(first: Head, second: Head) -> Head:
    """Return the head of a duty made of two parts: the class of the second where it is telling."""
    if second.verb_class != "new" and not second.weak:
        return replace(
            first, verb_class=first.verb_class if first.verb_class != "new" else second.verb_class
        )
    return first

"""What became of each character of a document: duty, context, furniture, set aside or unread.

Nothing is left out and nothing is two things: what no duty and no reading holds is unread, and is
shown so until a person makes a duty of it or says that it asks for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from diaban.spine.programme.directives import Directive, Duty, DutyState


class Mark(StrEnum):
    DUTY = "duty"
    CONTEXT = "context"
    FURNITURE = "furniture"
    ASIDE = "aside"  # read by a person: it asks for nothing
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of characters of one kind, and of one duty where it is a duty's."""

    start: int
    end: int
    mark: Mark
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """How many letters (blanks not counted) are of each kind."""

    counts: Counter[Mark]

    @property
    def unread(self) -> float:
        """The share that nobody and nothing has read; 0 of an empty text."""
        whole = sum(self.counts.values())
        return self.counts[Mark.UNREAD] / whole if whole else 0.0


def mark_text(directive: Directive, duties: Iterable[Duty]) -> list[Marked]:
    """Return the runs of a document's text in order, from its first to its last character."""
    length = len(directive.text)
    spans = [
        (max(0, start), min(end, length), Mark(kind), None)
        for start, end, kind in directive.stretches
    ]
    rows = sorted(duties, key=lambda duty: (duty.state != DutyState.REJECTED, -duty.start))
    # what is laid on later covers what lies there: a rejected duty is text set aside
    for duty in rows:
        kept = duty.state != DutyState.REJECTED
        spans.append((duty.start, duty.end, Mark.DUTY if kept else Mark.ASIDE, duty))
    return list(_lay(spans, length))


def count_marks(directive: Directive, marks: Sequence[Marked]) -> Shares:
    """Count letters by what became of them."""
    counts: Counter[Mark] = Counter()
    for one in marks:
        counts[one.mark] += len("".join(directive.text[one.start : one.end].split()))
    return Shares(counts)


def _lay(spans: list[tuple[int, int, Mark, Duty | None]], length: int) -> Iterable[Marked]:
    """Cut the text at every border; each piece is of the span laid on it last."""
    borders = sorted({0, length, *(s[0] for s in spans), *(s[1] for s in spans)})
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    for number, (start, end, _, _) in enumerate(spans):
        starting.setdefault(start, []).append(number)
        ending.setdefault(end, []).append(number)
    lying: set[int] = set()
    held: Marked | None = None
    for start, end in pairwise(borders):
        lying.difference_update(ending.get(start, ()))
        lying.update(n for n in starting.get(start, ()) if spans[n][1] > start)
        mark, duty = spans[max(lying)][2:] if lying else (Mark.UNREAD, None)
        if held is not None and (held.mark, held.duty) == (mark, duty):
            held = Marked(held.start, end, mark, duty)
            continue
        if held is not None:
            yield held
        held = Marked(start, end, mark, duty)
    if held is not None:
        yield held

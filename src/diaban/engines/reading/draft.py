"""What a reading yields: duties in their words, and what became of every character."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["MOST_LETTERS", "Deadline", "Draft", "Duty", "Kind", "Span", "Stretch", "Target"]

MOST_LETTERS = 1_000_000
"""Characters of the longest text taken: 500 pages; more is no document that people draft from."""


class Kind(StrEnum):
    """What a stretch of the text is.

    >>> Kind("unread")
    <Kind.UNREAD: 'unread'>
    """

    DUTY = "duty"
    CONTEXT = "context"  # headings, reasons, results of the past, bases
    FURNITURE = "furniture"  # motto, number, recipients, signature, captions, links
    UNREAD = "unread"  # no rule applied: to be read by a person


@dataclass(frozen=True, order=True)
class Span:
    """Characters ``start`` (included) to ``end`` (not included) of the text as given.

    >>> Span(2, 5).of("Sở Tài chính")
    ' Tà'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of this span."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Stretch:
    """A run of characters of one kind. The stretches of a draft follow on and leave nothing out.

    >>> Stretch(Span(0, 4), Kind.CONTEXT).kind.value
    'context'
    """

    span: Span
    kind: Kind


@dataclass(frozen=True)
class Target:
    """A number to reach: relation (">=", ">", "=", "<=", "<"), value, unit as written.

    A sum of money counts its single units; ``sum_written`` keeps it as people say it.

    >>> Target(">=", 95.0, "%").as_written
    (95.0, '%')
    >>> Target("=", 3.5e12, "đồng", sum_written=(3500.0, "tỷ đồng")).as_written
    (3500.0, 'tỷ đồng')
    """

    relation: str
    value: float
    unit: str
    sum_written: tuple[float, str] | None = field(default=None, repr=False, compare=False)

    @property
    def as_written(self) -> tuple[float, str]:
        """Value and unit as they stand in the text: 3500 and "tỷ đồng"."""
        return self.sum_written or (self.value, self.unit)


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, and the words that say it.

    >>> Deadline(datetime.date(2021, 6, 30), "quý II/2021").written
    'quý II/2021'
    """

    day: datetime.date
    written: str


@dataclass(frozen=True)
class Duty:
    """One thing asked, pledged or to be reached; every name and quote is as written.

    ``voice`` is ministry, city, department, unit or unsaid; ``field`` post, telecom, digital,
    security, industry, press or general; ``verb_class`` new, continue, intensify or finish.
    ``sure`` is False where only the place in the text suggests a duty; ``proposed`` says that no
    rule read it and fitted weights of words take it for one, which is never sure.

    >>> Duty(Span(0, 4), "làm gì", "city", "general", "new").lead is None
    True
    """

    span: Span
    quote: str
    voice: str
    field: str
    verb_class: str
    verb: str = ""
    thing: str = ""  # the object, without the verb group
    target: Target | None = None
    deadline: Deadline | None = None
    lead: str | None = None
    partners: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    product: str | None = None
    row: int | None = None  # the row of a table, from 0
    again: str = ""  # the words that say that it comes again: "hằng tháng, trước ngày 5"
    open_ended: bool = False  # its list ends in "…"
    sure: bool = True
    proposed: bool = False


@dataclass(frozen=True)
class Draft:
    """A text as read.

    ``genre`` is order, report, press or plain; ``day`` the date of the document where it says one;
    ``legacy`` the encoding (tcvn3, vni) of a text that must be decoded before it can be read.

    >>> Draft().duties
    ()
    """

    duties: tuple[Duty, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    genre: str = "plain"
    voice: str = "unsaid"
    day: datetime.date | None = None
    legacy: str | None = None
    notes: tuple[str, ...] = field(default=())

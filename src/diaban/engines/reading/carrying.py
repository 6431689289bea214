"""Who is to do what a sentence asks without naming anybody: whom the sentence before it named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.parties import acts_together
from diaban.engines.reading.pieces import Heard, Piece
from diaban.engines.reading.proposing import Stretch
from diaban.engines.reading.source import Source


@dataclass
class Held:
    """What a paragraph hands on from one sentence to the next."""

    lead: tuple[int, int] | None = None
    told: dict[str, float] = field(default_factory=dict)  # of the field, by all its words
    likely: Sequence[Stretch] = ()  # what of it is a duty by its words
    for_all: bool = False  # a colon behind the lead gives it to all of its point: "Sở Y tế: …"

    def hear(self, source: Source, found: Heard) -> None:
        """Remember whom a sentence named, for the sentences behind it."""
        if found.lead is None or found.lead == self.lead:
            return
        self.lead = found.lead
        behind = source.ends[found.lead[1] - 1]
        self.for_all = source.key[behind : behind + 3].lstrip().startswith(":")


def carried(source: Source, pieces: list[Piece], held: Held) -> list[Piece]:
    """Return the pieces of a sentence that name nobody and are asked of who was named before it.

    What is forbidden is forbidden to all. A share to be reached is that of what it counts: it is
    asked of who was named before only where it strives, or counts those very bodies.
    """
    taken: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.lead is not None or held.lead is None:
            continue
        goes_on = number > 0 and pieces[number - 1] in taken
        if held.for_all or goes_on or _is_asked(source, piece, held.lead):
            taken.append(piece)
    return taken


def _is_asked(source: Source, piece: Piece, lead: tuple[int, int]) -> bool:
    if phrases("words", "for everybody").at(source, piece.first, piece.last):
        return False
    strives = piece.head.striving or piece.head.pledge
    return not piece.outcome or strives or counts_those(source, piece.first, piece.last, lead)


def counts_those(source: Source, first: int, last: int, lead: tuple[int, int]) -> bool:
    """Whether words count the bodies that were named: "mỗi xã mở 02 lớp", of "UBND các xã".

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("UBND các xã, phường rà soát; mỗi xã mở 02 lớp; mỗi chợ có 01 loa")
    >>> counts_those(source, 6, 11, (0, 4)), counts_those(source, 11, 16, (0, 4))
    (True, False)
    """
    whole = phrases("words", "wholes").at(source, first, last)
    if whole is None:
        return False
    counted = source.words[first + whole[0] : first + whole[0] + 1]
    return bool(counted) and counted[0] in source.words[lead[0] : lead[1]]


def parted(source: Source, before: Piece, piece: Piece) -> bool:
    """Whether a semicolon parts two pieces of a sentence."""
    return ";" in source.key[source.ends[before.last - 1] : source.starts[piece.first]]


def shares_partners(source: Source, before: Piece, piece: Piece) -> bool:
    """Whether partners named before a row of acts hold for the next one of it too.

    "phối hợp với Bưu điện tiếp nhận hồ sơ, trả kết quả": behind a semicolon they do not.
    """
    of_nobody = piece.outcome and piece.lead is None
    if piece.lead != before.lead or of_nobody or parted(source, before, piece):
        return False
    return before.together or acts_together(source, before.first, before.last)


def is_others(source: Source, before: Piece, piece: Piece) -> bool:
    """Whether a day that opens an outcome is not that of what somebody does behind it.

    "Đến hết năm 2027, 90% bệnh viện có bệnh án điện tử; Sở Tài chính cấp kinh phí."
    """
    named = piece.lead is not None and piece.lead != before.lead
    apart = named and not piece.outcome and parted(source, before, piece)
    return before.outcome and before.lead is None and apart

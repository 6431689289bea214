"""What a line before a colon gives to all that stands under it: who is to act, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from diaban.engines.reading.dates import Term
from diaban.engines.reading.draft import Deadline
from diaban.engines.reading.layout import Paragraph
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.parties import slice_name, tidy_name
from diaban.engines.reading.pieces import Heard
from diaban.engines.reading.sections import LEVELS, Placed, Section, level_of
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source

_ACTS = re.compile(alternatives("announced acts"))
_VAGUE = re.compile(r"(?<!tháng )(?:đầu|giữa|cuối)\s+năm$")  # "từ nay đến cuối năm"
_TOLD = re.compile(rf"(?<!\w){alternatives('told of a situation')}(?!\w)")
_CLAUSE = re.compile(r"[,;:]")
_NAMED = re.compile(rf"{alternatives('named by a year')}\s*$")


@dataclass
class Announced:
    """Whom and by when a line announces what follows, and under which mark it stands."""

    lead: str | None
    term: Deadline | None
    marker: str
    under: str = ""  # the mark of the heading over the line
    outlined: bool = False  # headings stand under it, and unmarked lines under those

    def ends(self, source: Source, placed: Placed) -> bool:
        """Whether a paragraph no longer stands under the line."""
        marker = level_of(source, placed.paragraph)
        if marker == "part" or (placed.is_heading and self._equals(marker)):
            return True
        if placed.is_heading and not self.marker:
            self.outlined = True
        if self.marker:
            return not marker or LEVELS.index(marker) <= LEVELS.index(self.marker)
        return not marker and not self.outlined

    def _equals(self, marker: str) -> bool:
        """Whether a heading is at least as great as the one over the line."""
        known = marker and self.under
        return bool(known) and LEVELS.index(marker) <= LEVELS.index(self.under)

    def give(self, section: Section) -> Section:
        """Return a section with what the line gives it, where its headings say nothing."""
        if section.kind in {"past", "view", "basis", "purpose", "upward"}:
            return section
        if section.lead is None and self.lead is not None:
            section = replace(section, lead=self.lead)
        if section.day is None and self.term is not None:
            day, written = self.term.day, self.term.written
            section = replace(section, day=day, written=written, announced=True)
        return section


def announced(
    source: Source,
    paragraph: Paragraph,
    sentence: Sentence,
    terms: list[Term],
    found: Heard,
) -> Announced | None:
    """Return what "Từ nay đến 30/12, các xã phải:" gives to the points under it, or None."""
    end = source.ends[sentence.last - 1]
    if source.text[end : paragraph.end].strip() != ":" or found.pieces:
        return None
    lead = _lead(source, sentence, found)
    term = next((one for one in terms if _opens(source, sentence, one)), None)
    if lead is None and term is None:
        return None
    written = source.text[term.start : term.end] if term is not None else ""
    deadline = Deadline(term.day, " ".join(written.split())) if term is not None else None
    return Announced(lead, deadline, paragraph.marker)


def _lead(source: Source, sentence: Sentence, found: Heard) -> str | None:
    """Return who is to do what follows: whoever only speaks is none."""
    if found.lead is None or found.speaker is not None:
        return None
    behind = source.ends[found.lead[1] - 1]
    if _ACTS.match(source.key, behind, source.ends[sentence.last - 1]) is None:
        return None
    return tidy_name(slice_name(source, *found.lead)) or None


def _opens(source: Source, sentence: Sentence, term: Term) -> bool:
    """Whether a term stands at the beginning of a clause, and is not part of a name."""
    written = source.key[term.start : term.end]
    if term.beginning or term.recurring or _VAGUE.search(written):
        return False
    before = source.key[source.starts[sentence.first] : term.start].rstrip()
    if (before and before[-1] not in ",;") or _NAMED.search(before):
        return False
    return not _tells_how_it_is(source, sentence, term)


def _tells_how_it_is(source: Source, sentence: Sentence, term: Term) -> bool:
    """Whether a term is that of a situation: "năm 2026 còn 28% thôn chưa có sóng, yêu cầu:".

    "Đến 30/6/2027, các xã chưa có loa phải:" only says who is asked: the clause before the colon.
    """
    behind = source.key[term.end : source.ends[sentence.last - 1]]
    clauses = _CLAUSE.split(behind)
    joined = bool(clauses[0].strip())
    told = clauses[0] if joined else "".join(clauses[1:2]) if len(clauses) > 2 else ""
    return _TOLD.search(told) is not None

"""What is said of duties behind them, in a clause, a sentence or a line: who, with whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from diaban.engines.reading.dates import Term
from diaban.engines.reading.draft import Deadline, Duty
from diaban.engines.reading.layout import Paragraph
from diaban.engines.reading.parties import tidy_name
from diaban.engines.reading.recurring import find_recurring
from diaban.engines.reading.roles import Roles, begins_roles, first_roles, read_roles, tells_time
from diaban.engines.reading.sections import LEVELS, Section
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source

_LISTED = frozenset({"dash", "plus", "bullet"})


def _stands_under(marker: str, above: str) -> bool:
    """Whether a paragraph stands under another by its mark; all behind a line without one does."""
    return not above or (marker != "" and LEVELS.index(marker) > LEVELS.index(above))


def opening_term(duty: Duty) -> Deadline | None:
    """Return the term of a duty that begins with it, and so holds for what follows too."""
    if duty.deadline is None:
        return None
    quote = " ".join(duty.quote.split())
    return duty.deadline if quote.find(duty.deadline.written) < quote.find(duty.verb) else None


class Handing:
    """Gives the duties of a text what stands behind them; ``duties`` grows while it is read."""

    def __init__(self, source: Source, duties: list[Duty]) -> None:
        self._source = source
        self._duties = duties
        self._paragraphs: list[tuple[str, int]] = []  # marks of those that held duties, and which
        self._first = 0  # the first duty that the paragraph now read may speak of
        self._marker = ""  # of the paragraph now read
        # duties with the lead of the sentence before, and whether they are sure but for that
        self.carried: dict[int, bool] = {}
        self._given: tuple[str, Deadline] | None = None  # a labelled term, and the mark it is under

    def begin(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: it speaks of its own duties, a line of roles of those above it."""
        self._first = len(self._duties)
        self._marker = paragraph.marker
        if self._given is not None and not _stands_under(paragraph.marker, self._given[0]):
            self._given = None
        if begins_roles(self._source, paragraph.body, paragraph.end):
            self._first = self._above(paragraph.marker)
        else:
            self._paragraphs.append((paragraph.marker, self._first))

    def forget(self) -> None:
        """Begin under another heading: what stands there speaks of nothing before it."""
        self._paragraphs.clear()
        self._given = None

    def _above(self, marker: str) -> int:
        """Return the first duty above a line: of the row of dashes it ends, and what opens that."""
        held = list(self._paragraphs)
        if not held:
            return len(self._duties)
        last, first = held.pop()
        if last in _LISTED and marker in {"", last}:
            while held and last in _LISTED:
                last, first = held.pop()
        return first

    def given(self) -> Deadline | None:
        """Return the term that a label gave to what stands behind it: "Thời hạn: quý II. …"."""
        return self._given[1] if self._given is not None else None

    def hand_sentence(self, section: Section, sentence: Sentence, terms: Sequence[Term]) -> bool:
        """Give "Sở A chủ trì, phối hợp với Sở B." to the duties before it; say whether it did."""
        source, before = self._source, self._before()
        start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
        written = source.text[start:end]
        if not before:
            return self._give_ahead(written, terms, self._marker)
        if source.text[end : end + 1] == ")" and "(" in written:
            written += ")"
        if tells_time(written):
            self.close_with_term(terms)
            above = self._marker or (self._paragraphs[-1][0] if self._paragraphs else "")
            if above:
                self._give_ahead(written, terms, above)
            return True
        roles = read_roles(written)
        if roles is None:
            return False
        return self._hand_to_open(before, section, roles, self._last_of(terms))

    def _give_ahead(self, written: str, terms: Sequence[Term], above: str) -> bool:
        """Keep a labelled term for what follows under a mark; say whether it was one."""
        term = self._last_of(terms) if tells_time(written) and ":" in written else None
        if term is None:
            return False
        self._given = (above, term)
        return True

    def hand_beginning(self, section: Section, sentence: Sentence) -> Sentence:
        """Give what begins a sentence to the duties before it; return the rest of the sentence."""
        before = self._before()
        rest, roles = first_roles(self._source, sentence) if before else (sentence, None)
        if roles is None or not self._hand_to_open(before, section, roles, None):
            return sentence
        return rest

    def hand_ending(self, section: Section, roles: Roles, terms: Sequence[Term]) -> bool:
        """Give what ends a sentence without a duty of its own to the duties before it."""
        return self._hand_to_open(self._before(), section, roles, self._last_of(terms))

    def _open_ones(self, numbers: Sequence[int], section: Section) -> list[int]:
        """Return the duties for which nobody was named but above them, or before."""
        led = {None, tidy_name(section.lead)} if section.lead else {None}
        return [n for n in numbers if n in self.carried or self._duties[n].lead in led]

    def _hand_to_open(
        self, before: Sequence[int], section: Section, roles: Roles, term: Deadline | None
    ) -> bool:
        open_ones = self._open_ones(before, section)
        own = list(before) if roles.lead is None else open_ones
        self._hand(own, roles, term)
        return bool(own)

    def hand_clause(
        self, section: Section, first: int, roles: Roles | None, terms: Sequence[Term]
    ) -> None:
        """Give the duties from ``first`` on what a clause of their own sentence says.

        Beside who is to act already, who else is named there takes part: "Sở Y tế đôn đốc".
        """
        if roles is None:
            return
        own, term = range(first, len(self._duties)), self._last_of(terms)
        open_ones = self._open_ones(own, section)
        self._hand(open_ones, roles, term)
        others = [n for n in own if n not in open_ones]
        names = (*([roles.lead] if roles.lead else []), *roles.partners)
        self._hand(others, Roles(None, names), term)

    def hand_finish(self, first: int) -> None:
        """Give the term that ends a sentence to what its lead is asked there without one."""
        last = self._duties[-1]
        for number in range(first, len(self._duties) - 1):
            duty = self._duties[number]
            open_one = duty.deadline is None and find_recurring(duty.quote) is None
            if open_one and duty.lead == last.lead:
                self._duties[number] = replace(duty, deadline=last.deadline)

    def _hand(self, numbers: Sequence[int], roles: Roles, term: Deadline | None) -> None:
        """Give duties who leads them and with whom; partners alone join the last who leads."""
        last = self._duties[numbers[-1]].lead if numbers else None
        for number in numbers:
            duty = self._duties[number]
            if roles.lead is None and duty.lead != last:
                continue
            sure = self.carried.pop(number, duty.sure) if roles.lead else duty.sure
            more = tuple(name for name in roles.partners if name not in duty.partners)
            self._duties[number] = replace(
                duty,
                lead=roles.lead or duty.lead,
                partners=(*duty.partners, *more),
                deadline=duty.deadline or term,
                sure=sure,
            )

    def _before(self) -> list[int]:
        """Return the places of the duties that the paragraph speaks of so far."""
        return [n for n in range(self._first, len(self._duties)) if self._duties[n].row is None]

    def close_with_term(self, terms: Sequence[Term]) -> None:
        """Give "Thời gian thực hiện: 2023 - 2024." to the duties before it."""
        term = self._last_of(terms)
        if term is None:
            return
        for number in self._before():
            if self._duties[number].deadline is None:
                self._duties[number] = replace(self._duties[number], deadline=term)

    def _last_of(self, terms: Sequence[Term]) -> Deadline | None:
        """Return the last day by which a sentence says that something is to be there."""
        last = [term for term in terms if not (term.recurring or term.beginning)]
        last = [term for term in last if not term.gone] or last
        if not last:
            return None
        written = self._source.text[last[-1].start : last[-1].end]
        return Deadline(last[-1].day, " ".join(written.split()))

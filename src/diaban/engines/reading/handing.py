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
from diaban.engines.reading.sections import Section
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source

_LISTED = frozenset({"dash", "plus", "bullet"})


class Handing:
    """Gives the duties of a text what stands behind them; ``duties`` grows while it is read."""

    def __init__(self, source: Source, duties: list[Duty]) -> None:
        self._source = source
        self._duties = duties
        self._paragraphs: list[tuple[str, int]] = []  # marks of those that held duties, and which
        self._first = 0  # the first duty that the paragraph now read may speak of

    def begin(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: it speaks of its own duties, a line of roles of those above it."""
        self._first = len(self._duties)
        if begins_roles(self._source, paragraph.body, paragraph.end):
            self._first = self._above(paragraph.marker)
        else:
            self._paragraphs.append((paragraph.marker, self._first))

    def forget(self) -> None:
        """Begin under another heading: what stands there speaks of nothing before it."""
        self._paragraphs.clear()

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

    def hand_sentence(self, section: Section, sentence: Sentence, terms: Sequence[Term]) -> bool:
        """Give "Sở A chủ trì, phối hợp với Sở B." to the duties before it; say whether it did."""
        source, before = self._source, self._before()
        if not before:
            return False
        start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
        written = source.text[start:end]
        if source.text[end : end + 1] == ")" and "(" in written:
            written += ")"
        if tells_time(written):
            self.close_with_term(terms)
            return True
        roles = read_roles(written)
        if roles is None:
            return False
        return self._hand_to_open(before, section, roles, self._last_of(terms))

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

    def _not_named(self, section: Section) -> set[str | None]:
        """Return the leads of duties for which nobody was named but in the heading above."""
        return {None, tidy_name(section.lead)} if section.lead else {None}

    def _hand_to_open(
        self, before: Sequence[int], section: Section, roles: Roles, term: Deadline | None
    ) -> bool:
        led = self._not_named(section)
        own = [n for n in before if roles.lead is None or self._duties[n].lead in led]
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
        open_ones = [n for n in own if self._duties[n].lead in self._not_named(section)]
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
            more = tuple(name for name in roles.partners if name not in duty.partners)
            self._duties[number] = replace(
                duty,
                lead=roles.lead or duty.lead,
                partners=(*duty.partners, *more),
                deadline=duty.deadline or term,
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
        if not last:
            return None
        written = self._source.text[last[-1].start : last[-1].end]
        return Deadline(last[-1].day, " ".join(written.split()))

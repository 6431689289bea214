"""A stretch of a text that a person says is one duty: all that can be read of it, where it stands.

No rule decides here whether it is one, or where it ends. Who leads it, by when and in which field
is read as everywhere: from its words, and from the point that it stands in.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from dataclasses import replace

from diaban.engines.reading.attributes import Setting, make_duty, tell_field
from diaban.engines.reading.carrying import Held, carried
from diaban.engines.reading.dates import Term
from diaban.engines.reading.draft import Duty, Span
from diaban.engines.reading.heads import read_head
from diaban.engines.reading.layout import Paragraph
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.pieces import Heard, Piece
from diaban.engines.reading.reading import Reading
from diaban.engines.reading.roles import read_roles
from diaban.engines.reading.sections import Placed, Section
from diaban.engines.reading.sentences import Sentence, hidden_stretches
from diaban.engines.reading.source import Source, open_source

__all__ = ["read_as_duty"]

_AROUND = 60_000  # characters before and behind a stretch in which its point is sought
_PRODUCT = re.compile(
    rf"(?<!\w){alternatives('product label')}\s*:\s*(?P<product>[^.;\n]{{3,240}})"
)


def read_as_duty(
    text: str,
    span: Span,
    *,
    day: datetime.date | None = None,
    title: str = "",
) -> Duty:
    r"""Return the words at ``span`` of a text as one duty, with all that is read of it.

    ``day`` and ``title`` as for ``read``. Words that hold nothing of the kind are a duty too:
    then only their quote says what it is.

    >>> text = "1. Giao Sở Y tế:\n- Sóng 5G ở 90% trạm y tế, xong trước 30/6/2027."
    >>> duty = read_as_duty(text, Span(19, len(text) - 1))
    >>> duty.lead, duty.target.value, duty.deadline.day.isoformat()
    ('Sở Y tế', 90.0, '2027-06-29')
    >>> read_as_duty("Như trên", Span(0, 8)).quote
    'Như trên'
    """
    start = text.rfind("\n", 0, max(0, span.start - _AROUND)) + 1
    near = text[start : span.end + _AROUND]
    own = Span(span.start - start, span.end - start)
    duty = _read_near(near, own, day, title)
    duty = replace(duty, product=duty.product or _product(span.of(text)))
    return replace(duty, span=span, quote=span.of(text), sure=True, proposed=False)


def _product(text: str) -> str | None:
    """Return what a label says that is to be there: "Sản phẩm: báo cáo rà soát"."""
    source = open_source(text)
    found = _PRODUCT.search(source.key)
    if found is None:
        return None
    return " ".join(source.span(*found.span("product")).of(text).split())


def _read_near(text: str, span: Span, day: datetime.date | None, title: str) -> Duty:
    """Return the duty at a span, by its point, or by the row or the words alone."""
    around = _Choosing(open_source(text), span, day=day, title=title)
    read = around.run().duties
    chosen = next((duty for duty in read if duty.span == around.made), None)
    if chosen is not None:
        return chosen
    alone = _alone(span.of(text), day, title)
    row = next(
        (duty for duty in read if duty.span.start < span.end > span.start < duty.span.end), None
    )
    return alone if row is None else _with_row(alone, row)


def _with_row(duty: Duty, row: Duty) -> Duty:
    """Return a duty with what the row of a table says that it stands in."""
    return replace(
        duty,
        field=row.field,
        lead=duty.lead or row.lead,
        partners=duty.partners or row.partners,
        target=duty.target or row.target,
        deadline=duty.deadline or row.deadline,
        basis=duty.basis or row.basis,
        product=duty.product or row.product,
    )


def _alone(text: str, day: datetime.date | None, title: str) -> Duty:
    """Return the duty that words are, wherever they stand."""
    source = open_source(text)
    whole = Span(0, len(text))
    if not source.words:
        return Duty(whole, text, "unsaid", "general", "new")
    around = _Choosing(source, whole, day=day, title=title)
    paragraph = Paragraph(0, len(source.text), "", 0)
    section = Section(kind="duty")
    placed = Placed(paragraph, section, is_heading=False, start=0)
    around.choose(placed, around.sentence(), around.terms(section), Held())
    return around.chosen()


class _Choosing(Reading):
    """A reading in which one stretch is a duty, whatever the rules say of it."""

    def __init__(
        self, source: Source, span: Span, *, day: datetime.date | None, title: str
    ) -> None:
        super().__init__(source, None, day, title)
        start, end = (bisect_left(source.origins, place) for place in (span.start, span.end))
        self.first, self.last = source.words_in(start, end)
        self.start, self.end = start, end
        self.made: Span | None = None
        self.furniture = {
            number
            for number in self.furniture
            if not self._holds(self.lines[number].start, self.lines[number].end)
        }

    def _holds(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end

    def _drop_copies(self, paragraphs: list[Paragraph]) -> None:
        """Keep what a person chose, though a lead or a caption says it again."""

    def _paragraph(self, placed: Placed) -> None:
        if self._holds(placed.paragraph.start, placed.paragraph.end):
            placed = replace(placed, is_heading=False)
        super()._paragraph(placed)

    def _says_nothing(self, paragraph: Paragraph) -> bool:
        held = self._holds(paragraph.start, paragraph.end)
        return not held and super()._says_nothing(paragraph)

    def _sentence(self, placed: Placed, sentence: Sentence, terms: list[Term], held: Held) -> None:
        if sentence.last <= self.first or self.last <= sentence.first:
            super()._sentence(placed, sentence, terms, held)
        elif self.made is None:
            self.choose(placed, sentence, terms, held)

    def choose(self, placed: Placed, sentence: Sentence, terms: list[Term], held: Held) -> None:
        """Make the stretch a duty that begins in a sentence."""
        source, section = self.source, placed.section
        opening, rest, ending = self._part(self.sentence())
        known = {term.start: term for term in (*terms, *self.terms(section))}
        all_terms = sorted(known.values(), key=lambda term: term.start)
        found = self._read(sentence, terms, self._mood(placed))
        piece = self._piece(found, rest, all_terms)
        before = found.lead is not None and found.lead[1] <= self.first
        named = found.lead if before and self._is_name(found.lead) else None
        asked = carried(source, [piece], held)  # what is forbidden to all has no lead
        piece.lead = piece.lead or named or (held.lead if asked else None)
        roles = read_roles(source.text[self.start : self.end])
        setting = Setting(
            section=section,
            voice=self._voice(piece),
            paragraph=placed.paragraph.start,
            subject=self.subject,
            paragraph_told=held.told,
            section_number=self.section_number,
            before=self.handing.given(),
        )
        duty = make_duty(source, sentence, piece, all_terms, setting)
        self.made = duty.span
        self.evidence[duty.span] = tell_field(source, piece, setting)
        first = len(self.duties)
        self._keep(duty)
        if roles is not None:  # a line that only says who is to do what stands above it
            lead = roles.lead or duty.lead
            self.duties[first] = replace(duty, lead=lead, partners=roles.partners)
        self.handing.hand_clause(section, first, opening, ())
        self.handing.hand_clause(section, first, ending, all_terms)

    def _piece(self, found: Heard, rest: Sentence, terms: list[Term]) -> Piece:
        """Return the stretch as one piece, with the head of what was read in it."""
        for piece in found.pieces:
            if piece.first < self.last and self.first < piece.last:
                known = piece.sure or self._is_name(piece.lead)
                lead = piece.lead if known else None
                return replace(piece, first=self.first, last=self.last, lead=lead)
        head = read_head(self.source, rest.first, rest.last, terms, opens=True)
        acts = head.verb is not None or bool(head.frame)
        return Piece(self.first, self.last, head, head.lead if acts else None)

    def _is_name(self, lead: tuple[int, int] | None) -> bool:
        return lead is not None and begins_name(self.source, *lead)

    def sentence(self) -> Sentence:
        """Return the stretch as if it were one sentence."""
        hidden = hidden_stretches(self.source, self.start, self.end)
        return Sentence(self.first, self.last, hidden)

    def terms(self, section: Section) -> list[Term]:
        """Return the terms that the stretch says."""
        return self._terms(self.sentence(), section)

    def chosen(self) -> Duty:
        """Return the stretch as it was made a duty."""
        return next(duty for duty in self._with_fields() if duty.span == self.made)

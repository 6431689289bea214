"""A text read whole: stages in their order, and what became of every character."""

from __future__ import annotations

from dataclasses import replace

from diaban.engines.encodings import recognise
from diaban.engines.reading.attributes import Setting, make_duty, today_of
from diaban.engines.reading.clauses import read_sentence
from diaban.engines.reading.dates import Term, document_day, find_terms, named_year
from diaban.engines.reading.draft import Deadline, Draft, Duty, Kind
from diaban.engines.reading.fields import scaled, score
from diaban.engines.reading.furniture import furniture_lines, genre_of
from diaban.engines.reading.layout import Line, Paragraph, ends_sentence, find_lines, join_lines
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.marking import Marking
from diaban.engines.reading.pieces import Heard, Mood, Piece
from diaban.engines.reading.sections import Placed, Section, place_paragraphs
from diaban.engines.reading.sentences import Sentence, find_sentences, hide_terms
from diaban.engines.reading.source import Source, open_source
from diaban.engines.reading.tables import Table, read_rows, table_in_lines
from diaban.engines.reading.voices import UNSAID, document_voice, named_people, speaker_voice

__all__ = ["read"]

# what a title adds to a field: little, more where the whole text is of one field
_TITLE, _TITLE_OF_ONE, _STRONG = 1.5, 2.5, 8.0


def read(text: str, *, year: int | None = None) -> Draft:
    """Return the draft duties of a text.

    ``year`` is that of the document, where the text itself does not say it: it gives days
    without a year theirs.

    >>> draft = read("1. Sở Tài chính bố trí kinh phí trước ngày 15/3.", year=2021)
    >>> duty = draft.duties[0]
    >>> duty.quote, duty.lead, duty.deadline.day.isoformat()
    ('bố trí kinh phí trước ngày 15/3', 'Sở Tài chính', '2021-03-14')
    >>> all(a.span.end == b.span.start for a, b in zip(draft.stretches, draft.stretches[1:]))
    True
    """
    legacy = _legacy(text)
    source = open_source(text)
    if legacy is not None:
        marking = Marking(source)
        return Draft((), marking.stretches(), legacy=legacy)
    draft = _Reading(source, year).run()
    duties = tuple(replace(duty, quote=duty.span.of(text)) for duty in draft.duties)
    return replace(draft, duties=duties)


def _legacy(text: str) -> str | None:
    """Return the encoding a text was not decoded from (TCVN3, VNI), or None."""
    sample = text[:6000]
    if not sample.strip() or any("\u1ea0" <= letter <= "\u1ef9" for letter in sample):
        return None
    try:
        encoded = sample.encode("cp1252")
    except UnicodeEncodeError:
        return None
    if encoded.isascii():
        return None
    found = recognise(encoded).encoding
    return found if found in {"tcvn3", "vni", "viscii"} else None


def _is_of_one_field(told: dict[str, float]) -> bool:
    """Whether a title tells one field strongly and no other half as much."""
    first, second = sorted([0.0, 0.0, *told.values()])[:-3:-1]
    return first >= _STRONG and second < first / 2


def _opening_term(duty: Duty) -> Deadline | None:
    """Return the term of a duty that begins with it, and so holds for what follows too."""
    if duty.deadline is None:
        return None
    place = " ".join(duty.quote.split()).find(duty.deadline.written)
    return duty.deadline if -1 <= place < 25 else None


class _Reading:
    def __init__(self, source: Source, year: int | None) -> None:
        self.source = source
        self.marking = Marking(source)
        self.lines = find_lines(source)
        self.genre = genre_of(source, self.lines)
        self.day = document_day(source.key, press=self.genre == "press")
        self.today = today_of(self.day, named_year(source.key[:1500]), year)
        self.furniture = furniture_lines(source, self.lines, self.genre)
        self.voice = self._document_voice()
        self.title = self._title()
        self.duties: list[Duty] = []
        self.speaker = UNSAID if self.genre == "press" else self.voice
        self.people = named_people(source) if self.genre == "press" else {}
        self.asked = False

    def _document_voice(self) -> str:
        if self.genre in {"press", "plain"}:
            return UNSAID
        head = self.lines[min(len(self.lines), 14) - 1].end if self.lines else 0
        return document_voice(self.source, head)

    def _title(self) -> dict[str, float]:
        """Return what the first lines say of the field."""
        kept = [line for number, line in enumerate(self.lines) if number not in self.furniture][:3]
        if not kept or self.genre == "plain":
            return {}
        told = score(self.source, *self.source.words_in(kept[0].start, kept[-1].end))
        told.pop("general", None)
        return scaled(told, _TITLE_OF_ONE if _is_of_one_field(told) else _TITLE)

    def run(self) -> Draft:
        rows = self._tables()
        kept = {n for n in range(len(self.lines)) if n not in self.furniture and n not in rows}
        for number in self.furniture - rows:
            self.marking.mark(self.lines[number].start, self.lines[number].end, Kind.FURNITURE)
        paragraphs = join_lines(self.source, self.lines, kept)
        for placed in self._placed(paragraphs):
            self._paragraph(placed)
        duties = tuple(sorted(self.duties, key=lambda duty: duty.span))
        return Draft(duties, self.marking.stretches(), self.genre, self.voice, self.day)

    def _placed(self, paragraphs: list[Paragraph]) -> list[Placed]:
        first = self._first()
        if self.genre == "press":  # its lines between paragraphs are titles, not an outline
            return [Placed(one, first, is_heading=False, start=one.body) for one in paragraphs]
        return place_paragraphs(self.source, paragraphs, first, self.today)

    def _first(self) -> Section:
        kind = {"report": "past", "plain": "duty"}.get(self.genre, "open")
        return Section(kind=kind, first=True)

    # tables

    def _tables(self) -> set[int]:
        taken: set[int] = set()
        number = 0
        while number < len(self.lines):
            found = table_in_lines(self.source, self.lines, number)
            if found is None:
                number += 1
                continue
            table, spans, behind = found
            self._table(table, spans, self.lines[number], self.lines[behind - 1])
            taken.update(range(number, behind))
            number = behind
        return taken

    def _table(
        self, table: Table, spans: list[list[tuple[int, int]]], first: Line, last: Line
    ) -> None:
        self.marking.mark(first.start, last.end, Kind.CONTEXT)
        for duty in read_rows(table, self.today, self.voice, spans=spans, source=self.source):
            self._keep(duty)

    def _keep(self, duty: Duty) -> None:
        self.duties.append(duty)
        self.marking.mark_given(duty.span, Kind.DUTY)

    # paragraphs

    def _paragraph(self, placed: Placed) -> None:
        paragraph = placed.paragraph
        self.marking.mark(paragraph.start, paragraph.end, Kind.CONTEXT)
        for start, end in paragraph.dropped:
            self.marking.mark(start, end, Kind.FURNITURE)
        if placed.is_heading:
            self.asked = self.asked and self.genre != "press"
            return
        if self.genre == "press" and self._is_title(paragraph):
            return
        self._sentences(replace(paragraph, body=placed.start), placed.section)

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Whether a line of a news report is a title between its paragraphs."""
        short = paragraph.end - paragraph.start <= 200 and not paragraph.marker
        return short and not ends_sentence(self.source, paragraph)

    def _sentences(self, paragraph: Paragraph, section: Section) -> None:
        source = self.source
        lead: tuple[int, int] | None = None
        field: str | None = None
        for sentence in find_sentences(source, paragraph):
            terms = self._terms(sentence)
            mood = self._mood(paragraph, section)
            found = read_sentence(source, hide_terms(sentence, terms), terms, mood)
            self._hear(found)
            if section.lead is None:
                lead = self._carried(found, lead)
            held: Deadline | None = None
            for piece in found.pieces:
                if piece.lead is None:
                    piece.lead = lead
                setting = Setting(
                    section, self._voice(piece), paragraph.start, self.title, held, field
                )
                duty = make_duty(source, sentence, piece, terms, setting)
                held, field = _opening_term(duty), duty.field
                self._keep(duty)
            if not found.pieces:
                self._close_with_term(paragraph, sentence, terms)
            if not found.read and self._should_be_read(section):
                self._unread(sentence)

    def _close_with_term(self, paragraph: Paragraph, sentence: Sentence, terms: list[Term]) -> None:
        """Give "Thời gian thực hiện: 2023 - 2024." to the duties of its paragraph before it."""
        source = self.source
        closing = phrases("verbs", "closing").at(source, sentence.first, sentence.last)
        last = [term for term in terms if not (term.recurring or term.beginning)]
        if closing is None or not last:
            return
        written = " ".join(source.text[last[-1].start : last[-1].end].split())
        start = source.span(paragraph.start, paragraph.start).start
        for number, duty in enumerate(self.duties):
            if duty.row is None and duty.span.start >= start and duty.deadline is None:
                self.duties[number] = replace(duty, deadline=Deadline(last[-1].day, written))

    def _terms(self, sentence: Sentence) -> list[Term]:
        start = self.source.starts[sentence.first]
        end = self.source.ends[sentence.last - 1]
        return find_terms(self.source.key, start, end, self.today)

    def _mood(self, paragraph: Paragraph, section: Section) -> Mood:
        kind = section.kind
        listed = self.asked or paragraph.marker not in {"dash", "plus", "bullet"}
        if kind == "open" and paragraph.marker and listed and self.genre == "order":
            kind = "duty"
        return Mood(self.genre, kind, self.asked, paragraph.marker, paragraph.marker == "article")

    def _hear(self, found: Heard) -> None:
        """Remember who speaks and whether he asks, for the sentences that follow."""
        if self.genre != "press":
            self.asked = self.asked or found.asked
            return
        if found.speaker is not None:
            voice = speaker_voice(self.source, *found.speaker, self.people)
            self.speaker = voice or self.speaker
        self.asked = (found.asked or bool(found.pieces)) and not found.past

    def _carried(self, found: Heard, lead: tuple[int, int] | None) -> tuple[int, int] | None:
        return found.lead or lead

    def _voice(self, piece: Piece) -> str:
        if self.genre != "press":
            return self.voice
        if self.speaker == UNSAID and piece.lead is not None:
            # who pledges in a report that names no speaker speaks for himself
            return speaker_voice(self.source, *piece.lead, self.people) or UNSAID
        return self.speaker

    def _should_be_read(self, section: Section) -> bool:
        return section.kind in {"duty", "aim"} and self.genre != "press"

    def _unread(self, sentence: Sentence) -> None:
        source = self.source
        self.marking.mark(
            source.starts[sentence.first], source.ends[sentence.last - 1], Kind.UNREAD
        )

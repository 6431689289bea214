"""A text read whole: stages in their order, and what became of every character."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from diaban.engines.encodings import recognise
from diaban.engines.reading.announcing import Announced, announced
from diaban.engines.reading.attributes import Setting, make_duty, tell_field, today_of
from diaban.engines.reading.clauses import read_sentence
from diaban.engines.reading.dates import (
    UNKNOWN_YEAR,
    Term,
    document_day,
    find_terms,
    named_year,
    told_year,
)
from diaban.engines.reading.draft import Deadline, Draft, Duty, Kind, Span
from diaban.engines.reading.field_choice import Evidence, choose_fields
from diaban.engines.reading.fields import score
from diaban.engines.reading.furniture import furniture_lines, genre_of
from diaban.engines.reading.handing import Handing
from diaban.engines.reading.layout import Line, Paragraph, ends_sentence, find_lines, join_lines
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.marking import Marking
from diaban.engines.reading.parties import slice_name, tidy_name
from diaban.engines.reading.pieces import Heard, Mood, Piece
from diaban.engines.reading.repeats import copies
from diaban.engines.reading.roles import Roles, open_roles, part_roles
from diaban.engines.reading.sections import Placed, Section, level_of, place_paragraphs
from diaban.engines.reading.sentences import Sentence, find_sentences, hide_terms
from diaban.engines.reading.source import Source, open_source
from diaban.engines.reading.subjects import subject
from diaban.engines.reading.tables import Table, read_rows, table_in_lines
from diaban.engines.reading.voices import (
    UNSAID,
    asker_of,
    document_voice,
    enacts,
    issuer_of,
    issuer_told,
    named_people,
    speaker_voice,
)

__all__ = ["field_evidence", "read"]

_TITLE_LINES = 3
_LAST_MONTHS = 10
_FEWEST_OF_NEWS = 5  # paragraphs of a report that may have a lead and captions
_ASKING = frozenset({"nghị", "cầu", "giao", "cho"})  # the last words of what asks somebody


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


def field_evidence(text: str) -> list[tuple[Span, Evidence]]:
    """Return the duties of a text and what tells their fields, in the order they were read.

    >>> [span.start for span, _ in field_evidence("1. Sở Tài chính bố trí kinh phí.")]
    [16]
    """
    reading = _Reading(open_source(text), None)
    reading.run()
    return list(reading.evidence.items())


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


def _without_unknown_day(duty: Duty) -> Duty:
    """Return a duty without a term of which nobody says in what year it ends."""
    known = duty.deadline is None or duty.deadline.day.year > UNKNOWN_YEAR + 1
    return duty if known else replace(duty, deadline=None)


def _opening_term(duty: Duty) -> Deadline | None:
    """Return the term of a duty that begins with it, and so holds for what follows too."""
    if duty.deadline is None:
        return None
    quote = " ".join(duty.quote.split())
    return duty.deadline if quote.find(duty.deadline.written) < quote.find(duty.verb) else None


@dataclass
class _Held:
    """What a paragraph hands on from one sentence to the next."""

    lead: tuple[int, int] | None = None
    told: dict[str, float] = field(default_factory=dict)  # of the field, by all its words


class _Reading:
    def __init__(self, source: Source, year: int | None) -> None:
        self.source = source
        self.marking = Marking(source)
        self.lines = find_lines(source)
        self.genre = genre_of(source, self.lines)
        self.day = document_day(source.key, press=self.genre == "press")
        self.today = today_of(self.day, self._told_year(), year)
        self.furniture = furniture_lines(source, self.lines, self.genre)
        self.voice = self._document_voice()
        self.subject = self._subject()
        self.year = self._year()
        self.duties: list[Duty] = []
        self.handing = Handing(source, self.duties)
        self.issuer = issuer_told(self.source, 0, len(self.source.key))
        self.speaker = self.issuer if self.genre == "press" else self.voice
        self.people = named_people(source) if self.genre == "press" else {}
        self.asked = False
        self.addressed: str | None = None  # whom a line before all points asks them of
        self.announced: Announced | None = None  # what a line gives to all that stands under it
        self.heading = ""  # the mark of the last heading
        self.evidence: dict[Span, Evidence] = {}
        self.sections: dict[Section, int] = {}
        self.section_number = 0

    def _told_year(self) -> int | None:
        """Return the year of a text without a day: that of its title, or that it speaks of most."""
        head = self.source.key[: 300 if self.genre == "press" else 1500]
        return (named_year(head) if self.genre != "press" else None) or told_year(self.source.key)

    def _document_voice(self) -> str:
        if self.genre == "press":
            return UNSAID
        head = self.lines[min(len(self.lines), 14) - 1].end if self.lines else 0
        voice = UNSAID if self.genre == "plain" else document_voice(self.source, head)
        told = voice == UNSAID
        return issuer_told(self.source, 0, len(self.source.key)) if told else voice

    def _subject(self) -> dict[str, float]:
        """Return what the first lines and the whole text say of the field."""
        kept = [line for number, line in enumerate(self.lines) if number not in self.furniture]
        if not kept or self.genre == "plain":
            return {}
        said = [self.source.words_in(line.start, line.end) for line in kept]
        title = self.source.words_in(kept[0].start, kept[:_TITLE_LINES][-1].end)
        return subject(self.source, title, said, press=self.genre == "press")

    def _year(self) -> int | None:
        """Return the year to come, where the title of a document of the last months names it."""
        if self.day is None or self.day.month < _LAST_MONTHS:
            return None
        kept = [line for number, line in enumerate(self.lines) if number not in self.furniture]
        said = " ".join(self.source.key[line.start : line.end] for line in kept[:_TITLE_LINES])
        return self.day.year + 1 if named_year(said) == self.day.year + 1 else None

    def run(self) -> Draft:
        rows = self._tables()
        kept = {n for n in range(len(self.lines)) if n not in self.furniture and n not in rows}
        for number in self.furniture - rows:
            self.marking.mark(self.lines[number].start, self.lines[number].end, Kind.FURNITURE)
        paragraphs = join_lines(self.source, self.lines, kept)
        for placed in self._placed(self._behind_title(paragraphs)):
            self._paragraph(placed)
        self._drop_copies(paragraphs)
        known = map(_without_unknown_day, self._with_fields())
        duties = tuple(sorted(known, key=lambda duty: duty.span))
        return Draft(duties, self.marking.stretches(), self.genre, self.voice, self.day)

    def _drop_copies(self, paragraphs: list[Paragraph]) -> None:
        """Drop the duties of a news report that its title, its lead or a caption only repeats."""
        if self.genre != "press" or len(paragraphs) < _FEWEST_OF_NEWS:
            return
        ends = [self.source.span(one.start, one.end) for one in paragraphs]
        repeated = copies(self.duties, ends[1].end, ends[-2].start)
        for span in repeated:
            self.marking.mark_given(span, Kind.CONTEXT)
            self.evidence.pop(span, None)
        self.duties[:] = [duty for duty in self.duties if duty.span not in repeated]

    def _behind_title(self, paragraphs: list[Paragraph]) -> list[Paragraph]:
        """Return the paragraphs of a text that says not what it is, without its title."""
        if self.genre != "plain" or len(paragraphs) < 3:
            return paragraphs
        first, second = paragraphs[:2]
        titled = not first.marker and not ends_sentence(self.source, first)
        if not titled or not ends_sentence(self.source, second) or second.marker:
            return paragraphs
        self.marking.mark(first.start, first.end, Kind.CONTEXT)
        return paragraphs[1:]

    def _with_fields(self) -> list[Duty]:
        fields = dict(zip(self.evidence, choose_fields(list(self.evidence.values())), strict=True))
        return [replace(duty, field=fields.get(duty.span, duty.field)) for duty in self.duties]

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
        for duty in read_rows(
            table, self.today, self.voice, spans=spans, source=self.source, subject=self.subject
        ):
            self._keep(duty)

    def _keep(self, duty: Duty) -> None:
        self.duties.append(duty)
        self.marking.mark_given(duty.span, Kind.DUTY)

    # paragraphs

    def _paragraph(self, placed: Placed) -> None:
        paragraph = placed.paragraph
        self.marking.mark(paragraph.start, paragraph.end, Kind.CONTEXT)
        if self.announced is not None and self.announced.ends(self.source, placed):
            self.announced = None
        for start, end in paragraph.dropped:
            self.marking.mark(start, end, Kind.FURNITURE)
        if placed.is_heading:
            self.heading = level_of(self.source, paragraph)
            self.handing.forget()
            self.asked = self.asked and self.genre != "press"
            return
        if self._is_note(paragraph) or (self.genre == "press" and self._is_title(paragraph)):
            return
        section = placed.section
        self.section_number = self.sections.setdefault(section, len(self.sections))
        if section.lead is None and self.genre != "press":
            section = replace(section, lead=self.addressed)
        if self.announced is not None:
            section = self.announced.give(section)
        own = replace(paragraph, body=placed.start)
        self._sentences(replace(placed, paragraph=own, section=section))

    def _is_note(self, paragraph: Paragraph) -> bool:
        """Whether a whole line stands in brackets: "(Phân công chi tiết tại Phụ lục)"."""
        text = self.source.text[paragraph.body : paragraph.end].rstrip(" .;")
        return text.startswith("(") and text.find(")") == len(text) - 1

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Whether a line of a news report is a title between its paragraphs."""
        short = paragraph.end - paragraph.start <= 130 and not paragraph.marker
        return short and not ends_sentence(self.source, paragraph)

    def _sentences(self, placed: Placed) -> None:
        self.handing.begin(placed.paragraph)
        body = placed.paragraph.start, placed.paragraph.end
        held = _Held(told=score(self.source, *self.source.words_in(*body)))
        for sentence in find_sentences(self.source, placed.paragraph):
            terms = self._terms(sentence)
            if not self.handing.hand_sentence(placed.section, sentence, terms):
                rest = self.handing.hand_beginning(placed.section, sentence)
                self._sentence(placed, rest, terms, held)

    def _sentence(self, placed: Placed, sentence: Sentence, terms: list[Term], held: _Held) -> None:
        section, mood = placed.section, self._mood(placed)
        opening, rest, ending = self._part(sentence)
        found = self._read(rest, terms, mood)
        if ending is not None and not found.pieces:
            if self.handing.hand_ending(section, ending, terms):
                return
            found = self._read(sentence, terms, mood)
        first = len(self.duties)
        self._hear(found, sentence)
        if section.first:
            self.addressed = self._addressed(placed.paragraph, found) or self.addressed
        self._announce(placed.paragraph, sentence, terms, found)
        if section.lead is None:
            held.lead = found.lead or held.lead
        self._pieces(placed, found.pieces, (sentence, terms), held)
        if found.pieces and found.pieces[-1].finished:
            self.handing.hand_finish(first)
        if found.pieces:
            self.handing.hand_clause(section, first, opening, ())
            behind = [term for term in terms if term.start >= self.source.ends[rest.last - 1]]
            self.handing.hand_clause(section, first, ending, behind)
        elif phrases("verbs", "closing").at(self.source, sentence.first, sentence.last):
            self.handing.close_with_term(terms)
        if not found.read and self._should_be_read(section):
            self._unread(sentence)

    def _announce(
        self, paragraph: Paragraph, sentence: Sentence, terms: list[Term], found: Heard
    ) -> None:
        """Remember what a line before a colon gives to all that stands under it."""
        if self.genre != "press":
            told = announced(self.source, paragraph, sentence, terms, found)
            if told is not None:
                self.announced = replace(told, under=self.heading)

    def _part(self, sentence: Sentence) -> tuple[Roles | None, Sentence, Roles | None]:
        """Return a sentence without the clauses that only say who, and what these say."""
        rest, opening = open_roles(self.source, sentence)
        rest, ending = part_roles(self.source, rest)
        return opening, rest, ending

    def _pieces(
        self,
        placed: Placed,
        pieces: list[Piece],
        within: tuple[Sentence, list[Term]],
        held: _Held,
    ) -> None:
        source = self.source
        before: Deadline | None = None
        behind: int | None = None
        for piece in pieces:
            if piece.lead is None:
                piece.lead = held.lead
            start = source.starts[piece.first]
            setting = Setting(
                section=placed.section,
                voice=self._voice(piece),
                paragraph=placed.paragraph.start,
                subject=self.subject,
                paragraph_told=held.told,
                section_number=self.section_number,
                before=before,
                follows=behind is not None,
                joined=behind is not None and ";" not in source.key[behind:start],
            )
            duty = make_duty(source, within[0], piece, within[1], setting)
            self.evidence[duty.span] = tell_field(source, piece, setting)
            before = _opening_term(duty) or before
            behind = source.ends[piece.last - 1]
            self._keep(duty)

    def _read(self, sentence: Sentence, terms: list[Term], mood: Mood) -> Heard:
        return read_sentence(self.source, hide_terms(sentence, terms), terms, mood)

    def _addressed(self, paragraph: Paragraph, found: Heard) -> str | None:
        """Return who is asked for all that follows: "Bộ yêu cầu Sở Xây dựng thực hiện:"."""
        if not found.asked or found.pieces or found.lead is None:
            return None
        if not self.source.text[paragraph.body : paragraph.end].endswith(":"):
            return None
        name = tidy_name(slice_name(self.source, *found.lead))
        asked = self.source.words[max(0, found.lead[0] - 1)] in _ASKING
        many = "," in name or name.lower().startswith(("các ", "những ", "thủ trưởng "))
        return name if asked and not many else None

    def _terms(self, sentence: Sentence) -> list[Term]:
        start = self.source.starts[sentence.first]
        end = self.source.ends[sentence.last - 1]
        known = self.day is not None
        today, year = self.today, self.year
        return find_terms(self.source.key, start, end, today, reckon=known, year=year)

    def _mood(self, placed: Placed) -> Mood:
        paragraph, kind = placed.paragraph, placed.section.kind
        listed = self.asked or paragraph.marker not in {"dash", "plus", "bullet"}
        if kind == "open" and paragraph.marker and listed and self.genre == "order":
            kind = "duty"
        voice = self.speaker if self.genre == "press" else self.voice
        marker = paragraph.marker
        return Mood(self.genre, kind, self.asked, marker, marker == "article", voice)

    def _hear(self, found: Heard, sentence: Sentence) -> None:
        """Remember who speaks and whether he asks, for the sentences that follow."""
        if self.genre != "press":
            self.asked = self.asked or found.asked
            return
        if found.speaker is not None:
            voice = speaker_voice(self.source, *found.speaker, self.people)
            self.speaker = voice or self.speaker
        self.asked = (found.asked or bool(found.pieces)) and not found.past
        start, end = self.source.starts[sentence.first], self.source.ends[sentence.last - 1]
        issuer = issuer_of(self.source, start, end)
        if issuer is not None:
            self.speaker = issuer
        if issuer is not None or (not found.pieces and enacts(self.source, start, end)):
            self.asked = True

    def _voice(self, piece: Piece) -> str:
        if self.genre != "press":
            return self.voice
        if self.speaker == UNSAID and piece.lead is not None:
            asker = asker_of(slice_name(self.source, *piece.lead))
            if asker != UNSAID and not piece.head.pledge:
                return asker
            # who pledges in a report that names no speaker speaks for himself
            return speaker_voice(self.source, *piece.lead, self.people) or UNSAID
        return self.speaker

    def _should_be_read(self, section: Section) -> bool:
        return section.kind in {"duty", "asked", "aim"} and self.genre != "press"

    def _unread(self, sentence: Sentence) -> None:
        source = self.source
        self.marking.mark(
            source.starts[sentence.first], source.ends[sentence.last - 1], Kind.UNREAD
        )

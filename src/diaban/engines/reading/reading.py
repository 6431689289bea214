"""A text read whole: stages in their order, and what became of every character."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from diaban.engines.reading.announcing import Announced, announced
from diaban.engines.reading.attributes import Setting, make_duty, tell_field, today_of
from diaban.engines.reading.carrying import Held, carried, is_others, parted, shares_partners
from diaban.engines.reading.clauses import read_sentence
from diaban.engines.reading.dates import UNKNOWN_YEAR, Term, find_terms
from diaban.engines.reading.document_days import dated_month, document_day, named_year, told_year
from diaban.engines.reading.draft import Draft, Duty, Kind, Span
from diaban.engines.reading.field_choice import Evidence, choose_fields
from diaban.engines.reading.fields import score
from diaban.engines.reading.furniture import furniture_lines, genre_of
from diaban.engines.reading.handing import Handing, opening_term
from diaban.engines.reading.layout import (
    Line,
    Paragraph,
    ends_sentence,
    find_lines,
    join_lines,
    looks_numbered,
)
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.marking import Marking
from diaban.engines.reading.parties import slice_name, tidy_name
from diaban.engines.reading.parting import Taken, parted_anew
from diaban.engines.reading.pieces import Heard, Mood, Piece
from diaban.engines.reading.proposing import Described, Stretch, likely_duties, with_proposals
from diaban.engines.reading.repeats import copies
from diaban.engines.reading.roles import Roles, open_roles, part_roles
from diaban.engines.reading.sections import (
    Placed,
    Section,
    asked_at_end,
    level_of,
    place_paragraphs,
)
from diaban.engines.reading.sentences import Sentence, find_sentences, hide_terms
from diaban.engines.reading.source import Source, open_source, undecoded
from diaban.engines.reading.subjects import subject
from diaban.engines.reading.tables import Table, read_rows, table_in_lines
from diaban.engines.reading.titles import count_titles
from diaban.engines.reading.voices import (
    UNSAID,
    asker_of,
    asks_upward,
    document_voice,
    enacts,
    issuer_of,
    issuer_told,
    named_people,
    speaker_voice,
)
from diaban.engines.reading.word_features import describe_words

__all__ = ["Reading", "read"]

_TITLE_LINES = 3
_ALL = re.compile(r"(?:các|những)\s(?:cơ quan|đơn vị|sở|ban|ngành|địa phương|cấp|tổ chức)")
_LAST_MONTHS = 10
# "Mục đích nhằm đẩy nhanh tiến độ …. Nâng cao nhận thức …."
_PURPOSE = re.compile(r"mục đích(?:\s+\w+){0,6}?\s+(?:là\s+)?(?:nhằm|để)(?!\w)")
_HEAD = 3000  # characters in which a letter says to whom it goes
_BULLETS = frozenset({"dash", "plus", "bullet"})
_FEWEST_OF_NEWS = 5  # paragraphs of a report that may have a lead and captions
_ASKING = frozenset({"nghị", "cầu", "giao", "cho"})  # the last words of what asks somebody


def read(
    text: str,
    *,
    year: int | None = None,
    day: datetime.date | None = None,
    title: str = "",
) -> Draft:
    """Return the draft duties of a text.

    ``day`` is the document's date, and ``year`` its year, where the text itself does not say
    them: they give days without a year theirs. ``title``: what the document is about, where the
    text is a part of it; its year may be one to come.

    >>> draft = read("1. Sở Tài chính bố trí kinh phí trước ngày 15/3.", year=2021)
    >>> duty = draft.duties[0]
    >>> duty.quote, duty.lead, duty.deadline.day.isoformat()
    ('bố trí kinh phí trước ngày 15/3', 'Sở Tài chính', '2021-03-14')
    >>> part = read("Lập tổ trong quý I.", day=datetime.date(2026, 11, 20), title="Về mã năm 2027")
    >>> part.duties[0].deadline.day.isoformat()
    '2027-03-31'
    >>> all(a.span.end == b.span.start for a, b in zip(draft.stretches, draft.stretches[1:]))
    True
    """
    legacy = undecoded(text)
    source = open_source(text)
    if legacy is not None:
        marking = Marking(source)
        return Draft((), marking.stretches(), legacy=legacy)
    draft = Reading(source, year, day, title).run()
    duties = tuple(replace(duty, quote=duty.span.of(text)) for duty in draft.duties)
    return replace(draft, duties=duties)


def _without_unknown_day(duty: Duty) -> Duty:
    """Return a duty without a term of which nobody says in what year it ends."""
    known = duty.deadline is None or duty.deadline.day.year > UNKNOWN_YEAR + 1
    return duty if known else replace(duty, deadline=None)


class Reading:
    """A text in reading: what stands where, and the duties so far."""

    def __init__(
        self,
        source: Source,
        year: int | None = None,
        day: datetime.date | None = None,
        title: str = "",
    ) -> None:
        self.source = source
        self.title = title
        self.marking = Marking(source)
        self.lines = find_lines(source)
        self.genre = genre_of(source, self.lines)
        self.day = document_day(source.key, press=self.genre == "press") or day
        self.today = today_of(self.day or dated_month(source.key), self._told_year(), year)
        self.furniture = furniture_lines(source, self.lines, self.genre)
        self.voice = self._document_voice()
        self.subject = self._subject()
        self.titled = self._titled()
        late = self.today.month >= _LAST_MONTHS and self.titled != self.today.year
        self.year = self.titled if late else None  # the year to come, in the last months of one
        self.duties: list[Duty] = []
        self.handing = Handing(source, self.duties)
        self.issuer = issuer_told(self.source, 0, len(self.source.key))
        self.speaker = self.issuer if self.genre == "press" else self.voice
        self.people = named_people(source) if self.genre == "press" else {}
        self.asked = False
        kept = [line for number, line in enumerate(self.lines) if number not in self.furniture]
        # of a text without numbers its bullets are the points
        self.bulleted = all(line.marker in {"", *_BULLETS} for line in kept)
        self.addressed: str | None = None  # whom a line before all points asks them of
        self.announced: Announced | None = None  # what a line gives to all that stands under it
        self.opening = -1  # where the first paragraph behind the title begins
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

    def _titled(self) -> int | None:
        """Return the document's own year or the one to come, where its title names it."""
        kept = [line for number, line in enumerate(self.lines) if number not in self.furniture]
        said = " ".join(self.source.key[line.start : line.end] for line in kept[:_TITLE_LINES])
        named = named_year(f"{self.title.lower()} {said}")
        return named if self.day and named in {self.day.year, self.day.year + 1} else None

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
        count = count_titles(self.source, paragraphs) if self.genre == "plain" else 0
        for title in paragraphs[:count]:
            self.marking.mark(title.start, title.end, Kind.CONTEXT)
        self.opening = paragraphs[count].start if count < len(paragraphs) else -1
        return paragraphs[count:]

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
            self.asked = self._asks_below(paragraph) or (self.asked and self.genre != "press")
            return
        if self._says_nothing(paragraph):
            return
        section = placed.section
        self.section_number = self.sections.setdefault(section, len(self.sections))
        if section.lead is None and self.genre != "press":
            section = replace(section, lead=self.addressed)
        if self.announced is not None:
            section = self.announced.give(section)
        if _PURPOSE.match(self.source.key, paragraph.body, paragraph.end):
            section = replace(section, kind="view")
        own = replace(paragraph, body=placed.start)
        self._sentences(replace(placed, paragraph=own, section=section))
        self.asked = self.asked or self._asks_below(paragraph)

    def _asks_below(self, paragraph: Paragraph) -> bool:
        """Whether a line of an order ends in who asks, or asks whom, for what follows."""
        asked = asked_at_end(self.source, paragraph) if self.genre == "order" else None
        return asked is not None and not asks_upward(self.voice, asked)

    def _says_nothing(self, paragraph: Paragraph) -> bool:
        titled = self.genre == "press" and self._is_title(paragraph)
        return titled or self._is_note(paragraph)

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
        told = score(self.source, *self.source.words_in(*body))
        held = Held(told=told, likely=self.likely(placed))
        for sentence in find_sentences(self.source, placed.paragraph):
            terms = self._terms(sentence, placed.section)
            if not self.handing.hand_sentence(placed.section, sentence, terms):
                rest = self.handing.hand_beginning(placed.section, sentence)
                self._sentence(placed, rest, terms, held)

    def likely(self, placed: Placed) -> list[Stretch]:
        """Return what of a paragraph is a duty by its words, where something may be asked."""
        mood = self._mood(placed)
        asked = self._should_be_read(mood) or mood.kind == "money" or self.genre == "press"
        return likely_duties(self.describe(placed)) if asked else []

    def describe(self, placed: Placed) -> Described:
        """Return what the words of a paragraph show."""
        paragraph, today = placed.paragraph, self.today
        terms = find_terms(self.source.key, paragraph.body, paragraph.end, today, reckon=False)
        first, _ = self.source.words_in(paragraph.body, paragraph.end)
        return Described(first, describe_words(self.source, placed, self.genre, terms))

    def part(self, sentence: Sentence, pieces: list[Piece], terms: list[Term]) -> list[Piece]:
        """Return the pieces of a sentence, parted and joined anew where that is surer."""
        return parted_anew(Taken.of(self.source, sentence, terms), pieces) if pieces else []

    def _sentence(self, placed: Placed, sentence: Sentence, terms: list[Term], held: Held) -> None:
        section, mood = placed.section, self._mood(placed)
        opening, rest, ending = self._part(sentence)
        read, found = rest, self._read(rest, terms, mood)
        if (opening or ending) is not None and not found.pieces:
            if ending is not None and self.handing.hand_ending(section, ending, terms):
                return
            opening, read, found = None, sentence, self._read(sentence, terms, mood)
        first = len(self.duties)
        self._hear(found, sentence)
        if section.first:
            self.addressed = self._addressed(placed.paragraph, found) or self.addressed
        self._announce(placed.paragraph, sentence, terms, found)
        missed = not found.read and self._should_be_read(mood)
        if missed or (not found.pieces and self._is_stray(placed.paragraph, mood)):
            self._unread(sentence)
        read = hide_terms(read, terms)
        found.pieces = self.part(read, found.pieces, terms)
        found.pieces = with_proposals(self.source, read, found, terms, held.likely)
        named = any(roles is not None and roles.lead for roles in (opening, ending))
        for piece in [] if named else carried(self.source, found.pieces, held):
            piece.lead, piece.carried = held.lead, True
        self._pieces(placed, found.pieces, (sentence, terms), held)
        if section.lead is None or _ALL.match(section.lead.lower()):
            held.hear(self.source, found)  # whom a point names leads in it before all who are asked
        if found.pieces and found.pieces[-1].finished:
            self.handing.hand_finish(first)
        if found.pieces:
            self.handing.hand_clause(section, first, opening, ())
            behind = [term for term in terms if term.start >= self.source.ends[rest.last - 1]]
            self.handing.hand_clause(section, first, ending, behind)
        elif phrases("verbs", "closing").at(self.source, sentence.first, sentence.last):
            self.handing.close_with_term(terms)

    def _doubted(self, duty: Duty) -> Duty:
        """Return a duty with the lead of the sentence before: of several who lead, unsure."""
        self.handing.carried[len(self.duties)] = duty.sure
        several = len({one.lead for one in self.duties if one.lead is not None}) > 1
        return replace(duty, sure=duty.sure and not several)

    def _announce(
        self, paragraph: Paragraph, sentence: Sentence, terms: list[Term], found: Heard
    ) -> None:
        """Remember what a line before a colon gives to all that stands under it."""
        if self.genre != "press":
            first = max(self.today, datetime.date(self.titled or self.today.year, 1, 1))
            coming = [term for term in terms if term.day >= first]
            told = announced(self.source, paragraph, sentence, coming, found)
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
        held: Held,
    ) -> None:
        source = self.source
        before = self.handing.given()
        last: tuple[Piece, Duty] | None = None
        for piece in pieces:
            others = last is not None and is_others(source, last[0], piece)
            setting = Setting(
                section=placed.section,
                voice=self._voice(piece),
                paragraph=placed.paragraph.start,
                subject=self.subject,
                paragraph_told=held.told,
                section_number=self.section_number,
                before=None if others else before,
                follows=last is not None,
                joined=last is not None and not parted(source, last[0], piece),
                others=others,
            )
            duty = make_duty(source, within[0], piece, within[1], setting)
            self.evidence[duty.span] = tell_field(source, piece, setting)
            before = opening_term(duty) or before
            if last is not None and not duty.partners and shares_partners(source, last[0], piece):
                duty = replace(duty, partners=last[1].partners)
                piece.together = True
            last = piece, duty
            self._keep(self._doubted(duty) if piece.carried else duty)

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

    def _terms(self, sentence: Sentence, section: Section) -> list[Term]:
        start = self.source.starts[sentence.first]
        end = self.source.ends[sentence.last - 1]
        known = self.day is not None
        back = self.genre == "press" or section.kind == "past"
        today, year = self.today, self.year
        return find_terms(self.source.key, start, end, today, reckon=known, year=year, back=back)

    def _mood(self, placed: Placed) -> Mood:
        paragraph, kind = placed.paragraph, placed.section.kind
        listed = self.asked or self.bulleted or paragraph.marker not in _BULLETS
        if kind == "open" and paragraph.marker and listed and self.genre == "order":
            kind = "duty"
        voice = self.speaker if self.genre == "press" else self.voice
        marker = paragraph.marker
        opens = not marker and paragraph.start == self.opening
        return Mood(self.genre, kind, self.asked, marker, marker == "article", voice, opens)

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

    def _should_be_read(self, mood: Mood) -> bool:
        asked = mood.kind in {"duty", "asked", "aim"} or (mood.kind == "open" and mood.asked)
        return asked and self.genre != "press"

    def _is_stray(self, paragraph: Paragraph, mood: Mood) -> bool:
        """Whether a paragraph of an order is a point, of which no heading tells whether it asks."""
        stray = mood.kind == "open" and not mood.asked and self.genre == "order"
        letter = self.source.key.find("kính gửi", 0, min(paragraph.start, _HEAD)) >= 0
        addressed = mood.marker in _BULLETS and letter
        return stray and not addressed and looks_numbered(self.source, paragraph)

    def _unread(self, sentence: Sentence) -> None:
        source = self.source
        self.marking.mark(
            source.starts[sentence.first], source.ends[sentence.last - 1], Kind.UNREAD
        )

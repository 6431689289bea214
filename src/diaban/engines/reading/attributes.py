"""From a piece of a sentence to a duty with what it says: target, term, who, where, under what."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from diaban.engines.reading.bases import basis_spans, find_basis, find_places
from diaban.engines.reading.dates import UNKNOWN_YEAR, Term
from diaban.engines.reading.doubting import asks_in_trouble, is_fragment
from diaban.engines.reading.draft import Deadline, Duty
from diaban.engines.reading.field_choice import Evidence
from diaban.engines.reading.fields import GENERAL, is_paid_for, score
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.numbers import find_target
from diaban.engines.reading.parties import find_partners, slice_name, tidy_name
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.recurring import find_recurring
from diaban.engines.reading.sections import Section
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source, open_source

# a year in the name of a plan is no term
_NAMED = re.compile(rf"{alternatives('named by a year')}\b")
_WORDS_BEFORE = 60  # of a paragraph, that tell of what is asked behind them
_OPEN = re.compile(r"\s*,?\s*(?:…|\.\.\.|v\.\s?v)")
_ASIDE = re.compile(alternatives("trailing asides").replace(" ", r"\s+"))
_PAGE = re.compile(r"\n\s*\d{1,3}\s*(?=\n)")
_CLOSERS = ')”"»]'


@dataclass(frozen=True)
class Setting:
    """What a duty inherits from where it stands."""

    section: Section
    voice: str
    paragraph: int  # the first character of the paragraph
    subject: dict[str, float]  # what the whole text is about
    paragraph_told: dict[str, float]  # what all words of the paragraph tell of the field
    section_number: int = 0
    before: Deadline | None = None  # of the duty before in the same sentence
    follows: bool = False  # stands in one sentence with it
    others: bool = False  # the term that opens the sentence is that of an outcome before it
    joined: bool = False  # only a comma parts it from the duty before


def make_duty(
    source: Source, sentence: Sentence, piece: Piece, terms: list[Term], setting: Setting
) -> Duty:
    """Return the duty of a piece; its field is chosen when all of the text is read."""
    start, end = char_span(source, piece)
    key, text = source.key[start:end], source.text[start:end]
    taken = [(t.start - start, t.end - start) for t in terms if start <= t.start < end]
    taken += basis_spans(text)
    taken += [match.span() for match in _PAGE.finditer(text)]
    lasting = [term for term in terms if not term.recurring]
    head = piece.head
    lead = lead_of(source, piece, setting)
    verb = source.slice(head.verb, head.verb_end) if head.verb is not None else ""
    target = find_target(key, text, taken)
    deadline = _deadline(source, source.starts[sentence.first], (start, end), lasting, setting)
    again = _again(source, source.starts[sentence.first], (start, end), terms)
    section = setting.section
    if again and section.announced and section.day and deadline is not None:
        # what comes again ends with no day that a line gives to all under it
        deadline = None if deadline == Deadline(section.day, section.written) else deadline
    told = target is not None or deadline is not None
    return Duty(
        span=source.span(start, end),
        quote=text,
        voice=setting.voice,
        field=GENERAL,
        verb_class=_class(source, piece),
        verb=verb,
        thing=source.slice(head.verb_end, piece.last)
        if verb
        else source.slice(piece.first, piece.last),
        target=target,
        deadline=deadline,
        lead=tidy_name(lead) if lead else None,
        partners=find_partners(source, piece.first, piece.last),
        places=find_places(text, key),
        basis=find_basis(text),
        again=again,
        open_ended=_OPEN.match(source.text, end) is not None or text.endswith("…"),
        sure=piece.sure
        and (told or not is_fragment(source, piece))
        and not asks_in_trouble(source, sentence, piece),
        proposed=piece.proposed,
    )


def tell_field(source: Source, piece: Piece, setting: Setting) -> Evidence:
    """Return what a piece and the places around it tell of its field."""
    start, end = char_span(source, piece)
    first, last = source.words_in(start, end)
    lead = lead_of(source, piece, setting)
    named = open_source(lead) if lead else None
    opening, _ = source.words_in(setting.paragraph, start)
    own = score(source, first, last, piece.head.verb_end)
    paid_for = is_paid_for(source, first, last, piece.head.verb_end)
    return Evidence(
        own=own,
        before=score(source, max(opening, first - _WORDS_BEFORE), first),
        paragraph=own if paid_for else setting.paragraph_told,
        heading=own if paid_for else dict(setting.section.field),
        subject=setting.subject,
        lead=score(named, 0, len(named.words)) if named is not None else {},
        paragraph_at=setting.paragraph,
        section=setting.section_number,
        follows=setting.follows,
        joined=setting.joined,
        arranges=setting.section.arranges,
    )


def lead_of(source: Source, piece: Piece, setting: Setting) -> str | None:
    """Return who is to do a piece, as written, or whom its heading names."""
    return slice_name(source, *piece.lead) if piece.lead is not None else setting.section.lead


def char_span(source: Source, piece: Piece) -> tuple[int, int]:
    """Return the characters of a piece, with the bracket or quotation mark that closes it."""
    start, end = source.starts[piece.first], source.ends[piece.last - 1]
    end = _within_speech(source, start, end)
    while (
        end < len(source.text) and source.text[end] in _CLOSERS and _is_opened(source, start, end)
    ):
        end += 1
    return start, _without_aside(source, start, end)


def _within_speech(source: Source, start: int, end: int) -> int:
    """Return the end of a duty without who said it: 'trả lại vùng", ông Đạt kể'."""
    inner = source.text[start:end]
    closed = inner.rfind("”") if inner.count("”") > inner.count("“") else -1
    if inner.count('"') == 1:
        closed = inner.rfind('"')
    said_by = inner[closed + 1 :].lstrip()
    if closed <= 0 or len(said_by) > 60 or not said_by.startswith(","):
        return end
    return start + len(inner[:closed].rstrip(" ,.;"))


def _without_aside(source: Source, start: int, end: int) -> int:
    """Return the end of a duty without a last bracket on how things are or where to ask."""
    opened = source.text.rfind("(", start, end)
    if source.text[end - 1] != ")" or opened <= start:
        return end
    if _ASIDE.match(source.key, opened + 1, end - 1) is None:
        return end
    return len(source.text[:opened].rstrip())


def _is_opened(source: Source, start: int, end: int) -> bool:
    pairs = {")": "(", "”": "“", "»": "«", "]": "[", '"': '"'}
    mark = source.text[end]
    inner = source.text[start:end]
    if mark == '"':
        return inner.count('"') % 2 == 1
    return inner.count(pairs[mark]) > inner.count(mark)


def _class(source: Source, piece: Piece) -> str:
    if piece.head.verb_class != "new":
        return piece.head.verb_class
    words = source.words[piece.first : piece.head.verb_end + 4]
    joined = " ".join(words)
    if "dứt điểm" in joined or (
        piece.head.verb_end < piece.last and source.words[piece.head.verb_end] == "xong"
    ):
        return "finish"
    if joined.startswith("tiếp tục"):
        return "continue"
    return "new"


def _deadline(
    source: Source, opening: int, span: tuple[int, int], terms: list[Term], setting: Setting
) -> Deadline | None:
    """Return the term of a duty: its own, one that opens its sentence, its heading's."""
    own = [t for t in terms if span[0] <= t.start < span[1] and _is_term(source, t, span[0])]
    own = [term for term in own if not term.gone] or own
    if own:
        opens = own[0].start <= span[0] + 12 and not own[0].stage
        return _as_deadline(source, own[0] if opens else own[-1])
    before = [
        term
        for term in terms
        if opening <= term.start < span[0]
        and (_leads(source, term, opening) or _begins_with(source, term, opening, span[0]))
    ]
    if before and not setting.others:
        coming = [term for term in before if not term.gone]
        return _as_deadline(source, (coming or before)[-1])
    if setting.section.day is not None:
        return Deadline(setting.section.day, setting.section.written)
    if source.key[max(opening, span[0] - 12) : span[0]].rstrip().endswith("trong đó"):
        within = [t for t in terms if opening <= t.start < span[0] and (t.whole_year or t.stage)]
        if within:
            return _as_deadline(source, within[-1])
    return setting.before


def _again(source: Source, opening: int, span: tuple[int, int], terms: list[Term]) -> str:
    """Return the words that say that a duty comes again: its own, or those before it."""
    own = find_recurring(source.text[span[0] : span[1]])
    before = [t for t in terms if t.recurring and opening <= t.start < span[0]]
    leads = before and (before[0].start <= opening + 12 or _leads(source, before[0], opening))
    if own is None and leads:
        own = find_recurring(source.text[before[0].start : span[0]])
    return " ".join(own.written.split()) if own is not None else ""


def _leads(source: Source, term: Term, opening: int) -> bool:
    """Whether a term before a duty holds for it: it opens its sentence, or what a mark begins."""
    if term.beginning:
        return False
    between = source.key[opening : term.start]
    behind_mark = between.rpartition(";")[2]
    between = behind_mark if not behind_mark.strip() else between.rpartition(":")[2]
    if len(between.split()) > 5 or _NAMED.search(between):
        return False
    behind = source.key[term.end : term.end + 120]
    return (
        re.match(r"\s*[,:]", behind) is not None or re.match(r"[^,;.]{0,80}:", behind) is not None
    )


def _begins_with(source: Source, term: Term, opening: int, start: int) -> bool:
    """Whether a mark, a term and no more than "có" stand before a duty.

    "Vận động các hộ; hết năm 2027 có ít nhất 60% số hộ xác nhận"
    """
    begun = source.key[opening : term.start].rpartition(";")[2].strip()
    between = source.key[term.end : start].strip()
    return not term.beginning and not begun and between in {"", "có"}


def _is_term(source: Source, term: Term, start: int) -> bool:
    if term.beginning:
        return False
    if not (term.whole_year or term.stage):
        return not _is_of_document(source, term)
    before = source.key[start : term.start]
    if term.start == start:
        return True
    written = source.key[term.start : term.end]
    if re.match(r"(?:vào|đến hết|hết|trước|ngay trong|trong|xong|hoàn thành)\s", written):
        return not (written.startswith("đến") and _NAMED.search(before))
    return _NAMED.search(before) is None


def _is_of_document(source: Source, term: Term) -> bool:
    """Whether a day is that of a decree: "Quyết định số … ngày 20/01/2020"."""
    before = source.key[max(0, term.start - 60) : term.start]
    if re.match(
        r"(?:trước|đến|trong|chậm nhất|muộn nhất|vào)\s", source.key[term.start : term.end]
    ):
        return False
    return bool(re.search(r"(?:số\s*:?\s*)?\d+\S*/[\wđ\-/]+(?:\s+|,\s*)$", before)) or bool(
        re.search(r"\d/\S+\s+ngày\s*$", before)
    )


def _as_deadline(source: Source, term: Term) -> Deadline:
    return Deadline(term.day, " ".join(source.text[term.start : term.end].split()))


def today_of(day: datetime.date | None, year: int | None, given: int | None) -> datetime.date:
    """Return the day from which terms without a year are counted."""
    if day is not None:
        return day
    return datetime.date(given or year or UNKNOWN_YEAR, 1, 1)

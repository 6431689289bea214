"""Headings: which lines are, what stands under them, and whom they name."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from diaban.engines.reading.dates import find_terms
from diaban.engines.reading.fields import score, strongest
from diaban.engines.reading.heads import is_verb_first
from diaban.engines.reading.layout import Paragraph, ends_sentence
from diaban.engines.reading.lexicon import alternatives, phrases
from diaban.engines.reading.parties import (
    begins_name,
    is_whole_name,
    name_end,
    split_names,
    tidy_name,
)
from diaban.engines.reading.roles import begins_roles
from diaban.engines.reading.sentences import colons_of_names
from diaban.engines.reading.source import Source
from diaban.engines.reading.voices import asks_upward

_PAST = re.compile(alternatives("heading past"))
_AHEAD = re.compile(alternatives("heading ahead"))
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *(
        (kind, re.compile(alternatives(f"heading {kind}")))
        for kind in ("view", "basis", "purpose", "upward")
    ),
    ("asked", re.compile(alternatives("heading asked"))),
    *((kind, re.compile(alternatives(f"heading {kind}"))) for kind in ("money", "aim")),
    ("duty", _AHEAD),
)
# "Căn cứ Luật …, Chủ tịch UBND yêu cầu:" on one line
_ENDS_ASKING = re.compile(alternatives("heading that ends in asking"))
_ONLY_ASKING = re.compile(alternatives("heading that only asks"))
_ARRANGING = re.compile(alternatives("heading arranging"))
_BASIS = re.compile(alternatives("heading basis"))
_TO_COME = re.compile(r"kết quả cần đạt|kết quả dự kiến|đánh giá.{0,40}(?:định kỳ|hằng năm)")
_BOTH = re.compile(r"phương hướng|và nhiệm vụ|;\s*nhiệm vụ|, nhiệm vụ năm")
LEVELS = (
    "part", "upper", "roman", "article", "number", "decimal2", "decimal3", "decimal4", "letter",
    "paren", "dash", "plus", "bullet",
)  # fmt: skip
_ASKED = re.compile(
    r"(?:đề nghị|yêu cầu|giao(?: cho| nhiệm vụ cho)?|phân công|đối với|với|trách nhiệm của|về phía"
    r"|nhiệm vụ của)\s+"
)
# "Bộ yêu cầu Sở Xây dựng thực hiện:"
_SPOKEN = re.compile(r"[^:;.]{2,80}?\s(?:đề nghị|yêu cầu|giao(?: cho)?)\s+")
_TAIL = re.compile(
    r"\s*(?:chủ trì|có trách nhiệm|chịu trách nhiệm|thực hiện|triển khai|tập trung|chủ động)?"
    r"(?:\s*,?\s*phối hợp với[^:]*)?(?:\s*(?:một số|những|các)?"
    r"\s*(?:nhiệm vụ|nội dung|công việc)?\s*(?:sau|sau đây)?)?\s*[:;.,]?\s*$"
)
# headings of what a part is about, not of who is to act
_GENERIC = frozenset(
    {"doanh nghiệp", "báo", "báo chí", "cán bộ", "tổ chức", "cơ sở", "người dân", "đội ngũ"}
)
_TERM_LABEL = re.compile(r"(?:thời gian|thời hạn)(?:\s+(?:hoàn thành|thực hiện))?\s*:\s*")
_STOP = re.compile(r"[.;]\s+")
_ROW = re.compile(r"\s*(?:,|\s[-–])\s")
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_LONGEST_HEADING = 200
_LISTED = frozenset({"dash", "plus", "bullet"})


@dataclass(frozen=True)
class Section:
    """What is known under a heading: the kind of its text, field, lead, and term."""

    kind: str = "open"  # open, past, view, basis, purpose, money, aim, duty
    field: tuple[tuple[str, float], ...] = ()
    lead: str | None = None
    day: datetime.date | None = None
    written: str = ""
    announced: bool = False  # the day is that of a line before all points, and no heading's
    first: bool = False  # the whole text, before any heading
    arranges: bool = False  # who carries the document out, reports and oversees


@dataclass(frozen=True)
class Placed:
    """A paragraph under its section; a heading is not read for tasks."""

    paragraph: Paragraph
    section: Section
    is_heading: bool
    start: int  # where its own words begin, behind its mark and the name it is opened with


class Outline:
    """The headings open above a paragraph, by the order in which their marks first nested."""

    def __init__(self, first: Section) -> None:
        self._first = first
        self._open: list[tuple[str, Section]] = []
        self._greater: list[str] = []  # "I." above "A." or under it, as they came

    def section(self, marker: str) -> Section:
        """Return the section a paragraph with this mark stands in."""
        if marker in {"upper", "roman"}:
            self._open = [(held, old) for held, old in self._open if held]
            if marker not in self._greater:
                self._greater.append(marker)
        markers = [held for held, _ in self._open]
        if marker and marker in markers:
            self._open = self._open[: markers.index(marker)]
        return self._open[-1][1] if self._open else self._first

    def enter(self, marker: str, section: Section) -> None:
        """Open a heading."""
        if marker == "part":
            self._open = []
        elif not marker:
            # a heading without a mark closes the ones like it
            markers = [held for held, _ in self._open]
            if "" in markers:
                self._open = self._open[: markers.index("")]
        elif marker in {"upper", "roman"}:
            self._open = [
                (held, old) for held, old in self._open if held and self._holds(held, marker)
            ]
        self._open.append((marker, section))

    def _holds(self, held: str, marker: str) -> bool:
        """Whether what stands under one mark may stand under another."""
        if held in self._greater and marker in self._greater:
            return self._greater.index(held) < self._greater.index(marker)
        return LEVELS.index(held) < LEVELS.index(marker)


def place_paragraphs(
    source: Source, paragraphs: list[Paragraph], first: Section, today: datetime.date
) -> list[Placed]:
    """Return the paragraphs each under its section."""
    outline = Outline(first)
    placed = []
    for number, paragraph in enumerate(paragraphs):
        above = outline.section(level_of(source, paragraph))
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        if is_heading(source, paragraph, following):
            section = read_heading(source, paragraph, above, today)
            outline.enter(level_of(source, paragraph), section)
            placed.append(Placed(paragraph, section, is_heading=True, start=paragraph.body))
            continue
        opened = _opening(source, paragraph, above, following)
        if opened is not None:
            outline.enter(paragraph.marker, opened)
        start = paragraph.body
        if opened is not None:
            start = source.text.index(":", start) + 1
        under = opened or above
        if _ARRANGING.match(source.key, paragraph.body, paragraph.end):
            under = replace(under, arranges=True, field=())
        placed.append(Placed(paragraph, under, is_heading=False, start=start))
    return placed


def level_of(source: Source, paragraph: Paragraph) -> str:
    """Return the mark of a paragraph; a line in capitals without one stands for a part."""
    text = source.text[paragraph.body : paragraph.end]
    return "part" if not paragraph.marker and _NOTE.sub("", text).isupper() else paragraph.marker


def asked_at_end(source: Source, paragraph: Paragraph) -> str | None:
    """Return whom a line asks for what stands under it, "" where it says no more than who asks.

    >>> from diaban.engines.reading.source import open_source
    >>> said = "Chủ tịch UBND tỉnh yêu cầu các xã:"
    >>> asked_at_end(open_source(said), Paragraph(0, len(said), "", 0))
    'các xã'
    """
    if paragraph.marker:
        return None
    start, end = paragraph.body, paragraph.end
    found = _ONLY_ASKING.match(source.key, start, end) or _ENDS_ASKING.search(
        source.key, start, end
    )
    return (found["asked"] or "").strip() if found is not None else None


def is_heading(source: Source, paragraph: Paragraph, following: Paragraph | None) -> bool:
    """Whether a paragraph names what follows instead of asking something."""
    long = paragraph.end - paragraph.body > _LONGEST_HEADING
    # what a line of roles follows is the task itself
    if long or following is None or any(_tells_roles(source, p) for p in (paragraph, following)):
        return False
    return _heads(source, paragraph, following)


def _heads(source: Source, paragraph: Paragraph, following: Paragraph) -> bool:
    text = source.text[paragraph.body : paragraph.end]
    if _NOTE.sub("", text).isupper():
        return True
    if text.endswith(":"):
        return len(text) <= 120 and (bool(paragraph.marker) or _is_bare_name(source, paragraph))
    if ends_sentence(source, paragraph):
        return (
            text.endswith(".")
            and len(text) < 60
            and _names_kind(source, paragraph)
            and following.marker != paragraph.marker
        )
    if not paragraph.marker:
        return (
            len(text) <= 110
            and bool(following.marker)
            and following.marker != "number"
            and _names_kind(source, paragraph)
        )
    if paragraph.marker in _LISTED and _opens_another(source, following):
        return False  # the last line of a list, not the heading of what comes next
    return _is_deeper(following.marker, paragraph.marker)


def _opens_another(source: Source, following: Paragraph) -> bool:
    """Whether an unmarked line is a heading by itself: "Nhiệm vụ:"."""
    text = source.text[following.body : following.end]
    titled = text.endswith(":") or _NOTE.sub("", text).isupper()
    return not following.marker and titled and len(text) <= _LONGEST_HEADING


def _tells_roles(source: Source, paragraph: Paragraph) -> bool:
    """Whether a line says who: "Đơn vị chủ trì: Văn phòng Sở", unlike "Trách nhiệm:"."""
    start, end = paragraph.body, paragraph.end
    return begins_roles(source, start, end) and source.text[end - 1] != ":"


def _names_kind(source: Source, paragraph: Paragraph) -> bool:
    key = source.key[paragraph.body : paragraph.end]
    return _PAST.match(key) is not None or any(pattern.match(key) for _, pattern in _KINDS)


def _is_bare_name(source: Source, paragraph: Paragraph) -> bool:
    first, last = source.words_in(paragraph.body, paragraph.end)
    found = _ASKED.match(source.key, paragraph.body, paragraph.end)
    if found is not None:
        first, _ = source.words_in(found.end(), paragraph.end)
    return begins_name(source, first, last) or _names_kind(source, paragraph)


def _is_deeper(marker: str, above: str) -> bool:
    if not marker:
        return True
    if marker == above:
        return False
    return LEVELS.index(marker) > LEVELS.index(above) or above in {"bullet", "plus"}


def read_heading(
    source: Source, paragraph: Paragraph, above: Section, today: datetime.date
) -> Section:
    """Return the section that a heading opens under another."""
    labelled = _labelled(source, paragraph, today)
    if labelled is not None:
        day, written, behind = labelled
        rest = replace(paragraph, body=behind) if behind < paragraph.end else paragraph
        return replace(_section_of(source, rest, above, today), day=day, written=written)
    return _section_of(source, paragraph, above, today)


def _labelled(
    source: Source, paragraph: Paragraph, today: datetime.date
) -> tuple[datetime.date, str, int] | None:
    """Return the term that a heading names by a label, and where what is not it begins.

    "1. Thời gian hoàn thành: Quý II/2026. Sở Nội vụ thực hiện:"
    """
    label = _TERM_LABEL.search(source.key, paragraph.body, paragraph.end)
    if label is None:
        return None
    terms = find_terms(source.key, label.end(), paragraph.end, today)
    if not terms or terms[0].start > label.end() or terms[0].beginning or terms[0].recurring:
        return None
    term = terms[0]
    stop = _STOP.match(source.key, term.end)
    opens = label.start() == paragraph.body and stop is not None
    behind = stop.end() if opens and stop is not None else paragraph.body
    return term.day, source.text[term.start : term.end], behind


def _section_of(
    source: Source, paragraph: Paragraph, above: Section, today: datetime.date
) -> Section:
    key = source.key[paragraph.body : paragraph.end]
    first, last = source.words_in(paragraph.body, paragraph.end)
    level = level_of(source, paragraph)
    kind = _kind(key, above, level)
    # a title that tells nothing of its own changes nothing
    still = above.first and level == "part" and kind == above.kind
    arranges = _ARRANGING.match(key) is not None or above.arranges
    section = replace(above, kind=kind, first=still, arranges=arranges)
    told = score(source, first, last)
    told.pop("general", None)
    lead = heading_lead(source, paragraph.body, paragraph.end)
    if lead is not None:
        asks_down = section.kind == "upward" and not asks_upward("unit", lead)
        asked = asks_down or section.kind in {"open", "aim"}
        return replace(section, lead=lead, kind="duty" if asked else section.kind)
    named_law = _BASIS.match(key) is not None  # "Căn cứ Luật Viễn thông, … yêu cầu:"
    if strongest(told) is not None and not named_law:
        section = replace(section, field=tuple(told.items()))
    elif _ARRANGING.match(key):
        section = replace(section, field=())
    if section.kind == "aim" or _only_tells_when(source, paragraph, today):
        section = _with_term(source, paragraph, section, today)
    elif paragraph.marker in {"part", "upper", "roman"}:
        section = replace(section, lead=None, day=None, written="")
    return section


def _kind(key: str, above: Section, marker: str) -> str:
    if above.kind == "past" and marker not in {"part", ""} and not above.first:
        return "past"
    if _PAST.match(key) and not _TO_COME.match(key):
        # the title of a report tells of both
        return above.kind if _BOTH.search(key) else "past"
    told = next((kind for kind, pattern in _KINDS if pattern.match(key)), None)
    if told is not None:
        # "Yêu cầu:" on a line of its own gives orders
        orders = told == "asked" and marker in {"", "part"} and "mục đích" not in key
        asks = told == "basis" and _ENDS_ASKING.search(key) is not None
        return "duty" if orders or asks else told
    if _AHEAD.search(key):
        return "past" if re.search(r"kết quả (?:thực hiện|đạt được)|tình hình", key) else "duty"
    if re.search(r"mục tiêu|chỉ tiêu", key):
        return "aim"
    return "duty" if above.kind == "open" and marker not in {"", "part"} else above.kind


def _with_term(
    source: Source, paragraph: Paragraph, section: Section, today: datetime.date
) -> Section:
    terms = find_terms(source.key, paragraph.body, paragraph.end, today)
    if not terms:
        return section
    term = terms[0]
    return replace(section, day=term.day, written=source.text[term.start : term.end])


def _only_tells_when(source: Source, paragraph: Paragraph, today: datetime.date) -> bool:
    """Whether a heading is a day and nothing else: "a) Trước ngày 31/12:"."""
    terms = find_terms(source.key, paragraph.body, paragraph.end, today)
    if not terms or terms[0].start != paragraph.body or terms[0].beginning:
        return False
    return not source.text[terms[0].end : paragraph.end].strip(" :.")


def heading_lead(source: Source, start: int, end: int) -> str | None:
    """Return the organ that a heading names as the one to act, or None.

    >>> from diaban.engines.reading.source import open_source
    >>> heading_lead(open_source("Giao Sở Tài chính chủ trì:"), 0, 26)
    'Sở Tài chính'
    >>> heading_lead(open_source("Báo chí, thông tin cơ sở"), 0, 24) is None
    True
    """
    found = _ASKED.match(source.key, start, end) or _SPOKEN.match(source.key, start, end)
    if found is not None:
        start = found.end()
    first, last = source.words_in(start, end)
    if not begins_name(source, first, last) or _is_loud(source.text[start:end]):
        return None
    if is_verb_first(source, first, last):
        return None
    tail = _TAIL.search(source.key, start, end)
    behind = tail.start() if tail else end
    # "Các doanh nghiệp viễn thông (VNPT, Viettel …)": the bracket is no word of the name
    bare = start + len(_NOTE.sub("", source.text[start:behind]))
    _, stop = source.words_in(start, bare)
    if not _is_name(source, first, stop):
        return None
    # what begins a list of matters, not of organs: "Doanh nghiệp, thị trường"
    if _ROW.split(source.key[start:behind], maxsplit=1)[0].strip() in _GENERIC:
        return None
    name = source.text[start:behind]
    return tidy_name(name) or None


def _is_loud(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.6 * len(letters)


def _is_name(source: Source, first: int, stop: int) -> bool:
    """Whether words hold names and nothing else, with commas and what belongs to them."""
    end = first
    while end < stop and begins_name(source, end, stop):
        if end > first and is_verb_first(source, end, stop):
            return False  # "Ủy ban nhân dân Thành phố ban hành Kế hoạch"
        end = name_end(source, end, stop)
    short = stop - first <= 8 and not any(word[0].isdigit() for word in source.words[first:stop])
    return end >= stop or (short and _is_still(source, end, stop))


def _is_still(source: Source, first: int, stop: int) -> bool:
    """Whether no word asks or tells: what looks like a verb belongs to a name then."""
    return not any(
        phrases("words", section).at(source, place, stop)
        for place in range(first, stop)
        for section in ("frames", "modals", "past")
    )


def _opening(
    source: Source, paragraph: Paragraph, above: Section, following: Paragraph | None
) -> Section | None:
    """Return a section for a paragraph that begins with a name and a colon, over what follows."""
    colon = _open_colon(source, paragraph)
    if colon < 0 or begins_roles(source, paragraph.body, paragraph.end):
        return None
    if above.kind in {"past", "view", "basis"}:
        return None
    lead = heading_lead(source, paragraph.body, colon)
    if lead is None or len(lead) < 2 or _lists_names(source, colon + 1, paragraph.end):
        return None
    if above.kind == "upward" and not asks_upward("unit", lead):
        return replace(above, lead=lead, kind="duty")
    return replace(above, lead=lead)


def _lists_names(source: Source, start: int, end: int) -> bool:
    """Whether names and nothing else follow: "Các đơn vị: Cục Viễn thông, Thanh tra Bộ."."""
    names = split_names(source.text[start:end].strip(" .;"))
    return bool(names) and all(is_whole_name(name) for name in names)


def _open_colon(source: Source, paragraph: Paragraph) -> int:
    """Return the first colon outside brackets near the beginning of a paragraph, or -1."""
    start, stop = paragraph.body, min(paragraph.end, paragraph.body + 220)
    named = colons_of_names(source.text, start, stop)
    colon = source.text.find(":", start, stop)
    while colon in named or (
        colon >= 0 and source.text.count("(", start, colon) > source.text.count(")", start, colon)
    ):
        colon = source.text.find(":", colon + 1, stop)
    return colon

"""Words of Vietnamese hours put together into phrases: days, times, closures, lunch breaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from diaban.engines.hours.errors import Problem, ProblemCode
from diaban.engines.hours.rules import DAY_MINUTES, Span
from diaban.engines.hours.words import Kind, Token, take_apart

__all__ = ["Phrase", "PhraseKind", "make_phrases"]

# what each part of the day may begin and end with, and which hours of the clock it moves to the
# afternoon; a "chiều 7h" is read as an end only
PARTS = {
    "sang": (0, 780, range(0)),
    "trua": (600, 900, range(1, 3)),
    "chieu": (660, 1200, range(1, 8)),
    "toi": (1020, 1440, range(5, 12)),
    "dem": (0, 2880, range(6, 12)),
}
_NO_TIME = 9_999
_EARLY, _EARLY_END = 5 * 60, 8 * 60
_NOON, _NIGHT = 720, 17 * 60
_AND = {"va", "&", "cung"}


class PhraseKind(StrEnum):
    """What a phrase says.

    >>> PhraseKind.SPAN.value
    'span'
    """

    DAYS = "days"
    SPAN = "span"
    PART = "part"
    CLOSED = "closed"
    ANYWAY = "anyway"
    EXCEPT = "except"
    INCLUDING = "including"
    LUNCH = "lunch"
    NO_BREAK = "no_break"
    COMMA = "comma"
    BREAK = "break"
    COLON = "colon"


@dataclass(slots=True)
class Phrase:
    """A phrase with its place; of days the weekdays, of a span its minutes, of a part its name.

    ``is_listed``: holidays stand among the weekdays after a comma or after nothing, not after "và".

    >>> make_phrases("T2-T6")[0][0].weekdays
    {0, 1, 2, 3, 4}
    """

    kind: PhraseKind
    start: int
    end: int
    weekdays: set[int] = field(default_factory=set)
    holidays: bool = False
    is_listed: bool = False
    span: Span | None = None
    part: str = ""
    is_shifted: bool = False


def make_phrases(text: str) -> tuple[list[Phrase], list[Problem]]:
    """Return the phrases of a text in order, and what belongs to none.

    >>> phrases, problems = make_phrases("sáng T2 7h-11h, có thể")
    >>> [phrase.kind.value for phrase in phrases], problems[0].text
    (['part', 'days', 'span', 'comma'], 'có thể')
    """
    maker = _Maker(text)
    while maker.at < len(maker.tokens):
        maker.take_phrase()
    return maker.phrases, maker.problems


_PLAIN = {
    Kind.CLOSED: PhraseKind.CLOSED, Kind.OPEN_ANYWAY: PhraseKind.ANYWAY,
    Kind.EXCEPT: PhraseKind.EXCEPT, Kind.INCLUDING: PhraseKind.INCLUDING,
    Kind.LUNCH: PhraseKind.LUNCH, Kind.NO_BREAK: PhraseKind.NO_BREAK,
    Kind.COMMA: PhraseKind.COMMA, Kind.BREAK: PhraseKind.BREAK, Kind.COLON: PhraseKind.COLON,
}  # fmt: skip
_NOT_READ = {
    Kind.UNKNOWN: ProblemCode.UNKNOWN_WORDS, Kind.NUMBER: ProblemCode.UNKNOWN_WORDS,
    Kind.LISTED_DAY: ProblemCode.UNKNOWN_WORDS, Kind.TO: ProblemCode.UNKNOWN_WORDS,
    Kind.TET: ProblemCode.ONLY_TET, Kind.DATE: ProblemCode.DATES,
    Kind.VAGUE_DAYS: ProblemCode.AMBIGUOUS_DAYS, Kind.OFFICE: ProblemCode.OFFICE_HOURS,
}  # fmt: skip


class _Maker:
    """Reads words from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        # fillers say nothing, wherever they stand
        tokens = [token for token in take_apart(text) if token.kind != Kind.FILLER]
        self.tokens = _tell_from_wednesday(_name_days_once(_join_minutes(tokens, text)))
        self.at = 0
        self.phrases: list[Phrase] = []
        self.problems: list[Problem] = []

    def take_phrase(self) -> None:
        token = self.tokens[self.at]
        if token.kind in {Kind.DAY, Kind.GROUP, Kind.HOLIDAY}:
            self._take_days()
        elif token.kind == Kind.TIME or self._is_bare_hour(self.at):
            self._take_span()
        elif token.kind == Kind.ALWAYS:
            self._add(PhraseKind.SPAN, token).span = Span(0, DAY_MINUTES)
        elif token.kind in {Kind.PART, Kind.EVENING_OR_TO}:
            self._add(PhraseKind.PART, token).part = token.word
        elif token.kind in _PLAIN:
            self._add(_PLAIN[token.kind], token)
        else:
            self._problem(_NOT_READ[token.kind], token, token)
            self.at += 1

    def _add(self, kind: PhraseKind, first: Token) -> Phrase:
        self.at += 1
        phrase = Phrase(kind, first.start, self.tokens[self.at - 1].end)
        self.phrases.append(phrase)
        return phrase

    def _kind(self, place: int) -> Kind | None:
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else None

    def _problem(self, code: ProblemCode, first: Token, last: Token) -> None:
        span = (first.start, last.end)
        # words that were not read are told together
        if self.problems and code == self.problems[-1].code == ProblemCode.UNKNOWN_WORDS:
            before = self.problems[-1]
            if not self.text[before.end : first.start].strip():
                span = (before.start, last.end)
                self.problems.pop()
        self.problems.append(Problem(code, *span, self.text[slice(*span)]))

    def _take_days(self) -> None:
        """Take a list of days: ranges, commas, and what stands beside without a word between."""
        first = self.tokens[self.at]
        phrase = Phrase(PhraseKind.DAYS, first.start, first.end)
        self.phrases.append(phrase)
        self._take_day(phrase)
        while True:
            place = self.at
            while self._kind(place) == Kind.COMMA and self.tokens[place].text != ")":
                place += 1
            if not self._is_listed(place, place > self.at) or self._begins_another(place):
                break
            self.at = place
            self._take_day(phrase)
        phrase.end = self.tokens[self.at - 1].end

    def _is_listed(self, place: int, after_comma: bool) -> bool:
        kind = self._kind(place)
        if kind in {Kind.DAY, Kind.HOLIDAY}:
            return True
        if not after_comma or self._is_bare_hour(place):
            return False
        if kind == Kind.LISTED_DAY:
            return True
        return kind == Kind.NUMBER and 2 <= self.tokens[place].value <= 7

    def _begins_another(self, place: int) -> bool:
        """Whether the days at this place are those of hours that follow, after a closure's days."""
        told = [p.kind for p in self.phrases[:-1] if p.kind != PhraseKind.COLON][-2:]
        kinds = {PhraseKind.CLOSED, PhraseKind.EXCEPT, PhraseKind.INCLUDING}
        # "cả tuần trừ T7 và CN: 7h-11h": the whole week still waits for the hours
        if not told or told[-1] not in kinds or told == [PhraseKind.DAYS, PhraseKind.EXCEPT]:
            return False
        while self._kind(place) in {
            Kind.HOLIDAY,
            Kind.DAY,
            Kind.TO,
            Kind.NUMBER,
            Kind.LISTED_DAY,
            Kind.COLON,
        }:
            if self._is_bare_hour(place):
                break
            place += 1
        return self._kind(place) == Kind.TIME or self._is_bare_hour(place)

    def _take_day(self, phrase: Phrase) -> None:
        token, before = self.tokens[self.at], self.tokens[max(0, self.at - 1)]
        self.at += 1
        if token.kind == Kind.HOLIDAY:
            phrase.is_listed = bool(phrase.weekdays) and before.word not in _AND
            phrase.holidays = True
        elif token.kind == Kind.GROUP:
            phrase.weekdays |= {day for day in range(7) if token.value >> day & 1}
        else:
            first = self._weekday(token)
            last = self._range_end()
            last = first if last is None else last
            phrase.weekdays |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}

    def _weekday(self, token: Token) -> int:
        return token.value - 2 if token.kind == Kind.NUMBER else token.value

    def _range_end(self) -> int | None:
        if self._kind(self.at) not in {Kind.TO, Kind.EVENING_OR_TO}:
            return None
        kind = self._kind(self.at + 1)
        is_number = kind == Kind.NUMBER and 2 <= self.tokens[self.at + 1].value <= 7
        if not (kind in {Kind.DAY, Kind.LISTED_DAY} or is_number):
            return None
        self.at += 2
        return self._weekday(self.tokens[self.at - 1])

    def _is_bare_hour(self, place: int) -> bool:
        """Whether a number is the hour of "7-11h": the unit stands at the range's end."""
        return (
            self._kind(place) == Kind.NUMBER
            and self._kind(place + 1) == Kind.TO
            and self._kind(place + 2) == Kind.TIME
        )

    def _take_span(self) -> None:
        first = self.tokens[self.at]
        begin = first.value if first.kind == Kind.TIME else first.value * 60
        begin_part = ""
        self.at += 1
        if self._kind(self.at) == Kind.PART and self._leads_to_end(self.at + 1):
            begin_part = self.tokens[self.at].word
            self.at += 1
        if not self._leads_to_end(self.at):
            self._end_without_range(first, begin)
            return
        self.at += self._length_of_to(self.at)
        last = self.tokens[self.at]
        self.at += 1
        end_part = self._part_behind(begin_part)
        phrase = Phrase(PhraseKind.SPAN, first.start, self.tokens[self.at - 1].end)
        self.phrases.append(phrase)
        # a part that stands behind these hours is theirs, and not the one of the hours before
        is_own = bool(end_part) and not self._follows_part()
        part = "" if is_own else self._part_before()
        if not begin_part and not part:
            begin_part = end_part if end_part and last.value <= _NOON else ""
        times = _Times(begin, last.value, begin_part or part, end_part or part)
        times.is_certain = bool(last.word) and (bool(first.word) or first.kind == Kind.NUMBER)
        code = times.settle(self._end_before())
        if code:
            self._problem(code, first, self.tokens[self.at - 1])
            self.phrases.pop()
            return
        phrase.span = Span(times.begin, times.end)
        phrase.part, phrase.is_shifted = begin_part or part or end_part, times.is_shifted

    def _leads_to_end(self, place: int) -> bool:
        length = self._length_of_to(place)
        return bool(length) and self._kind(place + length) == Kind.TIME

    def _length_of_to(self, place: int) -> int:
        """Count the words that lead from a beginning to an end: "-", "đến", ", đóng cửa lúc"."""
        if self._kind(place) in {Kind.TO, Kind.EVENING_OR_TO}:
            return 1
        shift = 1 if self._kind(place) == Kind.COMMA else 0
        token = self.tokens[place + shift] if place + shift < len(self.tokens) else None
        if token is None or not token.word.startswith("dong"):
            return 0
        return shift + (2 if self._kind(place + shift + 1) == Kind.COLON else 1)

    def _end_without_range(self, first: Token, begin: int) -> None:
        if begin == DAY_MINUTES:  # "mở cửa 24h"
            span = Phrase(PhraseKind.SPAN, first.start, first.end, span=Span(0, DAY_MINUTES))
            self.phrases.append(span)
            return
        code = ProblemCode.BAD_TIME if begin > DAY_MINUTES else ProblemCode.BAD_RANGE
        self._problem(code, first, first)

    def _part_behind(self, begin_part: str) -> str:
        """Take "sáng" of "7h-11h sáng", but leave that of "7h-11h chiều 13h-17h"."""
        if self._kind(self.at) != Kind.PART:
            return ""
        following = self._kind(self.at + 1)
        if not begin_part and following in {
            Kind.TIME,
            Kind.COLON,
            Kind.DAY,
            Kind.GROUP,
            Kind.NUMBER,
            Kind.CLOSED,
        }:
            return ""
        self.at += 1
        return self.tokens[self.at - 1].word

    def _follows_part(self) -> bool:
        """Whether the clause itself began with a part of the day."""
        for phrase in reversed(self.phrases[:-1]):
            if phrase.kind not in {PhraseKind.DAYS, PhraseKind.COLON}:
                return phrase.kind == PhraseKind.PART
        return False

    def _part_before(self) -> str:
        """Return the part that the clause began with."""
        for phrase in reversed(self.phrases[:-1]):
            if phrase.kind == PhraseKind.PART:
                return phrase.part
            if phrase.kind == PhraseKind.SPAN:
                return phrase.part
            if phrase.kind in {PhraseKind.BREAK, PhraseKind.LUNCH, PhraseKind.CLOSED}:
                return ""
        return ""

    def _end_before(self) -> int | None:
        """Return where the hours before end, where these continue them."""
        for phrase in reversed(self.phrases[:-1]):
            if phrase.kind == PhraseKind.SPAN and phrase.span:
                return phrase.span.end
            if phrase.kind not in {PhraseKind.COMMA, PhraseKind.BREAK}:
                return None
        return None


def _join_minutes(tokens: list[Token], text: str) -> list[Token]:
    """Join "7h 30", but leave "7-11h 13-17h": there the number begins the next hours."""
    joined: list[Token] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1].kind if place + 1 < len(tokens) else None
        is_minute = (
            bool(joined)
            and token.kind == Kind.NUMBER
            and len(token.text) == 2
            and token.value < 60
            and joined[-1].kind == Kind.TIME
            and joined[-1].text[-1:].isalpha()
            and not text[joined[-1].end : token.start].strip()
        )
        is_end = len(joined) > 1 and joined[-2].kind in {Kind.TO, Kind.EVENING_OR_TO}
        if not is_minute or (is_end and following == Kind.TO):
            joined.append(token)
            continue
        hour = joined.pop()
        span = hour.start, token.end
        joined.append(
            Token(Kind.TIME, *span, text[slice(*span)], hour.value + token.value, hour.word)
        )
    return joined


def _name_days_once(tokens: list[Token]) -> list[Token]:
    """Leave "trong tuần" out where the days themselves stand beside it."""
    named = []
    for place, token in enumerate(tokens):
        if token.kind == Kind.VAGUE_DAYS:
            before = tokens[place - 1 : place]
            after = tokens[place + 1 : place + 3]
            if after and (after[0].kind == Kind.COLON or after[0].text == "("):
                after = after[1:]
            if any(t.kind == Kind.DAY for t in (*before, *after[:1])):
                continue
        named.append(token)
    return named


def _tell_from_wednesday(tokens: list[Token]) -> list[Token]:
    """Leave "tu" out where it is "từ" without its mark; in a list of days nobody can tell."""
    told: list[Token] = []
    for place, token in enumerate(tokens):
        following = [other.kind for other in tokens[place + 1 : place + 4]]
        is_hour = following[:1] == [Kind.TIME] or following == [Kind.NUMBER, Kind.TO, Kind.TIME]
        if token.text.lower() != "tu" or not (is_hour or following[:1] == [Kind.DAY]):
            told.append(token)
            continue
        before = [other.kind for other in told[-2:] if other.text != ")"]
        if is_hour and before in ([Kind.DAY, Kind.COMMA], [Kind.LISTED_DAY, Kind.COMMA]):
            told.append(replace(token, kind=Kind.VAGUE_DAYS))
    return told


@dataclass(slots=True)
class _Times:
    """A beginning and an end on the clock's face, settled into minutes of the day."""

    begin: int
    end: int
    begin_part: str
    end_part: str
    is_certain: bool = False
    is_shifted: bool = False

    def settle(self, end_before: int | None) -> ProblemCode | None:
        """Say what is wrong, or nothing; afterwards the minutes are those of the day."""
        if max(self.begin, self.end) > DAY_MINUTES or self.begin == DAY_MINUTES:
            return ProblemCode.BAD_TIME
        begin, end = self._moved(self.begin, self.begin_part), self._moved(self.end, self.end_part)
        self.is_shifted = (begin, end) != (self.begin, self.end)
        self.begin, self.end = begin, end
        if not self._is_within_parts():
            return ProblemCode.OUTSIDE_PART
        if self.end <= self.begin:
            if self.begin < _NIGHT or self.begin_part not in {"", "toi", "dem"}:
                return self._backwards()
            self.end += DAY_MINUTES
        # "7h30-11h30, 1h30-5h": half past one is meant to be after, but does not say so
        if end_before is not None and self.begin < end_before and self.begin < _NOON:
            return ProblemCode.HALF_OF_DAY
        is_early = self.begin < _EARLY and self.end <= _EARLY_END
        is_doubtful = is_early and not (self.begin_part or self.is_certain)
        return ProblemCode.HALF_OF_DAY if is_doubtful else None

    def _backwards(self) -> ProblemCode:
        if self.begin_part:
            return ProblemCode.OUTSIDE_PART
        return ProblemCode.HALF_OF_DAY if self.end < _NOON else ProblemCode.BAD_RANGE

    def _moved(self, minutes: int, part: str) -> int:
        is_moved = part in PARTS and minutes // 60 in PARTS[part][2]
        return minutes + _NOON if is_moved else minutes

    def _is_within_parts(self) -> bool:
        least, most, _ = PARTS.get(self.begin_part, (0, DAY_MINUTES, None))
        if not least <= self.begin < most:
            return False
        least, most, _ = PARTS.get(self.end_part, (0, DAY_MINUTES, None))
        is_over_midnight = self.end <= self.begin and self.end_part in {"toi", "dem", ""}
        return is_over_midnight or least < self.end <= most

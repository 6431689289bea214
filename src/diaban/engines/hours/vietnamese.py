"""Free Vietnamese text read into rules: what is certain, and what nobody can know from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from diaban.engines.hours.errors import HoursError, Problem, ProblemCode
from diaban.engines.hours.opening import Hours, Note
from diaban.engines.hours.phrases import PARTS, Phrase, PhraseKind, make_phrases
from diaban.engines.hours.rules import Days, Rule, Span, State, write_rules

__all__ = ["read_vietnamese"]

_WEEK = frozenset(range(7))
_WORKING_DAYS = frozenset(range(5))
_WHOLE_DAY = Span(0, 1440)
_MIDDAY, _EVENING = 720, 1080
_LUNCH = (660, 840)
_OPENERS = {PhraseKind.SPAN, PhraseKind.PART, PhraseKind.COLON}

_OF_TIMES = {
    ProblemCode.BAD_TIME, ProblemCode.BAD_RANGE, ProblemCode.HALF_OF_DAY,
    ProblemCode.OUTSIDE_PART, ProblemCode.OFFICE_HOURS,
}  # fmt: skip


def read_vietnamese(text: str) -> Hours:
    """Return the hours that a text tells; HoursError with all that it does not tell.

    >>> read_vietnamese("sáng T2–T6 7h30–11h30, chiều 13h30-17h, nghỉ lễ").grammar
    'Mo-Fr 07:30-11:30,13:30-17:00; PH off'
    """
    phrases, problems = make_phrases(text)
    reader = _Reader(text, phrases, problems)
    reader.read()
    rules = reader.rules()
    if reader.problems:
        problems = sorted(reader.problems, key=lambda problem: problem.start)
        raise HoursError(tuple(problems), write_rules(rules) if rules else None)
    return Hours(rules, tuple(sorted(reader.notes)))


@dataclass(slots=True)
class _Day:
    """What the text says of one weekday, or of holidays."""

    spans: list[Span] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    is_of_week: bool = False  # said of the whole week, so that single days may say otherwise
    is_closed: bool = False


class _Reader:
    """Goes through the phrases once, keeping which days the next hours are for."""

    def __init__(self, text: str, phrases: list[Phrase], problems: list[Problem]) -> None:
        self.text, self.phrases, self.problems = text, phrases, list(problems)
        self.week = [_Day() for _ in range(7)]
        self.holidays = _Day()
        self.notes: set[Note] = set()
        self.lunches: list[Phrase] = []
        self.pending: Phrase | None = None  # days that wait for hours
        self.pending_part: Phrase | None = None
        self.current: Phrase | None = None  # days of the last hours
        self.loose: list[Phrase] = []  # hours that wait for days
        self.latest: list[Phrase] = []
        self.at = 0

    def read(self) -> None:
        actions = {
            PhraseKind.DAYS: self._days, PhraseKind.SPAN: self._span, PhraseKind.PART: self._part,
            PhraseKind.CLOSED: self._closed, PhraseKind.EXCEPT: self._closed,
            PhraseKind.INCLUDING: self._including, PhraseKind.ANYWAY: self._including,
            PhraseKind.LUNCH: self._lunch, PhraseKind.BREAK: self._break,
        }  # fmt: skip
        while self.at < len(self.phrases):
            phrase = self.phrases[self.at]
            self.at += 1
            if phrase.kind in actions:
                actions[phrase.kind](phrase)
        self._settle_pending()
        self._settle_loose()
        self._take_lunches()
        self._doubt_sunday()
        if not any(day.spans for day in self.week) and not self.problems:
            self._fault(ProblemCode.NO_TIMES if self.phrases else ProblemCode.EMPTY, None)

    def rules(self) -> tuple[Rule, ...]:
        """Return one rule for each set of days that have the same hours, and one for holidays."""
        groups: dict[tuple[Span, ...], set[int]] = {}
        for number, day in enumerate(self.week):
            if day.spans and not day.is_closed:
                groups.setdefault(tuple(sorted(day.spans)), set()).add(number)
        rules = []
        is_open_on_holidays = Note.HOLIDAYS_OPEN in self.notes
        for spans, numbers in groups.items():
            is_whole = numbers == _WEEK
            days = Days(
                weekdays=frozenset(() if is_whole and not is_open_on_holidays else numbers),
                holidays=is_whole and is_open_on_holidays,
            )
            is_always = spans == (_WHOLE_DAY,)
            rules.append(Rule(days, () if is_always and not days.weekdays else spans))
        if self.holidays.is_closed:
            rules.append(Rule(Days(holidays=True), state=State.CLOSED))
        elif self.holidays.spans:
            rules.append(Rule(Days(holidays=True), tuple(sorted(self.holidays.spans))))
        elif rules and not is_open_on_holidays:
            self.notes.add(Note.HOLIDAYS_NOT_SAID)
        return tuple(rules)

    def _days(self, phrase: Phrase) -> None:
        following = self._peek()
        is_joined = self.phrases[self.at - 2].kind != PhraseKind.COMMA if self.at > 1 else False
        leads = following is not None and following.kind in _OPENERS
        closes = following is not None and following.kind == PhraseKind.CLOSED
        if self.loose and self.pending is None and not closes and (is_joined or not leads):
            self._drop_echo()
            self._give(self.loose, phrase)
            self.loose, self.current = [], None
            return
        if self.pending:
            self._settle_pending()
        self.pending = self._without_week(phrase) if self.loose and closes else phrase

    def _without_week(self, phrase: Phrase) -> Phrase | None:
        """Give the hours to "hàng ngày" before a closure: nobody is closed on every day."""
        if phrase.weekdays != _WEEK:
            return phrase
        self._give(self.loose, replace(phrase, holidays=False))
        self.loose, self.current = [], None
        return replace(phrase, weekdays=set()) if phrase.holidays else None

    def _drop_echo(self) -> None:
        """Forget "sáng" of "7h-11h sáng T2-T6": the hours say it themselves."""
        span = self.loose[-1].span
        if self.pending_part and span and _part_of(span) == self.pending_part.part:
            self.pending_part = None

    def _span(self, phrase: Phrase) -> None:
        if phrase.is_shifted:
            self.notes.add(Note.AFTERNOON_CLOCK)
        if self.pending:
            self.current, self.pending, self.latest = self.pending, None, []
        self.pending_part = None
        if self.current:
            self._give([phrase], self.current)
        else:
            self.loose.append(phrase)

    def _part(self, phrase: Phrase) -> None:
        if self.pending_part and self.pending and self.pending_part.start > self.pending.start:
            self._settle_pending()
        self.pending_part = phrase

    def _break(self, phrase: Phrase) -> None:
        following = self._peek()
        if following and following.kind == PhraseKind.SPAN:
            return
        if self.pending_part:
            self._settle_pending()

    def _closed(self, phrase: Phrase) -> None:
        """Close the days that follow, else those that came before and wait for hours."""
        part = self._take_if(PhraseKind.PART)
        self._take_if(PhraseKind.COLON)
        days = self._take_if(PhraseKind.DAYS)
        if days is None and phrase.kind == PhraseKind.CLOSED and self.pending:
            days, self.pending = self.pending, None
            part, self.pending_part = part or self.pending_part, None
            if self.loose and days.is_listed and days.weekdays & _WORKING_DAYS:
                # "7h-11h T3, T5, ngày lễ nghỉ": the days of the hours, or closed as well?
                self._fault(ProblemCode.AMBIGUOUS_DAYS, days)
        if days is None:
            if not self._is_said_twice():
                self._fault(ProblemCode.NO_DAYS, phrase)
            return
        if days.holidays:
            self._close_holidays(phrase)
        is_exception = phrase.kind == PhraseKind.EXCEPT
        if is_exception and self.pending and not part:
            self.pending.weekdays -= days.weekdays
            return
        if days.weekdays:
            self._settle_loose()
        for number in days.weekdays:
            if part:
                self._drop_part(number, part, days)
            else:
                self._close(self.week[number], days, is_exception)

    def _is_said_twice(self) -> bool:
        """Whether days stand between two words that close them: "trừ CN, ngày lễ nghỉ"."""
        before = [phrase.kind for phrase in self.phrases[max(0, self.at - 3) : self.at - 1]]
        return before in (
            [PhraseKind.EXCEPT, PhraseKind.DAYS],
            [PhraseKind.CLOSED, PhraseKind.DAYS],
        )

    def _close(self, day: _Day, phrase: Phrase, is_exception: bool) -> None:
        if day.spans and not day.is_of_week and not is_exception:
            self._contradict(phrase)
        day.spans, day.is_closed = [], True

    def _close_holidays(self, phrase: Phrase) -> None:
        if self.holidays.spans or Note.HOLIDAYS_OPEN in self.notes:
            self._contradict(phrase)
        self.holidays.is_closed = True

    def _including(self, phrase: Phrase) -> None:
        self._take_if(PhraseKind.COLON)
        days = self._take_if(PhraseKind.DAYS)
        if days is None:
            self._fault(ProblemCode.UNKNOWN_WORDS, phrase)
            return
        if days.holidays:
            if self.holidays.is_closed:
                self._contradict(phrase)
            self.notes.add(Note.HOLIDAYS_OPEN)
        if days.weekdays:
            self._include_weekdays(days)

    def _include_weekdays(self, days: Phrase) -> None:
        # days that have their hours already are only stressed
        days.weekdays = {number for number in days.weekdays if not self.week[number].spans}
        if self.pending:
            self.pending.weekdays |= days.weekdays
        elif not days.weekdays:
            return
        elif self.latest:
            self._give(self.latest, days)
        elif self.loose:
            self._give(self.loose, Phrase(days.kind, days.start, days.end, set(_WEEK)))
            self.loose = []
        else:
            self._fault(ProblemCode.NO_TIMES, days)

    def _lunch(self, phrase: Phrase) -> None:
        self._take_if(PhraseKind.COLON)
        span = self._take_if(PhraseKind.SPAN)
        phrase.span = span.span if span else None
        self.lunches.append(phrase)

    def _settle_pending(self) -> None:
        """Days without hours: with a part of the day they keep that part of the hours before."""
        days, part = self.pending, self.pending_part
        self.pending = self.pending_part = None
        if days is None:
            if part is not None:
                self._fault(ProblemCode.NO_TIMES, part)
            return
        if part is None or not self.latest:
            self._fault(ProblemCode.NO_TIMES, days)
            return
        spans = [p.span for p in self.latest if p.span]
        kept = [span for span in spans if _part_of(span) == part.part]
        if not kept or any(_part_of(span) is None for span in spans):
            self._fault(ProblemCode.NOT_DIVISIBLE, days)
            return
        for number in days.weekdays:
            self._set(self.week[number], kept, days, {part.part})

    def _settle_loose(self) -> None:
        """Give hours that have no days to every day, as the grammar does."""
        if self.loose:
            first = self.loose[0]
            if any(day.spans for day in self.week):
                self._fault(ProblemCode.NO_DAYS, first)
            else:
                if any(phrase.span != _WHOLE_DAY for phrase in self.loose):
                    self.notes.add(Note.DAYS_NOT_SAID)
                whole = Phrase(PhraseKind.DAYS, first.start, first.end, set(_WEEK))
                self._give(self.loose, whole)
                self.current = whole
            self.loose = []

    def _give(self, spans: Iterable[Phrase], days: Phrase) -> None:
        if self.loose and self.current is days:
            self._settle_loose()
        spans = list(spans)
        self.latest = [*self.latest, *spans] if self.current is days else spans
        minutes = [phrase.span for phrase in spans if phrase.span]
        parts = {phrase.part for phrase in spans if phrase.part}
        is_of_week = days.weekdays == _WEEK
        for number in sorted(days.weekdays):
            self._set(self.week[number], minutes, days, parts, is_of_week)
        if days.holidays:
            if self.holidays.is_closed:
                self._contradict(days)
            self.holidays.spans += minutes

    def _set(
        self,
        day: _Day,
        spans: list[Span],
        phrase: Phrase,
        parts: set[str],
        is_of_week: bool = False,
    ) -> None:
        if day.is_closed and not is_of_week:
            self._contradict(phrase)
        is_apart = all(a.end <= b.start or b.end <= a.start for a in day.spans for b in spans)
        if day.spans and day.is_of_week and not is_of_week:
            # "hàng ngày 8h-11h, CN 14h-16h": as well, or instead?
            if is_apart and not (parts and day.parts):
                self._contradict(phrase)
            day.spans = list(day.spans) if is_apart else []
        elif day.spans and not is_apart:
            self._contradict(phrase)
            return
        day.spans += spans
        day.parts |= parts
        day.is_of_week = is_of_week

    def _drop_part(self, number: int, part: Phrase, phrase: Phrase) -> None:
        spans = self.week[number].spans
        if not spans or any(_part_of(span) is None for span in spans):
            self._fault(ProblemCode.NOT_DIVISIBLE, phrase)
            return
        self.week[number].spans = [span for span in spans if _part_of(span) != part.part]

    def _take_lunches(self) -> None:
        for lunch in self.lunches:
            for day in self.week:
                if lunch.span:
                    day.spans = [p for span in day.spans for p in _without(span, lunch.span)]
                elif any(s.start < _LUNCH[0] and s.end > _LUNCH[1] for s in day.spans):
                    self._fault(ProblemCode.LUNCH_TIMES, lunch)
                    break

    def _doubt_sunday(self) -> None:
        """Hours without days, and others for single days: whether Sunday is one, nobody knows."""
        has_own = any(day.spans and not day.is_of_week for day in self.week)
        is_doubtful = self.week[6].is_of_week and not self.week[6].is_closed
        if Note.DAYS_NOT_SAID in self.notes and has_own and is_doubtful:
            self._fault(ProblemCode.AMBIGUOUS_DAYS, None)

    def _peek(self) -> Phrase | None:
        return self.phrases[self.at] if self.at < len(self.phrases) else None

    def _take_if(self, kind: PhraseKind) -> Phrase | None:
        following = self._peek()
        if following is None or following.kind != kind:
            return None
        self.at += 1
        return following

    def _contradict(self, phrase: Phrase) -> None:
        self._fault(ProblemCode.CONTRADICTION, phrase)

    def _fault(self, code: ProblemCode, phrase: Phrase | None) -> None:
        start, end = (phrase.start, phrase.end) if phrase else (0, len(self.text))
        problem = Problem(code, start, end, self.text[start:end])
        if not self._is_told(problem):
            self.problems.append(problem)

    def _is_told(self, problem: Problem) -> bool:
        """Whether a problem only follows from one that is told already."""
        if problem.code == ProblemCode.NO_TIMES:
            return any(other.code in _OF_TIMES for other in self.problems)
        if problem.code == ProblemCode.NO_DAYS:
            return any(0 <= other.start - problem.end <= 2 for other in self.problems)
        return problem in self.problems


def _part_of(span: Span) -> str | None:
    """Return which part of the day hours lie in, None for hours that run through noon."""
    if span.start < _MIDDAY:
        return "sang" if span.end <= PARTS["sang"][1] else None
    return "chieu" if span.start < _EVENING else "toi"


def _without(span: Span, taken: Span) -> list[Span]:
    pieces = [(span.start, min(span.end, taken.start)), (max(span.start, taken.end), span.end)]
    return [Span(start, end) for start, end in pieces if start < end]

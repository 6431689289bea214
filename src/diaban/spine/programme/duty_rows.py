"""A duty's row out of words: as they are read in a whole text, or in a stretch of it alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from diaban.engines import reading
from diaban.spine.parties.organisations import Field
from diaban.spine.programme.directives import Directive, Duty, Line

_VOICE_OF_LINE = {
    Line.MINISTRY: "ministry", Line.PARTY: "city", Line.COUNCIL: "city", Line.COMMITTEE: "city",
    Line.OWN: "department",
}  # fmt: skip
WHEN = ("deadline_said", "deadline")
NUMBER = ("relation", "value", "value_unit")
_SAID_THERE = (("lead_said",), ("partners_said",), ("basis",), ("product",), WHEN, NUMBER)


def as_row(directive: Directive, duty: reading.Duty, text: str) -> Duty:
    """Return the row, not yet saved, of a duty that was read in ``text``.

    What comes again has the first day on which it is due; what is said of it keeps the rest.
    """
    span = trim(text, duty.span.start, duty.span.end) or (duty.span.start, duty.span.end)
    # a sum of money stays as people say it: 3.500 tỷ đồng
    value, unit = duty.target.as_written if duty.target else (None, "")
    return Duty(
        directive=directive,
        start=span[0],
        end=span[1],
        wording=" ".join(duty.quote.split())[:400],
        voice=duty.voice,
        field=duty.field if duty.field in Field.values else "",
        verb_class=duty.verb_class,
        lead_said=(duty.lead or "")[:200],
        partners_said="; ".join(duty.partners)[:400],
        basis="; ".join(duty.basis)[:240],
        relation=duty.target.relation if duty.target else "",
        value=value,
        value_unit=unit[:60],
        **_when(directive, duty),
        product=(duty.product or "")[:240],
        sure=duty.sure,
        proposed=duty.proposed,
    )


def _when(directive: Directive, duty: reading.Duty) -> dict[str, object]:
    if duty.deadline is not None:
        return {"deadline_said": duty.deadline.written[:120], "deadline": duty.deadline.day}
    again = reading.find_recurring(duty.again or duty.quote)
    if again is None:
        return {"deadline_said": "", "deadline": None}
    # what a plan of the coming year asks for each quarter begins in that year
    year_before = date(directive.year, 1, 1) - timedelta(days=1)
    first = again.first_after(max(directive.issued_on, year_before))
    return {"deadline_said": " ".join(again.written.split())[:120], "deadline": first}


def read_part(directive: Directive, span: tuple[int, int]) -> Duty:
    """Draft one duty of a stretch of text that a person says is one.

    What its words alone say comes first; then what they say where they stand, under the lead, the
    heading and the term of their point.
    """
    part = directive.text[span[0] : span[1]]
    known = {"day": directive.issued_on, "title": directive.abstract}
    whole = as_row(
        directive,
        reading.read_as_duty(directive.text, reading.Span(*span), **known),
        directive.text,
    )
    found = [as_row(directive, one, part) for one in reading.read(part, **known).duties]
    row = found[0] if found else whole
    for more in found[1:]:
        take_missing(row, more, (WHEN, NUMBER))
    for names in _SAID_THERE:
        if found and not any(getattr(row, name) not in {None, ""} for name in names):
            for name in names:
                setattr(row, name, getattr(whole, name))
    row.field = whole.field or row.field
    row.start, row.end = span
    row.wording = " ".join(part.split())[:400]
    row.voice = _VOICE_OF_LINE.get(Line(directive.line), "unsaid")
    row.sure, row.proposed = True, False
    return row


def take_missing(row: Duty, other: Duty, said: Sequence[tuple[str, ...]]) -> None:
    """Give a duty what it does not say and another of the same words does.

    Of two steps ("80% by June, 100% by the year's end") the last is what is to be reached.
    """
    later = _is_later_step(row, other)
    for names in said:
        lacks = getattr(row, names[-1]) in {None, ""} and getattr(row, names[0]) in {None, ""}
        if names == NUMBER:
            lacks = row.value is None
        if lacks or (later and names in {WHEN, NUMBER}):
            for name in names:
                setattr(row, name, getattr(other, name))


def _is_later_step(row: Duty, other: Duty) -> bool:
    if row.comes_again or other.comes_again:
        return False
    if row.corrected_deadline or None in (row.value, other.value, row.deadline, other.deadline):
        return False
    return row.value_unit == other.value_unit and row.deadline < other.deadline


def part_day(row: Duty, first: Duty, second: Duty) -> None:
    """Give each part of a split duty its own day; one said outside of both holds for both."""
    said, text = row.deadline_said, row.directive.text
    is_inside = said and said in text[row.start : row.end]
    for part in (first, second):
        if not part.deadline_said and not is_inside:
            part.deadline_said, part.deadline = said, row.deadline
    if said != first.deadline_said:
        row.deadline_said, row.deadline = first.deadline_said, first.deadline


def part_number(row: Duty, first: Duty, second: Duty) -> None:
    """Give each part of a split duty its own number; what a person corrected is not read anew.

    A corrected number stays with the first part, or goes to the only one that has a number.
    """
    whole = read_part(row.directive, (row.start, row.end))
    if any(getattr(row, name) != getattr(whole, name) for name in NUMBER):
        is_behind = first.value is None and second.value is not None
        for name in NUMBER:
            setattr(second if is_behind else first, name, getattr(row, name))
    if row.wording != whole.wording:
        first.wording = row.wording
    for name in ("wording", *NUMBER):
        setattr(row, name, getattr(first, name))


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without the blanks at its ends; None where nothing else is in it."""
    part = text[start:end]
    if not part.strip():
        return None
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))

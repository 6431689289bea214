"""Texts of opening hours read, whichever way they are written."""

from __future__ import annotations

import unicodedata

from diaban.engines.hours.errors import HoursError, ProblemCode
from diaban.engines.hours.grammar import parse_rules
from diaban.engines.hours.opening import Hours
from diaban.engines.hours.vietnamese import read_vietnamese

__all__ = ["parse_hours", "read_hours"]

_OF_THE_GRAMMAR = {
    ProblemCode.UNSUPPORTED, ProblemCode.NO_SCHOOL_CALENDAR, ProblemCode.BAD_TIME,
    ProblemCode.BAD_RANGE,
}  # fmt: skip


def parse_hours(grammar: str) -> Hours:
    """Return the hours of a text in the OSM grammar.

    HoursError with a code and the place for anything else.

    >>> parse_hours("Mo-Fr 7:30-11:30;PH off").grammar
    'Mo-Fr 07:30-11:30; PH off'
    """
    return Hours(parse_rules(grammar))


def read_hours(text: str) -> Hours:
    """Return the hours of a text in the grammar or in free Vietnamese.

    Raises HoursError where anything was not understood or is open to two readings; it tells what
    (``problems``, each with a code and a place in the composed text) and what could be read
    (``readable``). Nothing is guessed.

    >>> read_hours("T2-T7: 8h–12h; 14h–18h, nghỉ CN").grammar
    'Mo-Sa 08:00-12:00,14:00-18:00'
    >>> read_hours("7h30-11h30, 1h30-5h")
    Traceback (most recent call last):
    diaban.engines.hours.errors.HoursError: half_of_day: '1h30-5h' at 12
    """
    text = unicodedata.normalize("NFC", text)
    try:
        return parse_hours(text)
    except HoursError as error:
        written_in_grammar = error
    try:
        return read_vietnamese(text)
    except HoursError as error:
        # what begins as the grammar and fails late was meant to be the grammar
        if written_in_grammar.code in _OF_THE_GRAMMAR and _is_unread(error):
            raise written_in_grammar from None
        raise error from None


def _is_unread(error: HoursError) -> bool:
    return error.code in {ProblemCode.UNKNOWN_WORDS, *_OF_THE_GRAMMAR}

"""Opening hours as people write them, read into the grammar that hours are computed in."""

from __future__ import annotations

from functools import lru_cache

from diaban.engines.hours import Hours, HoursError, parse_hours, read_hours
from diaban.sectors.post.models import Point

_LONGEST = Point._meta.get_field("hours").max_length


def read_hours_text(text: str) -> str:
    """Return the hours in the grammar; "" where nothing was written, or not all could be read."""
    return _read(text)[0]


def unread_part(text: str) -> str:
    """Return the first piece of a text that was not understood; "" where all was."""
    return _read(text)[1]


def hours_of(point: Point) -> Hours | None:
    """Return the hours of a point to compute with; None where nobody knows them."""
    return parse_hours(point.hours) if point.hours else None


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    try:
        grammar = read_hours(text).grammar
    except HoursError as error:
        return "", error.problems[0].text or text
    return (grammar, "") if len(grammar) <= (_LONGEST or 0) else ("", text)

"""From the prose of a directive, plan or report to draft duties, by rules and word lists."""

from diaban.engines.reading.choosing import read_as_duty
from diaban.engines.reading.counted import counted_noun
from diaban.engines.reading.draft import (
    MOST_LETTERS,
    Deadline,
    Draft,
    Duty,
    Kind,
    Span,
    Stretch,
    Target,
)
from diaban.engines.reading.letterhead import Letterhead, read_letterhead
from diaban.engines.reading.linting import Finding, Flaw, Severity, lint
from diaban.engines.reading.points import Point, find_points, silent_points
from diaban.engines.reading.reading import read
from diaban.engines.reading.recurring import Recurring, find_recurring
from diaban.engines.reading.tables import Table, read_table

__all__ = [
    "MOST_LETTERS",
    "Deadline",
    "Draft",
    "Duty",
    "Finding",
    "Flaw",
    "Kind",
    "Letterhead",
    "Point",
    "Recurring",
    "Severity",
    "Span",
    "Stretch",
    "Table",
    "Target",
    "counted_noun",
    "find_points",
    "find_recurring",
    "lint",
    "read",
    "read_as_duty",
    "read_letterhead",
    "read_table",
    "silent_points",
]

"""From the prose of a directive, plan or report to draft duties, by rules and word lists."""

from diaban.engines.reading.draft import Deadline, Draft, Duty, Kind, Span, Stretch, Target
from diaban.engines.reading.letterhead import Letterhead, read_letterhead
from diaban.engines.reading.linting import Finding, Flaw, Severity, lint
from diaban.engines.reading.reading import read
from diaban.engines.reading.recurring import Recurring, find_recurring
from diaban.engines.reading.tables import Table, read_table

__all__ = [
    "Deadline",
    "Draft",
    "Duty",
    "Finding",
    "Flaw",
    "Kind",
    "Letterhead",
    "Recurring",
    "Severity",
    "Span",
    "Stretch",
    "Table",
    "Target",
    "find_recurring",
    "lint",
    "read",
    "read_letterhead",
    "read_table",
]

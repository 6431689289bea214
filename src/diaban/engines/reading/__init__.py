"""From the prose of a directive, plan or report to draft duties, by rules and word lists."""

from diaban.engines.reading.draft import Deadline, Draft, Duty, Kind, Span, Stretch, Target
from diaban.engines.reading.linting import Finding, Flaw, Severity, lint
from diaban.engines.reading.reading import read
from diaban.engines.reading.tables import Table, read_table

__all__ = [
    "Deadline",
    "Draft",
    "Duty",
    "Finding",
    "Flaw",
    "Kind",
    "Severity",
    "Span",
    "Stretch",
    "Table",
    "Target",
    "lint",
    "read",
    "read_table",
]

"""Apply later rearrangements: each is a few lines of changes.csv with their resolution.

A line says that a unit passes, wholly or in part, to another on a day, with the share of its
dwellings. Every unit that takes part is listed, also one that keeps its code: the old rows end on
the day and the new ones begin. A mere change of kind is a line of events.csv instead.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from . import facts
from .rows import UnitRow

Change = dict[str, str]
Row = TypeVar("Row")  # a row of either table of units


def read_changes() -> list[Change]:
    """Return the changes in order of day."""
    return sorted(facts.read("changes.csv"), key=lambda change: change["on"])


def apply_changes(rows: list[UnitRow], changes: list[Change]) -> list[UnitRow]:
    """Return the units with those ended that pass on, and those begun that succeed."""
    current = {(row.level, row.code): at for at, row in enumerate(rows) if not row.valid_to}
    rows = list(rows)
    for day in sorted({change["on"] for change in changes}):
        of_day = [change for change in changes if change["on"] == day]
        for change in of_day:
            at = current.pop((change["level"], change["predecessor_code"]), None)
            if at is not None:
                rows[at] = rows[at]._replace(valid_to=day, closed_by=change["resolution"])
        for change in of_day:
            key = (change["level"], change["successor_code"])
            if key not in current:
                current[key] = len(rows)
                rows.append(_begun(change))
    return rows


def _begun(change: Change) -> UnitRow:
    return UnitRow(
        change["level"], change["successor_code"], change["successor_name"],
        change["successor_kind"], "province", change["parent_code"],
        change["on"], "", change["resolution"], "", "", "", "",
    )  # fmt: skip


def ended_by(changes: list[Change], units: Iterable[Row]) -> Iterator[tuple[Row, Change]]:
    """Yield the row that each change ended.

    Raises:
        LookupError: no unit of that code was in force up to the day.

    """
    ended = {(unit.level, unit.code, unit.valid_to): unit for unit in units if unit.valid_to}
    for change in changes:
        key = (change["level"], change["predecessor_code"], change["on"])
        if key not in ended:
            raise LookupError(f"no unit {key[1]} in force before {key[2]}")
        yield ended[key], change

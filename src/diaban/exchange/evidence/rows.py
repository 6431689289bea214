"""One row of evidence as people write it: from a workbook, a form of a page, or a program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from diaban.exchange.importing import texts
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ROW
from diaban.exchange.importing.unit_finding import UnitFinder
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.stating import EvidenceError, Gate, Said
from diaban.spine.evidence.written_counts import read_whole
from diaban.spine.parties.models import User
from diaban.spine.places.units import today


class RowReader:
    """Makes a statement of a row as people wrote it, or says what is wrong with it.

    A row has texts by ``code``, ``name``, ``held_on``, ``numerator``, ``denominator``, ``unknown``
    and ``note``, and its number by ``ROW``; ``headings`` are what its sender calls them, and
    ``held_on`` is the day of rows that state none.
    """

    def __init__(
        self,
        register: Register,
        actor: User,
        headings: Mapping[str, str],
        held_on: date | None = None,
    ) -> None:
        self._register = register
        self._gate = Gate(register, actor)
        self._headings = headings
        self._held_on = held_on
        self._finders: dict[date, UnitFinder] = {}
        self._first: dict[tuple[int, date], int] = {}

    def read(self, values: Mapping[str, str]) -> Said | Problem:
        """Return the statement, or what is wrong; the second row of a place and day is refused."""
        row = int(values[ROW])
        try:
            return self._read(row, values)
        except _RowRefusedError as refused:
            return refused.problem

    def _read(self, row: int, values: Mapping[str, str]) -> Said:
        held_on = self._day(row, values.get("held_on") or "")
        unit = self._finder(held_on).find(values.get("code") or "", values.get("name") or "")
        if isinstance(unit, Problem):
            heading = self._headings.get(unit.field, "")
            raise _RowRefusedError(Problem(unit.code, row, heading, unit.value, unit.params))
        said = Said(
            unit,
            held_on,
            self._number(row, values, "numerator"),
            self._number(row, values, "denominator"),
            self._number(row, values, "unknown") if values.get("unknown") else 0,
            _plain(values.get("note") or "")[:240],
        )
        first = self._first.setdefault((unit.pk, held_on), row)
        if first != row:
            params = {"first": first}
            raise _RowRefusedError(Problem("unit_doubled", row, "", unit.full_name, params))
        try:
            self._gate.check(said)
        except EvidenceError as error:
            raise _RowRefusedError(_as_problem(error, row)) from None
        return said

    def _day(self, row: int, text: str) -> date:
        if not text:
            return self._held_on or today()
        found = pl.select(texts.day(pl.lit(text))).item()
        if found is None:
            raise _RowRefusedError(
                Problem("date_unreadable", row, self._headings.get("held_on", ""), text)
            )
        return found

    def _number(self, row: int, values: Mapping[str, str], name: str) -> int:
        text = values.get(name) or ""
        if not text and values.get("unknown") and not values.get("denominator"):
            return 0  # of none anything is known
        number = read_whole(text)
        if number is None:
            raise _RowRefusedError(
                Problem("evidence_number", row, self._headings.get(name, ""), text)
            )
        return number

    def _finder(self, on: date) -> UnitFinder:
        if on not in self._finders:
            units = places_of(self._register, on).prefetch_related("aliases")
            self._finders[on] = UnitFinder(list(units.select_related("parent")))
        return self._finders[on]


class _RowRefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _plain(text: str) -> str:
    """Return one line without control characters, which PostgreSQL does not take."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _as_problem(error: EvidenceError, row: int) -> Problem:
    params = {name: str(value) for name, value in error.details.items()}
    return Problem(f"evidence_{error.reason}", row, "", "", params)

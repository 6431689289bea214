"""The official boundaries that stand on a day, a unit's own or those it came with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from diaban.spine.places.models import Boundary, Extent, Standing, Succession, Unit


def boundaries_in_force(units: Iterable[Unit], as_of: date) -> list[Boundary]:
    """Return the official boundary of each unit that has one, by code.

    A unit that only changed its kind has a new row and the same ground: until a boundary of its
    own comes, the one it had before stands, here with the unit of ``as_of``.
    """
    by_number = {unit.pk: unit for unit in units}
    found = _drawn_on(by_number, as_of)
    asked = {number: unit for number, unit in by_number.items() if number not in found}
    while asked:
        former = _unchanged_predecessors(asked)
        earlier: dict[int, Boundary] = {}
        for on in {on for _, on in former.values()}:
            then = {number for number, (_, day) in former.items() if day == on}
            earlier |= _drawn_on(then, on - timedelta(days=1))
        found |= {former[number][0].pk: row for number, row in earlier.items()}
        asked = {n: unit for n, (unit, _) in former.items() if n not in earlier}
    for number, row in found.items():
        row.unit = by_number[number]
    return sorted(found.values(), key=lambda row: row.unit.code)


def _drawn_on(numbers: Iterable[int], day: date) -> dict[int, Boundary]:
    # as a subquery PostgreSQL would ask for the units anew at every boundary
    drawn = Boundary.objects.filter(unit__in=list(numbers), standing=Standing.OFFICIAL)
    return {row.unit_id: row for row in drawn.in_force(day)}


def _unchanged_predecessors(heirs: dict[int, Unit]) -> dict[int, tuple[Unit, date]]:
    """Return by its number each unit that became one of these as it was, with the day."""
    passed = Succession.objects.filter(successor__in=list(heirs), extent=Extent.UNCHANGED)
    rows = passed.values_list("predecessor", "successor", "on")
    return {former: (heirs[heir], on) for former, heir, on in rows}

"""Figures from records: all at once, or only what a change makes of those that stand.

Stored figures are the month-ends of this year and the last, and today. After a statement about one
record only that record is labelled, as it was and as it is, and the difference is added to what
stood; that this equals counting everything again is what the tests show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.engines.measuring import Label, Tally, recompute
from diaban.spine.addresses.bulk import insert_rows
from diaban.spine.figures.declaring import MeasureSpec, RecordTable, measures, tables
from diaban.spine.figures.models import LABELS, Computation, Figure
from diaban.spine.figures.snapshots import MOST_FRESH, Snapshot
from diaban.spine.places.units import city_communes, today

_FROM_LAST_YEAR = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """The places of a tally: the city's communes in order, and last of all nowhere known."""

    units: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.units) + 1

    def numbered(self, records: pl.DataFrame) -> pl.DataFrame:
        """Let ``place`` be the number of the commune in the tally."""
        numbers = dict(zip(self.units, range(len(self.units)), strict=True))
        place = pl.col("place").replace_strict(
            numbers, default=len(self.units), return_dtype=pl.Int32
        )
        return records.with_columns(place)


def ground() -> Ground:
    """Return the communes in force today; figures of other days are laid out on them too."""
    return Ground(tuple(city_communes(today()).order_by("pk").values_list("pk", flat=True)))


def days_kept(on: date) -> list[date]:
    """Return the month-ends since the beginning of last year before ``on``, and ``on``."""
    months = [(year, month) for year in (on.year - _FROM_LAST_YEAR, on.year) for month in range(12)]
    firsts = [date(year, month + 1, 1) for year, month in months] + [date(on.year + 1, 1, 1)]
    ends = [first - timedelta(days=1) for first in firsts[1:]]
    return [*(day for day in ends if day < on), on]


def bring_up_to_date() -> int:
    """Bring every table's figures up to what has been said; return how many records moved.

    Whatever was stored by another rule or on other records is counted anew.
    """
    return sum(_bring_up_to_date(table) for table in tables().values())


def lags(table: RecordTable) -> bool:
    """Whether anything has been said since the figures of a table were brought up to date."""
    mark = Snapshot(table).mark
    return mark is None or mark < table.newest()


def compute(
    table: RecordTable,
    specs: Sequence[MeasureSpec],
    days: Iterable[date],
    on: Ground | None = None,
) -> dict[tuple[str, date], Tally]:
    """Count all records of a snapshot for these measures and days, without storing anything."""
    named = {"place", "valid_from", "valid_to", *(c for s in specs for c in s.measure.columns)}
    records = Snapshot(table).scan().select(sorted(named)).collect()
    return _count(records, specs, list(days), on or ground())


def specs_of(table: RecordTable) -> list[MeasureSpec]:
    """Return the measures over a table, by name."""
    return [spec for _, spec in sorted(measures().items()) if spec.table == table.name]


def _bring_up_to_date(table: RecordTable) -> int:
    snapshot = Snapshot(table)
    with snapshot.alone():
        return _follow(snapshot)


def _follow(snapshot: Snapshot) -> int:
    table = snapshot.table
    specs, days = specs_of(table), days_kept(today())
    # first the mark: what is said after it is read again the next time, and never passed over
    mark, stood = table.newest(), snapshot.mark
    basis = [list(ground().units), *table.basis()]
    whole = stood is None or stood > mark or snapshot.basis != basis
    ids = None if whole else table.changed_since(stood, MOST_FRESH)
    if ids is None:
        Computation.objects.filter(measure__in=[spec.name for spec in specs]).delete()
        snapshot.build(basis)
    elif ids:
        before, after = snapshot.rows_of(ids), table.read(ids)
        snapshot.replace(after, mark)
        _shift(specs, stood, before, after, mark)
    _forget(specs, days)
    # of a table without records nothing is stored: whoever asks counts nothing in no time
    if not snapshot.is_empty:
        _complete(table, specs, days, snapshot.mark)
    return snapshot.size if ids is None else len(ids)


def _shift(
    specs: Sequence[MeasureSpec],
    stood: int | None,
    before: pl.DataFrame,
    after: pl.DataFrame,
    mark: int,
) -> None:
    """Add to the stored figures what the change of some records makes."""
    on = ground()
    rules = {(spec.name, spec.version): spec for spec in specs}
    stored = [one for one in Computation.objects.filter(mark=stood) if one.rule in rules]
    days = sorted({one.as_of for one in stored})
    was, now = _count(before, specs, days, on), _count(after, specs, days, on)
    for one in stored:
        key = one.measure, one.as_of
        moved = now[key] - was[key]
        with transaction.atomic():
            tally = _read(one, on) + moved if moved.table.any() else None
            _keep(one, tally, mark, on)


def _complete(
    table: RecordTable, specs: Sequence[MeasureSpec], days: Sequence[date], mark: int | None
) -> None:
    """Count anew what is not stored by the rule and on the records of now."""
    stored = {(c.rule, c.as_of) for c in Computation.objects.filter(mark=mark)}
    lacking = {day for s in specs for day in days if ((s.name, s.version), day) not in stored}
    if not lacking:
        return
    on = ground()
    tallies = compute(table, specs, sorted(lacking), on)
    for spec in specs:
        due = [day for day in lacking if ((spec.name, spec.version), day) not in stored]
        with transaction.atomic():
            Computation.objects.filter(measure=spec.name, as_of__in=due).delete()
            made = [
                _counted(
                    Computation(measure=spec.name, version=spec.version, as_of=day),
                    tallies[spec.name, day],
                    mark or 0,
                )
                for day in due
            ]
            stored_now = Computation.objects.bulk_create(made)
            _insert([(one, tallies[spec.name, one.as_of]) for one in stored_now], on)


def _forget(specs: Sequence[MeasureSpec], days: Sequence[date]) -> None:
    """Take away days that are kept no longer: yesterday, where it was no month-end."""
    names = [spec.name for spec in specs]
    Computation.objects.filter(measure__in=names).exclude(as_of__in=days).delete()


def _count(
    records: pl.DataFrame, specs: Sequence[MeasureSpec], days: Sequence[date], on: Ground
) -> dict[tuple[str, date], Tally]:
    return recompute(on.numbered(records), [s.measure for s in specs], days, on.size)


def _read(stored: Computation, on: Ground) -> Tally:
    table = np.zeros((on.size, len(Label)), np.int64)
    numbers = {unit: number for number, unit in enumerate((*on.units, None))}
    for figure in stored.figures.all():
        table[numbers[figure.unit_id]] = figure.labelled
    return Tally(table)


def _keep(stored: Computation, tally: Tally | None, mark: int, on: Ground) -> None:
    """Store a computation; without a tally what it says still stands at ``mark``."""
    if tally is None:
        stored.mark, stored.computed_at = mark, timezone.now()
        stored.save()
        return
    stored.figures.all().delete()
    _counted(stored, tally, mark).save()
    _insert([(stored, tally)], on)


def _counted(one: Computation, tally: Tally, mark: int) -> Computation:
    """Return a computation that says what was counted just now, and through which statement."""
    one.mark, one.computed_at = mark, timezone.now()
    one.fingerprint = fingerprint(one.rule, one.as_of, tally)
    return one


def _insert(counted: Sequence[tuple[Computation, Tally]], on: Ground) -> None:
    """Insert the figures of each place, many in a statement."""
    units = (*on.units, None)
    insert_rows(
        Figure._meta.db_table,
        ("computation_id", "unit_id", *LABELS),
        (
            (one.pk, unit, *row)
            for one, tally in counted
            for unit, row in zip(units, tally.table.tolist(), strict=True)
            if unit is not None or any(row)
        ),
    )


def fingerprint(rule: tuple[str, int], as_of: date, tally: Tally) -> str:
    """Return a digest of a rule's counts of all places, by which a copy can be compared."""
    written = f"{rule[0]} {rule[1]} {as_of} {tally.table.tolist()}"
    return blake2b(written.encode(), digest_size=16).hexdigest()

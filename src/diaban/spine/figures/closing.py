"""Reports that were closed: what stood stays, and what has been learned since is listed beside it.

Decree 09/2019/NĐ-CP, article 12, fixes the days. A closed figure is never changed, by nobody: late
facts appear as revisions, each the difference between what was closed and what the same rule says
today of the same day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.engines.measuring import Count, ReportingWindow
from diaban.spine.figures.computing import bring_up_to_date, compute, ground, specs_of
from diaban.spine.figures.declaring import tables
from diaban.spine.figures.models import ClosedFigure, Closing
from diaban.spine.figures.telling import expected_by_rule, missing_records
from diaban.spine.journal.models import Entry
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.units import today


class ClosingError(ValueError):
    """A window that cannot be closed; ``reason``: ``not_over`` or ``closed_already``."""

    def __init__(self, reason: str, window: ReportingWindow) -> None:
        super().__init__(reason, window)
        self.reason = reason
        self.window = window


@dataclass(frozen=True, slots=True)
class Revision:
    """One place's figure as it was closed and as it is known now; ``unit`` None: nowhere known.

    ``same_rule`` says whether the measure still has the version that was closed: otherwise the
    difference is the rule's and not the facts'.
    """

    measure: str
    unit: int | None
    closed: Count
    known: Count
    same_rule: bool


def close_window(
    window: ReportingWindow, actor: User, also: Callable[[Closing], None] | None = None
) -> Closing:
    """Keep every measure's figures as of the window's last day; raises ClosingError.

    ``also`` keeps what else hangs on the closing, in the same transaction.
    """
    if window.closes_on >= today():
        raise ClosingError("not_over", window)
    if Closing.objects.filter(window=window.kind, closes_on=window.closes_on).exists():
        raise ClosingError("closed_already", window)
    rows = _figures_as_of(window.closes_on)
    with transaction.atomic():
        closing = _begin(window, actor, digest(rows))
        for row in rows:
            row.closing = closing
        ClosedFigure.objects.bulk_create(rows, batch_size=500)
        facts = {"window": window.kind.value, "closes_on": str(window.closes_on)}
        record(actor, "figures.closed", f"closing:{closing.pk}", facts | {"digest": closing.digest})
        if also is not None:
            also(closing)
    return closing


def revisions(closing: Closing) -> list[Revision]:
    """Return the places whose figures would be otherwise if the window were closed today."""
    closed = {(row.measure, row.unit_id): row for row in closing.figures.all()}
    known = {(row.measure, row.unit_id): row for row in _figures_as_of(closing.closes_on)}
    found = []
    for key in sorted(closed.keys() | known.keys(), key=lambda k: (k[0], k[1] or 0)):
        was, now = closed.get(key), known.get(key)
        before, after = (row.count if row else Count() for row in (was, now))
        if before != after:
            same = was is None or now is None or was.version == now.version
            found.append(Revision(*key, before, after, same))
    return found


def stands_unchanged(closing: Closing) -> bool:
    """Whether the rows of a closing are those whose digest the journal holds."""
    entry = Entry.objects.get(act="figures.closed", subject=f"closing:{closing.pk}")
    return digest(list(closing.figures.all())) == json.loads(entry.facts)["digest"]


def digest(rows: Sequence[ClosedFigure]) -> str:
    """Return a digest of closed figures, in whatever order they come."""
    said = sorted(
        (row.measure, row.version, row.unit_id or 0, *map(int, row.labelled)) for row in rows
    )
    return sha256(repr(said).encode()).hexdigest()


def _begin(window: ReportingWindow, actor: User, said: str) -> Closing:
    try:
        with transaction.atomic():
            return Closing.objects.create(
                window=window.kind,
                opens_on=window.opens_on,
                closes_on=window.closes_on,
                closed_at=timezone.now(),
                closed_by=actor,
                digest=said,
            )
    except IntegrityError:  # somebody else closed it while we counted
        raise ClosingError("closed_already", window) from None


def _figures_as_of(day: date) -> list[ClosedFigure]:
    """Return what is told of every measure and place; what a source counts besides is unknown."""
    bring_up_to_date()
    on, rows = ground(), []
    for table in tables().values():
        specs = specs_of(table)
        tallies = compute(table, specs, [day], on)
        expected = expected_by_rule(specs, [day])
        for spec in specs:
            places = enumerate((*on.units, None))
            counts = {unit: tallies[spec.name, day].count(number) for number, unit in places}
            wanted = expected[spec.expected][day] if spec.expected else {}
            missing = missing_records(spec, counts, wanted)
            for unit, count in counts.items():
                unknown = count.unknown + missing.get(unit, 0)
                row = (count.excluded, count.numerator, count.rest, unknown)
                if any(row):
                    made = {"measure": spec.name, "version": spec.version, "unit_id": unit}
                    rows.append(ClosedFigure.labelled_as(row, **made))
    return rows

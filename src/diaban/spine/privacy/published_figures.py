"""Measures and registers for anybody: month-ends by unit, without a figure of few.

Of each unit three counts are told, each holding the one before: how many hold, of how many that are
known, how many there are in all. They are masked together, as coverage is; what is unknown is the
difference of two of them, and so never a number below ten. See docs/explanation/public-figures.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.utils import timezone

from diaban.engines.disclosure import LEAST, WITHHELD, publish
from diaban.engines.measuring import Count
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import read_registers
from diaban.spine.figures.computing import bring_up_to_date, days_kept
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.telling import read_figures
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.privacy.models import PublishedFigures
from diaban.spine.privacy.public_coverage import place_in_the_cover
from diaban.spine.runs.models import Run

MEASURE, EVIDENCE = "measure", "evidence"
FIGURES = 3
NOWHERE = ""
WITHHELD_ROW: list[int | None] = [None] * FIGURES
Told = list[int | None]
# bounds are told with so many decimals
_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class FigureSet:
    """The counts of a measure or register by day and unit code, as they are."""

    dataset: str
    version: int | None
    days: dict[date, dict[str, Count]]
    synthetic: bool


class Masked(NamedTuple):
    """What may be told: of the city, of each unit by its code; and which cover others."""

    city: Told
    units: dict[str, Told]
    covers: list[str]


def publish_figures(actor: User, day: date) -> list[str]:
    """Publish the month-ends before a day; return the names of those that changed."""
    bring_up_to_date()
    changed = [one.dataset for one in figure_sets(day) if _publish(one)]
    if changed:
        facts = {"count": len(changed), "name": ", ".join(changed)[:200]}
        record(actor, "open_data.figures_published", "open_data:figures", facts)
    return changed


def figure_sets(day: date) -> Iterator[FigureSet]:
    """Yield each measure and each register with its counts at the month-ends before a day."""
    days = [one for one in days_kept(day) if one < day]
    codes = dict(Unit.objects.values_list("pk", "code"))
    made_up = Run.objects.filter(synthetic=True).exists()
    specs = [spec for _, spec in sorted(measures().items())]
    figures = read_figures(specs, days)
    for spec in specs:
        counts = {one: _by_code(figures[spec.name, one].counts, codes) for one in days}
        yield FigureSet(f"{MEASURE}-{spec.name}", spec.version, counts, made_up)
    registers = list(Register.objects.order_by("pk"))
    readings = read_registers(registers, days)
    for register in registers:
        read = {one: readings[register.pk, one] for one in days}
        counts = {one: _by_code(reading.counts, codes) for one, reading in read.items()}
        synthetic = any(reading.synthetic for reading in read.values())
        yield FigureSet(f"{EVIDENCE}-{register.key}", None, counts, synthetic)


def mask(counts: Mapping[str, Count], covered: frozenset[str] = frozenset()) -> Masked:
    """Return what anybody may see of some units' counts; ``covered`` covered the time before.

    Rows are withheld and covered as ``engines.disclosure.publish`` does. A figure that is small in
    most units is withheld of all: to cover so many would hide everything else.
    """
    codes = sorted(counts, key=place_in_the_cover)
    rows = [(c.numerator, c.denominator, c.belonging) for c in (counts[code] for code in codes)]
    table = np.array(rows, dtype=np.int64).reshape(-1, FIGURES)
    scarce = (table < LEAST).sum(axis=0) * 2 > len(table)
    told = publish(table[:, ~scarce], covered=[code in covered for code in codes])
    figures = np.full(table.shape, WITHHELD)
    figures[:, ~scarce] = told.figures
    sums = np.full(FIGURES, WITHHELD)
    sums[~scarce] = told.sums
    whole = table.sum(axis=0)
    enough = scarce & (whole >= 2 * LEAST)
    sums[enough] = whole[enough] // LEAST * LEAST
    units = {code: _tell(row) for code, row in zip(codes, figures.tolist(), strict=True)}
    covers = [code for code, covers_ in zip(codes, told.covers, strict=True) if covers_]
    return Masked(_tell(sums.tolist()), units, covers)


def bounds_told(figures: Told) -> tuple[float, float] | None:
    """Return bounds of the share that hold whatever rounding hid; None where a figure is withheld.

    A count that is told as 60 is 60 to 69. So the fewest that hold stand over the most that there
    are, and the fewest that are known not to hold are taken off the whole; both outwards.

    >>> bounds_told([60, 170, 170])
    (0.3351, 0.4358)
    """
    held, known, there = figures
    if held is None or known is None or there is None:
        return None
    most = there + LEAST - 1
    rest = max(0, known - held - (LEAST - 1))
    return held * _PARTS // most / _PARTS, (_PARTS - rest * _PARTS // most) / _PARTS


def _publish(one: FigureSet) -> bool:
    """Keep what may be told of a set; say whether it is otherwise than what was told."""
    with transaction.atomic():
        kept = PublishedFigures.objects.select_for_update().filter(pk=one.dataset).first()
        before = kept.covers if kept else {}
        months, covers, carried = [], {}, frozenset[str]()
        for day, counts in sorted(one.days.items()):
            if not any(count.belonging for count in counts.values()):
                continue
            name = day.isoformat()
            masked = mask(counts, carried | frozenset(before.get(name, ())))
            carried = frozenset(masked.covers)
            covers[name] = masked.covers
            if all(row == WITHHELD_ROW for row in (masked.city, *masked.units.values())):
                continue
            months.append({"as_of": name, "city": masked.city, "units": masked.units})
        told = {"months": months, "version": one.version, "synthetic": one.synthetic}
        if kept and all(getattr(kept, name) == value for name, value in told.items()):
            PublishedFigures.objects.filter(pk=kept.pk).update(covers=covers)
            return False
        if not months and not kept:
            return False
        values = told | {"covers": covers, "modified_at": timezone.now()}
        PublishedFigures.objects.update_or_create(dataset=one.dataset, defaults=values)
    return True


def _by_code(counts: Mapping[int | None, Count], codes: Mapping[int, str]) -> dict[str, Count]:
    return {codes[unit] if unit is not None else NOWHERE: one for unit, one in counts.items()}


def _tell(row: list[int]) -> Told:
    return [None if figure == WITHHELD else figure for figure in row]

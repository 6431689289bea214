"""Figures as they are told: of the city or by commune, with their bounds, and of which day."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diaban.engines.measuring import Count, Tally, roll_up
from diaban.spine.figures.computing import Ground, compute, ground
from diaban.spine.figures.declaring import Expected, MeasureSpec, tables
from diaban.spine.figures.models import Computation, Figure
from diaban.spine.figures.snapshots import Snapshot
from diaban.spine.places.models import Unit


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: of a commune, of the city (no unit) or of what lies nowhere known.

    ``missing`` of the unknown are records that a source counts and the table does not hold.
    """

    spec: MeasureSpec
    as_of: date
    unit: Unit | None
    count: Count
    missing: int = 0
    unplaced: bool = False
    synthetic: bool = False

    def as_row(self) -> dict[str, object]:
        """Return it as the fields that the command line and the interface have."""
        unit, count = self.unit, self.count
        return {
            "measure": self.spec.name,
            "version": self.spec.version,
            "title_vi": self.spec.title_vi,
            "title_en": self.spec.title_en,
            "as_of": str(self.as_of),
            "unit": unit.code if unit else None,
            "unit_name": unit.full_name if unit else None,
            "unplaced": self.unplaced,
            "numerator": count.numerator,
            "denominator": count.denominator,
            "unknown": count.unknown,
            "missing": self.missing,
            "excluded": count.excluded,
            "share": count.share,
            "low": count.low,
            "high": count.high,
            "synthetic": self.synthetic,
        }


def tell_figures(
    specs: Sequence[MeasureSpec], as_of: date, *, by_unit: bool = False
) -> Iterator[Told]:
    """Tell each measure's figure of a day: stored where it is kept, else counted now."""
    found = read_figures(specs, [as_of])
    for spec in specs:
        figures = found[spec.name, as_of]
        counts, missing, made_up = figures.counts, figures.missing, figures.synthetic
        if not by_unit:
            whole = roll_up(counts.values())
            yield Told(spec, as_of, None, whole, sum(missing.values()), synthetic=made_up)
            continue
        units = Unit.objects.in_bulk([unit for unit in counts if unit is not None])
        for unit in sorted(units.values(), key=lambda one: one.sort_key):
            lacking = missing.get(unit.pk, 0)
            yield Told(spec, as_of, unit, counts[unit.pk], lacking, synthetic=made_up)
        if None in counts:
            yield Told(spec, as_of, None, counts[None], unplaced=True, synthetic=made_up)


@dataclass(frozen=True, slots=True)
class Figures:
    """One measure of one day in each commune by row number; None: nowhere known, if any.

    ``counts`` hold as unknown what is ``missing``: records that a source counts and the table does
    not hold. ``stored`` is the computation that they were read of; None: counted just now.
    ``synthetic``: records of the table are made up.
    """

    spec: MeasureSpec
    as_of: date
    counts: dict[int | None, Count]
    missing: dict[int | None, int]
    stored: Computation | None
    synthetic: bool = False


def read_figures(
    specs: Sequence[MeasureSpec], days: Sequence[date]
) -> dict[tuple[str, date], Figures]:
    """Read many measures of many days together: stored where they are kept, else counted now."""
    stored = _stored(specs, days)
    counted = _counted(specs, days, stored.keys())
    expected = expected_by_rule(specs, days)
    made_up = {spec.table: Snapshot(tables()[spec.table]).is_synthetic for spec in specs}
    found = {}
    for spec in specs:
        for day in days:
            key = spec.name, day
            kept, counts = stored[key] if key in stored else (None, counted[key])
            wanted = expected[spec.expected][day] if spec.expected else {}
            missing = missing_records(spec, counts, wanted)
            told, is_made_up = _with_missing(counts, missing), made_up[spec.table]
            found[key] = Figures(spec, day, told, missing, kept, is_made_up)
    return found


def expected_by_rule(
    specs: Sequence[MeasureSpec], days: Sequence[date]
) -> dict[Expected, dict[date, dict[int, int]]]:
    """Return what each source of the measures counts on some days: each source is asked once."""
    return {one: one(days) for one in {spec.expected for spec in specs} if one}


def missing_records(
    spec: MeasureSpec, counts: Mapping[int | None, Count], expected: Mapping[int, int]
) -> dict[int | None, int]:
    """Return how many records each commune lacks of those that a source counts there."""
    there = {
        unit: count.belonging + (count.excluded if spec.expects_excluded else 0)
        for unit, count in counts.items()
    }
    lacking = {unit: expected[unit] - there[unit] for unit in expected if unit in there}
    return {unit: missing for unit, missing in lacking.items() if missing > 0}


def _with_missing(
    counts: Mapping[int | None, Count], missing: Mapping[int | None, int]
) -> dict[int | None, Count]:
    return {
        unit: replace(count, unknown=count.unknown + missing[unit]) if unit in missing else count
        for unit, count in counts.items()
    }


def _stored(
    specs: Sequence[MeasureSpec], days: Sequence[date]
) -> dict[tuple[str, date], tuple[Computation, dict[int | None, Count]]]:
    versions = {spec.name: spec.version for spec in specs}
    kept = {
        one.pk: one
        for one in Computation.objects.filter(measure__in=versions, as_of__in=days)
        if one.version == versions[one.measure]
    }
    counts: dict[int, dict[int | None, Count]] = {number: {} for number in kept}
    rows = Figure.objects.filter(computation__in=kept)
    for number, unit, numerator, rest, unknown, excluded in rows.values_list(
        "computation_id", "unit_id", "numerator", "rest", "unknown", "excluded"
    ):
        counts[number][unit] = Count(numerator, numerator + rest, unknown, excluded)
    return {(one.measure, one.as_of): (one, counts[number]) for number, one in kept.items()}


def _counted(
    specs: Sequence[MeasureSpec], days: Sequence[date], stored: Container[tuple[str, date]]
) -> dict[tuple[str, date], dict[int | None, Count]]:
    """Count what is not stored, all measures of a table in one go."""
    found: dict[tuple[str, date], dict[int | None, Count]] = {}
    for name in {spec.table for spec in specs}:
        own = [spec for spec in specs if spec.table == name]
        lacking = [day for day in days if any((spec.name, day) not in stored for spec in own)]
        if not lacking:
            continue
        on = ground()
        for key, tally in compute(tables()[name], own, lacking).items():
            if key not in stored:
                found[key] = lay_out(tally, on)
    return found


def lay_out(tally: Tally, on: Ground) -> dict[int | None, Count]:
    """Return a tally by the communes' row numbers; None: nowhere known, if anything is."""
    places = enumerate((*on.units, None))
    counts = {unit: tally.count(number) for number, unit in places}
    if counts[None] == Count():
        del counts[None]
    return counts

"""How far a unit's households are registered, coded and confirmed: counts of registry rows.

The figures are the registry's of this moment; ``as_of`` says on which day's units they are laid
out. For units that no longer exist an address whose former unit is not known for certain counts
as likely, never as sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import Count, F, QuerySet

from diaban.engines.places import Bounds
from diaban.spine.addresses.models import (
    Address,
    AddressQuerySet,
    CodeState,
    Life,
    PostalQuality,
)
from diaban.spine.parties.models import User
from diaban.spine.places.areas import areas_standing
from diaban.spine.places.models import HouseholdCount, Standing, Succession, Unit
from diaban.spine.places.restating import restate_counts
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, city_communes, today
from diaban.spine.runs.models import Generation

MEASURES = ("registered", "complete", "coded", "confirmed", "certified")


@dataclass(frozen=True)
class Figures:
    """Households that a unit has in the registry; ``complete``: whose written address is whole.

    That is the one quality of an address, and ``coded``, which rests on its position, the other.
    ``confirmed`` are also those that are ``certified``.
    """

    registered: int = 0
    coded: int = 0
    confirmed: int = 0
    complete: int = 0
    certified: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.registered + other.registered,
            self.coded + other.coded,
            self.confirmed + other.confirmed,
            self.complete + other.complete,
            self.certified + other.certified,
        )


@dataclass(frozen=True)
class CoverageRow:
    """One unit. ``expected`` is None where no source says how many households there are."""

    unit: Unit | None
    expected: int | None
    expected_as_of: date | None
    expected_source: str
    expected_synthetic: bool
    registered: int
    coded: int
    confirmed: int
    registered_low: int
    registered_high: int
    complete: int = 0
    certified: int = 0
    # where only the communes of before July 2025 were counted and some of them were divided
    expected_low: int | None = None
    expected_high: int | None = None

    @property
    def is_certain(self) -> bool:
        return self.registered_low == self.registered_high

    @property
    def certified_share(self) -> float | None:
        """The part of those with a code; None where there are none."""
        return self.certified / self.coded if self.coded else None

    def share(self, measure: str) -> float | None:
        """Return the part of the expected households; None where that number is unknown."""
        if not self.expected:
            return None
        return getattr(self, measure) / self.expected


@dataclass(frozen=True)
class Coverage:
    as_of: date
    rows: list[CoverageRow]
    total: CoverageRow
    units_without_expected: int
    known: Figures
    unplaced: Figures
    synthetic: bool
    standing: Standing

    def known_share(self, measure: str) -> float | None:
        """Σ/Σ over the units whose expected number is known; the others are in neither sum."""
        expected = sum(r.expected for r in self.rows if r.expected is not None)
        return getattr(self.known, measure) / expected if expected else None


def coverage(actor: User, as_of: date) -> Coverage:
    """Count the households that ``actor`` may see, by the communes of ``as_of``."""
    territory = territory_of(actor)
    generations = tuple(Generation.of(name) for name in ("addresses", "places", "household_counts"))
    return _coverage(generations, actor.pk, territory, as_of)


def coverage_rows(actor: User, unit: Unit | None, measure: str, as_of: date) -> QuerySet[Address]:
    """Return the very rows that a figure of ``coverage`` was counted from; no unit: the total."""
    rows = Address.objects.visible_to(actor).households()
    field = "commune" if as_of >= TWO_TIER_FROM else "former"
    if unit is not None:
        rows = rows.filter(**{field: unit})
    else:
        # as a bare column it would make SQLite sort the whole city to show one page of it
        units = city_communes(as_of).order_by().values("pk")
        rows = rows.alias(place=F(f"{field}_id") + 0).filter(place__in=units)
    return _of_measure(rows, measure)


def unplaced_rows(actor: User, measure: str, as_of: date) -> QuerySet[Address]:
    """Return the rows that no unit's figure counts: nobody knows where they lie."""
    field = "commune" if as_of >= TWO_TIER_FROM else "former"
    rows = Address.objects.visible_to(actor).households().filter(**{f"{field}__isnull": True})
    return _of_measure(rows, measure)


def _of_measure(rows: AddressQuerySet, measure: str) -> QuerySet[Address]:
    if measure == "coded":
        rows = rows.filter(code_state=CodeState.CODED)
    elif measure == "confirmed":
        rows = rows.filter(life__in=[Life.CONFIRMED, Life.CERTIFIED])
    elif measure == "certified":
        rows = rows.filter(life=Life.CERTIFIED)
    elif measure == "complete":
        rows = rows.filter(postal_quality__gte=PostalQuality.PARSED)
    elif measure != "registered":
        raise ValueError(measure)
    return rows.order_by("id")


def territory_of(actor: User) -> tuple[int, ...] | None:
    """Return the row numbers of the units in an actor's charge; None is the whole city."""
    if not actor.is_authenticated:
        return ()
    if actor.sees_whole_city:
        return None
    return tuple(sorted(actor.charges.values_list("unit_id", flat=True)))


@lru_cache(maxsize=32)
def _coverage(
    generations: tuple[int, ...], actor: int, territory: tuple[int, ...] | None, as_of: date
) -> Coverage:
    visible = Address.objects.visible_to(User.objects.get(pk=actor)).households()
    units = list(city_communes(as_of).select_related("parent"))
    if as_of >= TWO_TIER_FROM:
        rows = [_plain_row(u, f) for u, f in _by_commune(units, visible)]
        unplaced = _count_unplaced(visible.filter(commune__isnull=True))
    else:
        rows = _former_rows(units, visible)
        unplaced = _count_unplaced(visible.filter(former__isnull=True))
    unclear = _count_unclear(visible, "commune_id" if as_of >= TWO_TIER_FROM else "former_id")
    unplaced = replace(unplaced, complete=unplaced.registered - unclear[None])
    rows = [replace(row, complete=row.registered - unclear[row.unit.pk]) for row in rows]
    expected = _latest_counts(units)
    restated = _restate_former_counts(as_of)
    rows = [
        _with_restated(_with_expected(row, expected.get(row.unit.pk)), restated.get(row.unit.code))
        for row in rows
    ]
    synthetic = visible.filter(synthetic=True).exists()
    return _sum_up(as_of, rows, unplaced, synthetic)


def _count_unplaced(rows: AddressQuerySet) -> Figures:
    """Households of no known unit: registered, and in no unit's figure."""
    return _counted(rows.values("code_state", "life").annotate(n=Count("*")))


def _count_unclear(visible: AddressQuerySet, field: str) -> Counter[int | None]:
    """Count the households without a whole written address by unit, None where that is unknown.

    They are fewer than the others, and have an index: grouped by the bare column, SQLite would walk
    the whole registry instead.
    """
    unclear = visible.filter(postal_quality__lt=PostalQuality.PARSED)
    counted = unclear.values(place=F(field) + 0).annotate(n=Count("*")).order_by()
    return Counter({row["place"]: row["n"] for row in counted})


def _counted(rows: Iterable[dict[str, int]]) -> Figures:
    total = Figures()
    for row in rows:
        n = row["n"]
        total += Figures(
            n,
            n if row["code_state"] == CodeState.CODED else 0,
            n if row["life"] in (Life.CONFIRMED, Life.CERTIFIED) else 0,
            certified=n if row["life"] == Life.CERTIFIED else 0,
        )
    return total


def _by_commune(units: list[Unit], visible: AddressQuerySet) -> Iterable[tuple[Unit, Figures]]:
    grouped: dict[int, list[dict[str, int]]] = {}
    for row in visible.values("commune_id", "code_state", "life").annotate(n=Count("*")):
        grouped.setdefault(row["commune_id"], []).append(row)
    return [(unit, _counted(grouped.get(unit.pk, ()))) for unit in units]


def _plain_row(unit: Unit, figures: Figures) -> CoverageRow:
    n = figures.registered
    plain = CoverageRow(unit, None, None, "", False, n, figures.coded, figures.confirmed, n, n)
    return replace(plain, certified=figures.certified)


def _former_rows(units: list[Unit], visible: AddressQuerySet) -> list[CoverageRow]:
    """Lay today's addresses out on yesterday's units: sure, likely and possible."""
    likely: dict[int, list[dict[str, int]]] = {}
    sure: Counter[tuple[int, int]] = Counter()
    sure_of: Counter[int] = Counter()
    totals: Counter[int] = Counter()
    grouped = visible.values(
        "former_id", "former_is_certain", "commune_id", "code_state", "life"
    ).annotate(n=Count("*"))
    for row in grouped:
        likely.setdefault(row["former_id"], []).append(row)
        totals[row["commune_id"]] += row["n"]
        if row["former_is_certain"]:
            sure[row["former_id"], row["commune_id"]] += row["n"]
            sure_of[row["former_id"]] += row["n"]
    sure_in: Counter[int] = Counter()
    for (_, commune), n in sure.items():
        sure_in[commune] += n
    heirs = _heirs()
    rows = []
    for unit in units:
        own = sum(sure[unit.pk, heir] for heir in heirs.get(unit.pk, ()))
        open_ = sum(totals[heir] - sure_in[heir] for heir in heirs.get(unit.pk, ()))
        plain = _plain_row(unit, _counted(likely.get(unit.pk, ())))
        rows.append(replace(plain, registered_low=sure_of[unit.pk], registered_high=own + open_))
    return rows


def _heirs() -> dict[int, set[int]]:
    heirs: dict[int, set[int]] = {}
    for old, new in Succession.objects.filter(on=TWO_TIER_FROM).values_list(
        "predecessor_id", "successor_id"
    ):
        heirs.setdefault(old, set()).add(new)
    return heirs


def _latest_counts(units: list[Unit]) -> dict[int, HouseholdCount]:
    """Return each unit's newest count; of two on one day the one recorded last."""
    counts = HouseholdCount.objects.filter(unit__in=units).order_by("as_of", "pk")
    return {count.unit_id: count for count in counts}


def expected_households(days: Sequence[date]) -> dict[date, dict[int, int]]:
    """Return how many households each commune of today had on some days by source, by row number.

    Of a day before anybody counted the first count is told: better known than nothing. Communes of
    which no source speaks, or only of parts of a divided one, are left out.
    """
    units = list(city_communes(today()))
    counts = list(HouseholdCount.objects.filter(unit__in=units).order_by("as_of", "pk"))
    restated = _restate_former_counts(today())
    return {day: _expected_on(day, units, counts, restated) for day in days}


def _expected_on(
    day: date,
    units: list[Unit],
    counts: list[HouseholdCount],
    restated: dict[str, _RestatedCount],
) -> dict[int, int]:
    newest: dict[int, HouseholdCount] = {}
    for count in counts:
        if count.as_of <= day or count.unit_id not in newest:
            newest[count.unit_id] = count
    found = {}
    for unit in units:
        row = _with_expected(_plain_row(unit, Figures()), newest.get(unit.pk))
        expected = _with_restated(row, restated.get(unit.code)).expected
        if expected is not None:
            found[unit.pk] = expected
    return found


def _with_expected(row: CoverageRow, count: HouseholdCount | None) -> CoverageRow:
    if count is None:
        return row
    return replace(
        row,
        expected=count.count,
        expected_as_of=count.as_of,
        expected_source=count.source,
        expected_synthetic=count.synthetic,
    )


@dataclass(frozen=True)
class _RestatedCount:
    bounds: Bounds
    as_of: date
    source: str
    synthetic: bool


def _restate_former_counts(as_of: date) -> dict[str, _RestatedCount]:
    """Carry counts of the former communes over to today's, as far as the law allows."""
    if as_of < TWO_TIER_FROM:
        return {}
    counts = _latest_counts(list(city_communes(LAST_THREE_TIER_DAY)))
    if not counts:
        return {}
    codes = dict(city_communes(LAST_THREE_TIER_DAY).values_list("id", "code"))
    figures = {codes[unit]: count.count for unit, count in counts.items()}
    newest = max(counts.values(), key=lambda count: count.as_of)
    synthetic = any(count.synthetic for count in counts.values())
    bounds = restate_counts(figures, LAST_THREE_TIER_DAY, as_of)
    return {
        code: _RestatedCount(bound, newest.as_of, newest.source, synthetic)
        for code, bound in bounds.items()
        if bound.high is not None
    }


def _with_restated(row: CoverageRow, count: _RestatedCount | None) -> CoverageRow:
    if count is None or row.expected is not None:
        return row
    told = replace(
        row,
        expected_as_of=count.as_of,
        expected_source=count.source,
        expected_synthetic=count.synthetic,
    )
    if count.bounds.exact:
        return replace(told, expected=int(count.bounds.low))
    return replace(told, expected_low=int(count.bounds.low), expected_high=int(count.bounds.high))


def _sum_up(as_of: date, rows: list[CoverageRow], unplaced: Figures, synthetic: bool) -> Coverage:
    figures, known = Figures(), Figures()
    for row in rows:
        own = Figures(row.registered, row.coded, row.confirmed, row.complete, row.certified)
        figures += own
        if row.expected is not None:
            known += own
    counted = [row.expected for row in rows if row.expected is not None]
    total = CoverageRow(
        None,
        sum(counted) if counted else None,
        None,
        "",
        any(row.expected_synthetic for row in rows),
        figures.registered,
        figures.coded,
        figures.confirmed,
        sum(row.registered_low for row in rows),
        figures.registered,
        figures.complete,
        figures.certified,
    )
    return Coverage(
        as_of=as_of,
        rows=rows,
        total=total,
        units_without_expected=len(rows) - len(counted),
        known=known,
        unplaced=unplaced,
        synthetic=synthetic or total.expected_synthetic,
        standing=areas_standing(as_of),
    )

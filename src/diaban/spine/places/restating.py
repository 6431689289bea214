"""Last year's figures on this year's units: the engine's restatement over the stored places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from diaban.engines import places as engine
from diaban.spine.places.models import Level, Succession, Unit
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, today
from diaban.spine.runs.models import Generation


class UnknownUnitError(ValueError):
    """A figure is given for a code that no commune of the city had on that day."""

    def __init__(self, codes: list[str], on: date) -> None:
        super().__init__(f"{', '.join(codes)} on {on}")
        self.codes = codes
        self.on = on


def restate_counts(
    figures: Mapping[str, float],
    from_date: date,
    to_date: date,
    shares: Mapping[tuple[str, str], float] | None = None,
) -> dict[str, engine.Bounds]:
    """Restate additive counts of people or households, given and answered by commune code.

    Bounds always contain the truth; a value stands where it is exact, or as an estimate where
    ``shares`` weigh the pairs (code before, code after) of divided communes.
    """
    before, after = _keys(from_date), _keys(to_date)
    if unknown := sorted(set(figures) - set(before)):
        raise UnknownUnitError(unknown, from_date)
    weights = {
        (before[old], after[new]): share
        for (old, new), share in (shares or {}).items()
        if old in before and new in after
    }
    restated = engine.restate(
        {before[code]: figure for code, figure in figures.items()},
        city_lineage(),
        from_date,
        to_date,
        division=engine.Division(shares=weights),
    )
    return {code: restated.by_unit[key] for code, key in after.items()}


def city_lineage() -> engine.Lineage:
    """Return the city's communes and what became of each, as the engine's graph."""
    return _city_lineage(Generation.of("places"))


def _keys(on: date) -> dict[str, str]:
    communes = city_communes(on).values_list("code", "valid_from")
    return {code: engine.unit_key(code, start) for code, start in communes}


@lru_cache(maxsize=2)
def _city_lineage(generation: int) -> engine.Lineage:
    numbers = set(city_communes(today()).values_list("pk", flat=True))
    rows = list(
        Succession.objects.filter(on__gte=TWO_TIER_FROM, successor__in=numbers).select_related(
            "predecessor", "successor"
        )
    )
    numbers |= {row.predecessor_id for row in rows}
    units = Unit.objects.filter(pk__in=numbers, level=Level.COMMUNE).select_related("parent")
    return engine.Lineage([_as_engine(unit) for unit in units], [_as_step(row) for row in rows])


def _as_engine(unit: Unit) -> engine.Unit:
    return engine.Unit(
        key=engine.unit_key(unit.code, unit.valid_from),
        level=unit.level,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent_key=unit.parent.code,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def _as_step(row: Succession) -> engine.Succession:
    return engine.Succession(
        engine.unit_key(row.predecessor.code, row.predecessor.valid_from),
        engine.unit_key(row.successor.code, row.successor.valid_from),
        row.on,
        engine.Extent(row.extent),
        row.resolution,
        row.clause,
        row.note,
    )

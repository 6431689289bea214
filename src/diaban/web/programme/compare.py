"""Compare: units and days, of one thing that is measured, on old boundaries or new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diaban.engines.measuring import Order, ShareBounds, compare_shares
from diaban.spine.figures.restating import Restated
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, today
from diaban.spine.programme.comparing import Laid, On, Source, lay_out
from diaban.web.programme.compare_choices import EARLIEST, choices_of, find_source, find_unit
from diaban.web.programme.compare_words import BOUNDARIES, PROBLEMS, said_of


@dataclass(frozen=True)
class Asked:
    """What the form asks for; ``problems`` names what could not be read and was left out."""

    source: Source | None
    days: tuple[date, ...]
    on: On
    problems: tuple[tuple[object, str], ...]

    @classmethod
    def read(cls, query: QueryDict, actor: User) -> Asked:
        problems = []
        source = find_source(query.get("what", ""), actor)
        if source is None and query.get("what"):
            problems.append((PROBLEMS["what"], query["what"][:80]))
        days = []
        for name, otherwise in (("day", today()), ("other", None)):
            wanted = query.get(name, "")
            found = _read_day(wanted) if wanted else None
            if wanted and found is None:
                problems.append((PROBLEMS["day"], wanted[:40]))
            if (found or otherwise) is not None:
                days.append(found or otherwise)
        on = query.get("on", On.NOW.value)
        if on not in set(On):
            problems.append((PROBLEMS["on"], on[:40]))
            on = On.NOW
        return cls(
            source or find_source("", actor), tuple(sorted(set(days))), On(on), tuple(problems)
        )


@dataclass(frozen=True)
class Cell:
    """One unit's figure of one day."""

    figure: Restated

    @property
    def shares(self) -> ShareBounds:
        return self.figure.shares

    @property
    def is_told(self) -> bool:
        """Whether the bounds leave anything out: from 0 to 100 % they say nothing."""
        return self.shares.high - self.shares.low < 1

    @property
    def has_nothing(self) -> bool:
        """Whether it is known that there is nothing to count."""
        count = self.figure.count
        return count is not None and not count.belonging


@dataclass(frozen=True)
class Row:
    """One unit; a day on which it did not stand has no cell."""

    unit: Unit
    cells: Sequence[Cell | None]
    order: Order | None

    @property
    def newest(self) -> Cell | None:
        return next((cell for cell in reversed(self.cells) if cell is not None), None)


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET, request.user)
    laid = [_lay_out(asked, day) for day in asked.days]
    told = [one for one in laid if one is not None]
    units = _units(told)
    chosen, problems = _chosen(request.GET, units)
    rows = _rows(told, units, chosen)
    context = {
        "asked": asked,
        "choices": choices_of(asked.source, request.user),
        "boundaries": [(on.value, words, on == asked.on) for on, words in BOUNDARIES.items()],
        "problems": [*asked.problems, *problems],
        "unmeasured": [day for day, one in zip(asked.days, laid, strict=True) if one is None],
        "laid": [(one, _exact(one), len(one.by_unit)) for one in told],
        "rows": rows,
        "whole": compare_shares(told[-1].shares, told[0].shares) if len(told) == 2 else None,
        "said": said_of(rows, told, len(chosen)),
        "units": sorted(units.values(), key=lambda unit: unit.sort_key),
        "a": request.GET.get("a", ""),
        "b": request.GET.get("b", ""),
        "synthetic": any(one.synthetic for one in told),
        "earliest": EARLIEST,
        "latest": today(),
        "last_former_day": LAST_THREE_TIER_DAY,
        "are_parted": len({one.layout for one in told}) > 1,
    }
    return render(request, "programme/compare.html", context)


def _lay_out(asked: Asked, day: date) -> Laid | None:
    return None if asked.source is None else lay_out(asked.source, day, asked.on)


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= today() else None


def _units(told: Sequence[Laid]) -> dict[int, Unit]:
    numbers = {unit for one in told for unit in one.by_unit}
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=numbers).select_related("parent")}


def _chosen(
    query: QueryDict, units: Mapping[int, Unit]
) -> tuple[list[int], list[tuple[object, str]]]:
    """Return the units that were named, all where none was; and names that no unit has."""
    found, problems = [], []
    for name in ("a", "b"):
        wanted = query.get(name, "").strip()
        unit = find_unit(wanted, units.values()) if wanted else None
        if wanted and unit is None:
            problems.append((PROBLEMS["unit"], wanted[:80]))
        elif unit is not None and unit.pk not in found:
            found.append(unit.pk)
    return found, problems


def _rows(told: Sequence[Laid], units: Mapping[int, Unit], chosen: Sequence[int]) -> list[Row]:
    shown = [units[unit] for unit in (chosen or units)]
    rows = []
    for unit in shown:
        figures = [one.by_unit.get(unit.pk) for one in told]
        cells = [Cell(figure) if figure is not None else None for figure in figures]
        rows.append(Row(unit, cells, _order(cells, told)))
    return sorted(rows, key=_certain_most_first)


def _order(cells: Sequence[Cell | None], told: Sequence[Laid]) -> Order | None:
    """Return how the later day stands to the earlier one; of one day, the unit to the whole."""
    if any(cell is None for cell in cells):
        return None
    if len(cells) == 1:
        return compare_shares(cells[0].shares, told[0].shares)
    return compare_shares(cells[-1].shares, cells[0].shares)


def _certain_most_first(row: Row) -> tuple[bool, float, float, str]:
    cell = row.newest
    if cell is None or cell.has_nothing:
        return True, 0.0, 0.0, row.unit.sort_key
    return False, -cell.shares.low, -cell.shares.high, row.unit.sort_key


def _exact(laid: Laid) -> int:
    return Counter(figure.is_exact for figure in laid.by_unit.values())[True]

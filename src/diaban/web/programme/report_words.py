"""Words of windows and states on the pages of reports, and revisions put together by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from diaban.engines.measuring import Count, WindowKind, roll_up
from diaban.spine.figures.closing import Revision, revisions
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.models import Closing
from diaban.spine.places.models import Unit
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget
from diaban.spine.programme.closing import TargetRevision
from diaban.web.programme.titles import titled


def _month(day: date) -> str:
    return _("month %(number)d of %(year)d") % {"number": day.month, "year": day.year}


def _quarter(day: date) -> str:
    number = ("I", "II", "III", "IV")[(day.month - 1) // 3]
    return _("quarter %(number)s of %(year)d") % {"number": number, "year": day.year}


def _half(day: date) -> str:
    words = _("first half of %(year)d") if day.month == 6 else _("second half of %(year)d")
    return words % {"year": day.year}


def _nine(day: date) -> str:
    return _("nine months of %(year)d") % {"year": day.year}


def _year(day: date) -> str:
    return _("year %(year)d") % {"year": day.year}


# what a window is called, by its last day
WINDOWS: dict[WindowKind, Callable[[date], str]] = {
    WindowKind.MONTH: _month,
    WindowKind.QUARTER: _quarter,
    WindowKind.HALF_YEAR: _half,
    WindowKind.NINE_MONTHS: _nine,
    WindowKind.YEAR: _year,
}


@dataclass
class Side:
    """A figure as it stood, or as it is known; no count where there was none."""

    count: Count | None
    declared: tuple[int | None, int | None] = (None, None)
    silent: int = 0


@dataclass
class Moved:
    """One figure that is known otherwise by now, and in which places."""

    title: str
    stood: Side
    known: Side
    same_rule: bool
    places: list[tuple[str, Side, Side]] = field(default_factory=list)


def moved_targets(found: Iterable[TargetRevision]) -> list[Moved]:
    """Put the revisions of each target's places below it."""
    rows = list(found)
    names, moved = _names(one.unit for one in rows), {}
    for one in rows:
        sides = _side(one.stood), _side(one.known)
        key = one.target.target_id
        if one.whole or key not in moved:
            title = f"{one.target.row.number}. {one.target.title}"
            moved[key] = Moved(title, *sides, one.same_rule)
        if not one.whole:
            moved[key].places.append((_place(names, one.unit), *sides))
    return list(moved.values())


def moved_figures(closing: Closing) -> list[Moved]:
    """Put the revisions of each measure's places below it; what moved in all is their sum."""
    rows, by_name = revisions(closing), {}
    names = _names(one.unit for one in rows)
    for one in rows:
        by_name.setdefault(one.measure, []).append(one)
    return [_measure(name, its, names) for name, its in by_name.items()]


def kept_figures(closing: Closing) -> list[tuple[str, Count]]:
    """Return the sum that was kept of each measure, by its title."""
    by_name: dict[str, list[Count]] = {}
    for row in closing.figures.order_by("measure"):
        by_name.setdefault(row.measure, []).append(row.count)
    return [(_title(name), roll_up(counts)) for name, counts in by_name.items()]


def _title(measure: str) -> str:
    spec = measures().get(measure)
    if spec is None:
        return measure
    return titled(spec)


def _measure(name: str, rows: list[Revision], names: dict[int, str]) -> Moved:
    places = [(_place(names, one.unit), Side(one.closed), Side(one.known)) for one in rows]
    stood, known = (Side(roll_up(getattr(one, side) for one in rows)) for side in _SIDES)
    return Moved(_title(name), stood, known, all(one.same_rule for one in rows), places)


_SIDES = ("closed", "known")


def _side(row: ClosedTarget | ClosedPlace | None) -> Side:
    if row is None:
        return Side(None)
    is_told = row.is_measurable if isinstance(row, ClosedTarget) else not row.silent
    declared = row.declared_numerator, row.declared_denominator
    return Side(row.count if is_told else None, declared, int(row.silent))


def _place(names: dict[int, str], unit: int | None) -> str:
    return _("nowhere known") if unit is None else names[unit]


def _names(units: Iterable[int | None]) -> dict[int, str]:
    asked = {unit for unit in units if unit is not None}
    return {unit.pk: unit.full_name for unit in Unit.objects.filter(pk__in=asked)}

"""How many households of each commune have their code: a map, a table, and the rows behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from diaban.spine.addresses.counting import counted_households
from diaban.spine.addresses.coverage import MEASURES, Coverage, CoverageRow, coverage
from diaban.web.pages.days import day_choices, pick_day
from diaban.web.pages.share_classes import COVERED

COLUMNS = {
    "name": _("Commune"),
    "expected": _("Households"),
    "registered": _("Registered"),
    "complete": _("Address complete"),
    "coded": _("With a code"),
    "confirmed": _("Confirmed"),
    "certified": _("Certified"),
    "share": _("Share with a code"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table as it is shown. ``share`` is None where it cannot be known."""

    row: CoverageRow
    share: float | None

    @property
    def map_class(self) -> str:
        return COVERED.class_of(self.share)

    @property
    def share_bounds(self) -> tuple[float, float] | None:
        """The least and the greatest share, where only bounds of the households are known."""
        if self.row.expected_low is None or not self.row.expected_high:
            return None
        return (
            self.row.coded / self.row.expected_high,
            self.row.coded / max(self.row.expected_low, 1),
        )

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [(measure, getattr(self.row, measure)) for measure in MEASURES]

    @property
    def bar(self) -> str:
        return f"{min(self.share or 0, 1):.3f}"


def coverage_page(request: HttpRequest) -> HttpResponse:
    picked = pick_day(request)
    figures = coverage(request.user, picked.as_of)
    over_expected = figures.total.expected is not None
    lines = [Line(row, _share_of(row, over_expected)) for row in figures.rows]
    order = _Order.read(request.GET)
    context = {
        "picked": picked,
        "as_of": picked.as_of,
        "figures": figures,
        "over_expected": over_expected,
        "total": Line(figures.total, _total_share(figures, over_expected)),
        "certified_share": figures.total.certified_share,
        "unplaced": [(measure, getattr(figures.unplaced, measure)) for measure in MEASURES],
        "lines": order.arrange(lines),
        "columns": order.headings(picked.as_of.isoformat() if "as_of" in request.GET else ""),
        "rows_day": f"&as_of={picked.as_of.isoformat()}",
        "legend": COVERED.legend,
        "one_source": _one_source(figures),
        "counted": None if picked.is_former else counted_households(request.user),
        "known_units": len(figures.rows) - figures.units_without_expected,
        **day_choices(),
    }
    return render(request, "pages/coverage.html", context)


def classes_by_commune(figures: Coverage) -> dict[str, str]:
    """Return the class in which the map paints each commune, by its code."""
    over_expected = figures.total.expected is not None
    return {
        row.unit.code: Line(row, _share_of(row, over_expected)).map_class for row in figures.rows
    }


def _one_source(figures: Coverage) -> dict[str, object] | None:
    """Return the source and day of the expected numbers, when all have the same."""
    known = [row for row in figures.rows if row.expected is not None]
    sources = {(r.expected_source, r.expected_as_of, r.expected_synthetic) for r in known}
    if len(sources) != 1:
        return None
    return {"source": known[0].expected_source, "as_of": known[0].expected_as_of}


def _share_of(row: CoverageRow, over_expected: bool) -> float | None:
    if over_expected:
        return row.share("coded")
    return row.coded / row.registered if row.registered else None


def _total_share(figures: Coverage, over_expected: bool) -> float | None:
    if over_expected:
        return figures.known_share("coded")
    return _share_of(figures.total, over_expected=False)


@dataclass(frozen=True)
class _Order:
    """How the table is sorted; worst first unless a heading was chosen."""

    column: str
    descending: bool

    @classmethod
    def read(cls, query: Mapping[str, str]) -> _Order:
        column = query.get("sort", "share")
        return cls(column if column in COLUMNS else "share", query.get("down") == "1")

    def arrange(self, lines: list[Line]) -> list[Line]:
        """Sort by the column; what is unknown comes last in either direction."""
        by_name = sorted(lines, key=lambda line: line.row.unit.sort_key)
        value = self._value
        known = [line for line in by_name if value(line) is not None]
        unknown = [line for line in by_name if value(line) is None]
        return sorted(known, key=value, reverse=self.descending) + unknown

    @property
    def _value(self) -> Callable[[Line], object]:
        if self.column == "name":
            return lambda line: line.row.unit.sort_key
        if self.column == "share":
            return lambda line: line.share
        return lambda line: getattr(line.row, self.column)

    def headings(self, as_of: str) -> list[dict[str, object]]:
        return [self._heading(name, label, as_of) for name, label in COLUMNS.items()]

    def _heading(self, name: str, label: object, as_of: str) -> dict[str, object]:
        chosen = name == self.column
        query = {"sort": name, "down": "1" if chosen and not self.descending else "0"}
        if as_of:
            query["as_of"] = as_of
        direction = ("descending" if self.descending else "ascending") if chosen else ""
        return {
            "label": label,
            "href": "?" + urlencode(query),
            "direction": direction,
            "arrow": {"ascending": "↑", "descending": "↓"}.get(direction, ""),
            "is_number": name != "name",
        }

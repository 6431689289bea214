"""Coverage that anybody may read: the latest publication, as a page and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diaban.engines.disclosure import LEAST
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes
from diaban.spine.privacy.models import CoveragePublication
from diaban.spine.privacy.public_coverage import PUBLISHED, latest_publication
from diaban.web.pages.share_classes import COVERED


@dataclass(frozen=True)
class Line:
    """A commune with its figures in the order of the measures; None where withheld."""

    unit: Unit
    expected: int | None
    figures: list[int | None]
    share: float | None


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    published = latest_publication()
    lines = _lines(published) if published else []
    known = [line for line in lines if line.share is not None]
    context = {
        "published": published,
        "lines": sorted(lines, key=lambda line: line.unit.sort_key),
        "sums": [published.sums[m] for m in PUBLISHED] if published else [],
        "withheld": sum(None in line.figures for line in lines),
        "known": len(known),
        "least": LEAST,
    }
    return render(request, "privacy/public_coverage.html", context)


@require_safe
def coverage_file(request: HttpRequest) -> HttpResponse:
    """Tell the publication as it was made; null where a figure is withheld."""
    published = latest_publication()
    if published is None:
        return JsonResponse({"error": "not_published"}, status=404)
    units = {unit.code: unit for unit in city_communes(published.day)}
    told = [
        {"name": units[row["code"]].full_name if row["code"] in units else "", **row}
        for row in published.units
    ]
    answer = JsonResponse(
        {
            "day": published.day.isoformat(),
            "made_at": published.made_at.isoformat(),
            "synthetic": published.synthetic,
            "rounded_down_to": LEAST,
            "withheld_below": LEAST,
            "sums": published.sums,
            "communes": told,
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def public_classes() -> dict[str, str]:
    """Return the class in which anybody's map paints each commune, by its code."""
    published = latest_publication()
    lines = _lines(published) if published else []
    return {line.unit.code: COVERED.class_of(line.share) for line in lines}


def _lines(published: CoveragePublication) -> list[Line]:
    rows: dict[str, Any] = {row["code"]: row for row in published.units}
    return [
        _line(unit, rows[unit.code]) for unit in city_communes(published.day) if unit.code in rows
    ]


def _line(unit: Unit, row: dict[str, Any]) -> Line:
    figures = [row[measure] for measure in PUBLISHED]
    expected, coded = row["expected"], row["coded"]
    return Line(unit, expected, figures, coded / expected if expected and coded else None)

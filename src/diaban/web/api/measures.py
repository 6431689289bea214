"""Measures: which there are, their figures of a day, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query

from diaban.engines.measuring import Count, Label, roll_up
from diaban.spine.figures.declaring import MeasureSpec, UnknownMeasureError, find, measures
from diaban.spine.figures.explaining import open_figure
from diaban.spine.figures.telling import read_figures
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.privacy.models import PublishedFigures
from diaban.spine.privacy.published_figures import MEASURE, Told, bounds_told
from diaban.spine.runs.models import Run
from diaban.web.api.measure_schemas import (
    MeasureFiguresOut,
    MeasureRowsOut,
    MeasuresOut,
    RowsAsked,
)
from diaban.web.api.reading_figures import (
    day_asked,
    figure_reader,
    require_figure_reader,
)
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut

_NAME = Path(..., max_length=80, description="As /measures names it", examples=["households-coded"])
AS_OF = Query(
    None,
    description="The end of this day, from 2025-01-01; today if absent. What is published is of "
    "month-ends: the last one by this day is told",
)
_BY = Query("city", description="city: all of your ground together; unit: each commune of it")
_REFUSALS = {
    "no_measure": (
        "Không có chỉ tiêu này. Xem các chỉ tiêu ở /api/v1/measures.",
        "There is no such measure. See them at /api/v1/measures.",
    ),
    "not_published": (
        "Chưa công bố số liệu của ngày này. Số liệu chính xác cần khóa API hoặc đăng nhập.",
        "Nothing is published of this day. Exact figures need a key, or signing in.",
    ),
    "no_unit": (
        "Không có xã, phường này trong địa bàn của bạn.",
        "There is no such commune on your ground.",
    ),
}  # fmt: skip


def add_measures(api: NinjaAPI) -> None:
    """Add GET /measures, /measures/{name} and /measures/{name}/rows."""
    told = {404: ErrorOut, 422: ErrorOut}
    refused = dict.fromkeys((401, 403, 429), ErrorOut)
    api.get(
        "/measures", response={200: MeasuresOut, 422: ErrorOut}, summary="The measures there are"
    )(list_measures)
    api.get(
        "/measures/{name}",
        response={200: MeasureFiguresOut, **told},
        summary="A measure's figures of a day",
    )(read_measure)
    api.get(
        "/measures/{name}/rows",
        response={200: MeasureRowsOut, **told, **refused},
        summary="The records behind a figure",
    )(read_measure_rows)


def list_measures(request: HttpRequest):
    return {"measures": [_describe(spec) for _, spec in sorted(measures().items())]}


def read_measure(
    request: HttpRequest,
    name: str = _NAME,
    as_of: date | None = AS_OF,
    by: Literal["city", "unit"] = _BY,
):
    """Exact figures of your ground; without a key or a sign-in those that are published."""
    spec, day = _find(name), day_asked(as_of)
    if spec is None:
        return _refuse("no_measure")
    reader = figure_reader(request)
    if reader is None:
        return _tell_published(spec, day, by) or _refuse("not_published")
    figures = read_figures([spec], [day])[spec.name, day]
    counts = {unit: count for unit, count in figures.counts.items() if reader.sees(unit)}
    stored = figures.stored if reader.territory is None else None
    told = _tell_units(counts, figures.missing) if by == "unit" else [
        _tell(None, None, roll_up(counts.values()), sum(figures.missing.get(u, 0) for u in counts))
    ]  # fmt: skip
    return {
        **_describe(spec),
        "as_of": day,
        "ground": reader.ground,
        "synthetic": _is_made_up(),
        "fingerprint": stored.fingerprint if stored else None,
        "figures": told,
    }


def read_measure_rows(request: HttpRequest, asked: Query[RowsAsked], name: str = _NAME):
    """The records with a label, by number; of addresses the doors, never flats or households."""
    reader = require_figure_reader(request)
    spec, day = _find(name), day_asked(asked.as_of)
    if spec is None:
        return _refuse("no_measure")
    units = None if reader.territory is None else sorted(reader.territory)
    if asked.unit is not None:
        found = _commune(asked.unit)
        if found is None or not reader.sees(found):
            return _refuse("no_unit")
        units = [found]
    label = Label[asked.label.upper()]
    opened = open_figure(spec, day, label, units=units, after=asked.after, limit=asked.limit)
    return {
        "measure": spec.name,
        "version": spec.version,
        "as_of": day,
        "label": asked.label,
        "unit": asked.unit,
        "ground": reader.ground,
        "count": opened.count,
        "rows": _tell_rows(spec, opened.ids, reader.actor),
        "after": opened.ids[-1] if len(opened.ids) == asked.limit else None,
    }


def _find(name: str) -> MeasureSpec | None:
    try:
        return find(name)
    except UnknownMeasureError:
        return None


def _commune(code: str) -> int | None:
    if not (code.isascii() and code.isdigit()):
        return None
    return city_communes(today()).filter(code=code).values_list("pk", flat=True).first()


def _describe(spec: MeasureSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "version": spec.version,
        "field": spec.field.value if spec.field else "",
        "title_vi": spec.title_vi,
        "title_en": spec.title_en,
        "noun_vi": spec.noun_vi,
        "noun_en": spec.noun_en,
        "source": spec.source,
        "stands_for": _stands_for(spec),
    }


def _stands_for(spec: MeasureSpec) -> dict[str, Any] | None:
    return None if spec.stands_for is None else asdict(spec.stands_for)


def _tell_units(
    counts: Mapping[int | None, Count], missing: Mapping[int | None, int]
) -> list[dict[str, Any]]:
    units = Unit.objects.in_bulk([unit for unit in counts if unit is not None])
    told = [
        _tell(unit.code, unit.full_name, counts[unit.pk], missing.get(unit.pk, 0))
        for unit in sorted(units.values(), key=lambda one: one.sort_key)
    ]
    if None in counts:
        told.append(_tell(None, None, counts[None], 0, unplaced=True))
    return told


def _tell(
    code: str | None, name: str | None, count: Count, missing: int, *, unplaced: bool = False
) -> dict[str, Any]:
    return {
        "unit": code,
        "unit_name": name,
        "unplaced": unplaced,
        "numerator": count.numerator,
        "denominator": count.denominator,
        "unknown": count.unknown,
        "missing": missing,
        "excluded": count.excluded,
        "share": count.share,
        "low": count.low,
        "high": count.high,
    }


def _tell_published(spec: MeasureSpec, day: date, by: str) -> dict[str, Any] | None:
    """Return what is published of the last month-end by a day; None where nothing is."""
    kept = PublishedFigures.objects.filter(dataset=f"{MEASURE}-{spec.name}").first()
    months = [m for m in kept.months if m["as_of"] <= day.isoformat()] if kept else []
    if kept is None or not months:
        return None
    month = months[-1]
    names = {unit.code: unit.full_name for unit in city_communes(today())}
    rows = [
        tell_masked(code or None, names.get(code), figures, unplaced=not code)
        for code, figures in sorted(month["units"].items())
    ]
    return {
        **_describe(spec),
        "version": kept.version,
        "as_of": month["as_of"],
        "ground": "public",
        "synthetic": kept.synthetic,
        "fingerprint": None,
        "figures": rows if by == "unit" else [tell_masked(None, None, month["city"])],
    }


def tell_masked(
    code: str | None, name: str | None, figures: Told, *, unplaced: bool = False
) -> dict[str, Any]:
    """Return published figures as they are told: shares of the rounded, bounds of the true ones."""
    held, known, there = figures
    whole = None not in figures
    count = Count(held or 0, known or 0, (there or 0) - (known or 0)) if whole else None
    told = dict.fromkeys(("unknown", "missing", "excluded", "share", "low", "high"))
    if count is not None:
        told |= {"unknown": count.unknown, "share": count.share}
    if bounds := bounds_told(figures):
        told |= dict(zip(("low", "high"), bounds, strict=True))
    return {
        "unit": code, "unit_name": name, "unplaced": unplaced, "numerator": held,
        "denominator": known, **told,
    }  # fmt: skip


def _tell_rows(spec: MeasureSpec, numbers: list[int], actor: User) -> list[dict[str, Any]]:
    """Tell each record as other systems may read it; null where they may not, or nothing stands."""
    told = spec.records.tell_outside(actor, numbers)
    found = (told.get(number) for number in numbers)
    return [
        {"identifier": (row.identifier or None) if row else None, "line": row.title if row else ""}
        for row in found
    ]


def _is_made_up() -> bool:
    return Run.objects.filter(synthetic=True).exists()


def _refuse(reason: str) -> HttpResponse:
    return refuse_plainly(404, reason, *_REFUSALS[reason])

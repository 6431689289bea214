"""Targets of the year's programme: which there are, and how one stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Path, Query, Schema

from diaban.engines.measuring import Forecast
from diaban.spine.programme.models import Gauge, Stage, Target, Task
from diaban.spine.programme.targets import Standing, foresee_from, gauge_of, read_curve
from diaban.web.api.reading_figures import FigureReader, day_asked, require_figure_reader
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut

_NUMBER = Path(..., ge=1, le=(1 << 53) - 1, description="Of the target", examples=[1])
_AS_OF = Query(None, description="The end of this day, from 2025-01-01; today if absent")
_NO_TARGET = (
    "Không có mục tiêu này trong chương trình đã ban hành.",
    "No adopted programme has this target.",
)


class TargetOut(Schema):
    """A target of an adopted programme, and what measures it today.

    Without a `gauge` it is not measurable yet, and `lacks` says what it would take.
    """

    id: int
    title: str
    programme: str
    task_number: str
    task: str
    field: str
    relation: str = Field(description="at least >=, above >, at most <=, below <, exactly =")
    threshold: float | None = Field(description="A share from 0 to 1")
    begins_on: date
    ends_on: date
    gauge: str | None = Field(description="measure, register, or null")
    gauge_name: str | None = Field(description="Of /measures or /evidence")
    lacks: str
    synthetic: bool


class TargetsOut(Schema):
    targets: list[TargetOut]


class DeclaredOut(Schema):
    """What was declared last; never part of what was measured."""

    numerator: int
    denominator: int
    share: float
    held_on: date


class ForecastOut(Schema):
    """When the known share meets the threshold at the pace of the last half year.

    `earliest` and `latest` hold the day with 95 %.
    """

    outlook: str = Field(
        description="reached, known_part (what is unknown decides), expected, "
        "not_before (no last day) or cannot_tell"
    )
    likeliest: date | None
    earliest: date | None
    latest: date | None


class StandingOut(TargetOut):
    """How a target stands; `ground`: of the whole city, or of what is in your charge alone."""

    as_of: date
    ground: str
    measured_by: str | None = Field(description="The gauge of that day")
    numerator: int
    denominator: int
    unknown: int
    share: float | None
    low: float | None
    high: float | None
    is_reached: bool | None = Field(description="Null where what is unknown or silent decides")
    silent: int = Field(description="Places of which nothing is known at all")
    stale: int = Field(description="Places whose evidence is past its time")
    lapsed: int = Field(description="Places of the target that do not stand on the day")
    declared: DeclaredOut | None
    difference: float | None = Field(description="Declared share less the measured one")
    expected: float | None = Field(description="Share that the plan expects by the day")
    forecast: ForecastOut | None = Field(description="Only of the whole city")
    standing_synthetic: bool


_REFUSED = dict.fromkeys((401, 403, 422, 429), ErrorOut)


def add_targets(api: NinjaAPI) -> None:
    """Add GET /targets and /targets/{number}."""
    api.get("/targets", response={200: TargetsOut, **_REFUSED}, summary="The targets there are")(
        list_targets
    )
    api.get(
        "/targets/{number}",
        response={200: StandingOut, 404: ErrorOut, **_REFUSED},
        summary="How a target stands on a day",
    )(read_one_target)


def list_targets(request: HttpRequest):
    """Targets of programmes that were adopted; of tasks handed to your ground, if it is a part."""
    reader, day = require_figure_reader(request), day_asked(None)
    return {"targets": [_describe(one, gauge_of(one, day)) for one in _targets(reader)]}


def read_one_target(request: HttpRequest, number: int = _NUMBER, as_of: date | None = _AS_OF):
    """Shares, bounds, what was declared and foreseen; of your charge alone if that is not all."""
    reader, day = require_figure_reader(request), day_asked(as_of)
    target = _targets(reader).filter(pk=number).first()
    if target is None:
        return refuse_plainly(404, "no_target", *_NO_TARGET)
    curve = read_curve(target, day)
    standing = _restrict(curve[-1][1], reader)
    foreseen = foresee_from(curve) if reader.territory is None else None
    return _describe(target, gauge_of(target, day_asked(None))) | _tell(standing, reader, foreseen)


def _targets(reader: FigureReader):
    adopted = Target.objects.exclude(task__programme__stage=Stage.DRAFT)
    if reader.territory is not None:
        adopted = adopted.filter(task__in=Task.objects.visible_to(reader.actor))
    found = adopted.select_related("task__programme").prefetch_related("gauges__register")
    return found.order_by("task__programme", "task", "pk")


def _describe(target: Target, gauge: Gauge | None) -> dict[str, Any]:
    task = target.task
    kind, name = _gauge(gauge)
    return {
        "id": target.pk,
        "title": target.title,
        "programme": task.programme.title,
        "task_number": task.number,
        "task": task.title,
        "field": task.field,
        "relation": target.relation,
        "threshold": target.threshold,
        "begins_on": target.begins_on,
        "ends_on": target.ends_on,
        "gauge": kind,
        "gauge_name": name,
        "lacks": target.lacks,
        "synthetic": task.programme.synthetic,
    }


def _gauge(gauge: Gauge | None) -> tuple[str | None, str | None]:
    if gauge is None:
        return None, None
    if gauge.register is not None:
        return "register", gauge.register.key
    return "measure", gauge.measure


def _restrict(standing: Standing, reader: FigureReader) -> Standing:
    """Return a standing of the reader's ground alone."""
    if reader.territory is None:
        return standing

    def own(units: Iterable[int]) -> tuple[int, ...]:
        return tuple(unit for unit in units if reader.sees(unit))

    counts = {unit: count for unit, count in standing.counts.items() if reader.sees(unit)}
    declared = {unit: one for unit, one in standing.declared.items() if reader.sees(unit)}
    return replace(
        standing, counts=counts, declared=declared, silent=own(standing.silent),
        lapsed=own(standing.lapsed), stale=own(standing.stale), stored=None,
    )  # fmt: skip


def _tell(standing: Standing, reader: FigureReader, foreseen: Forecast | None) -> dict[str, Any]:
    shares, total = standing.shares, standing.total
    said = standing.declarations[0] if standing.declarations else None
    return {
        "as_of": standing.as_of,
        "ground": reader.ground,
        "measured_by": _gauge(standing.gauge)[1],
        "numerator": total.numerator,
        "denominator": total.denominator,
        "unknown": total.unknown,
        "share": shares.share if shares else None,
        "low": shares.low if shares else None,
        "high": shares.high if shares else None,
        "is_reached": standing.is_reached,
        "silent": len(standing.silent),
        "stale": len(standing.stale),
        "lapsed": len(standing.lapsed),
        "declared": said and {
            "numerator": said.numerator, "denominator": said.denominator, "share": said.share,
            "held_on": said.held_on,
        },
        "difference": standing.difference,
        "expected": standing.expected,
        "forecast": foreseen and _foresee(foreseen),
        "standing_synthetic": standing.synthetic,
    }  # fmt: skip


def _foresee(foreseen: Forecast) -> dict[str, Any]:
    return {
        "outlook": foreseen.outlook.value,
        "likeliest": foreseen.day,
        "earliest": foreseen.earliest,
        "latest": foreseen.latest,
    }

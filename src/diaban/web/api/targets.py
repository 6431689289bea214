"""Targets of the year's programme: which there are, and how one stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import date

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Path, Query, Schema

from diaban.spine.programme.models import Task
from diaban.spine.programme.targets import Standing, foresee_from, gauge_of, read_curve
from diaban.web.api.reading_figures import FigureReader, day_asked, require_figure_reader
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut
from diaban.web.programme.target_facts import adopted_targets, describe, tell_standing

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
    amount: int | None = Field(
        description="How many there shall be, where a number was asked for: every share is of it, "
        "and may be over 1. Null: shares are of the records that are counted"
    )
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
    other_noun_vi: str | None = Field(
        description="What it counts where the gauge of the day counts another thing; then there "
        "is no difference. Null where both count the same"
    )
    other_noun_en: str | None


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
    difference: float | None = Field(
        description="Declared share less the measured one; null where they count different things"
    )
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
    return {"targets": [describe(one, gauge_of(one, day)) for one in _targets(reader)]}


def read_one_target(request: HttpRequest, number: int = _NUMBER, as_of: date | None = _AS_OF):
    """Shares, bounds, what was declared and foreseen; of your charge alone if that is not all."""
    reader, day = require_figure_reader(request), day_asked(as_of)
    target = _targets(reader).filter(pk=number).first()
    if target is None:
        return refuse_plainly(404, "no_target", *_NO_TARGET)
    curve = read_curve(target, day)
    standing = _restrict(curve[-1][1], reader)
    foreseen = foresee_from(curve) if reader.territory is None else None
    told = tell_standing(standing, reader.ground, foreseen)
    return describe(target, gauge_of(target, day_asked(None))) | told


def _targets(reader: FigureReader):
    found = adopted_targets()
    if reader.territory is not None:
        found = found.filter(task__in=Task.objects.visible_to(reader.actor))
    return found


def _restrict(standing: Standing, reader: FigureReader) -> Standing:
    """Return a standing of the reader's ground alone."""
    if reader.territory is None:
        return standing

    def own(units: Iterable[int]) -> tuple[int, ...]:
        return tuple(unit for unit in units if reader.sees(unit))

    target = standing.target
    if target.amount:  # a number of the whole city is none of a part
        target = copy(target)
        target.amount, target.threshold, target.milestones = None, None, []
    counts = {unit: count for unit, count in standing.counts.items() if reader.sees(unit)}
    declared = {unit: one for unit, one in standing.declared.items() if reader.sees(unit)}
    return replace(
        standing, target=target, counts=counts, declared=declared, silent=own(standing.silent),
        lapsed=own(standing.lapsed), stale=own(standing.stale), stored=None,
    )  # fmt: skip

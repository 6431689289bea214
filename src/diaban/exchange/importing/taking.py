"""Each kind of import asked in one shape: an order goes in, an outcome or a run comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from diaban.exchange.importing import (
    basemap,
    boundaries,
    household_counts,
    pipeline,
    unit_tables,
)
from diaban.exchange.importing.orders import (
    Order,
    Outcome,
    count_reasons,
    known_reasons,
    whole_numbers,
)
from diaban.exchange.importing.tables import MOST_UPLOADED_BYTES
from diaban.spine.parties.models import User
from diaban.spine.places.units import TWO_TIER_FROM
from diaban.spine.runs.models import Run

Progress = Callable[[Run], None]


def plan_addresses(order: Order, actor: User) -> Outcome:
    plan = pipeline.plan_import(_address_request(order, actor))
    return Outcome(
        whole_numbers(plan.counts),
        known_reasons(plan.problem_counts, plan.first_problems),
        [{k: str(v) for k, v in row.items() if v not in (None, "")} for row in plan.sample],
        told=count_reasons(plan.notes),
        mapping=dict(plan.mapping.columns),
        system=plan.coordinate_system.as_json() if plan.coordinate_system else None,
        picture=plan.picture,
    )


def run_addresses(order: Order, actor: User, progress: Progress) -> Run:
    return pipeline.run_import(_address_request(order, actor), progress)


def _address_request(order: Order, actor: User) -> pipeline.ImportRequest:
    return pipeline.ImportRequest(
        path=order.path,
        source=order.source,
        actor=actor,
        mapping=order.columns,
        options=order.options,
        fix_swapped=order.fix_swapped,
        synthetic=order.synthetic,
        are_households=None if order.not_households is None else not order.not_households,
        held_on=order.on,
    )


def plan_boundaries(order: Order, actor: User) -> Outcome:
    return _tell(boundaries.import_boundaries(_boundary_request(order, actor, dry_run=True)))


def run_boundaries(order: Order, actor: User, progress: Progress) -> Run:
    report = boundaries.import_boundaries(_boundary_request(order, actor, dry_run=False))
    run = _kept(report)
    if report.counts["due"]:
        boundaries.recode_after(run)
    return run


def _boundary_request(order: Order, actor: User, dry_run: bool) -> boundaries.BoundaryRequest:
    return boundaries.BoundaryRequest(
        path=order.path,
        source=order.source,
        actor=actor,
        valid_from=order.on or TWO_TIER_FROM,
        dry_run=dry_run,
        options=order.options,
        snap_metres=order.snap_metres,
    )


def plan_households(order: Order, actor: User) -> Outcome:
    report = household_counts.import_household_counts(_counts_request(order, actor, dry_run=True))
    return _tell(report)


def run_households(order: Order, actor: User, progress: Progress) -> Run:
    return _kept(
        household_counts.import_household_counts(_counts_request(order, actor, dry_run=False))
    )


def _counts_request(order: Order, actor: User, dry_run: bool) -> household_counts.CountsRequest:
    return household_counts.CountsRequest(
        path=order.path,
        actor=actor,
        source=order.source,
        as_of=order.on,
        synthetic=order.synthetic,
        dry_run=dry_run,
        options=replace(order.options, most_bytes=MOST_UPLOADED_BYTES),
    )


def plan_unit_table(order: Order, actor: User) -> Outcome:
    return _tell(unit_tables.plan_unit_table(_unit_table_request(order, actor)))


def run_unit_table(order: Order, actor: User, progress: Progress) -> Run:
    return _kept(unit_tables.run_unit_table(_unit_table_request(order, actor)))


def _unit_table_request(order: Order, actor: User) -> unit_tables.UnitTableRequest:
    options = replace(order.options, most_bytes=MOST_UPLOADED_BYTES)
    return unit_tables.UnitTableRequest(order.path, order.source, actor, options)


def plan_basemap(order: Order, actor: User) -> Outcome:
    plan = basemap.plan_basemap(_basemap_request(order, actor))
    reasons = known_reasons(plan.problem_counts, plan.first_problems)
    return Outcome(whole_numbers(plan.counts), reasons, plan.sample)


def run_basemap(order: Order, actor: User, progress: Progress) -> Run:
    return basemap.run_basemap(_basemap_request(order, actor), progress)


def _basemap_request(order: Order, actor: User) -> basemap.BasemapRequest:
    return basemap.BasemapRequest(
        path=order.path,
        source=order.source,
        actor=actor,
        options=order.options,
        synthetic=order.synthetic,
    )


def _tell(report: Any) -> Outcome:
    return Outcome(
        whole_numbers(report.counts),
        count_reasons(report.problems),
        missing=list(getattr(report, "missing", ())),
        told=count_reasons(getattr(report, "faults", ())),
        foreseen=dict(getattr(report, "foreseen", {})),
    )


def _kept(report: Any) -> Run:
    """Return the run of a report, with the reasons that it alone knows."""
    run = report.run
    run.report = run.report | {
        "reasons": count_reasons(report.problems),
        "missing": list(getattr(report, "missing", ())),
        "told": count_reasons(getattr(report, "faults", ())),
    }
    run.save(update_fields=["report"])
    return run

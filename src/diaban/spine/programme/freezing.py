"""How the adopted programmes stand on a day, written down whole: to be kept, reported, compared.

The same rows serve a window that is closed, where they are saved and never change, and a day that
is not, where they are made, shown and forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite

from django.db.models import Model, Prefetch, Q
from django.db.models.query import QuerySet

from diaban.engines.measuring import ShareBounds, bound_of_amount, roll_up, weigh
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.models import Closing
from diaban.spine.parties.organisations import Organisation, owners_on
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget, ClosedTask
from diaban.spine.programme.deadlines import deadline_of, first_deadline_of
from diaban.spine.programme.models import Gauge, Programme, Stage, Target, Task
from diaban.spine.programme.nouns import noun_of
from diaban.spine.programme.rounds import done_of, next_round
from diaban.spine.programme.statuses import slipped_days, status_of
from diaban.spine.programme.targets import Standing, read_targets

# what a row is called by in the database, which is not part of what it says
_HANDLES = {"id", "closing", "row", "figure"}
# columns that came later: empty ones are in no digest, so that those of before still hold
_LATER = {"amount", "declared_noun", "comes_again", "next_round", "missing_rounds"}


@dataclass(frozen=True, slots=True)
class FrozenTarget:
    figure: ClosedTarget
    places: list[ClosedPlace]

    @property
    def declaring(self) -> list[ClosedPlace]:
        """The places that what was declared is the sum of; none where it is of the whole."""
        if not self.figure.declared_by_units:
            return []
        said = [place for place in self.places if place.declared_denominator is not None]
        return [place for place in said if place.declared_noun == self.figure.declared_noun]

    @property
    def comparable(self) -> ShareBounds | None:
        """What was measured in the places that the declaration is of; None where nothing was."""
        if not self.figure.declared_by_units or not self.figure.is_measurable:
            return self.figure.shares
        counts = {place.unit_id: place.count for place in self.declaring if not place.silent}
        if self.figure.counts_alike and counts:
            return weigh(counts, dict.fromkeys(counts, 1.0))
        total = roll_up(counts.values())
        if self.figure.amount:
            return bound_of_amount(total, self.figure.amount)
        return ShareBounds(total.share, total.low, total.high)

    @property
    def difference(self) -> float | None:
        """By how much the declared share is over the measured one of the same places.

        None where one of both is missing, or where they count different things.
        """
        measured, declared = self.comparable, self.figure.declared_share
        if (
            self.figure.declared_noun
            or declared is None
            or measured is None
            or measured.share is None
        ):
            return None
        return declared - measured.share


@dataclass(frozen=True, slots=True)
class FrozenTask:
    """A row of the programme with its targets, as of a day."""

    row: ClosedTask
    targets: list[FrozenTarget]

    def told(self) -> list[object]:
        """Return everything that it says, for a digest."""
        return [
            _values(self.row),
            sorted([_values(one.figure), sorted(map(_values, one.places))] for one in self.targets),
        ]


def freeze(opens_on: date, closes_on: date, also: Collection[int] = ()) -> list[FrozenTask]:
    """Write down the tasks of every programme that runs between two days, as of the last.

    It had to be adopted by then, for what came later was no plan on that day. ``also``: those told
    though they begin or were adopted later, as one whose annex is sent out before. Nothing is
    saved.
    """
    tasks = list(_tasks(opens_on, closes_on, also))
    targets = [target for task in tasks for target in task.targets.all()]
    standings = read_targets(targets, closes_on)
    by_task: dict[int, list[Standing]] = defaultdict(list)
    for standing in standings:
        by_task[standing.target.task_id].append(standing)
    answerable = _answerable(tasks, closes_on)
    return [
        _freeze_task(task, answerable[task.lead, task.field], closes_on, by_task[task.pk])
        for task in tasks
    ]


def read_frozen(closing: Closing) -> list[FrozenTask]:
    """Read back what was kept when a window was closed, in the programme's order."""
    places = Prefetch("places", ClosedPlace.objects.order_by("pk"))
    targets = Prefetch("targets", ClosedTarget.objects.order_by("pk").prefetch_related(places))
    rows = closing.tasks.order_by("pk").prefetch_related(targets)
    return [
        FrozenTask(row, [FrozenTarget(one, list(one.places.all())) for one in row.targets.all()])
        for row in rows
    ]


def save_frozen(frozen: Iterable[FrozenTask], closing: Closing) -> None:
    """Keep rows for good; in the transaction of the closing."""
    tasks = list(frozen)
    for task in tasks:
        task.row.closing = closing
    targets = [target for task in tasks for target in task.targets]
    places = [place for target in targets for place in target.places]
    ClosedTask.objects.bulk_create([task.row for task in tasks], batch_size=500)
    ClosedTarget.objects.bulk_create([target.figure for target in targets], batch_size=500)
    ClosedPlace.objects.bulk_create(places, batch_size=500)


def _tasks(opens_on: date, closes_on: date, also: Collection[int]) -> QuerySet[Task]:
    was_there = Q(begins_on__lte=closes_on, adopted_on__lte=closes_on)
    running = Programme.objects.filter(was_there | Q(pk__in=also), ends_on__gte=opens_on)
    return (
        Task.objects.filter(programme__in=running.exclude(stage=Stage.DRAFT))
        .select_related("programme", "lead")
        .prefetch_related("partners", "extensions", "rounds", "duties__directive")
        .prefetch_related("targets__gauges__register", "targets__places")
        .order_by("programme", "pk")
    )


def _answerable(tasks: Iterable[Task], as_of: date) -> dict[tuple[Organisation | None, str], str]:
    """Return who had each lead's field on a day; empty where nobody knows."""
    asked = {(task.lead, task.field) for task in tasks}
    owners = {pair: owners_on(*pair, as_of) if pair[0] else [] for pair in asked}
    known = {
        pair: [one.organisation.name for one in found if one.organisation]
        for pair, found in owners.items()
    }
    return {pair: "; ".join(dict.fromkeys(names)) for pair, names in known.items()}


def _freeze_task(task: Task, answerable: str, as_of: date, standings: list[Standing]) -> FrozenTask:
    # whom the document names and no single body is: it leads in the words of the document
    lead = task.lead.name if task.lead else ""
    following = next_round(task, as_of)
    row = ClosedTask(
        programme=task.programme,
        task=task,
        number=task.number,
        title=task.title,
        field=task.field,
        lead=lead or task.lead_said,
        answerable=answerable if lead else task.lead_said,
        partners="; ".join(_partners(task)),
        product=task.product,
        original_deadline=first_deadline_of(task, as_of),
        due_on=deadline_of(task, as_of),
        done_on=done_of(task, as_of),
        status=str(status_of(task, as_of)),
        behind_days=slipped_days(task, as_of),
        comes_again="; ".join(task.comes_again),
        next_round=following.due_on if following else None,
        missing_rounds=following.missing if following else 0,
    )
    in_order = sorted(standings, key=lambda standing: standing.target.pk)
    return FrozenTask(row, [_freeze_target(row, standing) for standing in in_order])


def _partners(task: Task) -> list[str]:
    named = sorted(partner.name for partner in task.partners.all())
    return [*named, *(one for one in task.partners_said if one not in named)]


def _freeze_target(row: ClosedTask, standing: Standing) -> FrozenTarget:
    target, shares = standing.target, standing.shares
    said = next(iter(standing.declarations), None)
    figure = ClosedTarget(
        row=row,
        target=target,
        title=target.title,
        relation=target.relation,
        threshold=target.threshold,
        amount=target.amount,
        lacks=target.lacks,
        counts_alike=target.counts_alike,
        **_gauge(target, standing.gauge),
        share=shares.share if shares else None,
        low=shares.low if shares else None,
        high=shares.high if shares and isfinite(shares.high) else None,
        **_counts(standing.total),
        silent=len(standing.silent),
        declared_numerator=said.numerator if said else None,
        declared_denominator=said.denominator if said else None,
        declared_by_units=bool(said and said.units),
        declared_noun=noun_of(said.other).vi if said and said.other else "",
        is_reached=standing.is_reached,
        synthetic=standing.synthetic,
    )
    return FrozenTarget(figure, list(_freeze_places(figure, standing)))


def _freeze_places(figure: ClosedTarget, standing: Standing) -> Iterator[ClosedPlace]:
    silent = set(standing.silent)
    spoken = {unit for unit in standing.declared if unit is not None}
    known = standing.counts.keys() | silent | spoken
    for unit in sorted(known, key=lambda unit: (unit is None, unit or 0)):
        said = standing.declared.get(unit) if unit is not None else None
        other = standing.other_gauge(said) if said else None
        count = standing.counts.get(unit)
        yield ClosedPlace(
            figure=figure,
            unit_id=unit,
            **(_counts(count) if count else {}),
            silent=unit in silent,
            declared_numerator=said.numerator if said else None,
            declared_denominator=said.denominator if said else None,
            declared_noun=noun_of(other).vi if other else "",
        )


def _counts(count) -> dict[str, int]:
    return {name: getattr(count, name) for name in ("numerator", "denominator", "unknown")}


def _gauge(target: Target, gauge: Gauge | None) -> dict[str, object]:
    if gauge is None:
        # nothing counts it, and the document alone says of what so many are to be there
        return {"noun": target.duty.value_unit[:60]} if target.amount and target.duty else {}
    if gauge.register_id is not None:
        return {"gauge": f"register:{gauge.register.key}", "noun": gauge.register.noun_vi}
    spec = measures()[gauge.measure]
    return {"gauge": spec.name, "version": spec.version, "noun": spec.noun_vi}


def _values(row: Model) -> list[str]:
    fields = [field for field in row._meta.concrete_fields if field.name not in _HANDLES]
    told = [(field.name, getattr(row, field.attname)) for field in fields]
    return [f"{name}={value}" for name, value in told if value or name not in _LATER]

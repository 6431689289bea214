"""Proposals for commendation: the published rule, fed with what was measured and nothing else.

The rule itself is ``engines.measuring.commending``, and docs/explanation/commendation.md says it in
plain words. Here stands which targets it judges by, of which communes, and what bars one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.engines.measuring import (
    Contest,
    Count,
    Merit,
    Outcome,
    ShareBounds,
    commend,
    with_vanished,
)
from diaban.engines.measuring.commending import VERSION
from diaban.spine.certification.models import Batch, BatchState
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Field
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import city_communes
from diaban.spine.programme.models import (
    Assignment,
    Commendation,
    Programme,
    Relation,
    Target,
    Task,
)
from diaban.spine.programme.statuses import Status, status_of
from diaban.spine.programme.targets import Standing, month_ends, read_days

AUDIT_FELL = "audit_fell"
_RISES = {Relation.AT_LEAST, Relation.ABOVE}


class CommendationError(ValueError):
    """A decision that cannot be taken down.

    ``reason``: ``no_standing``, ``not_proposed`` (the rule does not propose this commune on these
    figures), ``reason_missing``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Judged:
    """One target that the rule judges by: each commune's counts, those that vanished as unknown."""

    target: Target
    contest: Contest[int]
    counts: Mapping[int, Count]


@dataclass(frozen=True)
class Bar:
    """What bars a commune: a task that is overdue, or (no task) an audit that fell."""

    reason: str
    task: Task | None = None


@dataclass(frozen=True)
class FieldProposals:
    """What the rule makes of one field; ``left_out``: targets it cannot judge by, and why."""

    field: str
    judged: Sequence[Judged]
    left_out: Sequence[tuple[Target, str]]
    merits: Mapping[int, Merit]
    bars: Mapping[int, Sequence[Bar]]

    def units(self, outcome: Outcome) -> list[int]:
        """Return the communes with an outcome, by row number."""
        return [unit for unit, merit in self.merits.items() if merit.outcome == outcome]


def read_proposals(programme: Programme, as_of: date) -> list[FieldProposals]:
    """Apply the rule to every field of a programme as of the end of a day.

    Nothing is judged before the programme begins: what holds by then was not done for it.
    """
    if as_of < programme.begins_on:
        return []
    rows = programme.tasks.prefetch_related("extensions", "rounds", "duties__directive")
    tasks = list(rows.exclude(field=""))
    targets = list(Target.objects.filter(task__in=tasks).select_related("task").order_by("pk"))
    days = [day for day in month_ends(as_of, months=12) if day >= programme.begins_on]
    standings = read_days(targets, [*days, as_of])
    communes = frozenset(city_communes(as_of).values_list("pk", flat=True))
    overdue = {task.pk for task in tasks if status_of(task, as_of) == Status.OVERDUE}
    handed = _handed_down(overdue)
    fell = _fell(programme, as_of)
    by_field: dict[str, list[Sequence[Standing]]] = defaultdict(list)
    for number, target in enumerate(targets):
        by_field[target.task.field].append([standings[day][number] for day in standings])
    return [
        _judge(field.value, by_field[field], communes, handed, fell)
        for field in Field
        if by_field[field]
    ]


def decide(proposals: FieldProposals, programme: Programme, as_of: date, said: Decision) -> None:
    """Take down what the department decides on a proposal; the rule itself decides nothing.

    Raises CommendationError.
    """
    if said.actor.role != Role.DEPARTMENT:
        raise CommendationError("no_standing")
    merit = proposals.merits.get(said.unit.pk)
    if merit is None or merit.outcome != Outcome.PROPOSED:
        raise CommendationError("not_proposed")
    if not said.reason.strip():
        raise CommendationError("reason_missing")
    figures = [
        [one.target.pk, count.numerator, count.denominator, count.unknown]
        for one in proposals.judged
        if (count := one.counts.get(said.unit.pk)) is not None
    ]
    with transaction.atomic():
        row = Commendation.objects.create(
            programme=programme,
            unit=said.unit,
            field=proposals.field,
            rule=VERSION,
            as_of=as_of,
            accepted=said.accepted,
            reason=said.reason.strip()[:400],
            figures=figures,
            decided_at=timezone.now(),
            decided_by=said.actor,
        )
        facts = {"unit": said.unit.pk, "field": proposals.field, "accepted": said.accepted}
        facts |= {"reason": row.reason, "as_of": str(as_of)}
        record(said.actor, "commendation.decided", f"programme:{programme.pk}", facts)


@dataclass(frozen=True)
class Decision:
    """Who accepts or declines the proposal of a commune, and why."""

    unit: Unit
    accepted: bool
    reason: str
    actor: User


def _judge(
    field: str,
    targets: Iterable[Sequence[Standing]],
    communes: frozenset[int],
    handed: Mapping[int, set[int]],
    fell: set[int],
) -> FieldProposals:
    judged, left_out = [], []
    for days in targets:
        reason = _why_not(days[-1])
        if reason:
            left_out.append((days[-1].target, reason))
        else:
            judged.append(_as_judged(days, communes))
    bars = _bars(judged, handed)
    if field == Field.POST:
        for unit in fell:
            bars[unit].append(Bar(AUDIT_FELL))
    merits = commend([one.contest for one in judged], barred=bars.keys())
    return FieldProposals(field, judged, left_out, merits, bars)


def _why_not(standing: Standing) -> str:
    """Say why the rule cannot judge by a target; empty where it can."""
    if standing.gauge is None:
        return "not_measured"
    is_share = standing.target.threshold is not None and standing.target.amount is None
    if not is_share or standing.target.relation not in _RISES:
        return "no_threshold"
    register = standing.gauge.register
    return "not_by_commune" if register and register.level != Level.COMMUNE else ""


def _as_judged(days: Sequence[Standing], communes: frozenset[int]) -> Judged:
    now, most = days[-1], defaultdict(int)
    for standing in days:
        if standing.gauge != now.gauge:  # another rule counted other things
            continue
        for unit, count in standing.counts.items():
            most[unit] = max(most[unit], count.belonging)
    asked = (set(now.counts) | set(now.silent)) & communes
    counts = {
        unit: with_vanished(now.counts.get(unit, Count()), most[unit]) for unit in sorted(asked)
    }
    target = now.target
    shares = {unit: ShareBounds(c.share, c.low, c.high) for unit, c in counts.items()}
    contest = Contest(shares, target.threshold or 0.0, target.relation == Relation.ABOVE)
    return Judged(target, contest, counts)


def _bars(judged: Iterable[Judged], handed: Mapping[int, set[int]]) -> dict[int, list[Bar]]:
    """Return who has an overdue task whose target it has not reached for certain itself."""
    bars: dict[int, list[Bar]] = defaultdict(list)
    for one in judged:
        task = one.target.task
        for unit in handed.get(task.pk, ()):
            bounds = one.contest.shares.get(unit)
            if bounds is not None and not one.contest.reaches(bounds.low):
                bars[unit].append(Bar("overdue", task))
    return bars


def _handed_down(tasks: Iterable[int]) -> dict[int, set[int]]:
    handed: dict[int, set[int]] = defaultdict(set)
    sent = Assignment.objects.filter(task__in=tasks, returned_at__isnull=True)
    for task, unit in sent.values_list("task_id", "unit_id"):
        handed[task].add(unit)
    return handed


def _fell(programme: Programme, as_of: date) -> set[int]:
    """Return the communes of which a certified batch fell in its audit within the programme."""
    batches = Batch.objects.filter(
        state=BatchState.FELL,
        closed_at__date__gte=programme.begins_on,
        closed_at__date__lte=min(as_of, programme.ends_on),
    )
    return set(batches.values_list("unit_id", flat=True))

"""From accepted duties to a task with its targets: names, days, and the line that is expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from diaban.engines.reading import read
from diaban.spine.programme.amounts import amount_of, limits_each_case
from diaban.spine.programme.bodies import body_of, elsewhere_of
from diaban.spine.programme.directives import Duty
from diaban.spine.programme.models import Programme, Relation, Target, Task
from diaban.spine.programme.titling import join_titles, lacks_subject, title_of


def make_task(programme: Programme, number: int, duties: Sequence[Duty]) -> Task:
    """Make one task of duties, and a target of each that says how much, or of the first."""
    first = duties[0]
    said = next((duty.lead_said for duty in duties if duty.lead_said), "")
    place = elsewhere_of(first.directive)
    task = Task.objects.create(
        programme=programme,
        number=str(number),
        title=join_titles((title_of(duty, 400) for duty in duties), 400),
        field=first.field,
        # where no document names anybody, the plan asks: its own body is not taken in silence
        lead=body_of(said, place) if said else None,
        product=next((duty.product for duty in duties if duty.product), ""),
        original_deadline=deadline_of(duties, (programme.begins_on, programme.ends_on)),
    )
    task.duties.set(duties)
    names = {name.strip() for duty in duties for name in duty.partners_said.split(";")} - {""}
    partners = (body_of(name, place) for name in sorted(names))
    task.partners.set([body for body in partners if body])
    numbered = [duty for duty in duties if duty.value is not None]
    for duty in numbered or [first]:
        _make_target(task, duty)
    return task


def deadline_of(duties: Sequence[Duty], years: tuple[date, date]) -> date | None:
    """Return the first of the duties' days; of one that comes again, its last within the years.

    Where the last only says how far a next stage goes, it is that stage's day.
    """
    days = [day for duty in duties if (day := last_day_of(duty, years))]
    staged = len(duties) > 1 and lacks_subject(duties[-1].wording or duties[-1].quote)
    return max(days, default=None) if staged else min(days, default=None)


def last_day_of(duty: Duty, years: tuple[date, date]) -> date | None:
    """Return a duty's day; of one that comes again, its last within the years of the plan."""
    again = duty.comes_again
    if duty.corrected_deadline is not None or again is None:
        return duty.until
    return again.last_within(*years) or duty.until


def _make_target(task: Task, duty: Duty) -> None:
    amount = amount_of(duty)
    counted = duty.value is not None and duty.value_unit.startswith("%") and 0 <= duty.value <= 100
    # "95 % of households" is to be reached, and more is no fault; of what shall be none, it is
    meant = Relation.AT_MOST if duty.value == 0 else Relation.AT_LEAST
    said = "" if limits_each_case(duty) else duty.relation
    relation = meant if said in {"", "="} else Relation(said)
    target = Target(
        task=task, title=title_of(duty, 240), relation=relation, duty=duty,
        threshold=duty.value / 100 if counted else 1.0 if amount else None, amount=amount,
    )  # fmt: skip
    years = task.programme.begins_on, task.programme.ends_on
    target.begins_on, target.ends_on, target.milestones = draw_line(duty, target, years)
    target.save()


def draw_line(
    duty: Duty, target: Target, years: tuple[date, date]
) -> tuple[date, date, list[list[object]]]:
    """Return a target's first and last day in a plan of these years, and its expected line."""
    begins, ends = years
    until = last_day_of(duty, years)
    if until is not None and until <= begins:
        # what has to be ready before the plan's first day is on the way since it was asked for
        begins = min(duty.directive.issued_on, until)
    if until is not None and begins <= until < ends:
        # also of a day that cannot be meant: the plan's last day would hide that it is asked about
        ends = until
    # of what shall fall nobody knows where it begins, so no curve is expected
    falls = target.relation in {Relation.AT_MOST, Relation.BELOW}
    if target.threshold is None or falls:
        return begins, ends, []
    points = [[str(ends), target.threshold]]
    if begins < ends:
        points = [[str(begins), 0.0], *_steps(duty, begins, ends, target.threshold), *points]
    return begins, ends, points


def _steps(duty: Duty, begins: date, ends: date, threshold: float) -> list[list[object]]:
    """Return the shares that a duty's own words ask for on the way: "80% by June, then 100%"."""
    source = duty.directive
    found = read(duty.quote, day=source.issued_on, title=source.abstract).duties
    said = {
        one.deadline.day: one.target.value / 100
        for one in found
        if one.deadline and one.deadline.day and one.target and one.target.unit.startswith("%")
    }
    between = sorted(day for day in said if begins < day < ends and 0 < said[day] < threshold)
    return [[str(day), said[day]] for day in between]

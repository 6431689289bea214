"""Plans while they are drafted: programmes in one another, tasks made of duties, what counts them.

Once a programme is adopted its tasks and targets stand; what follows is extended, not rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from diaban.spine.evidence.models import Register
from diaban.spine.figures.declaring import measures
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.bodies import find_body, refuse_ended
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.directives import Directive, Duty, DutyState
from diaban.spine.programme.grouping import Join, group_duties
from diaban.spine.programme.making import deadline_of, draw_line, make_task
from diaban.spine.programme.models import Gauge, Programme, Relation, Stage, Target, Task
from diaban.spine.programme.targets import read_target
from diaban.spine.programme.titling import shorten

Row = TypeVar("Row", Task, Target)
_TOLD = 120
_TASK_FIELDS = ("title", "field", "product", "original_deadline")
_TARGET_FIELDS = (
    "title", "relation", "threshold", "amount", "begins_on", "ends_on", "milestones",
    "counts_alike",
)  # fmt: skip


class PlanError(ValueError):
    """Something that a plan does not take.

    ``reason``: ``no_standing``, ``adopted_already``, ``field_missing``, ``too_long``,
    ``days_turned``, ``outside_parent``, ``parts_outside``, ``no_duties``, ``no_tasks``,
    ``cannot_be_meant``, ``changed_meanwhile``, ``threshold``, ``amount``, ``share_and_amount``,
    ``milestone``, ``milestone_twice``, ``not_a_choice``, ``no_targets``,
    ``lacks_missing``, ``gauged`` (what counts it was chosen: it is changed, not taken out),
    ``counted_already`` (no register is opened beside what counts it), ``lead_ended``,
    ``lead_ended_unknown`` (nobody knows who has its work).
    ``details`` name the field.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Impossible:
    """A task with what cannot be meant of it.

    ``reason``: ``before_document`` (its day is before the document that asks for it),
    ``before_programme`` (of what no document asks: its day is before the programme begins),
    ``window`` (a target ends before it begins),
    ``milestone`` (outside the target's window), ``milestone_twice`` (two of one day).
    """

    task: Task
    reason: str


def begin(
    title: str, years: tuple[date, date], organisation: str, parent: Programme | None, actor: User
) -> Programme:
    """Begin a programme, inside a longer one or by itself. Raises PlanError."""
    _require_department(actor)
    title, body = title.strip(), organisation.strip()
    for name, said, most in (("title", title, 240), ("lead_said", body, 160)):
        _check_words(name, said, most)
    if years[1] < years[0]:
        raise PlanError("days_turned")
    if parent is not None and not parent.begins_on <= years[0] <= years[1] <= parent.ends_on:
        raise PlanError("outside_parent")
    with transaction.atomic():
        made = Programme.objects.create(
            title=title, begins_on=years[0], ends_on=years[1], parent=parent,
            organisation=find_body(body), made_at=timezone.now(), made_by=actor,
        )  # fmt: skip
        facts = {"title": title[:_TOLD], "from": str(years[0]), "until": str(years[1])}
        record(actor, "programme.begun", f"programme:{made.pk}", facts)
    return made


def change_plan(
    programme: Programme, title: str, years: tuple[date, date], seen: tuple[date, date], actor: User
) -> None:
    """Correct a draft's title and years; ``seen``: the years that were shown. Raises PlanError.

    What took its days from the plan's years goes with them: targets, the ends of their expected
    lines, and the last days of what comes again. Days that somebody or a document set stay.
    """
    title = title.strip()
    _check_words("title", title, 240)
    if years[1] < years[0]:
        raise PlanError("days_turned")
    with transaction.atomic():
        row = _hold(programme, actor)
        if (row.begins_on, row.ends_on) != seen:
            raise PlanError("changed_meanwhile")
        if row.parent and not row.parent.begins_on <= years[0] <= years[1] <= row.parent.ends_on:
            raise PlanError("outside_parent")
        if row.parts.exclude(begins_on__gte=years[0], ends_on__lte=years[1]).exists():
            raise PlanError("parts_outside")
        Programme.objects.filter(pk=row.pk).update(
            title=title, begins_on=years[0], ends_on=years[1]
        )
        for task in row.tasks.prefetch_related("duties", "targets"):
            _follow_years(task, seen, years)
        facts = {
            "before": {"title": row.title[:_TOLD], "from": str(seen[0]), "until": str(seen[1])},
            "changed": {"title": title[:_TOLD], "from": str(years[0]), "until": str(years[1])},
        }
        record(actor, "programme.changed", f"programme:{row.pk}", facts)
    programme.refresh_from_db()


def _follow_years(task: Task, old: tuple[date, date], new: tuple[date, date]) -> None:
    """Let what a task took from its plan's years go with them."""
    until = deadline_of(task.duties.all(), old)
    if task.original_deadline is not None and task.original_deadline == until:
        task.original_deadline = deadline_of(task.duties.all(), new)
        task.save(update_fields=["original_deadline"])
    for target in task.targets.all():
        if target.duty is not None and not target.version:
            target.begins_on, target.ends_on, drawn = draw_line(target.duty, target, new)
            if target.milestones and len(drawn) > 1:
                # where it starts from was read off the records when its measure was chosen
                drawn[0][1] = target.milestones[0][1]
            target.milestones = drawn
        else:
            moved = dict(zip(old, new, strict=True))
            target.begins_on = moved.get(target.begins_on, target.begins_on)
            target.ends_on = moved.get(target.ends_on, target.ends_on)
            days = {str(one): str(other) for one, other in moved.items()}
            target.milestones = [[days.get(day, day), share] for day, share in target.milestones]
        target.save(update_fields=["begins_on", "ends_on", "milestones"])


def lead_tasks(programme: Programme, tasks: Sequence[Task], name: str, actor: User) -> int:
    """Say once who leads those of a draft's tasks of which nobody was named; return how many."""
    _check_words("lead_said", name, 160)
    with transaction.atomic():
        _hold(programme, actor)
        rows = programme.tasks.select_for_update(of=("self",)).filter(lead=None)
        led = [row for row in rows.filter(pk__in=[task.pk for task in tasks]) if not row.lead_said]
        fields = (row.field for row in led)
        documents = served_directives(programme)
        if refused := refuse_ended(name, programme.begins_on, fields, documents):
            raise PlanError(refused[0], **refused[1])
        body = find_body(name)
        for row in led:
            row.lead, row.version = body, row.version + 1
            row.save(update_fields=["lead", "version"])
            facts = {"title": row.title[:_TOLD], "before": {"lead_said": ""},
                     "changed": {"lead_said": body.name}}  # fmt: skip
            record(actor, "task.changed", f"task:{row.pk}", facts)
    return len(led)


def make_tasks(
    programme: Programme, duties: Sequence[Duty], actor: User, join: Join = Join.EACH
) -> list[Task]:
    """Make a task of each accepted duty, of each point, or one of all. Raises PlanError."""
    with transaction.atomic():
        _hold(programme, actor)
        if not duties or any(duty.state != DutyState.ACCEPTED for duty in duties):
            raise PlanError("no_duties")
        groups = group_duties(duties, join)
        numbers = [int(n) for n in programme.tasks.values_list("number", flat=True) if n.isdigit()]
        first = max(numbers, default=0) + 1
        made = [make_task(programme, first + place, some) for place, some in enumerate(groups)]
        facts = {"tasks": len(made), "duties": len(duties)}
        record(actor, "task.made", f"programme:{programme.pk}", facts)
    return made


def change_task(
    task: Task,
    version: int,
    values: Mapping[str, object],
    bodies: tuple[str, Sequence[str]],
    actor: User,
) -> None:
    """Correct a task of a draft; ``bodies``: who leads, and with whom. Raises PlanError.

    A target that is called as its task was goes by the new title.
    """
    _check_words("title", str(values["title"]), 400)
    lead, partners = bodies[0].strip(), [name for name in bodies[1] if name.strip()]
    with transaction.atomic():
        _hold(task.programme, actor)
        row = _hold_version(task, version)
        before = _told_of_task(row)
        called_alike = row.targets.filter(title=row.title)
        called_alike.update(title=shorten(str(values["title"]), 240))
        for name in _TASK_FIELDS:
            setattr(row, name, values[name])
        row.lead = find_body(lead) if lead else None
        row.save()
        row.partners.set([find_body(name) for name in partners])
        gone, said = _changes(before, _told_of_task(row))
        facts = {"title": row.title[:_TOLD], "before": gone, "changed": said}
        record(actor, "task.changed", f"task:{row.pk}", facts)


def drop_task(task: Task, version: int, actor: User) -> None:
    """Take a task out of a draft; its duties wait again. Raises PlanError."""
    with transaction.atomic():
        _hold(task.programme, actor)
        _hold_version(task, version)
        facts = {"title": task.title[:_TOLD]}
        number = task.pk
        try:
            with transaction.atomic():
                task.delete()
        except ProtectedError:
            raise PlanError("gauged") from None
        record(actor, "task.dropped", f"task:{number}", facts)


def set_target(
    target: Target, version: int, values: Mapping[str, object], units: Sequence[int], actor: User
) -> None:
    """Say what a target shall reach, when, and in which places (none: all communes)."""
    _check_target(values)
    with transaction.atomic():
        _hold(target.task.programme, actor)
        row = _hold_version(target, version)
        before = _told_of_target(row)
        for name in _TARGET_FIELDS:
            setattr(row, name, values[name])
        row.save()
        row.places.set(units)
        gone, said = _changes(before, _told_of_target(row))
        facts = {"title": row.title[:_TOLD], "before": gone, "changed": said}
        record(actor, "target.set", f"target:{row.pk}", facts)


def count_by(
    target: Target, actor: User, *, measure: str = "", register: Register | None = None
) -> Gauge:
    """Let a measure that an app declares, or a register of evidence, count a target of a draft.

    It counts from a year before the plan on, so that where a target starts from is seen, and at
    what pace its figures rise.
    """
    if (register is None and measure not in measures()) or (register is not None and measure):
        raise PlanError("not_a_choice", field="measure")
    with transaction.atomic():
        _hold(target.task.programme, actor)
        begins_on = min(target.begins_on, today(), target.task.programme.earliest_day)
        gauge = Gauge.objects.create(
            target=target, measure=measure, register=register, valid_from=begins_on,
            set_at=timezone.now(), set_by=actor,
        )  # fmt: skip
        begun = _begun_where_it_stands(target)
        Target.objects.filter(pk=target.pk).update(lacks="", milestones=begun)
        facts = {
            "source": measure or register.key, "on": str(begins_on),
            "changed": {} if begun == target.milestones else {"milestones": _tell_line(begun)},
        }  # fmt: skip
        record(actor, "target.counted_by", f"target:{target.pk}", facts)
    return gauge


def _begun_where_it_stands(target: Target) -> list[list[object]]:
    """Return the expected line; one that nobody drew yet begins at what is known, not at 0."""
    first, *rest = target.milestones or [[]]
    if target.version or not rest or first[0] != str(target.begins_on):
        return target.milestones
    # a city that began to count after the plan's first day stands where it was first known to stand
    days = sorted({min(target.begins_on, today()), today()})
    told = (read_target(target, day).shares for day in days)
    known = (shares.share for shares in told if shares and shares.share is not None)
    return [[first[0], min(next(known, 0.0), rest[0][1])], *rest]


def say_lack(target: Target, words: str, actor: User) -> None:
    """Say what is missing before a target can be counted; it stays not measurable, never 0."""
    say_lacks(target.task.programme, [target], words, actor)


def say_lacks(programme: Programme, targets: Sequence[Target], words: str, actor: User) -> None:
    """Say once what several targets of a draft lack. Raises PlanError."""
    if not targets:
        raise PlanError("no_targets")
    if not words.strip():
        raise PlanError("lacks_missing")
    _check_words("lacks", words, 240)
    with transaction.atomic():
        _hold(programme, actor)
        own = Target.objects.filter(task__programme=programme, pk__in=[one.pk for one in targets])
        own.update(lacks=words.strip())
        for target in targets:
            facts = {"reason": words.strip()[:_TOLD]}
            record(actor, "target.lacks", f"target:{target.pk}", facts)


def hold_target(target: Target, version: int, actor: User) -> None:
    """Hold a draft's target as it was seen for this transaction, so that of two at once one waits.

    Its plan is held first, as by all that change a target. Raises PlanError.
    """
    _hold(target.task.programme, actor)
    _hold_version(target, version)


def find_impossible(programme: Programme) -> list[Impossible]:
    """Return what cannot be meant: the only things for which a plan is not adopted."""
    tasks = programme.tasks.prefetch_related("targets", "duties__directive")
    return [Impossible(task, reason) for task in tasks for reason in _impossible(programme, task)]


def adopt_plan(programme: Programme, actor: User) -> None:
    """Adopt a draft. Raises PlanError; that something is still missing hinders nobody."""
    _require_department(actor)
    if not programme.tasks.exists():
        raise PlanError("no_tasks")
    if find_impossible(programme):
        raise PlanError("cannot_be_meant")
    adopt(programme, actor)


def waiting_duties(programme: Programme) -> list[Duty]:
    """Return the accepted duties that no task of a programme carries out, by document."""
    rows = Duty.objects.filter(state=DutyState.ACCEPTED).exclude(tasks__programme=programme)
    ordered = rows.select_related("directive").prefetch_related("tasks")
    return list(ordered.order_by("-directive__issued_on", "directive_id", "start")[:500])


def served_directives(programme: Programme) -> list[Directive]:
    """Return the documents that a programme's tasks were made of, the newest first."""
    rows = Directive.objects.filter(duties__tasks__programme=programme).distinct()
    return list(rows.order_by("-issued_on", "-pk"))


def _require_department(actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise PlanError("no_standing")


def _check_words(field: str, said: str, most: int) -> None:
    if not said.strip():
        raise PlanError("field_missing", field=field)
    if len(said) > most:
        raise PlanError("too_long", field=field, most=most)


def _check_amount(values: Mapping[str, object]) -> None:
    if values["amount"] is None:
        return
    if not 1 <= values["amount"] < 2**31:
        raise PlanError("amount", field="threshold")
    if values["threshold"] != 1.0 or values["counts_alike"]:
        raise PlanError("share_and_amount")


def _check_target(values: Mapping[str, object]) -> None:
    _check_words("title", str(values["title"]), 240)
    threshold, (begins, ends) = values["threshold"], (values["begins_on"], values["ends_on"])
    if threshold is not None and not 0 <= threshold <= 1:
        raise PlanError("threshold", field="threshold")
    _check_amount(values)
    if values["relation"] not in Relation.values:
        raise PlanError("not_a_choice", field="relation")
    if ends < begins:
        raise PlanError("days_turned")
    for day, share in values["milestones"]:
        if not 0 <= share <= 1 or not str(begins) <= day <= str(ends):
            raise PlanError("milestone")
    if _have_twice(values["milestones"]):
        raise PlanError("milestone_twice")


def _hold_version(asked: Row, version: int) -> Row:
    """Hold a task or target that is still as it was seen, as its next version."""
    row = type(asked).objects.select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if row is None or row.version != version:
        raise PlanError("changed_meanwhile")
    row.version += 1
    return row


def _told_of_task(row: Task) -> dict[str, str]:
    """Return what the journal tells of a task, by the names that its form has."""
    told = {name: str(getattr(row, name) or "") for name in _TASK_FIELDS}
    partners = sorted(one.name for one in row.partners.all())
    return {**told, "lead_said": row.lead.name if row.lead else "",
            "partners_said": "; ".join(partners)}  # fmt: skip


def _told_of_target(row: Target) -> dict[str, str]:
    told = {name: str(getattr(row, name)) for name in _TARGET_FIELDS}
    told["milestones"] = _tell_line(row.milestones)
    return {**told, "places": ", ".join(sorted(unit.code for unit in row.places.all()))}


def _tell_line(milestones: Sequence[Sequence[object]]) -> str:
    return "; ".join(f"{day} {share:g}" for day, share in milestones)


def _changes(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what differs, as it was and as it is, cut to what the journal tells."""
    changed = [name for name in after if after[name] != before[name]]
    return tuple({name: one[name][:_TOLD] for name in changed} for one in (before, after))


def _hold(programme: Programme, actor: User) -> Programme:
    _require_department(actor)
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.stage != Stage.DRAFT:
        raise PlanError("adopted_already")
    return row


def _impossible(programme: Programme, task: Task) -> list[str]:
    found = []
    until = task.original_deadline
    # a plan of next year may have to be ready in this one, if its document was there by then
    asked = [duty.directive.issued_on for duty in task.duties.all()]
    if until is not None and any(until < day for day in asked):
        found.append("before_document")
    elif until is not None and not asked and until < programme.begins_on:
        found.append("before_programme")
    for target in task.targets.all():
        if target.ends_on < target.begins_on:
            found.append("window")
        days = [str(day) for day, _ in target.milestones]
        if any(not str(target.begins_on) <= day <= str(target.ends_on) for day in days):
            found.append("milestone")
        if _have_twice(target.milestones):
            found.append("milestone_twice")
    return found


def _have_twice(milestones: Sequence[Sequence[object]]) -> bool:
    days = [day for day, _ in milestones]
    return len(set(days)) < len(days)

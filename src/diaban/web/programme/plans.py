"""A plan: tasks made of accepted duties, what counts them, adopted and handed down."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diaban.engines.reading import Severity
from diaban.spine.evidence.keeping import RegisterError
from diaban.spine.figures.declaring import measures
from diaban.spine.parties.models import Role
from diaban.spine.parties.organisations import owner_names
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme import planning
from diaban.spine.programme.asking import TaskQuestion, ask_programme
from diaban.spine.programme.bodies import asks_communes
from diaban.spine.programme.cascading import CascadeError, hand_down, take_back
from diaban.spine.programme.directives import Directive, Duty
from diaban.spine.programme.grouping import Join
from diaban.spine.programme.models import Gauge, Programme, Stage, Target, Task
from diaban.spine.programme.orphans import find_orphans
from diaban.spine.programme.planning import PlanError
from diaban.spine.programme.rounds import NextRound, next_round
from diaban.spine.programme.targets import Standing, read_targets
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme import own_registers
from diaban.web.programme.counting import (
    choices_for,
    choose_all,
    choosing,
    has_number,
    keep_target,
    own_part,
    put_back,
)
from diaban.web.programme.desk_offers import offer_bodies
from diaban.web.programme.directive_words import (
    FLAWS,
    IMPOSSIBLE,
    NO_NUMBER,
    NOTHING_COUNTS,
    ORPHANS,
    RELATIONS,
    SEVERITIES,
    STAGES,
    say_refusal,
)
from diaban.web.programme.titles import titled
from diaban.web.programme.written import WrittenError, day_of, line_of, whole_of

_MOST_UNITS = 1_000
Refused = (PlanError, WrittenError, CascadeError, RegisterError)


@dataclass(frozen=True)
class Row:
    """A task of the plan with its target and what is asked about it.

    ``now``: who has it now, where the body that leads it has ended.
    """

    task: Task
    targets: list[tuple[Target, Standing, str]]
    questions: list[tuple[str, object, object, object]]
    impossible: list[object]
    sent: int
    now: list[str]
    next_round: NextRound | None

    @property
    def field_words(self) -> object:
        return FIELD_WORDS.get(self.task.field, "")


def read_day(form: QueryDict, name: str) -> date:
    day = day_of(form, name)
    if day is None:
        raise WrittenError("no_day", name.removeprefix("seen_"), "")
    return day


def plan_page(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, _find(request, number))


def _show(
    request: HttpRequest, programme: Programme, refused: str = "", edited: int | None = None
) -> HttpResponse:
    """Show a plan; ``edited`` is the task whose form was refused, shown again as it was written."""
    may_write = request.user.role == Role.DEPARTMENT
    is_draft = programme.stage == Stage.DRAFT
    sees_all = request.user.sees_whole_city
    tasks = _tasks(request, programme)
    questions = ask_programme(tasks)
    impossible = planning.find_impossible(programme) if sees_all else []
    directives = planning.served_directives(programme)
    orphans = find_orphans(*directives) if sees_all else []
    waiting = planning.waiting_duties(programme) if may_write and is_draft else []
    chosen = _chosen(request, tasks, edited) if may_write and is_draft else None
    if edited:
        _put_back(request.POST, [task for task in tasks if task.pk == edited])
    rows = _rows(tasks, questions, impossible)
    unmeasured = _unmeasured(rows)
    levelless = [target for row in rows for target, s, _words in row.targets if s.is_measurable
                 and not has_number(target)]  # fmt: skip
    answerless = [one for one in unmeasured if not one.lacks]
    leaderless = _leaderless(rows) if may_write and is_draft else []
    open_targets = [*unmeasured, *levelless] if may_write and is_draft else []
    choices = choosing(open_targets, request.POST if refused else None)
    context = {
        "programme": programme,
        "stage": STAGES[Stage(programme.stage)],
        "is_draft": is_draft,
        "may_write": may_write,
        "refused": refused,
        "rows": rows,
        "waiting": [duty for duty in waiting if not duty.tasks.all()],
        "elsewhere": _elsewhere(waiting, directives),
        "directives": directives,
        "dateless": sum(not one.target.task.original_deadline for one in choices),
        "orphans": [(one, ORPHANS[one.reason]) for one in orphans],
        "severities": _grades(questions),
        "impossible": len(impossible),
        "chosen": next((row for row in rows if row.task == chosen), None),
        "unmeasured": unmeasured,
        "words_of_lacks": (NOTHING_COUNTS, NO_NUMBER),
        "written_lacks": request.POST.get("lacks", "") if refused else "",
        "answerless": answerless,
        "levelless": levelless,
        "choosing": choices,
        "own_registers": own_registers.choices(),
        "asks_first": bool(leaderless or (choices and (answerless or levelless))),
        "proposed": sum(bool(one.proposed) for one in choices),
        "leaderless": leaderless,
        "leaderless_numbers": ", ".join(task.number for task in leaderless),
        "gaps": _gaps(rows, levelless),
        "saved": request.GET.get("saved", ""),
        "sent": sum(row.sent for row in rows),
        "target_counts": _count_targets(rows),
        "units": list(city_communes(today()).order_by("sort_key")) if may_write else [],
        "bodies": _bodies(tasks, directives) if may_write and is_draft else [],
        **_handing(request, rows),
        **(_choices(chosen) if chosen else {}),
    }
    return render(request, "programme/plan.html", context, status=409 if refused else 200)


def _bodies(tasks: list[Task], directives: list[Directive]) -> list[str]:
    return offer_bodies((duty for task in tasks for duty in task.duties.all()), directives)


def _handing(request: HttpRequest, rows: list[Row]) -> dict[str, object]:
    """Return what is ticked to be handed down, what can be taken back, and what just was."""
    tasks = [row.task for row in rows]
    written = _written_by_communes(rows)
    ticked = _by_communes(tasks, written)
    return {
        "by_communes": ticked,
        "written_by_communes": written,
        # nobody asks the communes for what they alone can write
        "unasked": [task for task in tasks if task.pk in written and not task.sent],
        "to_tick": sorted(rows, key=lambda row: row.task.pk not in ticked),
        "to_take_back": [row for row in rows if row.task.untouched],
        "taken_back": _numbers_of(request, "taken", "kept"),
    }


def _numbers_of(request: HttpRequest, *names: str) -> list[int]:
    """Return the numbers that an address brought under these names; none where one is missing."""
    said = [request.GET.get(name, "") for name in names]
    return [int(one) for one in said] if all(re.fullmatch(r"[0-9]{1,9}", s) for s in said) else []


def _elsewhere(waiting: list[Duty], directives: list[Directive]) -> list[Duty]:
    """Return the duties that other plans serve; once this one has tasks, of its own documents."""
    served = [duty for duty in waiting if duty.tasks.all()]
    return [duty for duty in served if not directives or duty.directive in directives]


def _tasks(request: HttpRequest, programme: Programme) -> list[Task]:
    """Return the tasks of a plan: all, or for a commune those that were handed down to it."""
    seen = Task.objects.visible_to(request.user).filter(programme=programme)
    silent = Q(assignments__received_at=None, assignments__note="")
    rows = seen.select_related("lead", "programme").order_by("pk").annotate(
        sent=Count("assignments"), untouched=Count("assignments", filter=silent)
    )  # fmt: skip
    return list(
        rows.prefetch_related(
            "partners", "extensions", "rounds", "duties__directive", "targets__gauges__register",
            "targets__places", "targets__duty__directive", "lead__became__successor",
        )
    )  # fmt: skip


def _written_by_communes(rows: list[Row]) -> set[int]:
    """Return the tasks that a register of the communes counts: each writes its own number."""
    return {
        row.task.pk
        for row in rows
        for _target, standing, _words in row.targets
        if standing.gauge
        and standing.gauge.register
        and standing.gauge.register.level == Level.COMMUNE
    }


def _by_communes(tasks: list[Task], written: set[int]) -> set[int]:
    """Return the tasks that are ticked before any was handed down: they name the communes.

    And those whose numbers the communes write, who else would never be asked.
    """
    if any(task.sent for task in tasks):
        return set()  # what was left out then was left out by somebody
    return {
        task.pk
        for task in tasks
        if task.pk in written
        or asks_communes(task.duties.all())
        or any(target.places.all() for target in task.targets.all())
    }


def _count_targets(rows: list[Row]) -> tuple[int, int, int]:
    """Return how many targets have a figure, wait for their first one, and are there in all."""
    standings = [standing for row in rows for _target, standing, _words in row.targets]
    counted = [one for one in standings if one.is_measurable]
    told = [one for one in counted if one.shares and one.shares.share is not None]
    return len(told), len(counted) - len(told), len(standings)


def _leaderless(rows: list[Row]) -> list[Task]:
    """Return the tasks for which neither a document nor a person has named who leads."""
    return [row.task for row in rows if row.task.lead_id is None and not row.task.lead_said]


def _rows(tasks: list[Task], questions: list[TaskQuestion], impossible) -> list[Row]:
    targets = [target for task in tasks for target in task.targets.all()]
    standings = dict(zip(targets, read_targets(targets, today()), strict=True))
    rows = []
    for task in tasks:
        told = [
            (q.severity.value, SEVERITIES[q.severity], FLAWS[q.flaw][0], q.other)
            for q in questions
            if q.task == task
        ]
        found = [IMPOSSIBLE[one.reason] for one in impossible if one.task == task]
        own = [(t, standings[t], _gauge_words(standings[t].gauge)) for t in task.targets.all()]
        following = next_round(task, today())
        rows.append(Row(task, own, told, found, task.sent, _now(task), following))
    return rows


def _now(task: Task) -> list[str]:
    if task.lead is None or task.lead.is_in_force(today()):
        return []
    return owner_names(task.lead, task.field, today())


def _gaps(rows: list[Row], levelless: list[Target]) -> list[tuple[object, list[str]]]:
    """Return what tasks still lack, with the numbers of those that do."""
    found: dict[str, tuple[object, list[str]]] = {}
    for row in rows:
        for target, standing, _words in row.targets:
            if not standing.is_measurable:
                words = NOTHING_COUNTS if has_number(target) else NO_NUMBER
                found.setdefault(str(words), (words, []))[1].append(row.task.number)
        for _name, _grade, words, _other in row.questions:
            found.setdefault(str(words), (words, []))[1].append(row.task.number)
    for target in levelless:
        found.setdefault(str(NO_NUMBER), (NO_NUMBER, []))[1].append(target.task.number)
    return [(words, list(dict.fromkeys(numbers))) for words, numbers in found.values()]


def _unmeasured(rows: list[Row]) -> list[Target]:
    return [target for row in rows for target, s, _words in row.targets if not s.is_measurable]


def _gauge_words(gauge: Gauge | None) -> str:
    """Say what counts a target: the title of its measure or register."""
    if gauge is None:
        return ""
    return titled(gauge.register or measures()[gauge.measure])


def _grades(questions: list[TaskQuestion]) -> list[tuple[str, object, int]]:
    counts = Counter(question.severity for question in questions)
    return [(s.value, SEVERITIES[s], counts[s]) for s in Severity if counts[s]]


def _put_back(form: QueryDict, tasks: list[Task]) -> None:
    """Let what somebody wrote into a form that was refused stay in it."""
    for task in tasks:
        task.written = form
        for target in task.targets.all():
            put_back(form, target)


def _chosen(request: HttpRequest, tasks: list[Task], edited: int | None) -> Task | None:
    asked = str(edited or request.GET.get("task", ""))
    return next((task for task in tasks if str(task.pk) == asked), None)


def _choices(chosen: Task) -> dict[str, object]:
    for target in chosen.targets.all():
        target.choices = choices_for(target)
    return {
        "fields": FIELD_WORDS.items(),
        "relations": RELATIONS.items(),
    }


def _find(request: HttpRequest, number: int) -> Programme:
    rows = Programme.objects.visible_to(request.user).select_related("parent", "organisation")
    return get_object_or_404(rows, pk=number)


@require_POST
def make_tasks(request: HttpRequest, number: int) -> HttpResponse:
    """Make tasks of chosen duties: one of each, or one of all."""
    programme = _find(request, number)
    numbers = [int(n) for n in request.POST.getlist("duty") if re.fullmatch(r"[0-9]{1,9}", n)]
    duties = list(Duty.objects.filter(pk__in=numbers).select_related("directive").order_by("pk"))
    join = next((one for one in Join if one == request.POST.get("do")), Join.EACH)
    try:
        planning.make_tasks(programme, duties, request.user, join)
    except Refused as error:
        return _show(request, programme, say_error(error))
    return redirect(f"{reverse('plan', args=[number])}#measures")


@require_POST
def change_task(request: HttpRequest, number: int, task: int) -> HttpResponse:
    """Correct a task, its target and what counts it, or take it out."""
    programme = _find(request, number)
    row = get_object_or_404(Task, pk=task, programme=programme)
    do = request.POST.get("do", "")
    try:
        with transaction.atomic():
            if do == "drop":
                planning.drop_task(row, whole_of(request.POST, "version"), request.user)
                return redirect("plan", number)
            if do != "task" and not do.startswith("register-"):
                raise Http404
            _change_task(request, row)
            for target in row.targets.prefetch_related("gauges__register"):
                keep_target(request, target)
                if do == f"register-{target.pk}":
                    own_registers.open_for(request, target, *_register_said(request, target))
    except Refused as error:
        return _show(request, programme, say_error(error), task)
    return redirect(f"{reverse('plan', args=[number])}?saved={task}#task-{task}")


def _register_said(request: HttpRequest, target: Target) -> tuple[str, str]:
    form = own_part(request.POST, target)
    return line_of(form, "register_title"), line_of(form, "noun")


def _change_task(request: HttpRequest, task: Task) -> None:
    form = request.POST
    field = line_of(form, "field")
    if field not in (*FIELD_WORDS, ""):
        raise WrittenError("not_a_choice", "field", field)
    values = {
        "title": line_of(form, "title"),
        "field": field,
        "product": line_of(form, "product")[:240],
        "original_deadline": day_of(form, "original_deadline"),
    }
    bodies = line_of(form, "lead")[:160], line_of(form, "partners").split(";")
    planning.change_task(task, whole_of(form, "version"), values, bodies, request.user)


@require_POST
def choose_measures(request: HttpRequest, number: int) -> HttpResponse:
    """Say at once what counts each target, how much and until when, and what the others lack."""
    programme = _find(request, number)
    try:
        choose_all(request, programme)
    except Refused as error:
        return _show(request, programme, say_error(error))
    return redirect(f"{reverse('plan', args=[number])}?saved=all#next")


@require_POST
def change_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a draft's title and years."""
    programme = _find(request, number)
    form = request.POST
    try:
        years, seen = (
            tuple(read_day(form, f"{prefix}{name}") for name in ("begins_on", "ends_on"))
            for prefix in ("", "seen_")
        )
        planning.change_plan(programme, line_of(form, "title"), years, seen, request.user)
    except Refused as error:
        return _show(request, programme, say_error(error))
    return redirect(f"{reverse('plan', args=[number])}?saved=all#next")


@require_POST
def adopt_plan(request: HttpRequest, number: int) -> HttpResponse:
    programme = _find(request, number)
    try:
        planning.adopt_plan(programme, request.user)
    except Refused as error:
        return _show(request, programme, say_error(error))
    return redirect(f"{reverse('plan', args=[number])}#hand-down")


@require_POST
def hand_plan_down(request: HttpRequest, number: int) -> HttpResponse:
    """Send the ticked tasks of the programme to all communes or some, or take them back."""
    programme = _find(request, number)
    form, told = request.POST, ""
    try:
        units: list[Unit] | None = None
        if form.get("to") == "chosen":
            codes = [c for c in form.getlist("unit") if re.fullmatch("[0-9]{5}", c)][:_MOST_UNITS]
            units = list(city_communes(today()).filter(code__in=codes))
            if not units:
                raise PlanError("no_units")
        numbers = [int(n) for n in form.getlist("task") if re.fullmatch(r"[0-9]{1,9}", n)]
        tasks = list(programme.tasks.filter(pk__in=numbers))
        if not tasks:
            raise PlanError("no_tasks_chosen")
        if form.get("to") == "back":
            told = "?taken={}&kept={}".format(*take_back(tasks, request.user))
        else:
            hand_down(tasks, request.user, units)
    except Refused as error:
        return _show(request, programme, say_error(error))
    return redirect(f"{reverse('plan', args=[number])}{told}#next")


def say_error(error: Exception) -> str:
    reason, details = getattr(error, "reason", ""), getattr(error, "details", {})
    kind = "register_" if isinstance(error, RegisterError) else ""
    words = say_refusal(f"{kind}{reason}", details)
    if "task" in details:
        words = _("Task %(number)s: %(words)s") % {"number": details["task"], "words": words}
    return words

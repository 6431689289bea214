"""Plans: programmes in one another, tasks made of accepted duties, adopted and handed down."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diaban.engines.reading import Severity
from diaban.spine.evidence.keeping import RegisterError
from diaban.spine.figures.declaring import measures
from diaban.spine.parties.departments import SCIENCE_AND_TECHNOLOGY
from diaban.spine.parties.models import Organisation, Role
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme import planning
from diaban.spine.programme.asking import TaskQuestion, ask_programme
from diaban.spine.programme.bodies import asks_communes
from diaban.spine.programme.cascading import CascadeError, hand_down
from diaban.spine.programme.directives import Directive, Duty, DutyState
from diaban.spine.programme.grouping import Join, group_duties
from diaban.spine.programme.models import Gauge, Programme, Stage, Target, Task
from diaban.spine.programme.orphans import find_orphans
from diaban.spine.programme.planning import PlanError
from diaban.spine.programme.targets import Standing, read_targets
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme.counting import (
    choices_for,
    choose_all,
    choosing,
    has_number,
    keep_target,
    open_for,
    put_back,
)
from diaban.web.programme.directive_words import (
    FLAWS,
    IMPOSSIBLE,
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
    """A task of the plan with its target and what is asked about it."""

    task: Task
    targets: list[tuple[Target, Standing, str]]
    questions: list[tuple[str, object, object, object]]
    impossible: list[object]
    sent: int


@dataclass(frozen=True)
class Branch:
    """A programme in the list, as deep as it stands in others."""

    programme: Programme
    depth: range
    tasks: int

    @property
    def stage(self) -> object:
        return STAGES[Stage(self.programme.stage)]


def plans_page(request: HttpRequest) -> HttpResponse:
    """List programmes in one another; POST begins one."""
    context: dict[str, object] = {"given": {}}
    if request.method == "POST":
        if request.user.role != Role.DEPARTMENT:
            raise Http404
        try:
            made, has_tasks = _begin(request)
            return redirect(f"{reverse('plan', args=[made.pk])}{'#measures' if has_tasks else ''}")
        except Refused as error:
            context = {"given": request.POST, "refused": _say(error)}
    rows = Programme.objects.visible_to(request.user).annotate(count=Count("tasks"))
    programmes = list(rows.order_by("begins_on", "pk"))
    source = _source(request)
    year = today().year if source is None else _year_of(source)
    free = list(_accepted(source)) if source else []
    context |= {
        "branches": list(_branches(programmes, None, 0)),
        "programmes": programmes,
        "bodies": Organisation.objects.order_by("name"),
        # the plan is of who carries a document out, not of who issued it
        "body": SCIENCE_AND_TECHNOLOGY,
        "first": _first_day(year, source, free),
        "last": date(year, 12, 31),
        "proposed": f"{_('Plan')} {year}" if source is None else _title_from(source, year),
        "source": source,
        "source_duties": len(free),
        "source_tasks": len(group_duties(free, Join.POINTS)),
        "may_write": request.user.role == Role.DEPARTMENT,
    }
    return render(
        request, "programme/plans.html", context, status=422 if "refused" in context else 200
    )


def _source(request: HttpRequest) -> Directive | None:
    """Return the document from whose desk one came."""
    asked = request.GET.get("from", "")
    if re.fullmatch(r"[0-9]{1,9}", asked) is None:
        return None
    return Directive.objects.visible_to(request.user).filter(pk=int(asked)).first()


def _year_of(source: Directive) -> int:
    """Return the year that a document is about: named in its subject, or that of its own day."""
    named = re.findall(r"(?<!\d)20\d\d(?!\d)", source.abstract)
    return int(named[0]) if named else source.issued_on.year


def _first_day(year: int, source: Directive | None, duties: list[Duty]) -> date:
    """Return the year's first day, or the document's own where a duty is due before the year."""
    first = date(year, 1, 1)
    is_early = any(duty.until and duty.until < first for duty in duties)
    return min(first, source.issued_on) if source and is_early else first


def _title_from(source: Directive, year: int) -> str:
    subject = source.abstract.strip()
    subject = subject if str(year) in subject else f"{subject} ({year})"
    return _("Plan to carry out %(sign)s: %(subject)s") % {
        "sign": source.sign or source.issuer_name, "subject": subject,
    }  # fmt: skip


def _accepted(source: Directive) -> QuerySet[Duty]:
    """Return the accepted duties of a document that no plan serves yet."""
    free = source.duties.filter(state=DutyState.ACCEPTED, tasks__isnull=True)
    return free.select_related("directive").order_by("start")


@transaction.atomic
def _begin(request: HttpRequest) -> tuple[Programme, bool]:
    """Begin a plan, with the tasks of the document it is made for; say whether it has any."""
    form = request.POST
    years = _day(form, "begins_on"), _day(form, "ends_on")
    parent = None
    if form.get("parent"):
        parent = get_object_or_404(Programme, pk=whole_of(form, "parent"))
    made = planning.begin(
        line_of(form, "title"), years, line_of(form, "organisation"), parent, request.user
    )
    source = _source(request)
    duties = list(_accepted(source)) if source and "with_tasks" in form else []
    if duties:
        planning.make_tasks(made, duties, request.user, Join.POINTS)
    return made, bool(duties)


def _day(form: QueryDict, name: str) -> date:
    day = day_of(form, name)
    if day is None:
        raise WrittenError("no_day", name.removeprefix("seen_"), "")
    return day


def _branches(programmes: list[Programme], parent: int | None, depth: int):
    for one in programmes:
        if one.parent_id == parent:
            yield Branch(one, range(depth), one.count)
            yield from _branches(programmes, one.pk, depth + 1)


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
    ticked = _by_communes(tasks)
    context = {
        "programme": programme,
        "stage": STAGES[Stage(programme.stage)],
        "is_draft": is_draft,
        "may_write": may_write,
        "refused": refused,
        "rows": rows,
        "waiting": [duty for duty in waiting if not duty.tasks.all()],
        "elsewhere": [duty for duty in waiting if duty.tasks.all()],
        "directives": directives,
        "orphans": [(one, ORPHANS[one.reason]) for one in orphans],
        "severities": _grades(questions),
        "impossible": len(impossible),
        "chosen": next((row for row in rows if row.task == chosen), None),
        "unmeasured": unmeasured,
        "answerless": answerless,
        "levelless": levelless,
        "choosing": choices,
        "asks_first": bool(leaderless or (choices and (answerless or levelless))),
        "sole": sum(one.is_sole for one in choices),
        "leaderless": leaderless,
        "leaderless_numbers": ", ".join(task.number for task in leaderless),
        "numberless": any(not has_number(one) for one in unmeasured),
        "gaps": _gaps(rows, levelless),
        "saved": request.GET.get("saved", ""),
        "sent": sum(row.sent for row in rows),
        "target_counts": _count_targets(rows),
        "by_communes": ticked,
        "to_tick": sorted(rows, key=lambda row: row.task.pk not in ticked),
        "units": list(city_communes(today()).order_by("sort_key")) if may_write else [],
        "bodies": Organisation.objects.order_by("name") if may_write and is_draft else [],
        **(_choices(chosen) if chosen else {}),
    }
    status = 409 if refused else 200
    return render(request, "programme/plan.html", context, status=status)


def _tasks(request: HttpRequest, programme: Programme) -> list[Task]:
    """Return the tasks of a plan: all, or for a commune those that were handed down to it."""
    seen = Task.objects.visible_to(request.user).filter(programme=programme)
    rows = seen.select_related("lead").annotate(sent=Count("assignments")).order_by("pk")
    return list(
        rows.prefetch_related(
            "partners", "extensions", "duties__directive", "targets__gauges__register",
            "targets__places", "targets__duty__directive",
        )
    )  # fmt: skip


def _by_communes(tasks: list[Task]) -> set[int]:
    """Return the tasks that are ticked before any was handed down: they name the communes."""
    if any(task.sent for task in tasks):
        return set()  # what was left out then was left out by somebody
    return {
        task.pk
        for task in tasks
        if asks_communes(task.duties.all())
        or any(target.places.all() for target in task.targets.all())
    }


def _count_targets(rows: list[Row]) -> tuple[int, int]:
    """Return how many targets are counted, and how many there are."""
    counted = [standing.is_measurable for row in rows for _target, standing, _words in row.targets]
    return sum(counted), len(counted)


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
        rows.append(Row(task, own, told, found, task.sent))
    return rows


def _gaps(rows: list[Row], levelless: list[Target]) -> list[tuple[object, list[str]]]:
    """Return what tasks still lack, with the numbers of those that do."""
    found: dict[str, tuple[object, list[str]]] = {}
    for row in rows:
        if any(not s.is_measurable for _target, s, _words in row.targets):
            found.setdefault("", (_("Nothing counts it yet."), []))[1].append(row.task.number)
        for _name, _grade, words, _other in row.questions:
            found.setdefault(str(words), (words, []))[1].append(row.task.number)
    if levelless:
        numbers = [target.task.number for target in levelless]
        found["%"] = (_("It is counted, but nobody says how much it shall reach."), numbers)
    return list(found.values())


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
        return _show(request, programme, _say(error))
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
                    open_for(request, target)
    except Refused as error:
        return _show(request, programme, _say(error), task)
    return redirect(f"{reverse('plan', args=[number])}?saved={task}#task-{task}")


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
        return _show(request, programme, _say(error))
    return redirect(f"{reverse('plan', args=[number])}?saved=all#next")


@require_POST
def change_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a draft's title and years."""
    programme = _find(request, number)
    form = request.POST
    try:
        years, seen = (
            tuple(_day(form, f"{prefix}{name}") for name in ("begins_on", "ends_on"))
            for prefix in ("", "seen_")
        )
        planning.change_plan(programme, line_of(form, "title"), years, seen, request.user)
    except Refused as error:
        return _show(request, programme, _say(error))
    return redirect(f"{reverse('plan', args=[number])}?saved=all#next")


@require_POST
def adopt_plan(request: HttpRequest, number: int) -> HttpResponse:
    programme = _find(request, number)
    try:
        planning.adopt_plan(programme, request.user)
    except Refused as error:
        return _show(request, programme, _say(error))
    return redirect(f"{reverse('plan', args=[number])}#hand-down")


@require_POST
def hand_plan_down(request: HttpRequest, number: int) -> HttpResponse:
    """Send the ticked tasks of the programme to all communes, or to those chosen."""
    programme = _find(request, number)
    form = request.POST
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
        hand_down(tasks, request.user, units)
    except Refused as error:
        return _show(request, programme, _say(error))
    return redirect(f"{reverse('plan', args=[number])}#next")


def _say(error: Exception) -> str:
    reason, details = getattr(error, "reason", ""), getattr(error, "details", {})
    if isinstance(error, RegisterError):
        return say_refusal(f"register_{reason}")
    words = say_refusal(reason, details)
    if "task" in details:
        words = _("Task %(number)s: %(words)s") % {"number": details["task"], "words": words}
    return words

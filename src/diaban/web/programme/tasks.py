"""The page of a task: what and who, then and now; its days, its targets, how far it came."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from diaban.spine.parties.models import LOCAL_OPERATOR, Role, User
from diaban.spine.parties.organisations import (
    AssigningError,
    Organisation,
    assign_field,
    owners_on,
)
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Level
from diaban.spine.places.units import city_communes, find_units, today
from diaban.spine.programme.cascading import (
    CascadeError,
    hand_down,
    receipts,
    send_again,
    take_back,
)
from diaban.spine.programme.commenting import (
    LONGEST_COMMENT,
    CommentError,
    comment,
    mentions_of,
    people_of,
    read_text,
    see,
)
from diaban.spine.programme.deadlines import deadline_of
from diaban.spine.programme.models import Assignment, Comment, Directive, Stage, Task
from diaban.spine.programme.rounds import done_of, has_only_rounds, next_round, rounds_of
from diaban.spine.programme.statuses import (
    DoneError,
    ExtensionError,
    FirstDeadlineError,
    extend,
    is_contradicted,
    mark_done,
    mark_round_done,
    reopen,
    reopen_round,
    set_first_deadline,
    slipped_days,
    status_of,
)
from diaban.spine.programme.targets import read_targets
from diaban.web.accounts.wording import ASSIGNING_REFUSALS, FIELD_WORDS
from diaban.web.programme.asked import unit_key
from diaban.web.programme.wording import (
    ANSWER_REFUSALS,
    COMMENT_REFUSALS,
    DONE_REFUSALS,
    EXTENSION_REFUSALS,
    FIRST_DEADLINE_REFUSALS,
    HANDING_REFUSALS,
    STATUS_WORDS,
)

LONGEST_REASON = 240
_REFUSALS = {
    "assign": ASSIGNING_REFUSALS,
    "extend": EXTENSION_REFUSALS,
    "deadline": FIRST_DEADLINE_REFUSALS,
    "done": DONE_REFUSALS,
    "hand": HANDING_REFUSALS,
    "answer": ANSWER_REFUSALS,
}
SAID = {
    "extend": gettext_lazy("More time is given."),
    "deadline": gettext_lazy("The deadline is set."),
    "done": gettext_lazy("Marked as done."),
    "reopen": gettext_lazy("The task is open again."),
    "round": gettext_lazy("The round is open again."),
    "assign": gettext_lazy("Assigned; the journal has your name and the reason."),
    "comment": gettext_lazy("Your comment is there; whom you mentioned is told."),
    "hand": gettext_lazy("Handed down."),
    "again": gettext_lazy("Sent again; the unit sees your note."),
    "taken": gettext_lazy("Taken back from the units that had not replied."),
    "receive": gettext_lazy("Noted as received."),
    "accept": gettext_lazy("Accepted."),
    "return": gettext_lazy("Returned; the department sees the reason."),
}
# in which order the answers of units are listed: first what somebody must do something about
_STATES = ("returned", "silent", "received", "accepted")


@require_GET
def task_page(request: HttpRequest, number: int) -> HttpResponse:
    task = _task(request, number)
    return render(request, "programme/task.html", _context(request, task))


@require_POST
def assign_owner(request: HttpRequest, number: int) -> HttpResponse:
    """Say who has the task's field since the body that led it ended, and why."""
    task, given = _task(request, number), request.POST
    if task.lead is None:
        raise Http404
    try:
        assign_field(
            task.lead, task.field, given.get("owner", ""), given.get("reason", ""), request.user
        )
    except AssigningError as error:
        return _refused(task, "assign", error.reason)
    return _said(task, "assign")


@require_POST
def extend_task(request: HttpRequest, number: int) -> HttpResponse:
    task, given = _task(request, number), request.POST
    until = _read_day(given.get("until", ""))
    if until is None:
        return _refused(task, "extend", "day")
    reason = given.get("reason", "").strip()[:LONGEST_REASON]
    allowing = _allowing(request.user).filter(username=given.get("allowed_by", "")).first()
    try:
        granted = extend(task, until, reason, request.user, allowing)
    except ExtensionError as error:
        return _refused(task, "extend", error.reason)
    if granted.allowed_by is not None:
        told = {"name": granted.allowed_by.username, "reason": granted.reason}
        words = _("Extended once more, allowed by @%(name)s: %(reason)s") % told
        comment(task, words, request.user)
    return _said(task, "extend")


@require_POST
def set_deadline(request: HttpRequest, number: int) -> HttpResponse:
    """Set the first deadline of a task whose plan was adopted without one."""
    task, given = _task(request, number), request.POST
    until = _read_day(given.get("until", ""))
    if until is None:
        return _refused(task, "deadline", "day")
    try:
        set_first_deadline(task, until, given.get("reason", "")[:LONGEST_REASON], request.user)
    except FirstDeadlineError as error:
        return _refused(task, "deadline", error.reason)
    return _said(task, "deadline")


@require_POST
def finish(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a task as done on a day, or take that back with a reason."""
    task, given = _task(request, number), request.POST
    try:
        if given.get("do") == "reopen":
            reopen(task, given.get("reason", "")[:LONGEST_REASON], request.user)
            return _said(task, "reopen")
        day = _read_day(given.get("on", ""))
        if day is None:
            return _refused(task, "done", "day")
        mark_done(task, day, request.user)
    except DoneError as error:
        return _refused(task, "done", error.reason)
    return _said(task, "done")


@require_POST
def finish_round(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one round of a task that comes again as done on a day, or take that back."""
    task, given = _task(request, number), request.POST
    due_on, day = _read_day(given.get("due_on", "")), _read_day(given.get("on", ""))
    is_back = given.get("do") == "reopen"
    if due_on is None or (day is None and not is_back):
        return _refused(task, "done", "day")
    try:
        if is_back:
            reopen_round(task, due_on, given.get("reason", "")[:LONGEST_REASON], request.user)
            return _said(task, "round")
        mark_round_done(task, due_on, day, request.user)
    except DoneError as error:
        return _refused(task, "done", error.reason)
    return _said(task, "done")


@require_POST
def hand_task_down(request: HttpRequest, number: int) -> HttpResponse:
    """Hand a task to all communes of today that do not have it, or to one; or again to one.

    Or take it back from those that have not replied.
    """
    if "back" in request.POST:
        return _take_back(_task(request, number), request.user)
    if "again" in request.POST:
        return _send_again(request, _task(request, number))
    task, name = _task(request, number), request.POST.get("unit", "").strip()[:80]
    units = None
    if name:
        communes = city_communes(today())
        named = [one for one in find_units(name) if one in communes]
        units = list(communes.filter(code=name)) if name.isascii() and name.isdigit() else named
        if len(units) != 1:
            return _refused(task, "hand", "unit")
    try:
        hand_down([task], request.user, units)
    except CascadeError as error:
        return _refused(task, "hand", error.reason)
    return _said(task, "hand")


def _take_back(task: Task, actor: User) -> HttpResponse:
    try:
        take_back([task], actor)
    except CascadeError as error:
        return _refused(task, "hand", error.reason)
    return _said(task, "taken")


def _send_again(request: HttpRequest, task: Task) -> HttpResponse:
    """Send a task again to a unit that returned it."""
    asked = request.POST["again"]
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 16
    row = task.assignments.filter(pk=int(asked)).first() if is_number else None
    if row is None:
        raise Http404
    try:
        send_again(row, request.POST.get("note", "").replace("\0", ""), request.user)
    except CascadeError as error:
        return _refused(task, "hand", error.reason)
    return _said(task, "again")


@require_POST
def comment_on_task(request: HttpRequest, number: int) -> HttpResponse:
    """Take a comment; what cannot be taken is shown again with the words that were typed."""
    task, text = _task(request, number), request.POST.get("text", "").replace("\0", "")
    try:
        comment(task, text, request.user)
    except CommentError as error:
        context = _context(request, task)
        context |= {"comment_fault": _fault(error), "typed": text[: LONGEST_COMMENT * 2]}
        return render(request, "programme/task.html", context, status=422)
    return _said(task, "comment")


@require_POST
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Note that somebody has seen where they are mentioned on a task."""
    task = _task(request, number)
    see(task, request.user)
    return redirect(f"{reverse('task', args=[task.pk])}#comments")


def _task(request: HttpRequest, number: int) -> Task:
    tasks = Task.objects.visible_to(request.user).select_related(
        "programme", "lead", "deadline_set_by"
    )
    task = tasks.prefetch_related(
        "partners", "extensions__granted_by", "extensions__allowed_by", "duties__directive",
        "rounds__said_by",
    )  # fmt: skip
    found = task.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, task: Task) -> dict[str, Any]:
    is_department = request.user.role == Role.DEPARTMENT
    status = status_of(task, today())
    standings = read_targets(task.targets.select_related("duty").order_by("pk"), today())
    is_mentioned = mentions_of(request.user).filter(comment__task=task).exists()
    return {
        "task": task,
        "field_words": FIELD_WORDS.get(task.field, ""),
        "owners": owners_on(task.lead, task.field, today()) if task.lead else [],
        "organisations": Organisation.objects.order_by("name") if is_department else [],
        "duties": task.duties.select_related("directive", "corrected_by").order_by("pk"),
        "desks": set(
            Directive.objects.visible_to(request.user)
            .filter(duties__tasks=task)
            .values_list("pk", flat=True)
        ),
        "status": status,
        "status_words": STATUS_WORDS[status] if task.original_deadline else "",
        "until": deadline_of(task),
        "done_on": done_of(task, today()),
        "next_round": next_round(task, today()),
        "rounds": _rounds(task),
        "may_finish": _may_finish(task),
        "slipped": slipped_days(task, today()),
        "extensions": task.extensions.all(),
        "allowing": _allowing(request.user) if is_department else [],
        "is_department": is_department,
        "may_answer": request.user.role == Role.COMMUNE,
        "may_fill": request.user.role in {Role.COMMUNE, Role.DEPARTMENT},
        "today": today(),
        "standings": [(one, is_contradicted(status, one.is_reached)) for one in standings],
        **_cascade(request, task),
        "comments": _comments(request, task),
        "people": people_of(task, request.user),
        "is_mentioned": is_mentioned,
        "typed": "",
        "said": SAID.get(request.GET.get("said", "")),
        "refusal": _refusal(request),
    }


def _rounds(task: Task) -> dict[str, Any]:
    """Part the rounds of a task: what is missing with the next, what was done, how many follow."""
    known = rounds_of(task, today())
    said = {row.due_on: row for row in sorted(task.rounds.all(), key=lambda row: row.pk)}
    to_do = [one for one in known if one.done_on is None]
    ahead = [one for one in to_do if not one.is_missed]
    may_say = task.programme.stage != Stage.DRAFT
    shown = [one for one in to_do if one not in ahead[1:]]
    return known and {
        "ends": known[-1].due_on,
        "open": [(one, may_say and one.may_be_done(today())) for one in shown],
        "ahead": ahead[1:],
        "done": [(one, said.get(one.due_on)) for one in reversed(known) if one.done_on],
    }


def _may_finish(task: Task) -> bool:
    """Whether a task can be marked as done today: what only comes again is, round by round."""
    if task.done_on is not None or done_of(task, today()) is not None:
        return False
    ahead = [one for one in rounds_of(task, today()) if one.due_on >= today()]
    return not has_only_rounds(task) or all(one.done_on for one in ahead)


def _cascade(request: HttpRequest, task: Task) -> dict[str, Any]:
    """Count how far the task came, and list the units in sight by what they said."""
    rows = Assignment.objects.visible_to(request.user).filter(task=task)
    rows = rows.select_related("unit", "answered_by").order_by("unit__sort_key")
    by_state: dict[str, list[tuple[Assignment, str]]] = {state: [] for state in _STATES}
    for row in rows:
        by_state[_state(row)].append((row, unit_key(row.unit)))
    sent = {row.unit_id for states in by_state.values() for row, _key in states}
    missing = city_communes(today()).exclude(pk__in=sent).count()
    own = rows.filter(in_charge(request.user, "unit")) if request.user.role == Role.COMMUNE else []
    return {
        "receipts": receipts(task) if request.user.sees_whole_city else None,
        "by_state": by_state,
        "districts": sum(
            row.unit.level == Level.DISTRICT for states in by_state.values() for row, _ in states
        ),
        "not_sent": missing,
        "untouched": sum(row.is_untouched for row, _key in by_state["silent"]),
        "own": own,
    }


def _state(row: Assignment) -> str:
    if row.returned_at is not None:
        return "returned"
    if row.accepted_at is not None:
        return "accepted"
    return "received" if row.received_at is not None else "silent"


def _comments(request: HttpRequest, task: Task) -> list[tuple[object, str]]:
    rows = (
        Comment.objects.visible_to(request.user)
        .filter(task=task)
        .select_related("author")
        .prefetch_related("mentions__person")
    )
    return [(row, read_text(row)) for row in rows.order_by("said_at", "pk")]


def _allowing(actor: User):
    """Return who may allow a second extension: anybody else of the department."""
    people = User.objects.filter(role=Role.DEPARTMENT, is_active=True).exclude(pk=actor.pk)
    return people.exclude(username=LOCAL_OPERATOR).order_by("username")


def _fault(error: CommentError) -> object:
    if error.reason == "mention_unknown":
        return _("Nobody named @%(name)s can be told of this task.") % {"name": error.name}
    return COMMENT_REFUSALS[error.reason]


def _refusal(request: HttpRequest) -> object:
    what, _dot, reason = request.GET.get("refused", "").rpartition(".")
    return _REFUSALS.get(what or "answer", {}).get(reason, "")


def _refused(task: Task, what: str, reason: str) -> HttpResponse:
    return redirect(f"{reverse('task', args=[task.pk])}?refused={what}.{reason}")


def _said(task: Task, what: str) -> HttpResponse:
    return redirect(f"{reverse('task', args=[task.pk])}?said={what}")


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

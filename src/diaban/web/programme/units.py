"""Units of the city with what they were asked, and the page of one: what waits for its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diaban.spine.parties.models import Role
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.commenting import mentions_of
from diaban.spine.programme.models import Assignment, Declared, Programme, Target, Task
from diaban.spine.programme.peers import AmongPeers, among_peers
from diaban.spine.programme.statuses import Status, deadline_of, slipped_days, status_of
from diaban.spine.programme.taking_over import predecessors_of, successors_of, taken_over
from diaban.spine.programme.targets import Standing, read_targets
from diaban.web.programme.asked import programme_asked, unit_asked, unit_key
from diaban.web.programme.wording import ANSWER_REFUSALS, STATUS_WORDS

SHOWN_WAITING = 8
SAID = {
    "receive": _("Noted as received."),
    "accept": _("Accepted."),
    "return": _("Returned; the department sees the reason."),
}


@dataclass(frozen=True)
class Row:
    """A unit and how far the tasks came that it was sent."""

    unit: Unit
    key: str
    sent: int
    received: int
    accepted: int
    returned: int

    @property
    def silent(self) -> int:
        return self.sent - self.received

    @property
    def waiting(self) -> int:
        """Seen, and neither accepted nor returned."""
        return self.received - self.accepted - self.returned


@dataclass(frozen=True)
class Asked:
    """A task as it stands for a unit."""

    assignment: Assignment
    status: object
    is_overdue: bool
    until: date | None
    slipped: int

    @property
    def task(self) -> Task:
        return self.assignment.task


@dataclass(frozen=True)
class Figure:
    """A target as the unit stands in it, and what the unit declared last."""

    standing: Standing
    told: AmongPeers
    declared: Declared | None

    @property
    def badness(self) -> float:
        """Where the last of all known is 1; whose share is unknown comes after all of them."""
        return self.told.rank / self.told.known if self.told.rank else 0.0


@require_GET
def units_page(request: HttpRequest) -> HttpResponse:
    """List the units that were asked; whoever has one in charge is led to it."""
    programme = programme_asked(request)
    if request.user.role == Role.COMMUNE:
        own = list(request.user.charges.select_related("unit")[:2])
        if len(own) == 1 and own[0].unit.is_in_force(today()):
            return redirect("programme_unit", unit_key(own[0].unit))
    rows = _rows(request, programme) if programme else []
    unasked = city_communes(today()).exclude(pk__in=[row.unit.pk for row in rows])
    context = {
        "programme": programme,
        "rows": rows,
        "total": {
            name: sum(getattr(row, name) for row in rows)
            for name in ("sent", "silent", "waiting", "accepted", "returned")
        },
        "unasked": unasked.count() if request.user.sees_whole_city else 0,
        "mentions": mentions_of(request.user),
    }
    return render(request, "programme/units.html", context)


@require_GET
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what a unit is asked, first what waits for its answer, and how it stands."""
    unit = unit_asked(code, request.user)
    if code != unit_key(unit):
        return redirect("programme_unit", unit_key(unit))
    programme = programme_asked(request)
    asked = _asked(request, unit, programme)
    waiting = [one for one in asked if not one.assignment.is_answered]
    answered = [one for one in asked if one.assignment.is_answered]
    figures, untold = _figures(unit, asked)
    context = {
        "unit": unit,
        "key": code,
        "programme": programme,
        "asked": asked,
        "waiting": waiting,
        "soon": waiting[:SHOWN_WAITING],
        "later": waiting[SHOWN_WAITING:],
        "silent": sum(one.assignment.received_at is None for one in asked),
        "returned": [one for one in answered if one.assignment.returned_at],
        "accepted": [one for one in answered if one.assignment.accepted_at],
        "may_answer": has_in_charge(request.user, unit) and unit.is_in_force(today()),
        "figures": figures,
        "untold": untold,
        "taken_over": taken_over(unit, programme) if programme else [],
        "came_from": [(step, unit_key(step.predecessor)) for step in predecessors_of(unit)],
        "went_to": [(step, unit_key(step.successor)) for step in successors_of(unit)],
        "mentions": mentions_of(request.user),
        "said": SAID.get(request.GET.get("said", "")),
        "refusal": ANSWER_REFUSALS.get(request.GET.get("refused", "")),
    }
    return render(request, "programme/unit.html", context)


def _rows(request: HttpRequest, programme: Programme) -> list[Row]:
    sent = Assignment.objects.visible_to(request.user).filter(task__programme=programme)
    counted = sent.values("unit").annotate(
        sent=Count("pk"),
        received=Count("pk", filter=Q(received_at__isnull=False)),
        accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        returned=Count("pk", filter=Q(returned_at__isnull=False)),
    )
    counts = {one.pop("unit"): one for one in counted}
    units = Unit.objects.in_bulk(counts)
    rows = [Row(units[pk], unit_key(units[pk]), **told) for pk, told in counts.items()]
    return sorted(rows, key=lambda row: (-row.silent, -row.returned, row.unit.sort_key))


def _asked(request: HttpRequest, unit: Unit, programme: Programme | None) -> list[Asked]:
    """Return the tasks of a unit by what is due first; what has no day comes last."""
    rows = Assignment.objects.filter(unit=unit, task__programme=programme)
    rows = rows.select_related("task", "answered_by").prefetch_related("task__extensions")
    told = [as_asked(row, today()) for row in rows.order_by("task_id")]
    return sorted(told, key=lambda one: one.until or date.max)


def as_asked(row: Assignment, as_of: date) -> Asked:
    """Say how a task stands for a unit at the end of a day."""
    status, first = status_of(row.task, as_of), row.task.original_deadline
    words = STATUS_WORDS[status] if first else ""
    slipped = slipped_days(row.task, as_of)
    return Asked(row, words, status == Status.OVERDUE, deadline_of(row.task, as_of), slipped)


def _figures(unit: Unit, asked: Iterable[Asked]) -> tuple[list[Figure], list[Standing]]:
    """Return the targets of a unit's tasks, its worst rank first, and those not told of it."""
    targets = Target.objects.filter(task__in=[one.task.pk for one in asked])
    day = today() if unit.valid_to is None else min(today(), unit.valid_to - timedelta(days=1))
    told: list[Figure] = []
    untold: list[Standing] = []
    for standing in read_targets(targets.select_related("task"), day):
        among = among_peers(standing, unit.pk)
        if among is None:
            untold.append(standing)
        else:
            told.append(Figure(standing, among, standing.declared.get(unit.pk)))
    return sorted(told, key=lambda one: -one.badness), untold

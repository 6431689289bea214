"""Units of the city with what they were asked, and the page of one: what waits for its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diaban.spine.parties.models import Role
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.commenting import mentions_of
from diaban.spine.programme.deadlines import deadline_of, first_deadline_of
from diaban.spine.programme.models import Assignment, Declared, Gauge, Programme, Target, Task
from diaban.spine.programme.peers import AmongPeers, among_peers
from diaban.spine.programme.rounds import NextRound, next_round
from diaban.spine.programme.statuses import Status, slipped_days, status_of
from diaban.spine.programme.taking_over import heirs_of, predecessors_of, taken_over
from diaban.spine.programme.targets import Standing, read_targets
from diaban.spine.programme.titling import sentence_of
from diaban.web.programme.asked import lead_to_unit, pick_programme, unit_asked, unit_key
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
    next_round: NextRound | None = None

    @property
    def task(self) -> Task:
        return self.assignment.task

    @property
    def due_on(self) -> date | None:
        """The day that is next: of its first round that is not done, or else of the task."""
        return self.next_round.due_on if self.next_round else self.until

    @cached_property
    def sentence(self) -> str:
        """The sentence of the document that says what the title leaves out, if one does."""
        return next(filter(None, map(sentence_of, self.task.duties.all())), "")


@dataclass(frozen=True)
class Handed:
    """A programme of which a unit was handed tasks, and how many wait for its answer."""

    programme: Programme
    waiting: int


@dataclass(frozen=True)
class Figure:
    """A target as the unit stands in it, and what the unit declared last."""

    standing: Standing
    told: AmongPeers
    declared: Declared | None

    @property
    def other(self) -> Gauge | None:
        """The gauge whose thing the unit counted, where the target's counts another."""
        return self.standing.other_gauge(self.declared) if self.declared else None

    @property
    def badness(self) -> float:
        """Where the last of all known is 1; whose share is unknown comes after all of them."""
        return self.told.rank / self.told.known if self.told.rank else 0.0


@require_GET
def units_page(request: HttpRequest) -> HttpResponse:
    """List the units that were asked; whoever has one in charge is led to it."""
    programmes = adopted_programmes(request.user)
    programme = pick_programme(request, programmes)
    own = _only_unit(request)
    if own is not None:
        return lead_to_unit(request, own)
    rows = _rows(request, programme) if programme else []
    unasked = city_communes(today()).exclude(pk__in=[row.unit.pk for row in rows])
    context = {
        "programme": programme,
        "programmes": programmes,
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
    """Tell what a unit is asked, first what waits for its answer, and how it stands.

    Of all programmes together, so that none hides what another asks; of one where it is named.
    """
    unit = unit_asked(code, request.user)
    if code != unit_key(unit):
        return lead_to_unit(request, unit)
    programmes, everything = adopted_programmes(request.user), _asked(unit)
    handed = _handed(programmes, everything)
    named = pick_programme(request, programmes) if request.GET.get("programme") else None
    shown = [named] if named else _still_going(programmes, handed)
    asked = [one for one in everything if one.task.programme in shown]
    waiting = [one for one in asked if not one.assignment.is_answered]
    answered = [one for one in asked if one.assignment.is_answered]
    figures, untold = _figures(unit, asked)
    context = {
        "unit": unit,
        "key": code,
        "named": named,
        "shown": shown,
        **_choices(named, shown, handed),
        "all_waiting": sum(one.waiting for one in handed),
        "are_several": len({one.task.programme_id for one in asked}) > 1,
        "is_led_here": _only_unit(request) == unit,
        "asked": asked,
        "waiting": waiting,
        "soon": waiting[:SHOWN_WAITING],
        "later": waiting[SHOWN_WAITING:],
        "silent": sum(one.assignment.received_at is None for one in asked),
        "returned": [one for one in answered if one.assignment.returned_at],
        "accepted": [one for one in answered if one.assignment.accepted_at],
        "may_answer": has_in_charge(request.user, unit) and unit.is_in_force(today()),
        "figures": figures,
        "untold": [one for one in untold if one.is_measurable],
        "uncounted": [one for one in untold if not one.is_measurable],
        "taken_over": taken_over(unit, shown),
        "came_from": [(step, unit_key(step.predecessor)) for step in predecessors_of(unit)],
        "went_to": [(one, unit_key(one)) for one in heirs_of(unit)],
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


def _only_unit(request: HttpRequest) -> Unit | None:
    """Return the unit of an officer who has but this one in charge."""
    if request.user.role != Role.COMMUNE:
        return None
    own = list(request.user.charges.select_related("unit")[:2])
    return own[0].unit if len(own) == 1 and own[0].unit.is_in_force(today()) else None


def _handed(programmes: Iterable[Programme], asked: Iterable[Asked]) -> list[Handed]:
    """Return the programmes that something was handed down of."""
    by_programme: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        by_programme[one.task.programme_id].append(one)
    return [
        Handed(one, sum(not row.assignment.is_answered for row in by_programme[one.pk]))
        for one in programmes
        if one.pk in by_programme
    ]


def _still_going(programmes: Iterable[Programme], handed: Iterable[Handed]) -> list[Programme]:
    """Return what is not over, or still waits; of a unit that has none of these all it had."""
    waiting = {one.programme for one in handed if one.waiting}
    going = [one for one in programmes if one.ends_on >= today() or one in waiting]
    had = [one.programme for one in handed]
    return going if not had or set(had) & set(going) else [*had, *going]


def _choices(
    named: Programme | None, shown: Sequence[Programme], handed: Sequence[Handed]
) -> dict[str, object]:
    """Return the programmes to choose among, where there are several; else the one to be told."""
    had = [one.programme for one in handed]
    if len({*had, *([named] if named else [])}) > 1:
        return {"choices": handed, "title": named if named not in had else None}
    return {"choices": [], "title": named or next(iter([*had, *shown]), None)}


def _asked(unit: Unit) -> list[Asked]:
    """Return the tasks of a unit by what is due first; what has no day comes last."""
    rows = Assignment.objects.filter(unit=unit)
    rows = rows.select_related("task__programme", "answered_by")
    rows = rows.prefetch_related("task__extensions", "task__rounds", "task__duties__directive")
    told = [as_asked(row, today()) for row in rows.order_by("task_id")]
    return sorted(told, key=lambda one: one.due_on or date.max)


def as_asked(row: Assignment, as_of: date) -> Asked:
    """Say how a task stands for a unit at the end of a day."""
    status, first = status_of(row.task, as_of), first_deadline_of(row.task, as_of)
    words = STATUS_WORDS[status] if first else ""
    until, slipped = deadline_of(row.task, as_of), slipped_days(row.task, as_of)
    is_overdue, following = status == Status.OVERDUE, next_round(row.task, as_of)
    return Asked(row, words, is_overdue, until, slipped, following)


def _figures(unit: Unit, asked: Iterable[Asked]) -> tuple[list[Figure], list[Standing]]:
    """Return the targets of a unit's tasks, its worst rank first, and those not told of it."""
    targets = Target.objects.filter(task__in=[one.task.pk for one in asked])
    day = today() if unit.valid_to is None else min(today(), unit.valid_to - timedelta(days=1))
    told: list[Figure] = []
    untold: list[Standing] = []
    for standing in read_targets(targets.select_related("task__programme"), day):
        among = among_peers(standing, unit.pk)
        if among is None:
            untold.append(standing)
        else:
            told.append(Figure(standing, among, standing.declared.get(unit.pk)))
    return sorted(told, key=lambda one: -one.badness), untold

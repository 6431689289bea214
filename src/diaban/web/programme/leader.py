"""The leader's page: the year's programme as one table, the greatest difference first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.engines.measuring import Forecast
from diaban.spine.parties.models import User
from diaban.spine.parties.organisations import owner_names
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.deadlines import deadline_of
from diaban.spine.programme.models import Programme, Target, Task
from diaban.spine.programme.rounds import NextRound, next_round
from diaban.spine.programme.statuses import Status, is_contradicted, rate, status_of
from diaban.spine.programme.targets import Standing, foresee_from, month_ends, read_days, telling
from diaban.spine.programme.titling import beside
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.pages.days import day_choices, pick_day
from diaban.web.programme.asked import pick_programme
from diaban.web.programme.freshness import lagging_tables
from diaban.web.programme.share_bar import Bar
from diaban.web.programme.wording import STATUS_WORDS

# with no more rows than this, those that nothing measures need not be folded to fit a screen
SCREEN = 28
# of so few rows each may take two lines, and all still fit one screen
SHORT = 14
# as a column of the table says it; the whole words stand above
SHORT_WORDS = {
    Status.DONE_ON_TIME: gettext_lazy("done in time"),
    Status.DONE_LATE: gettext_lazy("done late"),
    Status.OPEN_IN_TIME: gettext_lazy("in time"),
    Status.OVERDUE: gettext_lazy("overdue"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table: a task, and how one of its targets stands; no target: only the task."""

    task: Task
    owners: list[str]
    status: Status
    deadline: date | None
    next_round: NextRound | None = None
    standing: Standing | None = None
    forecast: Forecast | None = None

    @property
    def short_words(self) -> object:
        return SHORT_WORDS[self.status]

    @property
    def title(self) -> str:
        """The target, and what else its task asks: where the row has no room it ends in "…"."""
        if self.standing is None:
            return self.task.title
        target = self.standing.target.title
        return "; ".join(filter(None, [target, beside(self.task.title, target)]))

    @cached_property
    def bar(self) -> Bar | None:
        return Bar.of(self.standing) if self.standing else None

    @property
    def is_late(self) -> bool:
        """Whether it is foreseen for after the day by which it is due."""
        day = self.forecast.day or self.forecast.earliest if self.forecast else None
        until = self.deadline or (self.standing.target.ends_on if self.standing else None)
        return day is not None and until is not None and day > until

    @property
    def is_contradicted(self) -> bool:
        """Whether the task is said to be done, and the records say for certain that it is not."""
        return self.standing is not None and is_contradicted(self.status, self.standing.is_reached)

    @property
    def is_behind(self) -> bool:
        """Whether it cannot be as far as the plan expects, even if all that is unknown holds."""
        shares, expected = self._shares, self.standing.expected if self.standing else None
        if shares is None or expected is None or self.standing.silent:
            return False
        return shares.high < expected

    @property
    def rank(self) -> tuple[object, ...]:
        """The greatest difference first, over or under, then the furthest behind the plan."""
        standing = self.standing
        difference = standing.difference if standing else None
        shares = self._shares
        share = shares.share if shares else None
        expected = standing.expected if standing else None
        lag = expected - share if expected is not None and share is not None else 0.0
        is_measurable = standing is not None and standing.is_measurable
        return (
            not is_measurable,
            difference is None,
            share is None,
            -abs(difference or 0.0),
            -lag,
            self.task.pk,
        )

    @property
    def _shares(self):
        return self.standing.shares if self.standing else None


def leader_page(request: HttpRequest) -> HttpResponse:
    picked = pick_day(request, "on")
    programmes = adopted_programmes(request.user)
    programme = pick_programme(request, programmes)
    if programme is None:
        return render(request, "programme/none.html", {"picked": picked})
    field = request.GET.get("field", "")
    if field and field not in FIELD_WORDS:
        raise Http404
    tasks = [task for task in tasks_of(programme, request.user) if not field or task.field == field]
    lines, rates = lines_of(tasks, picked.as_of), rate(tasks, picked.as_of)
    measured = [line for line in lines if line.standing and line.standing.is_measurable]
    context = {
        "programme": programme,
        "programmes": programmes,
        "picked": picked,
        "as_of": picked.as_of,
        "field": field,
        "fields": [("", _("All fields")), *FIELD_WORDS.items()],
        "measured": measured,
        "counted": (len(measured), len(lines)),
        "untold": sum(not line.standing.is_told for line in measured),
        "is_short": len(measured) <= SHORT,
        "fits": len(lines) <= SCREEN,
        "unmeasured": [line for line in lines if line not in measured],
        "rates": rates,
        "states": [(STATUS_WORDS[state], number) for state, number in rates.counts.items()],
        "synthetic": programme.synthetic or any(ln.standing.synthetic for ln in measured),
        "lagging": lagging_tables(line.standing for line in measured),
        **day_choices(),
    }
    return render(request, "programme/leader.html", context)


def tasks_of(programme: Programme, actor: User) -> list[Task]:
    """Return the tasks of a programme that the actor may see, with all that a table reads."""
    tasks = (
        Task.objects.visible_to(actor)
        .filter(programme=programme)
        .select_related("lead", "programme")
        .prefetch_related(
            "extensions",
            "rounds",
            "targets",
            "duties__directive",
            "lead__became__successor",
            "lead__became__assigned_by",
        )
    )
    return list(tasks)


def lines_of(tasks: Iterable[Task], as_of: date) -> list[Line]:
    """Return a line for each target, and one for each task without any, the worst first."""
    asked = list(tasks)
    targets = [target for task in asked for target in task.targets.all()]
    curves = read_days(targets, month_ends(as_of))
    standings = {one.target.pk: one for one in curves[as_of]}
    forecasts = _forecasts(targets, curves)
    owners = _Owners(as_of)
    lines = []
    for task in asked:
        days = deadline_of(task, as_of), next_round(task, as_of)
        own = (owners.of(task), status_of(task, as_of), *days)
        measured = [
            Line(task, *own, standings[target.pk], forecasts[target.pk])
            for target in task.targets.all()
        ]
        lines += measured or [Line(task, *own)]
    return sorted(lines, key=lambda line: line.rank)


def _forecasts(
    targets: list[Target], curves: Mapping[date, list[Standing]]
) -> dict[int, Forecast | None]:
    found = {}
    for place, target in enumerate(targets):
        curve = [(day, standings[place]) for day, standings in curves.items()]
        found[target.pk] = foresee_from(telling(target, curve))
    return found


class _Owners(dict[tuple[int, str], list[str]]):
    """Who is answerable now for what a body led then, asked once for each body and field."""

    def __init__(self, as_of: date) -> None:
        super().__init__()
        self.as_of = as_of

    def of(self, task: Task) -> list[str]:
        if task.lead is None:
            return []
        key = task.lead.pk, task.field
        if key not in self:
            self[key] = owner_names(task.lead, task.field, self.as_of)
        return self[key]

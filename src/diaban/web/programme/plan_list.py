"""The list of plans, programmes in one another, and how one begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.spine.parties.departments import SCIENCE_AND_TECHNOLOGY
from diaban.spine.parties.models import Organisation, Role
from diaban.spine.places.units import today
from diaban.spine.programme import planning
from diaban.spine.programme.bodies import elsewhere_of
from diaban.spine.programme.directives import Directive, Duty, DutyState
from diaban.spine.programme.grouping import Join, group_duties
from diaban.spine.programme.models import Programme, Stage
from diaban.web.programme.directive_words import STAGES
from diaban.web.programme.plans import Refused, read_day, say_error
from diaban.web.programme.written import line_of, whole_of


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
            context = {"given": request.POST, "refused": say_error(error)}
    rows = Programme.objects.visible_to(request.user).annotate(count=Count("tasks"))
    programmes = list(rows.order_by("begins_on", "pk"))
    source = _source(request)
    year = today().year if source is None else source.year
    free = list(_accepted(source)) if source else []
    context |= {
        "branches": list(_branches(programmes, None, 0)),
        "programmes": programmes,
        "bodies": Organisation.objects.order_by("name"),
        # the plan is of who carries a document out, not of who issued it; of another city's nobody
        # here knows who that is
        "body": "" if source and elsewhere_of(source) else SCIENCE_AND_TECHNOLOGY,
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
    years = read_day(form, "begins_on"), read_day(form, "ends_on")
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


def _branches(programmes: list[Programme], parent: int | None, depth: int):
    for one in programmes:
        if one.parent_id == parent:
            yield Branch(one, range(depth), one.count)
            yield from _branches(programmes, one.pk, depth + 1)

"""Commendation: whom the published rule proposes, on which figures, and who decided what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diaban.engines.measuring import Count, Outcome, ShareBounds, Speaks
from diaban.spine.parties.models import Role
from diaban.spine.places.gazetteer import FIRST_DAY
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.commending import (
    Bar,
    CommendationError,
    Decision,
    FieldProposals,
    Judged,
    decide,
    read_proposals,
)
from diaban.spine.programme.models import Commendation, Programme
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme.asked import programme_asked, unit_key

SPEAKS = {
    Speaks.FOR: _("speaks for"),
    Speaks.NEITHER: _("neither"),
    Speaks.AGAINST: _("speaks against"),
}
LEFT_OUT = {
    "not_measured": _("nothing measures it yet"),
    "no_threshold": _("it has no share to rise to"),
    "not_by_commune": _("it is not counted by commune"),
}
REFUSALS = {
    "no_standing": _("Only the department decides on proposals."),
    "not_proposed": _("The rule does not propose this commune on these figures any more."),
    "reason_missing": _("Write the reason of the decision."),
}
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Figure:
    """One target of a commune: its counts, and what the target says of it at least."""

    judged: Judged
    count: Count
    shares: ShareBounds
    at_least: Speaks
    at_most: Speaks

    @property
    def reached(self) -> bool:
        return self.judged.contest.reaches(self.shares.low)

    @property
    def says(self) -> object:
        if self.at_least != self.at_most:
            return _("cannot be told")
        return _("reached for certain") if self.reached else SPEAKS[self.at_least]


@dataclass(frozen=True)
class Case:
    """A commune in a field: the figures, what bars it, and what was decided last."""

    unit: Unit
    figures: Sequence[Figure]
    bars: Sequence[Bar]
    decision: Commendation | None = None

    @property
    def key(self) -> str:
        return unit_key(self.unit)


@dataclass(frozen=True)
class Section:
    """A field on the page."""

    proposals: FieldProposals
    proposed: Sequence[Case]
    barred: Sequence[Case]
    open_ones: Sequence[Case]

    @property
    def title(self) -> object:
        return FIELD_WORDS[self.proposals.field]

    @property
    def left_out(self) -> list[tuple[object, object]]:
        return [(target, LEFT_OUT[reason]) for target, reason in self.proposals.left_out]

    @property
    def others(self) -> int:
        return len(self.proposals.units(Outcome.NOT))


@require_safe
def commendation_page(request: HttpRequest) -> HttpResponse:
    programme = programme_asked(request)
    as_of, refused = _day(request.GET.get("on", ""), programme)
    context = _context(request, programme, as_of) | {"refused": refused}
    return render(request, "programme/commendation.html", context)


@require_POST
def decide_commendation(request: HttpRequest) -> HttpResponse:
    programme = programme_asked(request)
    as_of, refused = _day(request.GET.get("on", ""), programme)
    found = {one.field: one for one in read_proposals(programme, as_of)} if programme else {}
    proposals = found.get(request.POST.get("field", ""))
    unit = Unit.objects.filter(pk=_number(request.POST.get("unit", ""))).first()
    if proposals is None or unit is None or refused:
        raise Http404
    accepted = request.POST.get("decision") == "accept"
    said = Decision(unit, accepted, request.POST.get("reason", ""), request.user)
    try:
        decide(proposals, programme, as_of, said)
    except CommendationError as error:
        context = _context(request, programme, as_of) | {"problem": REFUSALS[error.reason]}
        return render(request, "programme/commendation.html", context, status=422)
    query = f"?programme={programme.pk}&on={as_of}#{proposals.field}-{unit.pk}"
    return redirect(reverse("commendation") + query)


def _context(request: HttpRequest, programme: Programme | None, as_of: date) -> dict[str, Any]:
    proposals = read_proposals(programme, as_of) if programme else []
    numbers = {unit for one in proposals for unit in one.merits}
    units = Unit.objects.in_bulk(numbers)
    decided = _decided(programme) if programme else {}
    return {
        "programme": programme,
        "programmes": adopted_programmes(request.user),
        "as_of": as_of,
        "earliest": programme.begins_on if programme else FIRST_DAY,
        "latest": today(),
        "has_begun": programme is not None and programme.begins_on <= as_of,
        "sections": [_section(one, units, decided) for one in proposals],
        "may_decide": request.user.role == Role.DEPARTMENT,
    }


def _section(
    proposals: FieldProposals,
    units: Mapping[int, Unit],
    decided: Mapping[tuple[str, int], Commendation],
) -> Section:
    def cases(outcome: Outcome) -> list[Case]:
        found = [
            Case(
                units[unit],
                _figures(proposals, unit),
                proposals.bars.get(unit, ()),
                decided.get((proposals.field, unit)),
            )
            for unit in proposals.units(outcome)
        ]
        return sorted(found, key=lambda case: case.unit.sort_key)

    return Section(proposals, cases(Outcome.PROPOSED), cases(Outcome.BARRED), cases(Outcome.OPEN))


def _figures(proposals: FieldProposals, unit: int) -> list[Figure]:
    own = [one for one in proposals.judged if unit in one.counts]
    merit = proposals.merits[unit]
    return [
        Figure(one, one.counts[unit], one.contest.shares[unit], at_least, at_most)
        for one, at_least, at_most in zip(own, merit.at_least, merit.at_most, strict=True)
    ]


def _decided(programme: Programme) -> dict[tuple[str, int], Commendation]:
    """Return the newest decision of each field and commune."""
    rows = Commendation.objects.filter(programme=programme).select_related("decided_by")
    return {(row.field, row.unit_id): row for row in rows.order_by("pk")}


def _number(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if plain else 0


def _day(text: str, programme: Programme | None) -> tuple[date, str]:
    """Return the day asked for, and what was asked for where it is none since the programme began.

    Before, nothing of it could have been measured.
    """
    if not text:
        return today(), ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today(), text[:40]
    first = programme.begins_on if programme else FIRST_DAY
    return (day, "") if first <= day <= today() else (today(), text[:40])

"""Ranked proposals of where to serve next: what was computed, and ordering another computation."""

from __future__ import annotations

from dataclasses import asdict
from math import floor

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from diaban.sectors.post.reach.models import PlaceOnOffer, Proposal, ProposalSet, ReachSurvey
from diaban.sectors.post.reach.orders import PROPOSALS, SURVEY, order_job, unfinished
from diaban.sectors.post.reach.proposing import DAY_PERCENT, MOST_SITES, MOST_VANS, Wanted
from diaban.sectors.post.weekdays import WEEKDAYS
from diaban.spine.parties.access import CITY, DEPARTMENT, Territory
from diaban.spine.parties.models import Role
from diaban.spine.sectors import Page, Screen

_KINDS = {
    "point": gettext_lazy("new point"),
    "room": gettext_lazy("borrowed room"),
    "mobile_day": gettext_lazy("van"),
}
_AMOUNTS = ("money", "point_cost", "room_cost", "day_cost")
_LARGEST_AMOUNT = 1_000_000.0


class FormError(ValueError):
    """Something in the form cannot be meant; its text is for the page."""


def proposals_page(request: HttpRequest, number: int | None = None) -> Screen:
    sets = ProposalSet.objects.visible_to(request.user).select_related("survey")
    chosen = sets.filter(pk=number).first() if number else sets.order_by("-pk").first()
    if number and chosen is None:
        raise Http404
    return _screen(request, chosen)


@require_POST
def order_page(request: HttpRequest) -> Screen | HttpResponse:
    """Order a computation for what the form allows."""
    try:
        wanted = read_wanted(request.POST)
    except FormError as fault:
        newest = ProposalSet.objects.visible_to(request.user).order_by("-pk").first()
        return _screen(request, newest, str(fault), status=400)
    order_job(request.user, PROPOSALS, asdict(wanted))
    return redirect("post_proposals")


@require_POST
def survey_order_page(request: HttpRequest) -> HttpResponse:
    order_job(request.user, SURVEY, {})
    return redirect("post_overview")


def read_wanted(form) -> Wanted:
    """Read what may be added; FormError with the field and the remedy for what cannot be meant."""
    sites = _count(form.get("sites", ""), MOST_SITES, _("Points and rooms"))
    vans = _count(form.get("vans", ""), MOST_VANS, _("Vans"))
    if not sites and not vans:
        raise FormError(_("Points and rooms, vans: at least one of them must be more than 0."))
    return Wanted(
        sites=sites,
        vans=vans,
        day_percent=_percent(form.get("day_percent", str(DAY_PERCENT))),
        points="points" in form,
        **{name: _amount(form.get(name, "")) for name in _AMOUNTS},
    )


def _count(text: str, most: int, name: str) -> int:
    if not (text.isdecimal() and len(text) < 6 and int(text) <= most):
        raise FormError(
            _("%(name)s: write a whole number from 0 to %(most)s.") % {"name": name, "most": most}
        )
    return int(text)


def _percent(text: str) -> int:
    if not (text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 100):
        raise FormError(_("A day each week: write a whole percentage from 1 to 100, such as 20."))
    return int(text)


def _amount(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        amount = float(text.replace(",", "."))
    except ValueError:
        amount = -1.0
    if not 0 <= amount <= _LARGEST_AMOUNT:
        raise FormError(_("Costs and budget: write million dong a month, such as 28 or 3,5."))
    return amount


def _screen(
    request: HttpRequest, chosen: ProposalSet | None, fault: str = "", status: int = 200
) -> Screen:
    rows = chosen.proposals.select_related("commune", "room") if chosen else Proposal.objects.none()
    sets = list(ProposalSet.objects.visible_to(request.user).order_by("-pk")[:10])
    # the layer holds the newest set: its numbers beside an earlier list would be of other places
    drawn = ("post-proposals",) if chosen in sets[:1] else ()
    run = unfinished(PROPOSALS)
    told = [_told(row) for row in rows]
    context = {
        "chosen": chosen,
        "rows": told,
        "households": _households(chosen) if chosen else 0,
        "bound_households": _bound_in_households(chosen, list(rows)) if chosen else None,
        "decimals": _decimals(chosen, [one["row"] for one in told]),
        "others": [one for one in sets if chosen is None or one.pk != chosen.pk],
        "fault": fault,
        "run": run,
        "survey": ReachSurvey.objects.visible_to(request.user).newest(),
        "rooms": PlaceOnOffer.objects.standing().count(),
        "may_order": request.user.role == Role.DEPARTMENT,
        "asked": {
            **asdict(Wanted()),
            **(chosen.parameters if chosen else {}),
            **request.POST.dict(),
        },
        "most_sites": MOST_SITES,
        "most_vans": MOST_VANS,
    }
    return Screen(
        template="post/proposals.html",
        title=_("Where to serve next"),
        context=context,
        back=(reverse("post_overview"), _("Post")),
        layers=(*drawn, "post-points", "post-unserved") if chosen else (),
        layers_off=("post-unserved",),
        scripts=("post/places.js",),
        styles=("post/reach.css",),
        synthetic=chosen is not None and chosen.synthetic,
        status=status,
    )


def _households(row: Proposal | ProposalSet) -> float:
    """Return how many get something near; before days were worth less, that was what was gained."""
    return row.gained if row.households is None else row.households


def _decimals(chosen: ProposalSet | None, rows: list[Proposal]) -> int:
    """Return with how many decimals all numbers of a list are told exactly: 0, 1 or 2."""
    told = [chosen.gained, chosen.bound] if chosen else []
    told += [amount for row in rows for amount in (row.gained, row.most)]
    return next(n for n in (0, 1, 2) if n == 2 or all(abs(x - round(x, n)) < 1e-6 for x in told))


def _told(row: Proposal) -> dict[str, object]:
    days = ", ".join(str(WEEKDAYS[day]) for day in row.weekdays)
    lat, lng = row.lat_e7 / 1e7, row.lng_e7 / 1e7
    unit = row.commune.full_name if row.commune else ""
    return {
        "row": row,
        # earlier ones were named by their commune alone
        "place": row.place if row.place != unit else "",
        "unit": unit,
        "kind": _KINDS.get(row.kind, row.kind),
        "days": days,
        "households": _households(row),
        "most_households": _as_households(row.most, row.percent),
        "at": f"{lng:.7f},{lat:.7f}",
        "position": (lat, lng),
        "geo": f"geo:{lat:.6f},{lng:.6f}",
    }


def _as_households(worth: float, percent: int) -> int:
    """Return how many households come to so much where each counts by this percent of a point."""
    return floor(worth * 100 / percent + 1e-6)


def _bound_in_households(chosen: ProposalSet, rows: list[Proposal]) -> int | None:
    """Return what nothing of the same worth could exceed; None where worths differ."""
    percents = {row.percent for row in rows}
    return _as_households(chosen.bound, percents.pop()) if len(percents) == 1 else None


PAGES = (
    Page(
        "proposals/", "post_proposals", proposals_page, CITY, Territory.CITY,
        "where a point, a room or a van would serve most",
    ),
    Page(
        "proposals/<row:number>/", "post_proposal_set", proposals_page, CITY, Territory.CITY,
        "earlier proposals",
    ),
    Page(
        "proposals/order/", "post_proposals_order", order_page, DEPARTMENT, Territory.CITY,
        "order a computation of proposals",
    ),
    Page(
        "reach/survey/", "post_reach_order", survey_order_page, DEPARTMENT, Territory.CITY,
        "order a survey of reach",
    ),
)  # fmt: skip

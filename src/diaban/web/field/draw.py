"""Drawing lots for a commune: first as a picture with its figures, then for good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.spine.fieldwork.drawing import (
    FEWEST_A_DAY,
    MOST_A_DAY,
    MOST_COLLECTORS,
    NothingToDrawError,
    Plan,
    Proposal,
    draw,
    propose_lots,
)
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.web.field.office import require_manager
from diaban.web.pages.communes_asked import commune_asked

_DEFAULTS = {"collectors": "5", "doors_a_day": "60", "team": ""}
_LONGEST_TEAM = 80


class RefusedPlanError(ValueError):
    """What was entered is no plan; the text says which field and what to do."""


def draw_page(request: HttpRequest) -> HttpResponse:
    """Show the lots that a plan would make; on POST draw them."""
    require_manager(request)
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: given.get(name, default) for name, default in _DEFAULTS.items()}
    unit = commune_asked(given.get("unit", ""), today())
    context: dict[str, object] = {
        "communes": _communes(request.user),
        "unit": unit,
        "asked": asked,
        "limits": {"fewest": FEWEST_A_DAY, "most": MOST_A_DAY, "collectors": MOST_COLLECTORS},
        "as_of": today(),
    }
    if unit is not None:
        try:
            plan = _read_plan(unit, asked)
            if request.method == "POST":
                draw(request.user, plan)
                return redirect(reverse("field"))
            context |= _preview(propose_lots(request.user, plan))
        except RefusedPlanError as error:
            context["refused"] = str(error)
        except NothingToDrawError:
            context["nothing"] = True
    status = 422 if "refused" in context or "nothing" in context else 200
    return render(request, "field/draw.html", context, status=status)


def _read_plan(unit: Unit, asked: dict[str, str]) -> Plan:
    team = " ".join(asked["team"].split())
    if len(team) > _LONGEST_TEAM:
        raise RefusedPlanError(_("Team: the name is too long. Write at most 80 letters."))
    collectors, doors = asked["collectors"], asked["doors_a_day"]
    if not _is_between(collectors, 1, MOST_COLLECTORS):
        raise RefusedPlanError(
            _("Collectors: “%(given)s” is no number from 1 to %(most)s.")
            % {"given": collectors, "most": MOST_COLLECTORS}
        )
    if not _is_between(doors, FEWEST_A_DAY, MOST_A_DAY):
        raise RefusedPlanError(
            _("Doors a day: “%(given)s” is no number from %(least)s to %(most)s.")
            % {"given": doors, "least": FEWEST_A_DAY, "most": MOST_A_DAY}
        )
    return Plan(unit, team or unit.name, int(collectors), int(doors))


def _is_between(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most


def _preview(proposal: Proposal) -> dict[str, object]:
    counts = sorted(len(lot.doors) for lot in proposal.lots)
    lots = [
        {"area": lot.area, "name": f"{number:03d}", "state": "even" if number % 2 else "odd"}
        for number, lot in enumerate(proposal.lots, start=1)
    ]
    return {
        "proposal": proposal,
        "lots_count": len(proposal.lots),
        "fewest": counts[0],
        "most": counts[-1],
        "drawn": lots,
    }


def _communes(actor: User) -> list[Unit]:
    rows = city_communes(today()).order_by("sort_key")
    if actor.sees_whole_city:
        return list(rows)
    units = set(actor.charges.values_list("unit_id", flat=True))
    return [unit for unit in rows if unit.pk in units or unit.parent_id in units]

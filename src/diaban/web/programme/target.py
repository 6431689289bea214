"""The page of a target: what the records say, its way so far, where to help, what was declared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import today
from diaban.spine.programme.declared import DeclaredError, declare, places_asked
from diaban.spine.programme.gauging import GaugeError, set_gauge
from diaban.spine.programme.models import Gauge, Target, Task
from diaban.spine.programme.nouns import count_alike
from diaban.spine.programme.targets import Standing, figures_of_pace, foresee_from, read_curve
from diaban.web.pages.days import day_choices, pick_day
from diaban.web.programme.curve import Curve
from diaban.web.programme.freshness import lagging_tables
from diaban.web.programme.recipe import gauge_choices, recipe_of
from diaban.web.programme.share_bar import Bar
from diaban.web.programme.target_places import classes_told, places_of, units_told

NAMED = 12
LONGEST_TEXT = 40
_MUCH = 0.02  # of the whole's share, that one place adds
DECLARED_REFUSALS = {
    "no_number": _(
        "“%(value)s” is no number. Write two whole numbers: how many hold, and of how many, such as"
        " 850 and 1,000. No “yes”, no “N/A”, no percentage."
    ),
    "part_over_whole": _("More hold than there are: the first number may not exceed the second."),
    "of_nothing": _("Of none there is no share: the second number must be above 0."),
    "future": _("This day has not come yet."),
    "too_early": _("This day is more than a year before the programme begins."),
    "no_standing": _("Only the department declares for the whole, and a commune for itself."),
    "no_place": _("This target is not of this unit on that day."),
    "day": _("Write a day."),
}
GAUGE_REFUSALS = {
    "no_standing": _("Only the department changes what measures a target."),
    "unknown": _("There is no such measure or register."),
    "same": _("It is measured by this already."),
    "future": _("This day has not come yet."),
    "before": _("Another was set from a later day on. What was shown since is not changed."),
    "shown": _("What was shown of days gone by stays: let it begin today."),
    "day": _("Write a day."),
}
SAID = {"declared": _("Declared."), "gauged": _("From that day on it is measured by this.")}


def find_target(request: HttpRequest, number: int) -> Target:
    """Return the target of a task that the reader may see; Http404 otherwise."""
    visible = Task.objects.visible_to(request.user).values("pk")
    found = Target.objects.filter(pk=number, task__in=visible)
    target = found.select_related("task__programme", "duty__directive").first()
    if target is None:
        raise Http404
    return target


@require_safe
def target_page(request: HttpRequest, number: int) -> HttpResponse:
    return show_target(request, find_target(request, number))


def show_target(
    request: HttpRequest, target: Target, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a target as of the day that is asked for; ``more`` is what a form said of itself."""
    picked = pick_day(request, "on")
    points = read_curve(target, picked.as_of)
    told = next((i for i, (_on, one) in enumerate(points) if one.is_told), len(points) - 1)
    standing, forecast = points[-1][1], foresee_from(points)
    units = Unit.objects.in_bulk(units_told(standing))
    seen = seen_units(request.user, units)
    places = places_of(standing, {pk: unit for pk, unit in units.items() if pk in seen})
    context = {
        "target": target,
        "picked": picked,
        "as_of": picked.as_of,
        "s": standing,
        "bar": Bar.of(standing),
        "forecast": forecast,
        "measured_times": len(figures_of_pace(points)),
        "is_late": _is_late(standing, forecast),
        "falls_short": standing.is_reached is False,
        "points": points[told:],  # before the first figure there is nothing to tell of
        "curve": Curve.of(points, forecast) if standing.is_measurable else None,
        "places": places,
        # of a hundred places each adds little: with one decimal most would look alike
        "decimals": 1 if max((place.adds for place in places), default=1) > _MUCH else 2,
        "has_map": any(place.unit.level == Level.COMMUNE for place in places),
        "legend": classes_told(standing).legend,
        "some_hold_nothing": any(place.has_nothing for place in places),
        "silent": _named(units, standing.silent, seen),
        "stale": _named(units, standing.stale, seen),
        "lapsed": _named(units, standing.lapsed, seen),
        "declarations": [
            (one, standing.difference_of(one), standing.other_whole_of(one))
            for one in standing.declarations
        ],
        "recipe": recipe_of(standing, request.GET.get("recount") == "1"),
        "lagging": lagging_tables([standing]),
        "synthetic": target.task.programme.synthetic or standing.synthetic,
        "said": SAID.get(request.GET.get("said", "")),
        **_forms(request, target),
        **day_choices(),
        **(more or {}),
    }
    return render(request, "programme/target.html", context, status=status)


@require_POST
def declare_value(request: HttpRequest, number: int) -> HttpResponse:
    """Take what is declared of the whole or of a unit, or show the form again and why not."""
    target, given = find_target(request, number), _given(request)
    try:
        unit = _unit_asked(request.user, target, given["unit"])
        day = _read_day(given["held_on"])
        declare(target, unit, day, (given["numerator"], given["denominator"]), request.user)
    except DeclaredError as error:
        words = DECLARED_REFUSALS[error.reason]
        told = str(words) % {"value": error.value} if error.reason == "no_number" else words
        more = {"given": given, "fault": told}
        return show_target(request, target, more, status=422)
    return redirect(f"{reverse('target', args=[target.pk])}?said=declared#declared")


@require_POST
def change_gauge(request: HttpRequest, number: int) -> HttpResponse:
    target = find_target(request, number)
    try:
        day = _read_day(request.POST.get("valid_from", ""))
        set_gauge(target, request.POST.get("gauge", "")[:60], day, request.user)
    except DeclaredError as error:
        more = {"gauge_fault": GAUGE_REFUSALS[error.reason]}
        return show_target(request, target, more, status=422)
    except GaugeError as error:
        more = {"gauge_fault": GAUGE_REFUSALS[error.reason]}
        return show_target(request, target, more, status=422)
    return redirect(f"{reverse('target', args=[target.pk])}?said=gauged#recipe")


def seen_units(actor: User, units: dict[int, Unit]) -> set[int]:
    """Return the row numbers of those units whose own figures the actor may read."""
    if actor.sees_whole_city:
        return set(units)
    own = Unit.objects.filter(in_charge(actor), pk__in=units)
    return set(own.values_list("pk", flat=True))


def _named(units: dict[int, Unit], numbers: tuple[int, ...], seen: set[int]) -> dict[str, object]:
    found = sorted((units[pk] for pk in numbers if pk in seen), key=lambda unit: unit.sort_key)
    return {"count": len(numbers), "first": found[:NAMED], "rest": found[NAMED:]}


def _is_late(standing: Standing, forecast: Any) -> bool:
    day = (forecast.day or forecast.earliest) if forecast else None
    return day is not None and day > standing.target.ends_on


def _forms(request: HttpRequest, target: Target) -> dict[str, Any]:
    is_department = request.user.role == Role.DEPARTMENT
    return {
        "is_department": is_department,
        "own_units": list(_speaking_for(request.user, target).order_by("sort_key")),
        "gauge_choices": gauge_choices() if is_department else [],
        "given": {"held_on": today().isoformat()},
        "counted_then": _counted_then(target),
    }


def _counted_then(target: Target) -> list[tuple[Gauge, date | None]]:
    """Return what counts the target now, and what before which day; nothing where it is one thing.

    Of gauges that one after the other count the same thing the first is told.
    """
    found: list[tuple[Gauge, date | None]] = []
    until = None
    for gauge in target.gauges.select_related("register").order_by("-valid_from", "-pk"):
        if found and count_alike(found[-1][0], gauge):
            until = gauge.valid_from
            continue
        found.append((gauge, until))
        until = gauge.valid_from
    return found if len(found) > 1 else []


def _speaking_for(actor: User, target: Target):
    places = places_asked(target, today())
    if actor.role == Role.DEPARTMENT:
        return places
    return places.filter(in_charge(actor)) if actor.role == Role.COMMUNE else places.none()


def _given(request: HttpRequest) -> dict[str, str]:
    names = ("unit", "held_on", "numerator", "denominator")
    return {name: request.POST.get(name, "").strip()[:LONGEST_TEXT] for name in names}


def _unit_asked(actor: User, target: Target, number: str) -> Unit | None:
    if not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) < 16
    unit = _speaking_for(actor, target).filter(pk=int(number)).first() if is_number else None
    if unit is None:
        raise DeclaredError("no_standing")
    return unit


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DeclaredError("day") from None

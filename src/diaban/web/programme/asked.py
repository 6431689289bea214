"""What an address bar asks for: a programme by its number, a unit by its code and first day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from diaban.spine.parties.models import User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import CITY, today
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.models import Programme
from diaban.spine.programme.taking_over import successors_of

_KEY = re.compile(r"(\d{3}|\d{5})(?:-(\d{8}))?", re.ASCII)


def programme_asked(request: HttpRequest) -> Programme | None:
    """Return the adopted programme that ``?programme=`` names, else the first; Http404."""
    return pick_programme(request, adopted_programmes(request.user))


def pick_programme(request: HttpRequest, among: Sequence[Programme]) -> Programme | None:
    """Return that of some programmes which ``?programme=`` names, else the first; Http404."""
    wanted = request.GET.get("programme", "")
    if not wanted:
        return among[0] if among else None
    found = next((one for one in among if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def lead_to_unit(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Lead to the page of a unit, with all that was asked for."""
    query = request.GET.urlencode()
    return redirect(reverse("programme_unit", args=[unit_key(unit)]) + (query and f"?{query}"))


def unit_key(unit: Unit) -> str:
    """Write what names a unit for ever: codes are given anew, a code with its first day is not.

    >>> unit_key(Unit(code="00004", valid_from=date(2025, 7, 1)))
    '00004-20250701'
    """
    return f"{unit.code}-{unit.valid_from:%Y%m%d}"


def unit_asked(key: str, actor: User) -> Unit:
    """Return the commune or district that a key names; a code alone means the unit of today.

    Whoever has a unit in charge sees what became it, too. Raises Http404 for what is not there, or
    not theirs.
    """
    read = _KEY.fullmatch(key)
    if read is None:
        raise Http404
    code, day = read.groups()
    level = Level.COMMUNE if len(code) == len("00000") else Level.DISTRICT
    units = Unit.objects.filter(code=code, level=level)
    units = units.in_force(today()) if day is None else units.filter(valid_from=_read_day(day))
    unit = units.select_related("parent__parent").first()
    if unit is None or not _is_in_city(unit) or not may_see(actor, unit):
        raise Http404
    return unit


def may_see(actor: User, unit: Unit) -> bool:
    """Whether somebody may read a unit's page: of theirs, of what became theirs, or of any."""
    if actor.sees_whole_city or has_in_charge(actor, unit):
        return True
    return any(has_in_charge(actor, step.successor) for step in successors_of(unit))


def _read_day(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise Http404 from error


def _is_in_city(unit: Unit) -> bool:
    above = unit.parent
    return above is not None and CITY in {above.code, above.parent.code if above.parent else ""}

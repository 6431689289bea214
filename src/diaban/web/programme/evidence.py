"""The registers of evidence: what each counts, what it says of a day, and one place's history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from diaban.engines.measuring import Count
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import (
    Reading,
    Statement,
    places_seen_by,
    read_register,
    read_registers,
)
from diaban.spine.evidence.stating import stated_by
from diaban.spine.parties.models import Role
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import today
from diaban.spine.programme.models import Gauge, Target, Task
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.pages.days import day_choices, pick_day
from diaban.web.programme.titles import titled

SHOWN_STATEMENTS = 200
LEVELS = {
    Level.COMMUNE: _("communes"),
    Level.DISTRICT: _("districts, until June 2025"),
    Level.PROVINCE: _("the whole city"),
}
# which places the table shows; the first all of them
SHOWS = {"": _("all"), "stated": _("stated"), "stale": _("past their time"), "silent": _("silent")}


@dataclass(frozen=True)
class Line:
    """A register in the list: what it is called here, what it says, which targets it serves."""

    register: Register
    reading: Reading
    targets: list[Target]

    @property
    def title(self) -> str:
        return titled(self.register)

    @property
    def noun(self) -> str:
        """Name one of what is counted."""
        vi = get_language() == "vi"
        return self.register.noun_vi if vi else self.register.noun_en

    @property
    def field(self) -> object:
        return FIELD_WORDS.get(self.register.field, "")

    @property
    def life(self) -> int | None:
        return self.register.shelf_life_on(self.reading.as_of)

    @property
    def fresh(self) -> int:
        return len(self.reading.stated) - len(self.reading.stale)

    @property
    def is_to_fill(self) -> bool:
        """Whether a place among them said nothing, or nothing that is still believed."""
        return bool(self.reading.silent or self.reading.stale)

    @property
    def places(self) -> int:
        return len(self.reading.stated) + len(self.reading.silent)


@dataclass(frozen=True)
class Row:
    """A place in the table of a register; ``said`` is its whole statement, None of the silent."""

    unit: Unit
    said: Evidence | None
    stale: bool

    @property
    def kind(self) -> str:
        if self.said is None:
            return "silent"
        return "stale" if self.stale else "stated"

    @property
    def count(self) -> Count | None:
        return self.said.count if self.said else None


@require_safe
def registers_page(request: HttpRequest) -> HttpResponse:
    registers = list(Register.objects.order_by("field", "pk"))
    readings = read_registers(registers, [today()])
    seen = _seen_by_level(request, registers)
    serves = _targets_of(request.user, registers, today())
    lines = [
        Line(one, readings[one.pk, today()].of(seen[one.level]), serves[one.pk])
        for one in registers
    ]
    if request.user.role == Role.COMMUNE:
        lines.sort(key=lambda line: not line.is_to_fill)
    context = {
        "lines": lines,
        "is_officer": request.user.role == Role.COMMUNE,
        "levels": {level.value: words for level, words in LEVELS.items()},
        "may_open": may_keep(request.user),
        "is_synthetic": any(line.reading.synthetic for line in lines),
    }
    return render(request, "evidence/registers.html", context)


@require_safe
def register_page(request: HttpRequest, key: str) -> HttpResponse:
    return show_register(request, find_register(key))


def show_register(
    request: HttpRequest, register: Register, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a register as of the day that is asked for; ``more`` is what a form said of itself."""
    picked = pick_day(request)
    units = list(places_seen_by(request.user, register, picked.as_of).order_by("sort_key"))
    reading = read_register(register, picked.as_of, [unit.pk for unit in units])
    rows = _rows(units, reading)
    serves = _targets_of(request.user, [register], picked.as_of)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    context = {
        "register": register,
        "line": Line(register, reading, serves[register.pk]),
        "total": reading.total,
        "rows": [row for row in rows if show in {"", row.kind}],
        "shows": _shows(rows, show),
        "show": show,
        "picked": picked,
        "as_of": picked.as_of,
        "level": LEVELS[Level(register.level)],
        "may_keep": may_keep(request.user),
        "own": list(stated_by(request.user, register, today()).order_by("sort_key")),
        "given": {"held_on": today().isoformat()},
        "is_new": request.GET.get("stated", ""),
        **day_choices(),
        **(more or {}),
    }
    return render(request, "evidence/register.html", context, status=status)


@require_safe
def place_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show all that was ever stated of a place, the newest day first; what was replaced stays."""
    register = find_register(key)
    unit = _units_seen(request).filter(pk=number, level=register.level).first()
    if unit is None:
        raise Http404
    said = Evidence.objects.visible_to(request.user).filter(register=register, unit=unit)
    newest = said.select_related("actor").order_by("-held_on", "-pk")[:SHOWN_STATEMENTS]
    days: set[date] = set()
    told = []
    for one in newest:
        told.append((one, one.held_on in days))
        days.add(one.held_on)
    context = {
        "register": register,
        "title": titled(register),
        "unit": unit,
        "told": told,
        "count": said.count(),
        "shown": SHOWN_STATEMENTS,
        "is_synthetic": any(one.synthetic for one, _replaced in told),
    }
    return render(request, "evidence/place.html", context)


def find_register(key: str) -> Register:
    found = Register.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def may_keep(user: Any) -> bool:
    """Whether somebody may open registers and word them."""
    return user.role == Role.DEPARTMENT


def _units_seen(request: HttpRequest) -> QuerySet[Unit]:
    units = Unit.objects.all()
    return units if request.user.sees_whole_city else units.filter(in_charge(request.user))


def _seen_by_level(request: HttpRequest, registers: list[Register]) -> dict[str, list[int]]:
    some = {one.level: one for one in registers}
    return {
        level: list(places_seen_by(request.user, one, today()).values_list("pk", flat=True))
        for level, one in some.items()
    }


def _targets_of(actor, registers: list[Register], as_of: date) -> dict[int, list[Target]]:
    """Return the targets that each register measures on a day: by their newest gauge of then."""
    served = Gauge.objects.filter(register__in=registers).values("target")
    seen = Target.objects.filter(pk__in=served, task__in=Task.objects.visible_to(actor))
    gauges = Gauge.objects.filter(target__in=seen, valid_from__lte=as_of)
    newest: dict[int, Gauge] = {}
    for gauge in gauges.select_related("target__task").order_by("valid_from", "pk"):
        newest[gauge.target_id] = gauge
    found: dict[int, list[Target]] = defaultdict(list)
    for gauge in newest.values():
        if gauge.register_id is not None:
            found[gauge.register_id].append(gauge.target)
    return found


def _rows(units: list[Unit], reading: Reading) -> list[Row]:
    said: dict[int, Statement] = {n: one.evidence for n, one in reading.stated.items()}
    whole = Evidence.objects.in_bulk([one.id for one in said.values()])
    stale = set(reading.stale)
    return [
        Row(unit, whole[said[unit.pk].id] if unit.pk in said else None, unit.pk in stale)
        for unit in units
    ]


def _shows(rows: list[Row], chosen: str) -> list[tuple[str, object, int, bool]]:
    counts = {kind: sum(row.kind == kind for row in rows) for kind in SHOWS if kind}
    counts[""] = len(rows)
    return [(kind, words, counts[kind], kind == chosen) for kind, words in SHOWS.items()]

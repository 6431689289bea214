"""The office's view of field work: lots and collectors with their progress, each lot on the map."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.fieldwork.deciding import may_manage
from diaban.spine.fieldwork.drawing import close_lot
from diaban.spine.fieldwork.lots import (
    count_done,
    count_to_come_back,
    describe_lot,
    hand_lot,
    open_lots,
)
from diaban.spine.fieldwork.models import (
    Capture,
    Conflict,
    Lot,
    LotCollector,
    LotState,
    RefusedCapture,
)
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

DOOR_STATES = {
    "waiting": _("to be visited"),
    "collected": _("collected"),
    "conflict": _("in dispute"),
    "not_there": _("not there"),
    "nobody_home": _("nobody home, to come back"),
    "refused": _("refused, to come back"),
    "unreachable": _("could not be reached, to come back"),
    "no_access": _("nobody met"),
}

# the map has one colour for all doors to come back to, whatever was the reason
KEY = {
    **{name: DOOR_STATES[name] for name in ("waiting", "collected", "conflict", "not_there")},
    "nobody_home": _("visited, to come back to"),
}


@dataclass
class LotRow:
    """One lot as the table and the map show it."""

    lot: Lot
    holder: User | None
    done: int
    doors: int
    to_come_back: int
    conflicts: int
    last: datetime | None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.doors if self.doors else 0

    @property
    def state(self) -> str:
        """How far it is, as the map colours it."""
        if self.conflicts:
            return "conflict"
        begun = self.done or self.to_come_back
        return "done" if self.done == self.doors else "begun" if begun else "waiting"


@dataclass
class CollectorRow:
    """What one collector has in hand and has done."""

    name: str
    lots: list[LotRow] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.lots)

    @property
    def doors(self) -> int:
        return sum(row.doors for row in self.lots)

    @property
    def to_come_back(self) -> int:
        return sum(row.to_come_back for row in self.lots)

    @property
    def last(self) -> datetime | None:
        return max((row.last for row in self.lots if row.last), default=None)


def require_manager(request: HttpRequest) -> None:
    if not may_manage(request.user):
        raise PermissionDenied


def overview(request: HttpRequest) -> HttpResponse:
    rows = _rows(open_lots(request.user))
    context = {
        "rows": rows,
        "collectors": _by_collector(rows),
        "drawn": [_on_map(row) for row in rows],
        "done": sum(row.done for row in rows),
        "doors": sum(row.doors for row in rows),
        "to_come_back": sum(row.to_come_back for row in rows),
        "conflicts": Conflict.objects.visible_to(request.user).waiting().count(),
        "refused": RefusedCapture.objects.visible_to(request.user).filter(settled_as="").count(),
        "may_manage": may_manage(request.user),
        "synthetic_lots": any(row.lot.drawing.synthetic for row in rows),
        "as_of": today(),
    }
    return render(request, "field/overview.html", context)


def lot_page(request: HttpRequest, number: int) -> HttpResponse:
    lot = _lot(request, number)
    told = describe_lot(lot)
    doors = [{**door, "words": DOOR_STATES[str(door["state"])]} for door in told["doors"]]
    row = _rows([lot])[0]
    context = {
        "row": row,
        "lot": lot,
        "doors": doors,
        "drawn": {"area": lot.area, "doors": [_spot(door) for door in doors]},
        "key": KEY.items(),
        "collectors": collectors_for(lot) if may_manage(request.user) else [],
        "may_manage": may_manage(request.user) and lot.state == LotState.OPEN,
        "as_of": today(),
    }
    return render(request, "field/lot.html", context)


@require_POST
def hand(request: HttpRequest, number: int) -> HttpResponse:
    require_manager(request)
    lot = _lot(request, number)
    given = request.POST.get("collector", "")
    collector = None
    if given:
        found = [u for u in collectors_for(lot) if str(u.pk) == given]
        if not found:
            raise Http404
        collector = found[0]
    hand_lot(lot, collector, request.user)
    return redirect(reverse("field_lot", args=[lot.pk]))


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    require_manager(request)
    close_lot(request.user, _lot(request, number))
    return redirect(reverse("field"))


def collectors_for(lot: Lot) -> list[User]:
    """Return the collectors in whose territory a lot lies."""
    unit = lot.drawing.unit
    charged = Charge.objects.filter(unit__in=[unit.pk, unit.parent_id]).values("user")
    people = User.objects.filter(pk__in=charged, role=Role.COLLECTOR, is_active=True)
    return list(people.order_by("username"))


def _lot(request: HttpRequest, number: int) -> Lot:
    rows = Lot.objects.visible_to(request.user).select_related("drawing__unit")
    lot = rows.filter(pk=number).first()
    if lot is None:
        raise Http404
    return lot


def _rows(lots: list[Lot]) -> list[LotRow]:
    numbers = [lot.pk for lot in lots]
    held = LotCollector.objects.filter(lot__in=numbers, ended_at__isnull=True)
    holders = {row.lot_id: row.collector for row in held.select_related("collector")}
    told = Capture.objects.filter(lot__in=numbers).values("lot").order_by()
    last = {row["lot"]: row["at"] for row in told.annotate(at=Max("captured_at"))}
    disputes = (
        Conflict.objects.waiting().filter(capture__lot__in=numbers).values("capture__lot")
    ).order_by()
    waiting = {row["capture__lot"]: row["n"] for row in disputes.annotate(n=Count("*"))}
    counted, missed = _counted(lots), count_to_come_back(numbers)
    return [
        LotRow(lot, holders.get(lot.pk), *counted[lot.pk], missed.get(lot.pk, 0),
               waiting.get(lot.pk, 0), last.get(lot.pk))
        for lot in lots
    ]  # fmt: skip


def _counted(lots: list[Lot]) -> dict[int, tuple[int, int]]:
    """Return done and all doors of each lot."""
    done = count_done([lot.pk for lot in lots])
    return {
        lot.pk: (done.get(lot.pk, 0), getattr(lot, "doors_count", None) or lot.doors.count())
        for lot in lots
    }


def _by_collector(rows: list[LotRow]) -> list[CollectorRow]:
    found: dict[int, CollectorRow] = {}
    for row in rows:
        if row.holder:
            name = row.holder.get_full_name() or row.holder.username
            found.setdefault(row.holder.pk, CollectorRow(name)).lots.append(row)
    return sorted(found.values(), key=lambda one: one.name)


def _on_map(row: LotRow) -> dict[str, object]:
    return {
        "area": row.lot.area,
        "name": row.lot.name,
        "state": row.state,
        "href": reverse("field_lot", args=[row.lot.pk]),
    }


def _spot(door: dict[str, object]) -> list[object]:
    return [door["lng"], door["lat"], door["state"], door["id"]]

"""The lots in somebody's hands, and the doors of a lot as a phone needs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import timezone

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, Life, Observation
from diaban.spine.fieldwork.models import (
    TO_COME_BACK,
    Capture,
    CaptureQuerySet,
    Conflict,
    Lot,
    LotCollector,
    LotDoor,
    LotState,
    Outcome,
)
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User


def open_lots(actor: User) -> list[Lot]:
    """Return the lots to be worked on, with ``doors_count`` and ``done_count``."""
    rows = Lot.objects.visible_to(actor).filter(state=LotState.OPEN)
    rows = rows.select_related("drawing__unit").annotate(doors_count=Count("doors"))
    lots = list(rows.order_by("drawing_id", "pk"))
    done = count_done([lot.pk for lot in lots])
    for lot in lots:
        lot.done_count = done.get(lot.pk, 0)
    return lots


def count_done(lots: Iterable[int]) -> dict[int, int]:
    """Count, by lot, the doors at which somebody has said what there is."""
    return _count_doors(_at_own_doors(lots).exclude(outcome__in=TO_COME_BACK))


def count_to_come_back(lots: Iterable[int]) -> dict[int, int]:
    """Count, by lot, the doors that were visited and where nobody has said yet what there is."""
    told = Capture.objects.filter(lot=OuterRef("lot"), address=OuterRef("address"))
    met = told.exclude(outcome__in=TO_COME_BACK)
    missed = _at_own_doors(lots).filter(outcome__in=TO_COME_BACK)
    return _count_doors(missed.filter(~Exists(met)))


def _at_own_doors(lots: Iterable[int]) -> CaptureQuerySet:
    """Captures at doors that are in the lot they were sent for."""
    own = LotDoor.objects.filter(lot=OuterRef("lot"), address=OuterRef("address"))
    return Capture.objects.filter(Exists(own), lot__in=list(lots))


def _count_doors(captures: CaptureQuerySet) -> dict[int, int]:
    rows = captures.values("lot").annotate(n=Count("address", distinct=True)).order_by()
    return {row["lot"]: row["n"] for row in rows}


def describe_lot(lot: Lot) -> dict[str, object]:
    """Return a lot with its doors in the order of the walk, as JSON for a phone."""
    doors = list(
        LotDoor.objects.filter(lot=lot).order_by("place").values_list("address_id", "place")
    )
    numbers = [number for number, _ in doors]
    addresses = Address.objects.everywhere("the doors of a lot").in_bulk(numbers)
    states = door_states(numbers)
    units = _count_units(numbers)
    return {
        "lot": {"id": lot.pk, "name": lot.name, "version": lot.version, "area": lot.area},
        "doors": [
            _describe_door(addresses[number], place, units.get(number), states.get(number))
            for number, place in doors
        ],
    }


def _describe_door(
    door: Address, place: int, units: int | None, state: tuple[str, datetime] | None
) -> dict[str, object]:
    lat, lng = door.position or (None, None)
    kind, at = state or ("waiting", None)
    return {
        "id": door.identifier,
        "order": place + 1,
        "lat": lat,
        "lng": lng,
        "line": door.public_line,
        "house_number": door.house_number,
        "lanes": door.lanes,
        "street": door.street,
        "building": door.building,
        "households": door.stated_households if units is None else units,
        "state": kind,
        "at": at.isoformat() if at else None,
    }


def door_states(addresses: list[int]) -> dict[int, tuple[str, datetime]]:
    """Return the state of each door that was visited, and since when.

    conflict, collected, not_there, or the outcome of a visit at which nobody said what there is;
    the last visit counts, and one that learned something before one that did not.
    """
    rows = Capture.objects.filter(address__in=addresses).order_by("captured_at", "device", "seq")
    disputed = set(
        Conflict.objects.waiting()
        .filter(capture__address__in=addresses)
        .values_list("capture__address_id", flat=True)
    )
    states: dict[int, tuple[str, datetime]] = {}
    for address, outcome, captured_at in rows.values_list("address_id", "outcome", "captured_at"):
        known = states.get(address)
        if outcome in TO_COME_BACK and known and known[0] not in TO_COME_BACK:
            continue
        kind = "collected" if outcome == Outcome.FOUND else outcome
        states[address] = ("conflict" if address in disputed else kind, captured_at)
    return states


def _count_units(addresses: list[int]) -> dict[int, int]:
    """Count the households that the registry knows behind each door; absent where it knows none."""
    rows = (
        Address.objects.everywhere("households of a building")
        .filter(parent__in=addresses, is_household=True)
        .exclude(life=Life.RETIRED)
        .values("parent_id")
        .annotate(n=Count("*"))
        .order_by()
    )
    return {row["parent_id"]: row["n"] for row in rows}


def append_doors(lot: Lot, addresses: list[int]) -> None:
    """Put doors that were found on the walk at its end, so that others see them too."""
    if not addresses:
        return
    last = LotDoor.objects.filter(lot=lot).aggregate(last=Max("place"))["last"] or 0
    newest = newest_observation()
    LotDoor.objects.bulk_create(
        [
            LotDoor(lot=lot, address_id=number, place=last + 1 + extra, seen_through=newest)
            for extra, number in enumerate(addresses)
        ]
    )
    Lot.objects.filter(pk=lot.pk).update(version=F("version") + 1)


def newest_observation() -> int:
    return Observation.objects.aggregate(newest=Max("id"))["newest"] or 0


@transaction.atomic
def hand_lot(lot: Lot, collector: User | None, by: User) -> None:
    """Give a lot to a collector; who held it before may still send what they captured till now."""
    held = LotCollector.objects.filter(lot=lot, ended_at__isnull=True)
    held.filter(~Q(collector=collector)).update(ended_at=timezone.now())
    if collector and not held.filter(collector=collector).exists():
        LotCollector.objects.create(lot=lot, collector=collector, handed_by=by)
    to = collector.pk if collector else None
    record(by, "lot.handed", f"lot:{lot.pk}", {"name": lot.name, "to": to})


def read_identifier(text: str) -> int | None:
    try:
        return identifiers.read(text)
    except identifiers.IdentifierError:
        return None

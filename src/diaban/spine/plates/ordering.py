"""The queue of plates: which doors wait for one, and putting doors on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from diaban.spine.addresses.models import Address, AddressQuerySet, CodeState, Life
from diaban.spine.fieldwork.models import Lot, LotDoor
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.plates.models import STANDING, Plate, PlateQuerySet, PlateState, PlateStep

BATCH = 2_000
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Ordered:
    """How many plates an order put on the queue, and how many doors have one or wait for one."""

    ordered: int
    standing: int


@dataclass(frozen=True)
class QueueCount:
    unit: Unit | None
    count: int


def doors(actor: User) -> AddressQuerySet:
    """Return the doors that may have a plate: no flats, with a code and a line to write."""
    seen = Address.objects.visible_to(actor).present()
    coded = seen.filter(parent__isnull=True, code_state=CodeState.CODED)
    blank = dict.fromkeys(("house_number", "lanes", "street", "building", "locality"), "")
    return coded.exclude(life=Life.RETIRED).exclude(vpostcode="", official_code="").exclude(**blank)


def doors_without_plate(actor: User) -> AddressQuerySet:
    standing = Plate.objects.filter(address=OuterRef("pk"), state__in=STANDING)
    return doors(actor).filter(~Exists(standing))


def order_plates(wanted: AddressQuerySet, actor: User) -> Ordered:
    """Put each door of ``wanted`` on the queue that has no plate and waits for none."""
    found = doors(actor).filter(pk__in=wanted.values("pk")).count()
    numbers = doors_without_plate(actor).filter(pk__in=wanted.values("pk"))
    pending = list(numbers.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for start in range(0, len(pending), BATCH):
            _order(pending[start : start + BATCH], actor)
        if pending:
            record(actor, "plates.ordered", "plates", {"count": len(pending)})
    return Ordered(len(pending), found - len(pending))


def order_again(address: Address, actor: User) -> Plate | None:
    """Order a plate in place of one that stands, for a new code or a lost plate.

    The old one counts as replaced once the new one is attached. None where one waits already.
    """
    waiting = Plate.objects.filter(address=address, state=PlateState.ORDERED)
    if waiting.exists() or not doors(actor).filter(pk=address.pk).exists():
        return None
    with transaction.atomic():
        _order([address.pk], actor)
        record(actor, "plates.ordered", f"address:{address.identifier}", {"count": 1})
    return waiting.first()


def _order(addresses: list[int], actor: User) -> None:
    plates = Plate.objects.bulk_create([Plate(address_id=number) for number in addresses])
    PlateStep.objects.bulk_create(
        [PlateStep(plate=plate, state=PlateState.ORDERED, actor=actor) for plate in plates]
    )


def queue(
    actor: User, unit: Unit | None = None, street: str = "", lot: int | None = None
) -> PlateQuerySet:
    """Return the plates that wait to be printed; of a commune, a street, a lot where asked."""
    waiting = Plate.objects.visible_to(actor).filter(state=PlateState.ORDERED)
    if unit is not None:
        waiting = waiting.filter(address__commune=unit)
    if lot is not None:
        waiting = waiting.filter(address__in=LotDoor.objects.filter(lot=lot).values("address"))
    return waiting.filter(address__street=street) if street else waiting


def count_queue(actor: User) -> list[QueueCount]:
    """Count the plates that wait, by commune, in the order of the communes' names."""
    counted = queue(actor).values_list("address__commune").annotate(n=Count("pk"))
    numbers = dict(counted.order_by())
    units = Unit.objects.in_bulk([pk for pk in numbers if pk is not None])
    rows = [QueueCount(units.get(pk), number) for pk, number in numbers.items()]
    return sorted(rows, key=lambda row: row.unit.sort_key if row.unit else "")


def streets_of_queue(actor: User, unit: Unit) -> list[tuple[str, int]]:
    """Return the streets of a commune where plates wait, the fullest first."""
    counted = queue(actor, unit).exclude(address__street="").values_list("address__street")
    return sorted(counted.annotate(n=Count("pk")).order_by(), key=lambda row: (-row[1], row[0]))


def walking_order(
    commune: str | None, street: str, lanes: str, house_number: str
) -> tuple[object, ...]:
    """Return a key that sorts doors as a person walks them: commune, street, lane, number."""
    return commune or "", street.casefold(), _natural(lanes), _natural(house_number)


def lots_of_queue(actor: User, unit: Unit) -> list[tuple[Lot, int]]:
    """Return the lots of a commune where plates wait, with how many, in the order of names."""
    waiting = queue(actor, unit).values("address")
    counted = LotDoor.objects.filter(address__in=waiting).values_list("lot")
    numbers = dict(counted.annotate(n=Count("pk")).order_by())
    lots = Lot.objects.visible_to(actor).filter(pk__in=numbers)
    return [(lot, numbers[lot.pk]) for lot in sorted(lots, key=lambda lot: _natural(lot.name))]


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Let 9 come before 10 and 10A after it."""
    parts = (part for part in _DIGITS.split(text.casefold()) if part)
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)

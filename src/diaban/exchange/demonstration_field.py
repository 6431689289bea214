"""A morning of made-up field work in the synthetic city, so that its pages are not empty."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from diaban.spine.addresses.models import Address
from diaban.spine.fieldwork.drawing import Plan, draw, uncollected
from diaban.spine.fieldwork.lots import describe_lot, hand_lot
from diaban.spine.fieldwork.models import Drawing, Lot
from diaban.spine.fieldwork.taking import Sending, take_captures
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge, Unit
from diaban.spine.runs.models import Kind, Run, State

TEAM = "Tổ mẫu (mô phỏng)"
_DOORS_A_DAY, _LOTS = 40, 3
_A_MINUTE = 60_000


def field_work_is_due() -> bool:
    """Say whether a made-up city stands here in which nobody has drawn a lot."""
    built = Run.objects.filter(kind=Kind.DEMONSTRATION, state=State.DONE).exists()
    return built and not Drawing.objects.exists() and _busiest_commune() is not None


@transaction.atomic
def demonstrate_field_work(actor: User) -> None:
    """Draw three lots, hand two to made-up collectors, and let them differ about one door."""
    unit = _busiest_commune()
    drawing = draw(actor, Plan(unit, TEAM, 2, _DOORS_A_DAY), first_only=_LOTS)
    lots = list(Lot.objects.filter(drawing=drawing).order_by("name"))
    people = [_collector(number, unit) for number in (1, 2)]
    for lot, person in zip(lots, people, strict=False):
        hand_lot(lot, person, actor)
    doors = describe_lot(lots[0])["doors"]
    half = doors[: max(1, len(doors) // 2)]
    first = [_capture(lots[0], door, place) for place, door in enumerate(half)]
    last = {**_capture(lots[0], doors[-1], len(half)), "households": -1}
    _send(people[0], [*first, last])
    # the second went on in the wrong lot, and read another number
    hand_lot(lots[0], people[1], actor)
    read = {**_capture(lots[0], half[0], 0), "house_number": f"{half[0]['house_number'] or 1}B"}
    absent = {**_capture(lots[0], doors[-1], 1), "outcome": "nobody_home"}
    _send(people[1], [read, absent])
    hand_lot(lots[0], people[0], actor)
    if len(lots) > 1:
        hand_lot(lots[1], people[1], actor)


def _busiest_commune() -> Unit | None:
    """The commune where most doors wait for a collector."""
    made_up = uncollected(Address.objects.everywhere("the made-up city")).filter(synthetic=True)
    rows = made_up.exclude(commune=None).values("commune").annotate(n=Count("*"))
    found = rows.order_by("-n", "commune").first()
    return Unit.objects.get(pk=found["commune"]) if found else None


def _collector(number: int, unit: Unit) -> User:
    """Make a collector who is nobody: without any way to sign in."""
    person = User(
        username=f"nguoi-thu-thap-mau-{number}",
        last_name=f"Người thu thập mẫu {number} (mô phỏng)",
        role=Role.COLLECTOR,
    )
    person.set_unusable_password()
    person.save()
    Charge.objects.create(user=person, unit=unit)
    return person


def _capture(lot: Lot, door: dict[str, Any], place: int) -> dict[str, Any]:
    told = {name: door[name] for name in ("house_number", "lanes", "street", "building")}
    return {
        "key": str(uuid.uuid4()),
        "lot": lot.pk,
        "door": door["id"],
        "seq": place,
        "clock": _now() - (100 - place) * _A_MINUTE,
        "uptime": place * _A_MINUTE,
        "outcome": "found",
        "position": {"lat": door["lat"], "lng": door["lng"], "accuracy": 4.0, "fixes": 8},
        **told,
    }


def _send(person: User, captures: list[dict[str, Any]]) -> None:
    take_captures(Sending(person, person.username, _now()), captures)


def _now() -> int:
    return round(timezone.now().timestamp() * 1000)

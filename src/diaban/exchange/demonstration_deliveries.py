"""Two made-up couriers' deliveries in the synthetic city, so that verify has something to tell."""

from __future__ import annotations

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.deliveries.models import Delivery
from diaban.spine.deliveries.taking import Report, take_deliveries
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key
from diaban.spine.parties.models import User
from diaban.spine.places.units import city_communes, today
from diaban.spine.runs.models import Kind, Run, State

CLIENTS = {
    "buu-ta-mau": "Hãng chuyển phát mẫu (mô phỏng)",
    "buu-ta-mau-2": "Hãng chuyển phát mẫu thứ hai (mô phỏng)",
}
_DOORS, _MOST = 60, 8
_METRE = 1 / 111_195
_OUTCOMES = ("found",) * 8 + ("closed", "not_found")


def deliveries_are_due() -> bool:
    """Say whether a made-up city stands here in which nothing was delivered."""
    built = Run.objects.filter(kind=Kind.DEMONSTRATION, state=State.DONE).exists()
    begun = Delivery.objects.exists() or User.objects.filter(username__in=CLIENTS).exists()
    return built and not begun


@transaction.atomic
def demonstrate_deliveries(actor: User) -> None:
    """Let made-up couriers, whose keys nobody has, report deliveries to some made-up doors."""
    unit = city_communes(today()).select_related("parent").first()
    units = [unit.parent] if unit is not None and unit.parent is not None else []
    whims = random.Random(2021)  # noqa: S311 - made up, and the same each time
    made_up = Address.objects.everywhere("the made-up city").filter(synthetic=True)
    rows = made_up.filter(parent__isnull=True, code_state=CodeState.CODED, okey__isnull=False)
    doors = list(rows.order_by("pk")[:_DOORS])
    for name, organisation in CLIENTS.items():
        client = find_or_add_client(actor, name, organisation, units)
        terms = KeyTerms(
            frozenset({Scope.READ, Scope.DELIVERIES}),
            timezone.now() + timedelta(days=365),
            purpose="mô phỏng",
        )
        key, _ = make_key(actor, client, terms)
        take_deliveries(key, [one for door in doors for one in _reports(door, whims)], None)


def _reports(address: Address, whims: random.Random) -> list[Report]:
    lat, lng = address.position or (0.0, 0.0)
    return [
        Report(
            f"{address.pk}-{number}",
            address.identifier,
            whims.choice(_OUTCOMES),
            timezone.now() - timedelta(days=whims.randrange(1, 300)),
            lat + whims.uniform(-6, 6) * _METRE,
            lng + whims.uniform(-6, 6) * _METRE,
        )
        for number in range(whims.randint(1, _MOST))
    ]

"""On which day a commune certified an address, and which certified addresses are no more."""

from __future__ import annotations

import json
from datetime import date

from django.db.models import Q

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, Life, Observation

_SAYS_CERTIFIED = f'"life":{int(Life.CERTIFIED)}'


def certified_on(address: Address) -> date | None:
    """Return the first day on which it was said to be certified; None where it is not now."""
    if address.life != Life.CERTIFIED:
        return None
    own = Q(address=address) | Q(address__merged_into=address)
    rows = Observation.objects.filter(own, facts__contains=_SAYS_CERTIFIED).order_by("held_on")
    for facts, held_on in rows.values_list("facts", "held_on"):
        if json.loads(facts).get("life") == Life.CERTIFIED:
            return held_on
    return None


def withdrawn_identifiers() -> list[str]:
    """Return the identifiers of addresses that were certified once and are retired or merged."""
    said = Observation.objects.filter(facts__contains=_SAYS_CERTIFIED).values("address")
    gone = Address.objects.everywhere("anybody may know which certificates count no more")
    rows = gone.filter(life=Life.RETIRED, pk__in=said).order_by("pk").values_list("pk", flat=True)
    return [identifiers.write(number) for number in rows]

"""On which day a commune certified an address, and which certificates count no more."""

from __future__ import annotations

import json
from datetime import date

from django.db.models import Q

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Act, Address, Life, Observation

_SAYS_CERTIFIED = f'"life":{int(Life.CERTIFIED)}'


def certified_on(address: Address) -> date | None:
    """Return the first day on which it was said to be certified; None where it is not now.

    What was taken back since does not count.
    """
    if address.life != Life.CERTIFIED:
        return None
    own = Q(address=address) | Q(address__merged_into=address)
    rows = Observation.objects.filter(own, facts__contains=_SAYS_CERTIFIED).order_by("held_on")
    taken_back = _taken_back(own)
    for number, facts, held_on in rows.values_list("pk", "facts", "held_on"):
        if number not in taken_back and json.loads(facts).get("life") == Life.CERTIFIED:
            return held_on
    return None


def _taken_back(of: Q) -> set[int]:
    rows = Observation.objects.filter(of, act=Act.WITHDRAWAL).values_list("facts", flat=True)
    return {json.loads(facts).get("withdraws", 0) for facts in rows}


def withdrawn_identifiers() -> list[str]:
    """Return the identifiers of addresses that were certified once and are not any more."""
    said = Observation.objects.filter(facts__contains=_SAYS_CERTIFIED).values("address")
    once = Address.objects.everywhere("anybody may know which certificates count no more")
    gone = once.exclude(life=Life.CERTIFIED).filter(pk__in=said).order_by("pk")
    return [identifiers.write(number) for number in gone.values_list("pk", flat=True)]

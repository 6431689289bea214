"""Since when an address is certified as it reads now, and which certificates count no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.deriving import TEXTS
from diaban.spine.addresses.models import Act, Address, Life, Observation

_SAYS_CERTIFIED = f'"life":{int(Life.CERTIFIED)}'


class Since(NamedTuple):
    """The day from which an address is certified, and the moment when the registry learned it.

    Of one day there may be two: certified, ended, and certified anew.
    """

    day: date
    at: datetime


def certified_since(address: Address) -> Since | None:
    """Return since when it is certified without a break; None where it is not now.

    What was taken back does not count, nor what was said before the address came to read otherwise.
    """
    if address.life != Life.CERTIFIED:
        return None
    return _since(Q(address=address) | Q(address__merged_into=address))


def certified_on(address: Address) -> date | None:
    since = certified_since(address)
    return since.day if since else None


def _since(of: Q) -> Since | None:
    silent = (Act.CODING, Act.PROPOSAL, Act.VISIT)
    rows = Observation.objects.filter(of).exclude(act__in=silent).order_by("pk")
    columns = rows.values_list("pk", "held_on", "learned_at", "facts")
    told = [(pk, Since(day, at), json.loads(facts)) for pk, day, at, facts in columns]
    taken_back = {facts.get("withdraws") for _, _, facts in told}
    words: dict[str, str] = {}
    since = last = None
    for number, when, facts in told:
        if number in taken_back:
            continue
        said = {name: facts[name] for name in TEXTS if facts.get(name) is not None}
        if any(words.get(name, "") != text for name, text in said.items()) or facts.get("ends"):
            since = None
        words |= said
        if facts.get("life") == Life.CERTIFIED:
            last = when
            since = since or when
    # a list of an older day, learned later, says other words that do not hold
    return since or last


def withdrawn_identifiers() -> list[str]:
    """Return the identifiers of addresses that were certified once and are not any more."""
    said = Observation.objects.filter(facts__contains=_SAYS_CERTIFIED).values("address")
    once = Address.objects.everywhere("anybody may know which certificates count no more")
    gone = once.exclude(life=Life.CERTIFIED).filter(pk__in=said).order_by("pk")
    return [identifiers.write(number) for number in gone.values_list("pk", flat=True)]


def certified_anew() -> dict[str, datetime]:
    """Return since when addresses are certified that were so before, and had a break.

    A certificate that names an earlier moment counts no more.
    """
    said = Observation.objects.filter(facts__contains=_SAYS_CERTIFIED)
    twice = said.values("address").annotate(times=Count("pk")).filter(times__gt=1)
    again = Address.objects.everywhere("anybody may know which certificates count no more")
    rows = again.filter(life=Life.CERTIFIED, pk__in=twice.values("address")).order_by("pk")
    return dict(_breaks(rows))


def _breaks(rows: Iterable[Address]) -> Iterator[tuple[str, datetime]]:
    for address in rows:
        own = Q(address=address) | Q(address__merged_into=address)
        said = Observation.objects.filter(own, facts__contains=_SAYS_CERTIFIED)
        first = said.aggregate(at=Min("learned_at"))["at"]
        since = _since(own)
        if since is not None and since.at > first:
            yield identifiers.write(address.pk), since.at

"""The work list: addresses that wait for somebody, by kind and commune."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, F, QuerySet

from diaban.spine.addresses.coverage import territory_of
from diaban.spine.addresses.models import (
    Address,
    AddressQuerySet,
    CodeState,
    Life,
    PostalQuality,
)
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.runs.models import Generation

WAITING = {
    "no_position": CodeState.NO_POSITION,
    "too_coarse": CodeState.TOO_COARSE,
    "outside": CodeState.OUTSIDE,
    "conflict": CodeState.CONFLICT,
    "area_uncertain": CodeState.AREA_UNCERTAIN,
    "no_postal_code": CodeState.NO_POSTAL_CODE,
}
KINDS = (*WAITING, "official_differs", "unclear_text")


@dataclass(frozen=True)
class ProblemCount:
    kind: str
    unit: Unit | None
    count: int


def count_problems(actor: User) -> list[ProblemCount]:
    """Count what waits within the actor's territory; units are None where no commune is known."""
    territory = territory_of(actor)
    return _count(Generation.of("addresses"), Generation.of("places"), actor.pk, territory)


def problem_rows(actor: User, kind: str, unit: Unit | str | None = "any") -> QuerySet[Address]:
    """Return the addresses behind one count; ``unit`` None means those of no known commune."""
    rows = _of_kind(Address.objects.visible_to(actor), kind)
    return rows.order_by("id") if unit == "any" else rows.filter(commune=unit).order_by("id")


@lru_cache(maxsize=16)
def _count(
    addresses: int, places: int, actor: int, territory: tuple[int, ...] | None
) -> list[ProblemCount]:
    visible = Address.objects.visible_to(User.objects.get(pk=actor))
    counted = [
        (kind, row["place"], row["n"])
        for kind in KINDS
        for row in _by_commune(_of_kind(visible, kind))
    ]
    units = Unit.objects.in_bulk({unit for _, unit, _ in counted if unit})
    return [ProblemCount(kind, units.get(unit), n) for kind, unit, n in counted]


def _by_commune(rows: AddressQuerySet) -> QuerySet:
    """Count by commune; grouped by the bare column, SQLite would walk the whole registry."""
    return rows.values(place=F("commune_id") + 0).annotate(n=Count("*")).order_by()


def _of_kind(rows: AddressQuerySet, kind: str) -> AddressQuerySet:
    """A flat shares its building's position, so the building alone stands on the list."""
    living = rows.exclude(life=Life.RETIRED).filter(parent__isnull=True)
    if kind in WAITING:
        # the first condition is that of the index "address_waiting": SQLite wants it word for word
        waiting = living.filter(code_state__gte=CodeState.NO_POSITION)
        return waiting.filter(code_state=WAITING[kind])
    if kind == "official_differs":
        differing = living.exclude(official_code="").exclude(vpostcode="")
        return differing.exclude(official_code=F("vpostcode"))
    if kind == "unclear_text":
        return living.filter(postal_quality__lt=PostalQuality.PARSED)
    raise ValueError(kind)

"""How many households live behind doors, as people counted there; where nobody did, nobody knows.

Such a count says nothing of the households that are registered: a building of twelve may have two
of them in the registry. Doors that nobody has counted are in neither number.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from diaban.spine.addresses.models import Address, Life
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit


@dataclass(frozen=True)
class Counted:
    """Doors at which somebody counted, and the households there; ``registered`` of these doors."""

    doors: int = 0
    households: int = 0
    registered: int = 0


def counted_households(actor: User, unit: Unit | None = None) -> Counted:
    """Sum the counts at doors that the actor sees, of one commune or of all."""
    seen = Address.objects.visible_to(actor).filter(stated_households__isnull=False)
    if unit:
        seen = seen.filter(commune=unit)
    doors = seen.exclude(life=Life.RETIRED)
    told = doors.aggregate(doors=Count("pk"), households=Sum("stated_households"))
    alone = doors.filter(is_household=True, units__isnull=True).count()
    living = Address.objects.everywhere("flats of counted doors").households()
    flats = living.filter(parent__in=doors.values("pk")).count()
    return Counted(told["doors"], told["households"] or 0, alone + flats)

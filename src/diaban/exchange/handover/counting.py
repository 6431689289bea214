"""How many rows of a handover stand how, by commune."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q

from diaban.spine.handovers.models import Handover, HandoverRow, Outcome, Standing
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit

OF_THE_LIST = (Standing.MATCHED, Standing.DIFFERING, Standing.MISSING_HERE)


@dataclass
class CommuneCounts:
    """``unit`` is None for rows of no known commune; ``open`` counts returned rows that wait."""

    unit: Unit | None
    counts: dict[str, int] = field(default_factory=dict)
    returned: int = 0
    open: int = 0

    @property
    def handed_over(self) -> int:
        return sum(self.counts.get(standing, 0) for standing in OF_THE_LIST)

    @property
    def to_correct(self) -> int:
        return sum(n for standing, n in self.counts.items() if standing != Standing.MATCHED)

    def of(self) -> list[int]:
        return [self.counts.get(standing, 0) for standing in Standing]


def count_communes(handover: Handover, actor: User) -> list[CommuneCounts]:
    """Return one entry for each commune that the actor sees, in the order of their names."""
    rows = HandoverRow.objects.visible_to(actor).filter(handover=handover).order_by()
    told: dict[int | None, CommuneCounts] = {}
    units = Unit.objects.in_bulk(
        [unit for unit in rows.values_list("commune", flat=True).distinct() if unit]
    )
    counted = rows.values_list("commune", "standing").annotate(
        n=Count("pk"),
        sent_back=Count("returned"),
        waiting=Count("returned", filter=Q(returned__outcome=Outcome.OPEN)),
    )
    for unit, standing, count, returned, waiting in counted:
        entry = told.setdefault(unit, CommuneCounts(units.get(unit)))
        entry.counts[standing] = count
        entry.returned += returned
        entry.open += waiting
    return sorted(told.values(), key=lambda one: (one.unit is None, one.unit and one.unit.sort_key))

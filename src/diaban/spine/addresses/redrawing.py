"""Changing boundaries and letting the next coding run look again at what that concerns."""

from __future__ import annotations

from collections.abc import Callable

from diaban.spine.addresses import bulk
from diaban.spine.addresses.changed_ground import ChangedGround, compare_areas, mark_due_within
from diaban.spine.addresses.coding import count_due, mark_all_due
from diaban.spine.addresses.observing import Statement
from diaban.spine.places.areas import areas_in_force, read_areas
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation


def redraw(change: Callable[[], bool], statement: Statement) -> tuple[ChangedGround | None, int]:
    """Call ``change``, which writes boundaries and says whether it did; mark whom it concerns.

    Call inside a transaction. Whoever writes addresses waits until it ends, so no import slips
    through between the old ground and the new. Returns the changed ground (None if nothing was
    written) and how many addresses are due because of it.
    """
    bulk.hold_registry()
    before = areas_in_force(today())
    if not change():
        return None, 0
    Generation.grow("places")
    ground = compare_areas(before, read_areas(today()))
    if ground.concerns_all:
        mark_all_due()
        return ground, count_due()
    marked = mark_due_within(ground, statement)
    if marked:
        Generation.grow("addresses")
    return ground, marked

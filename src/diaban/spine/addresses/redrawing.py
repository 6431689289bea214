"""Changing boundaries and letting the next coding run look again at what that concerns."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from diaban.spine.addresses import bulk
from diaban.spine.addresses.changed_ground import (
    ChangedGround,
    compare_areas,
    find_concerned,
    mark_due_within,
)
from diaban.spine.addresses.coding import count_due, count_states, decide_due, mark_all_due
from diaban.spine.addresses.observing import Statement
from diaban.spine.places.areas import areas_in_force, read_areas
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation

# decided in one piece, within the transaction that is undone
MOST_FORESEEN = 300_000


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


class _UndoneError(Exception):
    """Brings a foreseen change back."""


def foresee(change: Callable[[], bool], statement: Statement) -> dict[str, int]:
    """Say what ``change`` would do to addresses, and undo it: due, moved, reissued and more.

    Where everybody is concerned only ``due`` is told.
    """
    counts: dict[str, int] = {}
    try:
        with transaction.atomic():
            bulk.hold_registry()
            before = areas_in_force(today())
            change()
            after = read_areas(today())
            ground = compare_areas(before, after)
            counts = _foresee_within(ground, statement)
            raise _UndoneError
    except _UndoneError:
        return counts


def _foresee_within(ground: ChangedGround, statement: Statement) -> dict[str, int]:
    if ground.concerns_all:
        return {"due": sum(count_states().values())}
    concerned = find_concerned(ground)
    if not 0 < len(concerned) <= MOST_FORESEEN:
        return {"due": len(concerned)}
    mark_due_within(ground, statement)
    return {"due": len(concerned), **decide_due(ground.after, concerned)}

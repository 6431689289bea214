"""Whose a capture is to send: what was made while they held the lot, however late it arrives.

Somebody may be out for days without a network while their lot goes to another: what they recorded
before is taken. What was recorded afterwards is refused, and kept until the office has decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from diaban.spine.fieldwork.clocks import DRIFT
from diaban.spine.fieldwork.models import Lot, LotCollector
from diaban.spine.fieldwork.visits import VIET_NAM
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge

_SLACK = timedelta(milliseconds=DRIFT)


class Holdings:
    """When somebody held each of some lots, read once for what they send."""

    def __init__(self, actor: User, lots: Iterable[int]) -> None:
        wanted = Lot.objects.filter(pk__in=set(lots)).select_related("drawing__unit")
        self._charges = list(Charge.ever.filter(user=actor).values_list("unit_id", "valid_to"))
        self._lots = {lot.pk: lot for lot in wanted}
        self._held: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        rows = LotCollector.objects.filter(collector=actor, lot__in=self._lots)
        for row in rows.order_by("handed_at", "pk"):
            self._held[row.lot_id].append((row.handed_at, row.ended_at))
        self._in_sight: set[int] = set()
        if actor.role != Role.COLLECTOR:
            seen = Lot.objects.visible_to(actor).filter(pk__in=self._lots)
            self._in_sight = set(seen.values_list("pk", flat=True))

    def refusal_of(self, lot: int, at: datetime) -> str:
        """Return why a capture of that moment is not theirs to send; empty where it is.

        not_your_lot: they never had the lot; charge_ended: it was made when they had it no more.
        """
        if lot in self._in_sight:
            return ""
        held = self._held.get(lot)
        if not held:
            return "not_your_lot"
        # nobody records at the doors of a lot before their phone has it: an earlier time than the
        # first handing is a broken clock's
        (_, first_end), *later = held
        was_held = _is_before(at, first_end) or any(
            start - _SLACK <= at and _is_before(at, end) for start, end in later
        )
        return "" if was_held and self._has_territory(lot, at) else "charge_ended"

    def _has_territory(self, lot: int, at: datetime) -> bool:
        """Whether the commune was in their charge; of its last day only the date is known."""
        unit = self._lots[lot].drawing.unit
        day = (at - _SLACK).astimezone(VIET_NAM).date()
        here = {unit.pk, unit.parent_id}
        return any(pk in here and (end is None or day <= end) for pk, end in self._charges)


def _is_before(at: datetime, end: datetime | None) -> bool:
    return end is None or at <= end + _SLACK

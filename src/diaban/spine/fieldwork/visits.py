"""Visits at which nothing was learned of the address, and gates: told, changing no state.

A door where nobody was met is not collected. That somebody went there is a fact all the same: it
becomes an observation, counts in the lot's progress, and the door is to be visited again. The point
of a gate is where one goes in, and never the position of the door.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import note_visits
from diaban.spine.fieldwork.models import TO_COME_BACK, Capture, Effect

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def observe_visits(captures: Iterable[Capture], statement: Statement) -> None:
    """Say of each capture whom it did not meet and where its gate is; call in a transaction."""
    told = [(one, _facts(one)) for one in captures]
    note_visits(
        [
            (one.address_id, one.captured_at.astimezone(VIET_NAM).date(), facts)
            for one, facts in told
            if facts
        ],
        statement,
    )


def _facts(capture: Capture) -> dict[str, object]:
    facts: dict[str, object] = {}
    if capture.outcome in TO_COME_BACK:
        facts["visit"] = str(capture.outcome)
    if capture.gate_lat_e7 is not None and capture.effect == Effect.OBSERVED:
        facts["gate"] = {"lat_e7": capture.gate_lat_e7, "lng_e7": capture.gate_lng_e7}
    return {**facts, "capture": str(capture.key)} if facts else {}

"""What becomes of a printed plate: attached to its door, replaced by another, withdrawn."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.plates.models import STANDING, Plate, PlateState, PlateStep


class Reason(models.TextChoices):
    """Why a plate was withdrawn."""

    LOST = "lost"
    DAMAGED = "damaged"
    REFUSED = "refused"
    WRONG_TEXT = "wrong_text"
    GONE = "gone"


class PlateError(ValueError):
    """The plate cannot take this step; ``reason`` is not_printed, sample or ended."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def attach(plate: int, actor: User, position: tuple[float, float] | None = None) -> Plate:
    """Say that the plate is on its door now; the one that was there is replaced by it.

    ``position`` is (latitude, longitude) in degrees. Raises PlateError.
    """
    with transaction.atomic():
        held = _hold(plate, actor)
        if held.state == PlateState.ATTACHED:
            return held
        _require(held.state != PlateState.ORDERED, "not_printed")
        _require(held.stands, "ended")
        _require(not held.sample, "sample")
        others = Plate.objects.select_for_update().filter(
            address=held.address_id, state__in=(PlateState.ISSUED, PlateState.ATTACHED)
        )
        for other in others.exclude(pk=held.pk):
            _step(other, PlateState.REPLACED, actor)
        if position is not None:
            held.at_lat_e7, held.at_lng_e7 = (round(degrees * 1e7) for degrees in position)
        _step(held, PlateState.ATTACHED, actor)
    return held


def withdraw(plate: int, actor: User, reason: Reason) -> Plate:
    """Say that the plate is no more, or must not be used. Raises PlateError."""
    with transaction.atomic():
        held = _hold(plate, actor)
        _require(held.stands, "ended")
        _step(held, PlateState.WITHDRAWN, actor, reason)
    return held


def _hold(plate: int, actor: User) -> Plate:
    return Plate.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=plate)


def _step(plate: Plate, state: PlateState, actor: User, reason: str = "") -> None:
    plate.state, plate.changed_at = state, timezone.now()
    plate.save(update_fields=["state", "changed_at", "at_lat_e7", "at_lng_e7"])
    PlateStep.objects.create(
        plate=plate, state=state, at=plate.changed_at, actor=actor, reason=reason
    )
    subject = f"address:{plate.address.identifier}"
    record(actor, f"plates.{state.name.lower()}", subject, {"plate": plate.pk, "reason": reason})


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise PlateError(reason)


def standing_plates(address: int) -> list[Plate]:
    """Return the plates of a door that are ordered, printed or attached; the newest first."""
    rows = Plate.objects.everywhere("what a door's own page tells").filter(address=address)
    return list(rows.filter(state__in=STANDING).order_by("-pk"))

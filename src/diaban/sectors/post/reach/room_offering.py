"""Putting a room on offer: one rule for the page and for a list, with what is wrong in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from diaban.engines.hours import HoursError, read_hours
from diaban.sectors.post.reach.models import PlaceOnOffer
from diaban.spine.parties.models import User
from diaban.spine.parties.territory import has_in_charge
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.runs.models import Run

LONGEST_NAME, LONGEST_NOTE = 160, 240
WORDS = {
    "name": _("Name: write what the room is called, in at most 160 letters."),
    "position": _("Position: write latitude and longitude, such as 21.0285, 105.8542."),
    "weekdays": _("Days: mark at least one day on which it may be used."),
    "nowhere": _("Position: it lies in no commune of the city, or too near its border."),
    "elsewhere": _("Position: it does not lie in your commune."),
    "days_unread": _("Days: write them as T2, T4–T6, CN."),
    "listed_twice": _("The file has this room twice, with other contents. Keep one row."),
}


class RoomError(ValueError):
    """A room cannot be taken so; ``code`` is one of ``WORDS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Offer:
    """A room with its position in degrees, and the weekdays of its use, 0 for Monday."""

    name: str
    at: tuple[float, float]
    weekdays: tuple[int, ...]
    note: str = ""

    @property
    def place_e7(self) -> tuple[int, int]:
        return round(self.at[0] * 1e7), round(self.at[1] * 1e7)

    def is_told_by(self, room: PlaceOnOffer) -> bool:
        """Say whether a room is on offer just so already."""
        told = (room.name, room.lat_e7, room.lng_e7, tuple(room.weekdays), room.note)
        return told == (self.name, *self.place_e7, self.weekdays, self.note)


@dataclass(frozen=True)
class Offering:
    """Who puts rooms on offer, from what, since when."""

    actor: User
    source: str
    on: date
    run: Run | None = None
    synthetic: bool = False


def read_offer(name: str, at: tuple[float, float] | None, weekdays: list[int], note: str) -> Offer:
    """Return what is offered. Raises RoomError."""
    if not name or len(name) > LONGEST_NAME:
        raise RoomError("name")
    if at is None:
        raise RoomError("position")
    if not weekdays:
        raise RoomError("weekdays")
    return Offer(name, at, tuple(sorted(set(weekdays))), note[:LONGEST_NOTE])


def read_weekdays(text: str) -> list[int]:
    """Return weekdays as people write them, 0 for Monday. Raises RoomError.

    >>> read_weekdays("T3, T5–T6, CN")
    [1, 3, 4, 6]
    """
    if not text.strip():
        raise RoomError("weekdays")
    try:
        rules = read_hours(f"{text.strip()[:80]} 8h-9h").rules
    except HoursError as error:
        raise RoomError("days_unread") from error
    days = {day for rule in rules for day in rule.days.weekdays}
    if not days or any(rule.days.nth or rule.days.holidays for rule in rules):
        raise RoomError("days_unread")
    return sorted(days)


def commune_of(actor: User, offer: Offer) -> Unit:
    """Return the commune in which a room lies, if the actor may offer one there. RoomError."""
    unit = _commune_at(*offer.at)
    if unit is None:
        raise RoomError("nowhere")
    if not (actor.sees_whole_city or has_in_charge(actor, unit)):
        raise RoomError("elsewhere")
    return unit


def put_on_offer(offer: Offer, unit: Unit, offering: Offering) -> PlaceOnOffer:
    lat_e7, lng_e7 = offer.place_e7
    return PlaceOnOffer.objects.create(
        name=offer.name, commune=unit, lat_e7=lat_e7, lng_e7=lng_e7,
        weekdays=list(offer.weekdays), note=offer.note, source=offering.source[:80],
        offered_on=offering.on, offered_by=offering.actor, run=offering.run,
        synthetic=offering.synthetic,
    )  # fmt: skip


def _commune_at(lat: float, lng: float) -> Unit | None:
    numbers, shares = areas_in_force(today()).candidates([lat], [lng])
    best = int(numbers[0, 0])
    return Unit.objects.filter(pk=best).first() if best > 0 and shares[0, 0] > 0.5 else None

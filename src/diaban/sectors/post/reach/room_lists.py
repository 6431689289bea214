"""A list of rooms on offer, as it comes in and as it is taken out: the same columns.

A room is the same as one that stands where its commune and name are the same and it lies within
some steps; what differs of it is offered anew and the former offer withdrawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from diaban.sectors.post.reach.models import PlaceOnOffer
from diaban.sectors.post.reach.room_offering import (
    WORDS,
    Offer,
    Offering,
    RoomError,
    commune_of,
    put_on_offer,
    read_offer,
    read_weekdays,
)
from diaban.sectors.post.weekdays import WEEKDAYS_VI
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.places.distances import metres_between
from diaban.spine.places.models import Unit
from diaban.spine.places.names import fold_name
from diaban.spine.sectors import (
    FieldSpec,
    ImportSpec,
    InputRow,
    ListFile,
    Page,
    RowFault,
    Taken,
    Taking,
)

# a merged commune may have several halls of one name; a position measured again is nearer
_SAME_METRES = 200
_FIELD_OF = {"name": "name", "weekdays": "weekdays", "days_unread": "weekdays"}


class _Batch:
    """Rows on their way in, with the rooms that stand."""

    def __init__(self, taking: Taking) -> None:
        self.offering = Offering(
            taking.actor, taking.source, taking.on, taking.run, taking.synthetic
        )
        self.met: set[int] = set()

    def take(self, row: InputRow) -> str:
        """Take one row; return what became of it. Raises RoomError."""
        offer = _offer(row)
        unit = commune_of(self.offering.actor, offer)
        room = _standing(offer, unit)
        if room is not None and offer.is_told_by(room):
            self.met.add(room.pk)
            return "same"
        if room is not None:
            ours = room.run_id is not None and room.run_id == getattr(self.offering.run, "pk", None)
            if room.pk in self.met or ours:
                raise RoomError("listed_twice")
            room.withdrawn_at, room.withdrawn_by = timezone.now(), self.offering.actor
            room.save(update_fields=["withdrawn_at", "withdrawn_by"])
        self.met.add(put_on_offer(offer, unit, self.offering).pk)
        return "new" if room is None else "changed"


def take_rooms(rows: Sequence[InputRow], taking: Taking) -> Taken:
    """Take rows of a list in; the same rows again change nothing."""
    counts: Counter[str] = Counter()
    faults = []
    batch = _Batch(taking)
    for row in rows:
        try:
            counts[batch.take(row)] += 1
        except RoomError as error:
            counts["refused"] += 1
            faults.append(_fault(row, error.code))
    return Taken(dict(counts), faults)


def _offer(row: InputRow) -> Offer:
    told = {name: " ".join(text.split()) for name, text in row.values.items()}
    weekdays = read_weekdays(told.get("weekdays", ""))
    return read_offer(told.get("name", ""), _position(told), weekdays, told.get("note", ""))


def _position(told: dict[str, str]) -> tuple[float, float] | None:
    try:
        lat, lng = (float(told.get(name, "").replace(",", ".")) for name in ("lat", "lng"))
    except ValueError:
        return None
    return (lat, lng) if abs(lat) <= 90 and abs(lng) <= 180 else None


def _standing(offer: Offer, unit: Unit) -> PlaceOnOffer | None:
    rooms = PlaceOnOffer.objects.standing().filter(commune=unit)
    name = fold_name(offer.name)
    near = [
        (metres_between(offer.at, (room.lat_e7 / 1e7, room.lng_e7 / 1e7)), room.pk, room)
        for room in rooms
        if fold_name(room.name) == name
    ]
    metres, _number, room = min(near, default=(_SAME_METRES + 1.0, 0, None))
    return room if metres <= _SAME_METRES else None


def _fault(row: InputRow, code: str) -> RowFault:
    said = []
    for language in ("vi", "en"):
        with override(language):
            said.append(str(WORDS[code]))
    name = _FIELD_OF.get(code, "lat" if code != "listed_twice" else "name")
    return RowFault(row.number, name, row.values.get(name, ""), code, *said)


ROOMS = ImportSpec(
    name="post-rooms",
    vi="Phòng cho mượn để phục vụ bưu chính",
    en="Rooms on offer for serving people",
    fields=(
        FieldSpec("name", "Tên phòng", "Room",
                  ("tên nhà văn hóa", "phòng cho mượn", "room", "hall"), required=True),
        FieldSpec("lat", "Vĩ độ", "Latitude", ("lat", "latitude", "y"), sort="latitude",
                  required=True),
        FieldSpec("lng", "Kinh độ", "Longitude", ("lng", "lon", "longitude", "x"),
                  sort="longitude", required=True),
        FieldSpec("weekdays", "Ngày dùng được", "Days of use",
                  ("các ngày cho mượn", "ngày cho mượn", "days of use"), required=True),
        FieldSpec("note", "Ghi chú", "Note", ("ghi chú", "note")),
    ),
    key="name",
    take=take_rooms,
    most_rows=20_000,
    sample=(
        {"name": "Nhà văn hóa thôn Một", "lat": "21.028511", "lng": "105.854167",
         "weekdays": "T3, T5"},
    ),
)  # fmt: skip


@require_safe
def rooms_file(request: HttpRequest) -> ListFile:
    rooms = PlaceOnOffer.objects.visible_to(request.user).standing()
    rows = [
        (room.name, room.lat_e7 / 1e7, room.lng_e7 / 1e7,
         ", ".join(WEEKDAYS_VI[day + 1] for day in room.weekdays), room.note)
        for room in rooms.order_by("commune__sort_key", "name")
    ]  # fmt: skip
    record(request.user, "post.rooms_exported", "post_rooms:list",
           {"rows": len(rows), "format": ".xlsx"})  # fmt: skip
    name = "phong-cho-muon" + ("-mo-phong" if rooms.filter(synthetic=True).exists() else "")
    headings = tuple(field.label(get_language() or "vi") for field in ROOMS.fields)
    return ListFile(name, headings, lambda: iter(rows))


PAGES = (
    Page("rooms/list.xlsx", "post_rooms_xlsx", rooms_file, OFFICE, Territory.CHARGE,
         "take the list of rooms on offer out"),
)  # fmt: skip

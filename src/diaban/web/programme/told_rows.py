"""Records by their numbers as a page lists them: title, commune, note, point on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from diaban.spine.figures.declaring import RecordTable, RowTold, Words
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit


@dataclass(frozen=True)
class Row:
    """A record that the reader may see; ``href`` is "" where no page opens it."""

    number: int
    told: RowTold
    commune: Unit | None
    why: Words = ("", "")

    @property
    def href(self) -> str:
        if not self.told.page:
            return ""
        query = f"?{urlencode(self.told.query)}" if self.told.query else ""
        return reverse(self.told.page, kwargs=dict(self.told.parts)) + query

    @property
    def note(self) -> str:
        is_vi = get_language() == "vi"
        note = self.told.note_vi if is_vi else self.told.note_en
        return " · ".join(filter(None, (note, self.why[0 if is_vi else 1])))

    @property
    def position(self) -> tuple[float, float] | None:
        if self.told.lat_e7 is None or self.told.lng_e7 is None:
            return None
        return self.told.lat_e7 / 1e7, self.told.lng_e7 / 1e7


def read_rows(
    table: RecordTable, actor: User, numbers: list[int], why: Mapping[int, Words] | None = None
) -> list[Row]:
    """Return those of the records that the actor may see, in the order of ``numbers``.

    ``why``: what is told behind the note of some of them, by number.
    """
    reasons = why or {}
    told = table.tell(actor, numbers)
    communes = Unit.objects.in_bulk({row.place for row in told.values() if row.place is not None})
    return [
        Row(number, told[number], communes.get(told[number].place), reasons.get(number, ("", "")))
        for number in numbers
        if number in told
    ]

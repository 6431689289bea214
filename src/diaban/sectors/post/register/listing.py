"""Which points a list shows: of a commune, of a kind, and what is missing of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from diaban.sectors.post.choices import Kind, Resolution
from diaban.sectors.post.models import Candidate, Point
from diaban.sectors.post.presence.staffed_lately import Lately, are_so, staffed_lately
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.spine.addresses.identifiers import IdentifierError
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today

PAGE_POINTS = 50
# the gaps of a point, each a condition; a closed point lacks nothing
GAPS: dict[str, Q] = {
    "position": Q(lat_e7__isnull=True),
    "hours": Q(hours_text=""),
    "unread_hours": Q(hours="") & ~Q(hours_text=""),
    "address": Q(address__isnull=True, exception=""),
    "commune": Q(commune__isnull=True),
    "kind": Q(kind=Kind.UNKNOWN),
    "tenure": Q(tenure=""),
    "services": Q(services__isnull=True),
}
STATES = ("open", "closed", "joined")
NO_COMMUNE = "none"


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; an empty part asks for nothing."""

    actor: User
    commune: Unit | None = None
    without_commune: bool = False
    kind: str | None = None
    gap: str = ""
    state: str = "open"
    words: str = ""
    staffed: str = ""

    def points(self) -> QuerySet[Point]:
        """Return the points in the order of their names, as the actor may see them."""
        rows = Point.objects.visible_to(self.actor).filter(self._state())
        if self.commune is not None:
            rows = rows.filter(commune=self.commune)
        if self.without_commune:
            rows = rows.filter(commune__isnull=True)
        if self.kind is not None:
            rows = rows.filter(kind=self.kind)
        if self.gap:
            rows = rows.filter(GAPS[self.gap])
        if self.staffed:
            rows = rows.filter(are_so(self.staffed, staffed_lately(today())))
        return rows.filter(_called(self.words)) if self.words else rows

    def _state(self) -> Q:
        if self.state == "joined":
            return Q(merged_into__isnull=False)
        ended = Q(closed_on__isnull=False, closed_on__lte=today())
        return Q(merged_into__isnull=True) & (ended if self.state == "closed" else ~ended)


def _called(words: str) -> Q:
    """Find points by a part of their name, by a code, or by the identifier."""
    try:
        return Q(pk=read_identifier(words))
    except IdentifierError:
        code, name = words.strip()[:16], fold_name(words)
        by_code = Q(operator_code=code) | Q(postal_code=code)
        return by_code | Q(folded__contains=name) if name else by_code


def count_gaps(actor: User) -> Mapping[str, int]:
    """Return of the open points how many there are, how many lack what, and what is to decide."""
    rows = Asked(actor).points()
    counts = {gap: rows.filter(lacks).count() for gap, lacks in GAPS.items()}
    counts["all"] = rows.count()
    counts["to_address"] = rows.filter(resolution=Resolution.ADDRESS).count()
    counts["candidates"] = Candidate.objects.visible_to(actor).waiting().count()
    return counts


def listed_of(point: Point, lately: Lately) -> dict[str, Any]:
    """Return a point as CSV and GeoJSON tell it; what nobody knows is empty."""
    position = point.position or (None, None)
    return {
        "identifier": point.identifier,
        "name": point.name,
        "kind": point.kind,
        "operator": point.operator.name if point.operator else "",
        "operator_code": point.operator_code,
        "postal_code": point.postal_code,
        "tenure": point.tenure,
        "services": ";".join(point.services) if point.services is not None else "",
        "hours_text": point.hours_text,
        "hours": point.hours,
        "address_text": point.address_text,
        "commune_text": point.commune_text,
        "address": point.address.identifier if point.address else "",
        "commune_code": point.commune.code if point.commune else "",
        "commune": point.commune.full_name if point.commune else "",
        "lat": position[0],
        "lng": position[1],
        "accuracy_metres": point.accuracy_metres,
        "opened_on": point.opened_on.isoformat() if point.opened_on else "",
        "closed_on": point.closed_on.isoformat() if point.closed_on else "",
        "staffed": lately.asked_as,
        "staffed_share": _written(lately.share),
        "unknown_share": _written(lately.unknown_share),
        "synthetic": point.synthetic,
    }


def _written(share: float | None) -> float | None:
    return None if share is None else round(share, 3)

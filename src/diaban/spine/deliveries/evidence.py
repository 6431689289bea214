"""What deliveries say of a door: how often one fails, where people went in, who was last there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from diaban.engines.measuring import Interval, wilson
from diaban.spine.deliveries.agreeing import Entrance, find_entrances
from diaban.spine.deliveries.models import Outcome

# what was longer ago says little of today's door
SHELF_LIFE = timedelta(days=730)
_MOST = 500
# the newest points tell where one goes in; comparing each with each must stay cheap
_MOST_POINTS = 40
_OF_DOOR = """
    SELECT outcome, happened_at, lat_e7, lng_e7 FROM deliveries_delivery
    WHERE happened_at >= %s AND address_id IN (
        SELECT CAST(%s AS BIGINT) UNION ALL
        SELECT id FROM addresses_address WHERE merged_into_id = %s)
    ORDER BY happened_at DESC LIMIT %s
"""


@dataclass(frozen=True)
class Risk:
    """The share of deliveries that failed, whatever the cause, with its interval (Wilson, 95 %)."""

    failed: int
    deliveries: int
    interval: Interval


@dataclass(frozen=True)
class Evidence:
    """``risk`` is None where nothing was delivered within the shelf life: it is unknown."""

    risk: Risk | None
    entrances: list[Entrance]
    last_found_on: date | None


def evidence_of(address: int) -> Evidence:
    """Return what was reported of a door (its row number) and of those merged into it."""
    since = connection.ops.adapt_datetimefield_value(timezone.now() - SHELF_LIFE)
    with connection.cursor() as cursor:
        cursor.execute(_OF_DOOR, [since, address, address, _MOST])
        rows = cursor.fetchall()
    if not rows:
        return Evidence(None, [], None)
    found = [row for row in rows if row[0] == Outcome.FOUND]
    failed = len(rows) - len(found)
    risk = Risk(failed, len(rows), wilson(failed, len(rows)))
    points = [(lat / 1e7, lng / 1e7) for _, _, lat, lng in found if lat is not None]
    return Evidence(
        risk, find_entrances(points[:_MOST_POINTS]), _day_of(found[0][1]) if found else None
    )


def _day_of(moment: datetime | str) -> date:
    """Return the day in Viet Nam; SQLite gives the moment as a text, of Greenwich."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, timezone.get_fixed_timezone(0))
    return timezone.localdate(moment)

"""What deliveries say of a door: how often one fails, where people went in, who was last there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from diaban.engines.measuring import Interval, Told, share_of_witnesses
from diaban.spine.deliveries.agreeing import Entrance, Seen, find_entrances
from diaban.spine.deliveries.models import Outcome

# what was longer ago says little of today's door
SHELF_LIFE = timedelta(days=730)
# fewer tell of chance, and a share of one or two tells what befell one household
FEWEST_DELIVERIES = 5
# two couriers who do not know of each other; or one on so many days, for what befell one round
# (rain, a closed lane, a new driver) is one circumstance however many parcels it had
FEWEST_CLIENTS, FEWEST_DAYS = 2, 5
# a client counts for so many deliveries to a door at most: the next one with as many is its equal
MOST_OF_A_CLIENT = 5
# comparing each point with each must stay cheap
_MOST_POINTS = 40
# of a door with more the newest are read: verify must stay quick
_MOST = 5_000
_OF_DOOR = """
    SELECT client_id, outcome, happened_at, lat_e7, lng_e7 FROM deliveries_delivery
    WHERE happened_at >= %s AND address_id IN (
        SELECT CAST(%s AS BIGINT) UNION ALL
        SELECT id FROM addresses_address WHERE merged_into_id = %s)
    ORDER BY happened_at DESC LIMIT %s
"""


class _Row(NamedTuple):
    client: int
    outcome: int
    happened_at: datetime | str
    lat_e7: int | None
    lng_e7: int | None


@dataclass(frozen=True)
class Risk:
    """The share of deliveries that failed, whatever the cause, with its interval (95 %).

    Share and interval are corrected for clients that report much more than others
    (`share_of_witnesses`); ``failed`` and ``deliveries`` are what was reported.
    """

    failed: int
    deliveries: int
    interval: Interval


@dataclass(frozen=True)
class Evidence:
    """``risk`` is None where too few, or too few witnesses, reported: it is unknown."""

    risk: Risk | None
    entrances: list[Entrance]
    last_found_on: date | None


def evidence_of(address: int) -> Evidence:
    """Return what was reported of a door (its row number) and of those merged into it."""
    since = connection.ops.adapt_datetimefield_value(timezone.now() - SHELF_LIFE)
    with connection.cursor() as cursor:
        cursor.execute(_OF_DOOR, [since, address, address, _MOST])
        rows = [_Row(*row) for row in cursor.fetchall()]
    found = [row for row in rows if row.outcome == Outcome.FOUND]
    last = _day_of(found[0].happened_at) if found else None
    return Evidence(_risk(rows), find_entrances(_points(found)), last)


def _risk(rows: list[_Row]) -> Risk | None:
    told = Counter(row.client for row in rows)
    if len(rows) < FEWEST_DELIVERIES:
        return None
    if len(told) < FEWEST_CLIENTS and len({_day_of(r.happened_at) for r in rows}) < FEWEST_DAYS:
        return None
    failed = Counter(row.client for row in rows if row.outcome != Outcome.FOUND)
    shares = [Told(failed[client], of) for client, of in told.items()]
    return Risk(failed.total(), len(rows), share_of_witnesses(shares, MOST_OF_A_CLIENT))


def _points(found: list[_Row]) -> list[Seen]:
    """Return the newest points of each client, as many as it counts for."""
    points: list[Seen] = []
    taken: Counter[int] = Counter()
    for row in found:
        if row.lat_e7 is None or row.lng_e7 is None or taken[row.client] == MOST_OF_A_CLIENT:
            continue
        taken[row.client] += 1
        points.append(Seen(row.lat_e7 / 1e7, row.lng_e7 / 1e7, row.client))
    return points[:_MOST_POINTS]


def _day_of(moment: datetime | str) -> date:
    """Return the day in Viet Nam; SQLite gives the moment as a text, of Greenwich."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, timezone.get_fixed_timezone(0))
    return timezone.localdate(moment)

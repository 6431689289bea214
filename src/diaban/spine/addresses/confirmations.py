"""When somebody last was at a door or answered for it, by what was said of the address."""

from __future__ import annotations

from datetime import date

from django.db import connection

from diaban.spine.addresses.models import Act, Life

# who collected it was there; a household that confirms and a commune that certifies answer for it
_SAYING = (Life.COLLECTED, Life.CONFIRMED, Life.CERTIFIED)
_LIKE = " OR ".join(
    f"o.facts LIKE '%%\"life\":{life:d}{end}%%'" for life in _SAYING for end in (",", "}")
)
_LAST = f"""
    SELECT max(o.held_on) FROM addresses_observation o
    WHERE o.address_id = %s AND o.act IN ({Act.RECORD:d}, {Act.LIFE:d}, {Act.CORRECTION:d})
    AND ({_LIKE}) AND NOT EXISTS (
        SELECT 1 FROM addresses_observation w
        WHERE w.address_id = o.address_id AND w.act = {Act.WITHDRAWAL:d}
        AND w.facts LIKE '{{"withdraws":' || CAST(o.id AS TEXT) || ',%%'
    )
"""  # noqa: S608 - numbers of this program


def last_confirmed_on(address: int) -> date | None:
    """Return that day; None where nobody ever was or did. ``address`` is a row number."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [address])
        (found,) = cursor.fetchone()
    return date.fromisoformat(found) if isinstance(found, str) else found

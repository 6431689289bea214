"""What anybody may know of the certification of doors: whether it stands, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models

from diaban.spine.addresses.models import Life
from diaban.spine.certification.models import BatchState

FELL_WITH_ITS_LOT = "audit_fell"
_PART = 5_000
# what was said of a door last counts, so the rows come in their order
_ROWS = """
    SELECT a.id, a.life, c.taken_back_for, b.state FROM addresses_address a
    LEFT JOIN certification_certified c ON c.address_id = a.id
    LEFT JOIN certification_batch b ON b.id = c.batch_id
    WHERE {which} AND (a.life = %s OR c.id IS NOT NULL) ORDER BY a.id, c.id
"""


class Standing(models.IntegerChoices):
    """Of one door. ``LOT_STANDS``: its lot was looked at again, and stands.

    ``WITHDRAWN``: for a reason of its own, or because it came to read otherwise; ``LOT_FELL``: with
    its whole lot.
    """

    NONE = 0
    CERTIFIED = 1
    LOT_STANDS = 2
    WITHDRAWN = 3
    LOT_FELL = 4


def standings_of(addresses: Iterable[int]) -> dict[int, Standing]:
    """Return the standing of those that have one, by their numbers; of the others it is NONE."""
    wanted = list(addresses)
    found: dict[int, Standing] = {}
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        found |= _read(f"a.id IN ({', '.join(['%s'] * len(part))})", part)
    return found


def standings_between(first: int, last: int) -> dict[int, Standing]:
    """Return the same of all addresses with numbers from ``first`` to ``last``."""
    return _read("a.id BETWEEN %s AND %s", [first, last])


def _read(which: str, values: Sequence[int]) -> dict[int, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(which=which), [*values, Life.CERTIFIED])
        return {address: _judge(*told) for address, *told in cursor.fetchall()}


def _judge(life: int, taken_back_for: str | None, lot: int | None) -> Standing:
    if life == Life.CERTIFIED:
        # of what a list calls certified there is no lot; nor does one that was taken back count
        stands = lot == BatchState.STANDS and not taken_back_for
        return Standing.LOT_STANDS if stands else Standing.CERTIFIED
    return Standing.LOT_FELL if taken_back_for == FELL_WITH_ITS_LOT else Standing.WITHDRAWN

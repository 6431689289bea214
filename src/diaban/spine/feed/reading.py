"""Reading the feed: what changed after a number, as far as the asker's territory goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from diaban.spine.addresses import identifiers, joining
from diaban.spine.addresses.public_doors import PublicDoor, Territory, read_doors
from diaban.spine.certification.standing import Standing, standings_of
from diaban.spine.feed.models import ChangeKind
from diaban.spine.feed.sealing import feed_identity, newest_number

MOST_CHANGES = 1_000
# how many numbers a page goes through at most, however few of them concern the asker
_SPAN = 20_000
_ROWS = """
    SELECT number, address, kind, at, commune, commune_before, code_before FROM feed_change
    WHERE number > %s AND number <= %s ORDER BY number
"""


@dataclass(frozen=True)
class ToldChange:
    """A change, and the door as it is now; no door: take it away.

    A door that has changed again since is told as it is, and comes again with its next number.
    ``merged_into`` is the identifier that answers for it, ``certification`` how it stands now.
    """

    number: int
    kind: str
    at: datetime
    identifier: str
    code_before: str
    merged_into: str | None
    door: PublicDoor | None
    certification: str


@dataclass(frozen=True)
class Page:
    """``after`` is where the next page begins; it is ``newest`` where nothing is left."""

    feed: int
    changes: list[ToldChange]
    after: int
    newest: int


class AheadError(ValueError):
    """The asker has read further than the feed goes: it is not the feed that they read."""


def read_changes(after: int, most: int, territory: Territory) -> Page:
    """Return the next changes. Raises AheadError where ``after`` was never reached."""
    newest = newest_number()
    if after > newest:
        raise AheadError(str(after))
    last = min(after + _SPAN, newest)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [after, last])
        rows = [row for row in cursor.fetchall() if _concerns(territory, *row[4:6])]
    told = rows[:most]
    if len(rows) > most:
        last = told[-1][0]
    return Page(feed_identity(), _tell(told, territory), last, newest)


def _concerns(territory: Territory, commune: int | None, before: int | None) -> bool:
    return territory is None or commune in territory or before in territory


def _tell(rows: list[tuple], territory: Territory) -> list[ToldChange]:
    doors = read_doors({row[1] for row in rows}, territory)
    gone = [row[1] for row in rows if row[2] == ChangeKind.MERGED and row[1] not in doors]
    roots = joining.roots_of(gone) if gone else {}
    seen = read_doors(set(roots.values()), territory)
    roots = {number: root for number, root in roots.items() if root in seen}
    standings = standings_of(doors)
    return [
        ToldChange(
            number,
            ChangeKind(kind).name.lower(),
            datetime.fromtimestamp(at, UTC),
            identifiers.write(address),
            code_before,
            identifiers.write(roots[address]) if address in roots else None,
            doors.get(address),
            standings.get(address, Standing.NONE).name.lower(),
        )
        for number, address, kind, at, _commune, _before, code_before in rows
    ]

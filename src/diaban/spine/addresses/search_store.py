"""The registry as a store of doors: two statements, the same on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from diaban.engines.addressing.registered import Columns, Registered, read_columns
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.search_models import ENTRIES
from diaban.spine.parties.models import User

_COLUMNS = """
    a.id, coalesce(a.commune_id, a.declared_commune_id, 0),
    coalesce(a.former_id, a.declared_former_id, 0),
    a.house_number, a.lanes, a.street, a.locality, a.building
"""
_AT = f"""
    SELECT {_COLUMNS}, e.key FROM addresses_searchentry e
    JOIN addresses_address a ON a.id = e.id / {ENTRIES}
    WHERE e.key IN ({{marks}})
"""  # noqa: S608 - columns of this program
_AROUND = f"""
    SELECT {_COLUMNS}, n.key FROM (
        SELECT * FROM (SELECT key, id FROM addresses_searchentry
                       WHERE key >= %s AND key < %s ORDER BY key DESC, id DESC LIMIT %s) below
        UNION ALL
        SELECT * FROM (SELECT key, id FROM addresses_searchentry
                       WHERE key >= %s AND key < %s ORDER BY key, id LIMIT %s) above
    ) n JOIN addresses_address a ON a.id = n.id / {ENTRIES} ORDER BY n.key, n.id
"""  # noqa: S608 - columns of this program

# keys in one statement
_AT_ONCE = 512


@dataclass(frozen=True)
class RegistryStore:
    """The doors that ``actor`` may see."""

    actor: User

    def at(self, keys: Sequence[int]) -> list[Registered]:
        """Return the doors with these keys."""
        # few lengths of statement, so that each is prepared once
        size = 1 << (len(keys) - 1).bit_length()
        padded = [*keys, *[keys[-1]] * (size - len(keys))]
        return self._visible([_read(row[:-1]) for row in _fetch(_with_marks(size), padded)])

    def at_each(self, keys: Sequence[int]) -> dict[int, list[Registered]]:
        """Return the doors of each of these keys, asked for many at once."""
        found: dict[int, list[Registered]] = {key: [] for key in keys}
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            rows = _fetch(_with_marks(_AT_ONCE), [*part, *[part[-1]] * (_AT_ONCE - len(part))])
            doors = [_read(row[:-1]) for row in rows]
            seen = {door.number for door in self._visible(doors)}
            for row, door in zip(rows, doors, strict=True):
                if door.number in seen:
                    found[row[-1]].append(door)
        return found

    def around(self, low: int, key: int, high: int, most: int) -> list[Registered]:
        """Return up to ``most`` doors on either side of a key, the nearest first."""
        rows = _fetch(_AROUND, [low, key, most, key, high, most])
        rows.sort(key=lambda row: (abs(row[-1] - key), row[-1]))
        return self._visible([_read(row[:-1]) for row in rows])

    def _visible(self, doors: list[Registered]) -> list[Registered]:
        if not doors or (self.actor.is_authenticated and self.actor.sees_whole_city):
            return doors
        rows = Address.objects.visible_to(self.actor).filter(pk__in=[d.number for d in doors])
        seen = set(rows.values_list("pk", flat=True))
        return [door for door in doors if door.number in seen]


@cache
def _with_marks(size: int) -> str:
    return _AT.format(marks=", ".join(["%s"] * size))


@cache
def _spelt(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql


def _fetch(sql: str, values: Sequence[int]) -> list[Any]:
    """Ask the driver itself: Django's cursor costs twice what the database does for a key."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        found = connection.connection.execute(_spelt(sql, connection.vendor), values)
        return found.fetchall()


def _read(row: Sequence[object]) -> Registered:
    number, commune, former, *columns = row
    return read_columns(number, commune, Columns(*columns), former)

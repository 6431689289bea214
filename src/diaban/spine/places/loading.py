"""Loading the embedded tables into the database: once, and again when the tables change."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.resources import files

from django.db import transaction

from diaban.spine.places import tables
from diaban.spine.places.models import PostalCode, Succession, Unit, UnitAlias
from diaban.spine.places.names import fold_name, sort_key
from diaban.spine.runs.models import Generation

_TABLES = ("units.csv", "successions.csv", "postal_codes.csv", "aliases.csv")
_LEVELS = ("province", "district", "commune")
Key = tuple[str, str, date]


def load_tables() -> bool:
    """Bring units, successions, postal codes and aliases up to the embedded tables.

    Rows are matched by their keys and updated in place, so that row numbers, and what hangs on
    them, stay. Returns whether there was anything to do.
    """
    mark = f"tables-{_digest()}"
    if Generation.of(mark):
        return False
    with transaction.atomic():
        numbers = _load_units(tables.read_units())
        _load_successions(tables.read_successions(), numbers)
        _load_postal_codes(tables.read_postal_codes(), numbers)
        _load_aliases(tables.read_aliases(), numbers)
        Generation.grow(mark)
        Generation.grow("places")
    return True


def _digest() -> str:
    folder = files("diaban.spine.places.tables")
    content = b"".join(folder.joinpath(name).read_bytes() for name in _TABLES)
    return hashlib.sha256(content).hexdigest()[:16]


def _load_units(rows: list[tables.UnitRow]) -> dict[Key, int]:
    numbers: dict[Key, int] = {}
    for level in _LEVELS:
        of_level = [row for row in rows if row.level == level]
        Unit.objects.bulk_create(
            [_as_unit(row, _parent_number(row, numbers)) for row in of_level],
            update_conflicts=True,
            unique_fields=["level", "code", "valid_from"],
            update_fields=[
                "name", "kind", "parent", "valid_to", "opened_by", "closed_by",
                "lat", "lng", "area_km2", "folded", "sort_key",
            ],
            batch_size=500,
        )  # fmt: skip
        stored = Unit.objects.filter(level=level).values_list("code", "valid_from", "pk")
        numbers |= {(level, code, start): pk for code, start, pk in stored}
    return numbers


def _parent_number(row: tables.UnitRow, numbers: dict[Key, int]) -> int | None:
    if row.parent_code is None:
        return None
    starts = [
        key[2]
        for key in numbers
        if key[0] == row.parent_level and key[1] == row.parent_code and key[2] <= row.valid_from
    ]
    return numbers[row.parent_level, row.parent_code, max(starts)]


def _as_unit(row: tables.UnitRow, parent: int | None) -> Unit:
    return Unit(
        level=row.level,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_id=parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        opened_by=row.opened_by,
        closed_by=row.closed_by,
        lat=row.lat,
        lng=row.lng,
        area_km2=row.area_km2,
        folded=fold_name(row.name),
        sort_key=sort_key(row.name),
    )


def _load_successions(rows: list[tables.SuccessionRow], numbers: dict[Key, int]) -> None:
    Succession.objects.bulk_create(
        [
            Succession(
                predecessor_id=numbers[row.level, row.predecessor_code, row.predecessor_from],
                successor_id=numbers[row.level, row.successor_code, row.on],
                on=row.on,
                extent=row.extent,
                resolution=row.resolution,
                clause=row.clause,
                note=row.note,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["predecessor", "successor", "on"],
        update_fields=["extent", "resolution", "clause", "note"],
        batch_size=500,
    )


def _load_postal_codes(rows: list[tables.PostalCodeRow], numbers: dict[Key, int]) -> None:
    PostalCode.objects.bulk_create(
        [
            PostalCode(
                code=row.postal_code,
                unit_id=numbers[row.level, row.code, row.unit_valid_from],
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                decision=row.decision,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code", "unit", "valid_from"],
        update_fields=["valid_to", "decision"],
        batch_size=500,
    )


def _load_aliases(rows: list[tables.AliasRow], numbers: dict[Key, int]) -> None:
    UnitAlias.objects.bulk_create(
        [
            UnitAlias(
                unit_id=numbers[row.level, row.code, row.valid_from],
                alias=row.alias,
                kind=row.kind,
                folded=fold_name(row.alias),
            )
            for row in rows
        ],
        ignore_conflicts=True,
        batch_size=500,
    )

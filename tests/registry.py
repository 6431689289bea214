"""Saying things about addresses in tests, and comparing what the registry makes of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from diaban.spine.addresses import bulk
from diaban.spine.addresses.deriving import STATE_COLUMNS
from diaban.spine.addresses.models import Address, Observation, SourceKey
from diaban.spine.addresses.observing import RECORD_COLUMNS, Outcome, Statement, observe_records
from diaban.spine.parties.models import local_operator

# where tests put doors: in the middle of Hoàn Kiếm, far from its borders
MIDDLE = (21.028511, 105.854167)
A_DAY = date(2026, 3, 1)
FIRST_MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def door(key: str, position: tuple[float, float] | None = MIDDLE, **facts: Any) -> dict[str, Any]:
    """One record, well placed unless said otherwise."""
    record: dict[str, Any] = {"source_key": key, "held_on": A_DAY, **facts}
    if position is not None:
        record |= {"lat_e7": round(position[0] * 1e7), "lng_e7": round(position[1] * 1e7)}
        record.setdefault("accuracy_metres", 4.0)
        record.setdefault("position_source", "gnss")
    return record


def observe(*records: dict[str, Any], source: str = "survey", **statement: Any) -> Outcome:
    """Take records in as one batch of one source."""
    names = {name for record in records for name in record}
    schema = {name: kind for name, kind in RECORD_COLUMNS.items() if name in names}
    batch = pl.DataFrame(records, schema=schema, orient="row")
    statement.setdefault("actor", local_operator())
    with transaction.atomic():
        return observe_records(batch, Statement(source, **statement))


def address_of(key: str, source: str = "survey") -> Address:
    return SourceKey.objects.select_related("address").get(source=source, key=key).address


def states() -> list[tuple[Any, ...]]:
    """Every derived column of every address, in the order of their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(STATE_COLUMNS)} FROM addresses_address ORDER BY id")
        return cursor.fetchall()


def scramble_states() -> None:
    """Overwrite every derived column with nonsense, as a fault in a program might."""
    nonsense: dict[str, object] = dict.fromkeys(STATE_COLUMNS)
    for name in ("house_number", "lanes", "street", "locality", "building", "unit"):
        nonsense[name] = "?"
    nonsense |= {
        "is_household": False, "synthetic": True, "postal_quality": 4, "position_source": 5,
        "life": 9, "official_code": "?", "digital_address": "?", "place_identifier": "?",
        "former_is_certain": True, "vpostcode": "?", "code_basis": 2, "code_state": 7,
        "lat_e7": 1, "lng_e7": 1, "okey": 1, "accuracy_metres": 1.0,
    }  # fmt: skip
    numbers = Address.objects.everywhere("a test scrambles all").values_list("id", flat=True)
    rows = [tuple({**nonsense, "id": number}[c] for c in STATE_COLUMNS) for number in numbers]
    bulk.update_rows("addresses_address", STATE_COLUMNS, rows)


def facts_told() -> list[tuple[Any, ...]]:
    """Every observation as it stands in the registry."""
    columns = [f.attname for f in Observation._meta.concrete_fields]
    return list(Observation.objects.order_by("id").values_list(*columns))


def later(hours: float) -> datetime:
    return FIRST_MORNING + timedelta(hours=hours)

"""Taking what a commune returned, or leaving it: what is taken becomes observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, identifiers
from diaban.spine.addresses.models import SourceKey
from diaban.spine.addresses.observing import RECORD_COLUMNS, Statement, observe_records
from diaban.spine.handovers.models import Handover, HandoverRow, Outcome, ReturnedRow, Standing
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation

SOURCE = "handover"
_NO_DIGEST = 0
_MOST_AT_ONCE = 5_000


@transaction.atomic
def take(actor: User, rows: Iterable[int]) -> int:
    """Let the registry hear these returned rows in the actor's name; return how many it heard."""
    bulk.hold_registry()
    waiting = _waiting(actor, rows)
    if not waiting:
        return 0
    for synthetic in (False, True):
        some = [one for one in waiting if one.row.handover.run.synthetic == synthetic]
        _observe(actor, some, synthetic=synthetic)
    _settle(actor, waiting, Outcome.TAKEN)
    Generation.grow("addresses")
    return len(waiting)


@transaction.atomic
def leave(actor: User, rows: Iterable[int]) -> int:
    """Leave these returned rows; they may be returned again."""
    waiting = _waiting(actor, rows)
    if waiting:
        _settle(actor, waiting, Outcome.LEFT)
    return len(waiting)


def _waiting(actor: User, rows: Iterable[int]) -> list[ReturnedRow]:
    found = ReturnedRow.objects.visible_to(actor).filter(outcome=Outcome.OPEN, pk__in=list(rows))
    related = ("row__address", "row__commune", "row__handover__run")
    return list(found.select_related(*related).order_by("pk")[:_MOST_AT_ONCE])


def _settle(actor: User, rows: Sequence[ReturnedRow], outcome: Outcome) -> None:
    ReturnedRow.objects.filter(pk__in=[one.pk for one in rows]).update(
        outcome=outcome, decided_by=actor, decided_at=timezone.now()
    )
    for handover in sorted({one.row.handover_id for one in rows}):
        count = sum(one.row.handover_id == handover for one in rows)
        record(actor, f"handover.{outcome}", f"handover:{handover}", {"rows": count})


def _observe(actor: User, rows: Sequence[ReturnedRow], *, synthetic: bool) -> None:
    if not rows:
        return
    known = {one.row.address_id for one in rows if one.row.address_id is not None}
    _name_doors(known)
    records = [_record(one) for one in rows]
    observe_records(_frame(records), Statement(SOURCE, actor, rows[0].run, synthetic))


def _name_doors(doors: set[int]) -> None:
    """Give known doors a name with this source, so that what it says is said of them."""
    SourceKey.objects.bulk_create(
        [
            SourceKey(source=SOURCE, key=identifiers.write(n), address_id=n, digest=_NO_DIGEST)
            for n in sorted(doors)
        ],
        ignore_conflicts=True,
    )


def _record(one: ReturnedRow) -> dict[str, Any]:
    row = one.row
    is_known = row.address_id is not None
    key = identifiers.write(row.address_id) if is_known else row.digital_address
    # a new door lies where its row says; of a known one the registry decides that
    place = {} if is_known or row.commune is None else {"commune_code": row.commune.code}
    return {"source_key": key, "held_on": today(), **place, **one.values}


def _frame(records: list[dict[str, Any]]) -> pl.DataFrame:
    names = {name for record in records for name in record}
    schema = {name: kind for name, kind in RECORD_COLUMNS.items() if name in names}
    return pl.DataFrame(records, schema=schema, orient="row")


def codes_to_adopt(handover: Handover, actor: User):
    """Return the matched rows whose door does not bear its digital address yet."""
    rows = HandoverRow.objects.visible_to(actor).filter(
        handover=handover, standing=Standing.MATCHED, address__digital_address=""
    )
    return rows.select_related("address").order_by("pk")


def adopt_codes(handover: Handover, actor: User) -> int:
    """Write the digital addresses of matched rows into the registry; return how many."""
    count = last = 0
    while rows := list(codes_to_adopt(handover, actor).filter(pk__gt=last)[:_MOST_AT_ONCE]):
        last = rows[-1].pk
        with transaction.atomic():
            bulk.hold_registry()
            _name_doors({row.address_id for row in rows})
            records = [
                {
                    "source_key": identifiers.write(row.address_id),
                    "held_on": handover.held_on,
                    "digital_address": row.digital_address,
                }
                for row in rows
            ]
            run = handover.run
            observe_records(_frame(records), Statement(SOURCE, actor, run, run.synthetic))
            record(actor, "handover.adopted", f"handover:{handover.pk}", {"rows": len(rows)})
            Generation.grow("addresses")
        count += len(rows)
    return count

"""Looking for addresses that are one door, and keeping what was found as proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban.engines.duplicates import find_between, find_within
from diaban.spine.addresses.models import Act, DuplicateProposal, Observation, Verdict
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

# a proposal at least this sure may be taken with many others at once
SUREST = 0.99
_ROWS = 100_000
# about 200 m: farther off no fix of a door errs
_AROUND_E7 = 20_000
_COLUMNS = {
    "id": pl.Int64,
    "source": pl.String,
    **dict.fromkeys(("house_number", "lanes", "street", "locality", "building", "unit"), pl.String),
    "commune": pl.Int64,
    "former_commune": pl.Int64,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.String,
    "is_household": pl.Boolean,
    "parent": pl.Int64,
}
# a flat is written, and stands, as its building is
_PRESENT = """
    SELECT a.id, (SELECT min(k.source) FROM addresses_sourcekey k WHERE k.address_id = a.id),
           coalesce(nullif(a.house_number, ''), p.house_number),
           coalesce(nullif(a.lanes, ''), p.lanes), coalesce(nullif(a.street, ''), p.street),
           coalesce(nullif(a.locality, ''), p.locality),
           coalesce(nullif(a.building, ''), p.building), a.unit,
           coalesce(a.commune_id, a.declared_commune_id, p.commune_id, p.declared_commune_id),
           coalesce(a.declared_former_id, p.declared_former_id),
           coalesce(a.lat_e7, p.lat_e7), coalesce(a.lng_e7, p.lng_e7),
           CASE WHEN a.lat_e7 IS NULL THEN p.accuracy_metres ELSE a.accuracy_metres END,
           CASE WHEN a.lat_e7 IS NULL THEN p.position_source ELSE a.position_source END,
           a.is_household, a.parent_id
    FROM addresses_address a LEFT JOIN addresses_address p ON p.id = a.parent_id
    WHERE a.life <> 9
"""


def propose_everywhere() -> Counter[str]:
    """Look through the whole registry; proposals that no longer hold are dropped."""
    records = _read(_PRESENT, [])
    found = find_within(records) if records.height else None
    return _keep(found, None, None)


def propose_after(run: Run) -> Counter[str]:
    """Compare what an import spoke of with the registry around it, and with itself."""
    said = Observation.objects.filter(run=run, act=Act.RECORD)
    numbers = pl.Series("id", list(said.values_list("address_id", flat=True)), dtype=pl.Int64)
    around = _read(*_surroundings(numbers.unique().to_list()))
    is_new = around["id"].is_in(numbers.implode())
    incoming, existing = around.filter(is_new), around.filter(~is_new)
    parts = []
    if incoming.height and existing.height:
        parts.append(find_between(existing, incoming))
    if incoming.height:
        parts.append(find_within(incoming))
    return _keep(pl.concat(parts) if parts else None, run, numbers)


def waiting_proposals(actor: User, kind: str = "", unit: int | None = None) -> QuerySet:
    """Return the pairs that the actor may decide, the surest first, those put off last."""
    rows = DuplicateProposal.objects.visible_to(actor).waiting()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(first__commune=unit) if unit else rows
    ordered = rows.select_related("first__commune", "second__commune", "first__parent")
    # "open" sorts after "later"
    return ordered.order_by("-state", "-score", "id")


def _surroundings(numbers: list[int]) -> tuple[str, list[object]]:
    """Narrow to the box and the communes of these addresses, and to what has no place."""
    if not numbers:
        return f"{_PRESENT} AND 1 = 0", []
    boxes = _of(numbers)
    communes = boxes["commune"].drop_nulls().unique().to_list()
    conditions, values = ["coalesce(a.lat_e7, p.lat_e7) IS NULL"], list[object]()
    if communes:
        marks = ", ".join(["%s"] * len(communes))
        conditions.append(f"a.commune_id IN ({marks}) OR a.declared_commune_id IN ({marks})")
        values += [*communes, *communes]
    placed = boxes.drop_nulls(["lat_e7", "lng_e7"])
    if placed.height:
        conditions.append("(a.lat_e7 BETWEEN %s AND %s AND a.lng_e7 BETWEEN %s AND %s)")
        for name in ("lat_e7", "lng_e7"):
            values += [placed[name].min() - _AROUND_E7, placed[name].max() + _AROUND_E7]
    return f"{_PRESENT} AND ({' OR '.join(conditions)})", values


def _of(numbers: list[int]) -> pl.DataFrame:
    parts = []
    for start in range(0, len(numbers), 10_000):
        part = numbers[start : start + 10_000]
        marks = ", ".join(["%s"] * len(part))
        parts.append(_read(f"{_PRESENT} AND a.id IN ({marks})", list(part)))
    return pl.concat(parts)


def _read(query: str, values: list[object]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        parts = list(_parts(cursor))
    return pl.concat(parts) if parts else pl.DataFrame(schema=_COLUMNS)


def _parts(cursor: object) -> Iterator[pl.DataFrame]:
    raw = _COLUMNS | {"position_source": pl.Int64}
    kinds = raw | ({"is_household": pl.Int64} if connection.vendor == "sqlite" else {})
    while rows := cursor.fetchmany(_ROWS):
        part = pl.DataFrame(rows, schema=kinds, orient="row")
        yield part.cast({"is_household": pl.Boolean, "position_source": pl.String})


@transaction.atomic
def _keep(found: pl.DataFrame | None, run: Run | None, about: pl.Series | None) -> Counter[str]:
    """Write what was found; decided pairs stay decided, and open ones not found again go."""
    rows = [] if found is None else list(found.iter_rows(named=True))
    told = {(min(r["left"], r["right"]), max(r["left"], r["right"])): r for r in rows}
    known = {(p.first_id, p.second_id): p for p in _known(about)}
    counts: Counter[str] = Counter(found=len(told))
    fresh = [
        DuplicateProposal(
            first_id=first, second_id=second, run=run, found_at=timezone.now(), **_describe(row)
        )
        for (first, second), row in told.items()
        if (first, second) not in known
    ]
    DuplicateProposal.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)
    counts["new"] = len(fresh)
    undecided = {k: p for k, p in known.items() if p.state in (Verdict.OPEN, Verdict.LATER)}
    again = [p for pair, p in undecided.items() if pair in told]
    for proposal in again:
        for name, value in _describe(told[proposal.first_id, proposal.second_id]).items():
            setattr(proposal, name, value)
    DuplicateProposal.objects.bulk_update(again, ["kind", "score", "reasons"], batch_size=500)
    gone = [p.pk for pair, p in undecided.items() if pair not in told]
    for start in range(0, len(gone), 5_000):
        DuplicateProposal.objects.filter(pk__in=gone[start : start + 5_000]).delete()
    counts["dropped"] = len(gone)
    return counts


def _known(about: pl.Series | None) -> Iterator[DuplicateProposal]:
    spoken = None if about is None else set(about)
    for proposal in DuplicateProposal.objects.iterator(5_000):
        if spoken is None or {proposal.first_id, proposal.second_id} & spoken:
            yield proposal


def _describe(row: dict[str, object]) -> dict[str, object]:
    reasons = [
        {"field": r["field"], "level": r["level"], "weight": round(r["weight"], 2)}
        for r in row["reasons"]
        if abs(r["weight"]) >= 0.05
    ]
    metres = row["distance_metres"]
    if metres is not None:
        reasons.append({"field": "metres", "level": round(metres, 1), "weight": 0.0})
    return {"kind": row["kind"], "score": float(row["score"]), "reasons": reasons}

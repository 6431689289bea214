"""Taking statements about addresses into the registry: the one way in.

A statement becomes an observation; the state of its address is derived anew. A source that says
the same again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, joining, search_entries
from diaban.spine.addresses.deriving import (
    IDENTIFIERS,
    STATE_COLUMNS,
    TEXTS,
    derive_first_states,
    derive_states,
)
from diaban.spine.addresses.models import (
    Act,
    Address,
    Life,
    Observation,
    PositionSource,
    SourceKey,
)
from diaban.spine.parties.models import User
from diaban.spine.places.units import commune_numbers
from diaban.spine.runs.models import Generation, Run

# what a batch may say of an address; source_key and held_on are necessary
RECORD_COLUMNS: dict[str, type[pl.DataType]] = {
    "source_key": pl.String,
    "parent_key": pl.String,
    "is_household": pl.Boolean,
    "households": pl.Int64,
    **dict.fromkeys(TEXTS, pl.String),
    "written": pl.String,
    "commune_code": pl.String,
    "former_commune_code": pl.String,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.String,
    "life": pl.String,
    **dict.fromkeys(IDENTIFIERS, pl.String),
    "held_on": pl.Date,
}
_FACTS = [
    "parent",
    *(c for c in RECORD_COLUMNS if c not in {"source_key", "parent_key", "held_on"}),
    "synthetic",
]
# the generation that holds the newest observation of when the ground last changed
GROUND_MARK = "ground_mark"
# the generation that grows when all states were derived anew, without an observation
REBUILT = "registry_rebuilt"


class UnknownParentError(ValueError):
    """A row names a building that neither the batch nor the registry knows."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(f"unknown parent: {', '.join(keys[:5])}")
        self.keys = keys


@dataclass(frozen=True)
class Statement:
    """Who says it, from which source, in which run."""

    source: str
    actor: User
    run: Run | None = None
    synthetic: bool = False
    learned_at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True)
class Outcome:
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        return {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}


def observe_records(batch: pl.DataFrame, statement: Statement) -> Outcome:
    """Take one batch of address records; call inside a transaction.

    ``batch`` has ``RECORD_COLUMNS`` (missing ones count as not spoken of) with distinct source
    keys; a building's row stands before, or in the same batch as, its units.
    """
    if batch.is_empty():
        return Outcome()
    bulk.hold_registry()
    batch = _complete(batch)
    known = _known_keys(statement.source, batch["source_key"].to_list())
    is_new = ~batch["source_key"].is_in(known["source_key"].implode())
    new_count = int(is_new.sum())
    first = bulk.allocate_numbers("address", new_count) if new_count else 0
    numbered = _number_rows(batch, known, is_new, first)
    numbered = _write_facts(
        _find_parents(numbered, statement.source), synthetic=statement.synthetic
    )
    changed = numbered.filter(~is_new & (pl.col("digest") != pl.col("known_digest")))
    fresh = numbered.filter(is_new)
    _insert_fresh(fresh, statement)
    _update_changed(changed, statement)
    return Outcome(new_count, changed.height, batch.height - new_count - changed.height)


def count_changes(batch: pl.DataFrame, source: str, *, synthetic: bool = False) -> int:
    """Count the records of known addresses that say something else than the source said last."""
    known = _known_keys(source, batch["source_key"].to_list())
    if known.is_empty():
        return 0
    told = _complete(batch).join(known, on="source_key", maintain_order="left")
    wanted = told["parent_key"].drop_nulls().unique().to_list()
    parents = _known_keys(source, wanted).select(parent_key="source_key", parent="known_id")
    # a building that is not known yet is another one than was said
    parent = pl.when(pl.col("parent_key").is_not_null()).then(pl.col("parent").fill_null(-1))
    joined = told.join(parents, on="parent_key", how="left", maintain_order="left")
    written = _write_facts(joined.with_columns(parent=parent), synthetic=synthetic)
    return written.filter(pl.col("digest") != pl.col("known_digest")).height


def _complete(batch: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in RECORD_COLUMNS.items()
        if name not in batch.columns
    ]
    return batch.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in RECORD_COLUMNS.items()
    )


def _known_keys(source: str, keys: list[str]) -> pl.DataFrame:
    rows: list[tuple[str, int, int]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 10_000):
            part = keys[start : start + 10_000]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                "SELECT key, address_id, digest FROM addresses_sourcekey "  # noqa: S608
                f"WHERE source = %s AND key IN ({marks})",
                [source, *part],
            )
            rows += cursor.fetchall()
    schema = {"source_key": pl.String, "known_id": pl.Int64, "known_digest": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _number_rows(
    batch: pl.DataFrame, known: pl.DataFrame, is_new: pl.Series, first: int
) -> pl.DataFrame:
    joined = batch.join(known, on="source_key", how="left", maintain_order="left")
    fresh_numbers = is_new.cast(pl.Int64).cum_sum() - 1 + first
    return joined.with_columns(
        address_id=pl.when(is_new).then(fresh_numbers).otherwise(pl.col("known_id"))
    )


def _find_parents(numbered: pl.DataFrame, source: str) -> pl.DataFrame:
    wanted = numbered["parent_key"].drop_nulls().unique(maintain_order=True)
    if wanted.is_empty():
        return numbered.with_columns(parent=pl.lit(None, dtype=pl.Int64))
    here = numbered.select(parent_key="source_key", parent="address_id")
    absent = wanted.filter(~wanted.is_in(here["parent_key"].implode())).to_list()
    stored = _known_keys(source, absent).select(parent_key="source_key", parent="known_id")
    if unknown := sorted(set(absent) - set(stored["parent_key"])):
        raise UnknownParentError(unknown)
    return numbered.join(
        pl.concat([here, stored]), on="parent_key", how="left", maintain_order="left"
    )


def _write_facts(numbered: pl.DataFrame, *, synthetic: bool) -> pl.DataFrame:
    """Write each row's facts as JSON without the attributes it does not speak of."""
    lives = {life.name.lower(): int(life) for life in Life}
    sources = {source.name.lower(): int(source) for source in PositionSource}
    typed = numbered.with_columns(
        pl.col("life").replace_strict(lives, default=None, return_dtype=pl.Int64),
        pl.col("position_source").replace_strict(sources, default=None, return_dtype=pl.Int64),
        synthetic=pl.lit(True if synthetic else None, dtype=pl.Boolean),
    )
    written = typed.with_columns(facts=_as_json(typed))
    return written.with_columns(_digests(written["facts"]))


def _as_json(typed: pl.DataFrame) -> pl.Expr:
    """Return the facts as JSON objects; what no row or this row does not speak of is left out."""
    said = [name for name in _FACTS if typed[name].null_count() < typed.height]
    if not said:
        return pl.lit("{}")
    facts = pl.struct(said).struct.json_encode()
    if any(typed[name].null_count() for name in said):
        # inside a JSON string a quote is escaped, so '"name":null' can only be a member
        facts = facts.str.replace_all(r'"[a-z_0-9]+":null,?', "").str.replace(r",\}$", "}")
    return facts


def _digests(texts: pl.Series) -> pl.Series:
    """Return 64 bits of each text's BLAKE2b; the same on every machine and in every release."""
    written = texts.cast(pl.Binary).to_list()
    joined = b"".join([blake2b(text, digest_size=8).digest() for text in written])
    return pl.Series("digest", np.frombuffer(joined, dtype=">i8").astype(np.int64))


def _insert_fresh(fresh: pl.DataFrame, statement: Statement) -> None:
    if fresh.is_empty():
        return
    communes, formers = commune_numbers()
    states = joining.resolve_parents(derive_first_states(fresh, communes, formers))
    bulk.insert_frame("addresses_address", states.select(STATE_COLUMNS))
    source = pl.lit(statement.source).alias("source")
    keys = fresh.select(source, "address_id", "digest", key="source_key")
    bulk.insert_frame("addresses_sourcekey", keys)
    insert_observations(fresh, Act.RECORD, statement)
    search_entries.keep_up(fresh["address_id"].to_list())


def _update_changed(changed: pl.DataFrame, statement: Statement) -> None:
    if changed.is_empty():
        return
    units = _units_of(changed)
    insert_observations(changed, Act.RECORD, statement)
    # what is said of a building concerns its units: they stand where it stands
    insert_observations(units, Act.RECORD, statement)
    rebuild_states([*changed["address_id"], *units["address_id"]])
    SourceKey.objects.bulk_update(
        [
            SourceKey(pk=pk, digest=digest)
            for pk, digest in _source_key_digests(changed, statement.source)
        ],
        ["digest"],
        batch_size=2_000,
    )


def _units_of(changed: pl.DataFrame) -> pl.DataFrame:
    """Return an empty statement for each unit of the changed buildings, held as the building's."""
    held = dict(changed.select("address_id", "held_on").iter_rows())
    numbers = list(held)
    rows: list[tuple[int, str, object]] = []
    for start in range(0, len(numbers), 5_000):
        units = Address.objects.everywhere("units follow their building").filter(
            parent__in=numbers[start : start + 5_000]
        )
        rows += [
            (unit, "{}", held[parent])
            for unit, parent in units.order_by("id").values_list("id", "parent_id")
            if unit not in held
        ]
    schema = {"address_id": pl.Int64, "facts": pl.String, "held_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _source_key_digests(changed: pl.DataFrame, source: str) -> list[tuple[int, int]]:
    digests = dict(changed.select("source_key", "digest").iter_rows())
    rows = SourceKey.objects.filter(source=source, key__in=list(digests)).values_list("pk", "key")
    return [(pk, digests[key]) for pk, key in rows]


def insert_observations(rows: pl.DataFrame, act: Act, statement: Statement) -> None:
    """Append one observation a row; ``rows`` has address_id, facts and held_on.

    Whoever writes holds the registry to the end of the transaction: so the numbers of observations
    follow commits, and a reader that goes by them passes none.
    """
    bulk.hold_registry()
    learned_at = connection.ops.adapt_datetimefield_value(statement.learned_at)
    run = statement.run.pk if statement.run else None
    said = rows.select(
        "address_id",
        pl.lit(int(act)).alias("act"),
        "facts",
        pl.col("held_on").dt.to_string(),
        pl.lit(str(learned_at)).alias("learned_at"),
        pl.lit(statement.actor.pk, dtype=pl.Int64).alias("actor_id"),
        pl.lit(run, dtype=pl.Int64).alias("run_id"),
    )
    bulk.insert_frame(Observation._meta.db_table, said)


def rebuild_states(addresses: list[int]) -> None:
    """Derive the state of these addresses anew from all that was ever said about them.

    Those that they were merged into follow: what is said of the one counts for the other.
    """
    communes, formers = commune_numbers()
    ground_mark = Generation.of(GROUND_MARK)
    pending, done = list(dict.fromkeys(addresses)), set[int]()
    while pending:
        kept: list[int] = []
        for start in range(0, len(pending), 5_000):
            said = joining.read_said(pending[start : start + 5_000])
            states = derive_states(said, communes, formers, ground_mark)
            states = joining.resolve_parents(states)
            bulk.update_rows("addresses_address", STATE_COLUMNS, states.iter_rows())
            kept += states["merged_into_id"].drop_nulls().to_list()
        done.update(pending)
        pending = [number for number in dict.fromkeys(kept) if number not in done]
    search_entries.keep_up(sorted(done))


def rebuild_registry(chunk: int = 20_000) -> Counter[str]:
    """Derive every address anew; the registry is only a reading of its observations.

    Each chunk commits by itself, so that other work gets its turn.
    """
    done: Counter[str] = Counter()
    numbers = Address.objects.everywhere("rebuild").order_by("id").values_list("id", flat=True)
    last = 0
    while pending := list(numbers.filter(id__gt=last)[:chunk]):
        with transaction.atomic():
            bulk.hold_registry()
            rebuild_states(pending)
            Generation.grow("addresses")
        done["addresses"] += len(pending)
        last = pending[-1]
    search_entries.begin_anew()
    Generation.grow(REBUILT)
    return done


def observed_by(actor: User, addresses: Iterable[int]) -> set[int]:
    """Return of which of these addresses somebody stated anything."""
    said = Observation.objects.filter(address__in=addresses, actor=actor)
    return set(said.values_list("address", flat=True))

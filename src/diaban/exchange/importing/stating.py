"""Handing accepted records to the registry: what is assumed of them, and what is made up."""

from __future__ import annotations

import dataclasses
from collections import Counter

import polars as pl

from diaban.exchange.importing.tables import ROW, SYNTHETIC
from diaban.spine.addresses.models import SourceKey
from diaban.spine.addresses.observing import Statement, observe_records


def assume_households(records: pl.DataFrame, source: str, default: bool) -> pl.DataFrame:
    """Fill in whether rows that do not say are households, but never against the registry.

    The registry takes an address for a household unless something else was said, so only premises
    need a word: new ones, and those that are held for premises already.
    """
    unsaid = records["is_household"].is_null()
    if default or not unsaid.any():
        return records
    keys = records.filter(unsaid)["source_key"].to_list()
    households = SourceKey.objects.filter(source=source, key__in=keys, address__is_household=True)
    known = pl.Series(list(households.values_list("key", flat=True)), dtype=pl.String)
    is_assumed = unsaid & ~records["source_key"].is_in(known.implode())
    return records.with_columns(
        is_household=pl.when(is_assumed).then(pl.lit(value=False)).otherwise("is_household")
    )


def observe_rows(records: pl.DataFrame, statement: Statement) -> Counter[str]:
    """Observe records, those that say they are synthetic as such; return the counts.

    A row can raise the flag of its list, never lower it.
    """
    counts: Counter[str] = Counter()
    for part, is_synthetic in _split(records):
        said = dataclasses.replace(statement, synthetic=statement.synthetic or is_synthetic)
        counts.update(observe_records(part.drop(ROW, SYNTHETIC), said).counts())
    return counts


def _split(records: pl.DataFrame) -> list[tuple[pl.DataFrame, bool]]:
    """Split records by their flag, a building always before its units."""
    parts = []
    pending = records
    while pending[SYNTHETIC].n_unique() > 1:
        waits = pending["parent_key"].is_in(pending["source_key"].implode())
        ready = pending.filter(~waits.fill_null(value=False))
        if ready.is_empty():
            # buildings in a ring cannot be told apart; all of them are taken for made up
            return [*parts, (pending, True)]
        parts += [
            (part, flag)
            for flag in (False, True)
            if not (part := ready.filter(pl.col(SYNTHETIC) == flag)).is_empty()
        ]
        pending = pending.filter(waits.fill_null(value=False))
    return [*parts, (pending, bool(pending[SYNTHETIC].any()))]

"""Flats whose building nobody knows are refused before they reach the registry."""

from __future__ import annotations

import polars as pl

from diaban.exchange.importing.checked import Checked
from diaban.exchange.importing.keys_seen import KeysSeen
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ROW
from diaban.spine.addresses.models import SourceKey


def refuse_orphans(
    checked: Checked, source: str, mapping: Mapping, accepted: KeysSeen | None = None
) -> Checked:
    """Refuse the rows whose building is neither in the batch nor in the registry.

    ``accepted``: keys of earlier batches that a dry run has not written.
    """
    records = checked.records
    if not mapping.has("parent_key") or records["parent_key"].null_count() == records.height:
        return checked
    stored = _stored_keys(records, source, accepted)
    orphans: list[Problem] = []
    while True:
        known = pl.concat([records["source_key"], stored])
        is_orphan = records["parent_key"].is_not_null() & ~records["parent_key"].is_in(
            known.implode()
        )
        lost = records.filter(is_orphan)
        if lost.is_empty():
            break
        orphans += [
            Problem("parent_unknown", row, mapping.heading("parent_key"), key)
            for row, key in lost.select(ROW, "parent_key").iter_rows()
        ]
        # what hung on a refused building falls in the next round
        records = records.filter(~is_orphan)
    problems = sorted([*checked.problems, *orphans], key=lambda problem: problem.row or 0)
    return Checked(records, problems, checked.notes)


def _stored_keys(records: pl.DataFrame, source: str, accepted: KeysSeen | None) -> pl.Series:
    wanted = records["parent_key"].drop_nulls().unique()
    absent = wanted.filter(~wanted.is_in(records["source_key"].implode()))
    earlier = absent.filter(accepted.hold(absent)) if accepted else absent.clear()
    found = SourceKey.objects.filter(source=source, key__in=absent.to_list())
    stored = [*earlier, *found.values_list("key", flat=True)]
    return pl.Series("source_key", stored, dtype=pl.String)

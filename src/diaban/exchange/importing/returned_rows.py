"""Rows without identifiers that were given back, corrected and sent again, and again.

A row without an identifier is known by what it says, so with each correction it would be another
address. What was given back says in front of which run and row it comes; the rejected row keeps
the key under which its first correction went in, and later ones go in under the same.
"""

from __future__ import annotations

import re

import polars as pl

from diaban.exchange.importing.fields import REPORT_COLUMNS
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.tables import ROW, cell_names
from diaban.spine.addresses.models import RejectedRow, SourceKey
from diaban.spine.parties.models import User

# no form that a spreadsheet takes for a date or a number
_ORIGIN = re.compile(r"^(\d{1,18}) \(#(\d{1,18})\)$")
_NUMBER = REPORT_COLUMNS[0]
_KEYS_A_QUERY = 5_000
_SENT = {ROW: pl.Int64, "pk": pl.Int64, "taken_as": pl.String}


def write_origin(row: RejectedRow) -> str:
    """Write which row of which run a rejected row is; given back twice, it stays the first."""
    told = dict(row.cells).get(_NUMBER, "")
    return told if _ORIGIN.match(told) else f"{row.row_number} (#{row.run_id})"


class ReturnedRows:
    """Recognises the rows of one file that were given back; knows none where rows have keys."""

    def __init__(self, source: str, actor: User, columns: list[str], mapping: Mapping) -> None:
        self._source, self._rows = source, RejectedRow.objects.visible_to(actor)
        self._cell: str | None = None
        if _NUMBER in columns and not mapping.has("source_key"):
            self._cell = cell_names(len(columns))[columns.index(_NUMBER)]

    def name(
        self, frame: pl.DataFrame, records: pl.DataFrame
    ) -> tuple[pl.DataFrame, list[RejectedRow]]:
        """Give records the keys of their earlier corrections.

        Also returned are the rejected rows whose first correction makes a new address, with its
        key: to be kept with it.
        """
        sent = self._find(frame, records[ROW])
        if sent.is_empty():
            return records, []
        named = records.join(sent, on=ROW, how="left", maintain_order="left")
        key, taken_as = pl.col("source_key"), pl.col("taken_as")
        # another row of the batch may say what that one said
        is_free = ~taken_as.is_in(records["source_key"].implode()) | (taken_as == key)
        named = named.with_columns(
            source_key=pl.when((taken_as != "") & is_free).then(taken_as).otherwise(key)
        )
        fresh = named.filter(taken_as == "").select("pk", "source_key")
        known = SourceKey.objects.filter(source=self._source, key__in=fresh["source_key"].to_list())
        taken = set(known.values_list("key", flat=True))
        first = [RejectedRow(pk=pk, taken_as=k) for pk, k in fresh.iter_rows() if k not in taken]
        return named.drop("pk", "taken_as"), first

    def _find(self, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        if self._cell is None:
            return pl.DataFrame(schema=_SENT)
        told = frame.filter(pl.col(ROW).is_in(rows.implode())).select(ROW, self._cell)
        origins: dict[int, dict[int, int]] = {}
        for row, text in told.iter_rows():
            if match := _ORIGIN.match((text or "").strip()):
                number, run = map(int, match.groups())
                # of a row that was copied, the first is the one that was given back
                origins.setdefault(run, {}).setdefault(number, row)
        found = [row for run, numbers in origins.items() for row in self._read(run, numbers)]
        return pl.DataFrame(found, schema=_SENT, orient="row")

    def _read(self, run: int, numbers: dict[int, int]) -> list[tuple[int, int, str]]:
        found = []
        asked = list(numbers)
        for start in range(0, len(asked), _KEYS_A_QUERY):
            rows = self._rows.filter(
                run=run,
                run__source=self._source,
                row_number__in=asked[start : start + _KEYS_A_QUERY],
            )
            for pk, number, key in rows.values_list("pk", "row_number", "taken_as"):
                found.append((numbers[number], pk, key))
        return found

    def remember(self, first: list[RejectedRow]) -> None:
        """Keep the keys of first corrections; call in the transaction that takes them."""
        self._rows.bulk_update(first, ["taken_as"], batch_size=2_000)

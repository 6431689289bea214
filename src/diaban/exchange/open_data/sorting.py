"""Rows brought into the order of the identifier without all of them in memory.

Identifiers scatter evenly, so that a row's place among all possible ones says into which share of
the file it goes; each share is then sorted by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from diaban.spine.addresses.identifiers import LARGEST

_ROWS_A_SHARE = 50_000
ORDER = "order"


class Sorter:
    """Takes batches with a column ORDER and gives them back in its order, without it."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder = folder
        self._shares = rows // _ROWS_A_SHARE + 1
        self._batches = 0
        folder.mkdir()

    def add(self, batch: pl.DataFrame) -> None:
        share = (pl.col(ORDER) * self._shares // (LARGEST + 1)).alias("share")
        for (number,), part in (
            batch.with_columns(share).partition_by("share", as_dict=True, include_key=False).items()
        ):
            part.write_ipc(self._folder / f"{number}-{self._batches}.arrow")
        self._batches += 1

    def shares(self) -> Iterator[pl.DataFrame]:
        for number in range(self._shares):
            paths = sorted(self._folder.glob(f"{number}-*.arrow"))
            if paths:
                whole = pl.concat([pl.read_ipc(path) for path in paths])
                yield whole.sort(ORDER).drop(ORDER)
            for path in paths:
                path.unlink()

"""The households that a survey asks about, out of the registry's own snapshot in columns."""

from __future__ import annotations

import polars as pl

from diaban.spine.addresses.models import Life
from diaban.spine.figures.declaring import tables
from diaban.spine.figures.snapshots import Snapshot

_COLUMNS = (
    "id", "place", "former", "former_is_certain", "synthetic", "lat_e7", "lng_e7",
)  # fmt: skip


def households() -> pl.DataFrame:
    """Return the households that stand, by number; a position is null where none is known.

    They are as the registry's figures last read them: bring those up to date before.
    """
    return (
        _snapshot()
        .scan()
        .filter(
            pl.col("valid_to").is_null(),
            pl.col("is_household"),
            pl.col("life") != int(Life.RETIRED),
        )
        .select(_COLUMNS)
        .sort("id")
        .collect()
    )


def households_mark() -> int:
    """Return the newest statement about an address that `households` rest on; 0 for none."""
    return _snapshot().mark or 0


def _snapshot() -> Snapshot:
    return Snapshot(tables()["addresses"])

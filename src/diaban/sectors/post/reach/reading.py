"""What is read of the newest survey: sums by commune, households by what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.table import SERVICE_METRES, staffed_within_metres, within_metres
from diaban.spine.addresses.searching import territory_of
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit

ROWS = 50


def _beyond() -> pl.Expr:
    return within_metres(SERVICE_METRES).not_().fill_null(value=False)


# what of a survey's rows can be asked for, by the name in an address
WHICH = {
    "beyond": _beyond,
    "within": lambda: within_metres(SERVICE_METRES).fill_null(value=False),
    "unknown": lambda: within_metres(SERVICE_METRES).is_null(),
    "staffed": lambda: staffed_within_metres(SERVICE_METRES).fill_null(value=False),
    "remote": lambda: pl.col("remote").fill_null(value=False),
    "remote-beyond": lambda: pl.col("remote").fill_null(value=False) & _beyond(),
    "all": lambda: pl.lit(value=True),
}


@dataclass(frozen=True)
class Asked:
    """Which households are asked for: of one commune (of today or a former one), or of all."""

    which: str
    unit: Unit | None = None
    is_former: bool = False
    unplaced: bool = False


@dataclass(frozen=True)
class Rows:
    count: int
    rows: pl.DataFrame


def scan(survey: ReachSurvey, actor: User) -> pl.LazyFrame:
    """Return the rows of a survey that lie in the actor's charge."""
    rows = pl.scan_parquet(survey.path)
    territory = territory_of(actor)
    if territory is None:
        return rows
    return rows.filter(pl.col("place").is_in(sorted(territory)))


def read_rows(survey: ReachSurvey, actor: User, asked: Asked, after: int = 0) -> Rows:
    """Return how many households there are, and a page of them behind a number."""
    rows = scan(survey, actor).filter(WHICH[asked.which]())
    column = "former" if asked.is_former else "place"
    if asked.unplaced:
        rows = rows.filter(pl.col(column).is_null())
    elif asked.unit is not None:
        rows = rows.filter(pl.col(column) == asked.unit.pk)
    page = rows.filter(pl.col("id") > after).head(ROWS + 1)
    count, found = pl.collect_all([rows.select(pl.len()), page], engine="streaming")
    return Rows(count.item(), found.sort("id"))


def read_row(survey: ReachSurvey, actor: User, number: int) -> dict[str, object] | None:
    """Return one household's row; None where it has none or is not in the actor's charge."""
    found = scan(survey, actor).filter(pl.col("id") == number).collect()
    return found.row(0, named=True) if found.height else None

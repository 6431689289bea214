"""Clubs that are open: a table of records and one rule over it."""

import polars as pl
from tests.sectors.toy.clubs import clubs_of, every_club, facts_of, frame_rows

from diaban.engines.measuring import Measure
from diaban.spine.figures.declaring import MeasureSpec, RecordTable, RowTold
from diaban.spine.parties.organisations import Field
from diaban.spine.places.layouts import FIRST_KNOWN_DAY

SCHEMA = {
    "id": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date, "place": pl.Int64,
    "open": pl.Boolean,
}  # fmt: skip


def _frame(clubs) -> pl.DataFrame:
    rows = [
        {"id": row["id"], "valid_from": FIRST_KNOWN_DAY, "valid_to": None, "place": row["unit"],
         "open": row.get("open")}
        for row in frame_rows(clubs)
    ]  # fmt: skip
    return pl.DataFrame(rows, SCHEMA)


def tell(actor, numbers):
    return {
        club.pk: RowTold(
            club.name, f"CLB-{club.pk}", club.unit_id, facts_of(club).get("lat_e7"),
            facts_of(club).get("lng_e7"), "một câu lạc bộ", "a club", "toy_club",
            {"number": club.pk},
        )
        for club in clubs_of(actor).filter(pk__in=numbers)
    }  # fmt: skip


TABLES = (
    RecordTable(
        name="toy-clubs",
        schema=SCHEMA,
        read=lambda numbers: _frame(every_club().filter(pk__in=numbers)),
        every=lambda: iter([_frame(every_club())]),
        newest=lambda: every_club().values_list("pk", flat=True).last() or 0,
        changed_since=lambda mark, most: list(
            every_club().filter(pk__gt=mark).values_list("pk", flat=True)
        ),
        tell=tell,
        tell_outside=tell,
    ),
)
MEASURES = (
    MeasureSpec(
        measure=Measure("toy-clubs-open", 1, ("open",), holds=lambda day: pl.col("open")),
        table="toy-clubs", field=Field.POST, title_vi="Câu lạc bộ mở cửa", title_en="Open clubs",
        noun_vi="câu lạc bộ", noun_en="clubs", source="Thử nghiệm",
    ),
)  # fmt: skip

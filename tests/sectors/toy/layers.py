"""Where clubs are, by whether they are open."""

import polars as pl
from tests.sectors.toy.clubs import clubs_of, every_club, frame_rows

from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.sectors import LayerClass, LayerSpec

SCHEMA = {"id": pl.Int64, "lat_e7": pl.Int64, "lng_e7": pl.Int64, "class": pl.Int64,
          "name": pl.String}  # fmt: skip


def read(actor):
    rows = [
        {"id": row["id"], "lat_e7": row.get("lat_e7"), "lng_e7": row.get("lng_e7"),
         "class": 0 if row.get("open") else 1, "name": row["name"]}
        for row in frame_rows(clubs_of(actor))
    ]  # fmt: skip
    return pl.DataFrame(rows, SCHEMA)


def version(actor):
    return str([(club.pk, club.name) for club in every_club()])


LAYERS = (
    LayerSpec(
        "toy-clubs", "Câu lạc bộ diều", "Kite clubs", OFFICE, Territory.CHARGE,
        (LayerClass("mở", "open", "#0a5a66"), LayerClass("chưa rõ", "not known", "#c98a2b")),
        read, version, counted_to_zoom=12, page="toy_club", synthetic=lambda: True,
    ),
)  # fmt: skip

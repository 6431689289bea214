"""What a version tells of itself: rows by commune, columns, licence, files and their checksums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from diaban.exchange.open_data.columns import COLUMNS
from diaban.exchange.open_data.versions import CSV, DIFFERENCE, KINDS, PARQUET, TILES, sha256_of

# grows when the same registry would be told otherwise
FORM = 2
TITLE = {"vi": "Danh sách địa chỉ toàn thành phố", "en": "Addresses of the whole city"}
_FORMATS = {
    CSV: "CSV, BAL 1.4",
    PARQUET: "GeoParquet 1.1",
    TILES: "PMTiles 3",
    DIFFERENCE: "CSV, BAL 1.4",
}
_KINDS = {pl.String: "string", pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean"}


@dataclass
class Tally:
    """Rows counted share by share while they are written."""

    _parts: list[pl.DataFrame] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None

    def add(self, rows: pl.DataFrame) -> None:
        self._parts.append(
            rows.group_by("commune_insee", "commune_nom").agg(
                rows=pl.len(),
                certified=pl.col("certification_commune").sum(),
                synthetic=pl.col("synthetic").sum().cast(pl.Int64),
            )
        )
        edges = rows.select(
            west=pl.col("long").min(),
            south=pl.col("lat").min(),
            east=pl.col("long").max(),
            north=pl.col("lat").max(),
        ).row(0)
        if edges[0] is not None:
            west, south, east, north = edges
            old = self.box or edges
            self.box = min(old[0], west), min(old[1], south), max(old[2], east), max(old[3], north)

    def by_commune(self) -> list[dict[str, Any]]:
        """Return one entry a commune in the order of their codes; no code: in no known commune."""
        if not self._parts:
            return []
        whole = pl.concat(self._parts).group_by("commune_insee", "commune_nom").agg(pl.all().sum())
        names = {"commune_insee": "code", "commune_nom": "name"}
        told = whole.rename(names).with_columns(pl.col("code", "name").fill_null(""))
        return told.sort("code", "name").to_dicts()


@dataclass(frozen=True)
class Heading:
    """Which version it is, when it was published and by which body."""

    version: str
    published_at: str
    publisher: str


def write_manifest(
    heading: Heading,
    communes: Sequence[dict[str, Any]],
    files: Sequence[Path],
    difference: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the manifest of a version whose ``files`` are written."""
    totals = {n: sum(c[n] for c in communes) for n in ("rows", "certified", "synthetic")}
    return {
        "form": FORM,
        "title": TITLE,
        "version": heading.version,
        "published_at": heading.published_at,
        "publisher": heading.publisher,
        "licence": settings.OPEN_DATA_LICENCE,
        "is_synthetic": totals["synthetic"] > 0,
        "rows": totals["rows"],
        "certified_rows": totals["certified"],
        "synthetic_rows": totals["synthetic"],
        "communes": list(communes),
        "schema": {
            "name": "BAL 1.4",
            "key": COLUMNS[0].name,
            "crs": {"long, lat": "EPSG:4326", "x, y": "EPSG:5897"},
            "columns": [
                {"name": c.name, "type": _KINDS[c.kind], "of_bal": c.of_bal, "vi": c.vi, "en": c.en}
                for c in COLUMNS
            ],
        },
        "files": [
            {
                "name": path.name,
                "format": _FORMATS[path.name],
                "media_type": KINDS[path.name],
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in files
        ],
        "difference": difference,
    }

"""The synthetic city's streets and lanes on the base map, labelled as synthetic."""

from __future__ import annotations

import numpy as np
import polars as pl
import shapely
from django.db import transaction

from diaban.exchange.importing.basemap_classes import classify_words, plain_street
from diaban.exchange.synthetic_city import SyntheticCity
from diaban.spine.basemap.models import MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.runs.models import Run


def store_streets(city: SyntheticCity, source: str, run: Run) -> None:
    """Draw every street; a run that was killed finds those of the communes it had done."""
    drawn_by, _ = MapSource.objects.get_or_create(name=source, defaults={"synthetic": True})
    for streets in city.streets():
        with transaction.atomic():
            store_features(_features(streets), drawn_by, run)


def _features(streets: pl.DataFrame) -> list[Feature]:
    return [
        _feature(row, f"{row['commune_code']}/{number}")
        for number, row in enumerate(streets.iter_rows(named=True))
    ]


def _feature(row: dict[str, object], key: str) -> Feature:
    chosen = classify_words(row["kind"], is_line=True) or plain_street()
    line = np.column_stack([row["lng_e7"], row["lat_e7"]]) / 1e7
    return Feature(
        key=key,
        kind=int(chosen.kind),
        category=chosen.category,
        name=row["name"] or "",
        first_zoom=chosen.first_zoom,
        tags="{}",
        geometry=shapely.LineString(line),
    )

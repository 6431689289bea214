"""Taking drawn features in, and taking an import of them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.spine.basemap.cells import touched_cells
from diaban.spine.basemap.features import GENERATION
from diaban.spine.basemap.models import MapCell, MapFeature, MapSource
from diaban.spine.runs.models import Generation, Run

_PART = 5_000
# finer than any drawing of a street, so that a copy made with other decimals is the same
_GRID_DEGREES = 1e-7


@dataclass(frozen=True)
class Feature:
    """One feature of a source; ``geometry`` in WGS 84 longitude, latitude."""

    key: str
    kind: int
    category: str
    name: str
    first_zoom: int
    tags: str
    geometry: shapely.Geometry


def store_features(features: Sequence[Feature], source: MapSource, run: Run) -> Counter[str]:
    """Store features with distinct keys; call inside a transaction.

    Return how many were created, updated and unchanged: what says the same again changes nothing.
    """
    if not features:
        return Counter()
    drawn = _draw(features, source, run)
    known = _current(source, [feature.key for feature in features])
    fresh = [row for row in drawn if row.key not in known]
    changed = [row for row in drawn if row.key in known and known[row.key][1] != row.digest]
    end_features([known[row.key][0] for row in changed], run)
    _insert(fresh + changed)
    if fresh or changed:
        Generation.grow(GENERATION)
    unchanged = len(drawn) - len(fresh) - len(changed)
    return +Counter(created=len(fresh), updated=len(changed), unchanged=unchanged)


def take_back(run: Run, by: Run) -> Counter[str]:
    """End what an import brought and reopen what it had replaced; call inside a transaction.

    What a later import has replaced since stays as that import left it; taking back that one too
    brings back what was there before both.
    """
    brought = MapFeature.objects.filter(run=run).exclude(ended_by=by)
    later = {(f.source_id, f.key): f.ended_by_id for f in brought}
    current = [f.pk for f in brought if f.ended_by_id is None]
    end_features(current, by)
    brought.exclude(pk__in=current).update(ended_by=by)
    reopened = []
    for feature in MapFeature.objects.filter(ended_by=run):
        feature.ended_by_id = later.get((feature.source_id, feature.key))
        reopened.append(feature)
    MapFeature.objects.bulk_update(reopened, ["ended_by"], batch_size=_PART)
    _list_cells([feature for feature in reopened if feature.ended_by_id is None])
    Generation.grow(GENERATION)
    return +Counter(withdrawn=len(later), reopened=len(reopened))


def end_features(numbers: Sequence[int], by: Run) -> None:
    for start in range(0, len(numbers), _PART):
        part = numbers[start : start + _PART]
        MapCell.objects.filter(feature__in=part).delete()
        MapFeature.objects.filter(pk__in=part).update(ended_by=by)


def _draw(features: Sequence[Feature], source: MapSource, run: Run) -> list[MapFeature]:
    shapes = shapely.set_precision(
        np.array([feature.geometry for feature in features], dtype=object),
        _GRID_DEGREES,
        mode="pointwise",
    )
    boxes = np.rint(shapely.bounds(shapes) * 1e7).astype(np.int64).tolist()
    drawn = []
    for feature, wkb, box in zip(features, shapely.to_wkb(shapes), boxes, strict=True):
        row = MapFeature(
            source=source,
            key=feature.key,
            kind=feature.kind,
            category=feature.category,
            name=feature.name,
            first_zoom=feature.first_zoom,
            tags=feature.tags,
            geometry=wkb,
            run=run,
            digest=_digest(feature, wkb),
        )
        row.west_e7, row.south_e7, row.east_e7, row.north_e7 = box
        drawn.append(row)
    return drawn


def _digest(feature: Feature, wkb: bytes) -> int:
    said = (feature.kind, feature.category, feature.name, feature.first_zoom, feature.tags)
    digest = blake2b(repr(said).encode() + wkb, digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _current(source: MapSource, keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(keys), _PART):
        rows = MapFeature.objects.filter(source=source, key__in=keys[start : start + _PART])
        for pk, key, digest in rows.current().values_list("pk", "key", "digest"):
            found[key] = (pk, digest)
    return found


def _insert(rows: list[MapFeature]) -> None:
    _list_cells(MapFeature.objects.bulk_create(rows, batch_size=1_000))


def _list_cells(rows: Sequence[MapFeature]) -> None:
    if not rows:
        return
    place, cells = touched_cells(_shapes(rows))
    MapCell.objects.bulk_create(
        [
            MapCell(feature=rows[at], cell=cell, first_zoom=rows[at].first_zoom)
            for at, cell in zip(place.tolist(), cells.tolist(), strict=True)
        ],
        batch_size=5_000,
    )


def _shapes(rows: Sequence[MapFeature]) -> NDArray[np.object_]:
    return shapely.from_wkb(np.array([bytes(row.geometry) for row in rows], dtype=object))

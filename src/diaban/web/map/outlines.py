"""Outlines of administrative units, thinned once for each zoom and kept for all workers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
import shapely
from django.conf import settings
from numpy.typing import NDArray

from diaban.engines.tiles import EXTENT
from diaban.spine.places.areas import unit_shapes
from diaban.spine.places.boundaries import boundaries_in_force
from diaban.spine.places.models import Level, Standing, Unit
from diaban.web.map.making_once import made_once

# from here on the outlines are drawn as they are
EXACT_FROM = 14
_FIRST = 3
_Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Outlines:
    """Shapes of one level, which share their borders."""

    units: list[Unit]
    shapes: _Shapes
    standings: list[str]


def outlines(generation: int, as_of: date, level: Level, zoom: int) -> Outlines:
    """Return the outlines of a day as a zoom needs them; neighbours keep one common border."""
    exact = _exact(generation, as_of, level)
    if zoom >= EXACT_FROM:
        return exact
    thinned = _thinned(generation, as_of, level)[max(zoom, _FIRST)]
    return Outlines(exact.units, thinned, exact.standings)


@made_once
def _exact(generation: int, as_of: date, level: Level) -> Outlines:
    drawn = unit_shapes(as_of) if level == Level.COMMUNE else []
    known = {unit.pk for unit, _, _ in drawn}
    others = Unit.objects.filter(level=level).in_force(as_of).exclude(pk__in=known)
    for row in boundaries_in_force(others, as_of):
        drawn.append((row.unit, shapely.from_wkb(bytes(row.geometry)), Standing.OFFICIAL))
    drawn = [one for one in drawn if not one[1].is_empty]
    shapes = _as_array([shape for _, shape, _ in drawn])
    return Outlines([unit for unit, _, _ in drawn], shapes, [str(s) for _, _, s in drawn])


@made_once
def _thinned(generation: int, as_of: date, level: Level) -> dict[int, _Shapes]:
    """Return the shapes of every zoom, from the file of exactly these shapes if there is one."""
    exact = _exact(generation, as_of, level).shapes
    wkb = shapely.to_wkb(exact).tolist()
    name = hashlib.blake2b(b"".join(wkb), digest_size=10).hexdigest()
    path = Path(settings.INDEX_FOLDER) / f"outlines-{name}.npz"
    try:
        # NumPy leaves a file open that turns out to be no archive, unless it was given one
        with path.open("rb") as file, np.load(file) as kept:
            return {zoom: _read(kept[f"zoom_{zoom}"]) for zoom in range(_FIRST, EXACT_FROM)}
    except (FileNotFoundError, KeyError, ValueError, EOFError, BadZipFile):
        thinned = _thin(exact)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.stem}.{uuid4().hex}.npz")
    np.savez(unfinished, **{f"zoom_{zoom}": _write(shapes) for zoom, shapes in thinned.items()})
    unfinished.replace(path)
    return thinned


def _thin(exact: _Shapes) -> dict[int, _Shapes]:
    """Thin for each zoom what was left at the one below it: points go in the same order."""
    thinned, left = {}, exact
    for zoom in range(EXACT_FROM - 1, _FIRST - 1, -1):
        step = 360 / (EXTENT << zoom)
        left = np.asarray(shapely.coverage_simplify(left, 6 * step), dtype=object)
        thinned[zoom] = left
    return thinned


def _write(shapes: _Shapes) -> NDArray[np.uint8]:
    return np.frombuffer(shapely.to_wkb(shapely.geometrycollections(shapes)), dtype=np.uint8)


def _read(written: NDArray[np.uint8]) -> _Shapes:
    return shapely.get_parts(shapely.from_wkb(written.tobytes()))


def _as_array(shapes: Sequence[object]) -> _Shapes:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array

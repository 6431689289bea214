"""Every door that an actor may see as one sorted array, from which the map counts.

The array is made once for a generation of the registry and a territory, kept as a file and mapped
into memory, so that all workers share it. A small registry is read again at once when it has
changed; a large one in the background, while the map goes on with the last array.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
from django.conf import settings
from django.db import connections
from numpy.typing import NDArray

from diaban.engines.tiles import sort_points
from diaban.spine.addresses.coverage import territory_of
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.addresses.viewport import doors_of
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Generation

GENERATION = "addresses"
# up to here reading again costs less than a third of a second
READ_AT_ONCE = 200_000
# a burst of small changes is read once; counts of a large registry may be this much behind
PAUSE_SECONDS = 20.0
_CHUNK = 20_000


@dataclass(frozen=True)
class MapPoints:
    """The sorted keys (`diaban.engines.tiles.sort_points`, marked where coded) of a generation."""

    keys: NDArray[np.int64]
    generation: int
    made_at: float


def map_points(actor: User) -> MapPoints:
    """Return the points of the doors that ``actor`` may see.

    Of at most READ_AT_ONCE doors they are those of this moment; of more, they may be as old as
    PAUSE_SECONDS and the time of one reading.
    """
    territory = territory_name(actor)
    generation = Generation.of(GENERATION)
    held = _held.get(territory)
    if held is not None and held.generation == generation:
        return held
    fresh = _from_file(territory, generation)
    if fresh is None and held is not None and len(held.keys) > READ_AT_ONCE:
        _read_in_background(actor.pk, territory, generation, held)
        return held
    return _hold(territory, fresh or _read(actor, territory, generation))


def territory_name(actor: User) -> str:
    """Name what an actor may see, for keys of caches: alike for all who see the same."""
    if not actor.is_authenticated:
        return "nobody"
    territory = territory_of(actor)
    if territory is None:
        return "all"
    return hashlib.sha256(repr(territory).encode()).hexdigest()[:16]


_held: dict[str, MapPoints] = {}
_reading: set[str] = set()
_lock = threading.Lock()


def _hold(territory: str, points: MapPoints) -> MapPoints:
    _held[territory] = points
    return points


def _read(actor: User, territory: str, generation: int) -> MapPoints:
    rows = doors_of(Address.objects.visible_to(actor))
    told = rows.values_list("lat_e7", "lng_e7", "code_state").order_by()
    flat = np.fromiter(
        (number for row in told.iterator(chunk_size=_CHUNK) for number in row), dtype=np.int64
    )
    lat, lng, state = flat.reshape(-1, 3).T
    _write(territory, generation, sort_points(lat, lng, state == CodeState.CODED))
    return _from_file(territory, generation)


def _path(territory: str, generation: int) -> Path:
    return Path(settings.INDEX_FOLDER) / f"map-points-{territory}-{generation}.npy"


def _from_file(territory: str, generation: int) -> MapPoints | None:
    try:
        keys = np.load(_path(territory, generation), mmap_mode="r")
    except (FileNotFoundError, ValueError, EOFError):
        return None
    return MapPoints(keys, generation, time.monotonic())


def _write(territory: str, generation: int, keys: NDArray[np.int64]) -> None:
    path = _path(territory, generation)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.stem}.{uuid4().hex}.part")
    with unfinished.open("wb") as file:
        np.save(file, keys)
    unfinished.replace(path)
    # a worker that still reads an older file keeps it open: removing the name harms nobody
    for older in path.parent.glob(f"map-points-{territory}-*.npy"):
        if older != path:
            older.unlink(missing_ok=True)


def _read_in_background(actor: int, territory: str, generation: int, held: MapPoints) -> None:
    with _lock:
        if territory in _reading or time.monotonic() - held.made_at < PAUSE_SECONDS:
            return
        _reading.add(territory)
    threading.Thread(target=_reread, args=(actor, territory, generation), daemon=True).start()


def _reread(actor: int, territory: str, generation: int) -> None:
    try:
        _hold(territory, _read(User.objects.get(pk=actor), territory, generation))
    finally:
        _reading.discard(territory)
        connections.close_all()

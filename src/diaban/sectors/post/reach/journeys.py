"""The ways from one place to points, by the roads that the last survey went by.

The survey leaves its networks beside its rows; whoever asks reads them once and keeps them, so that
a page costs one search. Where no survey has left any, or a place lies off the roads, nothing is
told of the way: the straight line is the caller's to tell as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import numpy as np
from django.conf import settings

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Network,
    Positions,
    SnapLimits,
    find_journeys,
    find_positions,
    from_arrays,
    to_arrays,
)
from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.network import Roads

Place = tuple[float, float]
MODES = {"motorbike": MOTORBIKE, "bicycle": BICYCLE, "walk": WALKING}
# the farthest corner of a commune lies 11 km from its middle: a road is nearer than that
ROUGH_METRES = 5_000.0
_SUFFIX = ".roads.npz"


@dataclass(frozen=True)
class Way:
    """A journey by road, from door to door."""

    metres: float
    minutes: float


def keep_roads(name: str, roads: Roads) -> None:
    """Leave a survey's networks for those who ask, and remove those of surveys before it."""
    folder = Path(settings.REACH_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    networks = {"motorbike": roads.riding, "bicycle": roads.cycling, "walk": roads.walking}
    for mode, network in networks.items():
        if network is not None:
            unfinished = folder / f"{uuid4().hex}.part.npz"
            np.savez(unfinished, **to_arrays(network))
            unfinished.replace(folder / f"{name}.{mode}{_SUFFIX}")
    for path in folder.glob(f"*{_SUFFIX}"):
        if not path.name.startswith(name):
            path.unlink(missing_ok=True)


def are_roads_kept(name: str) -> bool:
    return any(Path(settings.REACH_FOLDER).glob(f"{name}.*{_SUFFIX}"))


def network_of(mode: str) -> Network | None:
    """Return the network that the newest survey left for a mode; None where it left none."""
    survey = ReachSurvey.objects.newest()
    if survey is None:
        return None
    return _network(str(Path(settings.REACH_FOLDER) / f"{survey.name}.{mode}{_SUFFIX}"), mode)


def ways_from(
    network: Network | None, start: Place, places: Sequence[Place], *, is_rough: bool = False
) -> list[Way | None] | None:
    """Return the way to each place; None in it where none is known, and for all without roads.

    A ``is_rough`` start, such as a commune's middle, may be anywhere near: where it lies off the
    roads one sets out from the nearest.
    """
    if network is None:
        return None
    door = find_positions(network, ([start[0]], [start[1]]))
    if is_rough and not door.is_placed[0]:
        there = find_positions(network, ([start[0]], [start[1]]), SnapLimits(ROUGH_METRES))
        door = replace(there, off_metres=np.zeros(1))
    if not door.is_placed[0]:
        return None
    found = find_journeys(network, door, _stands(network, tuple(places)))
    return [
        Way(metres, minutes) if np.isfinite(minutes) else None
        for metres, minutes in zip(found.metres.tolist(), found.minutes.tolist(), strict=True)
    ]


# one for each mode, and one while a new survey comes in
@lru_cache(maxsize=4)
def _network(path: str, mode: str) -> Network | None:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return from_arrays(MODES[mode], arrays)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=8)
def _stands(network: Network, places: tuple[Place, ...]) -> Positions:
    lat, lng = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return find_positions(network, (lat, lng))

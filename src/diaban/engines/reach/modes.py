"""How people get about: how fast on which class of road, and what the tags of a road allow them.

Speeds on foot and by bicycle are those of OSRM's profiles (Project-OSRM/osrm-backend,
`profiles/foot.lua`, `profiles/bicycle.lua`); no router publishes any for motorbikes in Viet Nam,
so those are **Diaban's own assumption**: a calm ride with its stops, far below the legal limits,
slow in lanes. A `maxspeed` lowers a speed and never raises one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from diaban.engines.reach.array_types import Flags, Floats, Ints

__all__ = ["BICYCLE", "MOTORBIKE", "WALKING", "Mode", "Passage", "judge_ways"]

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to get about, as data.

    `speeds_kmh`: class of road (OpenStreetMap's `highway`) to km/h; a class that is not there is
    closed, unless a tag opens it, at `opened_kmh`. `access`: the keys that may open or close a
    road, the most particular first. `directions`: the keys that may make it one-way; none: the
    mode goes both ways everywhere. `pushing_kmh`: on foot beside the vehicle, against a one-way
    street that leads out of nowhere else.

    >>> WALKING.directions, MOTORBIKE.speeds_kmh["residential"]
    ((), 20.0)
    """

    name: str
    speeds_kmh: Mapping[str, float]
    access: tuple[str, ...]
    directions: tuple[str, ...]
    opened_kmh: float
    pushing_kmh: float


_STREETS = (
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary",
    "tertiary_link", "unclassified", "residential", "road", "living_street", "service",
)  # fmt: skip
_OFF_STREET = ("pedestrian", "footway", "path", "track", "cycleway", "steps", "corridor")

WALKING = Mode(
    name="walking",
    speeds_kmh=dict.fromkeys((*_STREETS, *_OFF_STREET), 5.0),
    access=("foot", "access"),
    directions=(),
    opened_kmh=5.0,
    pushing_kmh=5.0,
)
"""On foot at 5 km/h, both ways in every street, on everything but motorways.

>>> WALKING.speeds_kmh["residential"], "motorway" in WALKING.speeds_kmh
(5.0, False)
"""

BICYCLE = Mode(
    name="bicycle",
    speeds_kmh={
        **dict.fromkeys((*_STREETS, "cycleway"), 15.0),
        "path": 13.0,
        "track": 12.0,
        "pedestrian": 4.0,
        "footway": 4.0,
        "steps": 2.0,
    },
    access=("bicycle", "vehicle", "access"),
    directions=("oneway:bicycle", "oneway"),
    opened_kmh=15.0,
    pushing_kmh=4.0,
)
"""By bicycle at 15 km/h; pushed at 4 km/h over footways.

>>> BICYCLE.speeds_kmh["footway"]
4.0
"""

MOTORBIKE = Mode(
    name="motorbike",
    speeds_kmh={
        "trunk": 40.0,
        "trunk_link": 30.0,
        "primary": 35.0,
        "primary_link": 25.0,
        "secondary": 30.0,
        "secondary_link": 25.0,
        "tertiary": 25.0,
        "tertiary_link": 20.0,
        "unclassified": 20.0,
        "road": 20.0,
        "residential": 20.0,
        "living_street": 12.0,
        "service": 12.0,
        "track": 12.0,
        "path": 10.0,
    },
    access=("motorcycle", "motor_vehicle", "vehicle", "access"),
    directions=("oneway:motorcycle", "oneway"),
    opened_kmh=20.0,
    pushing_kmh=3.0,
)
"""By motorbike, 40 km/h on trunk roads down to 10 km/h on paths: Diaban's own assumption.

>>> MOTORBIKE.speeds_kmh["trunk"], "footway" in MOTORBIKE.speeds_kmh
(40.0, False)
"""

# private roads stay open: somebody lives there, and 2.2 million homes are asked how far they are
_CLOSED = {"no", "agricultural", "forestry", "military", "emergency", "use_sidepath", "dismount"}
_OPEN = {"yes", "designated", "permissive", "destination", "official"}
_FORWARD, _BACKWARD, _BOTH = {"yes", "true", "1"}, {"-1", "reverse"}, {"no", "false", "0"}
# roundabouts and motorways go one way without saying so
_ROUND = {"roundabout", "circular"}
_MOTORWAYS = ("motorway", "motorway_link")
_MILE_KM = 1.609344


class Passage(NamedTuple):
    """What ways allow one mode, one entry for each way.

    `forward_kmh`, `backward_kmh`: float64[n], 0 where closed. `level`: int64[n], 0 on the ground.
    `is_doorstep`: bool[n], whether a door may stand on it: not on bridges, in tunnels or on
    motorways. `is_private`: bool[n].
    """

    forward_kmh: Floats
    backward_kmh: Floats
    level: Ints
    is_doorstep: Flags
    is_private: Flags


def judge_ways(mode: Mode, classes: Sequence[str], tags: Sequence[Tags]) -> Passage:
    """Tell what ways of given classes and tags allow a mode.

    >>> passage = judge_ways(MOTORBIKE, ["residential"], [{"oneway": "yes", "maxspeed": "15"}])
    >>> passage.forward_kmh.tolist(), passage.backward_kmh.tolist()
    ([15.0], [0.0])
    """
    rows = [_judge(mode, kind, tag) for kind, tag in zip(classes, tags, strict=True)]
    told = np.array(rows, dtype=np.float64).reshape(-1, 5)
    return Passage(
        told[:, 0].copy(),
        told[:, 1].copy(),
        told[:, 2].astype(np.int64),
        told[:, 3] > 0,
        told[:, 4] > 0,
    )


def _judge(mode: Mode, kind: str, tags: Tags) -> tuple[float, float, int, bool, bool]:
    speed = _speed(mode, kind, tags)
    forward, backward = _directions(mode, kind, tags)
    bridge, tunnel = tags.get("bridge", "no") != "no", _is_underground(tags)
    is_doorstep = not (bridge or tunnel or kind in _MOTORWAYS)
    level = _level(tags.get("layer", ""), bridge, tunnel)
    is_private = speed > 0 and tags.get("access") in ("private", "customers", "permit")
    return speed * forward, speed * backward, level, is_doorstep, is_private


def _speed(mode: Mode, kind: str, tags: Tags) -> float:
    """Return km/h, 0 where the mode may not go."""
    said = next((tags[key] for key in mode.access if tags.get(key)), "")
    lanes = {value.strip() for value in said.replace("|", ";").split(";")}
    if lanes <= _CLOSED and said:
        return 0.0
    # "access=yes" opens no motorway to those on foot: only a key of the mode's own opens a class
    is_opened = any(tags.get(key, "").partition("|")[0] in _OPEN for key in mode.access[:1])
    speed = mode.speeds_kmh.get(kind, mode.opened_kmh if is_opened else 0.0)
    return min(speed, _limit(tags.get("maxspeed", "")))


def _limit(text: str) -> float:
    """Return a speed limit in km/h; infinite where none is told that can be read."""
    number, _, unit = text.strip().partition(" ")
    try:
        limit = float(number)
    except ValueError:
        return np.inf
    if not limit > 0:
        return np.inf
    return limit * _MILE_KM if unit == "mph" else limit


def _directions(mode: Mode, kind: str, tags: Tags) -> tuple[bool, bool]:
    """Tell whether a mode may go along a way, and against it."""
    if not mode.directions:
        return True, True
    for key in mode.directions:
        said = tags.get(key, "")
        if said in _FORWARD | _BACKWARD | _BOTH:
            return said not in _BACKWARD, said not in _FORWARD
    is_round = tags.get("junction") in _ROUND or kind == "motorway"
    return True, not is_round


def _is_underground(tags: Tags) -> bool:
    # a passage through a building lies on the ground, and people live in it
    return tags.get("tunnel", "no") not in ("no", "building_passage")


def _level(layer: str, bridge: bool, tunnel: bool) -> int:
    try:
        return int(layer)
    except ValueError:
        return int(bridge) - int(tunnel)

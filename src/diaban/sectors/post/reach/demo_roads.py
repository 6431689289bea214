"""Roads between the made-up villages, without which nobody there could leave their street.

The demonstration city draws streets that stand by themselves. Where it has no other roads, each is
tied to its neighbours: a corner is joined to another where nothing lies in the circle between both
(Gabriel and Sokal 1969), which makes a net of short roads that cross nowhere.
"""

from __future__ import annotations

import numpy as np
import shapely
from django.db import transaction
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from diaban.engines.reach import Network
from diaban.sectors.post.reach.network import read_roads
from diaban.spine.basemap.models import MapFeature, MapKind, MapSource
from diaban.spine.basemap.storing import Feature, store_features
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Kind, Run, State

SOURCE = "synthetic"
_KEY = "link/"
_FIRST_ZOOM = 13
_MOST_METRES = 12_000.0
_FEWEST_CORNERS = 4


def connect_streets(actor: User) -> int:
    """Tie the made-up streets together once; return how many roads were drawn."""
    streets = MapFeature.objects.current().filter(kind=MapKind.STREET)
    if not streets.exists() or streets.filter(source__synthetic=False).exists():
        return 0
    if streets.filter(source__name=SOURCE, key__startswith=_KEY).exists():
        return 0
    network = read_roads().walking
    if network is None or len(network) < _FEWEST_CORNERS:
        return 0
    pairs = links_between(network)
    with transaction.atomic():
        run = Run.objects.create(
            kind=Kind.SECTOR, actor=actor, source=SOURCE, synthetic=True, state=State.DONE
        )
        source = MapSource.objects.get(name=SOURCE)
        store_features(_features(network, pairs), source, run)
    return len(pairs)


def links_between(network: Network) -> NDArray[np.int64]:
    """Return pairs of nodes of different pieces that have no other node between them."""
    at = np.stack((network.x, network.y), axis=1)
    found = Delaunay(at).simplices
    # each edge with the corner that lies across it
    turns = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    edges = np.concatenate([found[:, [a, b]] for a, b, _ in turns])
    across = np.concatenate([found[:, c] for _, _, c in turns])
    one, other = at[edges[:, 0]], at[edges[:, 1]]
    radius = np.hypot(*(one - other).T) / 2
    is_between = np.hypot(*(at[across] - (one + other) / 2).T) < radius
    edges, first = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    blocked = np.zeros(len(edges), dtype=bool)
    np.logical_or.at(blocked, first.ravel(), is_between)
    metres = np.hypot(*(at[edges[:, 0]] - at[edges[:, 1]]).T)
    parts = network.piece[edges]
    return edges[~blocked & (parts[:, 0] != parts[:, 1]) & (metres < _MOST_METRES)]


def _features(network: Network, pairs: NDArray[np.int64]) -> list[Feature]:
    lat, lng = network.plane.to_degrees(network.x, network.y)
    lines = shapely.linestrings(np.stack((lng[pairs], lat[pairs]), axis=-1))
    return [
        Feature(f"{_KEY}{number}", MapKind.STREET, "unclassified", "", _FIRST_ZOOM, "{}", line)
        for number, line in enumerate(lines)
    ]

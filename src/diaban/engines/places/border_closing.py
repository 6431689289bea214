"""Closing slivers: narrow gaps and overlaps between neighbours go to one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.arrangement import Arrangement, find_notches
from diaban.engines.places.array_types import AnyArray, FloatArray, IntArray
from diaban.engines.places.polygon_coverage import mend_ring
from diaban.engines.places.polygon_plane import Plane, narrower_than

__all__ = ["ClosedBorders", "close_borders"]


@dataclass(frozen=True)
class ClosedBorders:
    """The areas after slivers were closed, in the order they were given.

    `gained_m2`, `lost_m2`: ground that came to and went from each (float64[n]). `closed`: how many
    slivers were closed; `left`: how many gaps and overlaps are wider and stay as they were.

    >>> west, east = shapely.box(105, 20, 105.01, 20.01), shapely.box(105.0101, 20, 105.02, 20.01)
    >>> close_borders([west, east], 20.0).closed, close_borders([west, east], 5.0).closed
    (1, 0)
    """

    polygons: list[BaseGeometry]
    gained_m2: FloatArray
    lost_m2: FloatArray
    closed: int
    left: int


def close_borders(
    polygons: Sequence[BaseGeometry], width_metres: float, fixed: Collection[int] = ()
) -> ClosedBorders:
    """Give each gap and overlap narrower than `width_metres` to one of its neighbours.

    A piece goes to the area with which it shares the longest edge, and where two are equal to the
    one given first; of an overlap only to one of those that claim it. Whatever a circle of that
    diameter fits in stays as it is. Invalid rings are mended first; every coordinate is written to
    the millimetre. ValueError for a width that is not above zero.

    >>> west, east = shapely.box(105, 20, 105.01, 20.01), shapely.box(105.01001, 20, 105.02, 20.01)
    >>> closed = close_borders([west, east], 5.0)
    >>> closed.closed, shapely.coverage_is_valid(closed.polygons)
    (1, np.True_)
    """
    if not width_metres > 0:
        raise ValueError("width_metres must be above zero")
    if not len(polygons):
        return ClosedBorders([], np.empty(0), np.empty(0), 0, 0)
    plane = Plane.around(polygons)
    sound = np.asarray([mend_ring(polygon) for polygon in polygons], dtype=object)
    flat = plane.flatten(sound)
    notches = find_notches(flat, shapely.union_all(flat), width_metres)
    cut = Arrangement.of(flat, shapely.boundary(notches))
    winners, closed, left = _settle(cut, width_metres, frozenset(fixed))
    claims = _claims_after(cut, winners)
    order = np.argsort(claims[:, 1], kind="stable")
    ends = np.searchsorted(claims[order, 1], np.arange(len(flat) + 1))
    faces = [claims[order[a:b], 0] for a, b in pairwise(ends)]
    joined = np.asarray([_join(cut.faces[f]) for f in faces], dtype=object)
    gained, lost = _moved(cut, claims, len(flat))
    return ClosedBorders(list(plane.to_degrees(joined)), gained, lost, closed, left)


def _settle(cut: Arrangement, width: float, fixed: frozenset[int]) -> tuple[IntArray, int, int]:
    """Return who wins each face (-1: as before) and how many slivers were closed and left."""
    winners = np.full(len(cut.faces), -1, dtype=np.int64)
    closed = left = 0
    for faces in (np.flatnonzero(cut.claimants > 1), np.flatnonzero(cut.claimants == 0)):
        pieces, piece_of = cut.pieces(faces)
        narrow = narrower_than(pieces, width)
        closed += int(narrow.sum())
        left += int((~narrow).sum())
        moved = faces[narrow[piece_of]] if len(faces) else faces
        winners[moved] = _choose(cut, moved, fixed)
    return winners, closed, left


def _choose(cut: Arrangement, faces: IntArray, fixed: frozenset[int]) -> IntArray:
    """Return the area with the longest edge on each face; -1 where no area touches it."""
    chosen = np.full(len(faces), -1, dtype=np.int64)
    if not len(faces):
        return chosen
    place, beside, metres = cut.shared_edges(faces)
    cuts = np.searchsorted(place, np.arange(len(faces) + 1))
    for i, face in enumerate(faces):
        edges: dict[int, float] = dict.fromkeys(cut.areas_of(int(face)), 0.0)
        is_overlap = bool(edges)
        if held := fixed.intersection(edges):
            # ground that two fixed areas claim stays with both
            chosen[i] = min(held) if len(held) == 1 else -1
            continue
        for j in range(cuts[i], cuts[i + 1]):
            for area in cut.areas_of(int(beside[j])):
                if area in edges or not (is_overlap or area in fixed):
                    edges[area] = edges.get(area, 0.0) + float(metres[j])
        if edges:
            # to the millimetre, so that rounding decides nothing and a tie goes to the first
            chosen[i] = min(edges, key=lambda area: (-round(edges[area], 3), area))
    return chosen


def _claims_after(cut: Arrangement, winners: IntArray) -> IntArray:
    """Return the pairs of face and area once the slivers are given away."""
    kept = cut.claims[winners[cut.claims[:, 0]] < 0]
    won = np.flatnonzero(winners >= 0)
    return np.concatenate([kept, np.column_stack([won, winners[won]])])


def _moved(cut: Arrangement, claims: IntArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Return the ground that came to each area and went from it, in square metres."""
    size = np.asarray(shapely.area(cut.faces), dtype=np.float64)
    before, after = (set(map(tuple, pairs.tolist())) for pairs in (cut.claims, claims))
    gained, lost = np.zeros(count), np.zeros(count)
    for face, area in after - before:
        gained[area] += size[face]
    for face, area in before - after:
        lost[area] += size[face]
    return gained, lost


def _join(faces: AnyArray) -> BaseGeometry:
    return shapely.coverage_union_all(faces) if len(faces) else shapely.Polygon()

"""Polygons cut along all their borders: each face, who claims it, and who borders on it."""

from dataclasses import dataclass

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import AnyArray, FloatArray, IntArray
from diaban.engines.places.polygon_plane import keep_areas

__all__ = ["GRID_METRES", "Arrangement", "find_notches"]

GRID_METRES = 1e-3
_SMALLEST_M2 = 1e-4


@dataclass(frozen=True)
class Arrangement:
    """The faces of some flat polygons (metres), disjoint and meeting exactly.

    `faces`: polygons[f]. `claims`: int64[c, 2], pairs of face and polygon, sorted by face.
    """

    faces: AnyArray
    claims: IntArray

    @classmethod
    def of(cls, polygons: AnyArray, more_lines: AnyArray) -> "Arrangement":
        """Cut sound polygons along their borders and along `more_lines`."""
        lines = np.concatenate([shapely.boundary(polygons), more_lines])
        noded = shapely.union_all(lines, grid_size=GRID_METRES)
        faces = shapely.get_parts(shapely.polygonize([noded]))
        spots = shapely.point_on_surface(faces)
        face, polygon = shapely.STRtree(polygons).query(spots, predicate="within")
        order = np.lexsort([polygon, face])
        return cls(faces, np.column_stack([face, polygon])[order].astype(np.int64))

    @property
    def claimants(self) -> IntArray:
        """How many polygons claim each face: 0 gap, 1 settled, more overlap (int64[f])."""
        return np.bincount(self.claims[:, 0], minlength=len(self.faces)).astype(np.int64)

    def areas_of(self, face: int) -> list[int]:
        """Return the polygons that claim a face, the first given first."""
        first, last = np.searchsorted(self.claims[:, 0], [face, face + 1])
        areas: list[int] = self.claims[first:last, 1].tolist()
        return areas

    def pieces(self, faces: IntArray) -> tuple[AnyArray, IntArray]:
        """Join faces that meet along an edge; return the pieces and the piece of each face."""
        if not len(faces):
            return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
        joined = shapely.get_parts(shapely.coverage_union_all(self.faces[faces]))
        spots = shapely.point_on_surface(self.faces[faces])
        place, piece = shapely.STRtree(joined).query(spots, predicate="within")
        found = np.zeros(len(faces), dtype=np.int64)
        found[place] = piece
        return joined, found

    def shared_edges(self, faces: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        """Return pairs of a given face (its place in `faces`) and a face beside it, and metres."""
        tree = shapely.STRtree(self.faces)
        place, beside = tree.query(self.faces[faces], predicate="touches")
        order = np.lexsort([beside, place])
        place, beside = place[order], beside[order]
        rings = shapely.boundary(self.faces)
        common = shapely.intersection(rings[faces[place]], rings[beside])
        metres = np.asarray(shapely.length(common), dtype=np.float64)
        real = metres > 0
        return place[real].astype(np.int64), beside[real].astype(np.int64), metres[real]


def find_notches(polygons: AnyArray, whole: BaseGeometry, metres: float) -> AnyArray:
    """Find the gaps that open to the outside between two polygons and are narrower than `metres`.

    `whole`: the union of the polygons. Returns polygons.
    """
    filled = shapely.union_all([shapely.Polygon(p.exterior) for p in shapely.get_parts(whole)])
    wide = shapely.buffer(filled, metres / 2, join_style="mitre", mitre_limit=2.0)
    closed = shapely.buffer(wide, -metres / 2, join_style="mitre", mitre_limit=2.0)
    pieces = shapely.get_parts(keep_areas(shapely.difference(closed, filled)))
    pieces = pieces[shapely.area(pieces) > _SMALLEST_M2]
    place, _ = shapely.STRtree(polygons).query(pieces, predicate="dwithin", distance=1e-2)
    touching = np.bincount(place, minlength=len(pieces))
    found: AnyArray = pieces[touching >= 2]
    return found

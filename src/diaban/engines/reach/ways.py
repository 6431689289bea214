"""Roads as they are drawn: lines with a class and tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely  # type: ignore[import-untyped]
from numpy.typing import ArrayLike, NDArray

from diaban.engines.reach.array_types import Ints
from diaban.engines.reach.errors import ReachError

__all__ = ["Ways"]


@dataclass(frozen=True, slots=True)
class Ways:
    """Lines of roads, one after another.

    `starts`: int64[n + 1], where the vertices of each way begin in `lat_e7`, `lng_e7` (int64[v],
    whole 1e-7 degrees). `classes`: n values of OpenStreetMap's `highway`. `tags`: n mappings with
    `oneway`, `junction`, `access`, `foot`, `bicycle`, `motor_vehicle`, `motorcycle`, `maxspeed`,
    `bridge`, `tunnel`, `layer`; what is missing is not told. `nodes`: int64[v], numbers of the
    vertices in the source; where they are not given, vertices at one place are one node, so that
    roads cross where they share a vertex and nowhere else.

    >>> ways = Ways([0, 2], [210000000, 210010000], [1058000000] * 2, ["residential"], [{}])
    >>> len(ways)
    1
    """

    starts: Ints
    lat_e7: Ints
    lng_e7: Ints
    classes: tuple[str, ...]
    tags: tuple[Mapping[str, str], ...]
    nodes: Ints | None = None

    def __init__(  # noqa: PLR0917 - one column after another, as a source gives them
        self,
        starts: ArrayLike,
        lat_e7: ArrayLike,
        lng_e7: ArrayLike,
        classes: Sequence[str],
        tags: Sequence[Mapping[str, str]],
        nodes: ArrayLike | None = None,
    ) -> None:
        for name, values in (("starts", starts), ("lat_e7", lat_e7), ("lng_e7", lng_e7)):
            object.__setattr__(self, name, np.asarray(values, dtype=np.int64))
        object.__setattr__(self, "classes", tuple(classes))
        object.__setattr__(self, "tags", tuple(tags))
        numbered = None if nodes is None else np.asarray(nodes, dtype=np.int64)
        object.__setattr__(self, "nodes", numbered)
        self._check()

    @classmethod
    def from_shapes(
        cls,
        shapes: Sequence[shapely.Geometry] | NDArray[np.object_],
        classes: Sequence[str],
        tags: Sequence[Mapping[str, str]],
    ) -> "Ways":
        """Take geometries in WGS 84 longitude, latitude, as the map's features keep them.

        A line of several parts becomes several ways; of an area the outline is a way; points are
        left out.

        >>> line = shapely.LineString([(105.8, 21.0), (105.8, 21.001)])
        >>> Ways.from_shapes([line], ["residential"], [{}]).lat_e7.tolist()
        [210000000, 210010000]
        """
        given = np.asarray(shapes, dtype=object)
        is_area = np.isin(shapely.get_type_id(given), (3, 6))
        lines = np.where(is_area, shapely.boundary(given), given)
        parts, owner = shapely.get_parts(lines, return_index=True)
        keep = np.isin(shapely.get_type_id(parts), (1, 2))
        parts, owner = parts[keep], owner[keep]
        places, part = shapely.get_coordinates(parts, return_index=True)
        e7 = np.rint(places * 1e7).astype(np.int64)
        starts = np.searchsorted(part, np.arange(len(parts) + 1))
        return cls(
            starts,
            e7[:, 1],
            e7[:, 0],
            [classes[at] for at in owner.tolist()],
            [tags[at] for at in owner.tolist()],
        )

    def __len__(self) -> int:
        return len(self.classes)

    def _check(self) -> None:
        vertices = len(self.lat_e7)
        lengths = [
            ("starts", len(self.starts), len(self.classes) + 1),
            ("tags", len(self.tags), len(self.classes)),
            ("lng_e7", len(self.lng_e7), vertices),
            ("nodes", vertices if self.nodes is None else len(self.nodes), vertices),
        ]
        for field, length, expected in lengths:
            if length != expected:
                raise ReachError("length", field=field, length=length, expected=expected)
        ordered = bool(np.all(np.diff(self.starts) >= 0))
        if not ordered or self.starts[0] != 0 or self.starts[-1] != vertices:
            raise ReachError("length", field="starts", length=vertices)
        wrong = (np.abs(self.lat_e7) > 900_000_000) | (np.abs(self.lng_e7) > 1_800_000_000)
        if wrong.any():
            raise ReachError("position", row=int(np.flatnonzero(wrong)[0]))

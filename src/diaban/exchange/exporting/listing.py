"""What can be written out: a list or a layer, as fields and batches of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WGS84 = 4326


@dataclass(frozen=True)
class Field:
    """A column. ``short`` is its name where ten letters are all there is (dBase, MapInfo).

    ``kind`` is str, float, int or bool. ``in_tables_only``: said by the geometry of a layer.
    """

    name: str
    kind: type
    short: str = ""
    in_tables_only: bool = False

    @property
    def ten_letters(self) -> str:
        return self.short or self.name[:10]


@dataclass(frozen=True)
class Rows:
    """A batch: one sequence of cells a row, and the shapes where the list has any.

    ``shapes``: shape (n,), shapely geometries in WGS 84 longitude, latitude, or None.
    """

    cells: Sequence[Sequence[Any]]
    shapes: NDArray[np.object_] | None = None


@dataclass(frozen=True)
class Listing:
    """``shape`` is Point, MultiLineString or MultiPolygon, or empty for a plain table.

    ``identified_by`` names the field that is a row's permanent name. ``batches`` starts a new
    walk each time. ``attribution`` is what a licence wants to be told with the data.
    """

    name: str
    fields: tuple[Field, ...]
    batches: Callable[[], Iterator[Rows]]
    shape: str = ""
    identified_by: str = ""
    attribution: str = ""

    def rows(self) -> Iterator[Sequence[Any]]:
        for batch in self.batches():
            yield from batch.cells


class ExportError(ValueError):
    """A list cannot be written this way; ``vi`` and ``en`` say why and what to do instead."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en

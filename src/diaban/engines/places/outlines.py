"""Outlines of a labelled grid: polygons that share their borders, without stair steps."""

import numpy as np
import shapely  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from diaban.engines.places.array_types import FloatArray, IndexArray, IntArray

__all__ = ["outline_labels"]


def outline_labels(labels: IndexArray, count: int) -> list[BaseGeometry]:
    """Draw each label from 0 to `count` - 1 of a grid (int32[rows, columns]; others: ground).

    The result is in columns east and rows north; a label that occurs nowhere is empty. The
    polygons are a coverage: neighbours share the very same border.
    """
    padded = np.pad(labels, 1, constant_values=-1)
    faces = shapely.get_parts(shapely.polygonize(_border_segments(padded)))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    label = padded[tuple((np.floor(inside[:, ::-1]) + 1).astype(np.int64).T)]
    wanted = (label >= 0) & (label < count)
    smooth = shapely.coverage_simplify(faces[wanted], 1.0)
    outlines = [shapely.MultiPolygon()] * count
    for each in np.unique(label[wanted]):
        outlines[each] = shapely.union_all(smooth[label[wanted] == each])
    return outlines


def _border_segments(labels: IndexArray) -> BaseGeometry:
    """Return the unit segments between unlike cells, joined where two meet end to end."""
    row, column = np.nonzero(labels[:, 1:] != labels[:, :-1])
    upright = _segments(column, row - 1, 0, 1)
    row, column = np.nonzero(labels[1:] != labels[:-1])
    level = _segments(column - 1, row, 1, 0)
    joined = shapely.line_merge(shapely.multilinestrings(np.concatenate([upright, level])))
    return shapely.get_parts(joined)


def _segments(x: IntArray, y: IntArray, along: int, up: int) -> BaseGeometry:
    ends: FloatArray = np.stack([x, y, x + along, y + up], axis=1).astype(np.float64)
    return shapely.linestrings(ends.reshape(-1, 2, 2))

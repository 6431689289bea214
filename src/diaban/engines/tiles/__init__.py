"""Vector tiles: the tile grid, points counted by cell, shapes cut, and the bytes of a tile."""

from diaban.engines.tiles.archive import Archive, TileEntry, encode_head, tile_numbers
from diaban.engines.tiles.counting import CellCounts, Groups, count_cells, group_cells
from diaban.engines.tiles.density import MOST_COUNTED_ZOOM, encode_counts
from diaban.engines.tiles.drawing import draw_lines, draw_points, draw_polygons
from diaban.engines.tiles.encoding import Geometry, Kind, Layer, encode_tile
from diaban.engines.tiles.grid import (
    CELL_ZOOM,
    EXTENT,
    Box,
    Tile,
    point_keys,
    project,
    sort_points,
    tiles_of_keys,
)
from diaban.engines.tiles.labels import spread_labels
from diaban.engines.tiles.shapes import Cut, cut_lines, cut_polygons, place_points

__all__ = [
    "CELL_ZOOM",
    "EXTENT",
    "MOST_COUNTED_ZOOM",
    "Archive",
    "Box",
    "CellCounts",
    "Cut",
    "Geometry",
    "Groups",
    "Kind",
    "Layer",
    "Tile",
    "TileEntry",
    "count_cells",
    "cut_lines",
    "cut_polygons",
    "draw_lines",
    "draw_points",
    "draw_polygons",
    "encode_counts",
    "encode_head",
    "encode_tile",
    "group_cells",
    "place_points",
    "point_keys",
    "project",
    "sort_points",
    "spread_labels",
    "tile_numbers",
    "tiles_of_keys",
]

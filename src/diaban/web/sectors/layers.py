"""The sectors' layers of the map: who sees which, their points held in memory, their tiles."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from django.urls import reverse
from django.utils.translation import get_language
from numpy.typing import NDArray

from diaban.engines import vpostcode
from diaban.engines.tiles import (
    EXTENT,
    Layer,
    Tile,
    count_cells,
    draw_points,
    encode_tile,
    group_cells,
    place_points,
    point_keys,
)
from diaban.spine.parties.models import User
from diaban.spine.sectors import LayerClass, LayerSpec, declared
from diaban.web.access import roles_of

# stands for the number of a point in the address of its page, which the map fills in
_ANY = 987654321
# up to here a tile tells a point's place to half a metre
_FINEST_TILE = 14
_CELL_DEPTH, _GROUP_DEPTH = 8, 3
_HELD = 8
_TOLD = ("id", "class", "name", "label")


@dataclass(frozen=True)
class Points:
    """What somebody sees of a layer: ``keys`` in order, and the rows of ``frame`` likewise."""

    keys: NDArray[np.int64]
    frame: pl.DataFrame

    def of_class(self, number: int) -> NDArray[np.int64]:
        return self.keys[self._classes == number]

    def within(self, tile: Tile) -> pl.DataFrame:
        start, beyond = self.keys.searchsorted(tile.key_range())
        return self.frame.slice(start, beyond - start)

    @cached_property
    def _classes(self) -> NDArray[np.int64]:
        return self.frame["class"].to_numpy()


@dataclass(frozen=True)
class ShownLayer:
    """A layer on a page: its legend, and what the page's script needs to draw it."""

    spec: LayerSpec

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def label(self) -> str:
        return _say(self.spec)

    @property
    def classes(self) -> list[tuple[str, str]]:
        return [(_say(one), one.colour) for one in self.spec.classes]

    @property
    def synthetic(self) -> bool:
        return self.spec.synthetic()

    @property
    def drawing(self) -> str:
        counted = self.spec.counted_to_zoom
        page = reverse(self.spec.page, args=[_ANY]) if self.spec.page else ""
        told = {
            "name": self.name, "colours": [one.colour for one in self.spec.classes],
            "counted": counted, "finest": max(_FINEST_TILE, (counted or 0) + 1),
            "page": page, "any": str(_ANY),
        }  # fmt: skip
        return json.dumps(told, separators=(",", ":"))


def layers_for(actor: User, names: Iterable[str] | None = None) -> list[ShownLayer]:
    """Return the layers that are open to somebody: all, or those of the names, in their order."""
    found = {spec.name: ShownLayer(spec) for spec in _open_to(actor)}
    return [found[name] for name in (found if names is None else names) if name in found]


def find_layer(actor: User, name: str) -> LayerSpec | None:
    """Return the layer of this name where it is open to somebody."""
    return next((spec for spec in _open_to(actor) if spec.name == name), None)


def layer_version(spec: LayerSpec, actor: User) -> str:
    """Return what a layer's tiles are cut from, as a key: for whom, and which version."""
    return f"{_whose(actor)} {spec.version(actor)}"


def cut_layer(spec: LayerSpec, actor: User, tile: Tile) -> bytes:
    """Write a tile: ``counts`` of each class to ``counted_to_zoom``, beyond it ``points``."""
    points = read_points(spec, actor)
    if spec.counted_to_zoom is not None and tile.z <= spec.counted_to_zoom:
        return encode_tile([_counts(spec, points, tile)])
    return encode_tile([_points(points.within(tile), tile)])


def read_points(spec: LayerSpec, actor: User) -> Points:
    """Return what somebody sees of a layer; it is read once for each version."""
    key = (spec.name, layer_version(spec, actor))
    with _lock:
        held = _held.get(key)
    # two threads may read the same at once; that costs time and harms nobody
    points = held or _sort(spec.read(actor))
    with _lock:
        _held[key] = points
        _held.move_to_end(key)
        while len(_held) > _HELD:
            _held.popitem(last=False)
    return points


def list_points(spec: LayerSpec, actor: User, box: vpostcode.Box) -> pl.DataFrame:
    """Return the points of a layer within a box."""
    lat, lng = (pl.col(name) / 1e7 for name in ("lat_e7", "lng_e7"))
    inside = lat.is_between(box.south, box.north) & lng.is_between(box.west, box.east)
    return read_points(spec, actor).frame.filter(inside)


def forget_points() -> None:
    """Forget what is held in memory; the next question reads anew."""
    with _lock:
        _held.clear()


_held: OrderedDict[tuple[str, str], Points] = OrderedDict()
_lock = threading.Lock()


def _open_to(actor: User) -> Iterator[LayerSpec]:
    roles = roles_of(actor)
    return (spec for _sector, spec in declared("layers", "LAYERS") if spec.roles & roles)


def _whose(actor: User) -> str:
    """Name for whom points were read: who sees the city sees the same, anybody else their own."""
    if not actor.is_authenticated:
        return "nobody"
    return "all" if actor.sees_whole_city else f"user {actor.pk}"


def _sort(frame: pl.DataFrame) -> Points:
    placed = frame.filter(pl.col("lat_e7").is_not_null() & pl.col("lng_e7").is_not_null())
    lat, lng = (placed[name].to_numpy() for name in ("lat_e7", "lng_e7"))
    keys = point_keys(lat, lng, np.zeros(len(lat), dtype=np.bool_))
    order = np.argsort(keys, kind="stable")
    return Points(keys[order], placed[order])


def _counts(spec: LayerSpec, points: Points, tile: Tile) -> Layer:
    told: dict[str, list[int]] = {"class": [], "total": []}
    at: list[NDArray[np.int64]] = []
    for number in range(len(spec.classes)):
        cells = count_cells(points.of_class(number), tile, _CELL_DEPTH)
        groups = group_cells(cells, _GROUP_DEPTH)
        at.append((np.column_stack((groups.x, groups.y)) * EXTENT).astype(np.int64))
        told["class"] += [number] * len(groups.total)
        told["total"] += groups.total.tolist()
    x, y = np.concatenate(at).T if at else np.empty((2, 0), dtype=np.int64)
    return Layer("counts", draw_points(x, y), told)


def _points(rows: pl.DataFrame, tile: Tile) -> Layer:
    lng, lat = (rows[name].to_numpy() / 1e7 for name in ("lng_e7", "lat_e7"))
    x, y = place_points(lng, lat, tile)
    told = {name: rows[name].to_list() for name in _TOLD if name in rows.columns}
    return Layer("points", draw_points(x, y), told)


def _say(one: LayerSpec | LayerClass) -> str:
    return one.vi if get_language() == "vi" else one.en


def page_of(spec: LayerSpec, number: int | str) -> str:
    """Return the address of a point's page; "" where none opens it."""
    return reverse(spec.page, args=[number]) if spec.page else ""

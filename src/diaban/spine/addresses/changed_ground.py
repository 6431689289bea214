"""Which addresses a change of boundaries concerns, so that no other is looked at again.

An address can be decided otherwise only if it stands on ground that changed hands, or so near to
it that the distance to its declared commune matters. Where official boundaries replace approximate
areas, or the reverse, every address whose candidates include such a unit is concerned as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from django.db import connection
from numpy.typing import NDArray

from diaban.engines import vpostcode
from diaban.spine.addresses import bulk, observing
from diaban.spine.addresses.deciding import BORDER_TOLERANCE_METRES, COARSEST_METRES
from diaban.spine.addresses.models import Act, Address, CodeBasis, CodeState, Life
from diaban.spine.places.areas import Areas
from diaban.spine.places.units import today

METRES_PER_DEGREE = 111_195.0
# a declared commune within the tolerance, or the accuracy of a position that is good enough,
# decides; two metres are for the plane on which both distances are measured
REACH_METRES = max(BORDER_TOLERANCE_METRES, COARSEST_METRES) + 2.0
_CELL = 0.0025
_KEYS_A_CELL = 8_000
_RANGES_A_QUERY = 100
_ROWS_A_STATEMENT = 10_000
_ROWS_READ = 200_000

Numbers = NDArray[np.int64]
Boxes = NDArray[np.float64]

_NEAR = "SELECT id, lat_e7, lng_e7 FROM addresses_address WHERE "
# a coarse position counts for its declared commune as far as its accuracy reaches; the literal 3
# lets both databases use the index of waiting rows
_COARSE = """
    SELECT a.id, coalesce(a.lat_e7, p.lat_e7), coalesce(a.lng_e7, p.lng_e7),
           CASE WHEN a.lat_e7 IS NULL THEN p.accuracy_metres ELSE a.accuracy_metres END
    FROM addresses_address a LEFT JOIN addresses_address p ON p.id = a.parent_id
    WHERE a.code_state = 3 AND a.life <> 9
      AND coalesce(a.declared_commune_id, p.declared_commune_id) IN ({units})
"""
_ON_APPROXIMATE = f"""
    SELECT a.id, coalesce(a.lat_e7, p.lat_e7), coalesce(a.lng_e7, p.lng_e7)
    FROM addresses_address a LEFT JOIN addresses_address p ON p.id = a.parent_id
    WHERE a.code_state NOT IN (0, {int(CodeState.NO_POSITION)}) AND a.life <> 9
      AND a.code_basis <> {int(CodeBasis.OFFICIAL_AREA)} AND a.id > %s ORDER BY a.id LIMIT %s
"""  # noqa: S608 - numbers of this program


@dataclass(frozen=True)
class ChangedGround:
    """What differs between the areas before and after: ground, and units that gained or lost one.

    ``shape`` is what one unit held before and not after, or the reverse (WGS 84, longitude first).
    """

    shape: shapely.Geometry
    units: tuple[int, ...]
    restated: tuple[int, ...]
    before: Areas
    after: Areas

    @property
    def area_km2(self) -> float:
        if self.shape.is_empty:
            return 0.0
        return shapely.area(_Plane.of(self.shape).shape) / 1e6

    @property
    def is_empty(self) -> bool:
        return not self.units

    @property
    def concerns_all(self) -> bool:
        """Whether official boundaries come where there were none, so that every basis changes."""
        return bool(self.units) and (self.before.official is None) != (self.after.official is None)


def compare_areas(before: Areas, after: Areas) -> ChangedGround:
    """Find the ground that changed hands between two states of the areas of one day."""
    nowhere = shapely.Polygon()
    units, pieces = [], []
    for unit in sorted(set(before.shapes) | set(after.shapes)):
        old, new = before.shapes.get(unit, nowhere), after.shapes.get(unit, nowhere)
        if shapely.equals_identical(old, new):
            continue
        piece = shapely.symmetric_difference(_sound(old), _sound(new))
        if not shapely.is_empty(piece):
            units.append(unit)
            pieces.append(piece)
    # who holds doubly held ground hangs on the order of the units, which a new one can change
    restated = sorted(set(before.shapes) ^ set(after.shapes))
    return ChangedGround(
        shapely.union_all(pieces) if pieces else nowhere, tuple(units), tuple(restated),
        before, after,
    )  # fmt: skip


def mark_due_within(ground: ChangedGround, statement: observing.Statement) -> int:
    """Let the next run look again at the addresses that a change concerns; return how many.

    Call inside the transaction that changes the boundaries. Each of them gets an empty statement,
    after which its last coding counts no more: the registry rebuilt from its observations agrees.
    """
    bulk.hold_registry()
    if ground.is_empty:
        return 0
    numbers = find_concerned(ground)
    for start in range(0, len(numbers), _ROWS_A_STATEMENT):
        part = numbers[start : start + _ROWS_A_STATEMENT].tolist()
        rows = Address.objects.everywhere("ground changed").filter(pk__in=part)
        rows.update(code_state=CodeState.DUE)
    said = pl.DataFrame({"address_id": numbers}, schema={"address_id": pl.Int64})
    said = said.with_columns(facts=pl.lit("{}"), held_on=pl.lit(today()))
    observing.insert_observations(said, Act.RECORD, statement)
    return len(numbers)


def find_concerned(ground: ChangedGround) -> Numbers:
    """Return the numbers, ascending, of the coded or waiting addresses that a change concerns."""
    if ground.is_empty:
        return np.empty(0, dtype=np.int64)
    plane = _Plane.of(ground.shape)
    standing = _standing_near(plane)
    found = [standing, _flats_of(standing), _coarse_near(plane, ground.units)]
    if ground.restated and (ground.before.approximate or ground.after.approximate):
        found.append(_on_approximate(ground))
    return _not_due(np.unique(np.concatenate(found)))


def _not_due(numbers: Numbers) -> Numbers:
    """Leave out what is due already, and what is retired and gets no code."""
    rows = Address.objects.everywhere("ground changed").exclude(life=Life.RETIRED)
    found: list[int] = []
    for start in range(0, len(numbers), _ROWS_A_STATEMENT):
        part = numbers[start : start + _ROWS_A_STATEMENT].tolist()
        waiting = rows.exclude(code_state=CodeState.DUE).filter(pk__in=part)
        found += waiting.order_by("id").values_list("id", flat=True)
    return np.array(found, dtype=np.int64)


class _Plane:
    """The changed ground on a plane in metres, and the parts of it as a tree."""

    def __init__(self, shape: shapely.Geometry, squeeze: float) -> None:
        self.scale = np.array([squeeze * METRES_PER_DEGREE, METRES_PER_DEGREE])
        self.shape = shapely.transform(shape, lambda points: points * self.scale)
        self.parts = shapely.get_parts(self.shape)
        shapely.prepare(self.parts)
        self._tree = shapely.STRtree(self.parts)

    @classmethod
    def of(cls, shape: shapely.Geometry) -> _Plane:
        _, south, _, north = shape.bounds
        return cls(shape, float(np.cos(np.radians((south + north) / 2))))

    def is_near(self, lat_e7: Numbers, lng_e7: Numbers, metres: float | Boxes) -> NDArray[np.bool_]:
        """Say which points lie within some metres of the ground."""
        near = np.zeros(len(lat_e7), dtype=bool)
        if len(lat_e7):
            points = shapely.points(np.column_stack([lng_e7, lat_e7]) / 1e7 * self.scale)
            near[self._tree.query(points, predicate="dwithin", distance=metres)[0]] = True
        return near

    def key_ranges(self) -> list[tuple[int, int]]:
        """Return the ranges of order keys of the small cells that the ground reaches."""
        cells = np.unique(np.concatenate([self._cells(part) for part in self.parts]), axis=0)
        corners = np.round((cells + 0.5) * _CELL * 1e7).astype(np.int64)
        keys = vpostcode.order_keys_e7(corners[:, 1], corners[:, 0]) // _KEYS_A_CELL
        keys = np.unique(keys)
        breaks = np.flatnonzero(np.diff(keys) > 1)
        first = keys[np.concatenate([[0], breaks + 1])]
        last = keys[np.concatenate([breaks, [len(keys) - 1]])]
        ends = (last + 1) * _KEYS_A_CELL - 1
        return list(zip((first * _KEYS_A_CELL).tolist(), ends.tolist(), strict=True))

    def _cells(self, part: shapely.Geometry) -> Numbers:
        reach = REACH_METRES * np.array([-1, -1, 1, 1])
        bounds = (np.array(part.bounds) + reach) / np.tile(self.scale, 2) / _CELL
        west, south, east, north = np.floor(bounds).astype(np.int64)
        columns, rows = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
        cells = np.column_stack([columns.ravel(), rows.ravel()])
        low, high = cells * _CELL * self.scale, (cells + 1) * _CELL * self.scale
        boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
        return cells[shapely.dwithin(part, boxes, REACH_METRES)]


def _standing_near(plane: _Plane) -> Numbers:
    """Find the addresses with a position of their own within reach."""
    ranges = plane.key_ranges()
    found = [np.empty((0, 3), dtype=np.int64)]
    with connection.cursor() as cursor:
        for start in range(0, len(ranges), _RANGES_A_QUERY):
            part = ranges[start : start + _RANGES_A_QUERY]
            where = " OR ".join(["okey BETWEEN %s AND %s"] * len(part))
            cursor.execute(f"{_NEAR}({where})", [end for pair in part for end in pair])
            found.append(np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 3))
    rows = np.concatenate(found)
    return rows[plane.is_near(rows[:, 1], rows[:, 2], REACH_METRES), 0]


def _flats_of(buildings: Numbers) -> Numbers:
    """Find the units that stand where these buildings stand."""
    units = Address.objects.everywhere("ground changed")
    found: list[int] = []
    for start in range(0, len(buildings), _ROWS_A_STATEMENT):
        part = buildings[start : start + _ROWS_A_STATEMENT].tolist()
        flats = units.filter(parent__in=part, lat_e7__isnull=True)
        found += flats.values_list("id", flat=True)
    return np.array(found, dtype=np.int64)


def _coarse_near(plane: _Plane, units: tuple[int, ...]) -> Numbers:
    with connection.cursor() as cursor:
        cursor.execute(_COARSE.format(units=", ".join(map(str, units))))
        rows = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 4)
    reach = np.maximum(rows[:, 3], REACH_METRES) * 1.01
    near = plane.is_near(rows[:, 1].astype(np.int64), rows[:, 2].astype(np.int64), reach)
    return rows[near, 0].astype(np.int64)


def _on_approximate(ground: ChangedGround) -> Numbers:
    """Find the addresses for which a unit that gained or lost its boundary is a candidate."""
    found = [np.empty(0, dtype=np.int64)]
    for rows in _read_on_approximate():
        lat, lng = rows[:, 1] / 1e7, rows[:, 2] / 1e7
        concerned = np.zeros(len(rows), dtype=bool)
        for areas in (ground.before, ground.after):
            if areas.approximate is None:
                concerned |= areas.locate(lat, lng) == 0
                continue
            units, shares = areas.candidates(lat, lng)
            concerned |= (np.isin(units, ground.restated) & (shares > 0)).any(axis=1)
        found.append(rows[concerned, 0])
    return np.concatenate(found)


def _read_on_approximate() -> Iterator[Numbers]:
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ON_APPROXIMATE, [last, _ROWS_READ])
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield np.array([r for r in rows if r[1] is not None], dtype=np.int64).reshape(-1, 3)


def _sound(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)

"""What validation knows beforehand and what it gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from shapely.geometry.base import BaseGeometry

from diaban.exchange.importing.problems import Problem

if TYPE_CHECKING:
    from diaban.exchange.importing.choosing_crs import CoordinateSystem


@dataclass(frozen=True)
class GroundBounds:
    """A rectangle of degrees; what lies outside is outside the city for certain.

    ``outline`` is the ground itself, a little widened, where official boundaries tell it.
    """

    south: float
    west: float
    north: float
    east: float
    outline: BaseGeometry | None = None


# with the islands of Hoàng Sa and Trường Sa
VIET_NAM = GroundBounds(6.0, 102.0, 23.6, 118.0)


@dataclass(frozen=True)
class Rules:
    """What rows are held against.

    ``communes`` and ``formers`` are known unit codes of today and of before July 2025; ``names``
    and ``former_names`` give the code of a commune's folded name. An empty set is not asked.
    ``former_wards`` gives the codes of (district, commune) of before July 2025, folded and without
    kinds; ``province`` is the city's name; ``has_serial_dates``: dates are a spreadsheet's plain
    count of days. ``system`` is that of the rows' coordinates; None where none was recognised.
    """

    today: date
    city: GroundBounds | None = None
    communes: frozenset[str] = frozenset()
    formers: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    former_names: dict[str, str] = field(default_factory=dict)
    fix_swapped: bool = False
    position_source: str | None = None
    held_on: date | None = None
    former_wards: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    province: str = ""
    has_serial_dates: bool = False
    system: CoordinateSystem | None = None


@dataclass
class Checked:
    """A batch after validation: records to observe, problems of the other rows, and counts.

    ``records`` has the columns of an address record and ``row``; ``problems`` are in row order.
    """

    records: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def rejected_rows(self) -> set[int]:
        return {p.row for p in self.problems if p.row is not None}

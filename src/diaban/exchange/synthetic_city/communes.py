"""What the caller says about the real city: its communes and how to place a point in one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

Locate = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
"""(lat[], lng[]) in degrees -> index into the list of communes, -1 outside every one."""


@dataclass(frozen=True)
class FormerCommune:
    """A commune of before 1 July 2025 that went, wholly or in part, into one of today's.

    With the position of its centre, where it is known, records name the old commune that
    they would really have named.
    """

    code: str
    kind: str  # phường, xã, thị trấn
    name: str
    district_kind: str  # quận, huyện, thị xã
    district: str
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class Commune:
    """A commune in force: published code, kind, name, centre in degrees, area."""

    code: str
    kind: str  # phường, xã
    name: str
    lat: float
    lng: float
    area_km2: float
    former: tuple[FormerCommune, ...] = ()

    @property
    def is_ward(self) -> bool:
        """True for a phường (urban), False for a xã (rural)."""
        return self.kind.casefold() == "phường"


def require_sound(communes: tuple[Commune, ...]) -> None:
    """Raise ValueError where the list cannot carry a city: empty, doubled codes, no area."""
    if not communes:
        raise ValueError("a city needs at least one commune")
    if len({commune.code for commune in communes}) < len(communes):
        raise ValueError("two communes share a code")
    if any(commune.area_km2 <= 0 for commune in communes):
        raise ValueError("a commune without an area cannot be settled")

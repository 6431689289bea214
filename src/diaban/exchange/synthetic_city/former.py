"""Which commune of before July 2025 each record names."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.communes import Commune, FormerCommune
from diaban.exchange.synthetic_city.ground import METRES_PER_DEGREE, Ground
from diaban.exchange.synthetic_city.patches import GRAINS, OUTER
from diaban.exchange.synthetic_city.settlement import Lot, Settlement, draw_for

TOWNSHIP = "thị trấn"


def name_former(
    rows: pl.DataFrame, communes: Sequence[Commune], lot: Lot, town: Settlement
) -> pl.DataFrame:
    """Add "former": index into the old communes of all communes in turn; -1 where none.

    A record that declares a wrong commune names an old one of that commune.
    """
    counts = np.array([len(commune.former) for commune in communes])
    first = np.cumsum(counts) - counts
    own = divide_among_former(lot, town)[rows["patch"].to_numpy()] + first[lot.index]
    declared = rows["declared"].to_numpy()
    chosen = np.where(declared == lot.index, own, first[declared])
    return rows.with_columns(pl.Series("former", np.where(counts[declared] > 0, chosen, -1)))


def divide_among_former(lot: Lot, town: Settlement) -> NDArray[np.int64]:
    """Tell for each patch which of the commune's old communes it lay in: the nearest one."""
    former, centre = lot.commune.former, town.patches.centre
    if not former:
        return np.zeros(len(centre), dtype=np.int64)
    seats = place_seats(former, lot, town)
    gap = np.linalg.norm(centre[:, None, :] - seats[None, :, :], axis=2)
    own: NDArray[np.int64] = gap.argmin(axis=1)
    kinds = [old.kind.casefold() for old in former]
    urban = [index for index, kind in enumerate(kinds) if kind != "xã"]
    if len(urban) < len(former):  # villages never lay in a township or a ward
        villages = np.flatnonzero(town.patches.is_village)
        gap[np.ix_(villages, np.array(urban, dtype=np.int64))] = np.inf
        own = gap.argmin(axis=1)
    if TOWNSHIP in kinds and not lot.commune.is_ward:  # it is where the seat is
        own[town.patches.grain == GRAINS.index(OUTER)] = kinds.index(TOWNSHIP)
    return own


def place_seats(
    former: tuple[FormerCommune, ...], lot: Lot, town: Settlement
) -> NDArray[np.float64]:
    """Centres (n, 2) in metres; where one is not known, some patch's."""
    rng, centre = draw_for(lot, "former"), town.patches.centre
    drawn = centre[rng.integers(0, len(centre), len(former))]
    known = [measure(old, town.ground) for old in former]
    return np.array([at or tuple(some) for at, some in zip(known, drawn, strict=True)])


def measure(old: FormerCommune, ground: Ground) -> tuple[float, float] | None:
    """Metres east and north of the commune's centre."""
    if old.lat is None or old.lng is None:
        return None
    east = (old.lng - ground.lng) * np.cos(np.radians(ground.lat))
    return float(east) * METRES_PER_DEGREE, (old.lat - ground.lat) * METRES_PER_DEGREE

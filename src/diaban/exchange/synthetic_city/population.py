"""How many households live in each commune: a density model, not a table.

Densities fall with the distance from the centre, and with the size of a commune because big
communes hold fields and rivers. The six coefficients were fitted to the populations
published for the 126 communes of Hanoi on 1 July 2025 (8.81 million people); the published
figures themselves are not kept here.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.communes import Commune

CENTRE = (21.0287, 105.8524)  # Hoàn Kiếm lake
PEOPLE_PER_HOUSEHOLD = 4.0
WARD_MODEL = (103_500.0, -0.55, -0.855)
RURAL_MODEL = (37_400.0, -0.96, -0.344)
KM_PER_DEGREE = 111.0


def measure_distances_km(communes: Sequence[Commune]) -> NDArray[np.float64]:
    """Distance of each commune's centre from the centre of the city."""
    lat = np.array([commune.lat for commune in communes])
    lng = np.array([commune.lng for commune in communes])
    east = (lng - CENTRE[1]) * np.cos(np.radians(CENTRE[0]))
    return np.asarray(np.hypot(lat - CENTRE[0], east) * KM_PER_DEGREE)


def estimate_people(communes: Sequence[Commune]) -> NDArray[np.float64]:
    """Modelled population of each commune."""
    distance = measure_distances_km(communes)
    area = np.array([commune.area_km2 for commune in communes])
    models = np.array([WARD_MODEL if commune.is_ward else RURAL_MODEL for commune in communes])
    density: NDArray[np.float64] = (
        models[:, 0] * (1 + distance / 4) ** models[:, 1] * area ** models[:, 2]
    )
    return np.asarray(density * area)


def estimate_household_density(communes: Sequence[Commune]) -> NDArray[np.float64]:
    """Modelled households per km² of the real city, whatever share of them is generated."""
    area = np.array([commune.area_km2 for commune in communes])
    return np.asarray(estimate_people(communes) / PEOPLE_PER_HOUSEHOLD / area)


def apportion(weights: NDArray[Any], total: int) -> NDArray[np.int64]:
    """Whole numbers in proportion to weights that sum to total (largest remainders)."""
    exact = np.asarray(weights, dtype=np.float64) / np.sum(weights) * total
    shares: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: total - int(shares.sum())]] += 1
    return shares

"""Recorded positions: where somebody said a door is, from what, and how surely."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.exchange.synthetic_city.ground import Ground
from diaban.exchange.synthetic_city.rates import Rates

SOURCES = ("gnss", "plan", "street", "imagery")
SOURCE_SHARES = (0.68, 0.10, 0.09, 0.13)
# Median accuracy in metres, spread (sigma of its logarithm), best and worst.
ACCURACIES = (
    (6.0, 0.5, 2.0, 30.0),
    (1.5, 0.3, 0.8, 4.0),
    (20.0, 0.2, 12.0, 30.0),
    (5.0, 0.3, 3, 12),
)
COARSE = (70.0, 0.6, 31.0, 400.0)
COARSE_SOURCE = SOURCES.index("street")


@dataclass(frozen=True)
class Fixes:
    """Arrays over positions."""

    lat: NDArray[np.float64]
    lng: NDArray[np.float64]
    accuracy_metres: NDArray[np.float64]
    source: NDArray[np.int64]  # index into SOURCES

    def take(self, index: Any) -> "Fixes":
        """Return a selection."""
        return Fixes(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def draw_accuracies(source: Any, coarse: Any, rng: np.random.Generator) -> NDArray[np.float64]:
    """Stated accuracies in metres, to a decimetre."""
    table = np.array([*ACCURACIES, COARSE])
    median, spread, best, worst = table[np.where(coarse, len(SOURCES), source)].T
    drawn = median * np.exp(spread * rng.standard_normal(len(source)))
    return np.asarray(np.round(np.clip(drawn, best, worst), 1))


def take_fixes(ground: Ground, at: Any, rates: Rates, rng: np.random.Generator) -> Fixes:
    """Positions of doors (n, 2) with errors as large as their accuracies say."""
    count = len(at)
    source = rng.choice(len(SOURCES), count, p=SOURCE_SHARES)
    coarse = rng.random(count) < rates.coarse_accuracy
    source = np.where(coarse & (rng.random(count) < 0.5), COARSE_SOURCE, source)
    accuracy = draw_accuracies(source, coarse, rng)
    error = rng.standard_normal((count, 2)) * (accuracy / 2)[:, None]
    lat, lng = ground.to_degrees(ground.bend(at) + error)
    return Fixes(lat, lng, accuracy, source)

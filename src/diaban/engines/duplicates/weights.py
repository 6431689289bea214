"""What each finding is worth: Fellegi and Sunter's weights, log2(m / u), stated and open.

m is the share of true duplicates that show the finding, u the share of other pairs **within the
same block** (neighbours on the ground, or doors alike by text) that show it. Source of the form:
I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969). The numbers are
judgements about Vietnamese addresses, tried on synthetic pairs; they can be replaced as a whole.
"""

from dataclasses import dataclass, field

import numpy as np

from diaban.engines.duplicates.array_types import FloatArray

__all__ = ["FIELDS", "LEVELS", "Weights"]

# field -> level -> (m, u); a level's place in its field is its number.
_SHARES: dict[str, dict[str, tuple[float, float]]] = {
    "numbers": {
        "absent": (0.5, 0.5),
        "one_absent": (0.03, 0.05),
        "same": (0.85, 0.006),
        "same_in_lane": (0.85, 0.002),
        "same_in_inner_lane": (0.85, 0.0008),
        "order_unstated": (0.04, 0.001),
        "order_swapped": (0.0005, 0.008),
        "letter_differs": (0.005, 0.04),
        "same_without_lanes": (0.85, 0.012),
        "lane_missing": (0.01, 0.03),
        "other_lane": (0.004, 0.03),
        "different": (0.015, 0.95),
    },
    "street": {
        "absent": (0.5, 0.5),
        "one_absent": (0.04, 0.3),
        "same": (0.85, 0.45),
        "marks_differ": (0.01, 0.01),
        "near": (0.03, 0.02),
        "part": (0.02, 0.02),
        "different": (0.004, 0.4),
    },
    "locality": {
        "absent": (0.5, 0.5),
        "one_absent": (0.2, 0.2),
        "same": (0.7, 0.4),
        "near": (0.05, 0.05),
        "part": (0.05, 0.05),
        "different": (0.03, 0.3),
        "different_without_street": (0.005, 0.4),
    },
    "building": {
        "absent": (0.5, 0.5),
        "one_absent": (0.05, 0.1),
        "same": (0.85, 0.15),
        "same_whole": (0.85, 0.012),
        "near": (0.05, 0.05),
        "part": (0.06, 0.04),
        "different": (0.02, 0.45),
    },
    "unit": {
        "absent": (0.5, 0.5),
        "one_absent": (0.06, 0.5),
        "same": (0.9, 0.01),
        "same_elsewhere": (0.1, 0.1),
        "different": (0.008, 0.98),
    },
    "commune": {
        "unknown": (0.1, 0.12),
        "place_unknown": (0.005, 0.06),
        "same": (0.9, 0.75),
        "same_former": (0.02, 0.015),
        "different_nearby": (0.01, 0.02),
        "different": (0.003, 0.4),
    },
    "distance": {
        "unknown": (0.1, 0.1),
        "one_point": (0.1, 0.02),
        "within_accuracy": (0.5, 0.1),
        "within_twice": (0.28, 0.15),
        "within_four_times": (0.09, 0.15),
        "apart": (0.02, 0.25),
        "far_apart": (0.008, 0.3),
    },
    "use": {
        "same": (0.95, 0.85),
        "different": (0.004, 0.15),
    },
}
FIELDS = tuple(_SHARES)
LEVELS = {name: tuple(levels) for name, levels in _SHARES.items()}


def _log_ratios() -> dict[str, FloatArray]:
    return {
        name: np.array([np.log2(m / u) for m, u in levels.values()])
        for name, levels in _SHARES.items()
    }


@dataclass(frozen=True, slots=True)
class Weights:
    """The table in bits, by field and level, and the odds (bits) before anything is compared.

    `one_point`: the odds that two addresses at the very same point, in two sources, are one place.

    >>> weights = Weights()
    >>> round(float(weights.bits["numbers"][LEVELS["numbers"].index("same")]), 1)
    7.1
    >>> weights.prior
    -5.9
    """

    prior: float = -5.9
    one_point: float = 1.0
    bits: dict[str, FloatArray] = field(default_factory=_log_ratios)

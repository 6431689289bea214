"""How many to look at."""

from math import ceil, sqrt

from diaban.engines.measuring.intervals import deviate, effective_size, wilson_around

__all__ = ["sample_size"]


def sample_size(
    half_width: float,
    confidence: float = 0.95,
    population: int | None = None,
    expected_share: float = 0.5,
) -> int:
    """Return the least sample whose Wilson interval is no wider than ``half_width`` to a side.

    ``expected_share`` is what will be found; 0.5 is the worst case. ``population`` is how many
    there are to draw from. Cochran, Sampling Techniques (1977), chapter 4, gives the same but for
    Wilson's own correction. ValueError for a width that no sample has.

    >>> sample_size(0.05), sample_size(0.05, population=1_000)
    (381, 276)
    >>> sample_size(0.01, population=60)
    60
    """
    if not 0.0 < half_width < 0.5 or not 0.0 <= expected_share <= 1.0:
        raise ValueError(f"no sample is so wide: {half_width}, {expected_share}")
    if population is not None and population < 1:
        raise ValueError(f"nothing to draw from: {population}")
    high = _enough(half_width, confidence)
    if population is not None:
        high = min(high, population)
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        if _reach(middle, confidence, population, expected_share) <= half_width:
            high = middle
        else:
            low = middle
    return high


def _enough(half_width: float, confidence: float) -> int:
    """Return a size that suffices for every share in any population."""
    return ceil((deviate(confidence) / half_width) ** 2) + 1


def _reach(of: int, confidence: float, population: int | None, share: float) -> float:
    z2 = deviate(confidence) ** 2
    size = effective_size(of, population)
    if 0.0 < share < 1.0:
        return sqrt(z2 * (share * (1.0 - share) / size + z2 / (4.0 * size * size))) / (
            1.0 + z2 / size
        )
    found = wilson_around(share, size, confidence)
    return (found.high - found.low) / 2.0

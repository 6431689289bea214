"""The permanent identifier of an address: opaque, spoken easily, with a check character.

Row numbers grow by one; written out they would tell which address came after which. A fixed
four-round Feistel permutation of 40 bits scatters them without a column or an index of its own,
and can be undone. Eight characters of Crockford's base 32 and one check character follow. The
check character is Σ αⁱ·vᵢ in the field GF(2⁵) with α a primitive element: the weights are
distinct and none is zero, so each single wrong character and each swap of two is found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
VALUES |= {"O": 0, "I": 1, "L": 1}
_ROUND_KEYS = (0x9E377, 0x85EBC, 0xC2B2A, 0x27D4E)
_HALF = 20
_MASK = (1 << _HALF) - 1
_REDUCTION = 0b100101  # x⁵ + x² + 1, primitive over GF(2)
LARGEST = (1 << 40) - 1


class IdentifierError(ValueError):
    """The text is not an address identifier; ``reason`` is length, character or check."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _mix(half: int, key: int) -> int:
    mixed = (half ^ key) * 0x2C1B3C6D & 0xFFFFFFFF
    mixed ^= mixed >> 13
    return (mixed * 0x297A2D39 & 0xFFFFFFFF) >> 12


def _scatter(number: int) -> int:
    left, right = number >> _HALF, number & _MASK
    for key in _ROUND_KEYS:
        left, right = right, left ^ _mix(right, key)
    return left << _HALF | right


def _gather(scattered: int) -> int:
    left, right = scattered >> _HALF, scattered & _MASK
    for key in reversed(_ROUND_KEYS):
        left, right = right ^ _mix(left, key), left
    return left << _HALF | right


def check_value(values: list[int]) -> int:
    """Return the value of the check character that follows up to 30 characters' values."""
    check = 0
    for value in values:
        check = (check ^ value) << 1
        if check & 32:
            check ^= _REDUCTION
    return check


def write(number: int) -> str:
    """Write a row number as an identifier.

    >>> write(1) != write(2), len(write(1))
    (True, 11)
    """
    if not 0 <= number <= LARGEST:
        raise IdentifierError("range")
    scattered = _scatter(number)
    values = [scattered >> shift & 31 for shift in range(35, -1, -5)]
    body = "".join(ALPHABET[v] for v in values)
    return f"{body[:4]}-{body[4:]}-{ALPHABET[check_value(values)]}"


def places_in_order(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each row number stands among all identifiers in the order of their letters.

    >>> two = np.array([1, 2])
    >>> places = places_in_order(two)
    >>> bool(places[0] < places[1]) == (write(1) < write(2))
    True
    """
    left, right = numbers >> _HALF, numbers & _MASK
    for key in _ROUND_KEYS:
        mixed = (right ^ key) * 0x2C1B3C6D & 0xFFFFFFFF
        mixed ^= mixed >> 13
        left, right = right, left ^ (mixed * 0x297A2D39 & 0xFFFFFFFF) >> 12
    places: NDArray[np.int64] = left << _HALF | right
    return places


def read(text: str) -> int:
    """Read an identifier back; spaces and hyphens are free, O reads as 0, I and L as 1.

    >>> read(write(123456789))
    123456789
    """
    compact = "".join(text.upper().replace("-", "").split())
    if len(compact) != 9:
        raise IdentifierError("length")
    try:
        values = [VALUES[character] for character in compact]
    except KeyError:
        raise IdentifierError("character") from None
    if check_value(values[:8]) != values[8]:
        raise IdentifierError("check")
    scattered = 0
    for value in values[:8]:
        scattered = scattered << 5 | value
    return _gather(scattered)

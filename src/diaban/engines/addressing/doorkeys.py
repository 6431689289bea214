"""One whole number for a door: way, commune and lanes hashed above, the house number below.

Houses of one lane lie side by side in the order of their numbers, so that a B-tree or a sorted
array over these keys answers both "this door" and "the numbers nearest to it".
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

__all__ = ["HouseNumber", "door_key", "lane_span", "read_house_number"]

_SUFFIX_BITS = 8
_NUMBER_BITS = 15
_HOUSE_BITS = _SUFFIX_BITS + _NUMBER_BITS
_MOST = (1 << _NUMBER_BITS) - 1
_WAY_BITS = 63 - _HOUSE_BITS
_RANGE = re.compile(r"^([a-z]{0,3}\d+[a-z]?)-([a-z]{0,3}\d+[a-z]?)$")
_PARTS = re.compile(r"^([a-z]*)0*(\d*)(.*)$")
_SPELT = str.maketrans("–—−đ", "---d")


class HouseNumber(NamedTuple):
    """A number as compared: what stands before the digits, the digits, what follows; "12" to "14".

    >>> read_house_number("12A").number, read_house_number("12 bis").rest
    (12, 'bis')
    """

    before: str
    number: int
    rest: str
    until: str = ""

    @property
    def code(self) -> int:
        """The number's place among the numbers of its lane."""
        return (min(self.number, _MOST) << _SUFFIX_BITS) | _suffix(self.before, self.rest)


@lru_cache(maxsize=50_000)
def read_house_number(text: str) -> HouseNumber:
    """Return a number in the form in which numbers are compared.

    >>> read_house_number("012a") == read_house_number("12 A")
    True
    >>> read_house_number("10 - 12")
    HouseNumber(before='', number=10, rest='', until='12')
    """
    squeezed = "".join(text.lower().translate(_SPELT).split())
    span = _RANGE.match(squeezed)
    first = span[1] if span else squeezed
    before, digits, rest = _PARTS.match(first).groups()  # type: ignore[union-attr]
    rest = rest.lstrip("-.")
    number = int(digits[:9]) if digits else 0
    return HouseNumber(before, number, rest, span[2] if span else "")


def _suffix(before: str, rest: str) -> int:
    """Nothing is 0, a letter its place in the alphabet, anything else something above."""
    if not before and not rest:
        return 0
    if not before and len(rest) == 1 and "a" <= rest <= "z":
        return ord(rest) - 96
    digest = blake2b(f"{before}|{rest}".encode(), digest_size=2).digest()
    return 27 + int.from_bytes(digest, "big") % (256 - 27)


@lru_cache(maxsize=200_000)
def _way(form: str, commune: int, lanes: tuple[str, ...]) -> int:
    said = f"{form}|{commune}|{'/'.join(lanes)}".encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big") >> (64 - _WAY_BITS)


def door_key(form: str, commune: int, lanes: tuple[str, ...], house: str) -> int:
    """Return the key of a house on the way with this folded name; ``lanes`` outermost first.

    >>> near = door_key("cau giai", 3, ("68",), "9"), door_key("cau giai", 3, ("68",), "11")
    >>> near[1] - near[0] == 2 << 8, door_key("cau giai", 4, ("68",), "9") == near[0]
    (True, False)
    """
    return (_way(form, commune, lanes) << _HOUSE_BITS) | read_house_number(house).code


def lane_span(form: str, commune: int, lanes: tuple[str, ...]) -> tuple[int, int]:
    """Return the least key of a lane's houses, and the least one that is no more of it.

    >>> low, high = lane_span("cau giai", 3, ("68",))
    >>> low < door_key("cau giai", 3, ("68",), "9") < high
    True
    """
    way = _way(form, commune, lanes)
    return way << _HOUSE_BITS, (way + 1) << _HOUSE_BITS

"""The finest grid of the code: rows of 1/40,000 degree and columns of 1/32,000 degree.

The rounding rule is pinned to the reference implementation 1.0.1: a coordinate is shifted to be
positive, multiplied by the finest precision of the standard (25,000,000 and 8,192,000 per
degree), rounded to six decimals and cut to an integer. Every position of the engine passes
here or through the arrays of `rows.py`, which tests hold equal to these functions.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from diaban.engines.vpostcode.errors import CodeError

ALPHABET = "23456789CFGHJMPQRVWX"
"""The 20 digits of Open Location Code, in order of value.

>>> len(ALPHABET), ALPHABET.index("X")
(20, 19)
"""
KEY_DIGITS = 11
Whole = TypeVar("Whole", int, NDArray[np.int64])
"""Arithmetic that does for one number what it does for an array of them."""

ROWS_PER_DEGREE = 40_000
COLUMNS_PER_DEGREE = 32_000
ROWS = 180 * ROWS_PER_DEGREE
COLUMNS = 360 * COLUMNS_PER_DEGREE
GRID_ROWS, GRID_COLUMNS = 5, 4  # the 11th digit parts a 10-digit cell into 5 x 4
# Rows and columns of the finest grid in a cell of that many digits.
SIZES = {
    2: (800_000, 640_000),
    4: (40_000, 32_000),
    6: (2_000, 1_600),
    8: (100, 80),
    10: (5, 4),
    11: (1, 1),
}
LAST_DECIMAL = 1 - 5e-7  # from here up, rounding to six decimals reaches the next integer


def cut(value: float) -> int:
    """`int(round(value, 6))` for a value that is not negative, in a third of the time."""
    whole = int(value)
    return whole + (value - whole > LAST_DECIMAL)


def row_of(lat: float) -> int:
    """Row of a latitude, counted northwards from the South Pole.

    >>> row_of(21.028511)
    4441140
    """
    if not -90 <= lat <= 90:
        raise CodeError("latitude", value=lat)
    return min(cut((lat + 90) * 2.5e7) // 625, ROWS - 1)


def column_of(lng: float) -> int:
    """Column of a longitude, counted eastwards from 180 degrees west; 180 east is column 0.

    >>> column_of(105.854167)
    9147333
    """
    if not -180 <= lng <= 180:
        raise CodeError("longitude", value=lng)
    return cut((lng + 180) * 8_192_000) // 256 % COLUMNS


def row_of_e7(lat_e7: int) -> int:
    """Row of a latitude in units of 1e-7 degree: exact, no rounding is met.

    >>> row_of_e7(210285110) == row_of(21.028511)
    True
    """
    if not -900_000_000 <= lat_e7 <= 900_000_000:
        raise CodeError("latitude", value=lat_e7)
    return min((lat_e7 + 900_000_000) // 250, ROWS - 1)


def column_of_e7(lng_e7: int) -> int:
    """Column of a longitude in units of 1e-7 degree.

    >>> column_of_e7(1058541670) == column_of(105.854167)
    True
    """
    if not -1_800_000_000 <= lng_e7 <= 1_800_000_000:
        raise CodeError("longitude", value=lng_e7)
    return (lng_e7 + 1_800_000_000) * 2 // 625 % COLUMNS


def latitude_of(row: float) -> float:
    """Latitude of the southern edge of a row, correctly rounded; `row + 0.5` is its middle."""
    return (row - ROWS // 2) / ROWS_PER_DEGREE


def longitude_of(column: float) -> float:
    """Longitude of the western edge of a column."""
    return (column - COLUMNS // 2) / COLUMNS_PER_DEGREE


def key_at(row: Whole, column: Whole) -> Whole:
    """Order key of a grid position: its 11 digits read as one base-20 number."""
    pair_row, key = divmod(row, GRID_ROWS)
    pair_column, sub_column = divmod(column, GRID_COLUMNS)
    key = key * GRID_COLUMNS + sub_column
    weight = 20
    for _ in range(5):
        pair_row, north = divmod(pair_row, 20)
        pair_column, east = divmod(pair_column, 20)
        key = key + (north * 20 + east) * weight
        weight *= 400
    return key


def position_of(key: Whole) -> tuple[Whole, Whole]:
    """Row and column of an order key.

    >>> position_of(key_at(4441140, 9147333))
    (4441140, 9147333)
    """
    pairs, last = divmod(key, 20)
    row, column = divmod(last, GRID_COLUMNS)
    high, wide = GRID_ROWS, GRID_COLUMNS
    for _ in range(5):
        pairs, pair = divmod(pairs, 400)
        north, east = divmod(pair, 20)
        row, column = row + north * high, column + east * wide
        high, wide = high * 20, wide * 20
    return row, column


def write_number(number: int, count: int, alphabet: str = ALPHABET) -> str:
    """Write the last `count` digits of a number in the base of an alphabet.

    >>> write_number(58656056171461, 11)
    '7PH72VH3CM3'
    """
    text, base = "", len(alphabet)
    for _ in range(count):
        number, digit = divmod(number, base)
        text = alphabet[digit] + text
    return text


def read_number(text: str, alphabet: str = ALPHABET) -> int:
    """Read what `write_number` writes.

    >>> read_number("7PH72VH3CM3")
    58656056171461
    """
    number = 0
    for char in text:
        number = number * len(alphabet) + alphabet.index(char)
    return number

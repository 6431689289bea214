"""Order keys: the 11 digits of the code as one base-20 integer (int64, below 2.05e14).

Every prefix of a code is one unbroken range of keys, so a B-tree over them answers prefixes,
viewports and neighbourhoods.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diaban.engines.vpostcode import grid
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import COLUMNS_PER_DEGREE, ROWS_PER_DEGREE
from diaban.engines.vpostcode.rows import (
    LATITUDE,
    LONGITUDE,
    Floats,
    Integers,
    Numbering,
    Workspace,
    blocks,
    number_cells,
    number_cells_e7,
    paired,
)
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme

KEYS = grid.key_at(grid.ROWS - 1, grid.COLUMNS - 1) + 1


def keys_at(rows: ArrayLike, columns: ArrayLike) -> Integers:
    """Order keys of n rows and n columns of the finest grid (either may be one number)."""
    return grid.key_at(np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))


def positions_of(keys: ArrayLike) -> tuple[Integers, Integers]:
    """Rows and columns of n order keys."""
    return grid.position_of(np.asarray(keys, dtype=np.int64))


_ROWS_INSIDE = keys_at(np.arange(ROWS_PER_DEGREE), 0)
_ROWS_OF_DEGREE = keys_at(np.arange(180) * ROWS_PER_DEGREE, 0)
_COLUMNS_INSIDE = keys_at(0, np.arange(COLUMNS_PER_DEGREE))
_COLUMNS_OF_DEGREE = keys_at(0, np.arange(360) * COLUMNS_PER_DEGREE)


def order_key(lat: float, lng: float) -> int:
    """Order key of one position.

    >>> order_key(21.028511, 105.854167)
    58656056171461
    """
    return grid.key_at(grid.row_of(lat), grid.column_of(lng))


def order_keys(lat: ArrayLike, lng: ArrayLike) -> Integers:
    """Order keys (int64) of n positions in degrees WGS 84; errors as `encode_tails`.

    >>> order_keys([21.028511], [105.854167]).tolist() == [order_key(21.028511, 105.854167)]
    True
    """
    return _keys(*paired(lat, lng), number_cells)


def order_keys_e7(lat_e7: ArrayLike, lng_e7: ArrayLike) -> Integers:
    """Order keys of n positions in whole 1e-7 degrees.

    >>> order_keys_e7([210285110], [1058541670]).tolist() == [order_key(21.028511, 105.854167)]
    True
    """
    return _keys(*paired(lat_e7, lng_e7), number_cells_e7)


def tail_of_order_key(key: int, *, scheme: Scheme = VPOSTCODE_2020) -> str:
    """Tail of one order key.

    >>> tail_of_order_key(order_key(21.028511, 105.854167))
    '2VH3CM3'
    """
    if not 0 <= key < KEYS:
        raise CodeError("order_key", value=key)
    return scheme.write(scheme.number_of(key))


def tails_of_order_keys(keys: ArrayLike, *, scheme: Scheme = VPOSTCODE_2020) -> NDArray[np.uint64]:
    """Tails of n order keys, as 8-byte cells (see `encode_tails`).

    >>> tails_of_order_keys([order_key(21.028511, 105.854167)]).view("S8").tolist()
    [b'2VH3CM3']
    """
    given = np.asarray(keys, dtype=np.int64).reshape(-1)
    wrong = (given < 0) | (given >= KEYS)
    if wrong.any():
        raise CodeError("order_key", value=int(given[wrong.argmax()]))
    left, right = _halves(scheme)
    first, last = np.divmod(scheme.number_of(given), right.size)
    return left[first] | right[last]


@cache
def _halves(scheme: Scheme) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Every left and every right half that a tail can have, in their bytes of a cell."""
    right = scheme.tail_length // 2
    left = scheme.tail_length - right
    return _characters(scheme.alphabet, left, 0), _characters(scheme.alphabet, right, left)


def _characters(alphabet: str, count: int, first_byte: int) -> NDArray[np.uint64]:
    """`count` digits as characters, for every number that they can write."""
    letters = np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8).astype(np.uint64)
    numbers = np.arange(letters.size**count)
    word = np.zeros(numbers.size, dtype=np.uint64)
    for place in range(count):
        digit = numbers // letters.size ** (count - 1 - place) % letters.size
        word |= letters[digit] << np.uint64(8 * (first_byte + place))
    return word


def _keys(lat: Floats, lng: Floats, number: Numbering) -> Integers:
    keys = np.empty(lat.size, dtype=np.int64)
    work = Workspace(lat.size)
    scratch = np.empty(work.size, dtype=np.int64)
    for block in blocks(lat.size):
        out, part = keys[block], scratch[: block.stop - block.start]
        inside = work.inside_degree(lat[block], LATITUDE, number)
        np.take(_ROWS_INSIDE, inside, out=out, mode="clip")
        np.take(_ROWS_OF_DEGREE, work.whole_degrees(out.size), out=part, mode="clip")
        np.add(out, part, out=out)
        inside = work.inside_degree(lng[block], LONGITUDE, number)
        np.take(_COLUMNS_INSIDE, inside, out=part, mode="clip")
        np.add(out, part, out=out)
        np.take(_COLUMNS_OF_DEGREE, work.whole_degrees(out.size), out=part, mode="clip")
        np.add(out, part, out=out)
    return keys

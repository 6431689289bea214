"""Tails -> positions: the bulk decoder."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import COLUMNS, COLUMNS_PER_DEGREE, ROWS, ROWS_PER_DEGREE
from diaban.engines.vpostcode.keys import positions_of
from diaban.engines.vpostcode.rows import BLOCK, Floats, Integers, blocks
from diaban.engines.vpostcode.scheme import MOST_CHARACTERS, VPOSTCODE_2020, Scheme
from diaban.engines.vpostcode.tails import Cells

_ROW_SHIFT = 20  # a looked-up number holds a row above this bit and a column below
_COLUMN_MASK = (1 << _ROW_SHIFT) - 1
_WRONG = -(2**48)


def _tables(scheme: Scheme, share: Callable[[Integers], Integers]) -> list[Integers]:
    """What each two bytes of a cell add: the shares of their characters' numbers."""
    shares = np.full((MOST_CHARACTERS, 256), _WRONG)
    shares[scheme.tail_length :, 0] = 0  # the NULs that fill up a cell
    letters = np.frombuffer(scheme.alphabet.encode("ascii"), dtype=np.uint8)
    for place in range(scheme.tail_length):
        weight = letters.size ** (scheme.tail_length - 1 - place)
        shares[place, letters] = share(np.arange(letters.size) * weight)
    pairs = zip(shares[::2], shares[1::2], strict=True)
    return [(low + high[:, None]).ravel() for low, high in pairs]


def _place(numbers: Integers) -> Integers:
    """Row and column in one number; those of single characters add up to those of a tail."""
    rows, columns = positions_of(VPOSTCODE_2020.key_of(numbers))
    return rows << _ROW_SHIFT | columns


_PLACES = _tables(VPOSTCODE_2020, _place)


@cache
def _numbers(scheme: Scheme) -> list[Integers]:
    return _tables(scheme, lambda numbers: numbers)


def decode_tails(
    cells: Cells, near_lat: ArrayLike, near_lng: ArrayLike, *, scheme: Scheme = VPOSTCODE_2020
) -> tuple[Floats, Floats]:
    """Centres (lat[n], lng[n]) of n tails, each the nearest to its reference position.

    `cells` are 8-byte cells as of `encode_tails`; the references are degrees WGS 84, n of
    each or one for all. Raises CodeError("character") with the index of the first cell that
    is no tail, and CodeError("no_cell") for a tail that its scheme gives to no cell.

    >>> from diaban.engines.vpostcode.tails import encode_tails
    >>> lat, lng = decode_tails(encode_tails([21.028511], [105.854167]), 21.03, 105.85)
    >>> lat.tolist(), lng.tolist()
    ([21.0285125], [105.854171875])
    """
    lats, lngs = _references(near_lat, cells.size), _references(near_lng, cells.size)
    if scheme is not VPOSTCODE_2020:
        rows, columns = bring_near(*place_tails(cells, scheme), (lats, lngs), scheme)
        high, wide = scheme.cell
        return (
            (rows + high / 2) / ROWS_PER_DEGREE - 90,
            (columns + wide / 2) / COLUMNS_PER_DEGREE - 180,
        )
    lat, lng = np.empty((2, cells.size))
    size = min(cells.size, BLOCK)
    numbers, spare = np.empty((2, size), dtype=np.int64)
    degrees = np.empty(size)
    for block in blocks(cells.size):
        count = block.stop - block.start
        found, other, whole = numbers[:count], spare[:count], degrees[:count]
        _look_up(_PLACES, cells[block], (found, other), block.start)
        np.bitwise_and(found, _COLUMN_MASK, out=other)
        _settle(other, lngs[block], COLUMNS_PER_DEGREE, whole, lng[block])
        np.right_shift(found, _ROW_SHIFT, out=other)
        _settle(other, lats[block], ROWS_PER_DEGREE, whole, lat[block])
    return lat, lng


def place_tails(cells: Cells, scheme: Scheme = VPOSTCODE_2020) -> tuple[Integers, Integers]:
    """Rows and columns of n tails inside their tile; errors as `decode_tails`."""
    numbers, spare = np.empty((2, cells.size), dtype=np.int64)
    if scheme is VPOSTCODE_2020:
        _look_up(_PLACES, cells, (numbers, spare), 0)
        return numbers >> _ROW_SHIFT, numbers & _COLUMN_MASK
    _look_up(_numbers(scheme), cells, (numbers, spare), 0)
    keys = scheme.key_of(numbers)
    _refuse(scheme.number_of(keys) != numbers, "no_cell", cells, 0)
    return positions_of(keys)


def bring_near(
    rows: Integers, columns: Integers, near: tuple[Floats, Floats], scheme: Scheme
) -> tuple[Integers, Integers]:
    """Rows and columns on earth of places inside a tile, nearest to positions (lat, lng)."""
    (high, wide), (tile_rows, tile_columns) = scheme.cell, scheme.tile
    north = near[0] + 90 - (rows + high / 2) / ROWS_PER_DEGREE
    east = near[1] + 180 - (columns + wide / 2) / COLUMNS_PER_DEGREE
    up = np.rint(north / (tile_rows / ROWS_PER_DEGREE)).astype(np.int64)
    over = np.rint(east / (tile_columns / COLUMNS_PER_DEGREE)).astype(np.int64)
    return (up * tile_rows + rows) % ROWS, (over * tile_columns + columns) % COLUMNS


def _references(near: ArrayLike, count: int) -> Floats:
    given = np.asarray(near, dtype=np.float64)
    return np.broadcast_to(given.reshape(-1) if given.ndim else given, (count,))


def _look_up(
    tables: list[Integers], cells: Cells, work: tuple[Integers, Integers], start: int
) -> None:
    """Write what the tables hold of each tail into the first working array."""
    numbers, spare = work
    pairs = cells.view(np.uint16).reshape(-1, 4)
    for place, table in enumerate(tables):
        np.copyto(spare, pairs[:, place])
        if place == 0:
            np.take(table, spare, out=numbers, mode="clip")
        else:
            np.take(table, spare, out=spare, mode="clip")
            np.add(numbers, spare, out=numbers)
    if numbers.size and numbers.min() < 0:
        _refuse(numbers < 0, "character", cells, start)


def _refuse(wrong: NDArray[np.bool_], reason: str, cells: Cells, start: int) -> None:
    if wrong.any():
        index = int(wrong.argmax())
        raise CodeError(reason, value=cells[index].tobytes(), index=start + index)


def _settle(inside: Integers, near: Floats, per_degree: int, whole: Floats, out: Floats) -> None:
    """Middle of each cell in the degree that brings it nearest to its reference."""
    np.add(inside, 0.5, out=out)
    np.divide(out, per_degree, out=out)
    np.subtract(near, out, out=whole)
    np.rint(whole, out=whole)
    np.add(out, whole, out=out)

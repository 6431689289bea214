"""A rectangle as a few ranges of order keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from diaban.engines.vpostcode import grid
from diaban.engines.vpostcode.areas import Box
from diaban.engines.vpostcode.errors import CodeError

_LEVELS = tuple(grid.SIZES)
_LAST_LNG = 180 - 1e-9  # from here the rounding rule goes on to the first column
# A cover reads best when a box is one to twenty cells wide.
_DIGITS_BY_SPAN = ((60.0, 2), (3.0, 4), (0.05, 6), (0.0011, 8), (0.0, 10))


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Order keys from `first` to `last`, both included.

    >>> KeyRange(0, 19).prefixes
    ('2222222222',)
    """

    first: int
    last: int

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The range as the fewest prefixes of full codes, without the `+`."""
        return tuple(_prefixes(self.first, self.last))


@dataclass(frozen=True, slots=True)
class _Window:
    """Rows and columns of the finest grid, all ends included."""

    south: int
    west: int
    north: int
    east: int


def cover(box: Box, digits: int | None = None) -> list[KeyRange]:
    """Ranges of order keys that hold every cell of `digits` touching the box, and no other.

    With 11 digits the cover is exact: every finest cell that touches the box and none
    outside; a square kilometre takes about a thousand ranges. Without `digits` a length is
    chosen that gives few ranges, for a database: at most one cell of that length too many on
    each side (about 1.5 times the area of a square kilometre), so test the positions read.
    Ranges are sorted and do not touch. Raises CodeError for a box that is none.

    >>> len(cover(Box(21.02, 105.85, 21.029, 105.86)))
    4
    """
    chosen = _digits_for(box) if digits is None else digits
    if chosen not in grid.SIZES:
        raise CodeError("digits", value=chosen, expected=_LEVELS)
    if box.south > box.north or box.west > box.east:
        raise CodeError("box", south=box.south, west=box.west, north=box.north, east=box.east)
    first, last = _column(box.west), _column(box.east)
    ranges = list(_ranges(_snap(box, first, last, chosen), 0))
    if first and box.east >= _LAST_LNG:  # a point at 180 degrees east has the first column
        ranges += _ranges(_snap(box, 0, 0, chosen), 0)
    return _join(ranges)


def _column(lng: float) -> int:
    """Column of a side of a box: at 180 degrees east its end, not the first as for a point."""
    return grid.COLUMNS - 1 if lng >= _LAST_LNG else grid.column_of(lng)


def _snap(box: Box, first: int, last: int, digits: int) -> _Window:
    """Widen a box to whole cells."""
    high, wide = grid.SIZES[digits]
    return _Window(
        grid.row_of(box.south) // high * high,
        first // wide * wide,
        grid.row_of(box.north) // high * high + high - 1,
        last // wide * wide + wide - 1,
    )


def _digits_for(box: Box) -> int:
    span = max(box.north - box.south, box.east - box.west)
    return next((digits for least, digits in _DIGITS_BY_SPAN if span > least), 10)


def _ranges(window: _Window, level: int) -> Iterator[tuple[int, int]]:
    """Ranges of a window that lies inside one cell of the level above (or in the world)."""
    high, wide = grid.SIZES[_LEVELS[level]]
    for row in range(window.south // high, window.north // high + 1):
        south, north = max(window.south, row * high), min(window.north, row * high + high - 1)
        whole_height = north - south + 1 == high
        first, last = window.west // wide, window.east // wide
        if whole_height:
            # Columns cut by the window's sides are left to the next level; those between
            # them stand in one row of one parent, so they are one range.
            inner_first = first + (window.west > first * wide)
            inner_last = last - (window.east < last * wide + wide - 1)
            if inner_first <= inner_last:
                yield _run(row * high, inner_first * wide, inner_last * wide, high * wide)
            cut = [c for c in {first, last} if not inner_first <= c <= inner_last]
        else:
            cut = list(range(first, last + 1))
        for column in cut:
            west = max(window.west, column * wide)
            east = min(window.east, column * wide + wide - 1)
            yield from _ranges(_Window(south, west, north, east), level + 1)


def _run(row: int, first: int, last: int, size: int) -> tuple[int, int]:
    return grid.key_at(row, first), grid.key_at(row, last) + size - 1


def _join(ranges: list[tuple[int, int]]) -> list[KeyRange]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and joined[-1][1] + 1 >= first:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return [KeyRange(first, last) for first, last in joined]


def _prefixes(first: int, last: int) -> Iterator[str]:
    while first <= last:
        length, size = 11, 1
        for digits, count in ((10, 20), (8, 8_000), (6, 3_200_000), (4, 1_280_000_000)):
            if first % count or first + count - 1 > last:
                break
            length, size = digits, count
        yield grid.write_number(first // size, length)
        first += size

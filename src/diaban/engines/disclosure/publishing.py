"""From counts of people or households to figures of which no small group can be read.

Three rules, after the Handbook on Statistical Disclosure Control (2nd edition, 2024, chapters on
frequency tables: threshold rule, rounding, secondary suppression):

1. Every figure is rounded down to a multiple of ``least``. So the difference of two figures, of
   one day or of two, is nought or at least ``least``, and never a group of three.
2. A count below ``least``, nought too, is withheld.
3. A sum over a column must not give a withheld count away, not even to somebody who knows the
   exact sum from elsewhere. So whole rows are withheld as a cover, in the order in which the rows
   come, until the withheld counts of each such column sum up to twice ``least``. The order is the
   caller's and must not depend on the counts; then what is withheld tells no more than that sum.
   Where a column's withheld counts never come to so much, its sum is withheld.
4. Rows that covered the time before go on to cover while anything is small: a cover that is lifted
   would tell what it hid.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from diaban.engines.disclosure.array_types import Bools, Ints

__all__ = ["LEAST", "WITHHELD", "Published", "publish"]

LEAST = 10
WITHHELD = -1


class Published(NamedTuple):
    """What may be shown: ``figures`` of shape (rows, columns), ``sums`` of shape (columns,).

    Multiples of the least group, or WITHHELD. ``covers``, shape (rows,), is for the next time and
    not to be shown.

    >>> publish([[40], [3]])
    Published(figures=array([[-1],
           [-1]]), sums=array([40]), covers=array([ True, False]))
    """

    figures: Ints
    sums: Ints
    covers: Bools


def publish(
    counts: Ints | list[list[int]], least: int = LEAST, covered: Bools | list[bool] | None = None
) -> Published:
    """Return the figures that may be shown of ``counts``, shape (rows, columns), none negative.

    ``covered``, shape (rows,): which rows covered the time before. The row of 3 is small; the
    first row covers it, since else 2,290 - 1,230 would tell.

    >>> figures, sums, covers = publish([[1_057, 900], [1_234, 999], [3, 0]])
    >>> figures.tolist()
    [[-1, -1], [1230, 990], [-1, -1]]
    >>> sums.tolist(), covers.tolist()
    ([2290, 1890], [True, False, False])

    Nothing small, nothing withheld; a sum that is small itself is withheld with its parts.

    >>> publish([[57], [123]]).figures.tolist()
    [[50], [120]]
    >>> publish([[4], [9]]).sums.tolist()
    [-1]

    ValueError for a negative count, a table that is none, or a least group under two.
    """
    table = np.asarray(counts, dtype=np.int64)
    if table.ndim != 2 or least < 2 or bool((table < 0).any()):
        raise ValueError(f"no table of counts, or no group: {table.shape}, {least}")
    small = table < least
    telling = small.any(axis=0)
    covers = _choose_covers(table, small, 2 * least, covered)
    hidden = small | covers[:, None]
    known = ~telling | (np.where(hidden, table, 0).sum(axis=0) >= 2 * least)
    figures = np.where(hidden, WITHHELD, table // least * least)
    sums = np.where(known, table.sum(axis=0) // least * least, WITHHELD)
    return Published(figures, sums, covers & ~small.all(axis=1))


def _choose_covers(
    table: Ints, small: Bools, enough: int, covered: Bools | list[bool] | None
) -> Bools:
    """Return the rows that are withheld whole: those of before first, then in their order."""
    telling = small.any(axis=0)
    covers = np.zeros(len(table), dtype=np.bool_)
    if not telling.any():
        return covers
    if covered is not None:
        covers |= np.asarray(covered, dtype=np.bool_)
    gathered = np.where(small | covers[:, None], table, 0).sum(axis=0)
    for row in np.flatnonzero(~covers):
        if bool((gathered[telling] >= enough).all()):
            break
        gathered += np.where(small[row], 0, table[row])
        covers[row] = True
    return covers

"""Choosing among the sheets of a workbook: a cover in front of the list is no list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from diaban.exchange.importing.headings import has_known_heading

# a cover page is short; a long sheet that stands first is what was meant to be read
_COVER_ROWS = 60

Rows = Callable[[str], Iterable[Sequence[object]]]


def first_table(sheets: Sequence[str], rows_of: Rows, height_of: Callable[[str], int]) -> str:
    """Return the first sheet, or where that is a cover the first with headings that are known.

    ``height_of`` tells how many rows a sheet has without reading it; ``rows_of`` gives its first
    rows, none of a sheet that is too large to be read.
    """
    first, *others = sheets
    if not others or height_of(first) > _COVER_ROWS or _is_table(rows_of(first)):
        return first
    return next((sheet for sheet in others if _is_table(rows_of(sheet))), first)


def _is_table(rows: Iterable[Sequence[object]]) -> bool:
    return has_known_heading([[str(cell) for cell in row] for row in rows])

"""Rows of cells as lines parted by tabs, which is how the reader knows a table in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def line_of(cells: Sequence[str]) -> str:
    r"""Return one row as a line; breaks and tabs inside a cell become blanks.

    >>> line_of(["1", "Lập\ntổ", ""])
    '1\tLập tổ\t'
    """
    return "\t".join(" ".join(cell.split()) for cell in cells)


def lines_of(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows that hold anything as lines, with a blank line before and behind."""
    lines = [line_of(row) for row in rows if any(cell.strip() for cell in row)]
    return "\n" + "\n".join(lines) + "\n"

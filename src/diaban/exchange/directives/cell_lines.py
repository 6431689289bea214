"""Rows of cells as lines parted by tabs, which is how the reader knows a table in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LONGEST_NAME = 60


def line_of(cells: Sequence[str]) -> str:
    r"""Return one row as a line; breaks and tabs inside a cell become blanks.

    >>> line_of(["1", "Lập\ntổ", ""])
    '1\tLập tổ\t'
    """
    return "\t".join(said_in_one(cell) for cell in cells)


def said_in_one(cell: str) -> str:
    r"""Return the lines of a cell as one; names under one another are parted by semicolons.

    >>> said_in_one("Sở Nội vụ\nThanh tra")
    'Sở Nội vụ; Thanh tra'
    """
    lines = [" ".join(line.split()) for line in cell.split("\n") if line.strip()]
    named = len(lines) > 1 and all(_is_name(line) for line in lines)
    return ("; " if named else " ").join(lines)


def _is_name(line: str) -> bool:
    begins = line[0].isupper() or line.startswith(("các ", "những "))
    return begins and (line[-1].isalnum() or line[-1] == ")") and len(line) <= _LONGEST_NAME


def lines_of(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows that hold anything as lines, with a blank line before and behind."""
    lines = [line_of(row) for row in rows if any(cell.strip() for cell in row)]
    return "\n" + "\n".join(lines) + "\n"

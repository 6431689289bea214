"""Finding the heading of a table below titles and banners, of one line or of two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from diaban.exchange.importing.fields import FIELDS
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.sector_columns import every_heading
from diaban.spine.places.names import fold_name

LOOKED_AT = 30
JOINT = " / "
_MORE = ("stt", "tt", "so thu tu", "ghi chu", "ho va ten", "ho ten", "chu ho", "dien thoai")
_NUMBERED = re.compile(r"^[(\[]\s*\d{1,3}\s*[)\]]$")
_FIGURE = re.compile(r"^[+-]?\d[\d.,]*$")
_PARTS = 0.6
_LEAST_KNOWN = 2

# (first row, first column, last row, last column) of merged cells, counted from 0
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Heading:
    """Places count from 0 in the rows that were looked at; ``last`` includes a row of numbers."""

    first: int
    last: int
    names: list[str] = field(default_factory=list)


def find_heading(
    rows: Sequence[Sequence[str]], merges: Sequence[Merge] = (), wanted: int | None = None
) -> Heading | None:
    """Return where the headings stand among the first rows; None where all rows are blank.

    The row with most known column names is the heading; where none is known, the first row that
    fills most of the table's width. ``wanted`` is a person's choice.
    """
    first = wanted if wanted is not None else _find_row(rows)
    if first is None or first >= len(rows) or not any(c.strip() for c in rows[first]):
        return None
    width = max((len(row) for row in rows), default=0)
    names = _padded(rows[first], width)
    last = first
    if first + 1 < len(rows):
        under = _padded(rows[first + 1], width)
        spans = _spans(first, names, merges)
        if _is_second_line(names, under, spans):
            names, last = _join(names, under, spans), first + 1
    if last + 1 < len(rows) and _is_numbering(rows[last + 1]):
        last += 1
    return Heading(first, last, names)


def heading_at(rows: Sequence[Sequence[str]], header_row: int | None) -> int | None:
    """Turn a person's row number into a place; raise InputError if nothing stands there."""
    if header_row is None:
        return None
    place = header_row - 1
    if not 0 <= place < len(rows) or not any(cell.strip() for cell in rows[place]):
        raise InputError("header_row_empty", found=header_row)
    return place


def _find_row(rows: Sequence[Sequence[str]]) -> int | None:
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        return None
    scores = _scores(rows)
    best = max(scores)
    if best >= _LEAST_KNOWN:
        return scores.index(best)
    first = next(i for i, count in enumerate(filled) if count)
    if filled[first] > 1 or max(filled) == 1:
        return first
    return next(i for i, count in enumerate(filled) if count >= _PARTS * max(filled))


def has_known_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a row among these names columns that the import knows."""
    return max(_scores(rows), default=0) >= _LEAST_KNOWN


def _scores(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how many columns that are known each row names."""
    return [
        len({fold_name(cell) for cell in row if is_known(cell)}) if sum(map(bool, row)) > 1 else 0
        for row in rows
    ]


def is_known(text: str) -> bool:
    """Whether a cell says the name of a column that the import knows."""
    return 0 < len(text) < 80 and (
        fold_name(text) in _known_names() or fold_name(text.partition("(")[0]) in _known_names()
    )


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(_MORE).union(every_heading(), *(field.headings for field in FIELDS))


def _spans(row: int, names: Sequence[str], merges: Sequence[Merge]) -> list[int]:
    """Return for each column the column whose heading stands over it, through a merge or blanks."""
    over = list(range(len(names)))
    wide = [m for m in merges if m[0] <= row <= m[2] and m[3] > m[1]]
    for _, left, _, right in wide:
        for column in range(left, min(right + 1, len(names))):
            over[column] = left
    if not merges:
        for column in range(1, len(names)):
            if not names[column].strip():
                over[column] = over[column - 1]
    return over


def _is_second_line(names: Sequence[str], under: Sequence[str], over: Sequence[int]) -> bool:
    """Whether the row below parts columns that the heading holds together."""
    spoken = [i for i, cell in enumerate(under) if cell.strip()]
    if not spoken or any(_FIGURE.match(under[i].strip()) for i in spoken):
        return False
    parted = [i for i in spoken if over[i] != i]
    roots = {over[i] for i in parted}
    alone = [i for i in spoken if over[i] == i and i not in roots]
    if not parted or any(names[i].strip() and is_known(names[i]) for i in alone):
        return False
    named = sum(1 for name in names if name.strip())
    return len(spoken) < named + len(parted) and (
        any(is_known(under[i]) for i in spoken) or len(alone) == 0
    )


def _join(names: Sequence[str], under: Sequence[str], over: Sequence[int]) -> list[str]:
    joined = []
    for column, below in enumerate(under):
        above = names[over[column]].strip() if below.strip() else names[column].strip()
        joined.append(JOINT.join(part for part in (above, below.strip()) if part))
    return joined


def _is_numbering(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2 3 4."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) >= 2 and all(_NUMBERED.match(cell) for cell in cells):
        return True
    figures = [int(cell) for cell in cells if cell.isdigit() and len(cell) < 4]
    letters = [cell for cell in cells if cell in {"A", "B", "C", "D"}]
    counts_up = figures == list(range(1, len(figures) + 1))
    return len(figures) >= 4 and counts_up and len(figures) + len(letters) == len(cells)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]

"""Finding the columns of a small table by their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diaban.exchange.importing.problems import InputError
from diaban.spine.places.names import fold_name


def find_columns(
    found: Sequence[str],
    headings: Mapping[str, tuple[str, ...]],
    needed: Sequence[tuple[str, ...]],
) -> dict[str, str]:
    """Return the column of each name in ``headings``; of each tuple in ``needed`` one must be."""
    folded = {fold_name(name.partition("(")[0]): name for name in reversed(found)}
    columns = {
        name: next(folded[heading] for heading in some if heading in folded)
        for name, some in headings.items()
        if any(heading in folded for heading in some)
    }
    missing = [
        " | ".join(headings[name][0] for name in some)
        for some in needed
        if not any(name in columns for name in some)
    ]
    if missing:
        raise InputError("columns_missing", missing=missing, found=list(found))
    return columns

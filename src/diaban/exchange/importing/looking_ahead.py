"""Making the next piece in a thread of its own while the present one is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
_END = object()


def look_ahead(pieces: Iterator[Piece]) -> Generator[Piece, None, None]:
    """Yield what ``pieces`` yields, in order; an exception comes at its place.

    One thread at a time runs ``pieces``, but not the caller's: they must leave the database alone,
    whose connection is the caller's. Close the iterator before what ``pieces`` reads from: only
    then has the thread ended.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-ahead") as thread:
        coming = thread.submit(next, pieces, _END)
        while (piece := coming.result()) is not _END:
            coming = thread.submit(next, pieces, _END)
            yield piece  # type: ignore[misc]

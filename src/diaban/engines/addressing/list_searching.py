"""Searching for many texts in a row: the doors of all plain ones are asked for at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from diaban.engines.addressing.choosing import Choice, choose
from diaban.engines.addressing.components import ParsedAddress
from diaban.engines.addressing.matching import Asked
from diaban.engines.addressing.registered import Registered
from diaban.engines.addressing.searching import (
    SearchAnswer,
    Searcher,
    Store,
    keys_of,
    search_as_read,
)

__all__ = ["search_list"]

_Plan = tuple[Asked, list[Choice]]


def search_list(
    texts: Sequence[str],
    searcher: Searcher,
    most: int = 5,
    parsed: Mapping[str, ParsedAddress] | None = None,
) -> Iterator[SearchAnswer]:
    """Yield for each text what `searching.search` finds for it.

    ``parsed``: what `parsing.parse` read in a text with the searcher's gazetteer, where known.

    >>> from diaban.engines.addressing.directory import Directory, Way
    >>> from diaban.engines.addressing.door_array import DoorArray
    >>> from diaban.engines.addressing.gazetteer import Gazetteer
    >>> from diaban.engines.addressing.place_reader import PlaceReader
    >>> from diaban.engines.addressing.registered import Columns, read_columns
    >>> from datetime import date
    >>> reader = PlaceReader(Gazetteer([], []), {}, date(2026, 1, 1))
    >>> doors = DoorArray([read_columns(1, 3, Columns("12", "ngõ 5", "phố Hàng Bông"))])
    >>> searcher = Searcher(reader, Directory([Way("hang bong", 3, "Hàng Bông")]), doors)
    >>> [one.best > 0.5 for one in search_list(["12 ngõ 5 hang bong", "Huế"], searcher)]
    [True, False]
    """
    plans = [_plan(text, searcher) for text in texts]
    keys = {key for plan in plans if plan for key in keys_of(*plan)}
    known = _KnownDoors(searcher.store, searcher.store.at_each(sorted(keys)))
    held = Searcher(searcher.reader, searcher.directory, known)
    for text, plan in zip(texts, plans, strict=True):
        yield search_as_read(text, held, most, plan, parsed.get(text) if parsed else None)


def _plan(text: str, searcher: Searcher) -> _Plan | None:
    plain = searcher.reader.read_plainly(text)
    return None if plain is None else (plain, choose(plain, searcher.directory))


class _KnownDoors:
    """A store that is asked only for what was not fetched before."""

    def __init__(self, store: Store, doors: Mapping[int, Sequence[Registered]]) -> None:
        self._store = store
        self._doors = doors

    def at(self, keys: Sequence[int]) -> list[Registered]:
        known = self._doors
        if any(key not in known for key in keys):
            return self._store.at(keys)
        return [door for key in keys for door in known[key]]

    def at_each(self, keys: Sequence[int]) -> Mapping[int, Sequence[Registered]]:
        return self._store.at_each(keys)

    def around(self, low: int, key: int, high: int, most: int) -> list[Registered]:
        return self._store.around(low, key, high, most)

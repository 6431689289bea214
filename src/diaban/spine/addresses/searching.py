"""Searching the registry for what somebody typed; only what they may see is found."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from diaban.engines.addressing.components import ParsedAddress
from diaban.engines.addressing.directory import Directory, Way
from diaban.engines.addressing.list_searching import search_list
from diaban.engines.addressing.place_reader import PlaceReader
from diaban.engines.addressing.searching import SearchAnswer, Searcher, search
from diaban.spine.addresses.search_entries import COUNTED, NAMES
from diaban.spine.addresses.search_store import RegistryStore
from diaban.spine.parties.models import User
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today

_WAYS = (
    "SELECT id, form, commune, written, count FROM addresses_searchway WHERE id > %s ORDER BY id"
)
_COMMUNE = 2
# an answer at least this sure does not hang on names that came in the last second
_SURE, _TRUSTED_SECONDS = 0.95, 1.0
# texts of a list whose doors are asked for together
_BLOCK = 1_000


def search_addresses(text: str, actor: User, most: int = 5) -> SearchAnswer:
    """Find the doors that a text may mean among those that ``actor`` may see."""
    if not actor.is_authenticated:
        return SearchAnswer(reasons=("nothing_near",))
    territory = territory_of(actor)
    held = _held.get(territory)
    answer = None
    if held is not None and time.monotonic() - held.checked < _TRUSTED_SECONDS:
        answer = search(text, held.searcher(actor), most)
        # doors are read as they are now: only an unsure answer could be another with newer names
        if answer.best >= _SURE:
            return answer
    marks = _generations()
    if answer is not None and held is not None and held.marks == marks:
        held.checked = time.monotonic()
        return answer
    return search(text, _hold(marks, territory).searcher(actor), most)


def search_texts(
    texts: Sequence[str],
    actor: User | WholeCity,
    most: int = 5,
    parsed: Mapping[str, ParsedAddress] | None = None,
) -> Iterator[SearchAnswer]:
    """Yield for each text what `search_addresses` finds for it, asking for many doors at once.

    ``parsed``: what the reader of addresses found in a text, where that is known.
    """
    if not actor.is_authenticated:
        yield from [SearchAnswer(reasons=("nothing_near",))] * len(texts)
        return
    for start in range(0, len(texts), _BLOCK):
        # the names that there are now: a long list is not answered by old ones
        yield from search_list(texts[start : start + _BLOCK], searcher_for(actor), most, parsed)


def searcher_for(actor: User) -> Searcher:
    """Return the registry as ``actor`` may search it; the names are those of this moment."""
    return _hold(_generations(), territory_of(actor)).searcher(actor)


def territory_of(actor: User) -> frozenset[int] | None:
    """Return the communes that an actor's charges hold; None is the whole city."""
    if actor.sees_whole_city:
        return None
    charges = list(actor.charges.values_list("unit_id", flat=True))
    inside = Unit.objects.filter(parent__in=charges).values_list("pk", flat=True)
    return frozenset([*charges, *inside])


@dataclass(frozen=True)
class WholeCity:
    """Who searches as the department does: one with every commune of the city in charge.

    Its names are then shared with everybody who sees the city; what is found is still read within
    the territory.
    """

    is_authenticated: bool = True
    sees_whole_city: bool = True


def searching_as(actor: User) -> User | WholeCity:
    """Return as whom somebody searches; whatever is found must then be read as themselves."""
    communes = city_communes(today()).values_list("pk", flat=True)
    territory = territory_of(actor)
    return WholeCity() if territory is None or territory.issuperset(communes) else actor


@dataclass(frozen=True)
class _Marks:
    places: int
    names: int
    counted: int


def _generations() -> _Marks:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, number FROM runs_generation WHERE name IN (%s, %s, %s)",
            ["places", NAMES, COUNTED],
        )
        found = dict(cursor.fetchall())
    return _Marks(found.get("places", 0), found.get(NAMES, 0), found.get(COUNTED, 0))


@dataclass
class _Held:
    marks: _Marks
    reader: PlaceReader
    directory: Directory
    last: int
    checked: float

    def searcher(self, actor: User) -> Searcher:
        return Searcher(self.reader, self.directory, RegistryStore(actor))


_held: dict[frozenset[int] | None, _Held] = {}
_lock = threading.Lock()
# territories kept in a process
_MOST_HELD = 32


def _hold(marks: _Marks, territory: frozenset[int] | None) -> _Held:
    """Return the names in a territory; new ones are put in, counted anew they are all read."""
    with _lock:
        held = _held.get(territory)
        if held is None or held.marks.counted != marks.counted or held.marks.names > marks.names:
            if len(_held) >= _MOST_HELD:
                _held.clear()
            ways, last = _read_ways(0, territory)
            reader = _reader(marks.places, today())
            held = _held[territory] = _Held(marks, reader, Directory(ways), last, 0.0)
        elif held.marks.names != marks.names:
            ways, held.last = _read_ways(held.last, territory)
            for way in ways:
                held.directory.put(way)
        held.marks, held.checked = marks, time.monotonic()
        held.reader = _reader(marks.places, today())
        return held


def _read_ways(after: int, territory: frozenset[int] | None) -> tuple[list[Way], int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [after])
        rows = cursor.fetchall()
    ways = [Way(*row[1:]) for row in rows if territory is None or row[2] in territory]
    return ways, rows[-1][0] if rows else after


@lru_cache(maxsize=2)
def _reader(places: int, on: date) -> PlaceReader:
    """Connect the gazetteer's communes with the registry's units."""
    communes = Unit.objects.filter(level=Level.COMMUNE)
    now = dict(communes.in_force(on).values_list("code", "id"))
    old = dict(communes.in_force(LAST_THREE_TIER_DAY).values_list("code", "id"))
    gazetteer = address_gazetteer()
    numbers: dict[str, int] = {}
    for unit in gazetteer.units:
        if unit.level != _COMMUNE:
            continue
        ends = unit.valid_to or date.max
        if unit.valid_from <= on < ends and unit.code in now:
            numbers[unit.key] = now[unit.code]
        elif unit.valid_from <= LAST_THREE_TIER_DAY < ends and unit.code in old:
            numbers[unit.key] = old[unit.code]
    home = {*city_communes(on).values_list("pk", flat=True)}
    home.update(city_communes(LAST_THREE_TIER_DAY).values_list("pk", flat=True))
    return PlaceReader(gazetteer, numbers, on, home)


def forget_names() -> None:
    """Let the names be read again; for tests, whose databases share a process."""
    _held.clear()


__all__ = ["forget_names", "search_addresses", "search_texts", "searcher_for"]

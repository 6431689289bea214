"""Finding the door that a text asks for: names in small dictionaries, then exact keys.

The store answers two questions only, which doors have these keys and which lie next to one, so
that a sorted array and a table with one index give the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from diaban.engines.addressing.choosing import Choice, choose, complete_way
from diaban.engines.addressing.components import Door, ParsedAddress
from diaban.engines.addressing.directory import Directory, NamedWay, Way
from diaban.engines.addressing.doorkeys import door_key, lane_span
from diaban.engines.addressing.matching import (
    Asked,
    Levels,
    Match,
    Within,
    compare,
    read_question,
    weigh,
)
from diaban.engines.addressing.registered import Registered

__all__ = ["Reader", "SearchAnswer", "Store", "WayFound", "search", "search_at_length"]

_MOST_KEYS = 512
_MOST_WAYS = 10
_NEAREST = 3
# an answer surer than this is not looked beyond
_SURE = 0.8
# what was read plainly must be surer still
_VERY_SURE = 0.95
_UNIT_WORD = re.compile(
    r"(?:^|[\s,])(?:phường|phuong|xã|xa|thị trấn|thi tran|ph|p|x|tt)(?:[. ]+|$)", re.IGNORECASE
)
_MOST_TAILS = 3


class Store(Protocol):
    """Doors by the keys of `doorkeys`."""

    def at(self, keys: Sequence[int]) -> list[Registered]:
        """Return the doors with these keys."""

    def at_each(self, keys: Sequence[int]) -> Mapping[int, Sequence[Registered]]:
        """Return the doors of each of these keys, of which there may be many thousand."""

    def around(self, low: int, key: int, high: int, most: int) -> list[Registered]:
        """Return up to ``most`` doors on either side of a key, within low ≤ key < high."""


class Reader(Protocol):
    """Reads a text, and the beginning of a commune's name, as `place_reader.PlaceReader` does."""

    def read(self, text: str) -> tuple[ParsedAddress, Within]:
        """Return the parts of a text and the communes that it may mean."""

    def place(self, parsed: ParsedAddress) -> Within:
        """Return the communes that a text may mean of which the parts are known."""

    def read_plainly(self, text: str) -> Asked | None:
        """Return what a text asks for with less work, where it is written plainly."""

    def begin(self, text: str) -> Within:
        """Return the communes whose names go on so."""


@dataclass(frozen=True, slots=True)
class WayFound:
    """A street, hamlet or building that a text may mean, in one commune.

    >>> WayFound(Way("hang bong", 3, "Hàng Bông", 410), "exact").way.count
    410
    """

    way: Way
    how: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """``matches``: doors that may be meant, best first. ``nearest``: neighbours on the same way.

    ``ways``: streets that may be meant, in each commune where there is one, the largest first.
    ``reasons``: codes about the answer as a whole; ``nothing_near`` where there is none.

    >>> SearchAnswer().best
    0.0
    """

    matches: tuple[Match, ...] = ()
    nearest: tuple[Match, ...] = ()
    ways: tuple[WayFound, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def best(self) -> float:
        """The probability of the likeliest door."""
        return self.matches[0].probability if self.matches else 0.0


_NOTHING = SearchAnswer(reasons=("nothing_near",))


@dataclass(frozen=True, slots=True)
class Searcher:
    """A registry that can be searched: how texts are read, which names there are, the doors.

    >>> from diaban.engines.addressing.door_array import DoorArray
    >>> from diaban.engines.addressing.registered import Columns, read_columns, read_doors
    >>> told = {n: Columns(str(n), "", "phố Hàng Bông") for n in (1, 3, 5, 9)}
    >>> doors = DoorArray([read_columns(n, 3, columns) for n, columns in told.items()])
    >>> directory = Directory([Way("hang bong", 3, "Hàng Bông", 4)])
    >>> asked = ParsedAddress("", street="Hang Bong", doors=read_doors("7"))
    >>> answer = find(read_question(asked, Within()), directory, doors)
    >>> answer.matches, [match.address.number for match in answer.nearest], answer.reasons
    ((), [5, 9, 3, 1], ('house_not_found',))
    """

    reader: Reader
    directory: Directory
    store: Store


def search(text: str, searcher: Searcher, most: int = 5) -> SearchAnswer:
    """Find the doors that a text may mean, finished or not.

    A number that is not registered stays in its commune: its nearest neighbours on that way are
    offered. Where the text names no commune, the ways of all communes come into question.

    >>> from diaban.engines.addressing.door_array import DoorArray
    >>> from diaban.engines.addressing.gazetteer import Gazetteer
    >>> from diaban.engines.addressing.place_reader import PlaceReader
    >>> from diaban.engines.addressing.registered import Columns, read_columns
    >>> from datetime import date
    >>> reader = PlaceReader(Gazetteer([], []), {}, date(2026, 1, 1))
    >>> doors = DoorArray([read_columns(1, 3, Columns("12", "ngõ 5", "phố Hàng Bông"))])
    >>> searcher = Searcher(reader, Directory([Way("hang bong", 3, "Hàng Bông")]), doors)
    >>> [match.address.number for match in search("12 ngõ 5 hang bo", searcher).matches]
    [1]
    """
    plain = searcher.reader.read_plainly(text)
    plan = None if plain is None else (plain, choose(plain, searcher.directory))
    return search_as_read(text, searcher, most, plan)


def search_as_read(
    text: str,
    searcher: Searcher,
    most: int,
    plan: tuple[Asked, Sequence[Choice]] | None,
    parsed: ParsedAddress | None = None,
) -> SearchAnswer:
    """Find the same; ``plan``: what was read plainly, with the ways that come into question."""
    if plan is not None:
        found = find(plan[0], searcher.directory, searcher.store, plan[1])
        if found.best >= _VERY_SURE or _is_without_door(found, plan[0]):
            return _cut(found, most)
    return search_at_length(text, searcher, most, parsed)


def search_at_length(
    text: str, searcher: Searcher, most: int = 5, parsed: ParsedAddress | None = None
) -> SearchAnswer:
    """Find the same by reading a text in every part, however it is written.

    ``parsed``: what `parsing.parse` read in it, where that is known.

    >>> from diaban.engines.addressing.door_array import DoorArray
    >>> from diaban.engines.addressing.gazetteer import Gazetteer
    >>> from diaban.engines.addressing.place_reader import PlaceReader
    >>> from datetime import date
    >>> reader = PlaceReader(Gazetteer([], []), {}, date(2026, 1, 1))
    >>> search_at_length("", Searcher(reader, Directory([]), DoorArray([]))).reasons
    ('nothing_near',)
    """
    if parsed is None:
        parsed, within = searcher.reader.read(text)
    else:
        within = searcher.reader.place(parsed)
    asked = read_question(parsed, within)
    found = find(asked, searcher.directory, searcher.store)
    if found.best < _SURE and not _is_settled(found, asked):
        for other in _other_readings(text, asked, searcher):
            if other.best > found.best or (other.ways and not found.ways):
                found = other
            if found.best >= _SURE:
                break
    return _cut(found, most)


def _cut(found: SearchAnswer, most: int) -> SearchAnswer:
    if len(found.matches) <= most and len(found.nearest) <= most:
        return found
    return replace(found, matches=found.matches[:most], nearest=found.nearest[:most])


def find(
    asked: Asked, directory: Directory, store: Store, choices: Sequence[Choice] | None = None
) -> SearchAnswer:
    """Look up what was asked for; ``choices``: the ways in question, where they are known.

    >>> from diaban.engines.addressing.door_array import DoorArray
    >>> find(Asked(street_text="Hàng Bông"), Directory([]), DoorArray([])).reasons
    ('nothing_near',)
    """
    if choices is None:
        choices = choose(asked, directory)
    if not choices:
        return _NOTHING
    ways = _list_ways(choices)
    matches = _match(asked, choices, asked.doors or (Door(),), store)
    if not matches and len(asked.doors) == 1:
        matches = _match(asked, choices, _turned(asked.doors), store)
    if matches or not asked.doors:
        return SearchAnswer(tuple(matches), (), ways)
    nearest = _nearest(asked, choices, store)
    return SearchAnswer((), tuple(nearest), ways, ("house_not_found",))


def _is_without_door(found: SearchAnswer, asked: Asked) -> bool:
    """Whether the way that was named surely has no such door; its neighbours are the answer."""
    exact = bool(found.nearest) and found.ways[0].how == "exact"
    return exact and asked.within.named and _is_settled(found, asked)


def _is_settled(found: SearchAnswer, asked: Asked) -> bool:
    """Whether the way lies in a commune that was surely named: no other one is looked into."""
    communes = asked.within.communes
    if not found.ways or found.ways[0].way.commune not in communes:
        return False
    return sum(communes.values()) >= _SURE


def _other_readings(text: str, asked: Asked, searcher: Searcher) -> Iterable[SearchAnswer]:
    """Read the text as unfinished, and with words of a unit's name as the street's."""
    directory, store = searcher.directory, searcher.store
    for head, tail in _part_tails(text):
        begun = searcher.reader.begin(tail)
        if begun.communes:
            parsed, _ = searcher.reader.read(head)
            yield find(read_question(parsed, begun), directory, store)
    # where a commune was surely named, a door elsewhere stays one that lies elsewhere
    if asked.unread and not (asked.within.named and asked.within.communes):
        free = replace(asked, street_text=asked.unread, within=Within())
        if directory.find(asked.unread):
            yield find(free, directory, store)
        if asked.unfinished:
            yield find(free, directory, store, complete_way(asked.unread, {}, directory))


def _part_tails(text: str) -> list[tuple[str, str]]:
    """Part the name of a commune from what stands before it, wherever that may be."""
    places = [found.span() for found in _UNIT_WORD.finditer(text)]
    places += [(at, at + 1) for at, letter in enumerate(text) if letter == ","]
    tails = []
    for start, end in sorted(places, reverse=True)[: _MOST_TAILS * 2]:
        tail = _UNIT_WORD.sub("", text[end:].split(",", maxsplit=1)[0].strip())
        if len(tail) > 1 and start and not any(letter.isdigit() for letter in tail):
            tails.append((text[:start], tail))
    return list({tail: (head, tail) for head, tail in tails}.values())[:_MOST_TAILS]


def _list_ways(choices: Sequence[Choice]) -> tuple[WayFound, ...]:
    found = [WayFound(way, one.named.found.how) for one in choices for way in one.ways]
    return tuple(found[:_MOST_WAYS])


def _match(
    asked: Asked, choices: Sequence[Choice], doors: Sequence[Door], store: Store
) -> list[Match]:
    names, keys = _look_under(choices, doors)
    found = store.at(keys) if keys else []
    return weigh(_compare_all(asked, found, names)) if found else []


def keys_of(asked: Asked, choices: Sequence[Choice]) -> list[int]:
    """Return the keys under which `find` looks first."""
    return _look_under(choices, asked.doors or (Door(),))[1]


def _look_under(
    choices: Sequence[Choice], doors: Sequence[Door]
) -> tuple[dict[str, NamedWay], list[int]]:
    """Return the names in question by their forms, and the keys of these doors on their ways."""
    names: dict[str, NamedWay] = {}
    keys: dict[int, None] = {}
    paths = [(tuple([lane.number for lane in door.lanes]), door.house) for door in doors]
    for choice in choices:
        form = choice.named.form
        names[form] = choice.named
        for way in choice.ways:
            for lanes, house in paths:
                keys[door_key(form, way.commune, lanes, house)] = None
        if len(keys) > _MOST_KEYS:
            break
    return names, list(keys)


def _compare_all(
    asked: Asked, found: Iterable[Registered], names: Mapping[str, NamedWay]
) -> list[tuple[Registered, Levels]]:
    unique = {address.number: address for address in found}
    return [
        (address, compare(asked, address, _name_of(address, names))) for address in unique.values()
    ]


def _name_of(address: Registered, names: Mapping[str, NamedWay]) -> NamedWay:
    # a street comes before the other names, and most doors are asked for by it
    named = names.get(address.way) if address.way else None
    return named or next(names[form] for form in address.forms if form in names)


def _turned(doors: Sequence[Door]) -> list[Door]:
    """Return the doors with their lanes the other way round, where that differs."""
    return [Door(door.house, door.lanes[::-1]) for door in doors if len(door.lanes) > 1]


def _nearest(asked: Asked, choices: Sequence[Choice], store: Store) -> list[Match]:
    """Return the neighbours of a number that is not registered, in the likeliest commune alone.

    Where a lane is unknown, the house at its mouth is looked for: a lane bears the number of the
    house before it.
    """
    for choice in choices[:2]:
        for way in choice.ways[:2]:
            for door in asked.doors:
                found = _around(choice.named.form, way, door, store)
                if found:
                    names = {choice.named.form: choice.named}
                    compared = _compare_all(asked, found, names)
                    told = {match.address.number: match for match in weigh(compared)}
                    return [told[address.number] for address, _ in compared]
    return []


def _around(form: str, way: Way, door: Door, store: Store) -> list[Registered]:
    path = door.path
    while path:
        low, high = lane_span(form, way.commune, path[:-1])
        key = door_key(form, way.commune, path[:-1], path[-1])
        found = store.around(low, key, high, _NEAREST)
        if found:
            return found
        path = path[:-1]
    return []

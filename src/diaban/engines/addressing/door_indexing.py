"""The keys and ways of very many addresses: each distinct text is read once.

Gives what `Registered.keys` and `Registered.forms` give of one address.
"""

from __future__ import annotations

from diaban.engines.addressing.doorkeys import lane_span, read_house_number
from diaban.engines.addressing.registered import Columns, Registered, read_columns, read_doors

__all__ = ["DoorIndexer", "written_way"]

_Path = tuple[tuple[str, ...], int]
_WayKey = tuple[str, int]


class DoorIndexer:
    """Makes the keys of addresses, each with its way; ``written``: how ways were met in writing.

    >>> indexer = DoorIndexer()
    >>> columns = Columns("9", "ngách 68, ngõ 53", "phố Cầu Giấy")
    >>> entries = indexer.entries(3, columns)
    >>> [key for key, _ in entries] == read_columns(7, 3, columns).keys, entries[0][1]
    (True, ('cau giay', 3))
    >>> indexer.written
    {('cau giay', 3): 'phố Cầu Giấy'}
    """

    def __init__(self) -> None:
        self.written: dict[_WayKey, str] = {}
        self._named: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}
        self._paths: dict[tuple[str, str], tuple[_Path, ...]] = {}
        self._spans: dict[tuple[str, int, tuple[str, ...]], int] = {}

    def entries(self, commune: int, columns: Columns) -> list[tuple[int, _WayKey]]:
        """Return every key of one address, with form and commune of the way that it is on."""
        house, lanes, street, locality, building = columns
        named = self._named.get((street, locality, building))
        if named is None:
            named = self._name(columns)
        paths = self._paths.get((house, lanes))
        if paths is None:
            paths = self._path(house, lanes)
        found: list[tuple[int, _WayKey]] = []
        for form, written in named:
            way = (form, commune)
            if way not in self.written:
                self.written[way] = written
            for inner, code in paths:
                low = self._spans.get((form, commune, inner))
                if low is None:
                    low = self._spans[form, commune, inner] = lane_span(form, commune, inner)[0]
                found.append((low | code, way))
        return found

    def _name(self, columns: Columns) -> tuple[tuple[str, str], ...]:
        address = read_columns(0, 0, columns)
        named = tuple((form, written_way(address, form)) for form in address.forms)
        self._named[columns.street, columns.locality, columns.building] = named
        return named

    def _path(self, house: str, lanes: str) -> tuple[_Path, ...]:
        paths: dict[_Path, None] = {}
        for door in read_doors(house, lanes):
            inner = tuple([lane.number for lane in door.lanes])
            until = read_house_number(door.house).until
            for end in (door.house, until) if until else (door.house,):
                paths[inner, read_house_number(end).code] = None
        self._paths[house, lanes] = tuple(paths)
        return self._paths[house, lanes]


def written_way(address: Registered, form: str) -> str:
    """Return how an address writes the way with this form.

    >>> written_way(read_columns(0, 3, Columns("9", "", "phố Huế")), "hue")
    'phố Huế'
    """
    columns = address.columns
    if form == address.way:
        return columns.street
    return columns.building if form == address.building else columns.locality

"""Reading a text and saying in which communes of a registry it may lie."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date

from diaban.engines.addressing.components import ParsedAddress
from diaban.engines.addressing.converting import convert
from diaban.engines.addressing.gazetteer import Gazetteer, Unit
from diaban.engines.addressing.matching import Asked, Within
from diaban.engines.addressing.parsing import parse
from diaban.engines.addressing.plain_texts import UnitNamed, read_plain_text, read_unit
from diaban.engines.addressing.registered import name_way, read_locality
from diaban.engines.addressing.streets import Name, NameDictionary
from diaban.engines.addressing.words import fold_words

__all__ = ["PlaceReader"]

# no commune has this number
_ELSEWHERE = -1
_MOST_BEGUN = 40
_MOST_KEPT = 20_000
_LEAST = 0.02


class PlaceReader:
    """Reads addresses for a search.

    ``numbers``: the caller's number for a unit's key, of communes in force and of those of before;
    ``home``: those where the registry has its doors, all if not given. A name that is begun is
    completed at home, and another province is not taken for it.

    >>> from diaban.engines.addressing.gazetteer import UnitRecord
    >>> day = date(2025, 7, 1)
    >>> rows = [UnitRecord("province", "01", "Hà Nội", "thành phố", "", "01", day),
    ...         UnitRecord("commune", "00166", "Cầu Giấy", "phường", "01", "01", day)]
    >>> reader = PlaceReader(Gazetteer(rows, []), {"commune:00166@2025-07-01": 7}, day)
    >>> reader.read("9 Trần Duy Hưng, P. Cầu Giấy, HN")[1].communes.keys()
    dict_keys([7])
    >>> reader.begin("cầu gi").communes
    {7: 1.0}
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        numbers: Mapping[str, int],
        as_of: date,
        home: Container[int] | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._numbers = numbers
        self._as_of = as_of
        known = [
            unit
            for unit in gazetteer.units
            if unit.key in numbers and (home is None or numbers[unit.key] in home)
        ]
        self._provinces = {unit.province for unit in known} if home is not None else None
        self._known = {unit.number: unit for unit in known}
        self._within: dict[str, Within] = {}
        self._begun: dict[str, Within] = {}
        self._names = NameDictionary(Name(unit.number, unit.name) for unit in known)
        self._cities = {
            fold_words(spelling): gazetteer.units[number].full_name
            for number in {unit.province for unit in known}
            if number is not None
            for spelling in _spellings(gazetteer.units[number])
        }

    def read(self, text: str) -> tuple[ParsedAddress, Within]:
        """Parse a text; tell which of the registry's communes it may mean, and the old ones."""
        parsed = parse(text, self._gazetteer)
        return parsed, self.place(parsed)

    def place(self, parsed: ParsedAddress) -> Within:
        """Tell the same of what the gazetteer's `parse` gave.

        >>> PlaceReader(Gazetteer([], []), {}, date(2025, 7, 1)).place(ParsedAddress("")).communes
        {}
        """
        if not parsed.places:
            return Within()
        if self._is_elsewhere(parsed):
            return Within({_ELSEWHERE: 1.0}, {}, named=True)
        found = convert(parsed, self._gazetteer, self._as_of)
        numbers = self._numbers
        communes = {
            numbers[one.key]: one.probability
            for one in found.candidates or found.possible
            if one.key in numbers
        }
        formers = {
            numbers[place.key]: place.probability
            for place in parsed.places
            if place.key in numbers and numbers[place.key] not in communes
        }
        return Within(communes, formers, "kind_written" in parsed.reasons)

    def _is_elsewhere(self, parsed: ParsedAddress) -> bool:
        """Whether no more than a province is named, and none of the registry's."""
        units = [self._gazetteer.by_key(place.key) for place in parsed.places]
        if self._provinces is None or any(unit.level > 0 for unit in units):
            return False
        codes = {self._gazetteer.units[n].code for n in self._provinces if n is not None}
        return not any(unit.code in codes for unit in units)

    def read_plainly(self, text: str) -> Asked | None:
        """Read a text that is written plainly, with less work; None where it is not.

        What stands behind the street is read once for all the ways to write it.

        >>> day = date(2025, 7, 1)
        >>> reader = PlaceReader(Gazetteer([], []), {}, day)
        >>> reader.read_plainly("9 phố Hàng Bông").street, reader.read_plainly("Hàng Bông 9")
        ('hang bong', None)
        """
        plain = read_plain_text(text)
        if plain is None:
            return None
        within = self._read_tail(plain.tail)
        if within is None:
            return None
        return Asked(
            plain.doors,
            name_way(plain.street) if plain.street else "",
            plain.street,
            within,
            plain.way,
            not plain.tail,
            read_locality(plain.locality),
        )

    def _read_tail(self, tail: str) -> Within | None:
        """Return where the end of a text says that the door lies; None where that is not plain."""
        if not tail:
            return Within()
        within = self._within.get(tail)
        if within is None:
            names = [part.strip() for part in tail.split(",")]
            unit = read_unit(names[0])
            if unit is not None and not unit.is_commune:
                return None
            if unit is None and fold_words(tail) not in self._cities:
                return None
            if unit is not None and len(names) == 1 and not self._names.has(unit.name):
                within = self.begin(unit.name)
            else:
                within = self._read_names(names, unit)
            if len(self._within) >= _MOST_KEPT:
                self._within.clear()
            self._within[tail] = within
        return within

    def _read_names(self, names: list[str], unit: UnitNamed | None) -> Within:
        """Read the names of units; they are few, and come in few spellings with the city's."""
        city = self._cities.get(fold_words(names[-1]))
        if city is not None:
            names = [*[str(read_unit(name) or name) for name in names[:-1]], city]
            if unit is not None:
                names[0] = f"{unit.kind} {self._spell(unit)}"
        text = ", ".join(names)
        within = self._within.get(text)
        if within is None:
            within = self._within[text] = self.read(text)[1]
        return within

    def _spell(self, unit: UnitNamed) -> str:
        """Return the name of a commune as it is written, where one alone can be meant."""
        found = self._names.find(unit.name, _MOST_BEGUN)
        least = found[0].slips if found else 0
        known = [self._known[one.number] for one in found if one.slips == least]
        spelt = {one.name for one in known if one.kind == unit.kind}
        sure = len(spelt) == 1 and least < 2 and (least or unit.name.isascii())
        return spelt.pop() if sure else unit.name

    def begin(self, text: str) -> Within:
        """Return the communes whose names, of today or of before, begin so, or nearly are so."""
        within = self._begun.get(text)
        if within is None:
            if len(self._begun) >= _MOST_KEPT:
                self._begun.clear()
            within = self._begun[text] = self._begin(text)
        return within

    def _begin(self, text: str) -> Within:
        begun = fold_words(text)
        units = [self._known[one.number] for one in self._names.complete(text, _MOST_BEGUN)]
        units = [unit for unit in units if fold_words(unit.name).startswith(begun)]
        units = units or [self._known[one.number] for one in self._names.find_near(text)]
        now = [unit for unit in units if unit.in_force]
        weights: dict[int, float] = {}
        for unit in now or units:
            for number, share in self._present(unit):
                weights[number] = weights.get(number, 0.0) + share / len(now or units)
        formers = {} if now else {self._numbers[unit.key]: 1.0 for unit in units}
        return Within({n: w for n, w in weights.items() if w > _LEAST}, formers)

    def _present(self, unit: Unit) -> Iterable[tuple[int, float]]:
        """Follow a unit to the communes in force, with shares."""
        if unit.in_force:
            return [(self._numbers[unit.key], 1.0)]
        found: list[tuple[int, float]] = []
        for number, row in unit.successors:
            after = self._gazetteer.units[number]
            if after.key in self._numbers:
                found += [(n, row.share * share) for n, share in self._present(after)]
        return found


def _spellings(province: Unit) -> list[str]:
    """Return how a province is written at the end of an address."""
    initials = "".join([word[:1] for word in province.name.split()])
    short = "TP" if province.kind == "thành phố" else "T"
    return [initials, province.name, province.full_name, f"{short} {province.name}"]

"""Which names there are in which communes: the small dictionaries that a search begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from diaban.engines.addressing.registered import name_way, names_of_way
from diaban.engines.addressing.streets import Name, NameDictionary, NameFound
from diaban.engines.addressing.words import fold_words

__all__ = ["Directory", "NamedWay", "Way", "spell"]

_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Way:
    """A name under which doors of a commune are found; ``form``: folded, as in the doors' keys.

    >>> Way("hang bong", 3, "phố Hàng Bông", 410).commune
    3
    """

    form: str
    commune: int
    written: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class NamedWay:
    """A form that a text may mean, how it was found, and the text.

    >>> NamedWay("hang bong", NameFound(1, "exact")).found.how
    'exact'
    """

    form: str
    found: NameFound
    text: str = ""


class Directory:
    """All ways, by name and by commune. Takes a single way at once.

    >>> ways = [Way("nguyen trai", 1, "Nguyễn Trãi", 90), Way("nguyen trai", 2, "Nguyễn Trãi", 5)]
    >>> directory = Directory(ways)
    >>> [one.form for one in directory.find("Nguyen Trai")], sorted(directory.ways["nguyen trai"])
    (['nguyen trai'], [1, 2])
    """

    def __init__(self, ways: Iterable[Way]) -> None:
        self.ways: dict[str, dict[int, Way]] = {}
        # what texts were found to name: streets are asked for again and again
        self._found: dict[str, list[NamedWay]] = {}
        self._near: dict[str, list[NamedWay]] = {}
        self._forms: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        weights: dict[tuple[str, str], int] = {}
        for way in ways:
            self.ways.setdefault(way.form, {})[way.commune] = way
            spelt = self._spelling(way)
            weights[spelt] = weights.get(spelt, 0) + way.count
        self._names = NameDictionary(
            Name(self._number(spelt), spelt[1], weight) for spelt, weight in weights.items()
        )

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        """Bytes of the indexes' arrays; the names themselves come on top."""
        return self._names.nbytes

    def put(self, way: Way) -> None:
        """Add a way, or let a known one count what it counts now."""
        known = self.ways.setdefault(way.form, {})
        fresh = way.commune not in known
        known[way.commune] = way
        spelt = self._spelling(way)
        if fresh or spelt not in self._numbers:
            weight = sum(one.count for one in known.values())
            self._names.put(Name(self._number(spelt), spelt[1], weight))
        # a new one: what another thread is finding meanwhile goes with the old one
        self._found, self._near = {}, {}

    def drop(self, form: str, commune: int) -> None:
        """Forget a way on which no door is left."""
        known = self.ways.get(form, {})
        known.pop(commune, None)
        if not known:
            self.ways.pop(form, None)
        self._found, self._near = {}, {}

    def find(self, text: str) -> list[NamedWay]:
        """Return the ways that a name means exactly, best first."""
        held = self._found
        known = held.get(text)
        if known is None:
            if len(held) >= _MOST_KEPT:
                held.clear()
            known = held[text] = self._find(text)
        return known

    def _find(self, text: str) -> list[NamedWay]:
        found: list[NamedWay] = []
        for form in names_of_way(text):
            if form in self.ways:
                typed = spell(text, form)
                found += self._named(self._names.find(typed), typed)
        return found

    def find_near(self, text: str) -> list[NamedWay]:
        """Return the ways that a name nearly says."""
        held = self._near
        known = held.get(text)
        if known is None:
            if len(held) >= _MOST_KEPT:
                held.clear()
            form = name_way(text)
            near = self._names.find_near(spell(text, form), 24) if form else []
            known = held[text] = self._named(near)
        return known

    def complete(self, text: str, most: int = 24) -> list[NamedWay]:
        """Return the ways whose names go on so, those with most doors first."""
        found: dict[str, NamedWay] = {}
        for form in names_of_way(text):
            for named in self._named(self._names.complete(spell(text, form), most)):
                found.setdefault(named.form, named)
        return list(found.values())

    def communes_of(self, form: str, within: Mapping[int, float]) -> list[Way]:
        """Return the ways of a form, in the communes given (all if none), the largest first."""
        known = self.ways.get(form, {})
        if not within:
            return sorted(known.values(), key=lambda way: (-way.count, way.commune))
        found = [known[commune] for commune in within if commune in known]
        return sorted(found, key=lambda way: (-within[way.commune], way.commune))

    def _spelling(self, way: Way) -> tuple[str, str]:
        return way.form, spell(way.written, way.form)

    def _number(self, spelt: tuple[str, str]) -> int:
        number = self._numbers.get(spelt)
        if number is None:
            number = self._numbers[spelt] = len(self._forms)
            self._forms.append(spelt[0])
        return number

    def _named(self, found: Iterable[NameFound], typed: str = "") -> list[NamedWay]:
        best: dict[str, NamedWay] = {}
        for one in found:
            form = self._forms[one.number]
            if form in self.ways:
                best.setdefault(form, NamedWay(form, one, typed))
        return list(best.values())


@lru_cache(maxsize=100_000)
def spell(text: str, form: str) -> str:
    """Return a name with its marks as a text has it, without what the form leaves out.

    >>> spell("xóm 3, thôn Đông Ngàn", "dong ngan")
    'Đông Ngàn'
    """
    folded = fold_words(text)
    if folded == form:
        return text
    if folded.endswith(" " + form):
        words = text.split()
        kept = len(form.split())
        tail = " ".join(words[-kept:])
        if fold_words(tail) == form:
            return tail
    return form

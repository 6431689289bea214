"""From where somebody asks: a code, a position, a door, a street or hamlet, or a commune.

For anybody, without signing in: a written door's entrance is public, of a street or hamlet only its
middle is told. Where several are meant, they are offered; where a part of the text was not found,
it is said which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from diaban.engines.addressing import Kind, ParsedAddress
from diaban.engines.addressing.directory import Way
from diaban.engines.addressing.matching import Match
from diaban.engines.addressing.registered import Columns, read_columns
from diaban.engines.addressing.searching import SearchAnswer
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.public_doors import read_door
from diaban.spine.addresses.searching import WholeCity, search_addresses
from diaban.spine.addresses.way_middles import middle_of_doors, middle_of_way
from diaban.spine.addresses.written_answers import WrittenAnswer, answer_written
from diaban.spine.places.distances import metres_between
from diaban.spine.places.models import Unit
from diaban.spine.places.points import read_point
from diaban.spine.places.units import today

# a registered door at least this likely is taken to be the one that was meant
_LIKELY = 0.5
# households of one hamlet are as likely as each other: so many are looked at
_MOST_MATCHES = 200
_MOST_CHOICES = 10
# a street's parts in neighbouring communes are one street
_ONE_WAY_METRES = 1_500
_UNITS = {Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE, Kind.COUNTRY, Kind.NOISE}
_HOUSE = {Kind.HOUSE, Kind.HOUSE_CHAIN, Kind.LANE}


@dataclass(frozen=True)
class Origin:
    """Where distances are measured from.

    ``unit``: only from the middle of this commune; ``lost`` is then what else was written and is
    not in the registry. ``way``: only from the middle of this street or hamlet. ``beside``: from
    the door nearest to a number that is not in the registry.
    """

    lat: float
    lng: float
    unit: Unit | None = None
    lost: str = ""
    way: str = ""
    beside: str = ""

    @property
    def is_rough(self) -> bool:
        """Whether the asker may be anywhere about it."""
        return bool(self.unit or self.way)


@dataclass(frozen=True)
class Asked:
    """What a text means: an origin, or several places of which one is meant."""

    origin: Origin | None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A street or hamlet in one commune."""

    way: Way
    unit: Unit
    middle: tuple[float, float]

    @property
    def own_name(self) -> str:
        """Its name alone: a hamlet is written with one of its groups."""
        parts = self.way.written.split(", ")
        return next((part for part in parts if self.way.form in _forms(part)), self.way.written)

    @property
    def name(self) -> str:
        return f"{self.own_name}, {self.unit.full_name}"


def _forms(name: str) -> tuple[str, ...]:
    """Return the forms under which a street or a hamlet of this name is looked up."""
    street, hamlet = (
        read_columns(0, 0, Columns("", "", *told)) for told in ((name, ""), ("", name))
    )
    return (*street.forms, *hamlet.forms)


def find_origin(text: str) -> Asked:
    """Find the place that a code, a position, an address, a street or a commune's name means."""
    at = read_point(text)
    if at is not None:
        return Asked(Origin(*at))
    answer = look_up(text, AnonymousUser(), today())
    if answer.cell is not None:
        return Asked(Origin(*answer.cell.centre))
    if answer.places:
        return Asked(_of_unit(answer.places))
    written = answer.written or answer_written(text, AnonymousUser(), today())
    found = search_addresses(text, WholeCity(), _MOST_MATCHES)
    return _of_door(written.address, found) or _of_ways(written, found) or _of_commune(written)


def _of_door(asked: ParsedAddress, found: SearchAnswer) -> Asked | None:
    if not asked.doors or found.best < _LIKELY:
        return None
    return _at_door(found.matches[0])


def _at_door(match: Match, beside: str = "") -> Asked | None:
    door = read_door(match.address.number, None)
    if door is None or door.position is None:
        return None
    return Asked(Origin(*door.position, beside=beside))


def _of_ways(written: WrittenAnswer, found: SearchAnswer) -> Asked | None:
    """Start from the middle of the street or hamlet that is meant, or offer those that may be."""
    places = _places(written, found)
    if not places:
        return None
    first = places[0]
    far = [one for one in places if metres_between(one.middle, first.middle) > _ONE_WAY_METRES]
    if far:
        house = _written(written.address, _HOUSE)
        names = dict.fromkeys(" ".join(filter(None, (house, one.name))) for one in places)
        return Asked(None, tuple(names))
    if written.address.doors and found.nearest:
        near = found.nearest[0]
        if near.address.commune == first.unit.pk and (asked := _at_door(near, first.name)):
            return asked
    units = dict.fromkeys(one.unit.full_name for one in places)
    return Asked(Origin(*first.middle, way=", ".join((first.own_name, *units))))


def _places(written: WrittenAnswer, found: SearchAnswer) -> list[_Place]:
    ways = [one.way for one in found.ways if one.how == "exact"]
    units = _units(written)
    if units:
        ways = [way for way in ways if way.commune in units]
    known = Unit.objects.in_bulk({way.commune for way in ways})
    places = []
    for way in ways[:_MOST_CHOICES]:
        middle = _middle(way, written.address, found.matches)
        if middle is not None and way.commune in known:
            places.append(_Place(way, known[way.commune], middle))
    return places


def _middle(way: Way, asked: ParsedAddress, matches: Sequence[Match]) -> tuple[float, float] | None:
    """Return the middle of the doors that are likeliest, where a group of a hamlet was named."""
    likely = [one for one in matches if one.address.commune == way.commune]
    if likely and not asked.street:
        most = likely[0].probability
        among = [one.address.number for one in likely if one.probability >= most * _LIKELY]
        return middle_of_doors(among) or middle_of_way(way)
    return middle_of_way(way)


def _units(written: WrittenAnswer) -> set[int]:
    """Return the communes of today that a text names; none where it names none."""
    told = written.conversion
    codes = [one.code for one in (*told.candidates, *told.possible)]
    rows = Unit.objects.in_force(today()).filter(code__in=codes, parent__code="01")
    return set(rows.values_list("pk", flat=True))


def _of_commune(written: WrittenAnswer) -> Asked:
    codes = [one.code for one in written.conversion.candidates[:1]]
    units = Unit.objects.in_force(today()).filter(code__in=codes, parent__code="01")
    lost = _written(written.address, set(Kind) - _UNITS)
    return Asked(_of_unit(list(units), lost))


def _of_unit(units: Sequence[Unit], lost: str = "") -> Origin | None:
    placed = (unit for unit in units if unit.lat is not None)
    return next((Origin(unit.lat, unit.lng, unit, lost) for unit in placed), None)


def _written(address: ParsedAddress, kinds: set[Kind]) -> str:
    return ", ".join(part.text for part in address.components if part.kind in kinds)

"""What the rule on public post asks, and what the register says of it, on old and new units.

The rule speaks of averages and counts: none of its figures sees a household. Limits that were read
in a source are told apart from those that are remembered: QCVN 1:2008 was seen in the operator's
declaration of 2009; what QCVN 01:2015 put in its place, and its hours, nobody has read yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.db.models import Q

from diaban.engines.hours import PointClass, days_below, parse_hours
from diaban.engines.reach import average_radius_km, points_for_radius
from diaban.sectors.post.choices import Kind
from diaban.sectors.post.models import Point
from diaban.spine.addresses.coverage import expected_households
from diaban.spine.places.models import HouseholdCount, Level, Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today

_CLASSES = (PointClass.OTHER, PointClass.PROVINCE_CENTRE)
RADIUS_KM, PEOPLE_A_POINT = 3.0, 8_000


class Geography(StrEnum):
    """On which units figures are told."""

    NOW = "now"
    FORMER = "former"
    DISTRICTS = "districts"


@dataclass(frozen=True)
class Standard:
    """A limit of the rule; ``is_verified``: somebody has read it in a source that is named."""

    name: str
    limit: float
    source: str
    is_verified: bool


_SEEN = "QCVN 1:2008/BTTTT (bản công bố của VNPost năm 2009)"
_REMEMBERED = "QCVN 01:2015/BTTTT (theo trí nhớ, chưa đọc văn bản)"
STANDARDS = (
    Standard("radius", RADIUS_KM, _SEEN, is_verified=True),
    Standard("people", PEOPLE_A_POINT, _SEEN, is_verified=True),
    Standard("one_each", 1.0, _SEEN, is_verified=True),
    Standard("hours_other", 4.0, _REMEMBERED, is_verified=False),
    Standard("hours_centre", 8.0, _REMEMBERED, is_verified=False),
)


@dataclass(frozen=True, kw_only=True)
class Averaged:
    """Points on an area: all that the rule's average radius sees; the area None where unknown.

    ``elsewhere`` points lie in a unit that nobody knows: any of them may be in this one.
    """

    points: int
    area_km2: float | None
    elsewhere: int = 0

    @property
    def radius_km(self) -> float | None:
        return average_radius_km(self.area_km2, self.points) if self.area_km2 else None

    @property
    def passes(self) -> bool | None:
        """Whether the rule is kept; None where the area is not known, or a point's unit."""
        if not self.area_km2:
            return None
        if self.radius_km is not None and self.radius_km <= RADIUS_KM:
            return True
        return None if self.elsewhere else False

    @property
    def points_enough(self) -> int | None:
        """How few points would keep the rule, wherever they stood."""
        return points_for_radius(self.area_km2, RADIUS_KM) if self.area_km2 else None


@dataclass(frozen=True, kw_only=True)
class UnitLine(Averaged):
    """A unit with its points; ``households`` are None where nobody knows."""

    unit: Unit
    perhaps: int
    households: int | None

    @property
    def households_a_point(self) -> float | None:
        known = self.households is not None and self.points
        return self.households / self.points if known else None  # type: ignore[operator]


@dataclass(frozen=True)
class HoursKept:
    """Points by their opening hours as stated; what was not understood is unknown."""

    enough: int
    short: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Statutory(Averaged):
    """The rule's figures on a day, of the whole city; ``lines`` are its units.

    ``unplaced``: points of which no unit is known.

    ``perhaps`` are points of a kind that nobody knows, which may serve anybody: not counted in.
    ``households_lacking``: of so many communes the households are not known, and the sum is no
    whole.
    """

    day: date
    geography: Geography
    lines: tuple[UnitLine, ...]
    perhaps: int
    unplaced: int
    four_hours: HoursKept
    eight_hours: HoursKept
    households: int | None
    households_lacking: int
    synthetic: bool

    @property
    def without(self) -> list[UnitLine]:
        """The units that have no point for certain, and those that may have one."""
        return [line for line in self.lines if not line.points]

    @property
    def served(self) -> int:
        """How many units have a point."""
        return len(self.lines) - len(self.without)

    @property
    def least_households_a_point(self) -> float | None:
        """How many households a point has at least: some communes' may be missing in the sum."""
        known = self.households is not None and self.points
        return self.households / self.points if known else None  # type: ignore[operator]

    @property
    def households_a_point(self) -> float | None:
        return None if self.households_lacking else self.least_households_a_point

    def people_a_point(self, people_a_household: float) -> float | None:
        """Return how many people a point has, at least, by a size of households."""
        households = self.least_households_a_point
        return None if households is None else households * people_a_household


def statutory_figures(day: date, geography: Geography = Geography.NOW) -> Statutory:
    """Return what the rule asks of the whole city, counted on the units of one geography."""
    standing = Point.objects.everywhere("the rule counts all points").open_on(day)
    points = list(standing.filter(Q(kind=Kind.UNKNOWN) | Q(pk__in=standing.serving_anybody())))
    serving = [point for point in points if point.kind]
    units = _units(geography)
    where = _placed(points, geography)
    counts = Counter(where[p.pk] for p in serving)
    perhaps = Counter(where[p.pk] for p in points if not p.kind)
    known = {unit.pk for unit in units}
    whole = expected_households([day])[day]
    hours = _hours(serving)
    own = whole if geography is Geography.NOW else {}
    unplaced = sum(where[point.pk] not in known for point in serving)
    lines = tuple(
        UnitLine(
            unit=unit, points=counts[unit.pk], perhaps=perhaps[unit.pk], area_km2=unit.area_km2,
            households=own.get(unit.pk), elsewhere=unplaced,
        )
        for unit in units
    )  # fmt: skip
    return Statutory(
        day=day,
        geography=geography,
        lines=lines,
        points=len(serving),
        perhaps=len(points) - len(serving),
        unplaced=unplaced,
        area_km2=_area_km2(),
        four_hours=hours[PointClass.OTHER],
        eight_hours=hours[PointClass.PROVINCE_CENTRE],
        households=sum(whole.values()) if whole else None,
        households_lacking=city_communes(today()).count() - len(whole),
        synthetic=any(point.synthetic for point in points) or _is_made_up(),
    )


def _area_km2() -> float | None:
    """Return the city's area, the same on whatever units; None where one of them has none."""
    areas = list(city_communes(today()).values_list("area_km2", flat=True))
    return sum(areas) if areas and all(areas) else None


def _units(geography: Geography) -> list[Unit]:
    if geography is Geography.NOW:
        return list(city_communes(today()).order_by("sort_key"))
    former = city_communes(LAST_THREE_TIER_DAY)
    if geography is Geography.FORMER:
        return list(former.select_related("parent").order_by("sort_key"))
    districts = Unit.objects.filter(level=Level.DISTRICT, pk__in=former.values("parent"))
    return list(districts.order_by("sort_key"))


def _placed(points: Sequence[Point], geography: Geography) -> dict[int, int | None]:
    if geography is Geography.NOW:
        return {point.pk: point.commune_id for point in points}
    if geography is Geography.FORMER:
        return {point.pk: point.former_id for point in points}
    parents = dict(city_communes(LAST_THREE_TIER_DAY).values_list("pk", "parent_id"))
    return {point.pk: parents.get(point.former_id) for point in points}


def _hours(points: Sequence[Point]) -> dict[PointClass, HoursKept]:
    """Count points by whether each day of service is long enough, as the hours are stated."""
    stated = Counter(point.hours for point in points)
    found: dict[PointClass, Counter[str]] = {of: Counter() for of in _CLASSES}
    for text, count in stated.items():
        for of, said in zip(_CLASSES, _judge(text), strict=True):
            found[of][said] += count
    return {of: HoursKept(n["enough"], n["short"], n["unknown"]) for of, n in found.items()}


@lru_cache(maxsize=4_096)
def _judge(text: str) -> tuple[str, ...]:
    """Say of hours in the grammar, for each class of points, whether they are enough."""
    if not text:
        return ("unknown",) * len(_CLASSES)
    minutes = parse_hours(text).minutes_by_weekday()
    if not minutes.any():
        return ("short",) * len(_CLASSES)
    return tuple("short" if days_below(minutes, of) else "enough" for of in _CLASSES)


def _is_made_up() -> bool:
    return HouseholdCount.objects.filter(synthetic=True).exists()

"""The mentions of province, district and commune that hang together best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from diaban.engines.addressing.gazetteer import Gazetteer, Namesakes
from diaban.engines.addressing.mentions import Mention

__all__ = ["Choice", "Claim", "Found", "Named", "choose", "overlap"]

# how many mentions of a level are weighed against one another
_MOST = (3, 5, 8)
# a mention worth less is none
_LEAST = -1.0
# what a district can gain by lying in the province named, right before it
_MOST_JOINED = 4.0
# what a commune can gain at most beside what the text itself says for it
_MOST_BONUS = 3.7
_NONE: frozenset[int] = frozenset()


class Found(NamedTuple):
    """The mentions in a segment of the text, and how many words stand before that."""

    segment: int
    before: int
    mentions: tuple[Mention, ...]


class Claim(NamedTuple):
    """A mention taken for a unit of one level; start and end count the words of the text."""

    value: float
    start: int
    end: int
    mention: Mention
    namesakes: Namesakes
    segment: int


Named = tuple[Claim | None, Claim | None, Claim | None]


@dataclass(slots=True)
class Choice:
    """A mention for each level, with the units that remain of each."""

    named: Named
    provinces: frozenset[int] = _NONE
    districts: frozenset[int] = _NONE
    communes: tuple[int, ...] = ()

    def mention(self, level: int) -> Mention:
        """The mention at a level that is known to be named."""
        claim = self.named[level]
        if claim is None:
            raise LookupError(level)
        return claim.mention


def choose(found: Iterable[Found], count: int, gazetteer: Gazetteer) -> Choice:
    """Choose among the mentions in a text of ``count`` words.

    Every combination would do; the bounds leave out those that cannot be worth more than the best.
    """
    first, second, third = _rank(found, count)
    most = 0.0
    best: tuple[Named, frozenset[int], frozenset[int], tuple[int, ...]]
    best = (None, None, None), _NONE, _NONE, ()
    most_commune = (third[0].value if third else 0.0) + _MOST_BONUS
    most_below = (second[0].value if second else 0.0) + most_commune
    for province in (*first, None):
        joinable = 0.0 if province is None else _MOST_JOINED
        province_value = 0.0 if province is None else province.value
        if province_value + most_below + (joinable if second else 0.0) <= most:
            continue
        provinces = _NONE if province is None else province.namesakes.every
        for district in (*second, None):
            both = province_value + (0.0 if district is None else district.value)
            if both + joinable + max(most_commune, 0.0) <= most or overlap(province, district):
                continue
            value, under = _join(province, provinces, district)
            value += both
            if value > most:
                most = value
                best = (province, district, None), provinces, under, ()
            for commune in third:
                own = commune.value
                if value + own + _MOST_BONUS <= most:
                    break
                if overlap(commune, province) or overlap(commune, district):
                    continue
                fit, fitting = _fit(commune, provinces, under, gazetteer)
                bonus = _commune_bonus(commune, province, district, fit)
                if own + bonus > 0.0 and value + own + bonus > most:
                    most = value + own + bonus
                    best = (province, district, commune), provinces, under, fitting
    return Choice(*best)


def _rank(found: Iterable[Found], count: int) -> tuple[list[Claim], list[Claim], list[Claim]]:
    """The mentions that can be of each level, those that the text speaks for most first."""
    first: list[Claim] = []
    second: list[Claim] = []
    third: list[Claim] = []
    for segment, before, mentions in found:
        for mention in mentions:
            start, end = before + mention.start, before + mention.end
            # large units rather stand at the end
            late = 0.6 if end == count else 0.3 * start / count
            province, district, commune = mention.levels
            large, middle, small = mention.worth
            if province is not None and large + late > _LEAST:
                first.append(Claim(large + late, start, end, mention, province, segment))
            if district is not None and middle + late > _LEAST:
                second.append(Claim(middle + late, start, end, mention, district, segment))
            if commune is not None and small > _LEAST:
                third.append(Claim(small, start, end, mention, commune, segment))
    claims = (first, second, third)
    for level, ranked in enumerate(claims):
        if len(ranked) > 1:
            ranked.sort(key=_by_value)
            del ranked[_MOST[level] :]
    return claims


def _by_value(claim: Claim) -> float:
    return -claim.value


def overlap(one: Claim | None, other: Claim | None) -> bool:
    """Whether two mentions share a word."""
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def _join(
    province: Claim | None, provinces: frozenset[int], district: Claim | None
) -> tuple[float, frozenset[int]]:
    """How well a district goes with a province, and which of the districts remain."""
    if district is None:
        return 0.0, _NONE
    namesakes = district.namesakes
    if province is None:
        return (0.0 if district.mention.typed is not None else -0.5), namesakes.every
    under = namesakes.those_within(provinces)
    if not under:
        return -3.0, namesakes.every
    value = 3.0 + (0.5 if district.start < province.start else 0.0)
    return value + (0.5 if district.end == province.start else 0.0), under


def _commune_bonus(
    commune: Claim, province: Claim | None, district: Claim | None, fit: float
) -> float:
    """What a commune gains beside the units chosen above it, which it fits so well."""
    bonus, mention = fit, commune.mention
    if district is None:
        beside = province is not None and commune.end == province.start
        return bonus + (0.7 if beside else 0.0)
    beside = commune.end == district.start
    if mention.typed is None:
        if bonus < 0.0:
            aligned = beside and mention.left and mention.right
            typed_above = district.mention.typed is not None
            bonus -= (3.0 if typed_above else 0.0) if aligned else 4.0
        if bonus < 1.0 and mention.units == district.mention.units:
            bonus -= 4.0  # "Hoàng Mai, Q. Hoàng Mai": the district twice
    if commune.start > district.start:
        bonus -= 0.5 if _is_reversed(province, district) else 3.0
    return bonus + (0.7 if beside else 0.0)


def _is_reversed(province: Claim | None, district: Claim) -> bool:
    """Whether the largest unit comes first: "Hà Nội, Cầu Giấy, Quan Hoa"."""
    if province is not None and province.end <= district.start:
        return True
    return district.mention.typed is not None and district.mention.left


def _fit(
    commune: Claim, provinces: frozenset[int], districts: frozenset[int], gazetteer: Gazetteer
) -> tuple[float, tuple[int, ...]]:
    """How well a commune goes with what is above it, and which communes of the name remain."""
    if districts:
        under, old = commune.namesakes.within_districts(districts)
        if under:
            return (3.0 if old else 2.2 if commune.mention.typed is not None else 0.2), under
        if not provinces:
            provinces = _NONE.union(*[gazetteer.units[n].provinces for n in districts])
    if provinces:
        under = commune.namesakes.within_provinces(provinces)
        if under:
            return (-1.2 if districts else 2.0), under
        return (-9.0 if commune.mention.settled else -4.0), commune.namesakes.numbers
    return _alone_value(commune.mention), commune.namesakes.numbers


def _alone_value(commune: Mention) -> float:
    """What a commune without any unit above it is worth."""
    if commune.settled:
        return -9.0  # P.5 and initials name nothing by themselves
    if commune.typed is not None:
        return -0.8 if commune.typed.short else 0.5
    return -0.8 if commune.left and commune.right else -2.5

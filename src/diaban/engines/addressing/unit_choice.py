"""The mentions of province, district and commune that hang together best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.mentions import Mention

__all__ = ["TWO_TIERS_FROM", "Choice", "Named", "choose", "kind_value", "overlap"]

TWO_TIERS_FROM = date(2025, 7, 1)
# how many mentions of a level are weighed against one another
_MOST = (3, 5, 8)
_AGREES, _DISAGREES = 1.5, -4.0
# what a district can gain by lying in the province named, right before it
_MOST_JOINED = 4.0
# what a commune can gain at most beside what the text itself says for it
_MOST_BONUS = 3.7
Named = tuple[Mention | None, Mention | None, Mention | None]


class _Above(NamedTuple):
    """The units chosen above a commune."""

    province: Mention | None
    district: Mention | None
    provinces: frozenset[int]
    districts: frozenset[int]


@dataclass(slots=True)
class Choice:
    """A mention for each level, with the units that remain of each and what it is worth."""

    value: float
    mentions: Named
    provinces: frozenset[int]
    districts: frozenset[int]
    communes: tuple[int, ...]

    def named(self, level: int) -> Mention:
        """The mention at a level that is known to be named."""
        mention = self.mentions[level]
        if mention is None:
            raise LookupError(level)
        return mention


def choose(mentions: list[Mention], count: int, gazetteer: Gazetteer) -> Choice:
    """Choose among the mentions in a text of ``count`` words."""
    first, second, third = _rank(mentions, count, gazetteer)
    best = Choice(0.0, (None, None, None), frozenset(), frozenset(), ())
    most_below = (second[0][0] if second else 0.0) + (third[0][0] if third else 0.0) + _MOST_BONUS
    for province_value, province, provinces in _options(first):
        joined = _MOST_JOINED if province is not None and second else 0.0
        if province_value + most_below + joined <= best.value:
            continue
        for district_value, district, districts in _options(second):
            if overlap(province, district):
                continue
            value, under = _join(province, provinces, district, districts, gazetteer)
            value += province_value + district_value
            if value > best.value:
                best = Choice(value, (province, district, None), provinces, under, ())
            above = _Above(province, district, provinces, under)
            for own, commune, units in third:
                if value + own + _MOST_BONUS <= best.value:
                    break
                bonus, fitting = _commune_bonus(commune, units, above, gazetteer)
                if own + bonus > 0.0 and value + own + bonus > best.value:
                    named = (province, district, commune)
                    best = Choice(value + own + bonus, named, provinces, under, fitting)
    return best


_Ranked = list[tuple[float, Mention, tuple[int, ...]]]


def _rank(
    mentions: list[Mention], count: int, gazetteer: Gazetteer
) -> tuple[_Ranked, _Ranked, _Ranked]:
    """The mentions that can be of each level, those that the text speaks for most first."""
    found: tuple[_Ranked, _Ranked, _Ranked] = ([], [], [])
    for mention in mentions:
        for level, units in enumerate(gazetteer.by_level_of(mention.units)):
            if not units:
                continue
            value = mention.score + kind_value(mention, level)
            if mention.marks is not None:
                agreement = max([mention.marks.get(n, 0.0) for n in units])
                value += agreement * (0.4 if agreement > 0 else 1.2)
            value += _level_value(mention, level, units, count, gazetteer)
            if value > -1.0:
                found[level].append((value, mention, units))
    for level, ranked in enumerate(found):
        ranked.sort(key=_by_value)
        del ranked[_MOST[level] :]
    return found


def _by_value(one: tuple[float, Mention, tuple[int, ...]]) -> float:
    return -one[0]


def _level_value(
    mention: Mention, level: int, units: tuple[int, ...], count: int, gazetteer: Gazetteer
) -> float:
    """What speaks for a mention as a province, a district or a commune by itself."""
    if level == 2:
        short = mention.typed is None and mention.after - mention.first == 1
        return -0.6 if short else 0.0
    value = 0.6 if mention.end == count else 0.3 * mention.start / count
    if mention.behind_number:
        value += 4.0  # "Số 1, Gò Vấp": few streets bear the names of districts
    if level == 0 and mention.typed is not None and mention.typed.levels == (0, 1):
        all_units = gazetteer.units
        if any(all_units[n].in_force and all_units[n].kind == "thành phố" for n in units):
            value += 1.5
    return value


def _options(
    ranked: _Ranked,
) -> Iterator[tuple[float, Mention | None, frozenset[int]]]:
    for value, mention, units in ranked:
        yield value, mention, frozenset(units)
    yield 0.0, None, frozenset()


def overlap(one: Mention | None, other: Mention | None) -> bool:
    """Whether two mentions share a word."""
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def _join(
    province: Mention | None,
    provinces: frozenset[int],
    district: Mention | None,
    districts: frozenset[int],
    gazetteer: Gazetteer,
) -> tuple[float, frozenset[int]]:
    """How well a district goes with a province, and which of the districts remain."""
    if district is None:
        return 0.0, districts
    if province is None:
        return (0.0 if district.typed is not None else -0.5), districts
    units = gazetteer.units
    under = frozenset([n for n in districts if not provinces.isdisjoint(units[n].provinces)])
    if not under:
        return -3.0, districts
    value = 3.0 + (0.5 if district.start < province.start else 0.0)
    return value + (0.5 if district.end == province.start else 0.0), under


def _commune_bonus(
    commune: Mention, units: tuple[int, ...], above: _Above, gazetteer: Gazetteer
) -> tuple[float, tuple[int, ...]]:
    """What a commune gains beside the units chosen above it."""
    province, district = above.province, above.district
    if overlap(commune, province) or overlap(commune, district):
        return -99.0, ()
    bonus, fitting = _fit(commune, units, above, gazetteer)
    if district is None:
        beside = province is not None and commune.end == province.start
        return bonus + (0.7 if beside else 0.0), fitting
    beside = commune.end == district.start
    if bonus < 0.0 and commune.typed is None:
        aligned = beside and commune.left and commune.right
        bonus -= (3.0 if district.typed is not None else 0.0) if aligned else 4.0
    if bonus < 1.0 and commune.typed is None and commune.units == district.units:
        bonus -= 4.0  # "Hoàng Mai, Q. Hoàng Mai": the district twice
    if commune.start > district.start:
        bonus -= 0.5 if _is_reversed(province, district) else 3.0
    return bonus + (0.7 if beside else 0.0), fitting


def _is_reversed(province: Mention | None, district: Mention) -> bool:
    """Whether the largest unit comes first: "Hà Nội, Cầu Giấy, Quan Hoa"."""
    if province is not None and province.end <= district.start:
        return True
    return district.typed is not None and district.left


def _fit(
    commune: Mention, units: tuple[int, ...], above: _Above, gazetteer: Gazetteer
) -> tuple[float, tuple[int, ...]]:
    """How well a commune goes with what is above it, and which communes of the name remain."""
    all_units, districts, provinces = gazetteer.units, above.districts, above.provinces
    if districts:
        under = tuple([n for n in units if not districts.isdisjoint(all_units[n].districts)])
        if under:
            old = any(all_units[n].valid_from < TWO_TIERS_FROM for n in under)
            return (3.0 if old else 2.2 if commune.typed is not None else 0.2), under
        if not provinces:
            provinces = frozenset().union(*(all_units[n].provinces for n in districts))
    if provinces:
        under = tuple([n for n in units if not provinces.isdisjoint(all_units[n].provinces)])
        if under:
            return (-1.2 if districts else 2.0), under
        return (-9.0 if commune.settled else -4.0), units
    return _alone_value(commune), units


def _alone_value(commune: Mention) -> float:
    """What a commune without any unit above it is worth."""
    if commune.settled:
        return -9.0  # P.5 and initials name nothing by themselves
    if commune.typed is not None:
        return -0.8 if commune.typed.short else 0.5
    return -0.8 if commune.left and commune.right else -2.5


def kind_value(mention: Mention, level: int) -> float:
    """What the word for a kind of unit says of a level: much for it, or more against it."""
    if mention.typed is None:
        return 0.0
    return _AGREES if level in mention.typed.levels else _DISAGREES
